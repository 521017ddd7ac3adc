"""Statistical neighbours: which authorities are alike, by which list of which year."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import AREA_CODE, FileColumn, TableForm, parse_table
from needsbook.catalogue.passports import Obtained
from needsbook.catalogue.sources import ID_PATTERN, load_sources
from needsbook.errors import BadInput, changed_file, unknown_name
from needsbook.paths import Project

CLOSENESS = ("extremely_close", "very_close", "close", "somewhat_close", "not_close")
NEIGHBOURS = TableForm(
    (
        FileColumn("area_code", AREA_CODE, "a code such as E09000033", "area"),
        FileColumn("rank", r"[1-9]\d*", "a whole number from 1"),
        FileColumn("neighbour_code", AREA_CODE, "a code such as E09000033", "area"),
        FileColumn("closeness", "|".join(CLOSENESS), f"one of {', '.join(CLOSENESS)}"),
    ),
    key=("area_code", "neighbour_code"),
)


class NeighbourList(Document):
    """The passport of one list (``data/neighbours/<list>.yml``)."""

    list: str = Field(pattern=ID_PATTERN)
    title: str
    year: int
    source: str
    publication: str
    release: str
    page: str = Field(pattern=r"^https://")
    obtained: Obtained
    licence: str
    attribution: str
    rule: str
    caveats: tuple[str, ...] = ()
    rows: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Neighbour:
    """One neighbour: its code, its place in the list (1 is nearest) and how close it is."""

    code: str
    rank: int
    closeness: str


class Neighbours(Mapping[str, tuple[Neighbour, ...]]):
    """The neighbours of each authority by its code, nearest first, with the list's passport."""

    def __init__(self, passport: NeighbourList, found: Mapping[str, tuple[Neighbour, ...]]) -> None:
        self.passport = passport
        self._found = dict(found)

    def __getitem__(self, code: str) -> tuple[Neighbour, ...]:
        return self._found[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def codes_of(self, code: str) -> tuple[str, ...]:
        """The codes of an area's neighbours, nearest first; empty for an area not listed."""
        return tuple(neighbour.code for neighbour in self._found.get(code, ()))


@cache
def load_neighbours(project: Project, name: str = "") -> Neighbours:
    """The list called ``name``, or the newest one.

    Raises ``BadInput`` for a wrong file and ``IntegrityError`` where the bytes do not
    agree with the passport.
    """
    folder = project.data / "neighbours"
    passports = {path.stem: _read_passport(path, project) for path in sorted(folder.glob("*.yml"))}
    if not passports:
        raise BadInput(
            "no list of statistical neighbours is there",
            project.relative(folder),
            "restore data/neighbours",
        )
    if name and name not in passports:
        raise unknown_name("neighbour list", name, passports, project.relative(folder))
    chosen = (
        passports[name]
        if name
        else max(passports.values(), key=lambda neighbour_list: neighbour_list.year)
    )
    return Neighbours(chosen, _read_list(folder / f"{chosen.list}.csv", chosen, project))


def _read_passport(path: Path, project: Project) -> NeighbourList:
    passport = read_document(path, NeighbourList)
    where = project.relative(path)
    if passport.list != path.stem:
        raise BadInput(
            f"list “{passport.list}” is not the file's name", where, f"write list: {path.stem}"
        )
    sources = load_sources(project)
    if passport.source not in sources:
        raise unknown_name("source", passport.source, sources, where)
    return passport


def _read_list(
    path: Path, passport: NeighbourList, project: Project
) -> dict[str, tuple[Neighbour, ...]]:
    where = project.relative(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"{path.name} is missing", where, "restore the file") from None
    if hashlib.sha256(content).hexdigest() != passport.sha256:
        raise changed_file(
            path.name,
            content,
            passport.sha256,
            where,
            "restore the file, or renew rows and sha256 in the passport",
        )
    areas = load_areas(project)
    found: dict[str, list[Neighbour]] = {}
    for number, row in enumerate(parse_table(content, NEIGHBOURS, where), start=2):
        area, code = row["area_code"], row["neighbour_code"]
        line = f"{where}, row {number}"
        for name in (area, code):
            if name not in areas:
                raise BadInput(f"{name} is not an area we know", line, "add it to geo/areas.yml")
        listed = found.setdefault(area, [])
        if row["rank"] != str(len(listed) + 1) or code == area:
            raise BadInput(
                f"the neighbours of {area} are not in order",
                line,
                "write ranks 1, 2, …; no area is its own neighbour",
            )
        listed.append(Neighbour(code, len(listed) + 1, row["closeness"]))
    return {area: tuple(listed) for area, listed in found.items()}
