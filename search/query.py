"""What somebody looks for: words, phrases in quotes, and with a minus what to leave out.

Everything else that is typed is text: nothing that is asked is an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search.normalising import PLAIN, STEMMED, pairs, runs, word_in

LONGEST = 200
MOST_WORDS = 20
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))
_PIECE = re.compile(r'((?<!\S)-(?=[\w"]))?(?:"([^"]*)"|([^\s"]+|"))')


@dataclass(frozen=True)
class Phrase:
    """Words that stand together, as texts of one language keep them."""

    words: tuple[str, ...]
    # Whether the last one may only be a beginning: a single character of Chinese.
    is_open: bool = False


@dataclass(frozen=True)
class Question:
    """What a text must hold, and what it must not: each as any of several phrases."""

    wanted: tuple[tuple[Phrase, ...], ...] = ()
    unwanted: tuple[tuple[Phrase, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is found by it: what is to be left out finds nothing by itself."""
        return not self.wanted

    def number_of_words(self) -> int:
        """Return how many words are looked for, or left out."""
        return sum(len(phrases[0].words) for phrases in chain(self.wanted, self.unwanted))


def question(text: str) -> Question:
    """Return what is looked for by these words, as they were typed."""
    wanted: list[tuple[Phrase, ...]] = []
    unwanted: list[tuple[Phrase, ...]] = []
    for is_unwanted, piece in _pieces(text):
        phrases = _phrases(piece)
        if phrases:
            (unwanted if is_unwanted else wanted).append(phrases)
    return Question(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def validate_question(text: str) -> None:
    """Raise ValidationError where more is looked for at once than an answer is worth."""
    if len(text) > LONGEST or question(text).number_of_words() > MOST_WORDS:
        raise ValidationError(
            _("Look for at most %(number)s words at once, and at most %(length)s characters."),
            params={"number": MOST_WORDS, "length": LONGEST},
            code="too_long",
        )


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield each word or quoted phrase, with whether it is to be left out."""
    for minus, quoted, word in _PIECE.findall(text.translate(_QUOTES)):
        yield bool(minus), quoted or word


def _phrases(piece: str) -> tuple[Phrase, ...]:
    """Return it as texts in each of the languages keep it; nothing where it has no words."""
    found = list(runs(piece))
    if not found:
        return ()
    said = (Phrase(*_in_language(found, language)) for language in (PLAIN, *STEMMED))
    return tuple(dict.fromkeys(said))


def _in_language(found: list[tuple[str, bool]], language: str) -> tuple[tuple[str, ...], bool]:
    words: list[str] = []
    for place, (run, is_unparted) in enumerate(found, start=1):
        if not is_unparted:
            words.append(word_in(run, language))
        elif place < len(found):
            words.extend([*pairs(run), run[-1]])
        else:
            words.extend(pairs(run) or [run])
    last, is_unparted = found[-1]
    return tuple(words), is_unparted and len(last) == 1
