"""What the blocks of a document are, how deep they stand, and how they are cited."""

import pytest

from consultations.importing import Reading, read

LONG = "We of the harbour have mended nets for a very long time and we would like to go on with it"


def _cited(text: str) -> list[str]:
    return [f"{block.reference}: {block.text}" for block in read(text).blocks]


def _kinds(text: str) -> list[str]:
    return [block.kind for block in read(text).blocks]


def _anchors(text: str) -> list[str]:
    return [block.anchor for block in read(text).blocks]


def _says(reading: Reading, words: str) -> list[int]:
    return [remark.line for remark in reading.report if words in remark.what]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Nets\n\n5 May 2020, Quay\n\nWe mend.", "title dateline paragraph"),
        ("Nets\n\nAgain\n\nQuay, May 5, 2020\n\nWe mend.", "title title dateline paragraph"),
        ("Nets\n\n5 May 2020, Quay, Third House,\nRoom 2\n\nWe mend.", "title dateline paragraph"),
        ("Quay, 5. Mai 2020\n\nNets\n\nWe mend.", "dateline title paragraph"),
        ("Nets\n\nA gathering on 2020-05-05\n\nWe mend.", "title dateline paragraph"),
        ("Nets\n\nOn 5/5/2020.\n\nWe mend.", "title paragraph paragraph"),
        ("Nets\n\nThe many words we said on 5 May 2020\n\nWe mend.", "title heading paragraph"),
        ("Nets\n\n*Said by us*\n\nWe mend.", "title title paragraph"),
        ("Nets\n\nFirst part\n\nWe mend.", "title heading paragraph"),
        ("Nets\n\nOf ropes\n\nDear all,\n\nWe mend.", "title title salutation paragraph"),
        ("# Why?\n\nWe mend.", "title paragraph"),
        ("# Nets\n", "heading"),
        ("Nets", "paragraph"),
        ("Nets.\n\nRopes\n\nWe mend.", "paragraph heading paragraph"),
        (f"{LONG * 4}.\n\nWe mend.", "paragraph paragraph"),
        ("", ""),
        ("***\n\n-\n\n#\n", ""),
    ],
)
def test_the_front_is_told_by_its_lines(text, kinds):
    assert _kinds(text) == kinds.split()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Dear keepers of the quay", "salutation"),
        ("Excellencies, ladies and gentlemen,", "salutation"),
        ("Wapendwa wavuvi,", "salutation"),
        ("尊敬的主席：", "salutation"),
        ("Dear chair, we mend nets.", "paragraph"),
        (f"Dear {LONG * 3}", "paragraph"),
        ("- Dear keepers,", "item"),
        ("## Dear keepers", "heading"),
        ("We, the menders", "heading"),
    ],
)
def test_a_salutation_is_short_and_addresses_somebody(words, kind):
    assert _kinds(f"Nets\n\n{words}\n\nWe mend. We sail.")[1] == kind


def test_a_comma_is_no_salutation_where_the_sentence_goes_on():
    assert _kinds("Nets\n\nFor us,\n\nthe menders, it is late.") == ["title", "paragraph"]


def test_each_line_of_the_front_stands_alone_without_empty_lines():
    said = f"{LONG}, and so on, and on, and on and on. The end."
    text = f"Nets\nQuay, 5 May 2020\nDear chair,\n{said}\nThank you."
    assert _kinds(text) == ["title", "dateline", "salutation", "paragraph", "closing"]
    assert _kinds("Dear chair,\nthank you all.\n\nWe mend.")[0] == "salutation"
    assert _kinds("Dear chair and all\nthe menders of nets.\n\nWe mend.")[0] == "paragraph"


