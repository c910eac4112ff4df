"""Carrying the marks of an older edition to a newer one, and deciding on what was not certain."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.editions import How, Place, Span, place_spans
from consultations.models import Document, ExtractSpan, Paragraph, Placement
from consultations.models.placement import PlacementQuerySet
from consultations.policies import was_public
from consultations.quotes import Hit
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User

State = Placement.State


class _Mark(NamedTuple):
    """Words that an extract rests on, where they stand in the older edition."""

    span: ExtractSpan
    paragraph_id: int
    start: int
    end: int


@transaction.atomic
def carry_marks(
    *, old: Document, new: Document, by: User | None, source: str = Entry.Source.ADMIN
) -> list[Placement]:
    """Find where the marks of the older edition stand in the newer, and keep each with its place.

    Those that were carried already stay as they are; what the older edition has from one before
    it goes along. Returns the new ones. What is certain is placed, all else waits for a curator.
    Raises Refused where the one does not replace the other, or has no text yet.
    """
    both = Document.objects.select_for_update().order_by("pk").in_bulk([old.pk, new.pk])
    locked = both[new.pk]
    if locked.replaces_id != old.pk:
        raise Refused(_("These are not two editions of one text: say first what is replaced."))
    texts = list(locked.paragraphs.all())
    if not texts:
        raise Refused(_("The newer edition has no text yet."))
    marks = _marks_to_carry(old, locked)
    if not marks:
        return []
    placements = _placed(list(old.paragraphs.all()), texts, marks)
    entry = _record("document.marks-carried", locked, by, source, _counted(old, placements))
    for placement in placements:
        placement.document, placement.entry = locked, entry
    return Placement.objects.bulk_create(placements)


def _marks_to_carry(old: Document, new: Document) -> list[_Mark]:
    carried = Placement.objects.filter(document=new).values("span")
    spans = ExtractSpan.objects.filter(extract__document=old).exclude(pk__in=carried)
    before = Placement.objects.filter(document=old, state=State.PLACED)
    return [
        *(_Mark(span, span.paragraph_id, span.start, span.end) for span in spans),
        *(
            _Mark(each.span, each.paragraph_id, each.start, each.end)
            for each in before.exclude(span__in=carried).select_related("span")
            if each.paragraph_id and each.start is not None and each.end is not None
        ),
    ]


def _placed(old: list[Paragraph], new: list[Paragraph], marks: Iterable[_Mark]) -> list[Placement]:
    """Return the marks with their places, not saved."""
    at = {paragraph.pk: place for place, paragraph in enumerate(old)}
    marks = list(marks)
    spans = [Span(at[mark.paragraph_id], mark.start, mark.end) for mark in marks]
    places = place_spans([each.text for each in old], [each.text for each in new], spans)
    return [
        Placement(span=mark.span, **_fields(place, new))
        for mark, place in zip(marks, places, strict=True)
    ]


def _fields(place: Place | None, new: list[Paragraph]) -> dict[str, Any]:
    if place is None:
        return {"how": Placement.How.NONE, "score": 0, "state": State.WAITING}
    return {
        "paragraph": new[place.paragraph],
        "start": place.start,
        "end": place.end,
        "how": place.how.value,
        "score": round(100 * place.score),
        "state": State.PLACED if place.how is How.EXACT else State.WAITING,
    }


def _counted(old: Document, placements: Iterable[Placement]) -> dict[str, Any]:
    numbers = Counter(placement.how for placement in placements)
    return {"from": old.pk, **{how.replace("-", "_"): numbers[how] for how in sorted(numbers)}}


@transaction.atomic
def take_marks_back(
    *, document: Document, by: User | None, source: str = Entry.Source.ADMIN
) -> int:
    """Take all carried marks off an edition that was never public, and return how many.

    Then its text can be mended or loaded again. Raises Refused once it was public.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if was_public(locked):
        raise Refused(_("The document was published: its marks stay."))
    number, _kinds = Placement.objects.filter(document=locked).delete()
    if number:
        _record("document.marks-taken-back", locked, by, source, {"marks": number})
    return number


def confirm_placement(
    *, placement: Placement, by: User | None, source: str = Entry.Source.ADMIN
) -> None:
    """Take the place that was proposed; raises Refused where none waits to be confirmed."""
    proposed = Placement.objects.filter(state=State.WAITING, paragraph__isnull=False)
    _settle(placement, "confirmed", proposed, by, source, state=State.PLACED)


def place_by_hand(
    *, placement: Placement, hit: Hit, by: User | None, source: str = Entry.Source.ADMIN
) -> None:
    """Say where the words stand, whatever was found; raises Refused for another document."""
    if hit.paragraph.document_id != placement.document_id:
        raise Refused(_("These words stand in another document."))
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=placement.document_id)
        _refuse_stale(hit)
        _place(placement, hit, by, source)


def _refuse_stale(hit: Hit) -> None:
    """Raise Refused where the words no longer stand in their place."""
    fresh = Paragraph.objects.filter(pk=hit.paragraph.pk).first()
    if fresh is None or fresh.text[hit.start : hit.end] != hit.words:
        raise Refused(_("The text was changed meanwhile: look where the words stand now."))


def _place(placement: Placement, hit: Hit, by: User | None, source: str) -> None:
    place = {"paragraph": hit.paragraph, "start": hit.start, "end": hit.end}
    by_hand = {"how": Placement.How.BY_HAND, "score": 100, "state": State.PLACED}
    if not Placement.objects.filter(pk=placement.pk, **place, **by_hand).exists():
        _settle(placement, "placed", Placement.objects.all(), by, source, **place, **by_hand)


def say_gone(*, placement: Placement, by: User | None, source: str = Entry.Source.ADMIN) -> None:
    """Say that the newer edition has nothing of the words; raises Refused where that is said."""
    there = Placement.objects.exclude(state=State.GONE)
    nowhere = {"paragraph": None, "start": None, "end": None, "how": Placement.How.NONE}
    _settle(placement, "gone", there, by, source, score=0, state=State.GONE, **nowhere)


@transaction.atomic
def _settle(
    placement: Placement,
    what: str,
    among: PlacementQuerySet,
    by: User | None,
    source: str,
    **fields: Any,
) -> None:
    """Keep the decision, if the placement is still among those that it can be taken on."""
    place = {"placement": placement.pk, "span": placement.span_id}
    if fields.get("paragraph"):
        at = {"paragraph": fields["paragraph"].pk, "start": fields["start"], "end": fields["end"]}
        place |= at
    entry = _record(f"placement.{what}", placement.document, by, source, place)
    as_it_was = among.filter(pk=placement.pk, entry=placement.entry_id)
    if not as_it_was.update(entry=entry, **fields):
        raise Refused(_("Somebody was faster: look at the mark again."))
    placement.refresh_from_db()


def _record(
    verb: str, document: Document, by: User | None, source: str, payload: dict[str, Any]
) -> Entry:
    return record(
        verb,
        subject=("document", document.slug),
        actor_id=by.pk if by else None,
        payload=payload,
        source=source,
    )
