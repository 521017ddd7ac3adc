"""What every test may ask for: the project, published copies, a built book, a small project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from needsbook.paths import Project
from needsbook.store import Store, open_store
from tests.killing import KILLER
from tests.small_book import keep_few_measures, keep_few_pages

# The small site is used by the tests of the register and of the exports.
pytest_plugins = ["tests.small_site"]

# Speed is measured in benchmarks/, never in a test: machines are noisy.
settings.register_profile("book", deadline=None)
settings.load_profile("book")

ROOT = Path(__file__).resolve().parents[1]
KEPT = "store.parquet"
PORTAL = ("build", "--group", "two.yml")
COPIED = ("_config.yml", "book", "data", "editions", "geo", "notebooks")


# A file of tests goes to one process as a whole. Those that take a minute and more go first, or
# the last of them would keep one process busy while the others have nothing left to do. The
# first one builds the book that others wait for; the next ones do not ask for it.
LONG_FIRST = (
    "book/test_build.py", "page/test_every_area.py", "refresh/test_manchester.py",
    "refresh/test_england.py", "refresh/test_kill.py", "book/test_kills.py", "book/test_hostile.py",
    "book/test_faults.py", "book/test_verify.py", "test_windows.py", "browser/test_wide.py",
    "browser/test_phone.py", "browser/test_walk.py", "outcomes/test_pages.py", "book/test_portal.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of ``LONG_FIRST`` before the others; else the order stays."""
    places = {ROOT / "tests" / name: number for number, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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


def copy_project(target: Path, anew: bool = False) -> Project:
    """A copy of everything a build reads, in ``target``.

    The tidy table of this checkout comes with it, if one is kept: it is used only as long as
    the copy's own data say the same. With ``anew`` the copy has to make its own.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.exists():
            shutil.copy2(source, target / name)
    for kept in (KEPT, f"{KEPT}.stamp") if not anew else ():
        if (ROOT / "build" / kept).exists():
            (target / "build").mkdir(exist_ok=True)
            shutil.copy2(ROOT / "build" / kept, target / "build" / kept)
    return Project(target)


@pytest.fixture
def project_copy(tmp_path: Path) -> Project:
    """A copy of the project that a test may change."""
    return copy_project(tmp_path / "project")


def make_small(root: Path) -> Project:
    """A copy of the project with seven measures, two pages an area and one about all of them."""
    project = copy_project(root, anew=True)
    keep_few_pages(project)
    keep_few_measures(project)
    return project


def make_portal(root: Path) -> Project:
    """The small project, with a file of two areas to build a portal of (``PORTAL``)."""
    project = make_small(root)
    group = project.root / "two.yml"
    group.write_text("title: Two areas\nareas: [hackney, medway]\n", encoding="utf-8")
    return project


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


# A build that opens a socket to another machine says so and fails.
GUARD = (
    "import socket\n"
    "class Guarded(socket.socket):\n"
    "    def connect(self, address, *rest):\n"
    "        if self.family in (socket.AF_INET, socket.AF_INET6):\n"
    "            raise OSError(f'a socket was opened to {address}')\n"
    "        return super().connect(address, *rest)\n"
    "socket.socket = Guarded\n"
)


def build_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Project], *build: str
) -> Project:
    """A project made and built once for all test processes, under a guard against sockets.

    What the commands said stands in ``said.txt`` beside it, the number of its steps
    (``tests.killing``) in ``steps.txt``.
    """
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder = base / name
    folder.mkdir(exist_ok=True)
    said = folder / "said.txt"
    with only_one(folder):
        target = Project(folder / "project")
        if not said.exists():
            guard = folder / "guard"
            guard.mkdir()
            (guard / "sitecustomize.py").write_text(GUARD + KILLER, encoding="utf-8")
            make(target.root)
            counted = {"KILL_AT": "-1", "KILL_COUNT": str(folder / "steps.txt")}
            done = run_command(target, *build, more={"PYTHONPATH": str(guard), **counted})
            said.write_text(f"{done.returncode}\n{done.stdout}\n{done.stderr}")
    report = said.read_text()
    assert report.startswith("0\n"), report
    return target


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project with the Bi-Borough book built in it."""
    return build_once(tmp_path_factory, "built", copy_project, "build", "--jobs", "2")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with Westminster's book built in it; not to be changed."""
    return build_once(tmp_path_factory, "small", make_small, "build", "--area", "westminster")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with a portal of Hackney and Medway built in it; not to be changed."""
    return build_once(tmp_path_factory, "portal", make_portal, *PORTAL)


@pytest.fixture
def warm(small: Project, tmp_path: Path) -> Project:
    """A copy of the small built project that a test may change."""
    shutil.copytree(small.root, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def built_book(built_project: Project) -> Path:
    """The folder of the built Bi-Borough book."""
    return built_project.site
