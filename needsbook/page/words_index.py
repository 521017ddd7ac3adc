"""What the search finds beside the text of pages: everyday words, wards, number cards."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.everyday_words import load_everyday_words
from needsbook.escaping import UNSEEN
from needsbook.findings.ward_standings import find_ward_tables
from needsbook.page.links import find_sections
from needsbook.page.ward_page import name_row
from needsbook.show.words import say_value
from needsbook.store import Store

NOT_HELD_PAGE = "overview/not-held"
WARDS_PAGE = "ward-by-ward"
INDEX_FILE = "everyday-words.js"


def make_words_index(
    store: Store, areas: Sequence[Area], pages: Collection[str]
) -> list[dict[str, Any]]:
    """The entries of the index: title, area, address, a line of text, the words that lead there.

    ``pages`` are the addresses of the pages the book has (without ending): nothing leads to
    a page that is not there.
    """
    entries = load_everyday_words(store.project)
    words: dict[str, list[str]] = {}
    for entry in entries:
        for name in entry.indicators:
            words.setdefault(name, []).extend(entry.words)
    found: list[dict[str, Any]] = []
    for area in areas:
        for indicator in store.indicators.values():
            found += _lead_to_indicator(store, area, indicator, words, pages)
        found += _lead_to_wards(store, area, pages)
    for entry in entries:
        if entry.nothing and NOT_HELD_PAGE in pages:
            found.append(
                {
                    "t": f"{entry.nothing.rstrip('.')}: not held in this book",
                    "a": "",
                    "u": f"{NOT_HELD_PAGE}.html#{entry.id}",
                    "l": f"Published by: {entry.publisher}.",
                    "w": [*entry.words],
                }
            )
    return found


def _lead_to_indicator(
    store: Store,
    area: Area,
    indicator: Indicator,
    words: dict[str, list[str]],
    pages: Collection[str],
) -> list[dict[str, Any]]:
    figure = store.figure(indicator.id, area.code)
    if not figure.period:
        return []
    line = say_value(indicator, area, figure).text
    known = [indicator.title, indicator.words.name, *indicator.synonyms]
    known += words.get(indicator.id, [])
    section = find_sections(store.project).get(indicator.id, "")
    page = f"{area.slug}/{section.partition('.html')[0]}"
    found = []
    if section and page in pages:
        found.append(
            {"t": indicator.title, "a": area.name, "u": f"{area.slug}/{section}", "l": line,
             "w": known}
        )  # fmt: skip
    if not figure.missing:
        stamp = figure.id.split(".", 2)[2]
        found.append(
            {
                "t": f"{indicator.title}: number card", "a": area.name,
                "u": f"figures/{indicator.id}/{area.slug}.html#{stamp}", "l": line, "w": known,
            }
        )  # fmt: skip
    return found


def _lead_to_wards(store: Store, area: Area, pages: Collection[str]) -> list[dict[str, Any]]:
    if f"{area.slug}/{WARDS_PAGE}" not in pages:
        return []
    found = []
    for table in find_ward_tables(store, area):
        for ward in table.wards:
            line = f"A ward of {area.in_prose}, in the table of the {table.title}."
            found.append(
                {
                    "t": f"{ward.name} ward", "a": area.name,
                    "u": f"{area.slug}/{WARDS_PAGE}.html#{name_row(ward)}", "l": line,
                    "w": [ward.name, ward.code],
                }
            )  # fmt: skip
    return found


def write_words_index(entries: Sequence[dict[str, Any]]) -> str:
    """The index as a script: it works from a folder, without a server."""
    text = json.dumps(list(entries), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = UNSEEN.sub("", text)
    # Within a script element “</” would end it.
    return f"window.needsbookWords={text.replace('</', '<' + chr(92) + '/')};\n"
