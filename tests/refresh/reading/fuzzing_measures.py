"""Tables of measures of every unit as councils and publishers write them, sound or with one fault.

Each is made from a seed: the figures a reader must find, or nothing where it must refuse.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

AREAS = {
    "E06000035": ("Medway", "887"), "E09000012": ("Hackney", "204"), "E09000003": ("Barnet", "302"),
    "E10000034": ("Worcestershire", "885"), "E06000015": ("Derby", "831"),
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """How one measure is written: its period's forms, its column's names, and what is not it."""

    period: str
    forms: tuple[str, ...]
    names: tuple[str, ...]
    wrong: tuple[str, ...]
    parts: tuple[str, ...]
    decimals: int
    size: int = 0
    """What count over base is multiplied by; 0 for a measure that has neither."""
    bases: tuple[int, int] = (300, 900)


KINDS: Mapping[str, Kind] = {
    "cla_dental_check_pct": Kind(
        "FYE 2026", ("FYE 2026", "2025/26", "FY 2025/26", "Apr 25 - Mar 26", "12 months to March 2026"),
        ("%", "CLA dental check %", "Percentage", "Value"), ("Rate per 1,000", "% without a dental check", "Target (%)"),
        ("girls", "aged 16 and 17", "placed out of the borough"), 0, 100,
    ),
    "ks2_rwm_expected_pct": Kind(
        "2025/26", ("2025/26", "AY 25/26", "202526", "Sept 25 - Aug 26"),
        ("%", "% expected standard RWM", "Percentage"), ("Average score", "% reading", "% not meeting the expected standard"),
        ("boys", "disadvantaged pupils", "pupils with SEN support"), 0, 100,
    ),
    "low_birth_weight_pct": Kind(
        "2025", ("2025", "2025p", "Jan-Dec 2025"), ("%", "Low birth weight %"), ("Rate per 1,000", "% very low birth weight"),
        ("girls", "mothers under 20"), 2, 100, (3000, 9000),
    ),
    "under18_conceptions_per_1000": Kind(
        "2023", ("2023",), ("Rate per 1000", "Conception rate per 1,000", "Rate"), ("Rate per 100,000", "Under 16 conception rate per 1,000"),
        ("under 16", "leading to abortion"), 1, 1000, (3000, 9000),
    ),
    "children_in_need_rate_per_10k": Kind(
        "2026-03-31", ("31/03/2026", "31 March 2026", "Mar-26", "31.03.26"), ("Rate per 10,000", "CIN rate per 10,000", "Rate"),
        ("Rate per 1,000", "%", "CPP rate per 10,000"), ("girls", "disabled children"), 1, 10_000, (40_000, 90_000),
    ),
    "first_time_entrants_per_100k": Kind(
        "2025", ("2025",), ("Rate per 100,000", "FTE rate per 100k"), ("Rate per 1,000", "Reoffending rate per 100,000"),
        ("boys", "aged 10 to 14"), 0, 100_000, (20_000, 60_000),
    ),
    "suspension_rate": Kind(
        "2024/25", ("2024/25", "2024-25", "202425"), ("Suspension rate", "Suspensions per 100 pupils", "Rate"),
        ("Rate per 1,000", "Permanent exclusion rate"), ("boys", "secondary schools"), 2, 100, (40_000, 90_000),
    ),
    "cla_sdq_average_score": Kind(
        "FYE 2026", ("FYE 2026", "2025/26"), ("Average SDQ score", "Score"), ("%", "Rate per 1000"), ("girls", "boys"), 1,
    ),
    "child_protection_plan_count": Kind(
        "2026-03-31", ("31/03/2026", "31 March 2026", "2026"), ("Number", "Number of children", "Count"),
        ("Rate per 10,000", "Number of children in need"), ("girls", "under 1s"), 0,
    ),
    "population_0_17": Kind(
        "mid-2025", ("mid-2025", "Mid-2025"), ("Number", "Persons aged 0 to 17"), ("%", "Population aged 0 to 15"), ("girls", "boys"), 0,
    ),
}  # fmt: skip


@dataclass
class Table:
    """One table while it is made: its columns by key, and the lines around it."""

    heads: dict[str, str]
    rows: list[dict[str, str]]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    file: str = "table"

    def print(self, rand: random.Random) -> bytes:
        """The table as a text file."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=rand.choice([",", "\t", ";"]), lineterminator=rand.choice(["\n", "\r\n"]))  # fmt: skip
        writer.writerows([[line] for line in self.above])
        writer.writerow(self.heads.values())
        writer.writerows([[row.get(key, "") for key in self.heads] for row in self.rows])
        writer.writerows([[line] for line in self.below])
        return out.getvalue().encode(rand.choice(["utf-8", "utf-8-sig", "utf-16"]))


Fault = Callable[[random.Random, Table, Kind], bool]


def _change_value(rand: random.Random, table: Table, change: Callable[[str], str]) -> bool:
    row = rand.choice(table.rows)
    row["value"] = change(row["value"])
    return True


def _swap_codes(rand: random.Random, table: Table, kind: Kind) -> bool:
    if "code" not in table.heads:
        return False
    first, second = rand.sample(table.rows, 2)
    first["code"], second["code"] = second["code"], first["code"]
    return True


def _break_share(rand: random.Random, table: Table, kind: Kind) -> bool:
    if "count" not in table.heads or len(table.rows) < 3:
        return False
    row = rand.choice(table.rows)
    row["base"] = str(int(row["base"]) * 2)
    return True


