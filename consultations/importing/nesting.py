"""How deep an item stands under its paragraph or question."""

from dataclasses import dataclass

from consultations.importing.labels import Label
from consultations.importing.passages import Passage

DEEPEST = 5
SLACK = 1  # one column more or less means nothing


@dataclass(frozen=True)
class Place:
    """The latest item at one depth: how far it is set in, and how it is signed."""

    indent: int
    bullet: str
    label: Label | None

    def is_like(self, other: "Place") -> bool:
        """Return whether the two are signed alike, so that they may stand in one list."""
        if self.label and other.label and self.label.begins_roman_under(other.label):
            return False
        shapes = [place.label.shape if place.label else "" for place in (self, other)]
        return self.bullet == other.bullet and (bool(self.bullet) or shapes[0] == shapes[1])


class Nesting:
    """The lists that are open, from the outermost to the innermost."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def close(self) -> None:
        self.places.clear()

    def level(self, passage: Passage) -> int:
        """Return the level of the item, and close the lists that end with it."""
        place = Place(passage.first.indent, passage.first.bullet, passage.label)
        depth = min(self._depth(place), DEEPEST - 1)
        self.places[depth:] = [place]
        return depth + 1

    def _depth(self, place: Place) -> int:
        counted = self.counting(place.label, place.indent)
        if counted is not None:
            return counted
        for depth, other in enumerate(self.places):
            if place.indent < other.indent - SLACK:
                return depth
            if place.indent <= other.indent + SLACK and place.is_like(other):
                return depth
        return len(self.places)

    def counting(self, label: Label | None, indent: int) -> int | None:
        """Return the depth of the list whose count goes on, of several that set in most alike."""
        depths = [
            depth
            for depth, place in enumerate(self.places)
            if label and place.label and label.follows(place.label)
        ]
        return min(depths, key=lambda depth: abs(self.places[depth].indent - indent), default=None)
