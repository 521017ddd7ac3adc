"""What stands around the figures and narrows them: titles, names of columns, words of status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.bases_said import is_other_basis
from needsbook.refresh.reading.columns import Profile, text_of
from needsbook.refresh.reading.footnotes import find_limited, find_note_narrowing
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.joint_measures import find_one_kind
from needsbook.refresh.reading.label_words import FEMALE, MALE, is_sex, sex_of
from needsbook.refresh.reading.layouts import Names, simplify
from needsbook.refresh.reading.meaning import keep_ages, keep_sexes
from needsbook.refresh.reading.narrowings import (
    VERBS,
    find_half,
    find_narrowing,
    find_other_matter,
    own_parts,
    own_text,
    parts_named,
)
from needsbook.refresh.reading.opposites import (
    find_opposite,
    find_other_reckoning,
)
from needsbook.refresh.reading.said_units import find_others, find_wrong_unit
from needsbook.refresh.reading.title_words import find_only, find_unaccounted

LONGEST_TITLE = 160
# Between the cells of a note that fills several: each is read by itself.
CELLS_APART = " | "
PROVISIONAL = re.compile(
    r"(?i)\b(provisional|preliminary|unrevised|first release)\b|\d ?[\[(]?p[\])]?$"
)
# What is no measurement of the year it names.
NOT_MEASURED = re.compile(
    r"(?i)\b(target|targets|forecast|forecasts|projection|projections|projected|trajectory|"
    r"planned|ambition)\b"
)
SAID_WRONG = "if the words mislead, take the line out of the file"
NEVER = r"(?!)"
# Words of a title that make another series of it, and the words that take the narrowing back.
NARROWED: tuple[tuple[str, str], ...] = (
    (r"\bsevere(ly)? obes\w+", r"including severe|\(incl[a-z.]* severe"),
    (r"\boverweight \(?incl\w*\.? obes\w*|^(?!.*obes).*\boverweight\b", NEVER),
    (r"\bunderweight\b", r"\bobes\w+"),
    (r"\b(reception|year r|4[- ]5 year)\b", r"\byear (6|six)\b"),
    (r"\b(year 6|year six|10[- ]11 year)\b", r"\breception\b"),
    (r"\b(most|least) deprived\b", r"\bby (deprivation|decile|quintile)"),
    (r"\bafter housing costs\b|\bAHC\b", r"\bbefore housing costs\b|\bBHC\b"),
    (r"\bbefore housing costs\b|\bBHC\b", r"\bafter housing costs\b|\bAHC\b"),
    (r"\b(targets?|forecasts?|projections?|projected|trajectory)\b", r"\b(actual|outturn)\b"),
)
POOLED = re.compile(
    r"(?i)\b(\d|two|three|four|five)[- ]years?[- ](combined|pooled|aggregate\w*|rolling|average)|"
    r"\b(pooled|combined|aggregated) (over )?(\d|two|three|four|five) years|\bcumulative\b"
)
KINDS_OF_YEAR = {
    "academic": re.compile(r"(?i)\b(academic|school)[ _]year|\((academic|school)\)"),
    "financial": re.compile(r"(?i)\bfinancial[ _]year|\(financial\)|\bFYE\b"),
    "calendar": re.compile(r"(?i)\bcalendar[ _]year|\(calendar\)"),
}


# What publishers print beside each other under one title.
TOLD_TOGETHER = ("support", "kind of absence", "kind of exclusion", "grade")


SAYS_SOURCE = re.compile(r"(?i)(data )?(source|contact|notes?|published|produced|©|https?:)")


class OtherTitle(BadInput):
    """A table whose title is that of another series than the one asked for."""


def check_titles(found: HeaderFound, indicator: Indicator, *, known: bool = False) -> None:
    """``BadInput`` where the sheet's name or a line above the header names another series.

    ``known``: the layout tells the series by its title; the title may still narrow it.
    """
    own = own_text(indicator)
    for line in list_titles(found):
        _check_line(line, found, indicator)
        if known:
            continue
        for words, unless in NARROWED:
            hit = re.search(f"(?i){words}", line)
            if not hit or re.search(f"(?i){unless}", line) or re.search(f"(?i){words}", own):
                continue
            raise OtherTitle(
                f"the title says “{hit[0]}” (“{line}”); {indicator.id} is {indicator.title.lower()}",
                found.grid.place, "import the table of the whole, or name the indicator it fits",
            )  # fmt: skip
        hit = POOLED.search(line)
        if hit and not POOLED.search(own) and "pooled" not in own:
            raise OtherTitle(
                f"the title says “{hit[0]}” (“{line}”); {indicator.id} is of single periods",
                found.grid.place, "import the table of single periods",
            )  # fmt: skip


def _check_line(line: str, found: HeaderFound, indicator: Indicator) -> None:
    """Refuse a title that names one part of the whole, or another matter."""
    sentence = line.endswith(".") and VERBS.search(line)
    words = find_note_narrowing(line, indicator) if sentence else find_narrowing(line, indicator)
    if words:
        raise OtherTitle(
            f"the title says “{words}” (“{line}”); {indicator.id} is {indicator.title.lower()}",
            found.grid.place, f"import the table of the whole, or name the indicator it fits; {SAID_WRONG}",
        )  # fmt: skip
    if sentence or SAYS_SOURCE.match(line):
        return
    words = find_opposite(line, indicator) or find_other_reckoning(line, indicator)
    if words:
        raise OtherTitle(
            f"the title says “{words}” (“{line}”); {indicator.id} is {indicator.title.lower()}",
            found.grid.place, f"import the table of the measure itself; {SAID_WRONG}",
        )  # fmt: skip
    words = find_other_matter(line, indicator)
    if words:
        raise OtherTitle(
            f"the title says “{words}” (“{line}”), another matter than {indicator.title.lower()}",
            found.grid.place, f"name the indicator it fits; {SAID_WRONG}",
        )  # fmt: skip


def check_several(found: HeaderFound, indicator: Indicator) -> None:
    """``BadInput`` where the column of values names no measure and the title several, or half of one."""
    for line in list_titles(found):
        if (kind := find_one_kind(line, indicator)) and not VERBS.search(line):
            raise BadInput(
                f"the title says “{kind}” (“{line}”); {indicator.id} is {indicator.title.lower()}",
                found.grid.place, "if the column is the indicator's, name it with --value COLUMN",
            )  # fmt: skip
        for concept in TOLD_TOGETHER:
            own, named = own_parts(indicator, concept), parts_named(line, concept)
            if own and own < named and not VERBS.search(line):
                raise BadInput(
                    f"the title names {' and '.join(sorted(named))} (“{line}”), and the column "
                    f"of the values does not say which of them it holds",
                    found.grid.place, "name the column that is the indicator's with --value COLUMN",
                )  # fmt: skip


def check_notes(
    found: HeaderFound, notes: Mapping[int, str], indicator: Indicator, areas: Areas
) -> None:
    """``BadInput`` where a line below or within the table narrows it to a part of the whole."""
    for line, note in notes.items():
        found_words = (
            find_note_narrowing(cell, indicator) or find_limited(cell, indicator, areas)
            for cell in note.split(CELLS_APART)
        )  # fmt: skip
        words = next(filter(None, found_words), "")
        if words:
            raise BadInput(
                f"the note “{note[:LONGEST_TITLE]}” narrows the table to “{words}”; "
                f"{indicator.id} is {indicator.title.lower()}",
                f"{found.grid.place}, row {line}",
                f"import the table of the whole, or name the indicator it fits; {SAID_WRONG}",
            )
        if is_other_basis(note, indicator):
            raise BadInput(
                f"the note “{note[:LONGEST_TITLE]}” says that the figures are of another basis; "
                f"{indicator.id} is {indicator.basis}",
                f"{found.grid.place}, row {line}",
                f"import the table of the series' own basis; {SAID_WRONG}",
            )


def check_value_name(found: HeaderFound, at: int, indicator: Indicator, areas: Areas) -> None:
    """``BadInput`` where the column of the values is named after a part or another matter."""
    printed = found.printed[at]
    if wrong := find_wrong_unit(printed, indicator):
        raise BadInput(
            f"the column “{printed}” says that it holds {wrong}; {indicator.id} is in {indicator.unit_words}",
            found.grid.place, "if it holds the right figures, name it with --value COLUMN",
        )  # fmt: skip
    words = (
        find_narrowing(printed, indicator) or find_half(printed, indicator) or find_other_matter(printed, indicator)
        or find_one_kind(printed, indicator) or find_others(printed, indicator)
        or find_opposite(printed, indicator) or find_other_reckoning(printed, indicator)
    )  # fmt: skip
    if not words and " of " in printed:  # “Percentage of young carers”
        words = find_unaccounted(printed, indicator, areas, any_matter=True)
    if words:
        raise BadInput(
            f"the column “{printed}” says “{words}”; {indicator.id} is {indicator.title.lower()}",
            found.grid.place, "if it holds the right figures, name it with --value COLUMN",
        )  # fmt: skip


def check_title_words(found: HeaderFound, indicator: Indicator, areas: Areas) -> None:
    """``BadInput`` where a title of the indicator's matter has a word nothing accounts for."""
    for line in list_titles(found):
        if (line.endswith(".") and VERBS.search(line)) or SAYS_SOURCE.match(line):
            continue
        word = find_unaccounted(line, indicator, areas) or find_only(line, indicator, areas)
        if word:
            raise OtherTitle(
                f"the title says “{word}” (“{line}”), and nothing shows that these are "
                f"{indicator.title.lower()} as a whole",
                found.grid.place,
                "import the table of the whole; if it is, name its column with --value COLUMN",
            )  # fmt: skip


