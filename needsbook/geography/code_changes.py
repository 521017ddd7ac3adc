"""How wards changed: the table of shares, and counts re-expressed from one list in another."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from needsbook.catalogue.areas import Area, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import AREA_CODE, SHARE, FileColumn, TableForm, read_table
from needsbook.catalogue.units import find_unit
from needsbook.errors import BadInput, IntegrityError, UnknownName
from needsbook.geography.vintages import name_ward, wards_of_vintage
from needsbook.paths import Project

Weight = Literal["residents", "under18"]
_SHARES = (
    "share_residents_of_old", "share_under18_of_old",
    "share_residents_of_new", "share_under18_of_new",
)  # fmt: skip
WARD_CHANGES = TableForm(
    (
        FileColumn("authority_code", AREA_CODE, "a code such as E09000033", "area"),
        FileColumn("old_vintage", r"\d{4}", "the year of a ward list"),
        FileColumn("new_vintage", r"\d{4}", "the year of a ward list"),
        FileColumn("old_code", r"E05\d{6}", "a ward's code such as E05000001", "ward"),
        FileColumn("new_code", r"E05\d{6}", "a ward's code such as E05000001", "ward"),
        *(FileColumn(name, SHARE, "a share from 0 to 1") for name in _SHARES),
        FileColumn("residents", r"\d+", "a whole number"),
    ),
    key=("old_vintage", "new_vintage", "old_code", "new_code"),
)
# Printed to four decimals: shares of one ward add up to 1 only this nearly.
ROUNDING = 0.0005


class ChangesPassport(Document):
    """``geo/ward_changes.yml``: how the shares were found and from what."""

    title: str
    publisher: str
    method: str
    weights: Mapping[str, str]
    sources: tuple[str, ...] = Field(min_length=1)
    licence: str
    attribution: str
    caveats: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    rows: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Link:
    """An old and a new ward that overlap; shares run from 0 to 1.

    ``of_old`` and ``of_new`` give, by weight, the share of the old ward that lies in the
    new one, and the share of the new ward that came from the old one.
    """

    authority: str
    old_vintage: str
    new_vintage: str
    old: str
    new: str
    of_old: Mapping[str, float]
    of_new: Mapping[str, float]
    residents: int


@dataclass(frozen=True)
class Reexpressed:
    """Counts of one ward list re-expressed in another: estimates, every one of them.

    ``counts`` has each ward of the ``to`` list, in order of code; they add up to the
    counts given. ``method`` says in words how they were found.
    """

    counts: Mapping[str, float]
    authority: str
    source: str
    to: str
    weight: Weight
    method: str
    estimated: bool = True


def load_changes_passport(project: Project) -> ChangesPassport:
    """The passport of the change table."""
    return read_document(project.ward_changes.with_suffix(".yml"), ChangesPassport)


@cache
def load_changes(project: Project) -> tuple[Link, ...]:
    """Every link of the change table, checked: bytes, columns, codes, sums of shares."""
    passport = load_changes_passport(project)
    path = project.ward_changes
    where = project.relative(path)
    if not path.is_file():
        raise BadInput("ward_changes.csv is missing", where, "restore the file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != passport.sha256:
        raise IntegrityError(
            "ward_changes.csv is not the file its passport describes (sha256 differs)",
            where,
            "restore the file, or write its new sha256 into the passport if it was meant to change",
        )
    links = tuple(_read_link(row) for row in read_table(path, WARD_CHANGES, where))
    if len(links) != passport.rows:
        raise IntegrityError(
            f"ward_changes.csv has {len(links)} rows, its passport says {passport.rows}",
            where,
            "restore the file or correct the passport",
        )
    _check_links(links, project, path)
    return links


def find_links(project: Project, authority: str, source: str, to: str) -> list[Link]:
    """The links between two ward lists of an authority (slug or code), either way round.

    ``source`` and ``to`` are names of ward lists (“2002”). An error where we hold none.
    """
    area = load_areas(project)[authority]
    for name in (source, to):
        wards_of_vintage(load_areas(project), area.code, name)
    found = [
        link
        for link in load_changes(project)
        if link.authority == area.code and {link.old_vintage, link.new_vintage} == {source, to}
    ]
    if not found:
        raise UnknownName(
            f"no shares are held between the ward lists {source} and {to} of {area.name}",
            project.relative(project.ward_changes),
            "show each period on its own ward list",
        )
    return found


def reexpress_counts(
    project: Project,
    counts: Mapping[str, float | None],
    authority: str,
    source: str,
    to: str,
    *,
    weight: Weight = "under18",
    unit: str = "children",
) -> Reexpressed:
    """``counts`` by ward code of the list ``source`` as counts of the list ``to``.

    Each count is shared out by the residents (or the under-18s) of each piece; the total
    stays the same. ``authority`` is a slug or code; the lists are named as in
    ``geo/areas.yml``. Only counts can be shared out: for a percentage re-express its
    numerator and denominator (``reexpress_percentages``). Every ward of ``source`` must
    have a count: a missing one would be shared out as if it were zero.
    """
    area = load_areas(project)[authority]
    if not find_unit(unit).counted:
        raise BadInput(
            f"a value in “{unit}” cannot be shared out between wards",
            f"{area.name}, ward list {source} to {to}",
            "re-express numerator and denominator, each a count, and divide afterwards",
        )
    links = find_links(project, area.code, source, to)
    forward = links[0].old_vintage == source
    given = _check_counts(project, counts, area, source)
    pieces: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for link in links:
        start, end = (link.old, link.new) if forward else (link.new, link.old)
        share = (link.of_old if forward else link.of_new)[weight]
        pieces[start].append((end, share))
    result = dict.fromkeys(sorted(wards_of_vintage(load_areas(project), area.code, to)), 0.0)
    for ward, count in given.items():
        # Shares are rounded in the table; dividing by their sum keeps the total whole.
        whole = math.fsum(share for _, share in pieces[ward])
        for end, share in pieces[ward]:
            result[end] += count * share / whole
    people = "residents (Census 2011)" if weight == "residents" else "under-18s (mid-2020)"
    return Reexpressed(
        result,
        area.code,
        source,
        to,
        weight,
        f"estimated: counts of the {source} wards shared out to the {to} wards by {people}",
    )


def reexpress_percentages(
    project: Project,
    numerators: Mapping[str, float | None],
    denominators: Mapping[str, float | None],
    authority: str,
    source: str,
    to: str,
    *,
    weight: Weight = "under18",
) -> Reexpressed:
    """Percentages by ward of the list ``to``: both counts re-expressed, then divided.

    A ward without a denominator is left out.
    """
    above = reexpress_counts(project, numerators, authority, source, to, weight=weight)
    below = reexpress_counts(project, denominators, authority, source, to, weight=weight)
    shares = {
        ward: 100 * above.counts[ward] / base for ward, base in below.counts.items() if base > 0
    }
    return Reexpressed(
        shares,
        above.authority,
        source,
        to,
        weight,
        f"{above.method}, numerator and denominator apart, then divided",
    )


def _read_link(row: Mapping[str, str]) -> Link:
    shares = {name: float(row[name]) for name in _SHARES}
    return Link(
        row["authority_code"], row["old_vintage"], row["new_vintage"],
        row["old_code"], row["new_code"],
        {"residents": shares["share_residents_of_old"], "under18": shares["share_under18_of_old"]},
        {"residents": shares["share_residents_of_new"], "under18": shares["share_under18_of_new"]},
        int(row["residents"]),
    )  # fmt: skip


def _check_links(links: Iterable[Link], project: Project, path: Path) -> None:
    """Each authority's links join exactly its two lists, and shares of a ward make a whole."""
    areas = load_areas(project)
    where = project.relative(path)
    by_change: dict[tuple[str, str, str], list[Link]] = defaultdict(list)
    for link in links:
        by_change[link.authority, link.old_vintage, link.new_vintage].append(link)
    for (authority, old, new), group in by_change.items():
        for vintage, codes in (
            (old, {link.old for link in group}),
            (new, {link.new for link in group}),
        ):
            expected = set(wards_of_vintage(areas, authority, vintage))
            if codes != expected:
                wrong = sorted(codes ^ expected)
                raise IntegrityError(
                    f"ward_changes.csv and the ward list {vintage} of "
                    f"{areas[authority].name} differ in {', '.join(wrong[:5])}",
                    where,
                    "correct one of them",
                )
        sums: dict[tuple[str, str], float] = defaultdict(float)
        for link in group:
            for weight in ("residents", "under18"):
                sums[link.old, weight] += link.of_old[weight]
                sums[link.new, weight] += link.of_new[weight]
        for (code, weight), total in sorted(sums.items()):
            if abs(total - 1) > ROUNDING:
                raise IntegrityError(
                    f"the {weight} shares of {name_ward(areas, code)} add up to {total:.4f}",
                    where,
                    "correct the rows of this ward",
                )


def _check_counts(
    project: Project, counts: Mapping[str, float | None], area: Area, source: str
) -> dict[str, float]:
    areas = load_areas(project)
    where = f"{area.name}, ward list {source}"
    expected = wards_of_vintage(areas, area.code, source)
    strange = sorted(set(counts) - set(expected))
    if strange:
        raise BadInput(
            f"not wards of the list {source}: "
            + ", ".join(name_ward(areas, code) for code in strange[:5]),
            where,
            "give the counts of one ward list (geography.vintages.find_vintages tells which)",
        )
    missing = [code for code in expected if counts.get(code) is None]
    if missing:
        raise BadInput(
            "no count for " + ", ".join(name_ward(areas, code) for code in missing[:8]),
            where,
            "a total that lacks wards cannot be shared out: leave this period out",
        )
    given = {code: float(count) for code, count in counts.items() if count is not None}
    for code, count in given.items():
        if not math.isfinite(count) or count < 0:
            raise BadInput(
                f"{count:g} is not a count ({name_ward(areas, code)})", where, "give counts"
            )
    return given
