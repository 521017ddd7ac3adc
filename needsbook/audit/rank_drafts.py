"""Claims of ranks and of ratios: third highest, twice as many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from needsbook.audit.language.numbers import Number
from needsbook.audit.language.places import NO_AREA
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.meanings import find_meaning
from needsbook.audit.movements import is_part, put_claim
from needsbook.audit.writer import Writer

ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]


RANK = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>{'|'.join(ORDINALS)})|(?P<digits>\d+)(?:st|nd|rd|th))?[\s-]*\b(?P<end>highest|lowest|largest|smallest|best|worst)\b"
    r"(?P<what>[^.;,]{0,120}?)\b(?:in|of|among|amongst|across|within|out\s+of|for)\s+(?:all\s+)?(?:the\s+)?(?:\w+\s+){0,4}?",
    re.I,
)  # fmt: skip


NO_RANK = re.compile(
    r"\b(?:one\s+of|among(?:st)?|amongst)\s+(?:the\s+)?(?:\w+\s+)?$|\bsince\b|\bon\s+record\b|\bever\b|\bwards?\b|\bits\s+(?:highest|lowest)|\blevel\s+(?:since|for)\b|\bfor\s+\w+\s+years\b|\bpriorit",
    re.I,
)


# “Best Start in Life”, “lowest income families in …”: names and groups, no places in an order.
NO_SUPERLATIVE = re.compile(
    r"\s*(?:start|practice|interests?|value|possible|incomes?|paid|quality|needs?|standards?|performing|attaining|risk|priority|cost|band|tier|level\s+of\s+(?:need|risk))\b",
    re.I,
)


AUTHORITIES = re.compile(
    r"\b(?:authorities|councils|boroughs|LAs|areas)\b|\bEngland\b|\bnational|\bcountry\b", re.I
)


RATIO = re.compile(
    r"\b(?P<soft>more\s+than|over|nearly|almost|around|about|approximately|just\s+over|just\s+under|less\s+than|under)?\s*"
    r"(?P<word>double|twice|treble|triple|(?<!and a )half|(?:one|two|three|four|five)\s+and\s+a\s+half\s+times|(?:three|four|five|two|six|seven|eight|nine|ten|\d{1,2}(?:\.\d+)?)\s+times)\s+(?:as\s+\w+\s+as\s+|higher\s+than\s+|the\s+size\s+of\s+)?(?:that\s+of\s+|that\s+in\s+|those\s+in\s+)?(?P<rest>(?:the\s+)?[^.;,]{0,40})",
    re.I,
)


FACTORS = {"double": 2.0, "twice": 2.0, "treble": 3.0, "triple": 3.0, "half": 0.5}


TIMES = {
    word: float(at)
    for at, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}


def draft_rank(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """“the third highest rate in the North East”."""
    match = RANK.search(read.text)
    if match is None:
        return
    place = match["word"] or match["digits"] or ""
    tail = read.text[match.start("what") :]
    before = read.text[: match.start("end")]
    if NO_RANK.search(before) or NO_RANK.search(tail) or NO_SUPERLATIVE.match(tail):
        return
    scopes = [
        mention
        for mention in read.places
        if mention.start >= match.end("end") and mention.benchmark
    ]
    scope = scopes[0].area if scopes and scopes[0].area not in NO_AREA else ""
    if not scope and not (not scopes and AUTHORITIES.search(tail)):
        return
    bare = replace(read, numbers=())
    meant = find_meaning(bare, -1, earlier, writer)
    subjects = [
        mention.area
        for mention in read.places
        if not mention.benchmark and mention.area not in NO_AREA
    ]
    area = subjects[0] if subjects else (meant.area if meant.area not in NO_AREA else "")
    options = [
        option
        for option in meant.options
        if writer.evidence.indicators[option.indicator].method != "count"
    ]
    if re.search(r"\bnumber\s+of\b", match["what"], re.I):
        options = [option for option in meant.options if option not in options]
    if not options or not area or is_part(meant):
        return
    value = float(
        match["digits"] or (ORDINALS.index(match["word"].lower()) + 1 if match["word"] else 1)
    )
    number = Number(
        match.group(0)[:40].strip(), value, "", "exact", match.start(), match.end("end")
    )
    meant = replace(meant, open=tuple(name for name in meant.open if name != "what is counted"))
    put_claim(at, read, {
        "kind": "rank", "area": area, "indicator": options[0].indicator, "role": "rank", "printed": read.text[match.start() : match.end("end")].strip(),
        "period": meant.periods[0] if meant.periods else "", "value": value, "unit": "place",
        "scope": scope or "england", "word": match["end"].lower(),
    }, meant, number, writer)  # fmt: skip
    del place


def draft_ratio(at: int, read: Read, earlier: Sequence[Read], writer: Writer) -> None:
    """“double the national rate”."""
    for match in RATIO.finditer(read.text):
        marks = [
            place
            for place in read.places
            if place.benchmark and match.start("rest") <= place.start < match.end()
        ]
        if not marks or marks[0].area in NO_AREA:
            continue
        word = match["word"].lower()
        factor = FACTORS.get(word) or TIMES.get(word.split()[0])
        if factor is not None and "and a half" in re.sub(r"\s+", " ", word):
            factor += 0.5
        if factor is None:
            factor = float(word.split()[0]) if re.match(r"\d", word) else 0.0
        meant = find_meaning(replace(read, numbers=()), -1, earlier, writer)
        subjects = [
            place.area for place in read.places if not place.benchmark and place.area not in NO_AREA
        ]
        area = subjects[0] if subjects else (meant.area if meant.area not in NO_AREA else "")
        options = [
            option
            for option in meant.options
            if writer.evidence.indicators[option.indicator].method != "count"
        ]
        if not options or not area or not factor or is_part(meant):
            return
        soft = (match["soft"] or "").lower()
        qualifier = (
            "more_than"
            if soft in ("more than", "over", "just over")
            else "less_than"
            if soft in ("nearly", "almost", "less than", "under", "just under")
            else "about"
        )
        number = Number(
            match["word"], factor, "", qualifier, match.start("word"), match.end("word")
        )
        put_claim(at, read, {
            "kind": "ratio", "area": area, "indicator": options[0].indicator, "role": "ratio", "printed": match["word"],
            "period": meant.periods[0] if meant.periods else "", "value": factor, "unit": "times",
            "qualifier": qualifier, "comparators": [{"area": marks[0].area}],
        }, meant, number, writer)  # fmt: skip
        return
