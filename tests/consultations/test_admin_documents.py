"""Curators load, mend, publish and withhold documents."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import actions
from consultations.admin.document import MOST_INLINE
from consultations.models import Consultation, Document
from ledger.models import Entry
from tests import factories
from tests.consultations.typing_in import send, typed
from tests.reading_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

ADD = reverse("admin:consultations_document_add")


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_{record._meta.model_name}_{page}", args=[record.pk])


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


def test_saving_the_particulars_leaves_the_paragraphs_alone(desk, draft):
    before = list(draft.paragraphs.values())
    send(desk, _page(draft), kind="Address")
    draft.refresh_from_db()
    assert draft.kind == "Address"
    assert list(draft.paragraphs.values()) == before
    assert not Entry.objects.filter(verb__startswith="document.").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("process", "another process"),
        ("session", "another consultation"),
        ("delivered_by", "another consultation"),
    ],
)
def test_process_session_and_speaker_belong_to_the_consultation(desk, draft, name, why):
    other = {
        "process": factories.make_process,
        "session": factories.make_session,
        "delivered_by": factories.make_appearance,
    }[name]()
    answer = send(desk, _page(draft), **{name: other.pk})
    assert why in _errors(answer)[name][0]


def test_a_text_of_the_whole_process_has_no_consultation(desk):
    process = factories.make_process()
    send(desk, ADD, title="Outcome", slug="outcome", kind="Outcome", process=process.pk)
    assert Document.objects.get().consultation is None
    page = desk.get(_page(Document.objects.get())).content.decode()
    assert "Preview on site" in page


def test_an_embargo_is_typed_in_the_zone_of_the_consultation(desk, draft):
    send(desk, _page(draft), embargo_until="2017-10-02T18:00")
    draft.refresh_from_db()
    assert draft.embargo_until == datetime(2017, 10, 2, 16, tzinfo=UTC)
    assert "Mon 2 Oct 2017, 18:00 Vienna = 16:00 UTC" in desk.get(_page(draft)).content.decode()
    answer = send(desk, _page(draft), embargo_until="2017-03-26T02:30")
    assert "no such time" in _errors(answer)["embargo_until"][0]


def test_paragraphs_of_a_draft_are_mended_added_and_removed_by_hand(desk, draft, curator):
    changes = {
        "paragraphs-0-text": "Mended.",
        "paragraphs-1-DELETE": "on",
        "paragraphs-3-reference": "closing",
        "paragraphs-3-anchor": "closing",
        "paragraphs-3-kind": "closing",
        "paragraphs-3-text": "Thank you.",
    }
    send(desk, _page(draft), **changes)
    texts = {each.anchor: each.text for each in draft.paragraphs.all()}
    assert list(texts) == ["p1", "p3", "closing"]
    assert (texts["p1"], texts["closing"]) == ("Mended.", "Thank you.")
    assert Entry.objects.get(verb="document.mended").actor_id == curator.pk


def test_a_row_of_a_table_is_mended_by_its_cells(desk, draft):
    draft.paragraphs.all().delete()
    row = factories.make_paragraph(
        draft, kind="table-row", text="one; two\nthree", cells=[["one", "two"], ["three"]]
    )
    factories.make_paragraph(draft, 2)
    page = desk.get(_page(draft)).content.decode()
    assert '<textarea name="paragraphs-0-cells"' in page
    assert '<input type="hidden" name="paragraphs-1-cells"' in page
    form = typed(desk, _page(draft))
    assert form["paragraphs-0-cells"] == "one\ntwo\n\nthree"
    assert "Change the cells" in str(
        desk.post(_page(draft), form | {"paragraphs-0-text": "one"}).content.decode()
    )
    desk.post(_page(draft), form | {"paragraphs-0-cells": "one\r\n\r\nthree\r\nfour"})
    row.refresh_from_db()
    assert row.cells == [["one"], ["three", "four"]]
    assert row.text == "one\nthree; four"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": "Other words."}, "rests on these words"),
        ({"text": " "}, "Type the words"),
        ({"anchor": "p2"}, "p"),
        ({"DELETE": "on"}, "protected"),
    ],
)
def test_words_that_an_extract_rests_on_stay(desk, draft, changes, why):
    factories.make_extract(document=draft)
    changes = {f"paragraphs-0-{name}": value for name, value in changes.items()}
    answer = send(desk, _page(draft), **changes)
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert draft.paragraphs.first().text.startswith("The harbour council")


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_what_was_public_is_shown_and_not_changed(desk, meeting, state):
    reason = "Asked" if state == "withheld" else ""
    document = factories.make_document(consultation=meeting, state=state, withheld_reason=reason)
    form = typed(desk, _page(document))
    assert {"slug", "paragraphs-0-text"}.isdisjoint(form)
    page = desk.get(_page(document)).content.decode()
    assert "corrections are a new edition" in page
    assert ("Withheld because: Asked" in page) is (state == "withheld")
    rows = {
        "paragraphs-TOTAL_FORMS": "3",
        "paragraphs-INITIAL_FORMS": "3",
        "paragraphs-0-id": document.paragraphs.first().pk,
        "paragraphs-0-text": "Other.",
        "slug": "other",
        "title": "A better title",
    }
    desk.post(_page(document), form | rows)
    kept = Document.objects.get()
    assert (kept.title, kept.slug) == ("A better title", document.slug)
    assert kept.paragraphs.first().text.startswith("The harbour council")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"slug": "other"}, "was published meanwhile"),
        ({"paragraphs-0-text": "Other."}, "Add a new edition"),
        ({"title": "A better title"}, "was changed successfully"),
    ],
)
def test_what_is_published_while_somebody_types_stays_published(
    desk, draft, monkeypatch, changes, why
):
    form = typed(desk, _page(draft), **changes)
    stale = Document.objects.get(pk=draft.pk)
    Document.objects.update(state="public")
    with monkeypatch.context() as patch:
        patch.setattr("consultations.admin.document.DocumentAdmin.get_object", lambda *_a: stale)
        assert desk.post(_page(draft), form).status_code == 302
    assert why in desk.get(_page(draft)).content.decode()
    kept = Document.objects.get()
    assert (kept.state, kept.slug) == ("public", draft.slug)
    assert (kept.title == "A better title") is ("title" in changes)
    assert kept.paragraphs.first().text.startswith("The harbour council")


def test_buttons_move_a_document_all_the_way(desk, draft, curator):
    def press(state: str, **fields: str) -> str:
        sent = {"state": state} | fields
        return desk.post(_page(draft, "move"), sent, follow=True).content.decode()

    def publish(page: str) -> str:
        assert _page(draft, page) in desk.get(_page(draft)).content.decode()
        return desk.post(_page(draft, page), follow=True).content.decode()

    assert "Send to review" in desk.get(_page(draft)).content.decode()
    assert "Back to draft" in press("review")
    assert "The document is public now." in publish("publish")
    assert "Give the reason" in press("withheld", reason="  ")
    withheld = press("withheld", reason="It names a child")
    assert "Withheld because: It names a child" in withheld
    assert "Publish again" in withheld
    assert "Reason for withholding" in publish("publish-again")
    assert "can no longer be done" in press("review")
    assert "can no longer be done" in press("burnt")
    verbs = Entry.objects.filter(subject_id=draft.slug, actor_id=curator.pk)
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "document.public",
        "document.public",
        "document.review",
        "document.withheld",
    ]


def test_a_document_is_published_once_it_was_said_what_becomes_public(desk, draft):
    extract = factories.make_extract(document=draft)
    asked = factories.make_draft(consultation=draft.consultation, extracts=[extract])
    actions.keep_file(document=draft, data=b"The harbour.", by=None)
    Consultation.objects.update(state="draft")
    answer = desk.post(_page(draft, "move"), {"state": "public"}, follow=True)
    assert answer.request["PATH_INFO"] == _page(draft, "publish")
    draft.refresh_from_db()
    assert draft.state == "draft"

    text = words(answer.content.decode())
    assert "Everybody reads it then." in text
    assert "3 paragraphs read by everybody, and fixed from then on" in text
    assert "1 extract read by everybody, beside the words" in text
    assert "without a record yet" in text
    assert f"{asked} stays a draft" in text
    assert "not public yet: nor is this text" in text
    assert "The original file everybody may take it away" in text


def test_what_a_document_has_not_is_no_part_of_what_becomes_public(desk):
    empty = factories.make_document(
        0, state="review", embargo_until=datetime(2090, 1, 2, tzinfo=UTC)
    )
    text = words(desk.get(_page(empty, "publish")).content.decode())
    assert "0 paragraphs nothing is there to read" in text
    assert "0 extracts nothing is recorded yet" in text
    assert "without a record" not in text
    assert "Embargo until 2090-01-02 00:00 UTC" in text


def test_moving_needs_a_post_a_right_and_a_document(desk, draft, log_in, moderator):
    assert desk.get(_page(draft, "move")).status_code == 405
    missing = reverse("admin:consultations_document_move", args=["nothing"])
    assert desk.post(missing, {"state": "public"}).status_code == 404
    client = log_in(moderator)
    assert client.post(_page(draft, "move"), {"state": "public"}).status_code in (403, 404)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_who_may_only_look_gets_no_buttons(desk, draft, curator):
    curator.groups.clear()
    _grant(curator, "curate", "view_document", "view_paragraph")
    page = desk.get(_page(draft)).content.decode()
    assert "Send to review" not in page
    assert desk.post(_page(draft, "move"), {"state": "public"}).status_code == 403


def _grant(user, *names: str) -> None:
    user.user_permissions.set(Permission.objects.filter(codename__in=names))


def test_a_document_leads_to_its_paragraphs_and_extracts(desk, draft):
    extract = factories.make_extract(document=draft)
    ways = {way.label: way.address for way in desk.get(_page(draft)).context["ways_on"]}
    assert _page(extract) in desk.get(ways["Extracts (1)"]).content.decode()
    assert _page(draft.paragraphs.last()) in desk.get(ways["Paragraphs (3)"]).content.decode()
    assert f'value="{draft.pk}"' in desk.get(ways["Add an extract"]).content.decode()


def test_paragraphs_of_a_long_document_have_pages_of_their_own(desk, meeting):
    document = factories.make_document(MOST_INLINE + 1, consultation=meeting, state="draft")
    assert "paragraphs-0-text" not in typed(desk, _page(document))
    paragraph = document.paragraphs.last()
    ways = {way.label: way.address for way in desk.get(_page(paragraph)).context["ways_on"]}
    assert ways["Document"] == _page(document)
    assert _page(paragraph) in desk.get(ways["All its paragraphs"]).content.decode()

    send(desk, _page(paragraph), text="Mended.")
    paragraph.refresh_from_db()
    assert paragraph.text == "Mended."
    desk.post(_page(paragraph, "delete"), {"post": "yes"})
    assert document.paragraphs.count() == MOST_INLINE
    assert Entry.objects.filter(verb="document.mended").count() == 2
    assert desk.get(reverse("admin:consultations_paragraph_add")).status_code == 403

    Document.objects.update(state="public")
    last = document.paragraphs.last()
    assert 'name="_save"' not in desk.get(_page(last)).content.decode()
    assert desk.post(_page(last), {"text": "Other."}).status_code == 403


def test_the_page_of_a_document_asks_the_same_for_one_paragraph_and_for_thirty(desk, meeting):
    counts = []
    for number in (1, 30, 30):
        document = factories.make_document(number, consultation=meeting, state="draft")
        with CaptureQueriesContext(connection) as queries:
            desk.get(_page(document))
        counts.append(len(queries))
    assert counts[1] == counts[2] <= counts[0]
