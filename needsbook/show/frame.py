"""Frames: a picture with its caption, source, downloads and table; a definition list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from needsbook.catalogue import Indicator, load_sources, parse_period
from needsbook.catalogue.sources import name_publications
from needsbook.draw.picture import Picture
from needsbook.show.blocks import Block
from needsbook.store.figures import Figure
from needsbook.store.store import Store

# More publications than this are listed one under the other, folded.
MOST_SOURCES = 3
# More kinds of periods than this are named by their first and last year.
MOST_RUNS = 2


def list_sources(store: Store, figures: Iterable[Figure]) -> list[str]:
    """One line a publication behind the figures: publisher, publication, releases."""
    sources = load_sources(store.project)
    passports = (store.passports[figure.dataset] for figure in figures if figure.dataset)
    return name_publications(
        (sources[passport.source].name, passport.publication, passport.release)
        for passport in passports
    )


def write_sources(lines: Sequence[str]) -> str:
    """The sources as a paragraph, or folded as a list when there are many."""
    if not lines:
        return ""
    if len(lines) <= MOST_SOURCES:
        return f"<p>{escape('Source: ' + '; '.join(lines) + '.')}</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f'<details class="nb-sources"><summary>Sources ({len(lines)} publications)</summary>'
        f"<ul>{items}</ul></details>"
    )


def describe_periods(figures: Iterable[Figure]) -> str:
    """The period, or first and last period, of the figures that have a value."""
    periods = sorted(
        {
            parse_period(figure.period)
            for figure in figures
            if figure.value is not None and figure.period
        }
    )
    if not periods:
        return ""
    if len(periods) == 1:
        return periods[0].words
    # Averages of months, school years and days do not run from one to another.
    runs = [
        (held[0], held[-1])
        for kind in dict.fromkeys(period.kind for period in periods)
        if (held := [period for period in periods if period.kind == kind])
    ]
    if len(runs) > MOST_RUNS:
        first, last = min(period.start for period in periods), periods[-1].end
        return f"{first.year} to {last.year}"
    words = [a.label if a == b else f"{a.label} to {b.label}" for a, b in runs]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def frame_picture(
    store: Store,
    picture: Picture,
    *,
    name: str,
    table: str,
    rows: int,
    notes: Sequence[str] = (),
    credit: str = "",
    drawing: str = "",
) -> Block:
    """The block of a picture: caption, picture, source, downloads, and its table folded below.

    ``name`` is unique on the page; ``table`` is the HTML of the same figures. ``drawing``
    stands in for the picture's own SVG where it has several forms.
    """
    period = describe_periods(picture.figures)
    lines = list_sources(store, picture.figures)
    source = "Source: " + "; ".join(lines) + "." if lines else ""
    caption = f"{picture.title}, {period}" if period else picture.title
    parts = [
        f'<figure class="nb-figure" id="{escape(name)}" data-kind="{escape(picture.kind)}">',
        f"<figcaption>{escape(picture.title)}"
        + (f'<span class="nb-period">, {escape(period)}</span>' if period else "")
        + "</figcaption>",
        drawing or picture.svg,
        "</figure>",
        '<div class="nb-source">',
        *(f"<p>{escape(note)}</p>" for note in notes),
        write_sources(lines),
        f"<p>{escape(credit)}</p>" if credit else "",
        f'<p class="nb-downloads" data-downloads="{escape(name)}"></p>',
        "</div>",
    ]
    row_words = "1 row" if rows == 1 else f"{rows} rows"
    if table:
        parts.append(
            f'<details class="nb-data"><summary>Table of these figures ({row_words})</summary>'
            f"{table}</details>"
        )
    return Block(
        html="".join(parts),
        figures=picture.figures,
        kind=picture.kind,
        title=picture.title,
        alt=picture.alt,
        caption=f"{caption}. {source}".strip(),
    )


def choose_caveats(store: Store, indicator: Indicator, figures: Sequence[Figure]) -> list[str]:
    """The caveats that concern the areas of ``figures``: one that names authorities is for them."""
    own = {store.areas[figure.area_code].name for figure in figures}
    own |= {store.areas[figure.area_code].formal_name for figure in figures}
    names = {area.name for area in store.areas.at_level("upper_tier")} - {"Reading"}
    kept = []
    for text in indicator.caveats:
        named = {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}
        if not named or named & own:
            kept.append(text)
    return kept


def describe_indicator(store: Store, indicator: Indicator, figures: Sequence[Figure]) -> Block:
    """What the indicator means, folded: definition, who is counted, source, caveats, breaks."""
    items: list[tuple[str, str]] = [
        ("Definition", indicator.definition),
        (
            "Counted",
            f"{indicator.numerator}, out of: {indicator.denominator}"
            if indicator.denominator not in ("", "not applicable")
            else indicator.numerator,
        ),
        ("Ages", indicator.ages),
        ("Basis", indicator.basis),
        ("Unit", indicator.unit_words),
    ]
    sources = list_sources(store, figures)
    if sources:
        items.append(("Source", "; ".join(sources)))
    items.append(("Published", f"{indicator.official.publication}, {indicator.official.cadence}"))
    parts = [
        f'<details class="nb-about"><summary>What {escape(indicator.words.name)} means, and what to watch for</summary><dl>'
    ]
    for term, text in items:
        parts.append(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>")
    if indicator.breaks:
        cuts = "".join(
            f"<li>{escape('From ' + parse_period(cut.first).words)}: {escape(cut.reason)}</li>"
            for cut in indicator.breaks
        )
        parts.append(f"<dt>Not comparable across</dt><dd><ul>{cuts}</ul></dd>")
    caveats = choose_caveats(store, indicator, figures)
    if caveats:
        notes = "".join(f"<li>{escape(text)}</li>" for text in caveats)
        parts.append(f"<dt>To watch for</dt><dd><ul>{notes}</ul></dd>")
    parts.append("</dl></details>")
    return Block("".join(parts), tuple(figures), "about", indicator.title)
