"""The original file of a document is kept once, and for as long as some document has it."""

import logging

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.importing import read
from consultations.models import Document, StoredFile
from ledger.models import Entry
from ledger.refusal import Refused
from tests import factories
from tests.consultations import contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return factories.make_document(state="draft")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what is done once the transaction has ended."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def _contents() -> set[bytes]:
    kept = set()
    for file in StoredFile.objects.all():
        with file.open() as content:
            kept.add(content.read())
    return kept


def test_a_file_is_kept_with_its_kind_size_and_fingerprint(draft, curator):
    file = actions.keep_file(document=draft, data=contents.PDF, by=curator)

    draft.refresh_from_db()
    assert draft.file == file
    assert (file.media_type, file.size, file.ending) == (
        "application/pdf",
        len(contents.PDF),
        "pdf",
    )
    assert _contents() == {contents.PDF}
    entry = Entry.objects.get(verb="document.file-kept")
    assert (entry.subject_id, entry.actor_id) == (draft.slug, curator.pk)
    assert entry.payload == {"fingerprint": file.sha256, "size": len(contents.PDF)}


def test_the_same_file_for_two_documents_is_stored_once_and_again_changes_nothing(draft):
    other = factories.make_document(state="review")
    for document in (draft, other, other):
        actions.keep_file(document=document, data=contents.PDF, by=None)

    assert StoredFile.objects.get().documents.count() == 2
    assert Entry.objects.filter(verb="document.file-kept").count() == 2


def test_another_file_takes_the_place_of_the_first_of_which_nothing_is_left(
    draft, committed, storage
):
    first = actions.keep_file(document=draft, data=contents.PDF, by=None)
    with committed():
        actions.keep_file(document=draft, data=contents.ODT, by=None)

    assert _contents() == {contents.ODT}
    assert not default_storage.exists(first.name)
    assert len([each for each in storage.rglob("*") if each.is_file()]) == 1


def test_a_file_that_another_document_has_stays(draft, committed):
    other = factories.make_document(state="draft")
    for document in (draft, other):
        actions.keep_file(document=document, data=contents.PDF, by=None)
    with committed():
        actions.take_file_off(document=draft, by=None)

    draft.refresh_from_db()
    assert draft.file is None
    assert _contents() == {contents.PDF}


def test_a_file_taken_off_is_forgotten_and_can_come_back(draft, committed, curator):
    file = actions.keep_file(document=draft, data=contents.PDF, by=None)
    with committed():
        actions.take_file_off(document=draft, by=curator)
        actions.take_file_off(document=draft, by=curator)

    assert draft.file is None
    assert _contents() == set()
    entry = Entry.objects.get(verb="document.file-taken-off")
    assert (entry.actor_id, entry.payload["fingerprint"]) == (curator.pk, file.sha256)
    actions.keep_file(document=draft, data=contents.PDF, by=None)
    assert _contents() == {contents.PDF}


def test_a_file_released_twice_is_forgotten_once(draft, committed):
    file = actions.keep_file(document=draft, data=contents.PDF, by=None)
    Document.objects.update(file=None)
    with committed():
        actions.release_file(file)
        actions.release_file(file)
    assert _contents() == set()


def test_content_that_was_lost_is_mended_when_it_is_kept_again(draft):
    file = actions.keep_file(document=draft, data=contents.PDF, by=None)
    default_storage.delete(file.name)
    actions.keep_file(document=draft, data=contents.PDF, by=None)
    assert _contents() == {contents.PDF}


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_the_file_of_what_was_public_stays_as_it_is(state, curator):
    file = factories.make_file()
    document = factories.make_document(state=state, withheld_reason="r", file=file)
    with pytest.raises(Refused, match="new edition"):
        actions.keep_file(document=document, data=contents.ODT, by=curator)
    with pytest.raises(Refused, match="new edition"):
        actions.take_file_off(document=document, by=curator)
    document.refresh_from_db()
    assert document.file == file


@pytest.mark.parametrize("fields", [{"text_basis": "paraphrase"}, {"is_stub": True}])
def test_only_a_wording_that_is_held_has_a_file(fields):
    document = factories.make_document(state="draft", **fields)
    with pytest.raises(Refused, match="has an original file"):
        actions.keep_file(document=document, data=contents.PDF, by=None)
    assert not StoredFile.objects.exists()
    with pytest.raises(IntegrityError, match="with_file_is_the_wording"), transaction.atomic():
        Document.objects.update(file=factories.make_file())


def test_what_is_no_document_is_not_kept(draft, storage):
    with pytest.raises(Refused, match="By its content"):
        actions.keep_file(document=draft, data=b"\x00", by=None)
    assert not StoredFile.objects.exists()
    assert not storage.exists()


def test_of_an_act_that_is_undone_no_row_and_no_entry_is_left(draft):
    with transaction.atomic():
        actions.keep_file(document=draft, data=contents.PDF, by=None)
        transaction.set_rollback(True)
    draft.refresh_from_db()
    assert draft.file is None
    assert not StoredFile.objects.exists()
    assert not Entry.objects.filter(verb="document.file-kept").exists()


def test_a_storage_that_takes_nothing_is_told_of_and_nothing_is_kept(
    draft, settings, tmp_path, caplog
):
    (tmp_path / "no-folder").write_text("")
    settings.MEDIA_ROOT = str(tmp_path / "no-folder")
    with caplog.at_level(logging.ERROR), pytest.raises(Refused, match="just now"):
        actions.keep_file(document=draft, data=contents.PDF, by=None)
    assert "could not be stored" in caplog.text
    assert not StoredFile.objects.exists()


def test_a_document_is_added_with_the_file_that_it_was_read_from():
    consultation = factories.make_consultation()
    document = Document(
        consultation=consultation, process=consultation.process, title="T", kind="k", slug="t"
    )
    actions.add_document(
        document=document,
        reading=read(contents.TEXT.decode()),
        by=None,
        source="import",
        file=contents.TEXT,
    )
    assert _contents() == {contents.TEXT}
    sources = Entry.objects.filter(subject_id="t").values_list("verb", "source")
    assert set(sources) == {("document.loaded", "import"), ("document.file-kept", "import")}
