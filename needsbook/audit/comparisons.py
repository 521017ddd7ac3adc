"""The verdicts on what a claim is set beside: comparators, words of comparison, ranks, changes."""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.audit.evidence import Evidence, Reading
from needsbook.audit.findings import Check, Verdict
from needsbook.audit.guard import guard
from needsbook.audit.recipes import Recipe, family_recipes, stated_recipes
from needsbook.audit.relations import compare, holds, opposes
from needsbook.audit.rounding import prints_as
from needsbook.audit.search import ACCEPTED_BY_CHANCE, Searcher
from needsbook.audit.values import find_missing
from needsbook.catalogue import parse_period
from needsbook.catalogue.plans import Claim, Comparator, printed_decimals
from needsbook.stats.ranks import rank_area

ORDER_WORDS = {
    "higher": "higher than",
    "lower": "lower than",
    "comparable": "not clearly different from",
}
FAR_PLACE = 0.02


def _print_fits(reading: Reading | None, other: Comparator) -> bool:
    return (
        reading is not None
        and other.value is not None
        and prints_as(reading.value, other.value, printed_decimals(other.printed))
    )


def check_comparators(
    claim: Claim, searcher: Searcher, meant: tuple[Recipe, str] | None
) -> Iterator[Check]:
    """One check for each printed comparator with a value.

    ``meant`` is the series and period found for the claim's own number, if one was.
    """
    if find_missing(claim, searcher.evidence):
        return
    printed = [other for other in claim.comparators if other.value is not None and other.area]
    if not printed:
        return
    joint = _find_joint(claim, searcher, printed)
    for other in printed:
        yield _check_comparator(claim, other, searcher, meant, joint)


def _find_joint(
    claim: Claim, searcher: Searcher, printed: list[Comparator]
) -> tuple[Recipe, str, int, float] | None:
    """The series and period that print most of the comparators at once: with how many, and
    how many series would do so by accident."""
    best: tuple[Recipe, str, int, float] | None = None
    tried = 0
    agreeing = searcher.agreeing(claim)
    recipes = [
        *agreeing,
        *(one for one in family_recipes(claim, searcher.evidence) if one not in agreeing),
    ]
    for recipe in recipes:
        known = [one for one in recipe.periods(searcher.evidence) if one.start < searcher.published]
        for period in sorted(
            known, key=lambda one: (not searcher.released(one), -one.end.toordinal())
        ):
            tried += 1
            charge, fitting = 1.0, 0
            for other in printed:
                if _print_fits(recipe.read(searcher.evidence, other.area, period.text), other):
                    fitting += 1
                    charge *= searcher.chance.charge(
                        recipe, period.text, other.value or 0.0, printed_decimals(other.printed)
                    )
            if fitting and (best is None or fitting > best[2]):
                best = (recipe, period.text, fitting, charge)
    return None if best is None else (*best[:3], best[3] * tried)


def _check_comparator(
    claim: Claim,
    other: Comparator,
    searcher: Searcher,
    meant: tuple[Recipe, str] | None,
    joint: tuple[Recipe, str, int, float] | None,
) -> Check:
    evidence = searcher.evidence
    name = f"comparator: {evidence.name(other.area)}"
    stated = meant
    if stated is None:
        own = searcher.agreeing(claim)
        periods = searcher.admissible(own[0], claim, other.area) if own else []
        stated = (own[0], periods[0]) if periods else None
    reading = stated[0].read(evidence, other.area, stated[1]) if stated else None
    place = evidence.name(other.area)
    if reading is not None and _print_fits(reading, other):
        return Check(
            name,
            "confirmed",
            (f"{place} {other.printed} is ", reading, f" ({reading.when.words})."),
            reading,
            tried=1,
        )
    if joint is not None and _print_fits(joint[0].read(evidence, other.area, joint[1]), other):
        recipe, period, fitting, expected = joint
        really = recipe.read(evidence, other.area, period)
        if really is not None and (fitting > 1 or expected <= ACCEPTED_BY_CHANCE):
            conflicts = guard(claim, recipe, evidence)
            verdict: Verdict = (
                "mislabelled" if conflicts or stated is None or period != stated[1] else "confirmed"
            )
            return Check(
                name, verdict,
                (f"{place} {other.printed} is “{recipe.words(evidence)}”, {parse_period(period).words}: ", really, "."),
                really, tried=1,
            )  # fmt: skip
    for absent in _absent(claim, evidence):
        if other.area in absent[0]:
            start: tuple[str | Reading, ...] = ()
            if reading is not None:
                start = (
                    f"{place} is printed as {other.printed}; the series held gives ",
                    reading,
                    ". ",
                )
            needs = f"{absent[1]} ({place})"
            return Check(
                name, "undecidable", (*start, f"Needs: {needs}."), reading, tried=1, needs=needs
            )
    if reading is None:
        needs = f"“{evidence.indicators[claim.indicator].title}” for {place}"
        return Check(name, "undecidable", (f"Needs: {needs}.",), tried=0, needs=needs)
    return Check(
        name, "contradicted",
        (f"{place} is printed as {other.printed}; published ({reading.when.words}): ", reading, "."),
        reading, tried=1,
    )  # fmt: skip


