"""Curators add the original file of a document, and take it off again, until it is public."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultations.models import Document, StoredFile
from ledger.models import Entry
from tests import factories
from tests.consultations import contents
from tests.consultations.typing_in import send, typed

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

ADD = reverse("admin:consultations_document_add")


def _page(document: Document, page: str = "change") -> str:
    return reverse(f"admin:consultations_document_{page}", args=[document.pk])


def _errors(answer) -> dict[str, list[str]]:
    return answer.context["adminform"].form.errors


def _kept() -> bytes | None:
    file = Document.objects.get().file
    if file is None:
        return None
    with file.open() as content:
        return content.read()


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def draft():
    return factories.make_document(state="draft")


@pytest.fixture
def new():
    meeting = factories.make_consultation()
    return {
        "title": "Harbour Statement",
        "slug": "harbour-statement",
        "kind": "Statement",
        "consultation": meeting.pk,
        "process": meeting.process_id,
    }


@pytest.fixture
def upload(desk, draft):
    """Send the page of the draft with a file of this name and content."""

    def upload(name: str, content: bytes, field: str = "original", **changes):
        form = typed(desk, _page(draft), **changes)
        file = SimpleUploadedFile(name, content)
        return desk.post(_page(draft), form | {field: file}, follow=True)

    return upload


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", contents.PDF),
        ("a.docx", contents.DOCX),
        ("a.odt", contents.ODT),
        ("a.txt", contents.TEXT),
        ("A.MD", contents.OF_WINDOWS),
        ("no ending at all", contents.PDF),
        ("..\\..\\a\r\nX: y\u202e.pdf", contents.PDF),
    ],
)
def test_a_file_is_added_to_a_draft_whatever_it_is_called(upload, name, content, curator):
    answer = upload(name, content)
    assert "was changed successfully" in answer.content.decode()
    assert _kept() == content
    assert Entry.objects.get(verb="document.file-kept").actor_id == curator.pk


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "The submitted file is empty."),
        ("a.pdf", b"%PDF-".ljust(20 * 1024 * 1024 + 1), "larger than 20 MB"),
        ("a.pdf", b"%PDF-".ljust(21 * 1024 * 1024), "larger than 20 MB"),
        ("a.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF", "no PDF, Word"),
        ("a.docx", b"PK\x03\x04 no parts", "no PDF, Word"),
        ("a.pdf", b"<!doctype html><p>Not found", "its name does not end in .txt or .md"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    upload, draft, storage, name, content, why
):
    answer = upload(name, content, title="A better title")
    assert answer.status_code == 200
    assert list(_errors(answer)) == ["original"]
    assert why in _errors(answer)["original"][0]
    assert 'value="A better title"' in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not storage.exists()


def test_of_a_form_with_another_fault_no_file_is_kept(upload, storage):
    answer = upload("a.pdf", contents.PDF, title="")
    assert list(_errors(answer)) == ["title"]
    assert not StoredFile.objects.exists()
    assert not storage.exists()


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"text_basis": "paraphrase"}, "text_basis", "A paraphrase has no original file"),
        ({"is_stub": "on"}, "is_stub", "cited and not held"),
    ],
)
def test_there_is_an_original_only_of_a_wording_that_is_held(
    desk, draft, upload, changes, field, why
):
    refused = upload("a.pdf", contents.PDF, **changes)
    assert why in _errors(refused)["original"][0]
    assert _kept() is None

    upload("a.pdf", contents.PDF)
    assert why in _errors(send(desk, _page(draft), **changes))[field][0]

    send(desk, _page(draft), take_off="on", **changes)
    assert _kept() is None
    assert not Document.objects.get().can_have_file


def test_a_file_is_taken_off_a_draft(desk, draft, upload, curator):
    assert "take_off" not in desk.get(_page(draft)).content.decode()
    upload("a.pdf", contents.PDF)
    send(desk, _page(draft), take_off="on")
    assert _kept() is None
    assert Entry.objects.get(verb="document.file-taken-off").actor_id == curator.pk


def test_the_page_shows_what_is_kept_and_leads_to_it(desk, draft, upload):
    assert '<div class="readonly">none</div>' in desk.get(_page(draft)).content.decode()
    upload("a.pdf", contents.PDF)
    page = desk.get(_page(draft)).content.decode()
    file = StoredFile.objects.get()
    assert f'<a href="/documents/{draft.slug}/file/">PDF, {file.size}\xa0bytes</a>' in page
    assert file.sha256 in page


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_the_file_of_what_was_public_is_shown_and_not_changed(desk, state):
    document = factories.make_document(
        state=state, withheld_reason="r", file=factories.make_file(contents.PDF)
    )
    page = desk.get(_page(document)).content.decode()
    assert StoredFile.objects.get().sha256 in page
    assert 'name="original"' not in page
    assert 'name="take_off"' not in page
    form = typed(desk, _page(document), take_off="on")
    desk.post(_page(document), form | {"original": SimpleUploadedFile("a.odt", contents.ODT)})
    assert _kept() == contents.PDF


def test_a_document_published_while_somebody_adds_a_file_stays_without(
    desk, draft, monkeypatch, storage
):
    form = typed(desk, _page(draft))
    stale = Document.objects.get(pk=draft.pk)
    Document.objects.update(state="public")
    file = SimpleUploadedFile("a.pdf", contents.PDF)
    with monkeypatch.context() as patch:
        patch.setattr("consultations.admin.document.DocumentAdmin.get_object", lambda *_a: stale)
        desk.post(_page(draft), form | {"original": file})
    assert "its file stays" in desk.get(_page(draft)).content.decode()
    assert _kept() is None
    assert not storage.exists()


def test_a_draft_that_is_deleted_takes_its_file_with_it(
    desk, storage, django_capture_on_commit_callbacks
):
    with_file = factories.make_document(0, state="draft", file=factories.make_file())
    without = factories.make_document(0, state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        for document in (with_file, without):
            desk.post(_page(document, "delete"), {"post": "yes"})
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [each for each in storage.rglob("*") if each.is_file()]
