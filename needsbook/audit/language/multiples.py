"""Ratios told without a number: “halved”, “rose by a third”, “a quarter lower than England”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from needsbook.audit.language.roles import DOWN, UP

PARTS = {
    "a tenth": 0.1, "one tenth": 0.1, "a fifth": 0.2, "one fifth": 0.2, "a quarter": 0.25,
    "one quarter": 0.25, "a third": 1 / 3, "one third": 1 / 3, "two fifths": 0.4, "a half": 0.5,
    "half": 0.5, "three fifths": 0.6, "two thirds": 2 / 3, "three quarters": 0.75, "four fifths": 0.8,
}  # fmt: skip
VERBS = {"halved": 0.5, "doubled": 2.0, "trebled": 3.0, "tripled": 3.0, "quadrupled": 4.0}
FOLDS = {"two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
TIMES = {
    "half": 0.5, "twice": 2.0, "double": 2.0, "three times": 3.0, "treble": 3.0, "triple": 3.0,
    "four times": 4.0, "five times": 5.0,
}  # fmt: skip
SOFT = r"(?P<soft>more\s+than|less\s+than|over|under|nearly|almost|around|about|approximately|roughly|some|at\s+least|just\s+over|just\s+under|well\s+over)?\s*"
PART = "|".join(name.replace(" ", r"[\s-]") for name in sorted(PARTS, key=len, reverse=True))
LESS = r"lower|less|fewer|below|smaller|down"
FORMS = (
    re.compile(rf"\b{SOFT}(?P<verb>{'|'.join(VERBS)})\b", re.I),
    re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\s+(?:\w+ly\s+)?by\s+{SOFT}(?P<part>{PART})\b(?!\s+of\b)", re.I),
    re.compile(rf"\b(?:(?P<up>increase|rise|growth)|(?P<down>fall|drop|decrease|reduction|decline))\s+of\s+{SOFT}(?P<part>{PART})\b", re.I),
    re.compile(rf"\b{SOFT}(?P<part>{PART})\s+(?:(?P<down>{LESS})|(?P<up>higher|more|above|greater|larger))\b", re.I),
    re.compile(rf"\b{SOFT}(?P<fold>{'|'.join(FOLDS)})[\s-]?fold\s+(?:increase|rise)\b|\b(?:increased|risen|rose|grown|grew)\s+(?P<grown>{'|'.join(FOLDS)})[\s-]?fold\b", re.I),
    re.compile(rf"\b{SOFT}(?P<times>{'|'.join(name.replace(' ', chr(92) + 's+') for name in TIMES)})\s+(?:as\s+(?:high|many|large|great|low)\s+as\s+(?:it\s+was\s+)?(?:in|at|on)|what\s+it\s+was\s+(?:in|at|on)|(?:its|the)\s+(?:rate|level|number|figure)\s+(?:in|of|for|at|on))\s+(?=(?:\w+\s+){{0,3}}(?:19|20)\d\d)", re.I),
    re.compile(rf"\b{SOFT}(?P<times>half|twice|double|treble|triple)\s+(?:the|its)\s+(?=(?:19|20)\d\d\S*\s+(?:rate|figure|level|number)\b)", re.I),
)  # fmt: skip
# Nothing that has come to pass is told by these.
NOT_SO = re.compile(
    r"\b(?:target|aims?|aiming|ambition|should|will|would|may|might|could|if|not|never|no\s+longer|likely|forecast|predict\w*|project(?:ed|ion\w*)|gap|want|hope\w*|plan(?:ned|s)?\s+to|nearly\s+half\s+of)\b",
    re.I,
)


@dataclass(frozen=True)
class Multiple:
    """A ratio in words: how many times the earlier (or other) figure, and where it stands.

    ``part``: told as the part by which it is more or less (“a third lower”).
    """

    printed: str
    factor: float
    qualifier: str
    start: int
    end: int
    part: bool = False


def find_multiples(text: str) -> Iterator[Multiple]:
    """The ratios in words that ``text`` tells as having come to pass."""
    if NOT_SO.search(text):
        return
    taken: list[tuple[int, int]] = []
    for form in FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            yield _read_form(match)


def _read_form(match: re.Match[str]) -> Multiple:
    got = {key: re.sub(r"[\s-]+", " ", value.lower()) for key, value in match.groupdict().items() if value}  # fmt: skip
    if "part" in got:
        size = PARTS[got["part"]]
        factor = 1 - size if "down" in got else 1 + size
    else:
        fold = got.get("fold") or got.get("grown", "")
        times = TIMES.get(got.get("times", ""))
        factor = times or VERBS.get(got.get("verb", "")) or FOLDS[fold]
    soft = got.get("soft", "")
    # “More than halved”, “more than doubled”: the movement went farther; “nearly”: not so far.
    if soft in ("more than", "over", "at least", "just over", "well over"):
        qualifier = "more_than"
    elif soft in ("nearly", "almost", "less than", "under", "just under"):
        qualifier = "less_than"
    else:
        qualifier = "about"
    start = match.end() - len(match.group(0).lstrip())
    printed = re.sub(r"\s+(?:in|at|on|of|for|the|its)$", "", " ".join(match.group(0).split()))
    return Multiple(printed, factor, qualifier, start, start + len(printed), "part" in got)  # fmt: skip
