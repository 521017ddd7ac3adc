"""Tables of schools added up to their authorities, where a person asks for it.

A figure of an authority is the sum of its schools' counts over the sum of their bases. One
school whose number is suppressed leaves the authority without a figure: its sum would tell
too little, or give the suppressed number away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.grid import Row
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import Names, simplify

# What a table of schools names a school by: one of these tells it from a table of authorities.
NAMED = ("urn", "school_urn", "school_laestab", "laestab", "school_name", "estab", "school")


def sum_schools(
    found: HeaderFound, indicator: Indicator, names: Sequence[Names], choice: Choice
) -> tuple[HeaderFound, str]:
    """The table with one row an authority instead of one a school, and what was done in words.

    ``BadInput`` where it is no table of schools, or names no count or no base.
    """
    place = found.grid.place
    own = [at for name in NAMED if (at := found.column(name)) is not None]
    if not own:
        raise BadInput(
            "this is no table of schools: no column of their numbers or names", place,
            "leave --sum-schools out",
        )  # fmt: skip
    count, base = (_find(found, names, choice, measure) for measure in ("count", "denominator"))
    area = found.column("new_la_code", "la_code")
    area = found.at("area_code") if area is None else area
    if area is None:
        raise BadInput("the schools have no column of their authority’s code", place, "add it")
    level = found.at("level")
    rates = {at for known in names for name in known.value if (at := found.column(name)) is not None}  # fmt: skip
    dropped = {*own, count, base, *rates}
    kept = [at for at in range(len(found.names)) if at not in dropped]
    summed, schools, withheld = _add_up(found, kept, own[0], area, level, count, base)
    value = next((name for known in names for name in known.value), "value")
    printed = (*(found.printed[at] for at in kept), value, found.printed[count], found.printed[base])  # fmt: skip

    def rows() -> Iterator[Row]:
        for line, (key, sums) in enumerate(summed.items(), start=1):
            cells = ["Local authority" if at == level else cell for at, cell in zip(kept, key, strict=True)]  # fmt: skip
            if sums is None or not sums[1]:
                yield line, [*cells, "c", "c", "c"]
                continue
            share = sums[0] / sums[1] * Decimal(indicator.multiplier or 1)
            step = Decimal(1).scaleb(-indicator.decimals)
            yield line, [*cells, str(share.quantize(step, ROUND_HALF_UP)), str(sums[0]), str(sums[1])]  # fmt: skip

    words = f"{schools:,} schools were added up to {len(summed):,} authorities’ rows"
    if withheld:
        words += f"; {withheld:,} of them have a school whose number is suppressed and no figure"
    plain = tuple(simplify(name) for name in printed)
    roles = (*(found.roles[at] for at in kept), "value", "count", "denominator")
    whole = replace(
        found, grid=replace(found.grid, rows=rows, delimiter="", hidden_rows=frozenset, spans=tuple),
        printed=printed, names=plain, first=0, roles=roles, years={},
    )  # fmt: skip
    return whole, f"{words}: these are sums of this file, whole only if it has every school"


def _find(found: HeaderFound, names: Sequence[Names], choice: Choice, measure: str) -> int:
    said = choice.columns.get(measure, "")
    listed = [said] if said else [name for known in names for name in getattr(known, measure)]
    at = found.column(*listed) if listed else None
    if at is None and not said:
        at = found.at(measure)
    if at is None:
        what = "the counts" if measure == "count" else "what the counts are out of"
        raise BadInput(
            f"to add schools up the column of {what} must be known"
            + (f"; there is no “{said}”" if said else ""),
            found.grid.place, f"name it with --{measure} COLUMN",
        )  # fmt: skip
    return at


def _add_up(
    found: HeaderFound, kept: Sequence[int], own: int, area: int, level: int | None,
    count: int, base: int,
) -> tuple[dict[tuple[str, ...], tuple[Decimal, Decimal] | None], int, int]:  # fmt: skip
    """By what is kept of a row: the sums of its schools, None where one is suppressed."""
    summed: dict[tuple[str, ...], tuple[Decimal, Decimal] | None] = {}
    schools = 0
    for line, cells in found.rows():
        texts = [text_of(cells[at]) if at < len(cells) else "" for at in range(len(found.names))]
        if not texts[area] or not texts[own]:
            continue
        if level is not None and simplify(texts[level]) not in ("school", "institution"):
            continue
        schools += 1
        key = tuple(texts[at] for at in kept)
        place = f"{found.grid.place}, row {line}"
        mine = [read_cell(texts[at], place).number for at in (count, base)]
        held = summed.setdefault(key, (Decimal(0), Decimal(0)))
        if held is None or not all(mine):
            summed[key] = None
        else:
            summed[key] = (held[0] + Decimal(mine[0]), held[1] + Decimal(mine[1]))
    return summed, schools, sum(sums is None for sums in summed.values())
