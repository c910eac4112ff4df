"""Word files and PDFs are read into the same blocks as the text that is in them."""

import unicodedata
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from consultations.importing import MARKUP, Reading, UnreadableDocument, decode, read
from consultations.unpacking import portable, word
from consultations.unpacking.counting import numeral
from tests.consultations import word_files
from tests.consultations.pieces import Piece, pieces_of
from tests.consultations.portable_files import typeset

pytestmark = pytest.mark.hold
OURS = Path(__file__).parent / "fixtures"
REAL = Path(__file__).resolve().parents[3] / "shared" / "input"
TEXTS = [
    OURS / "statement.txt",
    OURS / "session_report.txt",
    REAL / "act-alliance-statement-2017-09-05.txt",
    REAL / "gfmd-working-session-2017-09-06.txt",
]


def _text(path: Path) -> Reading:
    if not path.exists():
        pytest.skip(f"{path.name} is no part of the repository, and is not beside it")
    return read(decode(path.read_bytes())[0])


def _cited(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (one.kind, one.level, one.label, one.reference, one.anchor, one.text, one.cells)
        for one in reading.blocks
    ]


def _blocks(reading: Reading) -> list[tuple[str, str, str]]:
    return [(block.anchor, block.label, block.text) for block in reading.blocks]


def _remarks(reading: Reading) -> str:
    return "\n".join(remark.what for remark in reading.report)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_word_file_gives_the_same_blocks(path):
    reading = _text(path)
    assert _cited(word.unpack(word_files.typed(pieces_of(reading)))) == _cited(reading)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_pdf_gives_the_same_blocks(path):
    reading = _text(path)
    pdf = typeset(pieces_of(reading), head="Guild of the Carts", foot=True)
    unpacked = portable.unpack(pdf)
    assert _cited(unpacked) == _cited(reading)
    assert "left out, printed at the edge of page 2: Guild of the Carts" in _remarks(unpacked)


# Word.


def test_numbers_that_word_counts_are_printed_as_it_prints_them():
    file = word_files.new()
    for depth, text in [
        (0, "Ports"),
        (1, "Quays"),
        (2, "The stone one"),
        (3, "Rings of iron"),
        (4, "At the steps."),
        (4, "At the crane."),
        (3, "Rings of rope."),
        (1, "Moles"),
        (0, "Ferries"),
        (1, "By night"),
    ]:
        word_files.add(file, text, listed="legal", depth=depth)
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == [
        "1.", "1.1", "1.1.1", "(a)", "(i)", "(ii)", "(b)", "1.2", "2.", "2.1",
    ]  # fmt: skip
    assert [block.anchor for block in reading.blocks][:7] == [
        "p1", "p1-1", "p1-1-1", "p1-1-1a", "p1-1-1a-i", "p1-1-1a-ii", "p1-1-1b",
    ]  # fmt: skip


def test_a_list_that_begins_anew_counts_anew_and_others_go_on():
    file = word_files.new()
    word_files.add(file, "One quay.", listed="paragraphs")
    word_files.add(file, "Two quays.", listed="paragraphs")
    word_files.restart(file, "paragraphs", "again", start=5)
    word_files.add(file, "Five boats.", listed="again")
    word_files.add(file, "Six boats.", listed="again")
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == ["1.", "2.", "5.", "6."]


