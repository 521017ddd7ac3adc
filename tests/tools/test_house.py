"""The house: no modules that know each other, no class name that means two things."""

from __future__ import annotations

import ast
import graphlib
from collections import defaultdict
from pathlib import Path

from tests.conftest import LONG_FIRST

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "needsbook").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PATHS}


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def list_imports(tree: ast.Module, known: set[str]) -> set[str]:
    """The modules of ours a module names, inside functions and for types too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & known or {node.module} & known
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
    return found


def test_no_modules_know_each_other() -> None:
    known = {name_module(path) for path in PATHS}
    graph = {name_module(path): list_imports(tree, known) for path, tree in TREES.items()}
    order = list(
        graphlib.TopologicalSorter(
            {name: held - {name} for name, held in graph.items()}
        ).static_order()
    )
    assert set(order) == known


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(name_module(path))
    assert not {name: places for name, places in homes.items() if len(places) > 1}


def test_files_are_put_in_place_in_one_module() -> None:
    movers = {
        name_module(path)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.replace"
    }
    assert movers == {"needsbook.files"}


def test_loops_name_what_they_hold() -> None:
    unnamed = [
        f"{name_module(path)}:{target.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.comprehension)
        for target in ast.walk(node.target)
        if isinstance(target, ast.Name) and target.id in ("item", "one", "other")
    ]
    assert not unnamed


def test_tests_that_go_first_are_files() -> None:
    """A file that was renamed would go last, and all would wait for it."""
    assert [name for name in LONG_FIRST if not (ROOT / "tests" / name).is_file()] == []
