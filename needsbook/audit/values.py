"""The verdict on a claim's own number."""

from __future__ import annotations

from dataclasses import replace

from needsbook.audit.findings import Check, Fit
from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.audit.limits import explain_conflicts, guard
from needsbook.audit.phrases import Part, Phrase, Worked, count, tell, tell_interval
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.recipes import stated_recipes
from needsbook.audit.relations import add_interval
from needsbook.audit.rounding import round_as_printed
from needsbook.audit.tool_figures import check_count_of, check_tool
from needsbook.catalogue import parse_period
from needsbook.catalogue.plans import Claim

# A figure one step of its last digit away is near; of people, also one in two hundred.
STEP = 1.001
NEAR_SHARE = 0.005
FEW = 2.0


def find_missing(claim: Claim, evidence: HeldEvidence) -> str:
    """What the book lacks to look at the claim at all; empty where it lacks nothing."""
    if not claim.indicator:
        return claim.needs
    for name in (claim.indicator, claim.over, *claim.plus):
        if not name:
            continue
        if name not in evidence.indicators:
            return f"an indicator “{name}”, which the catalogue does not know"
        if not evidence.held(name):
            return f"the figures of “{evidence.indicators[name].title}”: no snapshot holds them"
    return ""


def check_value(claim: Claim, searcher: Searcher) -> Check:
    """The check of the number the claim prints, with every series it may have come from."""
    if claim.tool is not None:
        return check_tool(claim, searcher)
    if claim.count_of:
        return check_count_of(claim, searcher)
    evidence = searcher.evidence
    missing = find_missing(claim, evidence)
    if missing:
        return Check("value", "undecidable", (f"Needs: {missing}.",), needs=missing)
    fits, readings = searcher.as_stated(claim)
    if fits:
        return _confirm(claim, searcher, fits, readings)
    explained, tried, same = searcher.explain(claim)
    tried += len(readings)
    if explained:
        return _relabel(claim, searcher, explained, readings, tried)
    near = (
        find_near(claim, readings, searcher) if readings and not _absent(claim, searcher) else None
    )
    return near or _refuse(claim, searcher, readings, tried, same)


def _absent(claim: Claim, searcher: Searcher) -> bool:
    """Whether the publisher prints another figure for the place than the series held."""
    definition = searcher.evidence.definitions.get(claim.indicator)
    held = definition.not_held if definition is not None else ()
    return any(claim.area in gap.areas for gap in held)


def _confirm(claim: Claim, searcher: Searcher, fits: list[Fit], readings: list[Reading]) -> Check:
    evidence, best = searcher.evidence, fits[0]
    stands = best.reading
    says: list[Part] = [
        f"{_what(best, evidence)} in {evidence.name(stands.area)}, {stands.when.words}: ", stands, ".",
    ]  # fmt: skip
    if not claim.period:
        says.append(" The document prints no year.")
    latest = max((reading.when for reading in readings), default=stands.when)
    if latest > stands.when and not claim.period:
        says.append(f" It is not the latest then published ({latest.words}).")
    others = [fit for fit in fits[1:] if fit.recipe.edition == best.recipe.edition]
    if others and not best.supports:
        says.append(" So do " + ", ".join(_short(fit, evidence) for fit in others) + ".")
    verdict, revised = _revision(fits, readings)
    if verdict == "as_revised" and searcher.knows_revision:
        verdict, revised = "confirmed", None
    if revised is not None:
        words = (
            "as first published; as revised since it is "
            if verdict == "first_published"
            else "as revised; first published was "
        )
        says += [f" True {words}", revised, "."]
    return Check("value", verdict, tuple(says), stands, tuple(fits), len(readings))  # type: ignore[arg-type]


