"""Two whole documents, ours and the real ones of the same shape, and what holds for any text."""

import json
import re
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.importing import (
    Reading,
    Remark,
    Stage,
    UnreadableDocument,
    decode,
    item_reference,
    read,
)

OURS = Path(__file__).parent / "fixtures"
REAL = Path(__file__).resolve().parents[3] / "shared" / "input"


def _reading(path: Path) -> Reading:
    if not path.exists():
        pytest.skip(f"{path.name} is no part of the repository, and is not beside it")
    text, remarks = decode(path.read_bytes())
    assert remarks == []
    return read(text)


@pytest.fixture(params=[OURS / "statement.txt", REAL / "act-alliance-statement-2017-09-05.txt"])
def statement(request) -> Reading:
    return _reading(request.param)


@pytest.fixture(params=[OURS / "session_report.txt", REAL / "gfmd-working-session-2017-09-06.txt"])
def report(request) -> Reading:
    return _reading(request.param)


def _named(reading: Reading, anchor: str) -> str:
    (block,) = [block for block in reading.blocks if block.anchor == anchor]
    return block.text


def _remarks(reading: Reading, beginning: str) -> list[int]:
    return [remark.line for remark in reading.report if remark.what.startswith(beginning)]


def test_the_statement_has_eighteen_blocks(statement):
    assert [(block.kind, block.level, block.reference) for block in statement.blocks] == [
        ("title", 0, "title"),
        ("title", 0, "title, line 2"),
        ("dateline", 0, "dateline"),
        ("salutation", 0, "paragraph 1"),
        ("paragraph", 0, "paragraph 2"),
        ("paragraph", 0, "paragraph 3"),
        *[("item", 1, f"paragraph 3, item {item}") for item in (1, 2, 3, 4)],
        ("paragraph", 0, "paragraph 4"),
        *[("item", 1, f"paragraph 4, item {item}") for item in (1, 2, 3)],
        ("paragraph", 0, "paragraph 5"),
        ("paragraph", 0, "paragraph 6"),
        ("paragraph", 0, "paragraph 7"),
        ("closing", 0, "paragraph 8"),
    ]
    anchors = "title title-2 dateline p1 p2 p3 p3-1 p3-2 p3-3 p3-4 p4 p4-1 p4-2 p4-3 p5 p6 p7 p8"
    assert [block.anchor for block in statement.blocks] == anchors.split()
    assert not any(block.label or block.cells for block in statement.blocks)


def test_the_statement_is_whole_where_the_page_broke(statement):
    assert re.search(r" a (painted door|false dichotomy) – ", _named(statement, "p6"))
    assert _named(statement, "p6").endswith(".")
    assert _remarks(statement, "joined with line 28") == [30]


def test_the_markup_of_the_statement_is_taken_off_and_reported(statement):
    assert not any(set("*#") & set(block.text) for block in statement.blocks)
    report = {remark.line: remark.what for remark in statement.report}
    assert report[3] == "markup removed: ## ** **"
    assert report[5] == "markup removed: * *"
    assert _remarks(statement, "markup removed: -") == [15, 16, 17, 18, 22, 23, 24]


def test_the_report_has_twenty_eight_blocks(report):
    assert [(block.kind, block.level, block.label, block.anchor) for block in report.blocks] == [
        ("title", 0, "", "title"),
        ("title", 0, "", "title-2"),
        ("dateline", 0, "", "dateline"),
        ("paragraph", 0, "1.", "p1"),
        ("paragraph", 0, "2.", "p2"),
        ("heading", 1, "", "h1"),
        ("paragraph", 0, "3.", "p3"),
        *[("item", 1, f"{letter})", f"p3{letter}") for letter in "abc"],
        ("paragraph", 0, "4.", "p4"),
        *[("item", 1, f"{letter})", f"p4{letter}") for letter in "abc"],
        ("paragraph", 0, "5.", "p5"),
        ("question", 0, "Question 1:", "q1"),
        *[("item", 1, "", f"q1-{item}") for item in (1, 2)],
        ("question", 0, "Question 2:", "q2"),
        *[("item", 1, "", f"q2-{item}") for item in (1, 2, 3)],
        ("question", 0, "Question 3:", "q3"),
        *[("item", 1, "", f"q3-{item}") for item in (1, 2)],
        ("paragraph", 0, "6.", "p6"),
        ("table-row", 0, "", "t1-r1"),
        ("table-row", 0, "", "t1-r2"),
    ]


