"""The map window: areas filled by class, lines round them, names, the neighbours behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from needsbook.draw.maps.labels import LEADING, Label, LabelPlace, lay_out_labels
from needsbook.draw.maps.legend import write_text
from needsbook.draw.maps.map_style import class_role, css_value, pattern_of
from needsbook.draw.maps.outlines import Frame, clip_ring, trace_outside, write_path
from needsbook.draw.maps.parts import Part, say_part


def draw_parts(
    parts: Sequence[Part], classes: int, period: str, marked: str, prefix: str, digits: int
) -> str:
    """Every area: filled, named on hover and to screen readers, reached by the tab key."""
    made = []
    for part in parts:
        if part.step is None:
            fill = f"url(#{prefix}-{pattern_of(part.reason)})"
        else:
            fill = css_value(class_role(part.step, classes))
        figure = f' data-figure="{escape(part.figure.id)}"' if part.figure else ""
        words = say_part(part, period, part.code == marked)
        made.append(
            f'<path d="{write_path(part.rings, digits)}" tabindex="0" role="img"{figure} '
            f'style="fill:{fill}"><title>{escape(words)}</title></path>'
        )
    return (
        '<g fill-rule="evenodd" stroke-width="1.3" stroke-linejoin="round" '
        f'style="stroke:{css_value("map-line")}">{"".join(made)}</g>'
    )


def draw_edges(parts: Sequence[Part], frame: Frame, marked: str, digits: int) -> str:
    """A line round everything drawn, and a strong one round the marked area."""
    lines: list[tuple[str, float, str]] = []
    # White lines are lost between hatched areas: those get a line of the hatch's colour.
    hatched = [ring for part in parts if part.step is None for ring in part.rings]
    lines.append((write_path(hatched, digits), 1, "map-hatch"))
    outside = trace_outside(ring for part in parts for ring in part.source)
    lines.append((write_path(map(frame.place_ring, outside), digits), 1.4, "map-edge"))
    for part in parts:
        if part.code == marked:
            path = write_path(part.rings, digits)
            lines += [(path, 6, "paper"), (path, 3, "map-edge")]
    made = "".join(
        f'<path d="{path}" stroke-width="{width}" style="stroke:{css_value(role)}"/>'
        for path, width, role in lines
        if path
    )
    return f'<g fill="none" stroke-linejoin="round" pointer-events="none">{made}</g>'


def draw_labels(labels: Sequence[Label], parts: Sequence[Part], classes: int) -> str:
    """Names, values and key numbers; hidden from screen readers, which hear each area."""
    by_code = {part.code: part for part in parts}
    made = []
    for label in labels:
        part = by_code[label.code]
        ground = "map-none" if part.step is None else class_role(part.step, classes)
        ink = "ink" if part.step is None else f"on-{ground}"
        # Hatching runs through letters, so a name on it needs a broader halo.
        halo = ' stroke-width="6"' if part.step is None else ""
        top = label.box.y - label.box.height / 2
        lines = []
        for number, line in enumerate(label.lines):
            attributes = (
                f'x="{label.box.x:.1f}" y="{top + (number + 0.8) * label.size * LEADING:.1f}"'
            )
            if label.number:
                attributes += ' font-weight="700" data-scale="key"'
            elif label.valued and part.figure and number == len(label.lines) - 1:
                attributes += f' font-weight="700" data-figure="{escape(part.figure.id)}"'
            lines.append(f"<tspan {attributes}>{escape(line)}</tspan>")
        made.append(
            f'<text font-size="{label.size:g}"{halo} '
            f'style="fill:{css_value(ink)};stroke:{css_value(ground)}">{"".join(lines)}</text>'
        )
    return (
        '<g text-anchor="middle" stroke-width="3" stroke-linejoin="round" paint-order="stroke" '
        f'pointer-events="none" aria-hidden="true">{"".join(made)}</g>'
    )


def place_districts(districts: Mapping[str, Any], frame: Frame, detail: str) -> list[LabelPlace]:
    """The districts on the sheet, for their lines and names."""
    places = []
    for code, area in sorted(districts["areas"].items()):
        rings = [frame.place_ring(ring) for ring in area[detail] or area["rings"]]
        largest = max(rings, key=len)
        across = sum(x for x, _ in largest) / len(largest)
        down = sum(y for _, y in largest) / len(largest)
        places.append(LabelPlace(code, area["name"], "", rings, (across, down)))
    return places


def draw_districts(places: Sequence[LabelPlace], labels: Sequence[Label], digits: int) -> str:
    """A strong line round each district and its name, over the wards."""
    paths = [write_path(place.rings, digits) for place in places]
    lines = "".join(
        f'<path d="{path}" stroke-width="{width}" style="stroke:{css_value(role)}"/>'
        for width, role in ((4, "paper"), (2, "map-edge"))
        for path in paths
    )
    names = "".join(
        f'<tspan x="{label.box.x:.1f}" '
        f'y="{label.box.y - label.box.height / 2 + (n + 0.8) * label.size * LEADING:.1f}">'
        f"{escape(line)}</tspan>"
        for label in labels
        for n, line in enumerate(label.lines)
    )
    return (
        '<g fill="none" stroke-linejoin="round" pointer-events="none" aria-hidden="true">'
        f'{lines}</g><g text-anchor="middle" font-weight="700" font-size="15" stroke-width="5" '
        f'stroke-linejoin="round" paint-order="stroke" pointer-events="none" aria-hidden="true" '
        f'style="fill:{css_value("ink")};stroke:{css_value("paper")}">'
        + (f"<text>{names}</text>" if names else "")
        + "</g>"
    )


def draw_around(
    context: Mapping[str, Any],
    leave_out: Collection[str],
    frame: Frame,
    labels: Sequence[Label],
    prefix: str,
    detail: str,
    digits: int,
) -> str:
    """The areas around (but those with a code or name in ``leave_out``), cut to the window.

    They are named where a name fits and touches no label.
    """
    window = (-3.0, -3.0, frame.width + 3, frame.height + 3)
    seen = (4.0, 4.0, frame.width - 4, frame.height - 4)
    places, paths = [], []
    for code, area in sorted(context["areas"].items()):
        if code in leave_out or area["name"] in leave_out:
            continue
        source = area[detail] or area["rings"]
        rings = [clip_ring(frame.place_ring(ring), window) for ring in source]
        rings = [ring for ring in rings if len(ring) > 3]
        shown = [ring for ring in (clip_ring(row, seen) for row in rings) if len(ring) > 3]
        paths.append(write_path(rings, digits))
        if shown:
            largest = max(shown, key=len)
            across = sum(x for x, _ in largest) / len(largest)
            down = sum(y for _, y in largest) / len(largest)
            places.append(LabelPlace(code, area["name"], "", shown, (across, down)))
    named, _ = lay_out_labels(places, sizes=(15,), values=False, numbers=False, pad=12, least=0)
    texts = "".join(
        write_text(
            round(tag.box.x, 1),
            round(tag.box.y - tag.box.height / 2 + (number + 0.8) * tag.size * LEADING, 1),
            line,
            size=tag.size,
            role="muted",
            anchor="middle",
        )
        for tag in named
        if not any(tag.box.overlaps(label.box) for label in labels)
        for number, line in enumerate(tag.lines)
    )
    drawn = "".join(f'<path d="{path}"/>' for path in paths if path)
    return (
        f'<clipPath id="{prefix}-window"><rect width="{frame.width:g}" '
        f'height="{frame.height:.1f}"/></clipPath><g clip-path="url(#{prefix}-window)" '
        f'fill-rule="evenodd" aria-hidden="true"><g style="fill:{css_value("map-around")};'
        f'stroke:{css_value("map-around-line")}">{drawn}</g>{texts}</g>'
    )
