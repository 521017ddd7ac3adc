"""Pages as the book publishes them, made in this process: no kernel, no Jupyter Book."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import nbformat
from lxml import html as lxml_html

from needsbook.book.clean import PageFacts, clean_notebook
from needsbook.book.templates import Template, find_templates, plan_runs
from needsbook.geography.outlines import write_outlines
from needsbook.page.area_page import AreaPage
from needsbook.page.base import Page
from needsbook.page.overview_page import OverviewPage
from needsbook.paths import Project
from needsbook.store import Store


@dataclass(frozen=True)
class Made:
    """One page: its address, its article as HTML, what it tells the build."""

    page: str
    html: str
    facts: PageFacts
    figures: Mapping[str, dict[str, Any]]

    @property
    def root(self) -> lxml_html.HtmlElement:
        """The article."""
        return lxml_html.fragment_fromstring(self.html, create_parent="article")


@cache
def templates_of(project: Project) -> tuple[Template, ...]:
    """The templates of the project; every boundary layer is ready to be drawn."""
    layers = sorted(path.stem for path in project.boundaries.glob("*.yml"))
    write_outlines(project, layers, project.layers)
    return tuple(find_templates(project))


def make_pages(store: Store, slugs: list[str], scope: str = "area") -> list[Made]:
    """The published pages of these areas, made by their templates."""
    templates = [template for template in templates_of(store.project) if template.scope == scope]
    areas = [store.areas[slug] for slug in slugs]
    made = []
    for run in plan_runs(templates, areas):
        if scope == "area":
            page: Page = AreaPage(store, store.areas[run.folder])
        else:
            page = OverviewPage(store, areas)
        item = make_page(run.template, run.page, page)
        if not item.facts.empty:
            made.append(item)
    return made


def make_page(template: Template, name: str, page: Page) -> Made:
    """The page of one template: its cells run with ``page``, cleaned, and set as HTML."""
    notebook = nbformat.read(template.path, as_version=4)
    known: dict[str, object] = {"page": page, "area": "", "areas": []}
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if "parameters" in cell.metadata.get("tags", []):
                continue
            block = run_cell(cell.source, known)
            data, about = block._repr_mimebundle_()  # type: ignore[attr-defined]
            output = nbformat.v4.new_output("display_data", data, metadata=about)
            cell = nbformat.v4.new_code_cell(cell.source, outputs=[output])
        cells.append(cell)
    made = clean_notebook(nbformat.v4.new_notebook(cells=cells), name)
    parts = []
    for cell in made.notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(set_markdown(cell.source))
        else:
            parts += [output["data"]["text/html"] for output in cell.outputs]
    return Made(name, "\n".join(parts), made.facts, made.figures)


def run_cell(source: str, known: dict[str, object]) -> object:
    """The value of a cell's last expression; the page is the one in ``known``."""
    lines = [
        statement for statement in ast.parse(source).body
        if not isinstance(statement, ast.ImportFrom) and "open_" not in ast.unparse(statement)
    ]  # fmt: skip
    for line in lines[:-1]:
        exec(ast.unparse(line), known)
    return eval(ast.unparse(lines[-1]), known)


def set_markdown(text: str) -> str:
    """Headings and paragraphs: all that the templates use."""
    parts = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        found = re.match(r"(#+) (.*)", piece, re.S)
        if found:
            level = len(found[1])
            parts.append(f"<h{level}>{escape(found[2])}</h{level}>")
        else:
            parts.append(piece if piece.startswith("<") else f"<p>{escape(piece)}</p>")
    return "\n".join(parts)
