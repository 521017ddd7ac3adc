"""Claims decided by figures that no indicator of the book holds on its own.

A count the Department's tool of the authorities (LAIT) prints, and a count that a rate
published to many decimals is only given by.
"""

from __future__ import annotations

import math

import pandas as pd

from needsbook.audit.findings import Check
from needsbook.audit.phrases import Part, Worked
from needsbook.audit.recipe_search import Searcher
from needsbook.catalogue.lait import find_measure
from needsbook.catalogue.passports import load_lait_passport
from needsbook.catalogue.plans import Claim
from needsbook.paths import Project
from needsbook.store.lait import read_lait_table

# A rate with fewer decimals is given by too many counts to tell one from another.
LEAST_DECIMALS = 3
# Counts that would fit by accident, at most: one in fifty.
MOST_BY_ACCIDENT = 0.02


def _read_measures(project: Project) -> pd.DataFrame:
    passport = load_lait_passport(project, ())
    assert passport is not None
    return read_lait_table(project, passport).set_index(["measure", "years", "area_code"])["value"].to_frame()  # fmt: skip


def read_tool(measure: str, years: str, area: str, searcher: Searcher) -> float | None:
    """The value of one measure of the tool; None where the table prints none."""
    evidence = searcher.evidence
    project = evidence.store.project
    values = evidence.store.remember("the tool’s table", lambda: _read_measures(project))
    key = (measure, years, evidence.areas[area].code)
    value = float(values.loc[key, "value"]) if key in values.index else float("nan")  # type: ignore[arg-type]
    return None if math.isnan(value) else value


def check_tool(claim: Claim, searcher: Searcher) -> Check:
    """A printed number against one measure of the tool, of the years the claim names."""
    evidence = searcher.evidence
    assert claim.tool is not None
    project = evidence.store.project
    measure = find_measure(project, claim.tool.measure, claim.id)
    value = read_tool(claim.tool.measure, claim.tool.years, claim.area, searcher)
    if value is None:
        needs = f"“{measure.title}” for {evidence.name(claim.area)}, {claim.tool.years}"
        return Check("value", "undecidable", (f"Needs: {needs}.",), needs=needs)
    number = Worked("tool-figure", value, f"{value:,.{measure.decimals}f}", claim.unit)
    says: tuple[Part, ...] = (
        f"“{measure.title}” of {evidence.name(claim.area)} in the Local Authority Interactive Tool: ",
        number, ".",
    )  # fmt: skip
    same = abs(value - (claim.value or 0.0)) < 0.5 * 10.0**-claim.decimals + 1e-9
    return Check("value", "confirmed" if same else "contradicted", says, tried=1)


def check_count_of(claim: Claim, searcher: Searcher) -> Check:
    """A printed count against a rate of many decimals: does it give the rate over whole people?

    Of all counts, the share 2 x half-step x base / rate would do so by accident; the count is
    confirmed only where that share is small.
    """
    evidence = searcher.evidence
    reading = evidence.read(claim.count_of, claim.area, claim.period)
    title = evidence.indicators[claim.count_of].title
    needs = f"the count behind “{title}” for {evidence.name(claim.area)}"
    if reading is None or not reading.value or not claim.value:
        return Check("value", "undecidable", (f"Needs: {needs}.",), needs=needs)
    # A value may end in a nought: the decimals are those of the whole column.
    column = [
        other.value
        for slug in evidence.slugs_at("upper_tier")
        if (other := evidence.read(claim.count_of, slug, claim.period)) is not None
    ]
    decimals = max(_decimals_of(value) for value in [reading.value, *column])
    base = 100.0 * claim.value / reading.value
    slack = base * 0.5 * 10.0**-decimals / reading.value
    says: tuple[Part, ...] = (f"“{title}” in {evidence.name(claim.area)}, {reading.when.words}: ", reading)  # fmt: skip
    if decimals < LEAST_DECIMALS or 2 * slack > MOST_BY_ACCIDENT:
        return Check("value", "undecidable", (*says, f". Needs: {needs}."), reading, needs=needs)
    if abs(base - round(base)) > slack:
        return Check(
            "value", "contradicted",
            (*says, " per hundred; the number printed gives that rate over no whole number of pupils."),
            reading, tried=1,
        )  # fmt: skip
    pupils = Worked("base-implied", round(base), f"{round(base):,}", "pupils", reading)
    accident = Worked("expected-by-accident", 2 * slack, f"{2 * slack:.3f}", "", reading)
    return Check(
        "value", "confirmed",
        (*says, " per hundred pupils, to every decimal published what the number printed gives of ",
         pupils, " pupils; by accident ", accident, " of all numbers would."),
        reading, tried=1,
    )  # fmt: skip


def _decimals_of(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])
