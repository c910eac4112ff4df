"""Ten thousand recommendations, written to the tables at once as no act would."""

from typing import Any

from django.db import connection

from ledger.canonical import fingerprint
from ledger.clock import now
from recommendations.models import Recommendation, Version
from tests import factories

_SUBJECTS = ("ports", "children", "workers", "families", "borders", "schools", "islands")
_VERBS = ("open", "protect", "fund", "train", "count", "connect", "register")
_ENDS = ("at night", "in every season", "without delay", "in all languages", "free of charge")


def make_many(number: int) -> list[Recommendation]:
    """Publish so many recommendations, of words that recur, and index them."""
    consultation = factories.make_consultation()
    rows = Recommendation.objects.bulk_create(
        [Recommendation(consultation=consultation) for _each in range(number)], batch_size=500
    )
    versions = Version.objects.bulk_create(
        [_version(row, place) for place, row in enumerate(rows)], batch_size=500
    )
    for place, (row, version) in enumerate(zip(rows, versions, strict=True), start=1):
        row.number, row.code = place, f"{consultation.code}-{place:02d}"
        row.state, row.current_version = Recommendation.State.PUBLISHED, version
    Recommendation.objects.bulk_update(
        rows, ["number", "code", "state", "current_version"], batch_size=100
    )
    return rows


def _version(row: Recommendation, place: int) -> Version:
    subject, verb = _SUBJECTS[place % 7], _VERBS[place // 7 % 7]
    end, other = _ENDS[place // 49 % 5], _SUBJECTS[place // 245 % 7]
    said: dict[str, Any] = {
        "kept_title": f"{verb.title()} the {subject}, part {place}",
        "kept_text": (
            f"States should {verb} the {subject} {end}, together with those who know the {other} "
            f"best, and report on it within {place % 36 + 1} months. Migrants and their families "
            "should be heard before, and told afterwards what became of what they said."
        ),
        "addressees": ["States"],
    }
    return Version(
        recommendation=row,
        number=1,
        language="en",
        change=Version.Change.FIRST,
        published_at=now(),
        fingerprint=fingerprint([row.pk, said["kept_text"]]),
        **said,
    )


def analyse() -> None:
    """Let the database know how many rows there are, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
