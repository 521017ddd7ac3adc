"""Kinds of charts, found by their files: ``charts/<kind>.py`` with a function ``draw_<kind>``.

Nothing else registers a kind. A file may hold ``example(sample)``, which gives a picture of
it drawn from a ``Sample``: the gallery shows it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from needsbook.draw import charts
from needsbook.draw.picture import Picture
from needsbook.errors import unknown_name
from needsbook.store.figures import Figure


@dataclass(frozen=True)
class Sample:
    """Figures to draw an example from: one indicator, as the book holds it.

    ``areas`` gives a figure each of a region's authorities in one period, by name;
    ``series`` one area over time; ``benchmark`` is the country's figure in that period.
    """

    title: str
    area: str
    areas: Mapping[str, Figure]
    series: Sequence[Figure]
    benchmark: Figure


@cache
def list_kinds() -> tuple[str, ...]:
    """The kinds there are, in order of name."""
    names = sorted(found.name for found in pkgutil.iter_modules(charts.__path__))
    return tuple(name for name in names if hasattr(_load(name), f"draw_{name}"))


def find_kind(kind: str) -> Callable[..., Picture]:
    """The function that draws ``kind``; an unknown one offers the nearest."""
    name = kind.replace("-", "_").replace(" ", "_")
    if name not in list_kinds():
        raise unknown_name("kind of chart", kind, list_kinds(), "needsbook/draw/charts")
    draw: Callable[..., Picture] = getattr(_load(name), f"draw_{name}")
    return draw


def find_example(kind: str) -> Callable[[Sample], Picture] | None:
    """What draws an example of ``kind``, where its file has one."""
    return getattr(_load(kind), "example", None)


def _load(name: str) -> ModuleType:
    return import_module(f"{charts.__name__}.{name}")
