"""What one passage claims: its numbers as values, changes, gaps and shares, each with its measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from needsbook.audit.language.clauses import (
    find_clause,
    find_date,
    find_place,
    spread_respectively,
    window_after,
    window_before,
)
from needsbook.audit.language.dates import Date, find_dates, periods_meant
from needsbook.audit.language.measures import Candidate, Scopes, find_part, names_of, stem
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.places import ELSEWHERE, EVERY, NEIGHBOURS, NO_AREA, OWN, REGION
from needsbook.audit.language.reading import Read
from needsbook.audit.language.roles import Role
from needsbook.audit.rounding import prints_as
from needsbook.audit.writer import Stated, Writer
from needsbook.catalogue.plans import printed_decimals

PEOPLE = re.compile(r"\b(?:children|pupils|young\s+people|residents|families|babies|people)\b", re.I)
ANAPHORA = re.compile(r"^\W*(?:this|that|it|these|they|the\s+(?:rate|figure|percentage|proportion|number|gap|share|equivalent|same|comparable)|compared|nationally|regionally|by\s+comparison|in\s+comparison|in\s+(?:England|London)|england)\b", re.I)
NEUTRAL = frozenset(
    stem(word) for word in
    "this that it these those they them there was were is are be been being has have had rate rates figure figures percentage proportion number numbers average mean "
    "compared comparison higher lower than similar in of for at by to from and or with also still remains remained remain above below up down rose fell risen fallen "
    "increased decreased increase decrease rise fall year years previous last pupil pupils child children young people significantly statistically slightly well just only "
    "national nationally regional regionally local borough city county council authority area which while whereas but per cent the a an england english around about over under more less "
    "equivalent same figure stood stands reported recorded published latest most recent period march january mid end during between since all total its their our across as against on "
    "line statistical neighbours neighbour not out every rising falling better worse close gap points point percentage resident residents population aged age living lived live "
    "remaining however although respectively ending financial academic school term census estimate estimates counted day this shows show showed data".split()
)  # fmt: skip
SAID_BEFORE = re.compile(r"(?:\b(?:was|were|is|are|at|of|to|from|had|has|have|with|stood|reached|recorded|totall?ed|looked\s+after)|[:=(]|\b(?:about|around|approximately|some|over|under|than|nearly|almost|only|just))\s*$", re.I)
NEGATED = re.compile(r"\b(?:did|do|does|were|was|are|had|have|has)\s+not\b(?!\s+(?:in\s+(?:education|employment)|known))|n[’']t\b|\bfail\w*\s+to\b|\bwithout\s+(?!an?\s+EHC)", re.I)
RATE_SAID = re.compile(r"\brates?\b|\bscores?\b|\bindex\b|\bper\b", re.I)
NOT_WHOLE = ("of these", "flow", "over a year", "phase", "term only", "estimate", "cause", "asylum")
LOCAL_UNITS = ("percent", "per_10k", "per_100k", "per_1000", "per_100_pupils")
MOST_STRAY = 1


@dataclass(frozen=True)
class Meant:
    """What one number is about: the indicators its words fit, its place, its periods."""

    options: tuple[Candidate, ...]
    area: str
    periods: tuple[str, ...]
    open: tuple[str, ...]
    definition: dict[str, str]
    date: Date | None = None
    several: bool = False


def scopes_of(read: Read, at: int, earlier: Sequence[Read]) -> Scopes:
    """The words about one number, from near to far."""
    passage = read.passage
    heading = passage.headings[-1] if passage.headings else ""
    if passage.cell:
        over = " ".join(passage.headings[-2:])
        return Scopes("", "", f"{passage.caption} {over}", f"{passage.label} | {passage.column}")
    clause = find_clause(read.text, read.numbers, at) if at >= 0 else read.text
    carried = [heading, passage.caption] if (is_elliptical(read) or passage.label) else [heading]
    if is_elliptical(read) and passage.before:
        carried.append(passage.before[-1])
    label = f"{passage.label} {passage.column}".strip()
    return Scopes(clause, read.text, " ".join(carried), label)


def stray_words(text: str, read: Read, names: str = "") -> list[str]:
    """The words of ``text`` that are neither of a measure's ``names`` nor of the language of figures."""
    for one in read.places:
        place = read.text[one.start : one.end]
        text = text.replace(place, " ")
    known = {stem(word) for word in re.findall(r"[a-z]+", names.lower())}
    words = [word for word in re.findall(r"[a-z]{3,}", text.lower())]
    return [word for word in words if stem(word) not in NEUTRAL and stem(word) not in known]


