"""What a card's figure was made from: each figure once, what several have in common said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from needsbook.register.entries import Entry, data_address, name_areas
from needsbook.register.register import MOST_CARDS_OF_INPUTS, Register
from needsbook.register.source_pages import UP


class InputWriter(Protocol):
    """What is asked of the writer of cards."""

    register: Register
    pairs: set[tuple[str, str]]
    data: bool


def lead_to(address: str, indicator: str) -> str:
    """The shortest way to an address below the site from a card of ``indicator``."""
    folder = f"figures/{indicator}/"
    if address.startswith(folder):
        return address.removeprefix(folder)
    if address.startswith("figures/"):
        return f"../{address.removeprefix('figures/')}"
    return f"{UP}{address}"


def describe_inputs(writer: InputWriter, names: Sequence[str], indicator: str) -> dict[str, Any]:
    """What a figure of ``indicator`` was made from, for its card.

    ``inputs``: by measure, what its figures have in common (``name``) and each of them
    (``held``: label, address, printed value); ``count``: how many figures. Of very many,
    ``groups`` says how many of each measure and period.
    """
    entries = [writer.register.entry(name) for name in names]
    if len(entries) > MOST_CARDS_OF_INPUTS:
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            groups.setdefault((entry.title, entry.period_words), []).append(entry)
        counted = [_count_group(writer, held, indicator) for held in groups.values()]
        return {"inputs": [], "groups": counted, "count": len(entries)}
    titles: dict[str, list[Entry]] = {}
    for entry in entries:
        titles.setdefault(entry.title, []).append(entry)
    inputs = [_list_group(writer, held, indicator) for held in titles.values()]
    return {"inputs": inputs, "groups": [], "count": len(entries)}


def _count_group(writer: InputWriter, entries: Sequence[Entry], indicator: str) -> dict[str, Any]:
    """Inputs of one measure and period as one line, with where their values stand."""
    first = entries[0]
    places = dict.fromkeys(entry.area_name for entry in entries)
    parts = (first.title, first.area_name if len(places) == 1 else "", first.period_words)
    listed = any(entry.elsewhere or entry.pair in writer.pairs for entry in entries)
    return {
        "name": ", ".join(part for part in parts if part),
        "count": len(entries),
        "href": lead_to(f"figures/{first.pair[0]}/index.html", indicator) if listed else "",
    }


def _list_group(writer: InputWriter, entries: Sequence[Entry], indicator: str) -> dict[str, Any]:
    """Inputs of one measure: what they share, and of each what sets it apart, as its link."""
    areas = writer.register.store.areas
    said = [
        (entry.title, entry.area_name, entry.period_words, name_areas(entry.kind, areas))
        for entry in entries
    ]
    shared = [len(set(parts)) == 1 for parts in zip(*said, strict=True)]
    if len(entries) == 1:
        shared = [False] * len(shared)
    common = ", ".join(part for part, same in zip(said[0], shared, strict=True) if part and same)
    held = []
    for entry, parts in zip(entries, said, strict=True):
        own = ", ".join(part for part, same in zip(parts, shared, strict=True) if part and not same)
        href = _find_input(writer, entry, indicator)
        held.append((own or entry.id, href, entry.figure.printed))
    return {"name": common, "held": held}


def _find_input(writer: InputWriter, entry: Entry, indicator: str) -> str:
    """Where an input stands: its card or row, else the data of its measure; else empty."""
    if entry.elsewhere or entry.pair in writer.pairs:
        return lead_to(entry.address, indicator) if entry.traced else ""
    if entry.indicator is not None and writer.data:
        return f"{UP}{data_address(entry.indicator.id)}"
    return ""
