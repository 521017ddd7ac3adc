"""A number that its own sentence lets a reader take for another figure is complained of no more.

“46.7, compared to 47.0 in 2023/24”, “384: a rate of 65 per 10,000”: what was read for the year
or the measure of a number may be that of the number beside it. Where the number is the
published figure of another year or measure that the sentence speaks of, and nothing right
beside the number says otherwise, the sentence is true in that reading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from needsbook.audit.findings import COMPLAINTS, AuditFinding, Check
from needsbook.audit.firm_readings import is_named_whole, is_slip, say_more, told_already
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.roles import MOVED
from needsbook.audit.language.stems import expand
from needsbook.audit.rounding import prints_as
from needsbook.audit.writer import Stated
from needsbook.catalogue import parse_period
from needsbook.catalogue.periods import MONTH_NAMES
from needsbook.catalogue.plans import Claim

YEAR = r"(?:19|20)\d\d"
UNIT = r"\s*(?:%|per\s?cent|percentage\s+points?|points?|per\s+[\d,]+|[a-z]+)?\s*"
SAID = r"[(,]?\s*(?:(?:in|for|at|during|of|by|on|as\s+at|year)\s+)?(?:the\s+)?(?:(?!since|from|to|than|after|and|when)[A-Za-z]+\s+){0,3}(?:\d{1,2}\s+[A-Z][a-z]+\s+)?"
AFTER = re.compile(rf"{UNIT}{SAID}{YEAR}")
# “the 64.9% of 2023/24”: a date that is said of the number before it.
BOUND = re.compile(rf"\d{UNIT}{SAID}$")
# “On 31 March 2018 there were 61”: a day is no number that a year is said of.
DAY = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{'|'.join(MONTH_NAMES)})\s+$")
DATE = re.compile(YEAR)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
RELATIVE = re.compile(
    r"\b(?:(?:a|the|one|two)\s+years?\s+(?:before|earlier|ago|prior)|twelve\s+months|(?:the\s+)?(?:previous|preceding|last|prior|past)\s+years?|(?:up|down|rise|fall|rose|fell|increase|decrease|after|since|from|than|compared|against|as)\b)",
    re.I,
)
WHOLE = re.compile(r"\b(?:all|other)\s+(?:pupils|children|young\s+people)\b|\boverall\b", re.I)
# “under 18”, “half of sessions”: words of a definition, not values.
AGE_BEFORE = re.compile(r"\b(?:under|over|aged?|below|turn(?:ing|ed)?)[ -]$", re.I)
OF_SESSIONS = re.compile(r"\s*(?:or\s+more\s+)?(?:of\s+)?(?:all\s+|their\s+)?(?:possible\s+)?sessions", re.I)  # fmt: skip
OLDEST = 25
WHICH_YEAR = "which year of its sentence it is of"
# A number so many times the published one is more likely of another thing.
FAR_OFF = 2.5
# “(14.2%)”: a number alone in brackets; of a place that the brackets before it name.
ALONE = re.compile(r"\(\s*$"), re.compile(r"\s*(?:%|per\s?cent)?\s*\)")
RANKED = r"\b(?:first|second|third|\w+th|\d+(?:st|nd|rd|th)|highest|lowest|best|worst|top|bottom|rank\w*)\b[^.;]{0,40}\b(?:in|of|across|within)\s+(?:the\s+)?"
# Where the words after a number stop being its own.
CUT = re.compile(
    r"[;.]\s|,\s|\s(?:and|but|while|whilst|whereas|compared|against|respectively)\b|\(|\d+(?:\.\d+)?\s*(?:%|per\s?cent)|$",
    re.I,
)
OF_PEOPLE = re.compile(
    r"\s*(?:%|per\s?cent)?\s*(?:of|for|receive\w*|have|had|are|were|with)\b", re.I
)
# Two periods of different kinds, a school year and a day in March, of one year.
NEAR_DAYS = 190
COUNTED_UNITS = ("per_10k", "per_100k", "per_1000", "number", "persons", "children", "count")


def soften(
    findings: Sequence[AuditFinding],
    texts: Mapping[str, str],
    sentences: Mapping[str, int],
    stated: Mapping[str, Stated],
    evidence: HeldEvidence,
    own: Sequence[str] = (),
    sure: Collection[str] = (),
) -> tuple[AuditFinding, ...]:
    """The findings, complaints that a second reading takes back left open.

    ``texts`` and ``sentences``: the sentence of each claim and its number in the document;
    ``own``: the areas the document is about; ``sure``: ids of claims with one reading alone.
    """
    said: dict[int, list[Claim]] = {}
    for finding in findings:
        said.setdefault(sentences[finding.claim.id], []).append(finding.claim)
    softened: list[AuditFinding] = []
    for finding in findings:
        claim = finding.claim
        reason = ""
        if claim.id in sure:
            softened.append(finding)
            continue
        gap = claim.kind == "gap" and not _is_gap_dated(texts[claim.id], stated[claim.id])
        if finding.verdict in COMPLAINTS and (
            gap or _is_undated(claim, texts[claim.id], said.get(sentences[claim.id] - 1, ()))
        ):
            reason = WHICH_YEAR
        elif finding.verdict in COMPLAINTS and claim.kind == "value" and claim.role != "wrong unit":
            reason = told_already(finding, findings, sentences) or find_second_reading(
                claim,
                texts[claim.id],
                stated[claim.id],
                [*said.get(sentences[claim.id] - 1, ()), *said[sentences[claim.id]]],
                evidence,
                own,
            )
        softened.append(_leave_open(finding, reason) if reason else finding)
    return tuple(softened)


def _is_undated(claim: Claim, text: str, before: Sequence[Claim]) -> bool:
    """Whether words without a year of their own follow a sentence that tells of several."""
    if claim.kind not in ("comparison", "direction", "rank", "ratio", "gap") or DATE.search(text):
        return False
    return len({earlier.period for earlier in before if earlier.period}) > 1


def _is_gap_dated(text: str, spot: Stated) -> bool:
    """Whether a gap's year is told: beside it, or the only one of the sentence and after it."""
    dates = list(DATE.finditer(text))
    after = all(date.start() >= spot.end for date in dates)
    alone = len({date.group(0) for date in dates}) == 1 and after
    return alone or _is_dated(text, spot)


