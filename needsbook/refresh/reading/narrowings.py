"""What words around figures narrow them to: a phase, a sex, a subject, a term, another matter.

One vocabulary for titles, footnotes, names of columns and labels. A text narrows when it names
one part of a whole (girls, primary schools, the autumn term) that the indicator is not itself
a part of, or names only matters that are not the indicator's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.label_words import FEMALE, PERSONS, ages_of, read_ages, sex_of
from needsbook.refresh.reading.vocabulary import (
    BREAKDOWN,
    IMPLIED,
    MATTERS,
    MEASURED,
    PARTS,
    SUBJECTS,
)

AGES = re.compile(
    r"(?i)(?<!below )(?<!under )(?<!over )\b(?:aged?|ages) (\d{1,2} ?(?:-|–|to|and) ?\d{1,2}|under \d{1,2}|\d{1,2} and over|\d{1,2})\b|"
    r"\b(\d{1,2})[- ]year[- ]?olds?\b|"
    r"\b(\d{1,2} ?(?:-|–|to|and|&) ?\d{1,2})[- ]?(?:year[- ]?olds?|years|yrs)\b"
)
YEAR_GROUPS = ((4, 5), (5, 6), (10, 11), (15, 16))  # reception, years 1, 6 and 11
YOUNGER = re.compile(
    r"(?i)\b(?:aged |ages )?((?:under|over|below) \d{1,2})s?\b(?! ?(?:%|per ?cent|days|weeks|months|hours|miles|km|pupils))"
)
VERBS = re.compile(
    r"(?i)\b(is|are|was|were|be|been|has|have|had|see|may|refers?|shown|rounded|because|due|from|"
    r"not|based|using|includes?|including|excludes?|excluded|excluding|suppressed|replaced|"
    r"calculated|published|revised|means?|denotes?|indicates?|source|data|contains?|licen[cs]e\w*)\b"
)


def own_text(indicator: Indicator) -> str:
    """The indicator's names, every one it goes by."""
    names = [fetch.name for fetch in indicator.fetch if isinstance(fetch, FingertipsFetch)]
    return " | ".join(
        (indicator.id.replace("_", " "), indicator.title, indicator.short_title,
         *indicator.synonyms, *names, indicator.ages)
    )  # fmt: skip


def wide_text(indicator: Indicator) -> str:
    """The names and what is said of them, for telling the matter."""
    return " | ".join(
        (own_text(indicator), indicator.definition, indicator.numerator, indicator.denominator,
         indicator.official.publication, indicator.official.identifier)
    )  # fmt: skip


@lru_cache(maxsize=8192)
def parts_named(text: str, concept: str) -> frozenset[str]:
    """The parts of a concept a text names."""
    plain = text.replace("_", " ")
    return frozenset(
        part for part, words in PARTS[concept].items() if re.search(f"(?i){words}", plain)
    )


def own_parts(indicator: Indicator, concept: str) -> frozenset[str]:
    """The parts of a concept the indicator itself is of, by its names and the sex it counts."""
    named = parts_named(own_text(indicator), concept)
    if concept == "sex" and sex_of(indicator) != PERSONS:
        named |= {"girls" if sex_of(indicator) == FEMALE else "boys"}
    return named


def implied_parts(indicator: Indicator, concept: str) -> frozenset[str]:
    """The parts that go without saying: key stage 2 is of primary schools."""
    text = wide_text(indicator)
    return frozenset(
        part for words, of, part in IMPLIED if of == concept and re.search(f"(?i){words}", text)
    )


LISTED = frozenset(("phase", "sex", "kind of school", "meals", "disadvantage"))
# A report at the end of a year is of the year; one of an earlier quarter may be of a part.
REPORT = re.compile(
    r"(?i)\b(report|scorecard|dashboard|monitoring|return|committee|board|briefing)\b"
)
YEAR_END = re.compile(r"(?i)\b(Q4|quarter (4|four)|fourth quarter)\b")


def find_narrowing(text: str, indicator: Indicator) -> str:
    """The words that narrow the figures below (or above) a text to a part; "" if none do."""
    plain = BREAKDOWN.sub(" ", " ".join(text.replace("_", " ").split()))
    if REPORT.search(plain):
        plain = YEAR_END.sub(" ", plain)
    for concept in PARTS:
        named = parts_named(plain, concept)
        own = own_parts(indicator, concept)
        if concept == "care" and (own or indicator.topic == "care"):
            continue
        if not named or (own and named & own):
            continue
        wide = parts_named(wide_text(indicator), concept)
        known = implied_parts(indicator, concept) | wide
        # Of several parts that the definition names together, one alone is a part.
        if named <= known and not own and not (concept in LISTED and named < wide):
            continue
        # Every term, or both sexes, is the whole; so is a list of phases.
        most = {"term": 3, "ethnic group": 3}.get(concept, 2)
        if not own and len(named) >= most and concept not in MEASURED:
            continue
        return _words_found(plain, [PARTS[concept][part] for part in PARTS[concept] if part in named])  # fmt: skip
    return (
        _find_subject(plain, indicator)
        or _find_ages(plain, indicator)
        or _find_size(plain, indicator)
        or _find_threshold(plain, indicator)
    )


