"""Columns and titles that are the name of another measure of the book than the one asked for.

“Persistent absence (%)” is all pupils', also where every word of it stands in the name of a
measure of some pupils; and “free school meals (%)” is no phase's until something names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from needsbook.catalogue.indicators import Indicator, Indicators
from needsbook.errors import BadInput
from needsbook.refresh.reading.column_filters import OWN_PART, Filter
from needsbook.refresh.reading.headers import IN_NAME, HeaderFound
from needsbook.refresh.reading.label_words import titles_of
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.name_words import words_of
from needsbook.refresh.reading.narrowings import (
    implied_parts,
    own_parts,
    own_text,
    parts_named,
)
from needsbook.refresh.reading.said_units import find_wrong_unit
from needsbook.refresh.reading.surroundings import list_titles
from needsbook.refresh.reading.value_column import without_unit
from needsbook.refresh.reading.vocabulary import (
    MATTERS,
    PARTS,
)

# Parts that a table must name somewhere before a column of the matter can be that part's,
# with the matters that are such parts themselves.
OF_PARTS: Mapping[str, tuple[str, ...]] = {
    "phase": (), "disadvantage": (), "meals": ("meals",), "support": ("support",),
    "care": ("looked after", "protection", "in need"),
}  # fmt: skip


def check_other_measure(
    found: HeaderFound,
    at: int,
    indicator: Indicator,
    catalogue: Indicators,
    filters: Sequence[Filter] = (),
) -> None:
    """``BadInput`` where the value's column (or a title, if that says nothing) is another's name."""
    printed = found.printed[at]
    said = words_of(IN_NAME.sub(" ", printed))
    texts = (printed,) if said and not said <= words_of(_PLAIN) else (*list_titles(found),)
    for text in texts:
        other = _find_namesake(found, text, printed, indicator, catalogue)
        if other is None or _is_whole_of(other, indicator, filters):
            continue
        what = f"the column “{printed}”" if text == printed else f"the title “{text}”"
        do = "name its column with --value COLUMN" if text == printed else "take the line out of the file"  # fmt: skip
        raise BadInput(
            f"{what} is a name of {other.title}; {indicator.id} is {indicator.title.lower()}",
            found.grid.place, f"import it with --as {other.id}; if it is what was asked for, {do}",
        )  # fmt: skip


def _is_whole_of(other: Indicator, indicator: Indicator, filters: Sequence[Filter]) -> bool:
    """Whether a column names the whole of which the rows kept are the measure's own part."""
    said = " | ".join(label for known in filters if known.why == OWN_PART for label in known.keep)
    for concept in PARTS if said else ():
        own = own_parts(indicator, concept)
        if own and own & parts_named(said, concept) and not own_parts(other, concept):
            return True
    return False


def _is_twin(other: Indicator, indicator: Indicator) -> bool:
    """Whether two measures differ only by where children are counted."""
    return other.title.partition(", by ")[0] == indicator.title.partition(", by ")[0]


def _find_namesake(
    found: HeaderFound, text: str, printed: str, indicator: Indicator, catalogue: Indicators
) -> Indicator | None:
    """Another measure a text is the name of, word for word, where it is no name of this one."""
    plain = " ".join(IN_NAME.sub(" ", text).split())
    exact, said = without_unit(simplify(plain)), words_of(plain)
    if not said or exact in _names(found, indicator):
        return None
    # A name seldom says where children are counted: of two bases --as tells which.
    others = [
        known for known in catalogue.values()
        if known.id != indicator.id and not _is_twin(known, indicator)
        and not find_wrong_unit(printed, known)
    ]  # fmt: skip
    for known in others:
        if exact in _names(found, known):
            return known
    if said in map(words_of, _names(found, indicator)):
        return None
    return next((known for known in others if said in map(words_of, _names(found, known))), None)


def _names(found: HeaderFound, indicator: Indicator) -> frozenset[str]:
    """Every name an indicator has, without its unit."""
    names = [layout.indicators[indicator.id] for layout in (found.layout, found.base) if indicator.id in layout.indicators]  # fmt: skip
    return frozenset(without_unit(title) for title in titles_of(indicator, names))


def check_part_said(
    found: HeaderFound, at: int, indicator: Indicator, filters: Sequence[Filter]
) -> None:
    """``BadInput`` where the column names the matter, and nothing names the part the measure is of."""
    printed = found.printed[at]
    own = [words for words in MATTERS.values() if re.search(f"(?i){words}", own_text(indicator))]
    matter = words_of(printed) & words_of(indicator.title)
    named = any(re.search(f"(?i){words}", printed) for words in own)
    if not named and not matter:
        return
    if words_of(printed) in map(words_of, _names(found, indicator)):
        return
    kept: Iterable[str] = (label for known in filters for label in known.keep)
    text = " | ".join((printed, found.grid.place, *list_titles(found), *kept))
    for concept in OF_PARTS:
        parts = own_parts(indicator, concept) - implied_parts(indicator, concept)
        spoken = any(re.search(f"(?i){MATTERS[matter]}", printed) for matter in OF_PARTS[concept])
        # Several phases are the whole; words of the title alone say no more than the matter.
        if concept == "phase" and len(parts) > 1:
            continue
        if not named and concept != "phase":
            continue
        if parts and not spoken and not parts & parts_named(text, concept):
            raise BadInput(
                f"the column “{printed}” does not say that it is of {' and '.join(sorted(parts))}; "
                f"{indicator.id} is {indicator.title.lower()}",
                found.grid.place, "if it is, name it with --value COLUMN",
            )  # fmt: skip


_PLAIN = "value values figure figures result results outturn actual data indicator performance total overall"
