"""The search: what a printed number really is.

First the claim is read as it stands: its indicator (and any whose definition it does not
exclude), its place, its period. Then step by step farther away: another year, another age
band, basis or definition of the same family, another place (the plan's own areas first,
whose columns may have been swapped). Every figure tried is counted and charged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from needsbook.audit.accidents import ChanceTable
from needsbook.audit.findings import Fit
from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.audit.limits import explain_conflicts, guard
from needsbook.audit.phrases import Quoted, quote, quote_comparator
from needsbook.audit.recipes import Recipe, family_recipes, stated_recipes
from needsbook.audit.rounding import cut_off_as, prints_as
from needsbook.catalogue import Period, parse_period
from needsbook.catalogue.plans import Claim, Plan, printed_decimals

RECENT_PERIODS = 3
UNKNOWN_DATE = "2099-12"
FARTHEST = 3
MOST_PLACES = 8
MOST_ALTERNATIVES = 1
ACCEPTED_BY_CHANCE = 0.1
CUT_OFF_PENALTY = 4.0
FEWEST_SUPPORTS_FOR_CUT_OFF = 2


@dataclass(frozen=True)
class Step:
    """One figure to try: a recipe, a period and a place, and how far it is from the claim."""

    recipe: Recipe
    period: str
    area: str
    distance: int
    differences: tuple[str, ...]


class Searcher:
    """Searches for the claims of one plan."""

    def __init__(self, plan: Plan, evidence: HeldEvidence) -> None:
        self.plan = plan
        self.evidence = evidence
        self.chance = ChanceTable(evidence)
        year, month = (int(part) for part in plan.published.split("-"))
        self.published = date(year + month // 12, month % 12 + 1, 1)
        # A document of unknown date may be older than any revision.
        self.dated = plan.published != UNKNOWN_DATE
        self.knows_revision = plan.published >= (evidence.revised or plan.published)
        self._siblings: dict[tuple[str, str], list[Claim]] = {}
        for claim in plan.claims:
            if claim.fact and claim.kind == "value":
                self._siblings.setdefault((claim.fact, claim.where.section), []).append(claim)

    def siblings(self, claim: Claim) -> list[Claim]:
        """Claims of the same fact in the same section about other places."""
        alike = self._siblings.get((claim.fact, claim.where.section), [])
        return [
            sibling
            for sibling in alike
            if sibling.area != claim.area and sibling.kind == claim.kind
        ]

    def admissible(self, recipe: Recipe, claim: Claim, area: str) -> list[str]:
        """The periods a claim may mean: the stated one, else the last few it could have seen."""
        if claim.period:
            return [claim.period]
        ended = [
            period for period in self._known(recipe) if self.released(period, recipe.indicator)
        ]
        with_value = [
            period for period in reversed(ended) if recipe.read(self.evidence, area, period.text)
        ]
        return [period.text for period in with_value[:RECENT_PERIODS]]

    def released(self, period: Period, indicator: str) -> bool:
        """Whether figures of the period were out when the plan appeared."""
        return self._is_out(self.evidence.releases_of(indicator).first_of(period))

    def revised_since(self, period: Period, indicator: str) -> str:
        """The month in which figures of the period were revised after the plan appeared; else empty."""
        month = self.evidence.releases_of(indicator).revised.get(period.end.year, "")
        return month if month and self.dated and not self._is_out(month) else ""

    def _is_out(self, month: str) -> bool:
        year, number = (int(part) for part in month.split("-"))
        return date(year, number, 1) < self.published

    def _known(self, recipe: Recipe) -> list[Period]:
        return [period for period in recipe.periods(self.evidence) if period.start < self.published]

    def agreeing(self, claim: Claim) -> list[Recipe]:
        """The recipes the guard lets meet the claim, its own indicator first."""
        recipes = [*stated_recipes(claim, self.evidence), *family_recipes(claim, self.evidence)]
        return [recipe for recipe in recipes if self._silent_or_equal(claim, recipe)]

    def _silent_or_equal(self, claim: Claim, recipe: Recipe) -> bool:
        if guard(claim, recipe, self.evidence):
            return False
        if recipe.indicator == claim.indicator and recipe.ages < 0:
            return True
        # Another indicator stands in only where it differs from the claim's own in nothing
        # but attributes on which the claim is silent and which are about basis, not subject.
        own = self.evidence.definitions.get(claim.indicator)
        theirs = recipe.definition(self.evidence)
        if own is None:
            return False
        return all(
            getattr(claim.definition, name) or getattr(own, name) == getattr(theirs, name)
            for name in ("ages", "numerator", "housing_costs")
        )

    def as_stated(self, claim: Claim) -> tuple[list[Fit], list[Reading]]:
        """What fits the claim as it stands, best first; and every figure that was set beside it."""
        readings: list[tuple[Recipe, Reading]] = []
        for recipe in self.agreeing(claim):
            for period in self.admissible(recipe, claim, claim.area):
                reading = recipe.read(self.evidence, claim.area, period)
                if reading is not None:
                    readings.append((recipe, reading))
        fits = []
        for recipe, reading in readings:
            if prints_as(reading.value, claim.value or 0.0, claim.decimals, claim.qualifier):
                supports, _ = self.supports(claim, recipe, reading.period)
                fits.append(Fit(recipe, reading, supports=supports, tried=len(readings)))
        fits.sort(key=lambda fit: (-len(fit.supports), -fit.reading.when.end.toordinal(),
                                   fit.recipe.indicator != claim.indicator, fit.recipe.edition != ""))  # fmt: skip
        return fits, [reading for _, reading in readings]

    def supports(
        self, claim: Claim, recipe: Recipe, period: str, shift: str = ""
    ) -> tuple[tuple[Quoted, ...], float]:
        """What else the same series and period bear out, and the chance of that by accident.

        ``shift`` is the place whose figure stands in for the claim's own: siblings are then
        read in the place that makes the swap complete.
        """
        found: list[Quoted] = []
        charge = 1.0
        for comparator in claim.comparators:
            if comparator.value is None or not comparator.area:
                continue
            decimals = printed_decimals(comparator.printed)
            reading = recipe.read(self.evidence, comparator.area, period)
            if reading is not None and prints_as(reading.value, comparator.value, decimals):
                found.append(quote_comparator(claim, comparator))
                charge *= self.chance.charge(recipe, period, comparator.value, decimals)
        for sibling in self.siblings(claim):
            if sibling.value is None or sibling.qualifier in ("less_than", "more_than"):
                continue
            area = claim.area if shift == sibling.area else sibling.area
            reading = recipe.read(self.evidence, area, period)
            if reading is not None and prints_as(
                reading.value, sibling.value, sibling.decimals, sibling.qualifier
            ):
                found.append(quote(sibling))
                charge *= self.chance.charge(recipe, period, sibling.value, sibling.decimals)
        return tuple(found), charge

    def steps(self, claim: Claim) -> Iterator[Step]:
        """Every figure worth trying, except those that are the claim as it stands."""
        agreeing = set(self.agreeing(claim))
        recipes = [*stated_recipes(claim, self.evidence), *family_recipes(claim, self.evidence)]
        for recipe in recipes:
            differences = [] if recipe in agreeing else self._differences(claim, recipe)
            for area, cost, area_words in self._places(claim):
                if len(differences) + cost > FARTHEST:
                    continue
                meant = set(self.admissible(recipe, claim, area))
                for period in self._known(recipe):
                    year = [] if period.text in meant else [self._year_words(claim, period)]
                    distance = len(differences) + cost + len(year)
                    if 0 < distance <= FARTHEST:
                        words = (*differences, *year, *([area_words] if area_words else []))
                        yield Step(recipe, period.text, area, distance, words)

    def _differences(self, claim: Claim, recipe: Recipe) -> list[str]:
        conflicts = guard(claim, recipe, self.evidence)
        if conflicts:
            return explain_conflicts(conflicts)
        return [f"indicator: {recipe.words(self.evidence)}"]

    def _year_words(self, claim: Claim, period: Period) -> str:
        return (
            f"year: {period.words}, not {parse_period(claim.period).words}"
            if claim.period
            else f"year: {period.words}, an earlier one"
        )

    def _places(self, claim: Claim) -> list[tuple[str, int, str]]:
        """(area, cost, words): the claim's own place, then those the document names."""
        if claim.area in self.evidence.combined:
            return [(claim.area, 0, "")]
        own = self.evidence.areas[claim.area]
        # Another place explains a number only where the text or the command names it.
        beside = [
            comparator.area
            for comparator in claim.comparators
            if comparator.area in self.evidence.areas
        ]
        beside += [
            sibling.area for sibling in self.siblings(claim) if sibling.area in self.evidence.areas
        ]
        near = [name for name in dict.fromkeys([*self.plan.areas, *beside]) if name != own.slug]
        near = near[:MOST_PLACES]
        return [
            (own.slug, 0, ""),
            *((slug, 1, f"place: {self.evidence.name(slug)}") for slug in near),
        ]

    def explain(self, claim: Claim) -> tuple[list[Fit], int, int]:
        """The explanations of a number that does not fit as it stands, best first.

        Returns the fits (none where nothing fits better than accident would), how many
        figures were tried in all, and how many of them print the same. The fits after the
        first are no farther from the claim, and weaker.
        """
        if claim.value is None:
            return [], 0, 0
        charges = [0.0] * (FARTHEST + 1)
        counts = [0] * (FARTHEST + 1)
        hits: list[tuple[Step, Reading, bool]] = []
        for step in self.steps(claim):
            reading = step.recipe.read(self.evidence, step.area, step.period)
            if reading is None:
                continue
            counts[step.distance] += 1
            charges[step.distance] += self.chance.charge(
                step.recipe, step.period, claim.value, claim.decimals, claim.qualifier
            )
            if prints_as(reading.value, claim.value, claim.decimals, claim.qualifier):
                hits.append((step, reading, False))
            elif claim.unit == "percent" and cut_off_as(reading.value, claim.value, claim.decimals):
                hits.append((step, reading, True))
        fits = [self._weigh(claim, *hit, counts, charges) for hit in hits]
        good = [fit for fit in fits if fit is not None]
        good.sort(
            key=lambda fit: (fit.expected, len(fit.differences), -fit.reading.when.end.toordinal())
        )
        tried, same = sum(counts), sum(not cut for _, _, cut in hits)
        if not good or good[0].expected > ACCEPTED_BY_CHANCE:
            return [], tried, same
        near = [
            fit for fit in good[1:]
            if fit.reading.area == claim.area and len(fit.differences) <= len(good[0].differences)
        ]  # fmt: skip
        return [good[0], *near[:MOST_ALTERNATIVES]], tried, same

    def _weigh(
        self,
        claim: Claim,
        step: Step,
        reading: Reading,
        cut: bool,
        counts: list[int],
        charges: list[float],
    ) -> Fit | None:
        shift = step.area if step.area != claim.area else ""
        supports, charge = self.supports(claim, step.recipe, step.period, shift)
        if cut and len(supports) < FEWEST_SUPPORTS_FOR_CUT_OFF:
            return None
        swapped = ""
        for sibling in self.siblings(claim):
            if shift == sibling.area and any(
                support.area == sibling.area and not support.against for support in supports
            ):
                swapped = sibling.id
        expected = (
            math.fsum(charges[: step.distance + 1]) * charge * (CUT_OFF_PENALTY if cut else 1)
        )
        differences = step.differences + (("cut off, not rounded",) if cut else ())
        return Fit(
            step.recipe, reading, differences, supports, cut, swapped,
            sum(counts[: step.distance + 1]), expected,
        )  # fmt: skip
