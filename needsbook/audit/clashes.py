"""What a sentence contradicts by itself: movements, shares in words, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from needsbook.audit.findings import Contradiction
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.roles import moves
from needsbook.audit.language.sentence_reading import Read
from needsbook.audit.writer import Stated, Writer

TOTAL = re.compile(
    r"\b(?:in\s+all|in\s+total|altogether|making\s+(?:a\s+total\s+of)?|a\s+total\s+of|totall?ing|overall|combined)\b",
    re.I,
)
WHOLE_PARTS = re.compile(
    r"\b(?:made\s+up\s+of|consisting\s+of|comprising|comprised\s+of|split\s+(?:into|between)|namely|broken\s+down\s+(?:as|into))\b",
    re.I,
)
SAID_TOTAL = re.compile(
    r"\bin\s+(?:all|total)\b|\baltogether\b|\ba\s+total\s+of\b|\btotall?ing\b", re.I
)
SOME_PARTS = re.compile(r"\b(?:of\s+whom|of\s+which|of\s+these|including)\b", re.I)
SEXES = re.compile(
    r"\b(?:boys|males)\b.*\b(?:girls|females)\b|\b(?:girls|females)\b.*\b(?:boys|males)\b", re.I
)
DOUBLED = (
    (re.compile(r"\bmore\s+than\s+doubled\b|\bover\s+double\b", re.I), 2.0, "over"),
    (re.compile(r"\bmore\s+than\s+(?:trebled|tripled)\b", re.I), 3.0, "over"),
    (re.compile(r"\b(?:trebled|tripled)\b", re.I), 3.0, "about"),
    (re.compile(r"\bdoubled\b", re.I), 2.0, "about"),
    (re.compile(r"\bmore\s+than\s+halved\b", re.I), 0.5, "under"),
    (re.compile(r"\bhalved\b", re.I), 0.5, "about"),
)
ABOUT = 0.15
NEAR_TOTAL = 0.25


def find_clashes(at: int, read: Read, writer: Writer) -> Iterator[Contradiction]:
    """The contradictions inside one sentence, each tied to its first claim."""
    first = next((name for name, place in writer.sources.items() if place == at), "")
    found = [*_movements(first, read), *_shares(first, read), *_ranges(first, read), *_sums(at, first, read, writer)]  # fmt: skip
    if found and not first:
        # Numbers of nothing the book holds can still clash with each other.
        first = writer.add(at, read.passage, {
            "kind": "statement", "area": writer.own[0] if writer.own else "england", "role": "value",
            "printed": read.numbers[0].printed, "needs": "an indicator: the words fit none in the catalogue",
        }, Stated((), (), read.numbers[0].start, read.numbers[-1].end))  # fmt: skip
    for clash in found:
        yield replace(clash, claims=(first,))


def _pair(read: Read) -> tuple[Number, Number, int] | None:
    """The earlier and the later number of a movement, and where its verb stands."""
    text, numbers = read.text, read.numbers
    words = sorted([*moves(text), *_multiplied(text)])
    if not words or len(numbers) < 2:
        return None
    for index in range(len(numbers) - 1):
        first, second = numbers[index], numbers[index + 1]
        if first.unit != second.unit or first.share != second.share or first.unit == "points":
            continue
        if {read.roles[index], read.roles[index + 1]} & {"gap", "range", "change", "target"}:
            continue
        before, between = text[: first.start], text[first.end : second.start]
        verbs = [start for start, _ in words if start < second.start]
        if not verbs:
            continue
        plain = not re.search(
            r"[;]|\bwhile\b|\bwhereas\b|\bcompared\b|\bagainst\b|\bthan\b|\bEngland\b|\bnational",
            between,
            re.I,
        )
        if not plain:
            continue
        # “from 20 to 15”
        if re.search(r"\bfrom\s+(?:\w+\s+){0,2}$", before) and re.search(r"\bto\s+(?:\w+\s+){0,2}$", between) and any(v < first.start for v in verbs):  # fmt: skip
            return first, second, max(v for v in verbs if v < first.start)
        # “fell to 22.5 … from 14.41”
        if re.search(r"\bto\s+(?:\w+\s+){0,2}$", before) and re.search(r"\bfrom\s+(?:\w+\s+){0,2}$", between) and any(v < first.start for v in verbs):  # fmt: skip
            return second, first, max(v for v in verbs if v < first.start)
        # “27.5, up from 27.0”
        late = re.search(r"\b(\w+)\s+from\s+(?:just\s+|around\s+|about\s+)?$", between)
        if late and any(first.end <= v < second.start for v in verbs):
            return second, first, max(v for v in verbs if first.end <= v < second.start)
    return None


def _multiplied(text: str) -> list[tuple[int, str]]:
    """“doubled”, “halved”: movements too."""
    return [
        (match.end() - len(match.group(0).split()[-1]), "down" if factor < 1 else "up")
        for pattern, factor, _ in DOUBLED
        for match in pattern.finditer(text)
    ]


def _movements(first: str, read: Read) -> Iterator[Contradiction]:
    pair = _pair(read)
    if pair is None:
        return
    start, end, verb = pair
    text = read.text
    way = next(name for place, name in [*moves(text), *_multiplied(text)] if place == verb)
    word = re.match(r"[\w-]+", text[verb:])
    said = word.group(0) if word else ""
    if "-" in (start.printed[:1], end.printed[:1]) or re.search(r"\bgap\b", text, re.I):
        return
    if (way == "up" and end.value < start.value) or (way == "down" and end.value > start.value):
        yield Contradiction("range", (first,), (f"“{said}” from {start.printed} to {end.printed} runs the other way.",))  # fmt: skip
    for pattern, factor, kind in DOUBLED:
        match = pattern.search(text)
        if match is None or not start.value:
            continue
        ratio = end.value / start.value
        wrong = {
            "over": ratio < factor * (1 - 0.02), "under": ratio > factor * (1 + 0.02),
            "about": abs(ratio / factor - 1) > ABOUT,
        }[kind]  # fmt: skip
        if wrong:
            yield Contradiction("words", (first,), (f"From {start.printed} to {end.printed} is not “{match.group(0)}”.",))  # fmt: skip
        return
    yield from _points(first, read, start, end)


def _points(first: str, read: Read, start: Number, end: Number) -> Iterator[Contradiction]:
    """A change said in per cent where the two shares differ by so many points."""
    if start.unit != "percent" or end.unit != "percent" or not start.value:
        return
    for number, role in zip(read.numbers, read.roles, strict=True):
        if role != "change" or number.unit != "percent":
            continue
        points = abs(end.value - start.value)
        relative = 100 * points / start.value
        if abs(points - number.value) <= 0.06 and abs(relative - number.value) > 0.6:
            yield Contradiction("points", (first,), (f"From {start.printed} to {end.printed} is {number.value:g} percentage points, not {number.printed}.",))  # fmt: skip


def share_window(value: float, words: str) -> tuple[float, float]:
    """The per cents that a share in words may stand for, generously read."""
    match = re.search(r"\b(?:one|1)\s+(?:in|out\s+of)\s+(?:every\s+)?(\w+)", words, re.I)
    if match and value > 0:
        whole = 100 / value
        return 100 / (whole + 0.6), 100 / max(whole - 0.6, 1.0)
    if re.search(r"\b\w+\s+(?:in|out\s+of)\s+", words, re.I):
        return value - 5.5, value + 5.5
    return value - max(0.1 * value, 2.6), value + max(0.1 * value, 2.6)


def share_holds(value: float, number_value: float, words: str, qualifier: str) -> bool:
    """Whether a per cent bears out a share in words."""
    low, high = share_window(number_value, words)
    if qualifier == "more_than":
        return value > number_value - 0.05
    if qualifier == "less_than":
        return value < number_value + 0.05
    return low <= value <= high


def _shares(first: str, read: Read) -> Iterator[Contradiction]:
    numbers = read.numbers
    for index in range(len(numbers) - 1):
        number, second = numbers[index], numbers[index + 1]
        between = read.text[number.end : second.start]
        tight = re.fullmatch(r"[^.;,]{0,60}\(\s*(?:around\s+|about\s+|or\s+)?", between)
        if (
            number.share and second.unit == "percent" and not second.share and tight
            and not share_holds(second.value, number.value, number.printed, number.qualifier)
        ):  # fmt: skip
            yield Contradiction(
                "words", (first,), (f"“{number.printed}” is not {second.printed}.",)
            )
        back = re.fullmatch(r"\s*\(\s*(?:or\s+|around\s+|about\s+|nearly\s+|almost\s+|over\s+|more\s+than\s+|just\s+over\s+|just\s+under\s+|i\.e\.\s+)*", between)  # fmt: skip
        if (
            second.share and number.unit == "percent" and not number.share and back
            and not share_holds(number.value, second.value, second.printed, second.qualifier)
        ):  # fmt: skip
            yield Contradiction(
                "words", (first,), (f"“{second.printed}” is not {number.printed}.",)
            )


def _ranges(first: str, read: Read) -> Iterator[Contradiction]:
    numbers = read.numbers
    for index in range(len(numbers) - 1):
        number, second = numbers[index], numbers[index + 1]
        if not re.search(r"\bbetween\s*$", read.text[: number.start], re.I):
            continue
        if (
            re.fullmatch(r"\s*and\s*", read.text[number.end : second.start])
            and number.value > second.value
            and number.unit == second.unit
        ):
            yield Contradiction("range", (first,), (f"“between {number.printed} and {second.printed}” runs backwards.",))  # fmt: skip


def _sums(at: int, first: str, read: Read, writer: Writer) -> Iterator[Contradiction]:
    """A total that is not the sum of the parts counted beside it, where they are of nothing held."""
    if read.passage.cell or not SAID_TOTAL.search(read.text):
        return
    if any(claim.get("parts") for claim in writer.claims if writer.sources[claim["id"]] == at):
        return
    plain = [
        index for index, number in enumerate(read.numbers)
        if not number.share and not number.unit and read.roles[index] == "value" and float(number.value).is_integer()
    ]  # fmt: skip
    if len(plain) < 3:
        return
    total, parts = _find_total(read, plain)
    if total < 0 or len(parts) < 2:
        return
    whole = read.numbers[total]
    added = sum(read.numbers[index].value for index in parts)
    if added != whole.value and whole.qualifier == "exact":
        told = " + ".join(read.numbers[index].printed for index in parts)
        yield Contradiction("parts", (first,), (f"{told} is {added:,.0f}, not {whole.printed}.",))


def link_sums(read: Read, drafted: dict[int, list[dict[str, Any]]], writer: Writer) -> None:
    """Ties a total to the parts printed beside it, before or after them."""
    plain = [
        index for index, number in enumerate(read.numbers)
        if drafted.get(index) and not number.share and read.roles[index] == "value"
    ]  # fmt: skip
    if len(plain) < 3 or read.passage.cell:
        return
    if len({read.numbers[index].unit for index in plain}) > 1:
        return
    total, parts = _find_total(read, plain)
    if total < 0 or len(parts) < 2:
        return
    drafted[total][0]["parts"] = [drafted[index][0]["id"] for index in parts]


def _find_total(read: Read, plain: Sequence[int]) -> tuple[int, list[int]]:
    text, numbers = read.text, read.numbers
    match = WHOLE_PARTS.search(text)
    if match is None and (some := SOME_PARTS.search(text)) and SEXES.search(text[some.end() :]):
        match = some
    if match:
        before = [index for index in plain if numbers[index].end <= match.start()]
        after = [index for index in plain if numbers[index].start >= match.end()]
        return (before[-1], after) if before else (-1, [])
    said = TOTAL.search(text)
    if said and not numbers[plain[0]].unit:
        after = [index for index in plain if 0 <= numbers[index].start - said.end() < 30]
        near = [
            index
            for index in plain
            if numbers[index].end <= said.start() and said.start() - numbers[index].end < 40
        ]
        total = near[-1] if near else (after[0] if after else -1)
        if total < 0:
            return -1, []
        others = [
            index
            for index in plain
            if index != total and numbers[index].value != numbers[total].value
        ]
        whole = numbers[total].value
        near_enough = (
            abs(sum(numbers[number].value for number in others) - whole) <= NEAR_TOTAL * whole
        )
        side = all(number < total for number in others) or all(number > total for number in others)
        # What is far from the total is no list of its parts.
        if side and near_enough:
            return total, others
    return -1, []
