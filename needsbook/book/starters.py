"""Starters of new files: commented, sound from the first line, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from needsbook.book.templates import find_templates
from needsbook.catalogue import load_areas, load_indicators, load_sources, load_topics
from needsbook.catalogue.crosswalks import load_crosswalk
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.catalogue.plans import load_plans
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

INDICATOR = """\
# yaml-language-server: $schema=../schema/indicator.schema.json
# {id}: a starter. Every line is sound as it stands and every text wants your words.
id: {id}
title: {title}
short_title: {title}
# One of: {topics}
topic: {topic}
definition: Who is counted, in a sentence or two, without figures.
# percent, per_1000, per_10k, per_100k, per_100_pupils, persons, children, score or points
unit: percent
decimals: 1
# proportion, rate, count or score: decides which statistics apply
method: proportion
ages: 0 to 17
numerator: what is counted
denominator: what it is set against
# by residence, or by authority of the school
basis: by residence
# lower_is_better, higher_is_better or neutral
polarity: neutral
# One of: {sources}
source: {source}
official:
  publication: The publication's title
  identifier: Its table, file or number
  cadence: yearly
  page: https://www.gov.uk/
# What the figures must cover; needsbook check holds the snapshots to it.
levels:
- {{level: upper_tier, first: '2024', areas: 1}}
# The snapshot that takes the figures: needsbook import FILE --as {id} --dataset {id}
datasets: [{id}]
words:
  # A singular noun phrase, and a clause with {{value}} and {{place}}
  name: {lower}
  clause: "{{value}} of children {{place}} …"
"""
PLAN = """\
# What a plan says in figures, restated in our own words.
slug: {slug}
title: {title}
publisher: The publisher
published: "2025-01"
covers: 2025 to 2030
# Slugs of the areas it is about
areas: [{area}]
note: What readers must know of the document.

# One entry a statement. A value needs the indicator that could bear it out, or ‘needs’.
claims:
  - id: first-statement
    where: {{section: 1 Introduction, line: 1}}
    area: {area}
    says: What the plan states, restated.
    kind: statement
    printed: ""
    needs: what data would decide it
"""
FRAMEWORK = """\
# yaml-language-server: $schema=../schema/framework.schema.json
# The outcomes a plan wants and how it says it would know, restated.
id: {slug}
short: {short}
title: {title}
# outcomes framework, logic model or draft outcomes
kind: draft outcomes
standing: draft
areas: [{area}]
start: 2025-04-01
end: 2030-03-31
start_from: Why these days, in a sentence for readers.
document: The document it was restated from
measures_note: What readers must know of its measures.
vision: The plan's vision, restated.
outcomes:
  - id: first-outcome
    title: The first outcome
    statements: [What it says more closely.]
    # Indicators of the book that speak to it: needsbook list --what indicators
    candidates: []
# Why a part without a series has no data yet, by where figures can come from.
reasons:
  open: Published figures are not held in this book yet.
  part: Published figures cover a part of it.
  local: Only the council and its partners hold figures.
  survey: A survey would have to ask.
measures: []
"""


@dataclass(frozen=True)
class StarterAdded:
    """The file written, and what to do next."""

    path: Path
    next: tuple[str, ...]


def add_starter(project: Project, kind: str, name: str) -> StarterAdded:
    """Write the starter of one kind; ``BadInput`` when the name is taken or is none."""
    if kind not in STARTERS:
        raise unknown_name("kind of file", kind, STARTERS, "needsbook add")
    path, content, advice = STARTERS[kind](project, name.strip())
    if path.exists():
        raise BadInput(f"{path.name} is there already", project.relative(path), "edit it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
    if kind == "framework":
        _put_into_theme(project, name.strip())
    for load in (load_indicators, load_plans, load_frameworks, load_crosswalk):
        load.cache_clear()
    return StarterAdded(path, advice)


def _put_into_theme(project: Project, slug: str) -> None:
    """Give the starter's outcome a theme of its own in the crosswalk, where all must stand."""
    path = project.frameworks / "crosswalk.yml"
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    letters = re.sub(r"[^a-z]+", "_", slug).strip("_")
    theme = (
        f"  # Sort the outcomes of {slug} into the themes above, and remove this one.\n"
        f"  - id: {letters}_unsorted\n    title: Not sorted into a theme yet\n"
        f'    outcomes: ["{slug}:first-outcome"]\n'
    )
    new = re.sub(r"(?m)^needs:", lambda _: theme + "needs:", text, count=1)
    path.write_text(new, encoding="utf-8", newline="\n")


