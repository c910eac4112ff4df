"""Plain text and Markdown."""

from consultations.importing import Reading, Stage, decode, read
from consultations.unpacking.caps import refuse_blocks, refuse_length


def unpack(data: bytes) -> Reading:
    """Return the reading of a text; raises UnreadableDocument for what is none, or too long."""
    text, remarks = decode(data)
    refuse_length(len(text))
    refuse_blocks(text.count("\n\n"))
    return read(text).with_remarks(remarks, Stage("read", {"characters": len(text)}))
