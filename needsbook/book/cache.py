"""Which pages are still right: keys over template, parameters, what was read, and code.

After a run the page's facts tell what it read: indicators, layers, documents. The key is
the hash of the template, the parameters, our code, and the present state of exactly
those things; when it is unchanged the notebook is not run again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from needsbook.book.dependencies import list_dependencies
from needsbook.book.known_sums import KnownSums
from needsbook.book.templates import Run
from needsbook.catalogue import load_indicators, load_passports
from needsbook.files import hash_code
from needsbook.outcomes.review_dates import DATA_DATE, find_data_date
from needsbook.paths import Project
from needsbook.store.store import Store
from needsbook.store.tidy import hash_inputs


class State:
    """The state of everything a page may read, as digests by name.

    The project's files are looked at once, when the build begins: a key never vouches for
    what changed while the pages were being made (``find_changed`` tells of that).
    """

    def __init__(self, project: Project, store: Store) -> None:
        self.project = project
        self.store = store
        self.sums = KnownSums(project.build / "sums.json")
        self.inventory = take_inventory(project, self.sums)

    @cached_property
    def table(self) -> str:
        """Digest of what the tidy table was made from."""
        return hash_inputs(self.project)

    @cached_property
    def code(self) -> str:
        """Digest of the package, of what it depends on, and of the files every page may name."""
        digest = hashlib.sha256(hash_code().encode())
        digest.update(" ".join(list_dependencies()).encode())
        for name, held in self.inventory.items():
            if name in _SHARED_FILES or name.startswith(_SHARED_FOLDERS):
                digest.update(name.encode() + held.encode())
        return digest.hexdigest()

    @cached_property
    def whole(self) -> str:
        """Digest of everything a build reads, and of what it is made with."""
        return hashlib.sha256(f"{self.code} {sorted(self.inventory.items())}".encode()).hexdigest()

    def find_changed(self) -> list[str]:
        """The project's files that are not what they were when the build began."""
        now = take_inventory(self.project, self.sums)
        names = now.keys() | self.inventory.keys()
        return sorted(name for name in names if now.get(name) != self.inventory.get(name))

    @cached_property
    def indicators(self) -> Mapping[str, str]:
        """Digest per indicator: its rows, its file, the passports of its datasets."""
        table = self.store.table
        rows = pd.util.hash_pandas_object(table.drop(columns=["row"]), index=False)
        sums = rows.groupby(table["indicator"].to_numpy()).agg(lambda part: int(part.sum()))
        datasets = table.groupby("indicator")["dataset"].unique()
        passports = load_passports(self.project)
        found = {}
        for name, indicator in load_indicators(self.project).items():
            digest = hashlib.sha256(indicator.model_dump_json().encode())
            digest.update(str(sums.get(name, 0)).encode())
            # A figure derived here stands in no snapshot: its rows say all there is.
            for dataset in sorted(
                dataset_name for dataset_name in datasets.get(name, []) if dataset_name
            ):
                digest.update(passports[dataset].model_dump_json().encode())
            found[name] = digest.hexdigest()
        return found

    @cached_property
    def enumerated(self) -> str:
        """Digest of what there is to list: the names of indicators, plans, snapshots, editions.

        A page that says “all indicators” reads the list, not only those on it today.
        """
        names = [
            name for name in self.inventory if name.startswith(_LISTED) and name.endswith(".yml")
        ]
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    def document(self, name: str) -> str:
        """Digest of a file or of all files of a folder, by its path in the project.

        The data date stands for the day alone, whatever else the passports say.
        """
        if name == DATA_DATE:
            return find_data_date(self.store).isoformat()
        digest = hashlib.sha256(name.encode())
        for path, held in self.inventory.items():
            if path == name or path.startswith(f"{name}/"):
                digest.update(path.encode() + held.encode())
        return digest.hexdigest()

    def key(self, run: Run, reads: Mapping[str, list[str]]) -> str:
        """The key of ``run`` if it reads ``reads`` (kinds: indicators, documents)."""
        parts = {
            "template": self.inventory.get(self.project.relative(run.template.path))
            or self.sums.sum(run.template.path),
            "parameters": dict(run.values),
            "code": self.code,
            "indicators": {
                name: self.indicators.get(name, "") for name in reads.get("indicators", [])
            },
            "documents": {name: self.document(name) for name in reads.get("documents", [])},
            "enumerated": self.enumerated,
        }
        if run.template.scope == "overview":
            # Pages about everything there is: a list of all indicators reads all of them.
            parts["every indicator"] = self.indicators
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


# Files whose change may show on any page.
_SHARED_FILES = ("data/topics.yml", "geo/areas.yml", "geo/wards.csv", "geo/ward_changes.csv")
# Folders whose files are enumerated: one more or one less may show on any page.
_LISTED = (
    "data/indicators/", "data/plans/", "data/frameworks/", "data/promises/", "data/engagement/",
    "data/snapshots/", "editions/",
)  # fmt: skip
_SHARED_FOLDERS = ("data/sources/", "data/neighbours/")


def take_inventory(project: Project, sums: KnownSums) -> dict[str, str]:
    """The sha256 of every file a build reads, by path from the project's folder, in order."""
    found = {}
    for folder in (project.data, project.geo, project.editions, project.notebooks, project.book):
        for base, folders, names in os.walk(folder):
            # Folders with a dot are nobody's data: a refresh's waiting files, an editor's copies.
            folders[:] = sorted(text for text in folders if not text.startswith("."))
            for name in sorted(names):
                path = Path(base) / name
                found[path.relative_to(project.root).as_posix()] = sums.sum(path)
    if project.config.is_file():
        found[project.config.name] = sums.sum(project.config)
    return dict(sorted(found.items()))


def hash_folder(folder: Path, more: str) -> str:
    """The sha256 of every file below ``folder`` with its name, and of ``more``."""
    digest = hashlib.sha256(more.encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
