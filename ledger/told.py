"""When something happened to a record, as part of a query, as the ledger and its history tell."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import DateTimeField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from ledger.models import Entry

# Of what left no trace: before all that did.
_BEFORE_ALL = Value(datetime(1970, 1, 1, tzinfo=UTC), DateTimeField())


def told(verb: str, subject_type: str, path: str) -> Coalesce:
    """Return when it was last told of the subject, whose public id is at the path."""
    entries = Entry.objects.filter(verb=verb, subject_type=subject_type, subject_id=OuterRef(path))
    return _or_before_all(entries.order_by("-time").values("time")[:1])


def first_kept(model: Any) -> Coalesce:
    """Return when the row was first kept, by the history of its model."""
    kept = model.history.filter(id=OuterRef("pk")).order_by("history_date")
    return _or_before_all(kept.values("history_date")[:1])


def _or_before_all(moments: Any) -> Coalesce:
    return Coalesce(Subquery(moments, output_field=DateTimeField()), _BEFORE_ALL)
