"""The sentences of the audit: words, published readings, and numbers of its own.

Every number in a sentence is a part of its own kind, so that a page can show each as a
figure with an id and a terminal as plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.catalogue.plans import Claim, Comparator, Plan
from needsbook.findings.printed import claim_figure
from needsbook.store.figures import Figure, print_value

# What the audit works out, and how.
KINDS: Mapping[str, str] = {
    "holds-above": "smallest number for which the difference holds, given the rounding",
    "rank": "place among the authorities ranked",
    "authorities-ranked": "number of authorities ranked",
    "others-sharing-the-place": "number of other authorities with the same place",
    "interval-lower": "lower end of the 95% interval",
    "interval-upper": "upper end of the 95% interval",
    "difference": "published figure less the printed one, without its sign",
    "figures-tried": "number of figures tried",
    "figures-as-near": "number of figures tried that lie as near as the one found",
    "figures-alike": "number of figures tried that print the same",
    "expected-by-accident": "expected number of accidental matches",
    "share-of-residents": "share of a ward's residents, from the table of ward changes",
    "sum-of-the-parts": "sum of the parts printed",
    "tool-figure": "figure of the Local Authority Interactive Tool",
    "figures-of-groups": "number of figures of groups set beside the comparator",
    "figures-as-stated": "number of those figures that are as stated",
    "base-implied": "number of pupils that the printed count and the published rate imply",
    "claims": "number of claims with the verdict",
}


@dataclass(frozen=True)
class Worked:
    """A number the audit worked out; ``of`` is the reading it is a statistic of, if it is one."""

    kind: str
    value: float
    printed: str
    unit: str = "count"
    of: Reading | None = None


@dataclass(frozen=True)
class Quoted:
    """A number as the document prints it: of the claim, or of what it is set ``against``."""

    claim: str
    printed: str
    value: float | None
    unit: str
    area: str
    against: bool = False


@dataclass(frozen=True)
class Place:
    """A name with digits, no statistic: “section 5 Key facts, line 90”, “KS2 RWM Expected Level”."""

    words: str


def place_claim(claim: Claim) -> Place:
    """Where a claim stands."""
    return Place(f"section {claim.where.section}, line {claim.where.line}")


Part = str | Reading | Worked | Quoted | Place
Phrase = tuple[Part, ...]


def tell(phrase: Phrase) -> str:
    """A sentence of the audit as plain text."""
    return "".join(_tell_part(part) for part in phrase)


def _tell_part(part: Part) -> str:
    if isinstance(part, Reading):
        return print_value(part.value, part.unit, part.decimals)
    if isinstance(part, Place):
        return part.words
    return part if isinstance(part, str) else part.printed


def count(kind: str, number: int, of: Reading | None = None) -> Worked:
    """A whole number the audit worked out."""
    return Worked(kind, float(number), f"{number:,}", of=of)


def quote(claim: Claim) -> Quoted:
    """The number a claim prints."""
    return Quoted(claim.id, claim.printed, claim.value, claim.unit, claim.area)


def quote_comparator(claim: Claim, other: Comparator) -> Quoted:
    """The number a claim prints for what it is set beside."""
    return Quoted(claim.id, other.printed, other.value, claim.unit, other.area, True)


def tell_interval(reading: Reading) -> tuple[Part, ...]:
    """“33.6 to 46.7”: the two ends of the reading's interval; nothing where it has none."""
    if reading.lower is None or reading.upper is None:
        return ()
    low, high = (
        Worked(
            f"interval-{end}",
            value,
            print_value(value, "", reading.decimals),
            reading.unit,
            reading,
        )
        for end, value in (("lower", reading.lower), ("upper", reading.upper))
    )
    return (low, " to ", high)


class PhraseFigures:
    """The figures of the numbers in the sentences about one plan, with ids of their own.

    A number of the audit's own has the id of its claim and its kind:
    ``plan.<plan>.<claim>.<kind>``; where a claim has several of a kind they are counted.
    """

    def __init__(self, plan: Plan, evidence: HeldEvidence) -> None:
        self.plan, self.evidence = plan, evidence
        self._claims = {claim.id: claim for claim in plan.claims}
        self._named: dict[str, Worked | Quoted] = {}

    def make(self, part: Reading | Worked | Quoted, claim: Claim) -> list[Figure]:
        """The figure of a number in a sentence about ``claim``, then those it is made from."""
        if isinstance(part, Reading):
            return [self.evidence.figure(part)]
        if isinstance(part, Quoted):
            return [self._quoted(part)]
        inputs = [self.evidence.figure(part.of)] if part.of is not None else []
        if not inputs and claim.printed:
            inputs = [claim_figure(self.plan, claim, self.evidence.areas)]
        figure = Figure(
            id=self._name(f"{claim.id}.{part.kind}", part),
            indicator=claim.indicator,
            area_code=self._code(part.of.area if part.of else claim.area),
            period=part.of.period if part.of else claim.period,
            value=part.value,
            printed=part.printed,
            unit=part.unit,
            dataset="" if inputs else f"plan:{self.plan.slug}",
            method=KINDS[part.kind],
            note=f"The audit of: {claim.says}",
            inputs=tuple(source.id for source in inputs),
        )
        return [figure, *inputs]

    def count_claims(self, kind: str, words: str, number: int) -> Figure:
        """How many claims carry a verdict (or “all”), which ``words`` name."""
        return Figure.of_count(
            f"plan.{self.plan.slug}.claims.{kind.replace('_', '-')}",
            number,
            dataset=f"plan:{self.plan.slug}",
            method=KINDS["claims"],
            note=f"Claims of the plan that were audited: {words[:1].lower()}{words[1:]}",
        )

    def _quoted(self, part: Quoted) -> Figure:
        figure = claim_figure(self.plan, self._claims[part.claim], self.evidence.areas)
        if not part.against:
            return figure
        return replace(
            figure,
            id=self._name(f"{part.claim}.beside-{part.area or 'others'}", part),
            area_code=self._code(part.area),
            value=part.value,
            printed=part.printed,
        )

    def _name(self, wanted: str, part: Worked | Quoted) -> str:
        """The id of a number: the same for the same number, another for another."""
        name, number = wanted, 1
        while self._named.setdefault(name, part) != part:
            number += 1
            name = f"{wanted}-{number}"
        return f"plan.{self.plan.slug}.{name}"

    def _code(self, area: str) -> str:
        return self.evidence.areas[area].code if area in self.evidence.areas else ""
