"""What the program may use, and how much it takes in of a file."""

import os
import resource

from consultations.importing import Reading, UnreadableDocument

SECONDS_OF_PROCESSOR = 180
MOST_MEMORY = 512 * 1024 * 1024
MOST_WRITTEN = 1024 * 1024  # it writes nothing; what watches over it may
MOST_PAGES = 500
MOST_BLOCKS = 50_000
MOST_CHARACTERS = 3_000_000
MOST_REMARKS = 50_000


def cap() -> None:
    """Bind this process to its limits, and let everybody else go first."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, SECONDS_OF_PROCESSOR),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(10)


def refuse_length(characters: int) -> None:
    """Raise UnreadableDocument for a text longer than any that is kept here."""
    if characters > MOST_CHARACTERS:
        raise UnreadableDocument("The text is longer than three million characters.")


def refuse_pages(pages: int) -> None:
    """Raise UnreadableDocument for more pages than are read here."""
    if pages > MOST_PAGES:
        raise UnreadableDocument(f"The file has {pages} pages; at most {MOST_PAGES} are read.")


def refuse_blocks(blocks: int) -> None:
    """Raise UnreadableDocument for more blocks than are kept here."""
    if blocks > MOST_BLOCKS:
        raise UnreadableDocument(f"The text falls into more than {MOST_BLOCKS} blocks.")


def refuse_remarks(reading: Reading) -> None:
    """Raise UnreadableDocument where more is to be said of a text than it may be long."""
    told = sum(len(remark.what) for remark in reading.report)
    if len(reading.report) > MOST_REMARKS or told > MOST_CHARACTERS:
        raise UnreadableDocument("The file leaves more out of its text than is told here.")


def refuse_emptiness(reading: Reading) -> None:
    """Raise UnreadableDocument where nothing was read."""
    if not reading.blocks:
        raise UnreadableDocument("There is nothing to read in it.")