def check_kind_of_year(found: HeaderFound, form: str) -> None:
    """``BadInput`` where the column of periods is named after another kind of year."""
    at = found.at("period")
    if at is None or form not in KINDS_OF_YEAR:
        return
    said = kind_said(found.printed[at])
    if said and said != form:
        raise BadInput(
            f"the column “{found.printed[at]}” holds {said} years, the series is of {form} years",
            found.grid.place,
            f"import the table by {form} year; if only the column's name is wrong, correct the name",
        )  # fmt: skip


def kind_said(text: str) -> str:
    """The kind of year a text names; "" where it names none or several."""
    kinds = [kind for kind, words in KINDS_OF_YEAR.items() if words.search(text)]
    return kinds[0] if len(kinds) == 1 else ""


def list_titles(found: HeaderFound) -> Iterator[str]:
    """The sheet's name and the lines above the header, but those too long for a title."""
    for line in (found.grid.sheet.replace("_", " "), *found.above.split("\n")):
        plain = " ".join(line.split())
        if plain and len(plain) <= LONGEST_TITLE:
            yield plain


def check_context(found: HeaderFound, names: Sequence[Names], indicator: Indicator) -> None:
    """Refuse (``BadInput``) a table whose name, sheet or title is not that of the indicator's."""
    text = f"{found.grid.place}\n{found.grid.sheet.replace('_', ' ')}\n{found.above}".replace(
        "_", " "
    )
    for name in names:
        missing = [expr for expr in name.context if not re.search(expr, text)]
        against = [expr for expr in name.without if re.search(expr, text)]
        if missing or against:
            shown = " ".join(found.above.split("\n")[0].split())[:160] or found.grid.place
            raise BadInput(
                f"the table is not {indicator.title.lower()}: it is called “{shown}”",
                found.grid.place, "choose the sheet or the indicator it fits",
            )  # fmt: skip


