"""What the rest of a workbook says of its figures: sheets of notes, and the file's own name.

A sheet of notes explains tables in general (“figures for girls are in table 3”), so only what
limits the figures counts: “girls only”, “all figures relate to boys”, “Sex: Female”, a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.footnotes import (
    LIMITS,
    TELLS,
    find_limited,
    find_note_narrowing,
)
from needsbook.refresh.reading.grid import Grid
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.narrowings import VERBS, find_narrowing
from needsbook.refresh.reading.title_words import find_kind_of_people, find_unaccounted

LONGEST = 400
MOST_LINES = 300
# A sentence that says of whom all the figures are.
OF_WHOM = re.compile(
    r"(?i)^(?:\W*(?:please )?(?:note|nb|n\.b\.)\b[:,]?(?: that)?)?\W*"
    r"(?:(?:all|these|the|this|our|any|both) (?:of the )?)*"
    r"(?:figures?|data|values?|percentages?|rates?|numbers?|extracts?|files?|workbook|spreadsheet|"
    r"dataset|data ?set|results?|statistics|analysis|counts?|report|table|tables|sheets?|everything|information)\b"
    r"(?: (?:in|on|of|here|shown|below|above|presented|provided|given|this|the|these|file|workbook|sheet|table|"
    r"spreadsheet|report|pack))*,? "
    r"(?:relates?(?: (?:only|solely|just))? to|(?:is|are) (?:only |solely |just )?(?:for|of|about|based on|restricted to|"
    r"limited to|confined to)|covers?|refers? to|represents?|concerns?|includes? only|contains? only|"
    r"describes?|comprises?)\b(?P<whom>.*)"
)
FIGURES = re.compile(
    r"(?i)\W*(?:(?:all|these|the|this|our) )*(?:figures?|data|values?|percentages?|rates?|numbers?|counts?|results?)\b"
    r"(?!.*\b(?:based on|describe))"
)
# What a two-cell line or “Filter: Sex = Girls” narrows by.
BY = re.compile(
    r"(?i)^(?:filters?|selections?|selected|dimensions?)?\W*(?P<by>sex|gender|ages?|age (?:group|band)|"
    r"filters?|selection|coverage|population|cohort|pupil group|group|breakdown|characteristics?|"
    r"school type|type of school|phase|term|ethnicity|ethnic group|year group|universe)\s*[:=]\s*(?P<label>.+)$"
)
# Another place of the file or elsewhere is spoken of, not the figures read.
ELSEWHERE = re.compile(
    r"(?i)\b(separate(ly)?|elsewhere|another|other (tables?|files?|sheets?)|available|published|"
    r"see|can be found|see also|appendix|annex)\b|"
    r"\b(tables?|sheets?|tabs?|figures?|charts?|columns?|rows?|chapters?|sections?|pages?|worksheets?) "
    r"(?:[A-Z]?\d+[a-z]?(?:\.\d+)*|[a-z]\b)"
)
_SENTENCE = re.compile(r"(?<=[.;!])\s+(?=[A-Z(])")
_WHOLE = re.compile(r"(?i)\s*(all|both|total|persons|everyone|any|none|n/?a)\b(?!.*\bonly\b)")
_TITLED = re.compile(r"(?i)^(read ?me|cover|title|front|about|info\w*|intro\w*|notes?|metadata)\b")


def keep_beside(tables: Sequence[HeaderFound], grids: Iterable[Grid]) -> list[HeaderFound]:
    """The tables, each with the lines of the sheets that hold none."""
    held = {found.grid.sheet for found in tables}
    beside = tuple(
        (grid.place, grid.sheet, tuple(_list_lines(grid))) for grid in grids
        if grid.sheet and grid.sheet not in held and not grid.hidden
    )  # fmt: skip
    if not beside:
        return list(tables)
    return [replace(found, grid=replace(found.grid, beside=beside)) for found in tables]


def _list_lines(grid: Grid) -> Iterator[tuple[int, str]]:
    """The lines of words of a sheet; a label and its entry, in two cells, as one."""
    for line, cells in grid.head(MOST_LINES):
        words = [text_of(cell) for cell in cells if text_of(cell)]
        if len(words) == 2 and len(words[0]) <= 40:
            yield line, f"{words[0].rstrip(': ')}: {words[1]}"
        else:
            yield from ((line, text) for text in words)


def check_beside(found: HeaderFound, indicator: Indicator, areas: Areas) -> None:
    """``BadInput`` where a sheet of notes limits the figures to a part of the whole."""
    # “Table 2: girls” in a list of contents is the title of the sheet of that name.
    name = re.escape(found.grid.sheet)
    own = re.compile(rf"(?i)^\W*{name} ?(?:[:.–—|]|- )\W*") if name else None
    for place, sheet, lines in found.grid.beside:
        for number, (line, text) in enumerate(lines):
            if own is not None and own.match(text) and len(text) <= LONGEST:
                words = find_narrowing(own.sub("", text), indicator)
            elif number == 0 and _TITLED.match(sheet) and len(text) <= 160:
                words = find_note_narrowing(text, indicator) or _find_beside(text, indicator, areas)
            else:
                words = _find_beside(text, indicator, areas)
            if words:
                raise BadInput(
                    f"the note “{text[:160]}” narrows the figures to “{words}”; "
                    f"{indicator.id} is {indicator.title.lower()}",
                    f"{place}, row {line}",
                    "import the table of the whole, or name the indicator it fits; "
                    "if the words mislead, take the line out of the file",
                )  # fmt: skip


def _find_beside(text: str, indicator: Indicator, areas: Areas) -> str:
    """The words by which a line of a sheet of notes limits the figures; "" if it only explains."""
    if label := BY.match(text):
        if len(text) > 120 or _WHOLE.match(label["label"]):
            return ""
        said = _say(label)
        limited = find_limited(said, indicator, areas) if LIMITS.search(said) else ""
        return find_narrowing(said, indicator) or limited
    for sentence in _SENTENCE.split(text[:2_000]):
        if len(sentence) > LONGEST or ELSEWHERE.search(sentence):
            continue
        if hit := OF_WHOM.match(sentence):
            words = find_narrowing(hit["whom"], indicator)
            if not words and FIGURES.match(sentence) and len(hit["whom"].split()) <= 6:
                words = find_unaccounted(hit["whom"], indicator, areas, any_matter=True)
                words = words or find_kind_of_people(hit["whom"], indicator)
        elif LIMITS.search(sentence) and not TELLS.search(sentence) and len(sentence.split()) <= 14:
            words = find_note_narrowing(sentence, indicator)
        elif VERBS.search(sentence):
            # What is left out, or sampled, is said in whole sentences.
            if (
                words := find_note_narrowing(sentence, indicator)
                if not LIMITS.search(sentence)
                else ""
            ):
                return words
            continue
        else:
            continue
        if words := words or find_limited(sentence, indicator, areas):
            return words
    return ""


def _say(label: re.Match[str]) -> str:
    """“Age: 19” as the words a title would have: aged 19."""
    by, text = label["by"].casefold(), label["label"]
    # “Sex = Girls” after “Filter:”
    text = text.partition("=")[2] or text if by.startswith(("filter", "selection")) else text
    return f"aged {text}" if by.startswith("age") and re.match(r"\s*(under )?\d", text) else text


def check_file_name(found: HeaderFound, indicator: Indicator) -> None:
    """``BadInput`` where the name of the file says that it is of a part of the whole."""
    name = re.sub(r"[_\-.+]+", " ", PurePath(found.grid.place.partition(", sheet ")[0]).stem)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = find_narrowing(name, indicator)
    if words:
        raise BadInput(
            f"the file’s name says “{words}”; {indicator.id} is {indicator.title.lower()}",
            found.grid.place,
            "import the table of the whole; if the name misleads, rename the file or name its "
            "column with --value COLUMN",
        )  # fmt: skip
