"""The title and address a book is cited by."""

from __future__ import annotations

from needsbook.catalogue import load_areas
from needsbook.catalogue.documents import read_yaml
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.register.cite import Edition


def read_edition(project: Project, title: str = "") -> Edition:
    """The book's title (the first book's unless given) and, from ``_config.yml``, where it is.

    ``html: baseurl:`` is Jupyter Book's own setting for the address a book is published at;
    where it is not set, addresses are given from the book's first page on.
    """
    config = read_yaml(project.config)
    html = config.get("html") if isinstance(config, dict) else None
    base = str((html or {}).get("baseurl") or "")
    if base and not base.startswith("https://"):
        raise BadInput(
            f"the book's address “{base}” does not start with https://",
            f"{project.relative(project.config)}: html.baseurl",
            "write the whole address, or leave it empty",
        )
    if base and not base.endswith("/"):
        base += "/"
    if not title:
        title = next(iter(load_areas(project).books.values())).title
    return Edition(title, base)
