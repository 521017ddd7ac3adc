"""The book's source folder: hand-written pages, cleaned notebooks, a generated contents list."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

import yaml

from needsbook.book.clean import make_notice, write_notebook
from needsbook.book.contents import read_contents
from needsbook.book.run import Result
from needsbook.book.statement import place_statement
from needsbook.catalogue.areas import Area
from needsbook.draw.font import LICENCE, WEIGHTS, font_css, font_folder
from needsbook.draw.maps.map_style import map_css
from needsbook.draw.palette import chart_css
from needsbook.editions.releases import MARK, PAGE, list_releases, write_releases
from needsbook.errors import BadInput
from needsbook.escaping import shield
from needsbook.paths import Project
from needsbook.show.rules import fill_rules

# Overview pages from this number on are about the book itself.
ABOUT_FROM = "90"
# On the home page the pages of an area stand in two lists: those made for the plan have
# these numbers.
PLAN_PAGES = range(12, 17)
AREA_LIST = "<!-- needsbook: areas -->"


def assemble_book(
    project: Project,
    results: Sequence[Result],
    areas: Sequence[Area],
    title: str,
    front: str = "",
) -> Path:
    """The folder ``build/book``, made anew from the results and ``book/``.

    ``front`` is the HTML of what stands out, for the head of the home page's list.
    """
    staging = project.staging
    shutil.rmtree(staging, ignore_errors=True)
    shutil.copytree(project.book, staging, ignore=shutil.ignore_patterns("_toc.yml", ".*"))
    shutil.copyfile(project.config, staging / "_config.yml")
    write_styles(staging / "_static")
    place_pages(results, staging)
    place_rules(staging)
    index = staging / "index.md"
    text = index.read_text(encoding="utf-8").replace("{{ title }}", shield(title))
    if AREA_LIST not in text:
        raise BadInput(
            "book/index.md does not say where the areas stand",
            "book/index.md",
            f"put the line {AREA_LIST} where the list of areas belongs",
        )
    index.write_bytes(text.replace(AREA_LIST, front + list_areas(results, areas)).encode("utf-8"))
    place_releases(project, staging)
    place_statement(project.book, staging, title)
    toc = make_toc(project, results, areas)
    (staging / "_toc.yml").write_bytes(
        yaml.safe_dump(toc, sort_keys=False, allow_unicode=True).encode("utf-8")
    )
    return staging


def place_rules(folder: Path) -> None:
    """The rules in words, from the code, where the pages about the book name them."""
    for page in sorted((folder / "about").glob("*.md")):
        page.write_bytes(fill_rules(page.read_text(encoding="utf-8")).encode("utf-8"))


def place_pages(results: Sequence[Result], folder: Path) -> None:
    """The cleaned notebooks below ``folder``, and a notice for each page that failed."""
    for result in results:
        target = folder / f"{result.run.page}.ipynb"
        if result.notebook is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(result.notebook, target)
        elif result.failure is not None:
            name = name_page(result)
            write_notebook(
                make_notice(result.run.page, name, result.failure.cell, result.failure.last_line),
                target,
            )


def place_releases(project: Project, staging: Path) -> None:
    """The releases, made from the editions, where a hand-written page asks for them."""
    page = staging / PAGE.replace(".html", ".md")
    if page.is_file() and MARK in (text := page.read_text(encoding="utf-8")):
        listed = write_releases(list_releases(project))
        page.write_bytes(text.replace(MARK, listed).encode("utf-8"))


def write_styles(folder: Path) -> None:
    """The style sheets that pictures and blocks bring with them, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    styles = font_css() + chart_css() + map_css()
    (folder / "pictures.css").write_bytes(styles.encode("utf-8"))
    write_fonts(folder)
    for name in ("outcomes.css", "easy_read.css"):
        (folder / name).write_bytes(files("needsbook.outcomes").joinpath(name).read_bytes())


