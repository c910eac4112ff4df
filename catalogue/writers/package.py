"""What a workbook is made of around its sheets (Office Open XML, ECMA-376)."""

from datetime import UTC
from xml.sax.saxutils import escape

from catalogue.exports import LICENCE, Export

BEGINNING = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMS = "http://schemas.openxmlformats.org"
MAIN = f"{_FORMS}/spreadsheetml/2006/main"
_WITHIN = f"{_FORMS}/officeDocument/2006/relationships"
# Plain, the head of a column, a day, a moment, and words over several lines.
STYLES = (
    f'{BEGINNING}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" '
    'applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def frame(export: Export) -> dict[str, str]:
    """Return the parts around the sheets, by their names in the file."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {
        "/xl/workbook.xml": f"{kind}.sheet.main+xml",
        "/xl/worksheets/sheet1.xml": f"{kind}.worksheet+xml",
        "/xl/worksheets/sheet2.xml": f"{kind}.worksheet+xml",
        "/xl/styles.xml": f"{kind}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    package = f"{_FORMS}/package/2006"
    return {
        "[Content_Types].xml": _types(overrides, package),
        "_rels/.rels": _ties(
            package,
            [
                (f"{_WITHIN}/officeDocument", "xl/workbook.xml"),
                (f"{package}/relationships/metadata/core-properties", "docProps/core.xml"),
            ],
        ),
        "xl/_rels/workbook.xml.rels": _ties(
            package,
            [
                (f"{_WITHIN}/worksheet", "worksheets/sheet1.xml"),
                (f"{_WITHIN}/worksheet", "worksheets/sheet2.xml"),
                (f"{_WITHIN}/styles", "styles.xml"),
            ],
        ),
        "xl/workbook.xml": _workbook(export.about.name),
        "xl/styles.xml": STYLES,
        "docProps/core.xml": _core(export, package),
    }


def _types(overrides: dict[str, str], package: str) -> str:
    each = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{BEGINNING}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


def _ties(package: str, ties: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(ties, start=1)
    )
    return f'{BEGINNING}<Relationships xmlns="{package}/relationships">{each}</Relationships>'


def _workbook(name: str) -> str:
    return (
        f'{BEGINNING}<workbook xmlns="{MAIN}" xmlns:r="{_WITHIN}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/>'
        f'<sheet name="About" sheetId="2" r:id="rId2"/></sheets></workbook>'
    )


def _core(export: Export, package: str) -> str:
    made = f"{export.about.taken_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{BEGINNING}<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(export.about.title)}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f"<dc:rights>{LICENCE}</dc:rights></cp:coreProperties>"
    )