@pytest.mark.parametrize(
    ("end", "kinds"),
    [
        ("Thank you.", ["closing"]),
        ("Thank you!\n\nAda Quay\n\nGuild of Menders", ["closing"] * 3),
        ("谢谢。", ["closing"]),
        (
            "Thank you, and now let us all look at the many things that are still to be done here.",
            None,
        ),
        ("Thank you.\n\nWe go on.", ["paragraph"] * 2),
        ("Ada Quay", ["paragraph"]),
        ("- Thank you.", ["item"]),
    ],
)
def test_the_end_takes_leave_in_few_words(end, kinds):
    assert _kinds(f"Nets\n\nWe mend nets.\n\n{end}")[2:] == (kinds or ["paragraph"])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ropes and nets", "heading"),
        ("**Ropes:**", "heading"),
        ("## Ropes?", "heading"),
        ("II. Ropes", "heading"),
        ("We mend ropes.", "paragraph"),
        ("Ropes,", "paragraph"),
        ("Ropes:", "paragraph"),
        ("12", "paragraph"),
        ("- 12 -", "paragraph"),
        ("Ropes.[^1]", "paragraph"),
        ("- Ropes", "item"),
        ("*Ropes.*", "paragraph"),
    ],
)
def test_a_heading_is_marked_or_short_and_without_an_end(line, kind):
    text = f"Nets\n\nI. Nets\n\nWe mend.\n\n{line}\n\nWe mend more."
    assert _kinds(text)[3] == kind


def test_what_a_colon_announces_is_no_heading():
    assert _kinds("Nets\n\nWe need:\n\nBetter ropes\n\nWe do.")[2] == "paragraph"


def test_a_line_under_a_sentence_is_a_heading_only_behind_its_end():
    text = f"Nets\n\n{LONG}, as we said, and will say again.\nRopes\n{LONG}, and so on. Yes."
    assert _kinds(text) == ["title", "paragraph", "heading", "paragraph"]
    assert _kinds(text.replace("again.", "again")) == ["title", *["paragraph"] * 3]


def test_headings_count_from_one_whatever_sign_is_the_highest():
    text = "# Nets\n\n### Ropes\n\n#### Old ropes ##\n\nWe mend.\n\nBoats\n=====\n\nOars\n---\n"
    headings = [(block.text, block.level) for block in read(text).blocks if block.kind == "heading"]
    assert headings == [("Ropes", 3), ("Old ropes", 4), ("Boats", 1), ("Oars", 2)]
    assert read("Nets.\n\n### Ropes\n\nWe mend.").blocks[1].level == 1


def test_unnumbered_paragraphs_are_counted_through_the_document():
    text = "Nets\n\nDear all,\n\nWe mend.\n\n- ropes\n- sails\n\nWe sail.\n\nThank you."
    assert _cited(text) == [
        "title: Nets",
        "paragraph 1: Dear all,",
        "paragraph 2: We mend.",
        "paragraph 2, item 1: ropes",
        "paragraph 2, item 2: sails",
        "paragraph 3: We sail.",
        "paragraph 4: Thank you.",
    ]


def test_beside_printed_numbers_the_others_are_counted_apart():
    text = "Nets\n\nWe mend nets.\n\n1. We sail.\n\nWe rest.\n\n- a while\n\n2. We eat."
    assert _cited(text)[1:] == [
        "unnumbered paragraph 1: We mend nets.",
        "paragraph 1: We sail.",
        "unnumbered paragraph 2: We rest.",
        "unnumbered paragraph 2, item 1: a while",
        "paragraph 2: We eat.",
    ]
    assert _anchors(text)[1:] == ["u1", "p1", "u2", "u2-1", "p2"]


def test_a_list_of_numbers_under_an_unnumbered_paragraph_holds_items():
    text = "We need:\n\n1. ropes\n2. sails\n\nSome soon.\n\n3. oars\n\nWe ask for it.\n1. Please."
    assert _anchors(text) == ["p1", "p1-1", "p1-2", "p2", "p2-3", "p3", "p3-1"]


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("We met.\n\n1. We mend.\n\n2. We sail.\n\nWe rest.", "p1 p1-1 p1-2 p2"),
        ("Dear all,\n\nWe ask.\n\n1. Nets.\n\n2. Ropes.\n\nThank you.", "p1 p2 p2-1 p2-2 p3"),
        ("We met.\n\n1. We mend.\n\n2. We sail.", "u1 p1 p2"),
        ("We met.\n\n## Nets\n\n1. We mend.\n\nWe rest.", "u1 h1 p1 u2"),
        ("Dear all,\n\nWe met.\n\n1. Nets.\n\nQ1: Why?\n\n2. Ropes.", "u1 u2 p1 q1 p2"),
    ],
)
def test_numbers_are_of_paragraphs_where_they_go_through_the_document(text, anchors):
    assert _anchors(text) == anchors.split()


