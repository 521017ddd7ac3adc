"""Every file a build reads: one list, with the model, the schema and the checks of each.

``needsbook check`` walks it, ``needsbook schema`` writes its schemas, and a test breaks each
kind in turn. A file in one of the project's rooms that no kind claims is a fault: nothing
would read it.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import yaml

from needsbook import catalogue
from needsbook.catalogue.areas import AreasFile
from needsbook.catalogue.corrections import CorrectionsFile, load_corrections
from needsbook.catalogue.crosswalks import Crosswalk, load_crosswalk
from needsbook.catalogue.documents import Document, find_faults, read_document, read_yaml
from needsbook.catalogue.engagement import (
    Consultation,
    EasyRead,
    load_consultations,
    load_easy_read,
)
from needsbook.catalogue.everyday_words import EverydayWordsFile, load_everyday_words
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.catalogue.frameworks import Framework
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.issues import IssuesFile, load_issues
from needsbook.catalogue.lait import LaitNames, complete_indicator, lait_folder, read_names
from needsbook.catalogue.neighbours import NeighbourList, load_neighbours
from needsbook.catalogue.passports import Passport, TablePassport
from needsbook.catalogue.plans import DefinitionsFile, Plan, load_definitions, load_plans
from needsbook.catalogue.promises import PromisesFile, load_promises
from needsbook.catalogue.schemas import schema_line
from needsbook.catalogue.sources import Source
from needsbook.catalogue.topics import TopicsFile, load_topics
from needsbook.editions.freeze import EditionRule
from needsbook.errors import BadInput, NeedsbookError, unknown_name
from needsbook.geography.code_changes import ChangesPassport
from needsbook.geography.layers import LayerPassport
from needsbook.paths import Project
from needsbook.refresh.codes import CodeChanges, load_code_map
from needsbook.refresh.reading.layouts import Layout, load_layouts
from needsbook.register.ids import RetiredFile, read_ids, read_retired
from needsbook.register.typed import AllowedFile, read_allowed
from needsbook.store.changes import ChangesFile, StatesFile, load_changes, load_states


@dataclass(frozen=True)
class Kind:
    """One kind of file: where it stands, its model, and the schema's name.

    ``pattern`` is a path below the project with wildcards. Without ``model`` the file is
    read as what its ending says (CSV, JSON, notebook, text).
    """

    pattern: str
    model: type[Document] | None = None
    schema: str = ""


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
    Kind("data/ids.csv"),
    Kind("data/layouts/*.yml", Layout, "layout"),
    Kind("data/snapshots/*/*.yml", Passport, "passport"),
    Kind("data/snapshots/*/*.csv"),
    Kind("data/lait/table.yml", TablePassport, "lait_table"),
    Kind("data/lait/names.yml", LaitNames, "lait_names"),
    Kind("data/lait/dictionary.csv"),
    Kind("data/lait/table.parquet"),
    Kind("data/neighbours/*.yml", NeighbourList, "neighbours"),
    Kind("data/neighbours/*.csv"),
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
    Kind("geo/wards.csv"),
    Kind("geo/code_changes.yml", CodeChanges, "code_changes"),
    Kind("geo/ward_changes.yml", ChangesPassport, "ward_changes"),
    Kind("geo/ward_changes.csv"),
    Kind("geo/boundaries/*.yml", LayerPassport, "layer"),
    Kind("geo/boundaries/*.geojson"),
    Kind("editions/*.yml", EditionRule, "edition"),
    Kind("editions/*/*.csv"),
    Kind("editions/*/*.json"),
    Kind("notebooks/**/*.ipynb"),
    Kind("book/_toc.yml"),
    Kind("book/accessibility.yml"),
    Kind("book/**/*.md"),
    Kind("book/_static/*"),
)
ROOMS = ("data", "geo", "editions", "notebooks", "book")


def _load_names(project: Project) -> object:
    """The names of the tool's table, each code one of an area of the book."""
    path = lait_folder(project) / "names.yml"
    if not path.exists():
        return {}
    names, _ = read_names(project)
    areas = catalogue.load_areas(project)
    for name, code in names.items():
        if code not in areas:
            raise unknown_name("area", code, [area.code for area in areas], f"{project.relative(path)}, {name}")  # fmt: skip
    return names


