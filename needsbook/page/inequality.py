"""Inequality between the wards of each area: fifths by deprivation, gap, ratio, slope index."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import parse_period
from needsbook.draw.charts.dumbbell import GapRow, draw_dumbbell
from needsbook.findings.inequality import assess_inequality
from needsbook.page.base import BookPage
from needsbook.page.pictures import LIST
from needsbook.show.blocks import Block
from needsbook.show.inequality import say_inequality
from needsbook.show.tables import Cell, Column, make_table
from needsbook.store import Figure

COLUMNS = (
    ("Most deprived fifth", "most"),
    ("Least deprived fifth", "least"),
    ("Gap", "gap"),
    ("Ratio", "ratio"),
    ("Slope index", "slope"),
    ("lower limit", "slope_lower"),
    ("upper limit", "slope_upper"),
)


def make_inequality(page: BookPage, name: str) -> Block:
    """The sentences of every area, one gap chart, and the table of all its figures.

    An area whose figures stand on another ward list than the deprivation index, or are
    not held by ward, gets a plain line that says so.
    """
    store, indicator = page.store, page.indicator(name)
    parts: list[str] = []
    gaps: list[str] = []
    rows: list[GapRow] = []
    table: list[list[Cell]] = []
    figures: list[Figure] = []
    for area in page.areas:
        found = assess_inequality(store, name, area.code)
        if found is None:
            reason = (
                f"No figure of {indicator.words.name} and of deprivation is held in this book for the "
                f"same wards of {area.in_prose}, so its wards cannot be put in order."
            )
            gaps.append(reason)
            parts.append(f'<p class="nb-plain">{escape(reason)}</p>')
            continue
        said = say_inequality(found)
        figures += [figure for sentence in said for figure in sentence.figures]
        parts.append(f"<p>{' '.join(sentence.html() for sentence in said)}</p>")
        rows.append(
            GapRow(area.name, found.parts["least"], found.parts["most"], found.parts.get("gap"))
        )
        table.append([area.name, *(found.parts.get(key) for _, key in COLUMNS)])
    said_html = f'<div class="nb-say">{"".join(parts)}</div>'
    if not rows:
        return page.show_gap(*gaps)
    subject = indicator.words.name[:1].upper() + indicator.words.name[1:]
    picture = draw_dumbbell(
        rows,
        ("least deprived fifth", "most deprived fifth"),
        title=f"{subject} in the least and the most deprived fifth of wards",
        prefix=page.prefix(),
        width=LIST,
    )
    columns = [Column("Area", header=True), *(Column(title, "figure") for title, _ in COLUMNS)]
    period = parse_period(rows[0].first.period).words
    html = make_table(columns, table, f"{picture.title}, {period}")
    block = page.show_picture(picture, f"gap-{name}", html, len(rows))
    shown = tuple(cell for row in table for cell in row if isinstance(cell, Figure))
    return page.emit(
        Block(
            said_html + block.html,
            (*figures, *block.figures, *shown),
            block.kind,
            block.title,
            block.alt,
            block.caption,
        )
    )
