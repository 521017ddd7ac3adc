"""What is kept from one build to the next hangs on everything it was made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from needsbook import files
from needsbook.exports import add, png_files

# One file of each kind: our own modules, fonts, what sets PDFs, styles, templates, scripts.
INGREDIENTS = (
    "files.py", "draw/palette.py", "draw/charts/trend.py", "draw/fonts/Arimo-Bold.ttf",
    "exports/print.typ", "exports/word.py", "register/cards.css", "register/card.html.j2",
    "register/copy.js",
)  # fmt: skip


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files named above that is taken for our own code."""
    source = Path(files.__file__).parent
    for name in INGREDIENTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, tmp_path / name)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "files.py"))
    uncached = files.hash_code.__wrapped__
    for module in (files, add, png_files):
        monkeypatch.setattr(module, "hash_code", uncached)
    monkeypatch.setattr(png_files, "name_tools", png_files.name_tools.__wrapped__)
    return tmp_path


@pytest.mark.parametrize("name", INGREDIENTS)
def test_a_line_changed_anywhere_makes_what_is_kept_anew(package: Path, name: str) -> None:
    before = (files.hash_code(), add._hash_code(0, "Needs", ""))
    pictures = (files.hash_code("exports", "draw"), png_files.name_kept("<svg/>"))
    assert before == (files.hash_code(), add._hash_code(0, "Needs", ""))
    with (package / name).open("ab") as file:
        file.write(b"\n")
    after = (files.hash_code(), add._hash_code(0, "Needs", ""))
    assert not set(before) & set(after)
    drawn = (files.hash_code("exports", "draw"), png_files.name_kept("<svg/>"))
    changed = name.startswith(("exports/", "draw/"))
    assert (pictures != drawn) is changed
    assert not changed or not set(pictures) & set(drawn)


@pytest.mark.parametrize("library", [*add.LIBRARIES, "matplotlib"])
def test_another_version_of_a_library_makes_files_anew(
    package: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = add._hash_code(0, "Needs", "")
    for module in (files, add):
        monkeypatch.setattr(
            module, "version", lambda name: "another" if name == library else "the same"
        )
    after = add._hash_code(0, "Needs", "")
    for module in (files, add):
        monkeypatch.setattr(module, "version", lambda _: "the same")
    assert len({before, after, add._hash_code(0, "Needs", "")}) == 3


def test_day_title_and_address_make_files_anew(package: Path) -> None:
    keys = {
        add._hash_code(0, "Needs", ""),
        add._hash_code(1, "Needs", ""),
        add._hash_code(0, "Other", ""),
    }
    assert len(keys | {add._hash_code(0, "Needs", "https://needs.example/")}) == 4


def test_a_picture_is_kept_under_all_it_is_drawn_with(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {png_files.name_kept("<svg/>"), png_files.name_kept("<svg></svg>")}
    monkeypatch.setattr(png_files, "COLOURS", png_files.COLOURS + 1)
    names.add(png_files.name_kept("<svg/>"))
    monkeypatch.setattr(png_files, "ZOOM", png_files.ZOOM + 1)
    names.add(png_files.name_kept("<svg/>"))
    monkeypatch.setattr(png_files, "version", lambda name: f"{name} of another day")
    names.add(png_files.name_kept("<svg/>"))
    assert len(names) == 5


def test_a_file_is_replaced_whole_or_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.txt"
    files.replace_file(place, b"old")

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(files, "move_ready", fail)
    with pytest.raises(OSError, match="no room"):
        files.replace_file(place, b"new")
    assert place.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
