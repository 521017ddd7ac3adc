"""The stubs filled with published figures of every English authority, and one period more.

The figures are those the project holds (restated from the published copies; a test compares
them with the copies where those are at hand). The period added carries the latest values on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from needsbook.catalogue import load_areas, load_indicators, load_passports, parse_period
from needsbook.paths import Project
from needsbook.store.snapshots import read_rows
from stubs.ees import DataSet, File, Row, Version, make_csv
from stubs.fingertips import Figure, Held
from stubs.govuk import make_ods, make_sheet
from stubs.small import Publishers

API_LEVEL = {"country": "NAT", "region": "REG", "sub_region": "REG", "upper_tier": "LA"}
SYMBOL = {"suppressed": "c", "not_available": "x", "not_applicable": "z", "low": "low"}


def next_period(text: str) -> str:
    """The period one year after ``text``, in the same form."""

    def later(match: re.Match[str]) -> str:
        year = match[0]
        return f"{int(year) + 1:0{len(year)}d}"

    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{int(text[:4]) + 1}{text[4:]}"
    return re.sub(r"(?<!\d)\d{4}(?!\d)|(?<=/)\d{2}(?!\d)", later, text)


def publish(text: str, form: str) -> str:
    """A period as the services write it."""
    if form == "academic":
        return f"{text[:4]}/{int(text[:4]) + 1}"
    return re.findall(r"\d{4}", text)[-1]


def fill_publishers(
    publishers: Publishers, project: Project, names: Iterable[str], *, more: bool = True
) -> None:
    """Put the indicators' held figures, and with ``more`` a new period, into the stubs."""
    catalogue, areas = load_indicators(project), load_areas(project)
    passports = load_passports(project)
    paths = {path.stem: path for path in project.snapshots.glob("*/*.csv")}
    sheets: dict[str, list] = {}
    ees_rows: dict[str, dict[tuple, Row]] = {}
    files: dict[str, dict[str, tuple[str, dict[tuple, Row]]]] = {}
    for name in names:
        for fetch in catalogue[name].fetch:
            if fetch.dataset not in passports:
                continue
            rows = read_rows(paths[fetch.dataset])
            rows = rows[rows["indicator"].eq(name)]
            rows = rows[[areas[code].level in fetch.levels for code in rows["area_code"]]]
            figures = [
                (
                    r.area_code,
                    r.period,
                    r.value,
                    r.reason,
                    r.count_,
                    r.denominator,
                    r.lower_ci,
                    r.upper_ci,
                )
                for r in rows.rename(columns={"count": "count_"}).itertuples()
            ]
            if passports[fetch.dataset].recovered and fetch.connector == "ees_file":
                # Counts found by us from the rates are not in the publisher's file.
                figures = [(*figure[:4], None, None, *figure[6:]) for figure in figures]
            if not figures:
                continue
            last = max((f[1] for f in figures), key=parse_period)
            if more:
                figures += [(f[0], next_period(last), *f[2:]) for f in figures if f[1] == last]
            match fetch.connector:
                case "fingertips":
                    publishers.fingertips.held[fetch.id] = _make_held(fetch, figures, areas)
                case "ees":
                    filters = {**fetch.filters, "sex": "Total"}
                    store = ees_rows.setdefault(fetch.data_set, {})
                    for figure in figures:
                        _add_row(store, figure, fetch, filters, areas)
                case "ees_file":
                    title, store = files.setdefault(fetch.publication, {}).setdefault(
                        fetch.filename, (fetch.title, {})
                    )
                    # Of several names a label may have, the file carries the first.
                    filters = {
                        next(iter(filter)): next(iter(filter.values())).split("|")[0].strip()
                        for filter in fetch.filters
                    }
                    for figure in figures:
                        _add_row(store, figure, fetch, filters, areas)
                case "dwp":
                    place = "Ward" if "ward" in fetch.levels else "LA"
                    table: dict[str, dict] = {}
                    for code, period, value, reason, count, *_ in figures:
                        share = float(value) / 100 if value else "[x]"
                        number = "[low]" if reason == "low" else (int(count) if count else "[x]")
                        table.setdefault(code, {})[period.removeprefix("FYE ")] = (number, share)
                    years = sorted({year for cells in table.values() for year in cells})
                    full = [
                        (code, {year: cells.get(year, ("[x]", "[x]")) for year in years})
                        for code, cells in table.items()
                    ]
                    sheets[f"{len(sheets) + 2}_{fetch.costs}_{fetch.measure}_{place}"] = make_sheet(
                        full, ward=place == "Ward"
                    )
                case "nomis":
                    _fill_population(publishers, fetch, figures, areas)
    for data_set, store in ees_rows.items():
        wanted = {key for row in store.values() for key in row.values}
        for row in store.values():
            row.values = {key: row.values.get(key, "x") for key in sorted(wanted)}
        title = "Key stage 2, key stage 4 and absence by local authority"
        publishers.ees.data_sets[data_set] = DataSet(title, {"1.0": Version(list(store.values()))})
    for publication, found in files.items():
        listed = []
        for number, (filename, (title, store)) in enumerate(found.items()):
            wanted = {key for row in store.values() for key in row.values}
            for row in store.values():
                row.values = {key: row.values.get(key, "x") for key in sorted(wanted)}
            body = make_csv(list(store.values()), list(next(iter(store.values())).filters))
            plain = re.sub(r"\.\*|_\*|\\|\$|\^", "", filename)
            listed.append(
                File(f"{publication}-{number}", title.split("|")[0].replace(".*", " "), plain, body)
            )
        publishers.content.files[publication] = listed
    if sheets:
        publishers.govuk.workbook = make_ods(sheets)


