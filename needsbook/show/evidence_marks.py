"""What a verdict rests on, as a mark with a word: the step of the ladder of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from needsbook.findings.assessment import Comparison
from needsbook.show.blocks import show_figure
from needsbook.stats.steps import STEP_MARKS, STEP_WORDS, STEPS
from needsbook.store.figures import Figure

KEY_LEAD = "What a verdict rests on"


@dataclass(frozen=True)
class Rests:
    """What one verdict rests on, ready for a cell: its step, and on step 5 the number of
    ``people`` above which it holds, on step 4 where the base is known from."""

    step: int
    above: Figure | None = None
    people: str = "people"
    base_from: str = ""

    @classmethod
    def of(cls, comparison: Comparison) -> Rests:
        """What ``comparison`` rests on."""
        verdict = comparison.verdict
        return cls(verdict.step, comparison.above, comparison.people, verdict.base_from)

    @property
    def words(self) -> str:
        """The step in words without its number; empty where there was nothing to test."""
        return STEP_WORDS.get(self.step, "")

    def html(self) -> str:
        """The mark (for the eye) and the words (for everybody)."""
        if not self.step:
            return '<span class="nb-missing">nothing to compare</span>'
        more = ""
        if self.above is not None:
            more = f", for any number of {escape(self.people)} above {show_figure(self.above)}"
        elif self.base_from:
            more = f": {escape(self.base_from)}"
        return f"{mark_step(self.step)} {escape(self.words)}{more}"


@dataclass(frozen=True)
class Judged:
    """A verdict (a key of the charts' ``VERDICTS``) with what it ``rests`` on, for one cell."""

    verdict: str
    rests: Rests

    def mark(self) -> str:
        """The letter of the step and, where the verdict holds from a number on, that number."""
        above = self.rests.above
        if above is None:
            return mark_step(self.rests.step)
        people = escape(self.rests.people)
        return (
            f"{mark_step(self.rests.step)}, for any number of {people} above {show_figure(above)}"
        )


def mark_step(step: int) -> str:
    """The letter of a step with its word for those who do not see it."""
    if not step:
        return ""
    return f'<abbr class="nb-step" title="{escape(STEP_WORDS[step])}">{escape(STEP_MARKS[step])}</abbr>'


def write_key(steps: Iterable[int]) -> str:
    """The letters in use and their words, in order of the steps; empty for none."""
    used = set(steps)
    return "; ".join(f"{STEP_MARKS[step]} {STEP_WORDS[step]}" for step in STEPS if step in used)
