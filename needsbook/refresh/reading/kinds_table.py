"""The kinds of files ``needsbook import`` knows, as a table made from ``data/layouts``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from needsbook.catalogue.sources import load_sources
from needsbook.paths import Project
from needsbook.refresh.reading.layouts import BASE, Layout, load_layouts

WIDTH = 96
REFUSED = (
    "a part for the whole (girls, a phase, a term), said anywhere, unless it is the indicator’s",
    "periods of another kind (years pooled, another kind of year), not begun, or after a gap (--gap)",
    "another unit or basis; rates as counts; fractions beside percentages",
    "values outside their limits or not count over base, codes and names that differ",
    "marks nothing explains (20.5*), or that mean a doubt; the opposite of a measure",
    "dates, errors and formulas without results where figures or periods belong",
    "hidden rows and sheets (counted and passed over); protected, packed or cut-short files",
)


def describe_kinds(project: Project) -> Iterator[str]:
    """The lines of the table: publisher, layout, what it is known by, what is read of it."""
    sources = load_sources(project)
    layouts = load_layouts(project)
    for layout in sorted(layouts.values(), key=lambda known: (known.id == BASE, known.id)):
        publisher = sources[layout.publisher].name if layout.publisher in sources else "anyone"
        years = f", {layout.years}" if layout.years else ""
        yield f"{layout.id}: {layout.title}"
        yield f"  from: {publisher}{years}"
        yield from _fold("known by", _say_needs(layout))
        yield from _fold("read", _say_read(layout))
        totals = [f"{column} = {labels[0]}" for column, labels in layout.filters.items() if labels]
        yield from _fold("totals kept", "; ".join(totals))
        yield ""
    yield "never read, always with the reason and the way on:"
    for text in REFUSED:
        yield f"  - {text}"
    yield "a layout of your own: needsbook import FILE --as INDICATOR --value COLUMN --save-layout NAME"


def _say_needs(layout: Layout) -> str:
    if not layout.needs:
        return (
            "a column of areas (codes or names), one of periods or years as columns, one of values"
        )
    return "; ".join(" or ".join(_plain(name) for name in names) for names in layout.needs)


def _plain(name: str) -> str:
    return "columns such as “number of children FYE 2024”" if name.startswith("/") else f"“{name}”"


def _say_read(layout: Layout) -> str:
    named = [name for name, held in layout.indicators.items() if held.value or held.numbers or held.titles or held.filters]  # fmt: skip
    roles = [role.replace("_", " ") for role in layout.columns]
    parts = []
    if roles:
        parts.append(f"columns of {', '.join(roles)}")
    if named:
        parts.append(f"{len(named)} indicators by the publisher's own names: {_shorten(named)}")
    else:
        parts.append("the indicator named with --as, or that the file names")
    return "; ".join(parts)


def _shorten(names: Sequence[str], most: int = 6) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _fold(label: str, text: str) -> Iterator[str]:
    if text:
        lines = wrap(f"{label}: {text}", WIDTH - 4, break_long_words=False)
        yield from (("  " if at == 0 else "    ") + line for at, line in enumerate(lines))
