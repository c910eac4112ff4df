"""Readers go from edition to edition: what changed, and where marked words stand now."""

from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse

from consultations import actions
from consultations.models import Document, Placement
from consultations.views.editions import PAGE_SIZE
from tests import factories
from tests.consultations.editing import (
    FERRY,
    QUAY,
    SHELTER,
    make_edition,
    make_newer,
    placement_of,
)
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, queries_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

NEW = "A register of moorings would let small boats find a place without bribes."


@pytest.fixture
def old():
    return make_edition(QUAY, FERRY, SHELTER, title="Harbours", edition="1")


@pytest.fixture
def new(old):
    return make_newer(
        old, FERRY, QUAY.replace("longer", "shorter"), NEW, title="Harbours", edition="2"
    )


def _changes(document):
    return reverse("document-changes", args=[document.slug])


def _row(html, anchor):
    """Return what stands beside the older edition's paragraph, and after it in the margin."""
    return part(html, f'id="was-{anchor}"', '<a class="no"')


def test_the_comparison_shows_words_put_in_and_taken_out(client, old, new):
    html = main_of(client, _changes(new))
    row = _row(html, "p1")
    assert "asked for <del>longer</del><ins>shorter</ins> opening hours" in row
    assert words(row).endswith("changed moved was paragraph 1")


def test_every_paragraph_of_the_older_edition_leads_to_what_became_of_it(client, old, new):
    text = words(main_of(client, old.get_absolute_url()))
    assert text.count("Compare with the newer edition: paragraph") == 3
    assert "In the newer edition" not in text


def test_editions_without_a_name_are_told_apart_by_their_dates(client):
    old = make_edition(QUAY, title="Harbours", date=date(2017, 9, 5))
    new = make_newer(old, FERRY, title="Harbours", date=date(2017, 10, 6))
    assert "Harbours, 6 October 2017" in words(main_of(client, old.get_absolute_url()))
    assert "Harbours, 5 September 2017" in words(main_of(client, new.get_absolute_url()))


def test_the_comparison_says_what_is_moved_new_and_gone(client, old, new):
    html = main_of(client, _changes(new))
    assert f"<del>{SHELTER}</del>" in _row(html, "p3")
    assert words(_row(html, "p3")).endswith("gone")
    assert f"<ins>{NEW}</ins>" in html
    assert "was paragraph 2" in words(_row(html, "p2"))
    assert f'href="{old.address_of("p2")}"' in _row(html, "p2")
    assert f'<a class="no" href="{new.address_of("p1")}">' in html
    assert f'<a class="no" href="{old.address_of("p3")}">' in html


def test_the_comparison_may_show_only_what_changed(client, old, new):
    later = make_newer(new, FERRY, QUAY.replace("longer", "shorter"), SHELTER)
    everything = main_of(client, _changes(later))
    assert '<a href="?only=changed">Show only the 2 that changed</a>' in everything
    assert FERRY in words(everything)
    narrowed = main_of(client, _changes(later), only="changed")
    assert FERRY not in words(narrowed)
    assert "2 paragraphs that changed" in words(narrowed)
    assert "Show all 4" in narrowed


def test_two_equal_editions_differ_in_nothing(client, old):
    same = make_newer(old, QUAY, FERRY, SHELTER)
    assert "nothing changed" in main_of(client, _changes(same))
    assert "No paragraph differs" in main_of(client, _changes(same), only="changed")


def test_a_comparison_of_summaries_says_so(client, old):
    summary = make_newer(old, QUAY, text_basis="paraphrase")
    assert "our summary, not the wording" in main_of(client, _changes(summary))


@pytest.mark.parametrize("named", [{"edition": "1"}, {"edition": ""}, {"date": None}])
def test_an_edition_is_named_by_its_number_its_date_or_its_title(client, named):
    old = make_edition(QUAY, **{"edition": "", "title": "Harbours"} | named)
    html = words(main_of(client, _changes(make_newer(old, QUAY))))
    by_date = "Harbours" if "date" in named else "the edition of 6 September 2017"
    assert ("edition 1, 6 September 2017" if named.get("edition") else by_date) in html


