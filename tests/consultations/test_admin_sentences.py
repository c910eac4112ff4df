"""Curators work through a document's sentences: drawn, dismissed, or in need of no record."""

import re
from zlib import crc32

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from consultations import actions
from consultations.models import Extract, SentenceMark
from ledger.models import Entry
from tests import factories
from tests.consultations.said import say
from tests.portal.odd_values import ODD
from tests.reading_pages import part, words
from vocabulary.models import Country, Definition, Instrument, Term

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

FIRST, SECOND, THIRD = "The hall was cold.", "Participants urged States to heat it.", "Thank you."
TEXT = f"{FIRST} {SECOND} {THIRD}"


def _address(document) -> str:
    return reverse("admin:consultations_document_sentences", args=[document.pk])


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def document():
    document = factories.make_document(paragraphs=0, state="draft", slug="halls")
    factories.make_paragraph(document, 1, text=TEXT)
    return document


def _key(document, quoted: str) -> str:
    paragraph = document.paragraphs.get(text__contains=quoted)
    start = paragraph.text.index(quoted)
    return f"{paragraph.pk}:{start}:{start + len(quoted)}:{crc32(quoted.encode()):x}"


def _shown(answer) -> list[str]:
    return re.findall(r'class="sentence[^>]*id="s-([^"]+)"', answer.content.decode())


def _form(answer, key: str):
    rows = [row for group in answer.context["groups"] for row in group.rows]
    return next(row.form for row in rows if row.line.key == key)


def _filled(form) -> dict:
    """Return what a browser sends of the form as it stands."""
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in given.items() if value not in (None, [])}


def _act(desk, document, quoted: str, act: str, *, query: str = "", **fields):
    sent = {"sentence": _key(document, quoted), "act": act} | fields
    return desk.post(_address(document) + query, sent)


def test_the_page_is_reached_from_its_document(desk, document):
    page = desk.get(reverse("admin:consultations_document_change", args=[document.pk]))
    assert f'href="{_address(document)}"' in page.content.decode()


def test_each_sentence_stands_there_with_what_became_of_it(desk, document):
    say(document, "hall was", text="It was cold", kind="observation")
    actions.mark_sentence(
        paragraph=document.paragraphs.get(), start=57, end=67, kind="no-record", by=None
    )
    html = desk.get(_address(document)).content.decode()

    assert "2 of 3 sentences" in words(html)
    assert "1 recorded in extracts, 1 need no record, 1 left" in words(html)
    assert "Observation: It was cold" in words(part(html, 'id="s-p1-1"', "</li>"))
    assert "Suggested: Recommendation" in words(part(html, 'id="s-p1-2"', "</li>"))
    assert "No record needed Undo" in words(part(html, 'id="s-p1-3"', "</li>"))


def test_a_suggestion_is_accepted_as_it_stands(desk, document, curator):
    key = _key(document, SECOND)
    form = _form(desk.get(_address(document)), key)
    answer = desk.post(_address(document), {"sentence": key, "act": "accept", **_filled(form)})

    extract = Extract.objects.get()
    assert (extract.kind, extract.text) == ("recommendation", SECOND)
    assert (extract.voice, extract.voice_kind) == ("Participants", "session-participants")
    assert [each.name for each in extract.addressees.all()] == ["States"]
    assert extract.inferred == ["addressees", "kind"]
    assert extract.spans.get().words == SECOND
    assert Entry.objects.get(verb="extract.marked").actor_id == curator.pk
    assert answer["Location"] == f"{_address(document)}?page=1#s-p1-3"
    assert "2 sentences are left." in desk.get(answer["Location"]).content.decode()


def test_looking_at_suggestions_records_nothing(desk, document):
    desk.get(_address(document))
    assert not Extract.objects.exists()
    assert not SentenceMark.objects.exists()
    assert not Entry.objects.exists()


