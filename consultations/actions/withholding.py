"""Taking the words of a paragraph from every surface, and showing them again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Document, Paragraph, ParagraphDecision
from consultations.policies import was_public
from ledger.actions import record
from ledger.canonical import fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User


def withhold_paragraph(
    *, paragraph: Paragraph, by: User | None, reason: str, source: str = Entry.Source.ADMIN
) -> ParagraphDecision:
    """Leave the paragraph's words to curators; its place and the reason, which is public, stay.

    Raises Refused where no reason is given, where it is withheld already, and for a document
    that was never public.
    """
    return _decide(paragraph, by, reason, source, is_withheld=True)


def show_paragraph(
    *, paragraph: Paragraph, by: User | None, reason: str, source: str = Entry.Source.ADMIN
) -> ParagraphDecision:
    """Show a paragraph again; raises Refused without a reason, or where it is not withheld."""
    return _decide(paragraph, by, reason, source, is_withheld=False)


def words_of(paragraph: Paragraph) -> str:
    """Return the fingerprint of the paragraph's words."""
    return fingerprint([paragraph.reference, paragraph.text])


@transaction.atomic
def _decide(
    paragraph: Paragraph, by: User | None, reason: str, source: str, *, is_withheld: bool
) -> ParagraphDecision:
    if not reason.strip():
        raise Refused(_("Give a reason."))
    document = Document.objects.select_for_update().get(pk=paragraph.document_id)
    if not was_public(document):
        raise Refused(_("The document was never public: mend the paragraph instead."))
    paragraph.withheld_reason = _moved(paragraph, reason if is_withheld else "")
    entry = record(
        "paragraph.withheld" if is_withheld else "paragraph.shown-again",
        subject=("document", document.slug),
        actor_id=by.pk if by else None,
        payload={"anchor": paragraph.anchor, "fingerprint": words_of(paragraph)},
        source=source,
    )
    return ParagraphDecision.objects.create(
        paragraph=paragraph,
        is_withheld=is_withheld,
        reason=reason,
        fingerprint=words_of(paragraph),
        entry=entry,
    )


def _moved(paragraph: Paragraph, reason: str) -> str:
    """Note why it is withheld, or with no reason that it is shown; raises Refused if it was so."""
    kept = Paragraph.objects.filter(pk=paragraph.pk)
    before = kept.filter(withheld_reason="") if reason else kept.exclude(withheld_reason="")
    if not before.update(withheld_reason=reason):
        raise Refused(_("Somebody was faster: look at the paragraph again."))
    return reason
