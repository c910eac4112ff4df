"""Several texts read on one page and endorsed at once: each tick is an act of its own."""

import pytest

from ledger.clock import now
from ledger.models import Entry
from recommendations import actions
from recommendations.models import Endorsement, Recommendation
from recommendations.terms import Terms
from tests import factories

ADDRESS = "/recommendations/endorse-several/"


@pytest.fixture
def three(db):
    consultation = factories.make_consultation()
    return [factories.make_recommendation(consultation=consultation) for _each in range(3)]


def _form(by, rows, **more):
    texts = [row.text.fingerprint for row in rows]
    return {"representative": by.pk, "texts": texts, "naming": "named"} | more


def _told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_each_tick_is_an_endorsement_an_entry_and_a_receipt(
    log_in, three, representative, new_mails
):
    client = log_in(representative)

    answer = client.post(ADDRESS, _form(representative, three[:2]), follow=True)

    assert _told(answer) == ["Lantern Coalition endorses 2 texts more."]
    endorsed = Endorsement.objects.live().values_list("recommendation", flat=True)
    assert set(endorsed) == {row.pk for row in three[:2]}
    assert Entry.objects.filter(verb="endorsement.signed").count() == 2
    assert len(new_mails()) == 2
    page = answer.content.decode()
    assert three[2].code in page
    assert f"{three[0].code}:" not in page


def test_the_full_texts_stand_there_with_what_a_colleague_prepared(
    log_in, three, representative, drafter
):
    fingerprint = three[0].text.fingerprint
    actions.prepare(recommendation=three[0], by=drafter, fingerprint=fingerprint, note="In line.")
    client = log_in(representative)

    page = client.get(ADDRESS).content.decode()
    client.post(ADDRESS, _form(representative, three[:1]))

    assert page.count(three[1].text.text) == 3
    assert "In line." in page
    assert Endorsement.objects.live().get().prepared_by == drafter.user


@pytest.mark.parametrize("is_signed", [False, True], ids=["prepared", "asked again"])
def test_what_has_a_reservation_is_signed_on_its_own_page(
    log_in, three, representative, drafter, is_signed
):
    fingerprint = three[0].text.fingerprint
    what = {"recommendation": three[0], "fingerprint": fingerprint}
    if is_signed:
        terms = Terms(reservation="Not all.")
        actions.sign(**what, by=representative, terms=terms)
        Recommendation.objects.filter(pk=three[0].pk).update(draft_text="All harbours.")
        three[0].refresh_from_db()
        actions.publish(recommendation=three[0], by=None, note="More.")
    else:
        actions.prepare(**what, by=drafter, reservation="Not all.")

    page = log_in(representative).get(ADDRESS).content.decode()

    assert three[0].code not in page
    assert three[1].code in page


@pytest.mark.parametrize("meeting", ["a b", "\x00", "'"])
def test_an_odd_consultation_has_nothing_to_sign(log_in, three, representative, meeting):
    page = log_in(representative).get(ADDRESS, {"consultation": meeting})

    assert page.status_code == 200
    assert three[0].code not in page.content.decode()


def test_without_a_tick_nothing_is_signed_and_the_page_says_so(log_in, three, representative):
    answer = log_in(representative).post(ADDRESS, _form(representative, []))

    assert "Tick what your organisation endorses." in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_a_text_that_changed_meanwhile_is_not_signed_nor_are_the_others_unread(
    log_in, three, representative
):
    sent = _form(representative, three)
    Recommendation.objects.filter(pk=three[0].pk).update(draft_text="Open every harbour.")
    actions.publish(recommendation=Recommendation.objects.get(pk=three[0].pk), by=None, note="So.")

    answer = log_in(representative).post(ADDRESS, sent)

    assert "A text has changed, or was answered" in answer.content.decode()
    assert answer.content.decode().count("checked") >= 2
    assert not Endorsement.objects.exists()


def test_the_list_may_be_of_one_consultation(log_in, three, representative, recommendation):
    slug = recommendation.consultation.slug

    page = log_in(representative).get(f"{ADDRESS}?consultation={slug}").content.decode()

    assert recommendation.code in page
    assert three[0].code not in page


@pytest.mark.parametrize("change", ["no right", "two needed", "ended"])
def test_who_may_not_sign_alone_signs_nothing_here(
    log_in, three, representative, organisation, change
):
    representative.may_sign = change != "no right"
    representative.ends = now() if change == "ended" else None
    representative.save()
    organisation.requires_second_signatory = change == "two needed"
    organisation.save()
    client = log_in(representative)

    page = client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS, _form(representative, three))

    assert "nothing here that you could sign" in page or "You do not act" in page
    assert answer.status_code == 200
    assert not Endorsement.objects.exists()


def test_the_page_takes_the_same_queries_for_one_text_and_for_many(
    log_in, representative, django_assert_num_queries, number
):
    consultation = factories.make_consultation()
    for _each in range(number):
        factories.make_recommendation(consultation=consultation)
    client = log_in(representative)
    client.get(ADDRESS)

    with django_assert_num_queries(5):
        client.get(ADDRESS)
