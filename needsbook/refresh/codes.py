"""Codes of areas that were re-coded without changing their territory: one map for all sources.

The map is ``geo/code_changes.yml``. What is not the same territory is never mapped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pydantic import Field

from needsbook.catalogue.areas import CODE_PATTERN, Areas, load_areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput
from needsbook.paths import Project


class CodeChange(Document):
    """One place and every code it has had, the book's first."""

    name: str
    codes: tuple[str, ...] = Field(min_length=2)


class CodeChanges(Document):
    """The whole of ``geo/code_changes.yml``."""

    changes: tuple[CodeChange, ...]


class LaNumbers(Document):
    """The whole of ``geo/la_numbers.yml``: the Department for Education's numbers of authorities."""

    numbers: dict[int, str]


@cache
def load_la_numbers(project: Project) -> dict[str, str]:
    """The code of the authority with each of the Department's numbers; empty without the file."""
    path = project.geo / "la_numbers.yml"
    if not path.exists():
        return {}
    areas = load_areas(project)
    found = {str(number): code for number, code in read_document(path, LaNumbers).numbers.items()}
    strange = [f"{number}: {code}" for number, code in found.items() if not _holds(areas, code)]
    if strange:
        raise BadInput(
            f"{strange[0]} names no area of the book", project.relative(path),
            "give a code of geo/areas.yml",
        )  # fmt: skip
    return found


@cache
def load_code_map(project: Project) -> dict[str, str]:
    """From every former or later code to the one ``geo/areas.yml`` uses."""
    path = project.geo / "code_changes.yml"
    if not path.exists():
        return {}
    areas = load_areas(project)
    found: dict[str, str] = {}
    for change in read_document(path, CodeChanges).changes:
        wrong = [code for code in change.codes if not re.match(CODE_PATTERN, code)]
        used = [code for code in change.codes if code in areas]
        twice = [code for code in change.codes if code in found]
        if wrong or len(used) > 1 or twice:
            raise BadInput(
                f"{change.name}: the codes {', '.join(change.codes)} cannot be one place",
                project.relative(path),
                "give each code once, and only one that geo/areas.yml uses",
            )
        for code in change.codes:
            found[code] = used[0] if used else change.codes[0]
    return found


def code_reader(project: Project) -> Callable[[str], str]:
    """A function from a published code to the book's; "" for an area the book does not hold.

    A cell may hold several codes of one place (“E08000020 / E08000037”); codes of two places
    in one cell are nobody's.
    """
    changes, areas = load_code_map(project), load_areas(project)

    @cache
    def read(text: str) -> str:
        parts = re.split(r"\s*[/,;|]\s*", text.strip())
        held = {code for code in (changes.get(part, part) for part in parts) if _holds(areas, code)}
        return held.pop() if len(held) == 1 else ""

    return read


def _holds(areas: Areas, code: str) -> bool:
    return code in areas and areas[code].code == code
