"""What each number of a sentence is: a value, a change, a gap, a target, one end of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from needsbook.audit.language.numbers import Number

Role = Literal["value", "previous", "change", "gap", "range", "target", "other"]

# “made up 24.8%”, “take-up”: no movement.
NO_UP = r"(?<!made )(?<!make )(?<!makes )(?<!making )(?<!set )(?<!take[ -])(?<!taken )(?<!took )(?<!follow[ -])(?<!check[ -])(?<!catch[ -])(?<!sign[ -])"
UP = rf"(?:ros[ei]n?|rise[ns]?|rising|increas\w+|grew|grow[ns]?|growing|went\s+up|gone\s+up|climb\w+|{NO_UP}up)"
DOWN = (
    r"(?:fell|fall(?:en|s|ing)?|decreas\w+|declin\w+|drop\w*|reduc\w+|went\s+down|gone\s+down|down)"
)
IMPROVED = r"(?:improv\w+)"
# A movement: “it rose from … to …”.
MOVED = re.compile(rf"\b(?:{UP}|{DOWN})\b|\bfrom\s+[\d.,]+.{{0,24}}\bto\b", re.I)
VERB = re.compile(
    rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<better>{IMPROVED})|(?P<worse>worsen\w+|deteriorat\w+))\b",
    re.I,
)
SOFT = r"(?:\s*(?:just|only|around|about|approximately|some|nearly|almost|over|under|more\s+than|less\s+than|a\s+further|a|an))*\s*"
CHANGE_BEFORE = re.compile(
    rf"\b(?:{UP}|{DOWN}|{IMPROVED})\b[^.;\d]{{0,60}}?\bby{SOFT}$|\b(?:increase|rise|growth|fall|drop|decrease|reduction|decline|improvement|change|difference)\s+of{SOFT}$|\b(?:{NO_UP}up|down){SOFT}$|\bby{SOFT}$",
    re.I,
)
CHANGE_AFTER = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:increase|decrease|rise|fall|drop|reduction|growth|decline|improvement|year[- ]on[- ]year)\b",
    re.I,
)
GAP_AFTER = re.compile(
    r"^\s*(?:(?:per|in every|for every)\s+[\d,]*\d\s+(?:(?!was\b|is\b|were\b|are\b|remains\b|stands\b|stood\b|and\b|which\b|has\b|had\b)\w+\s+)?)?(?:points?\s+)?(?:higher|lower|more|less|fewer|above|below|behind|ahead|better|worse)\b(?!\s+than\s+\d)",
    re.I,
)
GAP_IS = re.compile(
    r"\b(?:gap|difference|disparity)\b[^.;:\d]{0,30}\b(?:was|is|of|stood\s+at|stands\s+at|reached|to)\s+(?:just\s+|about\s+|around\s+|only\s+|over\s+)?$",
    re.I,
)
GAP_WORD = re.compile(r"\b(?:gap|difference|disparity|disparities)\b", re.I)
TARGET = re.compile(
    r"\b(?:target(?:s|ed|ing)?|aims?|aiming|ambitions?|aspir\w+|goal|trajector\w+|expected\s+to\s+(?!standard)|forecast\w*|project(?:ed|ions?)|predict\w*|anticipat\w+|"
    r"by\s+20[2-9]\d(?!,?\s+(?:\w+\s+){0,3}?(?:was|were|had|stood|fell|rose|dropped|reached)\b)|will\s+(?:be|have|reach|rise|fall|increase|reduce|achieve)|want\w*\s+to|plan(?:s|ned|ning)?\s+to|should\s+(?:be|reach)|intend\w*|thresholds?|benchmark\s+of|objective|pledge|commit\w+\s+to)\b",
    re.I,
)
REACHED = re.compile(
    r"\b(?:exceed(?:s|ed|ing)|met|above|below|against|missed|short\s+of)\s+(?:the|our|its|a)?\s*(?:\w+\s+){0,2}?target",
    re.I,
)
PREVIOUS = re.compile(
    r"\b(?:up|down|increas\w+|fallen|fell|risen|rose|decreas\w+|reduc\w+|improv\w+|drop\w*|declin\w+|rise|fall|increase|reduction)\s+from\s*(?:just\s+|around\s+|about\s+|nearly\s+|over\s+)?$",
    re.I,
)
# “from 68.3% in 2024/25”: where an aim sets out from.
DATED = re.compile(
    r"[\s(,]*(?:in|at|on|for)?\s*(?:[A-Z][a-z]+\s+)?(?:\d{1,2}\s+[A-Z][a-z]+\s+)?20[012]\d"
)
FROM = re.compile(r"\bfrom\s+(?:just\s+|around\s+|about\s+|over\s+|nearly\s+)?$", re.I)
RANGED = re.compile(
    r"\b(?:rang\w+|var(?:y|ies|ied|ying))\b[^.;\d]{0,40}\bfrom\s*$|\brang\w+\b[^.;\d]{0,30}$", re.I
)
BETWEEN = re.compile(r"\bbetween\s*(?:just\s+|around\s+|about\s+)?$", re.I)
OF_A_LIST = re.compile(
    r"^\s*(?:of\s+(?:the|our|all)\s+(?:schools|settings|respondents|staff|parents|carers|providers|services|nurseries))\b|^\s+of\s+(?:our\s+)?(?:respondents|parents|carers|staff|schools|providers)\b",
    re.I,
)


def find_role(text: str, numbers: Sequence[Number], at: int, earlier: Sequence[Role]) -> Role:
    """The role of one number; ``earlier`` are those of the numbers before it."""
    number = numbers[at]
    before, after = text[: number.start], text[number.end :]
    if number.printed[:1] in "+-−–" and before.endswith(("+", "-", "−", "–")):
        before = before[:-1]
    gap = text[numbers[at - 1].end : number.start] if at else before
    if OF_A_LIST.match(after):
        return "other"
    if (
        TARGET.search(text)
        and not (FROM.search(before) and DATED.match(after))
        and not REACHED.search(before)
        and _is_target(text, numbers, at, earlier)
    ):
        return "target"
    if (
        earlier
        and earlier[-1] in ("change", "gap")
        and re.fullmatch(r"\s*\(\s*(?:or\s+|an?\s+)?", gap)
    ):
        return earlier[-1]
    if earlier and earlier[-1] in ("change", "gap") and re.fullmatch(r"\s*(?:and|,)\s*", gap.partition("per")[0]):  # fmt: skip
        # “by 49.7 and 40.0 per 10,000”: both are gaps.
        return earlier[-1]
    if number.unit == "points":
        gapped = GAP_WORD.search(before) or GAP_AFTER.match(after)
        return "gap" if gapped and not re.search(r"\bnarrow\w+|\bwiden\w+", before) else "change"
    if GAP_IS.search(before):
        return "gap"
    if GAP_AFTER.match(after) or GAP_AFTER.match(re.sub(r"^\s*and\s+[\d.,]+", "", after)):
        return "gap"
    if re.search(
        r"\b(?:higher|lower|above|below|more|less|better|worse)\b(?:[^.;]|\.\d)*\bby\s+(?:around\s+|about\s+)?$",
        before,
        re.I,
    ):
        return "gap"
    if number.printed.startswith("+") or CHANGE_AFTER.match(after):
        return "change"
    if PREVIOUS.search(before):
        return "previous"
    if CHANGE_BEFORE.search(before) and not re.search(r"\bup\s+to\s*$|\b(?:achieved|reached|met|attained|followed|given|made|used|led)\s+by\s*$", before, re.I):  # fmt: skip
        return "change"
    if at + 1 < len(numbers) and (BETWEEN.search(before) or RANGED.search(before)):
        between = text[number.end : numbers[at + 1].start]
        if re.fullmatch(r"\s*(?:\([^)]*\)\s*)?(?:and|to|-|–)\s*(?:around\s+|about\s+)?", between):
            return "range"
    if earlier and earlier[-1] == "range" and (at < 2 or earlier[-2] != "range"):
        return "range"
    if re.fullmatch(r"\s*(?:-|–)\s*", gap) and at:
        return "range"
    return "value"


PRESENT = re.compile(
    r"\b(?:outturns?|actuals?|was|were|is|are|stood|stands|currently|now|achieved|reached|compared|against|while|whilst|whereas|but|latest)\b|[;.]\s",
    re.I,
)


def _is_target(text: str, numbers: Sequence[Number], at: int, earlier: Sequence[Role]) -> bool:
    """Whether the words of aiming are about this number: before it, or right after it."""
    number = numbers[at]
    if at:
        between = text[numbers[at - 1].end : number.start]
        told = re.search(r",|\band\b|;|\bwith\b|\bwhile\b|\bcompared\b|\bagainst\b", between)
        if earlier[-1] == "target" and not PRESENT.search(between):
            return True
        if told and (earlier[-1] == "target" or PRESENT.search(between)) and not TARGET.search(between):  # fmt: skip
            return bool(TARGET.search(_own_after(text, numbers, at)))
    clause_start = max(text.rfind(sign, 0, number.start) for sign in (";", ". ", ", while", ", but", " although "))  # fmt: skip
    before = text[max(clause_start, 0) : number.start]
    return bool(TARGET.search(before) or TARGET.search(_own_after(text, numbers, at)))


def _own_after(text: str, numbers: Sequence[Number], at: int) -> str:
    """The words after a number that are its own: not “and our target of”, which the next one has."""
    end = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    after = re.split(r"[;.]\s|,\s+(?:and|while|but|although|up|down)", text[numbers[at].end : end])[
        0
    ]
    if at + 1 < len(numbers) and len(after) == end - numbers[at].end:
        after = re.split(r",|\band\b|\bagainst\b|\bcompared\b", after)[0]
    return after


def moves(text: str) -> list[tuple[int, str]]:
    """Where each word of movement stands, and its way: “up”, “down”, “better” or “worse”."""
    return [(match.start(), match.lastgroup or "") for match in VERB.finditer(text)]
