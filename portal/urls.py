from django.urls import path

from portal import feeds, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("awaiting/", views.awaiting, name="awaiting"),
    path("about/", views.about, {"slug": "about"}, name="about"),
    path("about/using/reflected/", views.about, {"slug": "reflected"}, name="about-reflected"),
    path("about/using/fields/", views.field_guide, name="field-guide"),
    path("about/<slug:slug>/", views.about, name="about-page"),
    path("<slug:surface>/export.<slug:ending>", views.export, name="export"),
    path("language/", views.language, name="language"),
    path("saved/", views.saved_searches, name="saved-searches"),
    path("saved/new/<slug:name>/", views.save_search, name="save-search"),
    path("saved/<int:number>/", views.saved_search, name="saved-search"),
    path("saved/<int:number>/delete/", views.delete_search, name="delete-search"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", views.sitemap_part, name="sitemap-part"),
    path("robots.txt", views.robots, name="robots"),
    path("<slug:name>/feed.atom", feeds.list_feed, name="list-feed"),
    path("consultations/<slug:slug>/feed.atom", feeds.consultation_feed, name="consultation-feed"),
    path("organisations/<slug:slug>/feed.atom", feeds.organisation_feed, name="organisation-feed"),
    path("speakers/<slug:slug>/feed.atom", feeds.speaker_feed, name="speaker-feed"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/login/", views.demo_login, name="demo-login"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
    path("demo/mail/<str:name>/", views.demo_mail_message, name="demo-mail-message"),
]
