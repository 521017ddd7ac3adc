"""Explore Education Statistics: the public API (query, meta, versions, csv) and its content API."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass, field

from stubs.server import Reply, Request

PROBLEM = "https://tools.ietf.org/html/rfc9110#section-15.5.1"
CODES = {"NAT": "National", "REG": "Regional", "LA": "Local authority"}


def bad_request(code: str, message: str, path: str = "criteria") -> Reply:
    return Reply.of(
        {
            "type": PROBLEM, "title": "One or more validation errors occurred.", "status": 400,
            "errors": [{"message": message, "path": path, "code": code, "detail": {"items": ["xxxxx"]}}],
        },
        400,
    )  # fmt: skip


@dataclass
class Row:
    """One row: level, place code, period, label per filter column, value per indicator."""

    level: str
    code: str
    period: str
    filters: dict[str, str]
    values: dict[str, str]
    option: int = 0


@dataclass
class Version:
    rows: list[Row]
    published: str = "2026-03-05T09:30:00+00:00"
    labels: dict[str, str] = field(default_factory=dict)


@dataclass
class DataSet:
    title: str
    versions: dict[str, Version]
    status: str = "Published"
    successor: str | None = None
    time_code: str = "AY"
    page_limit: int = 10_000
    too_slow_above: int = 10**9
    extra_filters: tuple[str, ...] = ()


@dataclass
class EesStub:
    data_sets: dict[str, DataSet] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply:
        _, kind, identifier, *rest = [*request.path.split("/"), "", ""][:5]
        if kind != "data-sets" or identifier not in self.data_sets:
            return Reply.of({"title": "Not Found", "status": 404}, 404)
        item = self.data_sets[identifier]
        if item.status == "Withdrawn":
            return Reply.of({"title": "Forbidden", "status": 403}, 403)
        newest = max(item.versions, key=lambda text: [int(part) for part in text.split(".")])
        action = rest[0]
        if action == "":
            return Reply.of(self._summary(identifier, item, newest))
        if action == "versions":
            return Reply.of(
                {
                    "majorChanges": {},
                    "minorChanges": {"timePeriods": [{"currentState": {"label": "new"}}]},
                }
            )
        wanted = request.query.get("dataSetVersion", newest)
        if wanted not in item.versions:
            return Reply.of({"title": "Not Found", "status": 404}, 404)
        version = item.versions[wanted]
        meta = make_meta(item, version)
        if action == "meta":
            return Reply.of(meta)
        if action == "csv":
            body = b"\xef\xbb\xbf" + make_csv(version.rows, list(version.rows[0].filters)).encode()
            # Compressed whatever the request accepts.
            return Reply(gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip"})
        if action == "query":
            return run_query(request, item, version, meta)
        return Reply.of({"title": "Not Found", "status": 404}, 404)

    def _summary(self, identifier: str, data_set: DataSet, newest: str):
        return {
            "id": identifier, "title": data_set.title, "summary": "", "status": data_set.status,
            "supersedingDataSetId": data_set.successor,
            "latestVersion": {
                "version": newest, "published": data_set.versions[newest].published,
                "totalResults": len(data_set.versions[newest].rows),
                "file": {"id": "0"}, "timePeriods": {}, "geographicLevels": [], "filters": [], "indicators": [],
            },
        }  # fmt: skip


def short(kind: str, text: str) -> str:
    """An opaque id of five characters."""
    import hashlib

    return hashlib.sha256(f"{kind}/{text}".encode()).hexdigest()[:5]


def make_meta(data_set: DataSet, version: Version) -> dict:
    rows = version.rows
    columns = list(rows[0].filters)
    options = {name: list(dict.fromkeys(row.filters[name] for row in rows)) for name in columns}
    places: dict[str, dict[str, str]] = {}
    for row in rows:
        places.setdefault(row.level, {})[short("place", f"{row.level}{row.code}{row.option}")] = (
            row.code
        )
    return {
        "filters": [
            {
                "id": short("filter", name), "column": name, "label": name.title(), "hint": "",
                "options": [{"id": short(name, label), "label": label} for label in options[name]],
            }
            for name in columns
        ],
        "indicators": [
            {"id": short("indicator", name), "column": name, "label": version.labels.get(name, name), "unit": "%", "decimalPlaces": 0}
            for name in rows[0].values
        ],
        "geographicLevels": [{"code": code, "label": CODES[code]} for code in places],
        "locations": [
            {"level": {"code": level, "label": CODES[level]},
             "options": [{"id": key, "label": code, "code": code, "oldCode": "000"} for key, code in found.items()]}
            for level, found in places.items()
        ],
        "timePeriods": [{"code": data_set.time_code, "period": period, "label": period} for period in {row.period for row in rows}],
    }  # fmt: skip


def run_query(request: Request, data_set: DataSet, version: Version, meta: dict) -> Reply:
    question = request.json
    allowed = {"criteria", "indicators", "sorts", "debug", "page", "pageSize"}
    if set(question) - allowed:
        return bad_request(
            "UnknownProperty", f"unknown property {sorted(set(question) - allowed)}", "$"
        )
    size = question.get("pageSize", 1000)
    if size > 10_000:
        return bad_request("PageSize", "pageSize must be at most 10000", "pageSize")
    if size > data_set.too_slow_above:
        return Reply.of({"title": "Gateway Timeout", "status": 504}, 504)
    names = {entry["id"]: entry["column"] for entry in meta["indicators"]}
    wanted = question["indicators"]
    if any(key not in names for key in wanted):
        return bad_request(
            "IndicatorsNotFound", "One or more indicators could not be found.", "indicators[0]"
        )
    options = {o["id"]: (f["column"], o["label"]) for f in meta["filters"] for o in f["options"]}
    rows, warnings = list(version.rows), []
    for part in question["criteria"]["and"]:
        ((facet, test),) = part.items()
        if facet not in ("filters", "geographicLevels", "locations", "timePeriods"):
            return bad_request("UnknownProperty", f"unknown property {facet}", "criteria")
        values = test["in"] if "in" in test else [test["eq"]]
        if facet == "geographicLevels":
            rows = [row for row in rows if row.level in values]
            if any(value not in {e["code"] for e in meta["geographicLevels"]} for value in values):
                warnings.append(
                    {
                        "code": "GeographicLevelsNotFound",
                        "message": "not found",
                        "path": facet,
                        "detail": {"items": values},
                    }
                )
        elif facet == "filters":
            known = [options[value] for value in values if value in options]
            if len(known) < len(values):
                warnings.append(
                    {
                        "code": "FiltersNotFound",
                        "message": "not found",
                        "path": facet,
                        "detail": {"items": values},
                    }
                )
            # Any of the options, whichever column each belongs to.
            rows = [
                row for row in rows if any(row.filters[column] == label for column, label in known)
            ]
    if not rows:
        warnings.append(
            {"code": "QueryNoResults", "message": "The query matched no results.", "path": ""}
        )
    size = min(size, data_set.page_limit)
    page = question.get("page", 1)
    pages = -(-len(rows) // size)
    shown = rows[(page - 1) * size : page * size]
    return Reply.of(
        {
            "paging": {
                "page": page,
                "pageSize": size,
                "totalResults": len(rows),
                "totalPages": pages,
            },
            "warnings": warnings,
            "results": [
                {
                    "timePeriod": {"code": data_set.time_code, "period": row.period},
                    "geographicLevel": row.level,
                    "locations": {row.level: short("place", f"{row.level}{row.code}{row.option}")},
                    "filters": {
                        short("filter", n): short(n, label) for n, label in row.filters.items()
                    },
                    "values": {key: row.values[names[key]] for key in wanted},
                }
                for row in shown
            ],
        }
    )


def make_csv(
    rows: list[Row],
    filters: list[str],
    *,
    code_first: bool = False,
    rename: dict[str, str] | None = None,
) -> str:
    """The file's layout; ``code_first`` puts new_la_code before la_name, as some files do."""
    rename = rename or {}
    authority = ["new_la_code", "la_name"] if code_first else ["la_name", "new_la_code"]
    values = list(rows[0].values)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["time_period", "time_identifier", "geographic_level", "country_code", "country_name",
         "region_code", "region_name", "old_la_code", *authority,
         *(rename.get(name, name) for name in filters), *(rename.get(name, name) for name in values)]
    )  # fmt: skip
    for row in rows:
        la = {
            "la_name": "Some, Place" if row.level == "LA" else "",
            "new_la_code": row.code if row.level == "LA" else "",
        }
        writer.writerow(
            [row.period.replace("/", "")[:4] + row.period[-2:] if "/" in row.period else row.period,
             "Reporting year" if len(row.period) == 4 else "Academic year",
             CODES[row.level], "E92000001", "England", row.code if row.level == "REG" else "", "", "",
             *(la[name] for name in authority), *(row.filters[name] for name in filters), *row.values.values()]
        )  # fmt: skip
    return text.getvalue()


