"""Small figures made by hand, and readers of the SVG that charts are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest

from needsbook.catalogue.areas import slugify
from needsbook.catalogue.periods import parse_period
from needsbook.draw.lettering import MARGIN, measure_text
from needsbook.store.figures import MISSING_WORDS, Figure, figure_id, print_value

SVG = "{http://www.w3.org/2000/svg}"
MakeFigure = Callable[..., Figure]


@pytest.fixture
def make_figure() -> MakeFigure:
    """Makes a figure of a made-up indicator; a reason in place of the value makes it missing."""

    def make(
        value: float | str,
        area: str = "Northby",
        period: str = "2019/20",
        *,
        indicator: str = "late_trains_pct",
        unit: str = "percent",
        decimals: int = 1,
        half_width: float | None = None,
        **more: object,
    ) -> Figure:
        missing = isinstance(value, str)
        number = None if isinstance(value, str) else float(value)
        return Figure(
            id=figure_id(indicator, slugify(area), parse_period(period).slug),
            indicator=indicator,
            area_code=slugify(area),
            period=period,
            value=number,
            printed=MISSING_WORDS[str(value)]
            if number is None
            else print_value(number, unit, decimals),
            unit=unit,
            reason=str(value) if missing else "",
            lower_ci=None if half_width is None or number is None else number - half_width,
            upper_ci=None if half_width is None or number is None else number + half_width,
            **more,  # type: ignore[arg-type]
        )

    return make


@dataclass(frozen=True)
class Box:
    """Where a text stands: its words and the corners of the room it takes."""

    words: str
    left: float
    top: float
    right: float
    bottom: float


class Drawn:
    """An SVG opened for questions."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ET.fromstring(svg)
        _, _, self.width, self.height = map(float, self.root.attrib["viewBox"].split())

    def all(self, tag: str) -> list[ET.Element]:
        """Every element called ``tag``, in order."""
        return list(self.root.iter(f"{SVG}{tag}"))

    def words(self) -> list[str]:
        """The words of every text, in order."""
        return ["".join(text.itertext()) for text in self.all("text")]

    def figures(self) -> dict[str, str]:
        """The words printed for each figure id, by text or by part of one."""
        found: dict[str, str] = {}
        for tag in ("text", "tspan"):
            for element in self.all(tag):
                if "data-figure" in element.attrib:
                    found[element.attrib["data-figure"]] = "".join(element.itertext())
        return found

    def marks(self) -> dict[str, tuple[float, float]]:
        """The place of each figure that is drawn as a mark."""
        return {
            element.attrib["data-figure"]: (float(element.attrib["x"]), float(element.attrib["y"]))
            for element in self.all("use")
            if "data-figure" in element.attrib
        }

    def paths(self, attribute: str, value: str) -> list[list[tuple[float, float]]]:
        """The corners of every path that carries ``attribute="value"``."""
        return [
            read_path(element.attrib["d"])
            for element in self.all("path")
            if element.attrib.get(attribute) == value
        ]

    def boxes(self) -> list[Box]:
        """The room of every level text, by the widths of Helvetica."""
        found: list[Box] = []
        self._collect(self.root, {}, found)
        return found

    def _collect(self, element: ET.Element, look: dict[str, str], found: list[Box]) -> None:
        look = look | {k: v for k, v in element.attrib.items() if k not in ("style", "id")}
        if element.tag == f"{SVG}text" and "transform" not in element.attrib:
            words = "".join(element.itertext())
            size = float(look["font-size"])
            room = measure_text(words, size, look.get("font-weight") == "700") / MARGIN
            x, y = float(look["x"]), float(look["y"])
            left = (
                x - {"start": 0, "middle": 0.5, "end": 1}[look.get("text-anchor", "start")] * room
            )
            found.append(Box(words, left, y - size * 0.72, left + room, y + size * 0.02))
        for child in element:
            self._collect(child, look, found)


def read_path(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, L, H, V and z."""
    points: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MLHV])([^MLHVz]*)", path):
        values = [float(word) for word in numbers.split()]
        if command == "H":
            points.append((values[0], points[-1][1]))
        elif command == "V":
            points.append((points[-1][0], values[0]))
        else:
            points.append((values[0], values[1]))
    return points


@pytest.fixture
def open_svg() -> type[Drawn]:
    """Opens an SVG for questions."""
    return Drawn


def find_clashes(drawn: Drawn) -> list[str]:
    """Texts that overlap another one or leave the sheet, in words; empty when all is well."""
    boxes = drawn.boxes()
    clashes = [
        f"{box.words!r} leaves the sheet"
        for box in boxes
        if box.left < -1 or box.right > drawn.width + 1 or box.top < -1 or box.bottom > drawn.height
    ]
    for number, box in enumerate(boxes):
        clashes += [
            f"{box.words!r} overlaps {two.words!r}"
            for two in boxes[number + 1 :]
            if min(box.right, two.right) - max(box.left, two.left) > 1
            and min(box.bottom, two.bottom) - max(box.top, two.top) > 1
        ]
    return clashes


@pytest.fixture
def clashes() -> Callable[[str], list[str]]:
    """Names the texts of an SVG that overlap or are cut."""
    return lambda svg: find_clashes(Drawn(svg))
