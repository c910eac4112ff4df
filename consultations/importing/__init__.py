"""Reading a document, in plain text or Markdown, into blocks that can be cited.

Pure: no Django, no database. `decode` makes text of a file's bytes, `read` makes blocks of it.
"""

from consultations.importing.cells import item_reference
from consultations.importing.decoding import decode
from consultations.importing.document import read
from consultations.importing.reading import Block, Reading, Remark, UnreadableDocument

__all__ = ["Block", "Reading", "Remark", "UnreadableDocument", "decode", "item_reference", "read"]
