"""Templates: the parameterised notebooks, and which of them run for which area."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from needsbook.catalogue.areas import Area, Areas
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

# The template whose page an area's folder opens with.
LANDING = "summary"
NAME = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)\.ipynb")


@dataclass(frozen=True)
class Template:
    """One notebook of ``notebooks/area`` or ``notebooks/overview``.

    ``parameters`` are the names its parameters cell sets, with their trial values.
    """

    path: Path
    scope: str
    number: str
    slug: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As people name it: ``area/03_poverty``."""
        return f"{self.scope}/{self.path.stem}"


@dataclass(frozen=True)
class Run:
    """One template run once: with an area, or for the whole book."""

    template: Template
    folder: str
    values: Mapping[str, Any]

    @property
    def page(self) -> str:
        """The page's address below the site, without ending: ``westminster/obesity``.

        The summary is its area's landing page: ``westminster/index``.
        """
        slug = self.template.slug
        landing = self.template.scope == "area" and slug == LANDING
        return f"{self.folder}/{'index' if landing else slug}"

    @property
    def label(self) -> str:
        """The run in messages: ``area/03_poverty (westminster)``."""
        return f"{self.template.name} ({self.folder})"


def find_templates(project: Project) -> list[Template]:
    """Every template, areas' first, in order of number."""
    found = []
    for scope in ("area", "overview"):
        for path in sorted((project.notebooks / scope).glob("*.ipynb")):
            where = project.relative(path)
            match = NAME.fullmatch(path.name)
            if not match:
                raise BadInput(
                    f"{path.name} is not a template's name", where, "name it NN_name.ipynb"
                )
            parameters = read_parameters(path, where)
            found.append(Template(path, scope, match[1], match[2].replace("_", "-"), parameters))
        slugs = [template.slug for template in found if template.scope == scope]
        for slug in slugs:
            if slugs.count(slug) > 1:
                raise BadInput(f"two templates make the page “{slug}”", scope, "rename one")
    return found


def _read_notebook(path: Path, where: str) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # nbformat raises many kinds, in its own words
        raise BadInput(f"{path.name} is not a notebook", where, "restore it") from None


def list_cells(path: Path, where: str) -> list[tuple[int, str]]:
    """The code of a notebook: each cell's number (from 1, text counted) and source."""
    cells = _read_notebook(path, where).cells
    return [(at, str(cell.source)) for at, cell in enumerate(cells, 1) if cell.cell_type == "code"]


def read_parameters(path: Path, where: str) -> dict[str, Any]:
    """Names and trial values set in the cell tagged ``parameters``."""
    notebook = _read_notebook(path, where)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            values: dict[str, Any] = {}
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.AnnAssign):
                    targets: Sequence[ast.expr] = [node.target]
                elif isinstance(node, ast.Assign):
                    targets = node.targets
                else:
                    continue
                for target in targets:
                    if isinstance(target, ast.Name) and node.value is not None:
                        values[target.id] = ast.literal_eval(node.value)
            return values
    raise BadInput(
        f"{path.name} has no cell tagged “parameters”",
        where,
        "tag the first code cell “parameters” and set its trial values there",
    )


def check_parameters(template: Template, values: Mapping[str, Any]) -> None:
    """Refuse names the template does not have, names it lacks, and values of another type."""
    for name, value in values.items():
        if name not in template.parameters:
            raise unknown_name("parameter", name, template.parameters, template.name)
        trial = template.parameters[name]
        if trial is not None and not isinstance(value, type(trial)):
            raise BadInput(
                f"parameter {name} must be a {type(trial).__name__}, not {value!r}",
                template.name,
                f"give it a value like {trial!r}",
            )
    for name in template.parameters:
        if name not in values:
            raise BadInput(
                f"parameter {name} has no value", template.name, "give it one for this run"
            )


def choose_templates(templates: Sequence[Template], pages: Sequence[str]) -> list[Template]:
    """The templates named by number (``03``), slug or name; all when ``pages`` is empty."""
    if not pages:
        return list(templates)
    known: dict[str, list[Template]] = {}
    for template in templates:
        for name in (template.number, template.slug, template.path.stem, template.name):
            known.setdefault(name, []).append(template)
    chosen: list[Template] = []
    for page in pages:
        key = page if page in known else page.lower().replace("_", "-")
        if key not in known:
            raise unknown_name("page", page, known)
        chosen += [template for template in known[key] if template not in chosen]
    return [template for template in templates if template in chosen]


def plan_runs(templates: Sequence[Template], areas: Sequence[Area]) -> list[Run]:
    """One run per area template and area, one per overview template."""
    slugs = [area.slug for area in areas]
    runs = []
    for template in templates:
        if template.scope == "area":
            runs += [Run(template, area.slug, {"area": area.slug}) for area in areas]
        else:
            runs.append(Run(template, "overview", {"areas": slugs}))
    for run in runs:
        check_parameters(run.template, run.values)
    return runs


def choose_areas(areas: Areas, names: Sequence[str], book: str = "") -> list[Area]:
    """The areas named (slug, code or name), or those of the book; wards are refused."""
    if not names:
        chosen = areas.books[book] if book else next(iter(areas.books.values()))
        return [areas[slug] for slug in chosen.areas]
    found: list[Area] = []
    for name in names:
        area = areas.find(name)
        if area.level not in ("upper_tier", "district"):
            raise BadInput(
                f"{area.name} is a {area.level.replace('_', ' ')}: no book is made for it",
                do="name an authority, for example --area westminster",
            )
        if area not in found:
            found.append(area)
    return found
