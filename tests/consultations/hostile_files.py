"""Files made to do harm, or broken: each with a word that its refusal holds."""

import io
import zlib
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.consultations import contents, word_files
from tests.consultations.pieces import Piece
from tests.consultations.portable_files import typeset

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _with(name: str, data: bytes) -> bytes:
    """Return a good file in which one part is another: `document`, or any by its whole name."""
    name = name if "/" in name else f"word/{name}.xml"
    out = io.BytesIO()
    with ZipFile(io.BytesIO(word())) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry.filename, source.read(entry))
        target.writestr(name, data)
    return out.getvalue()


def word() -> bytes:
    file = word_files.new()
    word_files.add(file, "The quay is closed.", listed="paragraphs")
    return word_files.content(file)


def pdf() -> bytes:
    return typeset([Piece("paragraph", "The quay is closed.")])


def _body(inner: str, prolog: str = "") -> bytes:
    return f'{prolog}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def _paragraphs(number: int) -> bytes:
    return _body("".join(f"<w:p><w:r><w:t>Quay {n}</w:t></w:r></w:p>" for n in range(number)))


_LONG = " ".join(map(str, range(500_000)))
_DELETED = "".join(
    f"<w:del><w:r><w:delText>Quay {n}</w:delText></w:r></w:del>" for n in range(60_000)
)
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
_BILLION = _body("<w:p><w:r><w:t>&l8;</w:t></w:r></w:p>", f"<!DOCTYPE d [{_LAUGHS}]>")
_OUTSIDE = _body(
    "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
)


