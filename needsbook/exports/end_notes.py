"""What stands once at the end of a chapter on paper: what its tables mean, and their sources."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

Element = Any
_LONG = 260  # letters: a longer list of sources stands once, at the end
_SOURCES = re.compile(r"Sources?: ")


def add_told(about: Element, heading: str, told: Element) -> None:
    """Put ``told`` at the end of ``about``; what has one heading stands below it once.

    A paragraph that stands there already in the same words is left out, and a part with
    nothing else to say.
    """
    before = next(
        (part for part in about.findall("div") if heading and part.findtext("h3") == heading), None
    )
    said = {read_words(part) for part in before} if before is not None else set()
    for part in list(told):
        if part.tag in ("p", "ul") and (read_words(part) in said or not read_words(part)):
            told.remove(part)
    if not read_words(told) and told.find(".//img") is None:
        return
    if before is not None:
        before.extend(list(told))
        return
    if heading:
        title = html.Element("h3")
        title.text = heading
        told.insert(0, title)
    told.tag = "div"
    about.append(told)


def gather_sources(body: Element) -> dict[str, None]:
    """The publications of the long lists of sources below tables, which then stand once.

    Below the tables stays where they are found.
    """
    publications: dict[str, None] = {}
    for line in body.xpath(".//p"):
        words = read_words(line)
        if len(words) < _LONG or not (found := _SOURCES.match(words)):
            continue
        listed, _, more = words[found.end() :].partition(". Period: ")
        publications |= dict.fromkeys(part_outside(listed.rstrip(".")))
        for inner in list(line):
            line.remove(inner)
        line.text = "Sources: under “Publications used” at the end."
        if more:
            line.text += f" Period: {more}"
    return publications


def drop_repeated_notes(body: Element) -> None:
    """A note below many tables in the same words stands below the first alone."""
    said: set[str] = set()
    for note in body.xpath(".//p[contains(@class,'nb-of-note')]"):
        words = read_words(note)
        if words in said:
            note.drop_tree()
        said.add(words)


def part_outside(words: str) -> list[str]:
    """``words`` parted at semicolons, but not at those between brackets (of releases)."""
    parts, depth = [""], 0
    for letter in words:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == ";" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def read_words(element: Element) -> str:
    """All words of an element, with single blanks."""
    return " ".join("".join(element.itertext()).split())
