"""Freezing an edition: the figures of the first book with everything that explains them.

An edition ``--as-published-by`` a day holds what a reader could look up on that day, as far
as the passports tell. For each figure, in this order (see ``judge_row``):

1. its dataset is named in ``editions/<name>.yml`` as not existing then, or its ward came
   into being later: left out;
2. the passport gives the day of release: in or out by that day;
3. it is an edition kept because it was superseded (a first release): in, if its month of
   publication had come;
4. else by the month the publisher brings the figures out in (the last one named in the
   indicator's ``official.cadence``), at least two months after the period; without such a
   month by eighteen months after the period. Its value is the one held now: what was
   revised since without our keeping the first release, no file of ours can tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from needsbook.catalogue import Area, Indicator, Passport, load_sources, parse_period
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.passports import snapshot_path
from needsbook.catalogue.periods import MONTH_NAMES
from needsbook.editions.frozen import NAME, FrozenEdition, hash_bytes, write_edition
from needsbook.errors import BadInput, IntegrityError, unknown_name
from needsbook.paths import Project
from needsbook.store import Store
from needsbook.store.tidy import NUMBERS

ALWAYS = ("england", "london")
LEAST_MONTHS = 2
USUAL_MONTHS = 18


class LeftOut(Document):
    """A dataset that did not exist then in the form held now: all of it, or some of its
    indicators, or its figures from the period ``first`` on."""

    dataset: str
    indicators: tuple[str, ...] = ()
    first: str = ""
    why: str


class EditionRule(Document):
    """``editions/<name>.yml``: what the passports cannot tell about a day in the past."""

    title: str = ""
    as_published_by: date | None = None
    left_out: tuple[LeftOut, ...] = ()


def freeze_edition(
    project: Project, store: Store, name: str, as_published_by: date | None = None
) -> Path:
    """The folder of the new edition.

    ``as_published_by`` None takes the day of ``editions/<name>.yml``, and without one every
    figure held. ``BadInput`` for a wrong name or one that is taken, ``IntegrityError`` for
    a snapshot that is not what its passport says.
    """
    if not NAME.fullmatch(name):
        raise BadInput(
            f"“{name}” cannot name an edition", "", "use small letters, digits and hyphens"
        )
    folder = project.editions / name
    if folder.exists():
        raise BadInput(
            f"the edition {name} is frozen already",
            project.relative(folder),
            "give the new one another name: an edition is never changed",
        )
    rule = read_rule(project, store, name)
    day = as_published_by or rule.as_published_by
    areas = choose_areas(store)
    # A figure derived here has no dataset: an edition holds what it is made from.
    printed = store.table["dataset"].ne("")
    table = store.table[printed & store.table["area_code"].isin(list(areas))]
    rows, reasons = [], Counter[str]()
    for row in table.itertuples(index=False):
        known_by = judge_row(store, row, rule, day)
        reasons[known_by or "not published by then"] += 1
        if known_by:
            rows.append(describe_row(store, row, known_by))
    used = sorted({row["dataset"] for row in rows})
    held = max(store.passports[dataset].obtained.on for dataset in used) if used else ""
    manifest = {
        "title": rule.title,
        "held_on": held,
        "as_published_by": day.isoformat() if day else "",
        "rule": " ".join((__doc__ or "").split()) if day else "Every figure held.",
        "left_out": [left.model_dump() for left in rule.left_out] if day else [],
        "chosen_by": dict(sorted(reasons.items())),
        "areas": [areas[code].slug for code in sorted(areas)],
    }
    catalogue = describe_catalogue(project, store, used, rows, areas, day)
    return write_edition(project, FrozenEdition(name, rows, catalogue, manifest))


def read_rule(project: Project, store: Store, name: str) -> EditionRule:
    """The rule of an edition to be frozen; an empty one where none is written."""
    path = project.editions / f"{name}.yml"
    if not path.exists():
        return EditionRule()
    rule = read_document(path, EditionRule)
    for left in rule.left_out:
        if left.dataset not in store.passports:
            raise unknown_name("dataset", left.dataset, store.passports, project.relative(path))
    return rule


def choose_areas(store: Store) -> dict[str, Area]:
    """By code: the areas of the first book, their parts, and what they are compared with."""
    book = next(iter(store.areas.books.values()))
    chosen: dict[str, Area] = {}
    for slug in (*book.areas, *ALWAYS):
        area = store.areas[slug]
        parts = [*store.areas.districts_of(area.code), *store.areas.wards_of(area.code)]
        for place in (area, *(parts if slug in book.areas else ())):
            chosen[place.code] = place
    return chosen


def judge_row(store: Store, row: Any, rule: EditionRule, day: date | None) -> str:
    """How we know that a figure was published by ``day``; empty where it was not."""
    if day is None:
        return "held"
    period = parse_period(row.period)
    for left in rule.left_out:
        after = not left.first or period >= parse_period(left.first)
        named = not left.indicators or row.indicator in left.indicators
        if left.dataset == row.dataset and after and named:
            return ""
    begun = store.areas[row.area_code].valid_from
    if begun is not None and begun > day:
        return ""
    passport = store.passports[row.dataset]
    if passport.release_date:
        return "day of release" if passport.release_date <= day.isoformat() else ""
    if find_publication(store.indicators[row.indicator], period.end) > day:
        return ""
    return "first release" if row.edition else "month of publication"


def find_publication(indicator: Indicator, end: date) -> date:
    """The day by which figures of a period that ends on ``end`` are out, by the publisher's
    usual month (its last day)."""
    named = re.findall("|".join(MONTH_NAMES), indicator.official.cadence)
    if not named:
        return add_months(end, USUAL_MONTHS)
    month = MONTH_NAMES.index(named[-1]) + 1
    earliest = add_months(end, LEAST_MONTHS)
    year = earliest.year + (month < earliest.month)
    return add_months(date(year, month, 1), 0)


def add_months(day: date, months: int) -> date:
    """The last day of the month that lies ``months`` after the one of ``day``."""
    number = day.year * 12 + day.month + months
    return date.fromordinal(date(number // 12, number % 12 + 1, 1).toordinal() - 1)


def describe_row(store: Store, row: Any, known_by: str) -> dict[str, str]:
    """One row of ``figures.csv``."""
    texts = {
        name: getattr(row, name)
        for name in ("indicator", "area_code", "period", "sex", "age", "reason", "note", "dataset", "edition")
    }  # fmt: skip
    numbers = {name: write_number(getattr(row, name)) for name in NUMBERS}
    return {"id": store.make_figure(row).id, **texts, **numbers, "known_by": known_by}


def write_number(value: Any) -> str:
    """A number as short as it is exact; empty for none."""
    if pd.isna(value):
        return ""
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def describe_catalogue(
    project: Project,
    store: Store,
    datasets: Iterable[str],
    rows: Iterable[Mapping[str, str]],
    areas: Mapping[str, Area],
    day: date | None,
) -> dict[str, Any]:
    """Indicators, datasets, areas and corrections as they stand."""
    named = sorted({row["indicator"] for row in rows})
    sources = load_sources(project)
    return {
        "indicators": {name: _describe_indicator(store.indicators[name]) for name in named},
        "datasets": {
            name: _describe_dataset(project, store.passports[name], sources) for name in datasets
        },
        "areas": {
            code: {
                "slug": area.slug, "name": area.name, "level": area.level, "parent": area.parent,
                "valid_from": area.valid_from.isoformat() if area.valid_from else "",
                "valid_to": area.valid_to.isoformat() if area.valid_to else "",
                "ward_lists": [
                    {"vintage": ward.vintage, "first": ward.first.isoformat()}
                    for ward in area.wards
                    if day is None or ward.first <= day
                ],
            }
            for code, area in sorted(areas.items())
            # A ward list that came later was unknown then.
            if day is None or area.valid_from is None or area.valid_from <= day
        },
        # No error had been recorded before this book kept a record of them.
        "corrections": [
            {"id": correction.id, "dataset": correction.dataset, "indicator": correction.indicator,
             "areas": list(correction.areas), "periods": list(correction.periods), "action": correction.action}
            for correction in load_corrections(project)
            if day is None
        ],
    }  # fmt: skip


def _describe_indicator(indicator: Indicator) -> dict[str, Any]:
    names = (
        "title", "definition", "unit", "decimals", "method", "ages", "numerator", "denominator",
        "basis", "polarity",
    )  # fmt: skip
    held: dict[str, Any] = {name: getattr(indicator, name) for name in names}
    held["breaks"] = [{"first": cut.first, "reason": cut.reason} for cut in indicator.breaks]
    return held


def _describe_dataset(
    project: Project, passport: Passport, sources: Mapping[str, Any]
) -> dict[str, Any]:
    digest = hash_bytes(snapshot_path(passport, project).read_bytes())
    if digest != passport.sha256:
        raise IntegrityError(
            f"{passport.dataset}.csv is not the file its passport describes",
            project.relative(snapshot_path(passport, project)),
            "restore the file, or refresh its source",
        )
    return {
        "publisher": sources[passport.source].name, "publication": passport.publication,
        "release": passport.release, "release_date": passport.release_date, "table": passport.table,
        "page": passport.page, "obtained_on": passport.obtained.on, "series": passport.series,
        "basis": passport.basis, "denominator_vintage": passport.denominator_vintage,
        "ward_vintage": dict(passport.ward_vintage), "licence": passport.licence, "sha256": passport.sha256,
    }  # fmt: skip