def _revision(fits: list[Fit], readings: list[Reading]) -> tuple[str, Reading | None]:
    """Whether only one edition bears the claim out, and what the other one says."""
    fitting = {(fit.reading.period, fit.reading.indicator): set[str]() for fit in fits}
    for fit in fits:
        fitting[(fit.reading.period, fit.reading.indicator)].add(fit.reading.edition)
    best = fits[0].reading
    editions = fitting[(best.period, best.indicator)]
    for reading in readings:
        alike = (reading.period, reading.indicator) == (best.period, best.indicator)
        if alike and reading.edition not in editions:
            return ("first_published" if best.edition else "as_revised"), reading
    return "confirmed", None


def _relabel(
    claim: Claim, searcher: Searcher, explained: list[Fit], readings: list[Reading], tried: int
) -> Check:
    best = explained[0]
    evidence, really = searcher.evidence, best.reading
    says: list[Part] = [
        f"What is printed is {_what(best, evidence)} in {evidence.name(really.area)}, {really.when.words}: ",
        really, f" ({'; '.join(best.differences)}).",
    ]  # fmt: skip
    if best.swapped_with:
        says.append(" The two columns are swapped: the other place's number fits here.")
    if best.supports:
        says.append(" The same series and period also print ")
        for at, other_number in enumerate(best.supports):
            says += [f"{', ' if at else ''}{evidence.name(other_number.area)} ", other_number]
        says.append(".")
    if best.cut_off:
        for rounded in (fit for fit in explained[1:] if not fit.cut_off):
            says += [
                f" Rounded as usual, {_short(rounded, evidence)} would print so too: ", rounded.reading,
                ", but shares none of the other figures printed." if not rounded.supports else ".",
            ]  # fmt: skip
    stated = [figure for figure in readings if figure.period == really.period] or readings[:1]
    for at, reading in enumerate(stated[:2]):
        words = "As stated it is" if not at else _other_words(reading, stated[0], evidence)
        says += [f" {words} ({reading.when.words}): ", reading, "."]
    says += [
        " ", count("figures-tried", tried), " figures were tried; ",
        count("figures-as-near", best.tried), " lie as near, and ", *_tell_expected(best.expected),
        " of them would fit so by accident.",
    ]  # fmt: skip
    return Check("value", "mislabelled", tuple(says), really, tuple(explained), tried)


def _other_words(reading: Reading, first: Reading, evidence: HeldEvidence) -> str:
    if reading.indicator == first.indicator:
        return "In the other edition it is"
    return f"As “{evidence.indicators[reading.indicator].title}” it is"


def _refuse(
    claim: Claim, searcher: Searcher, readings: list[Reading], tried: int, same: int
) -> Check:
    evidence = searcher.evidence
    chance = _tell_chance(tried, same)
    if not readings:
        needs = _needs(claim, searcher)
        held = find_beside(claim, searcher)
        if held is None:
            return Check(
                "value", "undecidable", (f"Needs: {needs}.", *chance), tried=tried, needs=needs
            )
        # Another period, or the same thing on another basis: no contradiction, and no riddle either.
        return Check(
            "value", "not_held",
            (f"Needs: {needs}. Held is {held[0]}, {held[1].when.words}: ", held[1], ".", *chance),
            held[1], tried=tried, needs=needs,
        )  # fmt: skip
    definition = evidence.definitions.get(claim.indicator)
    for absent in definition.not_held if definition else ():
        if claim.area in absent.areas:
            gives = f"{absent.what}: the series held gives "
            interval = tell_interval(readings[0])
            series: Phrase = (
                readings[0],
                *((" (95% interval ", *interval, ")") if interval else ()),
            )
            needs = gives + tell(series)
            return Check(
                "value",
                "not_held",
                (f"Needs: {gives}", *series, ".", *chance),
                readings[0],
                tried=tried,
                needs=needs,
            )
    stands = add_interval(readings[0], evidence)
    says: list[Part] = [
        f"Published for {evidence.name(stands.area)}, {stands.when.words}: ",
        stands,
    ]
    if stands.lower is not None and stands.upper is not None and claim.value is not None:
        inside = stands.lower <= claim.value <= stands.upper
        ends = tell_interval(stands)
        says += [" (95% interval ", *ends, f"; {'inside' if inside else 'outside'} it)"]
    says.append(".")
    others = [
        reading
        for reading in readings[1:]
        if reading.edition != readings[0].edition and reading.period == readings[0].period
    ]
    for near in others:
        says += [f" {_other_words(near, readings[0], evidence)}: ", near, "."]
    says += chance
    return Check("value", "contradicted", tuple(says), stands, tried=tried)


