"""Labels at the ends of lines: names and latest values, kept apart, led to their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue.periods import Period, label_period
from needsbook.draw.charts.runs import LOOKS, OWN, TrendLine
from needsbook.draw.lettering import measure_text, spread_labels, wrap_text
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import BODY, LINE, Sheet
from needsbook.store.figures import Figure

WIDEST_LABEL = 150


@dataclass(frozen=True)
class EndLabel:
    """The words at the end of a line: its name in lines, and its last figure."""

    line: TrendLine
    figure: Figure
    names: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        return LINE * len(self.names) + LINE + 4


def end_label(line: TrendLine, periods: Sequence[Period], width: float) -> EndLabel:
    """The label of a line, broken to the room it has; its period where that is not the chart's last."""
    figure = line.last
    assert figure is not None
    bold = line.role in OWN
    name = (
        line.name
        if figure.period == periods[-1].text
        else f"{line.name} ({label_period(figure.period)})"
    )
    room = min(WIDEST_LABEL, width * 0.3)
    names = wrap_text(name, BODY, room, bold, most=3)
    texts = [*names, figure.printed]
    return EndLabel(
        line, figure, tuple(names), max(measure_text(text, BODY, bold) for text in texts)
    )


def draw_labels(
    sheet: Sheet,
    labels: Sequence[EndLabel],
    xs: dict[str, float],
    ys: Scale,
    right: float,
    top: float,
    bottom: float,
) -> None:
    """Draw the labels beside the ends of their lines, moved apart where they would touch."""
    wanted = [ys(label.figure.value or 0.0) for label in labels]
    middles = spread_labels(wanted, [label.height for label in labels], top - 14, bottom + 6)
    for label, at, middle in zip(labels, wanted, middles, strict=True):
        colour, _, dash, _, _ = LOOKS[label.line.role]
        bold = label.line.role in OWN
        start = xs[label.figure.period]
        sheet.line(
            [start + 6, right + 10, right + 26], [at, at, middle], colour, width=1, dash=dash[:2]
        )
        y = middle - label.height / 2 + LINE - 3
        for name in label.names:
            sheet.text(right + 30, y, name, bold=bold)
            y += LINE
        sheet.text(right + 30, y, label.figure, bold=bold)
