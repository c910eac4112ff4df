"""Two records of one person become one, and two again where that was wrong. Nothing is deleted."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from consultations.indexing import SPEAKERS
from consultations.models import Appearance, Speaker, SpeakerMerge
from consultations.policies import MergeHindrance, merging_hindrance, parting_hindrance
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from search.indexing import index


@transaction.atomic
def merge_speakers(
    *,
    merged: Speaker,
    kept: Speaker,
    by: User | None,
    reason: str,
    source: str = Entry.Source.ADMIN,
) -> SpeakerMerge:
    """Move the appearances of the one record to the other, to which its address then leads.

    What was printed stays as printed in each. Raises Refused without a reason, where either
    record is merged already, and where others were merged into the one that goes.
    """
    goes, stays = _locked(merged, kept)
    _refuse(merging_hindrance(goes, stays))
    moved = list(goes.appearances.order_by("pk"))
    _give(moved, stays, by)
    Speaker.objects.filter(pk=goes.pk).update(merged_into=stays)
    merged.merged_into = stays
    return _noted("speaker.merged", (goes, stays), moved, by, reason, source)


@transaction.atomic
def part_speakers(
    *, merged: Speaker, by: User | None, reason: str, source: str = Entry.Source.ADMIN
) -> SpeakerMerge:
    """Undo the merge: exactly what moved moves back, and the record stands by itself again.

    Raises Refused without a reason, where the record is not merged, and where something that
    moved was given to a third speaker since.
    """
    into = Speaker.objects.filter(merged_from=merged).first() or merged
    goes, stays = _locked(merged, into)
    _refuse(parting_hindrance(goes))
    merge: SpeakerMerge = goes.merges.standing().get()
    moved = list(merge.moved.order_by("pk"))
    Speaker.objects.filter(pk=goes.pk).update(merged_into=None)
    _give(moved, goes, by)
    merged.merged_into = None
    both = (goes, stays)
    return _noted("speaker.parted", both, moved, by, reason, source, undoes=merge)


def _refuse(hindrance: MergeHindrance | None) -> None:
    if hindrance:
        raise Refused(hindrance.label)


def _locked(*speakers: Speaker) -> list[Speaker]:
    """Return the records as the database has them now, locked after their appearances.

    In this order, since whoever changes an appearance looks at its speaker next.
    """
    rows = Appearance.objects.select_for_update().filter(speaker__in=speakers)
    list(rows.order_by("pk").values_list("pk"))
    locked = Speaker.objects.select_for_update().order_by("pk")
    fresh = {each.pk: each for each in locked.filter(pk__in=[each.pk for each in speakers])}
    return [fresh[each.pk] for each in speakers]


def _give(appearances: list[Appearance], speaker: Speaker, by: User | None) -> None:
    """Make the appearances the speaker's, each with a line in its history."""
    for appearance in appearances:
        appearance.speaker = speaker
    bulk_update_with_history(appearances, Appearance, ["speaker"], default_user=by)


def _noted(
    verb: str,
    both: tuple[Speaker, Speaker],
    moved: list[Appearance],
    by: User | None,
    reason: str,
    source: str,
    **fields: Any,
) -> SpeakerMerge:
    if not reason.strip():
        raise Refused(_("Give a reason."))
    goes, stays = both
    entry = record(
        verb,
        # Not its slug: that is made of a name, and names are looked up, never kept there.
        subject=("speaker", str(goes.pk)),
        actor_id=by.pk if by else None,
        payload={"other": stays.pk, "appearances": [each.pk for each in moved]},
        source=source,
    )
    told = {"merged": goes, "kept": stays, "reason": reason, "entry": entry}
    merge: SpeakerMerge = SpeakerMerge.objects.create(**told, **fields)
    merge.moved.set(moved)
    index(SPEAKERS, [goes.pk, stays.pk])
    return merge