def _absent(claim: Claim, evidence: Evidence) -> list[tuple[tuple[str, ...], str]]:
    definition = evidence.definitions.get(claim.indicator)
    return [(one.areas, one.what) for one in definition.not_held] if definition else []


def check_relations(
    claim: Claim, searcher: Searcher, meant: tuple[Recipe, str] | None
) -> Iterator[Check]:
    """One check for each word of comparison, on the current figures and on the first release."""
    worded = [one for one in claim.comparators if one.relation and one.area]
    if not worded:
        return
    missing = find_missing(claim, searcher.evidence)
    for other in worded:
        name = f"{other.relation}: {searcher.evidence.name(other.area)}"
        if missing:
            yield Check(name, "undecidable", (f"Needs: {missing}.",), needs=missing)
        else:
            yield _check_relation(claim, other, searcher, meant, name)


def _check_relation(
    claim: Claim, other: Comparator, searcher: Searcher, meant: tuple[Recipe, str] | None, name: str
) -> Check:
    evidence = searcher.evidence
    polarity = evidence.indicators[claim.indicator].polarity
    sides: dict[str, tuple[Reading, Reading]] = {}
    recipes = [meant[0]] if meant else stated_recipes(claim, evidence)
    for recipe in recipes:
        periods = [meant[1]] if meant else searcher.admissible(recipe, claim, claim.area)
        for period in periods[:1]:
            here = recipe.read(evidence, claim.area, period)
            there = recipe.read(evidence, other.area, period)
            if here is not None and there is not None:
                sides.setdefault(here.edition, (here, there))
    orders = {edition: compare(*pair, evidence) for edition, pair in sides.items()}
    known = {edition: order for edition, order in orders.items() if order is not None}
    place = evidence.name(other.area)
    if not known:
        if not sides:
            needs = f"“{evidence.indicators[claim.indicator].title}” for {evidence.name(claim.area)} and {place}"
            return Check(name, "undecidable", (f"Needs: {needs}.",), needs=needs)
        here, there = next(iter(sides.values()))
        needs = "counts or an interval to test by"
        return Check(
            name, "undecidable",
            (f"{here.when.words}: ", here, f" against {place} ", there, f". Needs: {needs}."),
            here, tried=len(sides), needs=needs,
        )  # fmt: skip
    edition = min(known)
    right = {one: holds(other.relation, order, polarity) for one, order in known.items()}
    here, there = sides[edition]
    says: list[str | Reading] = [
        f"{here.when.words}: ", here, f" is {ORDER_WORDS[known[edition]]} {place} ", there, ".",
    ]  # fmt: skip
    verdict: Verdict
    if right[edition]:
        agreed = all(right.values()) or searcher.knows_revision
        verdict = "confirmed" if agreed else "as_revised"
    elif any(right.values()):
        verdict = "first_published"
    elif opposes(other.relation, known[edition], polarity):
        verdict = "contradicted"
    else:
        verdict = "not_supported"
    for one in sorted(known):
        if one != edition:
            first, second = sides[one]
            says += [
                " As first published: ",
                first,
                f" was {ORDER_WORDS[known[one]]} {place} ",
                second,
                ".",
            ]
    return Check(name, verdict, tuple(says), here, tried=len(known))


