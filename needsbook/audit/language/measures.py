"""Which indicators the words about a number may mean: patterns of the catalogue, clause first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.numbers import Number
from needsbook.catalogue import Indicator
from needsbook.catalogue.plans import SeriesDefinition
from needsbook.catalogue.units import find_unit

# How near a pattern's match lies: in the number's own clause, its sentence, what it carries on.
CLAUSE, SENTENCE, CARRIED = 9, 5, 2
LEAST_STRONG = 2
COMMON_SHARE = 0.12
RATES = ("per_10k", "per_100k", "per_1000", "per_100_pupils")
ALIKE = {
    ("percent", "per_100_pupils"), ("per_100_pupils", "percent"), ("points", "percentage_points"),
}  # fmt: skip
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


@dataclass(frozen=True)
class Scopes:
    """The words about one number, from near to far: its clause, its sentence, what they carry on.

    ``label`` is what a table's row and column say: as near as a clause. ``above`` is the part of
    ``carried`` that stands over the sentence: its heading, its caption; ``opening`` the words
    before the sentence's first number, which hold for all of its numbers; ``around`` what lies
    between the numbers before and after, to the nearest semicolon.
    """

    clause: str
    sentence: str
    carried: str = ""
    label: str = ""
    above: str = ""
    opening: str | None = None
    around: str | None = None


@dataclass(frozen=True)
class MeasureCandidate:
    """An indicator the words may mean; ``counted``: the count behind its rate is meant.

    ``weak``: its subject is only carried on; ``far``: a word of it stands in the sentence before alone.
    """

    indicator: str
    score: int
    counted: bool = False
    weak: bool = False
    far: bool = False


def stem(word: str) -> str:
    """A word without the endings that its forms differ in."""
    for end in ("ically", "ations", "ation", "ness", "ions", "ing", "ies", "ity", "ed", "es", "s", "e", "y"):  # fmt: skip
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def expand(text: str) -> str:
    """``text`` with its abbreviations written out beside them."""
    found = [words for short, words in ABBREVIATIONS.items() if re.search(rf"\b{short}s?\b", text)]
    return " ".join([text, *found])


def stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text`` that carry meaning; “year 6” and “key stage 2” are one word."""
    low = re.sub(r"\b(year|stage|attainment|progress|grade)s? (\d+)\b", r"\1\2", expand(text).lower().replace("-", " "))  # fmt: skip
    return frozenset(
        word if word[-1].isdigit() else stem(word)
        for word in re.findall(r"[a-z]+\d*|\d+", low)
        if word not in STOP
    )


