"""A sheet as a Word file."""

import json
import unicodedata
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt, RGBColor

_SMALL = Pt(8)
_INK = RGBColor(0x16, 0x20, 0x2E)
_STRONG = {"L": False, "R": True, "AL": True}


def render(sheet: bytes) -> bytes:
    """Return the file."""
    content: dict[str, Any] = json.loads(sheet)
    document = _blank()
    _say_what_it_is(document.core_properties, content)
    document.add_heading(content["title"], level=0)
    for line in content["about"]:
        document.add_paragraph(line)
    for section in content["sections"]:
        _write(document, section)
    for line in content["foot"]:
        _put_small(document, line)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _say_what_it_is(properties: Any, content: dict[str, Any]) -> None:
    """Fill in what the library fills in for itself."""
    properties.title, properties.language = content["title"][:255], content["language"]
    properties.author = properties.last_modified_by = content["by"][:255]
    properties.comments = ""
    properties.created = properties.modified = datetime.fromisoformat(content["made"])


def _blank() -> Any:
    """Return an empty file: on A4, its lines close together, what is asked easy to read."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    asked = document.styles["Intense Quote"]
    asked.font.bold = asked.font.italic = False
    asked.font.size, asked.font.color.rgb = Pt(13), _INK
    asked.paragraph_format.left_indent = asked.paragraph_format.right_indent = Mm(8)
    asked.paragraph_format.space_before = Pt(4)
    return document


def _write(document: Any, section: dict[str, Any]) -> None:
    _put(document, section["heading"], "Heading 1")
    for paragraph in section["text"]:
        _put(document, paragraph, "Intense Quote")
    for line in section["about"]:
        _put(document, line)
    for part in section.get("parts", ()):
        _write_part(document, part)
    if section["rows"]:
        _tabulate(document, section["caption"], section["rows"])
    for line in section.get("small", ()):
        _put_small(document, line)


def _write_part(document: Any, part: dict[str, Any]) -> None:
    _put(document, part["heading"], "Heading 2")
    for block in part["blocks"]:
        _put(document, block["text"], "Quote" if block["kind"] == "quote" else None)
        if block["address"]:
            _put_small(document, block["address"])


def _put_small(document: Any, words: str) -> None:
    document.add_paragraph().add_run(words).font.size = _SMALL


def _put(document: Any, words: str, style: str | None = None) -> None:
    """Add a paragraph, written from the side from which its first letter is read."""
    paragraph = document.add_paragraph(words, style=style)
    sides = (_STRONG.get(unicodedata.bidirectional(letter)) for letter in words)
    if next((side for side in sides if side is not None), False):
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run.font.rtl = True


def _tabulate(document: Any, caption: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(caption))
    table.style = "Light Grid Accent 1"
    for cell, words in zip(table.rows[0].cells, caption, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
