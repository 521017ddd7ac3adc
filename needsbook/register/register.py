"""The register of a book: every figure its pages were made from, checked as it grows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from needsbook.catalogue import load_sources
from needsbook.errors import BuildError
from needsbook.register.entries import OF_A_BOOK, Entry, SourceRow, make_figure, pick
from needsbook.register.ledger import Ledger, unknown_id
from needsbook.register.origins import Origin, find_origin
from needsbook.store import Figure

# What must be the same wherever an id is used.
IDENTITY = ("indicator", "area_code", "period", "value", "printed", "unit", "dataset", "edition")
# Beyond so many inputs (a place among all authorities) a figure's card gives their values, and
# the file of the indicator their rows: cards for each would be nine tenths of the book.
MOST_CARDS_OF_INPUTS = 40
# What a record must share with the row of the store it names.
PUBLISHED = ("indicator", "area_code", "period", "value", "dataset")


class Register:
    """Every figure of a book by id, with the figures they were made from.

    First ``add_records`` page by page, then ``resolve``; ``entries`` is complete then.
    ``own`` are the slugs of the authorities and wards the book is about (empty: of all): the
    values of others stand together on one page an indicator.
    """

    def __init__(self, ledger: Ledger, own: Collection[str] = ()) -> None:
        self.ledger = ledger
        self.own = own
        self.store = ledger.store
        self.sources = load_sources(self.store.project)
        self.entries: dict[str, Entry] = {}
        self._records: dict[str, tuple[Figure, str]] = {}
        self._bare: set[str] = set()  # records without a section on a card
        self._origins: dict[tuple[str, str], Origin | None] = {}

    def add_records(
        self, page: str, records: Iterable[Mapping[str, Any]], bare: bool = False
    ) -> None:
        """Take over the figures of a page; an id that means two things is a ``BuildError``.

        ``bare``: no page prints them, and what is made from them has too many inputs to show.
        """
        for record in records:
            self.add_figure(page, make_figure(record), bare)

    def add_figure(self, page: str, figure: Figure, bare: bool = False) -> None:
        """Take over one figure, as ``add_records`` does."""
        if not bare:
            self._bare.discard(figure.id)
        elif figure.id not in self._records:
            self._bare.add(figure.id)
        known, where = self._records.setdefault(figure.id, (figure, page))
        if known is figure:
            return
        if known.lower_ci is None and figure.lower_ci is not None:
            # One page printed the bare value, another its interval too: keep the fuller.
            self._records[figure.id] = (figure, page)
        for name in IDENTITY:
            mine, theirs = getattr(figure, name), getattr(known, name)
            if mine != theirs:
                raise BuildError(
                    f"the id {figure.id} is used twice: {name} is {theirs!r} and {mine!r}",
                    where if where == page else f"{where} and {page}",
                    "give the two figures ids of their own",
                )

    def resolve(self) -> None:
        """Make an entry of every record and of everything they were made from."""
        for name in sorted(self._records):
            self._add(name, *self._records[name], ())

    def list_carded(self) -> set[str]:
        """The ids with a section on a card: what is printed, and what that was made from."""
        found: set[str] = set()
        waiting = [name for name in self._records if name not in self._bare]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            inputs = self.entries[name].figure.inputs
            if len(inputs) <= MOST_CARDS_OF_INPUTS:
                waiting += inputs
        return found

    def list_rows(self) -> list[Entry]:
        """The entries of the files of all figures: those with a section, and all that is derived.

        What else a figure was made from is published, and stands in the data of its indicator.
        """
        carded = self.list_carded()
        return [
            entry
            for name, entry in self.entries.items()
            if name in carded or name not in self.ledger
        ]

    def entry(self, name: str) -> Entry:
        """The entry of an id of the book or, failing that, of the store."""
        if name in self._records:
            return self._add(name, *self._records[name], ())
        return self._add(name, self.ledger.figure(name), "", ())

    def _add(self, name: str, figure: Figure, page: str, chain: tuple[str, ...]) -> Entry:
        if name in self.entries:
            return self.entries[name]
        if name in chain:
            raise BuildError(
                f"the figure {name} is made from itself",
                " → ".join((*chain, name)),
                "name as inputs only figures that stand on their own",
            )
        rows: tuple[SourceRow, ...] = ()
        origins: tuple[Origin, ...] = ()
        position = self.ledger.find(name)
        if position is not None:
            published = self.ledger.figure_at(position)
            if figure is not published:
                self._compare(figure, published, page)
            if figure.inputs:
                rows, origins = self._follow_inputs(figure, page, (*chain, name))
            else:
                line = self.ledger.line_at(position)
                rows = (SourceRow(self.store.passport(figure), line),)
        elif figure.inputs:
            rows, origins = self._follow_inputs(figure, page, (*chain, name))
        elif origin := self._origin(figure):
            origins = (origin,)
        if figure.value is not None and not rows and not origins:
            raise BuildError(
                f"the figure {name} has no source",
                page,
                "take it from the store, or name the figures it is made from as its inputs",
            )
        store = self.store
        indicator = pick(store.indicators, figure.indicator)
        area = pick(store.areas, figure.area_code)
        entry = Entry(figure, indicator, area, rows, origins, self.sources)
        entry.elsewhere = self.is_elsewhere(entry.pair[1])
        self.entries[name] = entry
        return entry

    def is_elsewhere(self, slug: str) -> bool:
        """Whether the book is about other areas than the one with this slug."""
        area = pick(self.store.areas, slug) if self.own and slug not in self.own else None
        return area is not None and area.level in OF_A_BOOK

    def _compare(self, figure: Figure, published: Figure, page: str) -> None:
        for name in PUBLISHED:
            mine, theirs = getattr(figure, name), getattr(published, name)
            if mine != theirs:
                raise BuildError(
                    f"the figure {figure.id} disagrees with the store: "
                    f"{name} is {mine!r} and {theirs!r}",
                    page,
                    "run the page again: needsbook build --force",
                )

    def _origin(self, figure: Figure) -> Origin | None:
        key = (figure.dataset, figure.method)
        if key not in self._origins:
            self._origins[key] = find_origin(self.store.project, figure)
        return self._origins[key]

    def _follow_inputs(
        self, figure: Figure, page: str, chain: tuple[str, ...]
    ) -> tuple[tuple[SourceRow, ...], tuple[Origin, ...]]:
        rows: dict[tuple[str, int], SourceRow] = {}
        origins: dict[Origin, None] = {}
        for name in figure.inputs:
            if name in self.entries:
                made = self.entries[name]
            elif name in self._records:
                made = self._add(name, *self._records[name], chain)
            elif name in self.ledger:
                made = self._add(name, self.ledger.figure(name), "", chain)
            else:
                raise BuildError(
                    f"the figure {figure.id} is made from {name}, which is not in the book",
                    page,
                    unknown_id(name, self.ledger).do,
                )
            for row in made.rows:
                rows[(row.passport.dataset, row.line)] = row
            for origin in made.origins:
                origins[origin] = None
        return tuple(rows.values()), tuple(origins)
