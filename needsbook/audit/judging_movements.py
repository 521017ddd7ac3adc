"""The verdicts on changes, gaps, ratios, ranges, directions, ranks and words of comparison."""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.audit.findings import Check
from needsbook.audit.held_figures import Reading
from needsbook.audit.phrases import Part
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import Recipe
from needsbook.audit.relations import compare
from needsbook.catalogue.plans import Claim

ROUNDING = 0.1001
CLEAR_RATIO = 0.35
NEAR_RATIO = 0.125


def list_recipes(claim: Claim, searcher: Searcher) -> list[Recipe]:
    """The series the claim may mean: first releases only where its authors can have seen them."""
    found = searcher.agreeing(claim)
    if searcher.dated and searcher.knows_revision:
        found = [recipe for recipe in found if not recipe.edition and not recipe.first_population]
    return found


def _pairs(claim: Claim, searcher: Searcher) -> Iterator[tuple[Reading, Reading]]:
    """The two figures of a movement, earlier then later, by each basis the claim may mean."""
    for recipe in list_recipes(claim, searcher):
        now = recipe.read(searcher.evidence, claim.area, claim.period) if claim.period else None
        then = recipe.read(searcher.evidence, claim.area, claim.since) if claim.since else None
        if now is not None and then is not None:
            yield then, now


def find_pairs_beside(claim: Claim, searcher: Searcher) -> Iterator[tuple[Reading, Reading]]:
    """The figures of the claim's place and of the place it is set beside, by each basis."""
    other = claim.comparators[0].area
    for recipe in list_recipes(claim, searcher):
        periods = (
            [claim.period] if claim.period else searcher.admissible(recipe, claim, claim.area)[:1]
        )
        for period in periods:
            here = recipe.read(searcher.evidence, claim.area, period)
            there = recipe.read(searcher.evidence, other, period)
            if here is not None and there is not None:
                yield here, there


def say_missing(claim: Claim, searcher: Searcher, what: str) -> Check:
    """The check of a claim whose figure this book does not hold; ``what`` says of when or where."""
    title = searcher.evidence.indicators[claim.indicator].title
    needs = f"“{title}” for {searcher.evidence.name(claim.area)}, {what}"
    return Check(claim.kind, "not_held", (f"Not held in this book: {needs}.",), needs=needs)


def tell_movement(then: Reading, now: Reading) -> list[Part]:
    """Both periods and their figures, as a sentence."""
    return [f"From {then.when.words} to {now.when.words}: ", then, " to ", now, "."]


def judge_change(claim: Claim, searcher: Searcher) -> Check:
    """A change in points, in per cent or in people, with its direction."""
    pairs = list(_pairs(claim, searcher))
    if not pairs or claim.value is None:
        return say_missing(claim, searcher, "both years of the change")
    step = 10.0**-claim.decimals
    best: tuple[float, Reading, Reading, str] | None = None
    for then, now in pairs:
        for kind, size in _sizes(claim, then, now):
            wanted = claim.value if claim.word in ("up", "down") else abs(claim.value)
            found = size if claim.word in ("up", "down") else abs(size)
            gap = abs(found - wanted)
            if best is None or gap < best[0]:
                best = (gap, then, now, kind)
    assert best is not None
    gap, then, now, kind = best
    says = tell_movement(then, now)
    allowed = 0.5 * step + (
        ROUNDING
        if kind != "count" and then.unit == "percent" and kind == "points"
        else 0.0005 * step
    )
    if then.decimals == 0 and kind != "count":
        allowed += 1.0 if kind == "points" else 3.0
    if claim.qualifier != "exact":
        size = next(size for name, size in _sizes(claim, then, now) if name == kind)
        good = {
            "more_than": abs(size) > abs(claim.value) - 0.05,
            "less_than": abs(size) < abs(claim.value) + 0.05,
        }.get(claim.qualifier)
        if good is None:
            allowed = max(allowed, 0.15 * abs(claim.value))
        elif good and (size * claim.value > 0 or claim.word not in ("up", "down")):
            return Check("change", "confirmed", tuple(says), now, tried=len(pairs))
    if gap <= allowed:
        if kind == "points" and claim.unit == "percent":
            return Check(
                "change",
                "mislabelled",
                (*says, " That is a change in percentage points, not per cent."),
                now,
                tried=len(pairs),
            )
        return Check("change", "confirmed", tuple(says), now, tried=len(pairs))
    if gap <= allowed + max(step, 0.1 * abs(claim.value)):
        return Check("change", "near", (*says, " The size printed is near."), now, tried=len(pairs))
    same_way = (now.value - then.value) * claim.value > 0 or claim.word not in ("up", "down")
    says.append(
        " The direction is right, the size is not." if same_way else " It went the other way."
    )
    return Check("change", "contradicted", tuple(says), now, tried=len(pairs))


def _sizes(claim: Claim, then: Reading, now: Reading) -> list[tuple[str, float]]:
    difference = now.value - then.value
    relative = [("relative", 100 * difference / then.value)] if then.value else []
    if claim.unit == "percent":
        return relative + ([("points", difference)] if then.unit == "percent" else [])
    return [("points" if then.unit == "percent" else "count", difference)]


