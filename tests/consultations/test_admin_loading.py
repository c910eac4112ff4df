"""Curators import documents, load texts, and look through what was read of them."""

import re
import time
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import actions
from consultations.actions import load_paragraphs
from consultations.admin.loading import BLOCKS_ON_A_PAGE
from consultations.forms.reviewing import MOST_REMARKS
from consultations.importing import Remark, read
from consultations.models import Document, StoredFile
from ledger.models import Entry
from tests import factories
from tests.consultations import contents, word_files
from tests.consultations.typing_in import typed

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

IMPORT = reverse("admin:consultations_document_import")
TEXT = "Harbour Statement\n\n1. The first quay.\n\n2. The second quay.\n"


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_document_{page}", args=[record.pk])


def _errors(answer) -> dict[str, list[str]]:
    return answer.context["adminform"].form.errors


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def meeting():
    return factories.make_consultation()


@pytest.fixture
def draft(meeting):
    return factories.make_document(consultation=meeting, state="draft")


@pytest.fixture
def new(meeting):
    return {
        "consultation": meeting.pk,
        "kind": "Statement",
        "language": "en",
        "text_basis": "verbatim",
    }


def _file(content: bytes, name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pasted_text_becomes_a_draft_to_be_looked_through(desk, new, meeting, curator):
    answer = desk.post(IMPORT, new | {"pasted": TEXT}, follow=True)
    document = Document.objects.get()
    assert (document.title, document.slug) == ("Harbour Statement", "harbour-statement")
    assert (document.state, document.process) == ("draft", meeting.process)
    assert [each.anchor for each in document.paragraphs.all()] == ["title", "p1", "p2"]
    assert answer.redirect_chain[-1][0] == _page(document, "review")
    assert "3 paragraphs were read." in answer.content.decode()
    assert document.file is None
    assert Entry.objects.get(verb="document.loaded").actor_id == curator.pk


def test_a_word_file_becomes_a_draft_and_stays_its_original(desk, new):
    file = word_files.new()
    word_files.add(file, "Harbour Statement", style="Title")
    word_files.add(file, "The first quay.", listed="paragraphs")
    content = word_files.content(file)
    desk.post(IMPORT, new | {"file": _file(content, "A.DOCX")})
    document = Document.objects.get()
    assert [(each.label, each.text) for each in document.paragraphs.all()] == [
        ("", "Harbour Statement"),
        ("1.", "The first quay."),
    ]
    with document.file.open() as original:
        assert original.read() == content


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.odt", contents.ODT, "ends in .docx"),
        ("a.docx", contents.ODT, "kept, not read"),
        ("a.docx", b"PK\x03\x04", "By its content"),
        ("a.pdf", b"%PDF-1.4", "damaged"),
        ("a.doc.pdf", b"\xd0\xcf\x11\xe0", "older Office file"),
        ("a.txt", b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"  \n ", "empty"),
        ("a.txt", b"---\n\n---", "nothing to read"),
        ("a.md", b"a\x00b", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(desk, new, name, content, why):
    answer = desk.post(IMPORT, new | {"file": _file(content, name)})
    assert list(_errors(answer)) == ["file"]
    assert why in _errors(answer)["file"][0]
    assert 'value="Statement"' in answer.content.decode()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_pasted_text_that_cannot_be_read_is_kept_beside_its_error(desk, new):
    answer = desk.post(IMPORT, new | {"pasted": "odd \x07 sign"})
    assert "control character" in _errors(answer)["pasted"][0]
    assert "odd \x07 sign" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({}, "file", "or paste the text below"),
        ({"pasted": TEXT, "file": _file(b"Words")}, "file", "not both"),
        ({"pasted": TEXT, "consultation": ""}, "consultation", "or a process below"),
        ({"pasted": TEXT, "kind": ""}, "kind", "required"),
        ({"pasted": TEXT, "title": "T\u202eitle"}, "title", "invisible"),
        ({"pasted": f"T\u202eitle\n\n{TEXT}"}, "title", "invisible"),
    ],
)
def test_what_is_missing_or_odd_is_said(desk, new, changes, field, why):
    answer = desk.post(IMPORT, new | changes)
    assert why in str(_errors(answer)[field])
    assert not Document.objects.exists()


