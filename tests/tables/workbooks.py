"""Small workbooks for tests, written by hand, so that they can be as wrong as one likes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

Cell = str | float

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(rows: Sequence[Sequence[Cell]]) -> str:
    """Write a sheet; rows without cells are left out, as programs do."""
    lines = []
    for line, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{chr(65 + place)}{line}", cell) for place, cell in enumerate(row))
        if row:
            lines.append(f'<row r="{line}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(reference: str, cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{reference}"><v>{cell!r}</v></c>'


def write_workbook(sheets: dict[str, Sequence[Sequence[Cell]]] | dict[str, str]) -> bytes:
    """Write an .xlsx file of sheets, each as rows or as XML."""
    named, related = [], []
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        for number, (name, rows) in enumerate(sheets.items(), 1):
            named.append(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>')
            related.append(
                f'<Relationship Id="rId{number}" Type="{DOCUMENT}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>'
            )
            xml = rows if isinstance(rows, str) else sheet_xml(rows)
            archive.writestr(f"xl/worksheets/sheet{number}.xml", xml)
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{"".join(named)}</sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{RELATIONS}">{"".join(related)}</Relationships>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
    return output.getvalue()
