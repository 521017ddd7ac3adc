"""Outlines for drawing: read, choose, put on the sheet, write as SVG paths.

Needs no geometry library: the outlines were prepared by ``needsbook.geography.outlines``.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from needsbook.errors import BadInput

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
# Above this many vertices a map is drawn on whole units: it is too fine to tell.
FINE_VERTICES = 1200


def read_outlines(path: Path) -> dict[str, Any]:
    """The outlines of one layer from ``build/layers/<layer>.json``, read once a process."""
    try:
        about = path.stat()
    except OSError:
        return _read_outlines(path, 0, 0)
    return _read_outlines(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=64)
def _read_outlines(path: Path, changed: int, size: int) -> dict[str, Any]:
    try:
        outlines: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            f"the outlines {path.name} are missing",
            path.as_posix(),
            "run “needsbook build”, which writes them before any page is made",
        ) from None
    except ValueError:
        raise BadInput(
            f"the outlines {path.name} cannot be read",
            path.as_posix(),
            "delete the file and run “needsbook build”",
        ) from None
    return outlines


def select_outlines(
    outlines: Mapping[str, Any],
    *,
    parents: Collection[str] = (),
    codes: Collection[str] = (),
    leave_out: Collection[str] = (),
) -> dict[str, Any]:
    """The part of a layer that lies in ``parents`` or has these ``codes``, with its bbox.

    Without ``parents`` and ``codes`` every area is kept, but those of ``leave_out``.
    """
    everything = not parents and not codes
    kept = {
        code: area
        for code, area in outlines["areas"].items()
        if (everything or area["parent"] in parents or code in codes) and code not in leave_out
    }
    if not kept:
        raise BadInput(
            f"the layer {outlines.get('layer', '')} draws none of {', '.join(sorted(parents))}",
            "",
            "choose the layer its ward list names in geo/areas.yml",
        )
    points = [point for area in kept.values() for ring in area["rings"] for point in ring]
    bbox = [
        min(x for x, _ in points), min(y for _, y in points),
        max(x for x, _ in points), max(y for _, y in points),
    ]  # fmt: skip
    return {**outlines, "areas": kept, "bbox": bbox}


def needs_detail(outlines: Mapping[str, Any]) -> bool:
    """Whether a map of these areas shows more than the layer's coarse lines hold."""
    drawn = outlines["bbox"]
    return sum(len(ring) for area in outlines["areas"].values() for ring in area["coarse"]) < (
        FINE_VERTICES
    ) or (drawn[2] - drawn[0] < 15_000)


@dataclass(frozen=True)
class Frame:
    """Where the map stands on the sheet: units of the sheet per metre, and its corner.

    ``left`` and ``top`` (sheet units) are the place of ``west``, ``north`` (metres);
    ``width`` and ``height`` are those of the whole map window.
    """

    west: float
    north: float
    scale: float
    left: float
    top: float
    width: float
    height: float

    def place(self, point: Sequence[float]) -> Point:
        """A point of the National Grid on the sheet."""
        return (
            self.left + (point[0] - self.west) * self.scale,
            self.top + (self.north - point[1]) * self.scale,
        )

    def place_ring(self, ring: Ring) -> list[Point]:
        """A closed ring on the sheet."""
        return [self.place(point) for point in ring]


def fit_frame(
    bbox: Sequence[float], width: float, tallest: float, margin: float, shortest: float = 0
) -> Frame:
    """A window ``width`` wide that shows ``bbox`` whole, north up, in its middle."""
    west, south, east, north = bbox
    across, down = max(east - west, 1), max(north - south, 1)
    scale = min((width - 2 * margin) / across, (tallest - 2 * margin) / down)
    height = max(down * scale + 2 * margin, shortest)
    return Frame(
        west, north, scale,
        (width - across * scale) / 2, (height - down * scale) / 2, width, height,
    )  # fmt: skip


def write_path(rings: Iterable[Sequence[Point]], digits: int) -> str:
    """The ``d`` of an SVG path: closed rings in relative steps of whole or 0.1 units.

    Rounding comes before the steps are taken, so neighbours keep their shared line.
    """
    factor = 10**digits
    parts = []
    # After “z” the pen stands at the start of the ring just closed, not at the origin.
    pen = (0, 0)
    for ring in rings:
        points: list[tuple[int, int]] = []
        for x, y in ring:
            point = (round(x * factor), round(y * factor))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        parts.append("m" + _step(pen, points[0], factor) + "l")
        steps = [_step(first, second, factor) for first, second in itertools.pairwise(points)]
        parts.append("".join(_join(steps)) + "z")
        pen = points[0]
    return "".join(parts)


def _step(start: tuple[int, int], end: tuple[int, int], factor: int) -> str:
    across, down = _print(end[0] - start[0], factor), _print(end[1] - start[1], factor)
    return across + (down if down.startswith("-") else f",{down}")


def _join(steps: Sequence[str]) -> Iterable[str]:
    for number, step in enumerate(steps):
        yield step if not number or step.startswith("-") else f" {step}"


def _print(value: int, factor: int) -> str:
    if value % factor == 0:
        return str(value // factor)
    text = f"{value / factor:.1f}"
    return text.replace("0.", ".", 1) if abs(value) < factor else text


def trace_outside(rings: Iterable[Ring]) -> list[list[tuple[float, float]]]:
    """The closed lines round all ``rings`` together: the edges that only one of them has."""
    once: dict[tuple[tuple[float, float], tuple[float, float]], int] = {}
    for ring in rings:
        points = [(point[0], point[1]) for point in ring]
        for first, second in itertools.pairwise(points):
            key = (first, second) if first < second else (second, first)
            once[key] = once.get(key, 0) + 1
    ways: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for (first, second), times in once.items():
        if times == 1:
            ways.setdefault(first, []).append(second)
            ways.setdefault(second, []).append(first)
    lines = []
    for start in sorted(ways):
        while ways[start]:
            line, here = [start], start
            while ways[here]:
                there = ways[here].pop()
                ways[there].remove(here)
                line.append(there)
                here = there
            lines.append(line)
    return lines


def clip_ring(ring: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a closed ring inside ``box`` (left, top, right, bottom), closed.

    Each side cuts in turn (Sutherland and Hodgman 1974); parts that leave and come back
    stay joined along the side, outside the window a map shows.
    """
    points = list(ring[:-1]) if ring and ring[0] == ring[-1] else list(ring)
    for axis, bound, keep_above in ((0, box[0], True), (1, box[1], True),
                                    (0, box[2], False), (1, box[3], False)):  # fmt: skip
        kept: list[Point] = []
        for first, second in zip(points, [*points[1:], *points[:1]], strict=True):
            inside = (first[axis] >= bound) == keep_above or first[axis] == bound
            after = (second[axis] >= bound) == keep_above or second[axis] == bound
            if inside:
                kept.append(first)
            if inside != after:
                share = (bound - first[axis]) / (second[axis] - first[axis])
                crossing = first[1 - axis] + share * (second[1 - axis] - first[1 - axis])
                kept.append((bound, crossing) if axis == 0 else (crossing, bound))
        points = kept
        if not points:
            return []
    return [*points, points[0]]
