"""Words of a title that nothing accounts for: “young carers” above a table of absence.

A list of the parts a whole may be narrowed to is never complete. So a title that speaks of the
indicator's own matter is read word by word: each must be one of the indicator's own, the name
of a place or a period, or a word that any table may carry. What remains narrows the table to
something the indicator is not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.narrowings import (
    AGES,
    own_text,
    wide_text,
)
from needsbook.refresh.reading.vocabulary import (
    BREAKDOWN,
    MATTERS,
    PARTS,
)

# What any table may say of itself, by kind: places, times, statistics, the whole, who made it.
_COMMON = """
area authority bi borough boundary central city corporation council country county district east
england english geographic geographical geography greater inner international lad la las london local
location lower midland national neighbour neighbouring north northern scotland ireland outer place region regional royal
south statistical sub tier town uk unitary upper utla ltla wales ward west
academic annual ay calendar current cy date day ending fiscal fye fy historic historical last latest
mid month over period previous quarterly recent series since snapshot sy time timeseries trend year yearly
adjusted aggregate sex gender analysis average band base baseline basis benchmark breakdown change characteristic
category postcode bmi body mass chart cipfa combined compare comparison comparator confidence count cumulative data dataset defined definition
detail detailed dot estimate estimated experimental figure final graph headline index indicator interval item kpi
lait level limit list main mean measure measurement median metric mid number numerator denominator
observed official ons output outturn percent percentage position prevalence proportion provisional quality
quartile range rank ranking rate raw ratio recorded reference revised revision rounded sample score significance
significant single split statistic statistics status summary table timeline total trajectory type unit unrounded update
updated value variable version vs versus actual target performance performing
all both child children childhood cohort each every everyone full individual overall people person
population pupil resident whole young youth student learner enrolment enrolled headcount household
appendix annex board census compulsory internal use survey framework outcome result std avg family families book briefing cabinet commissioning committee compendium contents core corporate
dashboard department dfe directorate document download draft education export extract extracted
government health hscic hmrc ees fingertips dwp dluhc mhclg insight intelligence interactive jsna joint key nhs nomis
note nhse office ofsted ohid overview pack page partnership phe plan profile public publication
published quarter release report reporting return scorecard section service sfr sheet social sources
strategic strategy structure submission suite team tracker workbook worksheet monitoring management
information template tab wellbeing review care
available achieve achieved achieving achievement attainment visually obvious stability statement statemented he allocated appear assessed attain attained attaining based calculated collected covered defined
eligible ended express expressed funded held identified included including incl live living made
measured known meeting met obtained provided recorded relate relating reaching reported showing shown state stated used using
a about above across after among amongst through without against an and any are as at be been being between but by can do does for from
had has have having how if in into is it its more most no not of on one ones only or our out own
per than least equivalent fte that the their them there these they this those to under up was we were what when where
which who whose will with within yes yet
school maintained academy mainstream sector ctc establishment institution provider setting sponsored
"""
_NUMBERED = re.compile(r"\b(stage|year|grade|level|term|type|category|band|age|group|aged) \d+\b")
_LABEL = re.compile(
    r"^\s*((table|figure|chart|sheet|tab|annex|appendix|indicator)\s*[a-z]{0,2}\d*(\.\d+)*[a-z]?\b|"
    r"[a-z]{0,3}\d{1,2}(\.\d+)*[a-z]?\s*[:.)\-–])"
)
_MONTH = (
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|"
    r"nov(ember)?|dec(ember)?)"
)
_WHEN = re.compile(
    rf"\b(years? (ending|ended|to)|at|as at|as of|on|by|published|updated|extracted|produced|downloaded|released?|to)?"
    rf":? ?\b(31(st)? )march\b( \d{{4}})?|\b\d{{1,2}}(st|nd|rd|th)? {_MONTH}\b( \d{{4}})?|"
    rf"\b(published|updated|extracted|produced|downloaded|released?|years? (ending|ended|to)):? (in )?{_MONTH}\b( \d{{4}})?|"
    rf"\b{_MONTH}( \d{{4}})? (school )?census\b|\bcensus,?:? (in |of )?{_MONTH}|\bnew definition\b|"
    r"\bmid-?(?=\d)|\b(q4|quarter 4)\b"
)


# What is included as well narrows nothing.
INCLUDED = re.compile(r"(?i)\bincl(uding|usive of|udes?|\.)?\b(?! (only|just|solely)\b) [^,;)]*")


def find_unaccounted(
    text: str, indicator: Indicator, areas: Areas, *, any_matter: bool = False
) -> str:
    """The first word of a title that narrows it to what the indicator is not; "" if none does.

    Titles of no matter of the indicator's say nothing of the figures, unless ``any_matter``.
    """
    plain = " ".join(text.replace("_", " ").split())
    wide = wide_text(indicator)
    own = [words for words in MATTERS.values() if re.search(f"(?i){words}", wide)]
    if not any_matter and not any(re.search(f"(?i){words}", plain) for words in own):
        return ""
    plain = AGES.sub(" ", BREAKDOWN.sub(" ", plain))
    for expression in (*own, *(words for parts in PARTS.values() for words in parts.values())):
        plain = re.sub(rf"(?i)({expression})\w*", " ", plain)
    plain = INCLUDED.sub(" ", plain)
    plain = _LABEL.sub(" ", _WHEN.sub(" ", plain.casefold()))
    said, meant = _months(plain), _months(wide)
    if len(said) == 1 and set(said) != set(meant):
        return next(iter(said.values()))  # one month of a year, or of an average of several
    known = (
        _COMMON_STEMS | _stems(wide) | _names_of(areas) | {_stem(month) for month in said.values()}
    )
    if (hit := _NUMBERED.search(plain)) and hit[0] not in wide.casefold():
        return hit.group()
    words: list[str] = re.findall(r"[^\W\d_][\w’']*", plain)
    for word in words:
        numbered = re.search(r"\d", word) and not re.match(r"(ks|yr?|year|age|key)\d", word)
        if len(word) > 1 and not numbered and _stem(word) not in known:
            return word
    return ""


ONLY = re.compile(r"(?i)([^:;,(|–—]*?)(?<![\w-])(?:only|solely)\b|\bonly ([^:;,)|–—]+)")


def find_only(text: str, indicator: Indicator, areas: Areas) -> str:
    """The word of a title's “… only” that is neither a place, a time nor the measure's own name.

    What its definition mentions is no part of the whole: “disabled children only”.
    """
    own = _COMMON_STEMS | _stems(own_text(indicator)) | _names_of(areas)
    for hit in ONLY.finditer(" ".join(text.replace("_", " ").split())):
        part = re.split(r" - ", hit[1] or hit[2] or "")[-1]
        words: list[str] = re.findall(r"[^\W\d_][\w’']*", _WHEN.sub(" ", part.casefold()))
        for word in words:
            if len(word) > 1 and _stem(word) not in own:
                return word
    return ""


PEOPLE = re.compile(
    r"([^\W\d_][\w’'-]*) (?:children|pupils|young people|people|births|babies|mothers|women|leavers|students|learners)\b"
)


def find_kind_of_people(text: str, indicator: Indicator) -> str:
    """The word by which a text means some of the people only: “disabled children”."""
    own = _COMMON_STEMS | _stems(own_text(indicator))
    for hit in PEOPLE.finditer(" ".join(text.casefold().split())):
        if _stem(hit[1]) not in own:
            return hit[0]
    return ""


def _months(text: str) -> dict[str, str]:
    """The months a text names, by their first three letters."""
    return {hit[0][:3]: hit[0] for hit in re.finditer(rf"\b{_MONTH}\b", text.casefold())}


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in re.findall(r"[^\W\d_][\w’']*", text.casefold()))


def _stem(word: str) -> str:
    """A word without its ending: children’s and child’s, measure and measured are one."""
    plain = re.sub(r"[’']s?$", "", word)
    return re.sub(r"(?<=\w\w\w)(ies|y|ing|ed|es|s|e)$", "", plain)


_COMMON_STEMS = _stems(_COMMON)


@lru_cache(maxsize=4)
def _names_of(areas: Areas) -> frozenset[str]:
    """The words of the names of all areas but wards."""
    return frozenset().union(
        *(_stems(f"{area.name} {area.formal_name}") for area in areas if area.level != "ward")
    )