def test_the_report_is_cited_as_it_prints_its_labels(report):
    references = {block.anchor: block.reference for block in report.blocks}
    assert references["p4a"] == "paragraph 4, a)"
    assert references["q3"] == "question 3"
    assert references["q3-2"] == "question 3, item 2"
    assert references["p6"] == "paragraph 6"
    assert references["h1"] == "heading 1"
    assert (references["t1-r1"], references["t1-r2"]) == ("table, headings", "table, row 2")


def test_the_report_is_whole_behind_its_false_bullet(report):
    joined = _named(report, "p4a")
    assert re.search(r"(any leg of the river journey|all stages of the migration) ", joined)
    assert _remarks(report, "joined with line 19") == [21]
    assert len(_remarks(report, "joined")) == 1


def test_the_broken_lines_of_the_report_are_folded(report):
    for anchor in ("q1-1", "q1-2", "q2-1"):
        text = _named(report, anchor)
        assert "\n" not in text
        assert "  " not in text
        assert text.endswith(".")


def test_both_numbers_of_the_cluster_are_kept(report):
    assert " 5: " in _named(report, "title-2")
    assert _named(report, "h1").endswith(" 6")


def test_the_table_holds_four_three_and_three_items(report):
    headings, row = report.blocks[-2:]
    assert [len(cell) for cell in headings.cells] == [1, 1, 1]
    assert [len(cell) for cell in row.cells] == [4, 3, 3]
    assert headings.text.split("\n") == [cell[0] for cell in headings.cells]
    assert row.text.split("\n") == ["; ".join(cell) for cell in row.cells]


def test_items_of_the_table_are_cited_by_the_word_of_their_column(report):
    headings, row = report.blocks[-2:]
    cited = [item_reference(headings.cells, row.cells, cell, 0) for cell in range(3)]
    assert cited == [
        "table, convergence, item 1",
        "table, recommendations, item 1",
        "table, challenges, item 1",
    ]


@pytest.mark.parametrize("change", ["crlf", "cr", "no end", "mark", "utf-16"])
@pytest.mark.parametrize("name", ["statement.txt", "session_report.txt"])
def test_the_way_a_file_is_saved_changes_nothing(name, change):
    text = (OURS / name).read_text(encoding="utf-8")
    saved = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "no end": (text + "\n").encode(),
        "mark": text.encode("utf-8-sig"),
        "utf-16": text.encode("utf-16"),
    }
    assert read(decode(saved[change])[0]) == read(text)


PIECES = [
    *["word ", "Word ", "end. ", "colon: ", "; ", ", ", "– ", "e\u0301", "我", "。", "ش", "5", " "],
    *["\n", "\n\n", "\n", "\n\n", "\f", "\t", "\r\n", "    ", "word " * 30],
    *["# ", "## ", "- ", "* ", "• ", "— ", "> ", "---", "===", "```", "|", "| a | b |\n", "|-|-|"],
    *["1. ", "2. ", "1.1 ", "a) ", "(i) ", "(ii) ", "A. ", "B. ", "[1] ", "一、", "Question 1: "],
    *["**", "*", "_", "`", "[", "](http://x.y/z)", "![", "<http://x.y>", "<br>", "\\", "\u200f"],
    *["Dear all,", "Thank you.", "5 May 2020", "http://x.y", "a\tb\n", "re-\n"],
]
anything = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)


