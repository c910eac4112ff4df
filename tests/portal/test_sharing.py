"""What public pages tell those who link to them, and the data in them that programs read."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from catalogue.writers import FORMATS
from organisations.linked_data import organisation_data
from organisations.models import Organisation
from portal.opendata import archives
from portal.surfaces import SURFACES
from recommendations import actions
from tests import factories
from vocabulary.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _head(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().partition("</head>")[0]


def _data(client: Client, address: str) -> dict[str, Any]:
    [found] = _DATA.findall(_head(client, address))
    told: dict[str, Any] = json.loads(found)
    assert told["@context"] == "https://schema.org"
    return told


def test_a_page_tells_its_title_description_and_one_address(client):
    asked = factories.make_recommendation(draft_title='Ports & "quays"')
    head = _head(client, f"{asked.get_absolute_url()}?order=newest")
    address = f"http://testserver{asked.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in head
    assert f'<meta property="og:url" content="{address}">' in head
    title = f"{asked.code}: Ports &amp; &quot;quays&quot;"
    assert f'<meta property="og:title" content="{title}">' in head
    assert '<meta property="og:type" content="article">' in head
    assert '<meta property="og:site_name" content="Plenary">' in head
    assert '<meta property="og:locale" content="en_GB">' in head
    assert (
        "0 organisations endorse this text" in re.findall('og:description" content="(.*)"', head)[0]
    )


def test_the_language_of_the_page_is_told(client):
    client.cookies["django_language"] = "fr"
    assert '<meta property="og:locale" content="fr_FR">' in _head(client, "/")
    assert '<meta property="og:title" content="Plenary">' in _head(client, "/")


def test_a_later_page_of_a_list_has_an_address_of_its_own(client):
    for _each in range(26):
        factories.make_recommendation()
    head = _head(client, "/recommendations/?page=2&order=newest")
    assert '<link rel="canonical" href="http://testserver/recommendations/?page=2">' in head


@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page/"])
def test_pages_that_are_not_to_be_found_tell_nothing(client, address):
    page = client.get(address).content.decode()
    assert "noindex" in page
    assert "og:" not in page
    assert "canonical" not in page


def test_nothing_is_told_on_the_pages_of_a_person(client, representative, log_in):
    asked = factories.make_recommendation()
    page = log_in(representative).get(asked.get_absolute_url()).content.decode()
    assert "og:" not in page
    assert "ld+json" not in page


def test_a_demonstration_says_that_it_is_one_wherever_it_is_linked_to(client, settings):
    settings.DEMO = True
    assert "a demonstration with invented organisations" in _head(client, "/")


def test_meetings_are_events_in_one_another(client):
    session = factories.make_session(title="Ports")
    consultation = session.consultation
    whole = _data(client, consultation.get_absolute_url())
    assert (whole["@type"], whole["startDate"], whole["endDate"]) == (
        "Event",
        "2017-09-04",
        "2017-09-05",
    )
    assert whole["location"] == {"@type": "Place", "name": "Vienna", "address": "Vienna"}
    place = f"http://testserver{session.get_absolute_url()}"
    assert whole["subEvent"] == [{"@type": "Event", "name": "Ports", "url": place}]
    inside = _data(client, session.get_absolute_url())
    assert (inside["@type"], inside["url"]) == ("Event", place)
    assert inside["superEvent"]["name"] == consultation.title


def test_a_meeting_of_unknown_place_and_a_sitting_with_its_hours(client):
    consultation = factories.make_consultation(place="")
    starts = consultation.endorsement_opens
    session = factories.make_session(consultation=consultation, starts=starts)
    told = _data(client, session.get_absolute_url())
    assert "location" not in told
    assert told["startDate"] == starts.astimezone(consultation.zone).isoformat()


def test_a_document_names_its_author_as_printed_and_who_is_meant_only_where_that_is_known(client):
    plain = factories.make_document(author="The Alliance")
    told = _data(client, plain.get_absolute_url())
    assert (told["@type"], told["creditText"]) == ("Report", "The Alliance")
    assert not {"author", "license"} & set(told)
    body = factories.make_organisation(name="Quay Alliance")
    ours = factories.make_document(
        kind="Statement", author_organisation=body, text_basis="paraphrase", consultation=None
    )
    told = _data(client, ours.get_absolute_url())
    assert (told["@type"], told["author"]["name"]) == ("CreativeWork", "Quay Alliance")
    assert told["license"].endswith("/by/4.0/")
    later = factories.make_later_text(factories.make_process(), date=None)
    assert not {"recordedAt", "datePublished"} & set(_data(client, later.get_absolute_url()))


def test_a_recommendation_is_a_work_with_its_version_and_what_it_is_drawn_from(client):
    extract = factories.make_extract()
    asked = factories.make_recommendation(extracts=[extract])
    told = _data(client, asked.get_absolute_url())
    place = f"http://testserver{extract.document.address_of('p1')}"
    assert told["@type"] == "CreativeWork"
    assert (told["version"], told["text"]) == ("1", asked.text.text)
    assert [each["url"] for each in told["isBasedOn"]] == [place]
    of_version = _data(client, asked.text.get_absolute_url())
    assert of_version["url"] == f"http://testserver{asked.text.get_absolute_url()}"


def test_a_withheld_text_tells_no_words(client, curator):
    asked = factories.make_recommendation(draft_text="Secret words.")
    actions.withhold_version(version=asked.text, by=curator, reason="It names a person.")
    assert "text" not in _data(client, asked.get_absolute_url())


def test_a_speaker_is_a_person_by_the_printed_name(client):
    appearance = factories.make_appearance()
    factories.make_appearance(
        speaker=appearance.speaker, session=factories.make_session(title="Ports")
    )
    told = _data(client, appearance.speaker.get_absolute_url())
    assert (told["@type"], told["name"]) == ("Person", appearance.speaker.name)
    assert {each["name"] for each in told["performerIn"]} == {
        appearance.consultation.title,
        "Ports",
    }


def test_an_organisation_that_is_listed_is_described(client, organisation):
    told = _data(client, organisation.get_absolute_url())
    assert (told["@type"], told["name"]) == ("Organization", "Lantern Coalition")


def test_of_an_author_that_is_listed_no_more_nothing_is_told(client, organisation):
    document = factories.make_document(author_organisation=organisation, author="A coalition")
    Organisation.objects.filter(pk=organisation.pk).update(is_listed=False)
    assert "author" not in _data(client, document.get_absolute_url())
    organisation.refresh_from_db()
    assert organisation_data(organisation) is None


def test_a_term_is_described_with_what_each_authority_means_by_it(client):
    term = Term.objects.create(name="Safe harbour", slug="safe-harbour")
    term.definitions.create(text="A place for ships.", authority="Ours", article="art 2")
    told = _data(client, "/glossary/safe-harbour/")
    assert (told["@type"], told["name"]) == ("DefinedTerm", "Safe harbour")
    assert told["description"] == "Ours art 2: A place for ships."
    assert told["inDefinedTermSet"]["url"] == "http://testserver/glossary/"


def test_lists_are_sets_of_data_in_one_catalogue(client):
    told = _data(client, "/recommendations/?level=political")
    assert (told["@type"], told["url"]) == ("Dataset", "http://testserver/recommendations/")
    kinds = {each["contentUrl"]: each["encodingFormat"] for each in told["distribution"]}
    assert [address.rpartition(".")[2] for address in kinds] == [*FORMATS, "atom"]
    for address, kind in kinds.items():
        answer = client.get(address.removeprefix("http://testserver"))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)
        b"".join(answer)
    whole = _data(client, "/about/using/")
    assert whole["@type"] == "DataCatalog"
    assert len(whole["dataset"]) == len(SURFACES) + 1


def test_the_archives_are_a_set_of_data_with_the_latest_where_there_is_one(
    client, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    told = _data(client, "/about/using/data/")
    assert (told["@type"], told["url"]) == ("Dataset", "http://testserver/about/using/data/")
    assert "distribution" not in told
    archives.publish(date(2026, 11, 2))
    [latest] = _data(client, "/about/using/data/")["distribution"]
    assert latest["contentUrl"] == "http://testserver/about/using/data/latest.zip"
    assert _data(client, "/about/using/")["dataset"][-1]["distribution"] == [latest]


@pytest.mark.parametrize(
    "odd", ["</script><script>alert(1)</script>", "<!-- <script>", "a & b > c", 'x" y \\ z \u2028']
)
def test_no_value_ends_the_data_or_begins_a_script(client, odd):
    asked = factories.make_recommendation(draft_title="Plain", draft_text=odd)
    page = client.get(asked.text.get_absolute_url()).content.decode()
    [inside] = _DATA.findall(page)
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["text"] == asked.text.text
