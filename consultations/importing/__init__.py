"""Reading a document, in plain text or Markdown, into blocks that can be cited.

Pure: no Django, no database. `decode` makes text of a file's bytes, `read` makes blocks of it;
`characters_of` tells whether there is a text to decode at all.
"""

from consultations.importing.cells import item_reference
from consultations.importing.decoding import characters_of, decode
from consultations.importing.document import read
from consultations.importing.reading import Block, Reading, Remark, UnreadableDocument

__all__ = [
    "Block",
    "Reading",
    "Remark",
    "UnreadableDocument",
    "characters_of",
    "decode",
    "item_reference",
    "read",
]
