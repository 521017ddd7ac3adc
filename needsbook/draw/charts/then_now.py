"""Then and now: one row a measure, from its value then to its value now, better to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.draw.alt import join_alt
from needsbook.draw.lettering import measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet
from needsbook.store.figures import Figure

NAME_PART = 0.36
NEAREST, FARTHEST = 1.5, 3.0
LABEL = 13


@dataclass(frozen=True)
class ThenNowRow:
    """A measure then and now; ``start`` and ``end`` are the two values in standard
    deviations between authorities from their mean now, larger for better (or, for a measure
    without polarity, for higher). ``tested`` says that a test finds the change."""

    name: str
    then: Figure
    now: Figure
    start: float
    end: float
    tested: bool = False


def draw_then_now(
    groups: Sequence[tuple[str, Sequence[ThenNowRow]]],
    ends: tuple[str, str],
    *,
    title: str,
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """The rows of each group under its heading, in the order given.

    A ring stands for then, a filled mark for now, with the printed value beside each;
    ``ends`` name the left and the right of the scale. A tested change is drawn darker.
    """
    sheet = Sheet(width)
    left = width * NAME_PART
    rows = [row for _, held in groups for row in held]
    side = max(
        (measure_text(figure.printed, LABEL) for r in rows for figure in (r.then, r.now)), default=0
    )
    far = max((abs(value) for row in rows for value in (row.start, row.end)), default=FARTHEST)
    far = min(max(far, NEAREST), FARTHEST)
    xs = Scale(-far, far, left + side + 14, width - side - 14)
    sheet.text(xs(-far), 16, f"← {ends[0]}", size=LABEL, colour="muted")
    sheet.text(xs(far), 16, f"{ends[1]} →", size=LABEL, colour="muted", anchor="end")
    sheet.text(xs(0), 34, "average of authorities now", size=LABEL, colour="muted", anchor="middle")
    y, cuts = 40.0, []
    for heading, held in groups:
        if not held:
            continue
        cuts.append(y)
        y += LINE + 12
        sheet.text(0, y, heading, size=SMALL, bold=True)
        y += 6
        top = y
        for row in held:
            lines = wrap_text(row.name, SMALL, (left - 8) / 1.08, most=6)
            height = max(28, LINE * len(lines) + 8)
            _draw_row(sheet, row, lines, left, y + height / 2, xs)
            cuts.append(y)
            y += height
        sheet.line([xs(0), xs(0)], [top, y], "country", width=1.2, dash=(2, 3))
    y = sheet.notes(
        y + 4, ["Ring: then. Filled: now. Dark line: a test finds the change; light line: not tested, or none found."]
    )  # fmt: skip
    figures = [figure for row in rows for figure in (row.then, row.now)]
    return sheet.finish(
        y + 8, title=title, alt=_describe(groups), kind="then_now", figures=figures,
        prefix=prefix, cuts=cuts,
    )  # fmt: skip


def _draw_row(
    sheet: Sheet, row: ThenNowRow, lines: Sequence[str], left: float, middle: float, xs: Scale
) -> None:
    for number, line in enumerate(lines):
        base = middle + 5 + LINE * (number - (len(lines) - 1) / 2)
        sheet.text(left - 6, base, line, size=SMALL, anchor="end")
    start, end = (xs(min(max(value, xs.low), xs.high)) for value in (row.start, row.end))
    colour = "area" if row.tested else "middle"
    sheet.line([start, end], [middle, middle], colour, width=4, name=row.name)
    sheet.marks([(start, middle)], "o", 9, "paper", edge="area", figures=[row.then],
                words=[f"{row.name}, then: {row.then.printed}"])  # fmt: skip
    sheet.marks([(end, middle)], "o", 11, "area", figures=[row.now],
                words=[f"{row.name}, now: {row.now.printed}"])  # fmt: skip
    rightward = end >= start
    for x, figure, outward in ((start, row.then, not rightward), (end, row.now, rightward)):
        sheet.text(
            x + 10 if outward else x - 10, middle + 4, figure, size=LABEL,
            anchor="start" if outward else "end", halo=True,
        )  # fmt: skip


def _describe(groups: Sequence[tuple[str, Sequence[ThenNowRow]]]) -> str:
    sentences = []
    for heading, rows in groups:
        if rows:
            first = rows[0]
            sentences.append(
                f"{heading}: {len(rows)}, most {first.name}, from {first.then.printed} to "
                f"{first.now.printed}"
            )
    return join_alt(sentences or ["No measure can be shown then and now"])
