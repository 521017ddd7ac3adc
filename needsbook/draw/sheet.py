"""A sheet to draw on: pixels from the top left, colours by role, text that names figures.

Every chart is laid out here and not by matplotlib's axes: the places of all words are
known while drawing, so labels can keep out of each other's way, and one chart costs a
few hundredths of a second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from needsbook.draw.lettering import clean_text, drop_controls, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.placed_text import placed_text
from needsbook.draw.style import Marking, find_verdict, finish_svg, paint, style_settings
from needsbook.store.figures import Figure, unique_figures

if TYPE_CHECKING:
    from matplotlib.artist import Artist

# A chart 560 wide shows its words at two thirds of their size on a phone of 390 pixels.
WIDTH = 560
BODY = 16
SMALL = 15
LINE = 19


@dataclass(frozen=True)
class SheetText:
    """A piece of a text; ``figure`` is the one whose value it prints, if it does."""

    text: str
    figure: Figure | None = None


class Sheet:
    """A drawing ``width`` pixels wide, as tall as it turns out to be."""

    def __init__(self, width: float = WIDTH) -> None:
        from matplotlib.transforms import Affine2D

        self.width = width
        self._pixels = Affine2D()
        self._artists: list[Artist] = []
        self._markings: dict[str, Marking] = {}

    def _keep(self, artist: Artist, marking: Marking | None = None) -> None:
        artist.set_zorder(len(self._artists))
        if marking is not None:
            gid = f"nb{len(self._artists)}"
            artist.set_gid(gid)
            self._markings[gid] = marking
        self._artists.append(artist)

    def text(
        self,
        x: float,
        y: float,
        words: str | Figure | Sequence[SheetText],
        *,
        size: float = BODY,
        bold: bool = False,
        colour: str = "ink",
        anchor: str = "start",
        rotate: float = 0,
        halo: bool = False,
        scale: str = "",
    ) -> None:
        """Words with their baseline at ``y``; a figure prints its value and its id.

        ``anchor`` is start, middle or end. ``halo`` clears the ground behind the words.
        ``scale`` says that the words belong to an axis ("value" or "period").
        """
        attributes: dict[str, str] = {}
        parts: tuple[tuple[str, str], ...] = ()
        if isinstance(words, str):
            shown = clean_text(words)
        elif isinstance(words, Figure):
            shown = clean_text(words.printed)
            attributes["data-figure"] = words.id
        else:
            parts = tuple(
                (drop_controls(part.text), part.figure.id if part.figure else "") for part in words
            )
            shown = clean_text(" ".join(text for text, _ in parts))
        if not shown:
            return
        if scale:
            attributes["data-scale"] = scale
        if halo:
            attributes |= {"paint-order": "stroke", "stroke": "var(--nb-paper,#ffffff)"}
            attributes["stroke-width"] = "4"
        text = placed_text()(
            x, y, shown, transform=self._pixels, fontsize=size, color=paint(colour),
            fontweight="bold" if bold else "normal", va="baseline", rotation=rotate,
            ha={"start": "left", "middle": "center", "end": "right"}[anchor],
            rotation_mode="anchor", parse_math=False,
        )  # fmt: skip
        marked = Marking(attributes, parts=parts) if attributes or parts else None
        self._keep(text, marked)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        *,
        width: float = 1.0,
        dash: Sequence[float] = (),
        name: str = "",
    ) -> None:
        """A line through the points; ``dash`` gives lengths on and off in pixels.

        ``name`` is put on its element as ``data-line``.
        """
        from matplotlib.lines import Line2D

        style: Any = (0, tuple(value / width for value in dash)) if dash else "-"
        line = Line2D(
            xs, ys, transform=self._pixels, color=paint(colour), linewidth=width, linestyle=style,
            solid_capstyle="butt", dash_capstyle="butt",
        )  # fmt: skip
        self._keep(line, Marking({"data-line": clean_text(name)}) if name else None)

    def area(
        self,
        points: Sequence[tuple[float, float]],
        fill: str,
        *,
        opacity: float = 1.0,
        edge: str = "",
        name: str = "",
        figure: Figure | None = None,
        hover: str = "",
    ) -> None:
        """A filled shape, with an edge of the role ``edge`` if given.

        ``name`` is put on its element as ``data-part``; ``figure`` is the one it stands
        for, ``hover`` the words the pointer shows.
        """
        from matplotlib.patches import Polygon

        shape = Polygon(
            points, closed=True, transform=self._pixels, facecolor=paint(fill), alpha=None,
            edgecolor=paint(edge) if edge else "none", linewidth=1 if edge else 0,
        )  # fmt: skip
        attributes = {"data-part": clean_text(name)} if name else {}
        if opacity < 1:
            attributes["fill-opacity"] = f"{opacity:g}"
        if figure is not None:
            attributes["data-figure"] = figure.id
        hover = clean_text(hover)
        self._keep(shape, Marking(attributes, hover) if attributes or hover else None)

    def bar(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        fill: str,
        *,
        opacity: float = 1.0,
        edge: str = "",
        name: str = "",
        figure: Figure | None = None,
        hover: str = "",
    ) -> None:
        """A filled upright rectangle; a negative ``width`` runs to the left."""
        right, bottom = left + width, top + height
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.area(corners, fill, opacity=opacity, edge=edge, name=name, figure=figure, hover=hover)

    def marks(
        self,
        points: Sequence[tuple[float, float]],
        shape: str | Sequence[tuple[float, float]],
        size: float,
        fill: str,
        *,
        edge: str = "",
        edge_width: float = 1.5,
        figures: Sequence[Figure | None] = (),
        words: Sequence[str] = (),
    ) -> None:
        """The same mark at each point; ``figures`` and ``words`` (on hover), one for each.

        ``shape`` is one of matplotlib's or a closed outline, drawn ``size`` pixels across.
        """
        from matplotlib.lines import Line2D

        if not points:
            return
        marks = Line2D(
            [x for x, _ in points], [y for _, y in points], transform=self._pixels,
            linestyle="none", marker=cast(Any, shape), markersize=size, markerfacecolor=paint(fill),
            markeredgecolor=paint(edge or fill), markeredgewidth=edge_width,
        )  # fmt: skip
        ids = [figure.id if figure else "" for figure in figures] or [""] * len(points)
        hover = [clean_text(word) for word in words] or [""] * len(points)
        self._keep(marks, Marking(points=tuple(zip(ids, hover, strict=True))))

    def verdict(self, x: float, y: float, verdict: str, size: float = 20) -> None:
        """The mark of a verdict (see ``find_verdict``) with its letter, around (x, y)."""
        look = find_verdict(verdict)
        grown = {"o": 1.0, "s": 0.9, "D": 0.8, "^": 1.2, "v": 1.2}[look.shape] * size
        # Pale marks stand out by their edge; dark ones from the bar they lie on.
        edge = "muted" if look.role in ("similar", "not-compared", "lower") else "paper"
        self.marks([(x, y)], look.shape, grown, look.role, edge=edge, edge_width=1)
        drop = {"^": 0.14, "v": -0.08}.get(look.shape, 0) * size
        self.text(
            x, y + drop + size * 0.22, look.letter, size=size * 0.6, bold=True,
            colour=f"on-{look.role}", anchor="middle",
        )  # fmt: skip

    def notes(self, y: float, notes: Iterable[str], left: float = 0, size: float = SMALL) -> float:
        """Print each note under the last, wrapped; the bottom of the last line comes back."""
        for note in notes:
            for line in wrap_text(note, size, self.width - left):
                y += LINE
                self.text(left, y, line, size=size, colour="muted")
            y += 3
        return y

    def finish(
        self,
        height: float,
        *,
        title: str,
        alt: str,
        kind: str,
        figures: Iterable[Figure],
        prefix: str = "",
        cuts: Iterable[float] = (),
    ) -> Picture:
        """The picture of all that was drawn, ``height`` pixels tall.

        ``prefix`` starts the ids in the SVG; by default it is made from the kind, the
        title and the figures, so only the same chart twice on a page needs one. ``cuts``
        are the heights at which paper may part a picture taller than a page; what stands
        above the first is its head, for every part.
        """
        from matplotlib import rc_context
        from matplotlib.figure import Figure as Canvas

        kept = tuple(unique_figures(figures))
        height = round(height)
        with rc_context(style_settings()):
            canvas = Canvas(figsize=(self.width / 72, height / 72), dpi=72)
            canvas.patch.set_visible(False)
            self._pixels.clear().scale(1, -1).translate(0, height)
            for artist in self._artists:
                canvas.add_artist(artist)
            svg = finish_svg(
                canvas,
                clean_text(title),
                alt,
                prefix or name_picture(kind, title, kept, self.width),
                kept,
                self._markings,
            )
        if places := " ".join(f"{cut:g}" for cut in cuts):
            svg = svg.replace("<svg ", f'<svg data-cuts="{places}" ', 1)
        return Picture(svg, clean_text(title), alt, kept, kind)


def name_picture(kind: str, title: str, figures: Iterable[Figure], width: float) -> str:
    """A name for a picture that two different ones on a page do not share."""
    drawn = "\n".join([kind, title, f"{width:g}", *(figure.id for figure in figures)])
    slug = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")
    return f"nb-{slug}-{hashlib.sha256(drawn.encode()).hexdigest()[:10]}"
