"""The numbers that Word counts by itself and prints before paragraphs: its files hold only rules.

The rules are those of ECMA-376, part 1, 17.9 (numbering).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from consultations.unpacking.runs import W

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_HAN = "零一二三四五六七八九"
_MOST_COUNTED = 100_000
DEEPEST = 9


def value_of(parent: Any, name: str, otherwise: str | None = None) -> str | None:
    """Return the value of the element of that name, or what stands for it where it is absent."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return otherwise if child is None else child.get(f"{W}val", otherwise)


def number_of(parent: Any, name: str, otherwise: int) -> int:
    """Return that value as a number, and bounded."""
    value = value_of(parent, name) or ""
    digits = value.removeprefix("-")
    return min(int(value), _MOST_COUNTED) if digits.isdecimal() and len(digits) < 9 else otherwise


@dataclass(frozen=True)
class Rule:
    """How one level of a list is counted and printed."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    restarts: bool = True
    is_legal: bool = False
    style: str = ""

    @property
    def is_bullet(self) -> bool:
        return self.form == "bullet"


@dataclass
class _List:
    """A list as its file defines it: the rules of its levels, and where its counts stand."""

    rules: dict[int, Rule]
    style_meant: str = ""
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sign:
    """What stands before a paragraph: a bullet, or a number as printed; and how deep."""

    printed: str
    depth: int
    is_bullet: bool
    is_certain: bool = True


class Counting:
    """Counts through a document; asked for each of its paragraphs in order."""

    def __init__(
        self, numbering: Any, number_of_style: Callable[[str], str] = lambda _: ""
    ) -> None:
        self.lists = dict(_lists(numbering))
        self.numbers = dict(_numbers(numbering))
        self.number_of_style = number_of_style
        self.begun: set[tuple[str, int]] = set()

    def depth_of_style(self, number: str, style: str) -> int:
        """Return the level that the list gives to paragraphs of the style."""
        listed = self._listed(number)
        depths = [depth for depth, rule in listed.rules.items() if style and rule.style == style]
        return depths[0] if depths else 0

    def sign(self, number: str, depth: int) -> Sign | None:
        """Return the sign of the next paragraph of the list at that depth, or None."""
        listed, depth = self._listed(number), min(max(depth, 0), DEEPEST - 1)
        changed = self.numbers.get(number, ("", {}))[1].get(depth, {})
        rule = changed.get("rule") or listed.rules.get(depth)
        if rule is None or rule.form == "none":
            return None
        if rule.is_bullet:
            return Sign(rule.pattern or "•", depth, is_bullet=True)
        self._step(listed, number, depth, changed.get("start"))
        return self._printed(listed, rule, depth)

    def _listed(self, number: str) -> _List:
        listed = self.lists.get(self.numbers.get(number, ("", {}))[0], _List({}))
        if not listed.rules and listed.style_meant:
            meant = self.numbers.get(self.number_of_style(listed.style_meant), ("", {}))[0]
            return self.lists.get(meant, listed)
        return listed

    def _step(self, listed: _List, number: str, depth: int, start: int | None) -> None:
        """Count one on at this depth; what stands deeper begins anew, what is left out begins."""
        counts = listed.counts
        for above in range(depth):
            counts.setdefault(above, listed.rules.get(above, Rule()).start)
        if start is not None and (number, depth) not in self.begun:
            counts[depth] = start
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = listed.rules.get(depth, Rule()).start
        self.begun.add((number, depth))
        for below in range(depth + 1, DEEPEST):
            if listed.rules.get(below, Rule()).restarts:
                counts.pop(below, None)

    def _printed(self, listed: _List, rule: Rule, depth: int) -> Sign:
        printed, is_certain = rule.pattern, True
        for level in range(depth + 1):
            form = listed.rules.get(level, Rule()).form if level != depth else rule.form
            form = "decimal" if rule.is_legal else form
            counted, is_known = numeral(listed.counts.get(level, 1), form)
            if f"%{level + 1}" in printed:
                printed = printed.replace(f"%{level + 1}", counted)
                is_certain = is_certain and is_known
        return Sign(printed.strip(), depth, is_bullet=False, is_certain=is_certain)


def _lists(numbering: Any) -> Iterator[tuple[str, _List]]:
    for element in numbering.iterchildren(f"{W}abstractNum") if numbering is not None else ():
        rules = {
            int(level.get(f"{W}ilvl", "0")): _rule(level)
            for level in element.iterchildren(f"{W}lvl")
            if level.get(f"{W}ilvl", "0").isdecimal()
        }
        name = element.get(f"{W}abstractNumId", "")
        yield name, _List(rules, value_of(element, "numStyleLink") or "")


def _rule(level: Any) -> Rule:
    return Rule(
        form=value_of(level, "numFmt", "decimal") or "decimal",
        pattern=value_of(level, "lvlText", "") or "",
        start=number_of(level, "start", 1),
        restarts=number_of(level, "lvlRestart", 1) != 0,
        is_legal=level.find(f"{W}isLgl") is not None,
        style=value_of(level, "pStyle", "") or "",
    )


def _numbers(numbering: Any) -> Iterator[tuple[str, tuple[str, dict[int, dict[str, Any]]]]]:
    for element in numbering.iterchildren(f"{W}num") if numbering is not None else ():
        changes = {}
        for change in element.iterchildren(f"{W}lvlOverride"):
            level = change.find(f"{W}lvl")
            changes[int(change.get(f"{W}ilvl", "0"))] = {
                "rule": _rule(level) if level is not None else None,
                "start": number_of(change, "startOverride", 1)
                if change.find(f"{W}startOverride") is not None
                else None,
            }
        yield element.get(f"{W}numId", ""), (value_of(element, "abstractNumId") or "", changes)


def numeral(number: int, form: str) -> tuple[str, bool]:
    """Return the number in that form, and whether the form is one that we know."""
    known: dict[str, Callable[[int], str]] = {
        "decimal": str,
        "decimalZero": lambda n: f"{n:02d}",
        "lowerLetter": _letters,
        "upperLetter": lambda n: _letters(n).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
        "decimalEnclosedParen": lambda n: f"({n})",
        "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
        "ideographDigital": _han,
        "chineseCounting": _han,
        "chineseCountingThousand": _han,
        "japaneseCounting": _han,
    }
    return (known[form](number), True) if form in known and number > 0 else (str(number), False)


def _letters(number: int) -> str:
    """Word doubles the letters after z: z, aa, bb."""
    times, rank = divmod(number - 1, 26)
    return chr(ord("a") + rank) * min(times + 1, 30)


def _roman(number: int) -> str:
    printed = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        printed += sign * times
    return printed


def _han(number: int) -> str:
    """Return it as it is said up to ninety-nine, and digit by digit beyond."""
    tens, ones = divmod(number, 10)
    if tens == 0 or number > 99:
        return "".join(_HAN[int(digit)] for digit in str(number))
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
