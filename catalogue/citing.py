"""How a record is cited: in one line, and as an entry for BibTeX and for RIS."""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse

from catalogue.exports import notice

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
# Signs that no line may hold: a value that ends its line would begin a field of its own.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_MEDIA_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


@dataclass(frozen=True)
class Citation:
    """A record as it is cited from here.

    `place` is the part of the product's address under which its files are; `details` stand in
    the line behind the title. `kind` is one of RIS's own types.
    """

    key: str
    title: str
    path: str
    place: str
    author: str = ""
    details: tuple[str, ...] = ()
    reference: str = ""
    published: str = ""
    number: str = ""
    edition: str = ""
    day: date | None = None
    language: str = ""
    note: str = ""
    kind: str = "GEN"

    @property
    def address(self) -> str:
        return f"{settings.PUBLIC_URL}{self.path}"

    @property
    def behind(self) -> str:
        """Return what stands in the line behind the title, its address at the end."""
        return ", ".join([*filter(None, self.details), self.address])

    @property
    def line(self) -> str:
        """Return the citation in one line, for people."""
        return _plain(", ".join(filter(None, (self.author, self.title, self.behind))))

    @property
    def bibtex(self) -> str:
        """Return the entry for BibTeX, in UTF-8, under a key that stays."""
        rows = [f"  {name} = {value}," for name, value in self._values().items() if value]
        return "\n".join([f"@misc{{{self.key},", *rows, "}"])

    @property
    def ris(self) -> str:
        """Return the entry for RIS, each of its lines a field."""
        rows = [f"{tag}  - {_plain(value)}" for tag, value in self._tagged() if _plain(value)]
        return "\r\n".join([f"TY  - {self.kind}", *rows, "ER  - ", ""])

    def _values(self) -> dict[str, str]:
        day = self.day
        return {
            # Two braces: neither taken apart as a person's name, nor brought to lower case.
            "author": _braced(_braced(_escaped(self.author))),
            "title": _braced(_braced(_escaped(self.title))),
            "howpublished": _braced(_escaped(self.published)),
            "number": _braced(_escaped(self.number)),
            "edition": _braced(_escaped(self.edition)),
            "year": _braced(str(day.year)) if day else "",
            "month": _MONTHS[day.month - 1] if day else "",
            "date": _braced(day.isoformat()) if day else "",
            "language": _braced(_escaped(self.language)),
            "note": _braced(_escaped(self._remark())),
            "url": _braced(self.address),
        }

    def _tagged(self) -> list[tuple[str, str]]:
        day = self.day
        return [
            ("ID", self.key),
            ("AU", self.author),
            ("TI", self.title),
            ("M3", self.published),
            ("M1", self.number),
            ("ET", self.edition),
            ("PY", str(day.year) if day else ""),
            ("DA", f"{day:%Y/%m/%d}/" if day else ""),
            ("LA", self.language),
            ("N1", self._remark()),
            ("UR", self.address),
        ]

    def _remark(self) -> str:
        """Return the note; of a demonstration it says that it is one."""
        told = ", ".join(filter(None, (self.reference, self.note)))
        return ". ".join(filter(None, (told, notice())))


def file_of(citation: Citation, ending: str) -> HttpResponse:
    """Return the entry as a file to be kept; raises Http404 where there is no such form."""
    if ending not in _MEDIA_TYPES:
        raise Http404
    entry = citation.ris if ending == "ris" else f"{citation.bibtex}\n"
    name = f"{citation.key.replace(':', '-')}.{ending}"
    return HttpResponse(
        entry,
        content_type=_MEDIA_TYPES[ending],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _plain(words: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", words).split())


def _escaped(words: str) -> str:
    return _plain(words).translate(_SPECIALS)


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""
