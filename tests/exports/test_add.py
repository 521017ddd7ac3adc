"""Adding files and links to a small site: made once, kept, and made anew when a page changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from needsbook.catalogue import Area
from needsbook.errors import BuildError
from needsbook.exports import add, making
from needsbook.exports.add import start_exports
from needsbook.exports.table_sheets import TableSheet, Workbook
from needsbook.paths import Project
from needsbook.register.cite import Edition

AREA = Area(
    code="E09000033", slug="westminster", name="Westminster", level="upper_tier",
    formal_name="City of Westminster",
)  # fmt: skip
CHAPTER_FILES, WORKBOOKS = making.make_chapter_files, making.make_workbooks
MAKERS = {"make_profile_file": 1, "make_chapter_files": 2, "make_workbooks": 2}


@pytest.fixture
def build(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Builds the site anew (with a page's words changed) and gives what was made for it."""
    register: Any = type("Register", (), {"entries": {}})()
    book = Workbook("Figures", ("Needs",), {}, (TableSheet("Table 1", "table_1", "Obesity", ()),))
    monkeypatch.setattr(add, "make_workbook", lambda *_: book)
    monkeypatch.setattr(add, "read_edition", lambda *_: Edition("Needs"))
    monkeypatch.setattr(add, "make_datasets", lambda *_: [])  # test_takeaway has those
    ran: list[str] = []
    for name, count in MAKERS.items():

        def fake(*_: Any, name: str = name, count: int = count) -> list[bytes]:
            ran.append(name)
            return [b"file"] * count

        monkeypatch.setattr(making, name, fake)

    def run(words: str = "It was") -> list[str]:
        site = tmp_path / "site"
        texts = {}
        for name in ("westminster/obesity", "westminster/poverty", "overview/all", "index"):
            path = site / f"{name}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            texts[name] = page.replace("It was", words) if name.endswith("obesity") else page
            path.write_text(texts[name], encoding="utf-8")
        del texts["index"]
        ran.clear()
        with ThreadPoolExecutor(1) as workers:
            start_exports(
                site, texts, [AREA], register, Project(tmp_path), workers, title="Needs", epoch=0
            ).finish()
        return sorted(ran)

    return run


def test_files_are_made_once_and_again_only_for_what_changed(build: Any, tmp_path: Path) -> None:
    first = build()
    assert first.count("make_chapter_files") == 3  # a page of all areas too
    assert first.count("make_workbooks") == 1
    assert build() == []
    changed = build("It is")
    assert changed.count("make_chapter_files") == 1
    assert changed.count("make_profile_file") == 1
    assert changed.count("make_workbooks") == 0
    kept = list((tmp_path / "build" / "exports").iterdir())
    assert len(kept) == len(first)  # what is out of date is not kept


def test_every_page_links_to_its_files(build: Any, tmp_path: Path) -> None:
    build()
    site = tmp_path / "site"
    text = (site / "westminster" / "obesity.html").read_text(encoding="utf-8")
    assert 'href="../_downloads/westminster/obesity.docx"' in text
    assert 'href="../_downloads/westminster/figures.ods"' in text
    for name in ("index", "overview/all"):
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert text.count('id="take-away"') == 1
        assert "obesity.docx" not in text
        assert "City of Westminster" in text


def test_what_cannot_be_made_stops_the_build(build: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> list[bytes]:
        raise BuildError("a page cannot be set")

    monkeypatch.setattr(making, "make_chapter_files", refuse)
    with pytest.raises(BuildError, match="cannot be set"):
        build()


def test_a_format_more_is_one_line(
    build: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_text(_imprint: Any, article: Any, _pictures: Any, _epoch: int) -> bytes:
        return f"{article.title}\n".encode()

    real = making.PAGE_WRITERS
    monkeypatch.setitem(real, ".txt", ("Plain text", write_text))
    monkeypatch.setitem(making.WORKBOOK_WRITERS, ".json", ("JSON", lambda *_: b"{}"))
    for ending, held in ((".docx", real), (".pdf", real), (".xlsx", making.WORKBOOK_WRITERS),
                         (".ods", making.WORKBOOK_WRITERS)):  # fmt: skip
        monkeypatch.setitem(held, ending, (held[ending][0], lambda *_: b"file"))
    monkeypatch.setattr(making, "draw_pictures", lambda *_: {})
    monkeypatch.setattr(making, "make_chapter_files", CHAPTER_FILES)
    monkeypatch.setattr(making, "make_workbooks", WORKBOOKS)
    build()
    made = tmp_path / "site" / "_downloads" / "westminster"
    assert (made / "obesity.txt").read_text(encoding="utf-8").strip()
    assert (made / "figures.json").read_bytes() == b"{}"
    page = (tmp_path / "site" / "westminster" / "obesity.html").read_text(encoding="utf-8")
    assert "_downloads/westminster/obesity.txt" in page
    assert "(Plain text, 1 KB)" in page
    assert "(JSON, 1 KB)" in page
