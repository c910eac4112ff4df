"""One form for the words of texts and of questions, so that either database compares the same.

Letters lose case, accents and variants, words their endings by the language they are in. What is
left is a row of words, parted by single spaces, of letters and digits alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from snowballstemmer import stemmer

# Of a text in any other language the words keep their endings.
_STEMMERS = {
    "en": ("english", "latin"),
    "fr": ("french", "latin"),
    "es": ("spanish", "latin"),
    "ru": ("russian", "cyrillic"),
    "ar": ("arabic", "arabic"),
}
STEMMED = tuple(_STEMMERS)
# Of no language: the words as they are.
PLAIN = ""
# No word is longer that anybody looks for; PostgreSQL takes 2 kB.
_LONGEST = 60
_ROUNDS = 3
# PostgreSQL remembers no place of a word beyond its 16,383rd.
_MOST_WORDS = 16_000
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    # Written one way or the other: hamza, the short alif, the bound t, the lengthening stroke.
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ـ": ""}
    | {"ی": "ي", "ک": "ك"}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)
# Before a vowel French leaves the article's own out; what English has behind is no word either.
_ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)['’](?=\w)|['’]s(?!\w)")
# English writes a k behind the c that ends a word before what is added: traffic, trafficking. The
# stemmer leaves it; in words of one syllable, such as “pick”, it is of the word itself.
_HARD_C = re.compile(r"[a-z]*[aeiouy][^aeiouy][a-z]*[aeiou]ck")
# “and”, “so”, then “in”, “like” or “for”, then the article; or the article run into “for”.
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_SCRIPTS = {
    "latin": re.compile(r"[a-z]+"),
    "cyrillic": re.compile(r"[Ѐ-ӿ]+"),
    "arabic": re.compile(r"[ء-ۿ]+"),
}
# Scripts that part no words: Chinese, and those it is written together with.
UNPARTED = "々〆぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_WORD = re.compile(rf"([{UNPARTED}]+)|([^\W_{UNPARTED}]+)")
# Of й the mark belongs to the letter: Russian endings hang on it.
_SHORT_I = "\N{CYRILLIC SMALL LETTER I}\N{COMBINING BREVE}"


def folded(text: str) -> str:
    """Return the text without case, accents and variants of letters."""
    text = _ELIDED.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    decomposed = unicodedata.normalize("NFD", text)
    if not decomposed.isascii():
        decomposed = "".join(_without_marks(decomposed))
    return unicodedata.normalize("NFC", decomposed.casefold()).translate(_LETTERS)


def _without_marks(decomposed: str) -> Iterator[str]:
    before = ""
    for character in decomposed:
        if unicodedata.category(character) != "Mn" or before + character == _SHORT_I:
            yield character
        before = character


def words_of(text: str, language: str = PLAIN) -> list[str]:
    """Return the words of a text in the language (a code of BCP 47), as they are kept."""
    found = (piece for match in _WORD.finditer(folded(text)) for piece in _pieces(match))
    return [word_in(word, language) for word in islice(found, _MOST_WORDS)]


def normalised(text: str, language: str = PLAIN) -> str:
    """Return those words in a row, parted by single spaces."""
    return " ".join(words_of(text, language))


def word_in(word: str, language: str) -> str:
    """Return a folded word as a text in that language keeps it."""
    return _stemmed(word[:_LONGEST], language.partition("-")[0].lower())


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the folded words of a question, each with whether its script parts no words."""
    for match in _WORD.finditer(folded(text)):
        yield match[0], bool(match[1])


def pairs(run: str) -> list[str]:
    """Return each two characters that stand together, of a script that parts no words."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _pieces(match: re.Match[str]) -> list[str]:
    """Return a word; of a run that parts none its pairs, and its last character by itself."""
    return [*pairs(match[1]), match[1][-1]] if match[1] else [match[2]]


@lru_cache(maxsize=50_000)
def _stemmed(word: str, language: str) -> str:
    """Return the word without its endings.

    They are cut several times: a stemmer knows fewer of them once the accents are gone, and what
    it leaves of one form of the word is then an ending of another.
    """
    name, script = _STEMMERS.get(language, ("", ""))
    if not name or not _SCRIPTS[script].fullmatch(word):
        return word
    bare = _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word
    for _round in range(_ROUNDS):
        bare = stemmer(name).stemWord(bare)
    return bare.removesuffix("k") if name == "english" and _HARD_C.fullmatch(bare) else bare
