from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from consultations.actions import move_document
from consultations.models import Document
from consultations.models.extract import VoiceKind
from ledger.clock import now
from recommendations import actions
from recommendations.supporting import recount_next
from tests import factories
from vocabulary.models import Framework, Instrument, Objective, Theme


def _codes(client: Client, **query: Any) -> list[str]:
    page = client.get("/recommendations/", query).context["page_obj"]
    return [row.code for row in page]


@pytest.fixture
def two(db: Any) -> tuple[Any, Any]:
    """Two recommendations that differ in everything one can filter by."""
    first = factories.make_recommendation(
        draft_title="Glossary of terms",
        draft_text="Agree on the words.",
        draft_addressees="States",
        level="political",
        extracts=[factories.make_extract(voice_kind="chair")],
    )
    second = factories.make_recommendation(
        draft_title="Training of staff",
        draft_text="Train those at the border.",
        draft_addressees="Border services",
        extracts=[factories.make_extract(voice_kind="civil-society")],
    )
    return first, second


def test_every_word_must_stand_in_code_title_or_text(client: Client, two: Any) -> None:
    first, second = two

    assert _codes(client, q="GLOSSARY words") == [first.code]
    assert _codes(client, q="glossary train") == []
    assert _codes(client, q=second.code.lower()) == [second.code]


def test_the_words_looked_for_are_marked(client: Client, two: Any) -> None:
    page = client.get("/recommendations/", {"q": "border"}).content.decode()

    assert "Train those at the <mark>border</mark>." in page


VALUES = {
    "process": lambda row: row.consultation.process.code,
    "consultation": lambda row: row.consultation.slug,
    "session": lambda row: row.session.pk,
    "level": lambda row: row.level,
    "asked_by": lambda row: row.extracts.get().voice_kind,
    "asked_of": lambda row: row.asked_of.get().slug,
    "theme": lambda row: row.themes.get().slug,
    "objective": lambda row: row.objectives.get().pk,
    "instrument": lambda row: row.instruments.get().slug,
    "endorsed_by": lambda row: row.endorsements.get().organisation.slug,
}


def test_each_filter_keeps_what_fits_it(client: Client, two: Any) -> None:
    framework = Framework.objects.create(code="GCM", name="Objectives", mapping_is_ours=True)
    for number, row in enumerate(two, start=1):
        row.session = factories.make_session(consultation=row.consultation)
        row.save()
        row.themes.add(Theme.objects.create(name=f"Theme {number}", slug=f"theme-{number}"))
        row.objectives.add(
            Objective.objects.create(framework=framework, number=number, short_title="Data")
        )
        row.instruments.add(
            Instrument.objects.create(
                short=f"C{number}", slug=f"c{number}", name="Convention", is_binding=True
            )
        )
        factories.make_endorsement(recommendation=row)

    for name, value in VALUES.items():
        for row in two:
            assert _codes(client, **{name: value(row)}) == [row.code], name


def test_several_values_of_a_filter_keep_what_fits_any_of_them(client: Client, two: Any) -> None:
    both = _codes(client, level=["political", "practical"])

    assert set(both) == {two[0].code, two[1].code}


def test_open_for_keeps_what_is_open_by_its_own_window_or_the_consultations(
    client: Client, two: Any
) -> None:
    first, second = two
    first.endorsement_opens = now() - timedelta(days=9)
    first.endorsement_closes = now() - timedelta(days=1)
    first.save()

    assert _codes(client, open_for="endorsement") == [second.code]
    assert set(_codes(client, open_for="comment")) == {first.code, second.code}


def test_what_is_withdrawn_is_open_for_nothing(client: Client, two: Any, curator: Any) -> None:
    actions.withdraw_recommendation(recommendation=two[0], by=curator)

    assert _codes(client, open_for="comment") == [two[1].code]
    assert set(_codes(client)) == {two[0].code, two[1].code}


def test_orders(client: Client, two: Any) -> None:
    first, second = two
    factories.make_endorsement(recommendation=first)
    second.endorsement_opens = now() - timedelta(days=1)
    second.endorsement_closes = now() + timedelta(days=1)
    second.save()

    assert _codes(client) == [first.code, second.code]
    assert _codes(client, order="newest") == [second.code, first.code]
    assert _codes(client, order="closing") == [second.code, first.code]


