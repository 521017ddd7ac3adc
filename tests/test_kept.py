"""What is kept between builds is trusted only while its key and its bytes hold."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from needsbook import kept
from needsbook.kept import STAMP, drop_others, find_kept, get_kept, keep


@pytest.fixture
def made() -> list[bytes]:
    return []


def ask(path: Path, key: str, made: list[bytes]) -> bytes:
    """What is kept for the key; what is made is noted, and is another each time."""

    def make() -> bytes:
        made.append(f"{key} {len(made)}".encode())
        return made[-1]

    return get_kept(path, key, make)


def test_made_once_for_a_key_and_anew_for_another(tmp_path: Path, made: list[bytes]) -> None:
    place = tmp_path / "below" / "table.parquet"
    first = ask(place, "a", made)
    assert (ask(place, "a", made), len(made)) == (first, 1)
    second = ask(place, "b", made)
    assert (place.read_bytes(), len(made)) == (second, 2)
    assert ask(place, "a", made) not in (first, second)


@pytest.mark.parametrize(
    "damage", ["edited", "cut short", "gone", "no stamp", "stamp of another", "stamp is no stamp"]
)
def test_what_was_damaged_is_made_anew(tmp_path: Path, made: list[bytes], damage: str) -> None:
    place = tmp_path / "table"
    stamp = tmp_path / f"table{STAMP}"
    first = ask(place, "a", made)
    match damage:
        case "edited":
            place.write_bytes(first + b"!")
        case "cut short":
            place.write_bytes(first[:-1])
        case "gone":
            place.unlink()
        case "no stamp":
            stamp.unlink()
        case "stamp of another":
            stamp.write_text(json.dumps({**json.loads(stamp.read_bytes()), "key": "b"}))
        case _:
            stamp.write_text("[]")
    again = ask(place, "a", made)
    assert len(made) == 2
    assert again == place.read_bytes() == made[1]
    assert (ask(place, "a", made), len(made)) == (again, 2)


def test_several_files_hold_together(tmp_path: Path) -> None:
    places = [tmp_path / "0", tmp_path / "1"]
    keep(places, "k", [b"word", b"pdf"])
    assert find_kept(places, "k") == [b"word", b"pdf"]
    assert find_kept(places, "other") is None
    assert find_kept(places[:1], "k") is None
    places[1].write_bytes(b"wdf")
    assert find_kept(places, "k") is None


def test_others_go_with_their_stamps(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        keep([tmp_path / name], name, [b"x"])
    drop_others(tmp_path, {"a.png"})
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", f"a.png{STAMP}"}
    drop_others(tmp_path / "none", set())


def test_a_folder_that_may_not_be_written_to_is_no_hindrance(
    tmp_path: Path, made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, passes in ((errno.EROFS, True), (errno.ENOSPC, False)):

        def refuse(*_: object, number: int = number) -> None:
            raise OSError(number, "refused")

        monkeypatch.setattr(kept, "replace_file", refuse)
        if passes:
            assert ask(tmp_path / "x", "a", made) == made[-1]
        else:
            with pytest.raises(OSError, match="refused"):
                ask(tmp_path / "x", "a", made)
