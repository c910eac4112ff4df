"""What is cited can be taken away, in forms that programs read."""

import re
from typing import Any

import pytest
from django.test import Client

from catalogue.citing import Citation
from recommendations import actions
from tests import factories
from tests.reading_pages import main_of, words
from vocabulary.models import Term

pytestmark = pytest.mark.django_db


def _fields(ris: str) -> dict[str, str]:
    """Return the fields of an entry, each of which has to be a line of its own."""
    lines = ris.split("\r\n")
    assert lines.pop() == ""
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines), lines
    return {line[:2]: line[6:] for line in lines}


def _given(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Disposition"].startswith('attachment; filename="'), address
    return answer


def _addresses() -> dict[str, str]:
    """Return the page of one thing of each kind, and the beginning of its title."""
    extract = factories.make_extract()
    session = factories.make_session(title="Ports & people")
    frozen = factories.make_frozen_list()
    asked = factories.make_recommendation()
    document = extract.document
    return {
        document.get_absolute_url(): document.title,
        f"{document.get_absolute_url()}p2/": document.title,
        f"/extracts/{extract.public_id}/": extract.text,
        session.consultation.get_absolute_url(): session.consultation.title,
        session.get_absolute_url(): session.title,
        asked.get_absolute_url(): asked.title,
        asked.text.get_absolute_url(): asked.title,
        frozen.get_absolute_url(): frozen.title,
    }


def test_everything_that_has_a_place_is_cited_in_two_forms(client):
    for place, title in _addresses().items():
        entry = _given(client, f"{place}cite.bib").content.decode()
        fields = _fields(_given(client, f"{place}cite.ris").content.decode())
        assert fields["TI"] == title
        assert fields["UR"].startswith("http://testserver/")
        assert next(iter(fields)) == "TY"
        assert list(fields)[-1] == "ER"
        assert f"@misc{{{fields['ID']}," in entry
        assert f"url = {{{fields['UR']}}}" in entry
        assert client.get(f"{place}cite.exe").status_code == 404


def test_each_page_shows_the_line_and_leads_to_the_files(client):
    session = factories.make_session()
    asked, frozen = factories.make_recommendation(), factories.make_frozen_list()
    places = [session, session.consultation, frozen, asked.text]
    for place in [each.get_absolute_url() for each in places]:
        page = main_of(client, place)
        assert f'href="{place}cite.ris"' in page
        assert f", http://testserver{place}</span>" in page


def test_a_term_and_an_extract_are_cited_on_pages_of_their_own(client):
    extract = factories.make_extract()
    reader = main_of(client, extract.document.get_absolute_url())
    assert f'href="/extracts/{extract.public_id}/cite/"' in reader
    page = main_of(client, f"/extracts/{extract.public_id}/cite/")
    assert (
        f"Plenary, Open the harbours for longer, drawn from {extract.document.title}, "
        f"6 September 2017, paragraph 1, http://testserver{extract.document.get_absolute_url()}"
    ) in words(page)

    Term.objects.create(name="Safe harbour", slug="safe-harbour")
    place = "/glossary/safe-harbour/"
    assert f'href="{place}"' in main_of(client, "/glossary/")
    line = "Plenary, Safe harbour, Glossary, http://testserver/glossary/safe-harbour/"
    assert line in words(main_of(client, place))
    fields = _fields(_given(client, f"{place}cite.ris").content.decode())
    assert fields["TY"] == "DICT"


def test_an_earlier_text_is_cited_as_it_was_and_a_lower_case_code_leads_on(client, curator):
    asked = factories.make_recommendation()
    before = asked.text
    asked.draft_text = "States should open them at night, too."
    asked.save()
    actions.publish(recommendation=asked, by=curator, note="Plainer.")
    place = before.get_absolute_url()
    assert _fields(_given(client, f"{place}cite.ris").content.decode())["ET"] == "1"
    moved = client.get(f"{asked.get_absolute_url().lower()}cite.ris")
    assert (moved.status_code, moved["Location"]) == (301, f"{asked.get_absolute_url()}cite.ris")
    assert client.get(f"{asked.get_absolute_url()}v7/cite.ris").status_code == 404


def test_what_is_hidden_is_not_cited(client):
    draft = factories.make_document(state="draft")
    extract = factories.make_extract(document=draft)
    session = factories.make_session(consultation=factories.make_consultation(state="draft"))
    shown = factories.make_document()
    shown.paragraphs.filter(anchor="p2").update(withheld_reason="It names a village.")
    for place in (
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}p1/",
        f"{shown.get_absolute_url()}p2/",
        f"/extracts/{extract.public_id}/",
        session.get_absolute_url(),
        session.consultation.get_absolute_url(),
    ):
        assert client.get(f"{place}cite.bib").status_code == 404, place


@pytest.mark.parametrize(
    "odd",
    [
        "One\r\nUR  - https://evil.example",
        "Tab\tand\x0bfeed",
        "Ends\u2028here\x85",
        "\x00nul\ud800",
    ],
)
def test_no_value_begins_a_field_of_its_own(odd):
    citation = Citation(key="k", title=odd, path="/x/", place="/x/", author=odd, published=odd)
    fields = _fields(citation.ris)
    assert set(fields) == {"TY", "ID", "AU", "TI", "M3", "UR", "ER"}
    assert fields["UR"] == "http://testserver/x/"
    citation.bibtex.encode()
    assert len(citation.bibtex.splitlines()) == 6
    assert "\n" not in citation.line


def test_signs_of_all_scripts_stay_as_they_are():
    title = "Déclaration 国連 الميناء 🚢 {&%}"
    citation = Citation(key="k", title=title, path="/x/", place="/x/")
    assert _fields(citation.ris)["TI"] == title
    assert r"Déclaration 国連 الميناء 🚢 \textbraceleft{}\&\%\textbraceright{}" in citation.bibtex


def test_a_demonstration_says_so_in_each_file(settings, client):
    settings.DEMO = True
    place = factories.make_recommendation().text.get_absolute_url()
    told = ". A demonstration: the organisations that comment and endorse here are invented."
    assert _fields(_given(client, f"{place}cite.ris").content.decode())["N1"].endswith(told)
    assert f"{told}}},\n" in _given(client, f"{place}cite.bib").content.decode()
