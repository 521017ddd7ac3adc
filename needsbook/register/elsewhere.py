"""The values of areas a book is not about: one page an indicator, a row and an address each.

A strip or a rank names every authority. A card for each would be most of the book; here each
value has a row with its source, under the id's last parts, so that any id still leads to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from needsbook.catalogue import Passport
from needsbook.register.cite import STYLE_NAMES, STYLES, Edition
from needsbook.register.entries import ELSEWHERE, Entry, data_address, pick
from needsbook.register.ids import Gone
from needsbook.register.lists import load_template
from needsbook.register.register import Register
from needsbook.register.source_pages import UP
from needsbook.store.figures import is_number


class PageWriter(Protocol):
    """What a page takes of the writer of cards."""

    register: Register
    edition: Edition
    entries: dict[tuple[str, str], list[Entry]]
    gone: dict[tuple[str, str], list[Gone]]
    titles: Mapping[str, str]
    data: bool

    def name_pair(self, pair: tuple[str, str]) -> tuple[str, str]: ...

    def describe_gone(self, gone: Gone) -> dict[str, str]: ...

    def describe_dataset(self, passport: Passport) -> dict[str, Any]: ...


def write_elsewhere(writer: PageWriter, indicator_id: str) -> str:
    """The page of an indicator with every value of areas the book is not about."""
    pair = (indicator_id, ELSEWHERE)
    entries = sorted(writer.entries.get(pair, []), key=lambda entry: (entry.area_name, entry.stamp))
    passports = {held.dataset: held for entry in entries for held in entry.passports}
    indicator = pick(writer.register.store.indicators, indicator_id)
    title, area = writer.name_pair(pair)
    pages = sorted({page for entry in entries for page in entry.pages})
    gone = [
        writer.describe_gone(held) | {"stamp": held.id.split(".", 1)[1]}
        for held in writer.gone.get(pair, [])
    ]
    return load_template("elsewhere.html.j2").render(
        title=title,
        area=area,
        book=writer.edition.title,
        packed=writer.edition.packed,
        up=UP,
        script=True,
        trail=[("All figures", "../index.html"), (title, "index.html")],
        first=indicator_id,
        definition=indicator.definition if indicator else "",
        data=f"{UP}{data_address(indicator_id)}" if indicator and writer.data else "",
        citations=[
            (STYLE_NAMES[name], make(entries[0], writer.edition)) for name, make in STYLES.items()
        ]
        if entries
        else [],
        printed=[(writer.titles.get(page, page), f"{UP}{page}.html") for page in pages],
        datasets=[writer.describe_dataset(held) for held in passports.values()],
        gone=gone,
        **list_values(entries),
    )


def list_values(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """The rows of the table: ``rows``, and whether any has an interval or a count."""
    rows = []
    for entry in entries:
        figure = entry.figure
        interval = ""
        if is_number(figure.lower_ci) and is_number(figure.upper_ci):
            interval = f"{entry.print(figure.lower_ci)} to {entry.print(figure.upper_ci)}"
        label = ", ".join(part for part in (entry.period_words, entry.kind) if part)
        source = entry.rows[0] if len(entry.rows) == 1 else None
        rows.append(
            {
                "anchor": f"{entry.pair[1]}.{entry.stamp}",
                "area": entry.area_name,
                "label": label,
                "printed": figure.printed,
                "interval": interval,
                "count": "" if figure.count is None else f"{figure.count:,.12g}",
                "dataset": source.passport.dataset if source else "",
                "line": source.line if source else 0,
                "method": "" if source else figure.method,
            }
        )
    return {
        "rows": rows,
        "intervals": any(row["interval"] for row in rows),
        "counts": any(row["count"] for row in rows),
    }
