"""What pages say when a text has changed since it was signed."""

import pytest

from recommendations import actions
from recommendations.models import Endorsement, Recommendation
from recommendations.terms import Terms
from tests import factories

pytestmark = pytest.mark.hold

State = Endorsement.State


@pytest.fixture
def endorsed(recommendation, representative):
    return factories.make_endorsement(recommendation=recommendation, representative=representative)


def _reword(recommendation):
    text = "States should open every harbour."
    Recommendation.objects.filter(pk=recommendation.pk).update(draft_text=text)
    recommendation.refresh_from_db()


def _substantive(recommendation):
    _reword(recommendation)
    actions.publish(recommendation=recommendation, by=None, note="It asks for more.")


def _editorial(recommendation, curator):
    _reword(recommendation)
    actions.propose_wording(recommendation=recommendation, by=curator, note="A word.")
    second = factories.make_staff("curators")
    actions.publish_wording(recommendation=recommendation, by=second)


def _html(client, address):
    return client.get(address).content.decode()


def test_everybody_reads_who_counts_and_how_many_are_asked(client, recommendation, endorsed):
    _substantive(recommendation)
    factories.make_endorsement(recommendation=recommendation)

    html = _html(client, recommendation.get_absolute_url())

    assert '<span class="tally">1</span> <strong>organisation endorses this text</strong>' in html
    assert "1 more endorsed version 1 and has been asked to confirm" in html


def test_the_old_version_names_whom_it_had_and_what_became_of_them(
    client, recommendation, endorsed, other
):
    gone = factories.make_endorsement(recommendation=recommendation, representative=other)
    actions.withdraw(recommendation=recommendation, by=other)
    _substantive(recommendation)

    html = _html(client, f"/recommendations/{recommendation.code}/v1/")

    assert "Lantern Coalition" in html
    assert "asked whether it endorses the present text" in html
    assert gone.organisation_name in html
    assert "withdrew on" in html


def test_one_who_may_sign_sees_what_changed_and_confirms(
    log_in, recommendation, representative, endorsed
):
    _substantive(recommendation)
    client = log_in(representative)

    page = _html(client, recommendation.get_absolute_url())
    assert "The text has changed since: does it endorse this one too?" in page
    review = client.get(f"/recommendations/{recommendation.code}/endorse/")
    assert "<ins>" in review.content.decode()
    assert "Review and confirm</h1>" in review.content.decode()
    form = {"representative": representative.pk, "naming": "named"}
    form["fingerprint"] = review.context["form"]["fingerprint"].value()
    answer = client.post(f"/recommendations/{recommendation.code}/endorse/", form, follow=True)

    assert "Lantern Coalition endorses this text." in answer.content.decode()
    assert Endorsement.objects.live().get().succeeds == endorsed


def test_what_a_change_does_to_many_is_one_line_of_history(client, recommendation):
    for _each in range(3):
        factories.make_endorsement(recommendation=recommendation)
    _substantive(recommendation)

    html = _html(client, recommendation.get_absolute_url())

    assert html.count("asked to confirm</li>") == 1
    assert "2 more organisations that endorsed version 1 are asked to confirm" in html


def test_the_list_and_the_first_page_say_that_it_is_not_answered(
    log_in, recommendation, representative, endorsed
):
    _substantive(recommendation)
    client = log_in(representative)

    assert "New text: confirm it?" in _html(client, "/recommendations/")
    assert '<span class="count">1</span><br><span class="small soft">not answered' in _html(
        client, "/"
    )


def test_what_was_merged_leads_to_the_others_text(
    log_in, recommendation, representative, endorsed, curator
):
    into = factories.make_recommendation()
    actions.merge_recommendation(recommendation=recommendation, into=into, by=curator)

    html = _html(log_in(representative), recommendation.get_absolute_url())

    assert f"It was merged into {into.code}" in html
    assert f'href="/recommendations/{into.code}/endorse/"' in html
    asked = _html(log_in(representative), into.get_absolute_url())
    assert f"1 more endorsed {recommendation.code}, merged into this" in asked


def test_one_who_may_sign_reads_the_new_wording_and_objects(
    log_in, recommendation, representative, endorsed, curator
):
    _editorial(recommendation, curator)
    client = log_in(representative)
    address = f"/recommendations/{recommendation.code}/object/"

    assert address in _html(client, recommendation.get_absolute_url())
    html = _html(client, address)
    assert "<del>" in html
    assert "A word." in html
    answer = client.post(address, {"representative": representative.pk}, follow=True)

    assert "Your objection is on record." in answer.content.decode()
    assert "objected to the wording of version 2" in answer.content.decode()
    assert f"objected to that of {recommendation.code}, version 2" in answer.content.decode()
    assert "asked to confirm" not in answer.content.decode().partition('id="history"')[0]
    assert "You objected to the wording" in _html(client, "/awaiting/")
    assert address not in answer.content.decode()
    assert Endorsement.objects.standing().get().state == State.AWAITING
    assert client.get(address).status_code == 403


def test_an_objection_for_another_organisation_asks_to_look_again(
    log_in, recommendation, representative, endorsed, curator, other
):
    _editorial(recommendation, curator)

    answer = log_in(representative).post(
        f"/recommendations/{recommendation.code}/object/", {"representative": other.pk}
    )

    assert "You now act for Lantern Coalition" in answer.content.decode()
    assert Endorsement.objects.standing().get().state == State.LIVE


def test_who_acts_for_nobody_objects_to_nothing(log_in, recommendation, curator):
    assert log_in(curator).get(f"/recommendations/{recommendation.code}/object/").status_code == 403


@pytest.mark.parametrize("naming", ["named", "unnamed"])
def test_confirming_begins_with_how_this_very_endorsement_is_named(
    log_in, recommendation, representative, naming
):
    other = {"named": "unnamed", "unnamed": "named"}[naming]
    fingerprint = recommendation.text.fingerprint
    what = {"recommendation": recommendation, "fingerprint": fingerprint}
    actions.sign(**what, by=representative, terms=Terms(naming))
    type(representative.organisation).objects.update(default_naming=other)
    _substantive(recommendation)

    page = log_in(representative).get(f"/recommendations/{recommendation.code}/endorse/")

    assert page.context["form"]["naming"].value() == naming
    is_told = "its name comes off that as well" in page.content.decode()
    assert is_told == (naming == "named")
