"""What each passage is, and how deep it stands."""

from consultations.importing.labels import Label
from consultations.importing.nesting import SLACK, Nesting
from consultations.importing.numbered import paragraph_shapes
from consultations.importing.passages import Passage
from consultations.importing.sentences import introduces, is_open


def outline(passages: list[Passage]) -> None:
    """Give each passage its kind and its level; what has a kind already keeps it."""
    reader = _Outline(paragraph_shapes(passages))
    before: Passage | None = None
    for passage, after in zip(passages, [*passages[1:], None], strict=False):
        passage.kind = passage.kind or reader.kind(before, passage, after)
        passage.level = reader.level(passage)
        before = passage
    _rank_headings([passage for passage in passages if passage.kind == "heading"])


def _rank_headings(headings: list[Passage]) -> None:
    """Headings count from 1, whichever signs the source uses for its highest."""
    depths = sorted({heading.first.hashes or 1 for heading in headings})
    for heading in headings:
        heading.level = depths.index(heading.first.hashes or 1) + 1


class _Outline:
    """What has been read so far: the lists that are open, the numbers that paragraphs bear."""

    def __init__(self, shapes: set[str]) -> None:
        self.paragraph_shapes = shapes
        self.nesting = Nesting()
        self.paragraph: Passage | None = None
        self.items: dict[str, Label] = {}

    def kind(self, before: Passage | None, passage: Passage, after: Passage | None) -> str:
        if passage.first.table:
            return "table-row"
        if passage.first.is_note:
            return "note"
        if passage.label and passage.label.is_question:
            return "question"
        if passage.first.hashes or _is_heading(before, passage, after):
            return "heading"
        if passage.label:
            return self._kind_by_label(before, passage, passage.label)
        return "item" if passage.first.bullet else "paragraph"

    def level(self, passage: Passage) -> int:
        if passage.kind != "item":
            self.nesting.close()
            return 0
        if passage.label:
            self.items[passage.label.shape] = passage.label
        return self.nesting.level(passage)

    def _kind_by_label(self, before: Passage | None, passage: Passage, label: Label) -> str:
        if not label.is_number or not self._is_paragraph(before, passage, label):
            return "item"
        if not label.is_chapter:
            self.paragraph = passage
        return "paragraph"

    def _is_paragraph(self, before: Passage | None, passage: Passage, label: Label) -> bool:
        """Return whether the number is that of a paragraph, and not of an item in a list."""
        if label.shape not in self.paragraph_shapes:
            return label.is_chapter
        last = self.paragraph.label if self.paragraph else None
        if last is None:
            return not (self._goes_on(label) or self._is_in_list(before, passage, label))
        if label.shape == last.shape and label.follows(last):
            return self._is_out_of_list(passage, label)
        return label.shape == last.shape and not self._is_in_list(before, passage, label)

    def _goes_on(self, label: Label) -> bool:
        """Return whether the label follows the latest item signed alike, wherever that stands."""
        latest = self.items.get(label.shape)
        return latest is not None and label.follows(latest)

    def _is_in_list(self, before: Passage | None, passage: Passage, label: Label) -> bool:
        is_counting = self.nesting.counting(label, passage.first.indent) is not None
        return is_counting or _is_introduced(before, passage, label)

    def _is_out_of_list(self, passage: Passage, label: Label) -> bool:
        """Where the number goes on with the paragraphs and with a list: a break, or less indent."""
        depth = self.nesting.counting(label, passage.first.indent)
        if depth is None or passage.first.after_gap:
            return True
        return passage.first.indent < self.nesting.places[depth].indent


def _is_introduced(before: Passage | None, passage: Passage, label: Label) -> bool:
    """Return whether the passage before announces a list, or a list begins right under it."""
    if before is None or introduces(before.last.text):
        return before is not None
    if before.kind == "question" and label.is_first:
        return True
    if before.kind == "item" and passage.first.indent > before.first.indent + SLACK:
        return True
    if passage.first.after_gap:
        return False
    if before.kind == "item":
        return label.is_first or (before.label is not None and before.label.shape == label.shape)
    return before.kind == "paragraph" and not before.label


def _is_heading(before: Passage | None, passage: Passage, after: Passage | None) -> bool:
    """Return whether a line without the signs of a heading is one: short, and by itself."""
    if after is None or passage.first.bullet:
        return False
    if passage.label:
        is_lettered = passage.label.shape == "A." and passage.looks_like_heading
        return is_lettered and passage.first.after_gap and after.first.after_gap
    if passage.first.is_strong and len(passage.lines) == 1 and passage.is_short:
        return True
    return passage.looks_like_heading and _is_by_itself(before, passage)


def _is_by_itself(before: Passage | None, passage: Passage) -> bool:
    text = before.last.text if before else ""
    return not introduces(text) and (passage.first.after_gap or not is_open(text))
