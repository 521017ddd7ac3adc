"""The tartan rug as a table for reading: letters on colours, values, spoken headers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from needsbook.draw.alt import reason_words
from needsbook.draw.charts.rug import RugRow, find_look
from needsbook.draw.style import VERDICTS
from needsbook.show.blocks import show_figure
from needsbook.show.evidence_marks import KEY_LEAD, mark_step, write_key


def make_rug_table(
    rows: Sequence[RugRow],
    names: Sequence[str],
    caption: str,
    *,
    benchmark: str = "England",
    own: Collection[str] = (),
) -> str:
    """The rug as an HTML table that scrolls sideways; ``names`` are the authorities'.

    Every cell holds the value, the verdict's letter and (for screen readers) its words;
    ``own`` are the names to set off. Rows need one cell an authority.
    """
    heads = "".join(
        f'<th scope="col" class="nb-rug-name{" nb-own" if name in own else ""}">'
        f"<span>{escape(name)}</span></th>"
        for name in names
    )
    parts = [
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">',
        f'<table class="nb-table nb-rug"><caption>{escape(caption)}</caption>',
        f'<thead><tr><th scope="col">Indicator</th><th scope="col">{escape(benchmark)}</th>',
        f"{heads}</tr></thead>",
    ]
    topics = list(dict.fromkeys(row.topic for row in rows))
    for topic in topics:
        parts.append("<tbody>")
        if topic:
            wide = len(names) + 2
            parts.append(
                f'<tr><th scope="rowgroup" colspan="{wide}" class="nb-topic">{escape(topic)}</th></tr>'
            )
        for row in rows:
            if row.topic == topic:
                parts.append(_write_row(row, names, own))
        parts.append("</tbody>")
    parts.append("</table></div>")
    used = {look for row in rows for cell in row.cells if (look := find_look(cell))}
    key = ", ".join(
        f'<span class="nb-verdict nb-v-{look.role}">{look.letter}</span> {look.words}'
        for look in VERDICTS.values()
        if look in used
    )
    parts.append(f'<p class="nb-quiet">Against {escape(benchmark)}: {key}.</p>' if key else "")
    steps = write_key(cell.step for row in rows for cell in row.cells if cell)
    parts.append(f'<p class="nb-quiet">{KEY_LEAD}: {escape(steps)}.</p>' if steps else "")
    return "".join(parts)


def _write_row(row: RugRow, names: Sequence[str], own: Collection[str]) -> str:
    period = next((cell.figure.period for cell in row.cells if cell), "")
    shown = show_figure(row.benchmark) if row.benchmark else "–"
    cells = [
        f'<th scope="row">{escape(row.title)} <span class="nb-period">{escape(period)}</span></th>',
        f'<td class="nb-number">{shown}</td>',
    ]
    for name, cell in zip(names, row.cells, strict=True):
        mark = " nb-own" if name in own else ""
        look = find_look(cell)
        if cell is None:
            words = '<span class="nb-missing">not published</span>'
        elif look is None:
            words = show_figure(cell.figure, reason_words(cell.figure))
        else:
            letter = f'<abbr title="{look.words}">{look.letter}</abbr>'
            words = f"{show_figure(cell.figure)} {letter}"
            if cell.step:
                words += f"<sub>{mark_step(cell.step)}</sub>"
        kind = f"nb-v-{look.role}" if look else "nb-v-none"
        cells.append(f'<td class="nb-number {kind}{mark}">{words}</td>')
    return f"<tr>{''.join(cells)}</tr>"
