"""An area anywhere in England: its entry, its ward list and its boundaries, in one step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from needsbook.catalogue.areas import CODE_PATTERN, AreasFile, load_areas, slugify
from needsbook.catalogue.documents import read_document
from needsbook.errors import BadInput, SourceError
from needsbook.files import replace_files
from needsbook.paths import Project
from needsbook.refresh.codes import load_code_map
from needsbook.refresh.fetch_entries import append_entry, set_entry
from needsbook.refresh.geoportal import MONTHS, PortalLayer, find_layer, read_features
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.outlines import fit_outlines, write_layer
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client

UPPER, LOWER = "Counties & UAs", "Districts & UAs"


@dataclass(frozen=True)
class AreaAdded:
    """The area added: its slug, and what was done, for a terminal."""

    slug: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Ward:
    """One ward of the portal's list."""

    code: str
    name: str
    geometry: Mapping[str, Any]


def add_authority(client: Client, project: Project, code: str, *, year: int = 0) -> AreaAdded:
    """Write the authority's entry, ward list and ward layer; nothing if any part fails.

    A county is written district by district, each whole, and its own entry last.
    ``year`` asks for the ward list of one year instead of the newest. ``BadInput`` for a
    code that is not an English authority's, ``SourceError`` when a service fails.
    """
    code = code.strip().upper()
    if not re.match(CODE_PATTERN, code) or code[:3] not in ("E06", "E07", "E08", "E09", "E10"):
        raise BadInput(
            f"“{code}” is not the code of an authority in England", "the code given",
            "write a code such as E08000003 (E06, E07, E08, E09 or E10 and six digits)",
        )  # fmt: skip
    code = load_code_map(project).get(code, code)
    if code.startswith("E10"):
        return _add_county(client, project, code, year)
    contents, line = _add_wards(client, project, code, "", year)
    _replace(project, contents)
    return AreaAdded(_slug(project, code), (line,))


def _add_county(client: Client, project: Project, code: str, year: int) -> AreaAdded:
    """A county is shown by its districts, each with its ward list."""
    areas = load_areas(project)
    if code not in areas:
        raise BadInput(f"no county has the code {code}", "the code given", "check it")
    districts = _list_districts(client, code)
    lines = []
    for district in districts:
        contents, line = _add_wards(client, project, district, code, year)
        _replace(project, contents)
        lines.append(line)
    text = set_entry(project.areas.read_text(encoding="utf-8"), code, {"parts": "districts"})
    layer = _find_district_layer(client, project, areas[code].name, code, districts)
    text = set_entry(text, code, {"layer": layer.name})
    _replace(project, {project.areas: text.encode("utf-8"), **layer.files})
    return AreaAdded(areas[code].slug, (*lines, f"{areas[code].name}: {len(districts)} districts"))


def _add_wards(
    client: Client, project: Project, code: str, county: str, year: int
) -> tuple[dict[Path, bytes], str]:
    """The files that give one authority its wards, and a line about them."""
    layer = find_layer(client, "ward", year)
    wards, name = _read_wards(client, project, layer, code)
    areas = load_areas(project)
    known = next((area for area in areas if area.code == code), None)
    slug = known.slug if known else slugify(name)
    layer_id = f"{slug.replace('-', '_')}_wards_{layer.year}"
    # The list is known to be in force at the layer's date; when it began the portal does not say.
    first = date(layer.year, layer.month or 1, 1)
    vintage = {"vintage": str(layer.year), "first": first, "layer": layer_id}
    text = project.areas.read_text(encoding="utf-8")
    if known is None:
        text = append_entry(text, _make_entry(client, project, code, name, slug, county))
    lists = _merge_vintages(known.wards if known else (), vintage)
    text = set_entry(text, code, {"parts": "wards", "layer": layer_id}, lists)
    shapes = fit_outlines([(ward.code, ward.geometry) for ward in wards], f"{name} {layer.year}")
    files = write_layer(
        project, layer_id, f"Wards of {name}, {MONTHS[layer.month - 1].capitalize()} {layer.year}",
        [(ward.code, ward.name, code) for ward in wards], shapes, layer,
    )  # fmt: skip
    files[project.wards] = _add_ward_rows(project, wards, code, first)
    files[project.areas] = text.encode("utf-8")
    return files, f"{name}: {len(wards)} wards of {layer.service}"


def _read_wards(
    client: Client, project: Project, layer: PortalLayer, code: str
) -> tuple[list[Ward], str]:
    """The wards the layer gives the authority, under any code it has had, and its name."""
    ward_code, ward_name = layer.field(r"WD\d\dCD"), layer.field(r"WD\d\dNM")
    authority = layer.field(r"LAD\d\dCD")
    codes = sorted({code} | {old for old, new in load_code_map(project).items() if new == code})
    listed = ",".join(f"'{name}'" for name in codes)
    features = read_features(
        client, layer, f"{authority} IN ({listed})", (ward_code, ward_name, authority)
    )
    if not features:
        raise SourceError(
            f"{layer.service} has no ward of {code}", service_url("geoportal"),
            "check the code: a county's wards belong to its districts",
        )  # fmt: skip
    wards = [
        Ward(
            str(f["properties"][ward_code]),
            str(f["properties"][ward_name]).strip(),
            f["geometry"] or {},
        )
        for f in features
    ]
    areas = load_areas(project)
    if code in areas:
        return wards, areas[code].name
    return wards, _find_name(client, code)


