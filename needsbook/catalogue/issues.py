"""Issues: which indicators speak of one thing, so that no list names it twice."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.plans import load_definitions
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput
from needsbook.paths import Project

FILE = "issues.yml"


class Issue(Document):
    """One issue: the families of indicators (``data/plans/definitions.yml``) that measure it,
    and single indicators beside them."""

    id: str = Field(pattern=ID_PATTERN)
    title: str
    families: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    """Ids with * for any part, for indicators that no family and no id above claims."""
    aside: tuple[str, ...] = ()
    """Ids or patterns of those told only where no other indicator of the issue is held."""
    headline: str = ""
    """The one indicator by which an area is set beside its neighbours in a word."""


class IssuesFile(Document):
    """The whole of ``data/issues.yml``."""

    issues: tuple[Issue, ...] = ()


class Issues:
    """The issue of every indicator; one that stands under none is an issue of its own."""

    def __init__(self, found: tuple[Issue, ...], families: dict[str, str], where: str) -> None:
        self._by_family: dict[str, Issue] = {}
        self._by_indicator: dict[str, Issue] = {}
        self._families = families
        self._found = found
        for issue in found:
            for name, held in (
                *((family, self._by_family) for family in issue.families),
                *((indicator, self._by_indicator) for indicator in issue.indicators),
            ):
                if name in held:
                    raise BadInput(
                        f"{name} stands under two issues, {held[name].id} and {issue.id}",
                        where,
                        "leave it under one of them",
                    )
                held[name] = issue

    def of(self, indicator: str) -> str:
        """The id of the issue ``indicator`` belongs to (its own id where it has none)."""
        issue = self._by_indicator.get(indicator) or self._by_family.get(
            self._families.get(indicator, "")
        )
        if issue is None:
            issue = next((issue for issue in self._found if _fits(indicator, issue.patterns)), None)
        return issue.id if issue else indicator

    @property
    def headlines(self) -> tuple[str, ...]:
        """The indicators by which an area is set beside its neighbours, in order of the file."""
        return tuple(issue.headline for issue in self._found if issue.headline)

    def is_aside(self, indicator: str) -> bool:
        """Whether it is told only where no other indicator of its issue is held."""
        return any(_fits(indicator, issue.aside) for issue in self._found)


@cache
def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def load_issues(project: Project) -> Issues:
    """The issues of ``data/issues.yml``; without the file each indicator is its own."""
    path: Path = project.data / FILE
    found = read_document(path, IssuesFile).issues if path.exists() else ()
    families = {
        name: definition.family
        for name, definition in load_definitions(project).definitions.items()
    }
    return Issues(found, families, project.relative(path))
