"""GOV.UK's content API and its assets, with a workbook written cell by cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from stubs.server import Reply, Request

ODS = "application/vnd.oasis.opendocument.spreadsheet"
COLLECTION = "/government/collections/children-in-low-income-families-local-area-statistics"
RELEASE = (
    "/government/statistics/children-in-low-income-families-local-area-statistics-2022-to-2025"
)
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def make_ods(sheets: dict[str, list[list[object]]]) -> bytes:
    """An ODS of these sheets: numbers as numbers, text as text, None as an empty cell."""

    def cell(value: object) -> str:
        if value is None or value == "":
            return "<table:table-cell/>"
        if isinstance(value, (int, float)):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def make_sheet(
    rows: list[tuple[str, dict[str, tuple[object, object]]]],
    *,
    ward: bool,
    preamble: int = 8,
    blank: int = 20,
) -> list[list[object]]:
    """A sheet of the workbook: ``rows`` are (code, {year: (number, percentage)})."""
    years = list(rows[0][1])
    header: list[object] = ["Local Authority [note 2]", "Area Code"]
    if ward:
        header += ["Ward [note 2]", "Area Code"]
    header += [f"Number of children\nFYE {year}" for year in years]
    header += [f"Percentage of children\nFYE {year} (%)\n[note 3]" for year in years]
    body: list[list[object]] = [[f"Line {number} above the table"] for number in range(preamble)]
    body.append(header)
    for code, cells in rows:
        lead: list[object] = (
            ["", "", f"Name of {code}", code] if ward else [f"Name of {code}", code]
        )
        body.append([*lead, *(cells[y][0] for y in years), *(cells[y][1] for y in years)])
    return body + [[None] * len(header) for _ in range(blank)]


@dataclass
class GovUkStub:
    workbook: bytes = b""
    base: str = ""
    title: str = "Children in low income families: local area statistics 2022 to 2025"
    updated: str = "2026-03-26T09:30:00Z"
    filename: str = "children-in-low-income-families-local-area-statistics-2022-to-2025.ods"
    releases: list[dict] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        if request.path == COLLECTION:
            old = {"title": "2014 to 2023", "base_path": RELEASE.replace("2022-to-2025", "2014-to-2023"),
                   "public_updated_at": "2024-03-21T09:30:00Z"}  # fmt: skip
            other = {"title": "Background", "base_path": "/government/publications/about",
                     "public_updated_at": "2026-05-01T09:30:00Z"}  # fmt: skip
            new = {"title": self.title, "base_path": RELEASE, "public_updated_at": self.updated}
            return Reply.of({"links": {"documents": [old, new, other, *self.releases]}})
        if request.path == RELEASE:
            return Reply.of(
                {
                    "title": self.title, "public_updated_at": self.updated,
                    "details": {
                        "attachments": [
                            {"attachment_type": "html", "title": "Report", "url": "/government/report"},
                            {"attachment_type": "file", "title": "Tables", "content_type": ODS,
                             "filename": self.filename, "url": f"{self.base}/media/abc/{self.filename}"},
                        ],
                        "change_history": [{"public_timestamp": self.updated, "note": "First published."}],
                    },
                }
            )  # fmt: skip
        if request.path.startswith("/media/"):
            return Reply(self.workbook, content_type=ODS)
        return Reply.of({"error": "not found"}, 404)
