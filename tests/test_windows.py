"""Windows' rules, as far as they can be kept to on any system: names, line ends, no fork."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from needsbook.book.publish import list_differences
from needsbook.paths import Project
from tests.conftest import ROOT, make_small, run_command

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
# Of 260 letters of a whole path, what a folder of a user's own may need.
LONGEST = 180
# Processes are started anew, as where the system cannot split them off.
WITHOUT_FORK = """
import multiprocessing, os, sys
if "needsbook" in " ".join(sys.orig_argv) or "spawn" in " ".join(sys.orig_argv):
    import needsbook.book.kernels, needsbook.book.workers
    needsbook.book.kernels.CAN_FORK = False
    needsbook.book.workers.choose_context = lambda: multiprocessing.get_context("spawn")
    del os.fork
"""


def find_bad_names(names: Iterable[str]) -> list[str]:
    """Paths that Windows cannot have, and pairs that it takes for the same."""
    names = list(names)
    bad = [
        name
        for name in names
        if len(name) > LONGEST
        or any(RESERVED.fullmatch(part) or FORBIDDEN.search(part) for part in name.split("/"))
    ]
    folded = Counter(name.casefold() for name in names)
    return bad + [name for name in names if folded[name.casefold()] > 1]


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("figures/a/b.html", False), ("a/aux.html", True), ("a/NUL", True), ("what?.csv", True),
        ("a/b.", True), ("a:b", True), ("console.html", False), ("a~b.html", False),
        ("x" * 200, True),
    ],
)  # fmt: skip
def test_names_are_told_apart(name: str, bad: bool) -> None:
    assert bool(find_bad_names([name])) == bad


def test_names_that_differ_in_case_alone_are_the_same() -> None:
    assert find_bad_names(["a/B.html", "a/b.html"]) == ["a/B.html", "a/b.html"]


def test_every_file_of_the_project_has_a_name_windows_can_have() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a clone")
    names = done.stdout.decode("utf-8").strip("\0").split("\0")
    assert len(names) > 500
    assert find_bad_names(names) == []


def test_every_file_of_a_site_has_a_name_windows_can_have(built_book: Path) -> None:
    names = [path.relative_to(built_book).as_posix() for path in built_book.rglob("*")]
    assert len(names) > 500
    assert find_bad_names(names) == []


def find_calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in our code, with where it stands."""
    for path in sorted((ROOT / "needsbook").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", node


def test_text_is_written_with_line_ends_of_its_own() -> None:
    """What is opened for text says its line ends and its encoding; Windows has others."""
    wrong, seen = [], 0
    for where, call in find_calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        said = {word.arg for word in call.keywords}
        modes = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
        writes = name == "open" and any(mode in ("w", "a", "x", "w+") for mode in modes)
        if writes or (name == "write_text" and isinstance(call.func, ast.Attribute)):
            wrong += [] if {"newline", "encoding"} <= said else [where]
            seen += 1
        if name == "read_text" and not ({"encoding"} & said or call.args):
            wrong.append(where)
    assert wrong == []
    assert seen


def test_paths_become_text_with_slashes() -> None:
    """A path below a folder that is kept as text (in a key, an address) has no backslash."""
    wrong = [
        where
        for where, call in find_calls()
        if isinstance(call.func, ast.Name)
        and call.func.id == "str"
        and any(
            isinstance(node, ast.Attribute) and node.attr == "relative_to"
            for argument in call.args
            for node in ast.walk(argument)
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["data/ids.csv", "geo/areas.yml", "data/corrections.yml"])
def test_git_changes_no_line_end_of_what_has_a_checksum(name: str) -> None:
    done = subprocess.run(
        ["git", "check-attr", "text", "eol", "--", name],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("not a clone")
    assert f"{name}: text: unset" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no fork")
def test_a_book_made_without_fork_is_the_same(small: Project, tmp_path: Path) -> None:
    project = make_small(tmp_path / "project")
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(WITHOUT_FORK, encoding="utf-8")
    done = run_command(project, "build", "--area", "westminster", more={"PYTHONPATH": str(guard)})
    assert done.returncode == 0, done.stderr
    manifest = (project.site / "manifest.json").read_bytes()
    assert manifest == (small.site / "manifest.json").read_bytes()
    assert not list_differences(project.site)
