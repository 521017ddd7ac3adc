"""A picture: drawn marks with the words that stand for them and the figures they show."""

from __future__ import annotations

from dataclasses import dataclass

from needsbook.store.figures import Figure


@dataclass(frozen=True)
class Picture:
    """A chart or map as SVG text.

    ``svg`` is one ``<svg>`` element with ``role="img"``, ``<title>`` and ``<desc>``; each
    printed number in it carries ``data-figure``. ``alt`` is computed from the data and
    does not repeat ``title``. ``figures`` holds every figure drawn, in reading order:
    the table beside the picture and the CSV to download are made from it.
    """

    svg: str
    title: str
    alt: str
    figures: tuple[Figure, ...]
    kind: str
