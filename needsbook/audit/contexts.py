"""What a number stands in: the words about it, its place and its date, said or carried on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from needsbook.audit.language.clause_dates import find_date, spread_respectively
from needsbook.audit.language.clauses import find_clause, find_place
from needsbook.audit.language.dates import Date, find_dates
from needsbook.audit.language.measures import Scopes, names_of
from needsbook.audit.language.places import ELSEWHERE, EVERY, OWN, REGION
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.language.stems import expand, stem
from needsbook.audit.language.views import GROUPS, find_runs, of_everyone
from needsbook.audit.writer import Writer

ANAPHORA = re.compile(
    r"^\W*(?:(?:in|at|on|for|by)\s+[^,.;]{4,30}?,?\s+(?=it\b|this\b|they\b|the\s+(?:rate|figure|number|proportion|percentage)\s+(?:was|had|rose|fell)))?(?:this|that|it|these|they|the\s+(?:rate|figure|percentage|proportion|number|gap|share|equivalent|same|comparable|corresponding)|compared|nationally|regionally|by\s+comparison|in\s+comparison|in\s+(?:England|London)|england)\b",
    re.I,
)


NEUTRAL = frozenset(
    stem(word) for word in
    ["this", "that", "it", "these", "those", "they", "them", "there", "was", "were", "is", "are", "be", "been", "being", "has", "have", "had", "rate", "rates", "figure", "figures", "percentage", "proportion", "number", "numbers", "average", "mean", "compared", "comparison", "higher", "lower", "than", "similar", "in", "of", "for", "at", "by", "to", "from", "and", "or", "with", "also", "still", "remains", "remained", "remain", "above", "below", "up", "down", "rose", "fell", "risen", "fallen", "increased", "decreased", "increase", "decrease", "rise", "fall", "year", "years", "previous", "last", "pupil", "pupils", "child", "children", "young", "people", "significantly", "statistically", "slightly", "well", "just", "only", "national", "nationally", "regional", "regionally", "local", "borough", "city", "county", "council", "authority", "area", "which", "while", "whereas", "but", "per", "cent", "the", "a", "an", "england", "english", "around", "about", "over", "under", "more", "less", "equivalent", "corresponding", "comparable", "same", "figure", "stood", "stands", "reported", "recorded", "published", "latest", "most", "recent", "period", "march", "january", "mid", "end", "during", "between", "since", "all", "total", "its", "their", "our", "across", "as", "against", "on", "line", "statistical", "neighbours", "neighbour", "not", "out", "every", "rising", "falling", "better", "worse", "close", "gap", "points", "point", "percentage", "resident", "residents", "population", "aged", "age", "living", "lived", "live", "clear", "change", "mean", "median", "list", "level", "table", "rows", "different", "remaining", "however", "although", "respectively", "ending", "financial", "academic", "school", "term", "census", "estimate", "estimates", "counted", "day", "this", "shows", "show", "showed", "data"]
)  # fmt: skip


# Words that join what is said, and name nothing that is counted.
JOINING = frozenset(
    [
        "who",
        "whom",
        "whose",
        "where",
        "when",
        "then",
        "again",
        "too",
        "very",
        "much",
        "far",
        "clearly",
        "steep",
        "sharp",
        "did",
        "does",
        "had",
        "than",
        "after",
        "before",
        "we",
        "our",
        "ours",
        "us",
        "set",
        "beside",
        "relative",
        "contrast",
        "continued",
        "started",
        "began",
        "seen",
        "saw",
    ]
)
# “…, as schools worked with families”: a reason, not the measure.
ASIDE = re.compile(
    r",\s+(?:as|because|since|after|while|whilst|although|though|but|so|due\s+to|owing\s+to|reflecting|following|which\s+(?:is|was|reflects|shows|means))\b|;\s",
    re.I,
)
# Where what is said of the next number begins: “…, and among those eligible 50.3% did”.
NEXT_PART = re.compile(
    r";\s|,\s+(?:and|but|while|whilst|whereas)\s+(?=(?:in|at|for|among|amongst|of|on)\b)", re.I
)
# A report that is all about children in care says so in its title alone.
CARE = re.compile(
    r"\bcorporate\s+parent|\b(?:children|young\s+people)\s+in\s+(?:our\s+)?care\b|\blooked[- ]after\s+children|\bvirtual\s+school|\bcared[- ]for\s+children",
    re.I,
)
FARTHEST = 2
# “A and B together” is a place of its own.
TOGETHER = re.compile(r"\b(?:together|combined|jointly)\b", re.I)


def scopes_of(read: Read, at: int, earlier: Sequence[Read]) -> Scopes:
    """The words about one number, from near to far."""
    passage = read.passage
    heading = passage.headings[-1] if passage.headings else ""
    care = any(CARE.search(head) for head in passage.headings)
    if passage.cell:
        over = " ".join([*passage.headings[-2:], *(["looked-after children"] if care else [])])
        return Scopes("", passage.caption, over, f"{passage.label} | {passage.column}", over)
    text = read.said_of(at)
    clause = find_clause(text, read.numbers, at) if at >= 0 else text
    carried = [heading, passage.caption] if (is_elliptical(read) or passage.label) else [heading]
    whole = of_everyone(read.text)
    above = " ".join(carried)
    if is_elliptical(read) and passage.before:
        carried.append(passage.before[-1])
    if whole:
        # “For all children it was 68.1%”: the group the sentence before was about is left behind.
        carried = [GROUPS.sub(" ", words) for words in carried]
    label = f"{passage.label} {passage.column}".strip()
    if care:
        carried.append("looked-after children")
    opening = text[: read.numbers[0].start] if at >= 0 and len(read.numbers) > 1 else None
    around = None
    if opening is not None:
        low = read.numbers[at - 1].end if at else 0
        high = read.numbers[at + 1].start if at + 1 < len(read.numbers) else len(text)
        before = text[low : read.numbers[at].start].rpartition("; ")[2]
        after = NEXT_PART.split(text[read.numbers[at].end : high], maxsplit=1)[0]
        around = f"{before} {after}"
    return Scopes(clause, text, " ".join(carried), label, above, opening, around)


def stray_words(text: str, read: Read, names: str = "") -> list[str]:
    """The words of ``text`` that are neither of a measure's ``names`` nor of the language of figures."""
    for mention in read.places:
        place = read.text[mention.start : mention.end]
        text = text.replace(place, " ")
    known = {stem(word) for word in re.findall(r"[a-z]+", names.lower())}
    words = list(re.findall(r"[a-z]{3,}", text.lower()))
    return [word for word in words if stem(word) not in NEUTRAL and stem(word) not in known]


