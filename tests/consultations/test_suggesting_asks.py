"""Rules find the sentences that ask: how well they do is counted, sentence by sentence.

A suggested sentence is right where one of the recommendations drawn by hand rests on it; on which
sentence each rests was written down before there was any rule.
"""

import json
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from consultations.importing import read
from consultations.passages import Passage, passages_of
from consultations.sentences import Sentence
from consultations.suggesting.asks import RULES, ask_rules, is_known

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).resolve().parents[3] / "shared"


class Score(NamedTuple):
    sentences: int
    found: int
    missed: int
    wrong: int
    by_rule: dict[str, tuple[int, int]]  # how many it suggests rightly, of how many

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong)


def _score(truths: list[dict], folder: Path, language: str) -> Score:
    outcomes: Counter = Counter()
    suggested: Counter = Counter()
    rightly: Counter = Counter()
    for name in sorted({row["document"] for row in truths}):
        path = folder / f"{name}.txt"
        if not path.exists():
            pytest.skip(f"{path.name} is no part of the repository, and is not beside it")
        asked = {tuple(at) for row in truths if row["document"] == name for at in row["sentences"]}
        for passage in passages_of(read(path.read_text()).blocks):
            is_ask = (passage.paragraph.anchor, passage.sentence.number) in asked
            rules = ask_rules(passage, language)
            outcomes[bool(rules), is_ask] += 1
            suggested.update(rules)
            rightly.update(rules if is_ask else [])
    by_rule = {rule: (rightly[rule], suggested[rule]) for rule in RULES if suggested[rule]}
    found, missed, wrong = outcomes[True, True], outcomes[False, True], outcomes[True, False]
    return Score(outcomes.total(), found, missed, wrong, by_rule)


def _truths(file: str, *names: str) -> list[dict]:
    rows = json.loads((FIXTURES / file).read_text())
    return [row for row in rows if not names or row["document"] in names]


def test_most_sentences_of_the_two_documents_that_carry_a_recommendation_are_suggested():
    score = _score(_truths("asks_by_sentence.json"), SHARED / "input", "en")

    assert score.recall >= 0.8
    assert score.precision >= 0.5
    assert (score.sentences, score.found, score.missed, score.wrong) == (74, 24, 0, 14)
    assert score.by_rule == {
        "modal": (4, 7),
        "need": (7, 14),
        "emphasis": (3, 4),
        "directive": (9, 10),
        "named": (1, 1),
        "requirement": (1, 1),
        "introduced": (5, 8),
        "column": (3, 3),
    }


def test_each_recommendation_of_the_two_documents_rests_on_a_sentence():
    path = SHARED / "data" / "extracts.json"
    if not path.exists():
        pytest.skip("The extracts drawn by hand are no part of the repository")
    drawn = {row["id"] for row in json.loads(path.read_text()) if row["kind"] == "recommendation"}
    truths = _truths("asks_by_sentence.json")
    assert {row["extract"] for row in truths} == drawn
    assert len(truths) == len(drawn) == 29


@pytest.mark.parametrize(
    ("name", "language", "counts"),
    [
        ("statement", "en", (21, 4, 0, 2)),
        ("session_report", "en", (54, 18, 1, 2)),
        ("french_statement", "fr", (22, 10, 0, 0)),
        ("spanish_statement", "es", (22, 10, 0, 0)),
    ],
)
def test_most_sentences_of_our_own_documents_that_ask_are_suggested(name, language, counts):
    score = _score(_truths("own_asks_by_sentence.json", name), FIXTURES, language)

    assert score.recall >= 0.8
    assert score.precision >= 0.5
    assert score[:4] == counts


def _rules(words: str, language: str = "en", kind: str = "paragraph", **around: str) -> list[str]:
    paragraph = SimpleNamespace(kind=kind, anchor="p1")
    sentence = Sentence(1, 0, len(words))
    return ask_rules(Passage(paragraph, sentence, words, **around), language)


