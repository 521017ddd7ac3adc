"""The words of what figures are narrowed to, and of matters a table may be about.

One vocabulary for titles, footnotes, names of columns and labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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
        "infant": r"\binfant\b", "neonatal": r"(?<!post-)(?<!post)\bneonatal\b|\b(under|within|first) (28|7|twenty-eight|seven) days\b|\bfirst (month|week) of life\b", "later": r"\bpost-?neonatal\b",
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
    "key stage": {
        "1": r"\bkey stage (1|one)\b|\bKS1\b|phonics", "2": r"\bkey stage (2|two)\b|\bKS2\b|expected standard|\bhigher standard",
        "3": r"\bkey stage (3|three)\b|\bKS3\b",
        "4": r"\bkey stage (4|four)\b|\bKS4\b|\bGCSEs?\b|attainment ?8|progress ?8|ebacc|english baccalaureate|english (and|&) math",
        "5": r"\bkey stage (5|five)\b|\bKS5\b|\bA[- ]levels?\b|\b16 ?(to|-|–) ?18\b|applied general|\blevel [23]\b|by (age )?19",
    },
    "level": {"2": r"\blevel (2|two)\b|\bL2\b", "3": r"\blevel (3|three)\b|\bL3\b"},
    "placing": {
        "where": r"\bplaced (out|outside|in|inside|within|away|with|at)\b|\bout[- ]of[- ](area|borough|county|authority)\b",
    },
    "feeding": {"exclusive": r"\b(exclusive|total)(ly)? (breast|human milk)", "partial": r"\bpartial(ly)? breast"},
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