class Lexicon:
    """The words of every indicator of one catalogue."""

    def __init__(self, evidence: HeldEvidence) -> None:
        self.evidence = evidence
        self._said: dict[str, tuple[re.Pattern[str], ...]] = {}
        self._never: dict[str, re.Pattern[str]] = {}
        self._names: dict[str, list[frozenset[str]]] = {}
        self._held: dict[str, frozenset[str]] = {}
        self._asked = ""
        self._answers: dict[str, bool] = {}
        common = self._common()
        for name, indicator in evidence.indicators.items():
            definition = evidence.definitions.get(name, SeriesDefinition())
            if definition.never:
                self._never[name] = re.compile(definition.never, re.I)
            if definition.says:
                self._said[name] = tuple(_compile(item) for item in definition.says)
            elif not definition.silent:
                self._names[name] = _strong_names(indicator, common)

    def _common(self) -> frozenset[str]:
        """Stems that many indicators' names hold: they tell little apart."""
        counts: dict[str, int] = {}
        for indicator in self.evidence.indicators.values():
            for word in frozenset().union(*(stems(name) for name in names_of(indicator))):
                counts[word] = counts.get(word, 0) + 1
        most = max(4, COMMON_SHARE * len(self.evidence.indicators))
        return frozenset(word for word, number in counts.items() if number > most)

    def propose(
        self, scopes: Scopes, number: Number | None, rate_said: bool = False
    ) -> list[MeasureCandidate]:
        """The indicators whose words are all said, best first."""
        found = []
        for name, indicator in self.evidence.indicators.items():
            counted = False
            if number is not None:
                fit = unit_fits(indicator, number, rate_said)
                if fit == "":
                    continue
                counted = fit == "count"
            score, weak = self._score(name, scopes)
            if score:
                carried, far = self._carries(name, scopes)
                found.append(MeasureCandidate(name, score, counted, weak or carried, far))
        found = self._drop_namesakes(found)
        # What a sentence says whole is not narrowed to a part that only the one before it names.
        if any(not candidate.weak for candidate in found):
            found = [candidate for candidate in found if not candidate.far]
        found = self._level(found, scopes)
        whole = [candidate for candidate in found if not candidate.counted]
        # The count behind a rate is meant only where no indicator counts the same thing.
        found = whole or found
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.indicator))

    def _level(self, found: list[MeasureCandidate], scopes: Scopes) -> list[MeasureCandidate]:
        """A word of another number's clause does not outweigh what this number's own clause says whole.

        “10.0 in 2023/24; the rate in secondary schools was 21.2”: the first is of all schools.
        """
        if scopes.opening is None:
            return found
        reach = f"{scopes.label} | {scopes.clause} | {scopes.opening} | {scopes.around}"
        whole = [candidate for candidate in found if self._core(candidate.indicator, reach)]
        if not whole:
            return found
        most = max(candidate.score for candidate in whole)
        return [
            replace(candidate, score=most)
            if candidate.score > most
            and candidate not in whole
            and not self._core(candidate.indicator, reach)
            else candidate
            for candidate in found
        ]

    def _carries(self, name: str, scopes: Scopes) -> tuple[bool, bool]:
        """Whether a word of the indicator stands over the sentence only, or only before it."""
        if not scopes.carried:
            return False, False
        here = f"{scopes.label} | {scopes.clause} | {scopes.sentence}"
        missing = [pattern for pattern in self._said.get(name, ()) if not pattern.search(here)]
        return bool(missing), any(not pattern.search(scopes.above) for pattern in missing)

    def told_by_name(self, name: str) -> bool:
        """Whether only the indicator's names tell it: no pattern says what must be said."""
        return name not in self._said

    def _drop_namesakes(self, found: list[MeasureCandidate]) -> list[MeasureCandidate]:
        """Without the indicators known by name alone whose words another one's names hold too.

        “Other children with a good level of development” shares every word with the measure
        of all children: its longer name must not outrank the plain sentence.
        """
        said = [candidate for candidate in found if candidate.indicator in self._said]
        if not said:
            return found
        if not any(candidate.indicator in self._names for candidate in found):
            return found
        held = frozenset().union(*(self._stems_of(candidate.indicator) for candidate in said))
        return [
            candidate
            for candidate in found
            if candidate in said or self._tells_more(candidate.indicator, held)
        ]

    def _stems_of(self, name: str) -> frozenset[str]:
        if name not in self._held:
            names = names_of(self.evidence.indicators[name])
            self._held[name] = frozenset().union(*(stems(item) for item in names))
        return self._held[name]

    def _tells_more(self, name: str, held: frozenset[str]) -> bool:
        return all(words - held for words in self._names.get(name, ()))

    def subjects(self, scopes: Scopes, number: Number) -> list[str]:
        """The indicators whose subject is said, though not which of them is meant."""
        near = f"{scopes.label} | {scopes.clause} | {scopes.sentence}"
        return [
            name for name, patterns in self._said.items()
            if len(patterns) > 1 and patterns[0].search(near)
            and not (name in self._never and self._never[name].search(near))
            and unit_fits(self.evidence.indicators[name], number, False) == "value"
        ]  # fmt: skip

    def _score(self, name: str, scopes: Scopes) -> tuple[int, bool]:
        near = f"{scopes.label} | {scopes.clause}" if scopes.label else scopes.clause
        if name in self._said:
            # Most indicators' subjects are said nowhere: one look at all of the words tells.
            whole = f"{near} | {scopes.sentence} | {scopes.carried}"
            if not all(self._is_said(item, whole) for item in self._said[name]):
                return 0, False
        never = self._never.get(name)
        around = scopes.sentence if scopes.around is None else f"{scopes.opening} | {scopes.around}"
        if never is not None and (never.search(near) or (never.search(around) and not self._core(name, near))):  # fmt: skip
            return 0, False
        if name in self._said:
            total, core = 0, False
            for at, pattern in enumerate(self._said[name]):
                if pattern.search(near):
                    total += CLAUSE
                    core = core or at == 0
                elif pattern.search(scopes.sentence):
                    total += SENTENCE
                    core = core or at == 0
                elif pattern.search(scopes.carried):
                    if never is not None and never.search(scopes.carried):
                        return 0, False
                    total += CARRIED
                else:
                    return 0, False
            return total, not core
        return self._score_names(name, scopes, near)

    def _is_said(self, pattern: re.Pattern[str], text: str) -> bool:
        """Whether the words match; indicators share patterns, and the same words are asked often."""
        if text != self._asked:
            self._asked, self._answers = text, {}
        found = self._answers.get(pattern.pattern)
        if found is None:
            found = self._answers[pattern.pattern] = bool(pattern.search(text))
        return found

    def _core(self, name: str, near: str) -> bool:
        patterns = self._said.get(name)
        return bool(patterns) and all(pattern.search(near) for pattern in patterns or ())

    def _score_names(self, name: str, scopes: Scopes, near: str) -> tuple[int, bool]:
        here, there, far = _cached(near), _cached(scopes.sentence), _cached(scopes.carried)
        best, weak = 0, False
        for words in self._names.get(name, ()):
            if not words <= here | there | far:
                continue
            score = sum(CLAUSE if w in here else SENTENCE if w in there else CARRIED for w in words)
            if score > best:
                best, weak = score, not words & (here | there)
        return best, weak