def _signs(text: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFD", text) if not sign.isspace()]


@settings(max_examples=80, deadline=None)
@given(anything)
def test_no_character_is_lost_but_markup_that_the_report_names(text):
    reading = read(text)
    kept = _signs("".join(block.label + block.text for block in reading.blocks))
    prefix = "markup removed: "
    marks = [one.what.removeprefix(prefix) for one in reading.report if one.what.startswith(prefix)]
    assert Counter(kept) + Counter(_signs("".join(marks))) == Counter(_signs(text))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_what_is_kept_stands_in_the_order_of_the_source(text):
    source = iter(_signs(text))
    kept = _signs("".join(block.label + block.text for block in read(text).blocks))
    assert all(sign in source for sign in kept)


@settings(max_examples=80, deadline=None)
@given(anything)
def test_every_block_can_be_cited_and_addressed(text):
    blocks = read(text).blocks
    assert len({block.anchor for block in blocks}) == len(blocks)
    assert len({block.reference for block in blocks}) == len(blocks)
    for block in blocks:
        assert re.fullmatch(r"[a-z0-9-]{1,60}", block.anchor)
        assert 0 < len(block.reference) <= 120
        assert len(block.label) <= 40
        assert block.text == unicodedata.normalize("NFC", block.text).strip() != ""
        assert block.level >= (block.kind in ("item", "heading"))


@settings(max_examples=80, deadline=None)
@given(anything)
def test_every_item_of_a_cell_is_found_in_the_text_of_its_row_in_order(text):
    for block in read(text).blocks:
        assert (block.kind == "table-row") == (block.cells is not None)
        at = 0
        for item in (item for cell in block.cells or [] for item in cell):
            at = block.text.index(item, at) + len(item)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=40))
def test_any_file_is_read_or_refused(data):
    try:
        text, _ = decode(data)
    except UnreadableDocument:
        return
    assert read(text).blocks is not None


def test_a_reading_is_kept_as_json_and_comes_back_whole():
    reading = read("# Quays\n\n1. Boats\n\nNet\tRope\na; b\tc\n")
    kept = json.loads(json.dumps(reading.as_json()))
    assert Reading.from_json(kept) == reading
    assert kept["blocks"][-1] == {
        "kind": "table-row",
        "level": 0,
        "label": "",
        "reference": "table, row 2",
        "anchor": "t1-r2",
        "text": "a; b\nc",
        "cells": [["a", "b"], ["c"]],
        "first_line": 6,
        "last_line": 6,
    }
    assert kept["lines"][1] == {"line": 3, "page": 0, "text": "1. Boats"}
    assert [stage["name"] for stage in kept["stages"]] == ["lines", "blocks", "kinds and labels"]
    assert kept["report"][0] == {"line": 1, "what": "markup removed: #"}


def test_what_was_remarked_before_there_were_lines_stands_in_its_place():
    reading = read("# Quays\n\nBoats.").with_remarks(
        [Remark(3, "odd")], Stage("read", {"pages": 1})
    )
    assert [remark.line for remark in reading.report] == [1, 3]
    assert [stage.name for stage in reading.stages][:2] == ["read", "lines"]


def _seconds(text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def test_a_megabyte_in_one_line_is_read():
    (block,) = read("mend " * 200_000).blocks
    assert len(block.text) == 999_999


@pytest.mark.hold
@pytest.mark.parametrize(
    "piece", sorted({*PIECES, "*a ", "`a", "](", "a](b)", "- a\n", "a\n\n", "("})
)
def test_time_grows_with_the_length_and_no_faster(piece):
    short, long = ("x" + piece * (size // len(piece)) for size in (40_000, 320_000))
    assert _seconds(long) < 24 * max(_seconds(short), 0.01)


@pytest.mark.hold
def test_five_megabytes_are_read_in_good_time():
    text = (OURS / "session_report.txt").read_text(encoding="utf-8")
    assert _seconds(text * (5_000_000 // len(text))) < 60
