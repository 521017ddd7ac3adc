"""An entry of the register: a figure with everything a citation or a card says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from needsbook.catalogue import Area, Indicator, Passport, Period, Source, load_sources, parse_period
from needsbook.errors import BuildError
from needsbook.register.ledger import Ledger, unknown_id
from needsbook.store import Figure

# What must be the same wherever an id is printed.
IDENTITY = ("indicator", "area_code", "period", "value", "printed", "unit", "dataset", "edition")


@dataclass(frozen=True)
class Row:
    """One row of a snapshot: ``line`` of the CSV (the header is line 1)."""

    passport: Passport
    line: int


@dataclass
class Entry:
    """A figure, what it is about, the rows it came from and the pages it is printed on.

    ``rows`` are those of the figure itself, or of all figures a derived one was made
    from; ``pages`` are addresses below the site, without ending.
    """

    figure: Figure
    indicator: Indicator
    area: Area
    rows: tuple[Row, ...]
    sources: Mapping[str, Source] = field(repr=False, default_factory=dict)
    pages: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.figure.id

    @cached_property
    def period(self) -> Period | None:
        """The period; None for a figure that says nothing is published at all."""
        return parse_period(self.figure.period) if self.figure.period else None

    @cached_property
    def stamp(self) -> str:
        """The id without indicator and area: the figure's name on its card."""
        return self.id.split(".", 2)[2]

    @property
    def derived(self) -> bool:
        return bool(self.figure.inputs)

    @cached_property
    def passports(self) -> list[Passport]:
        """The passports behind the figure, each once, in the order of its inputs."""
        return list({row.passport.dataset: row.passport for row in self.rows}.values())

    @property
    def address(self) -> str:
        """The card's permanent address below the site; empty where there is no card."""
        return card_address(self.id) if self.rows else ""

    @cached_property
    def kind(self) -> str:
        """A derived figure's kind in words: “difference from England”; else empty."""
        return self.stamp.partition(".")[2].replace("-", " ") if self.derived else ""


def card_address(name: str) -> str:
    """Where the card of an id stands: one page per indicator and area, one place per figure."""
    indicator, slug, stamp = name.split(".", 2)
    return f"figures/{indicator}/{slug}.html#{stamp}"


def make_figure(record: Mapping[str, Any]) -> Figure:
    """The figure of a page's record (see ``needsbook.show.blocks.figure_record``)."""
    known = {"value": None, "printed": "", "unit": "", **record}
    known["inputs"] = tuple(known.get("inputs", ()))
    try:
        return Figure(**known)
    except TypeError as error:
        raise BuildError(f"a figure's record has another form: {error}", str(record.get("id"))) from None


class Register:
    """Every figure of a book by id, grown page by page, checked as it grows."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.store = ledger.store
        self.sources = load_sources(self.store.project)
        self.entries: dict[str, Entry] = {}
        self._records: dict[str, tuple[Figure, str]] = {}

    def add_records(self, page: str, records: Iterable[Mapping[str, Any]]) -> None:
        """Take over the figures a page was made from; an id with two values is an error."""
        for record in records:
            figure = make_figure(record)
            known = self._records.setdefault(figure.id, (figure, page))
            for name in IDENTITY:
                mine, theirs = getattr(figure, name), getattr(known[0], name)
                if mine != theirs:
                    raise BuildError(
                        f"the id {figure.id} is used twice: {name} is {theirs!r} and {mine!r}",
                        f"{known[1]} and {page}",
                        "give the two figures ids of their own",
                    )

    def resolve(self) -> None:
        """Make an entry of every record and of every figure they were made from."""
        for name, (figure, page) in sorted(self._records.items()):
            self._add(name, figure, page, ())

    def entry(self, name: str) -> Entry:
        """The entry of an id of the book or, failing that, of the store."""
        if name not in self.entries:
            if name in self._records:
                figure, page = self._records[name]
                return self._add(name, figure, page, ())
            return self._add(name, self.ledger.figure(name), "", ())
        return self.entries[name]

    def _add(self, name: str, figure: Figure, page: str, chain: tuple[str, ...]) -> Entry:
        if name in self.entries:
            return self.entries[name]
        if name in chain:
            raise BuildError(
                f"the figure {name} is made from itself", " → ".join((*chain, name)),
                "name as inputs only figures that exist before it",
            )  # fmt: skip
        if name in self.ledger:
            self._compare(figure, page)
            passport = self.store.passport(figure)
            rows: tuple[Row, ...] = (Row(passport, self.ledger.row(name)),)
        else:
            rows = self._rows_of_inputs(figure, page, (*chain, name))
        if not rows and figure.value is not None:
            raise BuildError(
                f"the figure {name} has no source",
                page,
                "name the figures it is made from as its inputs, or take it from the store",
            )
        entry = Entry(
            figure, self.store.indicators[figure.indicator], self.store.areas[figure.area_code],
            rows, self.sources,
        )  # fmt: skip
        self.entries[name] = entry
        return entry

    def _compare(self, figure: Figure, page: str) -> None:
        published = self.ledger.figure(figure.id)
        for name in ("value", "indicator", "area_code", "period", "dataset"):
            if getattr(figure, name) != getattr(published, name):
                raise BuildError(
                    f"the figure {figure.id} disagrees with the store: {name} is "
                    f"{getattr(figure, name)!r}, the store has {getattr(published, name)!r}",
                    page,
                    "run the page again: needsbook build --force",
                )

    def _rows_of_inputs(self, figure: Figure, page: str, chain: tuple[str, ...]) -> tuple[Row, ...]:
        rows: dict[tuple[str, int], Row] = {}
        for name in figure.inputs:
            if name in self.entries:
                made = self.entries[name]
            elif name in self._records:
                made = self._add(name, *self._records[name], chain)
            elif name in self.ledger:
                made = self._add(name, self.ledger.figure(name), "", chain)
            else:
                raise BuildError(
                    f"the figure {figure.id} is made from {name}, which nobody knows",
                    page,
                    unknown_id(name, self.ledger).do,
                )
            rows |= {(row.passport.dataset, row.line): row for row in made.rows}
        return tuple(rows.values())


def sort_key(entry: Entry) -> tuple[Any, ...]:
    """Order of entries: indicator, area, time, then the rest of the id."""
    period = entry.period
    when = (period.end.isoformat(), period.start.isoformat()) if period else ("", "")
    return (entry.figure.indicator, entry.area.slug, *when, entry.stamp)


def find_areas_in(kind: str, areas: Sequence[Area]) -> str:
    """``kind`` with the slug of an area in it replaced by the area's name."""
    for area in sorted(areas, key=lambda one: -len(one.slug)):
        if area.level != "ward":
            slug = area.slug.replace("-", " ")
            kind = re.sub(rf"\b{re.escape(slug)}\b", area.name, kind)
    return kind
