"""Packed files (.docx), looked at before anything in them is unpacked."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from consultations.importing import UnreadableDocument
from consultations.unpacking.caps import refuse_blocks

MOST_ENTRIES = 2000
MOST_EXPANDED = 100 * 1024 * 1024
MOST_XML = 24 * 1024 * 1024  # a tree of it takes about ten times as much memory
MOST_RATIO = 200
# Text that repeats itself packs well; only what is large can do harm.
LARGE = 1024 * 1024
_XML_NAME = re.compile(r"\.(?:xml|rels)$", re.IGNORECASE)
# A declaration of entities, in any encoding that an XML file may have.
_DECLARATIONS = [
    sign.encode(codec)
    for sign in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("utf-8", "utf-16-le", "utf-16-be")
]


def refuse_harmful(data: bytes) -> None:
    """Raise UnreadableDocument for a package that could do harm, or is none.

    Sizes are those that the package declares: nothing is unpacked beyond them.
    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            _refuse_contents(packed.infolist())
            _refuse_texts(packed)
    except (BadZipFile, NotImplementedError, OverflowError, ValueError, EOFError) as error:
        raise UnreadableDocument("The file is damaged: it cannot be unpacked.") from error


def _refuse_contents(entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    _refuse(len(names) > MOST_ENTRIES, f"The file holds over {MOST_ENTRIES} parts.")
    is_doubled = len({name.casefold() for name in names}) < len(names)
    _refuse(is_doubled, "The file holds two parts of one name.")
    leads_out = any(map(_leads_out, names))
    _refuse(leads_out, "A part of the file is named as if it lay outside of it.")
    is_encrypted = any(entry.flag_bits & 1 for entry in entries)
    _refuse(is_encrypted, "The file is encrypted: save it without a password.")
    _refuse_expansion(entries)


def _refuse_expansion(entries: list[ZipInfo]) -> None:
    is_bomb = any(entry.file_size > LARGE and _ratio(entry) > MOST_RATIO for entry in entries)
    _refuse(is_bomb, "A part of the file unpacks to over 200 times its size.")
    expanded = sum(entry.file_size for entry in entries)
    _refuse(expanded > MOST_EXPANDED, "The file unpacks to more than 100 MB.")
    is_long = any(_is_xml(entry) and entry.file_size > MOST_XML for entry in entries)
    _refuse(is_long, "The text of the file unpacks to more than 24 MB.")


def _refuse(is_so: bool, why: str) -> None:
    if is_so:
        raise UnreadableDocument(why)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _ratio(entry: ZipInfo) -> float:
    return entry.file_size / max(entry.compress_size, 1)


def _is_xml(entry: ZipInfo) -> bool:
    return _XML_NAME.search(entry.filename) is not None


def _refuse_texts(packed: ZipFile) -> None:
    for entry in filter(_is_xml, packed.infolist()):
        part = packed.read(entry)
        # Counted before a tree is made of it; what is spelt otherwise is met later.
        refuse_blocks(part.count(b"<w:p>") + part.count(b"<w:p "))
        if any(sign in part for sign in _DECLARATIONS):
            raise UnreadableDocument("A part of the file declares entities of its own.")
