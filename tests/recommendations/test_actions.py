"""Endorsing, withdrawing and commenting: the acts of a representative."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from consultations.models import Consultation
from ledger import clock
from ledger.canonical import fingerprint as fingerprint_of
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Organisation, Representative, User
from recommendations import actions
from recommendations.models import Comment, Endorsement, Recommendation
from recommendations.policies import Hindrance
from tests import factories

DAY = timedelta(days=1)


def _sign(recommendation, by, **other):
    given = {"fingerprint": recommendation.text.fingerprint} | other
    return actions.sign(recommendation=recommendation, by=by, **given)


def _comment(recommendation, by, **other):
    words = {"stance": "objects", "text": "Who will pay?", "version": recommendation.text}
    return actions.comment(about=recommendation, by=by, **words | other)


def _window(**ends):
    """Return what moves the consultation's windows, counted in days from now."""
    opens, closes = (now() + ends[edge] * DAY for edge in ("opens", "closes"))
    return {
        "endorsement_opens": opens,
        "endorsement_closes": closes,
        "comment_opens": opens,
        "comment_closes": closes,
    }


# Each changes in the database what whoever acts has in hand already.
HINDRANCES = {
    Hindrance.NOT_PUBLISHED: lambda rows: rows[Recommendation].update(state="withdrawn"),
    Hindrance.NO_WINDOW: lambda rows: rows[Consultation].update(
        **dict.fromkeys(_window(opens=0, closes=1))
    ),
    Hindrance.NOT_YET_OPEN: lambda rows: rows[Consultation].update(**_window(opens=1, closes=2)),
    Hindrance.CLOSED: lambda rows: rows[Consultation].update(**_window(opens=-2, closes=-1)),
    Hindrance.NOT_VERIFIED: lambda rows: rows[Organisation].update(status="suspended"),
    Hindrance.TIME_NOT_BEGUN: lambda rows: rows[Representative].update(starts=now() + DAY),
    Hindrance.TIME_ENDED: lambda rows: rows[Representative].update(ends=now()),
}
SIGNING_HINDRANCES = HINDRANCES | {
    Hindrance.MAY_NOT_ENDORSE: lambda rows: rows[Organisation].update(may_endorse=False),
    Hindrance.NO_RIGHT: lambda rows: rows[Representative].update(may_sign=False),
}
COMMENTING_HINDRANCES = HINDRANCES | {
    Hindrance.NO_RIGHT: lambda rows: rows[Representative].update(may_comment=False),
}
OF_THE_PERSON = (
    Hindrance.NOT_VERIFIED,
    Hindrance.TIME_NOT_BEGUN,
    Hindrance.TIME_ENDED,
    Hindrance.NO_RIGHT,
)


@pytest.fixture
def rows(recommendation, representative):
    """The rows of one recommendation and one representative, to be changed behind their backs."""
    return {
        Recommendation: Recommendation.objects.filter(pk=recommendation.pk),
        Consultation: Consultation.objects.filter(pk=recommendation.consultation_id),
        Organisation: Organisation.objects.filter(pk=representative.organisation_id),
        Representative: Representative.objects.filter(pk=representative.pk),
    }


# Signing


def test_signing_endorses_for_the_organisation_exactly_the_text_that_was_read(
    recommendation, representative
):
    before = now()

    endorsement = _sign(recommendation, representative, source=Entry.Source.API)

    endorsement = Endorsement.objects.get(pk=endorsement.pk)
    assert endorsement.organisation == representative.organisation
    assert endorsement.organisation_name == "Lantern Coalition"
    assert endorsement.recommendation == recommendation
    assert endorsement.version == recommendation.text
    assert endorsement.state == Endorsement.State.LIVE
    assert (endorsement.signed_by, endorsement.capacity) == (representative.user, "Director")
    assert before <= endorsement.signed_at <= now()
    assert endorsement.source == "api"
    assert str(endorsement) == f"Lantern Coalition: {recommendation.code}"


def test_signing_is_one_entry_without_names(recommendation, representative, new_entries):
    new_entries()

    endorsement = _sign(recommendation, representative)

    (entry,) = new_entries()
    assert entry.verb == "endorsement.signed"
    assert (entry.subject_type, entry.subject_id) == ("recommendation", recommendation.code)
    assert (entry.actor_id, entry.organisation_id) == (
        representative.user_id,
        representative.organisation_id,
    )
    assert entry.source == "web"
    assert entry.payload == {
        "endorsement": endorsement.pk,
        "version": 1,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
        "with_reservation": False,
    }


