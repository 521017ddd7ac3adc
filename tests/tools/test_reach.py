"""The search for code nothing reaches finds what it should, and only that."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reach() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reach", ROOT / "tools" / "reach.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_nothing_names_is_found_and_what_something_names_is_not(
    reach: ModuleType, tmp_path: Path
) -> None:
    package = tmp_path / "needsbook"
    package.mkdir()
    (package / "one.py").write_text(
        "LOST = 1\nKEPT = 2\n\ndef used():\n    return KEPT\n\ndef by_name():\n    pass\n\n"
        "def unused():\n    pass\n\nCALLS = ['by_name', used(), 'CALLS']\n",
        encoding="utf-8",
    )
    (tmp_path / "notebooks").mkdir()
    found = {name for name, _, _ in reach.find_unreached(tmp_path)}
    assert found == {"LOST", "unused"}
