"""A text in pieces as an office would type it, with the pages that tore one of them in two."""

import re
from typing import NamedTuple

from consultations.importing import Reading


class Piece(NamedTuple):
    """One paragraph of a file: what it is, its label, its words, and whether a page begins."""

    kind: str
    text: str
    label: str = ""
    level: int = 0
    cells: list[list[str]] | None = None
    begins_page: bool = False


def pieces_of(reading: Reading) -> list[Piece]:
    """Return the blocks as pieces, torn again where the reader joined two pages."""
    printed = {line.line: line.text for line in reading.lines}
    joins = {
        remark.line: printed[remark.line]
        for remark in reading.report
        if remark.what.startswith("joined")
    }
    pieces: list[Piece] = []
    for block in reading.blocks:
        whole = Piece(block.kind, block.text, block.label, block.level, block.cells)
        seams = [at for at in joins if block.first_line < at <= block.last_line]
        pieces += _torn(whole, joins[seams[0]]) if seams else [whole]
    return pieces


def _torn(piece: Piece, line: str) -> list[Piece]:
    rest = re.sub(r"^\s*-\s+", "", line).strip()
    before = piece.text.partition(rest)[0].strip()
    kind = "item" if rest != line.strip() else "paragraph"
    after = piece.text[piece.text.index(rest) :]
    return [piece._replace(text=before), Piece(kind, after, begins_page=True)]
