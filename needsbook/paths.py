"""Every path of the project, once. Imports nothing of ours.

The project folder is the one that holds ``_config.yml`` and ``data/``: the folder
given by ``NEEDSBOOK_PROJECT``, else the nearest one at or above the working folder,
else the one the package stands in.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """The folders of one checkout; ``root`` is absolute."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def indicators(self) -> Path:
        return self.data / "indicators"

    @property
    def sources(self) -> Path:
        return self.data / "sources"

    @property
    def topics(self) -> Path:
        return self.data / "topics.yml"

    @property
    def snapshots(self) -> Path:
        return self.data / "snapshots"

    @property
    def corrections(self) -> Path:
        return self.data / "corrections.yml"

    @property
    def plans(self) -> Path:
        return self.data / "plans"

    @property
    def frameworks(self) -> Path:
        return self.data / "frameworks"

    @property
    def editions(self) -> Path:
        return self.root / "editions"

    @property
    def geo(self) -> Path:
        return self.root / "geo"

    @property
    def areas(self) -> Path:
        return self.geo / "areas.yml"

    @property
    def wards(self) -> Path:
        return self.geo / "wards.csv"

    @property
    def ward_changes(self) -> Path:
        return self.geo / "ward_changes.csv"

    @property
    def boundaries(self) -> Path:
        return self.geo / "boundaries"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def book(self) -> Path:
        return self.root / "book"

    @property
    def config(self) -> Path:
        return self.root / "_config.yml"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def store(self) -> Path:
        return self.build / "store.parquet"

    @property
    def layers(self) -> Path:
        return self.build / "layers"

    @property
    def runs(self) -> Path:
        return self.build / "runs"

    @property
    def staging(self) -> Path:
        return self.build / "book"

    @property
    def site(self) -> Path:
        return self.build / "site"

    def relative(self, path: Path) -> str:
        """``path`` as printed in messages: from the project folder, with forward slashes."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def find_project(start: Path | None = None) -> Project:
    """The project to work on (see the module's first lines for the order)."""
    given = os.environ.get("NEEDSBOOK_PROJECT")
    if given and start is None:
        return Project(Path(given).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file() and (folder / "data").is_dir():
            return Project(folder)
    return Project(Path(__file__).resolve().parents[1])
