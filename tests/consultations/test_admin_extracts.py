"""Curators draw extracts from documents by pasting the words they rest on."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.models import Extract
from ledger.models import Entry
from tests import factories
from tests.consultations.typing_in import send, typed
from vocabulary.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

ADD = reverse("admin:consultations_extract_add")
NEW = {
    "kind": "recommendation",
    "text": "Open the harbours for longer",
    "voice": "participants",
    "voice_kind": "session-participants",
    "level": "practical",
}


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_{record._meta.model_name}_{page}", args=[record.pk])


def _form(answer):
    return answer.context["adminform"].form


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def document():
    document = factories.make_document(state="draft")
    factories.make_paragraph(
        document,
        4,
        label="a)",
        reference="paragraph 4, a)",
        anchor="p4a",
        text="Ratify the “Harbour Treaty”, and keep pilots’ pay fair. Thank you.",
    )
    return document


def test_words_that_stand_once_become_a_span(desk, document, curator):
    send(desk, ADD, document=document.pk, quotes='ratify the "harbour treaty"', **NEW)
    extract = Extract.objects.get()
    span = extract.spans.get()
    assert (span.words, span.paragraph.anchor) == ("Ratify the “Harbour Treaty”", "p4a")
    assert (span.start, span.end) == (0, 27)
    assert Entry.objects.get(verb="extract.marked").actor_id == curator.pk


def test_quotations_parted_by_an_empty_line_become_spans(desk, document):
    quotes = "Harbour Treaty\r\n\r\npilots' pay"
    send(desk, ADD, document=document.pk, quotes=quotes, **NEW)
    spans = Extract.objects.get().spans.all()
    assert [span.words for span in spans] == ["Harbour Treaty", "pilots’ pay"]


def test_an_extract_may_rest_on_no_words_yet(desk, document):
    send(desk, ADD, document=document.pk, **NEW)
    extract = Extract.objects.get()
    assert not extract.spans.exists()
    assert "none yet" in desk.get(_page(extract)).content.decode()


def test_words_that_stand_in_several_places_are_asked_about_and_nothing_is_lost(desk, document):
    sent = typed(desk, ADD, document=document.pk, quotes="opening hours\n\npay fair", **NEW)
    answer = desk.post(ADD, sent)
    assert not Extract.objects.exists()
    assert "stands in 3 places" in _form(answer).errors["quotes"][0]
    html = answer.content.decode()
    assert "Open the harbours for longer" in html
    assert "opening hours\n\npay fair" in html
    [question] = _form(answer).place_fields
    keys = [key for key, _label in question.field.choices]
    assert "Which is meant?" in question.label
    assert question.field.choices[1][1].startswith("paragraph 2: ")
    assert "[opening hours]" in question.field.choices[1][1]
    assert f'type="radio" name="place_0" value="{keys[1]}"' in html

    desk.post(ADD, sent | {"place_0": keys[1]})

    words = [(span.paragraph.anchor, span.words) for span in Extract.objects.get().spans.all()]
    assert words == [("p2", "opening hours"), ("p4a", "pay fair")]


def test_a_place_that_was_not_offered_is_refused(desk, document):
    sent = typed(desk, ADD, document=document.pk, quotes="opening hours", **NEW)
    answer = desk.post(ADD, sent | {"place_0": "1:0:5"})
    assert "place_0" in _form(answer).errors
    assert "valid choice" in answer.content.decode()
    assert not Extract.objects.exists()


def test_words_that_do_not_stand_there_get_the_nearest_as_a_choice(desk, document):
    quotes = "Ratify the Harbour Treaties, and keep the pay of pilots fair"
    sent = typed(desk, ADD, document=document.pk, quotes=quotes, **NEW)
    answer = desk.post(ADD, sent)
    assert "does not stand there so" in _form(answer).errors["quotes"][0]
    [question] = _form(answer).place_fields
    [(key, label)] = question.field.choices
    assert "Is it this passage?" in question.label
    assert label.startswith("paragraph 4, a): [Ratify the “Harbour Treaty”")
    desk.post(ADD, sent | {"place_0": key})
    words = Extract.objects.get().spans.get().words
    assert words == "Ratify the “Harbour Treaty”, and keep pilots’ pay fair."


def test_words_unlike_anything_are_refused_beside_their_field(desk, document):
    answer = send(desk, ADD, document=document.pk, quotes="Quantum llamas juggle", **NEW)
    assert "nor anything like it" in _form(answer).errors["quotes"][0]
    assert _form(answer).place_fields == []
    assert "Quantum llamas juggle" in answer.content.decode()


@pytest.mark.parametrize("typed_in", ["", "x", "999999"])
def test_words_need_a_document(desk, document, typed_in):
    answer = send(desk, ADD, document=typed_in, quotes="opening hours", **NEW)
    assert "Choose the document" in _form(answer).errors["quotes"][0]
    assert "document" in _form(answer).errors


def test_only_so_many_quotations_at_a_time(desk, document):
    answer = send(desk, ADD, document=document.pk, quotes="quay\n\n" * 21, **NEW)
    assert "at most 20" in _form(answer).errors["quotes"][0]


def test_marked_words_are_listed_with_a_link_and_may_be_taken_off(desk, document):
    extract = factories.make_extract(document=document)
    span = extract.spans.get()
    page = desk.get(_page(extract)).content.decode()
    assert f'<a href="{document.address_of("p1")}">paragraph 1</a>: asked for' in page

    send(desk, _page(extract), unmark=[span.pk], quotes="Harbour Treaty")

    assert [each.words for each in extract.spans.all()] == ["Harbour Treaty"]
    assert Entry.objects.filter(verb="extract.unmarked").exists()


def test_marks_under_a_published_recommendation_stay(desk):
    extract = factories.make_extract()
    factories.make_recommendation(extracts=[extract])
    page = desk.get(_page(extract)).content.decode()
    assert "asked for longer opening hours" in page
    assert 'name="unmark"' not in page
    send(desk, _page(extract), unmark=[extract.spans.get().pk])
    assert extract.spans.exists()


def test_the_document_of_an_extract_is_chosen_once(desk, document):
    extract = factories.make_extract(document=document)
    form = typed(desk, _page(extract))
    assert "document" not in form
    desk.post(_page(extract), form | {"document": factories.make_document().pk})
    extract.refresh_from_db()
    assert extract.document == document


def test_those_asked_are_typed_as_printed_and_what_we_conclude_is_ticked(desk, document):
    theme = Theme.objects.create(name="Quays", slug="quays")
    given = {"asked_of": "States\r\n\r\nPort authorities \r\nStates", "themes": [theme.pk]}
    given["inferred"] = ["level", "addressees"]
    send(desk, ADD, document=document.pk, **given, **NEW)
    extract = Extract.objects.get()
    assert [each.name for each in extract.addressees.all()] == ["Port authorities", "States"]
    assert extract.inferred == ["level", "addressees"]
    assert list(extract.themes.all()) == [theme]
    shown = typed(desk, _page(extract))
    assert shown["asked_of"] == "Port authorities\nStates"
    assert shown["inferred"] == ["level", "addressees"]
    desk.post(_page(extract), shown | {"asked_of": "States"})
    assert [each.name for each in extract.addressees.all()] == ["States"]


@pytest.mark.parametrize("name", ["…", "x" * 201])
def test_what_is_no_name_is_refused(desk, document, name):
    answer = send(desk, ADD, document=document.pk, asked_of=f"States\n{name}", **NEW)
    assert "is no name" in _form(answer).errors["asked_of"][0]


def test_the_chain_of_those_who_said_it_and_links_to_other_extracts(desk, document):
    extract = factories.make_extract(document=document)
    other = factories.make_extract(document=document)
    rows = {
        "attributions-0-order": "1",
        "attributions-0-relation": "reported-by",
        "attributions-0-printed": "the rapporteur",
        "links-0-other": other.pk,
        "links-0-kind": "in-tension",
        "links-0-reason": "One asks for more hours, the other for fewer.",
    }
    send(desk, _page(extract), **rows)
    assert str(extract.attributions.get()) == "reported by the rapporteur"
    assert extract.links.get().other == other
    entry = Entry.objects.get(verb="extract.linked")
    assert entry.subject_id == extract.public_id
    assert entry.payload == {"links": [["in-tension", other.public_id]]}


def test_a_link_that_is_mended_or_taken_off_is_on_the_books_and_an_old_one_is_not_again(
    desk, document
):
    extract, other = (factories.make_extract(document=document) for _each in range(2))
    link = extract.links.create(other=other, kind="supports", reason="Both ask for hours.")
    rows = {
        "links-INITIAL_FORMS": 1,
        "links-0-id": link.pk,
        "links-0-extract": extract.pk,
        "links-0-other": other.pk,
        "links-0-reason": link.reason,
    }
    for changed in (
        {"kind": "supports"},
        {"kind": "restates"},
        {"kind": "restates", "DELETE": "on"},
    ):
        sent = {f"links-0-{name}": value for name, value in changed.items()}
        send(desk, _page(extract), **rows, **sent)
    kept = Entry.objects.filter(verb="extract.linked").order_by("pk")
    links = [entry.payload["links"] for entry in kept]
    assert links == [[["restates", other.public_id]], []]


def test_another_extract_is_found_by_its_public_id_and_by_its_words(desk, document):
    extract = factories.make_extract(document=document, text="Ours")
    for sought in (extract.public_id, "longer opening"):
        page = desk.get(f"{ADD.removesuffix('add/')}?q={sought}&_popup=1")
        assert list(page.context["cl"].queryset) == [extract]


@pytest.mark.parametrize("field", ["voice_kind", "voice_appearance", "voice_organisation"])
def test_whom_we_take_the_voice_for_may_be_our_reading(desk, document, field):
    send(desk, ADD, document=document.pk, inferred=[field], **NEW)
    assert Extract.objects.get().inferred == [field]


def test_an_extract_leads_to_its_document_and_to_a_recommendation(desk, document):
    extract = factories.make_extract(document=document)
    page = desk.get(_page(extract))
    ways = {way.label: way.address for way in page.context["ways_on"]}
    assert ways["Document"] == _page(document)
    assert ways["Draft a recommendation from this"] == (
        reverse("admin:recommendations_recommendation_add")
        + f"?extracts={extract.pk}&consultation={document.consultation_id}"
    )
    assert f'href="{document.address_of("p1")}"' in page.content.decode()
    assert "Preview on site" in page.content.decode()


def test_an_extract_without_words_is_seen_with_its_document(desk):
    extract = factories.make_extract()
    extract.spans.all().delete()
    page = desk.get(_page(extract)).content.decode()
    assert f'href="{extract.document.get_absolute_url()}"' in page
    assert "View on site" in page


def test_who_drafts_no_recommendations_is_not_led_to_one(desk, document, curator):
    curator.groups.clear()
    names = ["curate", "view_extract", "change_extract"]
    curator.user_permissions.set(Permission.objects.filter(codename__in=names))
    page = desk.get(_page(factories.make_extract(document=document)))
    assert [way.label for way in page.context["ways_on"]] == ["Document", "Add another"]


def test_the_page_of_an_extract_asks_the_same_for_one_mark_and_for_many(desk, document):
    counts = []
    for quotes in ("pay fair", "\n\n".join(["Ratify", "Treaty", "pay", "fair", "Thank"])):
        send(desk, ADD, document=document.pk, quotes=quotes, **NEW)
        extract = Extract.objects.latest("pk")
        assert extract.spans.count() == len(quotes.split("\n\n"))
        with CaptureQueriesContext(connection) as queries:
            desk.get(_page(extract))
        counts.append(len(queries))
    assert counts[0] == counts[1]
