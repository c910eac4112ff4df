"""What the first page tells somebody who asked for an account, and what it tells of withdrawing."""

from organisations import actions as organising
from organisations.models import Organisation
from recommendations import actions
from tests import factories


def test_an_applicant_reads_that_the_organisation_waits(log_in, db):
    application = factories.make_application(name="Harbour Kitchen")

    page = log_in(application.user).get("/").content.decode()

    assert f'href="{application.organisation.get_absolute_url()}">Harbour Kitchen</a>' in page
    assert "waits for verification by the curators" in page
    assert "Register your organisation" not in page


def test_an_applicant_reads_that_the_organisation_was_not_verified(log_in, curator):
    application = factories.make_application(name="Harbour Kitchen")
    organising.decide(
        organisation=application.organisation,
        status=Organisation.Status.REJECTED,
        by=curator,
        reason="Nobody answers there.",
    )

    page = log_in(application.user).get("/").content.decode()

    assert "has not been verified by the curators" in page
    assert "waits for verification" not in page
    assert "Nobody answers there." not in page


def test_nobody_else_reads_who_waits(client, log_in, drafter):
    factories.make_application(name="Harbour Kitchen")

    assert "Harbour Kitchen" not in client.get("/").content.decode()
    assert "Harbour Kitchen" not in log_in(drafter).get("/").content.decode()


def test_what_was_endorsed_last_and_withdrawn_is_told_as_both(client, representative):
    endorsement = factories.make_endorsement(representative=representative)
    actions.withdraw(recommendation=endorsement.recommendation, by=representative)

    told = [act.words for act in client.get("/").context["latest"]]

    assert told[:2] == ["withdrew its endorsement of", "endorsed"]
