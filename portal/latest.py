"""What happened last, told from the ledger to whom it may be told."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Document
from ledger.models import Entry
from organisations.models import Organisation
from recommendations.history import readable_entries
from recommendations.models import Comment, Recommendation

SHOWN = 8
# More than are shown are read, since some may concern what the reader may not see.
_READ = 40

_WORDS = {
    "endorsement.signed": _("endorsed"),
    "endorsement.withdrawn": _("withdrew its endorsement of"),
    "comment.submitted": _("commented on"),
    "comment.published": _("commented on"),
    "recommendation.published": _("Published:"),
    "version.published": _("New text:"),
    "consultation.published": _("Opened:"),
    "document.public": _("Document:"),
}
_OF_COMMENTS = {"comment.submitted", "comment.published"}
_OF_ORGANISATIONS = _OF_COMMENTS | {"endorsement.signed", "endorsement.withdrawn"}
# A comment appears when it is approved, or at once where the consultation moderates afterwards.
_APPEARS = models.Q(verb="comment.published") | models.Q(
    verb="comment.submitted", payload__state=Comment.State.PUBLISHED
)


class Act(NamedTuple):
    """One line of what happened last: who (if anybody), what, and on what."""

    entry: Entry
    organisation: Organisation | None
    about: models.Model

    @property
    def words(self) -> str:
        """In the language of whoever reads it: the acts are remembered for all languages."""
        return str(_WORDS[self.entry.verb])


def latest_acts(user: Any) -> list[Act]:
    """Return the latest acts on what the person may see, one line each."""
    entries = list(readable_entries(_told(), user).order_by("-time", "-pk")[:_READ])
    about = _subjects(entries, user)
    names = Organisation.objects.visible_to(user).in_bulk(_organisation_ids(entries))
    acts = []
    for entry in entries:
        subject = about.get(_key(entry))
        organisation = names.get(_organisation_id(entry))
        if subject and (organisation or not _needs_organisation(entry)):
            acts.append(Act(entry, organisation, subject))
    return acts[:SHOWN]


def _told() -> models.QuerySet[Entry]:
    """Return the entries that are told; of a comment that by which it first appeared."""
    before = Entry.objects.filter(
        _APPEARS,
        subject_type=models.OuterRef("subject_type"),
        subject_id=models.OuterRef("subject_id"),
        sequence__lt=models.OuterRef("sequence"),
    )
    of_others = models.Q(verb__in=set(_WORDS) - _OF_COMMENTS)
    return Entry.objects.filter(of_others | (_APPEARS & ~models.Exists(before)))


def _key(entry: Entry) -> tuple[str, str]:
    return (entry.subject_type, entry.subject_id)


def _needs_organisation(entry: Entry) -> bool:
    return entry.verb in _OF_ORGANISATIONS


def _organisation_id(entry: Entry) -> int | None:
    if not _needs_organisation(entry):
        return None
    return entry.organisation_id or entry.payload.get("organisation")


def _organisation_ids(entries: list[Entry]) -> set[int]:
    return {pk for entry in entries if (pk := _organisation_id(entry))}


def _subjects(entries: list[Entry], user: Any) -> dict[tuple[str, str], models.Model]:
    """Return the subjects that the person may see, by kind and public id."""
    published = Comment.objects.visible_to(user).published()
    said = published.select_related("recommendation__current_version", "paragraph__document")
    sources = {
        "recommendation": (
            Recommendation.objects.visible_to(user).select_related("current_version"),
            "code",
        ),
        "comment": (said, "public_id"),
        "consultation": (Consultation.objects.visible_to(user), "code"),
        "document": (Document.objects.visible_to(user), "slug"),
    }
    found: dict[tuple[str, str], models.Model] = {}
    for kind, (rows, name) in sources.items():
        ids = {entry.subject_id for entry in entries if entry.subject_type == kind}
        for row in rows.filter(**{f"{name}__in": ids}) if ids else []:
            found[(kind, getattr(row, name))] = row
    return found
