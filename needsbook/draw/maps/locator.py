"""A small map that shows where an area lies among its neighbours, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from needsbook.draw.maps.outlines import fit_frame, write_path
from needsbook.draw.palette import css_value

WIDTH, TALLEST, MARGIN = 180, 160, 4


def draw_locator(outlines: Mapping[str, Any], marked: str, name: str, around: str, key: str) -> str:
    """The areas of ``outlines`` in grey, the one with the code ``marked`` filled.

    ``name`` is its name, ``around`` what the others are part of; ``key`` makes ids unique.
    Empty where the outlines do not hold the area.
    """
    if marked not in outlines["areas"]:
        return ""
    frame = fit_frame(outlines["bbox"], WIDTH, TALLEST, MARGIN)
    paths = []
    order = sorted(outlines["areas"], key=lambda code: (code == marked, code))
    for code in order:
        rings = [frame.place_ring(ring) for ring in outlines["areas"][code]["rings"]]
        role = "area" if code == marked else "range"
        # Of a small island a tenth of a unit is left: whole units keep the file short.
        path = write_path(rings, 1 if code == marked else 0)
        if path:
            paths.append(f'<path d="{path}" style="fill:{css_value(role)}"/>')
    title = f"{name} in {around}" if around else name
    return (
        f'<svg class="nb-locator" viewBox="0 0 {WIDTH} {frame.height:.0f}" width="{WIDTH}" '
        f'height="{frame.height:.0f}" role="img" aria-labelledby="{key}-t {key}-d" '
        f'fill-rule="evenodd" stroke-width="0.6" style="stroke:{css_value("paper")}">'
        f'<title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">A map of {escape(around or name)} with {escape(name)} filled.</desc>'
        f"{''.join(paths)}</svg>"
    )
