"""The dashboard of a plan: every measure by its direction and its place among authorities."""

from __future__ import annotations

from html import escape
from typing import Any

from needsbook.catalogue import Area
from needsbook.catalogue.frameworks import Framework
from needsbook.draw.charts.board import BANDS, BoardRow, draw_board
from needsbook.findings.standings import area_standings
from needsbook.outcomes.measure_rows import MeasureRow
from needsbook.outcomes.measure_tables import show_dated, show_status, write_table
from needsbook.show.blocks import Block
from needsbook.show.frame import frame_picture
from needsbook.store import Store

NOTES = (
    "Direction: the latest figure against the baseline, or since a break in the series. Standing: "
    "the share of all authorities whose figure is worse; the dotted line is the middle one.",
)


def find_share(store: Store, area: Area, row: MeasureRow) -> float | None:
    """The part of the other authorities that stand worse than the area (None: no place)."""
    latest, part = row.progress.latest, row.part
    if latest is None or part is None:
        return None
    standings = area_standings(store, area)
    if latest.indicator not in standings.index:
        return None
    found: Any = standings.loc[latest.indicator]
    high, low = int(found["place"]), int(found["place_from_low"])
    if str(found["period"]) != latest.period or not high or high + low <= 2:
        return None
    below = (low - 1) / (high + low - 2)
    return below if part.polarity == "higher_is_better" else 1 - below


def board_block(
    store: Store, framework: Framework, area: Area, rows: list[MeasureRow]
) -> Block | None:
    """The board of a plan's rows with its table; None where no row has direction and place."""
    drawn: dict[str, tuple[BoardRow, MeasureRow]] = {}
    for row in rows:
        share, latest = find_share(store, area, row), row.progress.latest
        band = row.progress.now.status
        if share is None or latest is None or band not in BANDS or latest.indicator in drawn:
            continue
        drawn[latest.indicator] = BoardRow(row.name, latest, band, share), row
    if not drawn:
        return None
    lines = [line for line, _ in drawn.values()]
    title = f"{framework.title}: direction and standing of the measures {area.place}"
    key = f"board-{area.slug}-{framework.short}"
    wide = draw_board(lines, title=title, prefix=key)
    narrow = draw_board(lines, title=title, prefix=f"{key}-n", narrow=True)
    table = write_table(
        title,
        ("Measure", "Latest", "State today", "Standing"),
        [("", [
            [escape(line.name), show_dated(line.figure), show_status(row.progress.now),
             "Ahead of most" if line.share >= 0.5 else "Behind most"]
            for line, row in drawn.values()
        ])],
    )  # fmt: skip
    both = f'<div class="nb-wide">{wide.svg}</div><div class="nb-narrow">{narrow.svg}</div>'
    return frame_picture(
        store, wide, name=key, table=f'<section class="nb-of">{table}</section>',
        rows=len(lines), notes=NOTES, drawing=both,
    )  # fmt: skip
