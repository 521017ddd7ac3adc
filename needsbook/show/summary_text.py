"""The summary of an area for a terminal, and as plain JSON for machines."""

from __future__ import annotations

from typing import Any

from needsbook.catalogue.periods import say_day
from needsbook.show.blocks import figure_record
from needsbook.show.standout_words import (
    GRADE_MARKS,
    GRADE_MEANINGS,
    GRADE_WORDS,
    say_neighbours_place,
)
from needsbook.show.summary import SIDE_TITLES, Finding, Summary
from needsbook.store.data_date import find_data_date
from needsbook.store.store import Store

MOST_NAMES = 6


def write_text(store: Store, summary: Summary) -> str:
    """The summary for a terminal."""
    area = summary.area
    day = find_data_date(store)
    lines = [f"{area.name}: what stands out (figures as held on {say_day(day)})", ""]
    lines += [sentence.text for sentence in summary.who]
    if not len(summary.found.standings):
        lines.append(f"No figure is held in this book for {area.in_prose}.")
        return "\n".join(lines)
    for side, findings in summary.sides.items():
        lines += ["", SIDE_TITLES[side]]
        lines += _list_findings(findings)
        if not findings:
            lines.append("  nothing in the figures at hand")
    lines += ["", summary.since, *_list_findings(summary.changes)]
    if not summary.changes:
        lines.append("  no change in the figures at hand that may be told")
    if summary.where:
        lines += ["", f"Where {area.place}", f"  {summary.where.text}"]
    lines += [
        "",
        "What is not known",
        *(f"  {_cut_names(unknown.text)}" for unknown in summary.unknown),
    ]
    lines += ["", "Grades"]
    lines += [
        f"  {GRADE_MARKS[grade]} {words}: {GRADE_MEANINGS[grade]}"
        for grade, words in GRADE_WORDS.items()
    ]
    return "\n".join(lines)


def _cut_names(text: str) -> str:
    """A remark with the first of the measures it names; a terminal has no room for a hundred."""
    words, colon, names = text.partition(": ")
    listed = names.rstrip(".").split("; ")
    if not colon or len(listed) <= MOST_NAMES:
        return text
    first = "; ".join(listed[:MOST_NAMES])
    return f"{words}: {first}; and {len(listed) - MOST_NAMES} more (--json names them all)."


def _list_findings(findings: tuple[Finding, ...]) -> list[str]:
    lines = []
    for finding in findings:
        lines.append(
            f"  {GRADE_MARKS[finding.told.grade]} {finding.told.sentence.text} "
            f"[{GRADE_WORDS[finding.told.grade]}]"
        )
        near = say_neighbours_place(finding.beside) if finding.beside else None
        if near:
            lines.append(f"      {near.text}")
        lines += [f"      Also: {told.text}" for told in finding.also]
    return lines


def write_record(store: Store, summary: Summary) -> dict[str, Any]:
    """The summary as plain JSON: every finding with its grade, sentence and figures."""

    def record(finding: Finding) -> dict[str, Any]:
        found: dict[str, Any] = {
            "indicator": finding.indicator,
            "title": finding.title,
            "grade": finding.told.grade,
            "sentence": finding.told.sentence.text,
            "figures": [figure_record(figure) for figure in finding.figures],
            "also": [
                {"grade": told.grade, "sentence": told.sentence.text} for told in finding.also
            ],
        }
        if finding.beside:
            found["places"] = {
                group: {
                    "place": int(told.place.value or 0),
                    "end": told.end,
                    "of": int(told.of.value or 0),
                    "tied": told.tied,
                }
                for group, told in finding.beside.places.items()
            }
            found["current"] = finding.beside.current
        return found

    return {
        "area": summary.area.slug,
        "code": summary.area.code,
        "name": summary.area.name,
        "data_date": find_data_date(store).isoformat(),
        "who": [sentence.text for sentence in summary.who],
        **{side: [record(finding) for finding in found] for side, found in summary.sides.items()},
        "since": summary.found.since.isoformat(),
        "changes": [record(change) for change in summary.changes],
        "where": summary.where.text,
        "unknown": [unknown.text for unknown in summary.unknown],
        "grades": {grade: GRADE_MEANINGS[grade] for grade in GRADE_WORDS},
    }
