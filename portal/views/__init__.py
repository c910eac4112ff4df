from portal.views.about import about
from portal.views.awaiting import awaiting
from portal.views.calendars import consultation_calendar, process_calendar, whole_calendar
from portal.views.demo import demo_login, demo_mail, demo_mail_message
from portal.views.exports import export
from portal.views.fields import field_guide
from portal.views.health import healthz, readyz, robots
from portal.views.home import home
from portal.views.language import language
from portal.views.logging_in import LoginCodeView
from portal.views.opendata import archive, latest_archive, open_data
from portal.views.own_calendar import calendar, end_calendar, own_calendar
from portal.views.records import record_on_site
from portal.views.refusals import csrf_failure, failure, unreadable
from portal.views.saved import delete_search, save_search, saved_search, saved_searches
from portal.views.seals import seals, seals_file
from portal.views.searching import search
from portal.views.sitemap import sitemap, sitemap_part

__all__ = [
    "LoginCodeView",
    "about",
    "archive",
    "awaiting",
    "calendar",
    "consultation_calendar",
    "csrf_failure",
    "delete_search",
    "demo_login",
    "demo_mail",
    "demo_mail_message",
    "end_calendar",
    "export",
    "failure",
    "field_guide",
    "healthz",
    "home",
    "language",
    "latest_archive",
    "open_data",
    "own_calendar",
    "process_calendar",
    "readyz",
    "record_on_site",
    "robots",
    "save_search",
    "saved_search",
    "saved_searches",
    "seals",
    "seals_file",
    "search",
    "sitemap",
    "sitemap_part",
    "unreadable",
    "whole_calendar",
]
