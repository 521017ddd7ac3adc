"""DWP Stat-Xplore: children in low-income families as counts, when an API key is at hand.

The key comes from ``NEEDSBOOK_STATXPLORE_KEY`` or, where the extra is installed, from the
system's keyring; it goes into one request header and nowhere else. Counts are perturbed one
by one, so they serve to check the workbook's and are never added up or put in its place.
Value sets are renamed with the geography: they are looked up in the schema, not remembered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from needsbook.catalogue.fetches import DwpFetch
from needsbook.errors import SourceError
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client

VARIABLE = "NEEDSBOOK_STATXPLORE_KEY"
DATABASES = {
    ("AHC", "Relative"): "CILIF_AHC",
    ("BHC", "Relative"): "CILIF_REL",
    ("BHC", "Absolute"): "CILIF_ABS",
}
# Unknown and abroad: not places.
PLACEHOLDER = re.compile(r"^(X{2}Z+|Z{2}X+)$")
MOST_SCHEMA_PAGES = 200


class Key:
    """An API key that does not show itself in messages, logs or tracebacks."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Key(…)"

    __str__ = __repr__

    def header(self) -> dict[str, str]:
        """The request header that carries the key."""
        return {"APIKey": self._text}


def find_key() -> Key | None:
    """The key of the environment, else of the keyring, else None."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        try:
            import keyring

            text = keyring.get_password("needsbook", "statxplore") or ""
        except Exception:  # no extra, no keyring, a locked one: there is no key then
            text = ""
    if not text:
        return None
    if not text.isascii() or not text.isprintable():
        raise SourceError(
            "the Stat-Xplore key has characters no key has", VARIABLE, "copy it again"
        )
    return Key(text)


@dataclass
class StatXplore:
    """The service with a key; schema answers are asked for once, then only whether they changed."""

    client: Client
    key: Key
    _schema: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def read_schema(self, identifier: str) -> dict[str, Any]:
        """One node of the schema with all its children, page after page."""
        address = f"{service_url('statxplore')}/schema/{identifier}"
        held = self._schema.get(identifier)
        headers = self.key.header() | ({"If-None-Match": held[0]} if held else {})
        answer = self.client.ask("GET", address, headers=headers, accept=(200, 304, 401, 403, 404))
        if answer.status == 304 and held:
            return held[1]
        self._check(answer.status, address)
        content: dict[str, Any] = read_json(answer, dict)
        children = list(content.get("children") or ())
        following = _next_page(answer.headers.get("link", ""))
        for _ in range(MOST_SCHEMA_PAGES):
            if not following:
                break
            page = self.client.ask(
                "GET", following, headers=self.key.header(), accept=(200, 401, 403)
            )
            self._check(page.status, following)
            children += read_json(page, dict).get("children") or ()
            following = _next_page(page.headers.get("link", ""))
        content["children"] = children
        self._schema[identifier] = (answer.headers.get("etag", ""), content)
        return content

    def ask_table(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one table; ``SourceError`` with the service's message otherwise."""
        address = f"{service_url('statxplore')}/table"
        answer = self.client.post(
            address, question, headers=self.key.header(), accept=(200, 400, 401, 403)
        )
        self._check(answer.status, address)
        if answer.status == 400:
            raise SourceError(
                f"Stat-Xplore refuses the table: {answer.text()}", address, "report it"
            )
        content: dict[str, Any] = read_json(answer, dict)
        return content

    def _check(self, status: int, address: str) -> None:
        if status in (401, 403):
            raise SourceError(
                "Stat-Xplore does not accept the API key", address,
                f"set {VARIABLE} to the key on your Stat-Xplore account page, or unset it",
            )  # fmt: skip
        if status == 404:
            raise SourceError(
                "Stat-Xplore does not know this part of its schema", address, "report it"
            )


def _next_page(link: str) -> str:
    match = re.search(r'<([^>]+)>\s*;\s*rel="?next"?', link)
    return match[1] if match else ""


