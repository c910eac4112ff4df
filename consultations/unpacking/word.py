"""Word files (.docx)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml

from consultations.importing import Line, Reading, Remark, Stage, label_of, read_lines
from consultations.unpacking.caps import refuse_blocks, refuse_length
from consultations.unpacking.counting import Counting, Sign
from consultations.unpacking.packages import refuse_harmful
from consultations.unpacking.runs import PRIVATE, Runs, W, Words, is_on
from consultations.unpacking.styles import Styles, emphasis_of

_BREAK = "\x0b"  # a break inside a cell
_SPACED = 4
_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])


def unpack(data: bytes) -> Reading:
    """Return the reading of the file; raises UnreadableDocument for what is harmful or too long."""
    refuse_harmful(data)
    package = docx.Document(BytesIO(data))
    refuse_blocks(sum(1 for _paragraph in package.element.body.iter(f"{W}p")))
    body = _Body(package)
    body.walk(package.element.body)
    body.add_notes()
    refuse_length(sum(len(line.text) + sum(map(len, line.cells)) for line in body.lines))
    done = {"paragraphs": body.count, "tables": body.tables, "notes": len(body.notes)}
    remarks = [*body.remarks, *_of_what_stands_around(package)]
    return read_lines(body.lines).with_remarks(remarks, Stage("read", done))


def _related(package: Any, kind: str) -> Any:
    """Return the first part of the kind that the document refers to, or None."""
    relations = package.part.rels.values()
    parts = (each for each in relations if each.reltype == kind and not each.is_external)
    part = next(parts, None)
    return parse_xml(part.target_part.blob) if part is not None else None


def _of_what_stands_around(package: Any) -> Iterator[Remark]:
    """Tell of words that stand on each page and are no part of the text, and of comments."""
    for kind, name in ((RT.HEADER, "the head"), (RT.FOOTER, "the foot")):
        for relation in package.part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                part = parse_xml(relation.target_part.blob)
                words = " ".join("".join(t.text or "" for t in part.iter(f"{W}t")).split())
                if words:
                    yield Remark(1, f"left out, {name} of the pages: {words}")
    comments = _related(package, RT.COMMENTS)
    if comments is not None and len(comments):
        yield Remark(1, f"left out, comments in the margin: {len(comments)}")


class _Body:
    """Walks the body of a document and makes a line of each paragraph and each row."""

    def __init__(self, package: Any) -> None:
        self.styles = Styles(_related(package, RT.STYLES))
        numbering = _related(package, RT.NUMBERING)
        self.counting = Counting(numbering, self.styles.number_of_style)
        self.parts = {
            "footnote": _related(package, RT.FOOTNOTES),
            "endnote": _related(package, RT.ENDNOTES),
        }
        self.runs = Runs(self._sign_of_note)
        self.lines: list[Line] = []
        self.remarks: list[Remark] = []
        self.notes: list[tuple[str, str]] = []
        self.count = self.tables = 0
        self.page = 1
        self.is_page_turned = False

    def walk(self, parent: Any) -> None:
        """Take in what stands in the parent, in its order."""
        for element in parent:
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if name == "p":
                self._add_paragraph(element)
            elif name == "tbl":
                self._add_table(element)
            elif name in _WRAPPERS:
                self.walk(element)
            elif name in ("del", "moveFrom"):
                self._remark("deleted in the file, left out: " + _text_of(element))
            elif name == "altChunk":
                self._remark("a part in another format stands here and is left out")

    def add_notes(self) -> None:
        """Put the notes behind the text, in the order in which it refers to them."""
        for number, (kind, key) in enumerate(self.notes, 1):
            part = self.parts[kind]
            found = [] if part is None else [n for n in part if n.get(f"{W}id") == key]
            words = " ".join(self._all_words(found[0])) if found else ""
            if not words:
                self._remark(f"note {number} holds no words")
                continue
            self.count += 1
            line = Line(self.count, words, after_gap=True, page=0, is_own_paragraph=True)
            line.is_note, line.label = True, label_of(f"[{number}]")
            self.lines.append(line)

    def _sign_of_note(self, kind: str, key: str) -> str:
        if (kind, key) not in self.notes:
            self.notes.append((kind, key))
        return f"[{self.notes.index((kind, key)) + 1}]"

    def _all_words(self, parent: Any) -> Iterator[str]:
        for paragraph in parent.iter(f"{W}p"):
            words = self.runs.read(paragraph)
            self._tell(words)
            if words.text:
                yield " ".join(words.text.split())

    def _remark(self, what: str) -> None:
        self.remarks.append(Remark(max(self.count, 1), what))

    def _tell(self, words: Words) -> None:
        for left_out, why in ((words.deleted, "deleted"), (words.hidden, "hidden")):
            for each in left_out:
                self._remark(f"{why} in the file, left out: {each}")
        for sign in words.symbols:
            self._remark(f"a sign of a font of pictures stands here as U+FFFD: {sign}")

    def _add_paragraph(self, element: Any) -> None:
        words = self.runs.read(element)
        sign = self._sign(element)
        self.count += 1
        self._tell(words)
        self._turn_pages(element, words.pages_before)
        if words.text and self.styles.name(element).startswith("toc "):
            self._remark(f"left out, a line of the table of contents: {words.text}")
        elif words.text or (sign and not sign.is_bullet):
            self._add_line(element, words.text, sign)
        self.page += len(words.page_breaks) - words.pages_before
        self.is_page_turned = self.is_page_turned or words.pages_behind > 0
        for box in words.boxes:
            self._remark("a box with text stands here: it is put behind the paragraph")
            self.walk(box)

    def _turn_pages(self, element: Any, pages: int) -> None:
        pages += is_on(element.find(f"{W}pPr"), "pageBreakBefore")
        self.page += pages
        self.is_page_turned = self.is_page_turned or pages > 0

    def _sign(self, element: Any) -> Sign | None:
        listed, depth, style = self.styles.number(element)
        if not listed:
            return None
        if depth is None:
            depth = self.counting.depth_of_style(listed, style)
        return self.counting.sign(listed, depth)

    def _add_line(self, element: Any, text: str, sign: Sign | None) -> None:
        line = Line(
            self.count,
            text,
            after_gap=self.is_page_turned or not _is_listed(sign),
            page=self.page,
            is_own_paragraph=not self.is_page_turned,
        )
        self.is_page_turned = False
        self._set_style(line, element)
        if sign:
            self._set_sign(line, sign)
        self.lines.append(line)

    def _set_style(self, line: Line, element: Any) -> None:
        name = self.styles.name(element)
        line.hashes = 1 if name == "title" else min(self.styles.heading(element), 6)
        line.emphasis = 1 if name == "subtitle" else emphasis_of(element)

    def _set_sign(self, line: Line, sign: Sign) -> None:
        line.indent = sign.depth * _SPACED
        if sign.is_bullet:
            line.bullets = ["•" if ord(sign.printed[0]) in PRIVATE else sign.printed[0]]
            return
        if not sign.is_certain:
            self._remark(f"a number in a form that is not known here is printed as {sign.printed}")
        label = label_of(sign.printed)
        if label and label.printed == sign.printed:
            line.label = label
        else:
            line.text = f"{sign.printed} {line.text}".strip()

    def _add_table(self, element: Any) -> None:
        rows = [list(_cells(row)) for row in element.iter(f"{W}tr") if _table_of(row) is element]
        if max((len(row) for row in rows), default=0) < 2:
            self._remark("a table of one column is read as paragraphs")
            for row in rows:
                for cell in row:
                    self.walk(cell if cell is not None else ())
            return
        self.tables += 1
        for row in rows:
            self._add_row(row)

    def _add_row(self, row: list[Any]) -> None:
        self.count += 1
        cells = [_BREAK.join(self._paragraphs_in(cell)) for cell in row]
        line = Line(self.count, "", after_gap=True, page=self.page, is_own_paragraph=True)
        line.table, line.cells, line.is_row = self.tables, cells, True
        self.is_page_turned = False
        self.lines.append(line)

    def _paragraphs_in(self, cell: Any) -> Iterator[str]:
        """Give the paragraphs of a cell, a table inside of it included, with their signs."""
        if cell is None:
            return
        if cell.find(f".//{W}tbl") is not None:
            self._remark("a table inside a table is read as paragraphs of its cell")
        for paragraph in cell.iter(f"{W}p"):
            words, sign = self.runs.read(paragraph), self._sign(paragraph)
            self._tell(words)
            text = " ".join(words.text.split())
            if sign and not sign.is_bullet:
                text = f"{sign.printed} {text}"
            if text:
                yield text


def _is_listed(sign: Sign | None) -> bool:
    """Return whether it stands close to the item before: numbers at the edge are of paragraphs."""
    return sign is not None and (sign.is_bullet or sign.depth > 0 or not sign.printed[:1].isdigit())


def _text_of(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t", f"{W}delText"))


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{W}tbl"))


def _cells(row: Any) -> Iterator[Any]:
    """Give the cells of a row; None for each place that a wider or higher cell takes up."""
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr")) is not row:
            continue
        properties = cell.find(f"{W}tcPr")
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        yield None if goes_on else cell
        span = properties.find(f"{W}gridSpan") if properties is not None else None
        width = span.get(f"{W}val", "1") if span is not None else "1"
        for _ in range(min(int(width), 60) - 1 if width.isdecimal() else 0):
            yield None
