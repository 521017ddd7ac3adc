"""Outlines for drawing: a layer as plain numbers, so that no kernel needs a geometry library.

The parent process writes one JSON file per layer into ``build/layers``; maps are drawn
from these (``needsbook.draw.maps.outlines`` reads them).
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needsbook.files import hash_file
from needsbook.geography.layers import load_layer, load_layer_passport
from needsbook.kept import get_kept
from needsbook.paths import Project

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FORMAT = 2
# A whole layer is drawn some 500 units wide: detail finer than one unit nobody sees.
COARSE_SHARE = 1 / 450


def prepare_outlines(project: Project, layer: str) -> dict[str, Any]:
    """The layer as plain data: what its passport says of it, ``bbox`` and ``areas``.

    ``areas`` maps each code to ``name``, ``parent``, ``rings`` (closed rings of [x, y] in
    whole metres of the National Grid, to be filled by the even-odd rule), ``coarse`` (the
    same with less detail, fit for a map of the whole layer), ``label`` ([x, y, radius] of
    the largest circle inside the largest polygon) and ``neighbours`` (codes of areas of
    the layer it shares a line with). ``bbox`` is [west, south, east, north].
    """
    passport = load_layer_passport(project, layer)
    frame = load_layer(project, layer)
    shapes = list(frame.geometry)
    codes = [str(code) for code in frame["code"]]
    west, south, east, north = (float(total_bound) for total_bound in frame.total_bounds)
    coarse = _simplify_shapes(shapes, max(east - west, north - south) * COARSE_SHARE)
    neighbours = _find_neighbours(codes, shapes)
    areas = {
        code: {
            "name": str(name),
            "parent": str(parent),
            "rings": _list_rings(shape),
            "coarse": _list_rings(rough),
            "label": _find_label(shape),
            "neighbours": sorted(neighbours[code]),
        }
        for code, name, parent, shape, rough in zip(
            codes, frame["name"], frame["parent"], shapes, coarse, strict=True
        )
    }
    return {
        "format": FORMAT,
        "sha256": passport.sha256,
        "layer": passport.layer,
        "title": passport.title,
        "level": passport.level,
        "vintage": passport.vintage,
        "in_force": passport.in_force,
        "attribution": passport.attribution,
        "bbox": [round(value) for value in (west, south, east, north)],
        "areas": areas,
    }


def write_outlines(project: Project, layers: Iterable[str], folder: Path) -> list[Path]:
    """The files ``<folder>/<layer>.json``, written where missing or out of date.

    The layers stay checked: a file counts as up to date only while the layer's bytes
    are those its passport names.
    """
    written = []
    for layer in sorted(set(layers)):
        passport = load_layer_passport(project, layer)
        path = folder / f"{layer}.json"

        def make(layer: str = layer) -> bytes:
            content = json.dumps(
                prepare_outlines(project, layer), ensure_ascii=False, separators=(",", ":")
            )
            return f"{content}\n".encode()

        # The layer's own bytes, which its passport must name: a changed layer is looked at.
        source = project.boundaries / f"{layer}.geojson"
        digest = hash_file(source) if source.is_file() else ""
        get_kept(path, f"{FORMAT} {passport.sha256} {digest}", make)
        written.append(path)
    return written


def _simplify_shapes(shapes: list[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """The shapes with less detail, simplified together so that shared edges stay shared."""
    import shapely

    rough = list(shapely.coverage_simplify(shapes, tolerance))
    # Simplifying never empties a shape, but an islet may end as a line: keep the original.
    return [
        outline if outline.is_valid and outline.area else shape
        for outline, shape in zip(rough, shapes, strict=True)
    ]


def _list_rings(shape: BaseGeometry) -> list[list[list[int]]]:
    import shapely

    rings = []
    for polygon in sorted(shapely.get_parts(shape), key=lambda item: (-item.area, item.bounds)):
        for ring in (polygon.exterior, *polygon.interiors):
            points: list[list[int]] = []
            for x, y in ring.coords:
                point = [round(x), round(y)]
                if not points or points[-1] != point:
                    points.append(point)
            if len(points) > 3:
                rings.append(points)
    return rings


def _find_label(shape: BaseGeometry) -> list[int]:
    import shapely

    largest = max(shapely.get_parts(shape), key=lambda item: item.area)
    # A hundredth of the width is near enough for a label and quick for fractal coasts.
    line = shapely.maximum_inscribed_circle(largest, tolerance=_width(largest) / 100)
    x, y = line.coords[0]
    return [round(x), round(y), round(line.length)]


def _width(shape: BaseGeometry) -> float:
    west, south, east, north = shape.bounds
    return float(max(east - west, north - south))


def _find_neighbours(codes: list[str], shapes: list[BaseGeometry]) -> dict[str, set[str]]:
    """Who shares an edge with whom: in a valid coverage the very same two vertices."""
    import shapely

    owners: dict[tuple[tuple[float, float], tuple[float, float]], list[str]] = defaultdict(list)
    for code, shape in zip(codes, shapes, strict=True):
        for polygon in shapely.get_parts(shape):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [(x, y) for x, y in ring.coords]
                for first, second in itertools.pairwise(points):
                    owners[(first, second) if first < second else (second, first)].append(code)
    found: dict[str, set[str]] = {code: set() for code in codes}
    for sharing in owners.values():
        for code in sharing:
            found[code] |= {neighbour for neighbour in sharing if neighbour != code}
    return found
