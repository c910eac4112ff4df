from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# Curators log in where everybody does: with the same limits and the same second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("recommendations.urls")),
    path("", include("consultations.urls")),
    path("", include("organisations.urls")),
    path("", include("vocabulary.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