LOADERS: tuple[Callable[[Project], object], ...] = (
    catalogue.load_sources, load_topics, catalogue.load_indicators, catalogue.load_areas,
    catalogue.load_passports, load_corrections, load_issues, load_everyday_words, load_neighbours,
    load_definitions, load_plans, load_frameworks, load_crosswalk, load_promises,
    load_consultations, load_easy_read, load_code_map, load_layouts, load_changes, load_states,
    read_retired, read_allowed, read_ids, _load_names,
)  # fmt: skip


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


def check_files(project: Project, report: Callable[[str], None]) -> list[str]:
    """Every fault of every file, as printed text: keys with their lines, then what must agree."""
    faults: list[NeedsbookError] = []
    files = list(list_files(project))
    for path, kind in files:
        faults += _check_file(project, path, kind)
    report(f"{len(files)} files of {len(KINDS)} kinds read")
    if not faults:
        for load in LOADERS:
            try:
                load(project)
            except NeedsbookError as error:
                faults.append(error)
        faults += _check_areas(project)
        faults += _check_references(project, files)
        faults += _check_layouts(project)
        report("names agree between files" if not faults else "names between files looked at")
    return list(dict.fromkeys(str(fault) for fault in faults))


def _check_file(project: Project, path: Path, kind: Kind | None) -> list[BadInput]:
    where = path.relative_to(project.root).as_posix()
    if kind is None:
        return [BadInput(f"no build reads {path.name}", where, "move it away, or correct its name")]
    if kind.model is not None:
        fill = None
        if kind.model is Indicator:
            fill = lambda raw: complete_indicator(raw, project, where)  # noqa: E731
        return find_faults(path, kind.model, fill)
    try:
        if path.suffix == ".yml":
            content = read_yaml(path)
            if not isinstance(content, dict) or not content:
                raise BadInput(f"{path.name} holds no keys", where, "restore the file")
            if where == "_config.yml":
                return list(_check_config(content))
            return []
        body = path.read_bytes()
        if not body.strip():
            raise BadInput(f"{path.name} is empty", where, "restore the file")
        if path.suffix in (".json", ".ipynb", ".geojson"):
            content = json.loads(body.decode("utf-8"))
            if path.suffix == ".ipynb" and not isinstance(content.get("cells"), list):
                raise BadInput(f"{path.name} has no cells", where, "restore the notebook")
            if path.suffix == ".geojson" and not isinstance(content.get("features"), list):
                raise BadInput(f"{path.name} has no features", where, "restore the layer")
        elif path.suffix == ".csv":
            for line, cells in enumerate(csv.reader(body.decode("utf-8").splitlines()), start=1):
                if not cells:
                    raise BadInput("a row is blank", f"{where}, row {line}", "remove it")
        elif path.suffix in (".md", ".css", ".js"):
            body.decode("utf-8")
    except BadInput as error:
        return [error]
    except OSError as error:
        return [BadInput(f"{path.name} cannot be read ({error.strerror})", where, "restore it")]
    except json.JSONDecodeError as error:
        return [BadInput(f"{path.name} is not JSON: {error.msg}", f"{where}, line {error.lineno}", "mend that line")]  # fmt: skip
    except (UnicodeDecodeError, AttributeError, ValueError, RecursionError, csv.Error) as error:
        return [BadInput(f"{path.name} cannot be read ({type(error).__name__})", where, "restore the file")]  # fmt: skip
    return []


CONFIG_KEYS = ("title", "html", "sphinx")


def _check_config(content: dict[str, object]) -> Iterator[BadInput]:
    if not isinstance(content.get("title"), str) or not str(content.get("title")).strip():
        yield BadInput(
            "_config.yml has no title", "_config.yml", "write title: and the book's title"
        )
    for key in CONFIG_KEYS[1:]:
        if key in content and not isinstance(content[key], dict):
            yield BadInput(f"“{key}” in _config.yml holds no keys", "_config.yml", "restore it")