THRESHOLD = re.compile(
    r"(?i)\b(\d{1,2}) ?(?:%|per ?cent|percent)[ -]*(?:threshold|or more|or over|and over|and above|plus\b|\+)|"
    r"\bthreshold (?:of|:) ?(\d{1,2}) ?(?:%|per ?cent)"
)
PERSISTENT = frozenset(("10",))  # of sessions missed, since 2015/16


def _find_threshold(text: str, indicator: Indicator) -> str:
    """A threshold of absence that is not the indicator's: persistent meant a fifth until 2011."""
    own = own_parts(indicator, "kind of absence")
    for hit in THRESHOLD.finditer(text) if own else ():
        if "persistent" in own and (hit[1] or hit[2]) not in PERSISTENT:
            return hit[0]
    return ""


HALVES = {
    name: re.compile(rf"(?i)\b{name}\b")
    for name in ("reading", "writing", "maths", "english", "science")
}


def find_half(text: str, indicator: Indicator) -> str:
    """What a column's name has of several things the measure joins, or of others' care; "" if all.

    “% reading” is not reading, writing and maths; children in need are not those on a plan.
    """
    own = own_text(indicator)
    joined = {name for name, words in HALVES.items() if words.search(own)}
    named = {name for name, words in HALVES.items() if words.search(text)}
    if named and named < joined:
        return min(named)
    mine, cared = own_parts(indicator, "care"), parts_named(text, "care")
    if mine and cared and not cared & mine:
        return _words_found(text, [PARTS["care"][part] for part in PARTS["care"] if part in cared])
    return ""


def _find_size(text: str, indicator: Indicator) -> str:
    """A rate's size (per 1,000) that is not the indicator's."""
    hit = re.search(r"(?i)\bper (1[, ]?000|10[, ]?000|100[, ]?000|1k|10k|100k)\b", text)
    if not hit:
        return ""
    size = re.sub("[, ]", "", hit[1]).replace("k", "000")
    own = {"per_1000": "1000", "per_10k": "10000", "per_100k": "100000"}.get(indicator.unit, "")
    both = re.search(r"(?i)\bnumbers?\b|\bpercent", text) and indicator.unit in (
        "children",
        "persons",
        "percent",
    )
    return "" if size == own or both else hit[0]


def _words_found(text: str, expressions: list[str]) -> str:
    hits = [hit for words in expressions if (hit := re.search(f"(?i){words}", text))]
    return hits[0][0].strip() if hits else ""


def _find_subject(text: str, indicator: Indicator) -> str:
    if re.search(r"(?i)\bRWM\b|\bcombined\b", text):
        return ""
    named = _subjects(text)
    own, wide = _subjects(own_text(indicator)), _subjects(wide_text(indicator))
    if not named or (own and own <= named) or (not own and (named <= wide or len(named) > 1)):
        return ""
    taught = r"(?i)key stage|\bKS\d|standard|GCSE|attain|grade|pupils|only"
    if not own and not re.search(taught, text):
        return ""
    return _words_found(text, [SUBJECTS[name] for name in SUBJECTS if name in named])


def _subjects(text: str) -> frozenset[str]:
    return frozenset(name for name, words in SUBJECTS.items() if re.search(f"(?i){words}", text))


def _find_ages(text: str, indicator: Indicator) -> str:
    mine = ages_of(indicator)
    own = _bare(wide_text(indicator))
    if mine is None:
        # Ages said in words (“at birth”): others than its own are of a part, or of the mothers.
        return next(
            (hit[0] for hit in YOUNGER.finditer(text) if not _stands(hit[0], own) and not _stands(hit[1], own)), ""
        )  # fmt: skip
    cohort = mine in YEAR_GROUPS
    for hit in AGES.finditer(text):
        ages = read_ages(hit[1] or hit[2] or hit[3])
        if ages is None or ages == mine or _stands(hit[0], own):
            continue
        if cohort and ages[0] in mine and ages[1] in mine:
            continue  # pupils of one year group are of two ages
        if ages[0] <= mine[0] and ages[1] >= mine[1] and mine[0] == mine[1]:
            continue  # a survey of several ages, of which the indicator's is one
        return hit[0]
    for hit in YOUNGER.finditer(text):
        ages = read_ages(hit[1])
        # Up to the same age, from wherever, is as much as to say of whom it is.
        if ages is not None and ages[1] != mine[1] and not _stands(hit[1], own):
            return hit[0]
    return ""


def _stands(said: str, own: str) -> bool:
    """Whether words stand in a text as they are: “aged 19” is not “aged 19 to 21”."""
    return bool(re.search(rf"\b{re.escape(_bare(said))}\b(?! \d)", own))


def _bare(text: str) -> str:
    """A text without marks, in which “15-17” and “15 to 17” are one."""
    return " ".join(re.sub(r"[^a-z0-9]+|\b(to|and)\b", " ", text.casefold()).split())


def find_other_matter(text: str, indicator: Indicator) -> str:
    """The words of a text that name another matter than the indicator's; "" if it may be its own."""
    text = re.sub(r"(?i)\bby\b.*$", " ", text)  # what a table is split by is not its matter
    named = {name for name, words in MATTERS.items() if re.search(f"(?i){words}", text)}
    if not named:
        return ""
    wide = wide_text(indicator)
    own = {name for name, words in MATTERS.items() if re.search(f"(?i){words}", wide)}
    if not own or named & own:
        return ""
    return _words_found(text, [MATTERS[name] for name in MATTERS if name in named])
