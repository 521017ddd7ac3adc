"""What a complaint about a number must rest on: its measure named whole, and nothing more said of it.

A number that differs from the published one is as a rule of something else: a part, a cause,
a quarter, a mean. It is called wrong only where its own words name the measure and nothing
beside it, or where it is the published number but for a slip of the hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from needsbook.audit.contexts import NEUTRAL
from needsbook.audit.findings import AuditFinding
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.dates import find_dates
from needsbook.audit.language.parts import OUTCOMES
from needsbook.audit.language.stems import expand, stem
from needsbook.audit.unsaid_words import stems_held
from needsbook.catalogue.plans import Claim

# A number that differs from the published one by no more than this share of it is that one, mistaken.
ALL_BUT = 0.05
TOLD_ALREADY = "what it is of (the figure of this measure, place and year is told beside it)"
# Where the words that head a number begin, and where those after it stop.
HEADS_FROM = re.compile(r"[,;:()–]|\b\d[\d,.]*%?|\b(?:and|but|while|whilst|whereas)\b", re.I)
TAILS_TO = re.compile(
    r"[,;:()–]|\.(?!\d)|\d|\b(?:and|but|while|whilst|whereas|compared|against|up|down|from|than|after)\b",
    re.I,
)
# Words of figures that say nothing of what is counted.
PLAIN = frozenset(
    stem(word) for word in
    ["came", "come", "issued", "issue", "given", "was", "fell", "rose", "managed", "manage", "held", "hold", "holds", "ours", "theirs", "made", "make", "met", "meet", "got", "get", "took", "take", "gave", "give", "saw", "see", "went", "go", "goes", "stood", "recorded", "achieved", "reached", "received", "counted", "scored", "did", "does", "being", "compares", "outcome", "outcomes", "further", "equates", "equating", "equal", "among", "amongst", "responsible", "caring", "results", "percent", "roughly", "approximately", "nearly", "almost", "cla", "lac", "icpc", "icpcs", "gld", "ehcp", "ehcps", "cpp", "cin", "uasc", "neet", "eet"]
)  # fmt: skip


def say_more(
    claim: Claim, before: str, after: str, evidence: HeldEvidence, own: Sequence[str]
) -> list[str]:
    """The words right about a number that are neither of its measure, its place, a date nor of figures."""
    definition = evidence.definitions.get(claim.indicator)
    held = stems_held(evidence.indicators[claim.indicator], definition) | NEUTRAL | OUTCOMES | PLAIN
    held |= _of_places(claim, own, evidence)
    head = HEADS_FROM.split(_without_dates(before))[-1]
    tail = TAILS_TO.split(_without_dates(after), maxsplit=1)[0]
    words = re.findall(r"[a-z]{3,}", expand(f"{head} | {tail}").lower())
    return [word for word in words if stem(word) not in held]


def _of_places(claim: Claim, own: Sequence[str], evidence: HeldEvidence) -> frozenset[str]:
    return _stems(" ".join(evidence.name(area) for area in (claim.area, *own)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"[a-z]{3,}", text.lower()))


def _without_dates(text: str) -> str:
    for date in sorted(find_dates(text), key=lambda found: -found.start):
        text = text[: date.start] + " " + text[date.end :]
    return text


def is_named_whole(claim: Claim, text: str, start: int, evidence: HeldEvidence) -> bool:
    """Whether the number's sentence, or the heads of its cell, name the measure by all its words.

    In a list parted by semicolons an entry with a subject of its own, and what heads the list,
    are read alone: “excess weight 41.1%; obesity 20.4%”.
    """
    definition = evidence.definitions.get(claim.indicator)
    said = definition.says if definition is not None else ()
    words = f"{claim.says} {text}"
    entry = f"{text[:start].rpartition(';')[2]} {text[start:].partition(';')[0]}"
    if ";" in text and _stems(_without_dates(entry)) - NEUTRAL - PLAIN - _of_places(
        claim, (), evidence
    ):
        lead, colon, _ = text.partition(":")
        leads = bool(colon) and not re.search(r"\d[.%]", lead)
        words = f"{lead} {entry}" if leads else entry
    return all(re.search(pattern, expand(words), re.I) for pattern in said)


def is_slip(claim: Claim, evidence: HeldEvidence) -> bool:
    """Whether the number is the published one but for a slip: all but it, a digit another, or two swapped."""
    texts = [period.text for period in evidence.periods(claim.indicator)]
    at = texts.index(claim.period) if claim.period in texts else 0
    for period in texts[max(at - 1, 0) : at + 2]:
        reading = evidence.read(claim.indicator, claim.area, period)
        held = None if reading is None else reading.count if claim.counted else reading.value
        if held is None or claim.value is None:
            continue
        if period == claim.period and abs(claim.value - held) <= ALL_BUT * abs(held):
            return True
        wrong, right = (f"{abs(value):.{claim.decimals}f}" for value in (claim.value, held))
        other = sum(first != second for first, second in zip(wrong, right, strict=False))
        if len(wrong) == len(right) and (
            other == 1 or (other == 2 and sorted(wrong) == sorted(right))
        ):
            return True
    return False


def told_already(
    finding: AuditFinding,
    findings: Sequence[AuditFinding],
    sentences: Mapping[str, int],
) -> str:
    """Whether the sentence, or one beside it, gives the published figure of this very fact.

    Nobody tells one fact twice in two breaths: the second number is of a part, a cause, a mean.
    """
    claim, here = finding.claim, sentences[finding.claim.id]
    for beside in findings:
        told = beside.claim
        if (
            abs(sentences[told.id] - here) <= 1
            and beside.verdict in ("confirmed", "near")
            and (told.kind, told.indicator, told.area, told.period, told.counted)
            == (claim.kind, claim.indicator, claim.area, claim.period, claim.counted)
            and told.where.line == claim.where.line
            and told.value != claim.value
        ):
            return TOLD_ALREADY
    return ""