@pytest.mark.parametrize(
    ("form", "pattern", "printed"),
    [
        ("upperRoman", "%1.", ["I.", "II.", "III.", "IV."]),
        ("upperLetter", "(%1)", ["(A)", "(B)", "(C)", "(D)"]),
        ("lowerRoman", "%1)", ["i)", "ii)", "iii)", "iv)"]),
        ("decimalZero", "%1.", ["01.", "02.", "03.", "04."]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、", "四、"]),
    ],
)
def test_numbers_come_in_many_forms(form, pattern, printed):
    file = word_files.new()
    word_files.define(file, "own", [(form, pattern)])
    for number in range(4):
        word_files.add(file, f"Quay of stone number {number}.", listed="own")
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == printed


def test_a_number_that_is_no_label_stays_before_its_words():
    file = word_files.new()
    word_files.define(file, "articles", [("decimal", "Article %1 –")])
    word_files.define(file, "bells", [("bahtText", "%1.")])
    word_files.define(file, "nothing", [("none", "%1.")])
    word_files.add(file, "Quays are free.", listed="articles")
    word_files.add(file, "Bells ring.", listed="bells")
    word_files.add(file, "Ropes hang.", listed="nothing")
    reading = word.unpack(word_files.content(file))
    assert [(one.label, one.text) for one in reading.blocks] == [
        ("", "Article 1 – Quays are free."),
        ("1.", "Bells ring."),
        ("", "Ropes hang."),
    ]
    assert "a form that is not known here is printed as 1." in _remarks(reading)


def test_headings_and_titles_are_told_by_their_styles():
    file = word_files.new()
    word_files.add(file, "On quays and on what they are for.", style="Title")
    word_files.add(file, "Of stone. And of wood.", style="Heading 1")
    word_files.add(file, "The quay is of stone.")
    word_files.add(file, "Moored boats", style="Heading 2")
    word_files.add(file, "They lie still.")
    reading = word.unpack(word_files.content(file))
    assert [(one.kind, one.level) for one in reading.blocks] == [
        ("title", 0), ("heading", 1), ("paragraph", 0), ("heading", 2), ("paragraph", 0),
    ]  # fmt: skip


def test_notes_stand_behind_the_text_and_are_cited_by_their_number():
    file = word_files.new()
    word_files.add(file, "Statement on quays", style="Title")
    first = word_files.add(file, "The quay is closed.")
    second = word_files.add(file, "The mole is open.")
    word_files.add(file, "Thank you.")
    word_files.note(file, second, "By order of 1988.", 7)
    word_files.note(file, first, "Since the flood.", 9)
    reading = word.unpack(word_files.content(file))
    assert [(one.kind, one.anchor, one.label, one.text) for one in reading.blocks][1:] == [
        ("paragraph", "p1", "", "The quay is closed.[1]"),
        ("paragraph", "p2", "", "The mole is open.[2]"),
        ("closing", "p3", "", "Thank you."),
        ("note", "n1", "[1]", "Since the flood."),
        ("note", "n2", "[2]", "By order of 1988."),
    ]
    assert reading.blocks[-1].reference == "note 2"


def test_a_table_keeps_its_cells_also_where_some_are_merged():
    file = word_files.new()
    word_files.add(file, "The table shows it.")
    table = file.add_table(rows=3, cols=3)
    for row, words in zip(
        table.rows, [["Where", "What", "When"], ["Quay", "Ropes", "May"], ["", "Rings", "June"]],
        strict=True,
    ):  # fmt: skip
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(1, 2))
    reading = word.unpack(word_files.content(file))
    assert [block.cells for block in reading.blocks if block.cells] == [
        [["Where"], ["What"], ["When"]],
        [["Quay"], ["Ropes", "May"], []],
        [[], ["Rings"], ["June"]],
    ]
    assert [each.what for each in reading.report] == ["a table of 3 columns, rows: 2"]


def test_a_box_of_one_column_is_read_as_paragraphs():
    file = word_files.new()
    table = file.add_table(rows=2, cols=1)
    table.cell(0, 0).text = "The quay is closed."
    table.cell(1, 0).text = "The mole is open."
    reading = word.unpack(word_files.content(file))
    assert _blocks(reading) == [
        ("p1", "", "The quay is closed."),
        ("p2", "", "The mole is open."),
    ]
    assert "a table of one column is read as paragraphs" in _remarks(reading)


def _inside(file, xml: str) -> None:
    paragraph = file.add_paragraph()
    for element in parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"):
        paragraph._p.append(element)


