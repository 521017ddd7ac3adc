"""How the sources of a card's page are cited: once each, at its foot, for all figures it holds.

A list of references names a release once, however many of its figures a text prints; each
figure keeps what stands in the text, with its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from needsbook.catalogue import Passport, Period
from needsbook.register.cite import Edition, refer_to_document, refer_to_release
from needsbook.register.entries import Entry
from needsbook.register.origins import Origin
from needsbook.register.register import Register

References = list[tuple[str, str]]  # style and text


def say_place(edition: Edition, address: str) -> str:
    """The book and the page in it, as a reference ends: with its address where it has one."""
    place = f"{edition.base}{address}" if edition.base else f"page {address}"
    return f"{edition.title}, {place}"


def refer_to_sources(
    register: Register,
    edition: Edition,
    address: str,
    entries: Iterable[Entry],
) -> tuple[dict[str, References], dict[Origin, References]]:
    """References of the releases (by dataset) and documents that the cards at ``address`` rest on."""
    book = say_place(edition, address)
    held = list(entries)
    held_releases: dict[str, tuple[Passport, list[Period]]] = {}
    for entry in held:
        for passport in entry.passports:
            _, periods = held_releases.setdefault(passport.dataset, (passport, []))
            periods += [entry.period] if entry.period else []
    releases = {}
    for passport, periods in held_releases.values():
        last = max(periods, key=lambda period: period.end, default=None)
        publisher = register.sources[passport.source].name
        releases[passport.dataset] = refer_to_release(passport, publisher, last, book)
    documents = {
        origin: refer_to_document(origin, book) for entry in held for origin in entry.origins
    }
    return releases, documents
