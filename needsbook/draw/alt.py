"""Words in place of a picture: what it shows, from the data, in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from needsbook.catalogue.periods import say_briefly
from needsbook.draw.lettering import clean_text
from needsbook.store.figures import MISSING_WORDS, Figure

LONGEST = 250
# What may be said of a tested trend: the outcomes of ``needsbook.stats.trends``.
TREND_WORDS = {
    "increasing": "a tested rise",
    "decreasing": "a tested fall",
    "no clear change": "no clear change",
    "not possible": "",
    "": "",
}


def join_alt(sentences: Iterable[str]) -> str:
    """The sentences, most important first, as far as 250 characters reach."""
    text = ""
    for sentence in sentences:
        sentence = clean_text(sentence)
        if not sentence:
            continue
        sentence = sentence[0].upper() + sentence[1:]
        sentence = sentence if sentence.endswith((".", "…")) else f"{sentence}."
        longer = f"{text} {sentence}".strip()
        if len(longer) <= LONGEST:
            text = longer
        elif not text:
            text = f"{sentence[: LONGEST - 1].rstrip()}…"
    return text


def count_words(number: int, name: str, many: str) -> str:
    """“1 ward”, “3 wards”."""
    return f"{number} {name if number == 1 else many}"


def say_others(number: int) -> str:
    """“ and one other”, “ and 3 others”; empty for none."""
    return "" if number < 1 else " and one other" if number == 1 else f" and {number} others"


def join_names(names: Sequence[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def describe_missing(figures: Sequence[Figure], name: str, many: str) -> str:
    """“2 wards suppressed, 1 not available”; empty when all have a value."""
    reasons = Counter(reason_words(figure) for figure in figures if figure.missing)
    if not reasons:
        return ""
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    (first, number), rest = ordered[0], ordered[1:]
    more = "".join(f", {count} {reason}" for reason, count in rest)
    return f"{count_words(number, name, many)} {first}{more}"


def reason_words(figure: Figure) -> str:
    """Why the figure has no value, in words."""
    return MISSING_WORDS.get(figure.reason, MISSING_WORDS["not_held"])


def at_period(figure: Figure) -> str:
    """“26.3% in FYE 2025”, “61 on 31 March 2019”."""
    return f"{figure.printed} {say_briefly(figure.period)}"
