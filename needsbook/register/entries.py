"""An entry of the register: a figure with everything a citation or a card says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from needsbook.catalogue import Area, Areas, Indicator, Passport, Period, Source, parse_period
from needsbook.errors import BadInput
from needsbook.register.origins import Origin
from needsbook.store import Figure, print_value

# The page of an indicator with the values of areas the book is not about.
ELSEWHERE = "other-areas"
# Areas of these levels belong to a book or not; England and the regions are in every book.
OF_A_BOOK = ("upper_tier", "district", "ward")
ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9]+(?:-[a-z0-9]+)*\.[A-Za-z0-9][A-Za-z0-9~._+-]*")


@dataclass(frozen=True)
class SourceRow:
    """One row of a snapshot: ``line`` of the CSV (the header is line 1)."""

    passport: Passport
    line: int


@dataclass
class Entry:
    """A figure, what it is about, what it came from and the pages it is printed on.

    ``rows`` are those of the figure itself, or of all figures a derived one was made
    from; ``origins`` the documents, for figures that are not read from a snapshot.
    ``pages`` are addresses below the site, without ending. ``indicator`` and ``area`` are
    None for figures of documents that are about neither.
    """

    figure: Figure
    indicator: Indicator | None
    area: Area | None
    rows: tuple[SourceRow, ...] = ()
    origins: tuple[Origin, ...] = ()
    sources: Mapping[str, Source] = field(repr=False, default_factory=dict)
    pages: list[str] = field(default_factory=list)
    # Of an authority or a ward that the book is not about: it stands with all such values.
    elsewhere: bool = False
    # Where it stands in a book that was built, where that is known; see ``needsbook.register.trace``.
    held_at: str = ""

    @property
    def id(self) -> str:
        return self.figure.id

    @property
    def derived(self) -> bool:
        return bool(self.figure.inputs)

    @property
    def pair(self) -> tuple[str, str]:
        """The first two parts of the id: together they name the card's page."""
        first, second, _ = self.id.split(".", 2)
        return first, second

    @cached_property
    def stamp(self) -> str:
        """The id without its first two parts: the figure's place on the card's page."""
        return self.id.split(".", 2)[2]

    @cached_property
    def period(self) -> Period | None:
        """The period; None where the figure has none, or one that only a document uses."""
        try:
            return parse_period(self.figure.period)
        except BadInput:
            return None

    @property
    def period_words(self) -> str:
        """The period for readers; empty where there is none."""
        return self.period.words if self.period else self.figure.period

    @cached_property
    def passports(self) -> list[Passport]:
        """The passports behind the figure, each once, in the order of its inputs."""
        return list({row.passport.dataset: row.passport for row in self.rows}.values())

    @property
    def traced(self) -> bool:
        """Whether the figure comes from anywhere: a figure that is not held comes from nowhere."""
        return bool(self.rows or self.origins)

    @property
    def address(self) -> str:
        """The card's permanent address below the site; empty where there is no card."""
        if not self.traced:
            return ""
        return self.held_at or card_address(self.id, self.elsewhere)

    @cached_property
    def title(self) -> str:
        """What the figure measures, in words; of a document's figure, the document's words."""
        if self.documentary and self.figure.note:
            return self.figure.note.rstrip(".")
        if self.indicator is not None:
            level = self.area.level if self.area is not None else ""
            return self.indicator.title_at(level)
        return (self.figure.indicator or self.pair[0]).replace("_", " ").capitalize()

    @property
    def documentary(self) -> bool:
        """Whether the figure is what a document says, not what was published."""
        return bool(self.origins) and not self.rows

    @property
    def area_name(self) -> str:
        """The area's name; for areas combined by a document, its name there."""
        if self.area is not None:
            return self.area.name
        if self.pair[0] == "plan" and not self.figure.area_code and self.origins:
            return self.origins[0].title
        name = self.figure.area_code or self.pair[1]
        return name.replace("-", " ").title()

    @cached_property
    def kind(self) -> str:
        """What an id's fourth part says, in words: “difference from england”; else empty."""
        return self.stamp.partition(".")[2].replace("-", " ").replace(".", ", ")

    def print(self, value: float | None) -> str:
        """``value`` in the figure's unit and decimals; empty for none."""
        if value is None:
            return ""
        decimals = self.indicator.decimals if self.indicator else 1 if value % 1 else 0
        return print_value(value, self.figure.unit, decimals)


def card_address(name: str, elsewhere: bool = False) -> str:
    """Where the card of an id stands: one page per indicator and area, one place per figure.

    ``elsewhere``: on the one page of the indicator for all areas the book is not about.
    """
    first, second, stamp = name.split(".", 2)
    if elsewhere:
        return f"figures/{first}/{ELSEWHERE}.html#{second}.{stamp}"
    return f"figures/{first}/{second}.html#{stamp}"


def data_address(indicator: str) -> str:
    """Where every value held of an indicator stands: a table, packed to a twentieth."""
    return f"data/{indicator}.csv.zip"


def make_figure(record: Mapping[str, Any]) -> Figure:
    """The figure of a page's record (see ``needsbook.show.blocks.figure_record``)."""
    known: dict[str, Any] = {
        "id": "",
        "value": None,
        "printed": "",
        "unit": "",
        "indicator": "",
        "area_code": "",
        "period": "",
    }
    known |= record
    known["inputs"] = tuple(known.get("inputs", ()))
    try:
        figure = Figure(**known)
    except TypeError as error:
        raise BadInput(
            f"a figure's record has another form: {error}", str(record.get("id"))
        ) from None
    if not ID.fullmatch(figure.id):
        raise BadInput(f"“{figure.id}” is not a figure id", do="write it as indicator.area.period")
    return figure


def pick(held: Any, name: str) -> Any:
    """What ``held`` (indicators or areas) has under ``name``; None where it has nothing."""
    # Not get(): an unknown name raises an error of ours there, not a KeyError.
    return held[name] if name in held else None  # noqa: SIM401


def sort_key(entry: Entry) -> tuple[str, ...]:
    """Order of entries: the id's first two parts, time, then the rest of the id."""
    period = entry.period
    when = (period.end.isoformat(), period.start.isoformat()) if period else ("", "")
    return (*entry.pair, *when, entry.stamp)


def name_areas(words: str, areas: Areas) -> str:
    """``words`` with the areas' slugs in it (hyphens already spaces) as their names."""
    for slug, name in areas.spoken:
        if slug in words:
            words = re.sub(rf"\b{re.escape(slug)}\b", name, words)
    return words
