"""Releases of the book for its readers, newest first, made from its editions; and as a feed.

Each edition is set beside the one before it by its day: which measures have a later period,
which figures were revised, what was added, dropped, defined anew or known to be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from needsbook.catalogue.periods import say_day
from needsbook.editions.diff import KINDS, EditionChange, compare_editions
from needsbook.editions.frozen import FrozenEdition, list_editions, read_edition
from needsbook.paths import Project

FEED = "releases.atom"
PAGE = "about/changes.html"
MARK = "<!-- needsbook: releases -->"
ATOM = "http://www.w3.org/2005/Atom"
# More measures than this under one kind are folded.
MOST_NAMED = 6
_COUNTED = re.compile(r"\b([\d,]+)(?= (?:figure|change|measure)s?\b)")


@dataclass(frozen=True)
class Release:
    """One edition for readers: its name, its day (ISO) and what changed, by kind.

    ``changes`` gives for each kind how many figures changed, and of which measures (titles, in
    alphabetical order). The first edition has none.
    """

    name: str
    day: str
    figures: int
    first: bool
    changes: Mapping[str, tuple[int, tuple[str, ...]]]

    @property
    def anchor(self) -> str:
        return f"edition-{self.name}"

    def say_changes(self) -> list[str]:
        """Each kind of change in a line, without the measures' names."""
        if self.first:
            return [f"The first edition: {_count(self.figures, 'figure')}."]
        return [
            f"{kind.capitalize()}: {_count(number, 'change')}"
            + (f" in {_count(len(titles), 'measure')}" if titles else "")
            + f". {KINDS[kind]}."
            for kind, (number, titles) in self.changes.items()
        ] or ["Nothing changed but the day."]


def list_releases(project: Project) -> list[Release]:
    """Every edition as a release, the newest first."""
    editions = [read_edition(project, name) for name in list_editions(project)]
    editions.sort(key=lambda frozen_edition: (frozen_edition.day, frozen_edition.name))
    found = [
        _describe(edition, editions[place - 1] if place else None)
        for place, edition in enumerate(editions)
    ]
    return found[::-1]


def write_releases(releases: Sequence[Release]) -> str:
    """The list of releases as HTML, with the address of the feed."""
    if not releases:
        return '<p class="nb-plain">No edition has been frozen yet.</p>'
    parts = [f'<p><a href="../{FEED}">Follow the releases in a feed reader (Atom)</a></p>']
    for release in releases:
        parts.append(
            f'<section aria-labelledby="{escape(release.anchor)}"><h2 id="{escape(release.anchor)}">'
            f"Edition {escape(release.name)}</h2><p>Figures held or published by "
            f"{say_day(release.day)}; {_mark(_count(release.figures, 'figure'))}.</p>"
        )
        if release.first:
            parts.append("<p>The first edition there is: nothing came before it.</p>")
        items = []
        for line, (_, titles) in zip(release.say_changes(), release.changes.values(), strict=False):
            named = "; ".join(map(escape, titles))
            if len(titles) > MOST_NAMED:
                named = f"<details><summary>Which measures</summary><p>{named}</p></details>"
            elif named:
                named = f"<p>{named}</p>"
            items.append(f"<li><p>{_mark(escape(line))}</p>{named}</li>")
        parts.append(f"<ul>{''.join(items)}</ul></section>" if items else "</section>")
    return "".join(parts)


def write_feed(releases: Sequence[Release], title: str, base: str = "") -> str:
    """The releases as an Atom feed; ``base`` is the book's address, if it has one.

    Readers of feeds know a book and its editions by their ids: addresses, or without one
    UUIDs made from the book's title, the same in every build (RFC 4122, version 5).
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")

    def add(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
        element = ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
        element.text = text or None
        return element

    def name_entry(anchor: str) -> str:
        if base:
            return f"{base}#{anchor}" if anchor else base
        return uuid5(NAMESPACE_URL, f"needs-profile-book:{title}#{anchor}").urn

    add(feed, "id", name_entry(""))
    add(feed, "title", f"{title}: releases")
    add(feed, "updated", f"{releases[0].day if releases else '1970-01-01'}T00:00:00Z")
    add(add(feed, "author"), "name", title)
    add(feed, "link", rel="self", href=f"{base}{FEED}")
    add(feed, "link", rel="alternate", href=f"{base}{PAGE}", type="text/html")
    for release in releases:
        entry = add(feed, "entry")
        add(entry, "id", name_entry(release.anchor))
        add(entry, "title", f"Edition {release.name}")
        add(entry, "updated", f"{release.day}T00:00:00Z")
        add(entry, "link", rel="alternate", href=f"{base}{PAGE}#{release.anchor}", type="text/html")
        add(entry, "summary", " ".join(release.say_changes()))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _describe(edition: FrozenEdition, before: FrozenEdition | None) -> Release:
    found: dict[str, list[EditionChange]] = {}
    for change in compare_editions(before, edition) if before else ():
        found.setdefault(change.kind, []).append(change)
    titles: dict[str, str] = {
        name: str(about.get("title", name))
        for source in (before, edition)
        if source
        for name, about in source.catalogue.get("indicators", {}).items()
    }
    changes = {
        kind: (
            len(found[kind]),
            tuple(
                sorted(
                    {titles.get(edition_change.indicator, "") for edition_change in found[kind]}
                    - {""}
                )
            ),
        )
        for kind in KINDS
        if kind in found
    }
    return Release(edition.name, edition.day, len(edition.rows), before is None, changes)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _mark(html: str) -> str:
    """Counts of what the book holds, marked as no figures of an area."""
    return _COUNTED.sub(r'<span class="nb-setting">\1</span>', html)
