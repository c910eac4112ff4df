"""How lines become running text: joined, folded, freed of markup, read from bytes."""

import pytest

from consultations.importing import Reading, UnreadableDocument, decode, item_reference, read

LONG = "We of the harbour have mended nets for a very long time and would like to go on with it, be"
LONGER = f"{LONG} it in rain or in fog or at night"


def _texts(text: str) -> list[str]:
    return [block.text for block in read(text).blocks]


def _joins(reading: Reading) -> list[str]:
    return [remark.what for remark in reading.report if remark.what.startswith("joined")]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("We mend the", "nets of others.", "small letters"),
        ("We mend the\fnets of others.", "", "small letters"),
        ("- We mend the", "nets of others.", "small letters"),
        ("3. We mend the", "nets of others.", "small letters"),
        ("We mend nets, ropes;", "and sails.", "small letters"),
        ("We mend nets, etc.", "and sails.", "a guess: it begins in small letters"),
        ("We thank Prof.", "Quay for the nets.", "abbreviation"),
        (f"{LONGER} – ", "Quays are wet.", "a guess: the line above ends in the middle"),
        (f"{LONGER},", "Quays are wet.", "a guess: the line above ends in the middle"),
        (f"{LONGER} at the", "Quay of nets. It is.", "a guess: the paragraph above has no end"),
        (f"3. {LONGER} at the", "Quay of nets. It is.", "a guess: the paragraph above has no end"),
        ("a) We mend the", "- nets of others.", "false bullet, which is taken off"),
        ("3. We mend the", "- nets of others.", "a guess: the sentence goes on behind what seems"),
        ("- We mend the", "- nets of others.", "a guess: the sentence goes on behind what seems"),
    ],
)
def test_a_sentence_torn_by_a_page_is_made_whole(before, after, why):
    reading = read(f"We met.\n\n{before}\n\n{after}")
    (joined,) = _joins(reading)
    assert why in joined
    assert len(reading.blocks) == 2
    assert not set("\n\f") & set(reading.blocks[1].text)


def test_a_dash_behind_the_break_is_kept():
    reading = read(f"We met.\n\n{LONGER}\n\n- we always mend them - in winter. We do.")
    joined = f"{LONGER} - we always mend them - in winter. We do."
    assert [block.text for block in reading.blocks] == ["We met.", joined]
    assert "which is kept" in _joins(reading)[0]
    assert len(reading.report) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We need:", "better nets"),
        ("We need:", "- better nets"),
        ("- We need nets;", "and so on."),
        ("- better nets", "- better ropes"),
        ("a) We need", "- better nets\n- better ropes"),
        ("a) We need nets;", "- better ropes"),
        ("a) We need nets", "   - better ropes"),
        ("We need", "- better nets"),
        ("We met.", "https://quay.example is where."),
        ("We met.", "quay@harbour.example is where."),
        ("We met.", "eNets are new."),
        ("We met.", "“nets” are old."),
        ("We met.", "thank you"),
        (f"- {LONGER}", "Quays are wet. They are."),
        (f"- {LONGER};", "Quays are wet. They are."),
        (f"{LONGER} at the", "Quay of nets"),
        (f"{LONGER} at the", "2. Quay of nets. It is."),
        (f"{LONGER} at the", "# Quay"),
        (f"{LONGER} at the", "12"),
        (f"{LONGER} at the", "> quay of nets."),
        (f"{LONGER} at the", "Thank you."),
        ("We mend the", "**nets of old**"),
        ("# We mend the", "nets of old."),
        ("Dear all", "we mend nets."),
        ("Quay, 5 May 2020", "we mend nets."),
    ],
)
def test_what_may_be_two_blocks_is_left_so(before, after):
    reading = read(f"Nets\n\n{before}\n\n{after}\n\nWe sail.\n\nQ1: Why?")
    assert _joins(reading) == []


def test_a_title_goes_on_in_small_letters():
    assert (
        _texts("Nets and\n\nropes of old\n\nQuay, 5 May 2020\n\nWe met.")[0]
        == "Nets and ropes of old"
    )


def test_where_sentences_have_no_end_marks_nothing_is_joined_by_them():
    thai = "เราซ่อมอวนมานานมากแล้วและอยากทำต่อไป " * 6
    assert len(read(f"{thai}\n\n{thai}\n\n{thai}").blocks) == 3


def test_chinese_is_joined_without_a_space():
    line = "我们感谢主席。" + "我们在港口修补渔网" * 6
    torn = f"我们来了。\n\n{line}\n\n和绳子。我们很高兴。\n\n谢谢。"
    assert _texts(torn)[1] == f"{line}和绳子。我们很高兴。"


def test_a_divided_word_keeps_its_hyphen_and_is_reported():
    reading = read("We mend the fisher-\nmen's nets.")
    assert reading.blocks[0].text == "We mend the fisher-men's nets."
    assert reading.report[0].what == "a word is divided here: its hyphen is kept"
    assert _texts("Ropes 5 -\nnets.") == ["Ropes 5 - nets."]


