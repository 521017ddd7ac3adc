"""What a workbook holds: a cover, notes and one sheet of figures a chapter.

One model for both forms (XLSX, ODS). The layout follows the guidance of the Government
Analysis Function, “Releasing statistics in spreadsheets”: one table a sheet from the first
column, no merged or empty cells, shorthand in brackets, notes on a sheet of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from needsbook.catalogue.units import find_unit
from needsbook.escaping import disarm_text
from needsbook.exports.imprint import Imprint
from needsbook.register.cite import name_sources
from needsbook.register.entries import Entry, sort_key
from needsbook.store.figures import MISSING_WORDS

Cell = str | float

SHORTHAND: Mapping[str, str] = {
    "suppressed": "[c]",
    "not_available": "[x]",
    "not_applicable": "[z]",
    "low": "[low]",
    "combined_with_neighbour": "[n]",
    "not_comparable": "[b]",
    "not_held": "[h]",
    "not_published": "[w]",
}
NONE = "[z]"
COLUMNS = (
    "Measure", "Area", "Period", "Value", "Unit", "Lower limit", "Upper limit", "Count",
    "Out of", "As printed", "Note", "Source", "Figure id",
)  # fmt: skip
NUMERIC = ("Value", "Lower limit", "Upper limit", "Count", "Out of")
# Columns whose heading refers to a note, and the note.
MARKED: Mapping[str, str] = {"Value": "value", "Lower limit": "interval", "Upper limit": "interval"}


@dataclass(frozen=True)
class TableSheet:
    """One sheet: its ``label`` on the tab, its title, and rows as long as ``COLUMNS``."""

    label: str
    name: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Workbook:
    """Everything a workbook says: title, lines of the cover, notes by name, sheets."""

    title: str
    about: tuple[str, ...]
    notes: Mapping[str, str]
    sheets: tuple[TableSheet, ...]


def make_workbook(
    imprint: Imprint, chapters: Sequence[tuple[str, str]], entries: Iterable[Entry]
) -> Workbook:
    """The workbook of an area: every figure printed on its pages.

    ``chapters`` are the pages' addresses (without ending) and titles, in the book's order.
    Words a spreadsheet would run as a formula are made harmless.
    """
    by_page: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=sort_key):
        for page in entry.pages:
            by_page.setdefault(page, []).append(entry)
    sheets = []
    for number, (page, title) in enumerate(chapters, start=1):
        held = by_page.get(page, [])
        if held:
            rows = tuple(make_row(entry) for entry in held)
            sheets.append(
                TableSheet(f"Table {number}", f"table_{number}", clean_words(title), rows)
            )
    about = (
        f"Every figure printed in the chapters about {imprint.area}, with its period, interval, "
        "counts and source.",
        f"Figures as held on {imprint.day}.",
        "Each figure has an id. The book has a card under it with the definition, the source, "
        "the history and how to cite the figure.",
        "Values are not rounded; the column “As printed” shows them as the book does.",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
    )
    return Workbook(
        clean_words(f"{imprint.area}: figures of the profile"),
        (clean_words(imprint.book), *(clean_words(name) for name in about)),
        make_notes(),
        tuple(sheets),
    )


def make_notes() -> dict[str, str]:
    """The notes by name: how values, gaps and intervals are to be read."""
    signs = "; ".join(f"{sign} {MISSING_WORDS[reason]}" for reason, sign in SHORTHAND.items())
    return {
        "value": f"Where there is no value, a sign says why: {signs}. A zero is a true zero.",
        "interval": "Limits of the confidence interval, in the unit of the value. "
        f"{NONE} where none is published and none can be computed from published counts.",
        "empty": f"{NONE} in a column of counts or notes: nothing is published there.",
    }


def make_row(entry: Entry) -> tuple[Cell, ...]:
    """One figure as a row (see ``COLUMNS``)."""
    figure = entry.figure
    measure = f"{entry.title}: {entry.kind}" if entry.kind else entry.title
    numbers = (figure.lower_ci, figure.upper_ci, figure.count, figure.denominator)
    value: Cell = (
        SHORTHAND.get(figure.reason or "not_held", "[x]") if figure.value is None else figure.value
    )
    words = (
        figure.printed,
        figure.note or NONE,
        name_sources(entry) or NONE,
        figure.id,
    )
    return (
        clean_words(measure),
        clean_words(entry.area_name),
        clean_words(figure.period or NONE),
        value,
        clean_words(find_unit(figure.unit).words or NONE),
        *(NONE if number is None else number for number in numbers),
        *(clean_words(word) for word in words),
    )


def clean_words(text: str) -> str:
    """``text`` as one harmless line: no formula, no control characters, no markup of gptables."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    return disarm_text(line.replace("$$", "$ $").replace("](", "] ("))