def test_whoever_signed_gets_a_receipt_with_a_neutral_subject(
    recommendation, representative, new_mails
):
    _sign(recommendation, representative)

    ((to, subject, body),) = new_mails()
    assert to == ["representative@example.org"]
    assert subject == "Receipt of what you signed"
    assert recommendation.code in body
    assert "Lantern Coalition" in body
    assert recommendation.text.fingerprint in body
    assert f"/recommendations/{recommendation.code}/v1/" in body


def test_signing_again_returns_what_stands_and_adds_nothing(
    recommendation, representative, everything
):
    first = _sign(recommendation, representative)
    before = everything()

    assert _sign(recommendation, representative) == first
    assert everything() == before


def test_a_colleague_who_signs_too_adds_nothing(
    recommendation, representative, organisation, everything
):
    first = _sign(recommendation, representative)
    colleague = factories.make_representative(organisation=organisation)
    before = everything()

    assert _sign(recommendation, colleague) == first
    assert everything() == before


def test_two_organisations_endorse_beside_each_other(recommendation, representative, other):
    _sign(recommendation, representative)
    _sign(recommendation, other)

    assert Endorsement.objects.named().filter(recommendation=recommendation).count() == 2


@pytest.mark.parametrize("state", ["live", "paused"])
def test_the_database_takes_no_second_endorsement_that_stands(
    recommendation, representative, state
):
    first = _sign(recommendation, representative)
    twin = Endorsement(
        **{name: getattr(first, name) for name in ("organisation", "recommendation", "version")},
        signed_by=first.signed_by,
        signed_at=first.signed_at,
        state=state,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("hindrance", SIGNING_HINDRANCES)
def test_what_hinders_signing_is_read_from_the_database_and_told(
    hindrance, recommendation, representative, rows, everything
):
    SIGNING_HINDRANCES[hindrance](rows)
    before = everything()

    with pytest.raises(Refused) as refusal:
        _sign(recommendation, representative)

    assert str(refusal.value) == str(hindrance.label)
    assert everything() == before


def test_one_whose_account_was_switched_off_signs_nothing(recommendation, representative):
    User.objects.filter(pk=representative.user_id).update(is_active=False)

    with pytest.raises(Refused, match="Your time as a representative has ended"):
        _sign(recommendation, representative)


def test_another_text_than_the_one_read_is_not_signed(recommendation, representative, everything):
    before = everything()

    with pytest.raises(actions.StaleText, match="has changed since you opened this page"):
        _sign(recommendation, representative, fingerprint="0" * 64)

    assert everything() == before


def test_a_text_published_meanwhile_is_not_signed_unseen(recommendation, representative):
    in_hand = Recommendation.objects.get(pk=recommendation.pk)
    seen = in_hand.text.fingerprint
    recommendation.draft_text = "States should keep the harbours closed."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=None)

    with pytest.raises(actions.StaleText):
        _sign(in_hand, representative, fingerprint=seen)

    assert not Endorsement.objects.exists()


def test_what_stands_is_not_signed_again_with_another_fingerprint(recommendation, representative):
    _sign(recommendation, representative)

    with pytest.raises(actions.StaleText):
        _sign(recommendation, representative, fingerprint="0" * 64)


@pytest.mark.parametrize("late", ["mails_fail", "ledger_fails"])
def test_an_endorsement_that_fails_late_leaves_nothing(
    late, request, recommendation, representative, everything
):
    request.getfixturevalue(late)(*_subject(late, recommendation))
    before = everything()

    with pytest.raises((ImportError, IntegrityError)):
        _sign(recommendation, representative)

    assert everything() == before


def _subject(late, recommendation):
    return ("recommendation", recommendation.code) if late == "ledger_fails" else ()


def test_a_window_is_open_from_its_first_moment_to_before_its_last(representative):
    opens = now() + DAY
    ends = {"endorsement_opens": opens, "endorsement_closes": opens + DAY}
    row = factories.make_recommendation(**ends)
    moment = timedelta(microseconds=1)

    for at in (opens - moment, opens + DAY):
        with time_machine.travel(at, tick=False), pytest.raises(Refused):
            _sign(row, representative)
    for at in (opens, opens + DAY - moment):
        with time_machine.travel(at, tick=False):
            assert _sign(row, representative).signed_at == at
            actions.withdraw(recommendation=row, by=representative)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_moment_of_signing_is_the_servers_wherever_the_meeting_was(representative, zone):
    at = datetime.fromisoformat("2026-10-02T23:30:00+00:00")
    consultation = factories.make_consultation(
        time_zone=zone, endorsement_opens=at - DAY, endorsement_closes=at + DAY
    )
    row = factories.make_recommendation(consultation=consultation)
    Representative.objects.filter(pk=representative.pk).update(starts=at - DAY)

    with time_machine.travel(at, tick=False):
        endorsement = _sign(row, representative)

    endorsement.refresh_from_db()
    assert endorsement.signed_at == at
    assert Entry.objects.get(verb="endorsement.signed").time == at


