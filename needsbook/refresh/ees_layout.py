"""The layout every Explore Education Statistics CSV shares, read by column name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from needsbook.catalogue.fetches import EesFetch, EesFileFetch
from needsbook.errors import BadInput
from needsbook.refresh.raw_tables import RawTable, read_table, simplify
from needsbook.refresh.rows import Published
from needsbook.refresh.times import name_period

LEVELS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "national": ("country", ("country_code",)),
    "regional": ("region", ("region_code",)),
    "local authority": ("upper_tier", ("new_la_code",)),
    "local authority district": ("district", ("lad_code",)),
}
# A file without counts is worth taking: its figures stand lower on the ladder of evidence.
OPTIONAL = ("count", "denominator")
EXPECTED = ("time_period", "time_identifier", "geographic_level", "country_code", "new_la_code")


def is_school_table(header: Sequence[str]) -> bool:
    """Whether a header (simplified names) has the columns every such file has."""
    return "time period" in header and ("new la code" in header or "geographic level" in header)


def read_school_rows(
    body: bytes, fetch: EesFetch | EesFileFetch, place: str, labels: Mapping[str, str] | None = None
) -> Iterator[Published]:
    """The figures of a CSV whose filter columns have the entry's labels.

    ``labels`` (column to label) is used instead of the entry's filters when given. A filter
    column the entry does not name must not split an area and period into several rows:
    that shows up as two values and is refused later.
    """
    table = read_table(body, place, is_school_table, EXPECTED)
    measures = _measure_columns(table, fetch)
    ratios = find_ratios(table.find, fetch)
    conditions = _conditions(table, fetch, labels)
    level_at = table.find("geographic_level")
    area_at = {
        name: column
        for name, (_, columns) in LEVELS.items()
        if (column := table.find(*columns)) is not None
    }
    period_at = table.column("time_period")
    seen: set[str] = set()
    matched = [False] * len(conditions)
    for line, row in table:
        level = simplify(row[level_at]) if level_at is not None else "local authority"
        seen.add(level)
        if level not in LEVELS or LEVELS[level][0] not in fetch.levels:
            continue
        hits = [row[at].casefold() in labels_of(label) for at, label in conditions]
        matched = [a or b for a, b in zip(matched, hits, strict=True)]
        if not all(hits):
            continue
        where = f"{place}, row {line}"
        yield Published(
            area=_read_area(row, level, area_at, where),
            period=name_period(row[period_at], fetch.periods, where),
            place=where,
            ratios=tuple(row[at] for at in ratios),
            **{measure: row[at] for measure, at in measures.items()},
        )
    for (at, label), hit in zip(conditions, matched, strict=True):
        if not hit:
            found = sorted({row[at] for row in table.rows})
            raise BadInput(
                f"the column “{table.header[at]}” never holds “{label}”; it holds {', '.join(found[:10])}",
                place,
                "correct the filters of the indicator's fetch entry",
            )


@cache
def labels_of(text: str) -> frozenset[str]:
    """The labels an entry allows: the publisher's own differ by year (“Total | All pupils”)."""
    return frozenset(part.strip().casefold() for part in text.split("|"))


def _read_area(row: Sequence[str], level: str, area_at: Mapping[str, int], where: str) -> str:
    if level not in area_at:
        raise BadInput(
            f"the file has no code column for {level} rows", where, "its layout is not known"
        )
    return row[area_at[level]]


def _measure_columns(table: RawTable, fetch: EesFetch | EesFileFetch) -> dict[str, int]:
    """The position of each measure's column. Value and limits must be there; counts and bases
    are taken where the file has them under one of the names."""
    found = {}
    for measure, names in fetch.columns.items():
        if measure not in OPTIONAL:
            found[measure] = table.column(*names)
            continue
        held = [at for name in names if (at := table.find(name)) is not None]
        if held:
            found[measure] = held[0]
    return found


def find_ratios(find: Callable[..., int | None], fetch: object) -> tuple[int, ...]:
    """The columns of the entry's other ratios over the same base, where the file has them."""
    found = [find(*names) for names in getattr(fetch, "ratios", ())]
    return tuple(at for at in found if at is not None)


def _conditions(
    table: RawTable, fetch: EesFetch | EesFileFetch, labels: Mapping[str, str] | None
) -> list[tuple[int, str]]:
    """Column positions with the label each must have."""
    if labels is not None:
        return [(table.column(name), label) for name, label in labels.items()]
    if isinstance(fetch, EesFetch):
        return [(table.column(name), label) for name, label in fetch.filters.items()]
    found = []
    for names in fetch.filters:
        held = [(table.find(name), label) for name, label in names.items()]
        chosen = [(at, label) for at, label in held if at is not None]
        if not chosen:
            table.column(*names)  # raises, with the columns found and expected
        found.append(chosen[0])
    return found
