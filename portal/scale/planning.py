"""How large a record is to be, and how chance spreads what is in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

MEETINGS = 12
# The eleventh recommendation is argued about: so many comments, so many of them no answers.
ARGUED, COMMENTS_THERE, THREADS_THERE = 10, 50, 20
# One meeting in twelve is yet to come: nobody speaks there so far.
COMING = 11
CLOSED = (7, 8, 9)
# In one comments appear at once, and are moderated afterwards.
FREE = 3
# The largest number of organisations where nobody asks for more.
_MOST_USUAL = 400
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Size(NamedTuple):
    """How many of each there are to be."""

    recommendations: int
    comments: int
    endorsements: int
    organisations: int = 0


@dataclass
class Plan:
    """A size, the moment up to which its story is told, and the chance that tells it."""

    size: Size
    seed: int
    told_at: datetime
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - a likely record, the same for each seed

    def public_id(self) -> str:
        """Return a public id that no other record of the same seed has."""
        return "".join(self.chance.choices(_LETTERS, k=10))

    def between(self, start: datetime, end: datetime) -> datetime:
        """Return a moment in the time from one to before the other."""
        return start + timedelta(seconds=int(self.chance.random() * (end - start).total_seconds()))

    @property
    def spoken_of(self) -> list[int]:
        """Return the recommendations, by their places, that may be spoken of."""
        return [turn for turn in range(self.size.recommendations) if turn % MEETINGS != COMING]

    def organisations(self) -> int:
        """Return how many organisations act: enough that each text finds its endorsements."""
        most = max(self.endorsements(), default=0)
        asked = self.size.organisations or min(_MOST_USUAL, self.size.recommendations // 4)
        # Beside those who sign, one in twenty only speaks.
        return max(asked, 20, most * 2)

    def endorsements(self) -> list[int]:
        """Return how many endorsements each recommendation has, by its place."""
        return self._spread(self.size.endorsements, {})

    def comments(self) -> list[int]:
        """Return how many comments each recommendation has: one of them many."""
        is_there = self.size.recommendations > ARGUED and self.size.comments >= 2 * COMMENTS_THERE
        return self._spread(self.size.comments, {ARGUED: COMMENTS_THERE} if is_there else {})

    def _spread(self, total: int, given: dict[int, int]) -> list[int]:
        numbers = [0] * self.size.recommendations
        for place, number in given.items():
            numbers[place] = number
        places = [place for place in self.spoken_of if place not in given]
        left = total - sum(given.values())
        base = left // len(places) if places else 0
        for turn, place in enumerate(places):
            # Some one more and some one less, as long as there is any.
            numbers[place] = base + (turn % 3 - 1 if base else 0)
        missing = left - sum(numbers[place] for place in places)
        for turn in range(missing):
            numbers[places[turn % len(places)]] += 1
        return numbers
