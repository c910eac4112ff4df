from django.urls import path

from vocabulary import views

urlpatterns = [path("glossary/", views.glossary, name="glossary")]
