from datetime import date

import pytest

from consultations.marking import Mark, marks_of, segments
from consultations.models import Extract, ExtractSpan, Paragraph
from consultations.reading import blocks, sign
from consultations.templatetags.record import days

RECOMMENDATION = Extract(pk=1, kind="recommendation", public_id="one")
CHALLENGE = Extract(pk=2, kind="challenge", public_id="two")


def _cut(text: str, *marks: Mark, offset: int = 0) -> list[tuple[str, list[str]]]:
    return [(segment.text, segment.kinds) for segment in segments(text, marks, offset)]


def test_a_text_without_marks_is_one_segment():
    assert _cut("abc") == [("abc", [])]


def test_an_empty_text_has_no_segments():
    assert _cut("") == []


def test_a_mark_cuts_the_text_at_its_edges():
    assert _cut("abcdef", Mark(2, 4, RECOMMENDATION)) == [
        ("ab", []),
        ("cd", ["recommendation"]),
        ("ef", []),
    ]


def test_crossing_marks_are_cut_at_all_edges_and_lose_no_character():
    crossing = Mark(1, 4, RECOMMENDATION), Mark(3, 6, CHALLENGE)
    assert _cut("abcdef", *crossing) == [
        ("a", []),
        ("bc", ["recommendation"]),
        ("d", ["recommendation", "challenge"]),
        ("ef", ["challenge"]),
    ]


def test_a_mark_within_another_keeps_both_kinds_inside():
    nested = Mark(0, 6, RECOMMENDATION), Mark(2, 3, CHALLENGE)
    assert [kinds for _text, kinds in _cut("abcdef", *nested)] == [
        ["recommendation"],
        ["recommendation", "challenge"],
        ["recommendation"],
    ]


def test_marks_count_in_code_points_not_bytes_or_halves():
    assert _cut("a😀é b", Mark(1, 3, CHALLENGE))[1] == ("😀é", ["challenge"])


def test_an_item_further_down_a_text_takes_only_its_own_part_of_a_mark():
    assert _cut("two", Mark(2, 7, CHALLENGE), offset=5) == [("tw", ["challenge"]), ("o", [])]


def test_a_mark_wholly_elsewhere_marks_nothing():
    assert _cut("two", Mark(0, 4, CHALLENGE), offset=5) == [("two", [])]


def test_two_marks_of_one_extract_name_it_once():
    [segment] = segments("ab", [Mark(0, 2, CHALLENGE), Mark(0, 2, CHALLENGE)])
    assert segment.extracts == (CHALLENGE,)


def test_a_span_of_an_extract_that_is_not_given_marks_nothing():
    spans = [ExtractSpan(extract_id=1, start=0, end=2), ExtractSpan(extract_id=9, start=0, end=2)]
    assert marks_of(spans, {1: RECOMMENDATION}) == [Mark(0, 2, RECOMMENDATION)]


def test_the_number_beside_a_paragraph_is_the_printed_label_where_it_is_short():
    assert sign(Paragraph(label="a)", anchor="p4a")) == "a)"
    assert sign(Paragraph(label="Question 3", anchor="q3")) == "Q3"
    assert sign(Paragraph(label="", anchor="q3-2")) == "Q3.2"
    assert sign(Paragraph(label="", anchor="p7")) == "7"
    assert sign(Paragraph(label="", anchor="title")) == "¶"


def test_the_rows_of_two_tables_in_a_row_make_two_tables():
    rows = [
        Paragraph(pk=place, anchor=anchor, text="one\ntwo", cells=[["one"], ["two"]])
        for place, anchor in enumerate(["t1-r1", "t1-r2", "t2-r1"], start=1)
    ]
    first, second = blocks(rows, [])
    assert first.head.paragraph.anchor == "t1-r1"
    assert [row.paragraph.anchor for row in first.rows] == ["t1-r2"]
    assert second.head is None
    assert [row.paragraph.anchor for row in second.rows] == ["t2-r1"]


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2017, 9, 6), date(2017, 9, 6), "6 September 2017"),
        (date(2017, 9, 4), date(2017, 9, 5), "4–5 September 2017"),
        (date(2017, 9, 30), date(2017, 10, 2), "30 September – 2 October 2017"),
        (date(2017, 12, 31), date(2018, 1, 1), "31 December 2017 – 1 January 2018"),
    ],
)
def test_days_name_month_and_year_once_where_they_are_shared(first, last, written):
    assert days(first, last) == written