def read_counts(
    service: StatXplore, fetch: DwpFetch, codes: Sequence[str]
) -> dict[tuple[str, str], float]:
    """Children in low-income families by (code, period), as Stat-Xplore has them, perturbed."""
    name = DATABASES.get((fetch.costs, fetch.measure))
    if name is None:
        raise SourceError(
            f"Stat-Xplore has no {fetch.costs} {fetch.measure} figures", "Stat-Xplore", ""
        )
    database = service.read_schema(f"str:database:{name}")
    measure = _find_child(database, "COUNT", r"str:count:")
    suffix = "WARD_CODE" if "ward" in fetch.levels else "UK_COA_CODE"
    area_field = _find_child(database, "FIELD", rf"{suffix}$")
    date_field = _find_child(database, "FIELD", r"DATE_NAME$")
    areas = _list_values(service, area_field, frozenset(codes))
    dates = _list_values(service, date_field, None)
    if not areas or not dates:
        raise SourceError("Stat-Xplore lists none of the areas asked for", area_field, "report it")
    question = {
        "database": database["id"],
        "measures": [measure],
        "dimensions": [[area_field], [date_field]],
        "recodes": {
            area_field: {"map": [[uri] for uri in areas], "total": False},
            date_field: {"map": [[uri] for uri in dates], "total": False},
        },
    }
    return dict(read_cube(service.ask_table(question), measure))


def _find_child(node: Mapping[str, Any], kind: str, pattern: str) -> str:
    found = [
        str(child["id"])
        for child in node.get("children") or ()
        if child.get("type") == kind and re.search(pattern, str(child.get("id")))
    ]
    if len(found) != 1:
        listed = ", ".join(str(child.get("id")) for child in node.get("children") or ())[:300]
        raise SourceError(
            f"{len(found)} parts like {pattern}; there are {listed}",
            str(node.get("id")),
            "report it",
        )
    return found[0]


def _list_values(service: StatXplore, identifier: str, wanted: frozenset[str] | None) -> list[str]:
    """Value ids of the field's value set that knows the wanted codes best, whatever its name."""
    best: list[str] = []
    for value_set in service.read_schema(identifier)["children"]:
        values = [
            str(child["id"])
            for child in service.read_schema(str(value_set["id"]))["children"]
            if wanted is None or str(child["id"]).rpartition(":")[2] in wanted
        ]
        best = max(best, values, key=len)
    return best


def read_cube(content: Mapping[str, Any], measure: str) -> Iterator[tuple[tuple[str, str], float]]:
    """((code, period), count) of a table of areas by years.

    The code is the last part of the item's address (labels of grouped items are several);
    totals, groups and placeholder areas are left out.
    """
    try:
        (areas, dates) = (axis["items"] for axis in content["fields"])
        values = content["cubes"][measure]["values"]
    except (KeyError, ValueError, TypeError):
        raise SourceError(
            "unknown layout of a Stat-Xplore table", "Stat-Xplore", "report it"
        ) from None
    if len(values) != len(areas) or any(len(row) != len(dates) for row in values):
        raise SourceError("a Stat-Xplore table has cells missing", "Stat-Xplore", "try again later")
    for area, row in zip(areas, values, strict=True):
        uris = list(area.get("uris") or [])
        code = str(uris[0]).rpartition(":")[2] if len(uris) == 1 else ""
        if not code or PLACEHOLDER.match(code):
            continue
        for day, count in zip(dates, row, strict=True):
            year = str((day.get("uris") or [""])[0]).rpartition(":")[2]
            if year.isdigit():
                yield (code, f"FYE {year}"), float(count)


def check_counts(
    service: StatXplore, fetch: DwpFetch, workbook: Mapping[tuple[str, str], float]
) -> str:
    """One remark: on how many counts the workbook and Stat-Xplore agree, perturbation allowed."""
    codes = sorted({code for code, _ in workbook})
    counts = read_counts(service, fetch, codes)
    both = sorted(set(workbook) & set(counts))
    # Both sides are rounded or perturbed by a few children.
    apart = [key for key in both if abs(workbook[key] - counts[key]) > 10]
    text = f"Stat-Xplore agrees on {len(both) - len(apart)} of {len(both)} counts"
    if apart:
        text += f"; not on {', '.join(' '.join(key) for key in apart[:3])}"
    return text
