"""References and anchors: how each block is cited, and addressed within its document."""

from collections import Counter
from dataclasses import dataclass

from consultations.importing.labels import DIRECTIONS, Label
from consultations.importing.passages import Passage
from consultations.importing.reading import Remark


@dataclass
class Name:
    """How a block is cited and addressed, and how many items stand under it so far."""

    reference: str
    anchor: str
    items: int = 0


@dataclass(frozen=True)
class Standing:
    """What a block is named by: its kind and level, its label, its table, and its first line."""

    kind: str
    level: int
    label: Label | None
    table: int
    line: int


def name_all(blocks: list[Standing]) -> tuple[list[Name], list[Remark]]:
    """Return a name for each block, unique in the document, and remarks on odd numbers."""
    naming = _Naming(blocks)
    return [naming.name(block) for block in blocks], naming.remarks


def standing(passage: Passage) -> Standing:
    """Return what the passage is named by."""
    first = passage.first
    return Standing(passage.kind, passage.level, passage.label, first.table, first.number)


class _Naming:
    """Gives the names in the order of the document."""

    def __init__(self, blocks: list[Standing]) -> None:
        tables = {block.table for block in blocks} - {0}
        self.has_many_tables = len(tables) > 1
        self.prints_numbers = any(b.kind == "paragraph" and b.label for b in blocks)
        self.counts: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.times: Counter[str] = Counter()
        self.printed: dict[str, Label] = {}
        self.parents = [Name("", "")]
        self.remarks: list[Remark] = []

    def name(self, block: Standing) -> Name:
        """Return the name of the block, which the items that follow are named after."""
        if block.kind == "item":
            return self._item(block)
        name = self._unique(self._own(block), block)
        if block.kind != "table-row":
            self.parents = [name]
        return name

    def _own(self, block: Standing) -> Name:
        if block.kind == "table-row":
            return self._row(block.table)
        if block.kind in ("title", "dateline"):
            return self._line(block.kind)
        if block.label and block.kind == "note":
            return Name(f"note {block.label.mark}", f"n{block.label.mark}")
        if block.label and block.kind in ("paragraph", "question"):
            self._remark_on_order(block, block.label)
            printed = block.label.mark.replace("-", ".")
            return Name(f"{block.kind} {printed}", f"{block.kind[0]}{block.label.mark}")
        return self._counted(block.kind if block.kind in ("heading", "note") else "paragraph")

    def _line(self, kind: str) -> Name:
        self.counts[kind] += 1
        nth = self.counts[kind]
        return Name(kind, kind) if nth == 1 else Name(f"{kind}, line {nth}", f"{kind}-{nth}")

    def _counted(self, kind: str) -> Name:
        """Where the source numbers its paragraphs, those without a number are counted apart."""
        if kind == "paragraph" and self.prints_numbers:
            kind = "unnumbered paragraph"
        self.counts[kind] += 1
        return Name(f"{kind} {self.counts[kind]}", f"{kind[0]}{self.counts[kind]}")

    def _row(self, table: int) -> Name:
        self.counts[f"table {table}"] += 1
        row = self.counts[f"table {table}"]
        word = f"table {table}" if self.has_many_tables else "table"
        place = "headings" if row == 1 else f"row {row}"
        return Name(f"{word}, {place}", f"t{table}-r{row}")

    def _item(self, block: Standing) -> Name:
        del self.parents[block.level :]
        parent = self.parents[-1]
        parent.items += 1
        name = self._unique(_under(parent, block.label), block)
        self.parents.append(name)
        return name

    def _unique(self, name: Name, block: Standing) -> Name:
        """Return the name, with a number behind it where another block bears it already.

        No other anchor ends with an `x` and a number.
        """
        if name.anchor in self.taken:
            name = self._again(name, block)
        self.taken.add(name.anchor)
        return name

    def _again(self, name: Name, block: Standing) -> Name:
        self.times[name.anchor] += 1
        times = self.times[name.anchor] + 1
        again = Name(f"{name.reference} ({times})", f"{name.anchor}x{times}")
        self._remark(block, f"{name.reference} is there before: this one is {again.reference}")
        return again

    def _remark_on_order(self, block: Standing, label: Label) -> None:
        """Remark where the printed numbers leave one out, or go back."""
        before = self.printed.get(label.shape)
        if before and not label.follows(before):
            self._remark(block, f"{label.printed} is printed after {before.printed}")
        self.printed[label.shape] = label

    def _remark(self, block: Standing, what: str) -> None:
        self.remarks.append(Remark(block.line, what))


def _under(parent: Name, label: Label | None) -> Name:
    """Return the name of the latest item under its parent: by its label, or by its place."""
    word, end = f"item {parent.items}", f"-{parent.items}"
    if label and label.mark:
        word = f"item {label.mark}" if label.shape == "1." else label.printed.strip(DIRECTIONS)
        joint = "" if label.mark.isalpha() and parent.anchor[-1:].isdigit() else "-"
        end = f"{joint}{label.mark}"
    if parent.anchor:
        return Name(f"{parent.reference}, {word}", f"{parent.anchor}{end}")
    return Name(word if word.startswith("item") else f"item {word}", f"i{end}")
