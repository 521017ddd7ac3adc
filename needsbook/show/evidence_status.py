"""The text of ``needsbook status --evidence``: verdicts by area and step, and what is without."""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue import Area, Indicator
from needsbook.findings.evidence_counts import EvidenceCount, count_evidence, weigh_latest
from needsbook.stats.steps import STEP_WORDS, STEPS
from needsbook.store.store import Store

ALONE = "no benchmark"


def describe_evidence(
    store: Store, indicators: Sequence[Indicator], areas: Sequence[Area]
) -> list[str]:
    """Lines of two tables: by area (``areas``, then all of them together), by indicator."""
    found = weigh_latest(store, indicators, areas)
    by_area = count_evidence(found, "area_code", {area.code: area.name for area in areas})
    whole = EvidenceCount(
        f"all {len(by_area)} areas",
        {step: sum(count.steps[step] for count in by_area) for step in STEPS},
        sum(count.alone for count in by_area),
    )
    by_indicator = count_evidence(
        found, "indicator", {indicator.id: indicator.id for indicator in indicators}
    )
    lines = ["Verdicts against England in a profile, by area and by what they rest on", ""]
    lines += _tabulate("area", [*by_area, whole])
    lines += ["", "The same by indicator, over these areas", ""]
    lines += _tabulate("indicator", by_indicator)
    return lines


def _tabulate(title: str, counts: Sequence[EvidenceCount]) -> list[str]:
    heads = [title, "figures", "verdict", "share", *(f"{n} {STEP_WORDS[n]}" for n in STEPS), ALONE]
    rows = [heads]
    for count in counts:
        share = f"{100 * count.tested / count.figures:.0f}%" if count.figures else ""
        cells = [count.name, str(count.figures), str(count.tested), share]
        rows.append(
            [*cells, *(str(count.steps[step] or "") for step in STEPS), str(count.alone or "")]
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