def test_a_text_of_a_whole_process_has_a_title_of_its_own(desk, new):
    process = factories.make_process()
    given = {"consultation": "", "process": process.pk, "title": "  The  draft ", "pasted": TEXT}
    desk.post(IMPORT, new | given)
    document = Document.objects.get()
    assert (document.consultation, document.process) == (None, process)
    assert document.title == "The draft"


def test_who_wrote_and_who_delivered_it_is_asked_for(desk, new, meeting):
    body = factories.make_organisation(status="recorded")
    spoke = factories.make_appearance(consultation=meeting)
    given = {"author": " The  Alliance", "author_organisation": body.pk, "delivered_by": spoke.pk}
    desk.post(IMPORT, new | given | {"pasted": TEXT})
    document = Document.objects.get()
    assert (document.author, document.author_organisation) == ("The Alliance", body)
    assert document.delivered_by == spoke
    start = typed(desk, f"{IMPORT}?replaces={document.pk}")
    assert {name: start[name] for name in given} == {
        "author": "The Alliance",
        "author_organisation": str(body.pk),
        "delivered_by": str(spoke.pk),
    }


def test_a_body_that_is_not_listed_and_somebody_of_another_meeting_are_refused(desk, new):
    hidden = factories.make_organisation(name="Hidden Harbour", is_listed=False)
    given = {"author_organisation": hidden.pk, "delivered_by": factories.make_appearance().pk}
    answer = desk.post(IMPORT, new | given | {"pasted": TEXT})
    assert list(_errors(answer)) == ["author_organisation", "delivered_by"]
    assert "another consultation" in str(_errors(answer)["delivered_by"])
    assert "Hidden Harbour" not in answer.content.decode()
    older = factories.make_document(author_organisation=hidden)
    assert "Hidden Harbour" not in desk.get(f"{IMPORT}?replaces={older.pk}").content.decode()


def test_the_name_of_the_file_stands_for_a_title_that_there_is_none_of(desk, new):
    desk.post(IMPORT, new | {"file": _file(b"- one\n- two\n", "Quay Notes.md")})
    desk.post(IMPORT, new | {"pasted": "- one\n- two\n"})
    titles = Document.objects.order_by("pk").values_list("title", "slug")
    assert list(titles) == [("Quay Notes", "quay-notes"), ("Document", "document")]


def test_of_a_paraphrase_the_file_is_not_kept(desk, new):
    desk.post(IMPORT, new | {"text_basis": "paraphrase", "file": _file(contents.TEXT)})
    assert Document.objects.get().paragraphs.count() == 3
    assert not StoredFile.objects.exists()


def test_a_storage_that_takes_no_file_leaves_nothing_behind(desk, new, settings, tmp_path):
    (tmp_path / "no-folder").write_text("")
    settings.MEDIA_ROOT = str(tmp_path / "no-folder")
    answer = desk.post(IMPORT, new | {"file": _file(contents.TEXT)})
    assert "could not be stored" in str(_errors(answer)["__all__"])
    assert not Document.objects.exists()


def test_the_list_and_the_next_steps_of_a_consultation_lead_to_the_import(desk, meeting):
    listed = desk.get(reverse("admin:consultations_document_changelist")).content.decode()
    assert f'href="{IMPORT}"' in listed
    steps = reverse("admin:consultations_consultation_change", args=[meeting.pk])
    assert f"{IMPORT}?consultation={meeting.pk}" in desk.get(steps).content.decode()
    start = desk.get(f"{IMPORT}?consultation={meeting.pk}").content.decode()
    assert f'<option value="{meeting.pk}" selected>' in start


def test_the_source_is_for_curators_alone(desk, curator, draft):
    curator.groups.clear()
    names = ["view_document", "view_paragraph"]
    curator.user_permissions.set(Permission.objects.filter(codename__in=names))
    Document.objects.update(state="public")
    assert desk.get(_page(draft, "review")).status_code == 403


