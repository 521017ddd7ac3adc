"""Pictures as PNG."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from needsbook.errors import BuildError
from needsbook.exports.png_files import ZOOM, draw_pictures, keep_pictures, name_kept

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


def test_picture_within_is_kept_too(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    used = keep_pictures([("a", WHOLE, BARE)], kept)
    assert (
        used
        == {name_kept(WHOLE), name_kept(BARE)}
        == {path.name for path in kept.iterdir() if path.suffix == ".png"}
    )
    assert (kept / name_kept(WHOLE)).read_bytes() == draw_pictures({"a": WHOLE})["a"]
    inner = draw_pictures({"x": BARE}, kept)["x"]
    assert inner == (kept / name_kept(BARE)).read_bytes()
    image = open_png(inner)
    assert image.size == (40 * ZOOM, 20 * ZOOM)
    assert image.getcolors() == [(60 * 30, BLUE)]


def test_drawn_once_and_again_where_it_was_edited(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    used = keep_pictures([("a", WHOLE, BARE)], kept)
    whole = kept / name_kept(WHOLE)
    drawn, moment = whole.read_bytes(), whole.stat().st_mtime_ns
    assert keep_pictures([("a", WHOLE, BARE)], kept) == used
    assert whole.stat().st_mtime_ns == moment
    whole.write_bytes(b"edited")
    keep_pictures([("a", WHOLE, BARE)], kept)
    assert whole.read_bytes() == drawn


def test_picture_that_cannot_be_drawn_is_named_among_others() -> None:
    with pytest.raises(BuildError, match="second cannot be set"):
        draw_pictures({"first": BARE, "second": "<svg", "third": WHOLE})
