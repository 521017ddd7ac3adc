"""Fixtures of the outcomes tests: a project whose local figures a test may write."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from needsbook.paths import Project
from needsbook.show.blocks import Block
from needsbook.store import Store

ROOT = Path(__file__).resolve().parents[2]
LEFT_TO_COUNCILS = "cla_sdq_average_score"


@pytest.fixture
def desk(tmp_path: Path) -> Project:
    """A project with this checkout's data and no local figures."""
    (tmp_path / "data").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\n")
    for name in (
        "sources",
        "frameworks",
        "promises",
        "engagement",
        "snapshots",
        "lait",
        "topics.yml",
        "neighbours",
    ):
        (tmp_path / "data" / name).symlink_to(ROOT / "data" / name)
    # One score stays with the councils here, so that a sheet has every kind of measure.
    (tmp_path / "data" / "indicators").mkdir()
    for path in (ROOT / "data" / "indicators").glob("*.yml"):
        target = tmp_path / "data" / "indicators" / path.name
        if path.stem == LEFT_TO_COUNCILS:
            target.write_text(path.read_text(encoding="utf-8").split("answers:")[0])
        else:
            target.symlink_to(path)
    (tmp_path / "geo").symlink_to(ROOT / "geo")
    return Project(tmp_path)


@pytest.fixture
def desk_store(desk: Project, store: Store) -> Store:
    """A store of the desk with the checkout's table."""
    return Store(desk, store.table)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.figures: list[str] = []
        self.repeated: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("data-figure"):
            self.figures.append(values["data-figure"] or "")
        if name := values.get("id"):
            if name in self.ids:
                self.repeated.append(name)
            self.ids.add(name)


@pytest.fixture(scope="session")
def check_blocks() -> Callable[[list[Block]], None]:
    """Asserts that every figure marked in the HTML is among its block's figures, and that no
    element's id stands twice."""
    return _check_blocks


def _check_blocks(blocks: list[Block]) -> None:
    reader = _Reader()
    for block in blocks:
        before = len(reader.figures)
        reader.feed(block.html)
        held = {figure.id for figure in block.figures}
        assert set(reader.figures[before:]) <= held, block.title
    assert not reader.repeated


@pytest.fixture(scope="session")
def visible_text() -> Callable[[str], str]:
    """Gives what a reader sees of a piece of HTML."""
    return _visible_text


def _visible_text(html: str) -> str:
    html = re.sub(r"<(title|desc)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
