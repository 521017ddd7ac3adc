"""The table of CONTRIBUTING: which indicators come with count, base and interval, and whence.

What a connector brings is read from the fetch entries, what has no connector from the newest
figures held, so that the table cannot say more than the code does.
"""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.catalogue import Indicator
from needsbook.catalogue.fetches import (
    DwpFetch,
    EesFetch,
    EesFileFetch,
    Fetch,
    FingertipsFetch,
    NomisFetch,
)
from needsbook.store.store import Store

HEADS = ("Indicators", "Count", "Base", "Interval", "From where", "What stays without, and why")
NONE = "–"
# Long lists that grow with every measure taken are named as a whole.
OF_TABLE = "the other measures of the tool’s table"
OF_DERIVED = "differences between two indicators"
RATE_ONLY = "count and base: only the rate is printed"
COUNT_ONLY = "base: not printed beside the count; it follows from count and rate"
BASE_ONLY = "count: only the base and the rate are printed"
AVERAGE = "count: a score has none; placed only where no interval is printed"
DIFFERENCE = "count: a difference has none; the intervals of both sides decide"
Row = tuple[str, str, str, str, str]


def write_table(store: Store) -> str:
    """The table in Markdown, one row for each way figures come, plain counts left out."""
    groups: dict[Row, list[str]] = {}
    for indicator in store.indicators.values():
        if indicator.method == "count":
            continue
        for row in dict.fromkeys(_describe(store, indicator)):
            groups.setdefault(row, []).append(_name(indicator, row))
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    ordered = sorted(groups.items(), key=lambda pair: (pair[0][3], pair[1]))
    for row, names in ordered:
        lines.append(f"| {', '.join(dict.fromkeys(names))} | {' | '.join(row)} |")
    return "\n".join(lines)


def _name(indicator: Indicator, row: Row) -> str:
    if indicator.derive:
        return OF_DERIVED
    if indicator.lait and not indicator.fetch and row[0] == row[1] == NONE:
        return OF_TABLE
    return f"`{indicator.id}`"


def _describe(store: Store, indicator: Indicator) -> Iterator[Row]:
    """How the indicator's figures come: one row for each fetch entry, else one."""
    if indicator.fetch:
        for fetch in indicator.fetch:
            count, base, limits, where = _describe_fetch(fetch)
            yield count, base, limits, where, _say_without(indicator, count, base, limits)
        return
    if indicator.derive:
        yield NONE, NONE, "from both", "computed here", DIFFERENCE
        return
    if indicator.lait:
        count = f"`{indicator.lait.count}`" if indicator.lait.count else NONE
        base = f"`{indicator.lait.denominator}`" if indicator.lait.denominator else NONE
        without = _say_without(indicator, count, base, NONE)
        yield count, base, NONE, "Local Authority Interactive Tool", without
        return
    has = _look_at_held(store, indicator)
    yield (*has, f"files: {indicator.official.publication}", _say_without(indicator, *has))


def _describe_fetch(fetch: Fetch) -> tuple[str, str, str, str]:
    match fetch:
        case FingertipsFetch():
            return "`Count`", "`Denominator`", "`95.0` limits", "Fingertips"
        case EesFetch() | EesFileFetch():
            columns = {name: f"`{given[0]}`" for name, given in fetch.columns.items()}
            ratios = getattr(fetch, "ratios", ())
            more = f"; else recovered from {len(ratios) + 1} rates" if ratios else ""
            limits = "lower and upper" if "lower" in columns else NONE
            where = "Explore Education Statistics, "
            where += "API" if isinstance(fetch, EesFetch) else "file"
            count, base = (columns.get(name, NONE) for name in ("count", "denominator"))
            if whole := dict(getattr(fetch, "base_row", {})):
                column, label = next(iter(whole.items()))
                base = f"{count} of the row “{column}: {label}”"
            return f"{count}{more}", base, limits, where
        case DwpFetch():
            return "number", "recovered: number over unrounded percentage", NONE, "DWP workbook"
        case NomisFetch():
            return "residents", "all residents", "none needed: an estimate", "Nomis"
    raise AssertionError(f"no words for {fetch.connector}")


def _look_at_held(store: Store, indicator: Indicator) -> tuple[str, str, str]:
    """“yes” where most of the newest period's figures of authorities have the number."""
    rows = store.rows(indicator.id)
    levels = {area.code for area in store.areas.at_level("upper_tier")}
    rows = rows[rows["area_code"].isin(levels) & rows["value"].notna() & rows["edition"].eq("")]
    rows = rows[rows["end"].eq(rows["end"].max())]
    if rows.empty:
        return NONE, NONE, NONE
    count, base, limit = (
        "yes" if rows[name].notna().mean() > 0.5 else NONE
        for name in ("count", "denominator", "lower_ci")
    )
    return count, base, limit


def _say_without(indicator: Indicator, count: str, base: str, interval: str) -> str:
    """What is not printed, and why; nothing where a test has all it needs."""
    if (count != NONE and base != NONE) or interval != NONE:
        return ""
    if indicator.method == "score":
        return AVERAGE
    if count != NONE:
        return COUNT_ONLY
    return BASE_ONLY if base != NONE else RATE_ONLY
