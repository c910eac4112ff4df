"""What is not listed exists for its own people alone, and counts without its name."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.urls import reverse

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations import actions as organisation_actions
from organisations.models import ListingDecision, Look, Organisation
from recommendations import actions
from recommendations.models import Endorsement, SignatureLook
from recommendations.terms import Terms
from tests import factories

pytestmark = pytest.mark.django_db

NOBODY = "an organisation, not named"
REASON = "Its office was searched."


@pytest.fixture
def protector():
    return factories.make_protector()


@pytest.fixture
def hidden(db):
    """One who may act for an organisation that is not listed."""
    organisation = factories.make_organisation(
        name="Quiet Harbour", acronym="QUIETHARBOUR", slug="o-quiet", is_listed=False
    )
    return factories.make_representative(organisation=organisation)


def _sign(recommendation, by, terms=None):
    fingerprint = recommendation.text.fingerprint
    return actions.sign(recommendation=recommendation, by=by, fingerprint=fingerprint, terms=terms)


def _told(answer):
    return [str(message) for message in answer.context["messages"]]


# Taking it off the lists


def test_it_leaves_every_page_at_once(
    organisation, representative, recommendation, curator, client
):
    _sign(recommendation, representative)
    factories.make_comment(recommendation=recommendation, representative=representative)
    pages = ["/", "/organisations/", recommendation.get_absolute_url()]
    for page in pages:
        assert "Lantern Coalition" in client.get(page).content.decode()

    actions.unlist_organisation(organisation=organisation, by=curator, reason=REASON)

    for page in pages:
        html = client.get(page).content.decode()
        assert "Lantern" not in html
        assert "lantern" not in html
    organisation.refresh_from_db()
    assert organisation.slug.startswith("o-")
    assert len(organisation.slug) == 22
    assert client.get("/organisations/lantern-coalition/").status_code == 404
    assert client.get(organisation.get_absolute_url()).status_code == 404


def test_what_it_endorses_goes_on_without_its_name(
    organisation, representative, recommendation, curator, new_entries
):
    other = factories.make_recommendation()
    later = Terms(Endorsement.Naming.ASK_AGAIN, now().date() + timedelta(days=30))
    _sign(recommendation, representative)
    _sign(other, representative, later)
    actions.withdraw(recommendation=recommendation, by=representative)
    _sign(recommendation, representative)
    new_entries()

    actions.unlist_organisation(organisation=organisation, by=curator, reason=REASON)

    rows = Endorsement.objects.filter(organisation=organisation)
    assert {(row.naming, row.named_from, row.ask_again_on) for row in rows} == {
        ("unnamed", None, None)
    }
    verbs = [entry.verb for entry in new_entries()]
    assert verbs == ["organisation.unlisted"] + ["endorsement.concealed"] * 2
    assert ListingDecision.objects.get().reason == REASON
    assert str(ListingDecision.objects.get()) == NOBODY


def test_the_admins_log_forgets_what_it_was_called(organisation, curator):
    kind = ContentType.objects.get_for_model(Organisation)
    given = {"user": curator, "content_type": kind, "object_id": organisation.pk}
    LogEntry.objects.create(**given, object_repr="Lantern Coalition", action_flag=2)

    actions.unlist_organisation(organisation=organisation, by=curator, reason=REASON)

    assert LogEntry.objects.get().object_repr == NOBODY


def test_only_curators_take_it_off_and_only_protectors_put_it_back(
    organisation, curator, moderator, protector
):
    given = {"organisation": organisation, "reason": REASON}
    with pytest.raises(Refused, match="may not decide"):
        actions.unlist_organisation(by=moderator, **given)
    actions.unlist_organisation(by=curator, **given)
    with pytest.raises(Refused, match="decided already"):
        actions.unlist_organisation(by=curator, **given)

    with pytest.raises(Refused, match="may not decide"):
        organisation_actions.set_listed(is_listed=True, by=curator, **given)
    organisation_actions.set_listed(is_listed=True, by=protector, **given)

    organisation.refresh_from_db()
    assert organisation.is_listed


def test_what_was_signed_without_a_name_stays_so_when_it_is_listed_again(
    hidden, recommendation, protector
):
    _sign(recommendation, hidden)

    given = {"organisation": hidden.organisation, "reason": "They asked in writing."}
    organisation_actions.set_listed(is_listed=True, by=protector, **given)

    assert Endorsement.objects.get().naming == "unnamed"


@pytest.mark.parametrize(
    "said", ["wrote a document", "appeared", "was quoted", "is on record only"]
)
def test_who_is_on_record_as_having_spoken_is_not_taken_off(organisation, curator, said):
    if said == "wrote a document":
        factories.make_document(author_organisation=organisation)
    elif said == "appeared":
        factories.make_appearance(organisation=organisation)
    elif said == "was quoted":
        factories.make_extract(voice_organisation=organisation)
    else:
        Organisation.objects.filter(pk=organisation.pk).update(status="recorded", may_endorse=False)
    with pytest.raises(Refused, match="stands on record"):
        actions.unlist_organisation(organisation=organisation, by=curator, reason=REASON)


def test_the_database_wants_a_reason(organisation, curator):
    entry = (
        Entry.objects.first()
        or organisation_actions.look(
            organisation=organisation, by=factories.make_protector(), reason=REASON
        ).entry
    )
    for model, more in ((ListingDecision, {"is_listed": False}), (Look, {})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(organisation=organisation, reason="", entry=entry, **more)


# Names that are alike


def test_a_name_like_one_that_is_not_listed_is_refused_to_nobody(hidden, curator, log_in):
    listed = factories.make_organisation(name="Quiet Harbour")
    application = factories.make_application(name="Quiet Harbour").organisation
    with pytest.raises(Refused, match="too like"):
        organisation_actions.verify(
            organisation=application, by=curator, evidence="Seen.", may_endorse=False
        )
    Organisation.objects.filter(pk=listed.pk).update(name="Another", name_skeleton="another")

    organisation_actions.verify(
        organisation=application, by=curator, evidence="Seen.", may_endorse=False
    )

    application.refresh_from_db()
    assert application.is_verified


def test_one_that_is_not_listed_may_be_verified_under_any_name(protector):
    factories.make_organisation(name="Quiet Harbour")
    hidden = factories.make_application(name="Quiet Harbour", is_listed=False).organisation

    organisation_actions.verify(
        organisation=hidden, by=protector, evidence="Seen.", may_endorse=True
    )

    with pytest.raises(Refused, match="too like one that is on record"):
        organisation_actions.set_listed(
            organisation=hidden, is_listed=True, by=protector, reason="They asked."
        )


def test_only_who_protects_others_is_told_of_names_that_are_alike(
    hidden, curator, protector, log_in
):
    application = factories.make_application(name="Quiet Harbour").organisation
    page = reverse("admin:organisations_organisation_change", args=[application.pk])

    assert "would mistake this name" not in log_in(curator).get(page).content.decode()
    told = log_in(protector).get(page).content.decode()

    assert "would mistake this name" in told
    assert NOBODY in told


# What its own people do


def test_what_it_endorses_never_shows_its_name(hidden, recommendation):
    endorsement = _sign(recommendation, hidden)

    assert endorsement.naming == "unnamed"
    for naming in ("named", "ask-again"):
        with pytest.raises(Refused, match="is not listed"):
            _sign(factories.make_recommendation(), hidden, Terms(naming))
        with pytest.raises(Refused, match="is not listed"):
            actions.choose_naming(recommendation=recommendation, by=hidden, naming=naming)


def test_its_people_are_offered_no_name(hidden, recommendation, log_in):
    client = log_in(hidden)
    page = f"/recommendations/{recommendation.code}/endorse/"
    html = client.get(page).content.decode()
    assert "it counts without its name" in html
    assert "For Quiet Harbour" in html
    assert 'value="named"' not in html
    form = {"representative": hidden.pk, "fingerprint": recommendation.text.fingerprint}

    forged = client.post(page, form | {"naming": "named"})
    assert "not one of the available choices" in forged.content.decode()
    answer = client.post(page, form | {"naming": "unnamed"}, follow=True)

    assert _told(answer) == ["Quiet Harbour endorses this text."]


def test_a_form_that_was_open_when_it_was_taken_off_is_refused(
    representative, recommendation, curator, log_in
):
    client = log_in(representative)
    form = {"representative": representative.pk, "fingerprint": recommendation.text.fingerprint}
    actions.unlist_organisation(organisation=representative.organisation, by=curator, reason=REASON)

    answer = client.post(
        f"/recommendations/{recommendation.code}/endorse/", form | {"naming": "named"}
    )

    assert answer.status_code == 200
    assert not Endorsement.objects.exists()


def test_its_comments_are_those_of_an_organisation_not_named(
    hidden, recommendation, client, log_in
):
    factories.make_comment(recommendation=recommendation, representative=hidden)
    region = str(hidden.organisation.region)

    html = client.get(recommendation.get_absolute_url()).content.decode()
    own = log_in(hidden).get(recommendation.get_absolute_url()).content.decode()

    assert NOBODY.capitalize() in html
    assert "NGO" not in html.partition('class="comment')[2]
    assert region not in html
    assert "o-quiet" not in html
    assert "yours: others do not see whose it is" in own


def test_its_own_people_see_its_page_and_what_awaits_it(hidden, recommendation, log_in):
    _sign(recommendation, hidden)
    client = log_in(hidden)

    page = client.get("/organisations/o-quiet/").content.decode()

    assert "Quiet Harbour" in page
    assert recommendation.title in page
    assert "Quiet Harbour" in client.get("/").content.decode()


def test_mails_about_it_name_neither_it_nor_its_people(
    hidden, recommendation, protector, new_mails
):
    drafter = factories.make_representative(organisation=hidden.organisation, may_sign=False)
    application = factories.make_application(name="Still Water", is_listed=False)
    verified = {"evidence": "Seen.", "may_endorse": True, "by": protector}
    organisation_actions.verify(organisation=application.organisation, **verified)
    text = {"recommendation": recommendation, "fingerprint": recommendation.text.fingerprint}
    actions.prepare(by=drafter, note="Ask Quiet Harbour’s board.", **text)
    actions.ask_for_signature(recommendation=recommendation, by=drafter)
    _sign(recommendation, hidden)
    organisation_actions.invite(
        by=hidden, email="guest@example.org", may_comment=True, may_prepare=False
    )
    factories.make_comment(recommendation=recommendation, representative=hidden)
    Organisation.objects.filter(pk=hidden.organisation_id).update(contact_email="x@example.org")
    type(hidden).objects.filter(pk=hidden.pk).update(ends=now() + timedelta(days=5))
    assert organisation_actions.warn_next()

    mails = new_mails()

    assert len(mails) >= 8
    assert protector.email in {to[0] if isinstance(to, list) else to for to, *_rest in mails}
    told = "\n".join(f"{subject}\n{body}" for _to, subject, body in mails)
    for word in (
        "Quiet",
        "QUIETHARBOUR",
        "Still Water",
        "o-quiet",
        hidden.user.name,
        drafter.user.name,
    ):
        assert word not in told
    assert "your organisation" in told
    assert f"/admin/organisations/unlistedorganisation/{hidden.organisation_id}/" in told
    assert "A colleague" in told


# Applying


def test_who_applies_may_ask_not_to_be_listed(client, log_in, curator, protector):
    form = {
        "person": "Ola Reed",
        "email": "ola@example.org",
        "capacity": "Coordinator",
        "name": "Quiet Reed",
        "kind": "ngo",
        "about": "We help.",
        "is_unlisted": "on",
    }

    answer = client.post("/organisations/apply/", form)

    assert answer.headers["Location"] == "/organisations/applied/"
    organisation = Organisation.objects.get(name="Quiet Reed")
    assert (organisation.is_listed, organisation.slug[:2]) == (False, "o-")
    lists = ["/admin/organisations/organisation/", "/admin/organisations/application/"]
    for page in [*lists, "/admin/organisations/user/"]:
        html = log_in(curator).get(page).content.decode()
        assert "Reed" not in html
        assert "ola@" not in html
    masked = log_in(protector).get("/admin/organisations/unlistedorganisation/")
    assert f">{organisation.pk}</a>" in masked.content.decode()
    assert "Reed" not in masked.content.decode()


# Being shown it


def test_a_look_shows_it_for_a_quarter_of_an_hour_and_is_kept(hidden, protector, log_in):
    at = now()
    page = reverse("admin:organisations_organisation_change", args=[hidden.organisation_id])
    look = reverse("admin:organisations_unlistedorganisation_look", args=[hidden.organisation_id])
    with time_machine.travel(at, tick=False):
        client = log_in(protector)
        assert client.get(page).status_code == 302
        assert "required" in client.post(look, {"reason": ""}).content.decode()
        answer = client.post(look, {"reason": "They lost their last signatory."}, follow=True)
        assert "Quiet Harbour" in answer.content.decode()
        assert "It is shown to you alone, until" in answer.content.decode()
        assert "They lost their last signatory." in answer.content.decode()
        listed = client.get("/admin/organisations/unlistedorganisation/").content.decode()
        assert "Quiet" not in listed
    (entry,) = Entry.objects.filter(verb="organisation.looked-at")
    assert entry.actor_id == protector.pk
    assert str(Look.objects.get()) == NOBODY

    with time_machine.travel(at + timedelta(minutes=15), tick=False):
        assert client.get(page).status_code == 302


def test_what_one_asked_to_be_shown_nobody_else_is(hidden, protector, curator, log_in):
    organisation_actions.look(organisation=hidden.organisation, by=protector, reason=REASON)
    page = reverse("admin:organisations_organisation_change", args=[hidden.organisation_id])

    for person in (curator, factories.make_protector()):
        assert log_in(person).get(page).status_code == 302
    assert log_in(protector).get(page).status_code == 200


def test_nobody_is_shown_it_without_the_permission(hidden, curator, recommendation, log_in):
    with pytest.raises(Refused, match="may not be shown"):
        organisation_actions.look(organisation=hidden.organisation, by=curator, reason=REASON)
    with pytest.raises(Refused, match="may not be shown"):
        actions.look_at_signatures(recommendation=recommendation, by=curator, reason=REASON)
    assert organisation_actions.shown_until(curator) == {}
    assert actions.signatures_shown_until(recommendation, curator) is None
    assert "not listed" not in log_in(curator).get("/admin/").content.decode()


def test_who_is_not_named_is_shown_after_a_look_as_well(
    representative, recommendation, protector, log_in
):
    _sign(recommendation, representative, Terms("unnamed"))
    client = log_in(protector)
    page = reverse("admin:recommendations_unnamedsignatures_change", args=[recommendation.pk])
    look = reverse("admin:recommendations_unnamedsignatures_look", args=[recommendation.pk])
    assert (
        recommendation.code
        in client.get("/admin/recommendations/unnamedsignatures/").content.decode()
    )
    assert "Lantern" not in client.get(page).content.decode()

    answer = client.post(look, {"reason": REASON}, follow=True)

    assert "Lantern Coalition" in answer.content.decode()
    assert REASON in answer.content.decode()
    assert str(SignatureLook.objects.get()) == str(recommendation)
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert "Lantern" not in client.get(page).content.decode()


def test_moderators_find_its_comments_but_not_by_its_name(
    hidden, recommendation, moderator, log_in
):
    factories.make_comment("pending", recommendation=recommendation, representative=hidden)
    listed = factories.make_comment("pending", recommendation=recommendation)
    queue = "/admin/recommendations/comment/"
    client = log_in(moderator)

    html = client.get(queue).content.decode()
    assert NOBODY in html
    assert "Quiet" not in html
    found = client.get(f"{queue}?q=Quiet").context["cl"].result_count
    assert found == 0
    assert client.get(f"{queue}?q={listed.organisation.name}").context["cl"].result_count == 1


def test_curators_take_it_off_in_the_admin_and_come_to_the_list(organisation, curator, log_in):
    page = reverse("admin:organisations_organisation_unlist", args=[organisation.pk])

    answer = log_in(curator).post(page, {"reason": REASON}, follow=True)

    assert _told(answer) == ["It exists for its own people alone now."]
    assert answer.redirect_chain[-1][0] == "/admin/organisations/organisation/"
    assert "Lantern" not in answer.content.decode()


def test_who_protects_it_lists_it_again_in_the_admin(hidden, protector, log_in):
    organisation_actions.look(organisation=hidden.organisation, by=protector, reason=REASON)
    page = reverse("admin:organisations_organisation_list", args=[hidden.organisation_id])

    answer = log_in(protector).post(page, {"reason": "They asked in writing."}, follow=True)

    assert _told(answer) == ["It is listed: everybody sees its page."]
    assert "They asked in writing." in answer.content.decode()


def test_its_name_may_be_like_any_other(hidden, protector, log_in):
    factories.make_organisation(name="Loud Harbour")
    organisation_actions.look(organisation=hidden.organisation, by=protector, reason=REASON)
    page = reverse("admin:organisations_organisation_change", args=[hidden.organisation_id])

    log_in(protector).post(page, {"name": "Loud Harbour", "kind": "ngo"})

    hidden.organisation.refresh_from_db()
    assert hidden.organisation.name == "Loud Harbour"


def test_people_of_both_kinds_of_organisation_are_shown_with_the_listed_one_alone(
    hidden, curator, log_in
):
    factories.make_representative(user=hidden.user)
    page = reverse("admin:organisations_user_change", args=[hidden.user_id])

    html = log_in(curator).get(page).content.decode()

    assert hidden.user.email in html
    assert "Quiet" not in html


def test_the_ledger_shows_what_it_did_as_a_number_and_to_those_alone_who_protect_it(
    hidden, curator, protector, log_in
):
    organisation_actions.look(organisation=hidden.organisation, by=protector, reason=REASON)
    ledger = "/admin/ledger/entry/"

    assert "organisation.looked-at" not in log_in(curator).get(ledger).content.decode()
    assert "organisation.looked-at" in log_in(protector).get(ledger).content.decode()


def test_its_history_is_no_way_round_the_look(log_in, curator, hidden):
    page = f"/admin/organisations/organisation/{hidden.organisation_id}/history/"

    answer = log_in(curator).get(page, follow=True)

    assert answer.redirect_chain == [("/admin/", 302)]
    assert "Quiet Harbour" not in answer.content.decode()


def test_its_page_before_a_look_leads_to_no_public_page(log_in, protector, hidden):
    address = f"/admin/organisations/unlistedorganisation/{hidden.organisation_id}/change/"

    page = log_in(protector).get(address).content.decode()

    assert "Quiet Harbour" not in page
    assert "o-quiet" not in page
    assert "View on site" not in page
