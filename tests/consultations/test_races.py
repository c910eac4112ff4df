"""Curators who act on the record at the same moment, each over a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections

from consultations import actions
from consultations.models import (
    Appearance,
    Document,
    Extract,
    Paragraph,
    SentenceMark,
    Speaker,
    SpeakerMerge,
    StoredFile,
)
from consultations.quotes import Hit
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from tests import factories
from tests.consultations import contents
from tests.consultations.editing import FERRY, QUAY, make_edition, make_newer, placement_of
from tests.consultations.said import say
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

pytestmark = pytest.mark.hold

AT_ONCE = 6


@pytest.fixture
def drafts():
    return [factories.make_document(0, state="draft") for _each in range(AT_ONCE)]


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all the acts at the same moment and return what came of each, in their order."""
    gate = Barrier(len(acts))
    ours = connections["default"]

    def do(act: Callable[[], object]) -> object:
        connections["default"] = ours.copy()
        gate.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(do, acts))


def _keep(document: Document, data: bytes) -> Callable[[], object]:
    return partial(actions.keep_file, document=document, data=data, by=None)


def test_the_same_content_kept_by_many_at_once_is_stored_once(drafts, storage):
    kept = _at_once(*[_keep(draft, contents.PDF) for draft in drafts])

    file = StoredFile.objects.get(documents__in=drafts[:1])
    assert kept == [file] * AT_ONCE
    assert file.documents.count() == AT_ONCE
    assert [each.name for each in storage.rglob("*") if each.is_file()] == [file.sha256]
    with file.open() as content:
        assert content.read() == contents.PDF


def test_the_same_file_kept_twice_at_once_for_one_document_is_one_entry(drafts):
    draft = drafts[0]
    _at_once(*[_keep(draft, contents.ODT)] * AT_ONCE)
    about = Entry.objects.about("document", draft.slug)
    assert [entry.verb for entry in about] == ["document.file-kept"]


def test_content_let_go_by_one_and_kept_by_others_at_once_is_there(drafts):
    first, *rest = drafts
    for _each in range(5):
        actions.keep_file(document=first, data=contents.DOCX, by=None)
        _at_once(
            partial(actions.take_file_off, document=first, by=None),
            *[_keep(draft, contents.DOCX) for draft in rest],
        )
        file = StoredFile.objects.get(documents__in=rest[:1])
        assert default_storage.exists(file.name)
        _at_once(*[partial(actions.take_file_off, document=draft, by=None) for draft in rest])
        assert not StoredFile.objects.filter(sha256=file.sha256).exists()
        assert not default_storage.exists(file.name)


def test_of_curators_who_withhold_a_paragraph_at_once_one_decides_and_the_rest_are_told():
    document = factories.make_document()
    paragraph = document.paragraphs.first()
    for act, verb in (
        (actions.withhold_paragraph, "paragraph.withheld"),
        (actions.show_paragraph, "paragraph.shown-again"),
    ):
        fresh = [Paragraph.objects.get(pk=paragraph.pk) for _each in range(AT_ONCE)]
        reasons = [f"Reason {number}." for number in range(AT_ONCE)]

        done = _at_once(
            *[
                partial(act, paragraph=each, by=None, reason=reason)
                for each, reason in zip(fresh, reasons, strict=True)
            ]
        )

        decision = paragraph.decisions.latest("pk")
        assert [each for each in done if not isinstance(each, Refused)] == [decision]
        kept = Paragraph.objects.get(pk=paragraph.pk).withheld_reason
        assert kept == (decision.reason if decision.is_withheld else "")
        assert Entry.objects.about("document", document.slug).filter(verb=verb).count() == 1
    assert is_whole("document", document.slug)


def _sentence() -> Hit:
    paragraph = factories.make_document(paragraphs=1).paragraphs.get()
    return Hit(paragraph, 0, len(paragraph.text))


def test_of_curators_who_draw_from_a_sentence_at_once_one_draws_and_the_rest_are_told():
    hit = _sentence()
    given = {"document": hit.paragraph.document, "kind": "recommendation", "voice": "pilots"}
    given |= {"voice_kind": "civil-society"}
    extracts = [Extract(text=f"Wording {number}", **given) for number in range(AT_ONCE)]
    drawn = _at_once(
        *[partial(actions.draw_extract, extract=each, hit=hit, by=None) for each in extracts]
    )

    kept = Extract.objects.get()
    assert [each for each in drawn if not isinstance(each, Refused)] == [kept]
    assert kept.spans.get().words == hit.words
    assert Entry.objects.get(verb="extract.marked").subject_id == kept.public_id


