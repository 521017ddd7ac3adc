"""Every file a build reads: one list, with the model, the schema and the columns of each.

``needsbook check`` walks it (``file_faults``), ``needsbook schema`` writes its schemas, and a
test breaks each kind in turn. A file in one of the project's rooms that no kind claims is a
fault: nothing would read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from needsbook.book.contents import ContentsFile
from needsbook.book.statement import StatementFacts
from needsbook.catalogue.areas import WARDS, AreasFile
from needsbook.catalogue.corrections import CorrectionsFile
from needsbook.catalogue.crosswalks import Crosswalk
from needsbook.catalogue.documents import Document
from needsbook.catalogue.engagement import (
    Consultation,
    EasyRead,
)
from needsbook.catalogue.everyday_words import EverydayWordsFile
from needsbook.catalogue.file_checks import TableForm
from needsbook.catalogue.frameworks import Framework
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.issues import IssuesFile
from needsbook.catalogue.lait import DICTIONARY, LaitNames
from needsbook.catalogue.neighbours import NEIGHBOURS, NeighbourList
from needsbook.catalogue.passports import Passport, TablePassport
from needsbook.catalogue.plans import DefinitionsFile, Plan
from needsbook.catalogue.promises import PromisesFile
from needsbook.catalogue.schemas import schema_line
from needsbook.catalogue.sources import Source
from needsbook.catalogue.topics import TopicsFile
from needsbook.editions.freeze import EditionRule
from needsbook.editions.frozen import FIGURES
from needsbook.geography.code_changes import WARD_CHANGES, ChangesPassport
from needsbook.geography.layers import LayerPassport
from needsbook.paths import Project
from needsbook.refresh.codes import CodeChanges, LaNumbers
from needsbook.refresh.reading.layouts import Layout
from needsbook.register.ids import IDS, RetiredFile
from needsbook.register.typed import AllowedFile
from needsbook.store.changes import ChangesFile, StatesFile
from needsbook.store.snapshot_checks import SNAPSHOT


@dataclass(frozen=True)
class Kind:
    """One kind of file: where it stands, its model, the schema's name, its columns.

    ``pattern`` is a path below the project with wildcards. Without ``model`` and ``table``
    the file is read as what its ending says (JSON, notebook, text).
    """

    pattern: str
    model: type[Document] | None = None
    schema: str = ""
    table: TableForm | None = None


KINDS: tuple[Kind, ...] = (
    Kind("_config.yml"),
    Kind("data/indicators/*.yml", Indicator, "indicator"),
    Kind("data/sources/*.yml", Source, "source"),
    Kind("data/topics.yml", TopicsFile, "topics"),
    Kind("data/corrections.yml", CorrectionsFile, "corrections"),
    Kind("data/issues.yml", IssuesFile, "issues"),
    Kind("data/everyday_words.yml", EverydayWordsFile, "everyday_words"),
    Kind("data/changes.yml", ChangesFile, "changes"),
    Kind("data/refreshed.yml", StatesFile, "refreshed"),
    Kind("data/retired_ids.yml", RetiredFile, "retired_ids"),
    Kind("data/typed_allowed.yml", AllowedFile, "typed_allowed"),
    Kind("data/ids.csv", table=IDS),
    Kind("data/layouts/*.yml", Layout, "layout"),
    Kind("data/snapshots/*/*.yml", Passport, "passport"),
    Kind("data/snapshots/*/*.csv", table=SNAPSHOT),
    Kind("data/lait/table.yml", TablePassport, "lait_table"),
    Kind("data/lait/names.yml", LaitNames, "lait_names"),
    Kind("data/lait/dictionary.csv", table=DICTIONARY),
    Kind("data/lait/table.parquet"),
    Kind("data/neighbours/*.yml", NeighbourList, "neighbours"),
    Kind("data/neighbours/*.csv", table=NEIGHBOURS),
    Kind("data/plans/definitions.yml", DefinitionsFile, "definitions"),
    Kind("data/plans/*/claims.yml", Plan, "plan"),
    Kind("data/plans/*/*.md"),
    Kind("data/plans/*/*.pdf"),
    Kind("data/promises/*.yml", PromisesFile, "promises"),
    Kind("data/frameworks/crosswalk.yml", Crosswalk, "crosswalk"),
    Kind("data/frameworks/*.yml", Framework, "framework"),
    Kind("data/engagement/easy_read.yml", EasyRead, "easy_read"),
    Kind("data/engagement/*.yml", Consultation, "consultation"),
    Kind("data/schema/*.json"),
    Kind("geo/areas.yml", AreasFile, "areas"),
    Kind("geo/wards.csv", table=WARDS),
    Kind("geo/code_changes.yml", CodeChanges, "code_changes"),
    Kind("geo/la_numbers.yml", LaNumbers, "la_numbers"),
    Kind("geo/ward_changes.yml", ChangesPassport, "ward_changes"),
    Kind("geo/ward_changes.csv", table=WARD_CHANGES),
    Kind("geo/boundaries/*.yml", LayerPassport, "layer"),
    Kind("geo/boundaries/*.geojson"),
    Kind("editions/*.yml", EditionRule, "edition"),
    Kind("editions/*/figures.csv", table=FIGURES),
    Kind("editions/*/catalogue.json"),
    Kind("editions/*/manifest.json"),
    Kind("notebooks/**/*.ipynb"),
    Kind("book/_toc.yml", ContentsFile, "contents"),
    Kind("book/accessibility.yml", StatementFacts, "accessibility"),
    Kind("book/**/*.md"),
    Kind("book/_static/*"),
)
ROOMS = ("data", "geo", "editions", "notebooks", "book")


def find_kind(relative: str) -> Kind | None:
    """The kind a file is of: the first whose pattern its path fits."""
    for kind in KINDS:
        pattern = kind.pattern.replace("**/", "*")
        if fnmatch(relative, pattern) and (
            "**" in kind.pattern or relative.count("/") == kind.pattern.count("/")
        ):
            return kind
    return None


def list_files(project: Project) -> Iterator[tuple[Path, Kind | None]]:
    """Every file of the project's rooms with its kind, in order of path."""
    yield project.root / "_config.yml", find_kind("_config.yml")
    for room in ROOMS:
        found = []
        for folder, folders, names in os.walk(project.root / room):
            folders[:] = sorted(
                text for text in folders if not text.startswith(".") and text != "__pycache__"
            )
            found += [Path(folder) / name for name in names if not name.startswith(".")]
        for path in sorted(found):
            yield path, find_kind(path.relative_to(project.root).as_posix())


def schemas() -> dict[str, type[Document]]:
    """The model of each schema by name."""
    return {kind.schema: kind.model for kind in KINDS if kind.model is not None}


def write_schema_lines(project: Project) -> list[Path]:
    """The YAML files that were given the line that names their schema, in order of path."""
    written = []
    for path, kind in list_files(project):
        if kind is None or not kind.schema or path.suffix != ".yml" or not path.is_file():
            continue
        text = path.read_bytes()
        if b"yaml-language-server" in text.split(b"\n", 1)[0]:
            continue
        folders = path.relative_to(project.root).parts[:-1]
        line = schema_line(kind.schema, len(folders), folders[0])
        path.write_bytes(line.encode("utf-8") + text)
        written.append(path)
    return written