def _leave_open(finding: AuditFinding, reason: str) -> AuditFinding:
    check = finding.checks[0]
    says = (f"Could not be told: {reason}. ", *check.says)
    opened = Check(check.name, "undecidable", says, check.reading, tried=check.tried, needs=reason)
    return AuditFinding(finding.claim, "undecidable", (opened,), finding.notes)


def find_second_reading(
    claim: Claim,
    text: str,
    spot: Stated,
    beside: Sequence[Claim],
    evidence: HeldEvidence,
    own: Sequence[str] = (),
) -> str:
    """What leaves the reading of a number in doubt; empty where nothing does."""
    before, after = text[: spot.start], text[spot.end :]
    if AGE_BEFORE.search(before) and claim.printed.isdigit() and int(claim.printed) <= OLDEST:
        return "whether the number is an age"
    if claim.decimals == 0 and OF_SESSIONS.match(after):
        return "whether the number is a value (it may define what is counted)"
    if claim.value is None or not claim.period:
        return ""
    # The heads of a cell are read by themselves; what stands about it are other cells.
    if not claim.says.endswith(f"· {text}") and (
        more := say_more(claim, before, after, evidence, own)
    ):
        return f"what it is of ({' '.join(more[:3])})"
    if _is_far_off(claim, text, evidence):
        return "whether the number is of this measure (it is far from the figure held)"
    if not (
        is_named_whole(claim, text, spot.start, evidence)
        or (
            IT_WAS.match(text)
            and any(
                is_named_whole(told, told.says, 0, evidence)
                for told in beside
                if _is_same(told, claim)
            )
        )
        or is_slip(claim, evidence)
    ):
        return "whether the number is of this measure (its own words do not name it whole)"
    if any(
        _prints(claim, claim.indicator, area, claim.period, evidence)
        for area in _places(claim, text, spot, beside, evidence, own)
    ):
        return "which place of its sentence it is of"
    dated = _is_dated(text, spot)
    for indicator in _measures(claim, beside, before, text, evidence):
        periods = list(_periods(claim, beside, dated, evidence))
        if indicator != claim.indicator:
            periods += _alike(claim, indicator, dated, evidence)
        for period in periods:
            if (indicator, period) == (claim.indicator, claim.period):
                continue
            if _prints(claim, indicator, claim.area, period, evidence):
                paired = re.search(r"\brespectively\b", text, re.I)
                if indicator != claim.indicator and (
                    paired or _is_bound(claim, indicator, after, evidence)
                ):
                    continue
                return (
                    WHICH_YEAR
                    if indicator == claim.indicator
                    else "which measure of its sentence it is of"
                )
    return ""