def check_rank(claim: Claim, searcher: Searcher) -> Check:
    """The check of a printed rank among the authorities of ``scope`` (1 = best)."""
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing or claim.value is None:
        return Check("rank", "undecidable", (f"Needs: {missing}.",), needs=missing)
    recipe = stated_recipes(claim, evidence)[0]
    periods = searcher.admissible(recipe, claim, claim.area)
    slugs = _rivals(claim, evidence)
    if not periods or claim.area not in slugs:
        needs = f"“{evidence.indicators[claim.indicator].title}” for every authority ranked"
        return Check("rank", "undecidable", (f"Needs: {needs}.",), needs=needs)
    for period in periods:
        found = [recipe.read(evidence, slug, period) for slug in slugs]
        values = [one.value if one else float("nan") for one in found]
        none = [float("nan")] * len(values)
        # Place one is the best: the lowest value where lower is better.
        lower = evidence.indicators[claim.indicator].polarity == "lower_is_better"
        rank = rank_area(slugs.index(claim.area), values, none, none, descending=not lower)
        here = found[slugs.index(claim.area)]
        if rank is None or here is None:
            continue
        tied = rank.tied - 1
        says: list[str | Reading] = [
            f"{here.when.words}: ", here, f" is place {rank.rank} of {rank.of}",
            f", shared with {tied} other{'s' if tied > 1 else ''}." if tied else ".",
        ]  # fmt: skip
        good = _rank_fits(claim, rank.rank, tied, rank.of)
        if good and claim.value == 1 and not tied:
            ahead = sorted((value for value in values if value == value), reverse=not lower)
            if abs(ahead[0] - ahead[1]) <= FAR_PLACE * abs(ahead[0]):
                says.append(" The next authority is so near that no test tells the two apart.")
        verdict: Verdict = "confirmed" if good else "contradicted"
        return Check("rank", verdict, tuple(says), here, tried=1)
    return Check(
        "rank", "undecidable", ("Needs a published value to rank.",), needs="a published value"
    )


def _rank_fits(claim: Claim, place: int, tied: int, of: int) -> bool:
    """Whether the place is the one printed; ties may be counted either way."""
    value = claim.value or 0.0
    if claim.unit == "percent":
        return place <= value / 100 * of
    if claim.qualifier == "up_to":
        return place <= value
    return place <= value <= place + tied


def _rivals(claim: Claim, evidence: Evidence) -> list[str]:
    scope = claim.scope or "england"
    if scope == "inner-london":
        return [one for one in INNER_LONDON if one in evidence.areas]
    place = evidence.areas[scope]
    return evidence.slugs_at("upper_tier", place.code if place.level == "region" else "")


# Inner London as the Department for Education and the statistical regions draw it.
INNER_LONDON = (
    "camden", "city-of-london", "hackney", "hammersmith-and-fulham", "haringey", "islington",
    "kensington-and-chelsea", "lambeth", "lewisham", "newham", "southwark", "tower-hamlets",
    "wandsworth", "westminster",
)  # fmt: skip


def check_change(claim: Claim, searcher: Searcher) -> Check:
    """The check of a printed change between two periods (the last two, where none is printed)."""
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing or claim.value is None:
        return Check("change", "undecidable", (f"Needs: {missing}.",), needs=missing)
    decimals, seen, tried = claim.decimals, [], 0
    for recipe in stated_recipes(claim, evidence):
        for period in searcher.admissible(recipe, claim, claim.area):
            since = claim.since or _before(recipe, period, evidence)
            now = recipe.read(evidence, claim.area, period)
            then = recipe.read(evidence, claim.area, since) if since else None
            if now is None or then is None:
                continue
            tried += 1
            seen.append((now, then))
            if prints_as(now.value - then.value, claim.value, decimals, claim.qualifier):
                says = (f"From {then.when.words} to {now.when.words}: ", then, " to ", now, ".")
                verdict: Verdict = "confirmed"
                if now.edition and any(not one.edition for one, _ in seen):
                    verdict = "first_published"
                return Check("change", verdict, says, now, tried=tried)
    if not seen:
        needs = f"“{evidence.indicators[claim.indicator].title}” for two years running"
        return Check("change", "undecidable", (f"Needs: {needs}.",), needs=needs)
    says_all: list[str | Reading] = []
    for now, then in seen:
        edition = " (population as first released)" if now.edition else ""
        says_all += [
            f"From {then.when.words} to {now.when.words}{edition}: ",
            then,
            " to ",
            now,
            ". ",
        ]
    same_way = all((now.value - then.value) * claim.value > 0 for now, then in seen)
    says_all.append(
        "The direction is right, the size is not." if same_way else "No pair gives this change."
    )
    return Check("change", "contradicted", tuple(says_all), seen[0][0], tried=tried)


def _before(recipe: Recipe, period: str, evidence: Evidence) -> str:
    earlier = [one.text for one in recipe.periods(evidence) if one < parse_period(period)]
    return earlier[-1] if earlier else ""
