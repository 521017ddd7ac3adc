"""Pictures as PNG: set on pages of their own size, then drawn by the reader of PDFs."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from needsbook.errors import NeedsbookError
from needsbook.exports.typeset import place_picture, set_pdf
from needsbook.files import hash_code
from needsbook.kept import find_kept, keep

ZOOM = 1.5  # pixels of a PNG for one of the SVG
# Charts have few colours and their shades: a palette keeps a file at a third of its size.
COLOURS = 128
LIGHTEST = 251  # the palette's mean of nearly white shades: paper, which is white
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# The picture within the picture of a file: where it begins, and its size.
_INNER = re.compile(r'<svg x="([\d.]+)" y="([\d.]+)"[^<>]* viewBox="0 0 ([\d.]+) ([\d.]+)"')
_AT_ONCE = 24  # pictures set in one go: a whole book of them would fill the memory


def draw_pictures(svgs: Mapping[str, str], kept: Path | None = None) -> dict[str, bytes]:
    """Each SVG (by any name) as the bytes of a PNG; ``BuildError`` names one that cannot be.

    ``kept`` may hold some that ``keep_pictures`` has drawn.
    """
    places = {name: kept / name_kept(svg) for name, svg in svgs.items()} if kept else {}
    found = {name: find_kept([place], place.name) for name, place in places.items()}
    drawn = {name: held[0] for name, held in found.items() if held}
    missing = {name: svg for name, svg in svgs.items() if name not in drawn}
    return drawn | {name: _write_png(image) for name, image in _draw_all(missing).items()}


def keep_pictures(pictures: Sequence[tuple[str, str, str]], kept: Path) -> set[str]:
    """Draw pictures (name, SVG, and the SVG that stands in it) into the folder ``kept``.

    The one within is kept as a PNG of its own, for documents which give its title and source
    as text. What was drawn before stays as it is. Gives the names of the files used there
    (``name_kept``); ``BuildError`` names the first that cannot be drawn.
    """
    kept.mkdir(parents=True, exist_ok=True)
    files = {name: (name_kept(svg), name_kept(inner)) for name, svg, inner in pictures}
    texts = {name: svg for name, svg, _ in pictures}
    missing = {
        name: texts[name]
        for name, both in files.items()
        if not all(find_kept([kept / name], name) for name in both)
    }
    for name, image in _draw_all(missing).items():
        whole, inner = files[name]
        keep([kept / whole], whole, [_write_png(image)])
        box = _INNER.search(texts[name])
        if box is not None:
            x, y, width, height = (round(float(group) * ZOOM) for group in box.groups())
            image = image.crop((x, y, x + width, y + height))
        keep([kept / inner], inner, [_write_png(image)])
    return {name for both in files.values() for name in both}


def name_kept(svg: str) -> str:
    """What the PNG of ``svg`` is called where it is kept: the hash of all it is made from."""
    digest = hashlib.sha256(f"{name_tools()} {ZOOM} {COLOURS} {svg}".encode())
    return f"{digest.hexdigest()}.png"


@cache
def name_tools() -> str:
    """The versions of what draws pictures, and of our own code for it; found out once."""
    tools = (f"{name} {version(name)}" for name in ("typst", "pypdfium2", "pillow"))
    return " ".join([hash_code("exports", "draw"), *tools])


def _draw_all(svgs: Mapping[str, str]) -> dict[str, Any]:
    names = list(svgs)
    drawn: dict[str, Any] = {}
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        drawn |= zip(some, _draw([svgs[name] for name in some], some), strict=True)
    return drawn


def _draw(svgs: Sequence[str], names: Sequence[str]) -> list[Any]:
    import pypdfium2

    pages = ["#set page(margin: 0pt)\n"]
    for svg in svgs:
        size = _SIZE.search(svg)
        width, height = (size[1], size[2]) if size else ("400", "300")
        picture = place_picture(svg, f"{width}pt")
        pages.append(f"#page(width: {width}pt, height: {height}pt, {picture})\n")
    try:
        content = set_pdf("".join(pages), names[0])
    except NeedsbookError:
        if len(svgs) > 1:  # find out which one
            return [_draw([svg], [name])[0] for svg, name in zip(svgs, names, strict=True)]
        raise
    document = pypdfium2.PdfDocument(content)
    try:
        return [_lessen_colours(page) for page in document]
    finally:
        document.close()


def _lessen_colours(page: Any) -> Any:
    from PIL import Image

    whole = page.render(scale=ZOOM).to_pil().convert("RGB")
    few = whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    few.putpalette([255 if part > LIGHTEST else part for part in palette])
    return few


def _write_png(image: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()
