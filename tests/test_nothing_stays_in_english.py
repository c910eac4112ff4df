"""Whoever reads French or Spanish meets no English word of the interface on the public pages."""

import re
from html.parser import HTMLParser
from random import Random

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from organisations.models import Organisation
from tests import factories
from tests.portal.crowded import make_crowded
from tests.test_translations import OTHERS, in_choices
from vocabulary.models import Country, Region

pytestmark = pytest.mark.hold

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_BETWEEN = re.compile(r"\s*[·,:(){}“”«»]\s*|\s{2,}|\n")
# As references are composed: “paragraph 4, a)”, “table, row 2”.
_REFERENCE = re.compile(r"\b(paragraph|item|row|heading|dateline|line|column) \w")
PAGES = (
    "/",
    "/about/",
    "/about/endorsing/",
    "/consultations/",
    "/documents/",
    "/extracts/",
    "/glossary/",
    "/moderation/rules/",
    "/organisations/",
    "/organisations/?country=DE",
    "/organisations/apply/",
    "/recommendations/",
    "/search/?q=harbour",
    "/speakers/",
)


class _Words(HTMLParser):
    """What a page says in its language: without what has one of its own, or is for programs."""

    def __init__(self, page: str, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [given[name] for name in ("aria-label", "title") if given.get(name)]
        if tag not in _VOID:
            is_foreign = given.get("lang", self.language) != self.language
            is_other = is_foreign or tag in ("pre", "script", "style")
            self.open.append((tag, is_other))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(is_other for _tag, is_other in self.open):
            self.found.append(data)


def _english(language: str) -> set[str]:
    """Return the names and labels that are called otherwise in the language."""
    places = [*Country.objects.all(), *Region.objects.all()]
    with override(language):
        names = {each.name for each in places if str(each) != each.name}
        labels = {each for each in in_choices() if gettext(each).casefold() != each.casefold()}
    kinds = {"Session report", "Thematic consultation", "English", "French", "Chinese"}
    return {each.casefold() for each in names | labels | kinds}


@pytest.fixture
def pages(db) -> list[str]:
    """Some lists, and what is behind the first entries of each."""
    make_crowded(Random(7), asks=3)  # noqa: S311 - the same crowd each time
    organisation = factories.make_organisation(country_id="DE", region_id="155", languages="zh, en")
    document = factories.make_document()
    extract = factories.make_extract(document=document)
    ask = factories.make_recommendation(extracts=[extract], consultation=document.consultation)
    factories.make_paragraph(document, 9, reference="table, row 2", anchor="t1-r2")
    shown = (organisation, document, document.consultation, ask)
    assert Organisation.objects.count() > 1
    return [*PAGES, *(each.get_absolute_url() for each in shown)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_label_and_no_name_of_a_place_stays_in_english(client: Client, pages, language):
    english, met = _english(language), 0
    for address in pages:
        page = client.get(address, headers={"accept-language": language})
        words = _Words(page.content.decode(), language).found
        met += len(words)
        said = {piece.strip().casefold() for each in words for piece in _BETWEEN.split(each)}
        assert (address, said & english) == (address, set())
        assert (address, [each for each in words if _REFERENCE.search(each)]) == (address, [])
    assert met > 2000
