"""The pages that list the cards, and how every page of the register is made and written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from needsbook.escaping import close_links
from needsbook.register.cite import Edition


@cache
def load_template(name: str) -> Template:
    """A compiled template of this package."""
    loader = PackageLoader("needsbook.register", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)


def write_lists(
    names: Mapping[tuple[str, str], tuple[str, str]], edition: Edition
) -> dict[str, str]:
    """Two kinds of pages by address: all measures, and all areas of each measure.

    ``names`` gives for each card (the first two parts of its ids) the measure and the area.
    """
    template = load_template("list.html.j2")
    shared = {"book": edition.title, "packed": edition.packed, "script": False, "area": ""}
    groups: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}
    for (first, second), (title, area) in sorted(names.items()):
        groups.setdefault(first, []).append((area, f"{second}.html"))
        titles.setdefault(first, title)
    pages = {
        f"figures/{first}/index.html": template.render(
            **shared,
            up="../../",
            title=titles[first],
            lead="",
            groups=[("", sorted(links))],
            trail=[("All figures", "../index.html")],
        )
        for first, links in groups.items()
    }
    pages["figures/index.html"] = template.render(
        **shared,
        up="../",
        title="All figures",
        lead="Every figure this book prints, with its source, its history and how to cite it.",
        groups=[("", sorted((title, f"{first}/index.html") for first, title in titles.items()))],
        trail=[],
    )
    return pages


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write ``pages`` (text by address below ``folder``)."""
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((close_links(text) if name.endswith(".html") else text).encode("utf-8"))
