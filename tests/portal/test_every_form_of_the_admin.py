"""Walks every form of the admin and sends odd values in each of its fields."""

import re
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.test import Client
from django.urls import reverse

from organisations.admin.acts import ActsAdmin
from organisations.models import User
from tests import factories
from tests.consultations.typing_in import typed
from tests.portal.odd_values import ODD
from vocabulary import models as words

pytestmark = pytest.mark.django_db

# Those that go furthest where all else is filled in good faith.
TRIED_IN_TURN = ("twenty digits", "NUL", "the last day")
# Of the processor: a machine that is busy with other things judges alike.
MOST_SECONDS = 2
# An act may be possible for a later record only.
RECORDS_TRIED = 6
ROOMS = ("vocabulary", "organisations", "consultations", "recommendations", "portal")
PLACES = [
    ("moderator", "recommendations"),
    *(("curator", room) for room in ROOMS),
    *(("superuser", room) for room in ("auth", "account", "mfa")),
]
# What the admin itself reads, whether or not the page has such a field.
OF_RECORDS = ("_popup", "_to_field", "_changelist_filters", "_continue", "_saveasnew")
OF_LISTS = ("action", "index", "select_across")
_NAME = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
# What is not read, or not as a field.
_UNREAD = re.compile("csrfmiddlewaretoken|__prefix__|(MIN|MAX)_NUM_FORMS$")
_ROW = re.compile(r"-\d+-")
_COUNT = re.compile(r'name="([^"]+_FORMS)" value="(\d+)"')


class Form(NamedTuple):
    """A form of the admin: where it is sent, its fields, and what says how it is to be read."""

    address: str
    fields: list[str]
    frame: dict[str, str]
    of_the_admin: tuple[str, ...] = ()


@pytest.fixture
def everything(recommendation: Any, representative: Any) -> None:
    """One of each thing that has a page in the admin, and one for each act."""
    meeting = recommendation.consultation
    factories.make_extract(document=factories.make_document(consultation=meeting))
    factories.make_document(state="draft")
    factories.make_draft(consultation=meeting)
    factories.make_session(consultation=meeting)
    factories.make_appearance(consultation=meeting)
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    for state in ("pending", "published", "hidden"):
        comment = factories.make_comment(state, recommendation=recommendation)
        if state == "published":
            factories.make_comment(recommendation=recommendation, parent=comment)
    factories.make_comment(recommendation=recommendation, suggested_text="Open them at night.")
    factories.make_appeal()
    factories.make_application()
    for status in ("rejected", "suspended"):
        factories.make_organisation(status=status)
    words.Theme.objects.create(name="Data", slug="data")
    framework = words.Framework.objects.create(code="GCM", name="GCM", mapping_is_ours=True)
    words.Objective.objects.create(framework=framework, number=1, short_title="Data")
    words.Instrument.objects.create(short="C29", slug="c29", name="C29", is_binding=True)
    words.Addressee.objects.create(name="Ministries", slug="ministries")
    term = words.Term.objects.create(name="Harbour", slug="harbour")
    words.Definition.objects.create(term=term, text="A place for ships.", authority="Ours")


