"""Word files made for the tests, with the rules of their lists as Word writes them."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.consultations.pieces import Piece

# Of each list: the form and the pattern of its levels.
LISTS = {
    "bullets": [("bullet", "\uf0b7"), ("bullet", "o")],
    "paragraphs": [("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "(%3)")],
    "legal": [
        ("decimal", "%1."),
        ("decimal", "%1.%2"),
        ("decimal", "%1.%2.%3"),
        ("lowerLetter", "(%4)"),
        ("lowerRoman", "(%5)"),
    ],
}


def new() -> Any:
    """Return an empty document in which the lists are defined."""
    document = docx.Document()
    for name, levels in LISTS.items():
        define(document, name, levels)
    return document


def define(
    document: Any,
    name: str,
    levels: list[tuple[str, str]],
    *,
    styles: dict[int, str] | None = None,
    goes_on: bool = False,
) -> None:
    """Define a list: of each level, the form of its numbers and how they are printed.

    With styles, of each level the one whose paragraphs stand on it; where it goes on, levels
    count over those above.
    """
    rules = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlRestart w:val="{0 if goes_on else depth}"/>'
        f'<w:pStyle w:val="{(styles or {}).get(depth, "")}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    _define(document, name, rules)


def stand_for(document: Any, name: str, style: str) -> None:
    """Define a list that is the one of a style of lists."""
    _define(document, name, f'<w:numStyleLink w:val="{style}"/>')


def _define(document: Any, name: str, rules: str) -> None:
    number = key(name)
    numbering = document.part.numbering_part.element
    numbering.insert(0, _element("abstractNum", f'w:abstractNumId="{number}"', rules))
    numbering.append(_element("num", f'w:numId="{number}"', f'<w:abstractNumId w:val="{number}"/>'))


def delete(paragraph: Any, words: str) -> None:
    """Leave words in the file as somebody does who deletes while changes are tracked."""
    run = f"<w:r><w:delText>{words}</w:delText></w:r>"
    paragraph._p.append(_element("del", 'w:id="1" w:author="a"', run))


def comment(document: Any, words: str) -> None:
    """Put a comment into the margin."""
    document.add_comment(document.paragraphs[0].runs, text=words)


def restart(document: Any, name: str, again: str, start: int) -> None:
    """Let the list go on under another name, counted from that number."""
    begun = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    rules = f'<w:abstractNumId w:val="{key(name)}"/>{begun}'
    numbering = document.part.numbering_part.element
    numbering.append(_element("num", f'w:numId="{key(again)}"', rules))


def key(name: str) -> int:
    """Return the number under which a list of that name is defined."""
    return 50 + sum(map(ord, name))


def _element(name: str, attributes: str, content: str) -> Any:
    return parse_xml(f"<w:{name} {nsdecls('w')} {attributes}>{content}</w:{name}>")


def add(
    document: Any, text: str, *, style: str = "Normal", listed: str = "", depth: int = 0
) -> Any:
    """Add a paragraph, which the list counts where one is named."""
    paragraph = document.add_paragraph(text, style=style)
    if listed:
        list_by(paragraph, listed, depth)
    return paragraph


def list_by(paragraph: Any, listed: str, depth: int) -> None:
    """Let the list count the paragraph."""
    numbered = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{key(listed)}"/>'
    paragraph._p.get_or_add_pPr().append(_element("numPr", "", numbered))


def content(document: Any) -> bytes:
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def typed(pieces: Iterable[Piece]) -> bytes:
    """Return the file in which somebody typed the pieces."""
    document = new()
    rows: list[list[list[str]]] = []
    for piece in pieces:
        if piece.begins_page:
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        if piece.cells:
            rows.append(piece.cells)
        else:
            _type(document, piece)
    if rows:
        _tabulate(document, rows)
    return content(document)


def _type(document: Any, piece: Piece) -> None:
    styles = {"title": "Title", "heading": "Heading 1"}
    if piece.label.endswith((".", ")")):
        depth = 0 if piece.kind == "paragraph" else 1
        add(document, piece.text, listed="paragraphs", depth=depth)
    elif piece.kind == "item":
        add(document, piece.text, listed="bullets")
    else:
        words = f"{piece.label} {piece.text}".strip()
        add(document, words, style=styles.get(piece.kind, "Normal"))


def _tabulate(document: Any, rows: list[list[list[str]]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, items in zip(table.add_row().cells, row, strict=True):
            cell.text = "; ".join(items)


def note(document: Any, paragraph: Any, words: str, number: int) -> None:
    """Put a reference to a note behind the paragraph, and the note into its part."""
    run = paragraph.add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))
    part = next(
        (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/footnotes")),
        None,
    ) or _notes_part(document)
    part._element.append(
        parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
            "</w:footnote>"
        )
    )


def _notes_part(document: Any) -> Any:
    element = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
    name = PackURI("/word/footnotes.xml")
    part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, element, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    return part