@dataclass
class File:
    identifier: str
    title: str
    filename: str
    body: str | bytes
    release: str = "2025"
    latest: bool = True
    published: str = "2026-02-20T09:30:00Z"
    api: dict | None = None


@dataclass
class ContentStub:
    """Publications by slug, each with the files of its releases, forty a page."""

    files: dict[str, list[File]] = field(default_factory=dict)
    page_size: int = 40

    def __call__(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if parts[0] == "publications" and parts[1] in self.files:
            return Reply.of({"id": f"publication-{parts[1]}", "slug": parts[1], "title": parts[1]})
        if parts == ["data-set-files"]:
            slug = request.query["publicationId"].removeprefix("publication-")
            files = [
                f for f in self.files[slug] if f.latest or request.query.get("latestOnly") != "true"
            ]
            page = int(request.query.get("page", 1))
            size = min(int(request.query.get("pageSize", 10)), self.page_size)
            return Reply.of(
                {
                    "results": [
                        {"id": f.identifier, "fileId": f.identifier, "filename": f.filename, "title": f.title,
                         "release": {"title": f.release}, "latestData": f.latest, "isSuperseded": False,
                         "published": f.published, **({"api": f.api} if f.api else {})}
                        for f in files[(page - 1) * size : page * size]
                    ],
                    "paging": {"page": page, "pageSize": size, "totalResults": len(files), "totalPages": -(-len(files) // size)},
                }
            )  # fmt: skip
        if parts[0] == "data-set-files" and parts[-1] == "download":
            for files in self.files.values():
                for file in files:
                    if file.identifier == parts[1]:
                        return Reply(file.body)
            # A dead id is answered with the site's page.
            return Reply("<!DOCTYPE html><title>Page not found</title>", 200, "text/html")
        return Reply.of({"title": "Not Found"}, 404)
