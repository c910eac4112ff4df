"""Where the marked words of an older edition stand in the newer one, and how that was found."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from heapq import nlargest
from itertools import accumulate, islice
from typing import NamedTuple

from consultations.editions.aligning import Index, Pair, align
from consultations.editions.following import Following
from consultations.editions.words import LONG, Word, grams_of, likeness, words_of

# So much of what stands around words is compared; a few words need to have about a third of it
# in common to be known again elsewhere.
_AROUND = 60
_KNOWN_BY_CONTEXT = 0.65
_CLEARLY = 0.1
# Words less like the marked ones than this are others; elsewhere in the text they must be more.
_LIKE_ENOUGH = 0.35
_LIKE_ENOUGH_ELSEWHERE = 0.6
_SEARCHED = 5
# Words that stand in more places than this are known by nothing.
_MOST_PLACES = 50


class How(StrEnum):
    """How the place was found; only EXACT is certain."""

    EXACT = "exact"
    CONTEXT = "context"
    SIMILAR = "similar"


class Span(NamedTuple):
    """Marked words: their paragraph, counted from 0, and where in it, half open."""

    paragraph: int
    start: int
    end: int


class Place(NamedTuple):
    """Where they stand now, how that was found, and how much speaks for it, from 0 to 1."""

    how: How
    score: float
    paragraph: int
    start: int
    end: int


def place_spans(
    old: Sequence[str], new: Sequence[str], spans: Iterable[Span]
) -> list[Place | None]:
    """Return where each of the spans stands in the newer edition, or None for those not found.

    EXACT are the same words, in the paragraph that theirs became, where nothing else could be
    meant. All else is a proposal: CONTEXT has the same words, SIMILAR has others.
    """
    editions = _Editions(tuple(old), tuple(new))
    return [_place(editions, span) for span in spans]


class _Editions:
    """Both texts, with what each paragraph became."""

    def __init__(self, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        self.old, self.new = old, new
        self.pairs = {pair.old: pair for pair in align(old, new) if pair.old is not None}
        self.origins = {
            pair.new: place for place, pair in self.pairs.items() if pair.new is not None
        }
        self.following = Following()

    @cached_property
    def index(self) -> Index:
        """Return which paragraphs hold which words, of those to which words can have come."""
        unchanged = {pair.new for pair in self.pairs.values() if pair.is_same}
        open_to = {place: text for place, text in enumerate(self.new) if place not in unchanged}
        words = {place: [word.text for word in words_of(open_to[place])] for place in open_to}
        return Index({place: grams_of(found) for place, found in words.items()})

    def became(self, span: Span) -> Pair:
        return self.pairs.get(span.paragraph) or Pair(span.paragraph, None)

    def words(self, span: Span) -> str:
        return self.old[span.paragraph][span.start : span.end]


def _place(editions: _Editions, span: Span) -> Place | None:
    ways = (_unchanged, _in_counterpart, _elsewhere, _followed, _alike_elsewhere)
    return next((place for way in ways if (place := way(editions, span))), None)


def _unchanged(editions: _Editions, span: Span) -> Place | None:
    """Return the same place in the same paragraph; certain where it has no double."""
    pair = editions.became(span)
    if pair.new is None or not pair.is_same:
        return None
    here = Span(pair.new, span.start, span.end)
    if pair.is_sure:
        return Place(How.EXACT, 1.0, *here)
    return _by_context(editions, span, here)


def _in_counterpart(editions: _Editions, span: Span) -> Place | None:
    """Return the same words in the paragraph that theirs became."""
    pair = editions.became(span)
    if pair.new is None:
        return None
    found = list(_occurrences(editions, span, pair.new))
    before = list(_occurrences_before(editions, span, span.paragraph))
    if len(found) == len(before) == 1 and pair.is_sure and _is_kept(editions, span, found[0]):
        return Place(How.EXACT, 1.0, *found[0])
    if len(found) < len(before):
        followed = _followed(editions, span)
        there = [here for here in found if followed and here == followed[2:]]
        return _by_context(editions, span, there[0]) if there else None
    return _known_by_context(editions, span, found)


def _is_kept(editions: _Editions, span: Span, here: Span) -> bool:
    """Return whether it is long, or has a neighbour that it had: else it may be a chance."""
    if len(words_of(editions.words(span))) >= LONG:
        return True
    old, new = editions.old[span.paragraph], editions.new[here.paragraph]
    before = [_last(text[: each.start]) for text, each in ((old, span), (new, here))]
    after = [_first(text[each.end :]) for text, each in ((old, span), (new, here))]
    return before[0] == before[1] and after[0] == after[1]


def _last(text: str) -> str:
    return "".join(word.text for word in words_of(text[-_AROUND:])[-1:])


def _first(text: str) -> str:
    return "".join(word.text for word in words_of(text[:_AROUND])[:1])


def _elsewhere(editions: _Editions, span: Span) -> Place | None:
    """Return the same words in another paragraph, which did not hold them before."""
    own = editions.became(span).new
    words = editions.words(span)
    places = (place for place, text in enumerate(editions.new) if place != own and words in text)
    found = (here for place in places for here in _come_to(editions, span, place))
    place = _known_by_context(editions, span, list(islice(found, _MOST_PLACES + 1)))
    is_long = len(words_of(words)) >= LONG
    return place if place and (is_long or place.score >= _KNOWN_BY_CONTEXT) else None


def _come_to(editions: _Editions, span: Span, place: int) -> list[Span]:
    """Return the words in that paragraph, if it has them more often than it had."""
    found = list(_occurrences(editions, span, place))
    origin = editions.origins.get(place)
    before = [] if origin is None else list(_occurrences_before(editions, span, origin))
    return found if len(found) > len(before) else []


def _known_by_context(editions: _Editions, span: Span, found: list[Span]) -> Place | None:
    """Return the place around which most stands as it did, if no other comes near it."""
    scored = sorted(((_context(editions, span, here), here) for here in found), reverse=True)
    if not scored or len(scored) > _MOST_PLACES:
        return None
    score, here = scored[0]
    is_clear = len(scored) == 1 or score - scored[1][0] >= _CLEARLY
    return _by_context(editions, span, here) if is_clear else None


def _by_context(editions: _Editions, span: Span, here: Span) -> Place:
    """Return the place of the same words; half of what speaks for it is what stands around."""
    return Place(How.CONTEXT, (1 + _context(editions, span, here)) / 2, *here)


def _occurrences(editions: _Editions, span: Span, place: int) -> Iterator[Span]:
    return _standing(editions.old[span.paragraph], span, editions.new[place], place)


def _occurrences_before(editions: _Editions, span: Span, place: int) -> Iterator[Span]:
    return _standing(editions.old[span.paragraph], span, editions.old[place], place)


def _standing(source: str, span: Span, text: str, place: int) -> Iterator[Span]:
    """Yield where the words stand in the text, cut from it at words or within, as they are."""
    words, cuts = source[span.start : span.end], _cuts(source, span.start, span.end)
    start = text.find(words)
    while start >= 0:
        if _cuts(text, start, start + len(words)) == cuts:
            yield Span(place, start, start + len(words))
        start = text.find(words, start + 1)


def _cuts(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Return whether a word goes on before the place and after it."""
    before, after = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return _is_within_word(before), _is_within_word(after)