def test_who_may_only_look_imports_nothing(desk, curator, draft):
    curator.groups.clear()
    names = ["curate", "view_document", "view_paragraph"]
    curator.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert desk.get(IMPORT).status_code == 403
    assert desk.get(_page(draft, "load")).status_code == 403
    review = desk.get(_page(draft, "review"))
    assert 'name="act"' not in review.content.decode()
    assert desk.post(_page(draft, "review"), {"act": "save"}).status_code == 403


def test_loading_again_replaces_the_paragraphs_and_the_text_file(desk, draft):
    desk.post(_page(draft, "load"), {"file": _file(contents.TEXT)})
    desk.post(_page(draft, "load"), {"file": _file(b"The third quay.", "b.md")})
    draft.refresh_from_db()
    assert [each.text for each in draft.paragraphs.all()] == ["The third quay."]
    with draft.file.open() as original:
        assert original.read() == b"The third quay."
    assert "takes the place" in desk.get(_page(draft, "load")).content.decode()
    desk.post(_page(draft, "load"), {"pasted": TEXT})
    draft.refresh_from_db()
    assert draft.paragraphs.count() == 3
    assert draft.file.size == len(b"The third quay.")


def test_a_text_on_whose_words_extracts_rest_is_not_loaded_again(desk, draft):
    factories.make_extract(document=draft)
    answer = desk.get(_page(draft, "load"), follow=True)
    assert "Its text stays" in answer.content.decode()
    ways = {way.label for way in desk.get(_page(draft)).context["ways_on"]}
    assert "Load the text" not in ways
    assert "Review the text" in ways


def test_what_is_published_while_the_file_is_read_stays(desk, draft, monkeypatch):
    def publishes(_data):
        Document.objects.update(state="public")
        return read(TEXT)

    monkeypatch.setattr("consultations.forms.loading.read_file", publishes)
    answer = desk.post(_page(draft, "load"), {"pasted": TEXT})
    assert "load the text as a new edition" in str(_errors(answer)["__all__"])
    assert TEXT.split("\n", maxsplit=1)[0] in answer.content.decode()


# Looking it through.


@pytest.fixture
def read_draft(draft):
    parts = ["- 2 -", "1. The first quay is shut. It", "is dry.", "2. The second quay."]
    text = "\n\n".join([*parts, "Name\tPlace\nA\tB\n"])
    load_paragraphs(document=draft, reading=read(text), by=None, source="admin")
    return draft


def _review(desk, document, act="save", **changes):
    address = _page(document, "review")
    return desk.post(address, typed(desk, address) | changes | {"act": act}, follow=True)


def _texts(document):
    return [(each.anchor, each.label, each.text) for each in document.paragraphs.all()]


def test_the_source_stands_beside_the_paragraphs_with_what_was_remarked(desk, read_draft):
    page = desk.get(_page(read_draft, "review")).content.decode()
    assert "joined with line 3" in page
    assert "The first quay is shut. It" in page
    stages = re.findall("<li><strong>(.*?)</strong> – (.*?)</li>", page)
    assert stages[0] == ("Lines", "6")
    assert re.fullmatch(r"\d+ · joined over a break: 1", dict(stages)["Blocks"])
    rows = desk.get(_page(read_draft, "review")).context["rows"]
    assert [[line.line for line in row.source] for row in rows][1:3] == [[3, 5], [7]]


def test_lines_that_made_no_paragraph_are_shown_between(desk, draft):
    text = "The quay.\n\n---\n\nThe mole.\n\n***\n"
    load_paragraphs(document=draft, reading=read(text), by=None, source="admin")
    rows = desk.get(_page(draft, "review")).context["rows"]
    shown = [([line.text for line in row.source], row.form is not None) for row in rows]
    assert shown == [
        (["The quay."], True),
        (["---"], False),
        (["The mole."], True),
        (["***"], False),
    ]


