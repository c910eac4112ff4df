"""Paper and attachments: what was signed at a meeting counts once one who may sign confirms it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.models import StoredFile
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Organisation, Representative
from recommendations import actions
from recommendations.models import Endorsement, Recommendation, RequestedWithdrawal
from recommendations.policies import Hindrance, paper_hindrance
from recommendations.terms import Terms
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

PDF = b"%PDF-1.7 signed at the meeting"
OTHER_PDF = b"%PDF-1.7 another page"
State = Endorsement.State
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def _enter(recommendation, organisation, by, **given):
    return actions.enter_paper(
        **{
            "recommendation": recommendation,
            "organisation": organisation,
            "scan": PDF,
            "by": by,
        }
        | given
    )


def _sign(recommendation, by, **terms):
    fingerprint = Recommendation.objects.get(pk=recommendation.pk).text.fingerprint
    return actions.sign(
        recommendation=recommendation, by=by, fingerprint=fingerprint, terms=Terms(**terms)
    )


def _prepare(recommendation, by, **given):
    fingerprint = recommendation.text.fingerprint
    return actions.prepare(recommendation=recommendation, by=by, fingerprint=fingerprint, **given)


def _content(file):
    with file.open() as kept:
        return kept.read()


def _told(answer):
    return [str(message) for message in answer.context["messages"]]


# Paper


def test_what_was_signed_on_paper_counts_once_it_is_confirmed(
    recommendation, organisation, representative, curator, new_entries, new_mails
):
    new_entries(), new_mails()

    _enter(recommendation, organisation, curator, reservation="Not at night.")

    endorsement = Endorsement.objects.get()
    assert (endorsement.state, endorsement.source) == (State.PREPARED, "paper")
    assert endorsement.prepared_by == curator
    assert _content(endorsement.scan) == PDF
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id) == ("endorsement.prepared", curator.pk)
    ((to, subject, body),) = new_mails()
    assert to == [representative.user.email]
    assert subject == "Something awaits your signature"
    assert f"/recommendations/{recommendation.code}/endorse/" in body
    assert not Endorsement.objects.standing().exists()

    _sign(recommendation, representative, reservation="Not at night.")

    endorsement.refresh_from_db()
    assert (endorsement.state, endorsement.source) == (State.LIVE, "paper")
    assert (endorsement.signed_by, endorsement.prepared_by) == (representative.user, curator)
    assert [each.verb for each in new_entries()] == ["endorsement.signed"]
    assert [to for to, _subject, _body in new_mails()] == [[representative.user.email]]


def test_it_is_declined_like_anything_that_was_prepared_and_no_curator_hears_of_it(
    recommendation, organisation, representative, curator, new_mails
):
    _enter(recommendation, organisation, curator)
    new_mails()

    actions.decline(recommendation=recommendation, by=representative)

    assert Endorsement.objects.get().state == State.DECLINED
    assert new_mails() == []


def test_a_curator_who_entered_it_sees_it_no_more(
    recommendation, organisation, representative, curator, log_in
):
    _enter(recommendation, organisation, curator)
    client = log_in(curator)

    page = client.get("/admin/recommendations/endorsement/").content.decode()
    assert "Lantern" not in page.partition('id="result_list"')[2]
    assert client.get(f"/recommendations/{recommendation.code}/scan/").status_code == 404


def test_where_two_are_needed_who_enters_paper_is_neither(
    recommendation, organisation, representative, drafter, curator
):
    Organisation.objects.filter(pk=organisation.pk).update(requires_second_signatory=True)
    _enter(recommendation, organisation, curator)
    with pytest.raises(Refused, match="Two people are needed"):
        _sign(recommendation, representative)

    prepared = _prepare(recommendation, drafter, attachment=OTHER_PDF)

    assert (_content(prepared.scan), _content(prepared.attachment)) == (PDF, OTHER_PDF)
    assert _sign(recommendation, representative).state == State.LIVE


@pytest.mark.parametrize("naming", ["named", "unnamed"])
def test_what_it_endorses_already_is_not_told(
    recommendation, organisation, representative, curator, new_entries, new_mails, naming
):
    _sign(recommendation, representative, naming=naming)
    new_entries(), new_mails()

    _enter(recommendation, organisation, curator)

    assert not new_entries()
    assert not new_mails()
    assert not StoredFile.objects.exists()


def test_what_its_own_people_prepared_stays_with_the_scan_beside_it(
    recommendation, organisation, drafter, representative, curator
):
    ours = {"note": "Look at the second half.", "reservation": "Ours."}
    _prepare(recommendation, drafter, attachment=OTHER_PDF, **ours)

    _enter(recommendation, organisation, curator, reservation="As on paper.")

    endorsement = Endorsement.objects.get()
    assert (endorsement.note, endorsement.reservation) == ("Look at the second half.", "Ours.")
    assert endorsement.prepared_by == drafter.user
    assert (_content(endorsement.scan), _content(endorsement.attachment)) == (PDF, OTHER_PDF)


def test_what_was_prepared_of_an_earlier_text_is_put_aside(
    recommendation, organisation, drafter, representative, curator, new_entries
):
    _prepare(recommendation, drafter)
    recommendation.draft_text = "States should open every harbour."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=curator, note="Every one.")
    new_entries()

    _enter(recommendation, organisation, curator)

    states = Endorsement.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.DECLINED, State.PREPARED]
    verbs = {entry.verb for entry in new_entries()}
    assert verbs == {"endorsement.declined", "endorsement.prepared"}


def test_who_is_asked_to_confirm_may_confirm_by_paper(
    recommendation, organisation, representative, curator
):
    _sign(recommendation, representative)
    recommendation.draft_text = "States should open every harbour."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=curator, note="Every one.")

    _enter(recommendation, organisation, curator)
    confirmed = _sign(recommendation, representative)

    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.source) == (State.LIVE, "paper")
    assert confirmed.succeeds.state == State.SUPERSEDED


def test_what_stands_in_the_way_of_paper_is_told(recommendation, representative, curator):
    organisation, at = representative.organisation, now()
    closed = factories.make_recommendation(
        consultation=factories.make_consultation(endorsement_closes=at - DAY)
    )
    suspended = factories.make_organisation(status="suspended")
    commenting = factories.make_organisation(may_endorse=False)
    cases = {
        (organisation, recommendation, curator): None,
        (organisation, recommendation, representative.user): Hindrance.NOT_A_CURATOR,
        (organisation, closed, curator): Hindrance.CLOSED,
        (suspended, recommendation, curator): Hindrance.NOT_VERIFIED,
        (commenting, recommendation, curator): Hindrance.MAY_NOT_ENDORSE,
        (factories.make_organisation(), recommendation, curator): Hindrance.NOBODY_SIGNS,
    }
    for (whose, row, by), expected in cases.items():
        assert paper_hindrance(whose, row, by, at) == expected
        if expected:
            with pytest.raises(Refused, match=str(expected.label)):
                _enter(row, whose, by)


def test_a_scan_that_is_none_is_refused_and_nothing_is_kept(
    recommendation, representative, curator
):
    with pytest.raises(Refused, match="no PDF and no picture"):
        _enter(recommendation, representative.organisation, curator, scan=b"<script>")

    assert not Endorsement.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_curator_enters_paper_in_the_admin(recommendation, representative, curator, log_in):
    client = log_in(curator)
    page = reverse("admin:recommendations_recommendation_paper", args=[recommendation.pk])
    factories.make_organisation(name="Quiet Harbour", is_listed=False)
    html = client.get(page).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert "Quiet Harbour" not in html
    form = {"organisation": representative.organisation_id, "reservation": ""}

    wrong = client.post(page, form | {"scan": SimpleUploadedFile("scan.pdf", b"<html>")})
    assert "no PDF and no picture" in str(wrong.context["adminform"].form.errors["scan"])
    alone = factories.make_organisation()
    scan = SimpleUploadedFile("scan.pdf", PDF)
    refused = client.post(page, form | {"organisation": alone.pk, "scan": scan})
    assert "Nobody may sign for it now" in refused.content.decode()
    done = client.post(page, form | {"scan": SimpleUploadedFile("scan.pdf", PDF)}, follow=True)

    assert _told(done)[0].startswith("Entered. Those who may sign")
    assert Endorsement.objects.get().source == "paper"


def test_who_may_sign_reads_that_it_was_paper_and_sees_the_scan(
    recommendation, organisation, representative, curator, log_in
):
    _enter(recommendation, organisation, curator)
    client = log_in(representative)

    page = client.get(f"/recommendations/{recommendation.code}/endorse/").content.decode()
    assert "was collected on paper" in page
    scan = client.get(f"/recommendations/{recommendation.code}/scan/")

    assert scan.getvalue() == PDF
    assert scan.headers["Content-Security-Policy"].startswith("sandbox")
    assert scan.headers["Content-Disposition"].startswith("attachment")


# Attachments


def test_a_drafter_adds_an_attachment_and_replaces_it(recommendation, drafter, log_in):
    client = log_in(drafter)
    page = f"/recommendations/{recommendation.code}/prepare/"
    form = {"representative": drafter.pk, "fingerprint": recommendation.text.fingerprint}
    client.post(page, form | {"attachment": SimpleUploadedFile("minutes.pdf", PDF)})
    first = Endorsement.objects.get().attachment
    assert "The attachment" in client.get(page).content.decode()

    wrong = client.post(page, form | {"attachment": SimpleUploadedFile("minutes.pdf", b"x")})
    assert "no PDF and no picture" in str(wrong.context["form"].errors["attachment"])
    client.post(page, form)
    assert Endorsement.objects.get().attachment == first
    client.post(page, form | {"attachment": SimpleUploadedFile("minutes.pdf", OTHER_PDF)})

    assert _content(Endorsement.objects.get().attachment) == OTHER_PDF


def test_what_is_replaced_is_forgotten_unless_something_has_it(
    recommendation, drafter, django_capture_on_commit_callbacks
):
    document = factories.make_document(file=factories.make_file(PDF))
    _prepare(recommendation, drafter, attachment=PDF)
    with django_capture_on_commit_callbacks(execute=True):
        _prepare(recommendation, drafter, attachment=OTHER_PDF)
    other = Endorsement.objects.get().attachment
    assert _content(document.file) == PDF

    with django_capture_on_commit_callbacks(execute=True):
        _prepare(recommendation, drafter, attachment=PDF)

    assert not StoredFile.objects.filter(pk=other.pk).exists()
    assert not default_storage.exists(other.name)


def test_nobody_else_gets_it(recommendation, drafter, other, curator, moderator, log_in, client):
    _prepare(recommendation, drafter, attachment=PDF)
    page = f"/recommendations/{recommendation.code}/attachment/"

    assert client.get(page).status_code == 302
    for person in (other, curator, moderator):
        assert log_in(person).get(page).status_code == 404
    assert log_in(drafter).get(page).getvalue() == PDF


def test_a_file_that_is_away_is_not_there(recommendation, drafter, log_in):
    _prepare(recommendation, drafter, attachment=PDF)
    default_storage.delete(StoredFile.objects.get().name)

    answer = log_in(drafter).get(f"/recommendations/{recommendation.code}/attachment/")

    assert answer.status_code == 404


# Withdrawing for those who have nobody left


@pytest.fixture
def orphaned(recommendation, representative):
    """An endorsement whose organisation has nobody left to sign."""
    endorsement = _sign(recommendation, representative)
    Representative.objects.filter(pk=representative.pk).update(ends=now() - DAY)
    return endorsement


def test_a_curator_withdraws_on_written_request_what_nobody_else_can(
    orphaned, curator, new_entries, new_mails
):
    Organisation.objects.update(contact_email="office@lantern.example")
    new_entries(), new_mails()

    request = actions.withdraw_on_request(
        endorsement=orphaned, by=curator, evidence="Letter of 3 May, signed by the board."
    )

    orphaned.refresh_from_db()
    assert (orphaned.state, orphaned.withdrawn_by) == (State.WITHDRAWN, curator)
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id) == ("endorsement.withdrawn", curator.pk)
    assert (request.entry, str(request)) == (entry, str(orphaned))
    ((to, subject, _body),) = new_mails()
    assert (to, subject) == (["office@lantern.example"], "Something was withdrawn")
    with pytest.raises(Refused, match="does not stand any more"):
        actions.withdraw_on_request(endorsement=orphaned, by=curator, evidence="Again.")


def test_while_somebody_may_sign_no_curator_withdraws(
    recommendation, representative, curator, log_in
):
    endorsement = _sign(recommendation, representative)
    with pytest.raises(Refused, match="Somebody may sign for it"):
        actions.withdraw_on_request(endorsement=endorsement, by=curator, evidence="Letter.")
    page = reverse("admin:recommendations_endorsement_withdraw", args=[endorsement.pk])

    answer = log_in(curator).get(page, follow=True)

    assert "Somebody may sign for it" in _told(answer)[0]


def test_nobody_but_curators_withdraws_for_others(orphaned, moderator):
    with pytest.raises(Refused, match="Only curators"):
        actions.withdraw_on_request(endorsement=orphaned, by=moderator, evidence="Letter.")


def test_the_evidence_is_kept_in_the_admin_and_by_the_database(orphaned, curator, log_in):
    page = reverse("admin:recommendations_endorsement_withdraw", args=[orphaned.pk])
    client = log_in(curator)
    assert "required" in client.post(page, {"evidence": ""}).content.decode()

    client.post(page, {"evidence": "Letter of 3 May."})

    assert RequestedWithdrawal.objects.get().evidence == "Letter of 3 May."
    entry = Entry.objects.filter(verb="recommendation.published").first()
    other = factories.make_endorsement()
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedWithdrawal.objects.create(endorsement=other, evidence="", entry=entry)


def test_one_that_is_not_named_is_withdrawn_after_a_look(recommendation, representative, log_in):
    protector = factories.make_protector()
    endorsement = _sign(recommendation, representative, naming="unnamed")
    Representative.objects.filter(pk=representative.pk).update(may_sign=False)
    page = reverse("admin:recommendations_endorsement_withdraw", args=[endorsement.pk])
    client = log_in(protector)
    assert client.get(page).status_code == 404
    look = {"recommendation": recommendation, "by": protector, "reason": "Their letter."}
    actions.look_at_signatures(**look)

    client.post(page, {"evidence": "Letter of 3 May."})

    endorsement.refresh_from_db()
    assert endorsement.state == State.WITHDRAWN
