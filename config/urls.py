from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal.views import LoginCodeView, SessionsView, record_on_site

# Curators log in where everybody does: with the same limits and the same second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "portal.views.failure"
handler400 = "portal.views.unreadable"

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("recommendations.urls")),
    path("", include("consultations.urls")),
    path("", include("organisations.urls")),
    path("", include("vocabulary.urls")),
    # Before the library's own: ours fills in the address that a mailed link names, and lists the
    # session one is in.
    path("accounts/login/code/", LoginCodeView.as_view(), name="account_request_login_code"),
    path("accounts/sessions/", SessionsView.as_view(), name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    # Before the admin's own, which leads to any record's page, whoever asks.
    path(
        "admin/r/<int:content_type_id>/<path:object_id>/",
        admin.site.admin_view(record_on_site),
        name="record-on-site",
    ),
    path("admin/spreadsheets/", include("spreadsheets.urls")),
    path("admin/", admin.site.urls),
]
