"""The one font of pages, pictures, PDF and PNG: it is measured here and sent with the site.

Arimo (SIL Open Font License 1.1), as wide as Arial letter by letter, stands in ``fonts``
beside its licence: as TrueType for measuring and for paper, as WOFF2 for pages. Every word of
a picture carries the width it was laid out with (``textLength``), so that it stays within its
room where the font is not loaded or a reader sets the letters wider apart.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

FAMILY = "Arimo"
# What a page or a picture asks for: ours, then faces of the same widths.
STACK = f"{FAMILY}, arial, sans-serif"
WEIGHTS = {400: "Arimo-Regular", 700: "Arimo-Bold"}
LICENCE = "LICENSE.txt"
_UNKNOWN = "0"
_TAG = re.compile(r"<(/?)(svg|g|text|tspan|title|desc)\b([^<>]*?)(/?)>|([^<>]+)|<[^<>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def font_folder() -> Path:
    """The folder with the font's files and its licence."""
    return Path(str(files("needsbook.draw") / "fonts"))


def font_css(folder: str = "fonts") -> str:
    """The style sheet's rules that load the font from ``folder`` beside it."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
        f'src:url("{folder}/{name}.woff2") format("woff2");}}\n'
        for weight, name in WEIGHTS.items()
    )


def measure_exactly(text: str, size: float, bold: bool = False) -> float:
    """The width in pixels of ``text`` at ``size`` pixels, set without kerning."""
    widths = _read_widths(700 if bold else 400)
    usual = widths[_UNKNOWN]
    return sum(widths.get(letter, usual) for letter in text) * size


def fix_words(svg: str, size: float = 16) -> str:
    """``svg`` whose words carry the width they have in our font (``textLength``).

    Sizes and weights are those of the attributes ``font-size`` and ``font-weight`` on the words
    or on what they stand in; ``size`` holds where none is set. A line of a text of several
    lines (``tspan`` with a place of its own) carries its own width.
    """
    made: list[str] = []
    looks: list[tuple[float, bool]] = [(size, False)]
    # Places in ``made`` of open tags that ask for a width, with the width gathered so far.
    asked: list[tuple[int, float, int] | None] = []
    ended = 0
    for found in _TAG.finditer(svg):
        made.append(svg[ended : found.start()] + found[0])
        ended = found.end()
        closing, tag, attributes, empty, words = found.groups()
        if words is not None:
            depth = next((n for n in range(len(asked) - 1, -1, -1) if asked[n]), None)
            if depth is not None:
                place, width, letters = asked[depth]  # type: ignore[misc]
                told = unescape(words)
                look = looks[-1]
                asked[depth] = (place, width + measure_exactly(told, *look), letters + len(told))
        elif tag is None or empty:
            continue
        elif closing:
            looks.pop()
            done = asked.pop()
            if done and done[2] > 1:
                place, width, _ = done
                made[place] = f'{made[place][:-1]} textLength="{width:.4g}">'
        else:
            named: dict[str, Any] = dict(_ATTRIBUTE.findall(attributes))
            own, bold = looks[-1]
            if "font-size" in named:
                own = float(str(named["font-size"]).removesuffix("px"))
            if "font-weight" in named:
                bold = named["font-weight"] in ("bold", "600", "700")
            looks.append((own, bold))
            lined = tag == "tspan" and "x" in named
            asks = "textLength" not in named and (tag == "text" or lined)
            if lined and asked and asked[-1]:
                asked[-1] = (asked[-1][0], 0, 0)
            asked.append((len(made) - 1, 0.0, 0) if asks else None)
    return "".join(made) + svg[ended:]


@cache
def _read_widths(weight: int) -> dict[str, float]:
    """The width of each letter the font has, in parts of its size."""
    from fontTools.ttLib import TTFont

    with TTFont(font_folder() / f"{WEIGHTS[weight]}.ttf", lazy=True) as font:
        scale, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        names = font.getBestCmap()
        return {chr(code): metrics[name][0] / scale for code, name in names.items()}