# “It was 11.1% in 2023/24.”: of what the sentence before names.
IT_WAS = re.compile(r"^\W*(?:it|this)\s+(?:was|is|stood|rose|fell)\b", re.I)


def _is_same(told: Claim, claim: Claim) -> bool:
    """Whether two claims are of one measure and one place."""
    return told is not claim and (told.indicator, told.area) == (claim.indicator, claim.area)


def _is_far_off(claim: Claim, text: str, evidence: HeldEvidence) -> bool:
    """Whether a number is many times the figure held and its sentence does not name the measure whole."""
    reading = evidence.read(claim.indicator, claim.area, claim.period)
    held = None if reading is None else reading.count if claim.counted else reading.value
    if not held or not claim.value or held * claim.value < 0:
        return False
    if 1 / FAR_OFF < claim.value / held < FAR_OFF:
        return False
    definition = evidence.definitions.get(claim.indicator)
    said = definition.says if definition is not None else ()
    bare = claim.unit in ("persons", "children", "number", "")
    return bare or not all(re.search(pattern, expand(text), re.I) for pattern in said)


def _is_bound(claim: Claim, other: str, after: str, evidence: HeldEvidence) -> bool:
    """Whether the number's own words say its measure whole: “12.0% of pupils have an EHCP and 5.2% …”."""
    own = CUT.split(after, maxsplit=1)[0]
    said, others = (evidence.definitions.get(name) for name in (claim.indicator, other))
    if said is None or others is None or not said.says or not OF_PEOPLE.match(own):
        return False
    return all(re.search(pattern, own, re.I) for pattern in said.says) and not all(
        re.search(pattern, own, re.I) for pattern in others.says
    )


def _prints(claim: Claim, indicator: str, area: str, period: str, evidence: HeldEvidence) -> bool:
    reading = evidence.read(indicator, area, period)
    return reading is not None and prints_as(
        reading.value, claim.value or 0.0, claim.decimals, claim.qualifier
    )


def _places(
    claim: Claim,
    text: str,
    spot: Stated,
    beside: Sequence[Claim],
    evidence: HeldEvidence,
    own: Sequence[str],
) -> Iterator[str]:
    """Other places of its sentence a number may be of: alone in brackets, or parted from the place read."""
    alone = ALONE[0].search(text[: spot.start]) and ALONE[1].match(text[spot.end :])
    parts = re.split(r"[;:]", text[: spot.start])[-1] + re.split(r"[;:]", text[spot.end :])[0]
    name = re.escape(evidence.name(claim.area))
    told = re.compile(rf"{name}|nation|country|region", re.I)
    named, carried = told.search(parts), not told.search(text)
    # “first in the East Midlands for absence at 14.2%”: the region is what it is ranked in.
    if claim.area not in own and (carried or re.search(rf"{RANKED}{name}", text, re.I)):
        yield from own
    if alone or (named is None and text.count(";") > 0):
        yield from {claimed.area for claimed in beside if claimed.area != claim.area}


