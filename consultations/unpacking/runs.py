"""The words of a paragraph in a Word file: what is printed of it, and what is not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Where a file offers the same twice, in a newer form and for older programs: the first is read.
_OFFERS = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": ""}
_UNSEEN = frozenset(["instrText", "delInstrText", "pPr", "rPr", "sectPr", "annotationRef"])
_DELETED = frozenset(["del", "moveFrom"])
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
PRIVATE = range(0xE000, 0xF900)
_CONTROL = re.compile(r"[\x7f-\x9f]")  # which XML lets through


@dataclass
class Words:
    """What one paragraph holds: its text, and what beside it somebody should know of."""

    parts: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)
    page_breaks: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _CONTROL.sub(" ", "".join(self.parts)).strip()

    @property
    def pages_before(self) -> int:
        """How many pages end before its first word."""
        return self.page_breaks.count(0)

    @property
    def pages_behind(self) -> int:
        """How many pages end behind its last word."""
        return self.page_breaks.count(len(self.text)) if self.text else 0

    def turn_page(self) -> None:
        self.page_breaks.append(len(self.text))


class Runs:
    """Reads paragraphs; `note` gives the sign for a note by its kind and id."""

    def __init__(self, note: Callable[[str, str], str]) -> None:
        self.note = note

    def read(self, paragraph: Any) -> Words:
        """Return what the paragraph holds."""
        words = Words()
        for child in paragraph:
            self._take(child, words)
        return words

    def _take(self, element: Any, words: Words) -> None:
        # What has no name is a comment, or an instruction to some program.
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "pPr"
        if element.tag == _OFFERS:
            self._take_all(element[0] if len(element) else (), words)
        elif name in _DELETED:
            words.deleted.append("".join(_all_text(element)))
        elif name == "r" and is_on(element.find(f"{W}rPr"), "vanish"):
            words.hidden.append("".join(_all_text(element)))
        elif name == "txbxContent":
            words.boxes.append(element)
        elif name not in _UNSEEN:
            self._take_shown(element, name, words)

    def _take_shown(self, element: Any, name: str, words: Words) -> None:
        if name in ("br", "lastRenderedPageBreak"):
            self._take_break(element, name, words)
        elif name in _NOTES:
            words.parts.append(self.note(_NOTES[name], element.get(f"{W}id", "")))
        elif name in _SIGNS:
            words.parts.append(_SIGNS[name])
        elif name == "sym":
            words.parts.append(_symbol(element, words))
        else:
            words.parts.append((element.text or "") if name == "t" else "")
            self._take_all(element, words)

    def _take_all(self, parent: Any, words: Words) -> None:
        for child in parent:
            self._take(child, words)

    def _take_break(self, element: Any, name: str, words: Words) -> None:
        if name == "br" and element.get(f"{W}type") not in ("page", "column"):
            words.parts.append(" ")
        else:
            words.turn_page()


def _all_text(element: Any) -> Iterator[str]:
    for each in element.iter():
        if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in ("t", "delText"):
            yield each.text or ""


def is_on(properties: Any, name: str) -> bool:
    """Return whether the property is set, and not set to nothing."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _symbol(element: Any, words: Words) -> str:
    """Return the sign; of fonts that are all pictures the number alone is known."""
    try:
        sign = chr(int(element.get(f"{W}char", ""), 16))
    except (ValueError, OverflowError):
        return ""
    if ord(sign) in PRIVATE or not sign.isprintable():
        words.symbols.append(f"U+{ord(sign):04X}")
        return "\ufffd"
    return sign
