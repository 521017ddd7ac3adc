"""Room for words: how wide a text runs, where it wraps, how labels keep apart.

Widths are those of the font that is sent with the site (see ``font``), so that a layout is
the same on every machine. ``MARGIN`` leaves a little room between words and their edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.draw.font import measure_exactly

MARGIN = 1.03
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def clean_text(text: str) -> str:
    """``text`` on one line, without characters that an SVG file may not hold."""
    return " ".join(drop_controls(text).split())


def drop_controls(text: str) -> str:
    """``text`` with a space for each run of characters that an SVG file may not hold."""
    return _CONTROL.sub(" ", text)


def measure_text(text: str, size: float, bold: bool = False) -> float:
    """The width of ``text`` in pixels at ``size`` pixels, with a little to spare."""
    return measure_exactly(text, size, bold) * MARGIN


def wrap_text(text: str, size: float, width: float, bold: bool = False, most: int = 0) -> list[str]:
    """``text`` in lines no wider than ``width`` pixels; words too long are cut.

    ``most`` > 0 keeps that many lines and ends the last with “…” where words are left.
    """
    lines: list[str] = []
    for word in clean_text(text).split(" "):
        while measure_text(word, size, bold) > width and len(word) > 1:
            keep = len(word) - 1
            while keep > 1 and measure_text(word[:keep], size, bold) > width:
                keep -= 1
            lines.append(word[:keep])
            word = word[keep:]
        if lines and measure_text(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], cut_text(" ".join(lines[most - 1 :]), size, width, bold)]
    return lines


def cut_text(text: str, size: float, width: float, bold: bool = False) -> str:
    """``text``, ended by “…” if it is wider than ``width`` pixels."""
    text = clean_text(text)
    if measure_text(text, size, bold) <= width:
        return text
    while text and measure_text(f"{text}…", size, bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def spread_labels(
    wanted: Sequence[float], heights: Sequence[float], lowest: float, highest: float
) -> list[float]:
    """Middles for labels of ``heights``, near those ``wanted``, none over another.

    All lie between ``lowest`` and ``highest`` if there is room for them; else they
    start at ``lowest`` and run on. Labels keep the order of ``wanted`` (ties: as given).
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    # Labels that would touch form a pile, which moves as one to the mean of its wishes.
    piles: list[tuple[list[int], float]] = []
    for index in order:
        members, middle = [index], wanted[index]
        while True:
            height = sum(heights[member] for member in members)
            top = max(lowest, min(middle - height / 2, highest - height))
            if not piles:
                break
            above, above_top = piles[-1]
            if above_top + sum(heights[number] for number in above) <= top + 1e-9:
                break
            piles.pop()
            members = above + members
            offset = wishes = 0.0
            for member in members:
                wishes += wanted[member] - offset - heights[member] / 2
                offset += heights[member]
            middle = wishes / len(members) + offset / 2
        piles.append((members, max(lowest, top)))
    middles = [0.0] * len(wanted)
    for members, top in piles:
        for member in members:
            middles[member] = top + heights[member] / 2
            top += heights[member]
    return middles
