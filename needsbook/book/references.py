"""What one file names in another: indicators, topics, publishers, snapshots, areas, layers.

The names there are come from the files' own names and lists, not from the readers: a file that
cannot be read hides no fault of another.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from needsbook.catalogue.lait import DATASET
from needsbook.errors import BadInput, NeedsbookError, unknown_name
from needsbook.paths import Project

# What the text under a key names, in files of any kind but those that use the key otherwise.
_KEYS = {
    "indicator": "indicator", "indicators": "indicator", "headline": "indicator",
    "headlines": "indicator", "dataset": "dataset",
}  # fmt: skip
_AREAS = {"areas": "area", "area": "area"}
# Deeper in a file the same key stands over a sentence.
_OUTERMOST = ("source", "topic")
_OF_AREAS = (
    "plan", "framework", "promises", "consultation", "corrections", "easy_read",
)  # fmt: skip
_OF_INDICATORS = (
    "definitions", "everyday_words", "issues", "changes", "refreshed", "topics", "edition",
)  # fmt: skip
_KEYS_OF: Mapping[str, Mapping[str, str]] = {
    "indicator": {
        "difference": "indicator",
        "datasets": "dataset",
        "topic": "topic",
        "shown": "topic",
        "source": "source",
    },
    "passport": {**_KEYS, "source": "source", "dataset": ""},
    "neighbours": {"source": "source"},
    "lait_table": {"source": "source"},
    "layout": {"publisher": "source"},
    **{name: {**_KEYS, **_AREAS} for name in _OF_AREAS},
    "crosswalk": {
        **_KEYS,
        **_AREAS,
        "outcomes": "outcome",
        "measures": "measure",
        "stated_in": "framework",
    },
    **dict.fromkeys(_OF_INDICATORS, _KEYS),
}


def list_known(project: Project) -> dict[str, set[str]]:
    """By what is named: the names there are."""
    passports = {path.stem for path in project.snapshots.glob("*/*.yml")}
    topics = _list_entries(project.data / "topics.yml", "topics", ("id",))
    areas = _list_entries(project.areas, "areas", ("code", "slug", "name"))
    areas |= _list_entries(project.areas, "books", ("slug",))
    wards = _list_wards(project.wards)
    frameworks = {
        path.stem: path for path in project.frameworks.glob("*.yml") if path.stem != "crosswalk"
    }
    return {
        "indicator": {path.stem for path in project.indicators.glob("*.yml")},
        "source": {path.stem for path in project.sources.glob("*.yml")},
        "topic": topics,
        "dataset": passports | {DATASET},
        "area": areas | wards,
        "ward": wards,
        "framework": set(frameworks),
        "outcome": _list_parts(frameworks, "outcomes"),
        "measure": _list_parts(frameworks, "measures"),
        "layer": {path.stem for path in (project.geo / "boundaries").glob("*.yml")},
    }


def _list_entries(path: Path, key: str, names: Iterable[str]) -> set[str]:
    try:
        content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        entries = [entry for entry in content[key] if isinstance(entry, dict)]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return set()  # the file itself is the fault
    return {str(entry[name]) for entry in entries for name in names if name in entry}


def _list_parts(frameworks: Mapping[str, Path], key: str) -> set[str]:
    """The outcomes or measures of all frameworks, as the crosswalk names them."""
    return {
        f"{name}:{part}"
        for name, path in frameworks.items()
        for part in _list_entries(path, key, ("id",))
    }


def _list_wards(path: Path) -> set[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    return {cells[0] for cells in csv.reader(lines[1:]) if cells}


def find_unknown_names(
    path: Path, where: str, schema: str, known: Mapping[str, set[str]]
) -> Iterator[NeedsbookError]:
    """Every name of a YAML file that nothing has, with its line."""
    keys = _KEYS_OF.get(schema)
    if keys is None:
        return
    try:
        tree = yaml.compose(path.read_bytes().decode("utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, OSError, ValueError, RecursionError):
        return  # told when the file itself was looked at
    for kind, node in _list_names(tree, keys):
        # A pattern names whatever fits; a file that was not read names nothing for certain.
        if not node.value or "*" in node.value or not known[kind]:
            continue
        if node.value in known[kind]:
            continue
        fault = unknown_name(kind, node.value, known[kind], f"{where}, line {node.start_mark.line + 1}")  # fmt: skip
        # An indicator may wait for a snapshot that was never brought in.
        if schema != "indicator" or kind != "dataset" or fault.do.startswith("did you mean"):
            yield fault


def _list_names(
    tree: yaml.Node | None, keys: Mapping[str, str], depth: int = 0
) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """The texts under the keys, each with what it names."""
    if depth > 40:
        return
    if isinstance(tree, yaml.SequenceNode):
        for part in tree.value:
            yield from _list_names(part, keys, depth + 1)
    elif isinstance(tree, yaml.MappingNode):
        for key, value in tree.value:
            kind = keys.get(str(key.value), "")
            if kind in _OUTERMOST and depth:
                kind = ""
            if kind:
                listed = value.value if isinstance(value, yaml.SequenceNode) else [value]
                texts = [node for node in listed if isinstance(node, yaml.ScalarNode)]
                yield from ((kind, node) for node in texts if node.tag.endswith(":str"))
            if not kind or not isinstance(value, yaml.ScalarNode):
                yield from _list_names(value, keys, depth + 1)


def find_area_faults(project: Project, known: Mapping[str, set[str]]) -> Iterator[BadInput]:
    """What areas.yml names must be there: regions, parents, layers."""
    try:
        text = project.areas.read_bytes().decode("utf-8")
        content = yaml.load(text, Loader=yaml.CSafeLoader)
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
        entries = [entry for entry in content["areas"] if isinstance(entry, dict)]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return
    lines = _lines_of_areas(tree)
    codes = {entry.get("code"): entry for entry in entries}
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
        named = [
            node.get("layer", ""),
            *(part.get("layer", "") for part in node.get("wards") or ()),
        ]
        for layer in named:
            if layer and layer not in known["layer"]:
                yield BadInput(f"{name}: there is no layer “{layer}”", where, "correct layer, or add geo/boundaries/<layer>.yml")  # fmt: skip


def _lines_of_areas(tree: yaml.Node | None) -> list[int]:
    for key, value in tree.value if tree is not None else ():
        if key.value == "areas":
            return [node.start_mark.line + 1 for node in value.value]
    return []


def find_layout_faults(project: Project, known: Mapping[str, set[str]]) -> Iterator[NeedsbookError]:
    """Every indicator a layout names must be one."""
    for path in sorted((project.data / "layouts").glob("*.yml")):
        try:
            tree = yaml.compose(path.read_bytes().decode("utf-8"), Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, OSError, ValueError):
            continue
        for key, value in tree.value if isinstance(tree, yaml.MappingNode) else ():
            if key.value != "indicators" or not isinstance(value, yaml.MappingNode):
                continue
            for name, _ in value.value:
                if name.value not in known["indicator"]:
                    where = f"{project.relative(path)}, line {name.start_mark.line + 1}"
                    yield unknown_name("indicator", name.value, known["indicator"], where)
