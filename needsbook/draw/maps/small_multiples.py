"""Small multiples: the same wards in several periods, side by side, in one set of classes.

All maps stand on one ward list, so a ward keeps its place and shape from map to map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from needsbook.catalogue.indicators import Break
from needsbook.catalogue.periods import label_period, parse_period
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import count_words, describe_missing, join_alt
from needsbook.draw.font import STACK, fix_words
from needsbook.draw.lettering import clean_text, measure_text
from needsbook.draw.maps.classes import MapClasses
from needsbook.draw.maps.legend import draw_notes, write_text
from needsbook.draw.maps.map_style import class_role, css_value, draw_patterns, pattern_of
from needsbook.draw.maps.outlines import fit_frame, trace_outside, write_path
from needsbook.draw.maps.parts import Part, check_figures, make_parts, say_part
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import name_picture
from needsbook.errors import BadInput
from needsbook.store.figures import MISSING_WORDS, Figure

GAP = 16
HEAD = 44
# Words of 15 stay above 10 pixels where a phone shows it 288 wide.
WIDTH = 420
TALLEST = 240


def draw_small_multiples(
    outlines: Mapping[str, Any],
    periods: Sequence[Sequence[Figure]],
    *,
    title: str,
    classes: MapClasses,
    breaks: Sequence[Break] = (),
    words: tuple[str, str] = ("ward", "wards"),
    unit: str = "",
    columns: int = 3,
    prefix: str = "",
) -> Picture:
    """A map for each of ``periods`` (the figures of one period each), in order of time.

    ``outlines`` is one layer's, so one ward list; a figure of a ward it does not hold is
    an error, and so are two indicators or one period twice. ``classes`` serve every map.
    The first map after a break carries its letter, explained below.
    """
    ordered = sorted(periods, key=lambda some: parse_period(some[0].period)) if periods else []
    _check_periods(ordered, outlines)
    across = min(columns, len(ordered))
    room = (WIDTH - GAP * (across - 1)) / across
    frame = fit_frame(outlines["bbox"], room, TALLEST, 4)
    panels = [
        make_parts(outlines, check_figures(outlines, some, words), classes, frame, "coarse")
        for some in ordered
    ]
    figures = [figure for some in ordered for figure in some]
    prefix = prefix or name_picture("small-multiples", title, figures, WIDTH)
    names = {part.code: f"{prefix}-{number}" for number, part in enumerate(panels[0])}
    shapes = "".join(
        f'<path id="{names[part.code]}" fill-rule="evenodd" d="{write_path(part.rings, 1)}"/>'
        for part in panels[0]
    )
    outside = trace_outside(ring for part in panels[0] for ring in part.source)
    edge = write_path(map(frame.place_ring, outside), 1)
    shapes += f'<path id="{prefix}-edge" fill="none" d="{edge}"/>'
    missing = {part.reason for parts in panels for part in parts if part.step is None}
    made = [
        draw_patterns(prefix, tuple(sorted({pattern_of(reason) for reason in missing}))),
        f"<defs>{shapes}</defs>",
    ]
    letters, notes = _letter_breaks(ordered, breaks)
    step = frame.height + HEAD + GAP
    for number, (some, parts) in enumerate(zip(ordered, panels, strict=True)):
        x, y = (number % across) * (room + GAP), (number // across) * step
        panel = _draw_panel(some, parts, names, prefix, classes, letters[number])
        made.append(f'<g transform="translate({x:.1f},{y:.1f})">{panel}</g>')
    y = -(-len(ordered) // across) * step
    shown, y = _draw_legend(y, unit or find_unit(figures[0].unit).words, classes, missing, prefix)
    made.append(shown)
    if any(figure.estimated for figure in figures):
        notes.append("Maps marked “estimated” were carried over to these boundaries.")
    if outlines.get("title"):
        notes.append(f"Boundaries: {outlines['title']}.")
    shown, y = draw_notes(y, WIDTH, [*notes, outlines.get("attribution", "")])
    made.append(shown)
    alt = _describe(ordered, panels, words)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {round(y + 6)}" '
        f'width="100%" class="nb-chart nb-multiples" role="img" '
        f'aria-labelledby="{prefix}-title {prefix}-desc" style="max-width:{round(WIDTH * 1.25)}px;'
        f'height:auto;font-family:{STACK};fill:{css_value("ink")}">'
        f'<title id="{prefix}-title">{escape(clean_text(title))}</title>'
        f'<desc id="{prefix}-desc">{escape(alt)}</desc>{"".join(made)}</svg>'
    )
    return Picture(fix_words(svg), clean_text(title), alt, tuple(figures), "small_multiples")


def _check_periods(ordered: Sequence[Sequence[Figure]], outlines: Mapping[str, Any]) -> None:
    where = str(outlines.get("layer", ""))
    if not ordered:
        raise BadInput("small multiples need at least one period", where, "leave them out")
    indicators = sorted({figure.indicator for some in ordered for figure in some})
    if len(indicators) > 1:
        raise BadInput(
            f"one indicator, not {', '.join(indicators[:3])}", where, "draw one for each"
        )
    seen = [some[0].period for some in ordered]
    for period in seen:
        if seen.count(period) > 1:
            raise BadInput(f"the period {period} stands twice", where, "give each period once")


def _letter_breaks(
    ordered: Sequence[Sequence[Figure]], breaks: Sequence[Break]
) -> tuple[list[str], list[str]]:
    """For each map the letters of the breaks just before it; the notes that explain them."""
    letters = [""] * len(ordered)
    notes: list[str] = []
    times = [parse_period(some[0].period) for some in ordered]
    for cut in sorted(breaks, key=lambda item: parse_period(item.first)):
        first = parse_period(cut.first)
        after = [number for number, time in enumerate(times) if time >= first]
        if after and after[0] > 0:
            letter = chr(ord("A") + len(notes) % 26)
            letters[after[0]] += f" ({letter})"
            notes.append(f"{letter} – from {label_period(cut.first)}: {cut.reason}")
    return letters, notes


def _draw_panel(
    some: Sequence[Figure],
    parts: Sequence[Part],
    names: Mapping[str, str],
    prefix: str,
    classes: MapClasses,
    letter: str,
) -> str:
    period = label_period(some[0].period)
    estimated = ", estimated" if any(figure.estimated for figure in some) else ""
    heading = write_text(0, 16, f"{period}{estimated}{letter}", bold=True, scale="period")
    uses = []
    for part in parts:
        if part.step is None:  # white lines would be lost between hatched wards
            fill = f"url(#{prefix}-{pattern_of(part.reason)});stroke:{css_value('map-hatch')}"
        else:
            fill = css_value(class_role(part.step, len(classes)))
        figure = f' data-figure="{escape(part.figure.id)}"' if part.figure else ""
        uses.append(
            f'<use href="#{names[part.code]}" style="fill:{fill}"{figure}>'
            f"<title>{escape(say_part(part, period, False))}</title></use>"
        )
    return (
        f'{heading}{_write_range(parts)}<g transform="translate(0,{HEAD})">'
        f'<g stroke-width="0.8" stroke-linejoin="round" style="stroke:{css_value("map-line")}">'
        f"{''.join(uses)}</g>"
        f'<use href="#{prefix}-edge" stroke-width="1.2" style="stroke:{css_value("map-edge")}"/></g>'
    )


def _find_ends(parts: Sequence[Part]) -> tuple[Part, Part] | None:
    """The areas with the lowest and the highest value, None where there is none."""
    known = [
        (part.figure.value, part.name, part)
        for part in parts
        if part.figure and part.figure.value is not None
    ]
    return (min(known)[2], max(known)[2]) if known else None


def _write_range(parts: Sequence[Part]) -> str:
    ends = _find_ends(parts)
    if ends is None:
        return write_text(0, 35, "no value", role="muted")
    low, high = (
        f'<tspan data-figure="{escape(part.figure.id)}">{escape(part.printed)}</tspan>'
        for part in ends
        if part.figure
    )
    return f'<text x="0" y="35" font-size="15" style="fill:{css_value("muted")}">{low} to {high}</text>'


def _draw_legend(
    top: float, heading: str, classes: MapClasses, missing: set[str], prefix: str
) -> tuple[str, float]:
    """Classes and reasons for no value in rows as wide as the sheet; the bottom comes back."""
    entries = [
        (css_value(class_role(index, len(classes))), classes.words(index), "classes")
        for index in range(len(classes))
    ]
    for reason in sorted(missing):
        fill = f"url(#{prefix}-{pattern_of(reason)})"
        entries.append((fill, MISSING_WORDS.get(reason, MISSING_WORDS["not_held"]), ""))
    x, y = 0.0, top + 16
    parts = [write_text(0, y, heading[:1].upper() + heading[1:], bold=True)] if heading else []
    y += 26 if heading else 0
    for fill, words, scale in entries:
        shown = words[:1].upper() + words[1:]
        room = 36 + measure_text(shown, 15)
        if x and x + room > WIDTH:
            x, y = 0.0, y + 26
        parts.append(
            f'<rect x="{x + 1:g}" y="{y - 14:g}" width="28" height="18" '
            f'style="fill:{fill};stroke:{css_value("muted")}"/>'
        )
        parts.append(write_text(round(x + 36), y, shown, scale=scale))
        x += room + 18
    return "".join(parts), y + 12


def _describe(
    ordered: Sequence[Sequence[Figure]], panels: Sequence[Sequence[Part]], words: tuple[str, str]
) -> str:
    number = count_words(len(panels[0]), *words)
    sentences = [f"{count_words(len(panels), 'map', 'maps')} of {number}"]
    chosen = [0] if len(panels) == 1 else [len(panels) - 1, 0]
    for place in chosen:
        ends = _find_ends(panels[place])
        period = label_period(ordered[place][0].period)
        if ends is None:
            sentences.append(f"{period}: no value")
        else:
            low, high = ends
            sentences.append(
                f"{period}: highest {high.name} {high.printed}, lowest {low.name} {low.printed}"
            )
    gone = [figure for some in ordered for figure in some if figure.missing]
    sentences.append(describe_missing(gone, "value", "values"))
    return join_alt(sentences)
