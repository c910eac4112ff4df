import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultations.importing import Reading, read
from consultations.models import Document, Paragraph
from ledger.models import Entry
from tests import factories
from tests.consultations import word_files

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

TEXT = """Statement of the Harbour Guild

Dear chair,

1. The first quay is closed
to pilots.

2. We ask for:
   a) longer hours
   b) fair pay
"""


@pytest.fixture
def meeting():
    return factories.make_consultation(slug="harbours")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "guild.txt"
    path.write_text(TEXT)
    return path


def _run(file, *options: str, consultation: str = "harbours") -> str:
    out = StringIO()
    call_command(
        "import_document", str(file), f"--consultation={consultation}", *options, stdout=out
    )
    return out.getvalue()


def test_a_file_becomes_a_draft_with_its_paragraphs(meeting, file):
    said = _run(file)
    document = Document.objects.get()
    assert (document.title, document.slug) == (
        "Statement of the Harbour Guild",
        "statement-of-the-harbour-guild",
    )
    assert (document.state, document.text_basis, document.language) == ("draft", "verbatim", "en")
    assert (document.consultation, document.process) == (meeting, meeting.process)
    blocks = read(TEXT).blocks
    kept = [(each.anchor, each.text) for each in document.paragraphs.all()]
    assert kept == [(block.anchor, block.text) for block in blocks]
    assert f"{len(blocks)} blocks were read" in said
    assert "http://testserver/documents/statement-of-the-harbour-guild/" in said
    for remark in read(TEXT).report:
        assert f"line {remark.line}: {remark.what}" in said
    for verb in ("document.loaded", "document.file-kept"):
        entry = Entry.objects.get(verb=verb)
        assert (entry.source, entry.actor_id) == ("import", None)
    with document.file.open() as original:
        assert original.read() == file.read_bytes()


def test_session_kind_author_and_language_are_kept(meeting, file):
    session = factories.make_session(consultation=meeting)
    _run(file, "--session=1", "--kind=Statement", "--language=fr", "--author=The guild")
    document = Document.objects.get()
    assert document.author == "The guild"
    assert (document.session, document.kind, document.language) == (session, "Statement", "fr")


def test_a_dry_run_writes_nothing(meeting, file):
    said = _run(file, "--dry-run")
    assert "Nothing was written." in said
    assert "paragraph 1" in said
    assert not Document.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("options", [["--json"], ["--json", "--dry-run"]])
def test_json_is_all_that_is_printed_when_asked_for(meeting, file, options):
    said = json.loads(_run(file, *options))
    stage = {"name": "read", "figures": {"characters": len(TEXT)}}
    assert said["stages"].pop(0) == stage
    assert Reading.from_json(said) == read(TEXT)
    assert Document.objects.exists() is ("--dry-run" not in options)


def test_remarks_on_the_bytes_stand_in_the_report_too(meeting, tmp_path):
    file = tmp_path / "guild.txt"
    file.write_bytes("Harbour\n\nThe café is closed.".encode("cp1252"))
    said = json.loads(_run(file, "--json"))
    assert said["report"][0] == {"line": 3, "what": said["report"][0]["what"]}
    assert "windows-1252" in said["report"][0]["what"]


def test_the_same_file_again_gets_an_address_of_its_own(meeting, file):
    _run(file)
    _run(file)
    slugs = Document.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["statement-of-the-harbour-guild", "statement-of-the-harbour-guild-2"]


@pytest.mark.parametrize(
    ("name", "text", "title", "slug"),
    [
        ("Quay Notes.md", "- one\n- two\n", "Quay Notes", "quay-notes"),
        ("港口.txt", "港口声明\n\n请各国保持港口全年开放。\n", "港口声明", "document"),
    ],
)
def test_the_title_is_printed_or_else_the_name_of_the_file(
    meeting, tmp_path, name, text, title, slug
):
    file = tmp_path / name
    file.write_text(text)
    _run(file)
    document = Document.objects.get()
    assert (document.title, document.slug) == (title, slug)


def test_a_title_too_long_for_its_field_ends_in_dots(meeting, file):
    torn = ["Quay " * 55, "quay " * 55, "Harbourton, 5 May 2020", "The quay is closed."]
    file.write_text("\n\n".join(torn))
    _run(file)
    document = Document.objects.get()
    assert len(document.title) == 400
    assert document.title.endswith("…")
    assert not document.slug.endswith("-")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.4", "damaged"),
        (b"", "empty"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (b"a\x00b", "NUL"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words(meeting, tmp_path, content, why):
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        _run(file)
    assert not Document.objects.exists()


def test_a_storage_that_takes_no_file_is_told_of(meeting, file, settings):
    settings.MEDIA_ROOT = str(file)
    with pytest.raises(CommandError, match="could not be stored"):
        _run(file)
    assert not Document.objects.exists()


def test_no_file_no_consultation_no_session(meeting, file, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        _run(tmp_path / "none.txt")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        _run(tmp_path)
    with pytest.raises(CommandError, match=r"no consultation “quays”\. There are: harbours"):
        _run(file, consultation="quays")
    with pytest.raises(CommandError, match="“harbours” has no session 7"):
        _run(file, "--session=7")
    with pytest.raises(CommandError, match="at most 60 characters"):
        _run(file, f"--kind={'k' * 61}")
    assert not Document.objects.exists()


def test_an_import_that_fails_half_way_leaves_nothing(meeting, file, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(Paragraph.objects, "bulk_create", fails)
    with pytest.raises(OSError):  # noqa: PT011 - any will do
        _run(file)
    assert not Document.objects.exists()
    assert not Entry.objects.exists()


def test_a_new_edition_says_what_it_replaces(meeting, file):
    older = factories.make_document(consultation=meeting, slug="guild-2016")
    _run(file, "--replaces=guild-2016")
    assert Document.objects.get(state="draft").replaces == older


def test_an_older_edition_that_is_not_there_is_said_and_nothing_is_written(meeting, file):
    with pytest.raises(CommandError, match="no document “guild-2016” to replace"):
        _run(file, "--replaces=guild-2016")
    assert not Document.objects.exists()


def test_a_file_with_words_beside_its_text_is_not_kept(meeting, tmp_path):
    document = word_files.new()
    word_files.delete(word_files.add(document, "The quay is closed."), "Ms Reed says so.")
    file = tmp_path / "a.docx"
    file.write_bytes(word_files.content(document))
    assert "The file was not kept" in _run(file)
    assert Document.objects.get().file is None