def _find_name(client: Client, code: str) -> str:
    layer = find_layer(client, "district")
    key, name = layer.field(r"LAD\d\dCD"), layer.field(r"LAD\d\dNM")
    found = read_features(client, layer, f"{key} = '{code}'", (key, name), geometry=False)
    if not found:
        raise SourceError(
            f"{layer.service} has no authority {code}", service_url("geoportal"), "check it"
        )
    return str(found[0]["properties"][name]).strip()


def _make_entry(
    client: Client, project: Project, code: str, name: str, slug: str, county: str
) -> dict[str, str]:
    areas = load_areas(project)
    county = county or _find_county(client, code)
    if county not in areas:
        raise BadInput(
            f"{name} ({code}) belongs to {county or 'no county we know'}", "geo/areas.yml",
            "add that authority's entry first",
        )  # fmt: skip
    return {
        "code": code, "slug": slug, "name": name, "level": "district", "parent": county,
        "region": areas[county].region,
    }  # fmt: skip


def _area_type(client: Client, label: str) -> int:
    types = read_json(client.get(f"{service_url('fingertips')}/area_types"), list)
    dated = [
        (int(match[1]), int(kind["Id"]))
        for kind in types
        if str(kind["Name"]).startswith(label)
        and (match := re.search(r"from \w+ (\d{4})", str(kind["Name"])))
    ]
    if not dated:
        raise SourceError(f"no list of {label} is current", service_url("fingertips"), "report it")
    return max(dated)[1]


def _children(client: Client, child: int, parent: int) -> Mapping[str, list[str]]:
    answer = client.get(
        f"{service_url('fingertips')}/parent_to_child_areas",
        {"child_area_type_id": child, "parent_area_type_id": parent},
    )
    content: Mapping[str, list[str]] = read_json(answer, dict)
    return content


def _find_county(client: Client, code: str) -> str:
    found = _children(client, _area_type(client, LOWER), _area_type(client, UPPER))
    return next((county for county, codes in found.items() if code in codes), "")


def _list_districts(client: Client, county: str) -> list[str]:
    found = _children(client, _area_type(client, LOWER), _area_type(client, UPPER)).get(county)
    if not found:
        raise SourceError(
            f"no districts of {county} are known", service_url("fingertips"), "check the code"
        )
    return sorted(found)


@dataclass(frozen=True)
class _DistrictLayer:
    name: str
    files: dict[Path, bytes]


def _find_district_layer(
    client: Client, project: Project, name: str, county: str, districts: list[str]
) -> _DistrictLayer:
    layer = find_layer(client, "district")
    key, label = layer.field(r"LAD\d\dCD"), layer.field(r"LAD\d\dNM")
    listed = ",".join(f"'{district}'" for district in districts)
    features = read_features(client, layer, f"{key} IN ({listed})", (key, label))
    rows = [
        (str(f["properties"][key]), str(f["properties"][label]).strip(), county) for f in features
    ]
    shapes = fit_outlines(
        [(row[0], f["geometry"] or {}) for row, f in zip(rows, features, strict=True)], name
    )
    layer_id = f"{slugify(name).replace('-', '_')}_districts_{layer.year}"
    return _DistrictLayer(
        layer_id,
        write_layer(
            project, layer_id, f"Districts of {name}, {layer.year}", rows, shapes, layer, "district"
        ),
    )


def _merge_vintages(held: Any, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ward lists in order of their first day; a list of the same year is replaced."""
    lists: list[dict[str, Any]] = [
        {
            "vintage": vintage.vintage,
            "first": vintage.first,
            "last": vintage.last,
            "layer": vintage.layer,
        }
        for vintage in held
    ]
    lists = [record for record in lists if record["vintage"] != new["vintage"]]
    same = next((vintage for vintage in held if vintage.vintage == new["vintage"]), None)
    lists.append(
        dict(new) | ({"first": same.first} if same else {}) | {"last": same.last if same else None}
    )
    lists.sort(key=lambda record: record["first"])
    for before, after in pairwise(lists):
        if before["last"] is None or before["last"] >= after["first"]:
            before["last"] = date.fromordinal(after["first"].toordinal() - 1)
    return lists


def _add_ward_rows(project: Project, wards: list[Ward], code: str, first: date) -> bytes:
    """``wards.csv`` with the new wards; wards of the list before end the day before.

    A ward that stands there already is left as it is.
    """
    text = project.wards.read_text(encoding="utf-8")
    header, *rows = text.rstrip("\n").split("\n")
    listed = {ward.code for ward in wards}
    ended = {
        area.code for area in load_areas(project)
        if area.level == "ward" and area.parent == code and area.valid_to is None
        and area.code not in listed and (area.valid_from is None or area.valid_from < first)
    }  # fmt: skip
    last = first - timedelta(days=1)
    rows = [
        row + str(last) if row.split(",", 1)[0] in ended and row.endswith(",") else row
        for row in rows
    ]
    held = {row.split(",", 1)[0] for row in rows}
    for ward in wards:
        if ward.code not in held:
            name = f'"{ward.name}"' if "," in ward.name or '"' in ward.name else ward.name
            rows.append(f"{ward.code},{name},{code},{first},")
    return ("\n".join([header, *sorted(rows)]) + "\n").encode("utf-8")


def _replace(project: Project, contents: Mapping[Path, bytes]) -> None:
    """Check the new ``areas.yml`` and put everything in place at once."""
    read_document(project.areas, AreasFile, yaml.safe_load(contents[project.areas]))
    replace_files(project, contents)
    load_areas.cache_clear()
    load_code_map.cache_clear()


def _slug(project: Project, code: str) -> str:
    return load_areas(project)[code].slug
