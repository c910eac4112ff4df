"""A sheet as a tagged PDF (PDF/UA-1)."""

from pathlib import Path

import typst

_LAYOUT = Path(__file__).with_name("sheet.typ")


def render(sheet: bytes) -> bytes:
    """Return the PDF; what the sheet says is data there, never markup."""
    made = typst.compile(
        str(_LAYOUT), format="pdf", sys_inputs={"sheet": sheet.decode()}, pdf_standards=["ua-1"]
    )
    return bytes(made)
