"""Publishers: who they are, under which licence, and the sentence to print."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput
from needsbook.paths import Project

ID_PATTERN = r"^[a-z][a-z0-9_]*$"


class Source(Document):
    """One publisher (``data/sources/<id>.yml``)."""

    id: str = Field(pattern=ID_PATTERN)
    name: str
    short_name: str
    home: str = Field(pattern=r"^https://")
    licence: str
    licence_url: str = Field(pattern=r"^https://")
    attribution: str
    contact: str = ""
    note: str = ""


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
