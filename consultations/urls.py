from django.urls import path

from consultations import views

urlpatterns = [
    path("consultations/", views.consultation_list, name="consultation-list"),
    path("consultations/<slug:slug>/", views.consultation, name="consultation"),
    path("consultations/<slug:slug>/sessions/<int:number>/", views.session, name="session"),
    path(
        "consultations/<slug:slug>/cite.<slug:ending>",
        views.consultation_cited,
        name="consultation-cited",
    ),
    path(
        "consultations/<slug:slug>/sessions/<int:number>/cite.<slug:ending>",
        views.session_cited,
        name="session-cited",
    ),
    path("speakers/", views.speaker_list, name="speaker-list"),
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
    path("extracts/", views.extract_list, name="extract-list"),
    path("documents/", views.document_list, name="document-list"),
    path("documents/<slug:slug>/", views.document, name="document"),
    path("documents/<slug:slug>/changes/", views.document_changes, name="document-changes"),
    path("documents/<slug:slug>/file/", views.document_file, name="document-file"),
    path("documents/<slug:slug>/cite.<slug:ending>", views.document_cited, name="document-cited"),
    path(
        "documents/<slug:slug>/<slug:anchor>/cite.<slug:ending>",
        views.paragraph_cited,
        name="paragraph-cited",
    ),
    path("extracts/<slug:public_id>/cite/", views.extract_citation_page, name="extract-citation"),
    path("extracts/<slug:public_id>/cite.<slug:ending>", views.extract_cited, name="extract-cited"),
]
