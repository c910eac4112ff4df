"""A frozen list laid out to be read: the same words on the page and in the files to print."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.cells import inert
from organisations.models import Organisation
from recommendations.frozen import as_bytes, published
from recommendations.models import FrozenList
from recommendations.printing import DOCX, PDF, printed_once
from vocabulary.models import Region

_COLUMNS = (
    "frozen",
    "code",
    "version",
    "title",
    "number",
    "organisation",
    "kind",
    "region",
    "signed",
    "reservation",
)


def sheet_of(frozen: FrozenList) -> dict[str, Any]:
    """Return the list as a sheet, in the words of the language that is active."""
    content = published(frozen)
    moment = datetime.fromisoformat(content["list"]["frozen_at"])
    address = f"{settings.PUBLIC_URL}{frozen.get_absolute_url()}"
    demo = [_("A demonstration: the organisations that endorse here are invented.")]
    content["regions"] = _regions(content)
    return {
        "title": content["list"]["title"],
        "language": get_language() or settings.LANGUAGE_CODE,
        "about": [
            *(demo if settings.DEMO else []),
            _("As it stood on %(when)s UTC.") % {"when": f"{moment:%Y-%m-%d, %H:%M}"},
            address,
        ],
        "sections": [_section(text, content) for text in content["list"]["texts"]],
        "foot": [
            _("Fingerprint of this list: %(fingerprint)s") % {"fingerprint": frozen.fingerprint},
            _("Whoever asked later not to be named is withheld; the list verifies all the same."),
        ],
    }


def _section(text: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    shown = content["texts"].get(text["fingerprint"])
    title = shown["title"] if shown else _("Withheld text")
    rows = [
        _row(number, content["signatories"].get(commitment), content["regions"])
        for number, commitment in enumerate(text["signatories"], start=1)
    ]
    fingerprint = _("Fingerprint of this text: %(fingerprint)s")
    return {
        "code": text["code"],
        "number": text["number"],
        "heading": f"{text['code']}: {title}",
        "language": shown["language"] if shown else get_language(),
        "text": shown["text"].split("\n\n") if shown else [],
        "about": [
            *asked_of(shown["addressees"] if shown else []),
            endorsing(text["total"], text["unnamed"], text["number"]),
            fingerprint % {"fingerprint": text["fingerprint"]},
        ],
        "caption": [_("No."), _("Organisation"), _("Kind and region"), _("Signed")],
        "rows": rows,
    }


def asked_of(names: list[str]) -> list[str]:
    """Return a line that says of whom it is asked, or none where nobody is named."""
    return [_("Asked of %(names)s") % {"names": ", ".join(names)}] if names else []


def endorsing(total: int, unnamed: int, number: int) -> str:
    """Return how many endorse the version of that number, and how many are not named."""
    told = ngettext(
        "%(total)s organisation endorses this text, version %(number)s.",
        "%(total)s organisations endorse this text, version %(number)s.",
        total,
    ) % {"total": total, "number": number}
    more = _("%(unnamed)s of them are not named.") % {"unnamed": unnamed}
    return f"{told} {more}" if unnamed else told


def _regions(content: dict[str, Any]) -> dict[str, str]:
    """Return the names of the regions that are on the list, by their codes."""
    codes = {opening["region"] for opening in content["signatories"].values()} - {None}
    return {code: str(region) for code, region in Region.objects.in_bulk(codes).items()}


def _row(number: int, opening: dict[str, Any] | None, regions: dict[str, str]) -> list[str]:
    if opening is None:
        return [str(number), _("withheld since"), "", ""]
    name = opening["name"]
    if opening["reservation"]:
        reserved = _("With a reservation: %(words)s") % {"words": opening["reservation"]}
        name = f"{name}. {reserved}"
    place = ", ".join(filter(None, _kind_and_region(opening, regions)))
    return [str(number), name, place, opening["signed"]]


def _kind_and_region(opening: dict[str, Any], regions: dict[str, str]) -> tuple[str, str]:
    kind = str(Organisation.Kind(opening["kind"]).label)
    return kind, regions.get(opening["region"], "")


def as_table(frozen: FrozenList) -> bytes:
    """Return the list as CSV in UTF-8; a cell that would begin a formula begins with `'`.

    One row for each signatory and text, in the words of the language that is active.
    """
    content = published(frozen)
    regions = _regions(content)
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow(_COLUMNS)
    for text in content["list"]["texts"]:
        shown = content["texts"].get(text["fingerprint"])
        title = shown["title"] if shown else _("Withheld text")
        about = [content["list"]["frozen_at"], text["code"], text["number"], inert(title)]
        for number, commitment in enumerate(text["signatories"], start=1):
            cells = _cells(content["signatories"].get(commitment), regions)
            writer.writerow([*about, number, *map(inert, cells)])
    return "\ufeff".encode() + made.getvalue().encode()


def _cells(opening: dict[str, Any] | None, regions: dict[str, str]) -> list[str]:
    if opening is None:
        return [_("withheld since"), "", "", "", ""]
    place = _kind_and_region(opening, regions)
    return [opening["name"], *place, opening["signed"], opening["reservation"]]


def as_file(frozen: FrozenList, kind: str) -> bytes:
    """Return the list as `pdf` or `docx`; raises what `printed` raises."""
    return printed_once(sheet_of(frozen), kind)


# The formats in which anybody takes a list away: how it is made, and what it is.
FORMATS: dict[str, tuple[Any, str]] = {
    "json": (as_bytes, "application/json"),
    "csv": (as_table, "text/csv; charset=utf-8"),
    "pdf": (lambda frozen: as_file(frozen, "pdf"), PDF),
    "docx": (lambda frozen: as_file(frozen, "docx"), DOCX),
}
