"""Sentences with figures: the numbers, places, periods and words of comparison in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from needsbook.audit.reading import Line
from needsbook.catalogue import Areas
from needsbook.catalogue.periods import MONTH_NAMES, MONTHS

MONTH = "(?:" + "|".join((*MONTH_NAMES, *(m for m in MONTHS if m != "May"))) + ")"
AGE_SPANS = re.compile(
    r"\b(?:aged?|ages)\s+(?:between\s+)?(\d{1,2})\s*(?:to|and|-|–)\s*(\d{1,2})\b"
    r"|\b(\d{1,2})\s*(?:to|-|–)\s*(\d{1,2})[\s-]*(?:year|yr)s?\b"
    r"|\b(?:under|below)\s+(?:the\s+age\s+of\s+|aged?\s+)?(\d{1,2})s?\b(?!\s*(?:%|per))"
    r"|\b(?:aged\s+)?(\d{1,2})\s+(?:and|or)\s+under\b",
    re.I,
)
# Figures that are names, not quantities.
NAMES = re.compile(
    r"\byears?\s+\d{1,2}(?:\s*(?:/|and|to)\s*\d{1,2})?\b(?!\s*per)|\bkey\s+stage\s+\d|\bKS\d|\b(?:progress|attainment)\s+8\b"
    r"|\bgrades?\s+(?:\d|[A-E]\*?)(?:\s*(?:to|-|–|or)\s*(?:\d|[A-E]\*?))*|\b\d\s*(?:-|–)\s*\d\s+(?:in|including)\b"
    r"|\b\d+\s+(?:GCSE|A[ -]level)s?|\bA\*?\s*-\s*[B-E]\b|\b[Ss]ection\s+[\d.]+|\b(?:five|5)[- ]year[- ]olds?"
    r"|\b\d{1,2}\s*-?\s*years?\s*-?\s*olds?\b|\bfigure\s+\d+|\btable\s+\d+|\bpages?\s+\d+|\btop\s+\d+\s+per\s+cent",
    re.I,
)
PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "months",
        re.compile(rf"\b({MONTH})\s+(\d{{4}})\s*(?:to|-|–)\s*({MONTH})\s+(\d{{4}})\b", re.I),
    ),
    ("day", re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH})\s+(\d{{4}})\b", re.I)),
    (
        "fye",
        re.compile(
            r"\b(?:(?:financial\s+)?year\s+(?:ending|to)\s+(?:\d{1,2}\s+)?March|FYE)\s+(\d{4})\b",
            re.I,
        ),
    ),
    ("mid", re.compile(r"\bmid-?\s*(\d{4})\b|\b(\d{4})\s+mid-?\s*year\b", re.I)),
    ("academic", re.compile(r"\b(20\d{2})\s*[/–-]\s*(\d{2}|20\d{2})\b(?!\s*(?:%|per cent))")),
    ("month", re.compile(rf"\b({MONTH})\s+(\d{{4}})\b")),
    ("year", re.compile(r"\b((?:19|20)\d{2})\b(?!\s*(?:%|per|children|pupils|people|young))")),
)
UNITS = (
    ("percent", re.compile(r"^\s*(?:%|per\s?cent\b|percent\b|percentage)", re.I)),
    ("per_10k", re.compile(r"^\s*(?:per|in every)\s+10,?000\b", re.I)),
    ("per_100k", re.compile(r"^\s*(?:per|in every)\s+100,?000\b", re.I)),
    ("per_1000", re.compile(r"^\s*(?:per|in every)\s+1,?000\b", re.I)),
)
NUMBER = re.compile(r"(?<![\w.,/£-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w/])")
QUALIFIERS = (
    ("less_than", re.compile(r"(?:less than|fewer than|under|below|<)\s*$", re.I)),
    ("more_than", re.compile(r"(?:more than|over|above|at least|>)\s*$", re.I)),
    ("about", re.compile(r"(?:about|around|approximately|approx\.?|circa|c\.|some|nearly|almost)\s*$", re.I)),
    ("up_to", re.compile(r"(?:up to|at most)\s*$", re.I)),
)  # fmt: skip
RELATIONS = (
    (
        "higher",
        re.compile(
            r"\b(?:higher|more|greater)\s+(?:\w+\s+){0,2}?than\b(?!\s*\d)|\babove\b(?!\s*\d)|\bexceeds?\b",
            re.I,
        ),
    ),
    (
        "lower",
        re.compile(
            r"\b(?:lower|less|fewer)\s+(?:\w+\s+){0,2}?than\b(?!\s*\d)|\bbelow\b(?!\s*(?:\d|the age|aged))",
            re.I,
        ),
    ),
    (
        "comparable",
        re.compile(
            r"\bcomparable (?:with|to)\b|\bsimilar to\b|\bin line with\b|\bthe same as\b", re.I
        ),
    ),
    ("better", re.compile(r"\bbetter than\b", re.I)),
    ("worse", re.compile(r"\bworse than\b", re.I)),
)
# “Both boroughs” stands for every area the document is about.
EVERY = "every-area"
EVERY_PATTERN = r"\b(?:both|the two|the|each of the) (?:boroughs|councils|authorities|areas)\b"
# Names of authorities that are common words.
COMMON_WORDS = ("reading",)
BULLETS = re.compile(r"\s*[➤•■●▪◦]\s*")
BENCHMARKS = {
    "england": r"\bEngland\b|\bnational(?:ly)?\b|\bthe country\b",
    "london": r"\bLondon\b(?!\s+Borough)",
}
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"‘(\d])")
SHORT_FORMS = re.compile(r"\b(?:c|ca|approx|e\.g|i\.e|no|vs|St|Dr|Mr|Mrs)\.$", re.I)


# Numbers of sections and lists, and of the pages a table of contents points to.
OUTLINE = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*[.)]\s|\d+(?:\.\d+)+(?=\s+[A-Z])|(?:[Aa]nnex|[Aa]ppendix|[Pp]riority)\s+\w+\s)"
)
ENTRY = re.compile(r"\s\d{1,3}$|^\d{1,3}$")


@dataclass(frozen=True)
class Number:
    """One number of a sentence: as printed, its value, unit, qualifier and place in the text."""

    printed: str
    value: float
    unit: str
    qualifier: str
    start: int
    end: int


@dataclass(frozen=True)
class Mention:
    """A place named in a sentence."""

    area: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence and what stands in it; ``page`` 0 where the document has no pages.

    ``column`` is the area its table column is about; ``before`` the sentence before it in
    the same paragraph, which may name what this one only counts.
    """

    text: str
    line: int
    page: int
    section: str
    numbers: tuple[Number, ...] = ()
    places: tuple[Mention, ...] = ()
    period: tuple[str, tuple[str, ...]] = ("", ())
    ages: str = ""
    relations: tuple[tuple[int, str], ...] = ()
    column: str = ""
    before: str = ""


