"""From a figure to the row it was read from, as text: ``needsbook trace``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from needsbook.catalogue.passports import snapshot_path
from needsbook.catalogue.periods import say_day
from needsbook.errors import BuildError, IntegrityError
from needsbook.paths import Project
from needsbook.register.cards import describe_method
from needsbook.register.cite import say_interval
from needsbook.register.entries import Entry, SourceRow, card_address, data_address, make_figure
from needsbook.register.input_names import unfold_inputs
from needsbook.register.ledger import Ledger, open_ledger, unknown_id
from needsbook.register.register import Register
from needsbook.store import open_store, print_value
from needsbook.store.tidy import NUMBERS

INPUTS_SHOWN = 12


@dataclass(frozen=True)
class Built:
    """What the last built book says of an id: its record and the pages that print it."""

    records: Mapping[str, Mapping[str, Any]]

    def pages(self, name: str) -> list[str]:
        """The pages that print an id; empty where no book was built."""
        return list(self.records.get(name, {}).get("pages", ()))


def read_built(project: Project) -> Built:
    """The register of ``build/site``; empty where there is none."""
    path = project.site / "figures.json"
    if not path.exists():
        path = project.site / "figures.json.zip"  # a portal's
    if not path.exists():
        return Built({})
    try:
        content = json.loads(read_packed(path))
        return Built({figure["id"]: figure for figure in content["figures"]})
    except (ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        raise BuildError(
            f"{path.name} of the built book cannot be read", project.relative(path),
            "build it again: needsbook build",
        ) from None  # fmt: skip


def read_packed(path: Path) -> bytes:
    """A file, or the one inside a zip named after it."""
    if path.suffix != ".zip":
        return path.read_bytes()
    with zipfile.ZipFile(path) as held:
        return held.read(path.stem)


def find_entry(project: Project, name: str) -> tuple[Entry, Register, Built]:
    """The entry of an id: published ones from the store, derived ones from the built book.

    An unknown id is an ``UnknownName`` that offers the nearest.
    """
    ledger = open_ledger(open_store(project))
    register = Register(ledger)
    built = read_built(project)
    name = name.strip()
    if name not in ledger:
        if name not in built.records:
            raise unknown_id(name, ledger)
        for record in _with_inputs(name, built, ledger):
            register.add_records("the built book", [record])
    entry = register.entry(name)
    entry.held_at = find_place(project, entry, built)
    return entry, register, built


def find_place(project: Project, entry: Entry, built: Built) -> str:
    """Where the built book has a figure: a card, a row, else the data of its indicator.

    Empty where no book was built.
    """
    if not (project.site / "figures").is_dir():
        return ""
    if address := built.records.get(entry.id, {}).get("card", ""):
        return str(address)
    for elsewhere in (False, True):
        address = card_address(entry.id, elsewhere)
        page, _, anchor = address.partition("#")
        path = project.site / page
        if path.is_file() and f' id="{anchor}"' in path.read_text(encoding="utf-8"):
            return address
    address = data_address(entry.indicator.id) if entry.indicator else ""
    return address if (project.site / address).is_file() else ""


def _with_inputs(name: str, built: Built, ledger: Ledger) -> list[dict[str, Any]]:
    """The record of a derived figure and of the derived figures it was made from."""
    record = built.records[name]
    wanted = (
        "id", "printed", "value", "unit", "lower_ci", "upper_ci", "interval_method", "count",
        "denominator", "note", "period", "area_code", "indicator", "method", "estimated", "inputs",
    )  # fmt: skip
    kept = {key: record[key] for key in wanted if key in record}
    kept["dataset"] = _document_dataset(record)
    found = [kept]
    kept["inputs"] = unfold_inputs(record.get("inputs", ()), ledger)
    for input_id in kept["inputs"]:
        if input_id not in ledger and input_id in built.records:
            found += _with_inputs(input_id, built, ledger)
    make_figure(kept)
    return found


def _document_dataset(record: Mapping[str, Any]) -> str:
    """The dataset of a figure printed in a plan; other derived figures name inputs instead."""
    parts = str(record["id"]).split(".")
    return f"plan:{parts[1]}" if parts[0] == "plan" else ""


def trace_figure(project: Project, name: str) -> list[str]:
    """The lines of the whole path: value, meaning, pages, rows, snapshot, publisher, method.

    Reads the row anew from the snapshot and compares: a snapshot that changed is an
    ``IntegrityError``.
    """
    entry, register, built = find_entry(project, name)
    figure = entry.figure
    interval = say_interval(entry)
    lines = [
        f"{figure.printed}" + (f"  ({interval})" if interval else ""),
        f"  id         {entry.id}",
        f"  measures   {entry.title}",
        f"  place      {entry.area_name}" + (f" ({entry.area.code})" if entry.area else ""),
    ]
    if entry.period_words:
        lines.append(f"  period     {entry.period_words}")
    for term, number in (("count", figure.count), ("out of", figure.denominator)):
        if number is not None:
            words = print_value(number, "", 0 if float(number).is_integer() else 1)
            lines.append(f"  {term:<10} {words}")
    if figure.recovered:
        lines.append(f"  counts     {figure.recovered}; not printed by the publisher")
    if figure.note:
        lines.append(f"  note       {figure.note}")
    lines.append(f"  method     {describe_method(entry)}")
    pages = built.pages(entry.id)
    if pages:
        lines.append(f"  printed on {', '.join(pages)}")
    if entry.address:
        lines.append(f"  card       {entry.address}")
    if figure.inputs:
        lines.append(f"  made from  {len(figure.inputs)} figure(s)")
        for input_id in figure.inputs[:INPUTS_SHOWN]:
            lines.append(f"    {register.entry(input_id).figure.printed:>10}  {input_id}")
        if len(figure.inputs) > INPUTS_SHOWN:
            lines.append(f"    … and {len(figure.inputs) - INPUTS_SHOWN} more")
    datasets: dict[str, list[SourceRow]] = {}
    for row in entry.rows:
        datasets.setdefault(row.passport.dataset, []).append(row)
    for rows in datasets.values():
        lines += describe_rows(project, rows, entry)
    for origin in entry.origins:
        lines += [f"  document   {origin.title}", f"  file       {origin.path}"]
    return lines


def describe_rows(project: Project, rows: list[SourceRow], entry: Entry) -> list[str]:
    """The lines of one snapshot: the row as it stands there, its file, its publisher."""
    passport = rows[0].passport
    source = entry.sources[passport.source]
    path = snapshot_path(passport, project)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != passport.sha256:
        raise IntegrityError(
            f"the snapshot {passport.dataset} is not the one its passport describes",
            project.relative(path),
            "restore the file, or refresh it with: needsbook refresh",
        )
    text = [] if path.suffix == ".parquet" else content.decode("utf-8").splitlines()
    lines = [f"  dataset    {passport.dataset}"]
    if path.suffix == ".parquet":
        lines += [
            f"  row        {row.line} of {project.relative(path)}: {read_table_row(content, row.line)}"
            for row in rows[:INPUTS_SHOWN]
        ]
    elif len(rows) == 1:
        line = text[rows[0].line - 1]
        if not entry.derived:
            _compare_row(text[0], line, entry, project.relative(path), rows[0].line)
        lines.append(f"  row        {rows[0].line} of {project.relative(path)}")
        lines.append(f"             {line}")
    else:
        numbers = ", ".join(str(row.line) for row in rows[:INPUTS_SHOWN])
        more = ", …" if len(rows) > INPUTS_SHOWN else ""
        lines.append(f"  rows       {numbers}{more} of {project.relative(path)}")
    released = f" ({say_day(passport.release_date)})" if passport.release_date else ""
    lines += [
        f"  sha256     {passport.sha256} (agrees with the file)",
        f"  publisher  {source.name}",
        f"  published  {passport.publication}, {passport.table}",
        f"  release    {passport.release}{released}",
        f"  address    {passport.page}",
        f"  obtained   {say_day(passport.obtained.on)}: {passport.obtained.method}",
        f"  licence    {passport.licence}",
    ]
    return lines


def read_table_row(content: bytes, line: int) -> str:
    """A row of a parquet table as its cells separated by commas (the first row is 1)."""
    row = pd.read_parquet(io.BytesIO(content)).iloc[line - 1]
    return ",".join("" if pd.isna(cell) else str(cell) for cell in row)


def _compare_row(header: str, line: str, entry: Entry, where: str, number: int) -> None:
    """Refuse a row whose value is not the figure's; corrected cells are blank on purpose."""
    cells = dict(zip(header.split(","), next(csv.reader([line])), strict=True))
    value = entry.figure.value
    if value is not None and (not cells[NUMBERS[0]] or float(cells[NUMBERS[0]]) != value):
        raise IntegrityError(
            f"{entry.id} is {value} in the store and {cells[NUMBERS[0]] or 'missing'} in its row",
            f"{where}, row {number}",
            "delete build/ and run again",
        )


def list_own_kinds(project: Project, indicators: Container[str]) -> dict[str, set[str]]:
    """The kinds of derived figures of a whole book of the project's own, by indicator.

    None where the site is another one: a book of other areas, or of some pages. Its kinds are
    not those that every later build of the own book will print.
    """
    try:
        manifest = json.loads((project.site / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not manifest.get("book") or manifest.get("only"):
        return {}
    return list_built_kinds(read_built(project), indicators)


def list_built_kinds(built: Built, indicators: Container[str]) -> dict[str, set[str]]:
    """The kinds of derived figures of the built book, by indicator (of the catalogue's)."""
    kinds: dict[str, set[str]] = {}
    for name, record in built.records.items():
        indicator, _, stamp = name.split(".", 2)
        _, point, kind = stamp.partition(".")
        if point and record.get("inputs") and indicator in indicators:
            kinds.setdefault(indicator, set()).add(kind)
    return kinds
