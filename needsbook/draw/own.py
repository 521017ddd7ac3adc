"""An analyst's own chart: an ordinary function on matplotlib ``Axes`` made a picture of ours.

The function draws as it would in any notebook; here it gets the book's letters, and the
picture gets its title, the words that stand for it, and the ids of the figures it prints. A
text that prints a figure exactly (“25.0%”) carries its id; numbers along an axis need none;
any other number in it is refused by the build, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from needsbook.draw.alt import at_period, describe_missing, join_alt
from needsbook.draw.lettering import clean_text
from needsbook.draw.picture import Picture
from needsbook.draw.sheet import SMALL, WIDTH, name_picture
from needsbook.draw.style import Marking, finish_svg, style_settings
from needsbook.errors import BadInput
from needsbook.store.figures import Figure, unique_figures

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

DrawOwn = Callable[["Axes", "pd.DataFrame"], Any]
HEIGHT = 380


def draw_own(
    draw: DrawOwn,
    data: pd.DataFrame,
    figures: Sequence[Figure],
    names: Mapping[str, str],
    *,
    title: str,
    prefix: str = "",
    height: float = HEIGHT,
) -> Picture:
    """The picture ``draw`` makes on one ``Axes``, ``height`` pixels tall.

    ``data`` is handed to ``draw`` as it is; ``figures`` are those it holds and ``names`` says
    what each area (by code) is called. ``BadInput`` names the function when it draws nothing
    or fails.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Canvas

    called = getattr(draw, "__name__", "the function")
    kept = tuple(unique_figures(figures))
    settings = style_settings() | {"font.size": SMALL}
    with rc_context(settings):
        canvas = Canvas(figsize=(WIDTH / 72, height / 72), dpi=72, layout="constrained")
        canvas.patch.set_visible(False)
        axes = canvas.add_subplot()
        axes.patch.set_visible(False)
        try:
            draw(axes, data)
        except Exception as error:
            raise BadInput(
                f"{called} could not draw: {type(error).__name__}: {error}",
                title,
                "run it in the notebook on page.figure_data(…), which gives the same table",
            ) from error
        if not axes.has_data():
            raise BadInput(f"{called} drew nothing", title, "draw on the axes it is given")
        canvas.draw_without_rendering()
        markings = _mark_texts(canvas.axes, kept)
        alt = describe_own(title, kept, names)
        name = prefix or name_picture("own", title, kept, WIDTH)
        svg = finish_svg(canvas, clean_text(title), alt, name, kept, markings)
    return Picture(svg, clean_text(title), alt, kept, "own")


def _mark_texts(every: Sequence[Axes], figures: Sequence[Figure]) -> dict[str, Marking]:
    """What the texts carry: words of an axis say so, a printed figure its id."""
    # A legend of colours is an axes of its own.
    ticks = [text for axes in every for text in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    texts = [text for axes in every for text in axes.texts]
    printed = {figure.printed: figure.id for figure in figures}
    found: dict[str, Marking] = {}
    for number, text in enumerate([*ticks, *texts]):
        marking = (
            Marking({"data-scale": "value"})
            if number < len(ticks)
            else Marking({"data-figure": printed[text.get_text()]})
            if text.get_text() in printed
            else None
        )
        if marking is not None:
            gid = f"own{number}"
            text.set_gid(gid)
            found[gid] = marking
    return found


def describe_own(title: str, figures: Sequence[Figure], names: Mapping[str, str]) -> str:
    """The ends of what is shown: lowest and highest, with area and period, and what is missing."""
    known = sorted(
        (figure for figure in figures if not figure.missing), key=lambda other: other.value or 0.0
    )
    if not known:
        return join_alt([title, "no value"])
    missing = describe_missing(figures, "figure", "figures")

    def name(figure: Figure) -> str:
        return f"{names.get(figure.area_code, figure.area_code)}, {at_period(figure)}"

    if known[0] is known[-1]:
        return join_alt([f"One value: {name(known[0])}", missing])
    return join_alt([f"Lowest {name(known[0])}; highest {name(known[-1])}", missing])
