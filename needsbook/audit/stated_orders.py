"""The verdicts on what a claim is set beside: comparators and words of comparison."""

from __future__ import annotations

from collections.abc import Iterator

from needsbook.audit.findings import Check, Verdict
from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.audit.limits import guard
from needsbook.audit.phrases import Part, Phrase, Worked, quote_comparator
from needsbook.audit.recipe_search import ACCEPTED_BY_CHANCE, Searcher
from needsbook.audit.recipes import Recipe, family_recipes, stated_recipes
from needsbook.audit.relations import EXACT_FAMILIES, Order, compare, find_verdict, holds, opposes
from needsbook.audit.rounding import prints_as
from needsbook.audit.values import find_missing
from needsbook.catalogue import parse_period
from needsbook.catalogue.plans import Claim, Comparator, printed_decimals
from needsbook.findings.living import name_people
from needsbook.stats.steps import STEP_WORDS

ORDER_WORDS = {
    "higher": "higher than",
    "lower": "lower than",
    "comparable": "not clearly different from",
}


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
    printed = [
        comparator
        for comparator in claim.comparators
        if comparator.value is not None and comparator.area
    ]
    if not printed:
        return
    joint = _find_joint(claim, searcher, printed)
    for beside in printed:
        yield _check_comparator(claim, beside, searcher, meant, joint)


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
        *(
            any_recipe
            for any_recipe in family_recipes(claim, searcher.evidence)
            if any_recipe not in agreeing
        ),
    ]
    for recipe in recipes:
        known = [
            match for match in recipe.periods(searcher.evidence) if match.start < searcher.published
        ]
        for period in sorted(
            known,
            key=lambda match: (
                not searcher.released(match, recipe.indicator),
                -match.end.toordinal(),
            ),
        ):
            tried += 1
            charge, fitting = 1.0, 0
            for beside in printed:
                if _print_fits(recipe.read(searcher.evidence, beside.area, period.text), beside):
                    fitting += 1
                    charge *= searcher.chance.charge(
                        recipe, period.text, beside.value or 0.0, printed_decimals(beside.printed)
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
    place, printed = evidence.name(other.area), quote_comparator(claim, other)
    if reading is not None and _print_fits(reading, other):
        return Check(
            name,
            "confirmed",
            (f"{place} ", printed, " is ", reading, f" ({reading.when.words})."),
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
                (f"{place} ", printed, f" is “{recipe.words(evidence)}”, {parse_period(period).words}: ", really, "."),
                really, tried=1,
            )  # fmt: skip
    for absent in _absent(claim, evidence):
        if other.area in absent[0]:
            start: Phrase = ()
            if reading is not None:
                start = (
                    f"{place} is printed as ",
                    printed,
                    "; the series held gives ",
                    reading,
                    ". ",
                )
            needs = f"{absent[1]} ({place})"
            return Check(
                name, "not_held", (*start, f"Needs: {needs}."), reading, tried=1, needs=needs
            )
    if reading is None:
        needs = f"“{evidence.indicators[claim.indicator].title}” for {place}"
        return Check(name, "undecidable", (f"Needs: {needs}.",), tried=0, needs=needs)
    return Check(
        name, "contradicted",
        (f"{place} is printed as ", printed, f"; published ({reading.when.words}): ", reading, "."),
        reading, tried=1,
    )  # fmt: skip


def _tell_rests(here: Reading, there: Reading, evidence: HeldEvidence) -> Phrase:
    """What the test rests on: the step of the ladder of evidence, and its number on step 5."""
    definition = evidence.definitions.get(here.indicator)
    if definition is not None and definition.family in EXACT_FAMILIES:
        return ()
    verdict = find_verdict(here, there, evidence)
    if not verdict.tested:
        return ()
    words = f" It rests on: {STEP_WORDS[verdict.step]}"
    if verdict.above is not None:
        people = name_people(evidence.indicators[here.indicator])
        number = Worked("holds-above", verdict.above, f"{verdict.above:,.0f}", "persons", here)
        return f"{words}, for any number of {people} above ", number, "."
    return (f"{words}{f', {verdict.base_from}' if verdict.base_from else ''}.",)


def _absent(claim: Claim, evidence: HeldEvidence) -> list[tuple[tuple[str, ...], str]]:
    definition = evidence.definitions.get(claim.indicator)
    return [(gap.areas, gap.what) for gap in definition.not_held] if definition else []


def check_relations(
    claim: Claim, searcher: Searcher, meant: tuple[Recipe, str] | None
) -> Iterator[Check]:
    """One check for each word of comparison, on the current figures and on the first release."""
    worded = [
        comparator for comparator in claim.comparators if comparator.relation and comparator.area
    ]
    if not worded:
        return
    missing = find_missing(claim, searcher.evidence)
    for relation in worded:
        name = f"{relation.relation}: {searcher.evidence.name(relation.area)}"
        if missing:
            yield Check(name, "undecidable", (f"Needs: {missing}.",), needs=missing)
        elif claim.area in searcher.evidence.combined and not _has_total(claim, searcher, meant):
            yield _check_each(claim, relation, searcher, name)
        else:
            yield _check_relation(claim, relation, searcher, meant, name)


def _has_total(claim: Claim, searcher: Searcher, meant: tuple[Recipe, str] | None) -> bool:
    """Whether the places together have a figure as one: counts that can be added."""
    recipes = [meant[0]] if meant else stated_recipes(claim, searcher.evidence)
    return any(
        recipe.read(searcher.evidence, claim.area, period.text) is not None
        for recipe in recipes
        for period in recipe.periods(searcher.evidence)
    )


def _check_each(claim: Claim, other: Comparator, searcher: Searcher, name: str) -> Check:
    """A comparison of places together that have no figure as one: of each of them."""
    parts = searcher.evidence.combined[claim.area]
    checks = [
        _check_relation(claim.model_copy(update={"area": part}), other, searcher, None, name)
        for part in parts
    ]
    order = ("contradicted", "not_supported", "undecidable", "untested", "as_revised", "first_published", "confirmed")  # fmt: skip
    gravest = min(checks, key=lambda finding: order.index(finding.verdict))
    says: list[Part] = []
    for part, check in zip(parts, checks, strict=True):
        says += [f"{' ' if says else ''}{searcher.evidence.name(part)}: ", *check.says]
    return Check(
        name, gravest.verdict, tuple(says), gravest.reading, tried=len(checks), needs=gravest.needs
    )


def _tell_untested(
    other: Comparator, sides: dict[str, tuple[Reading, Reading]], searcher: Searcher, name: str
) -> Check:
    """Both values held and no test possible: the order as stated, or the other way round."""
    here, there = next(iter(sides.values()))
    evidence = searcher.evidence
    polarity = evidence.indicators[here.indicator].polarity
    plain: Order = "higher" if here.value > there.value else "lower" if here.value < there.value else "comparable"  # fmt: skip
    says: tuple[Part, ...] = (
        f"{here.when.words}: ", here, f" against {evidence.name(there.area)} ", there, ".",
    )  # fmt: skip
    if holds(other.relation, plain, polarity):
        return Check(name, "untested", (*says, " The order is as stated; no test is possible."), here, tried=len(sides))  # fmt: skip
    needs = "counts or an interval to test by"
    return Check(name, "undecidable", (*says, f" Needs: {needs}."), here, tried=len(sides), needs=needs)  # fmt: skip


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
        return _tell_untested(other, sides, searcher, name)
    edition = min(known)
    right = {entry: holds(other.relation, order, polarity) for entry, order in known.items()}
    here, there = sides[edition]
    says: list[Part] = [
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
    for released in sorted(known):
        if released != edition:
            first, second = sides[released]
            says += [
                " As first published: ",
                first,
                f" was {ORDER_WORDS[known[released]]} {place} ",
                second,
                ".",
            ]
    says += _tell_rests(here, there, evidence)
    return Check(name, verdict, tuple(says), here, tried=len(known))