def judge_gap(claim: Claim, searcher: Searcher) -> Check:
    """A gap between two places, in points or in per cent of the other."""
    pairs = list(find_pairs_beside(claim, searcher))
    if not pairs or claim.value is None:
        return say_missing(
            claim, searcher, f"and for {searcher.evidence.name(claim.comparators[0].area)}"
        )
    here, there = pairs[0]
    sizes = [here.value - there.value]
    if claim.unit == "percent" and there.value:
        sizes.append(100 * (here.value / there.value - 1))
    says = compare_words(claim, here, there, searcher)
    step = 10.0**-claim.decimals
    nearest = min(
        abs(size - claim.value) if claim.value < 0 else abs(abs(size) - claim.value)
        for size in sizes
    )
    if nearest <= 0.5 * step + ROUNDING + (1.0 if here.decimals == 0 else 0.0):
        return Check("gap", "confirmed", tuple(says), here, tried=len(pairs))
    if nearest <= 2 * step + ROUNDING or claim.qualifier != "exact":
        return Check("gap", "near", (*says, " The gap printed is near."), here, tried=len(pairs))
    return Check("gap", "contradicted", tuple(says), here, tried=len(pairs))


def compare_words(claim: Claim, here: Reading, there: Reading, searcher: Searcher) -> list[Part]:
    """Both places' figures of one period, as a sentence."""
    other = searcher.evidence.name(there.area)
    return [
        f"{here.when.words}: ",
        here,
        f" in {searcher.evidence.name(here.area)}, ",
        there,
        f" in {other}.",
    ]


def judge_ratio(claim: Claim, searcher: Searcher) -> Check:
    """“double the national rate”."""
    pairs = [(here, there) for here, there in find_pairs_beside(claim, searcher) if there.value]
    if not pairs or not claim.value:
        return say_missing(
            claim, searcher, f"and for {searcher.evidence.name(claim.comparators[0].area)}"
        )
    here, there = pairs[0]
    share = here.value / there.value / claim.value
    says = compare_words(claim, here, there, searcher)
    good = {
        "more_than": share >= 1 - 0.02, "less_than": 1 - 2 * NEAR_RATIO <= share <= 1.02,
    }.get(claim.qualifier, abs(share - 1) <= NEAR_RATIO)  # fmt: skip
    if good:
        return Check("ratio", "confirmed", tuple(says), here, tried=len(pairs))
    if abs(share - 1) <= CLEAR_RATIO:
        return Check(
            "ratio",
            "near",
            (*says, f" That is not quite “{claim.printed}”."),
            here,
            tried=len(pairs),
        )
    return Check("ratio", "contradicted", tuple(says), here, tried=len(pairs))


def judge_range(claim: Claim, searcher: Searcher) -> Check:
    """The lowest and the highest of the years named."""
    low, high = claim.value or 0.0, float(claim.word or 0)
    for recipe in searcher.agreeing(claim):
        held = list(recipe.periods(searcher.evidence))
        names = [period.text for period in held]
        if claim.since not in names or claim.period not in names:
            continue
        inside = names[names.index(claim.since) : names.index(claim.period) + 1]
        readings = [
            reading
            for name in inside
            if (reading := recipe.read(searcher.evidence, claim.area, name))
        ]
        if len(readings) < 2:
            continue
        least, most = (
            min(readings, key=lambda reading: reading.value),
            max(readings, key=lambda reading: reading.value),
        )
        step = 0.5 * 10.0**-claim.decimals + 1e-9
        says = (
            "Lowest ",
            least,
            f" ({least.when.words}), highest ",
            most,
            f" ({most.when.words}).",
        )
        if abs(least.value - low) <= step and abs(most.value - high) <= step:
            return Check("range", "confirmed", says, most, tried=len(readings))
        return Check("range", "undecidable", (*says, " Needs: which years the range is of."), most, needs="which years the range is of")  # fmt: skip
    return say_missing(claim, searcher, "every year of the range")


def judge_direction(claim: Claim, searcher: Searcher) -> Check:
    """A movement told in words: against the two figures, and by a test where there is one."""
    pairs = list(_pairs(claim, searcher))
    if not pairs:
        return say_missing(claim, searcher, "both years")
    polarity = searcher.evidence.indicators[claim.indicator].polarity
    way = claim.word
    if way in ("better", "worse"):
        if polarity not in ("lower_is_better", "higher_is_better"):
            return Check(
                "direction",
                "undecidable",
                (*tell_movement(*pairs[0]), " Needs: which way is better."),
                pairs[0][1],
                needs="which way is better",
            )
        way = "up" if (way == "better") == (polarity == "higher_is_better") else "down"
    says = tell_movement(*pairs[0])
    moved = [now.value - then.value for then, now in pairs]
    right = [size > 0 if way == "up" else size < 0 for size in moved]
    if any(right):
        then, now = pairs[right.index(True)]
        order = compare(now, then, searcher.evidence)
        clear = order in ("higher", "lower")
        return Check("direction", "confirmed" if clear else "untested", (*tell_movement(then, now), "" if clear else " The figures go that way; no test shows a clear change."), now, tried=len(pairs))  # fmt: skip
    if all(size == 0 for size in moved):
        return Check(
            "direction",
            "near",
            (*says, " The two figures are the same."),
            pairs[0][1],
            tried=len(pairs),
        )
    return Check(
        "direction",
        "contradicted",
        (*says, " It went the other way."),
        pairs[0][1],
        tried=len(pairs),
    )
