"""All authorities in one line, with the area, its neighbours, its region and England."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from needsbook.draw.alt import join_alt
from needsbook.draw.lettering import measure_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import SMALL, Sheet, SheetText
from needsbook.store.figures import Figure

if TYPE_CHECKING:
    from needsbook.draw.kinds import Sample

ROOM = 1.12
TOP, TALL = 24.0, 22.0
WIDTH = 400


@dataclass(frozen=True)
class StripEnd:
    """The authorities at an end of the line: their value as a figure, and the name of one."""

    name: str
    figure: Figure


def draw_strip(
    values: Sequence[float],
    area: tuple[str, Figure],
    ends: tuple[StripEnd, StripEnd] | None,
    *,
    title: str,
    place: str = "",
    neighbours: Sequence[tuple[str, Figure]] = (),
    region: tuple[str, Figure] | None = None,
    country: tuple[str, Figure] | None = None,
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """One thin stroke per authority at its value; ``values`` are all of them.

    The area is a filled circle with its value, neighbours are rings, the region and England
    strokes across. ``ends`` are the lowest and the highest authority; ``place`` are the
    words for the area's place, for the alternative text. A missing figure is not drawn.
    """
    sheet = Sheet(width)
    near = [(name, figure) for name, figure in neighbours if not figure.missing]
    marks = [pair for pair in (region, country) if pair and not pair[1].missing]
    every = [*values, *(figure.value or 0.0 for _, figure in (area, *near, *marks))]
    low, high = min(every), max(every)
    xs = Scale(low, high if high > low else low + 1, 8, width - 8)
    middle, bottom = TOP + TALL / 2, TOP + TALL
    sheet.line([8, width - 8], [middle, middle], "grid", width=0.8)
    across: list[float] = []
    up: list[float] = []
    for x in sorted({round(xs(value), 1) for value in values}):
        # One broken line for all: a hundred and fifty elements would say no more.
        across += [x, x, float("nan")]
        up += [middle - 6, middle + 6, float("nan")]
    if across:
        sheet.line(across, up, "other", width=1.2, name="authorities")
    for role, pair in zip(("region", "country"), (region, country), strict=True):
        if pair and not pair[1].missing:
            x = xs(pair[1].value or 0.0)
            dash = (2, 2) if role == "country" else ()
            sheet.line([x, x], [TOP - 1, bottom + 1], role, width=2.2, dash=dash, name=pair[0])
    sheet.marks(
        [(xs(figure.value or 0.0), middle) for _, figure in near], "o", 7, "paper", edge="ink",
        edge_width=1.2, figures=[figure for _, figure in near],
        words=[f"{name}: {figure.printed}" for name, figure in near],
    )  # fmt: skip
    name, own = area
    x = xs(own.value or 0.0)
    sheet.marks([(x, middle)], "o", 13, "area", edge="paper", figures=[own],
                words=[f"{name}: {own.printed}"])  # fmt: skip
    _label(
        sheet, x, 15, [SheetText(f"{name} "), SheetText(own.printed, own)], bold=True, colour="area"
    )
    y = bottom + 17
    if country and not country[1].missing:
        words = [SheetText(f"{country[0]} "), SheetText(country[1].printed, country[1])]
        _label(sheet, xs(country[1].value or 0.0), y, words, colour="country")
        y += 18
    if ends:
        left, right = ends
        sheet.text(0, y, [SheetText("lowest "), SheetText(left.figure.printed, left.figure)],
                   size=13, colour="muted")  # fmt: skip
        sheet.text(width, y, [SheetText("highest "), SheetText(right.figure.printed, right.figure)],
                   size=13, colour="muted", anchor="end")  # fmt: skip
        y += 4
    figures = [own, *(figure for _, figure in marks), *(figure for _, figure in near)]
    figures += [end.figure for end in ends or ()]
    alt = _describe(area, ends, place, near, marks)
    return sheet.finish(y, title=title, alt=alt, kind="strip", figures=figures, prefix=prefix)


def _label(
    sheet: Sheet, x: float, y: float, words: Sequence[SheetText], *, bold: bool = False, colour: str
) -> None:
    room = measure_text(" ".join(word.text.strip() for word in words), SMALL, bold=bold)
    # The reader's letters may be wider than those measured.
    room = room * ROOM / 2 + 2
    x = min(max(x, room), sheet.width - room)
    sheet.text(x, y, words, size=SMALL, bold=bold, colour=colour, anchor="middle")


def _describe(
    area: tuple[str, Figure],
    ends: tuple[StripEnd, StripEnd] | None,
    place: str,
    near: Sequence[tuple[str, Figure]],
    marks: Sequence[tuple[str, Figure]],
) -> str:
    sentences = [f"{area[0]} {area[1].printed}{f', {place}' if place else ''}"]
    sentences += [f"{name} {figure.printed}" for name, figure in marks]
    if near:
        told = ", ".join(f"{name} {figure.printed}" for name, figure in near)
        sentences.append(f"Statistical neighbours: {told}")
    if ends:
        left, right = ends
        sentences.append(
            f"Authorities run from {left.figure.printed} ({left.name}) to "
            f"{right.figure.printed} ({right.name})"
        )
    return join_alt(sentences)


def example(sample: Sample) -> Picture:
    """The authorities of a region on one line."""
    known = [area for area in sample.areas.values() if area.value is not None]
    own = sample.areas[sample.area]
    title = f"{sample.title}: the authorities on one line"
    return draw_strip(
        [figure.value or 0.0 for figure in known],
        (sample.area, own),
        None,
        title=title,
        country=("England", sample.benchmark),
    )