def test_the_same_finding_about_a_sentence_by_many_at_once_is_made_once():
    hit = _sentence()
    given = {"paragraph": hit.paragraph, "start": hit.start, "end": hit.end, "by": None}
    mark = partial(actions.mark_sentence, kind=SentenceMark.Kind.NO_RECORD, **given)
    unmark = partial(actions.unmark_sentence, kind=SentenceMark.Kind.NO_RECORD, **given)

    assert _at_once(*[mark] * AT_ONCE) == [SentenceMark.objects.get()] * AT_ONCE
    _at_once(*[unmark] * AT_ONCE)
    assert not SentenceMark.objects.exists()
    slug = hit.paragraph.document.slug
    verbs = [entry.verb for entry in Entry.objects.about("document", slug)]
    assert sorted(verbs) == ["sentence.left-again", "sentence.no-record"]
    assert is_whole("document", slug)


def test_marks_carried_by_many_at_once_are_carried_once_with_one_entry():
    old = make_edition(QUAY, FERRY)
    say(old, "permits expire")
    new = make_newer(old, FERRY, QUAY)

    carried = _at_once(*[partial(actions.carry_marks, old=old, new=new, by=None)] * AT_ONCE)

    assert sorted(len(each) for each in carried) == [0] * (AT_ONCE - 1) + [1]
    assert new.placements.count() == 1
    assert [entry.verb for entry in Entry.objects.about("document", new.slug)] == [
        "document.marks-carried"
    ]


def test_of_curators_who_decide_on_a_mark_at_once_one_decides_and_the_rest_are_told():
    old = make_edition(QUAY, FERRY)
    changed = say(old, "asked for longer opening hours")
    new = make_newer(old, QUAY.replace("longer", "shorter"), FERRY)
    actions.carry_marks(old=old, new=new, by=None)
    fresh = [placement_of(changed) for _each in range(AT_ONCE)]

    done = _at_once(
        *[partial(actions.confirm_placement, placement=each, by=None) for each in fresh]
    )

    assert done.count(None) == 1
    assert all(isinstance(each, Refused) for each in done if each is not None)
    assert Entry.objects.filter(verb="placement.confirmed").count() == 1
    assert is_whole("document", new.slug)


def test_of_curators_who_merge_a_speaker_at_once_one_decides_and_the_rest_are_told():
    one, *others = (factories.make_appearance().speaker for _each in range(AT_ONCE + 1))
    merges = [
        partial(actions.merge_speakers, merged=one, kept=kept, by=None, reason="One person.")
        for kept in others
    ]

    done = [each for each in _at_once(*merges) if not isinstance(each, Refused)]

    assert done == [SpeakerMerge.objects.get()]
    assert list(done[0].kept.appearances.filter(pk__in=done[0].moved.all())) == [
        done[0].moved.get()
    ]
    part = partial(actions.part_speakers, merged=one, by=None, reason="They are two.")
    parted = [each for each in _at_once(*[part] * AT_ONCE) if not isinstance(each, Refused)]
    assert [each.undoes for each in parted] == done
    assert one.appearances.count() == 1
    verbs = Entry.objects.about("speaker", str(one.pk)).order_by("sequence")
    assert [entry.verb for entry in verbs] == ["speaker.merged", "speaker.parted"]
    assert is_whole("speaker", str(one.pk))


def test_speakers_merged_into_each_other_and_given_appearances_at_once_make_no_loop():
    one, other, third = (factories.make_appearance().speaker for _each in range(3))
    meeting = factories.make_consultation()
    pairs = [(one, other), (other, one), (other, third), (third, one)]
    merges = [
        partial(actions.merge_speakers, merged=goes, kept=stays, by=None, reason="One person.")
        for goes, stays in pairs
    ]

    def appear() -> object:
        try:
            return factories.make_appearance(speaker=one, consultation=meeting)
        except IntegrityError:
            return None

    _at_once(*merges, appear)

    merged = Speaker.objects.exclude(merged_into=None)
    assert merged.exists()
    assert not Appearance.objects.filter(speaker__in=merged).exists()
    assert not merged.filter(merged_into__in=merged).exists()