def find_beside(claim: Claim, searcher: Searcher) -> tuple[str, Reading] | None:
    """What is held of the place where the figure stated is not: in words, of the nearest period."""
    evidence = searcher.evidence
    for recipe in stated_recipes(claim, evidence):
        rate = replace(recipe, counted=False)
        found = [
            reading
            for period in rate.periods(evidence)
            if (reading := rate.read(evidence, claim.area, period.text)) is not None
        ]
        if not found:
            continue
        if not claim.period and claim.match is None:
            return f"“{rate.words(evidence)}”", found[0]
        wanted = parse_period(claim.period or claim.match.period).end  # type: ignore[union-attr]
        nearest = min(found, key=lambda reading: abs(reading.when.end - wanted))
        return f"“{rate.words(evidence)}”", nearest
    return None


def find_near(claim: Claim, readings: list[Reading], searcher: Searcher) -> Check | None:
    """Near: a step of the last digit away, or a few people, unless another year prints it exactly."""
    if claim.value is None or claim.qualifier not in ("exact", "about"):
        return None
    value = claim.value
    best = min(readings, key=lambda reading: abs(reading.value - value))
    step = 10.0**-claim.decimals
    gap = abs(round_as_printed(best.value, claim.decimals) - value)
    allowed = STEP * step
    if best.unit in ("persons", "children", "number"):
        allowed = max(FEW, NEAR_SHARE * abs(best.value))
    elif claim.decimals:
        explained, _, _ = searcher.explain(claim)
        if explained and len(explained[0].differences) == 1:
            return None
    if gap > allowed:
        return None
    differs = Worked("difference", abs(best.value - value), f"{abs(best.value - value):.{max(claim.decimals, best.decimals)}f}", best.unit, best)  # fmt: skip
    why = (
        "a later revision, or local records beside the national return"
        if best.unit in ("persons", "children", "number")
        else "rounding, or a later revision"
    )
    return Check(
        "value", "near",
        (f"Published for {searcher.evidence.name(best.area)}, {best.when.words}: ", best,
         "; it differs by ", differs, f", which {why} may explain."),
        best, tried=len(readings),
    )  # fmt: skip


def _needs(claim: Claim, searcher: Searcher) -> str:
    evidence = searcher.evidence
    own = stated_recipes(claim, evidence)
    conflicts = guard(claim, own[0], evidence) if own else {}
    title = own[0].words(evidence) if own else evidence.indicators[claim.indicator].title
    if conflicts:
        wanted = "; ".join(explain_conflicts(conflicts))
        return f"a series of the definition printed (“{title}” differs, {wanted})"
    when = parse_period(claim.period).words if claim.period else "a year before the plan"
    return f"“{title}” for {evidence.name(claim.area)}, {when}"


def _what(fit: Fit, evidence: HeldEvidence) -> str:
    return f"“{fit.recipe.words(evidence)}”"


def _short(fit: Fit, evidence: HeldEvidence) -> str:
    return f"{_what(fit, evidence)} {fit.reading.when.words}"


def _tell_expected(number: float) -> Phrase:
    if number < 0.001:
        return (Worked("expected-by-accident", number, "fewer than 0.001", ""),)
    return "about ", Worked("expected-by-accident", number, f"{number:.3f}", "")


def _tell_chance(tried: int, same: int) -> Phrase:
    if not tried:
        return ()
    number = count("figures-tried", tried)
    if not same:
        return (
            " ", number, " other figures were tried (years, bases, ages, places): none prints the same.",
        )  # fmt: skip
    return (
        " ", number, " other figures were tried; ", count("figures-alike", same), " print the same, "
        "no more than accident would give, so none is offered as the source.",
    )  # fmt: skip
