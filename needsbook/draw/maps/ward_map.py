"""Choropleth maps as SVG: the wards of an authority, or areas with one of them marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from needsbook.catalogue.periods import label_period
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import count_words
from needsbook.draw.font import STACK, fix_words
from needsbook.draw.lettering import clean_text
from needsbook.draw.maps.classes import MapClasses
from needsbook.draw.maps.drawing import (
    draw_around,
    draw_districts,
    draw_edges,
    draw_labels,
    draw_parts,
    place_districts,
)
from needsbook.draw.maps.labels import (
    MOST_NUMBERS,
    Label,
    LabelPlace,
    lay_out_labels,
    lay_out_numbers,
    lay_out_over,
)
from needsbook.draw.maps.legend import (
    draw_classes,
    draw_key,
    draw_marked,
    draw_notes,
    draw_scale,
)
from needsbook.draw.maps.map_style import draw_patterns, pattern_of
from needsbook.draw.maps.outlines import fit_frame, needs_detail
from needsbook.draw.maps.parts import check_figures, describe_parts, make_parts
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import name_picture
from needsbook.errors import BadInput
from needsbook.store.figures import Figure

# A map 520 wide shows its words at seven tenths of their size on a phone of 390 pixels.
WIDTH = 450
TALLEST = 560
MARGIN = 18
# With more vertices than this, tenths of a unit only make the file longer.
FINE_VERTICES = 1000
WARDS = ("ward", "wards")
BOROUGHS = ("borough", "boroughs")


def draw_ward_map(
    outlines: Mapping[str, Any],
    figures: Sequence[Figure],
    *,
    title: str,
    classes: MapClasses,
    context: Mapping[str, Any] | None = None,
    area_name: str = "",
    vintage: str = "",
    attribution: str = "",
    unit: str = "",
    words: tuple[str, str] = WARDS,
    notes: Sequence[str] = (),
    prefix: str = "",
    districts: Mapping[str, Any] | None = None,
) -> Picture:
    """A map of every ward in ``outlines``: filled by class, labelled, legend and source below.

    ``figures``: one indicator and period, at most one for each ward; a ward without one is
    drawn as “not held in this book”. A figure of a ward the layer does not hold is an error: its
    vintage is not the map's. ``classes`` come from all maps of the indicator
    (``set_classes``). ``context``: outlines of the authorities around (the one called
    ``area_name`` and the wards' own are left out). ``vintage`` and ``attribution`` default
    to what the layer says; ``unit`` heads the legend; ``notes`` are printed below. ids in
    the SVG start with ``prefix``, by default a name made from what is drawn. ``districts``:
    outlines of the districts the wards belong to, whose lines and names are drawn on top.

    More wards than can be keyed (``is_numbered_by_table``) carry the numbers of the table's
    rows, in order of name.
    """
    drawing = _Map(outlines, figures, classes, words, districts=districts)
    places = drawing.list_places()
    if is_numbered_by_table(outlines):
        labels, unlabelled = lay_out_numbers(places, [label.box for label in drawing.named])
    else:
        labels, unlabelled = lay_out_labels(places)
    return drawing.draw(
        "ward-map", title, labels, unlabelled, context, area_name, prefix, unit,
        [*notes, *drawing.credit(vintage, attribution)],
    )  # fmt: skip


def draw_area_map(
    outlines: Mapping[str, Any],
    figures: Sequence[Figure],
    *,
    title: str,
    classes: MapClasses,
    marked: str = "",
    context: Mapping[str, Any] | None = None,
    area_name: str = "",
    vintage: str = "",
    attribution: str = "",
    unit: str = "",
    words: tuple[str, str] = BOROUGHS,
    notes: Sequence[str] = (),
    prefix: str = "",
) -> Picture:
    """A map of boroughs, districts or authorities, the one with the code ``marked`` outlined.

    The marked area and its value head the legend. Of many areas only the names are shown,
    and only where they fit. Otherwise as ``draw_ward_map``.
    """
    if marked and marked not in outlines["areas"]:
        raise BadInput(
            f"the map does not draw the area {marked} it should mark",
            str(outlines.get("layer", "")),
            "give outlines that hold it",
        )
    drawing = _Map(outlines, figures, classes, words, marked)
    places = drawing.list_places()
    if len(places) <= MOST_NUMBERS:
        labels, unlabelled = lay_out_labels(places)
    else:
        labels, unlabelled = lay_out_labels(places, sizes=(15,), values=False, numbers=True)
    return drawing.draw(
        "area-map", title, labels, unlabelled, context, area_name, prefix, unit,
        [*notes, *drawing.credit(vintage, attribution)],
    )  # fmt: skip


def is_numbered_by_table(outlines: Mapping[str, Any]) -> bool:
    """Whether a map of these wards has too many for a key: it carries the table's numbers."""
    return len(outlines["areas"]) > MOST_NUMBERS


class _Map:
    """One map being drawn."""

    def __init__(
        self,
        outlines: Mapping[str, Any],
        figures: Sequence[Figure],
        classes: MapClasses,
        words: tuple[str, str],
        marked: str = "",
        districts: Mapping[str, Any] | None = None,
    ) -> None:
        self.outlines, self.classes, self.words, self.marked = outlines, classes, words, marked
        found = check_figures(outlines, figures, words)
        self.period = label_period(figures[0].period)
        self.frame = fit_frame(outlines["bbox"], WIDTH, TALLEST, MARGIN)
        self.detail = "rings" if needs_detail(outlines) else "coarse"
        self.parts = make_parts(outlines, found, classes, self.frame, self.detail)
        vertices = sum(len(ring) for part in self.parts for ring in part.rings)
        self.digits = 1 if vertices <= FINE_VERTICES else 0
        self.districts = place_districts(districts, self.frame, self.detail) if districts else []
        self.named = lay_out_over(self.districts, (WIDTH, self.frame.height))

    def list_places(self) -> list[LabelPlace]:
        """What is to be labelled; values only where there are any."""
        return [
            LabelPlace(
                part.code,
                part.name,
                part.printed if part.step is not None else "",
                part.rings,
                part.middle,
            )
            for part in self.parts
        ]

    def credit(self, vintage: str, attribution: str) -> list[str]:
        """Which boundaries are drawn and whose they are."""
        named = vintage or self.outlines.get("title", "")
        credits = attribution or self.outlines.get("attribution", "")
        return [f"Boundaries: {named}." if named else "", credits]

    def draw(
        self,
        kind: str,
        title: str,
        labels: Sequence[Label],
        unlabelled: Sequence[str],
        context: Mapping[str, Any] | None,
        area_name: str,
        prefix: str,
        unit: str,
        notes: Sequence[str],
    ) -> Picture:
        """The picture: window, then everything below it."""
        drawn = [part.figure for part in self.parts if part.figure]
        prefix = prefix or name_picture(kind, title, drawn, WIDTH)
        alt = describe_parts(self.parts, self.words, self.marked)
        around = ""
        if context:
            own = {area["parent"] for area in self.outlines["areas"].values()}
            around = draw_around(
                context, {*own, *self.outlines["areas"], area_name}, self.frame, labels,
                prefix, self.detail, self.digits,
            )  # fmt: skip
        below, bottom = self._draw_below(labels, unlabelled, unit, notes, prefix)
        missing = {pattern_of(part.reason) for part in self.parts if part.step is None}
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {round(bottom)}" '
            f'width="100%" class="nb-map" role="group" aria-labelledby="{prefix}-title" '
            f'aria-describedby="{prefix}-desc" style="max-width:{round(WIDTH * 1.25)}px;'
            f'height:auto;font-family:{STACK}">'
            f'<title id="{prefix}-title">{escape(clean_text(title))}</title>'
            f'<desc id="{prefix}-desc">{escape(alt)}</desc>'
            + draw_patterns(prefix, tuple(sorted(missing)))
            + around
            + draw_parts(
                self.parts, len(self.classes), self.period, self.marked, prefix, self.digits
            )
            + draw_edges(self.parts, self.frame, self.marked, self.digits)
            + (draw_districts(self.districts, self.named, self.digits) if self.districts else "")
            + draw_labels(labels, self.parts, len(self.classes))
            + f"{below}</svg>"
        )
        return Picture(fix_words(svg), clean_text(title), alt, tuple(drawn), kind)

    def _draw_below(
        self,
        labels: Sequence[Label],
        unlabelled: Sequence[str],
        unit: str,
        notes: Sequence[str],
        prefix: str,
    ) -> tuple[str, float]:
        y = self.frame.height + 12
        made = [draw_scale(y, WIDTH - 2, self.frame.scale)]
        by_code = {part.code: part for part in self.parts}
        if self.marked:
            own = by_code[self.marked]
            shown, y = draw_marked(y, own.name, own.printed, own.figure)
            made.append(shown)
        values = [
            part.figure.value
            for part in self.parts
            if part.step is not None and part.figure and part.figure.value is not None
        ]
        missing = Counter(part.reason for part in self.parts if part.step is None)
        shown_unit = next((part.figure.unit for part in self.parts if part.figure), "")
        heading = unit or find_unit(shown_unit).words.capitalize()
        shown, y = draw_classes(
            y, heading, self.classes, self.classes.count(values), missing, self.words, prefix
        )
        made.append(shown)
        listed = any(label.listed for label in labels)
        key = [
            (label.number, by_code[label.code])
            for label in labels
            if label.number and not label.listed
        ]
        if key:
            rows = [(number, part.name, part.figure, part.printed) for number, part in key]
            shown, y = draw_key(y + 8, WIDTH, rows)
            made.append(shown)
        if listed:
            without = count_words(len(unlabelled), *self.words)
            room = f"; there is no room for the numbers of {without}" if unlabelled else ""
            notes = [f"Numbers are those of the table{room}.", *notes]
        elif unlabelled:
            without = count_words(len(unlabelled), *self.words)
            room = "names" if len(unlabelled) == len(self.parts) else f"the names of {without}"
            notes = [f"The map has no room for {room}: see the table.", *notes]
        shown, y = draw_notes(y + 6, WIDTH, [note for note in notes if note])
        made.append(shown)
        return "".join(made), y + 4
