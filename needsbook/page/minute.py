"""The answer before the page: what is worst, the place among neighbours, what changed, what is
best, a few words each, so that it stands on the first screen."""

from __future__ import annotations

from html import escape

from needsbook.catalogue.issues import load_issues
from needsbook.findings.standing_figures import NEIGHBOURS, tell_place
from needsbook.page.base import PlacePage
from needsbook.page.links import find_sections
from needsbook.show.sentences import Part, Sentence
from needsbook.show.standout_words import (
    GRADE_MARKS,
    GRADE_WORDS,
    say_place,
    say_with_base,
)
from needsbook.show.summary import Finding, Summary
from needsbook.stats.standouts import Grade
from needsbook.store import Figure

# The indicator, what is said of it, and the grade of that (None: a place and no finding).
Line = tuple[str, Sentence, Grade | None]
MOST = 3
HEADINGS = {
    "worse": "Worst beside England", "better": "Best beside England",
    "context": "Different from England, neither good nor bad",
}  # fmt: skip


def make_minute(page: PlacePage, summary: Summary) -> tuple[str, tuple[Figure, ...]]:
    """Four short lists as HTML, and the figures in them; nothing where nothing stands out."""
    figures: list[Figure] = []

    def write(heading: str, told: list[Line]) -> str:
        if not told:
            return ""
        items = []
        for name, sentence, grade in told:
            figures.extend(sentence.figures)
            mark = mark_briefly(grade) if grade else ""
            items.append(f"<li>{link_measure(page, name)} {sentence.html()}{mark}</li>")
        return f"<section><h3>{escape(heading)}</h3><ul>{''.join(items)}</ul></section>"

    parts = [
        write(
            HEADINGS["worse"], [tell_briefly(finding) for finding in summary.sides["worse"][:MOST]]
        ),
        write("Among its statistical neighbours", _list_near(page, summary)),
        write(summary.since, [_move(finding) for finding in summary.changes[:MOST]]),
        write(
            HEADINGS["better"],
            [tell_briefly(finding) for finding in summary.sides["better"][:MOST]],
        ),
        write(HEADINGS["context"], [tell_briefly(finding) for finding in summary.extreme[:MOST]]),
    ]
    return (f'<div class="nb-minute">{"".join(parts)}</div>' if any(parts) else ""), tuple(figures)


def mark_briefly(grade: Grade) -> str:
    """A grade as its mark alone, which says its word to whoever asks or cannot see it."""
    words = escape(GRADE_WORDS[grade])
    return (
        f' <span class="nb-grade nb-grade-{grade}" role="img" aria-label="{words}" '
        f'title="{words}">{GRADE_MARKS[grade]}</span>'
    )


def link_measure(page: PlacePage, name: str) -> str:
    """The short title of a measure, leading to its section where it has one."""
    title = escape(page.store.indicators[name].short_title)
    link = find_sections(page.store.project).get(name, "")
    return f'<a href="{escape(link)}">{title}</a>' if link else f"<b>{title}</b>"


def tell_briefly(finding: Finding) -> Line:
    """“44.2%, 10th highest of 152”, with the measure it is of and its grade."""
    beside = finding.beside
    assert beside is not None
    parts: tuple[Part, ...] = say_with_base(beside.figure)
    told = beside.places.get("england")
    if told is not None:
        parts += (", ", *say_place(told))
    elif not beside.england.missing:
        parts += (" (England ", beside.england, ")")
    return finding.indicator, Sentence(parts), finding.told.grade


def _move(finding: Finding) -> Line:
    moved = finding.moved
    assert moved is not None
    parts = (moved.earlier, " to ", *say_with_base(moved.later))
    return finding.indicator, Sentence(parts), finding.told.grade


def _list_near(page: PlacePage, summary: Summary) -> list[Line]:
    """The place among the neighbours by the headline of each issue that has one."""
    store, found = page.store, summary.found
    told: list[Line] = []
    for name in load_issues(store.project).headlines:
        if name not in found.standings.index:
            continue
        row = found.row(name)
        figure = store.figure(name, page.area.code, str(row["period"]))
        place = tell_place(store, figure, row, NEIGHBOURS)
        if place is not None:
            told.append((name, Sentence(say_place(place)), None))
    return told
