"""Publishing a document on a page that first says what becomes public with it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations import actions
from consultations.admin.loading import review_address
from consultations.admin.record import list_of, page_of
from consultations.admin.withholding import Touched
from consultations.coverage import coverage_of, lines_of
from consultations.models import Document, Extract, Placement, SentenceMark
from organisations.admin.acts import Act
from organisations.models import User

State = Document.State


def _publish(document: Document, *, by: User) -> None:
    actions.move_document(document=document, state=State.PUBLIC, by=by)


def _may_be_published(document: Document) -> bool:
    return document.state != State.WITHHELD and document.can_become(State.PUBLIC)


PUBLISH = Act(
    name="publish",
    label=gettext_lazy("Publish"),
    done=gettext_lazy("The document is %(state)s now."),
    explanation=gettext_lazy(
        "Everybody reads it then. Its paragraphs and its address stay from then on: it can be "
        "withheld, but not changed; corrections are a new edition."
    ),
    carry_out=_publish,
    is_possible=_may_be_published,
)
PUBLISH_AGAIN = Act(
    name="publish-again",
    label=gettext_lazy("Publish again"),
    done=PUBLISH.done,
    explanation=gettext_lazy("Its words are on every page again, for everybody."),
    carry_out=_publish,
    is_possible=lambda document: document.state == State.WITHHELD,
)


def published_with(document: Document, user: User) -> list[Touched]:
    """Return what becomes public with the document, and what of it is not done yet."""
    return [
        _paragraphs(document),
        _extracts(document),
        *_sentences(document, user),
        *_drafts(document),
        *_marks(document),
        *_file(document),
        *_later(document),
    ]


def _paragraphs(document: Document) -> Touched:
    number = document.paragraphs.count()
    said = ngettext("%(number)s paragraph", "%(number)s paragraphs", number) % {"number": number}
    effect = (
        _("read by everybody, and fixed from then on") if number else _("nothing is there to read")
    )
    return Touched(said, review_address(document), effect)


def _extracts(document: Document) -> Touched:
    number = document.extracts.count()
    said = ngettext("%(number)s extract", "%(number)s extracts", number) % {"number": number}
    effect = _("read by everybody, beside the words") if number else _("nothing is recorded yet")
    return Touched(said, list_of(Extract, document__id__exact=document.pk), effect)


def _sentences(document: Document, user: User) -> list[Touched]:
    """Return how many of its sentences nobody has recorded, or found to need no record."""
    extracts: Any = Extract.objects.marked_in(document, user)
    marks = SentenceMark.objects.filter(paragraph__document=document)
    left = coverage_of(lines_of(document.paragraphs.all(), extracts, marks)).left
    said = ngettext("%(number)s sentence", "%(number)s sentences", left) % {"number": left}
    address = reverse("admin:consultations_document_sentences", args=[document.pk])
    return [Touched(said, f"{address}?left=1", _("without a record yet"))] if left else []


def _drafts(document: Document) -> list[Touched]:
    drawn: Any = Extract.recommendations.rel.related_model
    drafts = drawn.objects.filter(extracts__document=document, state="draft").distinct()
    return [Touched(str(draft), page_of(draft), _("stays a draft")) for draft in drafts]


def _marks(document: Document) -> list[Touched]:
    waiting = Placement.objects.filter(document=document, state=Placement.State.WAITING).count()
    address = reverse("admin:consultations_document_marks", args=[document.pk])
    said = _("Marks to look at (%s)") % waiting
    return [Touched(said, address, _("not shown before you decide"))] if waiting else []


def _file(document: Document) -> list[Touched]:
    if document.file is None:
        return []
    return [Touched(_("The original file"), page_of(document), _("everybody may take it away"))]


def _later(document: Document) -> list[Touched]:
    """Return what keeps it from readers even then."""
    found = []
    meeting = document.consultation
    if meeting and not meeting.is_public:
        found.append(Touched(str(meeting), page_of(meeting), _("not public yet: nor is this text")))
    if document.embargo_until:
        until = document.embargo_until.strftime("%Y-%m-%d %H:%M UTC")
        found.append(Touched(_("Embargo until"), page_of(document), until))
    return found
