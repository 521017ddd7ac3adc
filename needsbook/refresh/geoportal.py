"""ONS Open Geography Portal: boundaries and code lists from its ArcGIS feature services.

Errors come with status 200, long answers are cut to a limit and flagged in one of two
places, and layers are renamed when corrected: names are looked up, fields found by pattern,
pages read until the flag is gone, and the total compared with the service's own count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needsbook.errors import SourceError
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import AskAgain, Client, HttpAnswer

PAGE = 1000
MOST_PAGES = 500
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
# What a layer of each kind may be called, whatever its year, correction and abbreviation.
NAMES: Mapping[str, str] = {
    "ward": r"^(?:WD|Wards)_([A-Za-z]+)_(\d{4})_(?:Boundaries_)?(?:UK|EW|GB|EN)_BGC(?:_V(\d+))?$",
    "district": r"^(?:LAD|Local_Authority_Districts)_([A-Za-z]+)_(\d{4})_(?:Boundaries_)?(?:UK|EW|GB|EN)_BGC(?:_V(\d+))?$",
}  # fmt: skip
# Tried in this order when the portal does not list its services.
CANDIDATES: Mapping[str, tuple[str, ...]] = {
    "ward": (
        "WD_MAY_2025_UK_BGC_V2", "WD_MAY_2025_UK_BGC", "Wards_December_2024_Boundaries_UK_BGC",
        "Wards_May_2024_Boundaries_UK_BGC", "Wards_December_2023_Boundaries_UK_BGC",
        "Wards_December_2022_Boundaries_UK_BGC",
    ),
    "district": (
        "LAD_MAY_2025_UK_BGC_V2", "LAD_MAY_2025_UK_BGC",
        "Local_Authority_Districts_December_2024_Boundaries_UK_BGC",
        "Local_Authority_Districts_May_2023_UK_BGC_V2",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class PortalLayer:
    """A feature layer: its service, its year and month, the names of its fields."""

    service: str
    year: int
    month: int
    fields: tuple[str, ...]

    def field(self, pattern: str) -> str:
        """The one field that fits; ``SourceError`` lists those there are."""
        found = [name for name in self.fields if re.fullmatch(pattern, name, re.IGNORECASE)]
        if len(found) != 1:
            raise SourceError(
                f"unknown layout: {len(found)} fields like {pattern}; found {', '.join(self.fields)}",
                self.service, "the portal changed the layer: report it",
            )  # fmt: skip
        return found[0]


def read_service(answer: HttpAnswer) -> dict[str, Any]:
    """The content of an answer; an error with status 200 is an error all the same."""
    content: dict[str, Any] = read_json(answer, dict)
    error = content.get("error")
    if error:
        details = "; ".join(str(detail) for detail in error.get("details") or () if detail)
        raise SourceError(
            f"the portal answered: {error.get('code')} {error.get('message')} {details}".strip(),
            answer.address, "the layer or a field may have been renamed",
        )  # fmt: skip
    return content


def _check_passing(answer: HttpAnswer) -> None:
    """Ask again for errors that pass: 5xx in the body, and “cannot perform query” without detail."""
    try:
        content = read_json(answer, dict)
    except SourceError:
        raise AskAgain("something that is not JSON") from None
    error = content.get("error") or {}
    code, message = int(error.get("code") or 0), str(error.get("message") or "")
    if code >= 500 or ("Cannot perform query" in message and not any(error.get("details") or ())):
        raise AskAgain(f"{code} {message}")


def list_layers(client: Client, kind: str, year: int = 0) -> list[str]:
    """Names of the layers of this kind, the newest first; of one year if given."""
    answer = client.get(service_url("geoportal"), {"f": "json"}, check=_check_passing)
    found = []
    for service in read_service(answer).get("services") or ():
        name = str(service.get("name", "")).rpartition("/")[2]
        match = re.match(NAMES[kind], name, re.IGNORECASE)
        if match and (not year or int(match[2]) == year):
            found.append((*_date(name), int(match[3] or 0), name))
    if found:
        return [name for *_, name in sorted(found, reverse=True)]
    return [name for name in CANDIDATES[kind] if not year or str(year) in name]


def _date(name: str) -> tuple[int, int]:
    match = re.search(r"_([A-Za-z]{3})[a-z]*_(\d{4})_", name, re.IGNORECASE)
    if not match:
        return (0, 0)
    short = [month[:3] for month in MONTHS]
    month = match[1].casefold()
    return (int(match[2]), short.index(month) + 1 if month in short else 0)


def find_layer(client: Client, kind: str, year: int = 0) -> PortalLayer:
    """The newest layer of this kind that really answers."""
    tried = []
    for name in list_layers(client, kind, year):
        answer = client.get(
            f"{service_url('geoportal')}/{name}/FeatureServer/0",
            {"f": "json"},
            check=_check_passing,
        )
        try:
            content = read_service(answer)
        except SourceError:
            tried.append(name)  # listed or known once, and gone
            continue
        fields = tuple(str(field["name"]) for field in content.get("fields") or ())
        return PortalLayer(name, *_date(name), fields)
    raise SourceError(
        f"the portal has no {kind} layer" + (f" of {year}" if year else ""),
        service_url("geoportal"),
        f"looked for {', '.join(tried) or NAMES[kind]}",
    )


def read_features(
    client: Client,
    layer: PortalLayer,
    where: str,
    fields: tuple[str, ...],
    *,
    geometry: bool = True,
) -> list[dict[str, Any]]:
    """Every feature that fits ``where`` as GeoJSON, British National Grid, ordered by code.

    ``SourceError`` if fewer or more came than the service counts.
    """
    address = f"{service_url('geoportal')}/{layer.service}/FeatureServer/0/query"
    answer = client.get(
        address, {"where": where, "returnCountOnly": "true", "f": "json"}, check=_check_passing
    )
    count = int(read_service(answer).get("count", -1))
    params = {
        "where": where,
        "outFields": ",".join(fields),
        "orderByFields": fields[0],
        "returnGeometry": "true" if geometry else "false",
        "outSR": 27700,
        "geometryPrecision": 1,
        "f": "geojson",
        "resultRecordCount": PAGE,
    }
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        answer = client.get(address, params | {"resultOffset": len(found)}, check=_check_passing)
        content = read_service(answer)
        features = content.get("features")
        if not isinstance(features, list):
            raise SourceError("the portal answered without features", address, "report it")
        found += features
        flagged = content.get("exceededTransferLimit") or (content.get("properties") or {}).get(
            "exceededTransferLimit"
        )
        # A flagged page may be short; only a flag on an empty page says there is no more.
        if not flagged or not features:
            break
    codes = {str(record["properties"].get(fields[0])) for record in found}
    if len(found) != count or len(codes) != count:
        raise SourceError(
            f"the portal counts {count:,} features and sent {len(codes):,}",
            address,
            "try again later",
        )
    return found
