"""Pictures as PNG."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from needsbook.errors import BuildError
from needsbook.paper.pictures import ZOOM, draw_files, draw_pictures, drop_others, hash_picture

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}">'
BARE = HEAD.format(40, 20) + '<rect width="40" height="20" fill="#12436d"/></svg>'
WHOLE = (
    HEAD.format(64, 60)
    + '<rect width="100%" height="100%" fill="#ffffff"/><text x="12" y="12" font-size="9">Title</text>'
    + BARE.replace("<svg ", '<svg x="12" y="30" ')
    + "</svg>"
)
BLUE, WHITE = (0x12, 0x43, 0x6D), (255, 255, 255)


def open_png(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_picture_has_its_size_its_colours_and_white_paper() -> None:
    image = open_png(draw_pictures({"a": WHOLE})["a"])
    assert image.size == (64 * ZOOM, 60 * ZOOM)
    assert image.getpixel((1, 1)) == WHITE
    assert image.getpixel((40, 60)) == BLUE
    words = image.crop((18, 3, 60, 20)).getcolors()
    assert words is not None
    assert len(words) > 3  # letters, with their edges smoothed


def test_same_picture_gives_the_same_bytes_alone_or_among_others() -> None:
    alone = draw_pictures({"a": WHOLE})
    assert draw_pictures({"b": BARE, "a": WHOLE})["a"] == alone["a"]


def test_file_keeps_the_picture_within_it_too(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(WHOLE, encoding="utf-8")
    kept = tmp_path / "kept"
    target = tmp_path / "a.png"
    used = draw_files([(tmp_path / "a.svg", target, hash_picture(BARE))], kept)
    assert {path.name for path in kept.iterdir()} == used
    inner = draw_pictures({"x": BARE}, kept)["x"]
    assert inner == (kept / f"{hash_picture(BARE)}.png").read_bytes()
    image = open_png(inner)
    assert image.size == (40 * ZOOM, 20 * ZOOM)
    assert image.getcolors() == [(60 * 30, BLUE)]


def test_drawn_once_and_dropped_when_not_used(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(WHOLE, encoding="utf-8")
    files = [(tmp_path / "a.svg", tmp_path / "a.png", hash_picture(BARE))]
    kept = tmp_path / "kept"
    used = draw_files(files, kept)
    whole = kept / f"{hash_picture(WHOLE)}.png"
    whole.write_bytes(b"drawn before")
    assert draw_files(files, kept) == used
    assert (tmp_path / "a.png").read_bytes() == b"drawn before"
    drop_others(kept, used - {whole.name})
    assert not whole.exists()
    drop_others(tmp_path / "none", set())


def test_picture_that_cannot_be_drawn_is_named_among_others(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="second cannot be set"):
        draw_pictures({"first": BARE, "second": "<svg", "third": WHOLE})
