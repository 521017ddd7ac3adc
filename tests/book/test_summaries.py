"""A summary is found once and lent: what it says and what it read are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.book import summaries
from needsbook.book.parents import SCRATCH
from needsbook.book.summaries import AREAS, share_summary
from needsbook.page import open_page
from needsbook.page.summary import find_summary
from needsbook.paths import Project
from needsbook.show.summary import Summary
from needsbook.store import Store


def say_findings(summary: Summary) -> list[str]:
    """The sentences of all sides."""
    return [finding.told.sentence.html() for side in summary.sides.values() for finding in side]


@pytest.mark.parametrize("asked", ["hackney hackney", "hackney"])
def test_lent_summary(
    store: Store, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """The second process takes what the first found; an area of one page is left alone."""
    monkeypatch.setenv(SCRATCH, str(tmp_path))
    monkeypatch.setenv(AREAS, asked)

    def open_empty(_: Project) -> Store:
        fresh = store.share()
        fresh.remembered = {}
        return fresh

    monkeypatch.setattr(summaries, "shared_store", open_empty)
    share_summary(project, "hackney")
    assert (tmp_path / "hackney.summary").exists() == (asked == "hackney hackney")
    if not (tmp_path / "hackney.summary").exists():
        return
    own, lent = open_empty(project), open_empty(project)
    made = find_summary(open_page("hackney", own))
    monkeypatch.setattr(summaries, "shared_store", lambda _: lent)
    monkeypatch.setattr(summaries, "find_summary", lambda page: pytest.fail("found twice"))
    share_summary(project, "hackney")
    lent.touched.clear()
    monkeypatch.setattr(
        "needsbook.show.summary._make_summary", lambda *_: pytest.fail("made by the page")
    )
    found = find_summary(open_page("hackney", lent))
    assert (found.who, found.where, found.unknown) == (made.who, made.where, made.unknown)
    assert say_findings(found) == say_findings(made) != []
    assert found.found.standings.equals(made.found.standings)
    assert lent.touched == own.touched