def test_a_kind_a_level_and_a_label_are_changed_and_all_is_named_anew(desk, read_draft, curator):
    first, second = read_draft.paragraphs.filter(label__in=["1.", "2."])
    _review(desk, read_draft, **{f"{second.pk}-kind": "item", f"{second.pk}-level": "1"})
    assert _texts(read_draft)[2] == ("p1-2", "2.", "The second quay.")
    _review(desk, read_draft, **{f"{first.pk}-label": ""})
    assert _texts(read_draft)[1][1:] == ("", "1. The first quay is shut. It is dry.")
    assert Entry.objects.filter(verb="document.mended", actor_id=curator.pk).count() == 2


def test_a_label_is_what_stands_at_the_beginning(desk, read_draft):
    first = read_draft.paragraphs.get(label="1.")
    answer = _review(desk, read_draft, **{f"{first.pk}-label": "9."})
    assert "is not what stands at the beginning" in answer.content.decode()
    assert 'value="9."' in answer.content.decode()
    assert read_draft.paragraphs.get(pk=first.pk).label == "1."


def test_a_paragraph_is_split_before_words_and_joined_again(desk, read_draft):
    before = _texts(read_draft)
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, f"split:{first.pk}", **{f"{first.pk}-words": "it is DRY"})
    first.refresh_from_db()
    assert first.text == "The first quay is shut."
    second = read_draft.paragraphs.get(position=first.position + 1)
    assert (second.text, second.label, second.kind) == ("It is dry.", "", "paragraph")
    assert (first.first_line, second.last_line) == (3, 5)
    _review(desk, read_draft, f"join:{first.pk}")
    assert _texts(read_draft) == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "from the middle"),
        ("The first", "from the middle"),
        ("quay", "from the middle"),
        ("i", "more than once"),
    ],
)
def test_words_to_split_before_stand_in_the_middle_and_once(desk, read_draft, words, why):
    second = read_draft.paragraphs.get(label="1.")
    words = {"quay": "nothing of the kind"}.get(words, words)
    answer = _review(desk, read_draft, f"split:{second.pk}", **{f"{second.pk}-words": words})
    assert why in answer.content.decode()
    assert read_draft.paragraphs.count() == 5


def test_what_goes_on_with_nothing_is_not_joined(desk, read_draft):
    last = read_draft.paragraphs.exclude(kind="table-row").last()
    assert "nothing behind it" in _review(desk, read_draft, f"join:{last.pk}").content.decode()


def test_a_level_beyond_all_is_refused_beside_its_field(desk, read_draft):
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, **{f"{first.pk}-kind": "item"})
    answer = _review(desk, read_draft, **{f"{first.pk}-level": "9"})
    assert "less than or equal to 5" in answer.content.decode()
    assert "Nothing was saved yet" in answer.content.decode()


def test_of_two_who_cut_at_once_the_second_looks_again(desk, read_draft):
    address = _page(read_draft, "review")
    first = read_draft.paragraphs.get(label="1.")
    sent = typed(desk, address) | {"act": f"join:{first.pk}"}
    desk.post(address, sent)
    before = _texts(read_draft)
    answer = desk.post(address, sent)
    assert "changed meanwhile" in answer.content.decode()
    assert _texts(read_draft) == before


def test_words_that_an_extract_rests_on_are_not_cut(desk, draft):
    factories.make_extract(document=draft)
    first = draft.paragraphs.first()
    words = " ".join(first.text.split()[2:4])
    answer = _review(desk, draft, f"split:{first.pk}", **{f"{first.pk}-words": words})
    assert "rests on these words" in answer.content.decode()


def test_a_name_that_somebody_gave_is_given_to_nothing_else(desk, read_draft):
    read_draft.paragraphs.filter(label="2.").update(anchor="h1", reference="the mole")
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, **{f"{first.pk}-kind": "heading"})
    first.refresh_from_db()
    assert first.anchor == "h1x"


def test_names_given_by_hand_stay(desk, read_draft):
    read_draft.paragraphs.filter(label="2.").update(anchor="mole", reference="the mole")
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, **{f"{first.pk}-kind": "heading"})
    named = dict(read_draft.paragraphs.values_list("anchor", "reference"))
    assert named["mole"] == "the mole"
    assert named["h1"] == "heading 1"


