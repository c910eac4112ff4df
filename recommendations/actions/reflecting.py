"""Curators assess whether what is asked is reflected in a later text; others second or correct."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from consultations.models import Document, Paragraph
from consultations.quotes import Hit
from ledger.actions import record, record_each
from ledger.canonical import canonical_text, fingerprint
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.locking import locked_recommendation, locked_recommendations
from recommendations.models import Recommendation, Reflection
from recommendations.policies import (
    Found,
    Hindrance,
    another_text_hindrance,
    assessing_hindrance,
    carrying_hindrance,
    confirming_hindrance,
    correcting_hindrance,
    found_hindrance,
    seconding_hindrance,
)

State = Reflection.State


@transaction.atomic
def assess(
    *,
    recommendation: Recommendation,
    document: Document,
    found: Found,
    by: User,
    fingerprint: str | None = None,
    source: str = Entry.Source.ADMIN,
) -> Reflection:
    """Note what was found of the recommendation's present text in the later text.

    The fingerprint is that of the text which the person read. Raises Refused where that is not
    the present one, where the person may not, where the words or the reason that the finding
    needs are missing, and where another was faster.
    """
    fresh = locked_recommendation(recommendation)
    _refuse(assessing_hindrance(by, fresh, document) or found_hindrance(document, found))
    _refuse(another_text_hindrance(fresh, fingerprint))
    if fresh.reflections.live().filter(document=document).exists():
        raise Refused(Hindrance.ASSESSED_ALREADY.label)
    return _noted("reflection.assessed", fresh, document, found, by, source)


@transaction.atomic
def correct_finding(
    *,
    reflection: Reflection,
    found: Found,
    by: User,
    fingerprint: str | None = None,
    source: str = Entry.Source.ADMIN,
) -> Reflection:
    """Put another finding in the place of this one, which stays on record.

    Raises Refused wherever `assess` does, and where the finding does not hold any more.
    """
    recommendation = locked_recommendation(reflection.recommendation)
    old = Reflection.objects.get(pk=reflection.pk)
    _refuse(correcting_hindrance(by, old) or found_hindrance(old.document, found))
    _refuse(another_text_hindrance(recommendation, fingerprint))
    Reflection.objects.filter(pk=old.pk).update(state=State.SUPERSEDED)
    told = ("reflection.corrected", recommendation, old.document, found, by, source)
    return _noted(*told, succeeds=old)


@transaction.atomic
def second_finding(
    *, reflection: Reflection, by: User, source: str = Entry.Source.ADMIN
) -> Reflection:
    """Agree with the finding as the second assessor, who is another than the first.

    Raises Refused where the person may not, or where it has moved on.
    """
    fresh = _locked(reflection)
    _refuse(seconding_hindrance(by, fresh))
    fresh.state, fresh.seconded_by, fresh.seconded_at = State.SECONDED, by, now()
    fresh.save(update_fields=["state", "seconded_by", "seconded_at"])
    _record("reflection.seconded", fresh, by, source)
    return fresh


@transaction.atomic
def confirm_finding(
    *, reflection: Reflection, by: User, source: str = Entry.Source.ADMIN
) -> Reflection:
    """Confirm, as its first assessor, that a finding which was carried holds in this text, too.

    Raises Refused where the person may not, or where it has moved on.
    """
    fresh = _locked(reflection)
    _refuse(confirming_hindrance(by, fresh))
    fresh.state, fresh.assessed_by, fresh.assessed_at = State.ASSESSED, by, now()
    fresh.save(update_fields=["state", "assessed_by", "assessed_at"])
    _record("reflection.confirmed", fresh, by, source)
    return fresh


@transaction.atomic
def carry_findings(
    *, old: Document, new: Document, by: User, source: str = Entry.Source.ADMIN
) -> list[Reflection]:
    """Carry the findings whose exact words stand in one place of the new text, to be confirmed.

    All else is left to be assessed: what was not there, what cannot be assessed, and words that
    changed, are withheld or stand in several places. What has been assessed in the new text stays
    as it is. Raises Refused where the new text is not a later one of the same process, and where
    the old one is not for everybody to read: a reason may repeat what stands in it.
    """
    _refuse(carrying_hindrance(by, old, new))
    asked = Recommendation.objects.published().filter(reflections__document=old)
    rows = locked_recommendations(*asked)
    known = Reflection.objects.live().filter(recommendation__in=rows)
    done = set(known.filter(document=new).values_list("recommendation", flat=True))
    shown = known.filter(document=old, paragraph__withheld_reason="")
    found = shown.exclude(recommendation__in=done).select_related("recommendation")
    paragraphs = list(new.paragraphs.filter(withheld_reason=""))
    placed = [(each, _only_place(paragraphs, each.words)) for each in found.order_by("pk")]
    carried = [_carried(each, new, hit) for each, hit in placed if hit]
    _record_carried(Reflection.objects.bulk_create(carried), rows, by, source)
    return carried


def _refuse(hindrance: Hindrance | None) -> None:
    if hindrance:
        raise Refused(hindrance.label)


def _locked(reflection: Reflection) -> Reflection:
    """Return the finding as the database has it now, locked after its recommendation."""
    locked_recommendation(reflection.recommendation)
    return Reflection.objects.get(pk=reflection.pk)


def _noted(
    verb: str,
    recommendation: Recommendation,
    document: Document,
    found: Found,
    by: User,
    source: str,
    *,
    succeeds: Reflection | None = None,
) -> Reflection:
    made = Reflection.objects.create(
        recommendation=recommendation,
        version=recommendation.text,
        document_id=document.pk,
        finding=found.finding,
        reason=canonical_text(found.reason).strip(),
        assessed_by=by,
        assessed_at=now(),
        succeeds=succeeds,
        **_place_of(found.hit),
    )
    _record(verb, made, by, source)
    return made


def _place_of(hit: Hit | None) -> dict[str, Any]:
    if hit is None:
        return {}
    return {"paragraph": hit.paragraph, "start": hit.start, "end": hit.end, "words": hit.words}


def _only_place(paragraphs: Iterable[Paragraph], words: str) -> Hit | None:
    """Return where exactly these words stand, or None where that is nowhere or not clear."""
    holding = [each for each in paragraphs if words in each.text]
    if len(holding) != 1 or holding[0].text.count(words) > 1:
        return None
    start = holding[0].text.index(words)
    return Hit(holding[0], start, start + len(words))


def _carried(reflection: Reflection, document: Document, hit: Hit) -> Reflection:
    return Reflection(
        recommendation_id=reflection.recommendation_id,
        version_id=reflection.version_id,
        document_id=document.pk,
        finding=reflection.finding,
        reason=reflection.reason,
        state=State.TO_BE_CONFIRMED,
        carried_from=reflection,
        **_place_of(hit),
    )


def _record(verb: str, reflection: Reflection, by: User, source: str) -> None:
    record(
        verb,
        subject=("recommendation", str(reflection.recommendation.code)),
        actor_id=by.pk,
        payload=_told(reflection),
        source=source,
    )


def _record_carried(
    carried: list[Reflection], rows: dict[int, Recommendation], by: User, source: str
) -> None:
    payloads = {str(rows[each.recommendation_id].code): _told(each) for each in carried}
    record_each(
        "reflection.carried",
        subject_type="recommendation",
        payloads=payloads,
        source=source,
        actor_id=by.pk,
    )


def _told(reflection: Reflection) -> dict[str, Any]:
    """Return what the ledger is told: ids, places and a fingerprint, no words."""
    place = {"paragraph": reflection.paragraph_id, "start": reflection.start, "end": reflection.end}
    return place | {
        "reflection": reflection.pk,
        "document": reflection.document_id,
        "finding": reflection.finding,
        "fingerprint": fingerprint([reflection.words, reflection.reason]),
    }
