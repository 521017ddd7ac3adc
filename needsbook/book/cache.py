"""Which pages are still right: keys over template, parameters, what was read, and code.

After a run the page's facts tell what it read: indicators, layers, documents. The key is
the hash of the template, the parameters, our code, and the present state of exactly
those things; when it is unchanged the notebook is not run again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from needsbook.book.templates import Run
from needsbook.catalogue import load_indicators, load_passports
from needsbook.files import hash_code
from needsbook.outcomes.dates import DATA_DATE, find_data_date
from needsbook.paths import Project
from needsbook.store.store import Store
from needsbook.store.tidy import hash_inputs


class State:
    """The present state of everything a page may read, as digests by name."""

    def __init__(self, project: Project, store: Store) -> None:
        self.project = project
        self.store = store

    @cached_property
    def table(self) -> str:
        """Digest of what the tidy table was made from."""
        return hash_inputs(self.project)

    @cached_property
    def code(self) -> str:
        """Digest of the package and of the documents every page may name."""
        files = [self.project.areas, self.project.wards, self.project.ward_changes]
        for folder in ("sources", "neighbours"):
            files += (self.project.data / folder).glob("*")
        digest = hashlib.sha256(hash_code().encode())
        for path in sorted(files, key=lambda one: one.as_posix()):
            if path.is_file():
                digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

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
            for dataset in sorted(datasets.get(name, [])):
                digest.update(passports[dataset].model_dump_json().encode())
            found[name] = digest.hexdigest()
        return found

    def document(self, name: str) -> str:
        """Digest of a file or of all files of a folder, by its path in the project.

        The data date stands for the day alone, whatever else the passports say.
        """
        if name == DATA_DATE:
            return find_data_date(self.store).isoformat()
        path = self.project.root / name
        digest = hashlib.sha256(name.encode())
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()

    def key(self, run: Run, reads: Mapping[str, list[str]]) -> str:
        """The key of ``run`` if it reads ``reads`` (kinds: indicators, documents)."""
        parts = {
            "template": hashlib.sha256(run.template.path.read_bytes()).hexdigest(),
            "parameters": dict(run.values),
            "code": self.code,
            "indicators": {
                name: self.indicators.get(name, "") for name in reads.get("indicators", [])
            },
            "documents": {name: self.document(name) for name in reads.get("documents", [])},
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
