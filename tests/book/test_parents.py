"""The folder for a build's temporary files, and what happens where its name is too long."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from needsbook.book import parents
from needsbook.book.parents import (
    LONGEST,
    SCRATCH,
    find_short_base,
    open_scratch,
    run_apart,
)
from needsbook.errors import BuildError


@pytest.fixture
def long_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files whose name is longer than sockets can have."""
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def short_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short name that stands in for it."""
    with tempfile.TemporaryDirectory(prefix="s", dir="/tmp") as folder:
        monkeypatch.setattr(parents, "SHORT", ("/none", folder))
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        yield Path(folder)


def test_a_long_name_gives_way_to_a_short_one(long_folder: Path, short_folder: Path) -> None:
    with open_scratch() as folder:
        assert folder.parent == short_folder
        assert Path(tempfile.gettempdir()) == short_folder
        assert os.environ["TMPDIR"] == str(short_folder)
        assert os.environ[SCRATCH] == str(folder)
        assert len(os.fsencode(folder)) < LONGEST + 40
    assert not folder.exists()
    assert os.environ["TMPDIR"] == str(long_folder)
    assert SCRATCH not in os.environ


def test_no_short_folder_is_one_clear_error(
    long_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parents, "SHORT", ())
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(BuildError, match="too long for the sockets") as caught:
        find_short_base()
    assert caught.value.where == str(long_folder)
    assert "TMPDIR" in caught.value.do


def test_what_killed_builds_left_is_removed_and_nothing_else(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    gone, alive, other = (
        short_folder / name
        for name in ("needsbook-999999999-abc", f"needsbook-{os.getpid()}-abc", "needsbook-notes")
    )
    for folder in (gone, alive, other):
        folder.mkdir()
    with open_scratch():
        assert not gone.exists()
        assert alive.exists()
        assert other.exists()


def test_work_apart_changes_files_and_nothing_of_this_process(tmp_path: Path) -> None:
    said: list[str] = []

    def work(name: str) -> None:
        said.append(name)
        (tmp_path / name).write_text(str(os.getpid()))

    run_apart(work, "made")
    assert (tmp_path / "made").exists()
    if sys.platform == "linux":
        assert said == []
        assert (tmp_path / "made").read_text() != str(os.getpid())


def test_what_work_apart_gives_comes_back() -> None:
    assert run_apart(lambda words: {words: len(words)}, "abc") == {"abc": 3}


def test_an_error_apart_is_raised_here() -> None:
    def work() -> None:
        raise BuildError("it did not go", "there", "do this")

    with pytest.raises(BuildError, match="it did not go") as caught:
        run_apart(work)
    assert (caught.value.where, caught.value.do) == ("there", "do this")


@pytest.mark.skipif(sys.platform != "linux", reason="the work is done in this process there")
def test_a_process_apart_that_is_ended_is_one_clear_error() -> None:
    with pytest.raises(BuildError, match="the system ended a process"):
        run_apart(lambda: os.kill(os.getpid(), signal.SIGKILL))
