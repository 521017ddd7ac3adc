"""Two years' values changed over: one error told as one, not as two numbers nobody knows.

“rose from 12.8 in 2022/23 to 10.3 in 2023/24”, or two cells of a row, where each number is the
published one of the other year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from needsbook.audit.findings import COMPLAINTS, AuditFinding, Check
from needsbook.audit.held_figures import HeldEvidence, Reading
from needsbook.audit.language.passages import Passage
from needsbook.audit.rounding import prints_as
from needsbook.audit.writer import Stated
from needsbook.catalogue.plans import Claim

# “between 2019/20 and 2023/24 … from 9.1 to 12.8”: the first number is of the first year.
PAIRED = re.compile(
    r"\b(?:between|from)\s+(?:the\s+)?(?:\w+\s+){0,3}(?P<first>(?:19|20)\d\d)\S*\s+(?:and|to)\s+(?:the\s+)?(?:\w+\s+){0,3}?(?P<last>(?:19|20)\d\d)",
    re.I,
)
MOVED = (
    re.compile(r"\bfrom\s+(?:\w+\s+){0,2}$", re.I),
    re.compile(r"[^\d.;]{0,20}\s+to\s+(?:\w+\s+){0,2}$", re.I),
)


def name_swaps(
    findings: Sequence[AuditFinding],
    passages: Sequence[Passage],
    sources: Mapping[str, int],
    stated: Mapping[str, Stated],
    evidence: HeldEvidence,
) -> tuple[tuple[AuditFinding, ...], frozenset[str]]:
    """The findings, those of swapped years told so, and the claims no second reading excuses.

    Only where measure, place and both periods are stated, and both numbers print as the
    published figure of the other's period. Excused by no second reading are two numbers told
    “from … to …” between two years: which is of which year is plain there.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for at, finding in enumerate(findings):
        claim = finding.claim
        if _is_certain(finding, stated[claim.id]):
            row = _row_of(passages[sources[claim.id]], sources[claim.id])
            groups.setdefault((row, claim.indicator, claim.area, claim.counted), []).append(at)
    told = list(findings)
    sure: set[str] = set()
    for places in groups.values():
        for first, second in combinations(places, 2):
            one, two = findings[first], findings[second]
            published = _swapped(one.claim, two.claim, evidence)
            if published is None or told[first] is not one or told[second] is not two:
                continue
            told[first] = _tell(one, published[1], published[0], evidence)
            told[second] = _tell(two, published[0], published[1], evidence)
            text = passages[sources[one.claim.id]].text
            if sources[one.claim.id] == sources[two.claim.id] and _is_paired(
                text, stated[one.claim.id], stated[two.claim.id]
            ):
                sure |= {one.claim.id, two.claim.id}
    return tuple(told), frozenset(sure)


def _is_certain(finding: AuditFinding, spot: Stated) -> bool:
    claim = finding.claim
    return (
        finding.verdict in COMPLAINTS
        and claim.kind == "value"
        and claim.role != "share"
        and claim.qualifier == "exact"
        and claim.value is not None
        and bool(claim.period)
        and len(spot.periods) == 1
        and spot.whole
    )


def _row_of(passage: Passage, at: int) -> tuple[object, ...]:
    """What two numbers must share: their sentence, or the row of their table."""
    return (passage.line, passage.page, passage.label) if passage.cell else (at,)


def _swapped(one: Claim, two: Claim, evidence: HeldEvidence) -> tuple[Reading, Reading] | None:
    """The published figures of both years, where each claim prints the other's."""
    if one.period == two.period:
        return None
    readings = [evidence.read(claim.indicator, claim.area, claim.period) for claim in (one, two)]
    mine, theirs = readings
    if mine is None or theirs is None:
        return None
    fits = [
        value is not None and prints_as(value, claim.value or 0.0, claim.decimals, claim.qualifier)
        for claim, reading in ((one, theirs), (two, mine))
        for value in (reading.count if claim.counted else reading.value,)
    ]
    return (mine, theirs) if all(fits) else None


def _tell(
    finding: AuditFinding, printed: Reading, own: Reading, evidence: HeldEvidence
) -> AuditFinding:
    check = finding.checks[0]
    title = evidence.indicators[own.indicator].title
    says = (
        f"The two years are changed over: {finding.claim.printed} is “{title}” in "
        f"{evidence.name(own.area)}, {printed.when.words} (", printed,
        f"); as stated ({own.when.words}) it is ", own, ".",
    )  # fmt: skip
    named = Check(check.name, "mislabelled", says, printed, check.fits, check.tried)
    return AuditFinding(finding.claim, "mislabelled", (named,), finding.notes)


def _is_paired(text: str, one: Stated, two: Stated) -> bool:
    years = PAIRED.search(text)
    first, last = sorted((one, two), key=lambda spot: spot.start)
    return bool(
        years
        and years["first"] < years["last"]
        and MOVED[0].search(text[: first.start])
        and MOVED[1].fullmatch(text[first.end : last.start])
    )
