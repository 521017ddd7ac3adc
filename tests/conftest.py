"""What every test may ask for: the project, published copies, a built book, a small project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from needsbook.paths import Project
from needsbook.store import Store, open_store

# The small site is used by the tests of the register and of the exports.
pytest_plugins = ["tests.small_site"]

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("_config.yml", "book", "data", "editions", "geo", "notebooks")


@pytest.fixture(scope="session")
def project() -> Project:
    """This checkout."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def store(project: Project) -> Store:
    """The store of this checkout."""
    return open_store(project)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the published copies the figures were restated from."""
    folder = ROOT.parent / "shared"
    if not (folder / "data" / "figures").is_dir():
        pytest.skip("the published copies are not beside this checkout")
    return folder


def copy_project(target: Path) -> Project:
    """A copy of everything a build reads, in ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.exists():
            shutil.copy2(source, target / name)
    return Project(target)


@pytest.fixture
def project_copy(tmp_path: Path) -> Project:
    """A copy of the project that a test may change."""
    return copy_project(tmp_path / "project")


def run_command(
    project: Project, *arguments: str, timeout: int = 900, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``needsbook`` run as a user runs it, in the project's folder.

    ``more`` adds to the environment.
    """
    environment = {**os.environ, "NEEDSBOOK_PROJECT": str(project.root), "COLUMNS": "120"}
    environment.update(more or {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, "-m", "needsbook.cli", *arguments],
        cwd=project.root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Let one of several test processes at a time do what follows."""
    lock = folder / "lock"
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.2)
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project with the Bi-Borough book built in it, once for all processes."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder = base / "built"
    folder.mkdir(exist_ok=True)
    with only_one(folder):
        target = Project(folder / "project")
        if not (folder / "done").exists():
            copy_project(target.root)
            done = run_command(target, "build", "--jobs", "2")
            (folder / "done").write_text(f"{done.returncode}\n{done.stdout}\n{done.stderr}")
    report = (folder / "done").read_text()
    assert report.startswith("0\n"), report
    return target


@pytest.fixture(scope="session")
def built_book(built_project: Project) -> Path:
    """The folder of the built Bi-Borough book."""
    return built_project.site