@pytest.mark.parametrize(
    ("language", "words", "rule"),
    [
        ("en", "States should open the harbours.", "modal"),
        ("en", "There is a need for open harbours.", "need"),
        ("en", "They stressed the great importance of pilots.", "emphasis"),
        ("en", "We call upon governments to act.", "directive"),
        ("en", "Our proposal is to open them.", "named"),
        ("en", "This requires much closer cooperation.", "requirement"),
        ("en", "Let the harbours be open.", "imperative"),
        ("fr", "Les États doivent ouvrir les ports.", "modal"),
        ("fr", "Il importe d’ouvrir les ports.", "need"),
        ("fr", "Ils insistent sur l’urgence.", "emphasis"),
        ("fr", "Nous exhortons les États à agir.", "directive"),
        ("fr", "La priorité est d’agir.", "named"),
        ("fr", "Cela nécessite davantage de moyens.", "requirement"),
        ("fr", "Veuillez ouvrir les ports.", "imperative"),
        ("es", "Los Estados tienen que abrir los puertos.", "modal"),
        ("es", "Hay necesidad de abrirlos.", "need"),
        ("es", "Destacaron la importancia del diálogo.", "emphasis"),
        ("es", "Instamos a los Estados a actuar.", "directive"),
        ("es", "La propuesta es abrirlos.", "named"),
        ("es", "Esto exige mayor cooperación.", "requirement"),
        ("es", "Que los puertos se abran.", "imperative"),
    ],
)
def test_each_rule_knows_how_its_language_asks(language, words, rule):
    assert rule in _rules(words, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The talks should have been held in the spring."),
        ("en", "There is no need to hurry."),
        ("en", "Should States open the harbours?"),
        ("en", "They said “Should we?”"),
        ("en", "We call on States to do three things:"),
        ("en", "The report lists recommendations."),
        ("fr", "Les délégués ont remercié leurs hôtes."),
        ("es", "Las delegadas dieron las gracias."),
        ("ar", "يجب فتح الموانئ."),
    ],
)
def test_what_only_tells_or_wonders_is_not_suggested(language, words):
    assert _rules(words, language) == []


@pytest.mark.parametrize(
    ("language", "introduction", "words"),
    [
        ("en", "We urge States to:", "open the harbours"),
        ("fr", "Nos recommandations :", "Ouvrir les ports"),
        ("es", "Pedimos a los Estados:", "abrir los puertos"),
    ],
)
def test_items_under_a_line_that_asks_are_asked(language, introduction, words):
    assert _rules(words, language, "item", introduction=introduction) == ["item", "introduced"]
    assert _rules(words, language, "paragraph", introduction="") == []


def test_what_stands_in_a_column_headed_as_asks_is_asked():
    assert _rules("Training of pilots", heading="Practical Recommendations") == ["column"]
    assert _rules("Training of pilots", heading="Challenges") == []


def test_a_regional_form_of_a_language_has_its_rules():
    assert is_known("fr-CA")
    assert not is_known("zh-hans")


def _block(anchor: str, text: str, kind: str = "paragraph", level: int = 0, cells=None):
    return SimpleNamespace(anchor=anchor, text=text, kind=kind, level=level, cells=cells)


def test_an_item_stands_under_the_nearest_line_above_it_that_announces():
    blocks = [
        _block("title", "On harbours:", "title"),
        _block("p1", "They agreed. We ask States:"),
        _block("p1-1", "to open harbours:", "item", 1),
        _block("p1-1-1", "by day", "item", 2),
        _block("p1-2", "to train pilots", "item", 1),
        _block("p2", "That was all."),
        _block("p2-1", "a leftover", "item", 1),
    ]
    found = [(each.words, each.introduction) for each in passages_of(blocks)]
    assert found == [
        ("They agreed.", ""),
        ("We ask States:", ""),
        ("to open harbours:", "We ask States:"),
        ("by day", "to open harbours:"),
        ("to train pilots", "We ask States:"),
        ("That was all.", ""),
        ("a leftover", ""),
    ]


def test_the_items_of_a_table_come_with_the_heading_of_their_column():
    items = [["Lamps", "oil"], ["Fog"], ["x"]]
    rows = [
        _block("t1-r1", "Asks\nTroubles", "table-row", cells=[["Asks"], ["Troubles"]]),
        _block("t1-r2", "Lamps; oil\nFog\nx", "table-row", cells=items),
        _block("t2-r1", "Alone", "table-row", cells=[["Alone"]]),
    ]
    found = [(each.words, each.heading) for each in passages_of(rows)]
    assert found == [
        ("Lamps", "Asks"),
        ("oil", "Asks"),
        ("Fog", "Troubles"),
        ("x", ""),
        ("Alone", ""),
    ]


@pytest.mark.parametrize("words", ["asked " * 20_000, "importance " * 20_000, "a" * 100_000])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_long_sentence_takes_no_long_time(words, language):
    began = time.monotonic()
    _rules(words, language, "item", introduction=words)
    assert time.monotonic() - began < 3