def test_a_suggestion_is_changed_before_it_is_accepted(desk, document):
    form = _form(desk.get(_address(document)), _key(document, SECOND))
    changed = {"kind": "observation", "text": "Heat the hall ", "asked_of": ""}
    _act(desk, document, SECOND, "accept", **_filled(form) | changed | {"level": "practical"})

    extract = Extract.objects.get()
    assert (extract.kind, extract.text) == ("observation", "Heat the hall")
    assert extract.level == "practical"
    assert extract.inferred == ["level", "kind"]


def test_what_is_missing_is_asked_for_and_nothing_is_lost(desk, document):
    typed = {"kind": "recommendation", "text": "Heat <it>", "voice": "", "asked_of": "…"}
    answer = _act(desk, document, SECOND, "accept", **typed)

    assert answer.status_code == 200
    form = _form(answer, _key(document, SECOND))
    assert set(form.errors) == {"voice", "voice_kind", "asked_of", "level"}
    row = part(answer.content.decode(), 'id="s-p1-2"', "</li>")
    assert "Heat &lt;it&gt;" in row
    assert "<details open>" in row
    assert not Extract.objects.exists()


def test_an_extract_is_drawn_from_a_sentence_without_a_suggestion(desk, document):
    page = desk.get(_address(document)).content.decode()
    assert "Draw an extract" in part(page, 'id="s-p1-1"', "</li>")
    address = f"{_address(document)}?page=1&draw={_key(document, FIRST)}"
    assert f'{address.replace("&", "&amp;").replace(":", "%3A")}#s-p1-1"' in page
    form = _form(desk.get(address), _key(document, FIRST))
    assert form["kind"].value() == ""

    filled = _filled(form) | {"kind": "observation", "voice": "us", "voice_kind": "civil-society"}
    answer = _act(desk, document, FIRST, "accept", query="?draw=x", **filled)
    assert Extract.objects.get().spans.get().words == FIRST
    assert answer["Location"] == f"{_address(document)}?page=1#s-p1-2"


def test_another_extract_is_drawn_from_a_sentence_that_has_one(desk, document):
    say(document, "heat it")
    address = f"{_address(document)}?page=1&draw={_key(document, SECOND)}"
    row = part(desk.get(_address(document)).content.decode(), 'id="s-p1-2"', "</li>")
    assert "Draw another extract" in row
    assert "<form" not in row
    form = _form(desk.get(address), _key(document, SECOND))
    filled = _filled(form) | {"text": "States should pay"}
    _act(desk, document, SECOND, "accept:another", **filled)
    _act(desk, document, SECOND, "accept:another", **filled)
    _act(desk, document, SECOND, "accept", **filled | {"text": "Else"})

    texts = [extract.text for extract in Extract.objects.order_by("pk")]
    assert texts == ["Ours", "States should pay"]
    answer = _act(desk, document, SECOND, "accept:another", **filled | {"voice": ""})
    assert "This could not be recorded yet" in answer.content.decode()


def test_accepting_twice_at_once_draws_one_extract(desk, document):
    form = _form(desk.get(_address(document)), _key(document, SECOND))
    for _time in range(2):
        answer = _act(desk, document, SECOND, "accept", **_filled(form))
    assert Extract.objects.count() == 1
    assert "rests on this sentence already" in desk.get(answer["Location"]).content.decode()


@pytest.mark.hold
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_values_are_refused_or_kept_but_break_nothing(desk, document, odd):
    given = {"kind": "recommendation", "text": "Heat it", "voice": "us", "level": "practical"}
    given |= {"voice_kind": "organisers", "asked_of": "", "instruments": [], "act": "accept"}
    given |= {"voice_appearance": "", "voice_organisation": "", "sentence": _key(document, SECOND)}
    address = _address(document)
    for name in given:
        assert desk.post(address, given | {name: odd}).status_code in (200, 302, 400), name
    for name in ("page", "left", "draw"):
        if len(odd) < 10_000:
            assert desk.get(address, {name: odd}).status_code in (200, 400), name


