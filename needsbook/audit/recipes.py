"""Recipes: the ways a printed number may have been made from published figures.

A recipe is a series (indicator and edition) and, where one is needed, a transformation:
a sum of single years of age, the share such a sum has of all residents, one count over
another, or two percentages added. It knows its definition, so that the guard can say in
which attribute it differs from what the claim says it counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from needsbook.audit.held_figures import (
    AGE_INDICATOR,
    FIRST_RELEASE,
    SHARE_INDICATOR,
    HeldEvidence,
    Reading,
)
from needsbook.catalogue import Period
from needsbook.catalogue.plans import Claim, Definition, SeriesDefinition

OLDEST_LAST_AGE = 19
YOUNGEST_LAST_AGE = 15
LAST_AGE_OF_CHILDREN = 17


@dataclass(frozen=True)
class Recipe:
    """One way to make a value.

    ``ages`` is the last single year summed (-1: none). ``first_population`` recounts a rate
    per child on the population as first released, which is how it was first published.
    ``counted`` takes the count behind a rate or a share.
    """

    indicator: str
    edition: str = ""
    ages: int = -1
    share: bool = False
    first_population: bool = False
    over: str = ""
    plus: tuple[str, ...] = ()
    counted: bool = False

    def definition(self, evidence: HeldEvidence) -> Definition:
        """What the recipe counts."""
        if self.ages >= 0:
            base = evidence.definitions.get(AGE_INDICATOR, SeriesDefinition())
            return base.model_copy(update={"ages": f"0-{self.ages}"})
        found = evidence.definitions.get(self.indicator, SeriesDefinition())
        if self.plus or self.over:
            # A sum or a ratio has a numerator of its own, which the claim spells out.
            return found.model_copy(update={"numerator": ""})
        return found

    def periods(self, evidence: HeldEvidence) -> list[Period]:
        """The periods for which the recipe may give a value."""
        if self.first_population:
            return evidence.periods(self.indicator)
        return evidence.periods(AGE_INDICATOR if self.ages >= 0 else self.indicator, self.edition)

    def read(self, evidence: HeldEvidence, area: str, period: str) -> Reading | None:
        """The value for one place and period; None where an ingredient is missing."""
        if self.ages >= 0:
            return self._read_ages(evidence, area, period)
        if self.first_population:
            return self._read_rate(evidence, area, period)
        base = evidence.read(self.indicator, area, period, self.edition)
        if base is None:
            return None
        if self.counted:
            return self._read_count(evidence, area, period, base)
        if self.over:
            under = evidence.read(self.over, area, period, self.edition)
            if under is None or not under.value:
                return None
            return replace(
                base, value=100 * base.value / under.value, unit="percent", decimals=1,
                count=base.value, denominator=under.value, sources=base.sources + under.sources,
                derived=f"over {self.over}",
            )  # fmt: skip
        for name in self.plus:
            more = evidence.read(name, area, period, self.edition)
            if more is None:
                return None
            base = replace(
                base, value=round(base.value + more.value, 6), lower=None, upper=None,
                sources=base.sources + more.sources, derived=f"plus {name}",
            )  # fmt: skip
        return base

    def _read_count(
        self, evidence: HeldEvidence, area: str, period: str, base: Reading
    ) -> Reading | None:
        """The count behind the rate, or behind the rates added; None where one is not printed."""
        parts = [base, *(evidence.read(name, area, period, self.edition) for name in self.plus)]
        counts = [part.count for part in parts if part is not None and part.count is not None]
        if len(counts) < len(parts):
            return None
        return replace(
            base, value=sum(counts), unit="persons", decimals=0, lower=None, upper=None,
            count=None, denominator=None, derived="count behind the rate",
            sources=tuple(at for part in parts if part is not None for at in part.sources),
        )  # fmt: skip

    def _read_ages(self, evidence: HeldEvidence, area: str, period: str) -> Reading | None:
        years = [
            evidence.read(AGE_INDICATOR, area, period, self.edition, str(age))
            for age in range(self.ages + 1)
        ]
        found = [year for year in years if year is not None]
        if len(found) < len(years):
            return None
        total = sum(year.value for year in found)
        sources = tuple(position for year in found for position in year.sources)
        if not self.share:
            return replace(found[0], value=total, sources=sources, derived=f"ages 0 to {self.ages}")
        whole = evidence.read(SHARE_INDICATOR, area, period, self.edition)
        if whole is None:
            whole = evidence.read(SHARE_INDICATOR, area, period)
        if whole is None or not whole.denominator:
            return None
        return replace(
            found[0], value=100 * total / whole.denominator, unit="percent", decimals=1,
            count=total, denominator=whole.denominator, sources=sources + whole.sources,
            derived=f"share aged 0 to {self.ages}",
        )  # fmt: skip

    def _read_rate(self, evidence: HeldEvidence, area: str, period: str) -> Reading | None:
        rate = evidence.read(self.indicator, area, period)
        if rate is None:
            return None
        counting = evidence.definitions[self.indicator].per_population
        count, sources = rate.count, rate.sources
        if counting != "count":
            counted = evidence.read(counting, area, period)
            count = counted.value if counted is not None else None
            sources = counted.sources if counted is not None else sources
        # A rate on 31 March is per child of the mid-year before it.
        people = Recipe("", FIRST_RELEASE, LAST_AGE_OF_CHILDREN)._read_ages(
            evidence, area, f"mid-{rate.when.end.year - 1}"
        )
        if not count or people is None:
            return None
        multiplier = evidence.indicators[self.indicator].multiplier
        return replace(
            rate, value=multiplier * count / people.value, edition=FIRST_RELEASE, lower=None,
            upper=None, count=count, denominator=people.value,
            sources=sources + people.sources, derived="on the population as first released",
        )  # fmt: skip

    def words(self, evidence: HeldEvidence) -> str:
        """The recipe as a reader is told it."""
        if self.ages >= 0:
            text = f"residents aged 0 to {self.ages}"
            text = f"{text} as a share of all residents" if self.share else text
        else:
            text = evidence.indicators[self.indicator].title
            if self.counted:
                text += ": the number counted"
            if self.over:
                text += f" as a share of: {evidence.indicators[self.over].title}"
            for name in self.plus:
                text += f" plus {evidence.indicators[name].title}"
        if self.first_population:
            return f"{text} (on the population as first released)"
        return f"{text} (first release)" if self.edition else text


def stated_recipes(claim: Claim, evidence: HeldEvidence) -> list[Recipe]:
    """The recipes for the claim's own indicator, one for each edition held."""
    if not all(evidence.held(name) for name in (claim.indicator, claim.over, *claim.plus) if name):
        return []
    if not claim.indicator:
        return []
    found = [
        Recipe(claim.indicator, edition, over=claim.over, plus=claim.plus, counted=claim.counted)
        for edition in evidence.editions(claim.indicator)
    ]
    definition = evidence.definitions.get(claim.indicator)
    if claim.counted:
        return found
    if definition is not None and definition.per_population and evidence.held(AGE_INDICATOR):
        found.append(Recipe(claim.indicator, FIRST_RELEASE, first_population=True))
    return found


def family_recipes(claim: Claim, evidence: HeldEvidence) -> list[Recipe]:
    """The recipes for what the claim's indicator may be mistaken for, its own left out."""
    own = evidence.definitions.get(claim.indicator)
    if own is None or not own.family or claim.counted:
        return []
    unit = (
        evidence.indicators[claim.indicator].unit if claim.indicator in evidence.indicators else ""
    )
    found: list[Recipe] = []
    for name, definition in sorted(evidence.definitions.items()):
        if definition.family != own.family or name in (claim.indicator, AGE_INDICATOR):
            continue
        if evidence.held(name) and evidence.indicators[name].unit == unit:
            found += [Recipe(name, edition) for edition in evidence.editions(name)]
    if own.family == "population" and evidence.held(AGE_INDICATOR):
        share = claim.indicator == SHARE_INDICATOR
        found += [
            Recipe(claim.indicator, edition, last, share)
            for edition in evidence.editions(AGE_INDICATOR)
            for last in range(YOUNGEST_LAST_AGE, OLDEST_LAST_AGE)
        ]
    return found