def test_broadest_support_counts_each_region_and_each_kind_once(client: Client, two: Any) -> None:
    many, broad = two
    for _each in range(4):
        factories.make_endorsement(recommendation=many)
    for region, kind in (("011", "ngo"), ("155", "union")):
        organisation = factories.make_organisation(region_id=region, kind=kind)
        by = factories.make_representative(organisation=organisation)
        factories.make_endorsement(recommendation=broad, representative=by)
    for region in ("001", None):
        by = factories.make_representative(
            organisation=factories.make_organisation(region_id=region)
        )
        factories.make_endorsement(recommendation=many, representative=by)

    for _counted in (False, recount_next()):
        assert _codes(client) == [many.code, broad.code]
        page = client.get("/recommendations/", {"order": "broadest"})
        assert [row.code for row in page.context["page_obj"]] == [broad.code, many.code]
        assert "2 regions, 2 kinds" in page.content.decode()
        assert "1 region, 1 kind" in page.content.decode()


def test_a_value_that_is_no_choice_is_named_and_the_rest_still_filters(
    client: Client, two: Any
) -> None:
    answer = client.get("/recommendations/", {"level": "loud", "q": "glossary"})

    assert answer.status_code == 200
    assert [row.code for row in answer.context["page_obj"]] == [two[0].code]
    assert "loud is not one of the available choices" in answer.content.decode()


def test_asked_by_offers_only_those_who_ask_something(client: Client, two: Any) -> None:
    page = client.get("/recommendations/").content.decode()

    assert str(VoiceKind.CHAIR.label) in page
    assert str(VoiceKind.RAPPORTEUR.label) not in page


def test_a_recommendation_from_two_extracts_is_listed_once(client: Client, db: Any) -> None:
    extracts = [factories.make_extract(), factories.make_extract()]
    row = factories.make_recommendation(extracts=extracts)

    assert _codes(client, asked_by="session-participants") == [row.code]


def test_drafts_are_in_no_list_not_even_a_curators(log_in: Any, curator: Any) -> None:
    factories.make_draft()

    assert _codes(log_in(curator)) == []


def test_an_empty_list_says_what_to_do_next(client: Client, db: Any) -> None:
    assert "Nothing has been published yet" in client.get("/recommendations/").content.decode()
    narrowed = client.get("/recommendations/", {"q": "whale"}).content.decode()
    assert "Take a choice or a word away" in narrowed


def test_the_list_takes_the_same_queries_for_one_row_and_for_thirty(
    client: Client, db: Any, django_assert_num_queries: Any, number: int
) -> None:
    consultation = factories.make_consultation()
    for _row in range(number):
        factories.make_endorsement(
            recommendation=factories.make_recommendation(consultation=consultation)
        )

    with django_assert_num_queries(6):
        client.get("/recommendations/")


def test_a_theme_of_drafts_alone_is_no_choice_for_anybody(
    client: Client, log_in: Any, curator: Any, two: Any
) -> None:
    factories.make_draft().themes.add(Theme.objects.create(name="Night trains", slug="night"))
    two[0].themes.add(Theme.objects.create(name="Harbours", slug="harbours"))

    for reader in (client, log_in(curator)):
        page = reader.get("/recommendations/", {"theme": "night"}).content.decode()
        assert ("Harbours" in page, "Night trains" in page) == (True, False)
        assert "night is not one of the available choices" in page


def test_who_speaks_in_a_withheld_document_is_not_told_by_the_filter(
    client: Client, curator: Any, two: Any
) -> None:
    first, second = two
    withheld = first.extracts.get().document
    move_document(document=withheld, state="withheld", by=curator, reason="It names people.")

    assert _codes(client, asked_by="chair") == []
    assert 'value="chair"' not in client.get("/recommendations/").content.decode()
    assert _codes(client, asked_by="civil-society") == [second.code]


def test_one_who_may_read_an_embargoed_document_finds_by_its_voices(
    log_in: Any, curator: Any, two: Any
) -> None:
    first, _second = two
    open_too = factories.make_recommendation(extracts=[factories.make_extract(voice_kind="chair")])
    Document.objects.filter(pk=first.extracts.get().document_id).update(
        embargo_until=now() + timedelta(days=1)
    )

    assert _codes(Client(), asked_by="chair") == [open_too.code]
    assert set(_codes(log_in(curator), asked_by="chair")) == {first.code, open_too.code}
