"""Tells what was planted, where each word stands, and who may see it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.storage import default_storage
from django.test import override_settings

from consultations.models import StoredFile
from organisations.models import User
from portal.backups.tables import PASSING, all_tables, columns
from tests.canaries import PLANTED, SHOWN, WORD, leak
from tests.canaries.planting import plant

_ROLES = ("other", "applicant", "own", "drafter", "unlisted", "moderator", "curator", "protector")


def plant_and_tell(password: str) -> dict[str, Any]:
    """Plant all kinds, open the accounts by the password, and return what is to be written down.

    Whoever is a curator may see what a curator may; one who protects others is one as well, and
    may see what is told of under `after_a_look` once they gave a reason.
    """
    before = list(User.objects.values_list("pk", flat=True))
    # Nobody logs in by the passwords that they are made with; a good digest takes its time.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        people = plant()
    User.objects.exclude(pk__in=before).update(password=make_password(password))
    found = where()
    return {
        "accounts": {role: people[role].email for role in _ROLES},
        "planted": [
            {
                "kind": kind,
                "word": leak(kind),
                "where": found[leak(kind)],
                "may_see": sorted(roles),
                "after_a_look": ["protector"] if kind in SHOWN else [],
            }
            for kind, roles in PLANTED.items()
        ],
    }


def where() -> dict[str, list[str]]:
    """Return for each word the columns, with the keys of their rows, and the files that hold it."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, told in _told():
        for word in sorted(set(WORD.findall(told))):
            found[word].append(place)
    return found


def _told() -> Iterator[tuple[str, str]]:
    for model in all_tables():
        label = model._meta.label
        if label in PASSING:
            continue
        for row in model._base_manager.order_by("pk").iterator():
            for field in columns(model):
                yield f"{label} {row.pk} {field.attname}", str(getattr(row, field.attname))
    for file in StoredFile.objects.order_by("pk"):
        with default_storage.open(file.name) as kept:
            yield f"file {file.name}", kept.read().decode(errors="replace")
