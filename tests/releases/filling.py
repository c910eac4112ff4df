"""One row at least in every table: what the demonstration leaves empty, by the types of columns."""

import datetime
import json
from typing import Any

from django.db import IntegrityError, models, transaction

from ledger.clock import now
from ledger.sealing import seal_next
from organisations.models import User
from portal.backups.tables import all_tables

# What the types alone do not say: what a check of the database asks for.
LATER = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
GIVEN: dict[str, dict[str, Any]] = {
    "consultations.ExtractLink": {"extract_id": 1, "other_id": 2},
    "consultations.Placement": {"state": "gone", "how": "none"},
    "consultations.SpeakerMerge": {"kept_id": 1, "merged_id": 2},
    "organisations.Invitation": {"may_comment": True},
    "organisations.Token": {"may_comment": True, "expires_at": LATER},
    "recommendations.Appeal": {"answer": ""},
    "recommendations.Reflection": {
        "finding": "absent",
        "words": "",
        "assessed_by_id": 1,
        "assessed_at": LATER,
    },
}


def fill_each_table() -> None:
    """Put a row into each table that has none.

    What a row points at comes first, so tables are tried in turn until all have one. Raises
    IntegrityError where what is given above does not fit.
    """
    seal_next()
    empty = [each for each in all_tables() if not _has_rows(each)]
    while empty:
        refusals = [(each, _refusal(each)) for each in empty]
        left = [each for each, refusal in refusals if refusal]
        if len(left) == len(empty):
            raise IntegrityError([(each._meta.label, str(why)) for each, why in refusals])
        empty = left
    # Nobody gets in by what is kept for good.
    User.objects.update(password="!")


def _has_rows(model: type[models.Model]) -> bool:
    return bool(model._base_manager.exists())


def _refusal(model: type[models.Model]) -> Exception | None:
    """Put the row in; return why it could not be."""
    try:
        with transaction.atomic():
            row = model(**_values(model))
            # As `loaddata` does it: nothing is stamped, and nothing follows.
            row.save_base(raw=True, force_insert=True)
    except (IntegrityError, LookupError) as error:
        return error
    return None


def _values(model: type[models.Model]) -> dict[str, Any]:
    given = GIVEN.get(model._meta.label, {})
    fields = [each for each in model._meta.concrete_fields if each.attname not in given]
    return given | {each.attname: _value(each) for each in fields if _is_needed(each)}


def _is_needed(field: Any) -> bool:
    if field.primary_key:
        return not isinstance(field, models.AutoField | models.BigAutoField)
    return not (field.null or field.has_default())


def _value(field: Any) -> Any:
    if field.is_relation:
        first = field.related_model._base_manager.order_by("pk").first()
        if first is None:
            raise LookupError(f"{field.related_model._meta.label} is empty")
        return first.pk
    if field.choices:
        return field.flatchoices[0][0]
    text = f"{field.name}@plenary.example" if isinstance(field, models.EmailField) else field.name
    for kind, value in (
        (models.DateTimeField, now()),
        (models.DateField, datetime.date(2026, 1, 1)),
        (models.JSONField, json.loads("{}")),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.GenericIPAddressField, "127.0.0.1"),
        (models.UUIDField, "00000000-0000-4000-8000-000000000000"),
    ):
        if isinstance(field, kind):
            return value
    return text[: field.max_length]
