"""Numbers in a sentence: as printed, their value, unit and qualifier; what is only a label is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

Span = tuple[int, int]

ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: at for at, word in enumerate(ONES)} | {
    word: 10 * at for at, word in enumerate(TENS, start=2)
}
SIMPLE = "|".join(sorted(WORDS, key=len, reverse=True))
WORD_NUMBER = rf"(?:(?:{'|'.join(TENS)})[- ](?:{'|'.join(ONES[1:10])})|{SIMPLE})"
PER_CENT = r"(?:%|per\s?cent\b|percent\b|pc\b)"
POINTS = r"(?:percentage[\s-]+points?|percent(?:age)?[\s-]+pts?|%[\s-]+points?|ppts?\b|pp\b|p\.p\.|points?(?=\s+(?:above|below|higher|lower|ahead|behind|better|worse)\b))"
BASES = {100: "per_100_pupils", 1000: "per_1000", 10000: "per_10k", 100000: "per_100k"}
BASE = re.compile(
    r"\b(?:per|(?:for|in|out of|of|from)\s+(?:every|each)|rate\s+(?:per|in))\s+"
    r"(100|1,?000|10,?000|100,?000|hundred|thousand|ten thousand)\b(?![,.]\d)"
    r"|/\s?(1,?000|10,?000|100,?000)\b",
    re.I,
)
IN_WORDS = {"hundred": 100, "thousand": 1000, "ten thousand": 10000}
NUMBER = re.compile(
    r"(?<![\w.,/£$€-])(?P<sign>(?:(?<=\s)|(?<=\()|^)[-−–+](?=\d)|)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)"
    r"(?P<part>\.\d+)?(?![\w/]|-?(?:year|yr|day|week|month)|(?:st|nd|rd|th)\b)",
)
COUNTED = (
    r"children|pupils|young\s+people|people|babies|boys|girls|families|persons|residents|individuals|"
    r"conceptions|admissions|suspensions|exclusions|entrants|deaths|plans|care\s+leavers|LAC|CLA|UASC"
)
# Digits that name something and count nothing.
LABELS = re.compile(
    r"\byears?\s+(?:1[0-3]|[1-9])(?:\s*(?:/|and|to|-|–|&|,)\s*\d{1,2})*\b(?![.,]?\d|\s*(?:per|%))|\b(?:key\s+stage|KS|stage)\s*\d\b"
    r"|\b(?:progress|attainment|EBacc|P|A)\s?8\b|\bcore\s20\b|\b(?:level|tier|band|phase|objective|recommendation)\s+\d+\b(?![.,]?\d|\s*(?:%|per\b))"
    r"|(?-i:\b(?:By|At))\s+(?:the\s+age\s+of\s+|age\s+)?(?:1\d|[3-9])\b(?=\s*,(?!\d)|\s+(?:in|the|pupils|children|young)\b)|\bby\s+(?:the\s+age\s+of|age)\s+1[6-9]\b"
    r"|\bgrades?\s+(?:\d|[A-E]\*?)(?:\s*(?:to|-|–|or|and)\s*(?:\d|[A-E]\*?))*(?:\s+(?:or|and)\s+above)?"
    r"|\b\d\s*(?:-|–|to)\s*\d\s+(?:in|including|grades?)\b|\b\d\+\s+(?:in|including)\b|\(9\s*(?:-|–|to)\s*[45]\)"
    r"|\b(?:grade\s+)?[45]\s+(?:or|and)\s+above\b|\b9\s*(?:-|–|to)\s*[45]\b"
    rf"|\b(?:\d+|five|three|two)\s+(?:or\s+more\s+)?(?:good\s+)?(?:GCSE|A[ -]level)s?|\bA\*?\s*-\s*[A-G]\b"
    rf"|\b(?:schools|settings|wards|areas|authorities|neighbourhoods)\s+(?:with|where)\s+[^.;\d]{{0,60}}?\b(?:above|over|below|under|than|least)\s+\d+(?:\.\d+)?\s*{PER_CENT}"
    r"|\b(?:section|sections|part|chapter|article|appendix|annex|paragraph|para|item|page|pages|figure|fig\.?|table|chart|"
    r"map|box|version|v|clause|schedule|volume|vol\.?|no\.|question|Q|priority|outcome|step|strand|goal|room|cohort|group)"
    r"\s*\d+(?:\.\d+)*(?:\s*(?:-|–|to|and)\s*\d+)?\b(?!\s*(?:%|per\s?cent|per\s+1))"
    r"|\b(?:COVID|ISO|BS)-?\s?\d+|\b24/7\b|\b\d{1,2}[:.]\d{2}\s*(?:am|pm)\b|\b\d{1,2}\s*(?:am|pm)\b"
    r"|\b(?:\d+(?:\.\d+)?|95)\s*%?\s*(?:per\s?cent\s+)?(?:confidence|CI\b)[^.;)]*?(?=[).;]|$)"
    r"|\((?:95%?\s*)?CI:?[^)]*\)|\(\s*\d+(?:\.\d+)?\s*(?:-|–|to)\s*\d+(?:\.\d+)?\s*\)"
    rf"|\b\d+\s*{PER_CENT}\s*or\s+more\s+(?:of\s+)?(?:\w+\s+){{0,2}}?(?:sessions|school|lessons|days|time)\b"
    rf"|\b(?:at\s+least\s+|below\s+|under\s+|less\s+than\s+)?\d+\s*{PER_CENT}\s+(?:of\s+)?(?:the\s+)?(?:UK\s+|national\s+)?(?:contemporary\s+)?median\b"
    rf"|\b(?:attend\w*|miss\w*|absent\s+for)\s+(?:at\s+least\s+|less\s+than\s+|more\s+than\s+|under\s+|over\s+)?\d+\s*{PER_CENT}\s+(?:of|or)\b"
    rf"|\b(?:the\s+)?(?:top|bottom|most\s+deprived|least\s+deprived|poorest|richest|worst|best|highest|lowest)\s+\d+\s*{PER_CENT}"
    rf"|\b\d+\s*{PER_CENT}\s+(?:most|least)\s+deprived|\b\d+\s*{PER_CENT}\s+of\s+(?:local\s+)?(?:authorities|areas|councils|LAs|neighbourhoods|LSOAs|MSOAs|wards|schools)\b"
    r"|\b\d+(?:st|nd|rd|th)\b(?:\s+(?:out\s+)?of\s+(?:all\s+)?\d+)?|\b(?:out\s+of|of)\s+(?:all\s+|the\s+)?\d{2,3}\s+(?:\w+\s+){0,2}(?:authorities|councils|boroughs|LAs|areas)\b"
    r"|\b\d+\s*(?:-|–)?\s*(?:hours?|hrs?|days?|weeks?|months?|minutes?|mins?|years?|miles|km|g|kg|sessions|places|hectares)\b(?!\s+(?:olds?|of\s+age))"
    r"|\b(?:term\s+of|within|every|after|next|last|past|first)\s+\d+\s+(?:working\s+)?(?:days|weeks|months|years)\b"
    r"|\bfor\s+any\s+number\s+of\s+[^.;\d]{0,80}?above\s+[\d,.]+"
    r"|\(\d+\s+rows?\)|\b\d+\s*/\s*\d+\b|\bhttps?://\S+|\bwww\.\S+|\b\d{4,5}\s\d{6}\b|\b0\d{2,4}\s\d{3,4}\s?\d{3,4}\b"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|\bdecile\s+\d+|\bquintile\s+\d+|\b\d+(?:th|st|nd|rd)\s+(?:centile|percentile)"
    r"|\b(?:9[15])(?:th)?\s+centile|\b2,?500\s*(?:g|grams)\b|\b\d+\s+(?:or\s+more|and\s+over|plus)\b",
    re.I,
)
AGES = re.compile(
    r"\b(?:aged?|ages|between\s+the\s+ages\s+of)\s+(?:between\s+)?(?P<a>\d{1,2})\s*(?:to|and|or|-|–)\s*(?P<b>\d{1,2})\b(?:\s*years?)?"
    r"|\b(?P<c>\d{1,2})\s*(?:-|–)?\s*(?:to|and|or|-|–|/)\s*(?P<d>\d{1,2})[\s-]*(?:(?:year|yr)s?[\s-]*(?:olds?|of\s+age)?)"
    r"|\b(?:under|below)[\s-]+(?:the\s+age\s+of\s+|aged?\s+)?(?P<e>\d{1,2})s?\b(?!\s*(?:%|per|,|\.\d))"
    r"|\b(?:aged\s+)?(?P<f>\d{1,2})\s+(?:and|or)\s+under\b"
    r"|\b(?P<g>\d{1,2})[\s-]*(?:year|yr)s?[\s-]*(?:olds?|of\s+age)\b|\b(?:aged?(?:\s+of)?|at\s+age)\s+(?P<h>\d{1,2})\b(?!\s*(?:%|per))"
    r"|\bunder[- ](?P<m>one|two|three|four|five|eight|eleven|sixteen|eighteen)s\b"
    r"|\bU(?P<i>1[68])s?\b|\b(?P<j>five|four|two)[\s-]year[\s-]olds?\b"
    r"|(?<![\d.,])(?<!from\s)(?P<k>0|5|10|11|14|15|16|17|18)\s*(?:-|–|to)\s*(?P<l>4|14|15|16|17|18|19|21|24|25)\b(?!\s*(?:%|per)|[,.]\d)",
    re.I,
)  # fmt: skip
OLD = {"five": 5, "four": 4, "two": 2}
QUALIFIERS = (
    ("less_than", re.compile(r"(?:less than|fewer than|lower than|smaller than|just under|under|below|nearly|almost|<)\s*$", re.I)),
    ("more_than", re.compile(r"(?:more than|higher than|greater than|larger than|in excess of|exceed(?:s|ed|ing)?|no less than|just over|well over|over|above|at least|upwards of|>)\s*$", re.I)),
    ("about", re.compile(r"(?:about|around|approximately|approx\.?|circa|c\.?|some|roughly|close to|~)\s*$", re.I)),
    ("up_to", re.compile(r"(?:up to|at most|no more than|no higher than|not exceeding)\s*$", re.I)),
)  # fmt: skip
FRACTIONS = {
    "half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0,
    "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0, "two fifths": 40.0,
    "three fifths": 60.0, "four fifths": 80.0, "a tenth": 10.0, "one tenth": 10.0,
    "a sixth": 100 / 6, "an eighth": 12.5,
}  # fmt: skip
SMALL = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|100)"
SHARE = re.compile(
    rf"\b(?P<m>{SMALL})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<n>{SMALL})\b(?![\d,.]*\d|,?000|\s*(?:%|per|months|years|days|hundred|thousand))"
    rf"|\b(?P<f>{'|'.join(fraction.replace(' ', '[ -]') for fraction in sorted(FRACTIONS, key=len, reverse=True))})\b"
    r"(?=\s+(?:of|\()|\s+(?:the\s+)?(?:children|pupils|young))(?!\s+of\s+(?:the\s+)?(?:school\s+|academic\s+|financial\s+)?(?:year|term|20\d\d|autumn|spring|summer))",
    re.I,
)
SECOND = re.compile(r"\b(?:first|second|third|fourth|last)\s+$|\bhalf[- ]term", re.I)


@dataclass(frozen=True)
class Number:
    """One number of a sentence: as printed, its value, unit, qualifier and place in the text.

    ``share``: it is a share in words (“one in four”), in per cent. ``counted``: people or
    events are named right after it.
    """

    printed: str
    value: float
    unit: str
    qualifier: str
    start: int
    end: int
    share: bool = False
    counted: bool = False


def free(span: Span, taken: Sequence[Span]) -> bool:
    """Whether no part of ``span`` is taken."""
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def find_ages(text: str) -> list[tuple[str, Span]]:
    """Ages named (“10-11”, “0-17”) with their places."""
    found = []
    for match in AGES.finditer(text):
        got = {key: value for key, value in match.groupdict().items() if value}
        if "a" in got:
            ages = f"{int(got['a'])}-{int(got['b'])}"
        elif "c" in got:
            ages = f"{int(got['c'])}-{int(got['d'])}"
        elif "k" in got:
            ages = f"{int(got['k'])}-{int(got['l'])}"
        elif "e" in got or "i" in got:
            ages = f"0-{int(got.get('e') or got['i']) - 1}"
        elif "m" in got:
            ages = f"0-{WORDS[got['m'].lower()] - 1}"
        elif "f" in got:
            ages = f"0-{int(got['f'])}"
        else:
            number = int(got.get("g") or got.get("h") or OLD[got.get("j", "five").lower()])
            ages = f"{number}-{number}"
        found.append((ages, match.span()))
    return found


def _word_value(text: str) -> int:
    return sum(WORDS[word] for word in re.split(r"[- ]", text.lower()))


def _qualify(before: str) -> str:
    return next((name for name, pattern in QUALIFIERS if pattern.search(before)), "exact")


def find_shares(text: str, taken: Sequence[Span]) -> Iterator[Number]:
    """Shares in words: “one in four”, “3 in 10”, “more than a quarter of”."""
    for match in SHARE.finditer(text):
        if not free(match.span(), taken) or SECOND.search(text[: match.start()]):
            continue
        if match["f"]:
            value = FRACTIONS[match["f"].lower().replace("-", " ")]
        else:
            small, whole = (_small(match[key]) for key in ("m", "n"))
            if not 0 < small < whole:
                continue
            value = 100.0 * small / whole
        yield Number(
            match.group(0), value, "percent", _qualify(text[: match.start()]), *match.span(), True
        )


def _small(text: str) -> int:
    low = text.lower()
    return int(low) if low.isdigit() else {"hundred": 100}.get(low, WORDS.get(low, 0))


def find_numbers(text: str, taken: Sequence[Span], unit: str = "") -> list[Number]:
    """The quantities of ``text``; ``unit`` is one its table or caption states.

    Spans that are taken (dates, names, labels, money) hold none.
    """
    bases = list(BASE.finditer(text))
    blocked = [*taken, *(match.span() for match in bases)]
    shares = list(find_shares(text, blocked))
    blocked += [(share.start, share.end) for share in shares]
    found = list(shares)
    for match in NUMBER.finditer(text):
        span = (match.start("digits"), match.end())
        if not free(span, blocked):
            continue
        number = _make(text, match)
        if number is not None:
            found.append(number)
    for match in re.finditer(rf"\b({WORD_NUMBER})\s*({POINTS}|{PER_CENT})", text, re.I):
        if free(match.span(), blocked):
            found.append(
                Number(
                    match.group(0), float(_word_value(match[1])),
                    "percent" if re.fullmatch(PER_CENT, match[2], re.I) else "points",
                    _qualify(text[: match.start()]), *match.span(),
                )
            )  # fmt: skip
    found.sort(key=lambda other: other.start)
    return _share_bases(text, _give_bases(text, _share_units(text, found), bases, unit))


def _share_units(text: str, numbers: list[Number]) -> list[Number]:
    """“4.2 and 2.2 percentage points”: the unit after the last is that of each."""
    given = list(numbers)
    for at in range(len(given) - 2, -1, -1):
        number, following = given[at], given[at + 1]
        between = text[number.end : following.start]
        if number.value > 100:
            # “Complaints: 142, 27% upheld”: a count beside a share.
            continue
        if not number.unit and following.unit in ("points", "percent") and re.fullmatch(r"\s*(?:,|and|or)\s*", between):  # fmt: skip
            given[at] = replace(number, unit=following.unit)
    return given


def _make(text: str, match: re.Match[str]) -> Number | None:
    before, after = text[: match.start()], text[match.end() :]
    value = float(match["digits"].replace(",", "") + (match["part"] or ""))
    sign = match["sign"]
    if sign in ("-", "−", "–"):
        value = -value
    unit, end = "", match.end()
    if re.search(r"[£$€]\s*$", before) or re.match(r"\s*(?:pounds|pence|p\b|million|billion|bn|m\b|k\b)", after, re.I):  # fmt: skip
        return None
    if found := re.match(rf"\s*{POINTS}", after, re.I):
        unit, end = "points", match.end() + found.end()
    elif found := re.match(rf"\s*{PER_CENT}(?!\s*(?:age\b))", after, re.I):
        unit, end = "percent", match.end() + found.end()
    named_before = re.search(
        rf"\bnumbers?\s+of\s+(?:\w+[\s-]+){{0,3}}?(?:{COUNTED})\b[^.;,\d]{{0,40}}$", before, re.I
    )
    # A fraction of a child is a rate, whatever is named after it.
    counted = not match["part"] and bool(
        (named_before and not unit)
        or re.match(
            rf"\s+(?:(?!(?:and|or|in|for|was|were|is|are|while|but|to|at|compared|against|nationally)\b)\w+[\s-]+){{0,3}}?(?:{COUNTED})\b",
            text[end:],
            re.I,
        )
    )
    return Number(
        text[match.start("sign") if sign else match.start("digits") : end].strip(),
        value, unit, _qualify(before), match.start("digits"), end, counted=counted,
    )  # fmt: skip


def _give_bases(
    text: str, numbers: list[Number], bases: Sequence[re.Match[str]], unit: str
) -> list[Number]:
    """Numbers with the base of their rate: one that follows them, else one said before."""
    given: list[Number] = []
    for at, number in enumerate(numbers):
        following = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        if number.unit or number.share:
            given.append(number)
            continue
        after = [base for base in bases if number.end <= base.start() < following]
        # “563 Rate per 10,000: 88”: two lines of a list run together.
        after = [match for match in after if not match.group(0).startswith("Rate")]
        after = [match for match in after if not re.search(r"[;.]\s|,\s+(?:a|the|or)\s+rate", text[number.end : match.start()])]  # fmt: skip
        before = [base for base in bases if base.end() <= number.start]
        chosen = after[0] if after else None
        if chosen is None and before and not number.counted:
            earlier = [match for match in numbers[:at] if match.end <= before[-1].start()]
            # “94 per 10,000 … 525 children”: the base belongs to the number before it.
            tied = earlier and any(
                match.unit == _unit_of(before[-1]) and match.end >= before[-1].start() - 60
                for match in given
            )
            chosen = None if tied and not re.search(r"\b(?:compared|against|than|and|from|to|in|nationally|England)\b", text[before[-1].end() : number.start], re.I) else before[-1]  # fmt: skip
        if chosen is not None and chosen.end() <= number.start and ")" in text[chosen.end() : number.start] and _is_nearer_a_count(number, given):  # fmt: skip
            chosen = None
        if chosen is not None:
            printed = number.printed
            if 0 <= chosen.start() - number.end <= 1:
                printed = text[number.start : chosen.end()].strip()
            given.append(replace(number, unit=_unit_of(chosen), printed=printed, counted=False))
        elif unit and not number.counted:
            given.append(replace(number, unit=unit))
        else:
            given.append(number)
    return given


LISTED = re.compile(r"^[^.;:()\d]{0,60}$")


def _share_bases(text: str, given: list[Number], counted: str = COUNTED) -> list[Number]:
    """“Camden had 58 and Islington 79 children per 10,000”: the base after the last is that of each."""
    shared = list(given)
    for at in range(len(shared) - 2, -1, -1):
        number, following = shared[at], shared[at + 1]
        between = text[number.end : following.start]
        if number.unit or number.counted or number.share or following.unit not in BASES.values():
            continue
        whole = float(number.value).is_integer()
        if not LISTED.match(between) or (whole and re.search(rf"\b(?:{counted})\b", between, re.I)):
            continue
        joined = re.search(
            r",|\band\b|\bor\b|\bto\b|\bagainst\b|\bcompared\b|\bin\b|\bwith\b", between
        )
        alike = (
            number.value > 0
            and following.value > 0
            and (not whole or abs(log(number.value / following.value)) < log(8))
        )
        if joined and alike:
            shared[at] = replace(number, unit=following.unit)
    return shared


def _is_nearer_a_count(number: Number, given: Sequence[Number]) -> bool:
    """After “639 children (93 per 10,000), compared with 675”: of the size of the count, not of the rate."""
    counts = [number.value for number in given if not number.unit and number.value > 0]
    rates = [number.value for number in given if number.unit and number.value > 0]
    if not counts or not rates or number.value <= 0:
        return False
    return abs(log(number.value / counts[-1])) < abs(log(number.value / rates[-1]))


def _unit_of(match: re.Match[str]) -> str:
    text = (match[1] or match[2]).lower()
    return BASES[IN_WORDS.get(text) or int(text.replace(",", ""))]


def unit_in_words(text: str) -> str:
    """The unit a heading states: “(%)”, “rate per 10,000”; empty where it states none."""
    base = BASE.search(text)
    if base:
        return _unit_of(base)
    if re.search(r"%|\bper\s?cent(?:age)?\b|\bproportion\b", text, re.I):
        return "percent"
    return ""
