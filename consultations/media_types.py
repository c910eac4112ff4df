"""What kind of file some content is: told by the content alone, from a short closed list."""

import io
import re
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from consultations.importing import UnreadableDocument, characters_of
from consultations.models import StoredFile
from ledger.refusal import Refused

MediaType = StoredFile.MediaType
MOST_BYTES_OF_A_FILE = 20 * 1024 * 1024
# A document has dozens of parts; a table of contents of many thousands is there to do harm.
_MOST_PARTS = 2000
_DOCX_TEXT = re.compile(r"word/document\d*\.xml")
_PART = b"PK\x01\x02"
# The mark of an OpenDocument text: its first part, not packed, stands at a fixed place.
_ODT_MARK = b"mimetypeapplication/vnd.oasis.opendocument.textPK"
_ODT_MARK_AT = 30


# Pictures are told by their first bytes.
_PICTURES = {b"\xff\xd8\xff": MediaType.JPEG, b"\x89PNG\r\n\x1a\n": MediaType.PNG}


def scan_type_of(data: bytes) -> str:
    """Return the media type of a scan; raises Refused for what is no PDF and no picture."""
    picture = next((kind for mark, kind in _PICTURES.items() if data.startswith(mark)), None)
    if picture and len(data) <= MOST_BYTES_OF_A_FILE:
        return picture
    if data.startswith(b"%PDF-"):
        return media_type_of(data)
    raise Refused(_("By its content this is no PDF and no picture (JPEG, PNG) of up to 20 MB."))


def media_type_of(data: bytes) -> str:
    """Return the media type; raises Refused for what is empty, too large or of no known kind."""
    if not data:
        raise Refused(_("This file is empty."))
    if len(data) > MOST_BYTES_OF_A_FILE:
        raise Refused(_("This file is larger than 20 MB."))
    if data.startswith(b"%PDF-"):
        return MediaType.PDF
    found = _packed(data) if data.startswith(b"PK\x03\x04") else _text(data)
    if found is None:
        raise Refused(
            _("By its content this is no PDF, Word (.docx), OpenDocument (.odt) or plain text.")
        )
    return found


def _packed(data: bytes) -> str | None:
    """Return what the names of the parts make of it; nothing is unpacked."""
    if data.count(_PART) > _MOST_PARTS:
        return None
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            parts = set(packed.namelist())
    except (BadZipFile, NotImplementedError, OverflowError, ValueError):
        return None
    if data.startswith(_ODT_MARK, _ODT_MARK_AT) and "content.xml" in parts:
        return MediaType.ODT
    has_text = any(_DOCX_TEXT.fullmatch(part) for part in parts)
    has_macros = "word/vbaProject.bin" in parts
    is_docx = has_text and not has_macros and "[Content_Types].xml" in parts
    return MediaType.DOCX if is_docx else None


def _text(data: bytes) -> str | None:
    try:
        characters_of(data)
    except UnreadableDocument:
        return None
    return MediaType.TEXT