def _say_above(rand: random.Random, table: Table, kind: Kind) -> bool:
    table.above = [f"Table 1: {rand.choice(kind.parts)} only", ""]
    return True


def _say_below(rand: random.Random, table: Table, kind: Kind) -> bool:
    table.below = ["", f"Note: {rand.choice(kind.parts)} only"]
    return True


def _say_in_column(rand: random.Random, table: Table, kind: Kind) -> bool:
    table.heads["part"] = rand.choice(["Group", "Breakdown", "Category"])
    label = rand.choice(kind.parts).capitalize()
    for row in table.rows:
        row["part"] = label
    return True


def _name_wrong(rand: random.Random, table: Table, kind: Kind) -> bool:
    table.heads["value"] = rand.choice(kind.wrong)
    return True


def _scale(rand: random.Random, table: Table, kind: Kind) -> bool:
    by = rand.choice([10, 100])
    for row in table.rows:
        row["value"] = f"{float(row['value']) * by:.{kind.decimals}f}"
    return True


def _say_twice(rand: random.Random, table: Table, kind: Kind) -> bool:
    row = dict(rand.choice(table.rows))
    row["value"] = f"{float(row['value']) * 1.03 + 1:.{kind.decimals}f}"
    table.rows.append(row)
    return True


def _date_wrong(rand: random.Random, table: Table, kind: Kind) -> bool:
    period = rand.choice(["Q2 2025/26", "2030/31", "Apr-Sep 2025", "Autumn 2025"])
    for row in table.rows:
        row["period"] = period
    return True


FAULTS: Mapping[str, Fault] = {
    "codes crossed": _swap_codes, "count over base": _break_share, "a title": _say_above, "a note": _say_below,
    "a column": _say_in_column, "another name": _name_wrong, "another size": _scale, "two values": _say_twice,
    "another period": _date_wrong,
    "a star unexplained": lambda rand, table, kind: _change_value(rand, table, lambda text: f"{text}*"),
    "unreliable": lambda rand, table, kind: _change_value(rand, table, lambda text: f"{text}u"),
    "an error": lambda rand, table, kind: _change_value(rand, table, lambda text: "#DIV/0!"),
}  # fmt: skip


def make_measure(
    seed: int, held: Callable[[str, str], float | None]
) -> tuple[str, str, bytes, dict[tuple[str, str], float] | None]:
    """A measure's id, the fault planted ("" for none), the file, and its figures (None: to refuse).

    ``held`` gives the latest value held of a measure and an area.
    """
    rand = random.Random(seed)
    measure, kind = rand.choice(list(KINDS.items()))
    latest = {code: value for code in AREAS if (value := held(measure, code))}
    codes = rand.sample(list(latest), rand.randint(3, len(latest)))
    table, truth = _make_sound(rand, kind, {code: latest[code] for code in codes})
    fault = rand.choice(list(FAULTS)) if rand.random() < 0.5 else ""
    if fault and not FAULTS[fault](rand, table, kind):
        fault = ""
    elif not fault:
        _mark_soundly(rand, table)
    figures = {(code, kind.period): value for code, value in truth.items()}
    return measure, fault, table.print(rand), None if fault else figures


def _make_sound(
    rand: random.Random, kind: Kind, latest: Mapping[str, float]
) -> tuple[Table, dict[str, float]]:
    """A sound table of values near those held, with columns that stand beside such values."""
    form = rand.choice(kind.forms)
    by_number = rand.random() < 0.3
    heads = {
        "code": rand.choice(["LA code", "LEA code", "DfE number"] if by_number else ["Area code", "ONS code", "LA code"]),
        "name": rand.choice(["Area", "Local authority", "LA name"]),
        "period": "Date" if kind.period.endswith("03-31") else rand.choice(["Year", "Period"]),
        "value": rand.choice(kind.names),
    }  # fmt: skip
    shared = kind.size and rand.random() < 0.4
    rows, truth = [], {}
    for code, value in latest.items():
        name, number = AREAS[code]
        row = {"code": number if by_number else code, "name": name, "period": form}
        near = min(value * rand.uniform(0.97, 1.03), 100 if kind.size == 100 else value * 2)
        if shared:
            base = rand.randint(*kind.bases)
            count = round(near * base / kind.size)
            near = count / base * kind.size
            row |= {"count": str(count), "base": str(base)}
        row["value"] = f"{near:.{kind.decimals}f}"
        truth[code] = float(row["value"])
        rows.append(row)
    if shared:
        heads |= {"count": rand.choice(["Met", "Cases A"]), "base": rand.choice(["Cohort X", "Out of"])}  # fmt: skip
    if rand.random() < 0.2:
        heads["rank"] = "Rank"
        rows = [row | {"rank": str(place)} for place, row in enumerate(rows, 1)]
    if not by_number and rand.random() < 0.3:
        del heads["code"]
    table = Table(heads, rows)
    if rand.random() < 0.3:
        table.above = ["Source: publisher, 2026", ""]
    if rand.random() < 0.3:
        table.below = ["", "Figures are rounded."]
    return table, truth


def _mark_soundly(rand: random.Random, table: Table) -> None:
    """Marks that a reader knows, or that the file explains."""
    if rand.random() < 0.3:
        mark = rand.choice(["r", "(p)", " [r]", "*"])
        _change_value(rand, table, lambda text: f"{text}{mark}")
        if mark == "*":
            table.below += ["* revised since first published"]
