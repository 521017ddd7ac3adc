"""The stems of words, without inflections and abbreviations: what measures are found by."""

from __future__ import annotations

import re
from functools import lru_cache

ABBREVIATIONS = {
    "GLD": "good level of development", "RWM": "reading writing maths", "FSM": "free school meals",
    "LAC": "looked after children", "CLA": "children looked after", "CIC": "children in care looked after",
    "UASC": "unaccompanied asylum seeking children", "EHCP": "education health care plan",
    "EHC": "education health care plan", "CIN": "children in need", "CPP": "child protection plan",
    "CPPs": "child protection plan", "SEN": "special educational needs", "SEND": "special educational needs",
    "KS1": "key stage 1", "KS2": "key stage 2", "KS4": "key stage 4", "EYFSP": "early years foundation stage profile",
    "NEET": "not in education employment or training", "FTE": "first time entrants", "EHCPs": "education health care plan",
    "PEx": "permanent exclusion", "PA": "persistent absence", "AHC": "after housing costs", "BHC": "before housing costs",
    "EAL": "first language other than english", "APS": "average point score", "IDACI": "income deprivation affecting children",
}  # fmt: skip


STOP = frozenset(
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
        "per",
        "every",
        "all",
        "other",
        "than",
        "from",
        "its",
        "it",
        "value",
        "place",
        "there",
        "known",
        "who’s",
        "which",
        "met",
    ]
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without the endings that its forms differ in."""
    for end in ("ically", "ations", "ation", "ness", "ions", "ing", "ies", "ity", "ed", "es", "s", "e", "y"):  # fmt: skip
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


SHORT = re.compile(rf"\b(?:{'|'.join(sorted(ABBREVIATIONS, key=len, reverse=True))})s?\b")


def expand(text: str) -> str:
    """``text`` with its abbreviations written out beside them."""
    said = set(SHORT.findall(text))
    found = [
        words for short, words in ABBREVIATIONS.items() if short in said or f"{short}s" in said
    ]
    return " ".join([text, *found])


def stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text`` that carry meaning; “year 6” and “key stage 2” are one word."""
    low = re.sub(r"\b(year|stage|attainment|progress|grade)s? (\d+)\b", r"\1\2", expand(text).lower().replace("-", " "))  # fmt: skip
    return frozenset(
        word if word[-1].isdigit() else stem(word)
        for word in re.findall(r"[a-z]+\d*|\d+", low)
        if word not in STOP
    )