def _add_row(store, figure, fetch, filters, areas) -> None:
    """Put a figure's measures into the row of its place, period and filters."""
    code, period, value, reason, count, denominator, lower, upper = figure
    # Two series of one file may call the same year by different periods.
    key = (code, publish(period, fetch.periods), *filters.values())
    level = API_LEVEL[areas[code].level]
    row = store.setdefault(key, Row(level, code, publish(period, fetch.periods), filters, {}))
    measures = {
        "value": value,
        "count": count,
        "denominator": denominator,
        "lower": lower,
        "upper": upper,
    }
    for measure, names in fetch.columns.items():
        if measure != "value" and not measures[measure] and names[0] in row.values:
            continue  # another measure of the same file has told it
        row.values[names[0]] = measures[measure] or (
            SYMBOL.get(reason, "x") if measure == "value" else "x"
        )


def _fill_population(publishers, fetch, figures, areas) -> None:
    """Single years of age that add up to the figures; other places are known and missing."""
    population = publishers.nomis.population
    first, end = (int(part) for part in fetch.ages.split("-"))
    years = sorted({int(period[-4:]) for _, period, *_ in figures})[-10:]
    for code, period, value, _, count, denominator, *_ in figures:
        year = int(period[-4:])
        number = count if fetch.share else value
        if number and year in years:
            ages = [(code, year, 101 + age) for age in range(first, end + 1)]
            for key in ages:
                population[key] = population.get(key) or 0
            # Another indicator may have filled the younger ages: the oldest takes the rest.
            population[ages[-1]] += int(float(number)) - sum(population[key] for key in ages)
            if denominator:
                population[code, year, 200] = int(float(denominator))
    if "ward" in fetch.levels:
        for code, *_ in figures:
            wards = publishers.nomis.wards.setdefault(areas[code].parent, [])
            if code not in wards:
                wards.append(code)
        for area in areas:
            if (
                area.level == "ward"
                and area.valid_to is None
                and areas[area.parent].parts == "wards"
            ):
                wards = publishers.nomis.wards.setdefault(area.parent, [])
                if area.code not in wards:
                    wards.append(area.code)
                population.setdefault((area.code, years[-1], 101 + first), None)
    for level in set(fetch.levels) - {"ward"}:
        for area in areas.at_level(level):
            for year in years:
                population.setdefault((area.code, year, 101 + first), None)


def _make_held(fetch, figures, areas) -> Held:
    kinds = {502: ("country", "region", "sub_region", "upper_tier"), 501: ("district",)}
    by_type: dict[int, list[Figure]] = {502: []}
    for code, period, value, reason, count, denominator, lower, upper in figures:
        note = ""
        if reason == "combined_with_neighbour":
            note = "Value for this area and its neighbour combined"
        elif reason == "suppressed":
            note = "Value suppressed for disclosure control due to small count"
        kind = next(kind for kind, levels in kinds.items() if areas[code].level in levels)
        text = period.replace("FYE ", "")
        if period.startswith("FYE "):
            text = f"{int(text) - 1}/{text[2:]}"
        by_type.setdefault(kind, []).append(
            Figure(code, text, value, lower, upper, count, denominator, note)
        )
    return Held(f"{fetch.name} and more", fetch.sex, fetch.age, by_type)