def _title(name: str) -> str:
    words = re.sub(r"[_\-]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _add_indicator(project: Project, name: str) -> tuple[Path, str, tuple[str, ...]]:
    if not re.match(ID_PATTERN, name):
        raise BadInput(
            f"“{name}” is no id for an indicator", "needsbook add indicator",
            "write lower case letters, digits and underscores, such as smoking_at_delivery_pct",
        )  # fmt: skip
    topics, sources = (
        [topic.id for topic in load_topics(project).values()],
        list(load_sources(project)),
    )
    content = INDICATOR.format(
        id=name, title=_title(name), lower=_title(name).lower(), topics=", ".join(topics),
        topic=topics[0], sources=", ".join(sources), source=sources[0],
    )  # fmt: skip
    return project.indicators / f"{name}.yml", content, (
        "write its words, then needsbook check",
        f"bring its figures in: needsbook import FILE --as {name} --dataset {name}",
        "needsbook ids --update gives the new figures their ids",
        "needsbook build shows it everywhere it belongs",
    )  # fmt: skip


def _slug(name: str, kind: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise BadInput(
            f"“{name}” is no name for a {kind}", f"needsbook add {kind}",
            "write lower case letters, digits and hyphens, such as medway-2026",
        )  # fmt: skip
    return name


def _first_area(project: Project) -> str:
    return next(iter(load_areas(project).books.values())).areas[0]


def _add_plan(project: Project, name: str) -> tuple[Path, str, tuple[str, ...]]:
    slug = _slug(name, "plan")
    path = project.plans / slug.replace("-", "_") / "claims.yml"
    content = PLAN.format(slug=slug, title=_title(slug), area=_first_area(project))
    return path, content, (
        "write what the plan states, one claim a statement, then needsbook check",
        f"needsbook audit {slug} sets the claims beside published figures",
    )  # fmt: skip


def _add_framework(project: Project, name: str) -> tuple[Path, str, tuple[str, ...]]:
    slug = _slug(name, "framework")
    content = FRAMEWORK.format(
        slug=slug, title=_title(re.sub(r"\d+", "", slug)), area=_first_area(project),
        short="f" + re.sub(r"[^a-z0-9]", "", slug)[:9],
    )  # fmt: skip
    return project.frameworks / f"{slug}.yml", content, (
        "write outcomes and measures, sort them into data/frameworks/crosswalk.yml, then needsbook check",
        "needsbook build shows them on the pages of outcomes of its areas",
    )  # fmt: skip


def _add_page(project: Project, name: str) -> tuple[Path, str, tuple[str, ...]]:
    slug = _slug(name, "page")
    area = [template for template in find_templates(project) if template.scope == "area"]
    if any(template.slug == slug for template in area):
        raise BadInput(f"there is a page “{slug}”", "notebooks/area", "choose another name")
    number = max(int(template.number) for template in area) + 1
    indicator = next(iter(load_indicators(project)))
    cells = [
        nbformat.v4.new_code_cell(
            "# Values for trying out; the book runs this notebook once for each area.\n"
            'area = "westminster"',
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell(
            "from needsbook.page import open_page\n\npage = open_page(area)\n"
            f'page.title("{_title(slug)}")'
        ),
        nbformat.v4.new_markdown_cell("## A heading"),
        nbformat.v4.new_code_cell(f'page.say("{indicator}")'),
        nbformat.v4.new_code_cell(f'page.trend("{indicator}")'),
        nbformat.v4.new_code_cell(f'page.about("{indicator}")'),
    ]
    for at, cell in enumerate(cells):
        cell["id"] = f"c{at:03d}"
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}  # fmt: skip
    path = project.notebooks / "area" / f"{number:02d}_{slug.replace('-', '_')}.ipynb"
    return path, nbformat.writes(notebook) + "\n", (
        f"open {project.relative(path)} in JupyterLab and write the page",
        f"needsbook build --page {slug} runs this page alone",
    )  # fmt: skip


STARTERS: Mapping[str, Callable[[Project, str], tuple[Path, str, tuple[str, ...]]]] = {
    "indicator": _add_indicator, "page": _add_page, "plan": _add_plan, "framework": _add_framework,
}  # fmt: skip