def test_there_is_no_comparison_where_nothing_is_replaced(client, old):
    assert client.get(_changes(old)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("hidden", ["old", "new"])
def test_a_comparison_is_for_those_who_see_both_editions(client, log_in, curator, request, hidden):
    old, new = request.getfixturevalue("old"), request.getfixturevalue("new")
    document = {"old": old, "new": new}[hidden]
    Document.objects.filter(pk=document.pk).update(state="draft")
    assert client.get(_changes(new)).status_code == HTTPStatus.NOT_FOUND
    assert QUAY[:20] in main_of(log_in(curator), _changes(new))


@pytest.mark.parametrize("edition", ["old", "new"])
def test_withheld_words_are_in_no_comparison(client, log_in, curator, request, edition):
    old, new = request.getfixturevalue("old"), request.getfixturevalue("new")
    paragraph = {"old": old.paragraphs.get(anchor="p1"), "new": new.paragraphs.get(anchor="p2")}
    actions.withhold_paragraph(paragraph=paragraph[edition], by=curator, reason="It names a child.")
    withheld, shown = ("longer", "shorter") if edition == "old" else ("shorter", "longer")

    html = main_of(client, _changes(new))

    assert withheld not in html
    assert shown in html
    assert "This paragraph is withheld: It names a child." in words(html)
    assert "What is withheld in one of the two is not compared." in html
    assert "It names a child." not in main_of(client, _changes(new), only="changed")
    assert "<del>longer</del><ins>shorter</ins>" in main_of(log_in(curator), _changes(new))


def test_an_old_address_leads_to_where_the_paragraph_stands_now(client, old, new):
    html = main_of(client, old.get_absolute_url())
    assert f'There is a newer edition: <a href="{new.get_absolute_url()}">' in html
    assert f'<a href="{_changes(new)}">What changed</a>' in html
    assert f'href="{_changes(new)}?was=p3"' in html
    assert client.get(_changes(new), {"was": "p3"})["Location"] == f"{_changes(new)}#was-p3"
    assert client.get(_changes(new), {"was": "p99"})["Location"] == _changes(new)


def test_what_stands_further_down_is_found_on_its_page(client):
    texts = [f"Quay {number} keeps register {number}." for number in range(PAGE_SIZE + 3)]
    old = make_edition(*texts)
    new = make_newer(old, *texts)
    last = f"p{PAGE_SIZE + 2}"
    location = client.get(_changes(new), {"was": last})["Location"]
    assert location == f"{_changes(new)}?page=2#was-{last}"
    html = main_of(client, _changes(new), page=2)
    assert f'id="was-{last}"' in html
    assert html.count('class="compared"') == 3


def test_an_edition_without_a_newer_one_leads_nowhere(client, old):
    assert "newer edition" not in main_of(client, old.get_absolute_url())


def test_the_newer_edition_leads_to_what_changed(client, old, new):
    assert f'<a href="{_changes(new)}">What changed</a>' in main_of(client, new.get_absolute_url())


def test_carried_marks_stand_in_the_margin_and_say_where_they_were_drawn(client, old, new):
    extract = say(old, "permits expire", text="Renew permits in time", kind="challenge")
    actions.carry_marks(old=old, new=new, by=None)

    html = main_of(client, new.get_absolute_url())

    assert f'aria-details="e-{extract.public_id}">permits expire</mark>' in part(
        html, 'id="p1"', "</p>"
    )
    note = part(html, f'id="e-{extract.public_id}"', "</div>")
    assert "Challenge Renew permits in time" in words(note)
    assert "drawn from paragraph 2, edition 1, 6 September 2017" in words(note)
    assert f'href="{old.address_of("p2")}"' in note
    assert "To be confirmed" not in html


def test_a_carried_recommendation_leads_to_what_is_asked(client, old, new):
    extract = say(old, "permits expire")
    asked = factories.make_recommendation(consultation=old.consultation, extracts=[extract])
    actions.carry_marks(old=old, new=new, by=None)
    assert asked.get_absolute_url() in main_of(client, new.get_absolute_url())


def test_what_waits_to_be_confirmed_is_seen_by_curators_alone(client, log_in, curator, old, new):
    extract = say(old, "asked for longer opening hours", text="Open for longer")
    actions.carry_marks(old=old, new=new, by=None)
    assert "Open for longer" not in main_of(client, new.get_absolute_url())
    note = part(
        main_of(log_in(curator), new.get_absolute_url()), f'id="e-{extract.public_id}"', "</div>"
    )
    assert "To be confirmed" in note

    actions.confirm_placement(placement=placement_of(extract), by=curator)

    assert "Open for longer" in main_of(client, new.get_absolute_url())
    assert "To be confirmed" not in main_of(log_in(curator), new.get_absolute_url())


def test_what_is_gone_is_in_no_margin(client, old, new):
    extract = say(old, "permits expire", text="Renew permits in time")
    actions.carry_marks(old=old, new=new, by=None)
    actions.say_gone(placement=placement_of(extract), by=None)
    assert "Renew permits" not in main_of(client, new.get_absolute_url())
    assert "Renew permits" in main_of(client, old.get_absolute_url())


def test_a_mark_whose_words_are_withheld_in_either_edition_is_carried_to_no_page(client, old, new):
    extract = say(old, "permits expire", text="Renew permits in time")
    mark(extract, old.paragraphs.get(anchor="p1"), "every quay")
    actions.carry_marks(old=old, new=new, by=None)
    assert Placement.objects.filter(state="placed").count() == 2
    for document, anchor in ((old, "p2"), (new, "p2")):
        paragraph = document.paragraphs.get(anchor=anchor)
        actions.withhold_paragraph(paragraph=paragraph, by=None, reason="It names a child.")
        html = main_of(client, new.get_absolute_url())
        assert ">permits expire</mark>" not in html
    assert "<mark" not in html
    assert "Renew permits" not in html


def test_an_extract_over_two_paragraphs_is_noted_where_its_words_begin_now(client, old, new):
    extract = say(old, "harbour council", text="Both")
    mark(extract, old.paragraphs.get(anchor="p2"), "permits expire")
    actions.carry_marks(old=old, new=new, by=None)
    html = main_of(client, new.get_absolute_url())
    assert html.count(f'id="e-{extract.public_id}"') == 1
    reference = part(html, '<a class="margin-note recommendation" href="#p1">', "</a>")
    assert "see paragraph 1" in reference


QUERIES = {"older": 9, "newer": 10, "changes": 4}


def test_pages_of_editions_ask_as_often_with_one_mark_as_with_thirty(client, old, new):
    addresses = {
        "older": old.get_absolute_url(),
        "newer": new.get_absolute_url(),
        "changes": _changes(new),
    }
    for number in (1, 29):
        for _each in range(number):
            extract = say(old, "permits expire")
            factories.make_recommendation(consultation=old.consultation, extracts=[extract])
        actions.carry_marks(old=old, new=new, by=None)
        assert queries_of(client, addresses) == QUERIES
