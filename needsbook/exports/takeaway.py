"""The block “Take away”: each file with its name, its format and its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from needsbook.exports.briefing import is_landing
from needsbook.exports.making import name_files, name_format, name_workbooks

_SOURCES = '<section class="nb-print-sources"'
_END = "</article>"


@dataclass(frozen=True)
class Offer:
    """Files under one heading: (address below the site, what it is, size in bytes)."""

    heading: str
    files: tuple[tuple[str, str, int], ...]
    explained: str = ""  # address of the page that says what the columns mean


def list_files(folder: Path, base: str, page: str, title: str) -> Offer:
    """What there is of one page."""
    names = name_files(base, page)
    if is_landing(page):
        return Offer("On two pages", tuple(_measure(folder, names, "Briefing")))
    return Offer("This page", tuple(_measure(folder, names, title)))


def list_all(folder: Path, base: str, slug: str, name: str) -> Offer:
    """What there is of one area."""
    files = [
        *_measure(folder, [f"{base}/{slug}/profile.pdf"], "The whole profile"),
        *_measure(folder, name_workbooks(base, slug), "All figures as a workbook"),
    ]
    return Offer(name, tuple(files))


@dataclass(frozen=True)
class DataFile:
    """A data file: its address below the site, what it holds, its size in bytes, its rows."""

    address: str
    title: str
    size: int
    rows: int


def list_data(files: Sequence[DataFile], heading: str, explained: str) -> Offer:
    """Data files under one heading, with the page that explains their columns."""
    held = tuple((file.address, file.title, file.size) for file in files)
    return Offer(heading, held, explained)


def _measure(folder: Path, names: Sequence[str], title: str) -> list[tuple[str, str, int]]:
    return [
        (name, title, (folder / name).stat().st_size) for name in names if (folder / name).exists()
    ]


def write_block(up: str, offers: Sequence[Offer]) -> str:
    """The block as HTML; ``up`` leads from the page to the top of the site."""
    parts = [
        '<section class="nb-takeaway d-print-none" aria-labelledby="take-away">'
        '<h2 id="take-away">Take away</h2>'
    ]
    for offer in offers:
        items = []
        for name, title, size in offer.files:
            kind = name_format(name)
            items.append(
                f'<li><a href="{up}{escape(name)}" download>{escape(title)}</a> '
                f'<span class="nb-size">({kind}, {say_size(size)})</span></li>'
            )
        if offer.explained:
            items.append(
                f'<li><a href="{up}{escape(offer.explained)}">Data of every indicator, and what '
                "the columns mean</a></li>"
            )
        if items:
            parts.append(f"<div><h3>{escape(offer.heading)}</h3><ul>{''.join(items)}</ul></div>")
    return "".join([*parts, "</section>"])


def say_size(size: int) -> str:
    """A size in bytes as readers know it: “84 KB”, “1.3 MB” (a KB is 1,024 bytes)."""
    if size < 1024 * 1000:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def add_block(text: str, up: str, offers: Sequence[Offer]) -> str:
    """The page with the block at the end of its article, before the sources of its print."""
    before, end, after = text.rpartition(_SOURCES if _SOURCES in text else _END)
    return before + write_block(up, offers) + end + after if end else text
