"""Which paragraph of an older edition became which of the newer, and what is gone or new."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from consultations.editions.words import LONG, Grams, grams_of, likeness, words_of

# Paragraphs less alike than this are two different ones.
_LIKE_ENOUGH = 0.4
# By so much a paragraph must be more like its counterpart than any other is.
_CLEARLY = 0.1
# What stands in more paragraphs than this tells none of them from the others.
_COMMON = 30
# So many of the paragraphs that share rare words are compared, and so many beside neighbours.
_MOST_COMPARED = 6
_NEAR = 3
# Of two that are about as alike, the one that stands alone between the same neighbours is taken.
_ALONE = 0.05


class Pair(NamedTuple):
    """A paragraph of the older edition and what it became; either may be missing.

    Both are places in their edition, counted from 0. `is_sure` says that no other paragraph
    could be meant as well.
    """

    old: int | None
    new: int | None
    score: float = 0.0
    is_same: bool = False
    is_sure: bool = False
    is_moved: bool = False

    @property
    def kind(self) -> Literal["same", "changed", "gone", "new"]:
        if self.new is None:
            return "gone"
        if self.old is None:
            return "new"
        return "same" if self.is_same else "changed"


class _Likely(NamedTuple):
    """Two paragraphs that may be one: how alike, and whether nothing else stands there."""

    score: float
    is_alone: bool
    old: int
    new: int


@lru_cache(maxsize=16)
def align(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Pair, ...]:
    """Return the paragraphs of both editions in reading order: of the newer, with what is gone.

    An empty text is nobody's counterpart.
    """
    same = _unchanged(old, new)
    counterparts = {place: pair.new for place, pair in same.items() if pair.new is not None}
    changed = _changed(old, new, counterparts)
    pairs = {pair.old: pair for pair in [*same.values(), *changed] if pair.old is not None}
    return tuple(_in_reading_order(_with_moves(pairs, old), len(old), len(new)))


def _unchanged(old: Sequence[str], new: Sequence[str]) -> dict[int, Pair]:
    """Return those that stand in both editions word for word, by their place in the older."""
    olds, news = _places(old), _places(new)
    is_single = {text for text in olds if len(olds[text]) == len(news[text]) == 1}
    found = {olds[text][0]: news[text][0] for text in is_single}
    _spread(found, old, new)
    beside = set(found)
    taken = set(found.values())
    for text, places in olds.items():
        left = (place for place in places if place not in found)
        free = (place for place in news[text] if place not in taken)
        found.update(zip(left, free, strict=False))
    sure = {place for place in beside if len(olds[old[place]]) == len(news[old[place]])}
    return {
        place: Pair(place, there, 1.0, is_same=True, is_sure=place in sure)
        for place, there in found.items()
    }


def _places(texts: Sequence[str]) -> defaultdict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        if text:
            places[text].append(place)
    return places


def _spread(found: dict[int, int], old: Sequence[str], new: Sequence[str]) -> None:
    """Pair equal neighbours of what is paired, as far as they reach: repeated headings, calls."""
    taken = set(found.values())
    for step in (1, -1):
        for place in sorted(found, reverse=step < 0):
            here, there = place + step, found[place] + step
            while _are_equal(old, new, here, there) and here not in found and there not in taken:
                found[here] = there
                taken.add(there)
                here, there = here + step, there + step


def _are_equal(old: Sequence[str], new: Sequence[str], here: int, there: int) -> bool:
    is_inside = 0 <= here < len(old) and 0 <= there < len(new)
    return is_inside and old[here] == new[there] != ""


def _changed(old: Sequence[str], new: Sequence[str], same: dict[int, int]) -> Iterator[Pair]:
    """Yield those that are alike, most alike first, each paragraph once."""
    taken = set(same.values())
    left = _grams(old, set(range(len(old))) - set(same))
    free = _grams(new, set(range(len(new))) - taken)
    likely = _likely(left, free, same)
    best = _two_best(likely)
    used: set[tuple[str, int]] = set()
    for each in sorted(likely, key=_by_likeness):
        ends = {("old", each.old), ("new", each.new)}
        if not used & ends:
            used |= ends
            is_sure = each.is_alone or all(_is_clear(each.score, best[end]) for end in ends)
            yield Pair(each.old, each.new, each.score, is_sure=is_sure)


def _grams(texts: Sequence[str], places: Iterable[int]) -> dict[int, Grams]:
    found = {place: [word.text for word in words_of(texts[place])] for place in sorted(places)}
    return {place: grams_of(words) for place, words in found.items() if words}


def _by_likeness(likely: _Likely) -> tuple[float, int, int]:
    bonus = _ALONE if likely.is_alone else 0
    return -(likely.score + bonus), likely.old, likely.new


def _likely(left: dict[int, Grams], free: dict[int, Grams], same: dict[int, int]) -> list[_Likely]:
    """Return the pairs worth a look: they share rare words, or stand between the same others."""
    index = Index(free)
    gaps = _Gaps(left, free, same)
    likely = []
    for place, grams in left.items():
        beside = gaps.beside(place)
        is_alone = gaps.leave_one(place)
        for there in dict.fromkeys([*beside, *index.nearest(grams, _MOST_COMPARED)]):
            score = likeness(grams, free[there])
            if score >= _LIKE_ENOUGH:
                likely.append(_Likely(score, is_alone and there in beside, place, there))
    return likely


class Index:
    """Which of several texts hold a word or a pair of words."""

    def __init__(self, texts: dict[int, Grams]) -> None:
        self._holding: defaultdict[object, list[int]] = defaultdict(list)
        for place, grams in texts.items():
            for gram in grams:
                self._holding[gram].append(place)

    def nearest(self, grams: Grams, number: int) -> list[int]:
        """Return the texts that share the most with the words; what is rare counts for more."""
        shared: Counter[int] = Counter()
        for gram in grams:
            holding = self._holding.get(gram, ())
            if len(holding) <= _COMMON:
                for place in holding:
                    shared[place] += 1000 // len(holding)
        return [place for place, _weight in shared.most_common(number)]


class _Gaps:
    """The runs of paragraphs between those that stand unchanged in both editions."""

    def __init__(
        self, left: dict[int, Grams], free: dict[int, Grams], same: dict[int, int]
    ) -> None:
        self._free = sorted(free)
        self._kept = sorted(same)
        self._ends = [-1, *(same[place] for place in self._kept), max(free, default=0) + 1]
        self._numbers = Counter(bisect_left(self._kept, place) for place in left)

    def beside(self, place: int) -> list[int]:
        """Return what stands in the newer edition beside those neighbours that are kept."""
        after, before = self._free_between(place)
        if after < before:
            between = self._free[after:before]
            return between[:_NEAR] + between[_NEAR:][-_NEAR:]
        return self._free[after:][:_NEAR] + self._free[:before][-_NEAR:]

    def leave_one(self, place: int) -> bool:
        """Return whether in both editions one paragraph alone stands between the same others."""
        after, before = self._free_between(place)
        return before - after == 1 == self._numbers[bisect_left(self._kept, place)]

    def _free_between(self, place: int) -> tuple[int, int]:
        gap = bisect_left(self._kept, place)
        after = bisect_left(self._free, self._ends[gap])
        return after, bisect_left(self._free, self._ends[gap + 1])


def _two_best(likely: Iterable[_Likely]) -> dict[tuple[str, int], list[float]]:
    """Return, for each paragraph of either edition, how alike its two nearest are."""
    scores: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for each in likely:
        scores["old", each.old].append(each.score)
        scores["new", each.new].append(each.score)
    return {end: sorted(found, reverse=True)[:2] for end, found in scores.items()}


def _is_clear(score: float, best: list[float]) -> bool:
    """Return whether the score leads; `best` are the two highest of that paragraph."""
    return score == best[0] and (len(best) < 2 or score - best[1] >= _CLEARLY)


def _with_moves(pairs: dict[int, Pair], old: Sequence[str]) -> list[Pair]:
    """Return the pairs by place in the older edition; what left the longest order is moved.

    A few words, such as a heading, between others than before may as well be new ones.
    """
    became = {place: pair.new for place, pair in pairs.items() if pair.new is not None}
    staying = _longest_rise([became[place] for place in sorted(became)])
    return [
        pairs[place]._replace(
            is_moved=there not in staying,
            is_sure=pairs[place].is_sure
            and (_keeps_company(place, became) or len(words_of(old[place])) >= LONG),
        )
        for place, there in sorted(became.items())
    ]


def _keeps_company(place: int, became: dict[int, int]) -> bool:
    """Return whether one of its neighbours is its neighbour still."""
    return any(became.get(place + step) == became[place] + step for step in (-1, 1))


def _longest_rise(places: list[int]) -> set[int]:
    """Return the most of the places, all different, that stand in rising order."""
    ends: list[int] = []
    rises: list[int] = []
    for place in places:
        rise = bisect_left(ends, place)
        ends[rise : rise + 1] = [place]
        rises.append(rise)
    wanted, staying = len(ends) - 1, set()
    for place, rise in zip(reversed(places), reversed(rises), strict=True):
        if rise == wanted:
            staying.add(place)
            wanted -= 1
    return staying


def _in_reading_order(pairs: list[Pair], olds: int, news: int) -> Iterator[Pair]:
    """Yield all by place in the newer edition, what is gone after what it once followed."""
    by_old = {pair.old: pair for pair in pairs}
    by_new = {pair.new: pair for pair in pairs}
    gone: defaultdict[int | None, list[Pair]] = defaultdict(list)
    last: int | None = None
    for place in range(olds):
        pair = by_old.get(place)
        if pair is None:
            gone[last].append(Pair(place, None))
        elif not pair.is_moved:
            last = pair.new
    yield from gone[None]
    for place in range(news):
        yield by_new.get(place) or Pair(None, place)
        yield from gone[place]
