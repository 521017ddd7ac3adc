"""The hand-written part of the contents list (``book/_toc.yml``), and whether it fits the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput, NeedsbookError, unknown_name
from needsbook.paths import Project


class ContentsFile(Document):
    """The whole of ``book/_toc.yml``."""

    about: tuple[str, ...]
    """The pages about the book in their order, each a file below ``book`` without its ending."""


def contents_path(project: Project) -> Path:
    """The file that lists the pages written by hand."""
    return project.book / "_toc.yml"


def read_contents(project: Project) -> tuple[str, ...]:
    """The pages about the book, in the order of the contents list."""
    return read_document(contents_path(project), ContentsFile).about


def find_contents_faults(project: Project) -> Iterator[NeedsbookError]:
    """A page the list leaves out, an entry that is no page, one that stands twice."""
    path = contents_path(project)
    listed = read_contents(project)
    where = project.relative(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    pages = {
        page.relative_to(project.book).with_suffix("").as_posix()
        for page in project.book.rglob("*.md")
    } - {"index"}
    for at, name in enumerate(listed):
        numbers = [n for n, line in enumerate(lines, 1) if line.strip(" -'\"") == name] or [1]
        if name not in pages:
            yield unknown_name("page", name, pages, f"{where}, line {numbers[0]}")
        elif name in listed[:at]:
            yield BadInput(f"the page {name} stands twice", f"{where}, line {numbers[-1]}", "remove one")  # fmt: skip
    for name in sorted(pages - set(listed)):
        yield BadInput(
            f"no reader finds the page {name}: the contents list leaves it out",
            f"book/{name}.md",
            f"add “- {name}” to {where}, or move the page away",
        )