@pytest.fixture
def superuser(db: Any) -> User:
    return factories.make_user("root@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def client_of(request: pytest.FixtureRequest) -> Any:
    """Return a client that gives faults as answers, on which the person named is logged in."""

    def named(who: str) -> Client:
        client = Client(raise_request_exception=False)
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(request.getfixturevalue(who), backend=backend)
        return client

    return named


def _forms(client: Client, rooms: Any) -> Iterator[Form]:
    """Yield each form of the rooms that the person has."""
    for model, kept in admin.site._registry.items():
        if model._meta.app_label not in rooms:
            continue
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        rows = model._default_manager.order_by("pk")
        pages = [*(f"{base}{each.pk}/change/" for each in rows[:1]), f"{base}add/"]
        yield from _of_each_shape(_record_form(client, page) for page in pages)
        for act in kept.acts if isinstance(kept, ActsAdmin) else ():
            pages = [f"{base}{each.pk}/{act.name}/" for each in rows[:RECORDS_TRIED]]
            yield from _of_each_shape(_act_form(client, page) for page in pages)
        if client.get(base).status_code == HTTPStatus.OK:
            yield from _list_forms(kept, base)


def _of_each_shape(forms: Iterator[Form]) -> list[Form]:
    """Return the first form of those that have the same fields, however many rows of them."""
    shapes: dict[frozenset[str], Form] = {}
    for form in forms:
        shapes.setdefault(frozenset(_ROW.sub("", name) for name in form.fields), form)
    shapes.pop(frozenset(), None)
    return list(shapes.values())


def _record_form(client: Client, address: str) -> Form:
    page = _page_with_form(client, address)
    return Form(address, _names(page), dict(_COUNT.findall(page)), OF_RECORDS)


def _act_form(client: Client, address: str) -> Form:
    return Form(address, _names(_page_with_form(client, address)), {})


def _list_forms(kept: Any, base: str) -> list[Form]:
    """Return the forms by which something is done with the rows of a list that are ticked."""
    actions = [getattr(action, "__name__", action) for action in kept.actions or ()]
    frames = [{"action": name, "index": "0"} for name in actions or ["delete_selected"]]
    return [Form(base, [ACTION_CHECKBOX_NAME], frame, OF_LISTS) for frame in frames]


def _page_with_form(client: Client, address: str) -> str:
    """Return the page, or nothing where the person may not send its form."""
    answer = client.get(address)
    page = answer.content.decode() if answer.status_code == HTTPStatus.OK else ""
    return page if 'type="submit"' in page else ""


def _names(page: str) -> list[str]:
    return [name for name in dict.fromkeys(_NAME.findall(page)) if not _UNREAD.search(name)]


def _faults(client: Client, form: Form, sent: dict[str, Any], query: str = "") -> list[str]:
    """Send the form and return what is wrong with the answer, and with the page it leads to."""
    start = time.process_time()
    with transaction.atomic():
        answer = client.post(form.address + query, sent, follow=True)
        transaction.set_rollback(True)
    seconds = time.process_time() - start
    faults = [f"answers {answer.status_code}"] if answer.status_code >= 500 else []
    return faults + ([f"takes {seconds:.1f} seconds"] if seconds > MOST_SECONDS else [])


def _faults_with_all(client: Client, forms: Iterator[Form], name: str) -> list[str]:
    """Send each form with the odd value in all its fields and return what is wrong."""
    return [
        f"{form.address} {name}: {fault}"
        for form in forms
        for fault in _faults(client, form, dict.fromkeys(form.fields, ODD[name]) | form.frame)
    ]


@pytest.mark.hold
@pytest.mark.parametrize(("who", "room"), PLACES)
def test_any_odd_value_in_all_fields_of_a_form_is_answered(everything, client_of, who, room):
    client = client_of(who)
    forms = list(_forms(client, [room]))

    assert not [fault for name in ODD for fault in _faults_with_all(client, iter(forms), name)]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("who", "room"), PLACES)
def test_odd_values_in_each_field_in_turn_are_answered(everything, client_of, who, room):
    client = client_of(who)
    wrong = [
        f"{form.address} {field} {name}: {fault}"
        for form in _forms(client, [room])
        for filled in [_filled(client, form)]
        for field in (*form.fields, *form.of_the_admin)
        for name in TRIED_IN_TURN
        for fault in _faults(client, form, filled | {field: ODD[name]})
    ]

    assert not wrong


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", ["curator", "moderator"])
def test_odd_values_in_the_address_of_a_form_are_answered(everything, client_of, who):
    client = client_of(who)
    wrong = [
        f"{form.address} {field} {name}: {fault}"
        for form in _forms(client, ROOMS)
        for field in OF_RECORDS
        for name in ("twenty digits", "NUL")
        for fault in _faults(client, form, form.frame, f"?{urlencode({field: ODD[name]})}")
    ]

    assert not wrong


def _filled(client: Client, form: Form) -> dict[str, Any]:
    """Return the form as somebody sends it in good faith."""
    if form.of_the_admin == OF_RECORDS:
        return typed(client, form.address)
    return dict.fromkeys(form.fields, "1") | form.frame
