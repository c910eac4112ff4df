"""PDF files made for the tests, laid out by a typesetter."""

import json
from collections.abc import Iterable

import typst

from tests.consultations.pieces import Piece

LAYOUT = r"""
#let data = json(bytes(sys.inputs.data))
#set document(title: "A file of the tests")
#set page(paper: "a4", margin: 25mm, columns: data.columns,
  header: if data.head != "" [#data.head #h(1fr) #context counter(page).display()],
  footer: if data.foot [#align(center)[Page #context counter(page).display()]])
#set text(size: 11pt, lang: data.language, hyphenate: data.hyphenate)
#set par(justify: true, spacing: 1.4em, leading: 0.6em)
#set table(stroke: 0.5pt)
#for piece in data.pieces {
  if piece.begins_page { pagebreak() }
  if piece.cells != none {
    table(columns: piece.cells.at(0).len() * (1fr,), align: left,
      ..piece.cells.flatten().map(cell => par(justify: false, cell)))
  } else if piece.kind == "title" or piece.kind == "heading" {
    block(above: 1.8em, text(size: 15pt, weight: "bold", hyphenate: false, piece.text))
  } else if piece.kind == "item" {
    pad(left: piece.level * 6mm, grid(columns: (7mm, 1fr), piece.label, par(piece.text)))
  } else if piece.label != "" {
    block[#piece.label #h(3mm) #piece.text]
  } else {
    block(piece.text)
  }
}
"""


def typeset(
    pieces: Iterable[Piece],
    *,
    head: str = "",
    foot: bool = False,
    columns: int = 1,
    language: str = "en",
    hyphenate: bool = False,
) -> bytes:
    """Return the file in which the pieces are printed; rows that follow are one table."""
    data = {
        "pieces": _with_tables(pieces),
        "head": head,
        "foot": foot,
        "columns": columns,
        "language": language,
        "hyphenate": hyphenate,
    }
    return bytes(
        typst.compile(LAYOUT.encode(), format="pdf", sys_inputs={"data": json.dumps(data)})
    )


def _with_tables(pieces: Iterable[Piece]) -> list[dict[str, object]]:
    printed: list[dict[str, object]] = []
    for piece in pieces:
        row = [["; ".join(items) for items in piece.cells]] if piece.cells else None
        label = piece.label or ("•" if piece.kind == "item" else "")
        if row and printed and printed[-1]["cells"]:
            printed[-1]["cells"] += row  # type: ignore[operator]
        else:
            printed.append({**piece._asdict(), "label": label, "cells": row})
    return printed
