from django.urls import path

from organisations import views

urlpatterns = [
    path("organisations/", views.organisation_list, name="organisation-list"),
    path("organisations/apply/", views.organisation_apply, name="organisation-apply"),
    path("organisations/applied/", views.organisation_applied, name="organisation-applied"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("acting/", views.act_for, name="acting"),
    path("colleagues/", views.colleagues, name="colleagues"),
    path("colleagues/<int:number>/end/", views.end_colleague, name="end-colleague"),
    path("colleagues/invitations/<int:number>/revoke/", views.revoke, name="revoke-invitation"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/new/", views.make_token, name="make-token"),
    path("accounts/tokens/<int:number>/revoke/", views.revoke_token, name="revoke-token"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("invitations/<int:number>/", views.own_invitation, name="own-invitation"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
