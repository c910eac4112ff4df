"""Every route × method × role × one's own, others' and absent things: nothing surprises.

What each gets of what is their own stands in the tables of `test_access`. What follows from those
for all other methods and things is said here once, and tried in every combination.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client, override_settings

from consultations.models import Consultation
from organisations.actions import revoke_invitation
from organisations.models import Organisation
from tests import factories
from tests import test_access as tables
from tests.portal.asking import after_a_pause
from tests.writes import noticed

OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# So many answers each role is asked for at least, of the two methods that browsers know.
FEWEST = 1000
# Whom each run follows; all of them, and all methods, when there is time for everything.
OFTEN = ("visitor", "representative", "moderator")
# What somebody else has, or what is not for all; who is curator or moderator sees some of it.
CURATORS = {"code", "consultation", "document", "extract", "speaker", "process", "newer"}
MODERATORS = {"comment", "pending_comment"}
NOWHERE = {
    "code": "NOWHERE-01",
    "consultation": "no-such-consultation",
    "document": "no-such-document",
    "extract": "nosuchxtrc",
    "speaker": "no-such-speaker",
    "process": "NOWHERE",
    "comment": "nosuchcmnt",
    "pending_comment": "nosuchcmnt",
    "organisation": "no-such-organisation",
    "saved": 999_999_999,
    "program": 999_999_999,
    "invitation": 999_999_999,
    "colleague": 999_999_999,
    "list": "nosuchlist",
    "spreadsheet": "x" * 24,
    "newer": "no-such-document",
    "archive": "1999-01-01",
}
# What is there says so, whoever asks: a file's day; and what a secret address answers is the same
# for each that holds no more.
ALIKE = {"open-data-archive", "api-endorsement", "api-comments", "end-colleague"}
# Where the thing is in the form, not in the address, or nothing is kept of it.
REFUSED = {401, 403, 404, 405}


class Asked(NamedTuple):
    """One address, whose it is, and what each role gets there, by the tables."""

    name: str
    address: str
    whose: str
    keys: frozenset[str]
    row: tuple[Any, ...] = ()


class Got(NamedTuple):
    """What came back, and what was written to meanwhile."""

    status: int
    location: str
    written: list[str]

    @property
    def is_log_in(self) -> bool:
        return self.status == 302 and "/login/" in self.location

    @property
    def is_open(self) -> bool:
        return self.status < 400 and not self.is_log_in


@pytest.fixture(scope="module")
def made(around_all: None, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        tables._vocabulary()
        world = tables._world()
        world["others"] = _of_others()
        yield world


@pytest.fixture
def world(made: dict[str, Any], db: None) -> dict[str, Any]:
    return made


def _of_others() -> dict[str, Any]:
    """Return the places of what is another's, or not for all."""
    row = factories.make_recommendation()
    hidden = row.consultation
    document = factories.make_document(consultation=hidden)
    speaker = factories.make_appearance(consultation=hidden).speaker
    Consultation.objects.filter(pk=hidden.pk).update(state="draft")
    by = factories.make_representative()
    waits = factories.make_comment("pending", representative=by).public_id
    gone = factories.make_invitation(by=by)
    revoke_invitation(invitation=gone, by=by)
    return {
        "code": row.code,
        "consultation": hidden.slug,
        "document": document.slug,
        "extract": factories.make_extract(document=document).public_id,
        "speaker": speaker.slug,
        "process": hidden.process.code,
        "comment": waits,
        "pending_comment": waits,
        "organisation": factories.make_organisation(is_listed=False, slug="o-others").slug,
        "saved": factories.make_saved_search(by.user).pk,
        "program": factories.make_token(representative=by).pk,
        "invitation": gone.pk,
        "colleague": by.pk,
        "spreadsheet": factories.make_spreadsheet().public_id,
        "newer": factories.make_document(state="draft", replaces=document).slug,
    }


def _keys(address: str) -> frozenset[str]:
    """Return what the path is of; a question may name what is not there."""
    path = address.partition("?")[0]
    return frozenset(key for key in NOWHERE if f"{{{key}}}" in path)


def _addresses(world: dict[str, Any]) -> Iterator[Asked]:
    for name, (address, *row) in tables.READING.items():
        keys = _keys(address)
        yield Asked(name, address.format(**world), OWN, keys, tuple(row))
        if keys:
            if keys <= world["others"].keys():
                others = address.format(**world | world["others"])
                yield Asked(name, others, FOREIGN, keys)
            yield Asked(name, address.format(**world | NOWHERE), ABSENT, keys)


