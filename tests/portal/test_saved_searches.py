"""People save lists as they narrowed them, and are told by mail what is new in them."""

from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from django.utils.html import escape

from organisations import actions
from organisations.models import SavedSearch, User
from portal.management.commands.work import DUTIES, work_through
from portal.news import MOST_TOLD, tell_news_next
from tests import factories
from tests.reading_pages import main_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

MORNING = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


def _told(mailoutbox: Any) -> list[Any]:
    mailoutbox.clear()
    while tell_news_next():
        pass
    return list(mailoutbox)


def _day(number: int, **at: int) -> Any:
    return time_machine.travel(MORNING.replace(day=number, **at), tick=False)


@pytest.fixture
def person(db: None) -> User:
    return factories.make_user("reader@example.org")


def test_a_list_is_saved_as_it_is_narrowed_and_opens_so_again(client, person, log_in):
    asked = factories.make_recommendation(level="political")
    log_in(person)
    page = main_of(client, "/recommendations/?level=political&order=newest&page=1")
    address = "/saved/new/recommendations/?level=political&order=newest"
    assert f'href="{escape(address)}"' in page
    assert "What is asked: Political · Newest first" in words(main_of(client, address))
    sent = {"name": "Political  asks", "wants_mail": "on"}
    answer = client.post(f"{address}&page=2&x=1", sent)
    assert answer["Location"] == "/saved/"
    search = person.saved_searches.get()
    assert (str(search), search.query) == ("Political asks", "level=political&order=newest")
    page = main_of(client, "/saved/")
    assert 'href="/recommendations/?level=political&amp;order=newest"' in page
    assert "What is asked: Political · Newest first" in main_of(client, f"/saved/{search.pk}/")
    assert 'href="/recommendations/feed.atom?level=political"' in page
    assert "what is new comes by mail" in page
    assert asked.code in main_of(client, "/recommendations/", level="political")


def test_visitors_are_offered_the_feed_alone(client):
    page = main_of(client, "/recommendations/")
    assert 'href="/recommendations/feed.atom"' in page
    assert "/saved/" not in page


def test_a_search_is_renamed_and_deleted_by_its_own_person_alone(client, person, log_in):
    search = factories.make_saved_search(person, name="Ports", wants_mail=False)
    other = factories.make_saved_search(factories.make_user(), name="Not theirs")
    log_in(person)
    assert "Not theirs" not in main_of(client, "/saved/")
    assert client.post(f"/saved/{other.pk}/delete/").status_code == 404
    assert "What is asked" in main_of(client, f"/saved/{search.pk}/")
    client.post(f"/saved/{search.pk}/", {"name": "Quays", "wants_mail": "on"})
    search.refresh_from_db()
    assert (search.name, search.wants_mail) == ("Quays", True)
    client.post(f"/saved/{search.pk}/", {"name": "", "wants_mail": "on"})
    search.refresh_from_db()
    assert search.name == "Quays"
    assert client.get(f"/saved/{search.pk}/delete/").status_code == 405
    assert SavedSearch.objects.filter(pk=search.pk).exists()
    client.post(f"/saved/{search.pk}/delete/")
    assert list(SavedSearch.objects.all()) == [other]
    assert "You have not saved a search yet" in main_of(client, "/saved/")


def test_what_can_be_saved_is_bounded(client, person, log_in):
    log_in(person)
    address = "/saved/new/recommendations/"
    assert client.get("/saved/new/glossary/").status_code == 404
    assert client.post(address, {"name": "x" * 101}).status_code == 200
    long = client.post(f"{address}?q={'x' * 2001}", {"name": "Long"})
    assert (long.status_code, SavedSearch.objects.count()) == (422, 0)
    assert "too long to be saved" in long.content.decode()
    for number in range(actions.MOST_SAVED):
        factories.make_saved_search(person, name=f"Number {number}")
    refused = client.post(address, {"name": "One more"})
    assert "You have 50 saved searches. Delete one to save another." in refused.content.decode()
    assert 'value="One more"' in refused.content.decode()
    assert SavedSearch.objects.count() == actions.MOST_SAVED


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_once_for_all_that_one_has(
    client, person, log_in, django_assert_num_queries, number
):
    for _each in range(number):
        factories.make_saved_search(person)
    log_in(person)
    with django_assert_num_queries(4):
        client.get("/saved/")


def test_once_a_day_in_the_morning_and_only_what_is_new(person, mailoutbox):
    with _day(1):
        old = factories.make_recommendation()
        factories.make_saved_search(person, name="All of it")
        assert _told(mailoutbox) == []
    with _day(1, hour=9):
        fresh = factories.make_recommendation()
        assert _told(mailoutbox) == []
    with _day(2, hour=6):
        assert _told(mailoutbox) == []
    with _day(2):
        [letter] = _told(mailoutbox)
        assert _told(mailoutbox) == []
    assert letter.to == ["reader@example.org"]
    assert letter.subject == "Something new for you"
    assert "All of it" in letter.body
    assert f"- {fresh.code}: {fresh.title}" in letter.body
    assert f"http://testserver{fresh.get_absolute_url()}" in letter.body
    assert old.code not in letter.body
    assert "http://testserver/saved/" in letter.body
    assert "/unsubscribe/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with _day(3):
        assert _told(mailoutbox) == []


