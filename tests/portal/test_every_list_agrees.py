"""Each list tells the same on its page, beside its facets, in its file, to programs, in its feed.

Pages and files show what the person may see who asks; programs and feeds what a visitor may see.
"""

from random import Random
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from catalogue.following import PAGE
from catalogue.surfaces import Surface
from organisations.models import Organisation, Representative
from portal.searching import KINDS as SEARCHED
from portal.surfaces import SURFACES
from recommendations import actions
from recommendations.terms import Terms
from search.indexing import rebuild
from tests import factories
from tests.canaries import KINDS, PLANTED, SEEK, WORD
from tests.canaries.bodies import make_people, plant_unlisted
from tests.portal.asking import Asking, Shown, after_a_pause, at_random, request_of
from tests.portal.crowded import make_crowded
from tests.test_nothing_leaks import _as_which, world  # noqa: F401 - a fixture

ROLES = ("visitor", "own", "drafter", "moderator", "curator", "protector", "unlisted")
# Words of many rows and of few, of none, and of what is hidden.
WORDS = ("harbours", "open quay", '"longer opening hours"', "association -birch", SEEK, "nowhere")
QUIET = "quietmark"


def _plant_unnamed() -> None:
    """Let an organisation that is listed endorse without being named, and nothing else."""
    by = factories.make_representative(
        organisation=factories.make_organisation(name="Quietmark Association", slug=QUIET)
    )
    for row in (factories.make_recommendation() for _each in range(2)):
        fingerprint = row.text.fingerprint
        actions.sign(
            recommendation=row, by=by, fingerprint=fingerprint, terms=Terms(naming="unnamed")
        )


@pytest.fixture(scope="module")
def crowd(world: dict[str, Any]) -> dict[str, Any]:  # noqa: F811 - the fixture
    """Return the people of a record in which everything is planted that somebody may not see."""
    _plant_unnamed()
    make_crowded(Random(6), asks=34)  # noqa: S311 - to try out, not to keep secret
    rebuild(SEARCHED)
    return world


@pytest.fixture
def few(db: None) -> dict[str, Any]:
    """Return the people of a record in which the worst is planted."""
    people = make_people()
    plant_unlisted(people)
    _plant_unnamed()
    make_crowded(Random(6), asks=2)  # noqa: S311 - to try out, not to keep secret
    return people


def _walk(surface: Surface, people: dict[str, Any], role: str, chance: Random, tries: int) -> None:
    """Ask for the whole list, and so many questions; raise where two ways out disagree."""
    whole = _agreed(Asking(surface, _client(people[role])), people[role], role, QueryDict())
    found = [_try(surface, people[role], role, chance) for _turn in range(tries)]
    assert max(found) <= whole
    # Where nothing is left there is little to disagree on.
    assert sum(map(bool, found)) >= tries // 4
    if surface.name == "extracts":
        assert whole > PAGE, "a feed of one page"


def _try(surface: Surface, person: Any, role: str, chance: Random) -> int:
    """Ask one question at random, everywhere; return how many rows there are."""
    asking = Asking(surface, _client(person))
    query, beside = _chosen(asking, request_of(person), chance)
    number = _agreed(asking, person, role, query, _order(surface, chance))
    assert beside is None or beside == number, query
    return number


def _agreed(asking: Asking, person: Any, role: str, query: QueryDict, order: str = "") -> int:
    """Return how many rows there are; raise where two ways out disagree, or tell too much."""
    after_a_pause()
    surface = asking.surface
    page, rows = asking.page(query, order=order), asking.exported(query)
    assert rows is not None
    assert all(page.beside[choice] == page.number for choice in page.chosen), query
    identities = {row[surface.identity] for row in rows}
    assert page.number == len(rows) == len(identities), query
    assert page.rows <= identities
    if surface.name == "organisations":
        hidden = Organisation.objects.filter(is_listed=False)
        assert not identities & set(hidden.values_list("slug", flat=True)), query
    assert len(page.rows) == min(page.number, 50 if surface.name == "organisations" else 25)
    _check_what_is_told(asking, _allowed(role), query)
    visitor = Asking(surface, Client())
    seen = (visitor.page(query), visitor.exported(query)) if person else (page, rows)
    _check_what_a_visitor_reads(*seen, Asking(surface, asking.client), query)
    _check_what_is_told(visitor, set(), query)
    return page.number