def test_what_was_public_is_looked_through_and_not_cut(desk, read_draft):
    Document.objects.update(state="public")
    page = desk.get(_page(read_draft, "review")).content.decode()
    assert 'value="save"' not in page
    assert "joined with line 3" in page
    answer = desk.post(_page(read_draft, "review"), {"act": "save"}, follow=True)
    assert "its paragraphs stay" in answer.content.decode()


def test_a_long_document_is_looked_through_page_by_page(desk, draft):
    text = "\n\n".join(f"{number}. Quay {number}." for number in range(1, BLOCKS_ON_A_PAGE + 11))
    load_paragraphs(document=draft, reading=read(text), by=None, source="admin")
    address = _page(draft, "review") + "?page=2"
    rows = desk.get(address).context["rows"]
    assert len(rows) == 10
    assert [line.line for line in rows[0].source] == [2 * BLOCKS_ON_A_PAGE + 1]
    last = rows[-1].form.paragraph
    sent = typed(desk, address) | {"act": "save", f"{last.pk}-kind": "closing"}
    assert "page=2" in desk.post(address, sent).url
    last.refresh_from_db()
    assert last.kind == "closing"


def test_a_document_without_a_text_says_so(desk, draft):
    draft.paragraphs.all().delete()
    assert "has no text yet" in desk.get(_page(draft, "review")).content.decode()


def test_looking_through_asks_the_same_for_one_paragraph_and_for_thirty(desk, meeting):
    counts = []
    for number in (1, 30, 30):
        document = factories.make_document(number, consultation=meeting, state="draft")
        with CaptureQueriesContext(connection) as queries:
            desk.get(_page(document, "review"))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize("act", ["split", "join", "burn"])
def test_what_cannot_be_done_is_not_said_to_be_saved(desk, read_draft, act):
    row = read_draft.paragraphs.last()
    before = _texts(read_draft)
    answer = _review(desk, read_draft, f"{act}:{row.pk}")
    assert "nothing here to split or join" in answer.content.decode()
    assert _texts(read_draft) == before


def test_a_kind_that_somebody_changed_meanwhile_is_not_put_back(desk, read_draft):
    address = _page(read_draft, "review")
    stale = typed(desk, address) | {"act": "save"}
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, **{f"{first.pk}-kind": "closing"})
    answer = desk.post(address, stale)
    assert "changed meanwhile" in answer.content.decode()
    first.refresh_from_db()
    assert first.kind == "closing"


def test_odd_levels_and_rows_made_by_hand_do_not_lock_the_page(desk, draft):
    first, second, _third = draft.paragraphs.all()
    draft.paragraphs.filter(pk=first.pk).update(kind="item", level=0)
    draft.paragraphs.filter(pk=second.pk).update(kind="table-row")
    assert "Saved." in _review(desk, draft).content.decode()


def test_a_new_edition_in_another_meeting_leaves_session_and_speaker_behind(desk, new):
    session = factories.make_session()
    appearance = factories.make_appearance(consultation=session.consultation, session=session)
    where = {"consultation": session.consultation, "session": session}
    old = factories.make_document(**where, delivered_by=appearance, author="The guild")
    given = typed(desk, f"{IMPORT}?replaces={old.pk}") | {"pasted": TEXT, "edition": "2"}
    desk.post(IMPORT, given)
    desk.post(IMPORT, given | {"consultation": new["consultation"]})
    here, elsewhere = old.replaced_by.order_by("pk")
    assert (here.session, here.delivered_by, here.author) == (session, appearance, "The guild")
    assert (elsewhere.session, elsewhere.delivered_by) == (None, None)
    assert elsewhere.author == "The guild"


def test_a_document_that_is_deleted_while_the_file_is_read_is_told_of(desk, draft, monkeypatch):
    def deletes(_data):
        draft.paragraphs.all().delete()
        Document.objects.all().delete()
        return read(TEXT)

    monkeypatch.setattr("consultations.forms.loading.read_file", deletes)
    answer = desk.post(_page(draft, "load"), {"pasted": TEXT}, follow=True)
    assert "deleted meanwhile" in answer.content.decode()


