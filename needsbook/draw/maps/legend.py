"""What stands under a map: its classes with counts, scale, key, boundaries, attribution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from needsbook.draw.alt import count_words
from needsbook.draw.lettering import clean_text, cut_text, measure_text, wrap_text
from needsbook.draw.maps.classes import MapClasses
from needsbook.draw.maps.map_style import class_role, css_value, pattern_of
from needsbook.store.figures import MISSING_WORDS, Figure

BODY = 15
SMALL = 15
ROW = 24
KEY_INDENT = 26
_SCALES_KM = (200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)
_LONGEST_BAR = 120


def write_text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = BODY,
    bold: bool = False,
    role: str = "ink",
    anchor: str = "start",
    figure: Figure | None = None,
    scale: str = "",
) -> str:
    """One ``<text>`` with its baseline at ``y``.

    ``figure`` is the one whose value it prints; ``scale`` says what else a number in it
    measures (“classes”, “count”, “distance”, “key”, “vintage”).
    """
    attributes = [f'x="{x:g}" y="{y:g}" font-size="{size:g}"']
    if bold:
        attributes.append('font-weight="700"')
    if anchor != "start":
        attributes.append(f'text-anchor="{anchor}"')
    if figure is not None:
        attributes.append(f'data-figure="{escape(figure.id)}"')
    if scale:
        attributes.append(f'data-scale="{scale}"')
    attributes.append(f'style="fill:{css_value(role)}"')
    return f"<text {' '.join(attributes)}>{escape(clean_text(words))}</text>"


def draw_classes(
    top: float,
    heading: str,
    classes: MapClasses,
    counts: Sequence[int],
    missing: Mapping[str, int],
    words: tuple[str, str],
    prefix: str,
) -> tuple[str, float]:
    """The legend and its bottom: each class and each reason for no value, with its count."""
    y = top + 16
    parts = [write_text(0, y, heading, bold=True)]
    rows: list[tuple[str, str, int, str]] = []
    for index, number in enumerate(counts):
        fill = css_value(class_role(index, len(classes)))
        rows.append((fill, classes.words(index), number, "classes"))
    if not sum(counts):
        rows = []
    for reason, number in sorted(missing.items()):
        shown = MISSING_WORDS.get(reason, MISSING_WORDS["not_held"])
        if pattern_of(reason) == "none":
            shown = f"no data: {shown}"
        rows.append((f"url(#{prefix}-{pattern_of(reason)})", shown, number, ""))
    column = 38 + max((measure_text(shown, BODY) for _, shown, _, _ in rows), default=0) + 18
    for fill, shown, number, scale in rows:
        y += ROW
        parts.append(
            f'<rect x="1" y="{y - 14:g}" width="28" height="18" stroke-width="1" '
            f'style="fill:{fill};stroke:{css_value("muted")}"/>'
        )
        parts.append(write_text(38, y, shown[:1].upper() + shown[1:], scale=scale))
        parts.append(
            write_text(round(column), y, count_words(number, *words), role="muted", scale="count")
        )
    return "".join(parts), y + 6


def draw_marked(top: float, name: str, printed: str, figure: Figure | None) -> tuple[str, float]:
    """The marked area and its value beside a sample of its outline, and the bottom."""
    y = top + 17
    after = 38 + measure_text(f"{clean_text(name)}: ", BODY, True)
    return (
        f'<rect x="2" y="{y - 14:g}" width="26" height="16" fill="none" stroke-width="3" '
        f'style="stroke:{css_value("map-edge")}"/>'
        + write_text(38, y, f"{name}:", bold=True)
        + write_text(round(after), y, printed, bold=True, figure=figure)
    ), top + 28


def draw_scale(top: float, right: float, units_per_metre: float) -> str:
    """A scale bar of a round length and an arrow to the north, ending at ``right``."""
    km = next(
        (number for number in _SCALES_KM if number * 1000 * units_per_metre <= _LONGEST_BAR), 0.1
    )
    length = km * 1000 * units_per_metre
    left, y = right - length, top + 16
    stroke = f'style="stroke:{css_value("ink")}" fill="none"'
    name = f"{km:g} km"
    return (
        f'<path d="M{left:.1f},{y - 8:g}v8h{length:.1f}v-8" stroke-width="1.6" {stroke}/>'
        + write_text(right - length / 2, y - 6, name, size=SMALL, anchor="middle", scale="distance")
        + f'<path d="M{right - 6:g},{y + 34:g}v-20m-5,7l5,-8l5,8" stroke-width="1.6" {stroke}/>'
        + write_text(right - 18, y + 30, "North is up", size=SMALL, role="muted", anchor="end")
    )


def draw_key(
    top: float, width: float, rows: Sequence[tuple[int, str, Figure | None, str]]
) -> tuple[str, float]:
    """The key of numbered areas (number, name, figure, printed) and its bottom.

    Two columns where all rows fit beside each other, else one; numbers run down.
    """
    if not rows:
        return "", top
    for size in (BODY,):
        widths = [
            KEY_INDENT + measure_text(f"{name} ", size) + measure_text(printed, size, True)
            for _, name, _, printed in rows
        ]
        down = -(-len(rows) // 2)
        second = max(width / 2, max(widths[:down]) + 8)
        if len(rows) > 1 and second + max(widths[down:]) <= width:
            break
    else:
        size, down, second = BODY, len(rows), width
    parts = []
    for index, (number, name, figure, printed) in enumerate(rows):
        x = second if index >= down else 0.0
        y = top + 17 + (index % down) * (ROW - 3)
        parts.append(
            write_text(x + 18, y, str(number), size=size, bold=True, anchor="end", scale="key")
        )
        room = width - x - KEY_INDENT - measure_text(f" {printed}", size, True)
        figure_id = f' data-figure="{escape(figure.id)}"' if figure else ""
        parts.append(
            f'<text x="{x + KEY_INDENT:g}" y="{y:g}" font-size="{size}" '
            f'style="fill:{css_value("ink")}">{escape(cut_text(name, size, room))} '
            f'<tspan font-weight="700"{figure_id}>{escape(clean_text(printed))}</tspan></text>'
        )
    return "".join(parts), top + 17 + (down - 1) * (ROW - 3) + 8


def draw_notes(top: float, width: float, notes: Iterable[str]) -> tuple[str, float]:
    """Small print, each note on its own lines, and its bottom."""
    y, parts = top, []
    for note in notes:
        for line in wrap_text(note, SMALL, width):
            y += 16
            parts.append(write_text(0, y, line, size=SMALL, role="muted", scale="vintage"))
        y += 4
    return "".join(parts), y
