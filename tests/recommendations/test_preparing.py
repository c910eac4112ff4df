"""A drafter prepares; one who may sign signs or declines. Where two are needed, two sign."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.history import history_of
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import Hindrance, second_signature_hindrance
from recommendations.terms import Terms
from tests import factories

State = Endorsement.State
pytestmark = pytest.mark.hold

DAY = timedelta(days=1)


def _prepare(recommendation, by, **more):
    fingerprint = recommendation.text.fingerprint
    given = {"note": "In line with our position.", "reservation": "Not the second half."}
    return actions.prepare(
        recommendation=recommendation, by=by, fingerprint=fingerprint, **given | more
    )


def _sign(recommendation, by, **terms):
    fingerprint = Recommendation.objects.get(pk=recommendation.pk).text.fingerprint
    return actions.sign(
        recommendation=recommendation, by=by, fingerprint=fingerprint, terms=Terms(**terms)
    )


def _page(recommendation, page):
    return f"/recommendations/{recommendation.code}/{page}/"


def _form(recommendation, by, **more):
    return {"representative": by.pk, "fingerprint": recommendation.text.fingerprint} | more


@pytest.fixture
def strict(organisation):
    """The organisation wants two people to sign."""
    organisation.requires_second_signatory = True
    organisation.save()


def test_what_is_prepared_counts_nowhere_and_asks_those_who_may_sign(
    recommendation, drafter, representative, new_entries, new_mails
):
    new_entries(), new_mails()

    endorsement = _prepare(recommendation, drafter, sign_by=now().date() + DAY)

    assert (endorsement.state, endorsement.prepared_by) == (State.PREPARED, drafter.user)
    assert not Endorsement.objects.standing().exists()
    row = Recommendation.objects.for_list().get(pk=recommendation.pk)
    assert row.endorsement_count == 0
    assert [entry.verb for entry in new_entries()] == ["endorsement.prepared"]
    ((to, subject, body),) = new_mails()
    assert to == [representative.user.email]
    assert subject == "Something awaits your signature"
    assert "In line with our position." in body
    assert "To be signed by" in body


def test_the_signature_makes_what_was_prepared_count(recommendation, drafter, representative):
    prepared = _prepare(recommendation, drafter)

    signed = _sign(recommendation, representative, reservation="Nor the first.")

    assert signed.pk == prepared.pk
    fresh = Endorsement.objects.get()
    assert (fresh.state, fresh.signed_by, fresh.prepared_by) == (
        State.LIVE,
        representative.user,
        drafter.user,
    )
    assert fresh.reservation == "Nor the first."


@pytest.mark.parametrize("is_still_there", [True, False])
def test_the_drafter_hears_that_it_is_signed_while_they_act(
    recommendation, drafter, representative, new_mails, is_still_there
):
    _prepare(recommendation, drafter)
    if not is_still_there:
        drafter.ends = now()
        drafter.save()
    new_mails()

    _sign(recommendation, representative)

    told = {to[0]: body for to, _subject, body in new_mails()}
    assert (drafter.user.email in told) == is_still_there
    if is_still_there:
        assert f"on {recommendation.code} is signed." in told[drafter.user.email]


def test_who_signs_what_they_prepared_gets_the_receipt_alone(
    recommendation, representative, new_mails
):
    _prepare(recommendation, representative)
    new_mails()

    _sign(recommendation, representative)

    assert [subject for _to, subject, _body in new_mails()] == ["Receipt of what you signed"]


def test_preparing_again_replaces_what_was_prepared(recommendation, drafter):
    first = _prepare(recommendation, drafter)

    second = _prepare(recommendation, drafter, note="Better so.")

    assert (second.pk, Endorsement.objects.get().note) == (first.pk, "Better so.")


def test_declining_puts_it_aside_and_tells_the_drafter(
    recommendation, drafter, representative, new_entries, new_mails
):
    _prepare(recommendation, drafter)
    new_entries(), new_mails()

    declined = actions.decline(recommendation=recommendation, by=representative)

    assert declined.state == State.DECLINED
    assert [entry.verb for entry in new_entries()] == ["endorsement.declined"]
    assert [to for to, _subject, _body in new_mails()] == [[drafter.user.email]]
    assert actions.decline(recommendation=recommendation, by=representative) is None
    assert _prepare(recommendation, drafter).pk != declined.pk


def test_who_declines_their_own_draft_gets_no_mail(recommendation, representative, new_mails):
    _prepare(recommendation, representative)
    new_mails()

    actions.decline(recommendation=recommendation, by=representative)

    assert new_mails() == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"may_prepare": False}, "not been given this right"),
        ({"ends": "now"}, "has ended"),
        ({"starts": "later"}, "has not begun"),
    ],
)
def test_who_may_not_prepare_prepares_nothing(recommendation, drafter, everything, change, message):
    moments = {"now": now(), "later": now() + DAY}
    type(drafter).objects.filter(pk=drafter.pk).update(
        **{name: moments.get(value, value) for name, value in change.items()}
    )
    before = everything()

    with pytest.raises(Refused, match=message):
        _prepare(recommendation, drafter)
    assert everything() == before


def test_only_an_organisation_that_may_endorse_prepares(recommendation, drafter, organisation):
    organisation.may_endorse = False
    organisation.save()

    with pytest.raises(Refused, match="may comment, not endorse"):
        _prepare(recommendation, drafter)


def test_what_is_endorsed_already_is_not_prepared(recommendation, drafter, representative):
    _sign(recommendation, representative)

    with pytest.raises(Refused, match="endorses this text already"):
        _prepare(recommendation, drafter)


def test_a_text_that_changed_meanwhile_is_not_prepared(recommendation, drafter):
    with pytest.raises(actions.StaleText):
        actions.prepare(recommendation=recommendation, by=drafter, fingerprint="0" * 64)


def test_one_who_may_not_sign_does_not_decline(recommendation, drafter):
    _prepare(recommendation, drafter)

    with pytest.raises(Refused, match="not been given this right"):
        actions.decline(recommendation=recommendation, by=drafter)


# Two people


def test_where_two_are_needed_nobody_signs_alone(recommendation, representative, strict):
    with pytest.raises(Refused, match="Two people are needed"):
        _sign(recommendation, representative)
    _prepare(recommendation, representative)
    with pytest.raises(Refused, match="Two people are needed"):
        _sign(recommendation, representative)
    assert not Endorsement.objects.standing().exists()


def test_where_two_are_needed_another_signs_what_was_prepared(
    recommendation, drafter, representative, strict
):
    _prepare(recommendation, drafter)

    assert _sign(recommendation, representative).state == State.LIVE


def test_where_two_are_needed_what_was_prepared_of_an_earlier_text_is_not_enough(
    recommendation, drafter, representative, strict
):
    _prepare(recommendation, drafter)
    _reword(recommendation)

    with pytest.raises(Refused, match="Two people are needed"):
        _sign(recommendation, representative)
    assert Endorsement.objects.get().state == State.PREPARED


def test_one_alone_signs_the_present_text_and_leaves_what_was_prepared_of_an_earlier(
    recommendation, drafter, representative, new_entries
):
    prepared = _prepare(recommendation, drafter)
    _reword(recommendation)
    new_entries()

    signed = _sign(recommendation, representative)

    assert signed.pk != prepared.pk
    assert Endorsement.objects.get(pk=prepared.pk).state == State.DECLINED
    assert [entry.verb for entry in new_entries()] == [
        "endorsement.declined",
        "endorsement.signed",
    ]


def _reword(recommendation):
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text="Open every harbour.")
    recommendation.refresh_from_db()
    actions.publish(recommendation=recommendation, by=None, note="It asks for more.")


@pytest.mark.parametrize("is_needed", [True, False])
@pytest.mark.parametrize("by", [None, "oneself", "another"])
def test_who_hinders_a_signature_where_two_are_needed(
    representative, drafter, organisation, is_needed, by
):
    representative.organisation.requires_second_signatory = is_needed
    who = {"oneself": representative.user, "another": drafter.user}.get(by)
    prepared = Endorsement(prepared_by=who) if who else None

    hindrance = second_signature_hindrance(representative, prepared)

    assert hindrance == (Hindrance.SECOND_NEEDED if is_needed and by != "another" else None)


# In the database


@pytest.mark.parametrize(
    "fields", [{"state": "live"}, {"prepared_by": None}, {"signed_at": "now"}], ids=str
)
def test_the_database_takes_no_half_signature(recommendation, drafter, fields):
    endorsement = _prepare(recommendation, drafter)
    given = {name: now() if value == "now" else value for name, value in fields.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=endorsement.pk).update(**given)


# Pages


def test_a_drafter_prepares_on_a_page_and_a_signatory_signs_there(
    log_in, recommendation, drafter, representative
):
    client = log_in(drafter)
    page = client.get(_page(recommendation, "endorse"))
    assert page.status_code == 403
    assert "Prepare it for their signature" in page.content.decode()
    sent = _form(recommendation, drafter, note="As in 2016.", reservation="Not all.")

    answer = client.post(_page(recommendation, "prepare"), sent, follow=True)

    assert "Those who may sign have been asked by mail." in answer.content.decode()
    assert "As in 2016." in answer.content.decode()
    assert "As in 2016." in client.get(_page(recommendation, "prepare")).content.decode()
    client = log_in(representative)
    assert "Sign</span>" in client.get("/awaiting/").content.decode()
    review = client.get(_page(recommendation, "endorse"))
    assert "As in 2016." in review.content.decode()
    assert review.context["form"]["reservation"].value() == "Not all."
    client.post(
        _page(recommendation, "endorse"),
        _form(recommendation, representative, naming="named", reservation="Not all."),
    )
    assert Endorsement.objects.live().get().reservation == "Not all."
    assert "Sign</span>" not in client.get("/awaiting/").content.decode()


def test_others_see_nothing_of_what_is_prepared_even_when_it_is_signed(
    log_in, client, recommendation, drafter, representative, other, curator
):
    _prepare(recommendation, drafter)
    people = (other, curator)
    for person in people:
        page = log_in(person).get(recommendation.get_absolute_url()).content.decode()
        assert "In line with our position." not in page
    _sign(recommendation, representative)
    client.logout()
    assert "In line with" not in client.get(recommendation.get_absolute_url()).content.decode()
    told = [act.entry.verb for act in history_of(recommendation, AnonymousUser())]
    assert "endorsement.prepared" not in told
    admin = log_in(curator).get(
        f"/admin/recommendations/endorsement/{Endorsement.objects.get().pk}/change/"
    )
    assert "In line with" not in admin.content.decode()


@pytest.mark.parametrize("day", ["2001-01-01", "2999-01-01", "never"])
def test_a_day_outside_the_window_is_told_beside_its_field(log_in, recommendation, drafter, day):
    sent = _form(recommendation, drafter, sign_by=day, note="Keep this.")

    answer = log_in(drafter).post(_page(recommendation, "prepare"), sent)

    assert list(answer.context["form"].errors) == ["sign_by"]
    assert "Keep this." in answer.content.decode()


def test_what_was_typed_for_an_earlier_text_is_kept(log_in, recommendation, drafter):
    sent = _form(recommendation, drafter, note="Keep this.") | {"fingerprint": "0" * 64}

    answer = log_in(drafter).post(_page(recommendation, "prepare"), sent)

    assert "The text has changed since" in answer.content.decode()
    assert "Keep this." in answer.content.decode()
    assert answer.context["form"]["fingerprint"].value() == recommendation.text.fingerprint


def test_a_signatory_declines_on_a_page(log_in, recommendation, drafter, representative):
    _prepare(recommendation, drafter)
    client = log_in(representative)

    assert "In line with" in client.get(_page(recommendation, "decline")).content.decode()
    sent = {"representative": representative.pk}
    told = client.post(_page(recommendation, "decline"), sent, follow=True).content.decode()
    again = client.post(_page(recommendation, "decline"), sent, follow=True).content.decode()

    assert "Whoever prepared it is told." in told
    assert "Nothing is prepared." in again
    assert "Nothing is prepared." in client.get(_page(recommendation, "decline")).content.decode()


def test_one_who_may_not_sign_asks_those_who_may_once_a_day(
    log_in, recommendation, drafter, representative, new_mails
):
    client = log_in(drafter)
    assert "Ask them to look at it" in client.get(_page(recommendation, "endorse")).content.decode()

    page, form = _page(recommendation, "ask-for-signature"), {"representative": drafter.pk}

    told = client.post(page, form, follow=True).content.decode()
    again = client.post(page, form, follow=True).content.decode()

    assert "They have been asked." in told
    assert "They have been asked today already." in again
    ((to, subject, _body),) = new_mails()
    assert to == [representative.user.email]
    assert subject == "A colleague asks you to look at something"


def test_one_whose_time_has_ended_asks_nobody(log_in, recommendation, drafter, new_mails):
    drafter.ends = now()
    drafter.save()

    form = {"representative": drafter.pk}
    page = _page(recommendation, "ask-for-signature")
    told = log_in(drafter).post(page, form, follow=True).content.decode()

    assert "Your time as a representative has ended." in told
    assert new_mails() == []


def test_nobody_is_asked_for_what_has_closed(log_in, recommendation, drafter, new_mails):
    consultation = recommendation.consultation
    consultation.endorsement_closes = now()
    consultation.save()

    page, form = _page(recommendation, "ask-for-signature"), {"representative": drafter.pk}
    told = log_in(drafter).post(page, form, follow=True).content.decode()

    assert "This has closed." in told
    assert new_mails() == []


@pytest.mark.parametrize(
    ("carried", "told"),
    [("other", "You now act for Lantern Coalition."), (None, "This field is required.")],
    ids=["another organisation", "nothing"],
)
def test_the_colleagues_of_another_organisation_are_not_asked(
    log_in, recommendation, drafter, other, new_mails, carried, told
):
    form = {"representative": other.pk} if carried else {}
    page = log_in(drafter).post(_page(recommendation, "ask-for-signature"), form, follow=True)

    assert told in page.content.decode()
    assert new_mails() == []


def test_what_is_prepared_of_what_is_withdrawn_is_put_aside(
    recommendation, drafter, curator, new_entries
):
    prepared = _prepare(recommendation, drafter)
    new_entries()

    actions.withdraw_recommendation(recommendation=recommendation, by=curator)

    prepared.refresh_from_db()
    assert prepared.state == State.DECLINED
    verbs = [entry.verb for entry in new_entries()]
    assert verbs == ["recommendation.withdrawn", "endorsement.declined"]


def test_a_file_is_given_to_the_organisation_one_acts_for(log_in, recommendation, drafter, other):
    theirs = factories.make_representative(user=drafter.user, organisation=other.organisation)
    fingerprint = recommendation.text.fingerprint
    scan = b"%PDF-1.7 of the other organisation"
    actions.prepare(
        recommendation=recommendation, by=theirs, fingerprint=fingerprint, attachment=scan
    )
    page = _page(recommendation, "attachment")

    client = log_in(drafter)
    client.post("/acting/", {"representative": drafter.pk})
    assert client.get(page).status_code == 404
    client.post("/acting/", {"representative": theirs.pk})
    assert client.get(page).getvalue() == scan


def test_where_two_are_needed_the_page_says_so(log_in, recommendation, representative, strict):
    client = log_in(representative)

    page = client.get(_page(recommendation, "endorse"))

    assert page.status_code == 403
    assert "two people are needed" in page.content.decode()


def test_one_who_may_not_prepare_gets_no_form(log_in, recommendation, drafter):
    drafter.may_prepare = False
    drafter.save()

    answer = log_in(drafter).get(_page(recommendation, "prepare"))

    assert answer.status_code == 403
    assert "Prepare it for their signature" not in answer.content.decode()


@pytest.mark.parametrize("page", ["prepare", "decline", "ask-for-signature"])
def test_who_acts_for_nobody_is_told_so(log_in, recommendation, curator, page):
    assert log_in(curator).post(_page(recommendation, page)).status_code == 403


def test_a_text_that_changed_is_prepared_again(log_in, recommendation, drafter):
    _prepare(recommendation, drafter)
    _reword(recommendation)

    page = log_in(drafter).get(recommendation.get_absolute_url()).content.decode()

    assert "The text has changed since: prepare it again." in page
