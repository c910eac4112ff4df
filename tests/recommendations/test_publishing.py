"""Publishing a text, withdrawing a recommendation, merging two."""

import re

import pytest
from django.db import IntegrityError, transaction

from consultations.models import Consultation
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Recommendation, Version
from tests import factories

State = Recommendation.State


def _publish(recommendation, by=None, **other):
    return actions.publish(recommendation=recommendation, by=by, **other)


def _reword(recommendation, **fields):
    for name, value in ({"draft_text": "States should open every harbour."} | fields).items():
        setattr(recommendation, name, value)
    recommendation.save()


def _fresh(recommendation):
    return Recommendation.objects.get(pk=recommendation.pk)


# A first text


def test_the_first_text_gets_a_code_and_becomes_version_one(curator):
    consultation = factories.make_consultation(code="GFMD17")
    draft = factories.make_draft(consultation=consultation, draft_language="fr")
    before = now()

    version = _publish(draft, by=curator, note="As the session agreed.")

    row = _fresh(draft)
    assert (row.code, row.number, row.state) == ("GFMD17-01", 1, State.PUBLISHED)
    assert row.current_version == row.text == version
    assert (version.number, version.change) == (1, Version.Change.FIRST)
    assert (version.title, version.language) == (draft.draft_title, "fr")
    assert (version.note, version.published_by) == ("As the session agreed.", curator)
    assert before <= version.published_at <= now()
    assert str(version) == "GFMD17-01, 1"
    assert str(row) == f"GFMD17-01: {draft.draft_title}"
    assert version.get_absolute_url() == "/recommendations/GFMD17-01/v1/"


def test_who_holds_the_draft_holds_what_was_published(db):
    draft = factories.make_draft()

    version = _publish(draft)

    assert (draft.state, draft.code) == (State.PUBLISHED, _fresh(draft).code)
    assert draft.current_version == version


def test_a_text_is_published_in_canonical_form(db):
    draft = factories.make_draft(
        draft_title="  Keep   the cafe\u0301s open ",
        draft_text="\r\nOne.  \r\n\r\n\r\nTwo.\n",
        draft_addressees="  States \n\n Port   authorities\n",
    )

    version = _publish(draft)

    assert version.title == "Keep the caf\u00e9s open"
    assert version.text == "One.\n\nTwo."
    assert version.addressees == ["States", "Port authorities"]


def test_the_fingerprint_kept_is_the_one_computed_anew(recommendation):
    _reword(recommendation)
    _publish(recommendation)

    for version in Version.objects.filter(recommendation=recommendation):
        assert version.fingerprint == version.computed_fingerprint(recommendation.code)
        assert re.fullmatch("[0-9a-f]{64}", version.fingerprint)


def test_those_asked_are_found_by_name(recommendation):
    named = {addressee.name for addressee in recommendation.asked_of.all()}
    _reword(recommendation, draft_addressees="States\nMedia houses")
    _publish(recommendation)

    assert named == {"States", "Port authorities"}
    assert {each.name for each in recommendation.asked_of.all()} == {"States", "Media houses"}


def test_publishing_is_one_entry_without_words(curator, new_entries):
    draft = factories.make_draft()
    new_entries()

    version = _publish(draft, by=curator)

    (entry,) = new_entries()
    assert (entry.verb, entry.source) == ("recommendation.published", "admin")
    assert (entry.subject_type, entry.subject_id) == ("recommendation", draft.code)
    assert (entry.actor_id, entry.organisation_id) == (curator.pk, None)
    assert entry.payload == {
        "version": 1,
        "change": "first",
        "fingerprint": version.fingerprint,
    }


def test_what_a_command_publishes_has_no_actor(db, new_entries):
    draft = factories.make_draft()
    new_entries()

    version = _publish(draft, source=Entry.Source.COMMAND)

    assert version.published_by is None
    assert [(entry.actor_id, entry.source) for entry in new_entries()] == [(None, "command")]


# Codes


def test_codes_count_within_their_consultation(db):
    here = factories.make_consultation(code="GFMD17")
    there = factories.make_consultation(code="GCM-TC5")

    codes = [
        factories.make_recommendation(consultation=consultation).code
        for consultation in (here, here, there, here)
    ]

    assert codes == ["GFMD17-01", "GFMD17-02", "GCM-TC5-01", "GFMD17-03"]


def test_drafts_use_up_no_code(db):
    consultation = factories.make_consultation(code="GFMD17")
    factories.make_draft(consultation=consultation)

    assert factories.make_recommendation(consultation=consultation).code == "GFMD17-01"


