"""Who left an organisation, or is yet to come, reads there what strangers read."""

from datetime import timedelta

import pytest

from ledger.clock import now
from recommendations import actions
from recommendations.models import Comment
from recommendations.terms import Terms
from tests import factories

DAY = timedelta(days=1)
TIMES = {
    "left": {"starts": now() - 30 * DAY, "ends": now() - 5 * DAY},
    "yet to come": {"starts": now() + 30 * DAY},
}


@pytest.fixture(params=TIMES)
def outsider(request, organisation):
    return factories.make_representative(organisation=organisation, **TIMES[request.param])


def test_they_read_nothing_of_what_is_signed_unnamed_or_prepared(
    log_in, representative, drafter, outsider
):
    signed, prepared = factories.make_recommendation(), factories.make_recommendation()
    terms = Terms(naming="unnamed", reservation="A quiet reservation.")
    fingerprint = signed.text.fingerprint
    actions.sign(recommendation=signed, by=representative, fingerprint=fingerprint, terms=terms)
    actions.prepare(
        recommendation=prepared,
        by=drafter,
        fingerprint=prepared.text.fingerprint,
        note="A quiet note.",
    )

    def read(by):
        client, told = log_in(by), ""
        for row, words in ((signed, "A quiet reservation."), (prepared, "A quiet note.")):
            address = row.get_absolute_url()
            ways = ("", "endorse/", "withdraw/", "naming/", "prepare/", "decline/")
            pages = [client.get(f"{address}{way}").content.decode() for way in ways]
            told += "".join(pages) if by == outsider else pages[0]
            assert by == outsider or words in pages[0]
        return told

    read(representative)
    told = read(outsider)
    for words in ("A quiet", "endorses version", str(representative.user), "prepared an"):
        assert words not in told


def test_they_read_no_reasons_of_a_decision_on_its_comments(log_in, representative, outsider):
    comment = factories.make_comment(Comment.State.HIDDEN, representative=representative)
    by = factories.make_staff("moderators")
    actions.restore(comment=comment, by=by, reason="It names nobody.")
    address = f"/comments/{comment.public_id}/appeal/"

    assert "It names a person." in log_in(representative).get(address).content.decode()
    assert "It names a person." not in log_in(outsider).get(address).content.decode()


def test_they_do_not_find_an_organisation_that_is_not_listed(log_in, outsider, representative):
    representative.organisation.is_listed = False
    representative.organisation.save()
    address = representative.organisation.get_absolute_url()

    assert log_in(representative).get(address).status_code == 200
    assert log_in(outsider).get(address).status_code == 404


@pytest.mark.parametrize("status", ["verified", "suspended"])
def test_why_they_may_not_act_does_not_name_one_that_is_not_listed(log_in, outsider, status):
    outsider.organisation.is_listed, outsider.organisation.status = False, status
    outsider.organisation.save()
    page = log_in(outsider).get(factories.make_recommendation().get_absolute_url())

    assert "Your time as a representative has" in page.content.decode()
    assert outsider.organisation.name not in page.content.decode()
