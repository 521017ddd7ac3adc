"""What an assessment is made of: comparisons, neighbours, a trend, a standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.neighbours import NeighbourList
from needsbook.stats.peers import NeighbourSummary, NeighbourVerdicts
from needsbook.stats.ranks import Rank
from needsbook.stats.trends import Trend
from needsbook.stats.verdicts import Verdict
from needsbook.store.figures import Figure


@dataclass(frozen=True)
class Comparison:
    """An area beside one benchmark: the benchmark's figure, the verdict, the difference.

    ``name`` is the slug in the difference's id; ``words`` is how prose names the
    benchmark after “than”: “in England”, “the mean of its statistical neighbours”.
    ``above`` is the number of ``people`` above which a verdict without a base holds.
    """

    name: str
    words: str
    figure: Figure
    verdict: Verdict
    difference: Figure | None = None
    above: Figure | None = None
    people: str = "people"


@dataclass(frozen=True)
class NeighbourComparison:
    """An area beside its statistical neighbours: their figures, mean, median, verdicts."""

    passport: NeighbourList
    figures: tuple[Figure, ...]
    summary: NeighbourSummary
    mean: Comparison
    median: Comparison

    @property
    def sensitive(self) -> bool:
        """Whether the verdict changes with the choice of mean or median."""
        return NeighbourVerdicts(self.mean.verdict, self.median.verdict).sensitive


@dataclass(frozen=True)
class TrendFound:
    """A trend and the figures it rests on, oldest first."""

    trend: Trend
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Standing:
    """A place among the authorities of ``group``; ``parts`` holds its figures by key
    (``rank``, ``of`` and, where intervals allow a range, ``best``, ``worst``), ``figures``
    those that were ranked."""

    rank: Rank
    group: Area
    parts: Mapping[str, Figure]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """One indicator, area and period with its interval and everything tested about it."""

    indicator: Indicator
    area: Area
    figure: Figure
    comparisons: tuple[Comparison, ...]
    trend: TrendFound
    standing: Standing | None
    neighbours: NeighbourComparison | None
    confidence: float = 0.95

    def against(self, name: str) -> Comparison | None:
        """The comparison with the benchmark of this slug (“england”), if it was made."""
        return next(
            (comparison for comparison in self.comparisons if comparison.name == name), None
        )
