"""``needsbook check``: everything that must agree, looked at in one go."""

from __future__ import annotations

from collections.abc import Callable

from needsbook.catalogue import load_areas, load_indicators, load_passports, parse_period
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.plans import load_definitions, load_plans
from needsbook.errors import NeedsbookError
from needsbook.geography.code_changes import load_changes
from needsbook.geography.layers import check_layers, list_layers
from needsbook.paths import Project
from needsbook.store.evidence_checks import check_counts
from needsbook.store.lait_checks import find_faults
from needsbook.store.tidy import build_table, find_snapshot_faults


def check_project(project: Project, report: Callable[[str], None]) -> list[str]:
    """Every problem found, as printed text; ``report`` is told what was found in order."""
    problems: list[str] = []
    try:
        indicators, areas = load_indicators(project), load_areas(project)
        report(f"{len(indicators)} indicators, {len(areas)} areas")
        plans = load_plans(project)
        load_definitions(project)
        report(f"{len(plans)} plans, {sum(len(plan.claims) for plan in plans.values())} claims")
        passports = load_passports(project)
        table = build_table(project)
        report(f"{len(passports)} snapshots with passport and sha256, {len(table):,} figures")
    except NeedsbookError as error:
        return list(dict.fromkeys([*map(str, find_snapshot_faults(project)), str(error)]))
    for indicator in indicators.values():
        rows = table[table["indicator"].eq(indicator.id)]
        where = f"data/indicators/{indicator.id}.yml"
        held = set(rows["dataset"]) - {""}
        if rows.empty and not set(indicator.datasets) & set(passports):
            report(f"{indicator.id} waits for figures: needsbook import FILE --as {indicator.id}")
            continue
        if held != set(indicator.datasets):
            odd = ", ".join(sorted(held ^ set(indicator.datasets)))
            problems.append(
                f"{indicator.id}: datasets listed and held differ: {odd}\n  where: {where}"
            )
        if indicator.lait:
            taken = rows[rows["dataset"].eq(DATASET)]
            problems += [
                f"{indicator.id}: {fault}\n  where: {where}\n  what to do: record it in "
                "data/corrections.yml, or say it under breaks, caveats or maximum"
                for fault in find_faults(taken, indicator)
            ]
        levels = rows["area_code"].map({area.code: area.level for area in areas})
        for promise in indicator.levels:
            part = rows[levels.eq(promise.level) & rows["value"].notna()]
            found = part["area_code"].nunique()
            if found < promise.areas:
                problems.append(
                    f"{indicator.id}: figures for {found} areas at level {promise.level}, "
                    f"{promise.areas} promised\n  where: {where}"
                )
            first = min((parse_period(text) for text in part["period"].unique()), default=None)
            if first is not None and parse_period(promise.first) < first:
                problems.append(
                    f"{indicator.id}: figures at level {promise.level} start in {first}, "
                    f"{promise.first} promised\n  where: {where}"
                )
    report(
        "every indicator covers what its file promises" if not problems else "coverage looked at"
    )
    doubts = list(check_counts(table, passports, indicators))
    problems += doubts
    report("counts, bases and intervals fit each other" if not doubts else "counts looked at")
    faults = check_layers(project)
    problems += map(str, faults)
    if not faults:
        report(f"{len(list_layers(project))} boundary layers: checksums, codes, valid coverage")
    try:
        report(f"{len(load_changes(project)):,} links between old and new wards")
    except NeedsbookError as error:
        problems.append(str(error))
    return problems
