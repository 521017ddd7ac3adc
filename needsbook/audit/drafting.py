"""What one passage claims of its values: each number with its measure, its place and its period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from needsbook.audit.carried_subjects import FAR
from needsbook.audit.contexts import scopes_of
from needsbook.audit.language.dates import periods_meant
from needsbook.audit.language.measures import MeasureCandidate
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.parts import find_part, is_certain_part
from needsbook.audit.language.places import ELSEWHERE, EVERY, NEIGHBOURS, NO_AREA, REGION
from needsbook.audit.language.roles import MOVED, Role
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.meanings import Meant, find_meaning
from needsbook.audit.rounding import prints_as
from needsbook.audit.writer import Stated, Topic, Writer
from needsbook.catalogue.plans import printed_decimals

PEOPLE = re.compile(
    r"\b(?:children|pupils|young\s+people|residents|families|babies|people)\b", re.I
)


# Columns of a table that hold no values of its measure.
ASIDE = re.compile(
    r"\bout\s+of\b|\bdenominator\b|\blower\b|\bupper\b|\bconfidence\b|\b95\s*%|\bCI\b|\blimits?\b|\brank(?:ed|ing)?\b|\bchange\b|\bdifference\b|\btargets?\b|\btrend\b|\bvariance\b|\bgap\b|\bquartile\b|\btolerance\b",
    re.I,
)


SAID_BEFORE = re.compile(
    r"(?:\b(?:was|were|is|are|at|of|to|from|had|has|have|with|stood|reached|recorded|totall?ed|averag\w+|scor\w+|looked\s+after)|[:=(]|\b(?:about|around|approximately|some|over|under|than|nearly|almost|only|just))\s*$",
    re.I,
)


MOST_NAMED = 3
LOCAL_UNITS = ("percent", "per_10k", "per_100k", "per_1000", "per_100_pupils")


def choose_option(
    meant: Meant, number: Number, area: str, writer: Writer, qualifier: str
) -> tuple[MeasureCandidate, str]:
    """The indicator and period meant: those that print the number where any do, else the first held."""
    evidence = writer.evidence
    first: tuple[MeasureCandidate, str] | None = None
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
            if (
                value is not None
                and not number.share
                and prints_as(value, number.value, decimals, qualifier)
            ):
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
    if passage.cell and ASIDE.search(f"{passage.column} | {passage.label}"):
        return []
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
        needs = (
            place_in_words(area)
            or f"the place it is about ({', '.join(writer.own) or 'none is named'})"
        )
        if not area:
            writer.doubt(
                passage, f"{number.printed}: which place? {', '.join(writer.own) or 'none named'}"
            )
        names = {"says": needs}
        content["role"] = content["role"] if area != NEIGHBOURS else "comparator"
        title = ""
        if meant.options and not meant.several:
            title = f"“{writer.evidence.indicators[meant.options[0].indicator].title}”: "
        return [
            _add(
                at,
                read,
                {**content, "area": _some("", writer), "needs": f"{title}{names['says']}"},
                spot,
                writer,
            )
        ]
    else:
        areas = [area]
    return [
        _add(at, read, _judgeable(content, number, name, meant, read, writer), spot, writer)
        for name in areas
    ]


def _some(area: str, writer: Writer) -> str:
    if area and area not in NO_AREA:
        return area
    return writer.own[0] if writer.own else "england"


def _add(
    at: int, read: Read, content: dict[str, Any], stated: Stated, writer: Writer
) -> dict[str, Any]:
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
        if len(alike) > 1 and not all(_is_broad(writer, name) for name in alike):
            writer.doubt(read.passage, f"{number.printed}: which indicator? {', '.join(alike)}")
            return {
                **content,
                "needs": f"a choice of indicator: the words fit {_name_titles(alike, writer)}",
            }
        return {**content, "needs": "an indicator: the words fit none in the catalogue"}
    option, period = choose_option(meant, number, area, writer, number.qualifier)
    fits = _fits(option, area, period, number, writer)
    if meant.several and not fits:
        names = [candidate.indicator for candidate in meant.options]
        writer.doubt(read.passage, f"{number.printed}: which indicator? {', '.join(names)}")
        return {
            **content,
            "needs": f"a choice of indicator: the words fit {_name_titles(names, writer)}",
        }
    definition = evidence.definitions.get(option.indicator)
    stated = {
        key: value for key, value in meant.definition.items()
        if definition is not None and key in definition.stated()
    }  # fmt: skip
    known = evidence.indicators[option.indicator]
    part = [name for name in meant.open if name.startswith("a figure for")]
    if part:
        held = evidence.read(option.indicator, area, period) if period else None
        if is_certain_part(part[0]) or not (
            held
            and prints_as(
                held.value, number.value, printed_decimals(number.printed), number.qualifier
            )
        ):
            return {**content, "needs": f"“{known.title}”: {part[0]}"}
    own = area in writer.own or not any(
        place.benchmark and place.area == area for place in read.places
    )
    settled = not meant.several and (fits or not {"what is counted", FAR} & set(meant.open))
    if (
        settled
        and not (read.passage.cell or read.passage.label or read.passage.column)
        and content["role"] in ("value", "share")
        and (own or writer.topic is None)
    ):
        sure = not any(name in ("the year", "the period") for name in meant.open)
        # “The rate went from 13.7 to 22.1”, “a year earlier it was 199”: what follows may be of either year.
        dated = any(date.usable for date in read.dates)
        sure = sure and (dated or not (MOVED.search(read.text) or read.dates))
        last = writer.topic
        told = last.periods if last and last.sentence == read.text else ()
        sure = sure and not any(name != period for name in told)
        writer.spoken = known.title
        writer.topic = Topic(
            (read.passage.paragraph, read.passage.headings), option.indicator, option.counted, period,
            area, sure, stated, read.text, tuple(name for name in told if name != period),
        )  # fmt: skip
    plain = not meant.several and content["role"] in ("value", "previous")
    fact = f"{option.indicator}{' count' if option.counted else ''}" if plain else ""
    return {
        **content, "indicator": option.indicator, "period": period, "definition": stated,
        "unit": "persons" if option.counted else known.unit, "counted": option.counted, "fact": fact,
    }  # fmt: skip


def _name_titles(names: Sequence[str], writer: Writer) -> str:
    """The indicators by the titles a reader knows, the first few of many."""
    known = writer.evidence.indicators
    titles = list(dict.fromkeys(f"“{known[name].short_title}”" for name in names))
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return (", " if more else " and ").join(titles[:MOST_NAMED]) + more


def _is_broad(writer: Writer, name: str) -> bool:
    """Populations: nearly any sentence names people."""
    definition = writer.evidence.definitions.get(name)
    return definition is not None and definition.family == "population"


def _fits(option: MeasureCandidate, area: str, period: str, number: Number, writer: Writer) -> bool:
    reading = writer.evidence.read(option.indicator, area, period) if period else None
    if reading is None:
        return False
    value = reading.count if option.counted else reading.value
    return value is not None and prints_as(
        value, number.value, printed_decimals(number.printed), number.qualifier
    )


def _find_wrong_unit(
    number: Number, area: str, meant: Meant, read: Read, writer: Writer
) -> dict[str, Any]:
    """A rate printed as a share, or the other way round: the published number in another unit."""
    if number.unit not in LOCAL_UNITS or meant.date is None:
        return {}
    scopes = scopes_of(read, read.numbers.index(number), ())
    evidence = writer.evidence
    for candidate in writer.lexicon.propose(scopes, None):
        known = evidence.indicators[candidate.indicator]
        if known.unit not in LOCAL_UNITS or known.unit == number.unit or candidate.weak:
            continue
        if find_part(scopes, candidate.indicator, evidence, [scopes.clause, read.text]):
            continue
        periods, sure = periods_meant(meant.date, evidence.periods(candidate.indicator))
        for period in periods if sure else ():
            reading = evidence.read(candidate.indicator, area, period)
            if reading and prints_as(reading.value, number.value, printed_decimals(number.printed)):
                return {
                    "indicator": candidate.indicator,
                    "period": period,
                    "unit": number.unit,
                    "role": "wrong unit",
                }
    return {}


def _is_quantity(read: Read, index: int, meant: Meant) -> bool:
    """Whether a bare number is a figure: people are named after it, or it is said to be the value."""
    number = read.numbers[index]
    if read.passage.cell:
        return bool(meant.options)
    if not meant.options:
        return number.counted and number.value >= 10
    if number.counted or not float(number.value).is_integer():
        return True
    # “296 children … in Brent and 205 in Camden”.
    following = [place.start for place in read.places] + [date.start for date in read.dates]
    if any(
        start >= number.end
        and re.fullmatch(
            r"\s*\(?(?:in|on|for|at|across|of|by)?\s*(?:the\s+)?", read.text[number.end : start]
        )
        for start in following
    ):
        return True
    if re.match(
        r"\s+(?:of\s+(?:them|whom|these|those|which)|were|was|are|is|had|have)\b",
        read.text[number.end :],
        re.I,
    ):
        return True
    return bool(SAID_BEFORE.search(read.text[: number.start].rstrip("-−–+"))) or not re.match(
        r"\s*[A-Za-z]", read.text[number.end :]
    )
