"""What reading a document gives: its blocks, and what had to be decided on the way."""

from dataclasses import asdict, dataclass, field


class UnreadableDocument(Exception):
    """The file is not a text that can be read; `message` says why, for the person at the desk."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Remark:
    """Something a curator should know about one line of the source, counted from 1."""

    line: int
    what: str


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


@dataclass(frozen=True)
class Reading:
    """A document as read: the blocks in order, and the remarks in the order of the lines."""

    blocks: list[Block] = field(default_factory=list)
    report: list[Remark] = field(default_factory=list)

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        """Return plain lists and dictionaries that `json.dumps` takes."""
        return {
            "blocks": [asdict(block) for block in self.blocks],
            "report": [asdict(remark) for remark in self.report],
        }
