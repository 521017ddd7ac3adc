"""Tall pictures in parts that fit a page: each part holds what is seen of it, and no more."""

from __future__ import annotations

import re

VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_CUTS = re.compile(r'data-cuts="([^"]*)"')
_TALLEST = 620  # pixels: half a page, so that none stands empty before a tall picture
_MARGIN = 40  # pixels a letter or a mark may reach beyond its own place
_DEFS = re.compile(r"<defs\b.*?</defs>", re.S)
_DRAWN = re.compile(
    r"<(?P<tag>text|use|path|rect|circle)\b(?P<said>[^<>]*?)(?:/>|>(?:(?!</?(?P=tag)\b).)*</(?P=tag)>)",
    re.S,
)
_Y = re.compile(r'(?<![\w-])c?y="(-?[\d.]+)"')
_HEIGHT = re.compile(r'(?<![\w-])(?:height|r)="([\d.]+)"')
_OUTLINE = re.compile(r'(?<![\w-])d="([^"]*)"')
_STEP = re.compile(r"([A-Za-z])|(-?[\d.]+)")
_EMPTY = re.compile(r"<g\b[^<>]*>\s*</g>")


def part_svg(svg: str) -> list[str]:
    """The picture in parts that fit a page, cut where it says it may be (``data-cuts``).

    Each part has the head of the whole; a picture that says nothing stays whole.
    """
    size, told = VIEW.search(svg), _CUTS.search(svg.partition(">")[0])
    if size is None or told is None or float(size[2]) <= _TALLEST:
        return [svg]
    width, height = float(size[1]), float(size[2])
    head, *cuts = [float(word) for word in told[1].split()]
    starts = [head]
    for cut, following in zip(cuts, [*cuts[1:], height], strict=True):
        if following - starts[-1] > _TALLEST - head:
            starts.append(cut)
    parts = []
    for start, end in zip(starts, [*starts[1:], height], strict=True):
        whole = head + end - start
        parts.append(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {whole:g}" '
            f'width="{width:g}" height="{whole:g}">'
            f'<svg width="{width:g}" height="{head:g}">{keep_within(svg, 0, head)}</svg>'
            f'<svg y="{head:g}" width="{width:g}" height="{whole - head:g}">'
            f'<svg x="0" y="{-start:g}" width="{width:g}" height="{height:g}">'
            f"{keep_within(svg, start, end)}</svg></svg></svg>"
        )
    return parts


def keep_within(svg: str, top: float, bottom: float) -> str:
    """``svg`` without what it draws wholly above ``top`` or below ``bottom`` (pixels).

    What has no plain place of its own (moved groups, relative outlines, shared parts) stays.
    """
    if "transform" in svg:
        return svg
    shared = [found.span() for found in _DEFS.finditer(svg)]

    def keep(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in shared):
            return found[0]
        reach = _find_reach(found["tag"], found["said"], found[0])
        if reach is None or (reach[0] - _MARGIN < bottom and reach[1] + _MARGIN > top):
            return found[0]
        return ""

    kept = _DRAWN.sub(keep, svg)
    while (fewer := _EMPTY.sub("", kept)) != kept:
        kept = fewer
    return kept


def _find_reach(tag: str, said: str, whole: str) -> tuple[float, float] | None:
    """From where to where an element reaches downwards; None where that is not plain."""
    if tag == "path":
        outline = _OUTLINE.search(said)
        return _reach_down(outline[1]) if outline else None
    place = _Y.search(said)
    if place is None or (tag == "text" and re.search(r"<tspan\b[^<>]*\sd?y=", whole)):
        return None
    size = _HEIGHT.search(said)
    high = float(size[1]) if size else 0.0
    return float(place[1]) - high, float(place[1]) + high


def _reach_down(outline: str) -> tuple[float, float] | None:
    """The least and the largest y of an outline of absolute moves and straight lines."""
    letter, across, found = "", True, []
    for command, number in _STEP.findall(outline):
        if command:
            if command not in "MLHVZz":
                return None
            letter, across = command, command != "V"
        else:
            if not across:
                found.append(float(number))
            across = letter == "H" or (letter != "V" and not across)
    return (min(found), max(found)) if found else None
