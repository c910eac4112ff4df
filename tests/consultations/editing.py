"""Makes two editions of a text, for the tests of what becomes of marks."""

from consultations.models import Document, Placement
from tests import factories

QUAY = "The harbour council asked for longer opening hours on every quay of the island."
FERRY = "Ferry crews noted that permits expire before the season has even begun."
SHELTER = "Shelters for migrants should stay open through the winter, whatever their status."


def make_edition(*texts: str, **fields: object) -> Document:
    document = factories.make_document(0, **fields)
    for position, text in enumerate(texts, start=1):
        factories.make_paragraph(document, position, text=text)
    return document


def make_newer(older: Document, *texts: str, **fields: object) -> Document:
    """A public edition that replaces the older one."""
    consultation = older.consultation
    return make_edition(*texts, consultation=consultation, replaces=older, **fields)


def placement_of(extract: object) -> Placement:
    return Placement.objects.get(span__extract=extract)
