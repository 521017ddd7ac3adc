"""Outlines from the portal as a boundary layer of the book: fitted together, on metres."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from needsbook.catalogue.schemas import schema_line
from needsbook.errors import SourceError
from needsbook.paths import Project
from needsbook.refresh.geoportal import MONTHS, PortalLayer

TOLERANCE, GRID = 15, 0.1
DEGREES = 180.0


def fit_outlines(shapes: Sequence[tuple[str, Mapping[str, Any]]], place: str) -> list[Any]:
    """The outlines as shapes on the British National Grid, simplified by shared edges.

    Coordinates in degrees (a service that ignores ``outSR``) are projected. ``SourceError``
    if an outline is missing or neighbours do not fit together before or after.
    """
    import shapely
    from shapely.geometry import shape

    missing = [code for code, geometry in shapes if not geometry]
    if missing:
        raise SourceError(
            f"{', '.join(missing[:5])} came without an outline", place, "try again later"
        )
    found = shapely.make_valid([shape(dict(geometry)) for _, geometry in shapes])
    west, south, east, north = shapely.total_bounds(found)
    if max(abs(west), abs(east), abs(south), abs(north)) <= DEGREES:
        found = _project(found)
        west, south, east, north = shapely.total_bounds(found)
    if not (0 <= west <= east <= 700_000 and 0 <= south <= north <= 1_300_000):
        raise SourceError("the outlines are not on the British National Grid", place, "report it")
    found = shapely.set_precision(found, GRID)
    if not shapely.coverage_is_valid(found):
        raise SourceError(
            "neighbouring outlines do not fit together as received", place,
            "the layer may be under correction: try another year",
        )  # fmt: skip
    # Each simplification is kept only if the parts still fit.
    simplified = shapely.set_precision(shapely.coverage_simplify(found, TOLERANCE), GRID)
    good = shapely.coverage_is_valid(simplified) and shapely.is_valid(simplified).all()
    return list(simplified if good and not shapely.is_empty(simplified).any() else found)


def _project(shapes: Any) -> Any:
    import shapely
    from pyproj import Transformer

    change = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    return shapely.transform(shapes, change.transform, interleaved=False)


def write_layer(
    project: Project,
    name: str,
    title: str,
    areas: Sequence[tuple[str, str, str]],
    shapes: Sequence[Any],
    source: PortalLayer,
    level: str = "ward",
) -> dict[Path, bytes]:
    """The layer's GeoJSON and passport by path; ``areas`` are (code, name, parent)."""
    import shapely
    from shapely.geometry import mapping

    features = []
    for (code, label, parent), shape in sorted(
        zip(areas, shapes, strict=True), key=lambda pair: pair[0]
    ):
        polygons = shapely.get_parts(shape)
        polygons = [polygon for polygon in polygons if polygon.geom_type == "Polygon"]
        joined = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
        feature = {
            "type": "Feature",
            "properties": {"code": code, "name": label, "parent": parent},
            "geometry": mapping(joined),
        }
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}}'
    text = (
        f'{{"type":"FeatureCollection","name":"{name}",{crs},"features":[\n'
        + ",\n".join(features) + "\n]}\n"
    )  # fmt: skip
    content = text.encode("utf-8")
    month = MONTHS[source.month - 1].capitalize()
    passport = {
        "layer": name,
        "title": title,
        "level": level,
        "vintage": str(source.year),
        "in_force": f"as of {month} {source.year}",
        "publisher": "Office for National Statistics",
        "product": source.service,
        "page": "https://geoportal.statistics.gov.uk/",
        "read_from": f"Open Geography Portal, feature service {source.service}",
        "crs": "EPSG:27700",
        "generalisation": {
            "tolerance_m": TOLERANCE,
            "rounding_m": GRID,
            "method": "The publisher generalised the lines to 20 m; shared edges were then "
            "simplified together (Visvalingam-Whyatt) where the parts still fit afterwards.",
        },
        "licence": "Open Government Licence v3.0",
        "attribution": "Source: Office for National Statistics licensed under the Open Government "
        "Licence v.3.0. Contains OS data © Crown copyright and database right "
        f"{source.year}.",
        "features": len(features),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    dumped = schema_line("layer", 2, "geo") + yaml.safe_dump(
        passport, sort_keys=False, allow_unicode=True, width=100
    )
    return {
        project.boundaries / f"{name}.geojson": content,
        project.boundaries / f"{name}.yml": dumped.encode("utf-8"),
    }