def says_more(read: Read, told: tuple[int, int], indicator: str, writer: Writer) -> bool:
    """Whether a sentence has words its measure does not: “suspensions for drugs halved”.

    ``told``: where what it says of the measure stands, which is no word of the measure.
    """
    begins = [0, *(match.end() for match in ASIDE.finditer(read.text)), len(read.text)]
    low = max(begin for begin in begins[:-1] if begin <= told[0])
    high = min(begin for begin in begins if begin > told[0])
    text = f"{read.text[low : told[0]]} {read.text[told[1] : high]}"
    for date in read.dates:
        text = text.replace(read.text[date.start : date.end], " ")
    known = writer.evidence.indicators[indicator]
    names = expand(" ".join((*names_of(known), known.definition)))
    stray = (word for word in stray_words(text, read, names) if not word.endswith("ly"))
    return any(word not in JOINING for word in stray)


def is_elliptical(read: Read) -> bool:
    """Whether the sentence names no subject of its own and goes on with what was said."""
    limit = 3 if ANAPHORA.match(read.text) else 1
    text = read.text
    for date in sorted(read.dates, key=lambda d: -d.start):
        text = text[: date.start] + " " + text[date.end :]
    return len(stray_words(text, read)) <= limit


def find_area(read: Read, at: int, earlier: Sequence[Read], writer: Writer) -> str:
    """The slug of a number's place, one of ``NO_AREA``, or nothing where it stays open."""
    passage, _own = read.passage, writer.own
    if passage.cell or passage.column or passage.label:
        for text in (passage.column, passage.label):
            if found := writer.places.only_place(text):
                return found
        for text in (passage.column, passage.label, passage.caption):
            named = [mention for mention in writer.places.find(text) if mention.area != EVERY]
            if (
                named
                and text is passage.caption
                and re.search(
                    r"\bby\s+(?:ward|district|school|area|locality|borough|authority)\b|\bwards\b",
                    text,
                    re.I,
                )
            ):
                return ELSEWHERE
            if named:
                return named[-1].area
        if passage.cell:
            return _carried_area(read, earlier, writer)
    how = ""
    said = spread_respectively(read.text, read.numbers, read.places).get(at, "") if at >= 0 else ""
    if not said and at >= 0:
        begins = next((run[0] for run in find_runs(read) if at in run[1:]), at)
        said, how = find_place(read.text, read.numbers, at, read.places)
        if begins != at and how != "own":
            # “national averages of 22.2% and 10.5%”: a list is of one place.
            said, _ = find_place(read.text, read.numbers, begins, read.places)
    elif not said:
        subjects = [place for place in read.places if not place.benchmark]
        said = subjects[0].area if subjects else ""
        if not subjects and read.places and read.numbers:
            # A sentence about England alone: its changes are England's.
            first, _ = find_place(read.text, read.numbers, 0, read.places)
            said = (
                first
                if any(place.area == first and place.benchmark for place in read.places)
                else ""
            )
    if (
        at > 0
        and how != "own"
        and read.roles[at] == "previous"
        and not any(
            read.numbers[at - 1].end <= place.start < read.numbers[at].start
            for place in read.places
        )
    ):
        # “12%, down from 15% in 2024, but above England's”: of the place of the number before.
        return find_area(read, at - 1, earlier, writer)
    several = {place.area for place in read.places if not place.benchmark}
    if len(several) > 1 and TOGETHER.search(read.text):
        return ELSEWHERE
    return said or _carried_area(read, earlier, writer)


