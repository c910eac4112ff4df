"""The front and the end of a document: title, place and date, salutation, leave-taking."""

from itertools import pairwise, takewhile

from consultations.importing.dates import is_dateline
from consultations.importing.passages import Passage
from consultations.importing.salutations import (
    is_salutation,
    is_signature,
    is_thanks,
    may_be_salutation,
)
from consultations.importing.sentences import begins_lower, is_open, pauses

LONGEST_TITLE = 300
MOST_AT_FRONT = 8
MOST_TITLES = 3
MOST_AT_END = 6


def mark_front(passages: list[Passage]) -> None:
    """Say which passages at the front are title, place and date, and salutation."""
    run = list(takewhile(_may_be_title, passages[:MOST_AT_FRONT]))
    if len(run) == len(passages):
        run = run[:-1]  # what nothing follows heads nothing
    before, dates, behind = _around_dates(run)
    greeting = _greeting(passages[len(run) :])
    titles = before if dates else _titles(before, bool(greeting))
    _mark(titles or behind[:1], "title")
    _mark(dates, "dateline")
    _mark(greeting, "salutation")


def _mark(passages: list[Passage], kind: str) -> None:
    for passage in passages:
        passage.kind = kind


def _may_be_title(passage: Passage) -> bool:
    if not _is_free(passage) or passage.size > LONGEST_TITLE:
        return False
    if passage.first.hashes:
        return True
    text = passage.text
    return is_open(text) and not pauses(text) and not is_salutation(text)


def _is_free(passage: Passage) -> bool:
    """Return whether it has neither bullet nor label, and is no row of a table."""
    return not (passage.first.bullet or passage.label or passage.first.table)


def _around_dates(run: list[Passage]) -> tuple[list[Passage], list[Passage], list[Passage]]:
    """Return what stands before the lines of place and date, these, and what stands behind."""
    before = list(takewhile(lambda passage: not is_dateline(passage.text), run))
    dates = list(takewhile(lambda passage: is_dateline(passage.text), run[len(before) :]))
    return before, dates, run[len(before) + len(dates) :]


def _titles(run: list[Passage], is_greeted: bool) -> list[Passage]:
    """Return the titles where no date ends them: the first line, and what clearly belongs to it."""
    if is_greeted:
        return run[:MOST_TITLES]
    subtitles = takewhile(lambda passage: passage.first.emphasis == 1, run[1:MOST_TITLES])
    return [*run[:1], *subtitles]


def _greeting(passages: list[Passage]) -> list[Passage]:
    followed = pairwise(passages[: MOST_TITLES + 1])
    return [passage for passage, _ in takewhile(lambda pair: _is_greeting(*pair), followed)]


def _is_greeting(passage: Passage, after: Passage) -> bool:
    if not passage.first.is_plain or passage.size > LONGEST_TITLE:
        return False
    if is_salutation(passage.text):
        return True
    return may_be_salutation(passage.text) and not begins_lower(after.first.text)


def mark_end(passages: list[Passage]) -> None:
    """Say which passages at the end take leave: the thanks, and the names under them."""
    names: list[Passage] = []
    for passage in reversed(passages[-MOST_AT_END:]):
        text = passage.text if passage.is_short and passage.first.is_plain else ""
        if not is_signature(text) and not is_thanks(text):
            return
        names.append(passage)
        if is_thanks(text):
            _mark(names, "closing")
