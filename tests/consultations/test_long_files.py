"""Files of three hundred pages are read in good time."""

import time
from pathlib import Path

import pytest

from consultations.importing import read
from consultations.reading_files import read_file
from tests.consultations import word_files
from tests.consultations.pieces import Piece, pieces_of
from tests.consultations.portable_files import typeset

pytestmark = pytest.mark.exhaustive
FIXTURE = Path(__file__).parent / "fixtures" / "session_report.txt"
PAGES = 300
PARAGRAPHS_ON_A_PAGE = 12


@pytest.fixture(scope="module")
def pieces() -> list[Piece]:
    printed = [piece for piece in pieces_of(read(FIXTURE.read_text())) if not piece.cells]
    words = " ".join(piece.text for piece in printed).split()
    return [
        Piece(
            "paragraph",
            f"Reading {number} was {' '.join(words[start % 700 : start % 700 + 46])}.",
            begins_page=number % PARAGRAPHS_ON_A_PAGE == 1 and number > 1,
        )
        for number, start in enumerate(range(0, PAGES * PARAGRAPHS_ON_A_PAGE * 7, 7), 1)
    ]


@pytest.mark.parametrize(
    ("make", "most"), [(word_files.typed, 20), (typeset, 90)], ids=["docx", "pdf"]
)
def test_three_hundred_pages_are_read_in_good_time(pieces, make, most):
    data = make(pieces)
    started = time.monotonic()
    reading = read_file(data)
    assert time.monotonic() - started < most
    assert max(line.page for line in reading.lines) == PAGES
    assert [block.text for block in reading.blocks] == [piece.text for piece in pieces]