def test_what_is_printed_is_kept_and_what_is_not_is_reported():
    file = word_files.new()
    file.sections[0].header.paragraphs[0].text = "Guild of the Carts"
    file.sections[0].footer.paragraphs[0].text = "Printed in May"
    _inside(
        file,
        '<w:ins w:id="1" w:author="a"><w:r><w:t xml:space="preserve">The quay </w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>the mole</w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly</w:t></w:r>"
        "<w:r><w:t>is</w:t><w:br/><w:t>closed</w:t><w:noBreakHyphen/><w:t>up</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="00B7"/>'
        "</w:r><w:hyperlink><w:r><w:t>.</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
    )
    _inside(file, '<w:r><w:t>Open\u0085.</w:t><w:sym w:font="Symbol" w:char="0000"/></w:r>')
    reading = word.unpack(word_files.content(file))
    assert _blocks(reading) == [
        ("p1", "", "The quay is closed\u2011up\ufffd\u00b7."),
        ("p2", "", "Open .\ufffd"),
    ]
    for left_out in (
        "deleted in the file, left out: the mole",
        "hidden in the file, left out: secretly",
        "left out, the head of the pages: Guild of the Carts",
        "left out, the foot of the pages: Printed in May",
        "as U+FFFD: U+F0FC",
    ):
        assert left_out in _remarks(reading)


def test_text_in_boxes_controls_and_offers_is_read_once():
    file = word_files.new()
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    _inside(
        file,
        f"<w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice>{box}"
        f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>",
    )
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In the control.</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    file.element.body.insert(1, parse_xml(control))
    reading = word.unpack(word_files.content(file))
    assert [block.text for block in reading.blocks] == ["Before.", "In the box.", "In the control."]


def test_signs_that_would_be_markup_in_a_text_are_words_in_word():
    file = word_files.new()
    file.sections[0].header.is_linked_to_previous = False
    word_files.add(file, "# The *quay* is `closed` | [here](there).")
    word_files.add(file, "> And the mole_is_open.")
    reading = word.unpack(word_files.content(file))
    assert [block.text for block in reading.blocks] == [
        "# The *quay* is `closed` | [here](there).",
        "> And the mole_is_open.",
    ]


def test_a_page_that_ends_in_a_paragraph_tears_nothing():
    file = word_files.new()
    paragraph = word_files.add(file, "The quay is closed for ")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("the winter.")
    word_files.add(file, "The mole is open and the ferry goes each hour of the day and the night")
    word_files.add(file, "Another paragraph without an end")
    reading = word.unpack(word_files.content(file))
    assert len(reading.blocks) == 3
    assert reading.blocks[0].text == "The quay is closed for the winter."
    assert [line.page for line in reading.lines] == [1, 2, 2]


def test_a_table_of_contents_and_comments_are_left_out_and_named():
    file = word_files.new()
    file.styles.add_style("toc 1", 1)
    word_files.add(file, "Quays\t3", style="toc 1")
    word_files.add(file, "The quay is closed.")
    reading = word.unpack(word_files.content(file))
    assert _blocks(reading) == [("p1", "", "The quay is closed.")]
    assert "left out, a line of the table of contents: Quays\t3" in _remarks(reading)


def _styled(file, name: str, kind: str = "paragraph", **more: str):
    """Add a style that holds these properties: a list, a level of the outline."""
    style = parse_xml(
        f'<w:style {nsdecls("w")} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"{more.get('based', '')}<w:pPr>{more.get('inside', '')}</w:pPr></w:style>"
    )
    file.styles.element.append(style)
    return name


