"""The figures a standing is told with: places, how many were placed, changes, medians.

Each is a figure of its own whose id adds a fourth part, and ``inputs`` names all it was
made from: a place names every authority that was placed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from needsbook.catalogue import Indicator, parse_period
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.catalogue.units import find_unit
from needsbook.findings.comparisons import note_unrounded, print_ordinal
from needsbook.stats.peers import MEDIAN_RULE
from needsbook.stats.ranks import TIE_RULE
from needsbook.stats.standing import RANKED_LEVEL
from needsbook.store.figures import Figure, figure_id, print_value
from needsbook.store.index import TableRow
from needsbook.store.store import Store

NEIGHBOURS = "neighbours"

# Of three the second is in the middle, and nobody would say so.
FEWEST_FOR_MIDDLE = 5


@dataclass(frozen=True)
class PlaceTold:
    """A place as it is told: from the nearer end, ``end`` “highest” or “lowest”.

    ``place`` is the figure of the place from that end, ``of`` how many were placed, ``tied``
    how many share the value (1: none else).
    """

    place: Figure
    of: Figure
    end: str
    tied: int

    @property
    def first(self) -> bool:
        """Whether nothing lies beyond it."""
        return self.place.value == 1

    @property
    def middle(self) -> bool:
        """Whether as many lie above it as below, of enough to speak of a middle."""
        place, number = self.place.value or 0, self.of.value or 0
        return self.tied == 1 and number >= FEWEST_FOR_MIDDLE and 2 * place == number + 1


def derive(
    figure: Figure,
    name: str,
    value: float,
    printed: str,
    unit: str,
    method: str,
    inputs: Iterable[str],
    note: str = "",
) -> Figure:
    """A figure made from ``figure``: its id with a fourth part, without its interval."""
    return figure.derive(name, value, method, inputs, unit=unit, printed=printed, note=note)


def tell_place(store: Store, figure: Figure, row: Any, group: str = "england") -> PlaceTold | None:
    """The place in ``group``: england, the area's region (its slug) or neighbours.

    None where there is none: too few values, equal ones, or a plain number of people.
    """
    prefix = {"england": "", NEIGHBOURS: "neighbours_"}.get(group, "region_")
    high, low = int(row[f"{prefix}place"]), int(row[f"{prefix}place_from_low"])
    if not high:
        return None
    end = "highest" if high <= low else "lowest"
    number, suffix = (high, "") if high <= low else (low, "-from-lowest")
    inputs = _list_placed(store, figure, group)
    place = derive(
        figure, f"place-in-{group}{suffix}", float(number), print_ordinal(number), "ordinal",
        f"place from the {end} value; {TIE_RULE}", inputs,
    )  # fmt: skip
    of = int(row[f"{prefix}of"])
    many = derive(
        figure, f"placed-in-{group}", float(of), f"{of:,}", "areas",
        "authorities with a value of the same measure, period and series", inputs,
    )  # fmt: skip
    return PlaceTold(place, many, end, int(row[f"{prefix}tied"]))


def _list_placed(store: Store, figure: Figure, group: str) -> list[str]:
    """The ids of the figures a place was counted among."""
    own = store.areas[figure.area_code]
    if group == NEIGHBOURS:
        near = load_neighbours(store.project).codes_of(own.code)
        wanted = {own.code, *near}
    else:
        region = "" if group == "england" else own.region
        wanted = {area.code for area in store.areas.at_level(RANKED_LEVEL, region)}
    # Looked up once for England, the region and the neighbours.
    key = ("placed", figure.indicator, figure.period, figure.series)
    held = store.remember(key, lambda: _find_placed(store, figure))
    return sorted(held[code] for code in wanted if code in held)


def _find_placed(store: Store, figure: Figure) -> dict[str, str]:
    """The id of each area's figure of the same measure, period and series, wards left out."""
    store.touched.add(figure.indicator)
    (codes, names), (numbers, words) = store.index.codes("area_code"), store.index.codes("edition")
    found = store.index.alike(figure.indicator, figure.period, figure.series)
    editions = {names[codes[row]]: words[numbers[row]] for row in reversed(found)}
    slug = parse_period(figure.period).slug
    return {
        code: figure_id(figure.indicator, store.areas[code].slug, slug, edition)
        for code, edition in editions.items()
        if code in store.areas and store.areas[code].level != "ward"
    }


def list_alike(store: Store, figure: Figure) -> list[TableRow]:
    """The rows of all areas with a value of the same measure, period and series."""
    store.touched.add(figure.indicator)
    found = store.index.alike(figure.indicator, figure.period, figure.series)
    key = ("alike", figure.indicator, figure.period, figure.series)
    return store.remember(key, lambda: [store.index.row(position) for position in found])


def tell_change(indicator: Indicator, earlier: Figure, later: Figure) -> Figure | None:
    """``later`` less ``earlier`` of one area; the id ends in ``change-since-<period>``."""
    if earlier.value is None or later.value is None:
        return None
    value = float(f"{later.value - earlier.value:.12g}")
    unit = find_unit(later.unit).difference or later.unit
    return derive(
        later, f"change-since-{parse_period(earlier.period).slug}", value,
        print_value(value, unit, indicator.decimals), unit,
        "difference of two published values", (later.id, earlier.id),
        note_unrounded(later.value, earlier.value, indicator.decimals),
    )  # fmt: skip


def tell_median(store: Store, indicator: Indicator, figure: Figure, row: Any) -> Figure | None:
    """The median of the statistical neighbours' values; None where none has one."""
    value = float(row["neighbours"])
    if value != value or indicator.method == "count":
        return None
    value = float(f"{value:.12g}")
    near = [name for name in _list_placed(store, figure, NEIGHBOURS) if name != figure.id]
    return derive(
        figure, "neighbours-median", value,
        print_value(value, figure.unit, indicator.decimals), figure.unit, MEDIAN_RULE, near,
    )  # fmt: skip