def test_a_list_of_numbers_among_numbered_paragraphs_holds_items():
    text = "1. We need:\n\n 1. ropes\n 2. sails\n2. We mend.\n\n3. We rest:\n1. here\n\n4. Now."
    assert _anchors(text) == ["p1", "p1-1", "p1-2", "p2", "p3", "p3-1", "p4"]
    assert _says(read("1. We met.\n\n3. We sailed."), "3. is printed after 1.") == [3]


def test_a_number_that_goes_on_with_list_and_paragraphs_is_told_by_break_or_indent():
    assert _anchors("1. We need:\n1. ropes\n\n2. We mend.") == ["p1", "p1-1", "p2"]
    assert _anchors("1. We need:\n1. ropes\n2. sails") == ["p1", "p1-1", "p1-2"]
    assert _anchors("1. We need:\n  1. ropes\n2. We mend.") == ["p1", "p1-1", "p2"]


def test_numbers_under_a_question_are_items():
    text = "1. We met.\n\nQuestion 1: Why?\n\n1. Rain.\n2. Fog.\n\n2. We left."
    assert _anchors(text) == ["p1", "q1", "q1-1", "q1-2", "p2"]
    assert [block.label for block in read(text).blocks] == ["1.", "Question 1:", "1.", "2.", "2."]


@pytest.mark.parametrize(
    "label",
    ["Question 7:", "Q7.", "Guiding question No. 7 –", "Frage 7)", "问题7：", "سؤال 7:"],
)
def test_questions_are_known_by_their_word(label):
    (_, question, item) = read(f"We met.\n\n{label} Why so late?\n- Fog.").blocks
    assert (question.kind, question.label, question.text) == ("question", label, "Why so late?")
    assert (question.reference, item.reference) == ("question 7", "question 7, item 1")


def test_a_question_may_stand_under_its_number():
    (_, question) = read("We met.\n\nQuestion 7\n\nWhy so late?").blocks
    assert (question.label, question.text, question.anchor) == ("Question 7", "Why so late?", "q7")


@pytest.mark.parametrize(
    ("labels", "anchors"),
    [
        ("a) b) c)", "p1a p1b p1c"),
        ("(a) (i) (ii) (b)", "p1a p1a-i p1a-ii p1b"),
        ("(h) (i) (j)", "p1h p1i p1j"),
        ("i) ii) iv)", "p1i p1ii p1iv"),
        ("A. B.", "p1a p1b"),
        ("(1) (2)", "p1-1 p1-2"),
        ("1) 2)", "p1-1 p1-2"),
        ("[1] [2]", "p1-1 p1-2"),
        ("一、 二、 十、 十一、 二十、", "p1-1 p1-2 p1-10 p1-11 p1-20"),
        ("（一） （2）", "p1-1 p1-2"),
        ("أ) ب)", "p1-1 p1-2"),
        ("\u200f١. \u200f٢.", "p1-1 p1-2"),
        ("a) 1) 2) b) •", "p1a p1a-1 p1a-2 p1b p1b-1"),
        ("a) a)", "p1a p1ax2"),
        ("a) a) a)", "p1a p1ax2 p1ax3"),
    ],
)
def test_items_are_addressed_by_the_labels_they_print(labels, anchors):
    lines = "\n".join(f"{label} ropes" for label in labels.split())
    reading = read(f"We need:\n{lines}")
    assert [block.anchor for block in reading.blocks[1:]] == anchors.split()
    printed = [block.label for block in reading.blocks[1:]]
    assert printed == [label.replace("•", "") for label in labels.split()]


def test_a_label_is_cited_as_printed():
    text = "We need:\n(a) ropes\n (i) long ones\nb. sails\nc. oars\n1. boats"
    references = [block.reference for block in read(text).blocks[1:]]
    assert references[:2] == ["paragraph 1, (a)", "paragraph 1, (a), (i)"]
    assert read("We need:\n1. boats").blocks[1].reference == "paragraph 1, item 1"


def test_a_name_borne_twice_is_told_apart_and_reported():
    text = "1. Nets here.\n\n1. Ropes here.\n\nQ1: Why?\n\nQ1: Why again?"
    assert _anchors(text) == ["p1", "p1x2", "q1", "q1x2"]
    assert _cited(text)[1] == "paragraph 1 (2): Ropes here."
    assert _says(read(text), "is there before") == [3, 7]
    assert _says(read(text), "1. is printed after 1.") == [3]