def test_a_list_may_be_that_of_a_style_and_its_depth_too():
    file = word_files.new()
    numbered = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    key = word_files.key("own")
    word_files.define(file, "own", [("decimal", "%1."), ("lowerLetter", "%2)")], styles={1: "Deep"})
    _styled(file, "Flat", inside=numbered.format(key))
    _styled(file, "Deep", inside=numbered.format(key), based='<w:basedOn w:val="Flat"/>')
    _styled(file, "Bare", inside=numbered.format(0), based='<w:basedOn w:val="Flat"/>')
    for style in ("Flat", "Deep", "Deep", "Bare"):
        word_files.add(file, f"A quay, {style}.", style=style)
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == ["1.", "a)", "b)", ""]


def test_a_list_may_stand_for_that_of_another_style():
    file = word_files.new()
    word_files.define(file, "own", [("decimal", "%1)")])
    _styled(
        file,
        "Quays",
        "numbering",
        inside=f'<w:numPr><w:numId w:val="{word_files.key("own")}"/></w:numPr>',
    )
    word_files.stand_for(file, "linked", "Quays")
    word_files.stand_for(file, "lost", "Nobody")
    word_files.add(file, "The first quay.", listed="linked")
    word_files.add(file, "The second quay.", listed="linked")
    word_files.add(file, "No quay.", listed="lost")
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == ["1)", "2)", ""]


def test_a_level_may_go_on_counting_over_those_above():
    file = word_files.new()
    word_files.define(file, "own", [("decimal", "%1."), ("decimal", "(%2)")], goes_on=True)
    for depth in (0, 1, 1, 0, 1):
        word_files.add(file, "A quay of stone.", listed="own", depth=depth)
    reading = word.unpack(word_files.content(file))
    assert [block.label for block in reading.blocks] == ["1.", "(1)", "(2)", "2.", "(3)"]


@pytest.mark.parametrize(
    ("number", "printed"), [(10, "十"), (11, "十一"), (20, "二十"), (105, "一零五")]
)
def test_numbers_are_counted_in_chinese(number, printed):
    assert numeral(number, "chineseCounting") == (printed, True)


def test_numbers_of_no_form_are_printed_as_they_are():
    assert numeral(27, "lowerLetter") == ("aa", True)
    assert numeral(3, "decimalFullWidth") == ("３", True)
    assert numeral(3, "decimalEnclosedParen") == ("(3)", True)
    assert numeral(0, "lowerLetter") == ("0", False)


def test_an_outline_makes_headings_and_its_end_makes_text():
    file = word_files.new()
    _styled(file, "Own", inside='<w:outlineLvl w:val="1"/>')
    _styled(file, "Text", inside='<w:outlineLvl w:val="9"/>', based='<w:basedOn w:val="Own"/>')
    word_files.add(file, "The harbour is old.")
    word_files.add(file, "Of stone. And of wood.", style="Own")
    word_files.add(file, "The quay is of stone, and was of wood.", style="Text")
    reading = word.unpack(word_files.content(file))
    assert [block.kind for block in reading.blocks] == ["paragraph", "heading", "paragraph"]


def test_lines_in_bold_head_and_lines_in_italics_may_be_titles():
    file = word_files.new()
    word_files.add(file, "Statement on quays", style="Title")
    word_files.add(file, "").add_run("Read out at the harbour").italic = True
    word_files.add(file, "The quay is of stone, and was of wood.")
    word_files.add(file, "").add_run("Moored boats").bold = True
    word_files.add(file, "They lie still.")
    reading = word.unpack(word_files.content(file))
    assert [one.kind for one in reading.blocks] == [
        "title",
        "title",
        "paragraph",
        "heading",
        "paragraph",
    ]


def test_columns_that_tabulators_make_are_a_table():
    file = word_files.new()
    word_files.add(file, "The table shows it.")
    word_files.add(file, "Where\tWhat")
    word_files.add(file, "Quay\tRopes")
    reading = word.unpack(word_files.content(file))
    assert [block.cells for block in reading.blocks] == [
        None,
        [["Where"], ["What"]],
        [["Quay"], ["Ropes"]],
    ]


