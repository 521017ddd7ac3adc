"""Every connector brings counts and bases wherever the publisher has them."""

from __future__ import annotations

import pandas as pd
import pytest
from stubs.ees import DataSet, File, Row, Version, make_csv
from stubs.england import fill_publishers
from stubs.small import ROOT

from needsbook.catalogue import load_indicators
from needsbook.catalogue.indicators import Indicator
from needsbook.paths import Project
from needsbook.refresh import dwp, ees, ees_files, fingertips, nomis
from needsbook.refresh.dwp import _recover_base
from needsbook.refresh.reading.live import read_fetched
from needsbook.refresh.rows import Published

BOOK = Project(ROOT)
INDICATORS = load_indicators(BOOK)
PLACES = {"LA": "E09000033", "NAT": "E92000001"}


def entries(connector: str) -> list[tuple[Indicator, object]]:
    return [
        (indicator, fetch) for indicator in INDICATORS.values() for fetch in indicator.fetch
        if fetch.connector == connector
    ]  # fmt: skip


def wants_counts(fetch: object) -> bool:
    columns = fetch.columns  # type: ignore[attr-defined]
    return "count" in columns and ("denominator" in columns or bool(getattr(fetch, "base_row", {})))


# The scorecard of those not in education prints shares, and the base of two of them.
RATES_ALONE = {
    "apprenticeship_16_17_pct", "full_time_education_16_17_pct", "neet_or_unknown_16_17_ehcp_pct",
    "neet_or_unknown_16_17_sen_support_pct", "neet_or_unknown_16_17_vulnerable_pct",
}  # fmt: skip


def make_line(fetch: object, level: str, value: str = "25") -> Row:
    columns = fetch.columns  # type: ignore[attr-defined]
    cells = {"value": value, "count": "250", "denominator": "1000", "lower": "", "upper": ""}
    values = {names[0]: cells[measure] for measure, names in columns.items()}
    filters = fetch.filters  # type: ignore[attr-defined]
    if not isinstance(filters, dict):
        # Of several names a label may have, the file carries the first.
        filters = {
            next(iter(filter)): next(iter(filter.values())).split("|")[0].strip()
            for filter in filters
        }
    periods = {
        "academic": "202425", "31 march": "2025", "dec to feb": "2025", "financial": "2025",
        "calendar": "2024",
    }  # fmt: skip
    filters = {name: "A group" if label == "*" else label for name, label in filters.items()}
    return Row(level, PLACES[level], periods[fetch.periods], filters, values)  # type: ignore[attr-defined]


def make_whole(fetch: object, part: Row) -> Row | None:
    """The row of the whole beside that of a part, where its count is the base."""
    whole = dict(fetch.base_row)  # type: ignore[attr-defined]
    if not whole or "denominator" in fetch.columns:  # type: ignore[attr-defined]
        return None
    filters = part.filters | {name: label for name, label in whole.items() if name in part.filters}
    value, count = (fetch.columns[name][0] for name in ("value", "count"))  # type: ignore[attr-defined]
    return Row(part.level, part.code, part.period, filters, {value: "100", count: "1000"})


SCHOOL_FILES = [
    (entry, fetch) for entry, fetch in entries("ees_file")
    if entry.method in ("proportion", "rate") and entry.id not in RATES_ALONE
]  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "fetch"), SCHOOL_FILES, ids=[held_row.id for held_row, _ in SCHOOL_FILES]
)
def test_files_of_the_education_statistics_bring_count_and_base(indicator, fetch) -> None:
    assert wants_counts(fetch), indicator.id
    lines = [make_line(fetch, level) for level in PLACES]
    lines += [whole for line in lines if (whole := make_whole(fetch, line)) is not None]
    body = make_csv(lines, list(lines[0].filters)).encode()
    found = read_fetched(body, indicator, fetch, "a file", BOOK).published
    assert len(found) == 2
    for held_row in found:
        assert (held_row.value, held_row.count, held_row.denominator) == ("25", "250", "1000")


def test_a_file_without_counts_is_still_read() -> None:
    indicator, fetch = SCHOOL_FILES[0]
    line = make_line(fetch, "LA")
    line.values = {fetch.columns["value"][0]: "25"}
    body = make_csv([line], list(line.filters)).encode()
    found = read_fetched(body, indicator, fetch, "a file", BOOK).published
    assert [(row.value, row.count) for row in found] == [("25", None)], indicator.id