def test_of_the_past_that_a_demonstration_tells_nobody_is_told(
    recommendation, representative, settings, new_mails
):
    settings.DEMO = True

    with clock.as_of(now() - DAY):
        endorsement = _sign(recommendation, representative)

    assert new_mails() == []
    assert endorsement.signed_at < now() - timedelta(hours=23)


# Withdrawing


@pytest.fixture
def endorsed(recommendation, representative):
    return _sign(recommendation, representative)


def test_withdrawing_ends_the_endorsement_and_keeps_its_dates(
    endorsed, recommendation, representative, organisation
):
    colleague = factories.make_representative(organisation=organisation)

    returned = actions.withdraw(recommendation=recommendation, by=colleague)

    row = Endorsement.objects.get()
    assert row == returned
    assert row.state == Endorsement.State.WITHDRAWN
    assert (row.signed_by, row.signed_at) == (representative.user, endorsed.signed_at)
    assert row.withdrawn_by == colleague.user
    assert endorsed.signed_at <= row.withdrawn_at <= now()


def test_withdrawing_is_one_entry_and_a_notice(
    endorsed, recommendation, representative, new_entries, new_mails
):
    new_entries(), new_mails()

    actions.withdraw(recommendation=recommendation, by=representative, source=Entry.Source.API)

    (entry,) = new_entries()
    assert (entry.verb, entry.source) == ("endorsement.withdrawn", "api")
    assert (entry.subject_type, entry.subject_id) == ("recommendation", recommendation.code)
    assert (entry.actor_id, entry.organisation_id) == (
        representative.user_id,
        representative.organisation_id,
    )
    assert entry.payload == {
        "endorsement": endorsed.pk,
        "version": 1,
        "fingerprint": endorsed.version.fingerprint,
    }
    ((to, subject, _body),) = new_mails()
    assert (to, subject) == ([representative.user.email], "Something was withdrawn")


def test_there_is_nothing_to_withdraw_twice(endorsed, recommendation, representative, everything):
    actions.withdraw(recommendation=recommendation, by=representative)
    before = everything()

    assert actions.withdraw(recommendation=recommendation, by=representative) is None
    assert everything() == before


def test_one_withdraws_for_ones_own_organisation_only(endorsed, recommendation, other, everything):
    before = everything()

    assert actions.withdraw(recommendation=recommendation, by=other) is None
    assert everything() == before


@pytest.mark.parametrize("hindrance", sorted(set(SIGNING_HINDRANCES) - set(OF_THE_PERSON)))
def test_no_window_and_no_state_keeps_an_organisation_from_withdrawing(
    hindrance, endorsed, recommendation, representative, rows
):
    SIGNING_HINDRANCES[hindrance](rows)

    assert actions.withdraw(recommendation=recommendation, by=representative) == endorsed


@pytest.mark.parametrize("hindrance", OF_THE_PERSON)
def test_only_one_who_may_sign_withdraws(
    hindrance, endorsed, recommendation, representative, rows, everything
):
    SIGNING_HINDRANCES[hindrance](rows)
    before = everything()

    with pytest.raises(Refused) as refusal:
        actions.withdraw(recommendation=recommendation, by=representative)

    assert str(refusal.value) == str(hindrance.label)
    assert everything() == before


def test_a_withdrawal_that_fails_late_changes_nothing(
    endorsed, recommendation, representative, ledger_fails, everything
):
    ledger_fails("recommendation", recommendation.code)
    before = everything()

    with pytest.raises(IntegrityError):
        actions.withdraw(recommendation=recommendation, by=representative)

    assert everything() == before


def test_who_withdrew_may_endorse_again_and_both_acts_stay_on_record(
    endorsed, recommendation, representative, new_entries
):
    actions.withdraw(recommendation=recommendation, by=representative)
    again = _sign(recommendation, representative)

    assert again != endorsed
    assert sorted(Endorsement.objects.values_list("state", flat=True)) == ["live", "withdrawn"]
    assert [entry.verb for entry in new_entries()] == [
        "recommendation.published",
        "endorsement.signed",
        "endorsement.withdrawn",
        "endorsement.signed",
    ]


@pytest.mark.parametrize(
    "half", [{"state": "withdrawn"}, {"withdrawn_at": "2026-01-01T00:00:00Z"}], ids=str
)
def test_a_withdrawal_is_whole_or_not_at_all(endorsed, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=endorsed.pk).update(**half)


# Commenting


