"""Curators compare editions, carry marks over and decide on what was not certain."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from consultations import actions
from consultations.admin.editions import PAGE_SIZE
from consultations.models import Document, Placement
from ledger.models import Entry
from tests import factories
from tests.consultations.editing import (
    FERRY,
    QUAY,
    SHELTER,
    make_edition,
    make_newer,
    placement_of,
)
from tests.consultations.said import say
from tests.consultations.typing_in import typed
from tests.moments import as_the_act_begins
from tests.reading_pages import part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

TWICE = "Boats asked for light. Crews asked for light."


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def old():
    return make_edition(QUAY, FERRY, SHELTER, edition="1")


@pytest.fixture
def new(old):
    return make_newer(
        old, FERRY, QUAY.replace("longer", "shorter"), TWICE, edition="2", state="draft"
    )


@pytest.fixture
def marks(old):
    """One that is certain, one that is proposed, one that is not found."""
    return [say(old, each) for each in ("permits expire", "for longer opening", "the winter")]


@pytest.fixture
def carried(old, new, marks):
    actions.carry_marks(old=old, new=new, by=None)
    return [placement_of(extract) for extract in marks]


def _page(document, name):
    return reverse(f"admin:consultations_document_{name}", args=[document.pk])


def _shown(desk, document, name, **query):
    answer = desk.get(_page(document, name), query)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def _decide(desk, placement, decision, **typed_in):
    data = {"seen": placement.entry_id, "placement": placement.pk, "decision": decision}
    data |= {f"mark{placement.pk}-{name}": value for name, value in typed_in.items()}
    return desk.post(_page(placement.document, "marks"), data, follow=True)


def test_the_page_of_a_document_leads_to_the_comparison_and_to_what_waits(desk, new, carried):
    html = _shown(desk, new, "change")
    assert _page(new, "compare") in html
    assert f'<a href="{_page(new, "marks")}">Marks to look at (2)</a>' in html


def test_the_page_of_a_consultation_leads_to_the_marks_that_wait(desk, new, carried):
    page = reverse("admin:consultations_consultation_change", args=[new.consultation_id])
    html = desk.get(page).content.decode()
    assert f'<a href="{_page(new, "marks")}">2 in {new.title}</a>' in html
    actions.take_marks_back(document=new, by=None)
    assert "Marks to look at" not in desk.get(page).content.decode()


def test_nothing_is_led_to_where_nothing_is_replaced_or_waits(desk, old, new):
    assert _page(old, "compare") not in _shown(desk, old, "change")
    assert _page(new, "marks") not in _shown(desk, new, "change")


def test_the_comparison_shows_words_and_what_became_of_each_paragraph(desk, new):
    html = _shown(desk, new, "compare")
    text = words(html)
    assert "asked for <del>longer</del><ins>shorter</ins> opening" in html
    assert "Paragraph 1 as it was · was paragraph 2" in text
    assert "Paragraph 2 changed moved · was paragraph 1" in text
    assert "Paragraph 3 new" in text
    assert "Paragraph 3 gone" in text
    assert "None was carried over yet" in text


def test_the_comparison_may_show_only_what_changed(desk, old):
    new = make_newer(old, QUAY, FERRY)
    assert "Show only the 1 that changed" in _shown(desk, new, "compare")
    narrowed = _shown(desk, new, "compare", only="changed")
    assert QUAY not in narrowed
    assert "Show all 3" in narrowed
    same = make_newer(old, QUAY, FERRY, SHELTER)
    assert "nothing changed" in _shown(desk, same, "compare")
    assert "No paragraph differs" in _shown(desk, same, "compare", only="changed")


def test_a_comparison_is_shown_in_pages(desk):
    texts = [f"Quay {number} keeps register {number}." for number in range(PAGE_SIZE + 1)]
    old = make_edition(*texts)
    new = make_newer(old, *texts)
    first, second = (_shown(desk, new, "compare", page=page) for page in (1, 2))
    assert "page 1 of 2" in first
    assert texts[-1] not in first
    assert texts[-1] in second


def test_what_is_withheld_is_marked_in_the_comparison(desk, old, new, curator):
    paragraph = old.paragraphs.get(anchor="p3")
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a child.")
    assert "Paragraph 3 gone · withheld" in words(_shown(desk, new, "compare"))


def test_carrying_tells_how_many_are_left_and_leads_to_them(desk, old, new, marks, curator):
    answer = desk.post(_page(new, "carry"), follow=True)
    assert answer.redirect_chain[-1][0] == _page(new, "marks")
    assert "1 mark was carried over. 2 left." in answer.content.decode()
    assert Entry.objects.get(verb="document.marks-carried").actor_id == curator.pk
    asked = words(_shown(desk, new, "publish"))
    assert "Marks to look at (2) not shown before you decide" in asked
    again = desk.post(_page(new, "carry"), follow=True)
    assert "0 marks were carried over. 2 left." in again.content.decode()
    assert "1 placed, 2 to be looked at, 0 gone." in words(_shown(desk, new, "compare"))


def test_what_can_not_be_carried_is_said(desk, old, marks):
    empty = make_newer(old)
    answer = desk.post(_page(empty, "carry"), follow=True)
    assert "The newer edition has no text yet." in answer.content.decode()


def test_marks_of_a_draft_are_taken_back(desk, new, carried):
    assert _page(new, "take-back") in _shown(desk, new, "compare")
    answer = desk.post(_page(new, "take-back"), follow=True)
    assert "3 marks were taken back." in answer.content.decode()
    assert not Placement.objects.exists()


def test_marks_of_what_was_public_are_not_taken_back(desk, new, carried):
    Document.objects.filter(pk=new.pk).update(state="public")
    assert _page(new, "take-back") not in _shown(desk, new, "compare")
    answer = desk.post(_page(new, "take-back"), follow=True)
    assert "its marks stay" in answer.content.decode()
    assert Placement.objects.count() == 3


def test_the_queue_shows_the_words_then_and_now(desk, old, new, carried):
    certain, proposed, lost = carried
    html = _shown(desk, new, "marks")
    item = part(html, f'id="mark-{proposed.pk}"', "</article>")
    assert "asked <mark>for longer opening</mark> hours" in item
    assert "asked <mark>for shorter opening</mark> hours" in item
    assert f"now · words that are alike, {proposed.score} %" in words(item)
    assert f'href="{old.address_of("p1")}"' in item
    assert f'href="{new.address_of("p2")}"' in item
    item = part(html, f'id="mark-{lost.pk}"', "</article>")
    assert "Nothing is enough like these words." in item
    assert 'value="confirm"' not in item
    assert f'id="mark-{certain.pk}"' not in html


def test_a_proposal_is_confirmed_and_the_page_comes_back_to_the_next(desk, carried, curator):
    _certain, proposed, lost = carried
    answer = _decide(desk, proposed, "confirm")
    assert answer.redirect_chain[-1][0].endswith(f"/marks/#mark-{lost.pk}")
    assert "Confirmed. 1 left." in answer.content.decode()
    proposed.refresh_from_db()
    assert (proposed.state, proposed.entry.actor_id) == ("placed", curator.pk)


def test_the_last_in_the_queue_leads_to_the_one_before_it(desk, new, carried):
    _certain, proposed, lost = carried
    answer = _decide(desk, lost, "gone")
    assert answer.redirect_chain[-1][0].endswith(f"#mark-{proposed.pk}")
    answer = _decide(desk, proposed, "gone")
    assert answer.redirect_chain[-1][0] == _page(new, "marks")
    assert "Kept as gone. 0 left." in answer.content.decode()
    assert "Nothing waits." in answer.content.decode()


def test_a_mark_is_placed_by_the_words_that_are_pasted(desk, new, carried):
    lost = carried[2]
    answer = _decide(desk, lost, "place", quote="crews  NOTED that")
    assert "Placed by hand. 1 left." in answer.content.decode()
    lost.refresh_from_db()
    assert (lost.how, lost.words) == ("by-hand", "crews noted that")


def test_words_in_two_places_are_asked_about(desk, carried):
    lost = carried[2]
    html = _decide(desk, lost, "place", quote="asked for light").content.decode()
    assert "stands in 2 places. Choose one above." in html
    assert "Which is meant?" in html
    assert "asked for light</textarea>" in html
    lost.refresh_from_db()
    assert lost.state == "waiting"
    paragraph = lost.document.paragraphs.get(anchor="p3")
    _decide(desk, lost, "place", quote="asked for light", at=f"{paragraph.pk}:29:44")
    lost.refresh_from_db()
    assert (lost.start, lost.words) == (29, "asked for light")


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("", "This field is required."),
        ("zebra crossings", "nor anything like it"),
        ("crews noted that permits expire before the winter has begun", "Take the nearest above"),
        ("x" * 10_001, "at most 10000 characters"),
    ],
)
def test_words_that_do_not_stand_there_are_kept_in_their_field(desk, carried, quote, said):
    html = words(_decide(desk, carried[2], "place", quote=quote).content.decode())
    assert said in html
    assert quote in html
    carried[2].refresh_from_db()
    assert carried[2].state == "waiting"


def test_what_was_placed_can_be_looked_at_and_put_right(desk, new, carried):
    certain = carried[0]
    html = _shown(desk, new, "marks", show="placed")
    assert "the same words, in the same paragraph" in part(
        html, f'id="mark-{certain.pk}"', "</article>"
    )
    _decide(desk, certain, "gone")
    gone = _shown(desk, new, "marks", show="gone")
    assert "The newer edition has nothing of it." in gone
    assert 'value="gone"' not in part(gone, f'id="mark-{certain.pk}"', "</article>")
    assert "None." in _shown(desk, new, "marks", show="placed")


def test_an_unknown_state_shows_what_waits(desk, new, carried):
    assert f'id="mark-{carried[2].pk}"' in _shown(desk, new, "marks", show="lost")


def test_an_edition_without_marks_says_so(desk, new):
    assert "No mark was carried over yet." in _shown(desk, new, "marks")


def test_who_comes_second_is_told(desk, carried):
    _decide(desk, carried[1], "confirm")
    assert "Somebody was faster" in _decide(desk, carried[1], "confirm").content.decode()
    assert Entry.objects.filter(verb="placement.confirmed").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"placement": "x"},
        {"decision": "sing"},
        {"placement": 10**30},
        {"placement": "other"},
        {"seen": 0},
        {"seen": ""},
    ],
)
def test_what_no_page_sends_is_refused_and_nothing_changes(desk, new, carried, wrong):
    if wrong.get("placement") == "other":
        elsewhere = make_edition(QUAY)
        say(elsewhere, "every quay")
        newer = make_newer(elsewhere, FERRY)
        (other,) = actions.carry_marks(old=elsewhere, new=newer, by=None)
        wrong = {"placement": other.pk}
    seen = {"seen": carried[1].entry_id}
    sent = {"placement": carried[1].pk, "decision": "confirm"} | seen | wrong if wrong else {}
    before = list(Placement.objects.values())
    answer = desk.post(_page(new, "marks"), sent, follow=True)
    assert "Somebody was faster" in answer.content.decode()
    assert list(Placement.objects.values()) == before


@pytest.mark.parametrize("page", ["compare", "marks"])
def test_pages_lead_back_where_nothing_is_replaced(desk, old, page):
    answer = desk.get(_page(old, page), follow=True)
    assert answer.redirect_chain[-1][0] == _page(old, "change")
    assert "replaces no other" in answer.content.decode()


def test_nothing_is_carried_where_nothing_is_replaced(desk, old):
    assert "replaces no other" in desk.post(_page(old, "carry"), follow=True).content.decode()


@pytest.mark.parametrize("page", ["compare", "marks", "carry", "take-back"])
def test_moderators_have_no_part_in_editions(log_in, moderator, old, page):
    new = make_newer(old, QUAY)
    desk = log_in(moderator)
    answer = desk.get(_page(new, page)) if page in ("compare", "marks") else None
    answers = [desk.post(_page(new, page)), *([answer] if answer else [])]
    assert {each.status_code for each in answers} <= {403, 405}


def test_what_a_document_replaces_is_fixed_while_it_has_carried_marks(desk, old, new, carried):
    page = _page(new, "change")
    assert 'name="replaces"' not in _shown(desk, new, "change")
    other = factories.make_document()
    desk.post(page, typed(desk, page, replaces=other.pk))
    new.refresh_from_db()
    assert new.replaces == old
    actions.take_marks_back(document=new, by=None)
    assert 'name="replaces"' in _shown(desk, new, "change")


def test_a_long_queue_is_shown_in_pages_with_the_same_questions(
    desk, old, new, django_assert_max_num_queries
):
    say(old, "the winter")
    actions.carry_marks(old=old, new=new, by=None)
    with django_assert_max_num_queries(12) as first:
        _shown(desk, new, "marks")
    for _each in range(29):
        say(old, "the winter")
    actions.carry_marks(old=old, new=new, by=None)
    with django_assert_max_num_queries(12) as second:
        html = _shown(desk, new, "marks")
    assert len(first) == len(second)
    assert html.count("<article") == 20
    assert "page 1 of 2" in html


def test_a_new_edition_begins_with_what_stays_as_it_is(desk, old):
    html = _shown(desk, old, "change")
    add = f"/admin/consultations/document/import/?replaces={old.pk}"
    assert f'<a href="{add}"' in html
    filled_in = typed(desk, add)
    assert filled_in["replaces"] == str(old.pk)
    assert filled_in["title"] == old.title
    assert filled_in["edition"] == "2"
    desk.post(add, filled_in | {"pasted": f"{FERRY}\n\n{QUAY}\n", "edition": "2"})
    new = old.replaced_by.get()
    assert (new.consultation, new.title) == (old.consultation, old.title)
    assert (new.edition, new.slug) == ("2", f"{old.slug}-2")
    assert new.paragraphs.count() == 2


@pytest.mark.parametrize(("edition", "following"), [("", "2"), ("9", "10"), ("final", "")])
def test_a_new_edition_is_offered_the_number_behind(desk, old, edition, following):
    Document.objects.filter(pk=old.pk).update(edition=edition)
    start = typed(desk, f"/admin/consultations/document/import/?replaces={old.pk}")
    assert start["edition"] == following


@pytest.mark.parametrize("key", ["", "x", "²", "9" * 30, "999999"])
def test_a_new_edition_of_nothing_is_a_document(desk, key):
    page = desk.get(f"/admin/consultations/document/import/?replaces={key}").content.decode()
    assert "Import a document" in page


def test_a_draft_gets_no_new_edition(desk, new):
    assert "Import a new edition" not in _shown(desk, new, "change")


def test_no_edition_replaces_one_that_came_after_it(desk, old, new):
    third = make_newer(new, QUAY)
    page = _page(old, "change")
    for later in (new, third):
        answer = desk.post(page, typed(desk, page, replaces=later.pk))
        assert "newer edition of the document itself" in answer.content.decode()
    old.refresh_from_db()
    assert old.replaces is None


def test_words_to_which_a_mark_was_carried_are_not_mended_by_hand(desk, new, carried):
    page = reverse("admin:consultations_paragraph_change", args=[new.paragraphs.first().pk])
    answer = desk.post(page, typed(desk, page, text="Something else."))
    assert "take its mark off first" in answer.content.decode()
    assert new.paragraphs.first().text == FERRY


def test_a_decision_that_comes_a_moment_too_late_is_told_of(desk, new, carried):
    late = carried[1]
    with as_the_act_begins(
        lambda: actions.say_gone(placement=Placement.objects.get(pk=late.pk), by=None)
    ):
        answer = _decide(desk, late, "confirm")
    assert "Somebody was faster" in answer.content.decode()
    late.refresh_from_db()
    assert late.state == Placement.State.GONE


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", ["compare", "marks"])
def test_the_pages_of_editions_answer_no_other_methods_than_those_they_have(
    desk, new, name, method
):
    answer = getattr(desk, method)(_page(new, name))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert desk.head(_page(new, name)).status_code == HTTPStatus.OK
