"""The committed register of ids: what was ever published keeps its address.

``data/ids.csv`` holds every id ever given, in few lines: ``indicator,areas,stamps``, where
each area (slug) of a line has each stamp (the rest of an id: period, ``~edition``, fourth
part) of that line, separated by spaces. A line with the area ``*`` names the kinds of
derived figures the book prints of an indicator (``*.difference-from-england``): those come
and go with the latest period, their kinds stay.

``data/retired_ids.yml`` says of every id that is no more what replaced it and why. In an
``id`` a part may be ``*``; the same part of ``replaced_by`` then takes its value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import FileColumn, TableForm, read_table
from needsbook.paths import Project
from needsbook.register.ledger import Ledger

IDS = TableForm(
    (
        FileColumn("indicator", r"[a-z][a-z0-9_]*", "an indicator's name"),
        FileColumn("areas"),
        FileColumn("stamps"),
    ),
    key=("indicator", "areas", "stamps"),
)
ANY = "*"


class Retired(Document):
    """An id (or a pattern of ids) that is no more; ``replaced_by`` empty: by nothing."""

    id: str
    replaced_by: str = ""
    why: str = Field(min_length=10)

    @field_validator("id", "replaced_by")
    @classmethod
    def _three_parts(cls, text: str) -> str:
        if text and text.count(".") < 2:
            raise ValueError("must be indicator.area.period, where a part may be *")
        return text

    def fits(self, name: str) -> bool:
        """Whether the pattern covers the id ``name``."""
        return all(
            mine in (ANY, theirs)
            for mine, theirs in zip(self.id.split(".", 2), name.split(".", 2), strict=True)
        )

    def successor(self, name: str) -> str:
        """The id that replaced ``name``; empty when nothing did."""
        if not self.replaced_by:
            return ""
        parts = zip(self.replaced_by.split(".", 2), name.split(".", 2), strict=True)
        return ".".join(theirs if mine == ANY else mine for mine, theirs in parts)


class RetiredFile(Document):
    """The whole of ``data/retired_ids.yml``."""

    retired: tuple[Retired, ...] = ()


@dataclass(frozen=True)
class Gone:
    """A retired id with what replaced it (empty: nothing) and why."""

    id: str
    successor: str
    why: str


class IdRegister:
    """Every id ever given: ``stamps`` by indicator and area, ``kinds`` by indicator."""

    def __init__(self) -> None:
        self.stamps: dict[tuple[str, str], set[str]] = {}
        self.kinds: dict[str, set[str]] = {}

    def __iter__(self) -> Iterator[str]:
        for (indicator, area), stamps in self.stamps.items():
            for stamp in stamps:
                yield f"{indicator}.{area}.{stamp}"

    def __len__(self) -> int:
        return sum(len(stamps) for stamps in self.stamps.values())

    def __contains__(self, name: object) -> bool:
        indicator, area, stamp = str(name).split(".", 2)
        return stamp in self.stamps.get((indicator, area), ())

    def add(self, indicator: str, area: str, stamp: str) -> None:
        """Register one id."""
        self.stamps.setdefault((indicator, area), set()).add(stamp)


def ids_path(project: Project) -> Path:
    """The committed register."""
    return project.data / "ids.csv"


def retired_path(project: Project) -> Path:
    """The list of ids that are no more."""
    return project.data / "retired_ids.yml"


def read_ids(project: Project) -> IdRegister:
    """The committed register; empty where there is none yet."""
    register = IdRegister()
    path = ids_path(project)
    if not path.exists():
        return register
    for row in read_table(path, IDS, project.relative(path)):
        indicator, areas, stamps = row.values()
        if areas == ANY:
            kinds = register.kinds.setdefault(indicator, set())
            kinds |= {stamp.removeprefix("*.") for stamp in stamps.split(" ")}
            continue
        held = set(stamps.split(" "))
        for area in areas.split(" "):
            register.stamps.setdefault((indicator, area), set()).update(held)
    return register


def write_ids(register: IdRegister) -> str:
    """The register as the text of ``ids.csv``: areas with the same stamps share a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(IDS.names)
    groups: dict[tuple[str, str], list[str]] = {}
    for (indicator, area), stamps in register.stamps.items():
        groups.setdefault((indicator, " ".join(sorted(stamps))), []).append(area)
    lines = [
        (indicator, " ".join(sorted(areas)), stamps)
        for (indicator, stamps), areas in groups.items()
    ]
    lines += [
        (indicator, ANY, " ".join(f"*.{kind}" for kind in sorted(kinds)))
        for indicator, kinds in register.kinds.items()
        if kinds
    ]
    writer.writerows(sorted(lines))
    return buffer.getvalue()


