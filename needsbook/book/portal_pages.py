"""The source folders of a portal: its own pages with map, list and search, and a book an area."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

import yaml

from needsbook.book.assemble import (
    ABOUT_FROM,
    AREA_LIST,
    make_toc,
    name_page,
    place_pages,
    place_releases,
    place_rules,
    short_title,
    write_styles,
)
from needsbook.book.groups import AreaGroup
from needsbook.book.run import Result
from needsbook.book.statement import place_statement
from needsbook.catalogue import load_areas
from needsbook.catalogue.areas import Area
from needsbook.draw.maps.outlines import (
    fit_frame,
    needs_detail,
    read_outlines,
    select_outlines,
    write_path,
)
from needsbook.errors import BadInput, NeedsbookError
from needsbook.escaping import shield
from needsbook.paths import Project

WIDTH, TALLEST = 640, 640


def assemble_portal(
    project: Project, group: AreaGroup, results: Sequence[Result], folder: Path
) -> None:
    """The portal's own pages in ``folder``: first page, pages about all areas, about the book."""
    _start(project, folder)
    own = [result for result in results if result.run.folder == "overview"]
    place_pages(own, folder)
    place_rules(folder)
    place_releases(project, folder)
    place_statement(project.book, folder, group.title)
    with_book = {result.run.folder for result in results}
    areas = [area for area in group.areas if area.slug in with_book]
    index = folder / "index.md"
    text = index.read_text(encoding="utf-8").replace("{{ title }}", shield(group.title))
    if AREA_LIST not in text:
        raise BadInput(
            "book/index.md does not say where the areas stand",
            "book/index.md",
            f"put the line {AREA_LIST} where the list of areas belongs",
        )
    (folder / "_static" / "portal.css").write_bytes(
        files("needsbook.book").joinpath("portal.css").read_bytes()
    )
    # The first page of each book: its summary, or what there is without one.
    first: dict[str, str] = {}
    for result in results:
        first.setdefault(result.run.folder, result.run.page)
    shown = search_form() + draw_map(project, areas, first) + list_books(areas, first)
    shown += list_shared(own)
    index.write_bytes(text.replace(AREA_LIST, shown).encode("utf-8"))
    _write_toc(folder, make_toc(project, own, []))


def assemble_area(project: Project, area: Area, results: Sequence[Result], folder: Path) -> None:
    """The pages of one area in ``folder``, the first of them as the book's first page."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(project.book / "_static", folder / "_static")
    shutil.copyfile(project.config, folder / "_config.yml")
    write_styles(folder / "_static")
    place_pages(results, folder)
    entries = [
        {"file": result.run.page, "title": shield(short_title(name_page(result), area))}
        for result in results
    ]
    toc: dict[str, object] = {"format": "jb-book", "root": results[0].run.page}
    if entries[1:]:
        toc["chapters"] = entries[1:]
    _write_toc(folder, toc)


def _start(project: Project, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(project.book, folder, ignore=shutil.ignore_patterns("_toc.yml", ".*"))
    shutil.copyfile(project.config, folder / "_config.yml")
    write_styles(folder / "_static")


def _write_toc(folder: Path, toc: dict[str, object]) -> None:
    text = yaml.safe_dump(toc, sort_keys=False, allow_unicode=True)
    (folder / "_toc.yml").write_bytes(text.encode("utf-8"))


def search_form() -> str:
    """HTML: a field that searches the pages of every area."""
    return (
        '<form class="nb-portal-search" action="search.html" method="get" role="search">'
        '<label for="nb-portal-q">Search the pages of every area</label> '
        '<input type="search" id="nb-portal-q" name="q"> <button type="submit">Search</button></form>'
    )


def list_books(areas: Sequence[Area], first: Mapping[str, str]) -> str:
    """HTML: a link to the book of each area, in order of name."""
    items = "".join(
        f'<li><a href="{first[area.slug]}.html">{escape(area.name)}</a></li>'
        for area in sorted(areas, key=lambda other: other.name)
    )
    return f'<nav class="nb-portal-list" aria-label="Areas"><h2>{len(areas)} areas</h2><ul>{items}</ul></nav>'


def list_shared(results: Sequence[Result]) -> str:
    """HTML: links to the pages that put all areas side by side."""
    items = "".join(
        f'<li><a href="{result.run.page}.html">{escape(name_page(result))}</a></li>'
        for result in results
        if result.run.template.number < ABOUT_FROM
    )
    return (
        f'<nav aria-label="Side by side"><h2>All areas side by side</h2><ul>{items}</ul></nav>'
        if items
        else ""
    )


def draw_map(project: Project, areas: Sequence[Area], first: Mapping[str, str]) -> str:
    """An SVG map on which each area is a link to its book; empty where none has an outline.

    The list beside it holds the same links, so the map itself is one picture to those who
    do not see it.
    """
    known = load_areas(project)
    layers = {known.around(area).layer for area in areas}
    layer = layers.pop() if len(layers) == 1 else known["england"].layer
    try:
        outlines = read_outlines(project.layers / f"{layer}.json")
        kept = select_outlines(outlines, codes=[area.code for area in areas])
    except NeedsbookError:
        return ""
    frame = fit_frame(kept["bbox"], WIDTH, TALLEST, 4)
    fine = needs_detail(kept)
    shapes = []
    for area in areas:
        held = kept["areas"].get(area.code)
        if held is None:
            continue
        rings = held["rings" if fine else "coarse"]
        path = write_path([frame.place_ring(ring) for ring in rings], 1)
        shapes.append(
            f'<a href="{first[area.slug]}.html" tabindex="-1"><title>{escape(area.name)}</title>'
            f'<path d="{path}" fill-rule="evenodd"/></a>'
        )
    words = (
        f"Map of the {len(shapes)} areas; each leads to its book. The list holds the same links."
    )
    return (
        f'<figure class="nb-portal-map"><svg viewBox="0 0 {WIDTH} {frame.height:.0f}" role="img" '
        f'aria-label="{escape(words)}">{"".join(shapes)}</svg>'
        f"<figcaption>{escape(str(outlines['attribution']))}</figcaption></figure>"
    )