@lru_cache(maxsize=8192)
def _cached(text: str) -> frozenset[str]:
    return stems(text)


def _compile(pattern: str) -> re.Pattern[str]:
    # A capitalised abbreviation is no common word: “LAC”, “SEN”.
    return re.compile(pattern, re.I)


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """Every wording the catalogue has for the indicator."""
    clause = indicator.words.clause.replace("{value}", " ").replace("{place}", " ")
    return (
        indicator.title,
        indicator.short_title,
        indicator.words.name,
        clause,
        *indicator.synonyms,
    )


def _strong_names(indicator: Indicator, common: frozenset[str]) -> list[frozenset[str]]:
    """The wordings with two telling words at least, each as its words (common ones included)."""
    found = []
    for name in names_of(indicator):
        words = stems(name)
        if len(words - common) >= LEAST_STRONG or (len(words) > 3 and words - common):
            found.append(words)
    return found


def unit_fits(indicator: Indicator, number: Number, rate_said: bool) -> str:
    """“value” where the number may be a value of the indicator, “count” where a count behind it."""
    unit, own = number.unit, indicator.unit
    if unit == own or (unit, own) in ALIKE:
        return "value"
    if unit:
        return ""
    whole = float(number.value).is_integer() and number.value >= 0
    if find_unit(own).counted:
        return "value" if whole and not (rate_said and not number.counted) else ""
    if number.counted:
        return "count" if whole and own in ("percent", *RATES) and number.value >= 10 else ""
    if own in ("score", "points"):
        return "value"
    if own in RATES:
        return "value" if rate_said or (own == "per_100_pupils" and not whole) else ""
    return ""


PARTS: tuple[tuple[str, str], ...] = (
    ("sex", r"\bboys?\b|\bgirls?\b|\bmales?\b|\bfemales?\b|\bmen\b|\bwomen\b|\bgender\b"),
    ("ethnicity", r"\bethnic\w*|\bBlack\b(?!pool|burn)|\bWhite\b(?!\s+Paper)|\bAsian\b|\bmixed\s+(?:heritage|ethnic|race|background)|\bChinese\b|\bGypsy\b|\bRoma\b|\bTravellers?\b|\bPakistani\b|\bBangladeshi\b|\bIndian\b|\bSomali\b|\bBAME\b|\bglobal\s+majority\b|\bCaribbean\b|\bAfrican\b"),
    ("month of birth", r"\b(?:summer|autumn|spring)[- ]born\b"),
    ("deprivation", r"\b(?:most|least|more|less)[- ](?:deprived|disadvantaged|affluent)\b|\bdeprived\s+(?:areas?|wards?|neighbourhoods?|communities|quintile|decile)\b|\bquintiles?\b|\bdeciles?\b|\bpoorest\b|\bmore\s+affluent\b"),
    ("special needs", r"\bSEND?\b|special\s+(?:educational\s+)?needs|\bEHCPs?\b|\bEHC\b|\bEducation,?\s+Health\b|\bdisab(?:led|ilit\w+)|\blearning\s+difficult"),
    ("disadvantage", r"\bFSM\b|\bdisadvantaged?\b|free\s+school\s+meals?|\bpupil\s+premium\b"),
    ("care", r"\blooked[- ]after\b|\bin\s+(?:our\s+)?care\b|\bcare\s+leavers?\b|\bcare[- ]experienced\b|\bLAC\b|\bCLA\b|\bCIC\b|\bcared[- ]for\b|\bfoster\w*|\bkinship\b"),
    ("need", r"\bchildren\s+in\s+need\b|\bCIN\b|\bwith\s+a\s+social\s+worker\b"),
    ("protection", r"\bchild\s+protection\b|\bCPPs?\b"),
    ("language", r"\bEAL\b|additional\s+language|first\s+language"),
    ("apprentices", r"\bapprentice\w*"),
    ("severity", r"\bsever(?:e|ely|ity)\b"),
    ("asylum", r"\bunaccompanied\b|\basylum\b|\bUASC\b"),
    ("flow", r"\b(?:new|newly|started?|starting|started\s+to\s+be|enter(?:ed|ing)|ceas\w+|left|leaving|leavers|became|becoming|came\s+into|admitted|placed|placements?|adopt\w+|re-?referr\w+|referrals?|assessments?|episodes?|missing|repeat\w*|second\s+or\s+subsequent|out\s+of\s+(?:borough|area|county)|unauthorised|authorised|reasons?|neglect|emotional\s+abuse|physical\s+abuse|sexual\s+abuse|domestic\s+abuse)\b"),
    ("over a year", r"\bduring\s+(?:the\s+)?(?:year|20\d\d|period|quarter)|\bthroughout\s+the\s+year|\bin\s+total\s+over\b|\bat\s+any\s+(?:point|time)\s+(?:in|during)\b"),
    ("phase", r"\bprimary\b|\bsecondary\b|\bspecial\s+schools?\b|\bnursery\b|\balternative\s+provision\b|\bPRUs?\b|\bpupil\s+referral\b|\bindependent\s+schools?\b|\bsixth[- ]form\w*|\bacademies\b|\bmaintained\s+schools\b"),
    ("of these", r"\bof\s+(?:whom|which|these|those|them)\b|\bamong\s+(?:these|those|them)\b"),
    ("cause", r"\b(?:self[- ]harm|asthma|mental\s+health|alcohol|substance|road\s+traffic|unintentional|deliberate|poisoning|emergency|violence)\b"),
    ("estimate", r"\bestimated?\b(?!\s+(?:population|resident))|\bprovisional\b|\bunvalidated\b|\bsurvey(?:ed)?\b|\brespondents?\b|\bforecast|\bproject(?:ed|ion)\w*|\bpredict\w*|\baspir\w*"),
    ("others", r"\b(?:all\s+)?other\s+(?:children|pupils|young\s+people|students)\b|\bnon-(?:FSM|disadvantaged|SEN)\b"),
    ("own sample", r"\bwe\s+(?:met|spoke|visited|asked|interviewed|surveyed|reviewed)\b|\b(?:told\s+us|replied|responded|respondents?|responses|sample|audited|case\s+files?)\b"),
    ("term only", r"\b(?:autumn|spring|summer)\s+terms?\b"),
)  # fmt: skip
_PARTS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in PARTS)  # fmt: skip
# Words that tell one measure from another also fit parts: what an indicator is about itself.
OWN_PARTS: dict[str, tuple[str, ...]] = {
    "special_needs": ("special needs", "phase"),
    "free_school_meals": ("disadvantage", "phase"),
    "first_language": ("language", "phase"),
    "looked_after_count": ("care",), "looked_after_rate": ("care",), "uasc": ("care", "asylum"),
    "protection_count": ("protection",), "protection_rate": ("protection",), "children_in_need": ("need",),
    "conceptions": ("sex",), "youth_justice": ("flow",), "neet": (), "child_poverty": (), "injuries": ("cause", "flow"),
    "exclusions": (), "key_stage_4": (), "population": (),
    "plans_in_time": ("flow",),
}  # fmt: skip


