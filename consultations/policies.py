"""What may still be done to the record, for whoever may work on it at all."""

from django.db.models import Model

from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Extract,
    Paragraph,
    Process,
    Session,
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
        case Process():
            return not Consultation.objects.filter(contributes_to=record).exists()
    return True


def was_public(document: Document) -> bool:
    """Return whether the text has been public: then corrections are a new edition."""
    return document.state in (Document.State.PUBLIC, Document.State.WITHHELD)


def may_be_reloaded(document: Document) -> bool:
    """Return whether the text may be replaced whole: nothing rests on its words yet."""
    return not was_public(document) and not document.extracts.exists()


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
