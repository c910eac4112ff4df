"""The canonical forms: what is fingerprinted is the same bytes everywhere."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical_json, canonical_text, fingerprint
from recommendations.models import Version

NOTE = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "0005-what-is-signed.md"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One line.", "One line."),
        ("Cafe\u0301", "Caf\u00e9"),
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("One. \t\nTwo.\u00a0", "One.\nTwo."),
        ("One.\n\n\n\nTwo.", "One.\n\nTwo."),
        ("One.\n \t \n\n  \nTwo.", "One.\n\nTwo."),
        ("\n\n  One.\n\n", "  One."),
        ("A  b\n    indented", "A  b\n    indented"),
        (" \n\t", ""),
        ("", ""),
    ],
)
def test_text_has_one_form(typed, kept):
    assert canonical_text(typed) == kept


@given(st.text())
def test_the_canonical_form_of_a_text_is_its_own_canonical_form(typed):
    kept = canonical_text(typed)

    assert canonical_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\r" not in kept
    assert "\n\n\n" not in kept
    assert all(line == line.rstrip() for line in kept.split("\n"))


def test_json_has_sorted_keys_no_spaces_and_letters_as_they_are():
    assert (
        canonical_json({"b": [1, None, True], "a": "é\n"})
        == '{"a":"é\\n","b":[1,null,true]}'.encode()
    )


def test_json_refuses_what_other_languages_cannot_read():
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


def test_a_fingerprint_does_not_depend_on_the_order_of_keys():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def _block(kind: str) -> str:
    return re.search(rf"```{kind}\n(.*?)\n```", NOTE.read_text(encoding="utf-8"), re.DOTALL)[1]


def test_the_published_vector_is_what_the_code_computes():
    example = json.loads(_block("json"))
    published = _block("text")
    said = re.search(r"`([0-9a-f]{64})`", NOTE.read_text(encoding="utf-8"))[1]
    version = Version(
        number=example["number"],
        language=example["language"],
        kept_title=example["title"],
        kept_text=canonical_text(example["text"]),
        addressees=example["addressees"],
    )

    assert canonical_json(version.signed_content(example["code"])).decode() == published
    assert hashlib.sha256(published.encode()).hexdigest() == said
    assert version.computed_fingerprint(example["code"]) == said


def test_the_example_of_the_vector_is_not_in_canonical_form_yet():
    typed = json.loads(_block("json"))["text"]

    assert canonical_text(typed) != typed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 2),
        ("language", "fr"),
        ("kept_title", "Other"),
        ("kept_text", "Other"),
        ("addressees", ["Other"]),
    ],
)
def test_a_fingerprint_covers_everything_that_is_signed(field, value):
    signed = {
        "number": 1,
        "language": "en",
        "kept_title": "T",
        "kept_text": "W",
        "addressees": ["States"],
    }
    first = Version(**signed).computed_fingerprint("C-01")

    assert Version(**signed | {field: value}).computed_fingerprint("C-01") != first
    assert Version(**signed).computed_fingerprint("C-02") != first
