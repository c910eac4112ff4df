"""Markup inside the text: emphasis, code, links, escapes and line breaks of Markdown."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

# Lengths are bounded, so that no text sends the search back far.
TARGET = (
    r"\]\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,3}"
    r"(?:\s{1,9}\"[^\"\n]{0,300}\")?\)"
)
TOKEN = re.compile(
    r"(?P<escape>\\(?=[!-/:-@\[-`{-~\n])).?|(?P<code>`+)|(?P<emphasis>\*+|_+)"
    rf"|(?P<target>{TARGET})|(?P<bracket>!?\[)|(?P<unlinked>\])|(?P<break><br\s{{0,3}}/?>)"
    r"|(?P<address><)https?://[^\s<>]{1,2000}(?P<end>>)",
    re.IGNORECASE,
)
MARKUP_BY_ITSELF = frozenset(["escape", "break", "address", "end"])
BREAK = "\x0b"  # what `<br>` leaves: a break inside its line


@dataclass(slots=True)
class Token:
    """Signs that may be markup: where they stand, and how many of them the text keeps."""

    kind: str
    signs: str
    start: int
    before: str
    after: str
    left: int

    @property
    def opens(self) -> bool:
        """Whether emphasis may begin here, much as CommonMark has it."""
        if self.after.isspace() or (self.before.isalnum() and not self.after.isalnum()):
            return False
        return not (self.before.isdigit() or (self.signs[0] == "_" and self.before.isalnum()))

    @property
    def closes(self) -> bool:
        """Whether emphasis may end here."""
        if self.before.isspace() or (self.after.isalnum() and not self.before.isalnum()):
            return False
        return not (self.signs[0] == "_" and self.after.isalnum())


def take_spans(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text without its markup, and each mark taken with its line (from 0) in the text.

    The lines stay as they are; `<br>` leaves a BREAK in its line.
    """
    tokens = list(_tokens(text))
    if not tokens:
        return text, []
    outside = list(_outside_code(tokens))
    _pair_emphasis(outside)
    _pair_links(outside)
    for token in outside:
        if token.kind in MARKUP_BY_ITSELF:
            token.left = 0
    return _rest(text, tokens), list(_marks(text, tokens))


def _tokens(text: str) -> Iterator[Token]:
    for match in TOKEN.finditer(text):
        for kind, signs in match.groupdict().items():
            if signs:
                yield _token(text, kind, match.start(kind), match.end(kind))


def _token(text: str, kind: str, start: int, end: int) -> Token:
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    return Token(kind, text[start:end], start, before, after, left=end - start)


def _outside_code(tokens: list[Token]) -> Iterator[Token]:
    """Take the backticks that pair, and give the tokens that stand outside of them."""
    runs: dict[int, deque[int]] = defaultdict(deque)
    for index, token in enumerate(tokens):
        if token.kind == "code":
            runs[token.left].append(index)
    behind = 0
    for index, token in enumerate(tokens):
        if index < behind:
            continue
        if token.kind == "code":
            behind = _close_code(tokens, index, runs[token.left])
        else:
            yield token


def _close_code(tokens: list[Token], index: int, runs: deque[int]) -> int:
    """Take the run at `index` and the next as long, if any; return where to go on."""
    while runs and runs[0] <= index:
        runs.popleft()
    if not runs:
        return index + 1
    tokens[index].left = tokens[runs[0]].left = 0
    return runs[0] + 1


def _pair_emphasis(tokens: list[Token]) -> None:
    opened: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        if token.kind != "emphasis":
            continue
        open_ones = opened[token.signs[0]]
        if token.closes:
            _close_emphasis(token, open_ones)
        if token.left and token.opens:
            open_ones.append(token)


def _close_emphasis(token: Token, open_ones: list[Token]) -> None:
    while token.left and open_ones:
        paired = min(token.left, open_ones[-1].left)
        token.left -= paired
        open_ones[-1].left -= paired
        if not open_ones[-1].left:
            open_ones.pop()


def _pair_links(tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "bracket":
            opened.append(token)
        elif token.kind == "target" and opened:
            token.left = opened.pop().left = 0
        elif token.kind == "unlinked" and opened:
            opened.pop()


def _rest(text: str, tokens: list[Token]) -> str:
    parts, at = [], 0
    for token in tokens:
        parts += [text[at : token.start], token.signs[: token.left]]
        if token.kind == "break" and not token.left:
            parts.append(BREAK)
        at = token.start + len(token.signs)
    return "".join([*parts, text[at:]])


def _marks(text: str, tokens: list[Token]) -> Iterator[tuple[int, str]]:
    line = at = 0
    for token in tokens:
        line += text.count("\n", at, token.start)
        at = token.start
        if token.left < len(token.signs):
            yield line, token.signs[token.left :]
