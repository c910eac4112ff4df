from portal.views.about import about
from portal.views.awaiting import awaiting
from portal.views.demo import demo_login, demo_mail, demo_mail_message
from portal.views.exports import export
from portal.views.fields import field_guide
from portal.views.health import healthz, readyz, robots
from portal.views.home import home
from portal.views.language import language
from portal.views.logging_in import LoginCodeView
from portal.views.records import record_on_site
from portal.views.refusals import csrf_failure, failure
from portal.views.saved import delete_search, save_search, saved_search, saved_searches
from portal.views.searching import search
from portal.views.sitemap import sitemap, sitemap_part

__all__ = [
    "LoginCodeView",
    "about",
    "awaiting",
    "csrf_failure",
    "delete_search",
    "demo_login",
    "demo_mail",
    "demo_mail_message",
    "export",
    "failure",
    "field_guide",
    "healthz",
    "home",
    "language",
    "readyz",
    "record_on_site",
    "robots",
    "save_search",
    "saved_search",
    "saved_searches",
    "search",
    "sitemap",
    "sitemap_part",
]
