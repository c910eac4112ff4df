"""What people write in comments: emphasis, lists, quotes and links, and nothing that acts."""

import re
import sys
import time
from html.parser import HTMLParser

import pytest

from recommendations.markup import formatted
from tests.recommendations.hostile import HOSTILE

REL = 'rel="nofollow ugc noopener noreferrer"'


def _timed(typed):
    """Return the HTML and how long it took, while nobody counts the lines that were run."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        begun = time.process_time()
        return formatted.__wrapped__(typed), time.process_time() - begun
    finally:
        sys.settrace(tracer)


class _Elements(HTMLParser):
    """Collects the elements and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes

    def handle_data(self, words):
        self.words += words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        (
            "[us](https://a.example/?b=1&c=2)",
            f'<p><a href="https://a.example/?b=1&amp;c=2" {REL}>us</a></p>',
        ),
        ("<https://a.example>", f'<p><a href="https://a.example" {REL}>https://a.example</a></p>'),
        ("[write](mailto:a@b.example)", f'<p><a href="mailto:a@b.example" {REL}>write</a></p>'),
        ("# 1 < 2 & `3`", "<p># 1 &lt; 2 &amp; `3`</p>"),
        ("\\*a\\*", "<p>*a*</p>"),
        ("[us](/admin/)", "<p>[us](/admin/)</p>"),
    ],
)
def test_a_few_marks_are_laid_out_and_the_rest_stays_as_typed(typed, shown):
    assert formatted(typed).strip() == shown


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_a_comment_acts_and_nothing_takes_long(hostile):
    html, seconds = _timed(hostile)

    assert seconds < 0.5
    elements = _Elements(html)
    assert elements.tags <= {"a", "blockquote", "br", "em", "li", "ol", "p", "strong", "ul"}
    assert {name for name, _value in elements.attributes} <= {"href", "rel"}
    for name, value in elements.attributes:
        assert name == "rel" or re.match(r"(https?://|mailto:)", value)


@pytest.mark.parametrize("mark", ["- ", "> ", "1. "])
@pytest.mark.parametrize("depth", [1, 9, 10, 11, 20, 21, 99, 1000])
def test_no_word_is_left_out_however_deep_it_is_nested(mark, depth):
    assert "harbour" in _Elements(formatted(mark * depth + "harbour")).words


def test_marks_without_end_stay_as_they_were_typed():
    assert "<em>" in formatted("*a* " * 200)
    assert formatted("*a* " * 300).startswith("<p>*a* *a*")
