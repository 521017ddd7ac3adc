"""Parts of a population: boys, a phase, one school, children who are something besides.

A figure of a part is not held against the figure of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.measures import Scopes, names_of
from needsbook.audit.language.stems import STOP, stem
from needsbook.catalogue.plans import SeriesDefinition

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
    ("flow", r"\b(?:new|newly|started?|starting|started\s+to\s+be|enter(?:ed|ing)|ceas\w+|left(?!\s+(?:reception|school|primary|secondary|year)\b)|leaving(?!\s+(?:reception|school|primary|secondary)\b)|leavers|became|becoming|came\s+into|admitted|placed|placements?|adopt\w+|re-?referr\w+|referrals?|assessments?|episodes?|missing(?!\s+(?:\d|half|ten\b|one\b|a\s+(?:tenth|day)|at\s+least|more\s+than|out\b|sessions|school|lessons|education))|repeat\w*|second\s+or\s+subsequent|out\s+of\s+(?:borough|area|county)|unauthorised|authorised|reasons?|neglect|emotional\s+abuse|physical\s+abuse|sexual\s+abuse|domestic\s+abuse)\b"),
    ("over a year", r"\bduring\s+(?:the\s+)?(?:year|20\d\d|period|quarter)|\bthroughout\s+the\s+year|\bin\s+total\s+over\b|\bat\s+any\s+(?:point|time)\s+(?:in|during)\b"),
    ("phase", r"\bprimary\b|\bsecondary\b|\bspecial\s+schools?\b|\bnursery\b|\balternative\s+provision\b|\bPRUs?\b|\bpupil\s+referral\b|\bindependent\s+schools?\b|\bsixth[- ]form\w*|\bacademies\b|\bmaintained\s+schools\b"),
    ("of these", r"\bof\s+(?:whom|which|these|those|them)\b|\bamong\s+(?:these|those|them)\b|\bof\s+(?:all|the\s+total|overall)\s+absences?\b"),
    ("cause", r"\b(?:self[- ]harm|asthma|mental\s+health|alcohol|substance|road\s+traffic|unintentional|deliberate|poisoning|emergency|violence)\b"),
    ("estimate", r"\bestimated?\b(?!\s+(?:population|resident))|\bprovisional\b|\bunvalidated\b|\bsurvey(?:ed)?\b|\brespondents?\b|\bforecast|\bproject(?:ed|ion)\w*|\bpredict\w*|\baspir\w*"),
    ("others", r"\b(?:all\s+)?other\s+(?:children|pupils|young\s+people|students)\b|\bnon-(?:FSM|disadvantaged|SEN)\b"),
    ("own records", r"\b(?:our|the\s+council['’]s|the\s+borough['’]s|its)\s+own\s+(?:\w+\s+)?(?:count|data|records?|figures?|systems?|analysis|estimates?|monitoring|returns?)\b|\b(?:internal|unpublished|live|management|locally\s+held|local\s+monitoring)\s+(?:data|information|records|monitoring|figures|reporting|reports?)\b|\bcase\s+management\s+system\b|\b(?:locally|internally)\s*,?\s+we\s+\w+|\bwe\s+(?:locally\s+|now\s+)?(?:count|record)(?:ed)?\b|\bour\s+(?:open\s+cases|caseload)\b"),
    ("own sample", r"\bpilot(?:s|ed)?\b|\btrial(?:led)?\b|\bparticipating\b|\bwe\s+(?:met|spoke|visited|asked|interviewed|surveyed|reviewed)\b|\b(?:told\s+us|replied|responded|respondents?|responses|sample|audited|case\s+files?)\b"),
    ("group", r"\badopted\b|\brefugees?\b|\bvulnerable\b|\byoung\s+carers?\b|\barmed\s+forces\b|\bservice\s+(?:children|pupils)\b|\bhomeless\b|\bmigrants?\b|\bnew\s+arrivals\b|\b(?:high|higher|low|lower|middle|prior)[- ]attain\w+|\bmost\s+able\b|\bmobile\s+pupils\b|\bhome[- ]educated\b|\bpremature\b|\bbilingual\b"),
    ("one place of education", r"\b(?:at|in|of|for|from)\s+(?:one|a|an|each|another|two|three|some|several)\s+(?:of\s+(?:our|the)\s+)?(?:[\w'’-]+\s+){0,3}?(?:schools?|academy|academies|colleges?|nursery|nurseries|settings?|providers?|trusts?|clusters?|hubs?)\b|\b(?:schools|settings|colleges|academies|nurseries)\s+(?:that|which|where|we|in\s+the\s+(?:pilot|project|programme|scheme|trust|cluster))\b"),
    ("term only", r"\b(?:autumn|spring|summer)\s+terms?\b"),
)  # fmt: skip
# A school by its name; a kind of school, or an area's schools, is none.
SCHOOL = re.compile(
    r"\b(?:(?!(?:Primary|Secondary|Special|State|Public|Free|All|The|In|At|Independent|Maintained|Nursery|Infant|Junior|High|Community|Local|Our|Each|Every|English|Most|Other|Mainstream)\b)[A-Z][\w'’.-]+\s+)+"
    r"(?:(?:of|and|the|Church|CE|C\s?of\s?E|RC|Catholic|Primary|Secondary|High|Grammar|Infant|Junior|Community|Nursery|Special|Free)\s+)*"
    r"(?:School|Academy|College|Nursery)\b(?!\s+(?:Census|Workforce|[Mm]eals?|Trust\s+Board))"
)
YEAR_GROUP = re.compile(
    r"\byears?\s+(1[0-3]|[1-9])\b(?!\s*(?:%|per|of\s+(?:the|our|this)\b))", re.I
)
# Which school years an indicator without ages is about.
STAGE_YEARS = (("phonics", "1"), ("ks2_", "6"), ("ks4_", "11"), ("alevel", "13"), ("level3", "13"))
PEOPLE = r"(?:children|pupils|young\s+people|students|learners|babies|infants|families|girls|boys)"
NARROWED = re.compile(
    rf"\b{PEOPLE}\s+(?:who(?:\s+(?:are|were|have|had|has))?|whose|with(?!in|out)|receiving|known\s+(?:to|as)|attending|from|subject\s+to|supported|"
    r"open\s+to|educated|identified|registered|accessing|experiencing|affected|enrolled|referred|on\s+(?:a|an|the))\b(?P<rest>[^,.;:()\d]{0,80})",
    re.I,
)
OUTCOMES = frozenset(
    stem(word)
    for word in [
        "achieved", "achieving", "achieve", "reached", "reaching", "attained", "met", "meeting", "gained", "secured", "obtained",
        "classified", "classed", "recorded", "measured", "deemed", "considered", "defined", "missed", "took", "take", "taken", "got",
        "received", "given", "made", "had", "having", "went", "going", "identified", "reported", "known", "eligible", "claiming",
        "left", "returned", "able", "expected", "least", "good", "grade", "grades", "above", "standard", "school", "schools", "home",
        "each", "both", "within", "outside", "into", "through", "because", "when", "where", "what", "now", "already", "currently",
        "local", "place", "place", "day", "days", "week", "weeks", "month", "months", "term", "terms", "time", "half", "quarter",
        "third", "one", "two", "three", "four", "five", "ten", "did", "does", "will", "can", "could", "would",
    ]
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
    replaced: str = "",
) -> str:
    """The words for a part of the population that the indicator does not single out; empty: none.

    ``above``: the texts are headings, which name groups but also whole topics. ``replaced``: a
    part of a kind that these nearer words name rightly does not count: “in secondary schools it
    was 29%, compared with 16% in primary”.
    """
    definition = evidence.definitions.get(indicator)
    family = definition.family if definition else ""
    allowed = OWN_PARTS.get(family, ())
    known = evidence.indicators[indicator]
    names = " ".join((*names_of(known), known.definition, known.numerator, known.denominator))
    if found := _find_school_year(indicator, definition, texts, above):
        return found
    for text in texts:
        if match := SCHOOL.search(text):
            return match.group(0).strip()
    for kind, pattern in _PARTS:
        if kind in allowed or (above and kind in TOPICS):
            continue
        if kind == "over a year" and not _is_snapshot(indicator, evidence):
            continue
        nearer = pattern.search(replaced)
        if nearer and _titled(kind, pattern, nearer.group(0), known.title):
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


GROUP_KINDS = ("care", "need", "protection", "special needs", "disadvantage")


def find_group(text: str, indicator: str, evidence: HeldEvidence) -> str:
    """The group of children that ``text`` names and the indicator is not of; empty: none."""
    definition = evidence.definitions.get(indicator)
    allowed = OWN_PARTS.get(definition.family if definition else "", ())
    known = evidence.indicators[indicator]
    names = " ".join((*names_of(known), known.definition, known.numerator, known.denominator))
    for kind, pattern in _PARTS:
        match = pattern.search(text) if kind in GROUP_KINDS and kind not in allowed else None
        if match and not pattern.search(names) and not _says_part(definition, match.group(0)):
            return match.group(0).strip()
    return ""


def _is_snapshot(indicator: str, evidence: HeldEvidence) -> bool:
    """Whether the indicator counts who is there on a day: “during the year” is more than that."""
    held = evidence.periods(indicator)
    return not held or held[-1].kind in ("day", "mid_year")


# Groups that no figure of all is ever given for, however well the number fits.
CERTAIN = ("sex", "ethnicity", "month of birth", "own records")


def is_certain_part(words: str) -> bool:
    """Whether ``words`` name a group that surely is a part: boys, summer-born, our own records."""
    return any(pattern.search(words) for kind, pattern in _PARTS if kind in CERTAIN)


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


def _find_school_year(
    indicator: str, definition: SeriesDefinition | None, texts: Sequence[str], above: bool
) -> str:
    """A school year that is not the one the indicator is about: absence in Year 10."""
    own = {year for start, year in STAGE_YEARS if indicator.startswith(start)}
    if definition and re.fullmatch(r"\d+-\d+", definition.ages):
        low, high = (int(age) for age in definition.ages.split("-"))
        own |= {str(age - 4) for age in range(low, high)}
    elif own == set() and re.search(r"_1[0-9]_1[0-9]", indicator):
        own = {"12", "13"}
    for text in () if above else texts:
        named = list(YEAR_GROUP.finditer(text))
        if named and not any(match[1] in own for match in named):
            return named[0].group(0)
    return ""


def find_narrowing(texts: Sequence[str], known: frozenset[str], neutral: frozenset[str]) -> str:
    """What narrows the people named, in words that the measure's own names do not hold; empty: nothing.

    “pupils receiving speech therapy”; ``known`` are the stems of the measure's words.
    """
    for text in texts:
        for match in NARROWED.finditer(text):
            words = re.findall(r"[a-z]{3,}", match["rest"].lower())
            stray = [
                word for word in words if stem(word) not in known | neutral | OUTCOMES and word not in STOP
            ]  # fmt: skip
            if stray:
                return match.group(0).strip()[:60]
    return ""
