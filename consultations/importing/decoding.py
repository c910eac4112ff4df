"""From the bytes of a file to its characters, or a plain word on why that cannot be."""

import codecs
import re
import unicodedata
from itertools import groupby

from consultations.importing.reading import Remark, UnreadableDocument

OTHER_FORMATS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a packed file (such as .docx or .odt)",
    b"\xd0\xcf\x11\xe0": "an older Office file (such as .doc)",
    b"{\\rtf": "an RTF file",
}
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# All of C0 and C1 but tab, line feed and form feed (which is how some tools print a page break).
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
MOST_MARKS_ON_A_LETTER = 30  # as in the Stream-Safe Text Format of UAX 15


def decode(data: bytes) -> tuple[str, list[Remark]]:
    """Return the text, its lines ended by LF, and remarks on what had to be guessed.

    UTF-8 and UTF-16 with its mark are read for what they are; anything else as windows-1252.
    Raises UnreadableDocument for another format, control characters, or nothing to read.
    """
    text, remarks = characters_of(data)
    refuse_stacked_marks(text)
    return text, remarks + _lost_characters(text)


def characters_of(data: bytes) -> tuple[str, list[Remark]]:
    """Return what `decode` does of a plain text, and raise what it raises, in less time.

    Whether its letters can be composed is not looked at.
    """
    _refuse_other_formats(data)
    text, remarks = _characters(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_control_characters(text)
    if not text.strip():
        raise UnreadableDocument("The file is empty: there is nothing to read in it.")
    return text, remarks


def refuse_stacked_marks(text: str) -> None:
    """Raise UnreadableDocument where one letter carries more marks than any script uses.

    Composing such text takes time in the square of their number.
    """
    if text.isascii():
        return
    for combines, run in groupby(text, key=_combines):
        if combines and sum(1 for _ in run) > MOST_MARKS_ON_A_LETTER:
            raise UnreadableDocument("A letter carries over thirty marks: this is not a text.")


def _combines(character: str) -> bool:
    return unicodedata.combining(character) != 0


def _refuse_other_formats(data: bytes) -> None:
    for beginning, name in OTHER_FORMATS.items():
        if data.startswith(beginning):
            raise UnreadableDocument(
                f"The file is {name}, not plain text or Markdown. Save it as text (UTF-8) first."
            )


def _characters(data: bytes) -> tuple[str, list[Remark]]:
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data, "utf-8-sig", "UTF-8"), []
    if data.startswith(UTF_16_MARKS):
        return _strictly(data, "utf-16", "UTF-16"), [Remark(1, "read as UTF-16, as its mark says")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        guess = "not UTF-8 from this line on: the whole file is read as windows-1252, as a guess"
        return _strictly(data, "cp1252", "windows-1252"), [Remark(_line(data, error), guess)]


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = _line(data, error)
        raise UnreadableDocument(
            f"Line {line} holds bytes that are no characters in {name}. Save the file as UTF-8."
        ) from error


def _line(data: bytes, error: UnicodeDecodeError) -> int:
    return len(re.findall(rb"\r\n?|\n", data[: error.start])) + 1


def _refuse_control_characters(text: str) -> None:
    found = CONTROL.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    name = "a NUL character" if found[0] == "\0" else f"the control character U+{ord(found[0]):04X}"
    raise UnreadableDocument(f"Line {line} holds {name}: this is not a plain text.")


def _lost_characters(text: str) -> list[Remark]:
    """Remark on each line with U+FFFD, which stands where an earlier tool lost a character."""
    what = "U+FFFD stands here: a character was lost before the file came to us"
    return [Remark(at, what) for at, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
