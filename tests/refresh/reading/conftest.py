"""Modules beside the tests, and a file imported dry: read and compared, nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from needsbook.paths import Project
from needsbook.refresh.accept import Held
from needsbook.refresh.imports import read_as
from needsbook.refresh.raw import RawStore

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def held():
    return Held(Project(ROOT))


@pytest.fixture
def import_file(held, tmp_path):
    """What comes of a file of this content (words or bytes), name, indicator and choice."""

    def _import(content, name, indicator, choice):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_as(path, indicator, held.project, held, RawStore(tmp_path / "raw"), choice)

    return _import


@pytest.fixture
def list_values():
    """The values an import would bring, by area and period."""

    def _list(found):
        return {
            (row.area_code, row.period): row.value
            for difference in found.differences
            for row in difference.fetched.rows.itertuples()
        }

    return _list
