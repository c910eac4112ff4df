"""The five mails: each is queued by its act, says what it should, and goes with the act."""

import pytest
from django.core import mail
from django.db import transaction
from post_office.models import Email

from organisations.actions import apply, verify
from recommendations import actions
from tests import factories

VIENNA = "Europe/Vienna"


@pytest.fixture
def asked(db, time_machine):
    """A recommendation of a consultation in Vienna, at two in the afternoon there."""
    time_machine.move_to("2026-09-06T12:00:00Z", tick=False)
    consultation = factories.make_consultation(code="GFMD17", time_zone=VIENNA, place="Vienna")
    return factories.make_recommendation(
        consultation=consultation, draft_title="Keep “harbours” & quays open"
    )


def _sign(recommendation, representative):
    return actions.sign(
        recommendation=recommendation,
        by=representative,
        fingerprint=recommendation.current_version.fingerprint,
    )


def _comment(recommendation, representative):
    return actions.comment(
        about=recommendation,
        by=representative,
        stance="asks",
        text="Which quays are meant?",
        version=recommendation.current_version,
    )


def _apply():
    return apply(
        name="Sailors’ & Porters’ Guild",
        kind="union",
        capacity="Secretary",
        about="We load ships.",
        email="new@example.org",
        person="Ana",
    )


def _only_mail(to):
    [letter] = mail.outbox
    assert letter.to == [to]
    assert letter.from_email == "Plenary <secretariat@plenary.example>"
    assert "http://testserver/\n" in letter.body
    assert "Write to secretariat@plenary.example" in letter.body
    return letter


def test_the_receipt_says_what_was_signed_and_how_to_withdraw(asked, representative):
    _sign(asked, representative)

    letter = _only_mail("representative@example.org")
    version = asked.current_version
    assert letter.subject == "Receipt of what you signed"
    assert "“Lantern Coalition” on Sunday 6 September 2026, 14:00 Vienna" in letter.body
    assert "GFMD17-01: Keep “harbours” & quays open" in letter.body
    assert "Version 1: http://testserver/recommendations/GFMD17-01/v1/" in letter.body
    assert f"Fingerprint (SHA-256): {version.fingerprint}" in letter.body
    assert "http://testserver/recommendations/GFMD17-01/withdraw/" in letter.body


def test_signing_again_what_stands_brings_no_second_receipt(asked, representative):
    _sign(asked, representative)
    _sign(asked, representative)

    assert len(mail.outbox) == 1


def test_an_approved_comment_is_told_to_its_author(asked, drafter, moderator):
    comment = _comment(asked, drafter)
    assert mail.outbox == []

    actions.approve(comment=comment, by=moderator)

    letter = _only_mail("drafter@example.org")
    assert letter.subject == "Your comment is published"
    assert "For “Lantern Coalition” you commented on GFMD17-01" in letter.body
    assert "on Sunday 6 September 2026, 14:00 Vienna" in letter.body
    assert f"http://testserver{comment.get_absolute_url()}" in letter.body
    assert "Which quays" not in letter.body


def test_a_rejected_comment_is_told_with_its_reason(asked, drafter, moderator):
    comment = _comment(asked, drafter)

    actions.reject(
        rule=factories.make_rule(),
        comment=comment,
        by=moderator,
        reason="It is about “rails” & roads.",
    )

    letter = _only_mail("drafter@example.org")
    assert letter.subject == "Something about your comment awaits you"
    assert "has not published it" in letter.body
    assert "It is about “rails” & roads." in letter.body
    assert "GFMD17-01" in letter.body


def test_a_hidden_comment_is_told_with_its_reason(asked, drafter, moderator):
    comment = _comment(asked, drafter)
    actions.approve(comment=comment, by=moderator)
    mail.outbox.clear()

    actions.hide(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a sailor."
    )

    letter = _only_mail("drafter@example.org")
    assert letter.subject == "Something about your comment awaits you"
    assert "has hidden it" in letter.body
    assert "It names a sailor." in letter.body
    assert f"http://testserver{comment.get_absolute_url()}" in letter.body


