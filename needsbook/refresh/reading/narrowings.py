"""What words around figures narrow them to: a phase, a sex, a subject, a term, another matter.

One vocabulary for titles, footnotes, names of columns and labels. A text narrows when it names
one part of a whole (girls, primary schools, the autumn term) that the indicator is not itself
a part of, or names only matters that are not the indicator's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.refresh.reading.label_words import FEMALE, PERSONS, ages_of, read_ages, sex_of

PARTS: Mapping[str, Mapping[str, str]] = {
    "sex": {"girls": r"\b(girls?|females?)\b", "boys": r"\b(boys?|males?)\b"},
    "phase": {
        "primary": r"\bprimary\b(?! (care|carer|need))", "secondary": r"\bsecondary\b",
        "special": r"\bspecial (schools?|academ\w+)\b", "nursery": r"\bnurser(y|ies)\b",
        "referral units": r"\bpupil referral units?\b|\bPRUs?\b|\balternative provision\b",
        "independent": r"\bindependent schools?\b",
    },
    "year group": {
        "reception": r"\breception\b|\byear r\b|\b4[- ](to )?5[- ]years?\b",
        "year 1": r"\by(?:ea)?r?s?\.? ?(1|one)\b", "year 2": r"\by(?:ea)?r?s?\.? ?(2|two)\b",
        "year 6": r"\by(?:ea)?r?s?\.? ?(6|six)\b|\b10[- ](to )?11[- ]years?\b",
        "year 7": r"\by(?:ea)?r?s?\.? ?(7|seven)\b", "year 9": r"\by(?:ea)?r?s?\.? ?(9|nine)\b",
        "year 10": r"\by(?:ea)?r?s?\.? ?(10|ten)\b(?!-)", "year 11": r"\by(?:ea)?r?s?\.? ?(11|eleven)\b",
        "year 12": r"\by(?:ea)?r?s?\.? ?12\b", "year 13": r"\by(?:ea)?r?s?\.? ?13\b",
    },
    "term": {
        "autumn": r"\bautumn\b(?=.*\bterms?\b)|\bautumn only\b",
        "spring": r"\bspring\b(?=.*\bterms?\b)", "summer": r"\bsummer\b(?=.*\bterms?\b)",
        "to date": r"\byear[- ]to[- ]date\b|\bYTD\b|\bso far this year\b",
        "half terms": r"\bhalf[- ]terms? 1 ?(to|-|–) ?[1-5]\b|\b(one|two|three|four|five|[1-5])[- ]half[- ]terms?\b",
    },
    "quarter": {
        "one": r"\b(Q1|quarter (1|one)|first quarter)\b", "two": r"\b(Q2|quarter (2|two)|second quarter)\b",
        "three": r"\b(Q3|quarter (3|three)|third quarter)\b", "four": r"\b(Q4|quarter (4|four)|fourth quarter)\b",
    },
    "meals": {
        "not eligible": r"\b(non[- ]FSM|not (known to be )?eligible for (FSM|free school meals?)|not FSM)\b",
        "eligible": r"(?<!non-)(?<!non )(?<!not )\bFSM6?\b|(?<!not eligible for )(?<!not known to be eligible for )\bfree school meals?\b",
    },
    "disadvantage": {
        "not disadvantaged": r"\b(not|non)[- ]disadvantaged\b|\ball other pupils\b",
        "disadvantaged": r"(?<!not )(?<!non-)(?<!non )\bdisadvantaged\b",
    },
    "support": {
        "none": r"\b(no|without) (identified )?(SEN|special educational needs?)\b",
        "plan": r"(?<!statement/)(?<!statemented/)\bEHC ?Ps?\b|\bEHC plans?\b|\beducation,? health (and|&) care plans?\b",
        "SEN support": r"\bSEN[- ]support\b|\bspecial educational needs support\b",
    },
    "care": {
        "looked after": r"\blooked[- ]after\b|\bin care\b|\bCLA\b", "in need": r"\bchildren in need\b|\bCIN\b",
        "protection plan": r"\bprotection plans?\b|\bCPPs?\b",
    },
    "ethnic group": {
        "white": r"\bwhite( british| irish)?\b(?! paper)", "black": r"\bblack (?!country)", "asian": r"\basian\b",
        "mixed": r"\bmixed (ethnic|herit|white)", "gypsy": r"\bgypsy\b|\broma\b|\btraveller",
        "minority": r"\bminority ethnic\b",
    },
    "kind of absence": {
        "severe": r"\bsevere(ly)? absen|\b50%? (or more|\+)|\b50 per ?cent or more",
        "persistent": r"\bpersistent(ly)?\b|\b10%? or more of", "overall": r"\boverall absence\b|\bsessions missed\b",
        "unauthorised": r"(?<!authorised and )(?<!authorised or )\bunauthorised\b",
        "authorised": r"\bauthorised\b(?! (and|or) unauthorised)",
    },
    "kind of exclusion": {
        "permanent": r"\bpermanent(ly)? exclu", "suspension": r"\bsuspen(sions?|ded)\b|\bfixed[- ](period|term)",
    },
    "grade": {
        "4": r"\bgrades? 4\b|\b9 ?[-–to]+ ?4\b|\b9 4\b|\bstandard pass", "5": r"\bgrades? 5\b|\b9 ?[-–to]+ ?5\b|\b9 5\b|\bstrong pass",
    },
    "standard": {"expected": r"\bexpected\b", "higher": r"\bhigher standard\b|\bgreater depth\b|\brwm higher\b"},
    "movement": {
        "starting": r"\b(start(ed|ing|s)?|enter(ed|ing)?|became|becoming) (to be looked|care|looked|cla)\b|\bcla started\b",
        "ceasing": r"\b(ceas(ed|ing|e)|leaving care|left care|care leavers?)\b",
        "at any time": r"\bat any (time|point)\b|\b(during|throughout) the (year|period)\b",
    },
    "activity known": {"not known": r"\b(not known|unknown)\b"},
    "age at conception": {"16": r"\bunder[- ]16s? concep", "18": r"\bunder[- ]?18s?[- ]concep|\bunder18 concep"},
    "age at death": {
        "infant": r"\binfant\b", "neonatal": r"(?<!post-)(?<!post)\bneonatal\b", "later": r"\bpost-?neonatal\b",
        "stillborn": r"\bstillb", "perinatal": r"\bperinatal\b", "child": r"\bchild mortality\b",
    },
    "weight": {
        "healthy": r"\bhealthy weight\b", "under": r"\bunderweight\b", "over": r"\boverweight\b", "obese": r"\bobes",
    },
    "people": {"adults": r"\badults?\b(?! (social|services|care|and|learning))|\bworking[- ]age\b|\bpensioners?\b", "mothers": r"\bpregnant women\b",
        "families": r"^\W*((%|percent(age)?|per cent|proportion|share|number|rate)( of)? )?(all )?(families|households)\b",
    },
    "family": {
        "one parent": r"\b(lone|single|one)[- ]parents?\b", "couple": r"\bcouples?\b",
        "in work": r"(?<!non-)(?<!non )(?<!not )(?<!out of )\b(working|in[- ]work|employed) (famil|household|parent)",
        "out of work": r"\b(workless|out[- ]of[- ]work|non[- ]working|not working)\b",
        "large": r"\b(three|3) or more (dependent )?child|\blarge famil",
    },
    "kind of school": {
        "maintained": r"\bmaintained\b", "academies": r"(?<!excluding )(?<!without )(?<!including )\bacadem(y|ies)\b(?! (are |were )?(excluded|not included))",
    },
    "births": {"term": r"\bterm (live )?(births?|babies)\b", "all": r"\ball (live )?(births|babies)\b|\blive births\b"},
    "learning goals": {
        "good level": r"\bgood level of dev|\bGLD\b|\bschool readiness\b", "goals": r"\b(early learning )?goals\b|\bELGs?\b",
        "one area": r"\b(literacy|numeracy|communication (and|&) language|physical development)\b",
    },
    "what followed": {"birth": r"\bbirths? rates?\b|\bbirths to\b|\bmaternit", "abortion": r"\babortion"},
    "how light": {"very": r"\bvery low birth|\b(under|below|<) ?1,?500 ?g"},
    "uptake": {"taken": r"\b(take[- ]?up|uptake|taking up|taken up|meals taken|taking (a )?(free )?(school )?meals?)\b"},
    "averaged": {"over time": r"\baverage (number|count|daily|monthly)\b|\b(average|mean|averaged) (over|across|during)\b|\b(monthly|rolling|quarterly) average"},
    "teeth": {"number": r"\bdmft\b|\bmean number\b"},
    "repetition": {"again": r"\bre-?referrals?\b|\bsecond or (subsequent|later)\b|\brepeat\b"},
    "statistic": {
        "gap": r"\bgaps?\b", "rank": r"\branks?\b|\branking\b", "change": r"\b(percentage[- ]point )?(change|difference) (from|between|since|in)\b",
    },
    "language": {"other": r"\bEAL\b|\bEnglish as an additional language\b"},
    "deprivation": {"most": r"\bmost deprived\b|\bdeciles? 1\b|\bquintiles? 1\b", "least": r"\bleast deprived\b|\bdecile 10\b"},
}  # fmt: skip
# Groups of what is measured: none of them is a whole of the others.
MEASURED = frozenset(
    ("kind of absence", "movement", "activity known", "age at death", "people", "teeth", "repetition",
     "statistic", "uptake", "averaged", "how light", "what followed")
)  # fmt: skip
# Subjects are parts that a whole has several of: all of the indicator's must be named.
SUBJECTS: Mapping[str, str] = {
    "reading": r"\breading(?=[ ,]+(writing|and\b|&|test|TA\b|score|only|attainment|progress|expected|at\b))"
    r"|\bstandard in reading\b|\bKS2 reading\b",
    "writing": r"\bwriting\b", "maths": r"\bmath(s|ematics)?\b", "science": r"\bscience\b",
    "English": r"(?<!additional )(?<!first language not )(?<!first language )\bEnglish\b(?! language)(?! local)",
    "grammar": r"\bgrammar, punctuation\b|\bGPS\b",
}  # fmt: skip
# Matters a table may be about, each by the words of all who write of it.
MATTERS: Mapping[str, str] = {
    "vaccination": r"vaccin|immunis|\bMMR\b|\bDTaP\b", "weight": r"obes|overweight|\bBMI\b|underweight|healthy weight|weigh(ed|t) measure|child measurement programme|\bNCMP\b",
    "breastfeeding": r"breastfe|breast-fe", "smoking": r"\bsmok", "teeth": r"\bdent|tooth|teeth|caries|oral health",
    "conceptions": r"concepti|pregnan|\bmaternit", "mortality": r"mortality|\bdeaths?\b", "birth weight": r"birth ?-?weight|\bLBW\b",
    "hospital": r"admission|hospital|\bA&E\b|injur", "absence": r"absen|attendance", "exclusion": r"suspen|exclu",
    "meals": r"free school meal|\bFSM", "looked after": r"looked[- ]after|\bin care\b|\bCLA\b|care leaver",
    "protection": r"protection plan|\bCPPs?\b", "in need": r"in need\b|\bCIN\b|referral|section 47|assessment",
    "NEET": r"\bNEET|not in education|participation|apprentice|activity (is )?not known|\bEET\b",
    "attainment 8": r"attainment ?8", "progress 8": r"progress ?8",
    "early years": r"good level of development|\bGLD\b|\bEYFSP?\b|early years|school readiness|foundation stage|2½|two-year review|ASQ",
    "phonics": r"phonic", "key stage 1": r"key stage 1|\bKS1\b", "key stage 2": r"key stage 2|\bKS2\b|expected standard|higher standard",
    "key stage 4": r"key stage 4|\bKS4\b|GCSE|ebacc|english and math", "16 to 18": r"a[- ]level|key stage 5|\bKS5\b|level [23]\b|by (age )?19",
    "poverty": r"povert|low[- ]income", "deprivation": r"\bIDACI|\bIMD\b|indices of deprivation",
    "population": r"population|residents|mid-year", "youth justice": r"first[- ]time entrant|offend|youth justice|convict|caution",
    "support": r"\bSEN\b|special educational|\bEHC|\bSEND\b", "language": r"first language|\bEAL\b",
    "workforce": r"social worker|caseload|agency staff|vacanc|turnover", "self-harm": r"self[- ]harm", "mental health": r"mental health",
    "activity": r"physical(ly)? (in)?activ", "roads": r"\broads?\b|killed or seriously", "alcohol": r"alcohol", "unemployment": r"unemploy|claimant",
    "housing": r"homeless|temporary accommodation|house price",
}  # fmt: skip
BREAKDOWN = re.compile(
    r"(?i)\bby (sex|gender|phase( of education)?|school type|type of school|ethnicity|ethnic group|"
    r"(deprivation )?(decile|quintile)|deprivation|free school meals?( eligibility| status)?|"
    r"FSM( status| eligibility)?|SEN( provision| status| type)?|special educational needs?|"
    r"disadvantage( status)?|age( group)?|year group|characteristics?|term|quarter)\b"
)
IMPLIED: tuple[tuple[str, str, str], ...] = (
    (r"key stage 2|\bks2\b|phonics|reception|early years|eyfs|good level of dev", "phase", "primary"),
    (r"\by(ea)?r? ?6\b", "phase", "primary"),
    (r"key stage 4|\bks4\b|gcse|attainment 8|progress 8|a[- ]level|alevel", "phase", "secondary"),
    (r"key stage 2|\bks2\b", "year group", "year 6"), (r"phonics", "year group", "year 1"),
    (r"early years|eyfs|good level of dev", "year group", "reception"),
    (r"key stage 4|\bks4\b|gcse|attainment 8|progress 8", "year group", "year 11"),
    (r"neet|16 (to|and) 17|16_17", "year group", "year 12"), (r"neet|16 (to|and) 17|16_17", "year group", "year 13"),
)  # fmt: skip
AGES = re.compile(
    r"(?i)\b(?:aged?|ages) (\d{1,2} ?(?:-|–|to|and) ?\d{1,2}|under \d{1,2}|\d{1,2} and over)\b|"
    r"\b(\d{1,2} ?(?:-|–|to) ?\d{1,2})[- ]?(?:year[- ]?olds?|years|yrs)\b"
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
        known = implied_parts(indicator, concept) | parts_named(wide_text(indicator), concept)
        if named <= known and not own:
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
    if mine is None:
        return ""
    own = _bare(wide_text(indicator))
    for hit in AGES.finditer(text):
        ages = read_ages(hit[1] or hit[2])
        if ages is None or ages == mine or _bare(hit[0]) in own:
            continue
        if ages[0] <= mine[0] and ages[1] >= mine[1] and mine[0] == mine[1]:
            continue  # a survey of several ages, of which the indicator's is one
        return hit[0]
    return ""


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
