"""The labels that a source prints before its blocks: `1.`, `a)`, `(ii)`, `Question 3:` …"""

import re
from dataclasses import dataclass

from consultations.importing.dates import begins_with_date

# Marks of direction may stand before a label in right-to-left text; they stay in it.
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LEAD = f"[{DIRECTIONS}]{{0,4}}"
END = r"(?=\s|$)"
NUMERALS = "一二三四五六七八九十"
PATTERNS = {
    "question": re.compile(
        LEAD + r"(?:(?:guiding\s{1,3})?question|pregunta|pergunta|frage|domanda|vraag|вопрос"
        r"|q|السؤال|سؤال|问题|問題|質問|질문)\s{0,3}(?:no\.?|nr\.?|n°|№)?\s{0,3}"
        r"(\d{1,3})(?:\s{0,3}(?:[:.)–—-](?=\s|$)|[：、])|$)",
        re.IGNORECASE,
    ),
    "chapter": re.compile(LEAD + r"(\d{1,3}(?:\.\d{1,3}){1,4})[.)]?" + END),
    "number": re.compile(
        LEAD
        + r"(?:(?:(\d{1,3})[.)．]|\((\d{1,3})\)|\[(\d{1,3})\]|§\s?(\d{1,3})\.?)"
        + END
        + rf"|（(\d{{1,3}})）|(\d{{1,3}})、|（([{NUMERALS}]{{1,3}})）|([{NUMERALS}]{{1,3}})、)"
    ),
    "letter": re.compile(LEAD + rf"(?:\(?([^\W\d_])\)|([A-Za-z])\.){END}"),
    "roman": re.compile(LEAD + rf"\(?([ivxlc]{{1,7}}|[IVXLC]{{1,7}})[.)]{END}"),
}
FORMS = {"number": "1", "chapter": "1.1"}
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Label:
    """A label as printed, and the ways to read it: `i)` is the ninth letter, or Roman one."""

    printed: str
    shape: str
    readings: dict[str, tuple[int, ...]]
    mark: str = ""  # how an anchor shows it

    def follows(self, other: "Label") -> bool:
        """Return whether this one comes right after the other in the same count."""
        return self.shape == other.shape and any(
            _successor(other.readings[style]) == value
            for style, value in self.readings.items()
            if style in other.readings
        )

    @property
    def is_first(self) -> bool:
        return any(value[-1] == 1 for value in self.readings.values())

    def begins_roman_under(self, other: "Label") -> bool:
        """Return whether this is a Roman one below a letter: `(i)` after `(a)`."""
        is_roman_one = self.readings.get("roman") == (1,)
        return is_roman_one and self.shape == other.shape and "letter" in other.readings

    @property
    def is_question(self) -> bool:
        return "question" in self.readings

    @property
    def is_number(self) -> bool:
        return bool(self.readings.keys() & {"number", "chapter"})

    @property
    def is_chapter(self) -> bool:
        return "chapter" in self.readings

    @property
    def may_count_paragraphs(self) -> bool:
        """Whether it is a number, and not one as notes and sources have it: `[1]`."""
        return "number" in self.readings and not self.shape.startswith("[")

    @property
    def is_doubtful(self) -> bool:
        """Whether it may as well be an initial (`A. Miller`) or an amount (`2.5 million`)."""
        return self.shape in ("a.", "A.", "1.1")


def label_of(text: str) -> Label | None:
    """Return the label with which the text begins, if it begins with one."""
    if begins_with_date(text):
        return None
    for style in ("question", "chapter", "number"):
        match = PATTERNS[style].match(text)
        if match:
            return _counted(style, match)
    return _lettered(text)


def _counted(style: str, match: re.Match[str]) -> Label:
    digits = next(group for group in match.groups() if group)
    numbers = tuple(_value(part) for part in digits.split("."))
    shape = style if style == "question" else _shape(match, digits, FORMS[style])
    return Label(match[0].strip(), shape, {style: numbers}, "-".join(map(str, numbers)))


def _shape(match: re.Match[str], sign: str, form: str) -> str:
    """Return how the label looks apart from what it counts: `1.`, `(a)`, `A.`"""
    return match[0].strip().strip(DIRECTIONS).replace(sign, form)


def _value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else _han_value(digits)


def _han_value(numerals: str) -> int:
    tens, ten, ones = numerals.rpartition("十")
    value = NUMERALS.find(ones[-1:]) + 1 if ones else 0
    return value + (10 * (NUMERALS.find(tens[-1:]) + 1 if tens else 1) if ten else 0)


def _lettered(text: str) -> Label | None:
    letter, roman = PATTERNS["letter"].match(text), PATTERNS["roman"].match(text)
    match = letter or roman
    if match is None:
        return None
    sign = next(group for group in match.groups() if group)
    readings: dict[str, tuple[int, ...]] = {"letter": (_rank(sign),)} if letter else {}
    if roman:
        readings["roman"] = (_roman_value(sign.lower()),)
    mark = sign.lower() if sign.isascii() else ""
    shape = _shape(match, sign, "A" if sign.isupper() else "a")
    return Label(match[0].strip(), shape, readings, mark)


def _rank(sign: str) -> int:
    """Return the place of a letter in its alphabet, as far as its code shows it."""
    lower = sign.lower()[0]
    return ord(lower) - ord("a") + 1 if lower.isascii() else ord(lower)


def _roman_value(numerals: str) -> int:
    values = [ROMAN[numeral] for numeral in numerals]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _successor(value: tuple[int, ...]) -> tuple[int, ...]:
    return (*value[:-1], value[-1] + 1)
