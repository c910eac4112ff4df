"""How a document, or one paragraph of it, is cited: in words, and for BibTeX."""

from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Document, Paragraph

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Braces count for BibTeX even behind a backslash, so none of them may stand in a value.
_SPECIALS = str.maketrans(
    {sign: f"\\{sign}" for sign in "$&#%_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


class Citation(NamedTuple):
    """A document, or a paragraph of it, as it is cited from here."""

    document: Document
    paragraph: Paragraph | None

    @property
    def source(self) -> str:
        """Return who said it where and when."""
        document = self.document
        day = date_format(document.date, "LONG_DATE_FORMAT") if document.date else ""
        return ", ".join(filter(None, (document.author, document.title, document.symbol, day)))

    @property
    def by_way_of(self) -> str:
        """Return where it was read, and whether that was the wording."""
        document = self.document
        if not document.is_paraphrase or document.is_stub:
            return settings.SITE_NAME
        return _("as summarised by %(site)s") % {"site": settings.SITE_NAME}

    @property
    def address(self) -> str:
        place = self.paragraph or self.document
        return f"{settings.PUBLIC_URL}{place.get_absolute_url()}"

    @property
    def bibtex(self) -> str:
        """Return the entry for BibTeX, in UTF-8, under a key that stays."""
        rows = [f"  {name} = {value}," for name, value in self._values().items() if value]
        return "\n".join([f"@misc{{{self._key},", *rows, "}"])

    @property
    def _key(self) -> str:
        anchor = self.paragraph.anchor if self.paragraph else ""
        return ":".join(filter(None, (self.document.slug, anchor)))

    def _values(self) -> dict[str, str]:
        document = self.document
        day = document.date
        reference = self.paragraph.reference if self.paragraph else ""
        published = ", ".join(filter(None, (document.kind, document.symbol)))
        return {
            # Two braces: neither taken apart as a person's name, nor brought to lower case.
            "author": _braced(_braced(_escaped(document.author))),
            "title": _braced(_braced(_escaped(document.title))),
            "howpublished": _braced(_escaped(published)),
            "number": _braced(_escaped(document.symbol)),
            "edition": _braced(_escaped(document.edition)),
            "year": _braced(str(day.year)) if day else "",
            "month": _MONTHS[day.month - 1] if day else "",
            "date": _braced(day.isoformat()) if day else "",
            "language": _braced(_escaped(document.language)),
            "note": _braced(_escaped(", ".join(filter(None, (reference, self.by_way_of))))),
            "url": _braced(self.address),
        }


def _escaped(words: str) -> str:
    return " ".join(words.split()).translate(_SPECIALS)


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""
