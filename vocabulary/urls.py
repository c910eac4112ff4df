from django.urls import path

from vocabulary import views

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/<slug:slug>/", views.term, name="term"),
    path("glossary/<slug:slug>/cite.<slug:ending>", views.term_cited, name="term-cited"),
]
