"""What is drawn once for many is given to none who may not read it, whoever asked first."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger import remembering
from recommendations.actions import sign
from recommendations.models import Comment, Endorsement
from recommendations.terms import Terms
from recommendations.threads import THREADS_ON_A_PAGE
from tests import factories
from tests.portal.test_kept_pages import TRIES
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

PENDING, SIGNED = "What only we and the moderators read.", "endorsed version 1"
SAID, UNANSWERED, ENDORSED = "What everybody reads.", "Not answered yet", "You endorse this"
# Whoever reads, and what they find of it, on the page and in the list.
FOUND: dict[str, tuple[set[str], set[str]]] = {
    "visitor": ({SAID}, set()),
    "own": ({SAID, PENDING, SIGNED}, {ENDORSED}),
    "other": ({SAID}, {UNANSWERED}),
    "drafter": ({SAID}, set()),
    "moderator": ({SAID, PENDING}, set()),
    "curator": ({SAID}, set()),
}
# Each is the first once, and each the last.
TURNS = [[*FOUND][turn:] + [*FOUND][:turn] for turn in range(len(FOUND))]
# In the suite of every day those of whom most is hidden from the others.
FEW = [TURNS[1]]


@pytest.fixture
def asked(_we_use_it_too: None) -> tuple[Any, dict[str, Client]]:  # noqa: F811 - the fixture
    """Return an ask, and those who read it; one has said and signed what others do not see."""
    with transaction.atomic():
        row = factories.make_recommendation()
        own = factories.make_representative()
        other, drafter = (factories.make_representative(may_sign=may) for may in (True, False))
        factories.make_comment(recommendation=row, text=SAID)
        said = {"recommendation": row, "representative": own}
        factories.make_comment(Comment.State.PENDING, text=PENDING, **said)
        sign(
            by=own,
            recommendation=row,
            fingerprint=row.text.fingerprint,
            terms=Terms(naming=Endorsement.Naming.UNNAMED),
        )
        users = {"own": own.user, "other": other.user, "drafter": drafter.user, "visitor": None}
        users |= {name: factories.make_staff(f"{name}s") for name in ("moderator", "curator")}
    return row, {name: _client(user) for name, user in users.items()}


def _client(user: Any) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _found(client: Client, row: Any) -> tuple[set[str], set[str]]:
    page = client.get(row.get_absolute_url()).content.decode()
    listed = client.get(f"/recommendations/?consultation={row.consultation.slug}").content.decode()
    told = {words for words in (SAID, PENDING, SIGNED) if words in page}
    return told, {words for words in (UNANSWERED, ENDORSED) if words in listed}


@pytest.mark.parametrize("turns", [FEW, pytest.param(TURNS, marks=pytest.mark.hold)])
def test_nobody_is_given_what_was_drawn_for_somebody_else(asked, turns):
    row, clients = asked
    for turn in turns:
        remembering._present.clear()
        for name in turn * 2:
            assert (turn, name, *_found(clients[name], row)) == (turn, name, *FOUND[name])


def test_what_others_read_alike_is_drawn_once(asked):
    row, clients = asked

    def questions() -> int:
        clients["other"].get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            clients["drafter"].get(row.get_absolute_url())
        return len(queries)

    # The session, the person and what they may do, whom they act for, and what is theirs here. A
    # commit in another database of the same PostgreSQL ends what is kept: it is tried again.
    assert min(questions() for _turn in range(TRIES)) <= 8


def test_whoever_acts_for_two_may_change_the_comments_of_the_one_they_act_for(asked):
    row, _clients = asked
    with transaction.atomic():
        first = factories.make_representative()
        second = factories.make_representative(user=first.user)
        said = [_say(row, each) for each in (first, second)]
    here, there = _client(first.user), _client(first.user)
    for client, each in ((here, first), (there, second)):
        client.post("/acting/", {"representative": each.pk})

    pages = [client.get(row.get_absolute_url()).content.decode() for client in (here, there)]

    changed = [[f"{each.public_id}/edit/" in page for each in said] for page in pages]
    assert changed == [[True, False], [False, True]]


def _say(row: Any, representative: Any) -> Comment:
    return factories.make_comment(recommendation=row, representative=representative, text=SAID)


def test_nobody_puts_words_into_the_links_of_others(asked):
    row, clients = asked
    with transaction.atomic():
        for _each in range(THREADS_ON_A_PAGE):
            factories.make_comment(recommendation=row, text=SAID)
    clients["other"].get(f"{row.get_absolute_url()}?planted=words&page=1")

    page = clients["drafter"].get(f"{row.get_absolute_url()}?page=1").content.decode()

    assert "page=2" in page
    assert "planted" not in page.replace("%3Fplanted", "")
