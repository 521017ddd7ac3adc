"""A board of measures: which way each has gone, by where it stands; four corners named in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.draw.alt import join_alt
from needsbook.draw.lettering import cut_text, measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import LINE, SMALL, Sheet, SheetText
from needsbook.store.figures import Figure

WIDE, NARROW = 860.0, 380.0
ROW, HEAD, EDGE = 24.0, 30.0, 12.0
ROOM = 1.05
# Of each band: its name, the names of its left and right corner, its colour and mark.
BANDS: dict[str, tuple[str, str, str, str, str]] = {
    "improved": ("Improved", "Improved, behind most", "Improved, ahead of most", "better", "^"),
    "same": ("No clear change", "", "", "similar", "s"),
    "not tested": ("Moved, not tested", "", "", "not-compared", "o"),
    "worse": ("Worsened", "Worsened, behind most", "Worsened, ahead of most", "worse", "v"),
}


@dataclass(frozen=True)
class BoardRow:
    """A measure: its latest figure, its band, and ``share``, the part of all authorities that
    stand worse (0: the last of all, 1: the first)."""

    name: str
    figure: Figure
    band: str
    share: float


def draw_board(
    rows: Sequence[BoardRow], *, title: str, prefix: str = "", narrow: bool = False
) -> Picture:
    """A band for each direction, in it a line a measure with its mark at its standing.

    Words stand on lines of their own, so that none lies over another; ``narrow`` is the form
    for a phone, with each name above its mark.
    """
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    xs = Scale(0.0, 1.0, EDGE, width - EDGE)
    sheet.text(0, 15, "← behind all others", size=SMALL, colour="muted")
    sheet.text(width, 15, "ahead of all others →", size=SMALL, colour="muted", anchor="end")
    y, cuts = 24.0, []
    for band, (name, left, right, colour, mark) in BANDS.items():
        held = sorted((row for row in rows if row.band == band), key=lambda row: row.share)
        if not held and not left:
            continue
        cuts.append(y)
        top = y
        sheet.bar(0, top, width, HEAD, "range")
        if left:
            sheet.text(6, top + 20, left, size=SMALL, bold=True)
            sheet.text(width - 6, top + 20, right, size=SMALL, bold=True, anchor="end")
        else:
            sheet.text(width / 2, top + 20, name, size=SMALL, bold=True, anchor="middle")
        y += HEAD + 4
        if not narrow:
            bottom = y + max(len(held) * ROW, LINE + 6)
            sheet.line([xs(0.5), xs(0.5)], [y, bottom], "axis", width=1, dash=(2, 3))
        for row in held:
            y = _draw_row(sheet, row, y, xs, colour, mark, narrow)
        if not held:
            y += LINE
            sheet.text(
                width / 2, y - 2, "none", size=SMALL, colour="muted", anchor="middle", halo=True
            )
            y += 6
        y += 4
    return sheet.finish(
        y + 2, title=title, alt=_describe(rows), kind="board",
        figures=[row.figure for row in rows], prefix=prefix, cuts=cuts,
    )  # fmt: skip


def _draw_row(
    sheet: Sheet, row: BoardRow, top: float, xs: Scale, colour: str, mark: str, narrow: bool
) -> float:
    x = xs(row.share)
    words = [f"{row.name}: {row.figure.printed}"]
    if narrow:
        lines = wrap_text(f"{row.name}:", SMALL, (sheet.width - 74) / ROOM)
        for number, line in enumerate(lines):
            top += LINE
            parts = [SheetText(f"{line} ")]
            if number == len(lines) - 1:
                parts.append(SheetText(row.figure.printed, row.figure))
            sheet.text(0, top - 4, parts, size=SMALL)
        middle = top + 8
        sheet.line([xs(0), xs(1)], [middle, middle], "grid", width=1)
        sheet.line([xs(0.5), xs(0.5)], [middle - 5, middle + 5], "axis", width=1)
    else:
        middle = top + ROW / 2
        after = row.share < 0.5
        # The line runs where no words are.
        ends = [xs(0), x] if after else [x, xs(1)]
        sheet.line(ends, [middle, middle], "grid", width=1)
        value = measure_text(f" {row.figure.printed}", SMALL) * ROOM
        room = (sheet.width - x if after else x) - value - 18
        label = cut_text(row.name, SMALL, room / ROOM)
        sheet.text(
            x + 12 if after else x - 12, middle + 5,
            [SheetText(f"{label} "), SheetText(row.figure.printed, row.figure)],
            size=SMALL, anchor="start" if after else "end", halo=True,
        )  # fmt: skip
    sheet.marks(
        [(x, middle)], mark, 12, colour, edge="ink", edge_width=1.2, figures=[row.figure],
        words=words,
    )  # fmt: skip
    return (middle + 12) if narrow else top + ROW


def _describe(rows: Sequence[BoardRow]) -> str:
    sentences = []
    for band, (name, *_) in BANDS.items():
        held = [row for row in rows if row.band == band]
        if not held:
            continue
        behind = [row.name for row in held if row.share < 0.5]
        ahead = [row.name for row in held if row.share >= 0.5]
        said = [
            f"{where}: {', '.join(names)}"
            for where, names in (("behind most", behind), ("ahead of most", ahead))
            if names
        ]
        sentences.append(f"{name}, {'; '.join(said)}")
    return join_alt(sentences or ["No measure has both a direction and a place"])