def test_an_address_that_was_made_up_is_not_given_twice():
    text = "We need:\na) ropes\nx) sails\n  2) oars\n"
    assert len(set(_anchors(text * 3))) == len(_anchors(text * 3))


def test_items_without_a_paragraph_stand_under_their_heading_or_alone():
    assert _cited("- ropes\n- sails") == ["item 1: ropes", "item 2: sails"]
    assert _cited("a) oars") == ["item a): oars"]
    assert _anchors("- ropes\n- sails\n- a) oars") == ["i-1", "i-2", "i-a"]
    assert _anchors("Nets\n\n## Ropes\n\n- old\n- new") == ["title", "h1", "h1-1", "h1-2"]


def test_chapters_are_numbered_in_two_steps():
    text = "1. Nets are old.\n\n1.1 Ropes are older.\n\n1.2 Sails too.\n\n2. The end."
    assert _anchors(text) == ["p1", "p1-1", "p1-2", "p2"]
    assert _cited(text)[1] == "paragraph 1.1: Ropes are older."


@pytest.mark.parametrize(
    "text",
    [
        "A. Quay spoke of nets.",
        "2.5 million nets are mended.",
        "5 May 2020 was a day of nets.",
        "6. May 2020 was a day of nets.",
        "2020. That was a year.",
        "(5 nets) are mended.",
    ],
)
def test_what_only_looks_like_a_label_stays_in_the_text(text):
    (block,) = read(text).blocks
    assert (block.label, block.text) == ("", text)


def test_a_number_at_the_beginning_of_a_broken_line_is_no_label():
    wrapped = "The menders of the harbour met at the quay in the month of\n12. They spoke of nets."
    assert len(read(wrapped).blocks) == 1
    for text in ("We met.\n12. They spoke.", "We need\n1. ropes\n2. sails", "a) nets\nc) ropes"):
        assert read(text).blocks[-1].label


def test_a_label_without_words_is_text():
    (block,) = read("12.").blocks
    assert (block.kind, block.label, block.text) == ("paragraph", "", "12.")
    assert _says(read("12."), "no word stands here") == [1]


def test_a_label_above_its_text_is_joined_with_it():
    (first, second) = read("1.\n\nWe mend nets.\n\n2.\nWe mend ropes.").blocks
    assert (first.label, first.text) == ("1.", "We mend nets.")
    assert (second.label, second.text) == ("2.", "We mend ropes.")


def test_lists_nest_by_indent_and_sign():
    text = "We need:\n- ropes\n  - long\n  - short\n    * old\n- sails\n\t* small\n- oars\n a) here"
    levels = [block.level for block in read(text).blocks]
    assert levels == [0, 1, 2, 2, 3, 1, 2, 1, 2]
    assert _anchors(text)[-1] == "p1-3a"
    assert _anchors("We need:\n    - ropes\n- sails") == ["p1", "p1-1", "p1-2"]


def test_numbers_deeper_in_a_list_are_items_of_it():
    text = "We need:\n1. ropes\n   - long\n     1. old\n     2. new\n2. sails"
    assert _anchors(text) == ["p1", "p1-1", "p1-1-1", "p1-1-1-1", "p1-1-1-2", "p1-2"]
    assert _anchors("We need:\n\n- ropes\n\n   1. old") == ["p1", "p1-1", "p1-1-1"]


def test_no_list_is_deeper_than_five():
    text = "We need:\n" + "\n".join(" " * 2 * depth + "- ropes" for depth in range(9))
    assert max(block.level for block in read(text).blocks) == 5


@pytest.mark.parametrize("sign", "-*+•‣▪◦–—")
def test_bullets_of_many_kinds_are_taken_off(sign):
    reading = read(f"We need:\n\n{sign} Ropes\n{sign} Sails")
    assert [block.text for block in reading.blocks] == ["We need:", "Ropes", "Sails"]
    assert [remark.what for remark in reading.report] == [f"markup removed: {sign}"] * 2


def test_a_tabulator_behind_a_bullet_or_label_makes_no_table():
    text = "We need:\n•\tropes\no\tsails\n1.\toars\n2.\tboats"
    assert [block.text for block in read(text).blocks] == [
        "We need:",
        "ropes",
        "sails",
        "oars",
        "boats",
    ]
