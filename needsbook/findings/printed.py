"""Figures as a plan printed them, and figures derived from published ones.

A printed figure's id is ``plan.<plan>.<claim>``; its dataset is ``plan:<plan>``. It is what
a document says, not what was published: nothing is computed from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.plans import Claim, Plan
from needsbook.store.figures import Figure, print_value

PLAN_UNITS = {"percent": "percent", "per_10k": "per_10k"}


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
    return Figure(
        id=f"{first.id}.{name}",
        indicator=first.indicator,
        area_code=first.area_code,
        period=first.period,
        value=value,
        printed=missing.printed if missing else print_value(value or 0.0, first.unit, decimals),
        unit=first.unit,
        reason=missing.reason if missing else "",
        dataset=first.dataset,
        series=first.series,
        edition=first.edition,
        method="sum",
        inputs=tuple(part.id for part in parts),
    )


def derive_share(part: Figure, base: Figure, name: str, decimals: int) -> Figure:
    """``part`` as a percentage of ``base`` (two counts); missing if either is, or the base is 0."""
    missing = next((one for one in (part, base) if one.value is None), None)
    if missing is None and not base.value:
        missing = base
    value = None if missing else 100 * (part.value or 0.0) / (base.value or 1.0)
    return Figure(
        id=f"{part.id}.{name}",
        indicator=part.indicator,
        area_code=part.area_code,
        period=part.period,
        value=value,
        printed=(missing.printed if missing.value is None else "not applicable")
        if missing
        else print_value(value or 0.0, "percent", decimals),
        unit="percent",
        count=part.value if not missing else None,
        denominator=base.value if not missing else None,
        reason=(missing.reason or "not_applicable") if missing else "",
        dataset=part.dataset,
        series=part.series,
        edition=part.edition,
        method="share of two published counts",
        inputs=(part.id, base.id),
    )
