"""What may still be done to the record, for whoever may work on it at all."""

from datetime import datetime

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _

from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Extract,
    Paragraph,
    Process,
    Session,
    Speaker,
    Window,
)


def may_be_deleted(record: Model) -> bool:
    """Return whether it was never public; what hangs on it is for the database to protect."""
    match record:
        case Consultation():
            return not record.is_public
        case Session() | Appearance():
            return not record.consultation.is_public
        case Document():
            return not was_public(record)
        case Paragraph() | Extract():
            return not was_public(record.document)
        case Speaker():
            return not record.merges.exists()
        case Process():
            return not Consultation.objects.filter(contributes_to=record).exists()
    return True


def was_public(document: Document) -> bool:
    """Return whether the text has been public: then corrections are a new edition."""
    return document.state in (Document.State.PUBLIC, Document.State.WITHHELD)


def may_be_reloaded(document: Document) -> bool:
    """Return whether the text may be replaced whole: nothing rests on its words yet."""
    is_marked = document.extracts.exists() or document.placements.exists()
    return not was_public(document) and not is_marked


def may_lose_file(document: Document) -> bool:
    """Return whether it has an original file that may be taken off it again."""
    return document.file is not None and not was_public(document)


def may_be_withheld(paragraph: Paragraph) -> bool:
    """Return whether its words are shown and can't be mended any more."""
    return was_public(paragraph.document) and not paragraph.is_withheld


def may_be_unmarked(extract: Extract) -> bool:
    """Return whether its words may be taken back: nothing published rests on them."""
    if not was_public(extract.document):
        return True
    return not extract.recommendations.exclude(state="draft").exists()


class ExtensionHindrance(TextChoices):
    """Why a window can't be made to close later."""

    NOT_OPENED = "not-opened", _("This has not opened yet: its times can still be changed.")
    NOT_LATER = "not-later", _("It closes later than that already. Choose a later time.")
    PAST = "past", _("This time has passed. Choose a later one.")


def extension_hindrance(
    window: Window, closes: datetime, at: datetime
) -> ExtensionHindrance | None:
    """Return what keeps the window from closing at that later moment, or None.

    One that is over may be extended: then it is open again.
    """
    if not window.has_begun(at) or window.closes is None:
        return ExtensionHindrance.NOT_OPENED
    if closes <= window.closes:
        return ExtensionHindrance.NOT_LATER
    return ExtensionHindrance.PAST if closes <= at else None


class MergeHindrance(TextChoices):
    """Why two records of speakers can't be made one, or one can't be made two again."""

    SAME = "same", _("This is the record itself. Choose another.")
    MERGED = "merged", _("This record is merged into another already.")
    OTHER_IS_MERGED = (
        "other-is-merged",
        _("That record is merged into another itself: choose the one that it went into."),
    )
    HOLDS_OTHERS = (
        "holds-others",
        _("Other records were merged into this one: let it stay, and merge the other into it."),
    )
    NOT_MERGED = "not-merged", _("This record stands by itself: there is nothing to undo.")
    GIVEN_AWAY = (
        "given-away",
        _(
            "An appearance that moved with it was given to another speaker since. Give it back "
            "first: else undoing would put it in the wrong place."
        ),
    )


def merging_hindrance(merged: Speaker, kept: Speaker) -> MergeHindrance | None:
    """Return what keeps the one record from going into the other, or None.

    So no merged record leads to another that is merged.
    """
    if merged.pk == kept.pk:
        return MergeHindrance.SAME
    if kept.is_merged:
        return MergeHindrance.OTHER_IS_MERGED
    return going_hindrance(merged)


def going_hindrance(merged: Speaker) -> MergeHindrance | None:
    """Return what keeps the record from going into any other, or None."""
    if merged.is_merged:
        return MergeHindrance.MERGED
    return MergeHindrance.HOLDS_OTHERS if merged.merged_from.exists() else None


def parting_hindrance(merged: Speaker) -> MergeHindrance | None:
    """Return what keeps the record from standing by itself again, or None."""
    if not merged.is_merged:
        return MergeHindrance.NOT_MERGED
    moved = merged.merges.standing().get().moved
    is_given_away = moved.exclude(speaker=merged.merged_into).exists()
    return MergeHindrance.GIVEN_AWAY if is_given_away else None
