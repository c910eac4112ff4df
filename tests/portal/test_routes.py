"""The list of all routes, for those who try from outside."""

import json
from io import StringIO

from django.core.management import call_command
from django.urls import get_resolver

from tests.test_access import LOG_IN, READING

# They lead on, or back to the beginning of what was not begun.
LEADING = {"open-data-latest", "comment", "account_logout"}
LEADING |= {"mfa_authenticate", "account_confirm_login_code"}


def _routes():
    printed = StringIO()
    call_command("routes", "--json", stdout=printed)
    return {route["name"]: route for route in json.loads(printed.getvalue()) if route["name"]}


def test_every_route_is_listed_with_whom_it_lets_in():
    found = _routes()

    assert {name for name in get_resolver().reverse_dict if isinstance(name, str)} <= found.keys()
    let_in = {name for name, route in found.items() if "visitor" in route["roles"]}
    told_to_log_in = {name for name, row in READING.items() if row[1] == LOG_IN}
    assert let_in & told_to_log_in == LEADING
    assert READING.keys() - let_in - told_to_log_in == set()
    assert found["recommendation"] == {
        "path": "/recommendations/<code:code>/",
        "name": "recommendation",
        "methods": ["GET", "HEAD"],
        "roles": ["visitor", "person"],
    }
    assert found["acting"]["methods"] == ["POST"]
    assert found["account_login"]["methods"][:2] == ["GET", "HEAD"]


def test_a_page_of_the_admin_names_the_groups_that_reach_it():
    found = _routes()

    assert found["vocabulary_theme_add"]["roles"] == ["curators"]
    assert found["vocabulary_theme_delete"]["roles"] == []
    assert found["recommendations_comment_changelist"]["roles"] == ["moderators"]
    assert found["index"]["roles"] == ["curators", "moderators", "protectors"]


def test_people_read_the_list_as_lines():
    printed = StringIO()

    call_command("routes", stdout=printed)

    assert "/search/  search  GET,HEAD  visitor,person" in printed.getvalue().splitlines()
