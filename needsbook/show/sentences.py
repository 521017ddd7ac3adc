"""A sentence is words and figures in turn, so that each number keeps its id on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from needsbook.show.blocks import show_figure
from needsbook.store.figures import Figure


@dataclass(frozen=True)
class Spelled:
    """A figure printed in other words than its own: “2.8” for a difference of −2.8."""

    figure: Figure
    text: str


Part = str | Figure | Spelled


@dataclass(frozen=True)
class Sentence:
    """Words, figures and spelled figures in reading order."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(_spell(part) for part in self.parts)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in it, in reading order."""
        return tuple(
            part.figure if isinstance(part, Spelled) else part
            for part in self.parts
            if not isinstance(part, str)
        )

    def html(self) -> str:
        """The sentence as HTML: each number in its element with id and value."""
        return "".join(_mark(part) for part in self.parts)


def _spell(part: Part) -> str:
    if isinstance(part, Spelled):
        return part.text
    return part if isinstance(part, str) else part.printed


def _mark(part: Part) -> str:
    if isinstance(part, Spelled):
        return show_figure(part.figure, part.text)
    return escape(part) if isinstance(part, str) else show_figure(part)


def compose(*parts: Part) -> Sentence:
    """The parts as a sentence: it begins with a capital, has no doubled blanks, ends in a stop."""
    joined: list[Part] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    cleaned: list[Part] = [
        " ".join(part.split(" ")).replace("  ", " ") if isinstance(part, str) else part
        for part in joined
    ]
    if not cleaned:
        return Sentence()
    first, last = cleaned[0], cleaned[-1]
    if isinstance(first, str) and first:
        cleaned[0] = first[0].upper() + first[1:]
    if not (isinstance(last, str) and last.endswith((".", "…"))):
        cleaned.append(".")
    return Sentence(tuple(cleaned))


def fill(template: str, **parts: Part) -> tuple[Part, ...]:
    """The parts of ``template`` with each ``{name}`` replaced by the part of that name."""
    found: list[Part] = []
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        found += [before, parts[name]]
    return (*found, rest)


def join_text(sentences: Iterable[Sentence]) -> str:
    """The sentences as one plain paragraph."""
    return " ".join(sentence.text for sentence in sentences if sentence)
