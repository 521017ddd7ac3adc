"""Room for words: how wide a text runs, where it wraps, how labels keep apart.

Widths are those of Helvetica and Arial (advance widths in thousandths of the size, from
the metrics Adobe published for the 14 standard fonts), so that a layout is the same on
every machine, whatever fonts it has. ``MARGIN`` covers the slightly wider faces a
reader may have instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MARGIN = 1.05
_PLAIN = (
    278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 222, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = 1.07
_OTHER = 600
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def clean_text(text: str) -> str:
    """``text`` on one line, without characters that an SVG file may not hold."""
    return " ".join(drop_controls(text).split())


def drop_controls(text: str) -> str:
    """``text`` with a space for each run of characters that an SVG file may not hold."""
    return _CONTROL.sub(" ", text)


def measure_text(text: str, size: float, bold: bool = False) -> float:
    """The width of ``text`` in pixels at ``size`` pixels, with a little to spare."""
    units = sum(_PLAIN[ord(one) - 32] if " " <= one <= "~" else _OTHER for one in text)
    return units / 1000 * size * MARGIN * (_BOLD if bold else 1)


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
            height = sum(heights[one] for one in members)
            top = max(lowest, min(middle - height / 2, highest - height))
            if not piles:
                break
            above, above_top = piles[-1]
            if above_top + sum(heights[one] for one in above) <= top + 1e-9:
                break
            piles.pop()
            members = above + members
            offset = wishes = 0.0
            for one in members:
                wishes += wanted[one] - offset - heights[one] / 2
                offset += heights[one]
            middle = wishes / len(members) + offset / 2
        piles.append((members, max(lowest, top)))
    middles = [0.0] * len(wanted)
    for members, top in piles:
        for one in members:
            middles[one] = top + heights[one] / 2
            top += heights[one]
    return middles
