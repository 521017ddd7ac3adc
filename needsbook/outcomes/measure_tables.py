"""Pieces of HTML the pages of this package share: tables that stack, statuses, counts.

Tables carry explicit roles: on a narrow page the style sheet shows each row as a card, and
some browsers drop a table's meaning when its cells are no longer laid out as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from needsbook.catalogue import Area, load_sources, parse_period
from needsbook.catalogue.periods import label_period
from needsbook.findings.movements import STATUS_MARKS, STATUS_WORDS, Judgement, Status
from needsbook.show.blocks import Block, show_figure
from needsbook.show.evidence_marks import mark_step
from needsbook.show.frame import list_sources
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup
from needsbook.store import Figure, Store, figure_id

# Tables that fit a narrow page as they are; every other one is laid out as cards there.
NARROW = ("nb-of-answers", "nb-of-bars")


def count_things(
    kind: str, area: Area, as_of: date, what: str, value: int, inputs: Iterable[str] = ()
) -> Figure:
    """The number of things of a kind (measures, promises …) in an area, as a figure.

    Its id is ``kind.area.day.what``; ``inputs`` names the figures it was counted from.
    """
    day = as_of.isoformat()
    return Figure.of_count(
        figure_id(kind, area.slug, day, derived=what),
        value,
        kind,
        area_code=area.code,
        period=day,
        inputs=tuple(inputs),
    )


def _show_rests(judgement: Judgement) -> str:
    """What a tested status rests on: the letter of its step, with its word."""
    verdict = judgement.verdict
    return f" {mark_step(verdict.step)}" if verdict is not None and verdict.tested else ""


def show_status(judgement: Judgement) -> str:
    """A status as a word with a mark (never by colour alone), and the reason below it."""
    status = judgement.status
    name = status.replace(" ", "-")
    reason = f'<span class="nb-of-why">{escape(_sentence(judgement.reason))}</span>'
    return (
        f'<span class="nb-of-status nb-of-{name}"><span aria-hidden="true">'
        f"{STATUS_MARKS[status]}</span> {STATUS_WORDS[status]}</span>"
        f"{_show_rests(judgement)}"
        f"{reason if judgement.reason else ''}"
    )


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", ")", "?")) else f"{text}."


def show_name(text: str) -> str:
    """The name a row goes by."""
    return f'<span class="nb-of-name">{escape(text)}</span>'


def show_dated(figure: Figure) -> str:
    """A figure and its period; a day as prose has it."""
    if not figure.period:
        return show_figure(figure)
    when = escape(label_period(figure.period))
    return f'{show_figure(figure)} <span class="nb-of-period">{when}</span>'


def show_mark(status: Status) -> str:
    """The sign of a state alone; its word is read out and shown on hover."""
    word = STATUS_WORDS[status]
    return (
        f'<span class="nb-of-mark nb-of-{status.replace(" ", "-")}" role="img" '
        f'aria-label="{word}" title="{word}">{STATUS_MARKS[status]}</span>'
    )


def show_brief(figure: Figure) -> str:
    """A figure and its period, a day as its month: for tables that are wide already."""
    period = parse_period(figure.period) if figure.period else None
    if period is None:
        return show_figure(figure)
    words = period.words.partition(" ")[2] if period.kind == "day" else period.text
    return f'{show_figure(figure)} <span class="nb-of-period">{escape(words)}</span>'


def name_publishers(store: Store, figures: Iterable[Figure]) -> list[str]:
    """The publishers behind the published figures among ``figures``, each once."""
    sources = load_sources(store.project)
    found = {f.dataset: store.passports[f.dataset].source for f in figures if f.dataset}
    return list(dict.fromkeys(sources[name].name for name in found.values()))


def write_table(
    caption: str,
    heads: Sequence[str],
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]],
    name: str = "",
) -> str:
    """A table as HTML. A group is a heading (empty: none) and rows of cells already HTML.

    The first cell of each row is its heading; on a narrow page every other cell shows the
    head of its column before it.
    """
    columns = len(heads)
    name = name if name in NARROW else f"nb-of-wide {name}".strip()
    top = RowMarkup([CellMarkup(escape(head), "col") for head in heads])
    bodies = []
    for title, rows in groups:
        heading = RowMarkup([CellMarkup(title, "rowgroup", span=columns)], "nb-of-group")
        bodies.append([*([heading] if title else []), *(_row(heads, row) for row in rows)])
    return write_markup(caption, [top], bodies, f"nb-of-table {name}", stacks=True, framed=False)


def _row(heads: Sequence[str], cells: Sequence[str]) -> RowMarkup:
    first, *others = cells
    labelled = [CellMarkup(cell, label=head) for head, cell in zip(heads[1:], others, strict=True)]
    return RowMarkup([CellMarkup(first, "row"), *labelled])


def write_list(items: Iterable[str], name: str = "") -> str:
    """An unordered list of items already HTML."""
    lines = "".join(f"<li>{text}</li>" for text in items)
    return f'<ul class="{name}">{lines}</ul>' if name else f"<ul>{lines}</ul>"


def write_note(text: str) -> str:
    """A source line or a caveat, below a table."""
    return f'<p class="nb-of-note">{escape(text)}</p>' if text else ""


def make_block(
    html: str,
    figures: Iterable[Figure],
    title: str,
    caption: str,
    kind: str = "table",
    alt: str = "",
) -> Block:
    """A block of this package: one section element, so that its style sheet applies."""
    body = f'<section class="nb-of">{html}</section>'
    return Block(
        html=body, figures=tuple(figures), kind=kind, title=title, alt=alt, caption=caption
    )


def make_gap(text: str) -> Block:
    """A sentence about what is not held: no page is published for it alone."""
    return Block(f'<p class="nb-plain">{escape(text)}</p>', (), "not_held", gaps=(text,))


def write_sources(store: Store, figures: Iterable[Figure]) -> str:
    """The publications behind the published figures among ``figures``, as one line."""
    lines = list_sources(store, figures)
    return write_note(f"Sources: {'; '.join(lines)}.") if lines else ""
