"""Whether what is asked is reflected in later texts: who finds what, in which words."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Subquery

from consultations.actions import withhold_paragraph
from consultations.quotes import Hit
from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import LaterText, Reflection
from recommendations.policies import Found, Hindrance
from tests import factories

pytestmark = pytest.mark.django_db

Finding = Reflection.Finding
State = Reflection.State


@pytest.fixture
def draft(recommendation):
    return factories.make_later_text(recommendation.consultation.process)


@pytest.fixture
def second():
    return factories.make_staff("curators", "second@example.org")


def _hit(document, start=0, end=20, number=0):
    return Hit(list(document.paragraphs.all())[number], start, end)


def _assess(recommendation, draft, by, finding=Finding.IN_PART, **found):
    if "hit" not in found and finding not in Reflection.WITHOUT_WORDS:
        found["hit"] = _hit(draft)
    return actions.assess(
        recommendation=recommendation, document=draft, found=Found(finding, **found), by=by
    )


def _why(refused):
    return refused.value.message


# Which texts are later


def _later(consultation):
    """Return which texts are later than the consultation, by both ways to ask."""
    named = set(LaterText.objects.after(consultation))
    row = factories.make_recommendation(consultation=consultation)
    around = type(row).objects.filter(pk=row.pk)

    text = LaterText.objects.after_that_of("consultation").order_by("pk")
    first = around.annotate(x=Subquery(text.values("pk")[:1])).get().x
    assert first == min((each.pk for each in named), default=None)
    assert named == {each for each in LaterText.objects.all() if each.is_after(consultation)}
    return {each.pk for each in named}


def test_later_are_dated_texts_of_the_whole_process_after_the_meeting():
    consultation = factories.make_consultation(ends=date(2017, 9, 5))
    process = consultation.process
    later = factories.make_later_text(process, date=date(2017, 9, 6))
    factories.make_later_text(process, date=date(2017, 9, 5))
    factories.make_later_text(process, date=None)
    factories.make_later_text(factories.make_process())
    factories.make_document(consultation=consultation, date=date(2018, 2, 5))

    assert _later(consultation) == {later.pk}


def test_texts_of_a_process_that_it_contributes_to_are_later_but_not_of_one_it_complements():
    consultation = factories.make_consultation()
    joined, beside = factories.make_process(), factories.make_process()
    consultation.contributes_to.add(joined)
    consultation.process.complements.add(beside)
    later = factories.make_later_text(joined)
    factories.make_later_text(beside)

    assert _later(consultation) == {later.pk}


def test_what_is_only_cited_is_later_but_not_held():
    process = factories.make_process()
    cited = factories.make_later_text(process, 0, is_stub=True)
    held = factories.make_later_text(process)

    assert set(LaterText.objects.all()) >= {LaterText(pk=cited.pk), LaterText(pk=held.pk)}
    assert [each.pk for each in LaterText.objects.held()] == [held.pk]


# Assessing


@pytest.mark.parametrize("finding", sorted(set(Finding) - set(Reflection.WITHOUT_WORDS)))
def test_a_finding_rests_on_exact_words(recommendation, draft, curator, new_entries, finding):
    new_entries()

    made = _assess(recommendation, draft, curator, finding, hit=_hit(draft, 3, 21), reason=" Why. ")

    assert made.words == draft.paragraphs.first().text[3:21]
    assert (made.start, made.end, made.paragraph) == (3, 21, draft.paragraphs.first())
    assert (made.finding, made.reason, made.state) == (finding, "Why.", State.ASSESSED)
    assert (made.assessed_by, made.version) == (curator, recommendation.current_version)
    assert str(made) == f"{recommendation.code}, {draft}: {made.get_finding_display()}"
    assert made.get_absolute_url() == f"/recommendations/{recommendation.code}/#reflected"
    [entry] = new_entries()
    assert (entry.verb, entry.subject_id) == ("reflection.assessed", recommendation.code)
    assert entry.actor_id == curator.pk
    assert entry.payload["finding"] == finding


@pytest.mark.parametrize("finding", Reflection.WITHOUT_WORDS)
def test_what_is_absent_or_not_assessable_rests_on_a_reason(
    recommendation, draft, curator, finding
):
    made = _assess(recommendation, draft, curator, finding, reason="No annex of terms.")

    assert (made.paragraph, made.start, made.end, made.words) == (None, None, None, "")
    assert made.reason == "No annex of terms."
    assert made.is_confirmed
    assert not made.is_seconded


@pytest.mark.parametrize(
    ("finding", "found", "why"),
    [
        (Finding.IN_FULL, {"hit": None}, Hindrance.WORDS_NEEDED),
        (Finding.AGAINST, {"hit": None, "reason": "It is."}, Hindrance.WORDS_NEEDED),
        (Finding.ABSENT, {"reason": "  "}, Hindrance.REASON_NEEDED),
        (Finding.NOT_ASSESSABLE, {}, Hindrance.REASON_NEEDED),
    ],
)
def test_no_finding_without_its_words_or_its_reason(
    recommendation, draft, curator, finding, found, why, everything
):
    before = everything()

    with pytest.raises(Refused) as refused:
        _assess(recommendation, draft, curator, finding, **found)
    assert _why(refused) == why.label
    assert everything() == before


def test_words_are_of_that_text_are_words_and_are_not_withheld(recommendation, draft, curator):
    other = factories.make_later_text(draft.process)
    withhold_paragraph(paragraph=draft.paragraphs.last(), by=curator, reason="It names a village.")
    for hit, why in (
        (_hit(other), Hindrance.WORDS_ELSEWHERE),
        (_hit(draft, 5, 5), Hindrance.WORDS_ELSEWHERE),
        (_hit(draft, number=2), Hindrance.WITHHELD),
    ):
        with pytest.raises(Refused) as refused:
            _assess(recommendation, draft, curator, hit=hit)
        assert _why(refused) == why.label


def test_what_is_absent_shows_no_words(recommendation, draft, curator):
    with pytest.raises(Refused) as refused:
        _assess(recommendation, draft, curator, Finding.ABSENT, hit=_hit(draft), reason="Gone.")
    assert _why(refused) == Hindrance.WORDS_NOT_NEEDED.label


def test_only_curators_assess(recommendation, draft, moderator, representative):
    for person in (moderator, representative.user):
        with pytest.raises(Refused) as refused:
            _assess(recommendation, draft, person)
        assert _why(refused) == Hindrance.NOT_AN_ASSESSOR.label


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"is_stub": True}, Hindrance.NOT_HELD),
        ({"state": "draft"}, Hindrance.TEXT_NOT_FIXED),
        ({"state": "review"}, Hindrance.TEXT_NOT_FIXED),
        ({"date": date(2017, 1, 1)}, Hindrance.NOT_LATER),
    ],
)
def test_only_a_later_text_that_is_held_and_fixed_is_assessed(recommendation, curator, fields, why):
    document = factories.make_later_text(recommendation.consultation.process, **fields)

    with pytest.raises(Refused) as refused:
        _assess(recommendation, document, curator)
    assert _why(refused) == why.label


def test_a_draft_and_what_was_withdrawn_are_not_looked_for(recommendation, draft, curator):
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)
    unpublished = factories.make_draft(consultation=recommendation.consultation)

    for row in (recommendation, unpublished):
        with pytest.raises(Refused) as refused:
            _assess(row, draft, curator)
        assert _why(refused) == Hindrance.NOT_ASKED.label


def test_of_two_who_assess_the_same_the_second_is_told(recommendation, draft, curator, second):
    first = _assess(recommendation, draft, curator)

    with pytest.raises(Refused) as refused:
        _assess(recommendation, draft, second, Finding.IN_FULL)
    assert _why(refused) == Hindrance.ASSESSED_ALREADY.label
    assert list(Reflection.objects.all()) == [first]


# What the database itself refuses


def _copied(reflection, **fields):
    kept = {
        field.attname: getattr(reflection, field.attname)
        for field in Reflection._meta.concrete_fields
        if not field.primary_key
    }
    with transaction.atomic():
        return Reflection.objects.create(**kept | fields)


# The same person twice.
OWN_SECOND = {"seconded_by_id": "assessed_by_id", "seconded_at": "assessed_at"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "assessed"}, "reflection_holds_once_in_a_text"),
        ({"words": ""}, "reflection_rests_on_words_or_gives_reason"),
        ({"paragraph_id": None}, "reflection_rests_on_words_or_gives_reason"),
        ({"end": 0}, "reflection_rests_on_words_or_gives_reason"),
        ({"finding": "absent"}, "reflection_rests_on_words_or_gives_reason"),
        (
            {"finding": "absent", "paragraph_id": None, "start": None, "end": None, "words": ""}
            | {"reason": ""},
            "reflection_rests_on_words_or_gives_reason",
        ),
        ({"assessed_at": None}, "reflection_assessor_comes_with_time"),
        (OWN_SECOND, "reflection_second_assessor_is_another"),
        ({"state": "seconded"}, "reflection_state_agrees_with_assessors"),
        ({"state": "to-be-confirmed"}, "reflection_state_agrees_with_assessors"),
    ],
)
def test_the_database_keeps_what_must_be_true(recommendation, draft, curator, fields, name):
    made = _assess(recommendation, draft, curator)
    fields = {name: getattr(made, str(value), value) for name, value in fields.items()}

    with pytest.raises(IntegrityError) as failed:
        _copied(made, **{"state": State.SUPERSEDED} | fields)
    if connection.vendor == "postgresql" or "UNIQUE" not in str(failed.value):
        assert name in str(failed.value)


# Seconding


def test_another_curator_seconds(recommendation, draft, curator, second, new_entries):
    made = _assess(recommendation, draft, curator)
    new_entries()

    seconded = actions.second_finding(reflection=made, by=second)

    made.refresh_from_db()
    assert seconded == made
    assert (made.state, made.assessed_by, made.seconded_by) == (State.SECONDED, curator, second)
    assert made.is_seconded
    [entry] = new_entries()
    assert (entry.verb, entry.actor_id) == ("reflection.seconded", second.pk)


def test_nobody_seconds_their_own_finding_nor_one_that_has_moved_on(
    recommendation, draft, curator, second, moderator
):
    made = _assess(recommendation, draft, curator)
    for person, why in (
        (curator, Hindrance.OWN_FINDING),
        (moderator, Hindrance.NOT_AN_ASSESSOR),
    ):
        with pytest.raises(Refused) as refused:
            actions.second_finding(reflection=made, by=person)
        assert _why(refused) == why.label
    actions.second_finding(reflection=made, by=second)
    with pytest.raises(Refused) as refused:
        actions.second_finding(reflection=made, by=factories.make_staff("curators"))
    assert _why(refused) == Hindrance.FINDING_MOVED.label


def test_that_something_is_absent_is_seconded_as_well(recommendation, draft, curator, second):
    made = _assess(recommendation, draft, curator, Finding.ABSENT, reason="Not a word of it.")

    actions.second_finding(reflection=made, by=second)

    made.refresh_from_db()
    assert made.is_seconded


# Correcting


def test_a_corrected_finding_takes_the_place_of_the_old_which_stays(
    recommendation, draft, curator, second, new_entries
):
    made = _assess(recommendation, draft, curator)
    actions.second_finding(reflection=made, by=second)
    new_entries()

    found = Found(Finding.WEAKENED, _hit(draft, 0, 10), "It says should.")
    corrected = actions.correct_finding(reflection=made, found=found, by=curator)

    made.refresh_from_db()
    assert (made.state, made.seconded_by) == (State.SUPERSEDED, second)
    assert not made.is_live
    assert (corrected.succeeds, corrected.state) == (made, State.ASSESSED)
    assert list(Reflection.objects.live()) == [corrected]
    [entry] = new_entries()
    assert entry.verb == "reflection.corrected"


def test_what_was_corrected_already_is_not_corrected_again(recommendation, draft, curator):
    made = _assess(recommendation, draft, curator)
    found = Found(Finding.ABSENT, reason="Not a word.")
    actions.correct_finding(reflection=made, found=found, by=curator)

    with pytest.raises(Refused) as refused:
        actions.correct_finding(reflection=made, found=found, by=curator)
    assert _why(refused) == Hindrance.FINDING_MOVED.label
    with pytest.raises(Refused) as refused:
        actions.correct_finding(
            reflection=Reflection.objects.live().get(), found=Found(Finding.IN_FULL), by=curator
        )
    assert _why(refused) == Hindrance.WORDS_NEEDED.label


# Carrying


@pytest.fixture
def next_draft(draft):
    return factories.make_later_text(draft.process, date=date(2018, 3, 5))


def _carry(old, new, by):
    return actions.carry_findings(old=old, new=new, by=by)


def test_findings_whose_words_did_not_change_are_carried_to_be_confirmed(
    recommendation, draft, next_draft, curator, second, new_entries
):
    made = _assess(recommendation, draft, curator, hit=_hit(draft, 0, 44, number=1))
    actions.second_finding(reflection=made, by=second)
    new_entries()

    [carried] = _carry(draft, next_draft, curator)

    made.refresh_from_db()
    assert made.is_seconded
    assert (carried.state, carried.carried_from) == (State.TO_BE_CONFIRMED, made)
    assert (carried.assessed_by, carried.seconded_by) == (None, None)
    assert not carried.is_confirmed
    assert carried.paragraph == next_draft.paragraphs.get(anchor="p2")
    assert carried.paragraph.text[carried.start : carried.end] == carried.words == made.words
    [entry] = new_entries()
    assert (entry.verb, entry.subject_id) == ("reflection.carried", recommendation.code)
    assert entry.payload["reflection"] == carried.pk


def test_words_that_changed_or_stand_twice_and_what_has_none_are_left(draft, next_draft, curator):
    rows = [
        factories.make_recommendation(
            consultation=factories.make_consultation(process=draft.process)
        )
        for _each in range(5)
    ]
    changed = next_draft.paragraphs.get(anchor="p3")
    changed.text = "We hope to keep some harbours open, open."
    changed.save()
    withheld = next_draft.paragraphs.get(anchor="p2")
    _assess(rows[0], draft, curator, hit=_hit(draft, 0, 44, number=2))
    _assess(rows[1], draft, curator, hit=_hit(draft, 0, 10))
    _assess(rows[2], draft, curator, Finding.ABSENT, reason="Not a word.")
    _assess(rows[3], draft, curator, hit=_hit(draft, 0, 44, number=1))
    twice = draft.paragraphs.get(anchor="p1").text.index("open")
    _assess(rows[4], draft, curator, hit=_hit(draft, twice, twice + 4))
    withhold_paragraph(paragraph=withheld, by=curator, reason="It names a village.")
    next_draft.paragraphs.filter(anchor="p1").update(text="Ports.")

    assert _carry(draft, next_draft, curator) == []


def test_what_is_withheld_by_now_is_not_carried(recommendation, draft, next_draft, curator):
    made = _assess(recommendation, draft, curator, hit=_hit(draft, 0, 44))
    withhold_paragraph(paragraph=made.paragraph, by=curator, reason="It names a village.")

    assert _carry(draft, next_draft, curator) == []


def test_carrying_again_and_what_was_assessed_meanwhile_change_nothing(
    recommendation, draft, next_draft, curator
):
    _assess(recommendation, draft, curator, hit=_hit(draft, 0, 44))
    own = _assess(recommendation, next_draft, curator, Finding.IN_FULL)

    assert _carry(draft, next_draft, curator) == []
    assert list(Reflection.objects.live().filter(document=next_draft)) == [own]


def test_a_curator_confirms_what_was_carried_and_another_seconds(
    recommendation, draft, next_draft, curator, second, moderator, new_entries
):
    _assess(recommendation, draft, curator, hit=_hit(draft, 0, 44))
    [carried] = _carry(draft, next_draft, curator)
    new_entries()
    with pytest.raises(Refused) as refused:
        actions.confirm_finding(reflection=carried, by=moderator)
    assert _why(refused) == Hindrance.NOT_AN_ASSESSOR.label
    with pytest.raises(Refused) as refused:
        actions.second_finding(reflection=carried, by=second)
    assert _why(refused) == Hindrance.FINDING_MOVED.label

    confirmed = actions.confirm_finding(reflection=carried, by=curator)

    assert (confirmed.state, confirmed.assessed_by) == (State.ASSESSED, curator)
    assert [entry.verb for entry in new_entries()] == ["reflection.confirmed"]
    with pytest.raises(Refused) as refused:
        actions.confirm_finding(reflection=carried, by=second)
    assert _why(refused) == Hindrance.FINDING_MOVED.label
    assert actions.second_finding(reflection=confirmed, by=second).is_seconded


def test_findings_are_carried_forward_within_one_process_by_curators(
    draft, next_draft, curator, moderator
):
    elsewhere = factories.make_later_text(factories.make_process(), date=date(2019, 1, 1))
    report = factories.make_document(date=date(2019, 1, 1))
    unpublished = factories.make_later_text(draft.process, date=date(2019, 1, 1), state="draft")
    early = factories.make_later_text(draft.process, embargo_until=now() + timedelta(days=9))
    withheld = factories.make_later_text(draft.process, state="withheld", withheld_reason="r")
    for old, new, by, why in (
        (early, next_draft, curator, Hindrance.NOT_FOR_EVERYBODY),
        (withheld, next_draft, curator, Hindrance.NOT_FOR_EVERYBODY),
        (draft, next_draft, moderator, Hindrance.NOT_AN_ASSESSOR),
        (next_draft, draft, curator, Hindrance.NOT_SAME_PROCESS),
        (draft, draft, curator, Hindrance.NOT_SAME_PROCESS),
        (draft, elsewhere, curator, Hindrance.NOT_SAME_PROCESS),
        (draft, report, curator, Hindrance.NOT_SAME_PROCESS),
        (draft, unpublished, curator, Hindrance.TEXT_NOT_FIXED),
    ):
        with pytest.raises(Refused) as refused:
            _carry(old, new, by)
        assert _why(refused) == why.label


def test_carrying_many_takes_as_many_questions_as_carrying_one(
    draft, next_draft, curator, django_assert_num_queries
):
    consultation = factories.make_consultation(process=draft.process)
    texts = [(draft, next_draft)]
    texts.append(tuple(factories.make_later_text(draft.process) for _each in range(2)))
    for number, (old, new) in zip((1, 30), texts, strict=True):
        for _each in range(number):
            row = factories.make_recommendation(consultation=consultation)
            _assess(row, old, curator, hit=_hit(old, 0, 44))
        with django_assert_num_queries(13):
            assert len(_carry(old, new, curator)) == number


def test_where_the_ledger_fails_nothing_is_found(
    recommendation, draft, curator, ledger_fails, everything
):
    ledger_fails("recommendation", recommendation.code)
    before = everything()

    with pytest.raises(IntegrityError):
        _assess(recommendation, draft, curator)
    assert everything() == before
