"""What stands in the way of saying how far an ask is reflected in a later text."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from consultations.models import Document
from consultations.policies import was_public
from consultations.quotes import Hit
from organisations.models import User
from organisations.policies import is_curator
from recommendations.models import LaterText, Recommendation, Reflection
from recommendations.policies.hindrance import Hindrance

Finding = Reflection.Finding
State = Reflection.State


class Found(NamedTuple):
    """What a curator found: how far, in which words, and why."""

    finding: str
    hit: Hit | None = None
    reason: str = ""


def assessing_hindrance(
    by: User, recommendation: Recommendation, document: Document
) -> Hindrance | None:
    """Return what keeps the person from assessing the ask in that text, or None.

    That it may be assessed already, is not looked at.
    """
    if not is_curator(by):
        return Hindrance.NOT_AN_ASSESSOR
    if not recommendation.is_published:
        return Hindrance.NOT_ASKED
    later = LaterText.objects.after(recommendation.consultation)
    if not later.filter(pk=document.pk).exists():
        return Hindrance.NOT_LATER
    return _reading_hindrance(document)


def _reading_hindrance(document: Document) -> Hindrance | None:
    if document.is_stub:
        return Hindrance.NOT_HELD
    return None if was_public(document) else Hindrance.TEXT_NOT_FIXED


def another_text_hindrance(
    recommendation: Recommendation, fingerprint: str | None
) -> Hindrance | None:
    """Return what is wrong where the text read was another than what is asked now, or None."""
    is_same = fingerprint is None or fingerprint == recommendation.text.fingerprint
    return None if is_same else Hindrance.ASK_HAS_CHANGED


def found_hindrance(document: Document, found: Found) -> Hindrance | None:
    """Return what is wrong with what was found in the text, or None.

    No finding goes without its words, save those that need a reason instead.
    """
    if found.finding in Reflection.WITHOUT_WORDS:
        if found.hit:
            return Hindrance.WORDS_NOT_NEEDED
        return None if found.reason.strip() else Hindrance.REASON_NEEDED
    if found.hit is None:
        return Hindrance.WORDS_NEEDED
    if found.hit.paragraph.document_id != document.pk or not found.hit.words.strip():
        return Hindrance.WORDS_ELSEWHERE
    return Hindrance.WITHHELD if found.hit.paragraph.is_withheld else None


def seconding_hindrance(by: User, reflection: Reflection) -> Hindrance | None:
    """Return what keeps the person from agreeing as the second assessor, or None."""
    if not is_curator(by):
        return Hindrance.NOT_AN_ASSESSOR
    if reflection.state != State.ASSESSED:
        return Hindrance.FINDING_MOVED
    if reflection.assessed_by_id == by.pk:
        return Hindrance.OWN_FINDING
    return _withholding_hindrance(reflection)


def confirming_hindrance(by: User, reflection: Reflection) -> Hindrance | None:
    """Return what keeps the person from confirming a finding that was carried, or None."""
    if not is_curator(by):
        return Hindrance.NOT_AN_ASSESSOR
    if reflection.state != State.TO_BE_CONFIRMED:
        return Hindrance.FINDING_MOVED
    return _withholding_hindrance(reflection)


def _withholding_hindrance(reflection: Reflection) -> Hindrance | None:
    """Return what keeps anybody from agreeing to words that are not to be read at the moment."""
    is_withheld = reflection.document.state == Document.State.WITHHELD
    if reflection.paragraph is not None:
        is_withheld = is_withheld or reflection.paragraph.is_withheld
    return Hindrance.WITHHELD if is_withheld else None


def correcting_hindrance(by: User, reflection: Reflection) -> Hindrance | None:
    """Return what keeps the person from putting another finding in its place, or None."""
    if not reflection.is_live:
        return Hindrance.FINDING_MOVED
    return assessing_hindrance(by, reflection.recommendation, reflection.document)


def carrying_hindrance(by: User, old: Document, new: Document) -> Hindrance | None:
    """Return what keeps the person from carrying the findings from one text to the other."""
    if not is_curator(by):
        return Hindrance.NOT_AN_ASSESSOR
    texts = {text.pk: text for text in LaterText.objects.filter(pk__in=(old.pk, new.pk))}
    if len(texts) < len({old, new}) or old.pk == new.pk or old.process_id != new.process_id:
        return Hindrance.NOT_SAME_PROCESS
    if not Document.objects.visible_to(AnonymousUser()).filter(pk=old.pk).exists():
        return Hindrance.NOT_FOR_EVERYBODY
    is_later = texts[new.pk].date >= texts[old.pk].date
    return _reading_hindrance(new) if is_later else Hindrance.NOT_SAME_PROCESS
