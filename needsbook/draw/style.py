"""The look of every chart, and the clean SVG made of it.

Line weights and the palette are the Government Analysis Function's (package
``afcharts``, whose style sheet for matplotlib is read, not applied to the whole process).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from needsbook.draw.cleaner import USUAL_SIZE, Cleaner, Marking, gather_texts
from needsbook.draw.font import FAMILY, STACK, WEIGHTS, fix_words, font_folder
from needsbook.draw.palette import (
    COLOURS,
    VERDICTS,
    VerdictLook,
    css_value,
    css_variables,
    find_verdict,
    paint,
)
from needsbook.store.figures import Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "COLOURS", "FONTS", "VERDICTS", "Marking", "VerdictLook", "css_value", "css_variables",
    "find_verdict", "finish_svg", "paint", "plain_svg", "style_settings",
]  # fmt: skip

FONTS = STACK
SVG = "http://www.w3.org/2000/svg"


@cache
def style_settings() -> dict[Any, Any]:
    """The Analysis Function's matplotlib style, with what makes an SVG repeatable."""
    from matplotlib import font_manager, rc_params_from_file

    for name in WEIGHTS.values():
        font_manager.fontManager.addfont(font_folder() / f"{name}.ttf")

    style = files("afcharts") / "afcharts.mplstyle"
    settings: dict[Any, Any] = dict(rc_params_from_file(str(style), use_default_template=False))
    settings |= {
        "svg.fonttype": "none",
        "svg.hashsalt": "needsbook",
        "path.simplify": False,
        # Shipped with the package, so no machine's own fonts have a say in the layout; letters
        # it lacks come from matplotlib's.
        "font.family": [FAMILY, "DejaVu Sans"],
        "font.sans-serif": [FAMILY, "DejaVu Sans"],
    }
    return settings


def finish_svg(
    canvas: Canvas,
    title: str,
    desc: str,
    prefix: str,
    figures: Iterable[Figure],
    markings: Mapping[str, Marking] | None = None,
) -> str:
    """One ``<svg>`` element, ready to stand in a page beside others.

    ``prefix`` starts every id in it. ``markings`` says, by the gid set on an artist,
    what its element carries; a figure id that is not among ``figures`` is an error.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = StringIO()
    writer: Any = FigureCanvasSVG(canvas)
    writer.print_svg(buffer, metadata={"Date": None})
    written = ET.fromstring(buffer.getvalue())
    _, _, width, height = written.attrib["viewBox"].split()
    cleaner = Cleaner(prefix, markings or {}, {figure.id for figure in figures})
    root = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "viewBox": f"0 0 {width} {height}",
            "width": "100%",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "class": "nb-chart",
            "style": f"max-width:{round(float(width) * 1.1)}px;height:auto;"
            f"font-family:{FONTS};fill:{css_value('ink')}",
            "stroke-linejoin": "round",
            "font-size": USUAL_SIZE,
        },
    )
    for tag, words in (("title", title), ("desc", desc)):
        ET.SubElement(root, tag, {"id": f"{prefix}-{tag}"}).text = words
    for child in written:
        cleaner.copy(child, root)
    gather_texts(root)
    svg = ET.tostring(root, encoding="unicode").replace(" />", "/>")
    return fix_words(svg, float(USUAL_SIZE))


def plain_svg(svg: str) -> str:
    """``svg`` with the light colours in place of variables and a size of its own.

    For files and for programs that do not know CSS variables (Word, PDF, PNG).
    """
    svg = re.sub(r"var\(--nb-[a-z-]+,(#[0-9a-f]{6})\)", r"\1", svg)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if size:
        svg = svg.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"', 1)
    return svg
