"""Lines of place and date, and the dates with which a line may begin."""

import re

from consultations.importing.sentences import is_open

DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
DAYS = rf"{DAY}(?:\s?[-–/]\s?{DAY})?"
MONTH = r"(?:de\s)?[^\W\d_]{3,12}\.?,?"
YEAR = r"(?:de\s)?(?:19|20)\d\d\b"
DATE = re.compile(
    rf"\b{DAYS}\s{{1,3}}{MONTH}\s{{1,3}}{YEAR}|[^\W\d_]{{3,12}}\.?\s{{1,3}}{DAYS},?\s{{1,3}}{YEAR}"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\d{4}\s?年\s?\d{1,2}\s?月"
)
LONGEST = 160
MOST_WORDS_BEFORE = 4  # “Statement at the Consultation of 5 May 2020” is a title


def is_dateline(text: str) -> bool:
    """Return whether the line says where and when, and hardly anything else."""
    if len(text) > LONGEST or not is_open(text):
        return False
    date = DATE.search(text)
    return date is not None and len(text[: date.start()].split()) <= MOST_WORDS_BEFORE


def begins_with_date(text: str) -> bool:
    """Return whether the line begins with a date, whose day is then no label."""
    return DATE.match(text[:60]) is not None
