"""The definition guard: a claim and a series meet only where their attributes agree."""

from __future__ import annotations

from collections.abc import Mapping

from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.recipes import Recipe
from needsbook.catalogue.plans import Claim, Definition

ATTRIBUTE_WORDS: Mapping[str, str] = {
    "ages": "age band",
    "numerator": "what is counted",
    "school_type": "type of school",
    "housing_costs": "housing costs",
    "place": "residence or school",
    "time": "month, average or year",
}
VALUE_WORDS: Mapping[str, str] = {
    "before": "before housing costs",
    "after": "after housing costs",
    "not_deducted": "benefits measure",
    "residence": "by residence",
    "school": "by authority of school",
}


def find_conflicts(claimed: Definition, held: Definition) -> dict[str, tuple[str, str]]:
    """The attributes on which both speak and differ: attribute to (claimed, held)."""
    theirs = held.model_dump()
    return {
        name: (value, theirs[name])
        for name, value in claimed.stated().items()
        if theirs.get(name) and _plain(theirs[name]) != _plain(value)
    }


def _plain(text: str) -> str:
    return text.lower().replace("–", "-").strip()


def guard(claim: Claim, recipe: Recipe, evidence: HeldEvidence) -> dict[str, tuple[str, str]]:
    """The conflicts that forbid setting ``claim`` beside ``recipe`` (none: they may meet).

    The claim's own indicator is let through where the claim records a reason.
    """
    conflicts = find_conflicts(claim.definition, recipe.definition(evidence))
    if claim.override and recipe.indicator == claim.indicator and recipe.ages < 0:
        return {}
    return conflicts


def explain_conflicts(conflicts: Mapping[str, tuple[str, str]]) -> list[str]:
    """One phrase per conflict: “age band: 0-18, not 0-19”."""
    return [
        f"{ATTRIBUTE_WORDS[name]}: {VALUE_WORDS.get(held, held)}, not {VALUE_WORDS.get(claimed, claimed)}"
        for name, (claimed, held) in conflicts.items()
    ]
