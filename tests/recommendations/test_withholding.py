"""A published text that endangers somebody leaves every surface; what it was stays known."""

import pytest

from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from recommendations.actions import comment, publish, show_version, sign, withdraw, withhold_version
from recommendations.models import Endorsement, Version, WithholdingDecision
from tests import factories

REASON = "It names a village."


@pytest.fixture
def version(recommendation):
    return recommendation.current_version


@pytest.fixture
def withheld(version, curator):
    withhold_version(version=version, by=curator, reason=REASON)
    return version


def _fresh(version):
    return Version.objects.get(pk=version.pk)


def test_title_text_and_note_are_gone_and_what_was_published_is_kept(curator, recommendation):
    recommendation.draft_text = "Close the harbours."
    recommendation.save()
    version = publish(recommendation=recommendation, by=curator, note="Shorter.")
    withhold_version(version=version, by=curator, reason=REASON)

    fresh = _fresh(version)
    assert (fresh.title, fresh.text) == ("Withheld text", f"This text is withheld: {REASON}")
    assert fresh.note == ""
    assert (fresh.kept_text, fresh.kept_note) == ("Close the harbours.", "Shorter.")
    assert fresh.fingerprint == fresh.computed_fingerprint(recommendation.code)


def test_the_decision_says_who_when_and_why_in_its_entry(withheld, curator, recommendation):
    decision = WithholdingDecision.objects.get()

    assert (decision.version, decision.is_withheld, decision.reason) == (withheld, True, REASON)
    assert (decision.entry.verb, decision.entry.actor_id) == ("version.withheld", curator.pk)
    assert decision.entry.payload == {"version": 1, "fingerprint": withheld.fingerprint}
    assert is_whole("recommendation", recommendation.code)
    assert str(decision) == f"{recommendation.code}, 1: withheld"


def test_a_text_is_shown_again_with_a_reason_of_its_own(withheld, curator):
    decision = show_version(version=withheld, by=curator, reason="The village agreed.")

    assert not withheld.is_withheld
    assert _fresh(withheld).text == withheld.kept_text
    assert decision.entry.verb == "version.shown-again"
    assert str(decision).endswith("shown again")


@pytest.mark.parametrize("act", [withhold_version, show_version])
def test_no_decision_goes_without_a_reason(version, curator, act):
    with pytest.raises(Refused, match="Give a reason"):
        act(version=version, by=curator, reason="  ")


def test_the_second_of_two_is_told_that_somebody_was_faster(version, curator):
    stale = _fresh(version)
    withhold_version(version=version, by=curator, reason=REASON)

    with pytest.raises(Refused, match="Somebody was faster"):
        withhold_version(version=stale, by=curator, reason="Also me.")
    assert Entry.objects.filter(verb="version.withheld").count() == 1


def test_nobody_endorses_or_comments_on_a_withheld_text(withheld, recommendation, representative):
    words = {"stance": "asks", "text": "Why?", "version": withheld}

    with pytest.raises(Refused, match="withheld"):
        sign(recommendation=recommendation, by=representative, fingerprint=withheld.fingerprint)
    with pytest.raises(Refused, match="withheld"):
        comment(about=recommendation, by=representative, **words)
    assert not Endorsement.objects.exists()


def test_who_endorsed_it_still_counts_and_may_withdraw(recommendation, representative, curator):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    version = recommendation.current_version
    withhold_version(version=version, by=curator, reason=REASON)

    assert Endorsement.objects.named().count() == 1
    assert withdraw(recommendation=recommendation, by=representative)


def test_its_page_keeps_the_reason_the_fingerprint_and_those_who_endorse_it(
    client, recommendation, curator
):
    factories.make_endorsement(recommendation=recommendation)
    version = recommendation.current_version
    withhold_version(version=version, by=curator, reason=REASON)

    for address in (recommendation.get_absolute_url(), version.get_absolute_url()):
        page = client.get(address).content.decode()
        assert f"This text is withheld: {REASON}" in page
        assert version.fingerprint in page
        assert "organisation endorses this text" in page
        assert version.kept_text not in page
        assert version.kept_title not in page


def test_the_words_of_a_withheld_text_find_nothing(client, withheld):
    word = withheld.kept_title.split()[-1]

    assert (
        "Nothing that is asked fits" in client.get(f"/recommendations/?q={word}").content.decode()
    )


def test_the_next_text_shows_no_difference_to_a_withheld_one(client, recommendation, curator):
    first = recommendation.current_version
    recommendation.draft_text = "States should keep them open at night."
    recommendation.save()
    second = publish(recommendation=recommendation, by=curator)
    assert "What changed" in client.get(second.get_absolute_url()).content.decode()

    withhold_version(version=first, by=curator, reason=REASON)

    assert "What changed" not in client.get(second.get_absolute_url()).content.decode()


def test_the_review_page_shows_no_difference_to_a_withheld_text(
    log_in, recommendation, representative, curator
):
    first = recommendation.current_version
    factories.make_comment(recommendation=recommendation, representative=representative)
    recommendation.draft_text = "States should keep them open at night."
    recommendation.save()
    publish(recommendation=recommendation, by=curator)
    address = f"/recommendations/{recommendation.code}/endorse/"
    assert "Since version 1" in log_in(representative).get(address).content.decode()

    withhold_version(version=first, by=curator, reason=REASON)

    assert "Since version 1" not in log_in(representative).get(address).content.decode()


def test_a_curator_withholds_and_shows_again_in_the_admin(log_in, curator, version):
    client = log_in(curator)
    page = f"/admin/recommendations/version/{version.pk}/"

    refused = client.post(f"{page}withhold/", {"reason": ""})
    assert "This field is required" in refused.content.decode()
    done = client.post(f"{page}withhold/", {"reason": REASON}, follow=True).content.decode()
    assert "Withheld: " in done
    assert REASON in done
    shown = client.post(f"{page}show-again/", {"reason": "They agreed."}, follow=True)
    assert "Shown again: " in shown.content.decode()
    assert not _fresh(version).is_withheld


def test_the_list_in_the_admin_tells_what_is_withheld(log_in, curator, withheld):
    client = log_in(curator)
    factories.make_recommendation()

    listed = client.get("/admin/recommendations/version/?withheld_reason__isempty=0")

    assert [row.pk for row in listed.context["cl"].result_list] == [withheld.pk]
    assert 'alt="False"' in listed.content.decode()