def test_a_code_is_never_given_again(curator):
    consultation = factories.make_consultation(code="GFMD17")
    first, second = (factories.make_recommendation(consultation=consultation) for _each in "12")

    actions.merge_recommendation(recommendation=second, into=first, by=curator)
    actions.withdraw_recommendation(recommendation=first, by=curator)

    assert factories.make_recommendation(consultation=consultation).code == "GFMD17-03"


def test_a_counter_grows_beyond_two_digits(db):
    consultation = factories.make_consultation(code="GFMD17")
    last = factories.make_draft(consultation=consultation)
    borrowed = factories.make_recommendation().current_version
    Recommendation.objects.filter(current_version=borrowed).update(current_version=_a_version())
    Recommendation.objects.filter(pk=last.pk).update(
        number=99, code="GFMD17-99", state=State.PUBLISHED, current_version=borrowed
    )

    assert factories.make_recommendation(consultation=consultation).code == "GFMD17-100"


def _a_version():
    return Version.objects.create(
        recommendation=factories.make_draft(),
        number=1,
        kept_text="x",
        language="en",
        change="first",
        published_at=now(),
        fingerprint="0" * 64,
    )


# Later texts


def test_a_changed_text_becomes_the_next_version_and_the_one_before_stays(curator, recommendation):
    first, code = recommendation.text, recommendation.code
    _reword(recommendation)

    second = _publish(recommendation, by=curator, change="substantive", note="A word too many.")

    assert (second.number, second.change, second.note) == (2, "substantive", "A word too many.")
    assert recommendation.text == second
    assert (_fresh(recommendation).code, _fresh(recommendation).text) == (code, second)
    kept = recommendation.versions.get(number=1)
    assert (kept.text, kept.fingerprint) == (first.text, first.fingerprint)
    assert second.fingerprint != first.fingerprint


def test_a_later_version_is_one_entry_too(curator, recommendation, new_entries):
    _reword(recommendation)
    new_entries()

    version = _publish(recommendation, by=curator)

    (entry,) = (each for each in new_entries() if each.verb != "recommendation.kept-open")
    assert entry.verb == "version.published"
    assert entry.payload == {
        "version": 2,
        "change": "substantive",
        "fingerprint": version.fingerprint,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"draft_title": "Another title"},
        {"draft_text": "Another text."},
        {"draft_addressees": "States"},
        {"draft_addressees": "Port authorities\nStates"},
        {"draft_language": "fr"},
    ],
    ids=str,
)
def test_a_change_in_anything_that_is_signed_makes_a_version(recommendation, change):
    _reword(recommendation, **{"draft_text": recommendation.draft_text} | change)

    assert _publish(recommendation).number == 2


def test_a_later_version_can_not_be_called_the_first(recommendation):
    _reword(recommendation)

    with pytest.raises(IntegrityError), transaction.atomic():
        _publish(recommendation, change=Version.Change.FIRST)


# What is refused


def _refused(recommendation, everything, words):
    before = everything()
    with pytest.raises(Refused, match=words):
        _publish(recommendation)
    assert everything() == before


@pytest.mark.parametrize("spaces", ["", "  ", "\n\n \t\n"])
def test_the_same_text_is_not_published_twice(recommendation, everything, spaces):
    _reword(recommendation, draft_text=recommendation.text.text + spaces)

    _refused(recommendation, everything, "The text is the same as the one published")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\r\n"])
def test_an_empty_text_is_not_published(db, everything, text):
    _refused(factories.make_draft(draft_text=text), everything, "The text is empty")


def test_nothing_is_published_in_a_consultation_that_is_a_draft(db, everything):
    consultation = factories.make_consultation(state=Consultation.State.DRAFT)
    draft = factories.make_draft(consultation=consultation)

    _refused(draft, everything, "Publish the consultation first")


def test_a_withdrawn_and_a_merged_one_get_no_new_text(curator, recommendation, everything):
    merged = factories.make_recommendation()
    actions.merge_recommendation(recommendation=merged, into=recommendation, by=curator)
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)

    for row in (recommendation, merged):
        _reword(row)
        _refused(row, everything, "This recommendation is no longer open")


def test_when_the_last_endorsement_is_withdrawn_the_text_may_change(recommendation, representative):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    _reword(recommendation)

    actions.withdraw(recommendation=recommendation, by=representative)

    assert _publish(recommendation).number == 2


def test_a_publication_that_fails_late_leaves_nothing(recommendation, ledger_fails, everything):
    ledger_fails("recommendation", recommendation.code)
    _reword(recommendation, draft_addressees="Somebody new")
    before = everything()

    with pytest.raises(IntegrityError):
        _publish(recommendation)

    assert everything() == before