def test_a_dismissed_suggestion_does_not_come_back_until_it_is_asked_for(desk, document):
    answer = _act(desk, document, SECOND, "dismiss")
    assert answer["Location"].endswith("#s-p1-2")
    row = part(desk.get(_address(document)).content.decode(), 'id="s-p1-2"', "</li>")
    assert "Suggested" not in row
    assert "Suggest again" in row

    _act(desk, document, SECOND, "suggest-again")
    row = part(desk.get(_address(document)).content.decode(), 'id="s-p1-2"', "</li>")
    assert "Suggested" in row


def test_no_record_needed_leads_on_to_the_next_sentence_left(desk, document):
    answer = _act(desk, document, FIRST, "no-record")
    assert answer["Location"].endswith("#s-p1-2")
    assert SentenceMark.objects.get().kind == "no-record"
    answer = _act(desk, document, FIRST, "left-again")
    assert answer["Location"].endswith("#s-p1-1")
    assert not SentenceMark.objects.exists()


@pytest.mark.parametrize(
    ("found", "undone"), [("no-record", "left-again"), ("dismiss", "suggest-again")]
)
def test_what_was_found_last_is_taken_back_from_the_sentence_after_it(
    desk, document, found, undone
):
    assert "Undo" not in desk.get(_address(document)).content.decode()
    onward = _act(desk, document, SECOND, found, query="?left=1")["Location"]
    html = desk.get(onward).content.decode()
    undo = part(part(html, 'class="coverage"', 'class="keys"'), "<form", "</form>")
    assert _key(document, SECOND) in undo
    assert f'value="{undone}" data-key="u"' in undo
    _act(desk, document, SECOND, undone)
    assert not SentenceMark.objects.exists()
    assert "Undo" not in desk.get(_address(document)).content.decode()


def test_only_what_is_left_is_shown_on_request(desk, document):
    _act(desk, document, FIRST, "no-record")
    assert _shown(desk.get(_address(document) + "?left=1")) == ["p1-2", "p1-3"]
    answer = _act(desk, document, SECOND, "no-record", query="?left=1")
    assert answer["Location"] == f"{_address(document)}?left=1&page=1#s-p1-3"
    answer = _act(desk, document, THIRD, "no-record", query="?left=1")
    assert answer["Location"] == f"{_address(document)}?left=1"
    assert "Nothing is left" in desk.get(answer["Location"]).content.decode()


def test_after_the_last_sentence_work_stays_where_it_is(desk, document):
    for sentence in (FIRST, SECOND, THIRD):
        answer = _act(desk, document, sentence, "no-record")
    assert answer["Location"] == f"{_address(document)}?page=1#s-p1-3"


def test_what_may_be_said_already_stands_beside_it(desk, document):
    own = say(document, "", text="Heat it, participants urged")
    other = factories.make_document(consultation=document.consultation, title="Another report")
    drawn = say(other, "", text="Participants urge heat")
    asked = factories.make_recommendation(extracts=[drawn], draft_title="Urge States to heat halls")
    stranger = factories.make_document(title="Elsewhere")
    say(stranger, "", text=SECOND)
    row = part(desk.get(_address(document)).content.decode(), 'id="s-p1-2"', "</li>")

    assert "Heat it, participants urged" in row
    assert f"join:{own.public_id}" in row
    assert "Urge States to heat halls" in row
    assert asked.get_absolute_url() in row
    assert "Elsewhere" not in row


def test_a_sentence_is_tied_to_an_extract_that_says_it_already(desk, document):
    own = say(document, "", text="Heat it, participants urged")
    _act(desk, document, SECOND, f"join:{own.public_id}")
    assert own.spans.get().words == SECOND
    answer = desk.get(_act(desk, document, FIRST, "join:nothing")["Location"])
    assert "This extract is there no more." in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"act": "accept"}, {"act": "paint"}, {"sentence": "1:2:3"}])
def test_what_names_no_sentence_or_no_act_is_refused(desk, document, sent):
    sent = {"sentence": _key(document, SECOND)} | sent if "sentence" not in sent else sent
    sent = sent | {"sentence": "9:9:9"} if sent.get("act") == "accept" else sent
    answer = desk.post(_address(document), sent, follow=True)
    assert "The text was changed meanwhile" in answer.content.decode()


