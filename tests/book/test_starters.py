"""Starters of new files pass the check as they are, and say what to do next."""

from __future__ import annotations

import pytest

from needsbook.book.file_faults import check_files
from needsbook.book.starters import add_starter
from needsbook.errors import NeedsbookError


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("indicator", "smoking_at_delivery_pct"), ("page", "my-page"), ("plan", "medway-2026"),
        ("framework", "medway-2026"),
    ],
)  # fmt: skip
def test_a_starter_passes_the_check(project_copy, kind, name):
    added = add_starter(project_copy, kind, name)
    assert added.path.exists()
    assert added.next
    assert check_files(project_copy, report=lambda text: None) == []
    with pytest.raises(NeedsbookError):
        add_starter(project_copy, kind, name)


@pytest.mark.parametrize(("kind", "name"), [("indicator", "A B"), ("plan", "x_y"), ("thing", "a")])
def test_a_wrong_name_is_refused_and_nothing_is_written(project_copy, kind, name):
    before = sorted(project_copy.data.rglob("*"))
    with pytest.raises(NeedsbookError):
        add_starter(project_copy, kind, name)
    assert sorted(project_copy.data.rglob("*")) == before
