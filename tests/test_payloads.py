"""Scripts as the value of every field that holds words: none acts anywhere it is shown."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save
from django.test import Client
from post_office.models import Email

from tests import factories
from tests.canaries.planting import plant
from tests.places import admin_addresses, public_addresses
from tests.portal.asking import after_a_pause
from tests.recommendations.hostile import SCRIPTS, Live

pytestmark = pytest.mark.django_db

ROOMS = ("vocabulary", "consultations", "organisations", "recommendations")
# What is made by us of other things, or is an address or a code, and what acts when it is filled.
_OURS = {
    *("public_id", "code", "short", "anchor", "reference", "fingerprint", "commitment", "salt"),
    *("language", "languages", "draft_language", "time_zone", "password", "sha256", "media_type"),
    *("token_digest", "digest", "key", "secret", "surface", "query", "default_naming"),
    *("withheld_reason", "name_skeleton", "scheme", "number", "email", "source", "state"),
}
# What says by being filled that something was done.
_MEANT = {"answer", "suggested_text", "words", "exact_words"}
_ATOM = "{http://www.w3.org/2005/Atom}"
# With shifts by so many each script of three stands in each field, beside others in other rows.
_OF_A_LIBRARY = '<p class="paginator" style="border-top: 0">'
SOME = (0,)
REFLECTING = (
    "/search/?q={}",
    "/recommendations/?q={}",
    "/recommendations/?theme={}&order={}&page={}",
    "/extracts/?kind={}",
    "/organisations/?region={}&q={}",
    "/glossary/?q={}",
    "/accounts/login/?next={}",
    "/accounts/signup/?next={}",
    "/brief/?code={}",
    "/recommendations/{}/",
    "/documents/{}/",
    "/unsubscribe/{}/",
    "/invitations/{}/",
    "/api/v1/recommendations/?theme={}",
    "/recommendations/feed.atom?theme={}",
    "/recommendations/export.csv?theme={}",
    "/admin/organisations/organisation/?q={}",
    "/admin/recommendations/comment/?state={}",
    "/admin/{}/",
)


def _fields(model: Any) -> list[Any]:
    """Return the fields of the model that hold words, or an address that somebody typed."""
    kinds = (models.CharField, models.TextField, models.URLField)
    return [
        each
        for each in model._meta.concrete_fields
        if type(each) in kinds and not each.choices and each.name not in _OURS
    ]


class Filling:
    """Puts a script into each field of words, as a row is saved: no form looks at it."""

    def __init__(self, shift: int) -> None:
        self.turn = shift
        self.numbers = count(1)
        self.filled: Counter[str] = Counter()

    def __call__(self, sender: Any, instance: Any, **_rest: Any) -> None:
        # What is saved again stays as it was: much of it never changes.
        if not instance._state.adding:
            return
        if sender._meta.app_label not in ROOMS or sender.__name__.startswith("Historical"):
            return
        for field in _fields(sender):
            if field.name in _MEANT and not getattr(instance, field.attname):
                continue
            self.turn += 1
            self.filled[f"{sender.__name__}.{field.name}"] += 1
            setattr(instance, field.attname, self._script(field))
        if sender.__name__ == "Version":
            instance.addressees = [SCRIPTS[self.turn % len(SCRIPTS)]]

    def _script(self, field: Any) -> str:
        if isinstance(field, models.URLField):
            return "javascript:alert(1)"
        script = f"{SCRIPTS[self.turn % len(SCRIPTS)]} "
        # A name is one of a kind, and no other looks like it.
        end = factories._word(next(self.numbers))
        room = (field.max_length or 5000) - len(end)
        return f"{script[:room]}{end}"


def _few(rows: Any) -> list[Any]:
    return list(rows)[:2]


def _live(client: Client, addresses: Iterator[str]) -> Iterator[str]:
    """Give out what acts in the answers, with the addresses."""
    for address in addresses:
        after_a_pause()
        answer = client.get(address)
        content = answer.getvalue()
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if answer.status_code >= 500:
            yield f"{address}: {answer.status_code}"
        yield from (f"{address}: {each}" for each in _acting(kind, content))


def _acting(kind: str, content: bytes) -> list[str]:
    if kind == "text/html":
        # The one style of the library that shows histories, which our policy keeps from acting.
        page = content.decode().replace(_OF_A_LIBRARY, "<p>")
        return Live(page).found
    if kind == "application/atom+xml":
        feed = ElementTree.fromstring(content)  # noqa: S314 - our own
        words = [each.text or "" for each in feed.iter() if each.get("type") in ("html", "xhtml")]
        links = [f"link {each.get('href')}" for each in feed.iter(f"{_ATOM}link")]
        return [
            *(found for each in words for found in Live(each).found),
            *(each for each in links if "javascript:" in each),
        ]
    # Whatever else it is, no browser takes it for a page.
    return ["xml that is shown"] if kind in ("application/xhtml+xml", "image/svg+xml") else []


def _all_that_acts(shift: int, tmp_path: Any, settings: Any) -> tuple[Filling, list[str]]:
    settings.MEDIA_ROOT, settings.EMAIL_BACKEND = str(tmp_path), "portal.mail.QueueBackend"
    filling = Filling(shift)
    pre_save.connect(filling)
    try:
        people = plant()
    finally:
        pre_save.disconnect(filling)
    found: list[str] = []
    for role in ("visitor", "own", "moderator", "curator"):
        client = Client(raise_request_exception=False)
        if people[role]:
            client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
        found += _live(client, public_addresses(_few))
        if role in ("moderator", "curator"):
            found += _live(client, admin_addresses(_few))
    for mail in Email.objects.all():
        found += [f"mail {mail.subject}: {each}" for each in Live(mail.html_message).found]
    return filling, found


@pytest.mark.hold
@pytest.mark.parametrize("shift", SOME)
def test_no_script_in_any_field_acts(shift: int, tmp_path: Any, settings: Any) -> None:
    filling, found = _all_that_acts(shift, tmp_path, settings)

    assert len(filling.filled) > 50
    assert "\n".join(sorted(set(found))) == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("shift", range(len(SCRIPTS)))
def test_none_of_all_scripts_in_any_field_acts(shift: int, tmp_path: Any, settings: Any) -> None:
    _filling, found = _all_that_acts(shift, tmp_path, settings)

    assert "\n".join(sorted(set(found))) == ""


@pytest.mark.exhaustive
def test_no_script_in_an_address_acts(log_in: Any, curator: Any) -> None:
    assert len(SCRIPTS) >= 60
    asked = [
        address.replace("{}", quote(script, safe=""))
        for script in SCRIPTS
        for address in REFLECTING
    ]

    assert list(_live(log_in(curator), iter(asked))) == []
    assert list(_live(Client(), iter(asked))) == []


def test_each_field_of_words_is_filled_or_named_as_ours() -> None:
    found = {
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in _fields(model)
    }

    assert {"Organisation.name", "Version.kept_text", "CommentRevision.text"} <= found
    assert len(found) > 80
