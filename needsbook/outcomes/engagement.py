"""Engagement results as tables with bars: who answered, what matters to whom.

Every table states its base and its overlaps, adds its rows up as a figure of its own, and
says so when the sum does not fit the count it should fit into. The document's own
contradictions are shown, not mended.
"""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.engagement import (
    AnswerTable,
    Consultation,
    Count,
    Question,
    load_consultations,
)
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.outcomes.framework import find_area
from needsbook.outcomes.measure_tables import (
    make_block,
    make_gap,
    write_list,
    write_note,
    write_table,
)
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure
from needsbook.store import Figure, Store, figure_id

QUALIFIERS = {"exact": "", "about": "about ", "more_than": "more than "}
HEADS = ("Group", "Answers", "Compared with the largest")
INDICATOR = "engagement_answers"
TICK = '<span class="nb-of-yes"><span aria-hidden="true">✓</span> named</span>'
NOT_NAMED = '<span class="nb-of-no">not named</span>'
NOT_ASKED = '<span class="nb-of-no">not worked through</span>'


def make_count(
    consultation: Consultation, area: Area, what: str, value: float, **more: object
) -> Figure:
    """One printed count of a consultation as a figure: ``engagement_answers.area.day.what``."""
    name = figure_id(INDICATOR, area.slug, parse_period(consultation.period).slug, derived=what)
    known = {"area_code": area.code, "period": consultation.period}
    return Figure.of_count(
        name, value, INDICATOR, **{**known, "method": "printed in the report", **more}
    )


def show_count(count: Count, figure: Figure) -> str:
    """A count with the word the document hedges it with."""
    return f"{QUALIFIERS[count.qualifier]}<strong>{show_figure(figure)}</strong>"


def engagement_blocks(project: Project, store: Store, area: str | Area) -> list[Block]:
    """Blocks for an area's engagement results, the earliest consultation first.

    An area without any gets one block that says so.
    """
    place = find_area(store, area)
    found = [
        consultation
        for consultation in load_consultations(project).values()
        if place.slug in consultation.areas
    ]
    found.sort(key=lambda consultation: parse_period(consultation.period))
    if not found:
        return [make_gap(f"No results of engagement are held in this book for {place.name}.")]
    blocks = []
    for consultation in found:
        counts = {
            c.id: make_count(consultation, place, c.id.replace("_", "-"), c.value)
            for c in consultation.counts
        }
        blocks.append(_summary(consultation, place, counts))
        blocks += [
            _table_block(consultation, table, place, counts) for table in consultation.tables
        ]
        blocks += [_question_block(consultation, question) for question in consultation.questions]
        blocks += _drawn_blocks(project, consultation, place)
    return blocks


def _summary(consultation: Consultation, area: Area, counts: dict[str, Figure]) -> Block:
    lines = write_list(
        f"{escape(count.label)}: {show_count(count, counts[count.id])}"
        for count in consultation.counts
    )
    together = ""
    if len(consultation.areas) > 1:
        together = "<p>The document gives one count for all its areas together.</p>"
    html = (
        f"<h2>{escape(consultation.title)}</h2>{lines}{together}<p>{escape(consultation.standing)}</p>"
        f"<h3>How people were asked</h3>{write_list(map(escape, consultation.methods))}"
        + write_note(f"Source: {consultation.document}.")
    )
    return make_block(html, counts.values(), consultation.title, consultation.document, "text")


def _drawn_blocks(project: Project, consultation: Consultation, area: Area) -> list[Block]:
    """The outcomes of a plan that were drawn from what was said, where answers are not held."""
    blocks = []
    for name, wanted in consultation.drawn.items():
        framework = load_frameworks(project)[name]
        outcomes = [o for o in framework.outcomes_for(area.slug) if o.id in wanted]
        title = f"What the authors drew from it: outcomes of the plan {framework.start.year} to {framework.end.year}"
        held = not (consultation.tables or consultation.questions)
        lines = write_list(
            f"<strong>{escape(outcome.title)}</strong>: {escape(' '.join(outcome.statements))}"
            for outcome in outcomes
        )
        html = (
            f"<h3>{escape(title)}</h3>"
            + (
                "<p>The document counts workshops and those who took part. It holds no answers: "
                "not what was said, not by whom, not by how many. The outcomes below are what the "
                "authors made of it, not the words of the young people.</p>"
                if held
                else ""
            )
            + lines
            + write_note(f"Source: {consultation.document}, restated.")
        )
        blocks.append(make_block(html, (), title, consultation.document, "text"))
    return blocks