def test_where_no_place_is_known_the_zone_stands_for_it(asked, representative):
    consultation = asked.consultation
    consultation.place = ""
    consultation.save()

    _sign(asked, representative)

    assert "14:00 Europe/Vienna" in mail.outbox[0].body


def test_who_applied_reads_that_it_has_arrived(db, time_machine):
    time_machine.move_to("2026-09-06T12:00:00Z", tick=False)

    _apply()

    letter = _only_mail("new@example.org")
    assert letter.subject == "We have received your application"
    assert "“Sailors’ & Porters’ Guild” on Sunday 6 September 2026, 12:00 UTC" in letter.body
    assert "http://testserver/about/verified/" in letter.body


@pytest.mark.parametrize(
    ("may_endorse", "says"),
    [(True, "comment on recommendations and endorse them"), (False, "it does not endorse")],
)
def test_who_applied_reads_that_the_organisation_is_verified(curator, may_endorse, says):
    organisation = _apply().organisation
    mail.outbox.clear()

    verify(organisation=organisation, by=curator, evidence="Register", may_endorse=may_endorse)

    letter = _only_mail("new@example.org")
    assert letter.subject == "Your application has been decided"
    assert "“Sailors’ & Porters’ Guild” is verified" in letter.body
    assert says in letter.body
    assert f"http://testserver{organisation.get_absolute_url()}" in letter.body
    assert "http://testserver/accounts/login/code/" in letter.body


def test_no_subject_names_an_organisation_or_a_recommendation(
    asked, representative, curator, moderator
):
    _sign(asked, representative)
    comment = _comment(asked, representative)
    actions.approve(comment=comment, by=moderator)
    actions.hide(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a sailor."
    )
    verify(organisation=_apply().organisation, by=curator, evidence="Seen", may_endorse=True)

    subjects = " ".join(letter.subject for letter in mail.outbox)
    assert len(mail.outbox) == 5
    assert not any(word in subjects for word in ("Lantern", "Guild", "GFMD17", "harbours"))


def test_in_a_demonstration_every_mail_says_so(asked, representative, settings, client):
    _sign(asked, representative)
    assert "demonstration" not in mail.outbox[0].body

    settings.DEMO = True
    _apply()
    client.post("/accounts/login/code/", {"email": "representative@example.org"})

    for letter in mail.outbox[1:]:
        assert letter.body.startswith("This mail comes from a demonstration")
    assert len(mail.outbox) == 3


def test_an_address_without_an_account_is_told_where_to_register(db, client):
    client.post("/accounts/login/code/", {"email": "stranger@example.org"})

    letter = _only_mail("stranger@example.org")
    assert "There is no account with it here." in letter.body
    assert "http://testserver/organisations/apply/" in letter.body


def test_an_act_that_is_undone_leaves_no_mail(asked, representative, settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    with transaction.atomic():
        _sign(asked, representative)
        assert Email.objects.get().to == ["representative@example.org"]
        transaction.set_rollback(True)

    assert not Email.objects.exists()
    assert not asked.endorsements.exists()


def test_nobody_is_written_to_whose_account_is_closed(asked, drafter, moderator):
    comment = _comment(asked, drafter)
    drafter.user.is_active = False
    drafter.user.save()

    actions.approve(comment=comment, by=moderator)

    assert mail.outbox == []


def test_a_name_that_looks_like_a_template_is_only_a_name(db, settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"

    apply(
        name="Guild {% now %} {{ SECRET_KEY }}",
        kind="union",
        capacity="Secretary",
        about="",
        email="new@example.org",
        person="Ana",
    )

    assert "“Guild {% now %} {{ SECRET_KEY }}” on" in Email.objects.get().message
