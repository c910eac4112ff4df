"""Spreadsheets read into tables by a program of their own; their kind is told by the content."""

import io
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from consultations.importing import UnreadableDocument
from consultations.importing.decoding import OTHER_FORMATS
from consultations.media_types import MOST_BYTES_OF_A_FILE
from consultations.reading_files import told_by_program
from spreadsheets.cells import Table, from_json

_PACKED = b"PK\x03\x04"
_PART = b"PK\x01\x02"
_MOST_PARTS = 2000


def read_table(data: bytes) -> Table:
    """Return the table in the file: a workbook (.xlsx) or text (CSV).

    Raises UnreadableDocument, which says why, where it is of another kind, harmful, damaged or
    too large; nothing is left behind then.
    """
    if not data:
        raise UnreadableDocument(_("This file is empty."))
    if len(data) > MOST_BYTES_OF_A_FILE:
        raise UnreadableDocument(_("This file is larger than 20 MB."))
    return from_json(told_by_program("spreadsheets.tables", _kind_of(data), data))


def _kind_of(data: bytes) -> str:
    if data.startswith(_PACKED):
        if not _is_workbook(data):
            raise UnreadableDocument(
                _("By its content this is no workbook (.xlsx) without macros. Save it as one.")
            )
        return "xlsx"
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableDocument(_("By its content this is no workbook (.xlsx) and no CSV."))
    if data.startswith(tuple(OTHER_FORMATS)):
        raise UnreadableDocument(
            _("This is a file of another kind, or an older workbook (.xls). Save it as .xlsx.")
        )
    return "csv"


def _is_workbook(data: bytes) -> bool:
    """Tell by the names of its parts; nothing is unpacked."""
    if data.count(_PART) > _MOST_PARTS:
        return False
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            parts = set(packed.namelist())
    except (BadZipFile, NotImplementedError, OverflowError, ValueError):
        return False
    return "xl/workbook.xml" in parts and "xl/vbaProject.bin" not in parts