def test_a_table_inside_a_table_and_a_list_in_a_cell_are_read():
    file = word_files.new()
    table = file.add_table(rows=2, cols=2)
    for cell, words in zip(table.rows[0].cells, ["Where", "What"], strict=True):
        cell.text = words
    inner = table.cell(1, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Quay", "Mole"
    listed = table.cell(1, 1).paragraphs[0]
    listed.text = "Ropes"
    word_files.list_by(listed, "paragraphs", 1)
    reading = word.unpack(word_files.content(file))
    assert reading.blocks[-1].cells == [["Quay", "Mole"], ["a) Ropes"]]
    assert "a table inside a table" in _remarks(reading)


def test_what_was_deleted_or_is_of_another_format_is_named():
    file = word_files.new()
    word_files.add(file, "The quay is closed.")
    word_files.add(file, "")
    gone = "<w:p><w:r><w:t>The mole.</w:t></w:r></w:p>"
    for xml in (f"<w:moveFrom {nsdecls('w')}>{gone}</w:moveFrom>", f"<w:altChunk {nsdecls('w')}/>"):
        file.element.body.insert(1, parse_xml(xml))
    _inside(file, '<w:r><w:sym w:font="Symbol" w:char="none"/></w:r>')
    word_files.comment(file, "Is it?")
    reading = word.unpack(word_files.content(file))
    assert _blocks(reading) == [("p1", "", "The quay is closed.")]
    for what in ("left out: The mole.", "a part in another format", "comments in the margin: 1"):
        assert what in _remarks(reading)


def test_a_note_is_referred_to_twice_and_stands_once():
    file = word_files.new()
    first, second = (word_files.add(file, f"The {name} is closed.") for name in ("quay", "mole"))
    word_files.note(file, first, "Since the flood.", 7)
    second.add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="7"/>'))
    word_files.note(file, second, "", 8)
    second.add_run()._r.append(parse_xml(f'<w:endnoteReference {nsdecls("w")} w:id="7"/>'))
    reading = word.unpack(word_files.content(file))
    assert _blocks(reading)[1:] == [
        ("p2", "", "The mole is closed.[1][2][3]"),
        ("n1", "[1]", "Since the flood."),
    ]
    assert "note 2 holds no words" in _remarks(reading)
    assert "note 3 holds no words" in _remarks(reading)


WORDS = st.lists(
    st.sampled_from(
        [
            "Quay ",
            "quay ",
            "end. ",
            "1. ",
            "a) ",
            "- ",
            "• ",
            "# ",
            "*",
            "|",
            "\t",
            "我",
            "ش",
            "e\u0301",
            "re-",
        ]
    ),
    max_size=8,
).map("".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from(["Normal", "Heading 1", "Title"])), max_size=8))
def test_no_sign_of_a_word_file_is_lost_that_the_report_does_not_name(paragraphs):
    file = word_files.new()
    for words, style in paragraphs:
        word_files.add(file, words, style=style)
    reading = word.unpack(word_files.content(file))
    taken = [one.what.partition(MARKUP)[2] for one in reading.report]
    kept = "".join([*(f"{one.label}{one.text}" for one in reading.blocks), *taken])
    typed = "".join(words for words, _style in paragraphs)
    assert Counter(_signs(kept)) == Counter(_signs(typed))


