"""Publishers: who they are, under which licence, and the sentence to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput
from needsbook.paths import Project

ID_PATTERN = r"^[a-z][a-z0-9_]*$"


class Source(Document):
    """One publisher (``data/sources/<id>.yml``)."""

    id: str = Field(pattern=ID_PATTERN)
    """The file’s name without .yml."""
    name: str
    """The publisher’s name."""
    short_name: str
    """Its name where space is short."""
    home: str = Field(pattern=r"^https://")
    """Its home page."""
    licence: str
    """The licence of its figures."""
    licence_url: str = Field(pattern=r"^https://")
    """Where the licence stands."""
    attribution: str
    """The sentence to print."""
    contact: str = ""
    """Where to report an error."""
    note: str = ""
    """What a reader should know about it."""


def name_publications(releases: Iterable[tuple[str, str, str]]) -> list[str]:
    """One line a publication: “Publisher, title (release; release)”, in the order given.

    ``releases`` are publisher, publication and release; each line and release stands once.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for publisher, publication, release in releases:
        found.setdefault((publisher, publication), {})[release] = None
    return [f"{name}, {title} ({'; '.join(ends)})" for (name, title), ends in found.items()]


@cache
def load_sources(project: Project) -> Mapping[str, Source]:
    """Every source by id."""
    found: dict[str, Source] = {}
    for path in sorted(project.sources.glob("*.yml")):
        source = read_document(path, Source)
        if source.id != path.stem:
            raise BadInput(
                f"id “{source.id}” is not the file's name",
                project.relative(path),
                f"write id: {path.stem}",
            )
        found[source.id] = source
    return found
