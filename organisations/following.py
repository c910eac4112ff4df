"""What is told of organisations to those who follow who is on record."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.following import MOMENT, Entry, Follows
from ledger.told import first_kept
from organisations.models import Organisation, VerificationDecision


def _dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add when each was verified, or else put on record."""
    verified = VerificationDecision.objects.filter(
        organisation=OuterRef("pk"), status=Organisation.Status.VERIFIED
    )
    moment = Subquery(verified.order_by("-pk").values("entry__time")[:1])
    return rows.annotate(**{MOMENT: Coalesce(moment, first_kept(Organisation))})


def _entry(row: Organisation) -> Entry:
    place = row.country or row.region
    told = (row.get_kind_display(), place, row.get_status_display())
    return Entry(
        identity=row.get_absolute_url(),
        title=row.name,
        path=row.get_absolute_url(),
        moment=getattr(row, MOMENT),
        text=", ".join(str(each) for each in told if each),
    )


ORGANISATIONS = Follows(dated=_dated, key="slug", entry=_entry)