def is_elliptical(read: Read) -> bool:
    """Whether the sentence names no subject of its own and goes on with what was said."""
    limit = 3 if ANAPHORA.match(read.text) else 1
    text = read.text
    for one in sorted(read.dates, key=lambda d: -d.start):
        text = text[: one.start] + " " + text[one.end :]
    return len(stray_words(text, read)) <= limit


def find_area(read: Read, at: int, earlier: Sequence[Read], writer: Writer) -> str:
    """The slug of a number's place, one of ``NO_AREA``, or nothing where it stays open."""
    passage, own = read.passage, writer.own
    if passage.cell or passage.column or passage.label:
        for text in (passage.column, passage.label):
            if found := writer.places.only_place(text):
                return found
        for text in (passage.column, passage.label, passage.caption):
            named = [one for one in writer.places.find(text) if one.area != EVERY]
            if named:
                return named[-1].area
        if passage.cell:
            return _carried_area(read, earlier, writer)
    said = spread_respectively(read.text, read.numbers, read.places).get(at, "") if at >= 0 else ""
    if not said and at >= 0:
        said, _ = find_place(read.text, read.numbers, at, read.places)
    elif not said:
        subjects = [one for one in read.places if not one.benchmark]
        said = subjects[0].area if subjects else ""
    return said or _carried_area(read, earlier, writer)


def _carried_area(read: Read, earlier: Sequence[Read], writer: Writer) -> str:
    own = writer.own
    local = OWN.search(read.text)
    if not local and read.passage.before and ANAPHORA.match(read.text) and earlier:
        before = [one for one in earlier[-1].places if not one.benchmark]
        if before:
            return before[0].area
    for heading in reversed(read.passage.headings):
        named = [one.area for one in writer.places.find(heading) if one.area not in (EVERY, REGION, ELSEWHERE)]
        if len(set(named)) == 1 and (not local or named[0] in own):
            return named[0]
    if len(own) == 1:
        return own[0]
    if read.passage.before and earlier:
        before = list(dict.fromkeys(one.area for one in earlier[-1].places if not one.benchmark))
        if len(before) == 1:
            return before[0]
    return ""


def find_when(read: Read, at: int, earlier: Sequence[Read]) -> tuple[Date | None, str]:
    """The date of a number and how it is said: own, sentence, previous, head, before, or nothing."""
    passage = read.passage
    if passage.cell or passage.label or passage.column:
        for text in (passage.column, passage.label, passage.caption):
            usable = [one for one in find_dates(text) if one.usable]
            if len(usable) == 1:
                return usable[0], "head"
            if usable:
                return None, "several"
        if passage.cell:
            return _date_above(read)
    found, how = find_date(read.text, read.numbers, at, read.dates) if at >= 0 else _only(read.dates)
    if found is not None:
        return found, how
    if any(one.kind in ("quarter", "census", "term", "noyear", "by") for one in read.dates):
        return None, "unclear"
    if passage.before and earlier:
        usable = [one for one in earlier[-1].dates if one.usable]
        if usable and (is_elliptical(read) or ANAPHORA.match(read.text)):
            return usable[-1] if len({one.parts for one in usable}) > 1 else usable[0], "before"
        if usable:
            return usable[-1], "loose"
    return _date_above(read)


def _date_above(read: Read) -> tuple[Date | None, str]:
    for at, heading in enumerate(reversed(read.passage.headings)):
        usable = [one for one in find_dates(heading) if one.usable]
        if len(usable) == 1:
            last = at == len(read.passage.headings) - 1
            return usable[0], "loose" if last and len(read.passage.headings) == 1 else "head"
    return None, ""


def _only(dates: Sequence[Date]) -> tuple[Date | None, str]:
    usable = [one for one in dates if one.usable]
    return (usable[-1], "sentence") if usable else (None, "")


def find_meaning(
    read: Read, at: int, earlier: Sequence[Read], writer: Writer, every: bool = False
) -> Meant:
    """Measure, place and period of one number (``at`` -1: of the whole sentence).

    ``every`` keeps counts beside rates where no number tells them apart.
    """
    evidence = writer.evidence
    number = read.numbers[at] if at >= 0 else None
    scopes = scopes_of(read, at, earlier)
    near = f"{scopes.label} {scopes.clause}"
    rate = bool(RATE_SAID.search(near))
    candidates = writer.lexicon.propose(scopes, number, rate)
    if number is None and not every:
        candidates = _by_word(candidates, read.text, evidence)
    area = find_area(read, at, earlier, writer)
    date, how = find_when(read, at, earlier)
    still_open: list[str] = []
    definition = read_definition(near if at >= 0 else read.text, read.text)
    options = _narrow(candidates, definition, read, near, evidence)
    subjects = {_subject(one.indicator, evidence) for one in options}
    if options:
        still_open += _check_words(options[0], scopes, read, near, writer)
        still_open += _check_ages(options[0].indicator, read, at, evidence)
        if len(subjects) > 1:
            titles = " or ".join(f"“{evidence.indicators[one.indicator].short_title}”" for one in options[:3])
            still_open.append(f"which is meant, {titles}")
    periods, sure = _find_periods(options, date, how, evidence)
    if how == "loose" or not sure:
        still_open.append("the period" if date is not None or how == "unclear" else "the year")
    return Meant(tuple(options), area, tuple(periods), tuple(dict.fromkeys(still_open)), definition, date, len(subjects) > 1)  # fmt: skip


