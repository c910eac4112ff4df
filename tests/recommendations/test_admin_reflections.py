"""Curators look for asks in later texts, from either side, and at what another found."""

from datetime import date
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.actions import withhold_paragraph
from recommendations import actions
from recommendations.models import Reflection
from recommendations.policies import Found
from tests import factories
from tests.moments import as_the_act_begins
from tests.reading_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

TEXTS = "/admin/recommendations/latertext/"
FINDINGS = "/admin/recommendations/reflection/"
State = Reflection.State
PORTS = "States shall consider, as appropriate, to open fishing ports at night."


@pytest.fixture
def draft(recommendation):
    text = factories.make_later_text(recommendation.consultation.process, title="Zero draft")
    factories.make_paragraph(text, 4, text=f"We thank the hosts. {PORTS} We shall meet again.")
    return text


@pytest.fixture
def asked(recommendation):
    return factories.make_recommendation(
        consultation=recommendation.consultation,
        draft_title="Open fishing ports at night",
        draft_text="Every fishing port should be open at night.",
    )


@pytest.fixture
def curating(log_in, curator):
    return log_in(curator)


@pytest.fixture
def second(db):
    return factories.make_staff("curators", "second@example.org")


def _assess(draft, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{TEXTS}{draft.pk}/assess/?{asked}"


def _opened(client, address):
    """Return what the form at the address holds when it is opened, to be sent back with it."""
    return {"texts": client.get(address).context["adminform"].form["texts"].value()}


def _sent(client, address, **fields):
    given = {"finding": "in-part", "words": "", "reason": ""}
    return client.post(address, given | _opened(client, address) | fields)


def _errors(answer):
    assert answer.status_code == HTTPStatus.OK
    form = answer.context["adminform"].form
    return {name: [str(each) for each in errors] for name, errors in form.errors.items()}


def _told(answer):
    return [str(message) for message in answer.context["messages"]]


def _passages(answer):
    fields = answer.context["adminform"].form.fields
    return [str(label) for _key, label in fields["passage"].choices] if "passage" in fields else []


# From the ask


def test_a_recommendation_shows_its_later_texts_and_leads_to_assess_it(
    curating, recommendation, draft
):
    page = f"/admin/recommendations/recommendation/{recommendation.pk}/change/"
    html = curating.get(page).content.decode()

    assert "Zero draft, 5 Feb 2018" in html
    assert f'href="{_assess(draft, ask=recommendation.code)}"' in html
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    html = curating.get(page).content.decode()
    assert f'href="{FINDINGS}{made.pk}/change/">in part</a>' in html
    assert "assessed by one, not yet seconded" in html
    assert "?ask=" not in html


def test_a_draft_recommendation_shows_none(curating, draft, recommendation):
    row = factories.make_draft(consultation=recommendation.consultation)

    page = curating.get(f"/admin/recommendations/recommendation/{row.pk}/change/")
    assert "Zero draft" not in page.content.decode()


def test_passages_that_share_words_with_the_ask_are_proposed_and_one_is_chosen(
    curating, asked, draft, curator
):
    address = _assess(draft, ask=asked.code)
    page = curating.get(address)
    assert page.context["adminform"].form.initial["recommendation"] == asked.code
    assert "Every fishing port should be open at night." in page.content.decode()
    first = _passages(page)[0]
    assert first.startswith("paragraph 4: ")
    assert f"[{PORTS}]" in first

    key = page.context["adminform"].form.fields["passage"].choices[0][0]
    answer = curating.post(
        address,
        {
            "finding": "weakened",
            "recommendation": asked.code,
            "passage": key,
            "reason": "Consider.",
            **_opened(curating, address),
        },
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == f"{TEXTS}{draft.pk}/change/"
    assert _told(answer) == ["Noted. A second curator has to agree."]
    made = Reflection.objects.get()
    assert (made.recommendation, made.words, made.finding) == (asked, PORTS, "weakened")
    assert (made.reason, made.assessed_by) == ("Consider.", curator)


def test_pasted_words_are_found_whatever_their_spaces(curating, asked, draft):
    pasted = "STATES shall  consider,\nas appropriate"
    answer = _sent(curating, _assess(draft), words=pasted, recommendation=asked.code)

    assert answer.status_code == HTTPStatus.FOUND
    assert Reflection.objects.get().words == "States shall consider, as appropriate"


@pytest.mark.parametrize(
    ("pasted", "wrong", "offered"),
    [
        ("", "Paste the exact words", 4),
        ("Open the moon", "nor anything like them", 0),
        ("We shall see to it", "stand in several places", 3),
        ("States consider, where appropriate, to open fishing ports.", "not stand there so", 1),
    ],
)
def test_where_the_words_are_not_clear_the_form_says_why_and_keeps_what_was_typed(
    curating, asked, draft, pasted, wrong, offered
):
    answer = _sent(
        curating, _assess(draft), words=pasted, recommendation=asked.code, reason="Kept."
    )

    assert wrong in _errors(answer)["words"][0]
    html = answer.content.decode()
    assert pasted in html
    assert "Kept." in html
    assert len(_passages(answer)) == offered
    assert not Reflection.objects.exists()


def test_of_several_places_one_is_chosen(curating, asked, draft):
    form = {"words": "We shall see to it", "recommendation": asked.code}
    answer = _sent(curating, _assess(draft), **form)
    key, _label = answer.context["adminform"].form.fields["passage"].choices[1]

    assert _sent(curating, _assess(draft), passage=key, **form).status_code == HTTPStatus.FOUND
    assert Reflection.objects.get().paragraph.anchor == "p2"


def test_a_passage_that_was_not_offered_is_refused(curating, asked, draft):
    answer = _sent(curating, _assess(draft), passage="1:2:3", recommendation=asked.code)

    assert "passage" in _errors(answer)


def test_who_pastes_words_and_chooses_other_ones_is_asked_which(curating, asked, draft):
    address, form = _assess(draft, ask=asked.code), {"recommendation": asked.code}
    key = curating.get(address).context["adminform"].form.fields["passage"].choices[0][0]

    answer = _sent(curating, address, words="We thank the hosts", passage=key, **form)
    assert "You chose a passage as well." in _errors(answer)["words"][0]
    assert _passages(answer) == []
    answer = _sent(curating, address, words=PORTS, passage=key, **form)
    assert answer.status_code == HTTPStatus.FOUND


def test_what_has_no_words_needs_a_reason_and_takes_no_words(curating, asked, draft):
    address, form = _assess(draft, ask=asked.code), {"recommendation": asked.code}
    wrong = _errors(_sent(curating, address, finding="absent", **form))
    assert wrong == {"reason": ["Without words to show, say why."]}
    answer = _sent(curating, address, finding="absent", words="of the moon", reason="No.", **form)
    assert "rests on no words" in _errors(answer)["words"][0]

    answer = _sent(curating, address, finding="not-assessable", reason="Too vague.", **form)
    assert answer.status_code == HTTPStatus.FOUND
    assert Reflection.objects.get().reason == "Too vague."


def test_without_an_ask_or_a_finding_each_field_says_so(curating, asked, draft):
    wrong = _errors(curating.post(_assess(draft), {"words": "x" * 6000, "reason": "y" * 2000}))

    assert set(wrong) == {"recommendation", "finding", "words", "reason"}


def test_who_is_later_than_another_finds_it_assessed_already(curating, asked, draft):
    factories.make_reflection(recommendation=asked, document=draft)
    factories.make_recommendation(consultation=asked.consultation)

    answer = _sent(curating, _assess(draft), words=PORTS, recommendation=asked.code)
    assert "or assessed" in _errors(answer)["recommendation"][0]
    assert Reflection.objects.count() == 1


# From the draft


def test_a_text_shows_what_is_not_assessed_and_what_each_paragraph_answers(
    curating, asked, recommendation, draft, curator
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    withhold_paragraph(
        paragraph=draft.paragraphs.get(anchor="p2"), by=curator, reason="It names a village."
    )

    page = curating.get(f"{TEXTS}{draft.pk}/change/")

    html = page.content.decode()
    assert list(page.context["asks"]) == [asked]
    assert "1 ask is not assessed in this text" in html
    assert f'href="{_assess(draft, ask=asked.code)}"' in html
    assert f'href="{_assess(draft, paragraph="p4")}"' in html
    assert f'href="{_assess(draft, paragraph="p2")}"' not in html
    assert f'{FINDINGS}{made.pk}/change/">{recommendation.code}</a>: in part' in html


def test_for_a_paragraph_the_asks_most_like_it_come_first(curating, asked, recommendation, draft):
    page = curating.get(_assess(draft, paragraph="p4"))

    _none, (_label, first), (_label, others) = (
        page.context["adminform"].form.fields["recommendation"].choices
    )
    assert first[0] == (asked.code, f"{asked.code}: {asked.title}")
    assert {code for code, _name in [*first, *others]} == {asked.code, recommendation.code}
    assert "We thank the hosts." in words(page.content.decode())
    assert [passage.partition("[")[2].partition("]")[0] for passage in _passages(page)] == [
        "We thank the hosts.",
        PORTS,
        "We shall meet again.",
    ]

    key = page.context["adminform"].form.fields["passage"].choices[1][0]
    answer = _sent(curating, _assess(draft, paragraph="p4"), passage=key, recommendation=asked.code)
    assert answer.status_code == HTTPStatus.FOUND
    assert Reflection.objects.get().words == PORTS


def test_an_unknown_paragraph_or_ask_in_the_address_is_no_matter(curating, asked, draft):
    for query in ({"paragraph": "p99"}, {"ask": "NO-01"}, {}):
        page = curating.get(_assess(draft, **query))
        assert page.status_code == HTTPStatus.OK
        assert _passages(page) == []


@pytest.mark.parametrize("fields", [{"is_stub": True}, {"state": "draft"}])
def test_what_is_not_held_or_may_change_is_not_assessed(curating, recommendation, fields):
    text = factories.make_later_text(recommendation.consultation.process, **fields)

    page = curating.get(f"{TEXTS}{text.pk}/change/")
    assert page.context["acts"] == []
    assert "?ask=" not in page.content.decode()
    assert ("cited, not held" in page.content.decode()) == text.is_stub
    assert curating.get(_assess(text)).status_code == HTTPStatus.FOUND


def test_an_unknown_text_is_not_found(curating):
    assert curating.get(f"{TEXTS}99/assess/").status_code == HTTPStatus.NOT_FOUND


def test_the_list_counts_what_holds_in_each_text(curating, recommendation, draft, curator):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    found = factories.make_reflection(document=draft, recommendation=_another(recommendation))
    actions.correct_finding(reflection=made, found=_absent(), by=curator)

    page = curating.get(TEXTS).content.decode()
    assert '<td class="field-found">2</td>' in page
    assert found.document == draft


def _another(recommendation):
    return factories.make_recommendation(consultation=recommendation.consultation)


def _absent():
    return Found("absent", reason="Not a word.")


@pytest.mark.parametrize("number", [1, 30])
def test_each_page_takes_the_same_queries_for_one_and_for_many(
    curating, recommendation, draft, number
):
    for _each in range(number):
        factories.make_reflection(document=draft, recommendation=_another(recommendation))
        _another(recommendation)
    counts = {}
    curating.get(f"{TEXTS}{draft.pk}/change/")  # kinds of records are looked up once for all
    for name, address in {
        "texts": TEXTS,
        "text": f"{TEXTS}{draft.pk}/change/",
        "assess": _assess(draft, paragraph="p4"),
        "findings": FINDINGS,
    }.items():
        with CaptureQueriesContext(connection) as queries:
            assert curating.get(address).status_code == HTTPStatus.OK
        counts[name] = len(queries)
    assert counts == {"texts": 8, "text": 13, "assess": 9, "findings": 8}


# Carrying


def test_findings_are_carried_from_an_earlier_text_and_then_confirmed(
    curating, log_in, recommendation, draft, second
):
    factories.make_reflection(recommendation=recommendation, document=draft)
    newer = factories.make_later_text(draft.process, title="Draft two", date=date(2018, 3, 5))
    address = f"{TEXTS}{newer.pk}/carry/"
    assert "old" in _errors(curating.post(address, {"old": newer.pk}))

    answer = curating.post(address, {"old": draft.pk}, follow=True)

    assert _told(answer) == ["1 finding was carried, to be confirmed."]
    carried = Reflection.objects.get(document=newer)
    page = curating.get(f"{FINDINGS}{carried.pk}/change/")
    assert "It was carried from another text" in page.content.decode()
    assert [str(act["label"]) for act in page.context["acts"]] == ["Confirm", "Correct"]
    answer = curating.post(f"{FINDINGS}{carried.pk}/confirm/", follow=True)
    assert _told(answer) == ["Confirmed. A second curator has to agree."]
    carried.refresh_from_db()
    assert carried.state == State.ASSESSED


# Seconding and correcting


def test_a_second_curator_reads_the_case_and_agrees(
    curating, log_in, recommendation, draft, curator, second
):
    made = factories.make_reflection(recommendation=recommendation, document=draft, by=curator)
    address = f"{FINDINGS}{made.pk}/second/"
    refused = curating.get(address, follow=True)
    assert _told(refused) == ["You assessed it: a second curator has to agree."]
    refused = curating.post(address, follow=True)
    assert _told(refused) == ["You assessed it: a second curator has to agree."]
    client = log_in(second)
    html = client.get(address).content.decode()
    for shown in (made.words, made.reason, recommendation.text.text, "paragraph 1"):
        assert shown in html

    answer = client.post(address, follow=True)

    assert _told(answer) == ["Assessed by two now."]
    made.refresh_from_db()
    assert made.seconded_by == second
    assert client.get(f"{FINDINGS}?state=seconded").context["cl"].result_count == 1
    assert client.get(f"{FINDINGS}?state=assessed").context["cl"].result_count == 0
    assert client.get(f"{FINDINGS}?state=other").context["cl"].result_count == 1


def test_a_correction_begins_with_what_was_found_and_leads_to_the_new_one(
    curating, recommendation, draft
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    address = f"{FINDINGS}{made.pk}/correct/"
    form = curating.get(address).context["adminform"].form
    assert (form.initial["finding"], form.initial["words"]) == ("in-part", made.words)
    assert "passage" not in form.fields
    assert _passages(_sent(curating, address))

    given = {"finding": "in-full", "words": "keep the harbours of coast 2 open"}
    answer = curating.post(address, given | _opened(curating, address), follow=True)

    corrected = Reflection.objects.live().get()
    assert (corrected.succeeds, corrected.finding) == (made, "in-full")
    assert corrected.paragraph.anchor == "p2"
    assert answer.redirect_chain[-1][0] == f"{FINDINGS}{corrected.pk}/change/"
    assert "It corrects an earlier finding" in answer.content.decode()
    old = curating.get(f"{FINDINGS}{made.pk}/change/")
    assert old.context["acts"] == []


def test_who_corrects_what_was_corrected_meanwhile_is_told_and_keeps_their_words(
    curating, recommendation, draft, curator
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    address = f"{FINDINGS}{made.pk}/correct/"
    opened = _opened(curating, address)
    actions.correct_finding(reflection=made, found=_absent(), by=curator)

    given = {"finding": "in-full", "words": "harbours of coast 2", "reason": "Kept."}
    answer = curating.post(address, given | opened)
    assert _errors(answer)["__all__"] == ["Somebody was faster: look at the finding again."]
    assert "Kept." in answer.content.decode()


def _reworded(asked, curator):
    asked.refresh_from_db()
    asked.draft_text = "Every fishing port should be open day and night."
    asked.save()
    return actions.publish(recommendation=asked, by=curator)


REWORDED = "What is asked was reworded meanwhile: read its present text, then send this again."


def test_a_finding_of_a_text_that_was_reworded_meanwhile_is_not_noted_and_what_was_typed_stays(
    curating, asked, draft, curator
):
    address = _assess(draft, ask=asked.code)
    given = {"finding": "in-part", "words": PORTS, "recommendation": asked.code, "reason": "Kept."}
    given |= _opened(curating, address)
    text = _reworded(asked, curator)

    refused = curating.post(address, given)

    assert _errors(refused) == {"__all__": [REWORDED]}
    assert not Reflection.objects.exists()
    page = refused.content.decode()
    assert "Kept." in page
    assert text.text in page
    again = refused.context["adminform"].form["texts"].value()
    curating.post(address, given | {"texts": again})
    assert Reflection.objects.get().version == text


def test_a_correction_shows_the_present_text_and_is_refused_where_that_changed_meanwhile(
    curating, asked, draft, curator
):
    made = factories.make_reflection(recommendation=asked, document=draft)
    address = f"{FINDINGS}{made.pk}/correct/"
    given = {"finding": "in-full", "words": made.words} | _opened(curating, address)
    assert "What is asked now" not in curating.get(address).content.decode()
    text = _reworded(asked, curator)

    refused = curating.post(address, given)

    assert _errors(refused) == {"__all__": [REWORDED]}
    page = refused.content.decode()
    assert "What is asked now" in page
    assert text.text in page
    assert Reflection.objects.live().get() == made


def test_a_text_that_is_reworded_as_the_act_begins_is_not_taken_for_the_one_that_was_read(
    curating, asked, draft, curator
):
    address = _assess(draft, ask=asked.code)
    given = {"finding": "in-part", "words": PORTS, "recommendation": asked.code, "reason": ""}
    given |= _opened(curating, address)

    with as_the_act_begins(lambda: _reworded(asked, curator)):
        refused = curating.post(address, given)

    assert _errors(refused) == {"__all__": [REWORDED]}
    assert not Reflection.objects.exists()


@pytest.mark.parametrize(("state", "act"), [("assessed", "second"), ("to-be-confirmed", "confirm")])
def test_nobody_agrees_to_words_that_are_withheld(
    log_in, recommendation, draft, curator, second, state, act
):
    made = factories.make_reflection(recommendation=recommendation, document=draft, by=curator)
    if state == "to-be-confirmed":
        newer = factories.make_later_text(
            recommendation.consultation.process, date=date(2018, 9, 1)
        )
        (made,) = actions.carry_findings(old=draft, new=newer, by=curator)
    withhold_paragraph(paragraph=made.paragraph, by=curator, reason="It names a person.")

    answer = log_in(second).post(f"{FINDINGS}{made.pk}/{act}/", follow=True)

    assert _told(answer) == ["The text is withheld at the moment."]
    assert Reflection.objects.get(pk=made.pk).state == state


def test_who_withholds_a_paragraph_is_told_of_the_findings_that_rest_on_it(
    curating, recommendation, draft, curator
):
    made, other = _carried_on(recommendation, draft, curator)

    page = curating.get(f"/admin/consultations/paragraph/{made.paragraph_id}/withhold/")
    touched = {each.what: (each.address, each.effect) for each in page.context["touched"]()}
    assert touched == {
        str(made): (
            f"{FINDINGS}{made.pk}/change/",
            "is not shown meanwhile: only that its words are withheld",
        ),
        str(other): (
            f"{FINDINGS}{other.pk}/change/",
            "rests on the same words in another text: are they to be withheld as well?",
        ),
    }


def _carried_on(recommendation, draft, curator):
    """A finding, and the same as it was carried to a newer text."""
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    newer = factories.make_later_text(
        recommendation.consultation.process, title="Draft two", date=date(2018, 9, 1)
    )
    return made, *actions.carry_findings(old=draft, new=newer, by=curator)


def test_who_withholds_a_text_is_told_of_the_findings_that_rest_on_it(
    curating, recommendation, draft, curator
):
    page = f"/admin/consultations/document/{draft.pk}/change/"
    assert "What it touches" not in curating.get(page).content.decode()
    made, other = _carried_on(recommendation, draft, curator)
    told = words(curating.get(page).content.decode())
    assert "What it touches, if it is withheld (2)" in told
    assert f"{made}leaves every page with the text" in told
    assert f"{other}rests on the same words in another text" in told


def test_both_lead_to_what_everybody_reads(curating, recommendation, draft):
    made = factories.make_reflection(recommendation=recommendation, document=draft)

    for page, there in (
        (f"{FINDINGS}{made.pk}/change/", f"/recommendations/{recommendation.code}/#reflected"),
        (f"{TEXTS}{draft.pk}/change/", f"/documents/{draft.slug}/"),
    ):
        assert f'href="{there}" class="viewsitelink"' in curating.get(page).content.decode()
