"""What somebody sends who wants a page to act, to lead elsewhere, or never to come."""

import json
import re
from html.parser import HTMLParser

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
# Short ones, of which some fit into every field: words of scripts, and ways out of what holds them.
SCRIPTS = [each for each in HOSTILE if (len(each) < 100 and "alert" in each) or "//" in each] + [
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '" onmouseover=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "` onmouseover=alert(1) x=`",
    "<details open ontoggle=alert(1)>x",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=//elsewhere.example/x.swf>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><use href=data:image/svg+xml,x#y /></svg>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{ 7|add:7 }}{% debug %}",
    "{{constructor.constructor('alert(1)')()}}",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
    '=HYPERLINK("//elsewhere.example","x")<script>alert(1)</script>',
    "<x onclick=alert(1) tabindex=1>x</x>",
    "\u2028<script>alert(1)</script>\u2029",
]
DATA = ("application/json", "application/ld+json")
OURS = re.compile(
    r"((https?|webcal)://(testserver|www\.w3\.org)/|/|\.\./|\?|#|mailto:|data:image/)"
)


class Live(HTMLParser):
    """Collects what acts in a page, or leads elsewhere without being a link of the comment."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in ("iframe", "object", "embed", "base", "math", "animate", "frame", "applet"):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.found += [f"{tag} style" for name in given if name == "style"]
        self.script = given.get("type", "script") if tag == "script" else ""
        for name in ("src", "action", "formaction", "srcdoc", "poster", "background"):
            if name in given and not (name != "srcdoc" and OURS.match(given[name] or "?")):
                self.found.append(f"{tag} {name}={given[name]}")
        address = given.get("href", "#")
        if not OURS.match(address or "#") and not re.match(r"https?://", address):
            self.found.append(f"{tag} href={address}")
        if tag == "meta" and "http-equiv" in given:
            self.found.append("meta refresh")

    def handle_data(self, words: str) -> None:
        if self.script and words.strip() and not (self.script in DATA and _is_json(words)):
            self.found.append(f"script {words.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self.script = ""


def _is_json(words: str) -> bool:
    """Whether the words of a data script are whole, so that none of them closed it early."""
    try:
        json.loads(words)
    except ValueError:
        return False
    return True
