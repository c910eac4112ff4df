"""Plants a marked word in every kind of hidden thing and looks for it wherever anybody can look."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import CharField, EmailField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client, override_settings
from django.urls import reverse

from consultations.models import Paragraph
from ledger.clock import now
from organisations.models import Organisation, Representative
from portal.actions import make_calendar_address
from portal.backups.tables import all_tables
from portal.inventory import circle_of
from portal.opendata.archives import publish
from portal.searching import KINDS as SEARCHED
from portal.searching import found_texts
from portal.surfaces import SURFACES
from search.indexing import rebuild
from tests.canaries import KINDS, PLANTED, SHOWN, WORD, leak, words
from tests.canaries.planting import plant
from tests.places import addresses_for_programs, admin_addresses, public_addresses, telling

ROLES = (
    "visitor",
    "other",
    "applicant",
    "own",
    "drafter",
    "former",
    "unlisted",
    "moderator",
    "curator",
    "protector",
)
# They see what a visitor, the organisation's own people and every curator see.
SELDOM = ("applicant", "drafter", "protector")


@pytest.fixture(scope="module")
def world(around_all: None, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """Plant everything hidden, each with its word, in a world that has public things as well."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        yield plant()


@pytest.fixture
def planted(world: dict[str, Any], db: None) -> dict[str, Any]:
    return world


def _found(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    """Return the kinds of thing whose word was seen, each with the first address that shows it."""
    found: dict[str, str] = {}
    for address in addresses:
        answer = client.get(address)
        # Lines of calendars are folded; what was asked for is no secret.
        page = _told(answer.getvalue()).replace("\r\n ", "").replace(address, "")
        for word in WORD.findall(page):
            found.setdefault(KINDS[word], address)
    return found


def _found_by_searching(person: Any) -> dict[str, str]:
    """Return the kinds of thing that the person finds something by who knows their word."""
    asked = {kind: found_texts(word, person or AnonymousUser()) for word, kind in KINDS.items()}
    return {kind: f"a search for {leak(kind)}" for kind, found in asked.items() if found.exists()}


def _told(content: bytes) -> str:
    """Return what the answer says; of a zip file, what is within."""
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))]
        return "".join(packed.read(name).decode() for name in names)


def _often(role: str) -> Any:
    """Return how often the whole walk is made; those left out see what others do, or less."""
    return pytest.mark.exhaustive if role in SELDOM else pytest.mark.hold


@pytest.mark.parametrize("role", [pytest.param(role, marks=_often(role)) for role in ROLES])
def test_each_word_is_found_by_those_who_may_see_it_and_by_nobody_else(
    planted: dict[str, Any], role: str
) -> None:
    client = Client()
    if planted[role]:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(planted[role], backend=backend)

    found = _found_by_searching(planted[role]) | _found(client, public_addresses(list))
    if role in ("moderator", "curator", "protector"):
        found = found | _found(client, admin_addresses(list))

    allowed = {kind for kind, roles in PLANTED.items() if _as_which(role) in roles}
    leaks = {kind: address for kind, address in found.items() if kind not in allowed}
    assert not leaks
    assert sorted(allowed - set(found)) == []


def _as_which(role: str) -> str:
    """Return the role whose rights it has until it asks for more."""
    return "curator" if role == "protector" else role


@pytest.mark.hold
def test_what_is_not_listed_is_found_in_the_admin_after_a_look_and_nowhere_else(
    planted: dict[str, Any],
) -> None:
    client, hidden = Client(), planted["hidden"]
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(planted["protector"], backend=backend)
    look = f"/admin/organisations/unlistedorganisation/{hidden.pk}/look/"

    answer = client.post(look, {"reason": words("reason of a look")}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/admin/organisations/organisation/{hidden.pk}/change/"
    inside = set(_found(client, admin_addresses(telling)))
    outside = set(_found(client, public_addresses(telling)))

    hidden_kinds = {kind for kind in PLANTED if PLANTED[kind] <= {"unlisted"}}
    assert inside & hidden_kinds >= SHOWN
    assert inside & hidden_kinds - SHOWN <= {
        "name concealed on a frozen list",
        "name on an unnamed endorsement",
        "note on what was signed",
    }
    assert not outside & hidden_kinds


def test_a_secret_calendar_holds_no_word_of_its_own_people_either(planted: dict[str, Any]) -> None:
    tokens = [make_calendar_address(by=by) for by in Representative.objects.acting(now())]

    addresses = [reverse("own-calendar", args=[token]) for token in tokens]

    assert all(Client().get(address).status_code == 200 for address in addresses)
    assert b"BEGIN:VEVENT" in b"".join(Client().get(address).content for address in addresses)
    assert not _found(Client(), iter(addresses))


def test_the_open_data_hold_no_planted_word(planted: dict[str, Any]) -> None:
    archive = publish(now().date())

    with default_storage.open(archive.name) as file, ZipFile(file) as files:
        words = "".join(files.read(name).decode() for name in files.namelist())

    assert words.count('"fingerprint"') > 5
    assert not [kind for kind in PLANTED if leak(kind) in words]


def test_a_token_shows_nothing_that_a_visitor_does_not_read(planted: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {planted['token'].secret}"}
    visitor, program = Client(), Client(headers=headers)
    addresses = [each for each in addresses_for_programs(telling) if "?" in each]

    answers = [(visitor.get(each).content, program.get(each).content) for each in addresses]

    assert len(addresses) == 2 * len(SURFACES)
    assert all(seen == with_token for seen, with_token in answers)
    assert not WORD.findall(b" ".join(seen for seen, _same in answers).decode())


def test_the_ledger_holds_no_word_of_anybody(planted: dict[str, Any]) -> None:
    entries = apps.get_model("ledger", "entry")._default_manager.all()

    told = " ".join(f"{entry.verb} {entry.subject_id} {entry.payload}" for entry in entries)

    assert entries
    assert Paragraph.objects.exists()
    assert not [kind for kind in PLANTED if leak(kind) in told]


@pytest.mark.hold
def test_no_field_that_is_not_public_is_told_to_a_visitor(planted: dict[str, Any]) -> None:
    marks = dict(_marked(model) for model in all_tables())
    columns = [column for marked in marks.values() for column in marked]
    rebuild(SEARCHED)

    told = "".join(_told(Client().get(each).getvalue()) for each in public_addresses(list))
    archive = publish(now().date())
    with default_storage.open(archive.name) as file, ZipFile(file) as files:
        told += "".join(files.read(name).decode() for name in files.namelist())

    assert len(columns) > 60
    assert not [column for column in columns if _mark(column) in told]
    # The same of a field that is public: it is looked for where it would be found.
    assert Organisation.objects.listed().verified().first().name in told  # type: ignore[union-attr]


def _mark(column: str) -> str:
    return f"fld{sha256(column.encode()).hexdigest()[:12]}q"


def _marked(model: Any) -> tuple[str, list[str]]:
    """Write a word of its own into each text of the table that is not public; return which."""
    done = []
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not (
            field.choices or field.primary_key
        )
        if not is_text or field.is_relation or circle_of(model, field.attname) == "public":
            continue
        column = f"{model._meta.label}.{field.attname}"
        end = "@example.org" if isinstance(field, EmailField) else ""
        word = Concat(Value(_mark(column)), Cast("pk", CharField()), Value(end))
        word = word if field.unique or end else Value(_mark(column))
        try:
            with transaction.atomic():
                number = QuerySet(model).update(**{field.attname: word})
        except (DatabaseError, ValueError):
            # Guarded, or bound to what else the row holds.
            continue
        done += [column] if number else []
    return model._meta.label, done