def _by_word(candidates: list[Candidate], text: str, evidence: Any) -> list[Candidate]:
    """Where no number tells a rate from a count, the words do; else a rate or a share is meant."""
    counts = [one for one in candidates if evidence.indicators[one.indicator].method == "count"]
    others = [one for one in candidates if one not in counts]
    if re.search(r"\bnumbers?\s+of\b|\bhow\s+many\b", text, re.I) and not re.search(r"\brates?\b", text, re.I):
        return counts or others
    return others or counts


def _subject(name: str, evidence: Any) -> tuple[str, ...]:
    definition = evidence.definitions.get(name)
    if definition is None or not definition.family:
        return (name,)
    return (definition.family, definition.ages, definition.numerator, definition.housing_costs)


def _narrow(
    candidates: Sequence[Candidate], definition: dict[str, str], read: Read, near: str, evidence: Any
) -> list[Candidate]:
    """The best candidates that agree with what is said of residence and housing costs."""
    if not candidates:
        return []
    best = candidates[0].score
    top = [one for one in candidates if one.score >= best]
    for key in ("place", "housing_costs"):
        if key in definition:
            known = [(one, getattr(evidence.definitions.get(one.indicator), key, "")) for one in top]
            agreeing = [one for one, held in known if not held or held == definition[key]]
            top = agreeing or top
    return top


def _check_words(option: Candidate, scopes: Scopes, read: Read, near: str, writer: Writer) -> list[str]:
    """What the words leave open: a part of the population, a denial, a subject of its own."""
    evidence = writer.evidence
    known = evidence.indicators[option.indicator]
    definition = evidence.definitions.get(option.indicator)
    results = known.unit in ("percent", "score", "points") and len(read.numbers) < 2
    texts = [scopes.label, scopes.clause, *([read.text] if results or not read.numbers else [])]
    found: list[str] = []
    part = find_part(scopes, option.indicator, evidence, texts)
    part = part or find_part(scopes, option.indicator, evidence, [_group_said(read, near)])
    if not part and read.passage.headings:
        part = find_part(scopes, option.indicator, evidence, [read.passage.headings[-1], read.passage.caption], above=True)  # fmt: skip
    if part:
        found.append(f"a figure for the part it is about ({part})")
    if NEGATED.search(near):
        found.append("whether the rest is meant (the sentence denies)")
    if option.weak and not read.passage.cell:
        found.append("what is counted")
    elif not read.passage.cell:
        names = " ".join((*names_of(known), known.definition, known.numerator, known.denominator))
        said = " ".join(definition.says) if definition else ""
        core = definition is None or not definition.says or re.search(definition.says[0], near, re.I)
        if not core and len(stray_words(near, read, f"{names} {said}")) > MOST_STRAY:
            found.append("what is counted")
    return found


def _group_said(read: Read, near: str) -> str:
    """The opening of the sentence before its first number, which holds for all of them."""
    return read.text[: read.numbers[0].start] if read.numbers else ""


def _check_ages(name: str, read: Read, at: int, evidence: Any) -> list[str]:
    """Ages named near the number that are not the indicator's."""
    definition = evidence.definitions.get(name)
    if definition is None or not re.fullmatch(r"\d+-\d+", definition.ages):
        return []
    allowed = {definition.ages, *definition.said_ages}
    passage = read.passage
    if passage.cell:
        from needsbook.audit.language.numbers import find_ages

        said = [ages for ages, _ in find_ages(f"{passage.label} | {passage.column} | {passage.caption}")]
    else:
        low = window_before(read.text, read.numbers, at)[0] if at >= 0 else 0
        high = window_after(read.text, read.numbers, at)[1] if at >= 0 else len(read.text)
        said = [ages for ages, (start, end) in read.ages if low <= start and end <= high]
        said = said or ([read.ages[0][0]] if len({one for one, _ in read.ages}) == 1 else [])
    if said and not allowed & set(said):
        return [f"a figure for ages {said[0].replace('-', ' to ')}"]
    return []


