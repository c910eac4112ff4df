"""A brief: lines to take, of asks that somebody chose, with all that one needs to stand by them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.exports import LICENCE, LICENCE_ADDRESS
from consultations.models import Document, Extract, Paragraph
from ledger.clock import now
from recommendations.backing import Backing, backings_of, by_part_of_the_world
from recommendations.codes import CodeConverter
from recommendations.models import Recommendation, Reflection
from recommendations.reflecting import InText, findings_of
from recommendations.sheets import asked_of, endorsing

MOST = 50
_MOST_TOLD, _LONGEST_TOLD = 10, 40
_BETWEEN = re.compile(r"[\s,;]+")


def codes_in(words: Iterable[str]) -> list[str]:
    """Return the codes that are named, each once, in their order, in capital letters."""
    return [word for word in _words_in(words) if _is_code(word)]


def no_codes_in(words: Iterable[str]) -> list[str]:
    """Return what can be no code, in the same way, as far as it can be told in a line."""
    odd = [word[:_LONGEST_TOLD] for word in _words_in(words) if not _is_code(word)]
    return odd[:_MOST_TOLD]


def _words_in(words: Iterable[str]) -> list[str]:
    named = (word.upper() for each in words for word in _BETWEEN.split(each) if word)
    return list(dict.fromkeys(named))


def _is_code(word: str) -> bool:
    return re.fullmatch(CodeConverter.regex, word) is not None


def asks_of(codes: list[str], user: Any) -> list[Any]:
    """Return those of the codes that the person may see, in the order of the codes."""
    return _in_order(Recommendation.objects.visible_to(user).for_list(), codes)


def _in_order(rows: Any, codes: list[str]) -> list[Any]:
    return sorted(rows.filter(code__in=codes), key=lambda row: codes.index(row.code))


def address_of(codes: Iterable[str], name: str = "brief", **given: Any) -> str:
    """Return where the brief of these codes is: it is kept nowhere but in its address."""
    query = urlencode([("code", code) for code in codes])
    there = reverse(name, kwargs=given)
    return f"{there}?{query}" if query else there


def sheet_of(codes: list[str], user: Any) -> dict[str, Any]:
    """Return the brief as a sheet, in the words of the language that is active.

    It holds what the person may see, and the asks by the order of the codes.
    """
    extracts = Extract.objects.visible_to(user).select_related("document")
    chosen = Recommendation.objects.visible_to(user).filter(code__in=codes)
    whole = (
        chosen.for_list()
        .select_related("merged_into__current_version")
        .prefetch_related(
            "consultation__contributes_to", Prefetch("extracts", extracts, to_attr="sources")
        )
    )
    asks = _in_order(whole, codes)
    backings = backings_of(asks, user)
    findings = findings_of(asks, user)
    demo = [_("A demonstration: the organisations that endorse here are invented.")]
    when = {"when": f"{now():%Y-%m-%d, %H:%M}"}
    return {
        "title": _("Lines to take"),
        "language": get_language() or settings.LANGUAGE_CODE,
        "about": [
            *(demo if settings.DEMO else []),
            _("As it stood on %(when)s UTC.") % when,
            f"{settings.PUBLIC_URL}{address_of(str(row.code) for row in asks)}",
        ],
        "sections": [
            _section(row, backings[row.pk], found)
            for row, found in zip(asks, findings, strict=True)
        ],
        "foot": [_counting(), _licence()],
    }


def _section(row: Any, backing: Backing, found: list[InText]) -> dict[str, Any]:
    text = row.text
    text.recommendation = row
    parts = (_sources(row), _endorsers(row, backing), _findings(row, found))
    return {
        "heading": f"{row.code}: {text.title}",
        "language": get_language() if text.is_withheld else text.language,
        "text": text.text.split("\n\n"),
        "about": [*_standing(row), *asked_of(text.addressees), *_asked_by(row)],
        "parts": [part for part in parts if part],
        "small": [
            f"{settings.PUBLIC_URL}{text.get_absolute_url()}",
            _("Fingerprint of this text: %(fingerprint)s") % {"fingerprint": text.fingerprint},
        ],
        "rows": [],
    }


def _counting() -> str:
    named = _("Regions are over the organisations that are named.")
    with_number = _("Print version and day with any number.")
    return f"{named} {with_number}"


def _licence() -> str:
    used = _("Our own wording may be used under %(licence)s (%(address)s).")
    told = used % {"licence": LICENCE, "address": LICENCE_ADDRESS}
    asked = _("Name this record, and say what you changed.")
    return f"{told} {asked}"


def _standing(row: Any) -> list[str]:
    """Return what a reader must know of an ask that stands no more."""
    if row.merged_into:
        return [_("Merged into %(into)s") % {"into": row.merged_into}]
    return [] if row.is_published else [_("Withdrawn by the secretariat")]


def _asked_by(row: Any) -> list[str]:
    voices = dict.fromkeys(str(each.get_voice_kind_display()) for each in row.sources)
    told = _("Asked by, in our reading: %(names)s")
    return [told % {"names": ", ".join(voices)}] if voices else []


def _sources(row: Any) -> dict[str, Any] | None:
    """Return the words that it is drawn from, paragraph by paragraph, and where they stand."""
    places: dict[Paragraph, tuple[Document, list[str]]] = {}
    for extract in row.sources:
        for span in extract.spans.all():
            words = places.setdefault(span.paragraph, (extract.document, []))[1]
            if span.words not in words:
                words.append(span.words)
    ordered = sorted(places.items(), key=lambda pair: (pair[1][0].pk, pair[0].position))
    blocks = [
        block
        for paragraph, (document, words) in ordered
        for block in (_quote(" … ".join(words), document), _place(document, paragraph))
    ]
    return {"heading": _("In the source"), "blocks": blocks} if blocks else None


def _quote(words: str, document: Document) -> dict[str, str]:
    """Return the words as they stand; a paraphrase has no quotation marks."""
    told = words if document.is_paraphrase else f"“{words}”"
    return {"kind": "quote", "text": told, "language": document.language, "address": ""}


def _line(text: str, address: str = "") -> dict[str, str]:
    here = get_language() or settings.LANGUAGE_CODE
    return {"kind": "line", "text": text, "language": here, "address": address}


def _place(document: Document, paragraph: Paragraph) -> dict[str, str]:
    day = date_format(document.date, "DATE_FORMAT") if document.date else ""
    told = ", ".join(filter(None, (document.title, day, paragraph.cited)))
    summary = _("Our summary of the paragraph, not its wording")
    address = f"{settings.PUBLIC_URL}{document.address_of(paragraph.anchor)}"
    return _line(f"{told}. {summary}." if document.is_paraphrase else f"{told}.", address)


def _endorsers(row: Any, backing: Backing) -> dict[str, Any]:
    """Return who stands behind the text, by part of the world; who is not named is a number."""
    parts = by_part_of_the_world(backing.named)
    told = [f"{part} ({len(those)}): {'; '.join(map(_signatory, those))}" for part, those in parts]
    more = ngettext(
        "And %(counter)s more, not named, as counted at 00:00 UTC.",
        "And %(counter)s more, not named, as counted at 00:00 UTC.",
        backing.unnamed,
    ) % {"counter": backing.unnamed}
    lines = [endorsing(backing.total, 0, row.text.number), *told]
    blocks = [_line(line) for line in (*lines, *([more] if backing.unnamed else []))]
    return {"heading": _("Endorsements"), "blocks": blocks}


def _signatory(endorsement: Any) -> str:
    reservation = endorsement.reservation
    if not reservation:
        return str(endorsement.organisation_name)
    reserved = _("With a reservation: %(words)s") % {"words": reservation}
    return f"{endorsement.organisation_name} ({reserved})"


def _findings(row: Any, found: list[InText]) -> dict[str, Any]:
    blocks = [block for each in found for block in _finding(row, each)]
    if not blocks:
        blocks = [_line(_("No later text is on record in which this could be looked for."))]
    return {"heading": _("Reflected in"), "blocks": blocks}


def _finding(row: Any, found: InText) -> Iterator[dict[str, str]]:
    """Yield what was found in one later text, the words that it rests on, and who found it."""
    reflection: Any = found.reflection
    title = ", ".join(filter(None, (found.document.title, found.document.edition)))
    if reflection is None:
        yield _line(f"{title}: {_('not assessed.')}")
        return
    if found.is_withheld:
        yield _line(f"{title}: {_('the words that this rests on are withheld.')}")
        return
    yield _line(f"{title}: {reflection.get_finding_display()}.")
    if reflection.paragraph:
        yield _quote(reflection.words, found.document)
        yield _place(found.document, reflection.paragraph)
    is_earlier = reflection.version_id != row.current_version_id
    earlier = _("Assessed for an earlier version of this text.") if is_earlier else ""
    later = _("It corrects an earlier finding.") if reflection.succeeds_id else ""
    told = (reflection.reason, _assessors(reflection), later, earlier)
    yield _line(" ".join(filter(None, told)))


def _assessors(reflection: Any) -> str:
    state = reflection.state
    if state == Reflection.State.SECONDED:
        day = date_format(reflection.seconded_at, "DATE_FORMAT")
        return _("Assessed by two curators, %(day)s.") % {"day": day}
    if state == Reflection.State.ASSESSED:
        day = date_format(reflection.assessed_at, "DATE_FORMAT")
        return _("Assessed by one curator, %(day)s, not yet seconded.") % {"day": day}
    return _("Carried from an earlier text with the same words; to be confirmed.")
