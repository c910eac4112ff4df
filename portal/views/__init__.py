from portal.views.about import about
from portal.views.awaiting import awaiting
from portal.views.calendars import consultation_calendar, process_calendar, whole_calendar
from portal.views.demo import demo_login, demo_mail, demo_mail_message
from portal.views.exports import export
from portal.views.fields import field_guide
from portal.views.health import healthz, metrics, readyz, robots, security
from portal.views.home import home
from portal.views.language import language
from portal.views.logging_in import LoginCodeView
from portal.views.opendata import archive, latest_archive, open_data
from portal.views.own_account import erase, own_account
from portal.views.own_calendar import calendar, end_calendar, own_calendar
from portal.views.records import record_on_site
from portal.views.refusals import csrf_failure, failure, unreadable
from portal.views.saved import delete_search, save_search, saved_search, saved_searches
from portal.views.seals import seals, seals_file
from portal.views.searching import search
from portal.views.sessions import SessionsView, end_session
from portal.views.sitemap import sitemap, sitemap_part

__all__ = [
    "LoginCodeView",
    "SessionsView",
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
    "end_session",
    "erase",
    "export",
    "failure",
    "field_guide",
    "healthz",
    "home",
    "language",
    "latest_archive",
    "metrics",
    "open_data",
    "own_account",
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
    "security",
    "sitemap",
    "sitemap_part",
    "unreadable",
    "whole_calendar",
]
