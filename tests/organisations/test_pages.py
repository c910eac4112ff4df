from datetime import UTC, datetime
from http import HTTPStatus

import pytest
import time_machine
from django.urls import reverse
from django.utils.formats import date_format

from organisations import actions
from organisations.indexing import ORGANISATIONS
from organisations.models import Application, Organisation
from recommendations.actions import withdraw
from search.indexing import rebuild
from tests import factories as make
from tests.reading_pages import main_of, part, queries_of, words
from vocabulary.models import Country

pytestmark = pytest.mark.django_db

LIST = reverse("organisation-list")
Status = Organisation.Status


# The list


def test_verified_organisations_stand_apart_from_bodies_on_record(client):
    for status in Status:
        make.make_organisation(name=f"Body {status.value}", status=status)

    html = main_of(client, LIST)

    verified = part(html, 'id="verified"', "</section>")
    assert "Body verified" in verified
    assert "Body recorded" in part(html, 'id="recorded"', "</section>")
    assert "Body recorded" not in verified
    assert not any(f"Body {name}" in html for name in ("pending", "rejected", "suspended"))


def test_each_stands_with_kind_place_and_what_it_endorses(client):
    austria = Country.objects.get(pk="AT")
    named = make.make_organisation(name="Harbour Watch", acronym="HW", country=austria)
    representative = make.make_representative(organisation=named)
    make.make_endorsement(representative=representative)
    make.make_organisation(name="Quay Union", kind="union")

    text = words(main_of(client, LIST))

    assert "Harbour Watch HW NGO · Austria 1 text endorsed" in text
    assert "Quay Union Union · Western Africa 0 texts endorsed" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "watch harbour"}, ["Harbour Watch"]),
        ({"q": "hw"}, ["Harbour Watch"]),
        ({"q": "old name"}, ["Harbour Watch"]),
        ({"kind": "union"}, ["Quay Union"]),
        ({"region": "155"}, ["Harbour Watch"]),
        ({"region": "150"}, ["Harbour Watch"]),
        ({"region": "001"}, ["Harbour Watch", "Quay Union"]),
        ({"q": "harbour", "kind": "union"}, []),
    ],
)
def test_the_list_is_narrowed_by_words_kind_and_region(client, asked, found):
    make.make_organisation(
        name="Harbour Watch", acronym="HW", aliases="The old name", region_id="155"
    )
    make.make_organisation(name="Quay Union", kind="union", region_id="011")
    rebuild([ORGANISATIONS])
    html = main_of(client, LIST, **asked)
    assert [name for name in ("Harbour Watch", "Quay Union") if name in html] == found


@pytest.mark.parametrize("asked", [{"kind": "navy"}, {"region": "zzz"}, {"q": "w" * 201}])
def test_what_cannot_be_looked_for_is_said_beside_its_field(client, asked):
    html = main_of(client, LIST, **asked)
    [field] = asked
    assert f'id="id_{field}_error"' in html


def test_an_empty_list_offers_to_register_and_a_narrowed_one_to_show_all(client):
    empty = part(main_of(client, LIST), '<div class="empty mt-3">', "</div>")
    narrowed = part(main_of(client, LIST, q="nobody"), '<div class="empty mt-3">', "</div>")
    assert reverse("organisation-apply") in empty
    assert f'href="{LIST}"' in narrowed


def test_fifty_stand_on_a_page_and_bodies_on_record_after_the_verified(client):
    for _ in range(51):
        make.make_organisation()
    make.make_organisation(status="recorded", name="Mission of Somewhere")
    first, second = main_of(client, LIST), main_of(client, LIST, page=2)
    assert first.count("<article") == 50
    assert second.count("<article") == 1
    assert "Mission of Somewhere" not in first
    assert "Mission of Somewhere" in part(second, 'id="recorded"', "</section>")


# One organisation


def test_an_organisation_says_who_it_is(client):
    organisation = make.make_organisation(
        name="Harbour Watch",
        country=Country.objects.get(pk="AT"),
        languages="en, fr",
        website="https://quay.example",
        accreditation="ECOSOC",
        sign_off_rule="The board",
        interest_declaration="Paid by no port.",
    )
    member, network = make.make_organisation(name="Member"), make.make_organisation(name="Net")
    hidden = make.make_organisation(name="Hidden", status="pending")
    organisation.members.set([member, hidden])
    organisation.networks.set([network])

    html = main_of(client, organisation.get_absolute_url())

    text = words(html)
    for said in (
        "Country Austria",
        "Region Western Africa",
        "Languages English, French",
        "Accreditation ECOSOC",
        "Who decides what it signs The board",
        "Declared interests Paid by no port.",
        "Member of Net",
        "1 member Member",
    ):
        assert said in text
    assert '<a href="https://quay.example" rel="nofollow noopener">' in html
    assert "Hidden" not in html


def test_verified_says_since_when_and_what_it_means(client, curator):
    organisation = make.make_organisation(status="pending", may_endorse=False)
    with time_machine.travel(datetime(2026, 3, 2, tzinfo=UTC)):
        actions.verify(organisation=organisation, by=curator, evidence="Seen", may_endorse=False)
    html = main_of(client, organisation.get_absolute_url())
    assert "Verified since 2 March 2026" in words(html)
    assert "comments, does not endorse" in html
    assert reverse("about-page", args=["verified"]) in html


def test_what_it_endorses_stands_with_version_and_date_and_a_withdrawn_one_is_gone(
    client, representative
):
    recommendation, other = make.make_recommendation(), make.make_recommendation()
    for each in (recommendation, other):
        signed = make.make_endorsement(recommendation=each, representative=representative)
    withdraw(recommendation=other, by=representative)

    html = main_of(client, representative.organisation.get_absolute_url())

    endorses = part(html, 'id="endorses"', "</section>")
    day = date_format(signed.signed_at, "j M Y")
    expected = f"{recommendation.code} · text version 1 {recommendation.title} {day}"
    assert expected in words(endorses)
    assert f'href="{recommendation.get_absolute_url()}v1/"' in endorses
    assert other.code not in html