def test_what_may_still_be_on_its_way_into_the_database_is_told_a_day_later(person, mailoutbox):
    with _day(1):
        factories.make_saved_search(person)
    with _day(2, minute=28):
        factories.make_recommendation()
    with _day(2):
        assert _told(mailoutbox) == []
    with _day(3):
        assert len(_told(mailoutbox)) == 1


def test_several_searches_come_in_one_mail_and_many_entries_are_cut(person, mailoutbox):
    with _day(1):
        factories.make_saved_search(person, name="Asks")
        factories.make_saved_search(person, name="Political", query="level=political")
        factories.make_saved_search(person, name="Quiet", wants_mail=False)
        factories.make_saved_search(person, name="Practical", query="level=practical")
    with _day(1, hour=9):
        consultation = factories.make_consultation()
        for _each in range(MOST_TOLD + 2):
            factories.make_recommendation(consultation=consultation, level="practical")
    with _day(2):
        [letter] = _told(mailoutbox)
    assert letter.body.count("and 2 more") == 2
    assert "Political" not in letter.body
    assert "Quiet" not in letter.body


def test_the_morning_is_that_of_the_person_and_so_is_the_language(person, mailoutbox):
    User.objects.filter(pk=person.pk).update(time_zone="Pacific/Auckland", language="fr")
    with _day(1):
        factories.make_saved_search(person)
    with _day(1, hour=9):
        factories.make_recommendation()
    # It is thirteen hours later there.
    with _day(1, hour=17):
        assert _told(mailoutbox) == []
    with _day(1, hour=18):
        assert len(_told(mailoutbox)) == 1
    assert SavedSearch.objects.get().looked_on == date(2026, 11, 2)


@pytest.mark.parametrize("number", [1, 30])
def test_a_round_asks_by_time_zones_not_by_people(django_assert_num_queries, number):
    with _day(1):
        for _each in range(number):
            factories.make_saved_search(factories.make_user(time_zone="Europe/Vienna"))
    with _day(1, hour=5), django_assert_num_queries(1):
        assert not tell_news_next()
    SavedSearch.objects.update(looked_on=date(2026, 11, 1))
    with _day(1), django_assert_num_queries(2):
        assert not tell_news_next()


def test_who_wants_no_mails_or_is_not_active_gets_none(person, mailoutbox):
    other = factories.make_user(is_active=False)
    with _day(1):
        for each in (person, other):
            factories.make_saved_search(each)
    with _day(1, hour=9):
        factories.make_recommendation()
    actions.set_wants_notices(person=person, wants=False)
    with _day(2):
        assert _told(mailoutbox) == []


def test_who_has_turned_mails_off_is_told_so_where_they_ask_for_more(client, person, log_in):
    actions.set_wants_notices(person=person, wants=False)
    log_in(person)
    assert "no mails but receipts" in main_of(client, "/saved/new/recommendations/")


def test_who_wants_mails_anew_is_told_from_then_on(person, mailoutbox):
    with _day(1):
        search = factories.make_saved_search(person, wants_mail=False)
        missed = factories.make_recommendation()
    with _day(3):
        actions.change_search(search=search, name="All", wants_mail=True)
    with _day(4, hour=9):
        assert _told(mailoutbox) == []
    with _day(4, hour=10):
        fresh = factories.make_recommendation()
    with _day(4, hour=11):
        actions.change_search(search=search, name="Renamed", wants_mail=True)
    with _day(5):
        [letter] = _told(mailoutbox)
    assert fresh.code in letter.body
    assert missed.code not in letter.body


def test_what_only_curators_see_is_told_to_nobody_by_mail(curator, mailoutbox):
    with _day(1):
        factories.make_saved_search(curator, surface="documents")
    today = datetime.now(UTC).replace(hour=12)
    factories.make_document(state="draft")
    with time_machine.travel(today + timedelta(days=2), tick=False):
        assert _told(mailoutbox) == []
    with time_machine.travel(today + timedelta(days=3), tick=False):
        factories.make_document(title="On quays")
    with time_machine.travel(today + timedelta(days=4), tick=False):
        [letter] = _told(mailoutbox)
    assert "On quays" in letter.body


def test_a_worker_that_fails_half_way_has_told_nothing_and_another_tells_all(
    person, mailoutbox, monkeypatch
):
    with _day(1):
        factories.make_saved_search(person)
    with _day(1, hour=9):
        factories.make_recommendation()
    with _day(2):
        with monkeypatch.context() as broken:
            broken.setattr("portal.news.queue_mail", _fail)
            with pytest.raises(OSError, match="killed"):
                tell_news_next()
        assert SavedSearch.objects.get().looked_on is None
        assert len(_told(mailoutbox)) == 1


def _fail(*_arguments: Any, **_more: Any) -> None:
    raise OSError("killed")


def test_the_worker_tells_news_among_its_duties(person):
    with _day(1):
        factories.make_saved_search(person)
    with _day(2):
        work_through(DUTIES, Event())
    assert SavedSearch.objects.get().looked_on == date(2026, 11, 2)


def test_who_is_blanked_has_no_searches_left(person, curator):
    factories.make_saved_search(person, name="Telling")
    actions.blank_person(person=person, by=curator, reason="They asked.")
    assert not SavedSearch.objects.exists()
