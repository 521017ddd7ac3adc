"""How the sources of a card's page are cited: once each, at its foot, for all figures it holds.

A list of references names a release once, however many of its figures a text prints; each
figure keeps what stands in the text, with its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from needsbook.catalogue import Passport
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
    passports: Iterable[Passport],
) -> tuple[dict[str, References], dict[Origin, References]]:
    """The references of every release (by dataset) and document the page at ``address`` rests on."""
    book = say_place(edition, address)
    held = list(entries)
    releases = {}
    for passport in passports:
        periods = [entry.period for entry in held if entry.period and passport in entry.passports]
        last = max(periods, key=lambda period: period.end, default=None)
        publisher = register.sources[passport.source].name
        releases[passport.dataset] = refer_to_release(passport, publisher, last, book)
    documents = {
        origin: refer_to_document(origin, book) for entry in held for origin in entry.origins
    }
    return releases, documents
