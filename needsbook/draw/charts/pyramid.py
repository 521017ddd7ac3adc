"""Population pyramid: ages up the middle, two populations to the left and right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.draw.alt import describe_missing, join_alt
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale, find_ticks, print_ticks
from needsbook.draw.sheet import LINE, SMALL, WIDTH, Sheet
from needsbook.store.figures import Figure

MIDDLE = 44
TALLEST_BAR = 16
PLOT_HEIGHT = 380


@dataclass(frozen=True)
class PyramidSide:
    """One population by age: ``ages`` are (label, figure of a count), youngest first."""

    name: str
    ages: Sequence[tuple[str, Figure]]

    @property
    def total(self) -> float:
        """The people counted in all ages shown."""
        return sum(figure.value or 0.0 for _, figure in self.ages)


def draw_pyramid(
    left: PyramidSide,
    right: PyramidSide,
    *,
    title: str,
    as_share: bool = False,
    outlines: tuple[PyramidSide, PyramidSide] | None = None,
    age_words: str = "Age",
    prefix: str = "",
    width: float = WIDTH,
) -> Picture:
    """Two populations by age: the sexes of one area, or an area beside a comparator.

    With ``as_share`` every bar is a share of its own side's total (so that a borough can
    stand beside England); ``outlines`` (left, right) are drawn over the bars, as shares
    too. Both sides have the same ages; a missing one leaves a gap with a cross.
    """
    labels = [label for label, _ in left.ages]
    if [label for label, _ in right.ages] != labels:
        raise ValueError("the two sides of a pyramid must have the same ages")
    shared = as_share or outlines is not None
    sides = [left, right, *(outlines or ())]
    figures = [figure for side in sides for _, figure in side.ages]
    longest = max((length for side in sides for length in _lengths(side, shared)), default=1.0)
    ticks = find_ticks(0.0, longest or 1.0, 4)
    sheet = Sheet(width)
    bar = min(TALLEST_BAR, PLOT_HEIGHT / max(len(labels), 1))
    top = LINE * 2 + 14.0
    bottom = top + bar * len(labels)
    centre = width / 2
    reach = centre - MIDDLE / 2 - 20
    roles = ("area", "area") if not as_share else ("area", "country")
    scales = (
        Scale(0, ticks[-1], centre - MIDDLE / 2, centre - MIDDLE / 2 - reach),
        Scale(0, ticks[-1], centre + MIDDLE / 2, centre + MIDDLE / 2 + reach),
    )
    texts = print_ticks(ticks, "percent" if shared else "persons")
    for xs in scales:
        for tick, text in zip(ticks, texts, strict=True):
            role = "axis" if tick == 0 else "grid"
            sheet.line([xs(tick)] * 2, [top, bottom], role, width=0.6 if tick else 1)
            sheet.text(xs(tick), bottom + 19, text, size=SMALL, anchor="middle", scale="value")
    _name_sides(sheet, (left, right), roles, scales)
    for side, xs, role in zip((left, right), scales, roles, strict=True):
        _draw_side(sheet, side, xs, role, shared, bottom, bar)
    for side, xs in zip(outlines or (), scales, strict=False):
        _draw_outline(sheet, side, xs, bottom, bar)
    for number, label in enumerate(labels):
        if number % _label_step(bar) == 0 or (number == len(labels) - 1 and bar >= 14):
            y = bottom - bar * (number + 0.5) + 5
            sheet.text(centre, y, label, size=SMALL, anchor="middle", scale="age")
    sheet.text(centre, top - 12, age_words, size=SMALL, colour="muted", anchor="middle")
    words = "Share of all the ages shown" if shared else "People"
    sheet.text(centre, bottom + 40, words, size=SMALL, colour="muted", anchor="middle")
    notes = [f"Line: {outlines[0].name}."] if outlines else []
    if any(figure.missing for figure in figures):
        notes.append("×  Not available or suppressed.")
    y = sheet.notes(bottom + 44, notes)
    alt = _describe(left, right, shared)
    return sheet.finish(y + 8, title=title, alt=alt, kind="pyramid", figures=figures, prefix=prefix)


def _label_step(bar: float) -> int:
    return 1 if bar >= 15 else 2 if bar >= 9 else 5 if bar >= 4 else 10


def _lengths(side: PyramidSide, shared: bool) -> list[float]:
    total = side.total if shared else 100.0
    return [(figure.value or 0.0) / total * 100 if total else 0.0 for _, figure in side.ages]


def _name_sides(
    sheet: Sheet,
    sides: tuple[PyramidSide, PyramidSide],
    roles: tuple[str, str],
    scales: tuple[Scale, Scale],
) -> None:
    for side, role, xs, anchor in zip(sides, roles, scales, ("end", "start"), strict=True):
        inner = xs.start + (-24 if anchor == "end" else 24)
        sheet.bar(xs.start + (-18 if anchor == "end" else 4), 5, 14, 14, role)
        sheet.text(inner, 18, side.name, bold=True, anchor=anchor)


def _draw_side(
    sheet: Sheet,
    side: PyramidSide,
    xs: Scale,
    role: str,
    shared: bool,
    bottom: float,
    bar: float,
) -> None:
    for number, ((label, figure), length) in enumerate(
        zip(side.ages, _lengths(side, shared), strict=True)
    ):
        y = bottom - bar * (number + 1)
        hover = f"{side.name}, {label}: {figure.printed}"
        if figure.missing:
            away = 9 if xs.end > xs.start else -9
            sheet.marks(
                [(xs.start + away, y + bar / 2)], "x", min(8, bar), "ink",
                figures=[figure], words=[hover],
            )  # fmt: skip
            continue
        gap = 0.5 if bar < 8 else 1
        sheet.bar(
            xs.start, y + gap, xs(length) - xs.start, bar - 2 * gap, role,
            name="bar", figure=figure, hover=hover,
        )  # fmt: skip


def _draw_outline(sheet: Sheet, side: PyramidSide, xs: Scale, bottom: float, bar: float) -> None:
    across: list[float] = []
    down: list[float] = []
    for number, length in enumerate(_lengths(side, True)):
        across += [xs(length)] * 2
        down += [bottom - bar * number, bottom - bar * (number + 1)]
    sheet.line(across, down, "ink", width=2, name=side.name)


def _describe(left: PyramidSide, right: PyramidSide, shared: bool) -> str:
    labels = [label for label, _ in left.ages]
    if not labels:
        return join_alt(["No age can be shown"])
    how = " as shares of each total" if shared else ""
    sentences = [
        f"Bars by age, {labels[0]} to {labels[-1]}{how}: {left.name} left, {right.name} right"
    ]
    for side in (left, right):
        known = [(label, figure) for label, figure in side.ages if not figure.missing]
        if known:
            most = max(known, key=lambda pair: pair[1].value or 0.0)
            least = min(known, key=lambda pair: pair[1].value or 0.0)
            sentences.append(
                f"{side.name}: most at age {most[0]} ({most[1].printed}), "
                f"fewest at age {least[0]} ({least[1].printed})"
            )
    gone = [figure for side in (left, right) for _, figure in side.ages if figure.missing]
    sentences.append(describe_missing(gone, "age", "ages"))
    return join_alt(sentences)