def _carried_area(read: Read, earlier: Sequence[Read], writer: Writer) -> str:
    own = writer.own
    local = OWN.search(read.text)
    topic = writer.topic
    if (
        (
            topic
            and not local
            and topic.paragraph[1] == read.passage.headings
            and not read.passage.cell
        )
        and ANAPHORA.match(read.text)
        and read.passage.paragraph - topic.paragraph[0] <= FARTHEST
    ):
        return topic.area
    if not local and read.passage.before and ANAPHORA.match(read.text) and earlier:
        before = [place for place in earlier[-1].places if not place.benchmark]
        if before:
            return before[0].area
    for heading in reversed(read.passage.headings):
        named = [
            mention.area
            for mention in writer.places.find(heading)
            if mention.area not in (EVERY, REGION, ELSEWHERE)
        ]
        if len(set(named)) == 1 and (not local or named[0] in own):
            return named[0]
    if len(own) == 1:
        return own[0]
    if read.passage.before and earlier:
        areas = list(
            dict.fromkeys(place.area for place in earlier[-1].places if not place.benchmark)
        )
        if len(areas) == 1:
            return areas[0]
    return ""


def find_when(read: Read, at: int, earlier: Sequence[Read]) -> tuple[Date | None, str]:
    """The date of a number and how it is said: own, sentence, previous, head, before, or nothing."""
    passage = read.passage
    inside = (
        find_date(read.text, read.numbers, at, read.dates) if at >= 0 and read.dates else (None, "")
    )
    if inside[0] is not None:
        return inside
    if passage.cell or passage.label or passage.column:
        for text in (passage.column, passage.label, passage.caption):
            usable = [date for date in find_dates(text) if date.usable]
            if len(usable) == 1:
                return usable[0], "head" if passage.cell else "loose"
            if usable:
                return None, "several"
        if passage.cell:
            return _date_above(read)
    found, how = (
        find_date(read.text, read.numbers, at, read.dates) if at >= 0 else _only(read.dates)
    )
    if found is not None:
        return found, how
    if any(date.kind in ("quarter", "census", "term", "noyear", "by") for date in read.dates):
        return None, "unclear"
    if passage.before and earlier:
        usable = [date for date in earlier[-1].dates if date.usable]
        if at >= 0 and any(date.kind == "relative" for date in read.dates):
            if not usable:
                return None, "earlier"
            if len({date.parts for date in usable}) > 1:
                return None, "unclear"
            return usable[0], _way_back(read, at)
        if len({date.parts for date in usable}) > 1:
            return usable[0], "loose"
        if usable and (is_elliptical(read) or ANAPHORA.match(read.text)):
            return usable[-1] if len({date.parts for date in usable}) > 1 else usable[0], "before"
        if usable:
            return usable[-1], "loose"
        for told in reversed(earlier[:-1]):
            # “… in 2024/25. England: 46.0. Grade 5 or above: 40.3%”: from farther back in the paragraph.
            if told.passage.line != passage.line:
                break
            if usable := [date for date in told.dates if date.usable]:
                return usable[0], "loose"
    return _date_above(read)


def _way_back(read: Read, at: int) -> str:
    """“64.9% the year before and 63.2% the year before that”: how far back a number's own words go."""
    number = read.numbers[at]
    high = read.numbers[at + 1].start if at + 1 < len(read.numbers) else len(read.text)
    own = [
        date for date in read.dates if date.kind == "relative" and number.end <= date.start < high
    ]
    said = own or [date for date in read.dates if date.kind == "relative"]
    return said[0].back


def _date_above(read: Read) -> tuple[Date | None, str]:
    for at, heading in enumerate(reversed(read.passage.headings)):
        usable = [date for date in find_dates(heading) if date.usable]
        # The day of a meeting over a whole report dates none of its figures.
        if len(usable) == 1 and not (
            usable[0].kind == "day" and at == len(read.passage.headings) - 1
        ):
            last = at == len(read.passage.headings) - 1
            return usable[0], "loose" if last and len(read.passage.headings) == 1 else "head"
    return None, ""


def _only(dates: Sequence[Date]) -> tuple[Date | None, str]:
    usable = [date for date in dates if date.usable]
    return (usable[-1], "sentence") if usable else (None, "")