def _is_within_word(signs: str) -> bool:
    return len(signs) == 2 and signs.isalnum()


def _context(editions: _Editions, span: Span, here: Span) -> float:
    """Return how much of what stands before and after is the same, across paragraphs."""
    before = zip(_before(editions.old, span)[::-1], _before(editions.new, here)[::-1], strict=False)
    after = zip(_after(editions.old, span), _after(editions.new, here), strict=False)
    return (_run(before) + _run(after)) / (2 * _AROUND)


def _before(texts: Sequence[str], span: Span) -> str:
    above = texts[span.paragraph - 1] if span.paragraph else ""
    return f"{above[-_AROUND:]}\n{texts[span.paragraph][: span.start]}".rjust(_AROUND)[-_AROUND:]


def _after(texts: Sequence[str], span: Span) -> str:
    below = texts[span.paragraph + 1] if span.paragraph + 1 < len(texts) else ""
    return f"{texts[span.paragraph][span.end :]}\n{below[:_AROUND]}".ljust(_AROUND)[:_AROUND]


def _run(signs: Iterable[tuple[str, str]]) -> int:
    """Return with how many equal signs both begin."""
    number = 0
    for one, other in signs:
        if one != other:
            break
        number += 1
    return number


def _followed(editions: _Editions, span: Span) -> Place | None:
    """Return what the words became, by what changed word for word in their paragraph."""
    pair = editions.became(span)
    if pair.new is None:
        return None
    old, new = editions.old[span.paragraph], editions.new[pair.new]
    found = editions.following.follow(old, new, span.start, span.end)
    if found is None:
        return None
    score = _likeness(editions.words(span), new[found[0] : found[1]])
    return Place(How.SIMILAR, score, pair.new, *found) if score >= _LIKE_ENOUGH else None


def _alike_elsewhere(editions: _Editions, span: Span) -> Place | None:
    """Return the passage that is most like the words, of those that share rare ones with them."""
    wanted = [word.text for word in words_of(editions.words(span))]
    if len(wanted) < LONG:
        return None
    likely = editions.index.nearest(grams_of(wanted), _SEARCHED)
    others = (place for place in likely if editions.words(span) not in editions.new[place])
    passages = [_passage(editions.new[place], place, wanted) for place in others]
    best = max(passages, key=lambda place: place.score, default=None)
    return best if best and best.score >= _LIKE_ENOUGH_ELSEWHERE else None


def _passage(text: str, place: int, wanted: list[str]) -> Place:
    """Return as many words of the text as are wanted, where they share the most with them."""
    words, grams = words_of(text), grams_of(wanted)
    runs = [words[start : start + len(wanted)] for start in _starts(words, wanted)]
    scored = [(likeness(grams_of([word.text for word in run]), grams), run) for run in runs]
    score, run = max(scored, key=lambda each: each[0])
    return Place(How.SIMILAR, score, place, run[0].start, run[-1].end)


def _starts(words: list[Word], wanted: list[str]) -> list[int]:
    """Return where the runs begin that hold the most of the wanted words."""
    held = [word.text in wanted for word in words]
    sums = [0, *accumulate(held)]
    starts = range(max(len(words) - len(wanted), 0) + 1)
    return nlargest(
        _SEARCHED, starts, key=lambda at: sums[min(at + len(wanted), len(words))] - sums[at]
    )


def _likeness(one: str, other: str) -> float:
    first, second = ([word.text for word in words_of(text)] for text in (one, other))
    return likeness(grams_of(first), grams_of(second))
