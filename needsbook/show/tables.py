"""Tables that every reader can use, and the same figures as CSV.

A table has a caption, headers that name what they head, numbers flush right, reasons in
place of missing values, and a frame that scrolls and takes the keyboard on small screens.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Literal

from needsbook.draw.style import find_verdict
from needsbook.escaping import disarm_text
from needsbook.show.blocks import show_figure, show_place
from needsbook.show.evidence_marks import Judged, Rests
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup
from needsbook.store.figures import MISSING_WORDS, Figure, print_value, unique_figures

Kind = Literal[
    "text", "place", "period", "figure", "interval", "count", "denominator", "verdict", "evidence"
]
Cell = Figure | Rests | Judged | str | None
NUMERIC = ("figure", "interval", "count", "denominator")
CSV_COLUMNS = (
    "id", "indicator", "area_code", "area_name", "period", "value", "lower", "upper", "count",
    "denominator", "recovered", "reason", "note", "dataset",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column; its ``kind`` says how a cell is written.

    figure: the value; interval, count, denominator: that part of the figure in the cell;
    verdict: a key of the charts' ``VERDICTS``; evidence: what a verdict rests on (``Rests``);
    text and period: words; place: a number on a map. ``header`` makes its cells row headers
    (the first column's are, if no column says so).
    """

    title: str
    kind: Kind = "text"
    header: bool = False


@dataclass(frozen=True)
class Table:
    """A table as HTML, and how many rows of figures it has."""

    html: str
    rows: int


def make_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    caption: str,
    *,
    notes: Iterable[str] = (),
    own: Collection[int] = (),
    groups: Sequence[tuple[str, int]] = (),
) -> str:
    """The HTML of a table; all words in it are escaped.

    ``own`` holds the numbers of the rows to set off (from 0). ``groups`` heads columns
    together: (words, how many columns), empty words where there is no group. A row of
    another length than ``columns`` is an error.
    """
    if groups and sum(span for _, span in groups) != len(columns):
        raise ValueError("the groups of a table must span all its columns")
    headers = [number for number, column in enumerate(columns) if column.header] or [0]
    looks = ["nb-number" if column.kind in NUMERIC else "" for column in columns]
    heads = [
        RowMarkup([CellMarkup(escape(column.title), "col", look)
                   for column, look in zip(columns, looks, strict=True)])
    ]  # fmt: skip
    if groups:
        over = [CellMarkup(escape(words), "colgroup" if words else "", span=span)
                for words, span in groups]  # fmt: skip
        heads.insert(0, RowMarkup(over))
    lines = []
    for number, row in enumerate(rows):
        cells = [
            CellMarkup(write_cell(cell, column.kind), "row" if place in headers else "", look)
            for place, (column, look, cell) in enumerate(zip(columns, looks, row, strict=True))
        ]
        lines.append(RowMarkup(cells, "nb-own" if number in own else ""))
    below = "".join(f'<p class="nb-quiet">{escape(note)}</p>' for note in notes)
    return write_markup(caption, heads, [lines], "nb-table") + below


def write_cell(cell: Cell, kind: Kind = "figure") -> str:
    """The HTML inside one cell: the part of a figure that ``kind`` names, or words."""
    if cell is None:
        return f'<span class="nb-missing">{MISSING_WORDS["not_held"]}</span>'
    if isinstance(cell, Rests):
        return cell.html()
    if isinstance(cell, Judged):
        return f"{write_verdict(cell.verdict)} {cell.mark()}".rstrip()
    if isinstance(cell, str) and kind == "place":
        return show_place(cell)
    if isinstance(cell, str):
        return write_verdict(cell) if kind == "verdict" else escape(cell)
    if kind == "interval":
        return _write_part(cell, print_interval(cell))
    if kind == "count":
        return _write_part(cell, print_count(cell.count))
    if kind == "denominator":
        return _write_part(cell, print_count(cell.denominator))
    if cell.missing and not cell.printed:
        return show_figure(cell, MISSING_WORDS.get(cell.reason, MISSING_WORDS["not_held"]))
    mark = "<sup>e</sup>" if cell.estimated else ""
    return show_figure(cell) + mark


def _write_part(figure: Figure, words: str) -> str:
    if not words:
        return '<span class="nb-missing">none held</span>'
    return f'<span class="nb-part" data-figure="{escape(figure.id)}">{escape(words)}</span>'


def write_verdict(verdict: str) -> str:
    """A verdict's letter on its colour, with its words: never colour alone."""
    look = find_verdict(verdict)
    return (
        f'<span class="nb-verdict nb-v-{look.role}"><span aria-hidden="true">{look.letter}</span>'
        f"</span> {look.words}"
    )


def print_interval(figure: Figure) -> str:
    """“28.1 to 32.5” with the decimals of the printed value; empty where there is none."""
    if figure.lower_ci is None or figure.upper_ci is None:
        return ""
    decimals = count_decimals(figure)
    low, high = (print_value(value, "", decimals) for value in (figure.lower_ci, figure.upper_ci))
    return f"{low} to {high}"


def count_decimals(figure: Figure) -> int:
    """How many decimals the figure's value is printed with."""
    _, point, decimals = figure.printed.rpartition(".")
    return len("".join(decimal for decimal in decimals if decimal.isdigit())) if point else 0


def print_count(count: float | None) -> str:
    """A count with thousands commas, with decimals only if it has any; empty for None."""
    if count is None:
        return ""
    return print_value(count, "", 0 if float(count).is_integer() else 1)


def table_csv(figures: Iterable[Figure], names: Mapping[str, str] | None = None) -> str:
    """The figures as CSV text (columns ``CSV_COLUMNS``), each once, LF at line ends.

    Words that a spreadsheet would take for a formula get an apostrophe in front; numbers
    stay numbers, negative ones too.
    """
    known = names or {}
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for figure in unique_figures(figures):
        words = [
            figure.id,
            figure.indicator,
            figure.area_code,
            known.get(figure.area_code, ""),
            figure.period,
        ]
        numbers = [figure.value, figure.lower_ci, figure.upper_ci, figure.count, figure.denominator]
        writer.writerow(
            [
                *(disarm_text(text) for text in words),
                *("" if number is None else f"{number:.12g}" for number in numbers),
                *(
                    disarm_text(text)
                    for text in (figure.recovered, figure.reason, figure.note, figure.dataset)
                ),
            ]
        )
    return buffer.getvalue()
