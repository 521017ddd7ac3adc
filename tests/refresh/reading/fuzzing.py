"""Sound tables and what people and programs do to them: each is read right, or refused."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

AREAS = {
    "E09000033": "Westminster", "E09000020": "Kensington and Chelsea", "E92000001": "England",
    "E09000022": "Lambeth", "E09000012": "Hackney", "E06000015": "Derby",
}  # fmt: skip
Rows = list[list[str]]
Truth = dict[tuple[str, str], str]


def make_table(rand: random.Random) -> tuple[Rows, Truth]:
    """A table of year 6 obesity, and the figures it holds."""
    codes = rand.sample(list(AREAS), rand.randint(2, len(AREAS)))
    periods = rand.sample(["2022/23", "2023/24", "2024/25", "2025/26"], rand.randint(1, 2))
    if periods == ["2025/26", "2022/23"] or "2025/26" in periods:
        periods = sorted({*periods, "2025/26"})
    rows = [["area_code", "area_name", "period", "value"]]
    truth: Truth = {}
    for code in codes:
        for period in periods:
            value = f"{rand.uniform(14, 32):.1f}"
            rows.append([code, AREAS[code], period, value])
            truth[code, period] = value
    return rows, truth


def _rename(rand: random.Random, rows: Rows) -> Rows:
    names = [
        ["Area Code", "ONS code", "GSS code", "LA code"], ["Area", "Local authority", "Area name"],
        ["Year", "Time period", "Academic year"], ["Value", "Percentage", "%", "OBS_VALUE"],
    ]  # fmt: skip
    rows[0] = [rand.choice(name) for name in names]
    return rows


def _shuffle_columns(rand: random.Random, rows: Rows) -> Rows:
    order = rand.sample(range(4), 4)
    return [[row[at] for at in order] if len(row) == 4 else row for row in rows]


def _note_above(rand: random.Random, rows: Rows) -> Rows:
    return [["Year 6 obesity"], ["Source: OHID, 2026"], [], *rows]


def _note_below(rand: random.Random, rows: Rows) -> Rows:
    return [*rows, *([[]] if rand.random() < 0.5 else []), ["Source: OHID. Extracted in 2026"]]


def _below(*notes: str) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        return [*rows, *([[]] if rand.random() < 0.5 else []), [rand.choice(notes)]]

    return change


def _above(*titles: str) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        return [[rand.choice(titles)], [], *rows]

    return change


def _again(rand: random.Random, rows: Rows) -> Rows:
    at = rand.randrange(1, len(rows))
    return [*rows[:at], rows[0], *rows[at:]]


def _second_table(rand: random.Random, rows: Rows) -> Rows:
    header = [*rows[0]]
    header[3] = "Overweight"
    return [*rows, [], header, *rows[1:]]


def _nameless(rand: random.Random, rows: Rows) -> Rows:
    label = rand.choice(["Girls", "Asian", "SEN support"])
    return [[*row[:3], "" if number == 0 else label, row[3]] for number, row in enumerate(rows)]


def _name_value(*names: str) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        return [[*rows[0][:3], rand.choice(names), *rows[0][4:]], *rows[1:]]

    return change


def _short_years(rand: random.Random, rows: Rows) -> Rows:
    form = rand.choice(["{0}/{1}", "AY {0}-{1}", "{0}-{1}"])
    return [
        [form.format(cell[2:4], cell[5:]) if _is_year(cell) else cell for cell in row]
        for row in rows
    ]


def _crosswise(rand: random.Random, rows: Rows) -> Rows:
    names = list(dict.fromkeys(row[1] for row in rows[1:]))
    periods = list(dict.fromkeys(row[2] for row in rows[1:]))
    held = {(row[1], row[2]): row[3] for row in rows[1:]}
    return [
        ["Year", *names],
        *([period, *(held[name, period] for name in names)] for period in periods),
    ]


def _spaces(rand: random.Random, rows: Rows) -> Rows:
    return [[f" {cell}\u00a0" if rand.random() < 0.4 else cell for cell in row] for row in rows]


def _lower(rand: random.Random, rows: Rows) -> Rows:
    return [[cell.lower() if cell.startswith("E") else cell for cell in row] for row in rows]


def _percents(rand: random.Random, rows: Rows) -> Rows:
    return [[f"{cell}%" if _is_value(cell) else cell for cell in row] for row in rows]


def _forms_of_year(rand: random.Random, rows: Rows) -> Rows:
    form = rand.choice(["{0}-{1}", "{0}{1}", "Academic year {0}/{1}", "{0}–{1}", "{0} / {1}"])
    return [
        [form.format(*cell.split("/")) if _is_year(cell) else cell for cell in row] for row in rows
    ]


def _column(name: str, labels: list[str]) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        label = rand.choice(labels)
        return [[*row, name if number == 0 else label] for number, row in enumerate(rows)]

    return change


def _spoil(cells: list[str]) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        at = rand.randrange(1, len(rows))
        rows[at] = [rand.choice(cells) if _is_value(cell) else cell for cell in rows[at]]
        return rows

    return change


def _cross(rand: random.Random, rows: Rows) -> Rows:
    rows[1][0], rows[-1][0] = rows[-1][0], rows[1][0]
    return rows


def _cut(rand: random.Random, rows: Rows) -> Rows:
    rows[-1] = rows[-1][: rand.randint(1, 3)]
    return rows


def _period(texts: list[str]) -> Callable[[random.Random, Rows], Rows]:
    def change(rand: random.Random, rows: Rows) -> Rows:
        text = rand.choice(texts)
        return [[text if _is_year(cell) else cell for cell in row] for row in rows]

    return change


def _is_value(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit() and "." in cell


def _is_year(cell: str) -> bool:
    return len(cell) == 7 and cell[4] == "/"


AROUND: list[Callable[[random.Random, Rows], Rows]] = [_note_above, _note_below]
# What leaves a table as true as it was …
HARMLESS: list[Callable[[random.Random, Rows], Rows]] = [
    _rename, _note_above, _note_below, _spaces, _lower, _percents, _forms_of_year,
    _column("sex", ["Persons", "All", "Total"]), _column("age", ["10-11 yrs", "10 to 11"]),
    _column("unit", ["%", "Percentage"]), _column("category", ["Total", "All pupils"]),
    _column("note", ["checked", "see the guide"]), _short_years,
    _below("1. Figures for girls are shown in table 4.", "Notes: c is suppressed.", "© Crown copyright"),
    _above("Year 6: prevalence of obesity (including severe obesity)", "Council performance report"),
    _again,
]  # fmt: skip
# … and what makes something else of it: the file must be refused.
HARMFUL: list[Callable[[random.Random, Rows], Rows]] = [
    _column("sex", ["Female", "Boys"]), _column("age", ["4-5 yrs", "All ages", "0-17"]),
    _column("measure", ["Count", "Rate per 10,000"]), _column("decile", ["1", "10"]),
    _column("ethnic group", ["Asian", "White British"]), _column("basis", ["by school"]),
    _column("population", ["SEN support", "Looked after"]), _cut,
    _spoil(["#N/A", "=A1/B1", "24,5x", "0.245", "245", "nan%", "1e9", "12/10"]),
    _below("Girls only", "Coverage: boys", "Reception children only", "Autumn term only"),
    _above("Severe obesity, Year 6", "MMR vaccination coverage", "Year 6 healthy weight", "Adult obesity"),
    _second_table, _nameless, _name_value("Percentage of girls", "Severe obesity %", "Persistent absence (%)"),
    _period(["2052/53", "2025", "FYE 2026", "2026-03-31", "2023/24 - 25/26", "Nov-10", "mid-2025"]),
]  # fmt: skip


AROUND += HARMLESS[-3:]


def write(rand: random.Random, rows: Rows) -> bytes:
    """The table as the bytes of a file: any delimiter, line end, encoding."""
    text = io.StringIO()
    delimiter = rand.choice([",", ",", "\t", "|"])
    writer = csv.writer(text, delimiter=delimiter, lineterminator=rand.choice(["\n", "\r\n", "\r"]))
    writer.writerows(rows)
    encoding = rand.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    return text.getvalue().encode(encoding)


def make_case(seed: int) -> tuple[bytes, Truth | None]:
    """A file, and its figures; None where it must be refused."""
    rand = random.Random(seed)
    rows, truth = make_table(rand)
    harmful = rand.random() < 0.5
    if harmful:
        rows = rand.choice(HARMFUL)(rand, rows)
    changes = rand.sample(HARMLESS[1:], rand.randint(0, 3))
    turned = not harmful and not changes and rand.random() < 0.4
    if turned:
        rows = _crosswise(rand, rows)
    # Notes stand around the table as it is in the end.
    for change in sorted(changes, key=AROUND.__contains__):
        rows = change(rand, rows)
    if not harmful and not turned and rand.random() < 0.3:
        rows = _shuffle_columns(rand, rows)
    return write(rand, rows), None if harmful else truth