def test_broken_lines_are_folded_and_whole_ones_are_not():
    wrapped = (
        "The menders of the harbour met at the quay, and there they\n"
        "Spoke of nets. Many came.\n"
        "It was late, and the lamps at the quay had been lit already\n"
        "when the last one left."
    )
    assert len(read(wrapped).blocks) == 2
    assert len(read(f"{LONGER}.\nWe mend nets.\nand ropes.").blocks) == 2
    assert len(read("- ropes.\n  They are old and were mended by many hands.\n- sails").blocks) == 2


def test_a_list_may_begin_under_its_heading():
    assert len(read("## Ropes\nOld ones.\n- New ones.\nThey are long.").blocks) == 3


def test_a_dash_within_a_broken_sentence_is_no_bullet():
    text = "The menders of the harbour met at the quay\n– and at the inn – to speak."
    assert _texts(text) == [
        "The menders of the harbour met at the quay – and at the inn – to speak."
    ]
    assert len(read("> We met at the quay\nand so on.").blocks) == 2
    assert len(read("We met.\n– Nets.\n– Ropes.").blocks) == 3
    assert len(read("We met\n\n---\n– Nets.").blocks) == 2


@pytest.mark.parametrize(
    ("printed", "text", "marks"),
    [
        (
            "We **mend** *nets* and __ropes__ _well_.",
            "We mend nets and ropes well.",
            "** ** * * __ __ _ _",
        ),
        ("We ***mend*** nets.", "We mend nets.", "*** ***"),
        ("We **mend *nets***.", "We mend nets.", "** * ***"),
        ("We `mend` ``a`b``.", "We mend a`b.", "` ` `` ``"),
        ("See [nets](http://a.example/b_(c)).", "See nets.", "[ ](http://a.example/b_(c))"),
        ('See ![nets](n.png "old").', "See nets.", '![ ](n.png "old")'),
        ("See <https://a.example/b_c_d>.", "See https://a.example/b_c_d.", "< >"),
        (r"We \*mend\* nets\.", "We *mend* nets.", "\\ \\ \\"),
        ("We mend<br/>nets.", "We mend nets.", "<br/>"),
        ("> > We mend nets.", "We mend nets.", "> >"),
        ("我们**修补**渔网。", "我们修补渔网。", "** **"),
        ("We **mend* nets.", "We *mend nets.", "* *"),
        ("`We **mend**` nets.", "We **mend** nets.", "` `"),
    ],
)
def test_markup_is_taken_off_and_named(printed, text, marks):
    reading = read(printed)
    assert [block.text for block in reading.blocks] == [text]
    assert reading.report[0].what == f"markup removed: {marks}"


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4 nets, 5 * 6 ropes.",
        "Nets*, ropes* and snake_case_names.",
        "Nets [1] and ropes](x).",
        "Nets ` alone and \\ropes.",
        "See ](http://a.example) and ].",
        "#nets and >5 ropes.",
        "* * * nets",
    ],
)
def test_what_only_looks_like_markup_stays(text):
    assert "".join(_texts(text)).replace(" ", "") == text.lstrip("* ").replace(" ", "")


def test_emphasis_may_run_over_broken_lines_but_not_into_the_next_block():
    reading = read("We **mend\nnets** here.\n\nWe ** do **not.")
    assert [block.text for block in reading.blocks] == ["We mend nets here.", "We ** do **not."]
    assert [(one.line, one.what) for one in reading.report] == [
        (1, "markup removed: **"),
        (2, "markup removed: **"),
        (4, "a mark without its pair stays in the text"),
    ]


def test_a_hard_break_of_markdown_is_taken_off():
    assert _texts("We mend\\\nnets.") == ["We mend nets."]


def test_fences_and_rulers_are_taken_off():
    reading = read("```text\nWe mend.\n```\n\n* * *\n\nWe sail.\n\n- - -\n")
    assert [block.text for block in reading.blocks] == ["We mend.", "We sail."]
    assert [one.line for one in reading.report] == [1, 3, 5, 9]
    assert (
        len(read("We met at the quay and spoke of nets\n***\nOf ropes we spoke too.").blocks) == 2
    )


def test_a_ruler_under_a_long_line_or_a_bullet_makes_no_heading():
    assert [block.kind for block in read(f"We met.\n\n{LONGER} now.\n---\n- a\n---").blocks][
        1:
    ] == [
        "paragraph",
        "item",
    ]


def test_signs_of_direction_are_reported():
    (remark,) = read("Nets \u202eand\u202c ropes.").report
    assert remark.what == "invisible signs of direction stay in the text: U+202C, U+202E"


def test_a_wide_space_is_reported_for_it_may_part_columns():
    assert [remark.line for remark in read("We met.\n\nNets are     old.").report] == [3]


