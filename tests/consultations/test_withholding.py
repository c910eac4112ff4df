"""The words of one paragraph leave every surface; its place, fingerprint and reason stay."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.models import (
    Document,
    Extract,
    ExtractSpan,
    Paragraph,
    ParagraphDecision,
)
from ledger.canonical import fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from tests import factories
from tests.consultations.said import mark, say

pytestmark = pytest.mark.django_db

REASON = "It names a child."


@pytest.fixture
def document():
    return factories.make_document(slug="harbours")


@pytest.fixture
def paragraph(document):
    return document.paragraphs.get(anchor="p2")


@pytest.fixture
def withheld(paragraph, curator):
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason=REASON)
    return paragraph


def test_the_decision_says_who_when_why_and_on_which_words(document, withheld, curator):
    decision = ParagraphDecision.objects.get()

    assert (decision.paragraph, decision.is_withheld, decision.reason) == (withheld, True, REASON)
    assert decision.fingerprint == fingerprint(["paragraph 2", withheld.text])
    assert (decision.entry.verb, decision.entry.actor_id) == ("paragraph.withheld", curator.pk)
    assert decision.entry.payload == {"anchor": "p2", "fingerprint": decision.fingerprint}
    assert decision.entry.subject_id == "harbours"
    assert is_whole("document", "harbours")
    assert str(decision) == f"{document}, paragraph 2: withheld"


def test_it_is_shown_again_with_a_reason_of_its_own(withheld, curator):
    decision = actions.show_paragraph(paragraph=withheld, by=curator, reason="The child agreed.")

    assert not withheld.is_withheld
    assert not Paragraph.objects.get(pk=withheld.pk).is_withheld
    assert decision.entry.verb == "paragraph.shown-again"
    assert str(decision).endswith("shown again")
    assert [each.reason for each in withheld.decisions.all()] == ["The child agreed.", REASON]


def test_words_and_fingerprints_are_kept(document, paragraph, curator):
    words, before = paragraph.text, actions.text_of(document)
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason=REASON)
    assert Paragraph.objects.get(pk=paragraph.pk).text == words
    assert actions.text_of(document) == before


@pytest.mark.parametrize("act", [actions.withhold_paragraph, actions.show_paragraph])
def test_nothing_is_decided_without_a_reason(paragraph, act):
    with pytest.raises(Refused, match="Give a reason"):
        act(paragraph=paragraph, by=None, reason="  ")
    with pytest.raises(IntegrityError, match="gives_reason"), transaction.atomic():
        ParagraphDecision.objects.create(
            paragraph=paragraph, is_withheld=True, reason="", fingerprint="f", entry_id=1
        )


def test_the_second_of_two_is_told_that_somebody_was_faster(paragraph, curator):
    stale = Paragraph.objects.get(pk=paragraph.pk)
    with pytest.raises(Refused, match="Somebody was faster"):
        actions.show_paragraph(paragraph=stale, by=curator, reason="Nothing to show.")
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason=REASON)
    with pytest.raises(Refused, match="Somebody was faster"):
        actions.withhold_paragraph(paragraph=stale, by=curator, reason="Me too.")
    assert Paragraph.objects.get(pk=paragraph.pk).withheld_reason == REASON
    assert Entry.objects.filter(verb__startswith="paragraph.").count() == 1


@pytest.mark.parametrize(
    ("state", "is_possible"),
    [("draft", False), ("review", False), ("public", True), ("withheld", True)],
)
def test_what_was_never_public_is_mended_instead(state, is_possible):
    document = factories.make_document(state=state, withheld_reason="r" * (state == "withheld"))
    paragraph = document.paragraphs.first()
    if is_possible:
        actions.withhold_paragraph(paragraph=paragraph, by=None, reason=REASON)
    else:
        with pytest.raises(Refused, match="mend the paragraph"):
            actions.withhold_paragraph(paragraph=paragraph, by=None, reason=REASON)
    assert Paragraph.objects.get(pk=paragraph.pk).is_withheld is is_possible


def test_words_are_read_by_everybody_until_they_are_withheld(withheld, curator, moderator):
    for user, number in ((AnonymousUser(), 2), (moderator, 2), (curator, 3)):
        assert Paragraph.objects.readable_by(user).count() == number
    factories.make_document(state="draft")
    for user, number in ((AnonymousUser(), 2), (moderator, 2), (curator, 6)):
        assert Paragraph.objects.readable_by(user).count() == number


def test_an_extract_goes_with_the_last_of_its_words(document, curator, moderator):
    first, second, _third = document.paragraphs.all()
    both = say(document, "quay 1", text="Both")
    mark(both, second, "quay 2")
    say(document, "quay 2", text="One")
    say(document, text="Loose")

    def seen(user) -> dict[str, list[str]]:
        extracts = Extract.objects.visible_to(user)
        return {each.text: [span.words for span in each.spans.all()] for each in extracts}

    everything = {"Both": ["quay 1", "quay 2"], "One": ["quay 2"], "Loose": []}
    assert seen(AnonymousUser()) == everything
    actions.withhold_paragraph(paragraph=second, by=curator, reason=REASON)
    assert seen(AnonymousUser()) == seen(moderator) == {"Both": ["quay 1"], "Loose": []}
    actions.withhold_paragraph(paragraph=first, by=curator, reason=REASON)
    assert seen(AnonymousUser()) == {"Loose": []}
    assert seen(curator) == everything
    assert ExtractSpan.objects.count() == 3


def test_the_file_in_which_the_words_stand_is_for_curators_meanwhile(paragraph, curator):
    Document.objects.update(file=factories.make_file())

    def offered() -> list[bool]:
        people = (AnonymousUser(), curator)
        return [Document.objects.offering_file_to(user).exists() for user in people]

    assert offered() == [True, True]
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason=REASON)
    assert offered() == [False, True]
    actions.show_paragraph(paragraph=paragraph, by=curator, reason="It was a mistake.")
    assert offered() == [True, True]
