"""PDF files: only what they hold as text; a picture of a page is no text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PdfReadError

from consultations.importing import (
    Line,
    Reading,
    Remark,
    SourceLine,
    Stage,
    UnreadableDocument,
    read_lines,
)
from consultations.unpacking.caps import refuse_length, refuse_pages
from consultations.unpacking.hyphens import make_whole
from consultations.unpacking.layout import (
    Fragment,
    Printed,
    body_size,
    is_from_the_right,
    lines_of,
    mark_gaps,
)
from consultations.unpacking.margins import take_margins

_HEADING = 1.15  # larger than the text by this much, a short line heads what follows
_LETTERS_TO_A_STEP = 0.5
# Shapes of letters for print: joined letters of Latin script, and those of Arabic.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SCANNED = (
    "The pages of this PDF hold pictures and no text: it is a scan. Run a text recognition "
    "(OCR) over it first, or type the text."
)


def unpack(data: bytes) -> Reading:
    """Return the reading of the file; raises UnreadableDocument for what holds no text."""
    reader = _opened(data)
    refuse_pages(len(reader.pages))
    pages = [lines_of(number, _fragments(page)) for number, page in enumerate(reader.pages, 1)]
    printed = [line for page in pages for line in page]
    refuse_length(sum(len(_words(line)) for line in printed))
    if not printed:
        raise UnreadableDocument(_SCANNED)
    for number, line in enumerate(printed, 1):
        line.number = number
    source = [SourceLine(line.number, line.page, _words(line)) for line in printed]
    kept, left_out = take_margins(pages)
    lines = _as_lines(kept)
    remarks = [*_on_pages(pages), *left_out, *make_whole(lines), *_on_lines(printed)]
    stage = Stage("read", {"pages": len(pages), "left out": len(left_out)})
    return replace(read_lines(lines).with_remarks(remarks, stage), lines=source)


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("The file is encrypted: save it without a password.")
    except PdfReadError as error:
        raise UnreadableDocument("The file is damaged: its pages cannot be found.") from error
    return reader


def _fragments(page: PageObject) -> list[Fragment]:
    found: list[Fragment] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        found.extend(_fragments_of(text, cm, tm, font, size))

    page.extract_text(visitor_text=visit)
    return found


def _fragments_of(text: str, cm: Any, tm: Any, font: Any, size: float) -> Iterator[Fragment]:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = abs(tm[0] * cm[0] + tm[1] * cm[2]) or abs(tm[1] * cm[1] + tm[0] * cm[3])
    name = str((font or {}).get("/BaseFont", "")).casefold()
    for part in _CONTROL.sub(" ", text.replace("\n", "\x0a")).split("\n"):
        if part.strip():
            yield Fragment(
                _in_plain_letters(part),
                x,
                y,
                abs(size * scale) or 1.0,
                is_bold="bold" in name or "black" in name,
                is_italic="italic" in name or "oblique" in name,
            )


def _in_plain_letters(text: str) -> str:
    return _SHAPES.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), text)


def _words(line: Printed) -> str:
    return line.text or "\t".join(" ".join(cell.split()) for cell in line.cells)


def _as_lines(printed: list[Printed]) -> list[Line]:
    """Return the lines as the reader of texts takes them."""
    mark_gaps(printed)
    body = body_size(printed)
    left = _left_edges(printed)
    sizes = sorted({_size(line) for line in printed if _is_large(line, body)}, reverse=True)
    lines: list[Line] = []
    tables = 0
    for before, line in zip([None, *printed], printed, strict=False):
        made = _as_line(line, left.get(line.page, 0.0))
        if line.cells:
            tables += not (before and before.cells and before.page == line.page)
            made.table = tables
        elif _is_large(line, body):
            made.hashes = min(sizes.index(_size(line)) + 1, 6)
        if before and made.hashes and not line.after_gap and lines[-1].hashes == made.hashes:
            lines[-1].text = f"{lines[-1].text} {made.text}"  # a heading goes on
        else:
            lines.append(made)
    return lines


def _as_line(line: Printed, left: float) -> Line:
    text = unicodedata.normalize("NFC", line.text)
    made = Line(line.number, text, after_gap=line.after_gap, page=line.page)
    made.cells = [unicodedata.normalize("NFC", " ".join(cell.split())) for cell in line.cells]
    if not is_from_the_right(text):
        made.indent = max(round((line.x - left) / (line.size * _LETTERS_TO_A_STEP)), 0)
    made.emphasis = 2 if line.is_bold else int(line.is_italic)
    return made


def _size(line: Printed) -> float:
    return round(line.size, 1)


def _is_large(line: Printed, body: float) -> bool:
    return not line.cells and line.size > body * _HEADING and any(map(str.isalpha, line.text))


def _left_edges(printed: list[Printed]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for line in printed:
        edges[line.page] = min(edges.get(line.page, line.x), line.x)
    return edges


def _on_pages(pages: list[list[Printed]]) -> Iterator[Remark]:
    last = 0
    for number, page in enumerate(pages, 1):
        if not page:
            yield Remark(max(last, 1), f"page {number} holds no text: perhaps it is a picture")
        last = page[-1].number if page else last


def _on_lines(printed: list[Printed]) -> Iterator[Remark]:
    for line in printed:
        if line.cells:
            yield Remark(line.number, "unsure: a row of a table, told by where its words stand")
