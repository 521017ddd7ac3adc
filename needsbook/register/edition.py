"""The title and address a book is cited by."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from needsbook.catalogue import load_areas
from needsbook.catalogue.documents import read_yaml
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.register.cite import Edition


def read_edition(project: Project, title: str = "", *, packed: bool = False) -> Edition:
    """The book's title (the first book's unless given) and, from ``_config.yml``, where it is.

    ``html: baseurl:`` is Jupyter Book's own setting for the address a book is published at;
    where it is not set, addresses are given from the book's first page on.
    """
    config = read_yaml(project.config)
    html = config.get("html") if isinstance(config, dict) else None
    base = str((html if isinstance(html, dict) else {}).get("baseurl") or "").strip()
    if base and not _is_address(base):
        raise BadInput(
            f"the book's address “{base}” is not one that starts with https:// and a name",
            f"{project.relative(project.config)}: html.baseurl",
            "write the whole address (https://needs.example.gov.uk/book/), or leave it empty",
        )
    if base and not base.endswith("/"):
        base += "/"
    if not title:
        title = next(iter(load_areas(project).books.values())).title
    return Edition(title, base, packed)


def _is_address(text: str) -> bool:
    """Whether pages, cards and feeds can be found below the address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = re.fullmatch(r"[A-Za-z0-9:/._~%@-]+", text) is not None
    return plain and parts.scheme == "https" and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) is not None  # fmt: skip