@pytest.mark.parametrize("act", ["accept", "no-record"])
def test_a_sentence_with_other_words_in_its_place_is_another(desk, document, act):
    given = {"sentence": _key(document, SECOND), "act": act}
    form = _form(desk.get(_address(document) + f"?draw={given['sentence']}"), given["sentence"])
    paragraph = document.paragraphs.get()
    paragraph.text = TEXT.replace("heat it", "cool it")
    actions.mend_paragraphs(document=document, changed=[paragraph], by=None)

    answer = desk.post(_address(document), given | _filled(form), follow=True)

    assert "The text was changed meanwhile: look at it again." in words(answer.content.decode())
    assert not Extract.objects.exists()
    assert not SentenceMark.objects.exists()


def test_a_sentence_that_somebody_drew_meanwhile_is_told_of(desk, document):
    say(document, "heat it")
    answer = desk.get(_act(desk, document, SECOND, "no-record")["Location"])
    assert "An extract rests on this sentence already." in answer.content.decode()


def test_what_a_sentence_names_stands_beside_it(desk, document):
    Instrument.objects.create(
        short="Hall Treaty", slug="hall", name="T", is_binding=True, symbol="A/RES/7/1"
    )
    term = Term.objects.create(name="Draught", slug="draught")
    Definition.objects.create(term=term, text="Cold air", authority="Us")
    Country.objects.get_or_create(code="TD", defaults={"name": "Chad", "region_id": "011"})
    factories.make_organisation(name="Harbour Union", aliases="Union of Harbours")
    factories.make_organisation(name="Hidden Harbour", is_listed=False)
    chair = factories.make_speaker(name="Odalys Brandt")
    appearance = factories.make_appearance(consultation=document.consultation, speaker=chair)
    said = (
        "Brandt said that Chad, the Union of Harbours and Hidden Harbour should end draughts"
        " by 5 May 2017 under the Hall Treaty and A/RES/7/1."
    )
    factories.make_paragraph(document, 2, text=said)
    answer = desk.get(_address(document))
    row = words(part(answer.content.decode(), 'id="s-p2-1"', "</ul>"))

    for named in (
        "date: 5 May 2017",
        "symbol: A/RES/7/1",
        "instrument: Hall Treaty",
        "place: Chad",
        "organisation: Harbour Union",
        "glossary: Draught",
        f"person: {appearance}",
    ):
        assert named in row
    assert "organisation: Hidden" not in row
    form = _form(answer, _key(document, said))
    assert form["voice"].value() == "Odalys Brandt"
    assert form["voice_kind"].value() == "chair"
    assert form["asked_of"].value() == "Union of Harbours"

    _act(desk, document, said, "accept", **_filled(form) | {"level": "unspecified"})
    extract = Extract.objects.get()
    assert extract.voice_appearance == appearance
    assert [each.short for each in extract.instruments.all()] == ["Hall Treaty"]
    assert extract.inferred == ["addressees", "instruments", "kind"]


@pytest.mark.parametrize("voice", ["Harbour Union", "HU", "Union of Harbours", "us, the union"])
def test_the_organisation_meant_is_kept_where_the_voice_names_it(desk, document, voice):
    document.author = "us, the union"
    document.author_organisation = factories.make_organisation(
        name="Harbour Union", acronym="HU", aliases="Union of Harbours"
    )
    document.save()
    form = _form(
        desk.get(_address(document) + f"?draw={_key(document, FIRST)}"), _key(document, FIRST)
    )
    assert form["voice"].value() == "us, the union"
    filled = _filled(form) | {"kind": "observation", "voice": voice}
    _act(desk, document, FIRST, "accept", **filled)
    assert Extract.objects.get().voice_organisation == document.author_organisation


