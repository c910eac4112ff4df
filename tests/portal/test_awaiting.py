"""What awaits an organisation, and what disappears when it is answered."""

from datetime import timedelta

import pytest

from ledger.clock import now
from portal.awaiting import awaiting_of
from recommendations import actions
from recommendations.models import Comment, Endorsement, Recommendation
from recommendations.terms import Terms
from tests import factories

DAY = timedelta(days=1)


def _reword(recommendation):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Open every harbour.")
    recommendation.refresh_from_db()


def _sign(recommendation, by, **terms):
    fingerprint = Recommendation.objects.get(pk=recommendation.pk).text.fingerprint
    return actions.sign(
        recommendation=recommendation, by=by, fingerprint=fingerprint, terms=Terms(**terms)
    )


@pytest.fixture
def later(db):
    """A recommendation that stays open for long."""
    consultation = factories.make_consultation(endorsement_closes=now() + 100 * DAY)
    return factories.make_recommendation(consultation=consultation)


def test_nothing_awaits_who_has_answered_everything(later, representative):
    assert awaiting_of(representative, now()).is_empty


def test_a_changed_text_awaits_until_it_is_confirmed(later, representative):
    old = _sign(later, representative)
    _reword(later)
    actions.publish(recommendation=later, by=None, note="It asks for more.")

    assert awaiting_of(representative, now()).to_confirm == [old]
    _sign(later, representative)
    assert awaiting_of(representative, now()).is_empty


def test_what_only_another_can_sign_is_told_and_not_asked_of_a_drafter(
    later, recommendation, representative, drafter, log_in
):
    own = _sign(later, representative)
    _reword(later)
    actions.publish(recommendation=later, by=None, note="It asks for more.")
    text = recommendation.text.fingerprint
    prepared = actions.prepare(recommendation=recommendation, by=drafter, fingerprint=text)

    awaiting = awaiting_of(drafter, now())
    assert awaiting.with_others == [prepared, own]
    assert (awaiting.to_sign, awaiting.to_confirm, awaiting.number) == ([], [], 0)
    page = log_in(drafter).get("/awaiting/").content.decode()
    assert "not signed yet by one who may" in page
    assert "/endorse/" not in page
    signing = awaiting_of(representative, now())
    assert (signing.to_sign, signing.to_confirm, signing.with_others) == ([prepared], [own], [])


@pytest.mark.parametrize("is_second_needed", [True, False])
def test_where_two_are_needed_nobody_is_asked_to_sign_what_they_prepared(
    recommendation, representative, is_second_needed
):
    organisation = representative.organisation
    organisation.requires_second_signatory = is_second_needed
    organisation.save()
    what = {"recommendation": recommendation, "fingerprint": recommendation.text.fingerprint}
    prepared = actions.prepare(**what, by=representative)

    awaiting = awaiting_of(representative, now())

    assert awaiting.with_others == ([prepared] if is_second_needed else [])
    assert awaiting.to_sign == ([] if is_second_needed else [prepared])


def test_what_was_signed_on_paper_is_not_told_as_prepared_by_a_curator(
    recommendation, representative, curator, log_in
):
    organisation = representative.organisation
    scan = b"%PDF-1.7\n1 0 obj"
    actions.enter_paper(
        recommendation=recommendation, organisation=organisation, by=curator, scan=scan
    )

    page = log_in(representative).get("/awaiting/").content.decode()

    assert "Signed on paper at a meeting" in page
    assert "Prepared by" not in page


def test_confirmations_come_with_the_nearest_end_first(representative, later, recommendation):
    for row in (later, recommendation):
        _sign(row, representative)
        _reword(row)
        actions.publish(recommendation=row, by=None, note="It asks for more.")

    rows = awaiting_of(representative, now()).to_confirm

    assert [each.recommendation for each in rows] == [recommendation, later]


def test_a_comment_that_was_not_published_awaits_another_one(
    later, representative, drafter, moderator, log_in
):
    say = {"about": later, "by": representative, "stance": "asks", "version": later.text}
    comment = actions.comment(**say, text="Which harbours?")
    actions.reject(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a person."
    )

    assert awaiting_of(representative, now()).returned == [comment]
    page = log_in(representative).get("/awaiting/").content.decode()
    assert "A moderator has not published it:" in page
    assert "It names a person." in page
    assert f"/comments/{comment.public_id}/" in page
    type(drafter).objects.filter(pk=drafter.pk).update(may_comment=False)
    drafter.refresh_from_db()
    assert awaiting_of(drafter, now()).returned == []

    actions.comment(**say, text="Which of the harbours?")
    assert awaiting_of(representative, now()).is_empty


def test_where_comments_have_closed_none_awaits(later, representative, moderator):
    say = {"about": later, "by": representative, "stance": "asks", "version": later.text}
    comment = actions.comment(**say, text="Which harbours?")
    actions.reject(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a person."
    )
    later.consultation.comment_closes = now()
    later.consultation.save()

    assert awaiting_of(representative, now()).is_empty