def test_data_sets_of_the_interface_bring_count_and_base(client, publishers) -> None:
    seen = 0
    for indicator, fetch in entries("ees"):
        if indicator.method != "proportion":
            continue
        assert "count" in fetch.columns, indicator.id
        row = make_line(fetch, "LA")
        row.period = "2024/2025"
        row.filters = {**fetch.filters, "sex": "Total"}
        title = "Key stage 2, key stage 4 and absence by local authority"
        publishers.ees.data_sets[fetch.data_set] = DataSet(title, {"1.0": Version([row])})
        found = ees.fetch_figures(client, indicator, fetch, BOOK, "").rows
        mine = found[found["area_code"].eq(PLACES["LA"])]
        # What a data set has no column for follows from count and rate.
        base = "1000" if "denominator" in fetch.columns else ""
        assert mine[["count", "denominator"]].to_numpy().tolist() == [["250", base]], indicator.id
        # A data set that has no such columns is asked for the value alone.
        row.values = {fetch.value: "25"}
        found = ees.fetch_figures(client, indicator, fetch, BOOK, "").rows
        assert found["count"].tolist() == [""]
        seen += 1
    assert seen >= 3


@pytest.mark.parametrize("connector", ["fingertips", "nomis"])
def test_counts_of_the_other_services_come_through(client, publishers, connector) -> None:
    """What the stubs serve with counts is what comes back with them."""
    chosen = {
        "fingertips": ["injury_admissions_0_14_per_10k", "obesity_year6_resident_pct"],
        "nomis": ["population_0_19_pct"],
    }[connector]
    fill_publishers(publishers, BOOK, chosen, more=False)
    module = {"fingertips": fingertips, "nomis": nomis}[connector]
    for name in chosen:
        fetch = next(entry for entry in INDICATORS[name].fetch if entry.connector == connector)
        rows = module.fetch_figures(client, INDICATORS[name], fetch, BOOK).rows
        known = rows[rows["value"].ne("")]
        assert known["denominator"].ne("").sum() > 0, name
        assert known["count"].ne("").sum() > 0, name


def test_bases_of_low_income_are_recovered_from_the_unrounded_rate(client, publishers) -> None:
    def recover(count, value):
        return _recover_base(Published("E09000033", "FYE 2025", value, count=count))

    assert recover("5924", repr(592400 / 18544)) == "18544"
    assert recover("5924", "31.9") is None
    assert recover("", "31.9456789") is None
    assert recover("5924", repr(592400 / 18544.4)) is None
    indicator = INDICATORS["child_poverty_ahc_pct"]
    fill_publishers(publishers, BOOK, [indicator.id], more=False)
    fetch = indicator.fetch[0]
    rows = dwp.fetch_figures(client, indicator, fetch, BOOK).rows
    assert rows["count"].ne("").sum() > 100


def test_a_file_listed_with_counts_reaches_the_rows(client, publishers) -> None:
    indicator = INDICATORS["good_level_of_development_pct"]
    fetch = next(entry for entry in indicator.fetch if entry.connector == "ees_file")
    line = make_line(fetch, "LA", "71.3")
    name = fetch.filename.replace(".*", "").replace("\\", "").replace("$", "")
    body = make_csv([line], list(line.filters))
    title = fetch.title.split("|")[0].replace(".*", " ")
    publishers.content.files[fetch.publication] = [File("id-1", title, name, body)]
    found = ees_files.fetch_figures(client, indicator, fetch, BOOK)
    mine = found.rows[found.rows["area_code"].eq(PLACES["LA"])]
    assert mine[["count", "denominator"]].to_numpy().tolist() == [["250", "1000"]]
    assert found.prints_counts


def test_the_passport_says_that_the_bases_are_recovered() -> None:
    rows = pd.DataFrame(
        {"area_code": ["E09000033", "E12000007", "E06000035"], "period": ["FYE 2025", "FYE 2025", "FYE 2024"],
         "denominator": ["33000", "1900000", ""]}
    )  # fmt: skip
    (told,) = dwp.tell_bases(rows, BOOK)
    assert (told.of, told.words) == ("base", "base recovered from the published rate")
    assert (told.levels, told.periods) == (("region", "upper_tier"), ("FYE 2025",))
    assert dwp.tell_bases(rows.assign(denominator=""), BOOK) == ()