def _signs(text: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFC", text) if not sign.isspace()]


# PDF.


def _pieces(*texts: str, kind: str = "paragraph") -> list[Piece]:
    return [Piece(kind, text) for text in texts]


LONG = (
    "The harbour council asks that every quay be opened before the winter, since boats that wait "
    "outside of the mole lose their moorings, their nets and at times their crews as well."
)


def test_two_columns_are_read_one_behind_the_other():
    words = LONG.split()
    texts = [f"{n}. Now {' '.join([*words[n:], *words[:n]])}." for n in range(1, 25)]
    reading = portable.unpack(typeset(_pieces(*texts), columns=2))
    assert [block.label for block in reading.blocks] == [f"{n}." for n in range(1, 25)]
    assert [f"{block.label} {block.text}" for block in reading.blocks] == texts


def test_divided_words_are_made_whole_and_named():
    words = "international cooperation notwithstanding responsibilities "
    text = "We " + words * 6 + "end."
    reading = portable.unpack(typeset(_pieces(text), columns=3, hyphenate=True))
    assert reading.blocks[0].text == text
    assert "hyphen of a divided word is taken off" in _remarks(reading)


def test_a_word_with_a_hyphen_of_its_own_keeps_it():
    text = ("The cross-border ferry " * 30).strip() + "."
    reading = portable.unpack(typeset(_pieces(text), columns=3))
    assert reading.blocks[0].text == text


def test_the_number_of_a_page_inside_a_divided_word_is_taken_out():
    torn = [
        Piece("paragraph", f"{LONG} It asks for inter-"),
        Piece("paragraph", "national law too."),
    ]
    pieces = [torn[0], torn[1]._replace(begins_page=True)]
    reading = portable.unpack(typeset(pieces, head="Guild of the Carts", foot=True))
    assert [block.text for block in reading.blocks] == [
        f"{LONG} It asks for international law too."
    ]
    assert "printed at the edge of page 1: Page 1" in _remarks(reading)
    assert "a guess: the hyphen of a divided word is taken off: inter-national" in _remarks(reading)


@pytest.mark.parametrize("name", ["arabic", "chinese", "french"])
def test_other_scripts_are_read_in_the_order_in_which_they_are_spoken(name):
    pdf = (OURS / f"{name}.pdf").read_bytes()
    text = (OURS / f"{name}.txt").read_text()
    assert [one.text for one in portable.unpack(pdf).blocks] == [
        one.text for one in read(text).blocks
    ]


def test_a_scan_is_refused_with_a_word_about_text_recognition():
    with pytest.raises(UnreadableDocument, match=r"OCR"):
        portable.unpack(typeset([]))


def test_a_table_is_flagged_unsure():
    rows = [Piece("table-row", "", cells=[["Where", "x"], ["What"]]),
            Piece("table-row", "", cells=[["Quay"], ["Ropes"]])]  # fmt: skip
    reading = portable.unpack(typeset([*_pieces(LONG), *rows]))
    assert [block.cells for block in reading.blocks if block.cells] == [
        [["Where; x"], ["What"]],
        [["Quay"], ["Ropes"]],
    ]
    assert "unsure: a row of a table" in _remarks(reading)


def test_a_page_without_text_is_named():
    blank = Piece("paragraph", "", begins_page=True)
    pieces = [*_pieces(LONG), blank, Piece("paragraph", LONG, begins_page=True)]
    assert "page 2 holds no text" in _remarks(portable.unpack(typeset(pieces)))


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_no_letter_is_lost_that_the_report_does_not_name(kind):
    make, unpack = {"docx": (word_files.typed, word.unpack), "pdf": (typeset, portable.unpack)}[
        kind
    ]
    reading = unpack(make(pieces_of(_text(OURS / "session_report.txt"))))
    source = "".join("".join(line.text.split()) for line in reading.lines)
    kept = "".join("".join(f"{one.label}{one.text}".split()) for one in reading.blocks)
    taken = [remark.what.partition(": ")[2] for remark in reading.report]
    assert sorted(source.replace("•", "")) == sorted(kept)
    assert source.count("•") == sum(what.count("•") for what in taken)


def test_a_protected_pdf_is_refused():
    writer = PdfWriter(clone_from=PdfReader(BytesIO(typeset(_pieces(LONG)))))
    writer.encrypt("secret", algorithm="AES-256")
    saved = BytesIO()
    writer.write(saved)
    with pytest.raises(UnreadableDocument, match="without a password"):
        portable.unpack(saved.getvalue())