def _draw_bar(value: float, most: float) -> str:
    """A bar as wide as its value's part of the largest; the number stands beside it."""
    width = 100 * value / most if most else 0
    return (
        '<svg class="nb-of-bar" viewBox="0 0 100 10" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect x="0" y="0" width="{width:.2f}" height="10"/></svg>'
    )


def _table_block(
    consultation: Consultation, table: AnswerTable, area: Area, counts: dict[str, Figure]
) -> Block:
    figures = [
        make_count(consultation, area, f"{table.id}-{row.id}", row.value) for row in table.rows
    ]
    total = make_count(
        consultation, area, f"{table.id}-sum", sum(row.value for row in table.rows),
        method="sum of the rows", inputs=tuple(figure.id for figure in figures),
    )  # fmt: skip
    most = max(float(figure.value or 0) for figure in figures)
    rows = [
        [escape(row.label), show_figure(figure), _draw_bar(float(figure.value or 0), most)]
        for row, figure in zip(table.rows, figures, strict=True)
    ]
    rows.append([
        "All rows added up", f"<strong>{show_figure(total)}</strong>",
        '<span class="nb-of-why">Answers, not people.</span>',
    ])  # fmt: skip
    shown = [*figures, total]
    html = write_table(table.title, HEADS, [("", rows)], "nb-of-bars")
    html += f"<p><strong>Base:</strong> {escape(table.base)}</p>"
    html += f"<p><strong>Overlaps:</strong> {escape(table.overlap)}</p>"
    if table.expect:
        count = next(c for c in consultation.counts if c.id == table.expect)
        whole = counts[table.expect]
        shown.append(whole)
        html += _check_sum(table, total, count, whole)
    html += write_note(f"Source: {consultation.document}.")
    first, last = max(figures, key=_value), min(figures, key=_value)
    labels = {figure.id: row.label for row, figure in zip(table.rows, figures, strict=True)}
    alt = (
        f"Bars of {len(figures)} groups: most answers from “{labels[first.id]}” "
        f"({first.printed}), fewest from “{labels[last.id]}” ({last.printed})."
    )
    return make_block(html, shown, table.title, f"{table.base} {table.overlap}", "chart", alt)


def _value(figure: Figure) -> float:
    return float(figure.value or 0)


def _check_sum(table: AnswerTable, total: Figure, count: Count, whole: Figure) -> str:
    """How the rows' sum stands to the count it should fit into, in words."""
    beside = f"{escape(count.label.lower())}: {show_count(count, whole)}"
    if _value(total) > _value(whole) and count.qualifier == "exact":
        return (
            f'<p class="nb-of-clash"><strong>Does not fit:</strong> the rows add up to '
            f"{show_figure(total)}, which is more than the whole they are part of ({beside}). "
            "The report does not explain it.</p>"
        )
    if _value(total) < _value(whole):
        return (
            f"<p>The rows add up to {show_figure(total)}, fewer than the whole ({beside}): for the "
            "others the report gives no row.</p>"
        )
    return f"<p>The rows add up to {show_figure(total)}; the whole as printed is {beside}.</p>"


def _question_block(consultation: Consultation, question: Question) -> Block:
    heads = ["Answer", *(group.label for group in consultation.groups)]
    rows = []
    for answer in question.answers:
        cells = [escape(answer.label)]
        for group in consultation.groups:
            if group.id in answer.by:
                cells.append(TICK)
            else:
                cells.append(NOT_NAMED if group.id in question.asked else NOT_ASKED)
        rows.append(cells)
    html = write_table(question.title, heads, [("", rows)], "nb-of-answers")
    html += (
        "<p>The report marks which groups named an answer, not how many did: what is not named "
        f"may still matter to some. {escape(question.pending)}</p>"
    )
    html += write_note(f"Source: {consultation.document}.")
    everyone = [a.label for a in question.answers if set(a.by) == set(question.asked)]
    alt = "Named by every group: " + ("; ".join(everyone) if everyone else "none") + "."
    return make_block(html, (), question.title, consultation.document, "table", alt)
