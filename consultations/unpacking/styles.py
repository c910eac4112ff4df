"""What the styles of a Word file say of its paragraphs: headings, titles, lists."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from consultations.unpacking.counting import number_of, value_of
from consultations.unpacking.runs import W, is_on

_MOST_ANCESTORS = 20
_BODY_TEXT = 9  # the level of an outline at which nothing stands that heads


class Style(NamedTuple):
    """A style of paragraphs: its name, what it stands on, and its properties."""

    name: str
    based_on: str
    properties: Any


class Styles:
    """The styles of one file, each asked with those that it stands on."""

    def __init__(self, part: Any) -> None:
        self.by_id = dict(_styles(part)) if part is not None else {}

    def name(self, paragraph: Any) -> str:
        style = self.by_id.get(style_of(paragraph))
        return style.name if style else ""

    def heading(self, paragraph: Any) -> int:
        """Return how high it heads, from 1; 0 where it heads nothing."""
        for properties in self._properties(paragraph):
            if properties is not None and properties.find(f"{W}outlineLvl") is not None:
                level = number_of(properties, "outlineLvl", _BODY_TEXT)
                return level + 1 if level < _BODY_TEXT else 0
        names = (style.name for style in self._chain(style_of(paragraph)))
        levels = (name.removeprefix("heading ") for name in names if name.startswith("heading "))
        return next((int(level) for level in levels if level.isdecimal()), 0)

    def number(self, paragraph: Any) -> tuple[str, int | None, str]:
        """Return the list that counts it, the depth where one is said, and the style that says so.

        The list is empty where none counts it.
        """
        chain = [("", paragraph.find(f"{W}pPr"))]
        chain += [(key, self.by_id[key].properties) for key in self._keys(style_of(paragraph))]
        for key, properties in chain:
            numbered = properties.find(f"{W}numPr") if properties is not None else None
            if numbered is not None and value_of(numbered, "numId") is not None:
                listed = value_of(numbered, "numId") or ""
                has_depth = numbered.find(f"{W}ilvl") is not None
                depth = number_of(numbered, "ilvl", 0) if has_depth else None
                return ("" if listed == "0" else listed), depth, key
        return "", None, ""

    def number_of_style(self, key: str) -> str:
        """Return the list that a style of lists stands for."""
        style = self.by_id.get(key)
        numbered = (
            style.properties.find(f"{W}numPr") if style and style.properties is not None else None
        )
        return value_of(numbered, "numId") or ""

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        yield paragraph.find(f"{W}pPr")
        for style in self._chain(style_of(paragraph)):
            yield style.properties

    def _chain(self, key: str) -> list[Style]:
        return [self.by_id[each] for each in self._keys(key)]

    def _keys(self, key: str) -> list[str]:
        keys: list[str] = []
        while key in self.by_id and key not in keys and len(keys) < _MOST_ANCESTORS:
            keys.append(key)
            key = self.by_id[key].based_on
        return keys


def style_of(paragraph: Any) -> str:
    """Return the id of the paragraph's style."""
    return value_of(paragraph.find(f"{W}pPr"), "pStyle") or ""


def _styles(part: Any) -> Iterator[tuple[str, Style]]:
    for style in part.iterchildren(f"{W}style"):
        name = (value_of(style, "name") or "").lower()
        based_on = value_of(style, "basedOn") or ""
        yield style.get(f"{W}styleId", ""), Style(name, based_on, style.find(f"{W}pPr"))


def emphasis_of(paragraph: Any) -> int:
    """Return 2 where all its words are set in bold, 1 where all are in italics, else 0."""
    runs = [run for run in paragraph.iter(f"{W}r") if any(t.text for t in run.iter(f"{W}t"))]
    for name, much in (("b", 2), ("i", 1)):
        if runs and all(is_on(run.find(f"{W}rPr"), name) for run in runs):
            return much
    return 0
