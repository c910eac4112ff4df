"""Reading a document, in plain text or Markdown, into blocks that can be cited.

Pure: no Django, no database. `decode` makes text of a file's bytes, `read` makes blocks of it;
`characters_of` tells whether there is a text to decode at all.
"""

from consultations.importing.cells import item_reference
from consultations.importing.decoding import characters_of, decode
from consultations.importing.document import read, read_lines
from consultations.importing.labels import label_of
from consultations.importing.lines import Line
from consultations.importing.numbering import Name, Standing, name_all
from consultations.importing.reading import (
    Block,
    Reading,
    Remark,
    SourceLine,
    Stage,
    UnreadableDocument,
)
from consultations.importing.remarks import MARKUP
from consultations.importing.sentences import join
from consultations.importing.signs import is_bullet

__all__ = [
    "MARKUP",
    "Block",
    "Line",
    "Name",
    "Reading",
    "Remark",
    "SourceLine",
    "Stage",
    "Standing",
    "UnreadableDocument",
    "characters_of",
    "decode",
    "is_bullet",
    "item_reference",
    "join",
    "label_of",
    "name_all",
    "read",
    "read_lines",
]
