"""Boundary layers: one GeoJSON file and one passport each, checked on every reading."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from needsbook.catalogue.areas import Area, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput, IntegrityError, NeedsbookError, changed_file, unknown_name
from needsbook.paths import Project

if TYPE_CHECKING:
    import geopandas

COLUMNS = ("code", "name", "parent")


class Generalisation(Document):
    """How far the outlines were simplified, in metres, and by what method."""

    tolerance_m: float = Field(ge=0)
    rounding_m: float = Field(gt=0)
    method: str


class LayerPassport(Document):
    """``geo/boundaries/<layer>.yml``: whose outlines, of when, under which licence.

    ``level`` is the level of the areas drawn; ``vintage`` is printed on maps; ``in_force``
    says it in full. ``attribution`` is printed under every map made from the layer.
    """

    layer: str = Field(pattern=ID_PATTERN)
    title: str
    level: Literal["upper_tier", "district", "ward"]
    vintage: str
    in_force: str
    publisher: str
    product: str
    page: str = Field(pattern=r"^https://")
    read_from: str
    crs: Literal["EPSG:27700"]
    generalisation: Generalisation
    licence: str
    attribution: str
    caveats: tuple[str, ...] = ()
    features: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def list_layers(project: Project) -> list[str]:
    """The names of all layers, in order."""
    return sorted(path.stem for path in project.boundaries.glob("*.yml"))


@cache
def load_layer_passport(project: Project, name: str) -> LayerPassport:
    """The passport of the layer ``name``; an unknown name offers the nearest."""
    path = project.boundaries / f"{name}.yml"
    if not path.is_file():
        where = project.relative(project.boundaries)
        raise unknown_name("boundary layer", name, list_layers(project), where)
    passport = read_document(path, LayerPassport)
    if passport.layer != name:
        raise BadInput(
            f"layer “{passport.layer}” is not the file's name",
            project.relative(path),
            f"write layer: {name}",
        )
    return passport


def load_layer(project: Project, name: str) -> geopandas.GeoDataFrame:
    """The layer ``name``: code, name, parent, geometry (British National Grid), by code.

    ``IntegrityError`` where the bytes are not those the passport names, a code is unknown
    or stands twice, a parent is not the area's, or outlines overlap or leave slivers.
    """
    passport = load_layer_passport(project, name)
    path = project.boundaries / f"{name}.geojson"
    frame = _read_features(path, passport, project)
    _check_codes(frame, path, passport, project)
    _check_geometry(frame, path, project)
    return frame.sort_values("code", ignore_index=True)


def check_layers(project: Project) -> list[NeedsbookError]:
    """The first fault of each layer that has one, each read and checked."""
    faults = []
    for name in list_layers(project):
        try:
            load_layer(project, name)
        except NeedsbookError as error:
            faults.append(error)
    return faults


def _read_features(path: Path, passport: LayerPassport, project: Project) -> geopandas.GeoDataFrame:
    import geopandas

    where = project.relative(path)
    if not path.is_file():
        raise BadInput(
            f"the boundary layer {path.name} is missing",
            where,
            "restore the file or remove its passport",
        )
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != passport.sha256:
        raise changed_file(
            path.name,
            content,
            passport.sha256,
            where,
            "restore the file, or write its new sha256 into the passport if it was meant to change",
        )
    try:
        frame = geopandas.read_file(content)
    except Exception as error:  # pyogrio raises several kinds; all mean the same here
        raise BadInput(
            f"{path.name} cannot be read as GeoJSON: {str(error).splitlines()[0]}",
            where,
            "restore the file",
        ) from None
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise BadInput(
            f"{path.name} lacks the properties {', '.join(missing)}",
            where,
            f"give each feature {', '.join(COLUMNS)}",
        )
    if frame.crs is None or frame.crs.to_epsg() != 27700:
        raise BadInput(
            f"{path.name} is not on the British National Grid", where, "convert it to EPSG:27700"
        )
    return frame[[*COLUMNS, "geometry"]]


def _check_codes(
    frame: geopandas.GeoDataFrame, path: Path, passport: LayerPassport, project: Project
) -> None:
    where = project.relative(path)
    if len(frame) != passport.features:
        raise IntegrityError(
            f"{path.name} has {len(frame)} features, its passport says {passport.features}",
            where,
            "restore the file or correct the passport",
        )
    twice = sorted(set(frame["code"][frame["code"].duplicated()]))
    if twice:
        raise IntegrityError(
            f"{path.name}: {', '.join(twice[:5])} stands twice", where, "join its polygons in one"
        )
    areas = load_areas(project)
    register = project.wards if passport.level == "ward" else project.areas
    for code, name, parent in zip(frame["code"], frame["name"], frame["parent"], strict=True):
        if code not in areas:
            raise IntegrityError(
                f"{path.name}: unknown {passport.level} code {code} ({name})",
                where,
                f"add it to {project.relative(register)} or correct the code",
            )
        area: Area = areas[code]
        if area.parent != parent:
            raise IntegrityError(
                f"{path.name}: {code} ({name}) has the parent {parent}, "
                f"{register.name} says {area.parent}",
                where,
                "correct one of them",
            )


def _check_geometry(frame: geopandas.GeoDataFrame, path: Path, project: Project) -> None:
    import shapely

    shapes = frame.geometry.to_numpy()
    bad = [
        code
        for code, shape in zip(frame["code"], shapes, strict=True)
        if shape is None or shape.is_empty or not shape.is_valid
    ]
    if bad:
        raise IntegrityError(
            f"{path.name}: the outline of {', '.join(bad[:5])} is empty or crosses itself",
            project.relative(path),
            "take it from the publisher again",
        )
    if not shapely.coverage_is_valid(shapes):
        edges = shapely.coverage_invalid_edges(shapes)
        culprits = [
            code for code, edge in zip(frame["code"], edges, strict=True) if not edge.is_empty
        ]
        raise IntegrityError(
            f"{path.name}: neighbouring outlines do not fit together: {', '.join(culprits[:5])}",
            project.relative(path),
            "simplify all outlines of a layer together, never one by one",
        )
