"""What is suggested about those of a document's sentences that are left."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from consultations.coverage import Line
from consultations.models import Document, Extract
from consultations.suggesting.drafts import (
    Draft,
    Named,
    Speaking,
    Voices,
    draft_of,
    named_in,
    rules_for,
)
from consultations.suggesting.known import Known, known_about


class Suggestion(NamedTuple):
    """What a sentence names, the extract that it would make, and the rules that say it is one."""

    named: Named
    draft: Draft
    rules: list[str]


def suggestions_for(
    lines: Iterable[Line],
    wanted: Collection[str],
    document: Document,
    extracts: Iterable[Extract],
    user: Any,
) -> dict[str, Suggestion]:
    """Return what is suggested about the sentences wanted, by their keys.

    All lines of the document are given, since who says one tells who says the next.
    """
    known = known_about(document, user)
    voices = Voices(document, known, extracts)
    speaking = {line.key: (line, voices.of(line.passage)) for line in lines}
    return {
        key: _suggestion(line, who, document.language, known)
        for key, (line, who) in speaking.items()
        if key in wanted
    }


def _suggestion(line: Line, speaking: Speaking, language: str, known: Known) -> Suggestion:
    rules = [] if line.is_dismissed else rules_for(line.passage, language)
    return Suggestion(
        named_in(line.passage.words, known),
        draft_of(line.passage, speaking, language, known, is_ask=bool(rules)),
        rules,
    )