def test_a_table_of_pipes_is_read():
    reading = read(
        "| Nets | **Points of view** |\n|:--|--:|\n| a<br>b | c \\| d; e |\n| | - f<br>- g |\n"
    )
    assert [block.cells for block in reading.blocks] == [
        [["Nets"], ["Points of view"]],
        [["a", "b"], ["c | d", "e"]],
        [[], ["f", "g"]],
    ]
    assert [block.text for block in reading.blocks] == [
        "Nets\nPoints of view",
        "a\nb\nc | d; e",
        "- f\n- g",
    ]
    assert "a table of 2 columns, rows: 2" in [remark.what for remark in reading.report]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a | b\n--- | ---\nc | d", 2),
        ("|a|b|\n|c|d|", 2),
        ("|a|b|\n\n|c|d|", 0),
        ("|a|b|", 0),
        ("a | b\nc | d", 0),
        ("|a|b|\n|-|-|\n|\n", 1),
        ("a\tb\nc\td\n\ne\tf", 3),
        ("a\tb\n\nc\td\te", 0),
        ("a\tb", 0),
        ("No.\tNet\n1.\tOld\n", 2),
        ("a\tb\nwords only\n", 0),
        ("a\tb\n1.\tx\ty", 2),
    ],
)
def test_tables_are_told_from_text(text, rows):
    assert [block.kind for block in read(text).blocks].count("table-row") == rows


def test_a_table_goes_on_behind_a_break_as_a_guess_and_odd_rows_are_reported():
    reading = read("a\tb\nc\td\te\n\nf\tg\n\nh\ti")
    assert [(one.line, one.what) for one in reading.report] == [
        (1, "a table of 2 columns, rows: 3"),
        (2, "cells in this row: 3, in the headings: 2"),
        (4, "a guess: the table goes on behind a break"),
    ]


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("a; b；c؛ d;", ["a", "b", "c", "d"]),
        ("• a • b", ["a", "b"]),
        ("a (b; c); d", ["a (b; c)", "d"]),
        ("1) a; 2) b", ["1) a", "2) b"]),
        ("a &amp; b; c", ["a &amp; b", "c"]),
        ("– a", ["a"]),
    ],
)
def test_the_items_of_a_cell_stand_apart(cell, items):
    (_, row) = read(f"Nets\tRopes\n{cell}\tx").blocks
    assert row.cells == [items, ["x"]]
    assert row.text == f"{cell}\nx"


def test_several_tables_are_counted():
    blocks = read("a\tb\nc\td\n\nWe met.\n\n- once\n\ne\tf\ng\th").blocks
    assert [block.anchor for block in blocks] == [
        *["t1-r1", "t1-r2", "p1", "p1-1", "t2-r1", "t2-r2"]
    ]
    assert blocks[-1].reference == "table 2, row 2"


def test_a_column_without_a_word_of_its_own_is_cited_by_its_number():
    headings, row = [["Old nets"], ["New nets"], ["—"]], [["a"], ["b"], ["c"], ["d"]]
    cited = [item_reference(headings, row, cell, 0) for cell in range(4)]
    assert cited == [f"table, column {number}, item 1" for number in (1, 2, 3, 4)]
    assert (
        item_reference([["Nets to mend"]], [["a", "b"]], 0, 1, "table 2") == "table 2, nets, item 2"
    )
    with pytest.raises(IndexError):
        item_reference(headings, row, 0, 1)


def test_windows_1252_is_a_guess_that_is_reported():
    text, remarks = decode("Nets\r\n“Ropes” – café".encode("cp1252"))
    assert text == "Nets\n“Ropes” – café"
    assert [remark.line for remark in remarks] == [2]
    assert "windows-1252" in remarks[0].what


def test_utf_16_is_known_by_its_mark_and_reported():
    assert decode("Nets é".encode("utf-16"))[0] == "Nets é"
    assert "UTF-16" in decode("Nets".encode("utf-16"))[1][0].what
    assert decode("\ufeffNets".encode("utf-16-be"))[0] == "Nets"


def test_a_lost_character_is_reported():
    assert [remark.line for remark in decode("Nets\ncaf\ufffd".encode())[1]] == [2]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\f", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Nets\x00", "Line 1 holds a NUL"),
        (b"Nets\r\nro\x1bpes", r"Line 2 holds the control character U\+001B"),
        ("Nets\x85".encode(), r"U\+0085"),
        ("Nets".encode("utf-16-le"), "NUL"),
        (b"Nets\n\x81", "Line 2 .* windows-1252"),
        (b"\xef\xbb\xbfNets\xff", "no characters in UTF-8"),
        (b"\xff\xfea", "no characters in UTF-16"),
        (b"%PDF-1.7 ", "a PDF"),
        (b"PK\x03\x04", "docx"),
        (b"{\\rtf1 Nets}", "RTF"),
        (("e" + "\u0301" * 31).encode(), "over thirty marks"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(data, why):
    with pytest.raises(UnreadableDocument, match=why) as refused:
        decode(data)
    assert refused.value.message == str(refused.value)


def test_marks_without_end_are_refused_in_a_text_too():
    with pytest.raises(UnreadableDocument):
        read("e" + "\u0301\u0323" * 100_000)


def test_the_text_is_composed():
    assert _texts("Cafe\u0301 nets.") == ["Café nets."]
    assert _texts("Caf*e*\u0301 nets.") == ["Café nets."]