def _find_periods(
    options: Sequence[Candidate], date: Date | None, how: str, evidence: Any
) -> tuple[list[str], bool]:
    if date is None:
        return [], False
    if not options:
        return [], True
    meant: list[str] = []
    sure = True
    for option in options:
        held = evidence.periods(option.indicator)
        texts, certain = periods_meant(date, held)
        if how == "previous":
            texts = [one for text in texts[:1] if (one := previous_period(text, held))]
        meant += texts
        sure = sure and certain
    return list(dict.fromkeys(meant)), sure and bool(meant)


def previous_period(text: str, held: Sequence[Any]) -> str:
    """The period held before this one; empty where there is none."""
    names = [one.text for one in held]
    return names[names.index(text) - 1] if text in names and names.index(text) else ""


def read_definition(near: str, sentence: str) -> dict[str, str]:
    """What the words say of residence or school, and of housing costs."""
    found: dict[str, str] = {}
    for text in (near, sentence):
        low = text.lower()
        if "place" not in found:
            if re.search(r"\bby residence\b|\bwhere they live\b|\bresident (?:children|pupils)\b", low):
                found["place"] = "residence"
            elif re.search(r"\bby (?:authority of )?(?:the )?school\b|\bwhere they go to school\b|\battending schools?\b", low):
                found["place"] = "school"
        if "housing_costs" not in found:
            if re.search(r"after housing costs|\bahc\b", low):
                found["housing_costs"] = "after"
            elif re.search(r"before housing costs|\bbhc\b", low):
                found["housing_costs"] = "before"
    return found


def choose_option(
    meant: Meant, number: Number, area: str, writer: Writer, qualifier: str
) -> tuple[Candidate, str]:
    """The indicator and period meant: those that print the number where any do, else the first held."""
    evidence = writer.evidence
    first: tuple[Candidate, str] | None = None
    decimals = printed_decimals(number.printed)
    for option in meant.options:
        periods = meant.periods or ("",)
        for period in periods:
            if not period:
                continue
            reading = evidence.read(option.indicator, area, period)
            if reading is None:
                continue
            value = reading.count if option.counted else reading.value
            first = first or (option, period)
            if value is not None and not number.share and prints_as(value, number.value, decimals, qualifier):
                return option, period
    if first is not None:
        return first
    return meant.options[0], meant.periods[0] if meant.periods else ""


def place_in_words(area: str) -> str:
    """What is missing where a place is named that has no figures here."""
    if area == NEIGHBOURS:
        return "the average of statistical neighbours, which is not published as a figure"
    if area == ELSEWHERE:
        return "figures for the place it names, which this book does not hold"
    if area == REGION:
        return "which region is meant"
    return ""


def draft_value(
    at: int, index: int, read: Read, earlier: Sequence[Read], role: Role, writer: Writer
) -> list[dict[str, Any]]:
    """The claims of one number: one, or one for each area where it is said of every area."""
    number, passage = read.numbers[index], read.passage
    meant = find_meaning(read, index, earlier, writer)
    if not number.unit and not number.share and not _is_quantity(read, index, meant):
        return []
    content: dict[str, Any] = {
        "printed": number.printed, "value": number.value, "unit": number.unit or "number",
        "qualifier": number.qualifier, "role": "share" if number.share else role,
    }  # fmt: skip
    area = meant.area
    spot = Stated(meant.open, meant.periods, number.start, number.end)
    if role == "target":
        aim = "a target or a forecast, which no published figure can bear out"
        return [_add(at, read, {**content, "kind": "statement", "area": _some(area, writer), "needs": aim,
                                "indicator": ""}, spot, writer)]  # fmt: skip
    if role == "other":
        return []
    if area == EVERY:
        areas = list(writer.own)
    elif not area or area in NO_AREA:
        needs = place_in_words(area) or f"the place it is about ({', '.join(writer.own) or 'none is named'})"
        if not area:
            writer.doubt(passage, f"{number.printed}: which place? {', '.join(writer.own) or 'none named'}")
        names = {"says": needs}
        content["role"] = content["role"] if area != NEIGHBOURS else "comparator"
        title = ""
        if meant.options and not meant.several:
            title = f"“{writer.evidence.indicators[meant.options[0].indicator].title}”: "
        return [_add(at, read, {**content, "area": _some("", writer), "needs": f"{title}{names['says']}"}, spot, writer)]
    else:
        areas = [area]
    return [_add(at, read, _judgeable(content, number, one, meant, read, writer), spot, writer) for one in areas]