def _admin_addresses(world: dict[str, Any]) -> Iterator[Asked]:
    none = frozenset()
    for model, rights in tables.ADMIN.items():
        app, name = model.split("_")
        base = f"/admin/{app}/{name}/"
        sees, adds = ([302, 302, 302, *_rights(rights, right)] for right in (tables.V, tables.A))
        yield Asked(base, base, OWN, none, tuple(sees))
        yield Asked(f"{base}add", f"{base}add/", OWN, none, tuple(adds))
        pages = {"change": sees, "history": None, "delete": None}
        for page, row in pages.items():
            own = f"{base}{tables._object_of(model).pk}/{page}/"
            yield Asked(f"{base}{page}", own, OWN, none, tuple(row or ()))
            yield Asked(f"{base}{page}", f"{base}999999999/{page}/", ABSENT, none)
    for name, statuses in tables.ADMIN_ACTS.items():
        app, model, _act = name.split("_")
        pk = tables._object_of(f"{app}_{model}").pk
        if model == "organisation":
            pk = Organisation.objects.get(slug=world["pending"]).pk
        row = (302, 302, 302, *statuses)
        yield Asked(name, tables._act_address(name, pk), OWN, none, row)
        if name not in tables.WITHOUT_A_RECORD:
            yield Asked(name, tables._act_address(name, 999_999_999), ABSENT, none)


def _rights(rights: tuple[set[str], ...], right: str) -> list[int]:
    return [200 if right in those else 403 for those in rights]


def _got(client: Client, method: str, address: str) -> Got:
    """Ask, and take back whatever was changed by it."""
    cookies = client.cookies.copy()
    after_a_pause()
    with noticed() as written, transaction.atomic():
        answer = getattr(client, method)(address)
        answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return Got(answer.status_code, answer.headers.get("Location", ""), written)


def _wrong(world: dict[str, Any], role: str, methods: tuple[str, ...]) -> tuple[int, list[Any]]:
    """Return how many answers were looked at, and what is wrong with some."""
    client, number, wrong = tables._client(world, role), 0, []
    absent: dict[tuple[str, str], Got] = {}
    asked = [*_addresses(world), *_admin_addresses(world)]
    # What is absent first: what is others' is held against it.
    for each in sorted(asked, key=lambda each: each.whose):
        looked = _got(client, "get", each.address)
        for method in methods:
            got = looked if method == "get" else _got(client, method, each.address)
            number += 1
            if each.whose == ABSENT:
                absent[each.name, method] = got
            faults = [
                *_in_any_case(method, looked, got),
                *_of_the_table(role, method, each, got),
                *_of_what_is_not_theirs(role, method, each, got, absent),
            ]
            wrong += [(role, method, each.address, each.whose, got, fault) for fault in faults]
    return number, wrong


def _in_any_case(method: str, looked: Got, got: Got) -> Iterator[str]:
    if got.status >= 500:
        yield "a fault"
    if method in ("get", "head", "options") and got.written:
        yield "looking changed something"
    if method == "head" and got.status != looked.status:
        yield "it is there otherwise than when read"
    is_none = method in ("put", "patch", "delete")
    if is_none and (got.written or (got.is_open and not looked.is_open)):
        yield "a method that is none here"
    refused = looked.is_log_in or looked.status in (401, 403, 404)
    acts = got.written or (got.is_open and not _leads_back(got))
    if method == "post" and refused and acts:
        yield "it acts for whom it refuses to show itself"


def _of_the_table(role: str, method: str, each: Asked, got: Got) -> Iterator[str]:
    if method != "get" or not each.row:
        return
    expected = tables._of(role, each.row)
    if got.status != expected:
        yield f"the table says {expected}"


def _of_what_is_not_theirs(
    role: str, method: str, each: Asked, got: Got, absent: dict[tuple[str, str], Got]
) -> Iterator[str]:
    # What may be asked of an address is told of each alike.
    is_there = got.is_open and not _leads_back(got) and method != "options"
    if each.whose == ABSENT and (got.written or is_there):
        yield "what is not there answers"
    if each.whose != FOREIGN or each.name in ALIKE:
        return
    sees = {"moderator": MODERATORS, "curator": CURATORS, "protector": CURATORS}.get(role, set())
    nothing = absent[each.name, method]
    if not each.keys & sees and got.status != nothing.status:
        yield f"what is not there answers {nothing.status}"


def _leads_back(got: Got) -> bool:
    """Tell whether it leads to the admin's first page, as the admin does of what is not there."""
    return got.status == 302 and got.location in ("/admin/", "/")


def _told(wrong: list[Any]) -> list[str]:
    """Return what is wrong, one line for each."""
    return [
        f"{fault}: {role} {method} {address} ({whose}): {got}"
        for role, method, address, whose, got, fault in wrong
    ]


def _often(role: str) -> Any:
    return pytest.mark.hold if role in OFTEN else pytest.mark.exhaustive


@pytest.mark.parametrize("role", [pytest.param(role, marks=_often(role)) for role in tables.ROLES])
def test_no_combination_of_what_browsers_send_surprises(world: dict[str, Any], role: str) -> None:
    number, wrong = _wrong(world, role, ("get", "post"))

    print(f"{role}: {number} answers", *_told(wrong), sep="\n")  # noqa: T201
    assert wrong == []
    assert number >= FEWEST


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", tables.ROLES)
def test_no_combination_surprises(world: dict[str, Any], role: str) -> None:
    number, wrong = _wrong(world, role, METHODS)

    print(f"{role}: {number} answers", *_told(wrong), sep="\n")  # noqa: T201
    assert wrong == []
