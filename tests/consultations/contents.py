"""What is in files of each kind, as small as can be."""

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nThe harbour council asks for longer opening hours.\n%%EOF\n"
TEXT = "Harbour Statement\n\n1. The caf\xe9 on the first quay.\n\n2. The second quay.\n".encode()
OF_WINDOWS = TEXT.decode().encode("cp1252")
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def packed(*parts: tuple[str, str], packing: int = ZIP_DEFLATED) -> bytes:
    """Return a packed file with these parts, each a name and its content."""
    kept = io.BytesIO()
    with ZipFile(kept, "w") as file:
        for name, content in parts:
            file.writestr(name, content, ZIP_STORED if name == "mimetype" else packing)
    return kept.getvalue()


DOCX = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>"))
ODT = packed(("mimetype", ODT_TYPE), ("content.xml", "<office:document-content/>"))