@dataclass(frozen=True)
class Piece:
    """The text of one sentence, where it stands, and the place its table column is about."""

    text: str
    line: Line
    section: str
    column: str = ""
    before: str = ""


def split_sentences(
    lines: Sequence[Line], patterns: Sequence[tuple[str, re.Pattern[str]]] = ()
) -> Iterator[Piece]:
    """Each sentence with its line, the last heading, its column's place, the sentence before."""
    section, columns = "document", []
    for line in lines:
        cells = line.text.split("\t")
        named = [_only_place(cell, patterns) for cell in cells]
        if len(cells) > 1 and all(named):
            columns = named
            continue
        if line.heading or _looks_like_heading(line.text):
            section = line.text[:60].rstrip(" :.") or section
        for at, cell in enumerate(cells):
            column = columns[at] if len(cells) > 1 and at < len(columns) else ""
            for item in BULLETS.split(cell):
                before = ""
                for text in _split_item(item):
                    yield Piece(text, line, section, column, before)
                    before = text


def _only_place(text: str, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    """The area a table's heading names, where it says nothing else."""
    for slug, pattern in patterns:
        if pattern.fullmatch(text.strip()):
            return slug
    return ""


def _split_item(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in ENDS.split(text):
        if pieces and SHORT_FORMS.search(pieces[-1]):
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    return [piece.strip() for piece in pieces if piece.strip()]


def _looks_like_heading(text: str) -> bool:
    return (
        len(text) < 70
        and not text.rstrip().endswith((".", ";", ","))
        and not re.search(r"\d+\s*(?:%|per cent)|\d{3}", text)
        and bool(re.match(r"^[\d.]*\s*[A-Z]", text))
    )


def area_patterns(areas: Areas, own: Sequence[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Patterns by which places are named: full names, and the initials of the areas asked for."""
    found = [
        (slug, re.compile(pattern, re.I if slug == "england" else 0))
        for slug, pattern in BENCHMARKS.items()
    ]
    for area in areas:
        if area.slug in COMMON_WORDS and area.slug not in own:
            continue
        if (
            area.level in ("upper_tier", "district", "region", "sub_region")
            and area.slug not in BENCHMARKS
        ):
            found.append((area.slug, re.compile(rf"\b{re.escape(area.name)}(?:’s|'s)?\b")))
    found.append((EVERY, re.compile(EVERY_PATTERN, re.I)))
    for slug in own:
        words = [word for word in re.split(r"\W+", areas[slug].name) if word]
        initials = "&".join(word[0] for word in words if word[0].isupper())
        if initials:
            found.append((slug, re.compile(rf"(?<![\w&])\(?{re.escape(initials)}\)?(?![\w&’'])")))
    return found


def read_sentence(piece: Piece, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> Sentence:
    """The sentence with everything found in it."""
    text = piece.text
    taken: list[tuple[int, int]] = [match.span() for match in OUTLINE.finditer(text)]
    ages = _find_ages(text, taken)
    taken += [match.span() for match in NAMES.finditer(text)]
    period = _find_period(text, taken)
    numbers = (
        ()
        if _looks_like_heading(text) and ENTRY.search(text)
        else tuple(_find_numbers(text, taken))
    )
    return Sentence(
        text, piece.line.number, piece.line.page, piece.section, numbers,
        _find_places(text, patterns), period, ages[0] if ages else "", _find_relations(text),
        piece.column, piece.before,
    )  # fmt: skip


def _find_ages(text: str, taken: list[tuple[int, int]]) -> list[str]:
    found = []
    for match in AGE_SPANS.finditer(text):
        first, last, first2, last2, under, including = match.groups()
        if under:
            found.append(f"0-{int(under) - 1}")
        elif including:
            found.append(f"0-{including}")
        else:
            found.append(f"{int(first or first2)}-{int(last or last2)}")
        taken.append(match.span())
    return found


def _free(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def _find_period(text: str, taken: list[tuple[int, int]]) -> tuple[str, tuple[str, ...]]:
    """The first period of the finest kind there is; every period's digits are taken."""
    first: tuple[str, tuple[str, ...]] = ("", ())
    for kind, pattern in PERIODS:
        for match in pattern.finditer(text):
            if not _free(match.span(), taken):
                continue
            taken.append(match.span())
            if not first[0]:
                first = (kind, tuple(group or "" for group in match.groups()))
    return first


def _find_numbers(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Number]:
    for match in NUMBER.finditer(text):
        if not _free(match.span(), taken):
            continue
        after = text[match.end() :]
        unit, end = "", match.end()
        for name, pattern in UNITS:
            found = pattern.match(after)
            if found:
                unit, end = name, match.end() + found.end()
                break
        # “1 per 10,000”: the base is a unit, not a quantity.
        if re.search(r"\b(?:per|in every)\s+$", text[: match.start()], re.I):
            continue
        before = text[: match.start()]
        qualifier = next((name for name, pattern in QUALIFIERS if pattern.search(before)), "exact")
        printed = text[match.start() : end].strip()
        value = float(match.group(0).replace(",", ""))
        yield Number(printed, value, unit, qualifier, match.start(), end)


def _find_places(text: str, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[Mention, ...]:
    found = [
        Mention(slug, *match.span())
        for slug, pattern in patterns
        for match in pattern.finditer(text)
    ]
    # The longest name wins where one lies inside another.
    kept: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda m: m.start))


def _find_relations(text: str) -> tuple[tuple[int, str], ...]:
    """Where each word of comparison stands, in order."""
    return tuple(
        sorted(
            (match.start(), name) for name, pattern in RELATIONS for match in pattern.finditer(text)
        )
    )