def read_retired(project: Project) -> tuple[Retired, ...]:
    """The retired ids and patterns, as listed."""
    path = retired_path(project)
    return read_document(path, RetiredFile).retired if path.exists() else ()


def list_gone(ids: IdRegister, ledger: Ledger, retired: Iterable[Retired]) -> list[Gone]:
    """Every registered id the store no longer holds, with its entry; sorted."""
    retired = tuple(retired)
    found = []
    for name in _list_lost(ids, ledger):
        entry = next((rule for rule in retired if rule.fits(name)), None)
        if entry is not None:
            found.append(Gone(name, entry.successor(name), entry.why))
    return sorted(found, key=lambda gone: gone.id)


def _list_lost(ids: IdRegister, ledger: Ledger) -> list[str]:
    """Every registered id the store does not hold, sorted."""
    held = {(indicator, area): set(stamps) for indicator, area, stamps in ledger.stamps()}
    return sorted(
        f"{indicator}.{area}.{stamp}"
        for (indicator, area), stamps in ids.stamps.items()
        for stamp in stamps - held.get((indicator, area), set())
    )


def collect_ids(ledger: Ledger, kinds: Mapping[str, set[str]], known: IdRegister) -> IdRegister:
    """The register with everything the store and the book hold now added to ``known``."""
    new = IdRegister()
    for (indicator, area), stamps in known.stamps.items():
        new.stamps[(indicator, area)] = set(stamps)
    for indicator, area, found in ledger.stamps():
        new.stamps.setdefault((indicator, area), set()).update(found)
    for indicator in {*known.kinds, *kinds}:
        new.kinds[indicator] = known.kinds.get(indicator, set()) | kinds.get(indicator, set())
    return new


def check_ids(
    project: Project, ledger: Ledger, kinds: Mapping[str, set[str]] | None = None
) -> list[str]:
    """Every disagreement between the register and what is held, as printed text.

    ``kinds`` are the kinds of derived figures of the default book, where it was built.
    """
    ids, retired = read_ids(project), read_retired(project)
    where = project.relative(ids_path(project))
    problems = []
    lost = [
        name for name in _list_lost(ids, ledger) if not any(rule.fits(name) for rule in retired)
    ]
    if lost:
        problems.append(
            f"{_few(lost)} in the register of ids, but no longer published\n  where: {where}\n"
            "  what to do: say in data/retired_ids.yml what replaced each and why"
        )
    new = sorted(
        f"{indicator}.{area}.{stamp}"
        for indicator, area, stamps in ledger.stamps()
        for stamp in set(stamps) - ids.stamps.get((indicator, area), set())
    )
    if new:
        problems.append(
            f"{_few(new)} published, but not in the register of ids\n  where: {where}\n"
            "  what to do: run needsbook ids --update and commit the file"
        )
    for rule in retired:
        problems += _check_retired(rule, ids, ledger, project)
    if kinds is not None:
        gone = sorted(
            f"{indicator}.*.*.{kind}"
            for indicator, known in ids.kinds.items()
            for kind in known - kinds.get(indicator, set())
        )
        gone = [name for name in gone if not any(rule.id == name for rule in retired)]
        if gone:
            problems.append(
                f"{_few(gone)} in the register of ids, but no page prints such figures\n"
                f"  where: {where}\n  what to do: say in data/retired_ids.yml what replaced "
                "each and why"
            )
    return problems


def _check_retired(
    retired: Retired, ids: IdRegister, ledger: Ledger, project: Project
) -> list[str]:
    where = f"{project.relative(retired_path(project))}: {retired.id}"
    if retired.id.count(".") > 2 and retired.id.split(".")[1:3] == [ANY, ANY]:
        return []  # a kind of derived figure: nothing of it is held by the store
    fitting = [name for name in ids if retired.fits(name)]
    if not fitting:
        return [
            f"a retired id was never in the register\n  where: {where}\n  what to do: correct it"
        ]
    problems = []
    if alive := sorted(name for name in fitting if name in ledger):
        problems.append(f"{_few(alive)} retired, yet still published\n  where: {where}")
    targets = {retired.successor(name) for name in fitting} - {""}
    if wrong := sorted(name for name in targets if name not in ledger):
        problems.append(f"{_few(wrong)} named as successor, but not published\n  where: {where}")
    return problems


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{shown}{more} {'is' if len(names) == 1 else 'are'}"
