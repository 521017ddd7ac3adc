"""If the area were a hundred children: for each share so many squares filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.draw.alt import join_alt
from needsbook.draw.lettering import wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet, SheetText
from needsbook.store.figures import Figure

ACROSS, DOWN = 20, 5
BASE = ACROSS * DOWN
PHONE_BELOW = 450


@dataclass(frozen=True)
class HundredRow:
    """So many of a hundred: ``figure`` is the rounded number, ``words`` what they are."""

    figure: Figure
    words: str


def draw_hundred(
    rows: Sequence[HundredRow], *, title: str, prefix: str = "", width: float = WIDTH
) -> Picture:
    """Each row as a hundred squares, the number it counts filled, with its words beside.

    On a narrow sheet the words stand under the squares.
    """
    sheet = Sheet(width)
    narrow = width < PHONE_BELOW
    step = min(11.0, (width - 4) / ACROSS) if narrow else 11.0
    wide = ACROSS * step
    room = width - 4 if narrow else width - wide - 20
    y = 4.0
    cuts = [y]
    for row in rows:
        number = min(max(round(row.figure.value or 0.0), 0), BASE)
        _draw_squares(sheet, number, y, step)
        lines = wrap_text(f"{row.figure.printed} {row.words}", SMALL, room / 1.06, most=6)
        left, top = (0.0, y + DOWN * step + 14) if narrow else (wide + 16, y + 14)
        for place, line in enumerate(lines):
            head = row.figure.printed
            if place == 0 and line.startswith(head):
                words = [SheetText(head, row.figure), SheetText(f" {line[len(head) :].strip()}")]
                sheet.text(left, top, words, size=SMALL)
            else:
                sheet.text(left, top + LINE * place, line, size=SMALL)
        used = DOWN * step + LINE * len(lines) if narrow else max(DOWN * step, LINE * len(lines))
        y += used + 14
        cuts.append(y)
    figures = [row.figure for row in rows]
    alt = join_alt(f"{row.figure.printed} {row.words}" for row in rows)
    return sheet.finish(
        y, title=title, alt=alt, kind="hundred", figures=figures, prefix=prefix, cuts=cuts
    )


def _draw_squares(sheet: Sheet, number: int, top: float, step: float) -> None:
    """Two broken lines: short thick strokes for the filled squares, outlines for the others."""
    size, gap = step - 2, float("nan")
    across: list[float] = []
    down: list[float] = []
    round_x: list[float] = []
    round_y: list[float] = []
    for place in range(BASE):
        x, y = place % ACROSS * step + 1, top + place // ACROSS * step + 1
        if place < number:
            across += [x, x + size, gap]
            down += [y + size / 2, y + size / 2, gap]
        else:
            round_x += [x, x + size, x + size, x, x, gap]
            round_y += [y, y, y + size, y + size, y, gap]
    if across:
        sheet.line(across, down, "area", width=size, name="filled")
    if round_x:
        sheet.line(round_x, round_y, "axis", width=0.9, name="others")