def _bomb(name: str, mebibytes: int) -> bytes:
    out = io.BytesIO(word())
    with ZipFile(out, "a", ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr(name, bytes(mebibytes * 1024 * 1024))
    return out.getvalue()


def _many_parts(number: int) -> bytes:
    out = io.BytesIO(word())
    with ZipFile(out, "a") as packed:
        for part in range(number):
            packed.writestr(f"word/part{part}.xml", "")
    return out.getvalue()


def _lying_size() -> bytes:
    """Return a file whose text says that it is small, and is not."""
    long = _paragraphs(50_000)
    size = len(long).to_bytes(4, "little")
    return _with("document", long).replace(size, (100).to_bytes(4, "little"))


def _encrypted_entry() -> bytes:
    out = io.BytesIO(word())
    with ZipFile(out, "a") as packed:
        packed.writestr(ZipInfo("word/secret.xml"), b"secret")
    data = bytearray(out.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _twice(name: str) -> bytes:
    out = io.BytesIO(word())
    with ZipFile(out, "a") as packed:
        packed.writestr(name.upper(), b"twice")
    return out.getvalue()


def _pdf_with_stream(data: bytes, filters: str | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    stream = DecodedStreamObject()
    stream.set_data(data)
    if filters:
        stream[NameObject("/Filter")] = NameObject(filters)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _pdf_bomb() -> bytes:
    packed = bytes(400 * 1024 * 1024)
    return _pdf_with_stream(zlib.compress(packed, 9), "/FlateDecode")


def _locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="AES-256")
    return _written(writer)


def _pages(number: int) -> bytes:
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(100, 100)
    return _written(writer)


def _pages_in_a_circle() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    tree = writer._root_object["/Pages"]
    tree["/Kids"].append(writer._root_object.raw_get("/Pages"))  # type: ignore[attr-defined]
    return _written(writer)


def _form_in_a_circle() -> bytes:
    """A picture that draws itself."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    form = DecodedStreamObject()
    form.set_data(b"/F Do")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    reference = writer._add_object(form)
    own = DictionaryObject({NameObject("/F"): reference})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): own})
    page = writer.pages[0]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): own})
    stream = DecodedStreamObject()
    stream.set_data(b"/F Do")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def _deep(number: int) -> bytes:
    inside = "<w:ins>" * number + "<w:r><w:t>Q</w:t></w:r>" + "</w:ins>" * number
    return _body(f"<w:p>{inside}</w:p>")


EXTERNAL = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:9/steal" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    b"</Relationships>"
)

# How each is made, and what its refusal says.
REFUSED = {
    "entities that multiply": (lambda: _with("document", _BILLION), "entities"),
    "an entity from outside": (lambda: _with("document", _OUTSIDE), "entities"),
    "entities in the styles": (lambda: _with("styles", _BILLION), "entities"),
    "entities in UTF-16": (
        lambda: _with("document", _OUTSIDE.decode().encode("utf-16")), "entities"),
    "a bomb of zeros": (lambda: _bomb("word/media.bin", 90), "200 times"),
    "a bomb of text": (lambda: _bomb("word/more.xml", 40), "200 times"),
    "a bomb that lies": (_lying_size, "damaged"),
    "large in all": (lambda: _with("word/media.bin", bytes(range(256)) * 450_000), "100 MB|200"),
    "two thousand parts": (lambda: _many_parts(2001), "By its content"),
    "a name that leads out": (lambda: _with("../../etc/cron.d/x", b"x"), "outside"),
    "a name from the root": (lambda: _with("/etc/passwd", b"x"), "outside"),
    "a name of another system": (lambda: _with("C:/x", b"x"), "outside"),
    "one name twice": (lambda: _twice("word/document.xml"), "one name"),
    "an encrypted part": (_encrypted_entry, "encrypted"),
    "the text from elsewhere": (lambda: _with("_rels/.rels", EXTERNAL), "damaged"),
    "no text at all": (lambda: _with("document", _body("")), "nothing to read"),
    "a text that is no XML": (lambda: _with("document", b"<w:document"), "damaged"),
    "too many paragraphs": (lambda: _with("document", _paragraphs(50_001)), "over|more than 50000"),
    "too many letters": (
        lambda: _with("document", _body(f"<w:p><w:r><w:t>{_LONG}</w:t></w:r></w:p>")),
        "three million"),
    "a tree too deep": (lambda: _with("document", _deep(5000)), "damaged|too deep"),
    "macros": (lambda: _with("word/vbaProject.bin", b"x"), "By its content"),
    "a package cut short": (lambda: word()[:-200], "By its content|damaged"),
    "a package with a hole": (
        lambda: (w := word())[:3000] + bytes(500) + w[3500:], "damaged|By its content"),
    "an OpenDocument": (lambda: contents.ODT, "kept, not read"),
    "a table of contents alone": (
        lambda: b"PK\x03\x04" + b"PK\x01\x02" * 5000, "By its content"),
    "an older Office file": (lambda: b"\xd0\xcf\x11\xe0" + bytes(5000), "older Office"),
    "RTF": (lambda: b"{\\rtf1 The quay}", "RTF"),
    "a program": (lambda: b"\x7fELF" + bytes(500), "control character|NUL"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "control character|NUL"),
    "a PDF of nothing": (lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "a PDF cut short": (lambda: pdf()[:600], "damaged|scan"),
    "a PDF bomb": (_pdf_bomb, "damaged|scan|too large"),
    "a PDF with a password": (_locked, "password"),
    "a PDF of 501 pages": (lambda: _pages(501), "501 pages"),
    "a scan": (lambda: _pages(3), "OCR"),
    "pages in a circle": (_pages_in_a_circle, "damaged|too deep"),
    "a form that draws itself": (_form_in_a_circle, "damaged|scan|too deep"),
    "a PDF in another's clothes": (lambda: b"%PDF-1.7\n" + word(), "damaged|scan"),
    "operators without end": (
        lambda: _pdf_with_stream(b"BT " + b"[" * 100_000 + b" ET"), "damaged|scan|too deep"),
    "a letter of ten thousand marks": (
        ("e" + "\u0301" * 10_000).encode, "over thirty marks"),
    "fifty thousand lines": (lambda: b"- quay\n\n" * 50_001, "more than 50000 blocks"),
    "more left out than said": (
        lambda: _with("document", _body(f"<w:p><w:r><w:t>Q.</w:t></w:r>{_DELETED}</w:p>")),
        "leaves more out"),
    "control characters": (lambda: b"The quay\x00is closed", "NUL"),
    "twenty-one megabytes": (lambda: b"quay " * (21 * 1024 * 1024 // 5), "20 MB"),
}  # fmt: skip