def _some(area: str, writer: Writer) -> str:
    if area and area not in NO_AREA:
        return area
    return writer.own[0] if writer.own else "england"


def _add(at: int, read: Read, content: dict[str, Any], stated: Stated, writer: Writer) -> dict[str, Any]:
    claim_id = writer.add(at, read.passage, content, stated)
    entry = writer.claims[-1]
    assert entry["id"] == claim_id
    return entry


def _judgeable(
    content: dict[str, Any], number: Number, area: str, meant: Meant, read: Read, writer: Writer
) -> dict[str, Any]:
    evidence = writer.evidence
    content = {**content, "area": area}
    if not meant.options:
        wrong_unit = _find_wrong_unit(number, area, meant, read, writer)
        if wrong_unit:
            return {**content, **wrong_unit}
        alike = writer.lexicon.subjects(scopes_of(read, read.numbers.index(number), ()), number)
        if len(alike) > 1 and not all(_is_broad(writer, one) for one in alike):
            writer.doubt(read.passage, f"{number.printed}: which indicator? {', '.join(alike)}")
            return {**content, "needs": f"a choice of indicator: the words fit {' and '.join(alike)}"}
        return {**content, "needs": "an indicator: the words fit none in the catalogue"}
    option, period = choose_option(meant, number, area, writer, number.qualifier)
    fits = _fits(option, area, period, number, writer)
    if meant.several and not fits:
        names = [one.indicator for one in meant.options]
        writer.doubt(read.passage, f"{number.printed}: which indicator? {', '.join(names)}")
        return {**content, "needs": f"a choice of indicator: the words fit {' and '.join(names)}"}
    definition = evidence.definitions.get(option.indicator)
    stated = {
        key: value for key, value in meant.definition.items()
        if definition is not None and getattr(definition, key, "")
    }  # fmt: skip
    known = evidence.indicators[option.indicator]
    part = [one for one in meant.open if one.startswith("a figure for")]
    if part:
        held = evidence.read(option.indicator, area, period) if period else None
        if not (held and prints_as(held.value, number.value, printed_decimals(number.printed), number.qualifier)):
            return {**content, "needs": f"“{known.title}”: {part[0]}"}
    plain = not meant.several and content["role"] in ("value", "previous")
    fact = f"{option.indicator}{' count' if option.counted else ''}" if plain else ""
    return {
        **content, "indicator": option.indicator, "period": period, "definition": stated,
        "unit": "persons" if option.counted else known.unit, "counted": option.counted, "fact": fact,
    }  # fmt: skip


def _is_broad(writer: Writer, name: str) -> bool:
    """Populations: nearly any sentence names people."""
    definition = writer.evidence.definitions.get(name)
    return definition is not None and definition.family == "population"


def _fits(option: Candidate, area: str, period: str, number: Number, writer: Writer) -> bool:
    reading = writer.evidence.read(option.indicator, area, period) if period else None
    if reading is None:
        return False
    value = reading.count if option.counted else reading.value
    return value is not None and prints_as(value, number.value, printed_decimals(number.printed), number.qualifier)


def _find_wrong_unit(
    number: Number, area: str, meant: Meant, read: Read, writer: Writer
) -> dict[str, Any]:
    """A rate printed as a share, or the other way round: the published number in another unit."""
    if number.unit not in LOCAL_UNITS or meant.date is None:
        return {}
    scopes = scopes_of(read, read.numbers.index(number), ())
    evidence = writer.evidence
    for one in writer.lexicon.propose(scopes, None):
        known = evidence.indicators[one.indicator]
        if known.unit not in LOCAL_UNITS or known.unit == number.unit or one.weak:
            continue
        if find_part(scopes, one.indicator, evidence, [scopes.clause, read.text]):
            continue
        periods, sure = periods_meant(meant.date, evidence.periods(one.indicator))
        for period in periods if sure else ():
            reading = evidence.read(one.indicator, area, period)
            if reading and prints_as(reading.value, number.value, printed_decimals(number.printed)):
                return {"indicator": one.indicator, "period": period, "unit": number.unit, "role": "wrong unit"}
    return {}


def _is_quantity(read: Read, index: int, meant: Meant) -> bool:
    """Whether a bare number is a figure: people are named after it, or it is said to be the value."""
    number = read.numbers[index]
    if read.passage.cell:
        return bool(meant.options)
    if not meant.options:
        return number.counted and number.value >= 10
    if number.counted:
        return True
    return bool(SAID_BEFORE.search(read.text[: number.start].rstrip("-−–+") )) or not re.match(r"\s*[A-Za-z]", read.text[number.end :])