def test_an_endorsement_in_a_draft_consultation_is_not_shown(client, representative):
    endorsement = make.make_endorsement(representative=representative)
    consultation = endorsement.recommendation.consultation
    type(consultation).objects.filter(pk=consultation.pk).update(state="draft")
    html = main_of(client, representative.organisation.get_absolute_url())
    assert endorsement.recommendation.title not in html
    assert "It endorses no text at the moment." in html


def test_what_it_said_stands_with_documents_and_appearances(client):
    organisation = make.make_organisation(status="recorded")
    make.make_document(title="The statement", author_organisation=organisation)
    make.make_document(title="The secret", author_organisation=organisation, state="draft")
    spoke = make.make_appearance(organisation=organisation, position="Envoy")

    text = words(main_of(client, organisation.get_absolute_url()))

    assert "The statement" in text
    assert "The secret" not in text
    assert f"{spoke.speaker} Chair, Envoy · {spoke.consultation.title}" in text
    assert "neither comments nor endorses" in text
    assert "What it endorses" not in text


def test_its_published_comments_stand_with_a_link_and_no_others(client, log_in, representative):
    shown = make.make_comment(representative=representative, text="We agree with this.")
    for state in ("pending", "rejected", "hidden"):
        make.make_comment(representative=representative, state=state, text="Not for all.")
    address = representative.organisation.get_absolute_url()

    html = main_of(client, address)

    assert f'href="{shown.get_absolute_url()}"' in html
    assert "We agree with this." in html
    assert "Not for all." not in html
    assert "Not for all." not in main_of(log_in(representative), address)


def test_a_suspended_organisation_says_so(client):
    organisation = make.make_organisation(status="suspended")
    html = main_of(client, organisation.get_absolute_url())
    assert "its endorsements are not counted" in html


@pytest.mark.parametrize(
    ("status", "said"), [("pending", "Waits for verification"), ("rejected", "have not verified")]
)
def test_an_unverified_organisation_is_there_for_its_own_people_and_curators_alone(
    client, log_in, curator, other, status, said
):
    organisation = make.make_organisation(status=status, may_endorse=False)
    applicant = make.make_user()
    Application.objects.create(organisation=organisation, user=applicant, capacity="x", about="x")
    address = organisation.get_absolute_url()

    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert log_in(other).get(address).status_code == HTTPStatus.NOT_FOUND
    for person in (applicant, curator):
        assert said in main_of(log_in(person), address)


# Whom one acts for


@pytest.fixture
def second(representative):
    """Another organisation for which the representative may comment."""
    organisation = make.make_organisation(name="Second Quay")
    return make.make_representative(
        user=representative.user, organisation=organisation, may_sign=False
    )


def _choose(client, representative, goes_to="/organisations/"):
    chosen = {"representative": getattr(representative, "pk", representative), "next": goes_to}
    return client.post(reverse("acting"), chosen)


def test_one_chooses_whom_one_acts_for_and_comes_back(log_in, representative, second):
    client = log_in(representative)
    before = client.get(LIST).context["acting"]

    response = _choose(client, second)

    assert (response.status_code, response.url) == (HTTPStatus.FOUND, "/organisations/")
    after = client.get(LIST)
    assert (before, after.context["acting"]) == (representative, second)
    assert b"You act for Second Quay now." in after.content


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "", "nowhere", "\\x"]
)
def test_one_is_never_led_away_from_the_site(log_in, representative, wanted):
    response = _choose(log_in(representative), representative, wanted)
    assert response.url == reverse("home")


def test_one_acts_for_no_others_organisation_and_for_none_after_ones_time(
    log_in, representative, second, other, curator
):
    client = log_in(representative)
    actions.end_rights(representative=second, by=curator)
    for nobodys in (other, second, "0", "me", ""):
        assert _choose(client, nobodys).status_code == HTTPStatus.NOT_FOUND
    assert client.get(LIST).context["acting"] == representative


def test_choosing_needs_a_person_and_a_post(client, log_in, representative):
    assert "/accounts/login/" in _choose(client, representative).url
    answer = log_in(representative).get(reverse("acting"))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


# What holds for all of them


def _grow(organisation: Organisation, representative, number: int) -> None:
    for _ in range(number):
        recommendation = make.make_recommendation()
        make.make_endorsement(recommendation=recommendation, representative=representative)
        make.make_comment(recommendation=recommendation, representative=representative)
        consultation = recommendation.consultation
        make.make_document(0, consultation=consultation, author_organisation=organisation)
        make.make_appearance(consultation=consultation, organisation=organisation)
        organisation.members.add(make.make_organisation())
        make.make_organisation(status="recorded")


def test_a_page_asks_the_database_as_often_with_one_row_as_with_many(
    client, representative, number
):
    organisation = representative.organisation
    addresses = {"list": LIST, "one": organisation.get_absolute_url()}
    _grow(organisation, representative, number)
    assert queries_of(client, addresses) == {"list": 5, "one": 8}


@pytest.mark.parametrize("page", ["list", "one"])
def test_a_visitors_page_sets_no_cookie_and_holds_no_token(client, representative, page):
    organisation = representative.organisation
    _grow(organisation, representative, 1)
    response = client.get({"list": LIST, "one": organisation.get_absolute_url()}[page])
    assert response.status_code == HTTPStatus.OK
    assert not response.cookies
    assert b"csrf" not in response.content
