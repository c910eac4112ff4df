"""Says things in documents, for the tests of the pages that show them."""

from typing import Any

from consultations.models import Document, Extract, ExtractSpan, Paragraph


def mark(extract: Extract, paragraph: Paragraph, quoted: str) -> ExtractSpan:
    """Tie the extract to the words of the paragraph."""
    start = paragraph.text.index(quoted)
    return ExtractSpan.objects.create(
        extract=extract,
        paragraph=paragraph,
        start=start,
        end=start + len(quoted),
        words=quoted,
    )


def say(document: Document, quoted: str = "", **fields: Any) -> Extract:
    """A recommendation of participants, tied to the words where they are given."""
    defaults = {"kind": "recommendation", "text": "Ours", "voice": "participants"}
    defaults |= {"voice_kind": "session-participants"}
    extract = Extract.objects.create(document=document, **defaults | fields)
    if quoted:
        mark(extract, document.paragraphs.get(text__contains=quoted), quoted)
    return extract
