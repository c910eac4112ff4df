"""A sheet as a Word file."""

import json
from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Pt


def render(sheet: bytes) -> bytes:
    """Return the file."""
    content: dict[str, Any] = json.loads(sheet)
    document = Document()
    document.core_properties.title = content["title"][:255]
    document.core_properties.language = content["language"]
    document.add_heading(content["title"], level=0)
    for line in content["about"]:
        document.add_paragraph(line)
    for section in content["sections"]:
        _write(document, section)
    for line in content["foot"]:
        document.add_paragraph().add_run(line).font.size = Pt(8)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _write(document: Any, section: dict[str, Any]) -> None:
    document.add_heading(section["heading"], level=1)
    for paragraph in section["text"]:
        document.add_paragraph(paragraph, style="Intense Quote")
    for line in section["about"]:
        document.add_paragraph(line)
    if section["rows"]:
        _tabulate(document, section["caption"], section["rows"])


def _tabulate(document: Any, caption: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(caption))
    table.style = "Light Grid Accent 1"
    for cell, words in zip(table.rows[0].cells, caption, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
