"""Where a figure comes from when it is no row of a snapshot: a document the project keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from needsbook.catalogue.documents import read_yaml
from needsbook.paths import Project
from needsbook.store import Figure


@dataclass(frozen=True)
class Origin:
    """A document figures are taken from: title, publisher, and its file in the project."""

    title: str
    publisher: str
    path: str


# The part of a dataset's name before the colon, and the file (or folder) it stands for.
_FILES: Mapping[str, str] = {
    "plan": "data/plans/{folder}/claims.yml",
    "framework": "data/frameworks/{name}.yml",
    "promises": "data/promises/{name}.yml",
    "engagement": "data/engagement/{name}.yml",
    "local": "data/local/{name}.csv",
}
# Figures whose dataset is empty: their method says which of the project's records they are.
_METHODS: Mapping[str, tuple[str, str]] = {
    "printed in the plan": ("The plan as it was printed", "data/plans"),
    "stated in the plan": ("The outcomes framework of the plan", "data/frameworks"),
    "printed in the report": ("The report of the consultation", "data/engagement"),
    "local records": ("The authority's own records", "data/local"),
    "counted": ("Counted by this book from the records it keeps", "data"),
}


def find_origin(project: Project, figure: Figure) -> Origin | None:
    """The document a figure was taken from; None when it names none we keep."""
    kind, colon, name = figure.dataset.partition(":")
    if colon and kind in _FILES:
        path = project.root / _FILES[kind].format(name=name, folder=name.replace("-", "_"))
        return _read_origin(project, path, name) if path.exists() else None
    if not figure.dataset and figure.method in _METHODS:
        title, folder = _METHODS[figure.method]
        return Origin(title, "", folder)
    return None


def list_origins(project: Project) -> list[Origin]:
    """Every document of the project that figures may be taken from, in order of their paths."""
    patterns = (pattern.format(name="*", folder="*") for pattern in _FILES.values())
    paths = sorted(path for pattern in patterns for path in project.root.glob(pattern))
    return [_read_origin(project, path, path.stem) for path in paths]


def _read_origin(project: Project, path: Path, name: str) -> Origin:
    title, publisher = name, ""
    if path.suffix == ".yml":
        content = read_yaml(path)
        title, publisher = str(content.get("title", name)), str(content.get("publisher", ""))
    return Origin(title, publisher, project.relative(path))
