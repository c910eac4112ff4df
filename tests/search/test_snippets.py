import time

import pytest

from search.query import question
from search.snippets import snippet


def _marked(text, asked, language="en", **more):
    pieces = snippet(text, language, question(asked), **more)
    return "".join(f"[{each.text}]" if each.is_marked else each.text for each in pieces)


@pytest.mark.parametrize(
    ("language", "text", "asked", "shown"),
    [
        ("en", "Ports and harbours", "PORT", "[Ports] and harbours"),
        ("en", "open ports, open ports", '"open port"', "[open ports], [open ports]"),
        ("en", "ports open", '"open ports"', "ports open"),
        ("en", "open", '"open ports"', "open"),
        ("en", "C5-01: it", "c5-01", "[C5-01]: it"),
        ("fr", "la société des États", "societes etat", "la [société] des [États]"),
        ("fr", "l’organisation", "organisations", "[l’organisation]"),
        ("", "Union des associations", "association", "Union des [associations]"),
        ("ar", "بدأت المفاوضات أمس", "مفاوضات", "بدأت [المفاوضات] أمس"),
        ("zh", "国际移民大会", "移民", "国际[移民]大会"),
        ("zh", "国际移民大会", "际移民大", "国[际移民大]会"),
        ("zh", "国际移民大会", "移", "国际[移]民大会"),
        ("zh", "移民5年", "移民5", "[移民5]年"),
        ("en", "nothing of it", "-nothing", "nothing of it"),
        ("en", "ports", "", "ports"),
    ],
)
def test_what_was_looked_for_is_marked_where_it_stands(language, text, asked, shown):
    assert _marked(text, asked, language) == shown


def test_of_a_long_text_the_part_is_shown_that_holds_most_of_what_was_looked_for():
    text = "A port. " + "Nothing here. " * 30 + "The open port of the sea. " + "And more. " * 30

    shown = _marked(text, "open port sea", longest=120)

    assert "[open] [port] of the [sea]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 120 + len("… [][][] …")


def test_a_text_that_says_little_else_is_cut_as_soon_as_any_other():
    text = "the harbour " * 10_000
    asked = question("the harbour")

    before = time.process_time()
    pieces = snippet(text, "en", asked)
    assert time.process_time() - before < 1
    assert sum(piece.is_marked for piece in pieces) > 10


def test_of_a_long_text_without_such_words_the_beginning_is_shown():
    assert _marked("word " * 50, "other", longest=20) == "word word word word …"


def test_a_mark_that_reaches_over_the_edge_is_cut_there():
    assert _marked("x" * 30, "x" * 30, longest=20) == f"[{'x' * 20}] …"