def test_an_address_that_is_taken_at_the_same_moment_is_asked_for_again(desk, new, monkeypatch):
    monkeypatch.setattr("consultations.actions.documents._free_slug", lambda slug: slug)
    factories.make_document(slug="harbour-statement")
    answer = desk.post(IMPORT, new | {"pasted": TEXT})
    assert "Send it again" in str(_errors(answer)["__all__"])
    assert TEXT.strip() in answer.content.decode()


def test_a_word_file_takes_the_place_of_another_and_a_text_does_not(desk, draft):
    def load(name: str, content: bytes) -> bytes:
        desk.post(_page(draft, "load"), {"file": _file(content, name)})
        draft.refresh_from_db()
        with draft.file.open() as original:
            return original.read()

    first, second = (word_files.new() for _each in range(2))
    for file, words in ((first, "The first quay."), (second, "The second quay.")):
        word_files.add(file, words)
    before, after = word_files.content(first), word_files.content(second)
    assert load("a.docx", before) == before
    assert load("b.docx", after) == after
    assert load("c.txt", b"The third quay.") == after
    assert draft.paragraphs.get().text == "The third quay."


def test_of_remarks_without_end_some_are_shown_and_the_rest_is_counted(desk, draft):
    reading = read("The quay is dry.").with_remarks([Remark(1, f"odd {n}") for n in range(99)])
    load_paragraphs(document=draft, reading=reading, by=None, source="admin")
    page = desk.get(_page(draft, "review")).content.decode()
    assert page.count("odd ") == MOST_REMARKS
    assert f"… {99 - MOST_REMARKS}" in page


def test_many_paragraphs_are_cut_anew_in_good_time(desk, draft):
    text = "\n\n".join(f"Quay {number}. It is dry." for number in range(3000))
    load_paragraphs(document=draft, reading=read(text), by=None, source="admin")
    first = draft.paragraphs.first()
    started = time.process_time()
    actions.split_paragraph(
        paragraph=first, at=len("Quay 0."), by=None, seen=actions.shape_of(draft)
    )
    assert time.process_time() - started < 10
    assert draft.paragraphs.get(anchor="p3001").text == "Quay 2999. It is dry."


def _with_secrets() -> bytes:
    file = word_files.new()
    paragraph = word_files.add(file, "The quay is closed.")
    word_files.delete(paragraph, "Ms Reed says so.")
    return word_files.content(file)


def test_a_file_with_deleted_words_is_read_and_not_handed_out(desk, new, draft):
    file = _file(_with_secrets(), "a.docx")
    answer = desk.post(IMPORT, new | {"file": file}, follow=True)
    assert "The file was read but not kept" in answer.content.decode()
    document = Document.objects.latest("pk")
    assert document.paragraphs.get().text == "The quay is closed."
    assert document.file is None
    desk.post(_page(draft, "load"), {"file": _file(_with_secrets(), "a.docx")})
    draft.refresh_from_db()
    assert draft.file is None
    assert not StoredFile.objects.exists()


def test_a_label_never_ends_inside_a_word(desk, read_draft):
    second = read_draft.paragraphs.get(label="2.")
    _review(desk, read_draft, **{f"{second.pk}-label": ""})
    answer = _review(desk, read_draft, **{f"{second.pk}-label": "2. Th"})
    assert "is not what stands at the beginning" in answer.content.decode()


def test_each_half_of_a_paragraph_that_is_split_stands_beside_its_own_lines(desk, read_draft):
    first = read_draft.paragraphs.get(label="1.")
    _review(desk, read_draft, f"split:{first.pk}", **{f"{first.pk}-words": "is dry"})
    rows = [row for row in desk.get(_page(read_draft, "review")).context["rows"] if row.form]
    assert [[line.line for line in row.source] for row in rows][1:3] == [[3], [5]]


def test_the_pages_for_loading_can_be_asked_for_their_head_alone(desk, draft):
    addresses = (IMPORT, _page(draft, "load"), _page(draft, "review"))
    answers = [desk.head(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * len(addresses)
    assert {answer.content for answer in answers} == {b""}
