"""The tartan rug as a table for reading: letters on colours, values, spoken headers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from needsbook.catalogue.periods import label_period
from needsbook.draw.alt import reason_words
from needsbook.draw.charts.rug import RugCell, RugRow, find_look
from needsbook.draw.style import VERDICTS
from needsbook.show.blocks import show_figure
from needsbook.show.evidence_marks import KEY_LEAD, mark_step, write_key
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup

# So many indicators fit beside the names of authorities within the width of a page.
MOST_ACROSS = 6


def make_rug_table(
    rows: Sequence[RugRow],
    names: Sequence[str],
    caption: str,
    *,
    benchmark: str = "England",
    own: Collection[str] = (),
) -> str:
    """The rug as HTML tables; ``names`` are the authorities'.

    Authorities stand in rows, the book's ``own`` first and boxed; indicators across, as
    many as fit a page's width, the others in tables below. Every cell holds the value, the
    verdict's letter and (for screen readers) its words;
    ``own`` are the names to set off. Every indicator's row needs one cell an authority.
    """
    parts = []
    ordered = [n for n, name in enumerate(names) if name in own]
    ordered += [n for n, name in enumerate(names) if name not in own]
    for number, (topics, chunk) in enumerate(part_rows(rows)):
        told = caption if number == 0 else f"{caption}, continued"
        parts.append(_write_part(topics, chunk, names, ordered, told, benchmark, own))
    used = {look for row in rows for cell in row.cells if (look := find_look(cell))}
    key = ", ".join(
        f'<span class="nb-verdict nb-v-{look.role}">{look.letter}</span> {look.words}'
        for look in VERDICTS.values()
        if look in used
    )
    parts.append(f'<p class="nb-quiet">Against {escape(benchmark)}: {key}.</p>' if key else "")
    steps = write_key(cell.step for row in rows for cell in row.cells if cell)
    if any(cell and cell.above for row in rows for cell in row.cells):
        steps += "; the number after it says above how many people the verdict holds"
    parts.append(f'<p class="nb-quiet">{KEY_LEAD}: {escape(steps)}.</p>' if steps else "")
    return "".join(parts)


def part_rows(rows: Sequence[RugRow]) -> list[tuple[list[tuple[str, int]], list[RugRow]]]:
    """The rows in parts that fit the width of a page, topics kept together where they fit:
    for each part its topics with how many rows of each, and the rows."""
    topics = list(dict.fromkeys(row.topic for row in rows))
    ordered = [row for topic in topics for row in rows if row.topic == topic]
    parts: list[list[RugRow]] = []
    for topic in topics:
        held = [row for row in ordered if row.topic == topic]
        for start in range(0, len(held), MOST_ACROSS):
            piece = held[start : start + MOST_ACROSS]
            if parts and len(parts[-1]) + len(piece) <= MOST_ACROSS:
                parts[-1] += piece
            else:
                parts.append([*piece])
    return [
        (
            [
                (topic, sum(row.topic == topic for row in part))
                for topic in dict.fromkeys(row.topic for row in part)
            ],
            part,
        )
        for part in parts
    ]


def _write_part(
    topics: Sequence[tuple[str, int]],
    rows: Sequence[RugRow],
    names: Sequence[str],
    ordered: Sequence[int],
    caption: str,
    benchmark: str,
    own: Collection[str],
) -> str:
    """One table: authorities down, the book's own first and set off, indicators across."""
    heads = [CellMarkup("Authority", "col")]
    for row in rows:
        period = f'<span class="nb-period">{escape(_period(row))}</span>'
        heads.append(CellMarkup(f"{escape(row.title)} {period}", "col"))
    top = [RowMarkup(heads)]
    if any(topic for topic, _ in topics):
        groups = [
            CellMarkup(escape(topic), "colgroup", "nb-topic", count) for topic, count in topics
        ]
        top.insert(0, RowMarkup([CellMarkup(""), *groups]))
    beside = [
        CellMarkup(show_figure(row.benchmark) if row.benchmark else "–", look="nb-number")
        for row in rows
    ]
    lines = [RowMarkup([CellMarkup(escape(benchmark), "row"), *beside], "nb-rug-benchmark")]
    for number in ordered:
        name = names[number]
        head = CellMarkup(escape(name), "row", "nb-own" if name in own else "")
        lines.append(
            RowMarkup([head, *(_mark_cell(row.cells[number], name in own) for row in rows)])
        )
    return write_markup(caption, top, [lines], "nb-table nb-rug")


def _period(row: RugRow) -> str:
    return next((label_period(cell.figure.period) for cell in row.cells if cell), "")


def _mark_cell(cell: RugCell | None, own: bool) -> CellMarkup:
    mark = " nb-own" if own else ""
    look = find_look(cell)
    if cell is None:
        words = '<span class="nb-missing">not held in this book</span>'
    elif look is None:
        words = show_figure(cell.figure, reason_words(cell.figure))
    else:
        letter = f'<abbr title="{look.words}">{look.letter}</abbr>'
        words = f"{show_figure(cell.figure)} {letter}"
        if cell.step:
            above = f" &gt;{show_figure(cell.above)}" if cell.above else ""
            words += f"<sub>{mark_step(cell.step)}{above}</sub>"
    kind = f"nb-v-{look.role}" if look else "nb-v-none"
    return CellMarkup(words, look=f"nb-number {kind}{mark}")
