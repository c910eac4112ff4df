from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("recommendations.urls")),
    path("", include("consultations.urls")),
    path("", include("organisations.urls")),
    path("", include("vocabulary.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