def test_what_closes_soon_awaits_one_who_may_sign_until_it_is_answered(
    recommendation, representative, drafter
):
    assert awaiting_of(representative, now()).closing == [recommendation]
    assert awaiting_of(drafter, now()).closing == []

    _sign(recommendation, representative)
    assert awaiting_of(representative, now()).number == 0
    actions.withdraw(recommendation=recommendation, by=representative)
    assert awaiting_of(representative, now()).closing == []


def test_who_has_said_no_is_asked_no_more_on_any_page(log_in, representative):
    row = factories.make_recommendation()
    _sign(row, representative)
    actions.withdraw(recommendation=row, by=representative)
    client = log_in(representative)

    assert awaiting_of(representative, now()).closing_number == 0
    assert [each.unanswered for each in client.get("/").context["open_now"]] == [0]
    assert "Not answered yet" not in client.get("/recommendations/").content.decode()
    assert row.code not in client.get("/recommendations/endorse-several/").content.decode()
    assert "Review and endorse" in client.get(row.get_absolute_url()).content.decode()


def test_who_wanted_to_be_asked_again_is_asked_on_that_day(later, representative):
    tomorrow = now().date() + DAY
    endorsement = _sign(later, representative, naming="ask-again", ask_again_on=tomorrow)

    assert awaiting_of(representative, now()).is_empty
    awaiting = awaiting_of(representative, now() + DAY)
    assert (awaiting.to_name, awaiting.number) == ([endorsement], 1)
    actions.choose_naming(recommendation=later, by=representative, naming="unnamed")
    assert awaiting_of(representative, now() + DAY).is_empty


def test_a_carried_wording_is_told_of_for_fourteen_days(later, representative, curator):
    _sign(later, representative)
    _reword(later)
    actions.propose_wording(recommendation=later, by=curator, note="A word.")
    actions.publish_wording(recommendation=later, by=factories.make_staff("curators"))

    awaiting = awaiting_of(representative, now())
    assert (len(awaiting.carried), awaiting.number) == (1, 0)
    assert awaiting.carried[0].until == later.versions.last().published_at + 14 * DAY
    assert awaiting_of(representative, now() + 14 * DAY).carried == []


@pytest.mark.parametrize(("days", "is_told"), [(29, True), (31, False)])
def test_rights_to_sign_that_end_soon_are_told_of(later, representative, days, is_told):
    representative.ends = now() + days * DAY
    representative.save()

    assert awaiting_of(representative, now()).ending == ([representative] if is_told else [])


def test_the_page_and_the_first_page_show_it(
    log_in, representative, recommendation, later, curator
):
    endorsement = _sign(later, representative, naming="ask-again", ask_again_on=now().date() + DAY)
    Endorsement.objects.filter(pk=endorsement.pk).update(ask_again_on=now().date())
    changed = factories.make_recommendation()
    _sign(changed, representative)
    _reword(changed)
    actions.publish(recommendation=changed, by=None, note="It asks for more.")
    representative.ends = now() + DAY
    representative.save()
    client = log_in(representative)

    for address in ("/awaiting/", "/"):
        page = client.get(address).content.decode()
        for told in ("Confirm</span>", "Name</span>", "Closes soon</span>", "may sign until"):
            assert told in page, (address, told)


def test_the_page_is_empty_for_who_acts_for_nobody(log_in, curator):
    assert (
        "You do not act for an organisation" in log_in(curator).get("/awaiting/").content.decode()
    )


def test_the_page_says_when_nothing_awaits(log_in, later, representative):
    assert (
        "Nothing awaits your organisation."
        in log_in(representative).get("/awaiting/").content.decode()
    )


def test_the_page_takes_the_same_queries_whatever_awaits(
    log_in, representative, django_assert_num_queries, number
):
    consultation = factories.make_consultation()
    for _each in range(number):
        row = factories.make_recommendation(consultation=consultation)
        _sign(row, representative)
        _reword(row)
        actions.publish(recommendation=row, by=None, note="It asks for more.")
        factories.make_recommendation(consultation=consultation)
    client = log_in(representative)
    client.get("/awaiting/")

    with django_assert_num_queries(10):
        client.get("/awaiting/")


def test_comments_that_were_not_published_are_asked_for_all_at_once(
    representative, number, django_assert_num_queries
):
    consultation = factories.make_consultation()
    states = [Comment.State.RETURNED, Comment.State.REJECTED, Comment.State.HIDDEN]
    for state in states * number:
        row = factories.make_recommendation(consultation=consultation)
        factories.make_comment(state, recommendation=row, representative=representative)

    with django_assert_num_queries(7):
        found = awaiting_of(representative, now())
    assert len([*found.to_mend, *found.returned, *found.hidden]) == 3 * number
