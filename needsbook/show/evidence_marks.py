"""What a verdict rests on, as a mark with a word: the step of the ladder of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Area
from needsbook.findings.assessment import Comparison
from needsbook.show.blocks import show_figure
from needsbook.stats.ladder import STEP_MARKS, STEP_WORDS, STEPS
from needsbook.store.figures import Figure, figure_id

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


def mark_step(step: int) -> str:
    """The letter of a step with its word for those who do not see it."""
    if not step:
        return ""
    return f'<abbr class="nb-step" title="{escape(STEP_WORDS[step])}">{escape(STEP_MARKS[step])}</abbr>'


def write_key(steps: Iterable[int]) -> str:
    """The letters in use and their words, in order of the steps; empty for none."""
    used = set(steps)
    return "; ".join(f"{STEP_MARKS[one]} {STEP_WORDS[one]}" for one in STEPS if one in used)


def count_chance(
    area: Area, name: str, tested: Sequence[Comparison], strict: Sequence[Comparison]
) -> tuple[str, tuple[Figure, ...]]:
    """How many of many comparisons would differ by chance, as HTML with its figures.

    ``tested`` are the comparisons made at 95 per cent, ``strict`` the same at 99.8. Nothing
    is said of fewer than ten.
    """
    made = [one for one in tested if one.verdict.tested]
    if len(made) < 10:
        return "", ()
    differ = sum(one.verdict.claimed for one in made)
    stand = sum(
        after.verdict.claimed for one, after in zip(tested, strict, strict=True)
        if one.verdict.claimed
    )  # fmt: skip
    inputs = tuple(one.figure.id for one in made)

    def figure(what: str, number: int) -> Figure:
        return Figure.of_count(
            figure_id("comparisons", area.slug, name, derived=what),
            number,
            "comparisons",
            area_code=area.code,
            inputs=inputs,
        )

    parts = (
        figure("tested", len(made)),
        figure("expected-by-chance", max(1, round(len(made) * 0.05))),
        figure("different", differ),
        figure("different-at-998", stand),
    )
    many, chance, apart, firm = (show_figure(one) for one in parts)
    return (
        f'<p class="nb-quiet">Of {many} comparisons with England about {chance} would come out as '
        f"different by chance alone, if nothing differed (by the 95% interval). {apart} do; "
        f"{firm} of them also by the stricter 99.8% interval.</p>",
        parts,
    )