def check_above(found: HeaderFound, indicator: Indicator) -> None:
    """Refuse what the rows above the header or the sheet's name narrow the table to."""
    for line, cells in found.grid.head():
        if line >= found.first - 1:
            break
        words = [text_of(cell) for cell in cells if text_of(cell)]
        if len(words) != 2:
            continue
        role = found.base.role_of(simplify(words[0].rstrip(":")))
        if role in ("sex", "age"):
            profile = Profile()
            profile.add(words[1], "", "")
            named = replace(found, printed=(words[0],), names=(simplify(words[0]),), roles=(role,))
            keep = keep_sexes if role == "sex" else keep_ages
            keep(named, 0, profile, indicator)
    title = f"{found.grid.sheet.replace('_', ' ')}\n{found.above}".casefold()
    for words_of, opposite, group in (
        (r"\b(girls|females?)\b", r"\b(boys|males?|persons)\b", FEMALE),
        (r"\b(boys|males?)\b", r"\b(girls|females?|persons)\b", MALE),
    ):
        hit = re.search(words_of, title)
        if hit and not re.search(opposite, title) and not sex_of(indicator) & group and "sex" not in found.roles:  # fmt: skip
            raise BadInput(
                f"the sheet or its title says “{hit[0]}”; {indicator.id} is of all children",
                found.grid.place, "import the table of the whole",
            )  # fmt: skip


def check_heading(found: HeaderFound, text: str, line: int, indicator: Indicator) -> None:
    """Refuse a part of a table that a line of its own calls that of one sex."""
    if is_sex(text) and simplify(text) not in sex_of(indicator):
        raise BadInput(
            f"the line “{text}” says that the rows below are of one sex; "
            f"{indicator.id} is of all children",
            f"{found.grid.place}, row {line}", "import the part of the whole alone",
        )  # fmt: skip
