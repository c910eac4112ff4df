"""How the record is written on a page: days, sittings, counts of kinds, marked words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from consultations.marking import Segment
from consultations.models import Consultation, Document, Extract, Paragraph, Session
from consultations.moments import hour_elsewhere, in_words

register = template.Library()

_COUNTED = {
    Extract.Kind.OBSERVATION: ngettext_lazy("%d observation", "%d observations"),
    Extract.Kind.RECOMMENDATION: ngettext_lazy("%d recommendation", "%d recommendations"),
    Extract.Kind.CHALLENGE: ngettext_lazy("%d challenge", "%d challenges"),
    Extract.Kind.CONVERGENCE: ngettext_lazy("%d point of convergence", "%d points of convergence"),
    Extract.Kind.GOOD_PRACTICE: ngettext_lazy("%d good practice", "%d good practices"),
    Extract.Kind.EVIDENCE: ngettext_lazy("%d piece of evidence", "%d pieces of evidence"),
    Extract.Kind.PRINCIPLE: ngettext_lazy("%d principle", "%d principles"),
    Extract.Kind.DEFINITION: ngettext_lazy("%d definition", "%d definitions"),
    Extract.Kind.POLICY_AREA: ngettext_lazy("%d policy area", "%d policy areas"),
    Extract.Kind.GUIDING_QUESTION: ngettext_lazy("%d guiding question", "%d guiding questions"),
}


@register.simple_tag
def counted_kind(kind: str, number: int) -> str:
    """Write a number of extracts of a kind: “4 points of convergence”."""
    return str(_COUNTED[Extract.Kind(kind)] % number)


@register.simple_tag
def days(first: date, last: date) -> str:
    """Write the days from first to last, naming month and year once where they are shared."""
    end = formats.date_format(last, "LONG_DATE_FORMAT")
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    form = "MONTH_DAY_FORMAT" if first.year == last.year else "LONG_DATE_FORMAT"
    return f"{formats.date_format(first, form)} – {end}"


@register.filter
def as_edition(document: Document) -> str:
    """Write which edition it is: “edition 2, 20 October 2017”; without number or day, its title."""
    day = formats.date_format(document.date, "LONG_DATE_FORMAT") if document.date else ""
    if document.edition:
        named = _("edition %(edition)s") % {"edition": document.edition}
        return f"{named}, {day}" if day else named
    return _("the edition of %(date)s") % {"date": day} if day else document.title


@register.simple_tag
def sitting(session: Session, consultation: Consultation, reader: Any = None) -> SafeString:
    """Write when a session sits: “Wed 6 Sep 2017, 14:00–16:00 Vienna · 19:00 Jakarta”.

    The meeting's zone comes first, then the beginning in the reader's where that is another.
    """
    if session.starts is None:
        return SafeString("")
    words = in_words(session.starts, consultation.time_zone, consultation.place)
    if session.ends:
        hour = f"{session.starts.astimezone(consultation.zone):%H:%M}"
        until = f"{session.ends.astimezone(consultation.zone):%H:%M}"
        words = words.replace(hour, f"{hour}–{until}", 1)
    home = getattr(reader, "time_zone", "")
    if home and home != consultation.time_zone:
        words += " · " + hour_elsewhere(session.starts, consultation.time_zone, home)
    return format_html('<time datetime="{}">{}</time>', session.starts.isoformat(), words)


@register.simple_tag
def sitting_in_utc(session: Session, consultation: Consultation) -> str:
    """Write when a session sits by UTC, with the day where it is another: “12:00–14:00 UTC”."""
    if session.starts is None:
        return ""
    words = hour_elsewhere(session.starts, consultation.time_zone, "UTC")
    if session.ends is None:
        return words
    return words.removesuffix("UTC").strip() + f"–{session.ends.astimezone(UTC):%H:%M} UTC"


@register.filter
def takes_endorsements(consultation: Consultation, at: datetime) -> bool:
    return consultation.is_open_for_endorsement(at)


@register.filter
def takes_comments(consultation: Consultation, at: datetime) -> bool:
    return consultation.is_open_for_comment(at)


@register.filter
def at(document: Document, paragraph: Paragraph) -> str:
    """Write the address of the document's paragraph."""
    return document.address_of(paragraph.anchor)


@register.simple_tag
def marked(segments: Iterable[Segment], document: Document) -> SafeString:
    """Write the text out, each run that extracts rest on in a mark that names their kinds."""
    title = _("Our summary, not the wording") if document.is_paraphrase else ""
    return format_html_join("", "{}", ((_segment(segment, title),) for segment in segments))


def _segment(segment: Segment, title: str) -> SafeString | str:
    words = _drawn(segment, title) if segment.extracts else segment.text
    return format_html('<mark class="linked">{}</mark>', words) if segment.is_linked else words


def _drawn(segment: Segment, title: str) -> SafeString:
    crowd = ("several", "many")[: len(segment.extracts) - 1]
    return format_html(
        '<mark class="extract {}" aria-details="{}"{}>{}</mark>',
        " ".join((*segment.kinds, *crowd)),
        " ".join(extract.anchor for extract in segment.extracts),
        format_html(' title="{}"', title) if title else "",
        segment.text,
    )
