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


def name_all(passages: list[Passage]) -> tuple[list[Name], list[Remark]]:
    """Return a name for each passage, unique in the document, and remarks on odd numbers."""
    naming = _Naming(passages)
    return [naming.name(passage) for passage in passages], naming.remarks


class _Naming:
    """Gives the names in the order of the document."""

    def __init__(self, passages: list[Passage]) -> None:
        tables = {passage.first.table for passage in passages} - {0}
        self.has_many_tables = len(tables) > 1
        self.prints_numbers = any(p.kind == "paragraph" and p.label for p in passages)
        self.counts: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.times: Counter[str] = Counter()
        self.printed: dict[str, Label] = {}
        self.parents = [Name("", "")]
        self.remarks: list[Remark] = []

    def name(self, passage: Passage) -> Name:
        """Return the name of the passage, which the items that follow are named after."""
        if passage.kind == "item":
            return self._item(passage)
        name = self._unique(self._own(passage), passage)
        if passage.kind != "table-row":
            self.parents = [name]
        return name

    def _own(self, passage: Passage) -> Name:
        if passage.kind == "table-row":
            return self._row(passage.first.table)
        if passage.kind in ("title", "dateline"):
            return self._line(passage.kind)
        if passage.label and passage.kind == "note":
            return Name(f"note {passage.label.mark}", f"n{passage.label.mark}")
        if passage.label and passage.kind in ("paragraph", "question"):
            self._remark_on_order(passage, passage.label)
            printed = passage.label.mark.replace("-", ".")
            return Name(f"{passage.kind} {printed}", f"{passage.kind[0]}{passage.label.mark}")
        return self._counted(passage.kind if passage.kind in ("heading", "note") else "paragraph")

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

    def _item(self, passage: Passage) -> Name:
        del self.parents[passage.level :]
        parent = self.parents[-1]
        parent.items += 1
        name = self._unique(_under(parent, passage.label), passage)
        self.parents.append(name)
        return name

    def _unique(self, name: Name, passage: Passage) -> Name:
        """Return the name, with a number behind it where another block bears it already.

        No other anchor ends with an `x` and a number.
        """
        if name.anchor in self.taken:
            name = self._again(name, passage)
        self.taken.add(name.anchor)
        return name

    def _again(self, name: Name, passage: Passage) -> Name:
        self.times[name.anchor] += 1
        times = self.times[name.anchor] + 1
        again = Name(f"{name.reference} ({times})", f"{name.anchor}x{times}")
        self._remark(passage, f"{name.reference} is there before: this one is {again.reference}")
        return again

    def _remark_on_order(self, passage: Passage, label: Label) -> None:
        """Remark where the printed numbers leave one out, or go back."""
        before = self.printed.get(label.shape)
        if before and not label.follows(before):
            self._remark(passage, f"{label.printed} is printed after {before.printed}")
        self.printed[label.shape] = label

    def _remark(self, passage: Passage, what: str) -> None:
        self.remarks.append(Remark(passage.first.number, what))


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