def test_a_comment_waits_for_approval(recommendation, representative):
    before = now()

    written = _comment(recommendation, representative, language="fr")

    comment = Comment.objects.get(pk=written.pk)
    assert comment.state == Comment.State.PENDING
    assert (comment.recommendation, comment.version) == (recommendation, recommendation.text)
    assert (comment.organisation, comment.author) == (
        representative.organisation,
        representative.user,
    )
    assert (comment.stance, comment.parent) == ("objects", None)
    assert before <= comment.created <= now()
    assert (comment.words.text, comment.words.language) == ("Who will pay?", "fr")
    assert (comment.words.number, comment.words.author) == (1, representative.user)
    assert comment.words.written_at == comment.created
    assert str(comment) == "Lantern Coalition: Objects"
    assert str(comment.words) == "Who will pay?"


def test_a_comment_appears_at_once_where_they_are_moderated_afterwards(representative):
    consultation = factories.make_consultation(moderation=Consultation.Moderation.AFTER)
    row = factories.make_recommendation(consultation=consultation)

    assert _comment(row, representative).is_published


def test_the_words_of_a_comment_are_kept_in_canonical_form_with_their_fingerprint(
    recommendation, representative
):
    written = _comment(recommendation, representative, text="\r\nCafe\u0301  \r\n\r\n\r\nhours\n")

    words = Comment.objects.get().words
    assert words.text == "Caf\u00e9\n\nhours"
    assert words.fingerprint == fingerprint_of([written.public_id, 1, "en", words.text])


def test_commenting_is_one_entry_without_words_and_no_mail(
    recommendation, representative, new_entries, new_mails
):
    new_entries()

    written = _comment(recommendation, representative, source=Entry.Source.API)

    (entry,) = new_entries()
    assert (entry.verb, entry.source) == ("comment.submitted", "api")
    assert (entry.subject_type, entry.subject_id) == ("comment", written.public_id)
    assert (entry.actor_id, entry.organisation_id) == (
        representative.user_id,
        representative.organisation_id,
    )
    assert entry.payload == {
        "recommendation": recommendation.code,
        "version": 1,
        "state": "pending",
        "fingerprint": written.words.fingerprint,
    }
    assert new_mails() == []


@pytest.mark.parametrize("hindrance", COMMENTING_HINDRANCES)
def test_what_hinders_commenting_is_read_from_the_database_and_told(
    hindrance, recommendation, representative, rows, everything
):
    COMMENTING_HINDRANCES[hindrance](rows)
    before = everything()

    with pytest.raises(Refused) as refusal:
        _comment(recommendation, representative)

    assert str(refusal.value) == str(hindrance.label)
    assert everything() == before


def test_an_organisation_that_may_not_endorse_may_comment(recommendation, representative, rows):
    rows[Organisation].update(may_endorse=False)

    assert _comment(recommendation, representative).stance == "objects"


def test_a_published_comment_is_answered(recommendation, representative, other):
    first = factories.make_comment(recommendation=recommendation, representative=other)

    answer = _comment(recommendation, representative, parent=first)

    assert list(first.replies.all()) == [answer]


@pytest.mark.parametrize("state", ["pending", "rejected", "hidden"])
def test_a_comment_that_is_not_shown_is_not_answered(
    state, recommendation, representative, everything
):
    first = factories.make_comment(state, recommendation=recommendation)
    before = everything()

    with pytest.raises(Refused, match="The comment you answer is no longer there"):
        _comment(recommendation, representative, parent=first)

    assert everything() == before


def test_a_comment_hidden_meanwhile_is_not_answered(recommendation, representative):
    first = factories.make_comment(recommendation=recommendation)
    Comment.objects.filter(pk=first.pk).update(state="hidden")

    with pytest.raises(Refused, match="The comment you answer is no longer there"):
        _comment(recommendation, representative, parent=first)


def test_an_answer_and_a_comment_on_something_else_are_not_answered(recommendation, representative):
    first = factories.make_comment(recommendation=recommendation)
    answer = factories.make_comment(recommendation=recommendation, parent=first)
    elsewhere = factories.make_comment()

    for parent in (answer, elsewhere):
        with pytest.raises(Refused, match="The comment you answer is no longer there"):
            _comment(recommendation, representative, parent=parent)


def test_a_comment_speaks_of_a_version_of_its_own_recommendation(recommendation, representative):
    elsewhere = factories.make_recommendation()

    with pytest.raises(Refused, match="There is no such version of the text"):
        _comment(recommendation, representative, version=elsewhere.text)


def test_a_comment_may_speak_of_an_earlier_version(recommendation, representative):
    first = recommendation.text
    recommendation.draft_text = "States should keep every harbour open."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=None)

    assert _comment(recommendation, representative, version=first).version.number == 1


def test_a_comment_that_fails_late_leaves_nothing(recommendation, representative, everything):
    before = everything()

    # The entry, which is written last, is not taken without the way it came by.
    with pytest.raises(IntegrityError):
        _comment(recommendation, representative, source=None)

    assert everything() == before