def test_what_was_drafted_and_not_saved_is_not_published(recommendation):
    recommendation.draft_text = "Never saved."

    with pytest.raises(Refused, match="the same as the one published"):
        _publish(recommendation)


# A draft


def test_a_draft_has_a_title_and_no_text_that_could_be_signed(db):
    draft = factories.make_draft(draft_title="Keep the harbours open")

    assert draft.title == "Keep the harbours open"
    assert str(draft) == "draft: Keep the harbours open"
    with pytest.raises(TypeError, match="A draft has no text"):
        draft.text  # noqa: B018 - looking is what fails


@pytest.mark.parametrize("change", [{"state": "published"}, {"number": 7}, {"code": "X-07"}])
def test_the_database_keeps_drafts_and_published_ones_apart(db, change):
    draft = factories.make_draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=draft.pk).update(**change)


# Withdrawing and merging


def test_a_withdrawn_recommendation_stays_on_record(curator, recommendation, new_entries):
    new_entries()

    actions.withdraw_recommendation(recommendation=recommendation, by=curator)

    assert recommendation.state == _fresh(recommendation).state == State.WITHDRAWN
    assert not recommendation.is_published
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id) == ("recommendation.withdrawn", curator.pk)
    assert (entry.subject_id, entry.payload) == (recommendation.code, {})


def test_merging_keeps_the_sources_of_both(curator, new_entries):
    document = factories.make_document()
    ours, theirs, both = (factories.make_extract(document=document) for _each in "123")
    kept = factories.make_recommendation(extracts=[ours, both])
    merged = factories.make_recommendation(extracts=[theirs, both])
    new_entries()

    actions.merge_recommendation(recommendation=merged, into=kept, by=curator)

    assert (merged.state, merged.merged_into) == (State.MERGED, kept)
    assert set(kept.extracts.all()) == {ours, theirs, both}
    assert set(merged.extracts.all()) == {theirs, both}
    entry, _kept_open = new_entries()
    assert (entry.verb, entry.subject_id) == ("recommendation.merged", merged.code)
    assert entry.payload == {"into": kept.code}


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.MERGED])
def test_only_what_is_published_is_withdrawn_or_merged(curator, everything, state):
    row, into = _in_state(state, curator), factories.make_recommendation()
    before = everything()

    with pytest.raises(Refused, match="Only what is published"):
        actions.withdraw_recommendation(recommendation=row, by=curator)
    with pytest.raises(Refused, match="Only what is published"):
        actions.merge_recommendation(recommendation=row, into=into, by=curator)

    assert everything() == before


def _in_state(state, curator):
    if state == State.DRAFT:
        return factories.make_draft()
    row = factories.make_recommendation()
    if state == State.WITHDRAWN:
        actions.withdraw_recommendation(recommendation=row, by=curator)
    else:
        into = factories.make_recommendation()
        actions.merge_recommendation(recommendation=row, into=into, by=curator)
    return row


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.MERGED])
def test_nothing_is_merged_into_what_is_not_published(curator, recommendation, everything, state):
    into = _in_state(state, curator)
    before = everything()

    with pytest.raises(Refused, match="Choose another recommendation that is published"):
        actions.merge_recommendation(recommendation=recommendation, into=into, by=curator)

    assert everything() == before


def test_nothing_is_merged_into_what_was_withdrawn_meanwhile(curator, recommendation):
    into = factories.make_recommendation()
    in_hand = _fresh(into)
    actions.withdraw_recommendation(recommendation=into, by=curator)

    with pytest.raises(Refused, match="Choose another recommendation that is published"):
        actions.merge_recommendation(recommendation=recommendation, into=in_hand, by=curator)


def test_two_are_not_merged_into_each_other(curator, recommendation):
    other = factories.make_recommendation()
    in_hand = _fresh(recommendation), _fresh(other)
    actions.merge_recommendation(recommendation=recommendation, into=other, by=curator)

    with pytest.raises(Refused):
        actions.merge_recommendation(recommendation=in_hand[1], into=in_hand[0], by=curator)

    assert _fresh(other).state == State.PUBLISHED


def test_nothing_is_merged_into_itself(curator, recommendation):
    with pytest.raises(Refused, match="Choose another recommendation"):
        actions.merge_recommendation(recommendation=recommendation, into=recommendation, by=curator)


def test_a_merge_that_fails_late_leaves_nothing(curator, recommendation, ledger_fails, everything):
    into = factories.make_recommendation()
    ledger_fails("recommendation", recommendation.code)
    before = everything()

    with pytest.raises(IntegrityError):
        actions.merge_recommendation(recommendation=recommendation, into=into, by=curator)

    assert everything() == before
