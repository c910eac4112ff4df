"""A sheet as a tagged PDF (PDF/UA-1 where all its signs can be shown)."""

from pathlib import Path
from typing import Any

import typst

_LAYOUT = Path(__file__).with_name("sheet.typ")


def render(sheet: bytes) -> bytes:
    """Return the PDF; what the sheet says is data there, never markup.

    The standard allows no sign that no font of this server has: with one, the file is made
    without the standard, and a box stands in its place.
    """
    try:
        return _compiled(sheet, pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compiled(sheet)


def _compiled(sheet: bytes, **options: Any) -> bytes:
    words = {"sheet": sheet.decode()}
    return bytes(typst.compile(str(_LAYOUT), format="pdf", sys_inputs=words, **options))
