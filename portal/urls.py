from django.urls import path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("awaiting/", views.awaiting, name="awaiting"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/end/", views.end_calendar, name="end-calendar"),
    path("calendar/<str:token>.ics", views.own_calendar, name="own-calendar"),
    path("consultations/calendar.ics", views.whole_calendar, name="whole-calendar"),
    path("processes/<str:code>/calendar.ics", views.process_calendar, name="process-calendar"),
    path(
        "consultations/<slug:slug>/calendar.ics",
        views.consultation_calendar,
        name="consultation-calendar",
    ),
    path("about/", views.about, {"slug": "about"}, name="about"),
    path("about/using/reflected/", views.about, {"slug": "reflected"}, name="about-reflected"),
    path("about/using/data/", views.open_data, name="open-data"),
    path("about/using/data/latest.zip", views.latest_archive, name="open-data-latest"),
    path("about/using/data/<str:day>.zip", views.archive, name="open-data-archive"),
    path("about/<slug:slug>/", views.about, name="about-page"),
    path("language/", views.language, name="language"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/login/", views.demo_login, name="demo-login"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
    path("demo/mail/<str:name>/", views.demo_mail_message, name="demo-mail-message"),
]