def _check_areas(project: Project) -> Iterator[BadInput]:
    """What areas.yml names must be there: regions, parents, layers."""
    content = read_yaml(project.areas)
    text = project.areas.read_text(encoding="utf-8")
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    lines = _lines_of_areas(tree)
    entries = content.get("areas", [])
    codes = {entry.get("code"): entry for entry in entries}
    layers = {path.stem for path in (project.geo / "boundaries").glob("*.yml")}
    for at, node in enumerate(entries):
        where = f"geo/areas.yml, line {lines[at]}" if at < len(lines) else "geo/areas.yml"
        name = node.get("name", node.get("code"))
        for key in ("region", "parent"):
            code = node.get(key)
            if code and code == node.get("code"):
                yield BadInput(f"{name} is its own {key}", where, f"correct {key}")
            elif code and code not in codes:
                yield BadInput(f"{name}: the {key} {code} is not in the file", where, f"correct {key}, or add it")  # fmt: skip
            elif key == "region" and code and codes[code].get("level") not in ("region", "sub_region"):  # fmt: skip
                yield BadInput(f"{name}: {code} is no region", where, "correct region")
        named = [node.get("layer", ""), *(part.get("layer", "") for part in node.get("wards", ()))]
        for layer in named:
            if layer and layer not in layers:
                yield BadInput(f"{name}: there is no layer “{layer}”", where, "correct layer, or add geo/boundaries/<layer>.yml")  # fmt: skip


def _check_layouts(project: Project) -> Iterator[NeedsbookError]:
    """Every indicator and publisher a layout names must be one."""
    indicators, sources = catalogue.load_indicators(project), catalogue.load_sources(project)
    for path in sorted((project.data / "layouts").glob("*.yml")):
        layout = read_document(path, Layout)
        lines = path.read_text(encoding="utf-8").splitlines()
        for name in layout.indicators:
            if name not in indicators:
                at = next((n for n, line in enumerate(lines, 1) if f"{name}:" in line), 1)
                yield unknown_name(
                    "indicator", name, indicators, f"{project.relative(path)}, line {at}"
                )
        if layout.publisher and layout.publisher not in sources:
            at = next((n for n, line in enumerate(lines, 1) if line.startswith("publisher:")), 1)
            yield unknown_name(
                "source", layout.publisher, sources, f"{project.relative(path)}, line {at}"
            )


REFERRING = (
    "plan", "framework", "promises", "crosswalk", "consultation", "easy_read", "corrections",
    "definitions", "everyday_words", "issues", "changes", "refreshed", "passport",
)  # fmt: skip


def _check_references(
    project: Project, files: list[tuple[Path, Kind | None]]
) -> Iterator[NeedsbookError]:
    """Every indicator a file names must be one."""
    known = catalogue.load_indicators(project)
    for path, kind in files:
        if kind is None or kind.schema not in REFERRING:
            continue
        where = path.relative_to(project.root).as_posix()
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for node in _list_indicators(tree):
            if node.value and node.value not in known:
                yield unknown_name(
                    "indicator", node.value, known, f"{where}, line {node.start_mark.line + 1}"
                )


def _list_indicators(tree: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """The scalars under every key “indicator” or “indicators”."""
    if isinstance(tree, yaml.SequenceNode):
        for pair in tree.value:
            yield from _list_indicators(pair)
    elif isinstance(tree, yaml.MappingNode):
        for key, value in tree.value:
            if key.value in ("indicator", "indicators"):
                listed = value.value if isinstance(value, yaml.SequenceNode) else [value]
                yield from (node for node in listed if isinstance(node, yaml.ScalarNode))
            else:
                yield from _list_indicators(value)


def _lines_of_areas(tree: yaml.Node | None) -> list[int]:
    for key, value in tree.value if tree is not None else ():
        if key.value == "areas":
            return [node.start_mark.line + 1 for node in value.value]
    return []


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
