"""Sums kept by what the system says of a file: never an old sum for new bytes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from needsbook.book import known_sums
from needsbook.book.known_sums import KnownSums


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read, in order; the clock's grain is none."""
    read: list[Path] = []
    take = known_sums.hash_file

    def hash_file(path: Path) -> str:
        read.append(path)
        return take(path)

    monkeypatch.setattr(known_sums, "hash_file", hash_file)
    monkeypatch.setattr(known_sums, "GRAIN", 0)
    return read


def test_what_nobody_touched_is_read_once(tmp_path: Path, counted: list[Path]) -> None:
    path, place = tmp_path / "a", tmp_path / "sums.json"
    path.write_bytes(b"one")
    for _ in range(3):
        sums = KnownSums(place)
        assert sums.sum(path) == digest(b"one")
        sums.keep()
    assert counted == [path]


def test_a_file_that_moved_is_not_read_again_and_a_second_name_is_the_same(
    tmp_path: Path, counted: list[Path]
) -> None:
    (tmp_path / "new").mkdir()
    path = tmp_path / "new" / "a"
    path.write_bytes(b"one")
    sums = KnownSums(tmp_path / "sums.json")
    assert sums.sum(path) == digest(b"one")
    (tmp_path / "new").rename(tmp_path / "old")
    assert sums.sum(tmp_path / "old" / "a") == digest(b"one")
    assert len(counted) == 1


@pytest.mark.parametrize("kept_times", [False, True])
def test_other_bytes_of_the_same_length_are_seen(
    tmp_path: Path, counted: list[Path], kept_times: bool
) -> None:
    """Also where whoever changed them put the time of writing back."""
    path, place = tmp_path / "a", tmp_path / "sums.json"
    path.write_bytes(b"25.0")
    before = path.stat()
    sums = KnownSums(place)
    sums.sum(path)
    sums.keep()
    path.write_bytes(b"99.9")
    if kept_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        if os.name == "nt":
            pytest.skip("the time of a change is not told here")
    assert KnownSums(place).sum(path) == digest(b"99.9")


def test_a_sum_taken_in_the_tick_of_a_change_is_not_kept(tmp_path: Path) -> None:
    path, place = tmp_path / "a", tmp_path / "sums.json"
    path.write_bytes(b"one")
    sums = KnownSums(place)
    sums.sum(path)
    sums.keep()
    assert json.loads(place.read_text(encoding="utf-8"))["held"] == {}


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"held": {}, "sum": "x"}'])
def test_a_damaged_list_is_not_trusted(tmp_path: Path, counted: list[Path], spoilt: bytes) -> None:
    path, place = tmp_path / "a", tmp_path / "sums.json"
    path.write_bytes(b"one")
    place.write_bytes(spoilt)
    assert KnownSums(place).sum(path) == digest(b"one")
    assert len(counted) == 1


def test_an_edited_list_is_not_trusted(tmp_path: Path, counted: list[Path]) -> None:
    path, place = tmp_path / "a", tmp_path / "sums.json"
    path.write_bytes(b"one")
    sums = KnownSums(place)
    sums.sum(path)
    sums.keep()
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(digest(b"one"), digest(b"two")), encoding="utf-8")
    assert KnownSums(place).sum(path) == digest(b"one")
    assert len(counted) == 2


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        KnownSums(tmp_path / "sums.json").sum(tmp_path / "none")
