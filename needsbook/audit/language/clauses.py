"""Whose number is it: the clause, the place and the date of each number in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.language.numbers import BASE, Number
from needsbook.audit.language.places import EVERY, NEIGHBOURS, Mention

CUT = re.compile(r"[;,]\s|\s[–—-]\s|\sand\s|\sbut\s|\swhile\s|\swhereas\s|\swhich\s|\scompared\b|\sagainst\s|\sversus\s|\svs\.?\s|\bthan\s|\sfrom\s|\bup\b|\bdown\b|\bbelow\s|\babove\s|\bsimilar\b|\(|\)\s", re.I)  # fmt: skip
PART_CUT = re.compile(
    r"[;,]\s|\sand\s|\sbut\s|\swhile\s|\swhereas\s|\bcompared\b|\bagainst\b|\bversus\b|\bwith\b(?=\s+(?:\w+\s+){0,2}\d)",
    re.I,
)
DATE_ALONE = re.compile(
    r"\W*(?:(?:in|at|on|for)\s+)?(?:\d{1,2}\s+)?(?:[A-Z][a-z]+\s+)?(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\W*"
)
OPENING = 30
NAMES = re.compile(
    r"reading,?\s+writing,?\s+(?:and|&)\s+math\w*|english\s+(?:and|&)\s+math\w*|education,?\s+health,?\s+(?:and|&)\s+care"
    r"|education,?\s+employment,?\s+(?:or|and)\s+training|education\s+(?:or|and)\s+training|communication,?\s+(?:and|&)\s+language"
    r"|killed\s+(?:or|and)\s+seriously|grades?\s+\w\s+(?:or|and)\s+above|overweight\s+(?:or|and)\s+obes\w+|good\s+(?:or|and)\s+outstanding"
    r"|16\s+(?:and|or)\s+17|second\s+(?:or|and)\s+subsequent|needs\s+and\s+disabilit\w+",
    re.I,
)
LEAD = re.compile(
    r"^\W*(?:(?:In|For|Across|Within|Its|The|Our|Their)\s+(?:the\s+|all\s+)?)?$", re.I
)
UNLIKE = re.compile(r"\b(?:unlike|like|as\s+in|than|with|to|against|from)\s+(?:the\s+)?$", re.I)
CONTRAST = re.compile(r"\b(?:compar\w+|against|versus|vs|than|while|whereas|but)\b", re.I)
# Words for the place a document is about.
HOME = re.compile(
    r"\b(?:our|we|locally|local|here|(?:the|this)\s+(?:borough|city|county|council|authority|district|area|town))\b",
    re.I,
)
# “Devon (excluding Plymouth and Torbay)”.
OTHER_THAN = re.compile(
    r"\b(?:excluding|except(?:ing)?(?:\s+for)?|apart\s+from|not\s+including|other\s+than|outside)\s+(?:[A-Z][\w'’_-]*(?:,|\s+and)?\s+){0,4}$"
)
AVERAGED = re.compile(r"\b(?:mean|median)\b[^.;\d]{0,12}$", re.I)
COMPARING = re.compile(
    r"\b(?:higher|lower|greater|(?<!or )more(?!\s+than\s+(?:an?|half|one|two|three|four|five|\d))|less(?!\s+than\s+(?:an?|half|one|two|three|\d))|fewer|better|worse|above|below|similar|same|in\s+line|comparable|close|compared|against|(?<!other )(?<!more )(?<!less )than|double|twice|exceed\w*|match\w*|behind|ahead)\b[^.;:\d]{0,50}$",
    re.I,
)


IN_BRACKETS = re.compile(r"\s*\(\s*")
ADVERB = re.compile(r"\b(?:national|regional)ly$", re.I)
RANKED = re.compile(
    r"\b(?:highest|lowest|largest|smallest|best|worst|most|fewest)\b[^.;]{0,70}\b(?:in|of|across|among|amongst|within)\s+(?:the\s+whole\s+of\s+|all\s+of\s+|the\s+)?$",
    re.I,
)
# Where a part of a sentence begins that may be of a place of its own.
OPENS = re.compile(
    r"[;:]\s+|,\s+(?:and|but|with|while|whilst|whereas)\s+|,\s+(?=(?:in|across|for|nationally|regionally|locally)\b)|\b(?:while|whilst|whereas)\s+|\.\s+",
    re.I,
)
TO_PLACE = re.compile(
    r"(?:(?:and|but|with|while|whilst)\s+)?(?:(?:in|across|for|within|throughout)\s+)?(?:the\s+)?",
    re.I,
)


def window_before(
    text: str, numbers: Sequence[Number], at: int, cut: bool = True
) -> tuple[int, int]:
    """Where the words before a number begin that are its own, and where they end."""
    text = _mask_names(text)
    start = numbers[at - 1].end if at else 0
    end = numbers[at].start
    if at and cut:
        cuts = [match.end() for match in PART_CUT.finditer(text, start, end)]
        # “; EHCP share, 2024/25 = 5.1%”: a date alone between commas is no clause.
        while len(cuts) > 1 and DATE_ALONE.fullmatch(text, cuts[-1], end):
            cuts.pop()
        if cuts:
            start = cuts[-1]
    return start, end


def window_after(text: str, numbers: Sequence[Number], at: int) -> tuple[int, int]:
    """Where the words after a number begin and end that are its own."""
    text = _mask_names(text)
    start = numbers[at].end
    end = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    if at + 1 < len(numbers):
        cuts = [match.start() for match in PART_CUT.finditer(text, start, end)]
        if cuts:
            end = cuts[0]
    return start, end


def _mask_names(text: str) -> str:
    """The text, of the same length, with the commas and “and” inside names of measures made no ends."""
    return NAMES.sub(lambda match: re.sub(r"[,\s]", "_", match.group(0)), text)


def find_clause(text: str, numbers: Sequence[Number], at: int) -> str:
    """What is said of one number: its own words before and after, without the number."""
    low, high = window_before(text, numbers, at), window_after(text, numbers, at)
    return f"{text[low[0] : low[1]]} … {text[high[0] : high[1]]}"


def find_place(
    text: str, numbers: Sequence[Number], at: int, places: Sequence[Mention]
) -> tuple[str, str]:
    """The place of a number and how it is said: “own” beside it, “sentence” or “” (nowhere)."""
    number = numbers[at]
    text = _mask(text, places)
    places = [place for place in places if not OTHER_THAN.search(text[: place.start])]
    if (told := _compared_after_colon(text, numbers, at, places)) is not None:
        return told
    after = _after(text, numbers, at, places)
    if after is not None:
        # “nationally in some regions”: the narrower place is meant.
        narrower = [
            place
            for place in places
            if place.start > after.end
            and re.fullmatch(r"\s+(?:in|for|across)\s+", text[after.end : place.start])
        ]
        return (narrower[0] if narrower else after).area, "own"
    before = _before(text, numbers, at, places)
    if before is not None:
        return before.area, "own"
    opened = _opening_place(text, number, places)
    if opened is not None:
        return opened.area, "sentence"
    behind = [place for place in places if place.benchmark and place.end <= number.start]
    if behind and behind[-1].area == NEIGHBOURS and AVERAGED.search(text[: number.start]):
        # “Against its neighbours it was above the mean (53%) and the median (50%)”.
        return NEIGHBOURS, "own"
    if alone := _goes_on_with_benchmark(text, numbers, at, places):
        return alone, "sentence"
    rest = [place for place in places if place.benchmark and place.start >= number.end]
    if rest and AVERAGED.search(text[: number.start]):
        return rest[0].area, "own"
    following = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    if (
        rest
        and rest[0].start < following
        and COMPARING.search(text[: number.start])
        and not any(place.end <= number.start for place in places)
    ):
        return rest[0].area, "own"
    opening = [place for place in places if place.start <= OPENING and place.end <= number.start]
    # A place tied to another number says nothing of this one.
    limit = window_after(text, numbers, at)[1]
    subjects = [
        place for place in places
        if not place.benchmark and (place.end <= number.start or place.start < limit or place.start >= numbers[-1].end)
    ]  # fmt: skip
    lead = text[: opening[0].start] if opening and opening[0].benchmark else None
    if lead is not None and not lead.endswith("(") and not subjects and LEAD.match(lead):
        return opening[0].area, "sentence"
    named = list(dict.fromkeys(subject.area for subject in subjects))
    if len(named) == 1:
        return named[0], "sentence"
    earlier = [subject for subject in subjects if subject.end <= number.start]
    if earlier:
        if len(named) > 1 and earlier[-1].area != EVERY and at and len(numbers) > 1:
            return earlier[-1].area, "sentence"
        return earlier[-1].area, "sentence"
    if named:
        return named[0], "sentence"
    return "", ""


def _compared_after_colon(
    text: str, numbers: Sequence[Number], at: int, places: Sequence[Mention]
) -> tuple[str, str] | None:
    """“In Torbay it is higher than the England average: 85.8 compared with 72.7”: the subject's, then the other's."""
    for first in {at - 1, at} & set(range(len(numbers) - 1)):
        here, there = numbers[first], numbers[first + 1]
        versus = VERSUS.fullmatch(BASE.sub(" ", text[here.end : there.start]))
        before = [place for place in places if place.end <= here.start]
        if versus is None or not before or not before[-1].benchmark:
            continue
        mark = before[-1]
        between = SAID_WHEN.sub(" ", text[mark.end : here.start])
        if not COLON.fullmatch(between) or not COMPARING.search(text[: mark.start]):
            continue
        if at == first + 1:
            return mark.area, "own"
        subjects = [place for place in before if not place.benchmark]
        return (subjects[-1].area, "sentence") if subjects else ("", "")
    return None


def _opening_place(text: str, number: Number, places: Sequence[Mention]) -> Mention | None:
    """The place that opens the part of the sentence a number stands in: “, while across England it rose …”."""
    starts = [match.end() for match in OPENS.finditer(text, 0, number.start)]
    if not starts:
        return None
    inside = [place for place in places if starts[-1] <= place.start and place.end <= number.start]
    if not inside or not TO_PLACE.fullmatch(text[starts[-1] : inside[0].start]):
        return None
    if len({place.area for place in inside}) > 1 or COMPARING.search(
        text[inside[0].end : number.start]
    ):
        return None
    return inside[0]


def _goes_on_with_benchmark(
    text: str, numbers: Sequence[Number], at: int, places: Sequence[Mention]
) -> str:
    """The benchmark a sentence is about that names no other place: “Level 3 in England fell to 57.6% from 59.2%”."""
    marks = list(dict.fromkeys(place.area for place in places if place.benchmark))
    if len(marks) != 1 or any(not place.benchmark for place in places):
        return ""
    first, start = numbers[0], numbers[at].start
    mark = next(place for place in places if place.benchmark)
    if text.rfind("(", 0, mark.start) > text.rfind(")", 0, mark.start) and at:
        # “(England 14.2%); agency workers made up 7.7%”: what stands in brackets leads nothing.
        return ""
    if at == 0:
        told = mark.end <= first.start and not COMPARING.search(text[: first.start])
        told = told and not HOME.search(text[: first.start])
        return marks[0] if told and not UNLIKE.search(text[: mark.start]) else ""
    if mark.start > first.start and find_place(text, numbers, 0, places)[0] != marks[0]:
        return ""
    if mark.end <= first.start and not _goes_on_with_benchmark(text, numbers, 0, places) and _before(text, numbers, 0, places) is None:  # fmt: skip
        return ""
    between = text[numbers[at - 1].end : start]
    if HOME.search(text[min(mark.end, numbers[at - 1].end) : numbers[at].end + 40]):
        return ""
    if CONTRAST.search(between) and not re.search(
        r"\b(?:19|20)\d\d|\byear\s+(?:before|earlier)|\bprevious\s+year",
        between + text[numbers[at].end : numbers[at].end + 40],
    ):
        return ""
    return marks[0]


def _mask(text: str, places: Sequence[Mention]) -> str:
    """The text with the “and” inside names of places made one word, so that no clause ends there."""
    for place in places:
        name = text[place.start : place.end].replace(" and ", "_and_").replace(", ", "__")
        text = text[: place.start] + name + text[place.end :]
    return text


def _after(
    text: str, numbers: Sequence[Number], at: int, places: Sequence[Mention]
) -> Mention | None:
    """A place after the number and tied to it: “67.7% in England”, “11.3 nationally”, “22.9% (W)”."""
    start = numbers[at].end
    limit = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
    for place in places:
        if not start <= place.start < limit:
            continue
        between = text[start : place.start]
        tail = text[place.end : limit]
        if "(" in between and not tail.strip() and at + 1 < len(numbers):
            # “45.5 (national 46.0)”: of the number that follows it.
            return None
        if re.fullmatch(r"\s*\(?\s*(?:the\s+)?(?:in\s+)?", between) and re.match(r"\s*(?:average|figure|rate)?\s*(?:\)|,|;|\.|$|and\b|in\b|at\b|for\b|\()", tail, re.I):  # fmt: skip
            return place
        if len(between) > 110 or COMPARING.search(between) or RANKED.search(between):
            return None
        # “(53 per cent) of infants in England”: its own bracket ends nothing.
        if CUT.search(between.removeprefix(")").rstrip() + " ") and at + 1 < len(numbers):
            return None
        if re.search(r"[;]|,\s+(?:which|and|but|while|compared|against|up|down)|\bcompared\b|\bthan\b|\bagainst\b|\bwhile\b|\bversus\b", between):  # fmt: skip
            return None
        if ADVERB.search(text[: place.end]) and len(between) < 50:
            # “12.76% in special schools nationally”.
            return place
        # “of children in Sunderland”, “among Year 6 children in Sunderland”.
        if re.search(r"(?:\bin|\bfor|\bacross|\bwithin|\bof|\bamong|\bby|\bat|\bfrom)\s+(?:(?:the|its|our|their|all)\s+)?(?:rest\s+of\s+)?$", between) or re.fullmatch(r"\s*(?:of\s+\w+\s+)?(?:\w+\s+)?", between) or (not place.benchmark and at == 0 and not any(p.end <= numbers[at].start for p in places)):  # fmt: skip
            return place
        return None
    return None


def _led(text: str, mention: Mention) -> str:
    """The words that lead to a place, the “in the” of “in the country” among them."""
    inside = re.match(r"(?:in|across|for)\s+(?:the\s+)?", text[mention.start : mention.end], re.I)
    return text[: mention.start] + (inside.group(0) if inside else "")


def _before(
    text: str, numbers: Sequence[Number], at: int, places: Sequence[Mention]
) -> Mention | None:
    """A place right before the number: “England 61%”, “the England average of 22.1%”."""
    low, end = window_before(text, numbers, at)
    inside = [place for place in places if low <= place.start and place.end <= end]
    if not inside:
        return None
    mention = inside[-1]
    between = text[mention.end : end]
    if (
        mention.benchmark
        and RANKED.search(_led(text, mention))
        and not (at and IN_BRACKETS.fullmatch(between))
    ):
        # “the highest rate in England (184 per 10,000)”: of the place that is ranked, unless its
        # own value stands before: “131.3, the lowest in the North East (242.9)”.
        return None
    if mention.benchmark:
        tight = re.fullmatch(
            r"(?:['’]s)?\W*(?:(?:averages?|mean|median|figures?|rates?|percentage|proportion|equivalent|value|score|level|performance|outcomes?|results?|picture|position|norm|as\s+a\s+whole|overall|comparators?|ones?|it|this|that|the|has|had|have|of|at|is|was|are|were|stood|stands|which|rate|for|in|also|a|by|children|pupils)\W*)*(?:around|about|approximately|just|under|over|nearly|almost|only|more\s+than|less\s+than)?\W*",
            re.sub(r"\b(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?|\b\d{1,2}\s+(?=[A-Z])|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", "", between),
            re.I,
        )  # fmt: skip
        named = (
            re.search(r"\bthe\s+$", text[: mention.start], re.I)
            and len(between) <= 70
            and re.match(r"\s+[a-z]", between)
            and not re.search(r"[.;:\d]", between)
            and not COMPARING.search(f"{between} ")
            and not COMPARING.search(text[: mention.start])
        )
        return mention if tight or named else None
    if at and len(between) <= 80:
        return mention
    return None


VERSUS = re.compile(
    r"\s*,?\s*(?:compared\s+(?:with|to)|against|versus|vs\.?|as\s+against)\s*", re.I
)
SAID_WHEN = re.compile(
    r"\s(?:in|for|at|on)\s+(?:\d{1,2}\s+)?(?:[A-Z][a-z]+\s+)?(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?"
)
COLON = re.compile(
    r"(?:['’]s)?\s*(?:average|mean|figure|rate|value|level)?\s*(?:[:(]|\s[–-]\s|,\s+at)\s*", re.I
)