def _client(person: Any) -> Client:
    client = Client()
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _chosen(asking: Asking, request: Any, chance: Random) -> tuple[QueryDict, int | None]:
    """Return a question with one choice more than it had, and the number shown beside that one.

    There is no number where the page offers nothing more to choose.
    """
    query = at_random(asking.surface, request, chance, most=2)
    if chance.random() < 0.3:
        query["q"] = chance.choice([*WORDS, chance.choice(sorted(KINDS))])
    also = chance.choice(sorted(asking.surface.filtered(query, request).facets))
    before = asking.page(query, also)
    assert not before.is_refused
    choice = _one_more(before, also, chance)
    if choice is None:
        return query, None
    name, value = choice
    query.setlist(name, [*query.getlist(name), value])
    return query, before.beside[choice]


def _one_more(page: Shown, also: str, chance: Random) -> tuple[str, str] | None:
    left = sorted(set(page.beside) - page.chosen)
    wanted = [choice for choice in left if choice[0] == also] or left
    return chance.choice(wanted) if wanted else None


def _order(surface: Surface, chance: Random) -> str:
    orders = getattr(surface.filter_class, "Order", None)
    return chance.choice(orders.values) if orders else ""


def _allowed(role: str) -> set[str]:
    return {kind for kind, roles in PLANTED.items() if _as_which(role) in roles}


def _check_what_is_told(asking: Asking, allowed: set[str], query: QueryDict) -> None:
    """Raise where what was answered holds a planted word, or who is not listed or not named."""
    told = " ".join(asking.heard)
    asked = set(WORD.findall(query.get("q", "")))
    leaks = {KINDS[word] for word in set(WORD.findall(told)) - asked} - allowed
    assert not leaks, query
    if asking.surface.name != "organisations" and QUIET not in query.getlist("endorsed_by"):
        assert QUIET not in told.lower(), query


def _check_what_a_visitor_reads(
    page: Shown, rows: list[dict[str, Any]] | None, program: Asking, query: QueryDict
) -> None:
    """Raise where programs or the feed, whoever's session they bring, tell anything else."""
    answered, followed = program.answered(query), program.followed(query)
    if page.is_refused:
        # What a visitor may not know of cannot be chosen, as what there is not.
        assert (rows, answered, followed) == (None, None, [])
        return
    assert rows is not None
    assert answered is not None
    total, told = answered
    addresses = sorted(row["address"] for row in rows)
    assert page.number == len(rows) == total == len(told) == len(followed), query
    assert addresses == sorted(row["address"] for row in told) == sorted(followed), query
    _check_what_is_told(program, set(), query)


def test_a_question_is_answered_alike_everywhere(few: dict[str, Any]) -> None:
    chance = Random(1)  # noqa: S311 - to try out, not to keep secret
    asked = {
        "recommendations": ["visitor"],
        "extracts": ["curator"],
        "documents": ["visitor", "curator"],
        "organisations": ["visitor", "unlisted"],
    }

    found = {
        (name, role): _try(SURFACES[name], few[role], role, chance)
        for name, roles in asked.items()
        for role in roles
    }

    assert any(found.values())
    # Whoever sees more, and who is not listed, ask for all there is.
    for name, role in (("documents", "curator"), ("organisations", "unlisted")):
        whole = Asking(SURFACES[name], _client(few[role]))
        assert _agreed(whole, few[role], role, QueryDict())


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize(
    ("role", "tries"),
    [
        pytest.param("visitor", 60, id="visitor-some", marks=pytest.mark.hold),
        *(pytest.param(role, 10, id=f"{role}-some", marks=pytest.mark.hold) for role in ROLES[1:]),
        *(pytest.param(role, 200, id=role, marks=pytest.mark.exhaustive) for role in ROLES),
    ],
)
def test_hundreds_of_questions_are_answered_alike_everywhere(
    crowd: dict[str, Any], db: None, surface: Surface, role: str, tries: int
) -> None:
    chance = Random(f"{surface.name} {role}")  # noqa: S311 - to try out, not to keep secret

    _walk(surface, crowd, role, chance, tries)


@pytest.mark.hold
def test_who_is_not_named_is_in_the_list_of_organisations_as_one_that_endorses_nothing(
    crowd: dict[str, Any], db: None
) -> None:
    asking = Asking(SURFACES["organisations"], Client())

    [row] = asking.exported(QueryDict(f"q={QUIET}")) or []

    assert row["endorsements"] == 0
    assert Representative.objects.get(organisation__slug=QUIET).organisation.endorsements.exists()
