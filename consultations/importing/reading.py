"""What reading a document gives: its blocks, and what had to be decided on the way."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any


class UnreadableDocument(Exception):
    """The file is not a text that can be read; `message` says why, for the person at the desk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class SourceLine:
    """One line of the source as it came, before anything was taken off; page 0 where none is."""

    line: int
    page: int
    text: str


@dataclass(frozen=True)
class Stage:
    """One step of the reading, and how many of what it left: `lines`, 120."""

    name: str
    figures: dict[str, int]


@dataclass(frozen=True)
class Remark:
    """Something a curator should know about one line of the source, counted from 1."""

    line: int
    what: str


# How remarks begin that tell of words which a file holds beside its text.
BESIDE_THE_TEXT = ("deleted in the file", "hidden in the file", "left out, comments")


@dataclass(frozen=True)
class Block:
    """One block of a document as it will be cited: a paragraph, an item, a table row …"""

    kind: str
    level: int
    label: str
    reference: str
    anchor: str
    text: str
    cells: list[list[str]] | None = None
    first_line: int = 0
    last_line: int = 0


@dataclass(frozen=True)
class Reading:
    """A document as read: the blocks in order, and the remarks in the order of the lines.

    The lines are those of the source; the stages say what came of them, one after the other.
    """

    blocks: list[Block] = field(default_factory=list)
    report: list[Remark] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return plain lists and dictionaries that `json.dumps` takes."""
        return asdict(self)

    @property
    def is_all_there_is(self) -> bool:
        """Whether the file holds no words, deleted, hidden or of comments, beside its text."""
        return not any(remark.what.startswith(BESIDE_THE_TEXT) for remark in self.report)

    @classmethod
    def from_json(cls, kept: dict[str, list[dict[str, Any]]]) -> "Reading":
        """Return the reading of which `as_json` gave this."""
        return cls(
            blocks=[Block(**each) for each in kept["blocks"]],
            report=[Remark(**each) for each in kept["report"]],
            lines=[SourceLine(**each) for each in kept["lines"]],
            stages=[Stage(**each) for each in kept["stages"]],
        )

    def with_remarks(self, remarks: Iterable[Remark], stage: Stage | None = None) -> "Reading":
        """Return it with what was remarked, and done, before there were lines."""
        report = sorted([*remarks, *self.report], key=lambda remark: remark.line)
        return replace(self, report=report, stages=[*([stage] if stage else []), *self.stages])
