from django.urls import path, register_converter

from recommendations import views
from recommendations.codes import CodeConverter

register_converter(CodeConverter, "code")

urlpatterns = [
    path("recommendations/", views.recommendation_list, name="recommendation-list"),
    path("recommendations/endorse-several/", views.endorse_several, name="endorse-several"),
    path("recommendations/reflected/", views.reflected_by_theme, name="reflected-by-theme"),
    path(
        "consultations/<slug:slug>/reflected/",
        views.reflected_in_consultation,
        name="reflected-in-consultation",
    ),
    path("recommendations/<code:code>/", views.recommendation, name="recommendation"),
    path("recommendations/<code:code>/v<int:number>/", views.version, name="version"),
    path(
        "recommendations/<code:code>/cite.<slug:ending>",
        views.recommendation_cited,
        name="recommendation-cited",
    ),
    path(
        "recommendations/<code:code>/v<int:number>/cite.<slug:ending>",
        views.recommendation_cited,
        name="version-cited",
    ),
    path("recommendations/<code:code>/endorse/", views.endorse, name="endorse"),
    path("recommendations/<code:code>/naming/", views.naming, name="naming"),
    path("recommendations/<code:code>/prepare/", views.prepare, name="prepare"),
    *[
        path(
            f"recommendations/<code:code>/{place}/",
            views.prepared_file,
            {"place": place},
            name=f"prepared-{place}",
        )
        for place in ("attachment", "scan")
    ],
    path("recommendations/<code:code>/decline/", views.decline, name="decline"),
    path(
        "recommendations/<code:code>/ask-for-signature/",
        views.ask_for_signature,
        name="ask-for-signature",
    ),
    path("recommendations/<code:code>/object/", views.object_to_wording, name="object"),
    path("recommendations/<code:code>/withdraw/", views.withdraw, name="withdraw"),
    path("recommendations/<code:code>/comments/", views.comments, name="comments"),
    path(
        "documents/<slug:slug>/<slug:anchor>/comments/",
        views.paragraph_comments,
        name="paragraph-comments",
    ),
    path("comments/<slug:public_id>/", views.comment, name="comment"),
    path("comments/<slug:public_id>/edit/", views.revise, name="revise-comment"),
    path("comments/<slug:public_id>/report/", views.report, name="report"),
    path("comments/<slug:public_id>/appeal/", views.appeal, name="appeal"),
    path("comments/<slug:public_id>/withdraw/", views.take_back, name="withdraw-comment"),
    path("brief/", views.brief, name="brief"),
    path("brief/brief.<slug:ending>", views.brief_file, name="brief-file"),
    path("lists/<slug:public_id>/", views.frozen_list, name="frozen-list"),
    path("lists/<slug:public_id>/cite.<slug:ending>", views.list_cited, name="list-cited"),
    path(
        "lists/<slug:public_id>/<slug:ending>/",
        views.frozen_list_file,
        name="frozen-list-file",
    ),
    path("moderation/rules/", views.moderation_rules, name="moderation-rules"),
    path("moderation/log/", views.moderation_log, name="moderation-log"),
    path("moderation/log.csv", views.moderation_table, name="moderation-table"),
]
