"""What changed from one edition to another: every change is of one kind.

A figure's key is indicator, area, period, sex and age; of each key the figure to use is
compared. The kinds, each tried in this order for its sort of difference:

- only in the newer edition: ``boundary change`` where the area is new to it;
  ``added`` where the indicator is new or the period lies within what was held before;
  ``new period`` where it ends after every period the older edition holds of the indicator;
- only in the older one: ``boundary change`` where the area is gone, else ``dropped``;
- in both, with another value, interval, count, base or reason: ``corrected error`` where
  the newer edition records a correction the older one did not, else ``revised value``;
- an indicator defined in other words, or with a break in its figures since:
  ``changed definition``, once for the indicator;
- a ward list that replaced another: ``boundary change``, once for the authority.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from needsbook.catalogue import parse_period
from needsbook.editions.frozen import NUMBERS, FrozenEdition, Row

KINDS: Mapping[str, str] = {
    "new period": "A later period was published",
    "revised value": "A figure was published anew with another value",
    "changed definition": "The measure is defined otherwise, or its figures broke",
    "corrected error": "A figure known to be wrong was taken out or set right",
    "boundary change": "The area is new, is gone, or has other wards",
    "added": "The measure, or figures for earlier periods, were added",
    "dropped": "The figure is no longer held",
}
MEANING = ("definition", "unit", "method", "ages", "numerator", "denominator", "basis")


@dataclass(frozen=True)
class EditionChange:
    """One change: its kind, what it concerns, and what stood there before and after.

    ``before`` and ``after`` are values as text (or words, for definitions and wards);
    ``older`` and ``newer`` the ids of the figures, where there are any.
    """

    kind: str
    indicator: str
    area_code: str
    period: str
    before: str
    after: str
    older: str = ""
    newer: str = ""
    why: str = ""


def compare_editions(old: FrozenEdition, new: FrozenEdition) -> list[EditionChange]:
    """Every change from ``old`` to ``new``, in order of kind, indicator, area and period."""
    changes = [
        *_compare_figures(old, new),
        *_compare_definitions(old, new),
        *_compare_wards(old, new),
    ]
    order = list(KINDS)

    def place(change: EditionChange) -> tuple[Any, ...]:
        when = parse_period(change.period).end.isoformat() if change.period else ""
        return (
            order.index(change.kind),
            change.indicator,
            change.area_code,
            when,
            change.newer,
            change.older,
        )

    return sorted(changes, key=place)


def count_kinds(changes: Iterable[EditionChange]) -> dict[str, int]:
    """How many changes there are of each kind, kinds without any included."""
    found = Counter(change.kind for change in changes)
    return {kind: found[kind] for kind in KINDS}


def _compare_figures(old: FrozenEdition, new: FrozenEdition) -> Iterator[EditionChange]:
    before, after = old.current(), new.current()
    last = _find_latest(old)
    errors = _index_corrections(old, new)
    for key in before.keys() | after.keys():
        mine, theirs = before.get(key), after.get(key)
        if mine is None and theirs is not None:
            yield _describe(_judge_added(theirs, old, last), None, theirs)
        elif theirs is None and mine is not None:
            gone = mine["area_code"] not in new.catalogue["areas"]
            yield _describe("boundary change" if gone else "dropped", mine, None)
        elif mine is not None and theirs is not None and _differ(mine, theirs):
            found = errors.get((theirs["dataset"], theirs["indicator"]), ())
            fits = [record for record in found if _fits(record, theirs)]
            kind = "corrected error" if fits else "revised value"
            yield _describe(kind, mine, theirs, fits[0]["id"] if fits else "")


def _judge_added(row: Row, old: FrozenEdition, last: Mapping[str, Any]) -> str:
    if row["indicator"] not in last:
        return "added"
    if row["area_code"] not in old.catalogue["areas"]:
        return "boundary change"
    return "new period" if parse_period(row["period"]) > last[row["indicator"]] else "added"


def _differ(mine: Row, theirs: Row) -> bool:
    """Whether two rows say different things; words of a note are not a figure."""
    return any(mine[name] != theirs[name] for name in (*NUMBERS, "reason"))


def _index_corrections(
    old: FrozenEdition, new: FrozenEdition
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    known = {correction["id"] for correction in old.catalogue.get("corrections", ())}
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for correction in new.catalogue.get("corrections", ()):
        if correction["id"] not in known:
            found.setdefault((correction["dataset"], correction["indicator"]), []).append(
                correction
            )
    return found


def _fits(correction: Mapping[str, Any], row: Row) -> bool:
    areas, periods = correction["areas"], correction["periods"]
    return (not areas or row["area_code"] in areas) and (not periods or row["period"] in periods)


def _describe(kind: str, mine: Row | None, theirs: Row | None, why: str = "") -> EditionChange:
    record = theirs or mine
    assert record is not None
    return EditionChange(
        kind,
        record["indicator"],
        record["area_code"],
        record["period"],
        _say(mine),
        _say(theirs),
        mine["id"] if mine else "",
        theirs["id"] if theirs else "",
        why,
    )


def _say(row: Row | None) -> str:
    """The value with the parts that may have changed beside it; why there is none."""
    if row is None:
        return ""
    text = row["value"] or row["reason"].replace("_", " ")
    if row["lower_ci"]:
        text += f" ({row['lower_ci']} to {row['upper_ci']})"
    parts = [row[name] for name in ("count", "denominator") if row[name]]
    return f"{text} [{' of '.join(parts)}]" if parts else text


def _compare_definitions(old: FrozenEdition, new: FrozenEdition) -> Iterator[EditionChange]:
    held, last = _find_latest(old), _find_latest(new)
    for name, now in sorted(new.catalogue["indicators"].items()):
        then = old.catalogue["indicators"].get(name)
        if then is None:
            continue
        for part in MEANING:
            if then[part] != now[part]:
                yield EditionChange(
                    "changed definition", name, "", "", str(then[part]), str(now[part]), why=part
                )
        known = {cut["first"] for cut in then["breaks"]}
        for cut in now["breaks"]:
            first = parse_period(cut["first"])
            # A break is a change where the newer edition is the first to hold figures beyond it.
            beyond = name in held and name in last and held[name] < first <= last[name]
            if cut["first"] not in known or beyond:
                yield EditionChange(
                    "changed definition", name, "", cut["first"], "", cut["reason"], why="break"
                )


def _find_latest(edition: FrozenEdition) -> dict[str, Any]:
    """The latest period held of each indicator."""
    found: dict[str, Any] = {}
    for row in edition.rows:
        period = parse_period(row["period"])
        found[row["indicator"]] = max(period, found.get(row["indicator"], period))
    return found


def _compare_wards(old: FrozenEdition, new: FrozenEdition) -> Iterator[EditionChange]:
    for code, now in sorted(new.catalogue["areas"].items()):
        then = old.catalogue["areas"].get(code)
        if then is None:
            continue
        before = [ward_list["vintage"] for ward_list in then["ward_lists"]]
        for ward_list in now["ward_lists"]:
            if ward_list["vintage"] not in before:
                yield EditionChange(
                    "boundary change", "", code, ward_list["first"],
                    f"wards of {before[-1]}" if before else "", f"wards of {ward_list['vintage']}",
                    why="ward list",
                )  # fmt: skip