def write_fonts(folder: Path) -> None:
    """The font's files for pages, with its licence, into ``fonts`` below ``folder``."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for name in [*(f"{weight}.woff2" for weight in WEIGHTS.values()), LICENCE]:
        shutil.copyfile(font_folder() / name, fonts / name)


def name_page(result: Result) -> str:
    """A page's title, from its facts or (when it failed) from its template's name."""
    if result.facts is not None:
        return result.facts.title
    return result.run.template.slug.replace("-", " ").capitalize()


def list_areas(results: Sequence[Result], areas: Sequence[Area]) -> str:
    """HTML: each area with links to its pages, then the pages about all of them."""
    parts = ['<div class="nb-areas">']
    for area in areas:
        own = [result for result in results if result.run.folder == area.slug]
        plan = [result for result in own if int(result.run.template.number) in PLAN_PAGES]
        parts.append(f"<section><h2>{escape(area.formal_name)}</h2>")
        parts.append(_list_pages("Needs", [result for result in own if result not in plan], area))
        parts.append(_list_pages("The plan and what came of it", plan, area))
        parts.append("</section>")
    parts.append("</div>")
    overview = [result for result in results if result.run.folder == "overview"]
    shared = [result for result in overview if result.run.template.number < ABOUT_FROM]
    about = [result for result in overview if result.run.template.number >= ABOUT_FROM]
    parts.append('<div class="nb-areas">')
    for heading, pages in (("All areas side by side", shared), ("Behind the figures", about)):
        if pages:
            parts.append(f"<section><h2>{heading}</h2>{_list_pages('', pages)}</section>")
    parts.append("</div>")
    return "".join(parts)


def _list_pages(heading: str, pages: Sequence[Result], area: Area | None = None) -> str:
    if not pages:
        return ""
    items = []
    for result in pages:
        name = name_page(result)
        name = short_title(name, area) if area else name
        items.append(f'<li><a href="{result.run.page}.html">{escape(name)}</a></li>')
    return f"{f'<h3>{heading}</h3>' if heading else ''}<ul>{''.join(items)}</ul>"


def short_title(title: str, area: Area) -> str:
    """``title`` without the area's name at its end, for lists that stand under it."""
    return re.sub(
        rf"[:,]?\s+(living\s+)?(in\s+)?{re.escape(area.place)}$|[:,]\s+{re.escape(area.name)}$",
        "",
        title,
    )


def make_toc(
    project: Project, results: Sequence[Result], areas: Sequence[Area]
) -> dict[str, object]:
    """The contents list: one chapter an area, the overview, then the pages about the book.

    The hand-written part stands in ``book/_toc.yml``: its ``about`` key lists files.
    """
    parts: list[dict[str, object]] = []
    chapters = []
    for area in areas:
        pages = [result for result in results if result.run.folder == area.slug]
        if not pages:
            continue
        entries = [
            {"file": page.run.page, "title": shield(short_title(name_page(page), area))}
            for page in pages
        ]
        chapter: dict[str, object] = {"file": pages[0].run.page, "title": shield(area.name)}
        chapters.append({**chapter, "sections": entries[1:]} if entries[1:] else chapter)
    if chapters:
        parts.append({"caption": "Areas", "chapters": chapters})
    once = [result for result in results if result.run.folder == "overview"]
    overview = [result for result in once if result.run.template.number < ABOUT_FROM]
    if overview:
        parts.append(
            {
                "caption": "Side by side",
                "chapters": [
                    {"file": result.run.page, "title": shield(name_page(result))}
                    for result in overview
                ],
            }
        )
    about = [{"file": name} for name in read_contents(project)]
    about += [
        {"file": result.run.page, "title": shield(name_page(result))}
        for result in once
        if result.run.template.number >= ABOUT_FROM
    ]
    parts.append({"caption": "About", "chapters": about})
    return {"format": "jb-book", "root": "index", "parts": parts}
