from django.urls import path

from portal import views
from portal.api.urls import urlpatterns as for_programs

urlpatterns = [
    path("", views.home, name="home"),
    path("awaiting/", views.awaiting, name="awaiting"),
    path("about/", views.about, {"slug": "about"}, name="about"),
    path("about/using/reflected/", views.about, {"slug": "reflected"}, name="about-reflected"),
    path("about/<slug:slug>/", views.about, name="about-page"),
    path("language/", views.language, name="language"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/login/", views.demo_login, name="demo-login"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
    path("demo/mail/<str:name>/", views.demo_mail_message, name="demo-mail-message"),
    *for_programs,
]
