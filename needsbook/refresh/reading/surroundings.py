"""What stands around the figures and narrows them: titles, names of columns, words of status."""

from __future__ import annotations

import re
from collections.abc import Iterator

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.headers import HeaderFound

LONGEST_TITLE = 160
# What is no measurement of the year it names.
NOT_MEASURED = re.compile(
    r"(?i)\b(target|targets|forecast|forecasts|projection|projections|projected|trajectory|"
    r"planned|ambition)\b"
)
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
    r"\b(pooled|combined|aggregated) (over )?(\d|two|three|four|five) years"
)
KINDS_OF_YEAR = {
    "academic": re.compile(r"(?i)\b(academic|school)[ _]year"),
    "financial": re.compile(r"(?i)\bfinancial[ _]year|\bFYE\b"),
    "calendar": re.compile(r"(?i)\bcalendar[ _]year"),
}


class OtherTitle(BadInput):
    """A table whose title is that of another series than the one asked for."""


def check_titles(found: HeaderFound, indicator: Indicator) -> None:
    """``BadInput`` where the sheet's name or a line above the header names another series."""
    own = _words_of(indicator)
    for line in _titles(found):
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


def _titles(found: HeaderFound) -> Iterator[str]:
    for line in (found.grid.sheet.replace("_", " "), *found.above.split("\n")):
        plain = " ".join(line.split())
        if plain and len(plain) <= LONGEST_TITLE:
            yield plain


def _words_of(indicator: Indicator) -> str:
    names = [fetch.name for fetch in indicator.fetch if isinstance(fetch, FingertipsFetch)]
    return " | ".join(
        (indicator.id.replace("_", " "), indicator.title, indicator.short_title,
         *indicator.synonyms, *names, indicator.ages)
    )  # fmt: skip
