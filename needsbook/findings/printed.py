"""Figures as a plan printed them, and figures derived from published ones.

A printed figure's id is ``plan.<plan>.<claim>``; its dataset is ``plan:<plan>``. It is what
a document says, not what was published: nothing is computed from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.plans import Claim, Plan
from needsbook.store.figures import Figure


def claim_figure(plan: Plan, claim: Claim, areas: Areas) -> Figure:
    """The figure a claim prints, in the document's own form (“less than 19%”)."""
    code = areas[claim.area].code if claim.area in areas else ""
    return Figure(
        id=f"plan.{plan.slug}.{claim.id}",
        indicator=claim.indicator,
        area_code=code,
        period=claim.period,
        value=claim.value,
        printed=claim.printed,
        unit=claim.unit,
        dataset=f"plan:{plan.slug}",
        method="printed in the plan",
        note=claim.says,
    )


def derive_sum(parts: Sequence[Figure], name: str, decimals: int) -> Figure:
    """The sum of percentages of one base, or of counts; missing if any part is."""
    first = parts[0]
    missing = next((part for part in parts if part.value is None), None)
    value = None if missing else sum(part.value or 0.0 for part in parts)
    return first.derive(
        name,
        value,
        "sum",
        [part.id for part in parts],
        printed=missing.printed if missing else "",
        decimals=decimals,
        reason=missing.reason if missing else "",
    )


def derive_share(part: Figure, base: Figure, name: str, decimals: int) -> Figure:
    """``part`` as a percentage of ``base`` (two counts); missing if either is, or the base is 0."""
    missing = next((figure for figure in (part, base) if figure.value is None), None)
    if missing is None and not base.value:
        missing = base
    value = None if missing else 100 * (part.value or 0.0) / (base.value or 1.0)
    return part.derive(
        name,
        value,
        "share of two published counts",
        (part.id, base.id),
        unit="percent",
        printed="" if missing is None else missing.printed if missing.missing else "not applicable",
        decimals=decimals,
        count=None if missing else part.value,
        denominator=None if missing else base.value,
        reason=(missing.reason or "not_applicable") if missing else "",
    )
