from django.urls import path

from vocabulary import views

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/<slug:slug>/cite/", views.term_citation_page, name="term-citation"),
    path("glossary/<slug:slug>/cite.<slug:ending>", views.term_cited, name="term-cited"),
]
