"""What kind of file something is, told by its content."""

import random

import pytest

from consultations.media_types import MOST_BYTES_OF_A_FILE, media_type_of, scan_type_of
from ledger.refusal import Refused
from tests.consultations import contents
from tests.consultations.contents import packed

WORD = ("[Content_Types].xml", "<Types/>")
OTHER_THAN_ODT = f"{contents.ODT_TYPE}-template"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (contents.PDF, "application/pdf"),
        (
            contents.DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            packed(WORD, ("word/document2.xml", "<w:document/>")),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (contents.ODT, "application/vnd.oasis.opendocument.text"),
        (contents.TEXT, "text/plain"),
        (contents.OF_WINDOWS, "text/plain"),
        (contents.TEXT.decode().encode("utf-16"), "text/plain"),
        (b"# Harbours\n", "text/plain"),
    ],
)
def test_each_kind_is_known_by_its_content(content, media_type):
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\x89PNG\r\n\x1a\n\x00",
        b"{\\rtf1 An older text}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04",
        b"PK\x03\x04 and no table of contents",
        packed(("any.txt", "words")),
        packed(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")),
        packed(("word/document.xml", "<w:document/>")),
        packed(WORD, ("word/document.xml", ""), ("word/vbaProject.bin", "macros")),
        packed(("mimetype", OTHER_THAN_ODT), ("content.xml", "")),
        packed(("mimetype", contents.ODT_TYPE)),
        packed(("content.xml", ""), ("mimetype", contents.ODT_TYPE)),
        packed(WORD, ("word/document.xml", ""), *((f"word/{n}", "") for n in range(2000))),
        b" \n ",
        b"a\x00b",
    ],
)
def test_what_is_no_document_is_refused(content):
    with pytest.raises(Refused, match="no PDF, Word"):
        media_type_of(content)


def test_what_is_empty_or_too_large_is_refused():
    with pytest.raises(Refused, match="empty"):
        media_type_of(b"")
    with pytest.raises(Refused, match="larger than 20 MB"):
        media_type_of(b"%PDF-" + bytes(MOST_BYTES_OF_A_FILE))
    assert media_type_of(b"%PDF-".ljust(MOST_BYTES_OF_A_FILE, b" ")) == "application/pdf"


@pytest.mark.parametrize("content", [contents.DOCX, contents.ODT], ids=["docx", "odt"])
def test_no_broken_file_breaks_what_looks_at_it(content):
    chance = random.Random(17)  # noqa: S311 - the same each time
    for _each in range(2000):
        broken = bytearray(content[: chance.randrange(5, len(content) + 1)])
        for _spot in range(chance.randrange(6)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        try:
            media_type_of(bytes(broken))
        except Refused:
            continue


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (contents.PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0picture", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\npicture", "image/png"),
    ],
)
def test_a_scan_is_a_pdf_or_a_picture(content, media_type):
    assert scan_type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        contents.TEXT,
        contents.DOCX,
        b"<svg onload=alert(1)>",
        b"GIF89a",
        b"\xff\xd8\xff" + bytes(MOST_BYTES_OF_A_FILE),
        b"%PDF-" + bytes(MOST_BYTES_OF_A_FILE),
    ],
    ids=["nothing", "text", "word", "svg", "gif", "large picture", "large pdf"],
)
def test_nothing_else_is_a_scan(content):
    with pytest.raises(Refused):
        scan_type_of(content)
