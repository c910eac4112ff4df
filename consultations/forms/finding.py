"""Asks where quoted words stand, when that is not clear."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import Paragraph
from consultations.quotes import Hit, find_words, nearest, passage

_MOST_PLACES = 100
_CONTEXT = 60


class Finding(NamedTuple):
    """Where a quotation stands, or else the one place that is most like it, if any."""

    name: str
    quote: str
    hits: list[Hit]
    is_exact: bool

    @property
    def is_clear(self) -> bool:
        return self.is_exact and len(self.hits) == 1

    def what_is_wrong(self) -> forms.ValidationError:
        """Return what to tell the curator where the place is not clear."""
        if not self.hits:
            message = _("“%(words)s” does not stand in the document, nor anything like it.")
        elif self.is_exact:
            message = _("“%(words)s” stands in %(number)s places. Choose one above.")
        else:
            message = _("“%(words)s” does not stand there so. Take the nearest above, or mend it.")
        shown = {"words": short(self.quote), "number": len(self.hits)}
        return forms.ValidationError(message, params=shown)


def find(name: str, quote: str, paragraphs: Iterable[Paragraph]) -> Finding:
    """Return where the quotation stands, by the name of the field that may have to ask."""
    paragraphs = list(paragraphs)
    hits = find_words(paragraphs, quote)
    if hits:
        return Finding(name, quote, hits[:_MOST_PLACES], is_exact=True)
    like = nearest(paragraphs, quote)
    return Finding(name, quote, [like] if like else [], is_exact=False)


def in_context(hit: Hit) -> str:
    """Return the reference of the words, and the words with what stands around them."""
    before, words, after = passage(hit, _CONTEXT)
    return f"{hit.paragraph.reference}: {before}[{words}]{after}"


def question(finding: Finding) -> forms.ChoiceField:
    """Return the field that asks which of the places is meant."""
    asked = _("“%(words)s” stands in several places. Which is meant?")
    if not finding.is_exact:
        asked = _("“%(words)s” does not stand there so. Is it this passage?")
    return forms.ChoiceField(
        label=asked % {"words": short(finding.quote)},
        required=False,
        choices=[(key(hit), in_context(hit)) for hit in finding.hits],
        widget=forms.RadioSelect,
    )


def key(hit: Hit) -> str:
    """Return what a choice of the place sends."""
    return f"{hit.paragraph.pk}:{hit.start}:{hit.end}"


def short(words: str) -> str:
    """Return the words, or how they begin where they are long."""
    return words if len(words) <= _CONTEXT else f"{words[:_CONTEXT].rstrip()}…"
