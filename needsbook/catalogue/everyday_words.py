"""The words people search with, and which measures answer them (or who publishes instead)."""

from __future__ import annotations

from functools import cache

from pydantic import Field, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.indicators import load_indicators
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

FILE = "everyday_words.yml"


class EverydayWords(Document):
    """One entry of ``data/everyday_words.yml``."""

    id: str = Field(pattern=SLUG_PATTERN)
    """Its address on the page of what is not held."""
    words: tuple[str, ...] = Field(min_length=1)
    """What readers type; capital letters do not matter."""
    indicators: tuple[str, ...] = ()
    """Ids of the measures that answer, best first."""
    if_held: tuple[str, ...] = ()
    """Ids of measures that answer once the book holds them; until then it says it has none."""
    nothing: str = ""
    """What the book does not hold, as a short sentence, where no measure answers."""
    publisher: str = ""
    """Who publishes it instead."""
    page: str = Field(default="", pattern=r"^(https://.*)?$")
    """Where."""
    reason: str = Field(min_length=1)
    """Why the entry stands here."""

    @model_validator(mode="after")
    def _answers(self) -> EverydayWords:
        if bool(self.indicators) == bool(self.nothing):
            raise ValueError(f"{self.id}: give either ‘indicators’ or ‘nothing’")
        if self.nothing and not (self.publisher and self.page):
            raise ValueError(f"{self.id}: say in ‘publisher’ and ‘page’ who publishes it")
        return self


class EverydayWordsFile(Document):
    """The whole of ``data/everyday_words.yml``."""

    entries: tuple[EverydayWords, ...] = ()
    """The entries, in any order."""


@cache
def load_everyday_words(project: Project) -> tuple[EverydayWords, ...]:
    """Every entry (none where the project has no such file); wrong ones are ``BadInput``."""
    path = project.data / FILE
    if not path.exists():
        return ()
    where = project.relative(path)
    found = read_document(path, EverydayWordsFile).entries
    indicators = load_indicators(project)
    seen: dict[str, str] = {}
    answered: list[EverydayWords] = []
    for entry in found:
        for name in entry.indicators:
            if name not in indicators:
                raise unknown_name("indicator", name, indicators, f"{where}: {entry.id}")
        if any(name in indicators for name in entry.if_held):
            held = tuple(name for name in entry.if_held if name in indicators)
            entry = entry.model_copy(update={"indicators": held, "nothing": ""})
        answered.append(entry)
        for word in {entry.id, *(word.casefold() for word in entry.words)}:
            key = word if word != entry.id else f"id {word}"
            if key in seen:
                raise BadInput(
                    f"“{word}” stands under {seen[key]} and {entry.id}", where, "leave one of them"
                )
            seen[key] = entry.id
    return tuple(answered)
