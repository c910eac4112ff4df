from django.urls import path

from consultations import views

urlpatterns = [
    path("consultations/", views.consultation_list, name="consultation-list"),
    path("consultations/<slug:slug>/", views.consultation, name="consultation"),
    path("consultations/<slug:slug>/sessions/<int:number>/", views.session, name="session"),
    path("speakers/", views.speaker_list, name="speaker-list"),
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
    path("extracts/", views.extract_list, name="extract-list"),
    path("documents/", views.document_list, name="document-list"),
    path("documents/<slug:slug>/", views.document, name="document"),
    path("documents/<slug:slug>/changes/", views.document_changes, name="document-changes"),
    path("documents/<slug:slug>/file/", views.document_file, name="document-file"),
]
