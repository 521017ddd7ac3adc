"""``needsbook check``, first part: every file by itself, then what the files name in each other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import yaml

from needsbook import catalogue
from needsbook.book.assemble import AREA_LIST
from needsbook.book.contents import find_contents_faults
from needsbook.book.references import (
    find_area_faults,
    find_layout_faults,
    find_unknown_names,
    list_known,
)
from needsbook.book.registry import KINDS, Kind, list_files, schemas
from needsbook.book.template_faults import find_template_faults
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.crosswalks import load_crosswalk
from needsbook.catalogue.documents import find_faults, read_yaml
from needsbook.catalogue.engagement import load_consultations, load_easy_read
from needsbook.catalogue.everyday_words import load_everyday_words
from needsbook.catalogue.file_checks import find_table_faults
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.issues import load_issues
from needsbook.catalogue.lait import complete_indicator, lait_folder, read_names
from needsbook.catalogue.neighbours import load_neighbours
from needsbook.catalogue.plans import load_definitions, load_plans
from needsbook.catalogue.promises import load_promises
from needsbook.catalogue.schemas import print_schema
from needsbook.catalogue.topics import load_topics
from needsbook.errors import BadInput, NeedsbookError, changed_file, unknown_name
from needsbook.files import hash_file
from needsbook.paths import Project
from needsbook.refresh.codes import load_code_map, load_la_numbers
from needsbook.refresh.reading.layouts import load_layouts
from needsbook.register.edition import read_edition
from needsbook.register.ids import read_ids, read_retired
from needsbook.register.typed import read_allowed
from needsbook.store.changes import load_changes, load_states


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
    load_consultations, load_easy_read, load_code_map, load_la_numbers, load_layouts, load_changes, load_states,
    read_retired, read_allowed, read_ids, read_edition, _load_names,
)  # fmt: skip


def check_files(project: Project, report: Callable[[str], None]) -> list[str]:
    """Every fault of every file, as printed text: files by themselves, then what must agree."""
    files = list(list_files(project))
    known = list_known(project)
    faults: list[NeedsbookError] = []
    for path, kind in files:
        where = path.relative_to(project.root).as_posix()
        own = _check_file(project, path, kind, known)
        # Bytes that changed are worth a word where nothing closer is wrong.
        faults += own or _check_bytes(path, where)
        if kind is not None and kind.schema:
            faults += find_unknown_names(path, where, kind.schema, known)
    report(f"{len(files)} files of {len(KINDS)} kinds read")
    faults += find_area_faults(project, known)
    faults += find_layout_faults(project, known)
    faults += find_template_faults(project, known)
    told = {_name_place(fault) for fault in faults}
    if "book/_toc.yml" not in told:
        faults += find_contents_faults(project)
    for load in LOADERS:
        try:
            load(project)
        except NeedsbookError as error:
            # A file whose faults are told keeps its readers from reading: nothing new.
            if _name_place(error) not in told:
                faults.append(_find_line(project, error))
    report("names agree between files" if not faults else "names between files looked at")
    return list(dict.fromkeys(str(fault) for fault in faults))


# Files without which no figure can be read and compared.
_BASE = (
    "data/indicators/", "data/snapshots/", "data/sources/", "data/lait/", "data/topics.yml",
    "data/corrections.yml", "geo/",
)  # fmt: skip


def figures_readable(problems: Iterable[str]) -> bool:
    """Whether the files of ``problems`` leave the figures themselves to be read and compared."""
    return not any(f"  where: {base}" in problem for problem in problems for base in _BASE)


def _name_place(fault: NeedsbookError) -> str:
    """The file a fault stands in."""
    return fault.where.split(",")[0].split(":")[0]


def _find_line(project: Project, fault: NeedsbookError) -> NeedsbookError:
    """The fault of a reader with the line its first name in quotes stands on, if it has none."""
    path, quoted = project.root / _name_place(fault), re.search(r"“([^”]+)”", fault.what)
    if re.search(r", (line|row) ", fault.where) or not quoted or not path.is_file():
        return fault
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    at = next((n for n, line in enumerate(lines, 1) if quoted[1] in line), 0)
    place = _name_place(fault)
    where = f"{place}, line {at}{fault.where[len(place) :]}" if at else fault.where
    return type(fault)(fault.what, where, fault.do)


def _check_file(
    project: Project, path: Path, kind: Kind | None, known: Mapping[str, set[str]]
) -> list[NeedsbookError]:
    where = path.relative_to(project.root).as_posix()
    if kind is None:
        return [BadInput(f"no build reads {path.name}", where, "move it away, or correct its name")]
    try:
        if kind.model is not None:
            fill = None
            if kind.model is Indicator:
                fill = lambda raw: complete_indicator(raw, project, where)  # noqa: E731
            return list(find_faults(path, kind.model, fill))
        if path.suffix == ".yml":
            return list(_check_config(path, where))
        body = path.read_bytes()
        if kind.table is not None:
            held = {name: names for name, names in known.items() if names}
            return list(find_table_faults(body, kind.table, where, held))
        if not body.strip():
            raise BadInput(f"{path.name} is empty", where, "restore the file")
        if path.suffix in (".json", ".ipynb", ".geojson"):
            return list(_check_json(path, json.loads(body.decode("utf-8")), where))
        if path.suffix in (".md", ".css", ".js"):
            text = body.decode("utf-8")
            if where == "book/index.md" and AREA_LIST not in text:
                raise BadInput(
                    f"{path.name} does not say where the areas stand", where,
                    f"put the line {AREA_LIST} where the list of areas belongs",
                )  # fmt: skip
    except NeedsbookError as error:
        return [error]
    except OSError as error:
        return [BadInput(f"{path.name} cannot be read ({error.strerror})", where, "restore it")]
    except json.JSONDecodeError as error:
        return [BadInput(f"{path.name} is not JSON: {error.msg}", f"{where}, line {error.lineno}", "mend that line")]  # fmt: skip
    except UnicodeDecodeError as error:
        return [BadInput(f"{path.name} is not UTF-8 (byte {error.start})", where, "save it as UTF-8")]  # fmt: skip
    except (ValueError, RecursionError):
        return [BadInput(f"{path.name} cannot be read", where, "restore the file")]
    return []


def _check_json(path: Path, content: object, where: str) -> Iterator[BadInput]:
    needed = {".ipynb": "cells", ".geojson": "features"}.get(path.suffix, "")
    if not isinstance(content, dict) or (needed and not isinstance(content.get(needed), list)):
        yield BadInput(f"{path.name} has no {needed or 'keys'}", where, "restore the file")
    elif path.name.endswith(".schema.json"):
        model = schemas().get(path.name.removesuffix(".schema.json"))
        if model is None:
            yield BadInput(f"{path.name} is the schema of no kind of file", where, "remove it")
        elif path.read_text(encoding="utf-8") != print_schema(model):
            yield BadInput(
                f"{path.name} is not what the code reads", where, "run: needsbook schema"
            )


def _check_bytes(path: Path, where: str) -> Iterator[NeedsbookError]:
    """A file beside its passport must have the bytes the passport names."""
    passport = path.with_suffix(".yml")
    if path.suffix not in (".csv", ".parquet", ".geojson") or not passport.is_file():
        return
    try:
        content = read_yaml(passport)
    except BadInput:
        return  # the passport's own fault
    expected = content.get("sha256") if isinstance(content, dict) else None
    if isinstance(expected, str) and hash_file(path) != expected:
        yield changed_file(
            path.name, path.read_bytes(), expected, where,
            "restore the file, or take the new one in with the command that brings such files",
        )  # fmt: skip


# What the engine's configuration may hold at its outermost level.
CONFIG_KEYS = (
    "title", "author", "copyright", "logo", "description", "only_build_toc_files",
    "exclude_patterns", "execute", "parse", "html", "latex", "launch_buttons", "repository",
    "bibtex_bibfiles", "sphinx",
)  # fmt: skip


def _check_config(path: Path, where: str) -> Iterator[BadInput]:
    content = read_yaml(path)
    if not isinstance(content, dict) or not content:
        raise BadInput(f"{path.name} holds no keys", where, "restore the file")
    tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for key, _ in tree.value if isinstance(tree, yaml.MappingNode) else ():
        if key.value not in CONFIG_KEYS:
            near = get_close_matches(str(key.value), CONFIG_KEYS, 1, 0.5)
            do = f"did you mean “{near[0]}”?" if near else f"the keys are {', '.join(CONFIG_KEYS)}"
            yield BadInput(f"unknown key “{key.value}”", f"{where}, line {key.start_mark.line + 1}", do)  # fmt: skip
    if not isinstance(content.get("title"), str) or not content["title"].strip():
        yield BadInput("_config.yml has no title", where, "write title: and the book's title")
    for key in ("html", "sphinx", "execute"):
        if key in content and not isinstance(content[key], dict):
            yield BadInput(f"“{key}” in _config.yml holds no keys", where, "restore it")
