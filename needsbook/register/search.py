"""Finding figures by words: indicators, areas and periods, with typing errors forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from needsbook.catalogue import Area, Indicator, parse_period
from needsbook.errors import BadInput, NeedsbookError
from needsbook.register.ledger import Ledger
from needsbook.store import Figure

# Below these (0 to 100) a match is taken for chance.
AREA_SCORE = 88.0
INDICATOR_SCORE = 62.0
ALIAS_LENGTH = 6
YEAR = re.compile(r"\b[12]\d{3}\b")
_PERIOD = re.compile(
    r"\b\d{4}/\d\d\s*[-–]\s*\d{4}/\d\d\b|\b\d{4}-\d\d-\d\d\b"
    r"|(?:\bfye\s*|\bmid[- ]?)?\b[12]\d{3}(?:\s*[/–-]\s*(?:\d{4}|\d\d))?\b",
    re.I,
)
_FILLER = {
    "in", "of", "the", "for", "and", "at", "a", "by", "year", "years", "how", "many", "what",
    "is", "are", "children", "rate", "ward",
}  # fmt: skip


@dataclass(frozen=True)
class SearchHit:
    """One figure that fits: how well (0 to 100), and the words to show beside its id."""

    figure: Figure
    score: float
    title: str
    area: str


def find_figures(ledger: Ledger, words: str, limit: int = 10) -> list[SearchHit]:
    """The figures that fit ``words`` best, best first.

    Words that name an area (wards too) or a period narrow the search; without an area the
    areas of the first book are meant, without a period the latest one that has a value.
    ``BadInput`` when nothing is left to look for.
    """
    text = " ".join(words.split())
    if not re.search(r"\w", text):
        raise BadInput(
            "there are no words to look for",
            do='write, for example: needsbook find "obesity westminster"',
        )
    periods = _PERIOD.findall(text)
    rest = " ".join(_PERIOD.sub(" ", text).split())
    areas, rest = find_areas(ledger, rest)
    if not areas and not periods and not _wanted(rest):
        return []
    matches = rank_indicators(ledger.store.indicators.values(), rest)
    if not areas:
        books = ledger.store.areas.books
        areas = [ledger.store.areas[slug] for slug in next(iter(books.values())).areas]
    found = []
    for indicator, score in matches:
        for area in areas:
            figure = _choose(ledger, indicator, area, periods)
            if figure is not None:
                found.append(SearchHit(figure, score, indicator.title, area.name))
    found.sort(key=lambda hit: -hit.score)
    return found[:limit]


def find_areas(ledger: Ledger, text: str) -> tuple[list[Area], str]:
    """The areas ``text`` names, and the words left; wards that share a name come together."""
    names: dict[str, list[Area]] = {}
    for area in ledger.store.areas:
        for name in {area.name, area.formal_name, area.code}:
            if name:
                names.setdefault(utils.default_process(name), []).append(area)
    # One long word of an authority's name is enough where no other authority has it.
    owners: dict[str, list[Area]] = {}
    for area in ledger.store.areas:
        if area.level in ("upper_tier", "district"):
            for word in utils.default_process(area.name).split():
                owners.setdefault(word, []).append(area)
    for word, areas in owners.items():
        if len(word) >= ALIAS_LENGTH and len(areas) == 1:
            names.setdefault(word, areas)
    tokens = text.split()
    longest = max((len(name.split()) for name in names), default=1)
    for size in range(min(longest, len(tokens)), 0, -1):
        best: tuple[float, int, str] | None = None
        for start in range(len(tokens) - size + 1):
            part = utils.default_process(" ".join(tokens[start : start + size]))
            if len(part) < 4 or part in _FILLER:
                continue
            match = process.extractOne(
                part, names.keys(), scorer=fuzz.ratio, score_cutoff=AREA_SCORE
            )
            if match and (best is None or match[1] > best[0]):
                best = (match[1], start, match[0])
        if best:
            _, start, name = best
            left = [*tokens[:start], *tokens[start + size :]]
            order = {"country": 0, "region": 1, "sub_region": 2, "upper_tier": 3, "district": 4}
            areas = sorted(names[name], key=lambda other: (order.get(other.level, 5), other.code))
            if areas[0].level != "ward":
                areas = areas[:1]
            more, left_words = find_areas(ledger, " ".join(left))
            return areas + [area for area in more if area not in areas], left_words
    return [], text


def rank_indicators(indicators: Iterable[Indicator], text: str) -> list[tuple[Indicator, float]]:
    """Indicators whose title, names or synonyms fit the words, best first.

    Every word is compared with the most like word of a name, so the order of words and
    a slip in typing matter little; all indicators fit when no words are left.
    """
    wanted = _wanted(text)
    scored = []
    for indicator in indicators:
        names = [
            indicator.title, indicator.short_title, indicator.words.name,
            indicator.id.replace("_", " "), *indicator.synonyms,
        ]  # fmt: skip
        score = (
            max(_score_name(wanted, utils.default_process(name)) for name in names)
            if wanted
            else 100.0
        )
        if score >= INDICATOR_SCORE:
            scored.append((indicator, score))
    scored.sort(key=lambda pair: (-pair[1], pair[0].id))
    return scored


def _wanted(text: str) -> list[str]:
    """The words of ``text`` that say what to look for."""
    words = utils.default_process(text).split()
    return [word for word in words if word not in _FILLER and (len(word) > 1 or word.isdigit())]


def _score_name(wanted: list[str], name: str) -> float:
    tokens = name.split()
    if not tokens:
        return 0.0
    best = [max(fuzz.ratio(word, token) for token in tokens) for word in wanted]
    # Each word must be found; among names that have them all the tightest comes first.
    found = sum(best) / len(best) if min(best) >= 60 else 0.0
    return 0.9 * found + 0.1 * fuzz.token_sort_ratio(" ".join(wanted), name)


def _choose(ledger: Ledger, indicator: Indicator, area: Area, periods: list[str]) -> Figure | None:
    positions = ledger.positions(indicator.id, area.slug)
    figures = [ledger.figure_at(position) for position in positions]
    figures = [figure for figure in figures if "." not in figure.id.split(".", 2)[2]] or figures
    if periods:
        figures = [
            figure for figure in figures if any(_fits(figure.period, text) for text in periods)
        ]
    if not figures:
        return None
    with_value = [figure for figure in figures if figure.value is not None and not figure.edition]
    return (with_value or figures)[-1]


def _fits(period: str, text: str) -> bool:
    """Whether a period is the one written: exactly, or by the years in it."""
    try:
        if parse_period(text.strip()).text == period:
            return True
    except NeedsbookError:
        pass
    wanted = re.sub(r"[^0-9a-z]+", "-", text.lower()).strip("-")
    slug = parse_period(period).slug
    if wanted == slug:
        return True
    years = YEAR.findall(text)
    if re.fullmatch(r"\d{4}", wanted):
        found = parse_period(period)
        return found.start.year == int(wanted) or found.end.year == int(wanted)
    return len(years) == 1 and wanted.replace("fye-", "") in slug
