"""Cards: one static page per indicator and area, with every figure the book has of the two.

A figure that a page prints, or that was worked out for one that is, has a section with its
citations; every other figure published for the two stands in the history, under the address
its section would have. So an address once printed keeps leading to its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from needsbook.catalogue import Areas, Passport, parse_period
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.sources import name_publications
from needsbook.register.card_evidence import name_evidence
from needsbook.register.card_inputs import describe_inputs
from needsbook.register.card_sources import refer_to_sources
from needsbook.register.cite import (
    CARD_STYLES,
    STYLE_NAMES,
    STYLES,
    Edition,
    say_figure,
    say_interval,
)
from needsbook.register.elsewhere import write_elsewhere
from needsbook.register.entries import (
    ELSEWHERE,
    Entry,
    card_address,
    name_areas,
    pick,
    sort_key,
)
from needsbook.register.ids import Gone
from needsbook.register.ledger import Ledger
from needsbook.register.lists import load_template, write_lists
from needsbook.register.register import Register
from needsbook.register.source_pages import UP, source_address, write_sources
from needsbook.stats.assess_table import INTERVAL_NAMES
from needsbook.store.figures import is_number, print_value

METHODS_PAGE = "about/methods.html"


class CardWriter:
    """Writes the cards of one register as text, by address below the site."""

    def __init__(
        self,
        register: Register,
        edition: Edition,
        titles: Mapping[str, str],
        methods: bool,
        gone: Iterable[Gone] = (),
        data: bool = True,
    ) -> None:
        """``methods``, ``data``: whether the site has a page of methods, and files of all data."""
        self.register = register
        self.ledger: Ledger = register.ledger
        self.areas: Areas = register.store.areas
        self.edition = edition
        self.titles = titles
        self.methods = f"{UP}{METHODS_PAGE}" if methods else ""
        self.data = data
        self.gone: dict[tuple[str, str], list[Gone]] = {}
        for held in gone:
            first, second, _ = held.id.split(".", 2)
            place = ELSEWHERE if register.is_elsewhere(second) else second
            self.gone.setdefault((first, place), []).append(held)
        self.entries: dict[tuple[str, str], list[Entry]] = {}
        carded = {entry.id for entry in register.list_rows()}
        self.pairs = set(self.gone)  # those with a page
        for entry in sorted(register.entries.values(), key=sort_key):
            if entry.traced and entry.elsewhere:
                self.entries.setdefault((entry.pair[0], ELSEWHERE), []).append(entry)
            elif entry.traced and entry.id in carded:
                self.pairs.add(entry.pair)
                if entry.pages or entry.id not in self.ledger:
                    self.entries.setdefault(entry.pair, []).append(entry)
        self.pairs |= self.entries.keys()
        self._kinds: dict[str, str] = {}
        self.datasets: set[str] = set()  # those a card has named so far

    def write_pages(self, pairs: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
        """Every page: of the register's figures, of retired ids, and of ``pairs`` besides."""
        wanted = {*self.pairs, *(pair for pair in pairs if self.ledger.positions(*pair))}
        self.pairs = wanted
        pages = {f"figures/{a}/{b}.html": self.write_page((a, b)) for a, b in sorted(wanted)}
        names = {pair: self.name_pair(pair) for pair in wanted}
        pages |= write_lists(names, self.edition)
        return pages | write_sources(self.register, self.edition, self.datasets)

    def write_page(self, pair: tuple[str, str]) -> str:
        """The page of one pair (the first two parts of ids)."""
        if pair[1] == ELSEWHERE:
            return write_elsewhere(self, pair[0])
        store = self.register.store
        entries = self.entries.get(pair, [])
        indicator = pick(store.indicators, pair[0])
        shared = {entry.figure.indicator for entry in entries}
        if indicator is None and len(shared) == 1 and not entries[0].documentary:
            indicator = entries[0].indicator
        about = []
        if indicator is not None:
            base = indicator.denominator
            if base not in ("", "not applicable"):
                about.append(("Counted", f"{indicator.numerator}, out of: {base}"))
            about += [
                ("Ages", indicator.ages),
                ("Basis", indicator.basis_at(self._find_level(pair[1]))),
                ("Unit", indicator.unit_words),
            ]
        history = self._list_history(pair, {entry.stamp for entry in entries})
        passports = self._list_passports(pair, entries)
        title, area = self.name_pair(pair)
        address = f"figures/{pair[0]}/{pair[1]}.html"
        releases, documents = refer_to_sources(self.register, self.edition, address, entries)
        return load_template("card.html.j2").render(
            title=title,
            area=area,
            book=self.edition.title,
            packed=self.edition.packed,
            up=UP,
            script=True,
            trail=[("All figures", "../index.html"), (title, "index.html")],
            definition=indicator.definition if indicator else "",
            about=about,
            caveats=indicator.caveats if indicator else (),
            methods=self.methods,
            cards=[self._describe(entry) for entry in entries],
            history=history,
            snapshot=_share_snapshot(history),
            intervals=any(row["interval"] for row in history),
            counts=any(row["count"] for row in history),
            breaks=[
                f"Not comparable from {parse_period(cut.first).words} on: {cut.reason}"
                for cut in (indicator.breaks if indicator and history else ())
            ],
            address=f"{self.edition.base}{address}",
            datasets=[
                self.describe_dataset(passport) | {"references": releases.get(passport.dataset, ())}
                for passport in passports
            ],
            documents=documents,
            gone=[self.describe_gone(gone) for gone in self.gone.get(pair, [])],
        )

    def name_pair(self, pair: tuple[str, str]) -> tuple[str, str]:
        """What the page is about: the measure and the area, in words."""
        store = self.register.store
        entries = self.entries.get(pair, [])
        if pair[0] in store.indicators:
            title = store.indicators[pair[0]].title_at(self._find_level(pair[1]))
        else:
            title = pair[0].replace("_", " ").capitalize()
            if len({entry.title for entry in entries}) == 1:
                title = entries[0].title
            if pair[0] == "plan" and entries and entries[0].origins:
                return "Figures printed in a plan", entries[0].origins[0].title
        if pair[1] == ELSEWHERE:
            return title, "areas this book is not about"
        if pair[1] in self.areas:
            area = self.areas[pair[1]]
            code = f" ({area.code})" if area.level == "ward" else ""
            return title, f"{area.name}{code}"
        return title, pair[1].replace("-", " ").title()

    def _find_level(self, slug: str) -> str:
        return self.areas[slug].level if slug in self.areas else ""

    def _describe(self, entry: Entry) -> dict[str, Any]:
        figure = entry.figure
        kind = self._kinds.get(entry.kind)
        if kind is None:
            kind = self._kinds[entry.kind] = name_areas(entry.kind, self.areas)
        facts = []
        if interval := say_interval(entry):
            facts.append(("Interval", interval))
        if figure.value is not None and not prints_whole(figure.value, figure.printed):
            facts.append(("Unrounded", f"{figure.value:.12g}"))
        if entry.period_words:
            facts.append(("Period", entry.period_words))
        for term, number in (("Count", figure.count), ("Out of", figure.denominator)):
            if number is not None:
                facts.append(
                    (term, print_value(number, "", 0 if float(number).is_integer() else 1))
                )
        if figure.recovered:
            facts.append(("Counts", f"{figure.recovered}; not printed by the publisher"))
        if rests := self.evidence.get(figure.id, ""):
            facts.append(("Evidence", rests))
        if figure.note:
            facts.append(("Note", figure.note))
        if figure.estimated:
            facts.append(("Estimate", "an estimate made by this book, not a published figure"))
        return {
            "id": entry.id,
            "stamp": entry.stamp,
            "printed": figure.printed,
            "label": ", ".join(part for part in (entry.period_words, kind) if part),
            "says": say_figure(entry),
            "facts": facts,
            "sources": self._name_sources(entry),
            **describe_inputs(self, figure.inputs, entry.pair[0]),
            "pages": [(self.titles.get(page, page), f"{UP}{page}.html") for page in entry.pages],
            "method": describe_method(entry),
            "address": self.edition.locate(entry),
            "citations": [
                (STYLE_NAMES[name], STYLES[name](entry, self.edition)) for name in CARD_STYLES
            ],
        }

    @cached_property
    def evidence(self) -> dict[str, str]:
        """What every figure with a section rests on, by id, found in one call."""
        figures = (
            entry.figure
            for pair, entries in self.entries.items()
            if pair[1] != ELSEWHERE
            for entry in entries
        )
        return name_evidence(self.register.store, figures)

    def _name_sources(self, entry: Entry) -> list[tuple[str, str]]:
        lines: dict[str, list[int]] = {}
        for row in entry.rows:
            lines.setdefault(row.passport.dataset, []).append(row.line)
        named = []
        for passport in entry.passports:
            rows = lines[passport.dataset]
            suffix = " (table.parquet)" if passport.dataset == DATASET else ".csv"
            where = (
                f", row {rows[0]} of {passport.dataset}{suffix}"
                if len(rows) == 1
                else f", {len(rows)} rows"
            )
            publisher = entry.sources[passport.source].short_name
            named.append(
                (
                    name_publications([(publisher, passport.publication, passport.release)])[0]
                    + where,
                    f"nb-{passport.dataset}",
                )
            )
        return named

    def describe_gone(self, gone: Gone) -> dict[str, str]:
        href = ""
        if gone.successor:
            away = self.register.is_elsewhere(gone.successor.split(".")[1])
            href = f"{UP}{card_address(gone.successor, away)}"
        return {
            "id": gone.id, "stamp": gone.id.split(".", 2)[2], "successor": gone.successor,
            "href": href, "why": gone.why,
        }  # fmt: skip

    def _list_history(self, pair: tuple[str, str], shown: set[str]) -> list[dict[str, Any]]:
        rows = []
        for position in self.ledger.positions(*pair):
            stamp = self.ledger.stamp_at(position)
            figure, line = self.ledger.figure_at(position), self.ledger.line_at(position)
            period = parse_period(figure.period)
            more = stamp.removeprefix(period.slug).lstrip("~.").replace("-", " ").replace(".", ", ")
            entry = Entry(figure, self.register.store.indicators[figure.indicator], None)
            interval = ""
            if is_number(figure.lower_ci) and is_number(figure.upper_ci):
                interval = f"{entry.print(figure.lower_ci)} to {entry.print(figure.upper_ci)}"
            rows.append(
                {
                    "anchor": "" if stamp in shown else stamp,
                    "href": f"#{stamp}" if stamp in shown else "",
                    "label": f"{period.label}, {more}" if more else period.label,
                    "printed": figure.printed,
                    "interval": interval,
                    "count": "" if figure.count is None else f"{figure.count:,.12g}",
                    "dataset": figure.dataset,
                    "dataset_anchor": f"nb-{figure.dataset}",
                    "line": line,
                }
            )
        return rows

    def _list_passports(self, pair: tuple[str, str], entries: Sequence[Entry]) -> list[Passport]:
        found = {passport.dataset: passport for entry in entries for passport in entry.passports}
        for position in self.ledger.positions(*pair):
            name = self.ledger.dataset_at(position)
            if name:  # a figure the book derives is in no publication
                found.setdefault(name, self.register.store.passports[name])
        return list(found.values())

    def describe_dataset(self, passport: Passport) -> dict[str, Any]:
        self.datasets.add(passport.dataset)
        source = self.register.sources[passport.source]
        return {
            "anchor": f"nb-{passport.dataset}",
            "href": f"{UP}{source_address(passport.dataset)}",
            "publication": passport.publication,
            "release": passport.release,
            "publisher": source.name,
            "page": passport.page,
            "licence": passport.licence,
        }


def _share_snapshot(history: Sequence[Mapping[str, Any]]) -> str:
    """The dataset that every row of a history is from; empty where there are several."""
    names = {row["dataset"] for row in history}
    return names.pop() if len(names) == 1 else ""


def prints_whole(value: float, printed: str) -> bool:
    """Whether the printed form loses nothing of the value."""
    found = re.search(r"[\d,]+(?:\.\d+)?", printed)
    return found is not None and float(found[0].replace(",", "")) == abs(value)


def describe_method(entry: Entry) -> str:
    """How the figure came about, and its interval where that is not the publisher's."""
    figure = entry.figure
    if figure.method == "published":
        words = "Published as it stands; not computed by this book"
    else:
        words = figure.method[:1].upper() + figure.method[1:]
    if figure.interval_method and figure.interval_method != "published":
        name = INTERVAL_NAMES.get(figure.interval_method, figure.interval_method)
        words += f". Interval: {name}"
    return words