def test_an_organisation_that_is_not_listed_is_not_taken_for_the_voice(desk, document):
    hidden = factories.make_organisation(is_listed=False)
    fields = {"kind": "recommendation", "text": "Heat it", "voice": hidden.name}
    fields |= {"voice_kind": "organisers", "level": "unspecified"}
    answer = _act(desk, document, SECOND, "accept", **fields, voice_organisation=hidden.pk)
    assert "Select a valid choice" in answer.content.decode()
    assert not Extract.objects.exists()


def test_who_is_meant_is_left_out_where_the_voice_is_another(desk, document):
    appearance = factories.make_appearance(consultation=document.consultation)
    fields = {"kind": "recommendation", "text": "Heat it", "voice": "the hall"}
    fields |= {"voice_kind": "organisers", "level": "unspecified"}
    fields |= {"voice_organisation": factories.make_organisation().pk}
    _act(desk, document, SECOND, "accept", **fields, voice_appearance=appearance.pk)
    extract = Extract.objects.get()
    assert (extract.voice_appearance, extract.voice_organisation) == (None, None)


@pytest.mark.parametrize("pk", ["x", "٣", "9" * 30, "-1", "0"])
def test_an_instrument_that_is_none_is_refused_beside_its_field(desk, document, pk):
    Instrument.objects.create(short="Hall Treaty", slug="hall", name="T", is_binding=True)
    fields = {"kind": "recommendation", "text": "Heat it", "voice": "us"}
    fields |= {"voice_kind": "organisers", "level": "unspecified", "instruments": pk}
    answer = _act(desk, document, SECOND, "accept", **fields)
    assert answer.status_code in (200, 302)


def test_a_question_is_suggested_as_one_that_guides(desk, document):
    asked = "How can halls be heated?"
    factories.make_paragraph(document, 2, kind="question", text=asked)
    form = _form(desk.get(_address(document)), _key(document, asked))
    assert (form["kind"].value(), form["voice"].value()) == ("guiding-question", "organisers")


def test_a_language_without_rules_is_said_to_have_none(desk, document):
    assert "no rules yet" not in desk.get(_address(document)).content.decode()
    document.language = "ar"
    document.save()
    assert "no rules yet" in desk.get(_address(document)).content.decode()


def test_a_document_without_a_text_says_so(desk):
    empty = factories.make_document(paragraphs=0)
    assert "no sentences yet" in desk.get(_address(empty)).content.decode()


def test_words_are_escaped(desk, document):
    factories.make_paragraph(document, 2, text="States should <b>go</b>.")
    html = desk.get(_address(document)).content.decode()
    assert "States should &lt;b&gt;go&lt;/b&gt;." in html
    assert "<b>go</b>" not in html


def test_a_long_document_comes_in_pages(desk, document):
    for number in range(2, 55):
        factories.make_paragraph(document, number, text=f"Hall {number} was cold.")
    second = desk.get(_address(document) + "?page=2")
    assert _shown(second) == ["p49-1", "p50-1", "p51-1", "p52-1", "p53-1", "p54-1"]
    assert 'href="?page=1"' in second.content.decode()
    answer = _act(desk, document, "Hall 50 was cold.", "no-record")
    assert answer["Location"] == f"{_address(document)}?page=2#s-p51-1"
    assert (
        'href="?left=1&amp;page=1"'
        in desk.get(_address(document) + "?left=1&page=2").content.decode()
    )


def test_only_who_may_draw_extracts_and_change_the_document_works_here(log_in, document):
    person = factories.make_user(is_staff=True)
    named = ("view_document", "change_document", "curate")
    person.user_permissions.set(Permission.objects.filter(codename__in=named))
    assert log_in(person).get(_address(document)).status_code == 403


def test_as_many_queries_for_many_sentences_as_for_one(
    desk, document, number, django_assert_num_queries
):
    for place in range(2, number + 2):
        text = f"{SECOND} {FIRST} Hall {place}."
        paragraph = factories.make_paragraph(document, place, text=text)
        say(document, f"Hall {place}", text=f"Participants urged heat {place}")
        actions.mark_sentence(paragraph=paragraph, start=38, end=56, kind="no-record", by=None)
    desk.get(_address(document))
    with django_assert_num_queries(20):
        desk.get(_address(document))
