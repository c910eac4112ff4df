"""A curator puts a consultation on record, from its windows to what is asked in it."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.administration import (
    add,
    enter_admin,
    fill_in,
    import_text,
    open_list,
    open_particulars,
    publish_document,
    save,
    search,
    see_done,
    step,
)
from tests.journeys.moving import CURATOR, comes_on_screen

QUOTE = "let the harbour office stay open at night"
TEXT = f"""The meeting began late.

1. We ask that you {QUOTE}, and say so on the quay.

2. Nothing else was agreed.
"""
ASKED = "Keep harbour offices open at night"


@dataclass(frozen=True)
class Record:
    """Names that nothing else on record has."""

    mark: str

    @property
    def code(self) -> str:
        return f"J{self.mark.upper()}"

    @property
    def consultation(self) -> str:
        return f"Harbour hearing {self.mark}"

    @property
    def session(self) -> str:
        return f"Night shift {self.mark}"

    @property
    def speaker(self) -> str:
        return f"Oluchi Brandt {self.mark}"

    @property
    def document(self) -> str:
        return f"Statement from the quay {self.mark}"


@pytest.fixture
def record():
    return Record(secrets.token_hex(3))


def test_what_a_curator_puts_on_record_is_public_and_linked_both_ways(
    new_page, record, look, keep_picture
):
    curator, visitor = new_page(), new_page()
    enter_admin(curator, CURATOR)
    _consultation(curator, record, keep_picture)
    _session(curator, record)
    appearance = _speaker(curator, record)
    _document(curator, record, appearance, keep_picture)
    _extract(curator, record, keep_picture)
    _recommendation(curator, record, keep_picture)

    visitor.goto("/consultations/")
    _from_consultation_to_speaker(visitor, record, look)
    _from_speaker_to_recommendation(visitor, record, look)
    _from_recommendation_back(visitor, record, look)


def _consultation(page, record, keep_picture):
    """Add it with its windows on clocks five hours and three quarters ahead, and publish it."""
    yesterday, later = _day(-1), _day(30)
    open_list(page, "Consultations")
    add(page, "consultation")
    fill_in(page, "Process:", "Global Forum on Migration and Development")
    fill_in(page, "Code:", record.code)
    fill_in(page, "Slug:", f"harbour-hearing-{record.mark}")
    fill_in(page, "Kind:", "Hearing")
    fill_in(page, "Title:", record.consultation)
    fill_in(page, "Place:", "Pokhara")
    fill_in(page, "Time zone:", "Asia/Kathmandu")
    fill_in(page, "First day:", _day(-9))
    fill_in(page, "Last day:", _day(-9))
    for window in ("Comments", "Endorsements"):
        fill_in(page, f"{window} from:", f"{yesterday}T09:00")
        fill_in(page, f"{window} until:", f"{later}T18:00")
    save(page)
    for window in ("Comments", "Endorsements"):
        expect(step(page, window)).to_contain_text("09:00 Pokhara = 03:15 UTC until")
    keep_picture(page, "next-steps")
    page.get_by_role("button", name="Publish consultation").click()
    see_done(page, "The consultation is public now.")


def _day(distance):
    return (datetime.now(UTC) + timedelta(days=distance)).date().isoformat()


def _session(page, record):
    step(page, "Sessions").get_by_role("link", name="Add").click()
    fill_in(page, "Number:", "1")
    fill_in(page, "Title:", record.session)
    fill_in(page, "Starts:", f"{_day(-9)}T20:00")
    save(page)


def _speaker(page, record):
    """Add a speaker and their part in the session, and return its number."""
    open_list(page, "Speakers")
    add(page, "speaker")
    fill_in(page, "Name:", record.speaker)
    fill_in(page, "Slug:", f"oluchi-brandt-{record.mark}")
    save(page)
    page.get_by_role("link", name="Add an appearance").click()
    fill_in(page, "Consultation:", re.compile(record.consultation))
    fill_in(page, "Session:", re.compile(record.session))
    fill_in(page, "Role:", "Panellist")
    fill_in(page, "Position then:", "Harbour pilot")
    save(page)
    return page.url.split("/appearance/")[1].split("/")[0]


def _document(page, record, appearance, keep_picture):
    """Paste its text, look at its paragraphs, publish it."""
    open_list(page, "Consultations")
    search(page, record.code).get_by_role("link").first.click()
    step(page, "Documents").get_by_role("link", name="Add").click()
    import_text(page, TEXT, {"Title:": record.document, "Kind:": "Statement"})
    keep_picture(page, "review")
    open_particulars(page)
    fill_in(page, "Session:", re.compile(record.session))
    fill_in(page, "Delivered by:", appearance)
    save(page)
    keep_picture(page, "document")
    publish_document(page)


def _extract(page, record, keep_picture):
    """Paste the quoted words: they are found in their paragraph."""
    page.get_by_role("link", name="Add an extract").click()
    fill_in(page, "Paste the quoted words:", QUOTE)
    fill_in(page, "Kind:", "Recommendation")
    fill_in(page, "Our wording:", "Harbour offices should stay open at night.")
    fill_in(page, "Voice as printed:", record.speaker)
    fill_in(page, "Asked by:", "civil society")
    fill_in(page, "Asked of:", "Harbour authorities")
    save(page)
    expect(page.get_by_role("listitem").filter(has_text=QUOTE)).to_contain_text("paragraph 1")
    keep_picture(page, "extract")


def _recommendation(page, record, keep_picture):
    """Draft it from the extract, publish it, and go to its public page."""
    page.get_by_role("link", name="Draft a recommendation from this").click()
    fill_in(page, "Title:", ASKED)
    save(page)
    keep_picture(page, "draft")
    page.get_by_role("link", name="Publish", exact=True).click()
    keep_picture(page, "publish")
    page.get_by_role("button", name="Publish").click()
    see_done(page, "Published:")
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASKED)


def test_no_theme_stands_out_of_sight_beside_the_others(size, open_page, keep_picture):
    page = open_page(size)
    enter_admin(page, CURATOR)
    open_list(page, "Recommendations")
    add(page, "recommendation")

    themes = page.locator("#id_themes")
    expect(themes.locator("input").nth(30)).to_be_visible()
    assert themes.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert themes.evaluate("box => box.scrollHeight <= box.clientHeight")
    keep_picture(page, "themes")


def _follow(page, name, heading=None):
    """Click the link in the page's own part, and see the page it leads to."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading or name)


def _from_consultation_to_speaker(page, record, look):
    _follow(page, record.consultation)
    look(page, "consultation")
    _follow(page, record.session)
    look(page, "session")
    _follow(page, record.consultation)
    _follow(page, record.speaker)
    look(page, "speaker")


def _from_speaker_to_recommendation(page, record, look):
    _follow(page, record.session)
    _follow(page, record.speaker)
    _follow(page, record.document)
    look(page, "document")
    _follow(page, f"Recommendation {record.code}-01", ASKED)
    look(page, "recommendation")


def _from_recommendation_back(page, record, look):
    _follow(page, "read it in context", record.document)
    assert page.locator(":target mark").inner_text() == QUOTE
    assert comes_on_screen(page.locator(":target"))
    _follow(page, record.speaker)
    _follow(page, record.document)
    _follow(page, f"Recommendation {record.code}-01", ASKED)
    _follow(page, record.consultation)
    _follow(page, ASKED)
    _follow(page, record.session)
    _follow(page, f"{record.code}-01", ASKED)
