"""Which indicator, area and period a sentence may mean: proposed, never guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from needsbook.audit.evidence import Evidence
from needsbook.audit.sentences import Number, Sentence
from needsbook.catalogue import Indicator, parse_period
from needsbook.catalogue.periods import MONTH_NAMES, MONTHS
from needsbook.errors import BadInput

GOOD_ENOUGH = 75.0
CLOSE_FIT = 95.0
NEAR = 3.0
MOST_WORDS = 10
SAME_WORD = 88
# Words that nearly every indicator's name holds: they tell little apart.
WEAK_WORDS = frozenset(
    [
        "child",
        "children",
        "young",
        "people",
        "pupil",
        "year",
        "old",
        "age",
        "aged",
        "percentage",
        "rate",
        "number",
        "school",
        "average",
        "level",
    ]
)
WEAK_WEIGHT = 0.3
STOP_WORDS = frozenset(
    [
        "the",
        "of",
        "in",
        "and",
        "a",
        "to",
        "at",
        "who",
        "are",
        "is",
        "were",
        "was",
        "by",
        "with",
        "or",
        "for",
        "on",
        "their",
        "as",
        "an",
        "that",
        "have",
        "has",
        "be",
    ]
)


@dataclass(frozen=True)
class Proposal:
    """An indicator a sentence may mean, and how well its words fit (``score_names``).

    Not ``sure``: the sentence lacks a word without which it may mean another one.
    """

    indicator: str
    score: float
    sure: bool = True


def _plain(text: str) -> str:
    text = re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("’", "").replace("'", ""))
    # “Year 6” and “key stage 2” are one word each: their number is what they mean.
    text = re.sub(r"\b(year|stage|attainment|progress) (\d+)\b", r"\1\2", text)
    return " ".join(_stem(word) for word in text.split() if word not in STOP_WORDS)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """Every wording the catalogue has for the indicator."""
    return (indicator.title, indicator.short_title, indicator.words.name, *indicator.synonyms)


@lru_cache(maxsize=4096)
def _weigh_name(name: str) -> tuple[tuple[str, float], ...]:
    """The words of a name with their weights; empty for a name of weak words only."""
    tokens = _plain(name).split()
    if all(token in WEAK_WORDS for token in tokens):
        return ()
    return tuple((token, WEAK_WEIGHT if token in WEAK_WORDS else 1.0) for token in tokens)


def _holds_word(words: frozenset[str], token: str) -> bool:
    """Whether the word, or one spelt nearly so, is among ``words``."""
    return token in words or any(
        abs(len(word) - len(token)) <= 1 and fuzz.ratio(token, word) >= SAME_WORD for word in words
    )


def score_names(sentence: str, names: Iterable[str]) -> float:
    """How much of the best of ``names`` the sentence holds, from 0 to about 110.

    Longer names count more: one common word alone names nothing.
    """
    return _score(frozenset(_plain(sentence).split()), tuple(names))


@lru_cache(maxsize=65536)
def _score(words: frozenset[str], names: tuple[str, ...]) -> float:
    held: dict[str, bool] = {}
    best = 0.0
    for name in names:
        weighed = _weigh_name(name)
        if not weighed:
            continue
        found = 0.0
        for token, weight in weighed:
            if token not in held:
                held[token] = _holds_word(words, token)
            found += weight if held[token] else 0.0
        share = 100.0 * found / sum(weight for _, weight in weighed)
        best = max(best, share - 12 / len(weighed) + min(len(weighed), MOST_WORDS))
    return best


def unit_fits(indicator: Indicator, number: Number | None) -> bool:
    """Whether a number of this unit can be a value of the indicator."""
    if number is None:
        return True
    if number.unit == "percent":
        return indicator.unit == "percent"
    if number.unit:
        return indicator.unit == number.unit
    if indicator.counted:
        return float(number.value).is_integer()
    return indicator.unit in ("score", "points", "per_10k", "per_100k", "per_1000")


def propose_indicators(
    sentence: Sentence, number: Number | None, evidence: Evidence, clause: str = ""
) -> list[Proposal]:
    """The indicators whose words fit, best first; empty where none fits well enough."""
    found = []
    for name, indicator in evidence.indicators.items():
        words = clause or sentence.text
        definition = evidence.definitions.get(name)
        must = definition.must_say if definition else ""
        if not unit_fits(indicator, number):
            continue
        score = score_names(words, names_of(indicator))
        # A bare number may be anything: only a close fit of words makes it a score or a rate.
        bare = number is not None and not number.unit and not indicator.counted
        if score >= (CLOSE_FIT if bare else GOOD_ENOUGH):
            sure = not must or re.search(must, words, re.I) is not None
            found.append(Proposal(name, round(score, 1), sure))
    # What is not sure stands aside where anything is.
    sure_ones = [one for one in found if one.sure]
    return sorted(sure_ones or found, key=lambda one: (-one.score, one.indicator))


def choose(
    proposals: list[Proposal], ages: str, numerator: str, evidence: Evidence
) -> tuple[str, list[str]]:
    """The indicator meant, or none and the ones between which the words do not decide.

    Indicators of one family that count the same thing and differ only in basis are one
    choice: the claim stays silent on the basis, and the audit tries both.
    """
    unsure = [one.indicator for one in proposals if not one.sure]
    proposals = [one for one in proposals if one.sure]
    if not proposals:
        return "", unsure
    proposals = _narrow(proposals, {"numerator": numerator, "ages": ages}, evidence)
    names = [one.indicator for one in proposals if one.score >= proposals[0].score - NEAR]
    if not names:
        return "", []
    subjects = set()
    for name in names:
        definition = evidence.definitions.get(name)
        subjects.add((definition.family, definition.ages, definition.numerator, definition.housing_costs)
                     if definition and definition.family else (name,))  # fmt: skip
    if len(subjects) == 1:
        return names[0], []
    return "", names


def _narrow(
    proposals: list[Proposal], stated: dict[str, str], evidence: Evidence
) -> list[Proposal]:
    """The proposals that agree with what is stated; else the relative of the best that does."""
    wanted = {name: value for name, value in stated.items() if value}
    if not wanted or not proposals:
        return proposals

    def agrees(name: str) -> bool:
        definition = evidence.definitions.get(name)
        return all(getattr(definition, key, "") == value for key, value in wanted.items())

    exact = [one for one in proposals if agrees(one.indicator)]
    if exact:
        return exact
    best = evidence.definitions.get(proposals[0].indicator)
    relatives = [
        Proposal(name, proposals[0].score)
        for name, definition in evidence.definitions.items()
        if best and best.family and definition.family == best.family and agrees(name)
    ]
    return [one for one in relatives if evidence.held(one.indicator)] or proposals


def propose_period(
    kind: str, parts: tuple[str, ...], indicator: str, evidence: Evidence
) -> tuple[str, list[str]]:
    """The period of the indicator that the words mean, or none and those they may mean."""
    if not kind:
        return "", []
    wanted = _check_period(_write_period(kind, parts))
    held = evidence.periods(indicator)
    if not wanted or any(one.text == wanted for one in held):
        return wanted, []
    named = parse_period(wanted)
    if kind == "year":
        alike = [one for one in held if one.end.year == named.end.year]
    elif kind == "month" and not _is_average(indicator, evidence):
        alike = [one for one in held if one.end == named.end]
    elif kind == "mid":
        alike = [one for one in held if one.start <= named.end <= one.end]
    else:
        alike = []
    if len(alike) == 1:
        return alike[0].text, []
    return ("" if alike else wanted), [one.text for one in alike]


def _is_average(indicator: str, evidence: Evidence) -> bool:
    definition = evidence.definitions.get(indicator)
    return definition is not None and definition.time == "average"


def _check_period(text: str) -> str:
    """``text`` where it is a period there can be; empty for the 45th of March."""
    try:
        return parse_period(text).text if text else ""
    except BadInput:
        return ""


def _write_period(kind: str, parts: tuple[str, ...]) -> str:
    """The period in our written form; empty where the words are no period we write."""
    months = {name: MONTHS[at % 12] for at, name in enumerate((*MONTH_NAMES, *MONTHS))}
    parts = tuple(part.capitalize() for part in parts)
    if kind == "academic":
        return (
            f"{parts[0]}/{parts[1][-2:]}" if (int(parts[0]) + 1) % 100 == int(parts[1][-2:]) else ""
        )
    if kind == "day":
        return f"{parts[2]}-{MONTHS.index(months[parts[1]]) + 1:02d}-{int(parts[0]):02d}"
    if kind == "fye":
        return f"FYE {parts[0]}"
    if kind == "mid":
        return f"mid-{parts[0] or parts[1]}"
    if kind == "months":
        return f"{months[parts[0]]} {parts[1]}-{months[parts[2]]} {parts[3]}"
    if kind == "month":
        return f"{months[parts[0]]} {parts[1]}-{months[parts[0]]} {parts[1]}"
    if kind == "year":
        return parts[0]
    return ""
