"""What office programs make of the files: opened and written out again by LibreOffice itself."""

import csv
import shutil
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from catalogue.cells import inert
from tests import factories

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(SOFFICE is None, reason="there is no LibreOffice here"),
]
# With commas, in UTF-8, values and not formulas: one that was taken for a formula is its result.
_TABLE = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
ODD = ("=1+1", "-2+3", "@SUM(A1)", "'quoted", "+1", "الموانئ 港口")


def _opened(content: bytes, name: str, into: str, folder: Path) -> str:
    """Return what the file holds, as LibreOffice writes it out."""
    (folder / name).write_bytes(content)
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        *(["--infilter=CSV:44,34,76,1"] if name.endswith(".csv") else []),
        "--convert-to",
        into,
        "--outdir",
        str(folder / "out"),
        str(folder / name),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [made] = (folder / "out").iterdir()
    return made.read_text(encoding="utf-8-sig")


def test_libreoffice_reads_the_workbook_and_no_cell_is_a_formula(
    db: Any, client: Any, tmp_path: Path
) -> None:
    rows = [factories.make_recommendation(draft_title=odd) for odd in ODD]

    content = client.get("/recommendations/export.xlsx").getvalue()
    read = list(csv.DictReader(StringIO(_opened(content, "asks.xlsx", _TABLE, tmp_path))))

    assert [row["code"] for row in read] == [row.code for row in rows]
    assert [row["title"] for row in read] == list(ODD)
    assert [row["version"] for row in read] == ["1"] * len(rows)
    assert all(row["published"].startswith("20") for row in read)


def test_libreoffice_takes_no_cell_of_the_table_for_a_formula(
    db: Any, client: Any, tmp_path: Path
) -> None:
    for odd in ODD:
        factories.make_recommendation(draft_title=odd)

    content = client.get("/recommendations/export.csv").getvalue()
    read = list(csv.DictReader(StringIO(_opened(content, "asks.csv", _TABLE, tmp_path))))

    assert [row["title"] for row in read] == list(map(inert, ODD))
    assert len({row["licence"] for row in read}) == 1


def test_libreoffice_reads_the_brief(db: Any, client: Any, tmp_path: Path) -> None:
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    factories.make_endorsement(recommendation=row)

    content = client.get(f"/brief/brief.docx?code={row.code}").content
    read = _opened(content, "brief.docx", "txt:Text (encoded):UTF8", tmp_path)

    for words in (
        "Lines to take",
        row.text.text,
        "In the source",
        "“asked for longer",
        "CC BY 4.0",
    ):
        assert words in read
