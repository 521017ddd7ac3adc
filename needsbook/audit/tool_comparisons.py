"""Statements without a number that figures of the Department's tool speak to.

“Each of the main groups does better than nationally”, “fewer entered care”: one measure after
another, or one measure of two years. Such figures have no counts to test by, so an order that
agrees is not tested, and one that does not is not supported; it is no error proved.
"""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.audit.findings import Check
from needsbook.audit.phrases import Part, Place, Worked
from needsbook.audit.recipe_search import Searcher
from needsbook.audit.tool_figures import read_tool
from needsbook.catalogue.lait import find_measure
from needsbook.catalogue.plans import Claim, ToolFigure
from needsbook.errors import BadInput

TOOL = "in the Local Authority Interactive Tool"
# The order each word states; a comparison states one, or it is no claim the tool can decide.
ABOVE = ("higher", "better")


def check_tools(claim: Claim, searcher: Searcher) -> Check:
    """A comparison or a movement of several measures at once; the rest of the claim stays open."""
    if any(figure.since for figure in claim.tools):
        return _check_ways(claim, searcher)
    places = searcher.evidence.combined.get(claim.area, (claim.area,))
    sides = [comparator for comparator in claim.comparators if comparator.relation]
    if not sides:
        return _check_hidden(claim, places, searcher)
    says: list[Part] = []
    against = seen = 0
    for place in places:
        for figure in claim.tools:
            here = _read(figure, place, searcher)
            there = _read(figure, sides[0].area, searcher)
            if here is None or there is None:
                continue
            seen += 1
            ahead = here.value > there.value if sides[0].relation in ABOVE else here.value < there.value  # fmt: skip
            if not ahead:
                against += 1
                says += ["“", _title(figure, claim, searcher), f"” of {searcher.evidence.name(place)} is ", here,
                         f", of {searcher.evidence.name(sides[0].area)} ", there, f" ({figure.years}). "]  # fmt: skip
    held = Worked("figures-of-groups", seen, f"{seen:,}")
    if not seen:
        return Check("tools", "undecidable", (f"Needs: {claim.needs}.",), needs=claim.needs)
    if against:
        rest = Worked("figures-as-stated", seen - against, f"{seen - against:,}")
        says += ["The groups may be of few pupils, and no test is possible; of ", held, f" figures of groups {TOOL} ",
                 rest, " are as stated."]  # fmt: skip
        return Check("tools", "not_supported", tuple(says), tried=seen)
    says = ["All ", held, f" figures of groups {TOOL} are as stated, without a test. Needs: {claim.needs}."]  # fmt: skip
    return Check("tools", "undecidable", tuple(says), tried=seen, needs=claim.needs)


def _check_ways(claim: Claim, searcher: Searcher) -> Check:
    """Which way the measure went in the years held; those before are wanting."""
    places = searcher.evidence.combined.get(claim.area, (claim.area,))
    says: list[Part] = []
    for figure in claim.tools:
        for place in places:
            now = _read(figure, place, searcher)
            then = _read(figure.model_copy(update={"years": figure.since}), place, searcher)
            if now is None or then is None:
                return Check("tools", "undecidable", (f"Needs: {claim.needs}.",), needs=claim.needs)
            says += ["“", _title(figure, claim, searcher), f"” of {searcher.evidence.name(place)} {TOOL}: ",
                     then, f" ({figure.since}), ", now, f" ({figure.years}). "]  # fmt: skip
    says.append(f"Needs: {claim.needs}.")
    return Check("tools", "not_held", tuple(says), tried=len(places), needs=claim.needs)


def _check_hidden(claim: Claim, places: Sequence[str], searcher: Searcher) -> Check:
    """A statement on figures the publisher prints for the country and hides for the places."""
    figure = claim.tools[0]
    if any(_read(figure, place, searcher) is not None for place in places):
        raise BadInput(
            f"{claim.id}: the tool prints “{figure.measure}” for its places, and the claim has no comparator",
            "claims.yml", "say in ‘comparators’ what it is set beside",
        )  # fmt: skip
    country = _read(figure, "england", searcher)
    says: list[Part] = [f"Needs: {claim.needs}."]
    if country is not None:
        says += [" For England “", _title(figure, claim, searcher), "” is ", country, f" ({figure.years})."]  # fmt: skip
    return Check("tools", "not_held", tuple(says), tried=len(places), needs=claim.needs)


def _read(figure: ToolFigure, place: str, searcher: Searcher) -> Worked | None:
    measure = find_measure(searcher.evidence.store.project, figure.measure, figure.measure)
    value = read_tool(figure.measure, figure.years, place, searcher)
    if value is None:
        return None
    return Worked("tool-figure", value, f"{value:,.{measure.decimals}f}", "number")


def _title(figure: ToolFigure, claim: Claim, searcher: Searcher) -> Place:
    return Place(find_measure(searcher.evidence.store.project, figure.measure, claim.id).title)
