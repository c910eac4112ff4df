"""What people write in comments: emphasis, lists, quotes and links, and nothing that acts."""

import re
import sys
import time
from html.parser import HTMLParser

import pytest

from recommendations.markup import formatted

REL = 'rel="nofollow ugc noopener noreferrer"'
# Of one character, of one mark, of marks in turn: what makes a careless parser slow or deep.
MONOTONOUS = [
    sign * (5000 // len(sign))
    for sign in (
        "a",
        "*",
        "_*",
        "[",
        "[a](",
        "![[",
        "> ",
        "- ",
        "1. ",
        "<",
        "`",
        "\\",
        "**a ",
        "[](<",
    )
]
HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//elsewhere.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(//elsewhere.example)'>x</p>",
    "<form action=//elsewhere.example><button>x</button></form>",
    "<base href=//elsewhere.example>",
    "<meta http-equiv=refresh content='0;url=//elsewhere.example'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "![x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\u200bscript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](ftp://elsewhere.example/a)",
    "[x](//elsewhere.example)",
    "[x](/admin/)",
    "[x](\\\\elsewhere.example)",
    "[x](#comment-form)",
    "<javascript:alert(1)>",
    '<https://a.example/"onclick=alert(1)>',
    '[x](https://a.example"onclick="alert(1))',
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "``` html onclick=alert(1)\n<script>alert(1)</script>\n```",
    "\u202e<script>alert(1)</script>",
    "\u2066\u202eabc",
    "\ufeff\u200d\u200e",
    "مرحبا <b onclick=alert(1)>بكم</b> [x](javascript:alert(1))",
    "- " * 1000 + "x",
    "> " * 1000 + "x",
    "1. " * 1000 + "x",
    *MONOTONOUS,
]


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