TOPICS = (
    "flow",
    "over a year",
    "phase",
    "of these",
    "cause",
    "estimate",
    "term only",
    "asylum",
    "severity",
)


def find_part(
    scopes: Scopes,
    indicator: str,
    evidence: HeldEvidence,
    texts: Sequence[str],
    above: bool = False,
) -> str:
    """The words for a part of the population that the indicator does not single out; empty: none.

    ``above``: the texts are headings, which name groups but also whole topics.
    """
    definition = evidence.definitions.get(indicator)
    family = definition.family if definition else ""
    allowed = OWN_PARTS.get(family, ())
    known = evidence.indicators[indicator]
    names = " ".join((*names_of(known), known.definition, known.numerator, known.denominator))
    for kind, pattern in _PARTS:
        if kind in allowed or (above and kind in TOPICS):
            continue
        for text in texts:
            match = pattern.search(text)
            if (
                match
                and not (definition is None and pattern.search(names))
                and not _titled(kind, pattern, match.group(0), known.title)
                and not _says_part(definition, match.group(0))
            ):
                if kind == "others" and "gap" in known.title.lower():
                    continue
                if kind == "sex" and re.search(
                    r"\bboys and girls\b|\bgirls and boys\b", text, re.I
                ):
                    continue
                if kind == "phase" and re.search(
                    r"primary school age|end of (?:primary|secondary)", text, re.I
                ):
                    continue
                return match.group(0).strip()
    return ""


def _titled(kind: str, pattern: re.Pattern[str], words: str, title: str) -> bool:
    """Whether the title singles the part out itself; a title of one phase or sex is not of the other."""
    if kind in ("phase", "sex"):
        return words.strip().lower() in title.lower()
    return bool(pattern.search(title))


def _says_part(definition: SeriesDefinition | None, words: str) -> bool:
    """Whether the part is one the indicator's own words demand: pupils eligible for free meals."""
    patterns = definition.says if definition is not None else ()
    return any(
        re.search(pattern, words, re.I) and not re.search(pattern, "a 5 a", re.I)
        for pattern in patterns
    )