def _is_dated(text: str, spot: Stated) -> bool:
    """Whether the number's own date stands right beside it, or no other number lies between."""
    before, after = text[: spot.start], text[spot.end :]
    if AFTER.match(after):
        return True
    dates = list(DATE.finditer(before))
    if not dates:
        # Without a date before it and with one farther on, the date is the other number's; without
        # any, a movement (“it rose from … to …”) may be of any of the years spoken of.
        return not DATE.search(after) and not MOVED.search(text)
    leading = before[: dates[-1].start()]
    if BOUND.search(DAY.sub("", leading)):
        return False
    between = before[dates[-1].end() :]
    between = re.sub(r"^\s?[/–-]\s?\d\d(?:\d\d)?", "", between)
    return not NUMBER.search(between) and not RELATIVE.search(between)


def _periods(
    claim: Claim, beside: Sequence[Claim], dated: bool, evidence: HeldEvidence
) -> Iterator[str]:
    """The period read, and where it is not the number's own those beside it."""
    yield claim.period
    if dated:
        return
    held = [period.text for period in evidence.periods(claim.indicator)]
    if claim.period in held:
        at = held.index(claim.period)
        yield from (*held[max(at - 1, 0) : at], *held[at + 1 : at + 2])
    yield from {claimed.period for claimed in beside if claimed.period}


def _alike(claim: Claim, other: str, dated: bool, evidence: HeldEvidence) -> Iterator[str]:
    """The periods of another measure that end about when the period read does."""
    end = parse_period(claim.period).end
    for period in evidence.periods(other):
        if abs((period.end - end).days) <= (NEAR_DAYS if dated else 2 * NEAR_DAYS):
            yield period.text


def _spoken_of(text: str, unit: str, evidence: HeldEvidence) -> Iterator[str]:
    """The measures in this unit all of whose words stand somewhere in the sentence."""
    for name, definition in evidence.definitions.items():
        if not definition.says or name not in evidence.indicators:
            continue
        if evidence.indicators[name].unit == unit and all(
            re.search(pattern, text, re.I) for pattern in definition.says
        ):
            yield name


def _measures(
    claim: Claim, beside: Sequence[Claim], before: str, text: str, evidence: HeldEvidence
) -> Iterator[str]:
    """The measure read, then those its sentence names, in a unit it may have."""
    yield claim.indicator
    unit = evidence.indicators[claim.indicator].unit
    names = [claimed.indicator for claimed in beside if claimed.indicator != claim.indicator]
    names += [name for name in _spoken_of(expand(text), unit, evidence) if name != claim.indicator]
    if WHOLE.search(before):
        definition = evidence.definitions.get(claim.indicator)
        whole = re.sub(r"_(?:sen_support|ehcp|no_sen|fsm|non_fsm|disadvantaged|not_disadvantaged)(?=_)", "", claim.indicator)  # fmt: skip
        names += [whole] if definition is not None else []
    for name in dict.fromkeys(names):
        if name and name in evidence.indicators:
            other = evidence.indicators[name].unit
            bare = (
                claim.printed.replace(",", "").isdigit()
                and other in COUNTED_UNITS
                and unit in COUNTED_UNITS
            )
            # A part of what is counted: that would excuse what is said of another definition.
            if bare or (other == unit and not _is_part(name, claim.indicator, evidence)):
                yield name


def _is_part(other: str, indicator: str, evidence: HeldEvidence) -> bool:
    """Whether what one series counts is part of another's: obese, of overweight or obese."""
    part, whole = (evidence.definitions.get(name) for name in (other, indicator))
    if part is None or whole is None or part.numerator == whole.numerator:
        return False
    if (part.family, part.ages) != (whole.family, whole.ages) or not part.family:
        return False
    return bool(part.numerator) and part.numerator in whole.numerator
