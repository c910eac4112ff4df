"""Visitors get the page that was answered before, until anything changes, and nothing of others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations.models import Consultation, Document
from ledger import remembering
from ledger.clock import now
from organisations.models import Representative
from portal import kept_pages
from portal.surfaces import SURFACES
from recommendations.actions import hide, sign, withdraw
from recommendations.models import Comment, Recommendation
from tests import factories
from tests.canaries.bodies import make_people, plant_unlisted
from tests.portal.crowded import make_crowded
from tests.portal.test_every_list_agrees import _try
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

LIST = "/recommendations/"
# Whether anything has changed is one question, to PostgreSQL.
AT_MOST = 1
# A commit in another database of the same PostgreSQL, as of other tests, ends what is kept, too.
TRIES = 20


@pytest.fixture
def row(_we_use_it_too: None) -> Recommendation:  # noqa: F811 - the fixture
    with transaction.atomic():
        return factories.make_recommendation()


@pytest.fixture
def comment(row: Recommendation) -> Comment:
    with transaction.atomic():
        return factories.make_comment(recommendation=row, text="A quietly planted remark.")


def _elsewhere(act: Callable[[], Any]) -> Any:
    """Act as another process would: in a thread, whose connection is another one."""
    here = connections["default"]

    def connected() -> Any:
        connections["default"] = here.copy()
        try:
            return act()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(connected).result()


def _queries(client: Client, address: str, **headers: Any) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, **headers)
    return page, len(queries)


def _pages_kept() -> int:
    moments = remembering._present.values()
    return sum(len(moment.kept[remembering.MOST_PAGES]) for moment in moments)


def test_a_visitor_gets_the_page_that_another_got(row):
    for _turn in range(TRIES):
        remembering._present.clear()
        first, asked = _queries(Client(), LIST)
        again, asked_again = _queries(Client(), LIST)
        if asked_again <= AT_MOST:
            break

    assert again.content == first.content
    own = {name for name, value in first.items() if again.get(name) != value}
    assert (own, first.headers.keys()) == ({"X-Request-ID"}, again.headers.keys())
    assert "Content-Security-Policy" in again.headers
    assert asked > AT_MOST >= asked_again


def test_what_is_hidden_elsewhere_is_gone_with_the_next_answer(comment):
    address = comment.recommendation.get_absolute_url()
    before = [Client().get(address).content.decode() for _turn in range(2)]
    moderator, rule = factories.make_staff("moderators"), factories.make_rule()
    before.append(Client().get(address).content.decode())

    _elsewhere(lambda: hide(rule=rule, comment=comment, by=moderator, reason="It names a person."))

    assert all("A quietly planted remark." in page for page in before)
    assert "A quietly planted remark." not in Client().get(address).content.decode()


def test_each_reads_what_happened_last_in_their_own_language(row):
    pages = {
        language: Client(headers={"accept-language": language}).get("/").content.decode()
        for language in ("fr", "en", "es")
    }

    for language, words in (("fr", "Publié"), ("en", "Published:"), ("es", "Publicad")):
        told = {each: words in page for each, page in pages.items()}
        assert told == {each: each == language for each in pages}


def test_what_is_published_elsewhere_is_counted_at_once(row):
    with transaction.atomic():
        other = factories.make_recommendation()
    counts = [_count(Client())]

    _elsewhere(lambda: Consultation.objects.filter(pk=other.consultation_id).update(state="draft"))
    counts.append(_count(Client()))
    _elsewhere(lambda: Consultation.objects.filter(pk=other.consultation_id).update(state="public"))
    counts.append(_count(Client()))

    assert counts[0] == counts[2] == counts[1] + 1


def _count(client: Client) -> int:
    return int(client.get(LIST).context["page_obj"].paginator.count)


def test_who_is_logged_in_gets_their_own_page_and_nobody_else_gets_it(row):
    with transaction.atomic():
        draft = factories.make_recommendation()
        Consultation.objects.filter(pk=draft.consultation_id).update(state="draft")
        curator = factories.make_staff("curators")
    logged_in = Client()
    logged_in.force_login(curator, backend="django.contrib.auth.backends.ModelBackend")

    pages = [each.get(LIST).content.decode() for each in (Client(), logged_in, Client(), logged_in)]

    assert [draft.code in page for page in pages] == [False, True, False, True]
    assert ["/accounts/logout/" in page for page in pages] == [False, True, False, True]
    assert "no-store" in logged_in.get(LIST)["Cache-Control"]


@pytest.mark.usefixtures("row")
def test_no_visitor_says_where_the_links_of_others_lead():
    Client().get(LIST, SCRIPT_NAME="/elsewhere")

    assert "/elsewhere/" not in Client().get(LIST).content.decode()


@pytest.mark.hold
def test_each_language_and_each_way_of_packing_is_a_page_of_its_own(row):
    spanish = Client()
    spanish.cookies["django_language"] = "es"

    for _turn in range(2):
        for client, accepted, language in (
            (Client(), "en", "en"),
            (Client(), "fr-CA,fr;q=0.9", "fr"),
            (spanish, "fr", "es"),
        ):
            page = client.get(LIST, headers={"accept-language": accepted})
            assert f'<html lang="{language}"' in page.content.decode()
            assert page["Content-Language"] == language
        for packed in ("br", "gzip", ""):
            page = Client().get(LIST, headers={"accept-encoding": packed})
            assert page.get("Content-Encoding", "") == packed
            assert {"Accept-Encoding", "Accept-Language"} <= set(page["Vary"].split(", "))


@pytest.mark.hold
def test_what_one_visitor_was_told_no_other_reads(row):
    told = Client()
    told.post("/accounts/login/code/", {"email": "nobody@example.org"})
    pages = [each.get("/accounts/login/") for each in (told, Client(), Client())]

    tokens = {page.cookies["csrftoken"].value for page in pages[1:]}
    assert len(tokens) == 2
    session = Client()
    session.cookies["messages"] = "anything"
    remembering._present.clear()
    session.get(LIST)
    assert not _pages_kept()


@pytest.mark.hold
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/robots.txt", {}),
        ("/nowhere/", {}),
        ("/recommendations/?q=" + "long" * 200, {}),
        (LIST, {"range": "bytes=0-9"}),
    ],
    ids=["no page", "not found", "too long", "a part"],
)
def test_nothing_else_is_kept(row, address, headers):
    remembering._present.clear()

    Client().get(address, headers=headers)

    assert not _pages_kept()


@pytest.mark.hold
def test_a_long_page_is_not_kept(row, monkeypatch):
    remembering._present.clear()
    Client().get(LIST)
    assert _pages_kept() == 1

    remembering._present.clear()
    monkeypatch.setattr(kept_pages, "LONGEST_PAGE", 100)
    Client().get(LIST)
    assert not _pages_kept()


def test_a_window_that_closes_ends_the_page(row):
    closes = now() + timedelta(seconds=20)
    Consultation.objects.filter(pk=row.consultation_id).update(
        endorsement_opens=now() - timedelta(days=1), endorsement_closes=closes
    )
    address = f"{LIST}?open_for=endorsement"

    assert row.code in Client().get(address).content.decode()
    with time_machine.travel(closes - timedelta(milliseconds=1), tick=False):
        assert row.code in Client().get(address).content.decode()
    with time_machine.travel(closes, tick=False):
        assert row.code not in Client().get(address).content.decode()


@pytest.mark.hold
def test_an_embargo_that_ends_shows_the_document(row):
    ends = now() + timedelta(seconds=30)
    with transaction.atomic():
        document = factories.make_document(title="Held back for a while")
        Document.objects.filter(pk=document.pk).update(embargo_until=ends)

    assert document.title not in Client().get("/documents/").content.decode()
    with time_machine.travel(ends, tick=False):
        assert document.title in Client().get("/documents/").content.decode()


@pytest.mark.hold
@pytest.mark.parametrize("later", [timedelta(seconds=59), timedelta(seconds=60)])
def test_nothing_is_kept_for_longer_than_a_minute(row, later):
    at = now().replace(hour=12)

    def is_kept() -> bool:
        remembering._present.clear()
        with time_machine.travel(at, tick=False):
            Client().get(LIST)
        with time_machine.travel(at + later, tick=False):
            return _queries(Client(), LIST)[1] <= AT_MOST

    assert any(is_kept() for _turn in range(TRIES)) == (later.seconds < 60)


def test_the_oldest_gives_way():
    moment = remembering.Moment("stamp", now(), now())
    most = remembering.MOST_LISTS

    for key in [*range(most + 1), most]:
        moment.keep(key, key, of=most)

    assert [moment.get(key, of=most) for key in (0, 1, most)] == [None, 1, most]


def test_whoever_asks_for_ever_other_things_fills_no_memory():
    moment = remembering.Moment("stamp", now(), now())
    most, half = remembering.MOST_PARTS, "x" * (remembering.MOST_CHARACTERS // 2)

    for key in ("a", "b", "long" * remembering.MOST_CHARACTERS):
        moment.keep(key, half, of=most)

    assert not moment.kept[most]
    moment.keep("a", half, of=most)
    moment.keep("b", half, of=most)
    assert [*moment.kept[most]] == ["b"]
    assert moment.characters[most] < remembering.MOST_CHARACTERS


def test_the_page_that_says_that_the_database_is_away_is_a_whole_one(row, monkeypatch):
    here = connection.settings_dict["NAME"]
    connection.close()
    # A connection of long ago would still see the file.
    remembering._watching.clear()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/plenary")
    client = Client(raise_request_exception=False)

    page = client.get(LIST)

    monkeypatch.setitem(connection.settings_dict, "NAME", here)
    assert page.status_code == 503
    assert page["Retry-After"] == "5"
    assert "Content-Security-Policy" in page.headers
    assert client.get(LIST).status_code == 200


def _endorse_or_withdraw(representative: Representative) -> None:
    for row in Recommendation.objects.published().filter(consultation__state="public")[::2]:
        own = row.endorsements.standing().filter(organisation=representative.organisation)
        if own.exists():
            withdraw(recommendation=row, by=representative)
        elif row.is_open_for_endorsement(now()):
            sign(recommendation=row, by=representative, fingerprint=row.text.fingerprint)


def _counted_by(queries: CaptureQueriesContext) -> bool:
    return any("UNION ALL" in query["sql"] for query in queries)


def test_numbers_of_the_record_outlive_an_endorsement_and_the_order_does_not(row):
    with transaction.atomic():
        others = [factories.make_recommendation(consultation=row.consultation) for _each in "ab"]
        representative = factories.make_representative()
    address = f"{LIST}?consultation={row.consultation.slug}"
    before = Client().get(address)
    assert others[1].code in before.content.decode()

    fingerprint = others[1].text.fingerprint
    _elsewhere(lambda: sign(recommendation=others[1], by=representative, fingerprint=fingerprint))
    with CaptureQueriesContext(connection) as queries:
        after = Client().get(address)

    assert not _counted_by(queries)
    listed = [each.recommendation.code for each in after.context["lines"]]
    assert listed[0] == others[1].code
    assert after.context["lines"][0].recommendation.endorsement_count == 1


def test_numbers_by_who_endorses_are_counted_again_after_an_endorsement(row):
    with transaction.atomic():
        representative = factories.make_representative()
    address = f"{LIST}?also=endorser_kind&consultation={row.consultation.slug}"
    Client().get(address)

    fingerprint = row.text.fingerprint
    _elsewhere(lambda: sign(recommendation=row, by=representative, fingerprint=fingerprint))
    with CaptureQueriesContext(connection) as queries:
        after = Client().get(address)

    assert _counted_by(queries)
    [kinds] = [each for each in after.context["listing"].choices if each.name == "endorser_kind"]
    assert [(each.key, each.number) for each in kinds.values] == [("ngo", 1)]


def test_what_changes_the_record_ends_the_numbers(row):
    address = f"{LIST}?consultation={row.consultation.slug}"
    before = Client().get(address).context["listing"].total

    Recommendation.objects.filter(pk=row.pk).update(level="practical")
    with CaptureQueriesContext(connection) as queries:
        after = Client().get(address)

    assert _counted_by(queries)
    assert after.context["listing"].total == before


@pytest.mark.hold
@pytest.mark.usefixtures("_we_use_it_too")
def test_what_is_remembered_is_told_alike_everywhere_to_whoever_may_know(settings):
    # What is remembered of lists, not whole pages: of these a test is not told what is on them.
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "kept_pages" not in each]
    with transaction.atomic():
        people = make_people()
        plant_unlisted(people)
        make_crowded(Random(6), asks=4)  # noqa: S311 - to try out, not to keep secret
        somebody = factories.make_representative()

    # The same questions for all: what one was told is there when the next one asks, and so is what
    # was counted before somebody endorsed or withdrew.
    for turn, role in product(range(4), ("curator", "visitor", "own", "unlisted")):
        _endorse_or_withdraw(somebody)
        for name, surface in SURFACES.items():
            chance = Random(f"{name} {turn}")  # noqa: S311 - to try out, not to keep secret
            _try(surface, people[role], role, chance)
