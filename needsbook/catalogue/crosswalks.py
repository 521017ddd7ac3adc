"""The crosswalk: how the frameworks map on each other, and where needs and measures part.

``data/frameworks/crosswalk.yml`` holds it; the mapping is this book's reading.
"""

from __future__ import annotations

from functools import cache

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.catalogue.frameworks import Framework, Measure
from needsbook.catalogue.indicators import load_indicators
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project


class Theme(Document):
    """Outcomes of several frameworks that aim at the same thing (``framework:outcome``)."""

    id: str = Field(pattern=r"^[a-z_]+$")
    """Its id."""
    title: str
    """The title readers see."""
    outcomes: tuple[str, ...] = Field(min_length=1)
    """Outcomes, each as framework and id with a colon between."""
    note: str = ""
    """A remark for readers."""


class Need(Document):
    """A need that a plan's profile states, the indicators that show it and the measures
    (``framework:measure``) that would tell whether it is met; ``areas`` is set where it is
    a need of some of the areas only."""

    id: str = Field(pattern=r"^[a-z_]+$")
    """Its id."""
    title: str
    """The title readers see."""
    theme: str
    """The theme it belongs to."""
    areas: tuple[str, ...] = ()
    """Slugs of the areas that have it; empty for all of the plan’s."""
    stated_in: tuple[str, ...] = Field(min_length=1)
    """The frameworks whose documents state it."""
    indicators: tuple[str, ...] = ()
    """Indicators of the book that show it."""
    measures: tuple[str, ...] = ()
    """Measures that would, each as framework and id with a colon between."""


class AskedNeeds(Document):
    """Needs of a plan of which somebody asked whether they have moved."""

    framework: str
    """The plan."""
    who: str
    """Who asked, and where it stands."""
    needs: tuple[str, ...] = Field(min_length=1)
    """The needs, by id."""


class Crosswalk(Document):
    """How the frameworks map on each other (``data/frameworks/crosswalk.yml``)."""

    title: str
    """The title readers see."""
    themes: tuple[Theme, ...]
    """Outcomes of several frameworks that aim at the same thing."""
    needs: tuple[Need, ...]
    """Needs the plans state, with what shows them."""
    asked: tuple[AskedNeeds, ...] = ()
    """Needs of which somebody asked whether they have moved."""

    def needs_without_measure(self, framework: Framework, area_slug: str) -> tuple[Need, ...]:
        """Needs the plan states for an area and none of its measures would show."""
        return tuple(
            need
            for need in self.needs
            if framework.id in need.stated_in
            and (not need.areas or area_slug in need.areas)
            and not any(ref.startswith(f"{framework.id}:") for ref in need.measures)
        )

    def measures_without_need(self, framework: Framework) -> tuple[Measure, ...]:
        """Measures of the plan that answer to no need its profile states."""
        used = {
            ref for need in self.needs if framework.id in need.stated_in for ref in need.measures
        }
        return tuple(
            measure for measure in framework.measures if f"{framework.id}:{measure.id}" not in used
        )


@cache
def load_crosswalk(project: Project) -> Crosswalk:
    """The crosswalk; every outcome stands in a theme and every reference is known."""
    path = project.frameworks / "crosswalk.yml"
    crosswalk = read_document(path, Crosswalk)
    frameworks, where = load_frameworks(project), project.relative(path)
    outcomes = {f"{f.id}:{o.id}" for f in frameworks.values() for o in f.outcomes}
    measures = {f"{f.id}:{m.id}" for f in frameworks.values() for m in f.measures}
    themes = {theme.id for theme in crosswalk.themes}
    used = [ref for theme in crosswalk.themes for ref in theme.outcomes]
    for ref in used:
        if ref not in outcomes:
            raise unknown_name("outcome", ref, outcomes, where)
    if missing := sorted(outcomes - set(used)):
        raise BadInput(f"the outcome {missing[0]} stands in no theme", where, "add it to one")
    for need in crosswalk.needs:
        for kind, names, known in (
            ("theme", (need.theme,), themes),
            ("framework", need.stated_in, set(frameworks)),
            ("measure", need.measures, measures),
            ("indicator", need.indicators, set(load_indicators(project))),
        ):
            for name in names:
                if name not in known:
                    raise unknown_name(kind, name, known, f"{where}: need {need.id}")
    return crosswalk
