"""Writes texts and edits them at random, knowing of each word where it went."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import NamedTuple

from consultations.editions import Span


def _listed(words: str) -> list[str]:
    return words.split()


_COMMON = _listed("the of and to in for that a be by with on as their or at from all which should")
_RARE = _listed("""harbour quay pilot lantern council ferry migrant seafarer shelter permit register
charter tide warden crossing island committee delegate protection pathway detention consular
wages recruitment remittance passage convoy beacon mooring visitor household village schooling
clinic archive census notice hearing appeal remedy interpreter guardian reunion return transit
labour union employer contract inspection penalty fund levy budget report review indicator target
partner region neighbour agreement protocol treaty obligation principle dignity consent privacy
safety rescue search coast border station vessel captain crew cargo insurance licence training
language skill mentor youth women elders traders fishers growers teachers nurses drivers""")
_VERBS = _listed("""asked noted recalled urged recommended welcomed stressed proposed strengthen
extend
provide ensure promote recognise publish review consult inform protect support""")
_HEADINGS = ["Overview", "Challenges", "Recommendations", "Next steps"]


class Token(NamedTuple):
    """A word with the signs at it; no other has its number."""

    number: int
    text: str


Paragraph = list[Token]


@dataclass
class Writer:
    """Writes paragraphs of believable sentences."""

    random: Random
    numbers: Iterator[int] = field(default_factory=count)

    def word(self) -> str:
        kinds = (_COMMON, _RARE, _VERBS)
        return self.random.choice(self.random.choices(kinds, (45, 40, 15))[0])

    def token(self, text: str = "") -> Token:
        return Token(next(self.numbers), text or self.word())

    def sentence(self) -> Paragraph:
        words = [self.word() for _each in range(self.random.randint(6, 18))]
        words[0] = words[0].capitalize()
        if self.random.random() < 0.3:
            words[len(words) // 2] += ","
        words[-1] += "."
        return [self.token(word) for word in words]

    def paragraph(self) -> Paragraph:
        if self.random.random() < 0.08:
            return [self.token(word) for word in self.random.choice(_HEADINGS).split()]
        return [token for _each in range(self.random.randint(1, 5)) for token in self.sentence()]

    def text(self, paragraphs: int) -> list[Paragraph]:
        return [self.paragraph() for _each in range(paragraphs)]


class Editor(Writer):
    """Edits a text as people do: `much` of its words, and as much of its paragraphs."""

    def edit(self, text: list[Paragraph], much: float) -> list[Paragraph]:
        edited = [self._reworded(each, much) for each in text]
        acts = (self._move, self._drop, self._put_in, self._split, self._merge)
        for _each in range(round(len(edited) * much)):
            self.random.choices(acts, (4, 2, 2, 1, 1))[0](edited)
        return [each for each in edited if each]

    def _reworded(self, paragraph: Paragraph, much: float) -> Paragraph:
        if self.random.random() < 0.4:
            return paragraph
        words = []
        for token in paragraph:
            kind = self.random.random()
            if kind < much / 3:
                words.append(self.token())
            elif kind < 2 * much / 3:
                words += [self.token(), token]
            elif kind > much:
                words.append(token)
        return words

    def _move(self, text: list[Paragraph]) -> None:
        moved = text.pop(self.random.randrange(len(text)))
        text.insert(self.random.randint(0, len(text)), moved)

    def _drop(self, text: list[Paragraph]) -> None:
        if len(text) > 2:
            text.pop(self.random.randrange(len(text)))

    def _put_in(self, text: list[Paragraph]) -> None:
        text.insert(self.random.randint(0, len(text)), self.paragraph())

    def _split(self, text: list[Paragraph]) -> None:
        place = self.random.randrange(len(text))
        ends = [at for at, token in enumerate(text[place], start=1) if token.text.endswith(".")]
        if len(ends) > 1:
            end = self.random.choice(ends[:-1])
            text[place : place + 1] = [text[place][:end], text[place][end:]]

    def _merge(self, text: list[Paragraph]) -> None:
        if len(text) > 2:
            place = self.random.randrange(len(text) - 1)
            text[place : place + 2] = [text[place] + text[place + 1]]


def written(text: list[Paragraph]) -> list[str]:
    return [" ".join(token.text for token in paragraph) for paragraph in text]


def spans_in(text: list[Paragraph], number: int, random: Random) -> list[Span]:
    """Return spans as curators mark them: a few words to a sentence and more."""
    spans = []
    for _each in range(number):
        place = random.randrange(len(text))
        paragraph = text[place]
        length = min(random.choice([1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 25]), len(paragraph))
        first = random.randint(0, len(paragraph) - length)
        start = len(" ".join(token.text for token in paragraph[:first])) + bool(first)
        end = start + len(" ".join(token.text for token in paragraph[first : first + length]))
        spans.append(Span(place, start, end))
    return spans


def tokens_of(text: list[Paragraph], paragraph: int, start: int, end: int) -> set[int]:
    """Return the numbers of the words that stand there, in part or whole."""
    numbers, place = set(), 0
    for token in text[paragraph]:
        if place < end and place + len(token.text) > start:
            numbers.add(token.number)
        place += len(token.text) + 1
    return numbers


def beside(text: list[Paragraph], paragraph: int, start: int, end: int) -> tuple[str, str]:
    """Return the word before and the word after, if any."""
    whole = written(text)[paragraph]
    before, after = whole[:start].split(), whole[end:].split()
    return "".join(before[-1:]), "".join(after[:1])
