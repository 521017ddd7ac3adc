"""Adding a measure of the Local Authority Interactive Tool as an indicator, and checking all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from needsbook.catalogue import Indicator, load_indicators, load_passports, load_topics
from needsbook.catalogue.documents import read_document
from needsbook.catalogue.lait import (
    DATASET,
    complete_indicator,
    find_form,
    find_measure,
    load_dictionary,
)
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput, unknown_name
from needsbook.files import replace_files
from needsbook.paths import Project
from needsbook.store.lait import read_rows_of
from needsbook.store.lait_checks import find_faults

HEAD = "# yaml-language-server: $schema=../schema/indicator.schema.json\n"


def add_indicator(
    project: Project,
    measure: str,
    name: str,
    answers: list[str],
    shown: str = "",
    count: str = "",
    denominator: str = "",
    period: str = "",
) -> tuple[Path, list[str]]:
    """The file written, and what should be looked at; a wrong name writes nothing."""
    from needsbook.catalogue.framework_files import check_answers

    path = project.indicators / f"{name}.yml"
    where = project.relative(path)
    if not re.match(ID_PATTERN, name):
        raise BadInput(f"“{name}” is not an id", "--as", "write small letters, digits and _")
    if path.exists():
        raise BadInput(f"{name} is there already", where, "choose another id with --as")
    found = find_measure(project, measure, "")
    if shown and shown not in load_topics(project):
        raise unknown_name("topic", shown, load_topics(project), "--shown")
    entry = {"measure": found.measure, "count": count, "denominator": denominator}
    entry["period"] = period or find_form(found)
    raw: dict[str, object] = {"id": name}
    if shown:
        raw["shown"] = shown
    raw["lait"] = {key: value for key, value in entry.items() if value}
    if answers:
        raw["answers"] = answers
    indicator = read_document(path, Indicator, complete_indicator(raw, project, where))
    check_answers(project, {**load_indicators(project), name: indicator})
    notes = list(find_faults(read_rows_of(project, indicator), indicator))
    for held in load_indicators(project).values():
        if held.lait and held.lait.measure == found.measure:
            notes.append(f"{held.id} takes the same measure")
    text = HEAD + yaml.safe_dump(raw, sort_keys=False, allow_unicode=True, width=96)
    replace_files(project, {path: text.encode("utf-8")})
    load_indicators.cache_clear()
    load_passports.cache_clear()
    return path, notes


def look_at_used(project: Project, ids: Collection[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every indicator taken from the table (or those of ``ids``) with its figures' faults.

    The figures are the corrected ones. Raises ``BadInput`` for an id that takes none from it.
    """
    from needsbook.store.tidy import load_table

    used = {name: held for name, held in load_indicators(project).items() if held.lait}
    for name in ids:
        if name not in used:
            raise unknown_name("indicator of the tool", name, used, "data/indicators")
    table = load_table(project)
    table = table[table["dataset"].eq(DATASET)]
    for name in ids or used:
        rows = table[table["indicator"].eq(name)]
        yield name, list(find_faults(rows, used[name]))


def look_at_all(project: Project) -> Iterator[tuple[str, list[str]]]:
    """Every measure of the table with its faults, before any correction."""
    for measure in load_dictionary(project).values():
        raw = {"id": "looked_at", "lait": {"measure": measure.measure}}
        where = "data/lait/table.parquet"
        try:
            filled = complete_indicator(raw, project, where)
            indicator = read_document(Path("looked_at.yml"), Indicator, filled)
            yield measure.measure, list(find_faults(read_rows_of(project, indicator), indicator))
        except BadInput as error:
            yield measure.measure, [error.what]
