"""Adding files and links to a small site: made once, kept, and made anew when a page changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from needsbook.catalogue import Area
from needsbook.exports import add, add_exports, making
from needsbook.exports.tables import Sheet, Workbook
from needsbook.paths import Project

AREA = Area(
    code="E09000033", slug="westminster", name="Westminster", level="upper_tier",
    formal_name="City of Westminster",
)  # fmt: skip


class Direct:
    """A pool that runs its tasks at once, in this process, and counts them."""

    ran: list[str] = []  # noqa: RUF012

    def __init__(self, *args: Any, **options: Any) -> None:
        pass

    def __enter__(self) -> Direct:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def submit(self, make: Any, *arguments: Any) -> Any:
        self.ran.append(make.__name__)
        content = make(*arguments)
        return type("Future", (), {"result": lambda self: content})()


@pytest.fixture
def build(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Builds the site anew (with a page's words changed) and gives what was made for it."""
    register: Any = type("Register", (), {"entries": {}})()
    book = Workbook("Figures", ("Needs",), {}, (Sheet("Table 1", "table_1", "Obesity", ()),))
    monkeypatch.setattr(add, "make_workbook", lambda *_: book)
    monkeypatch.setattr(add, "ProcessPoolExecutor", Direct)
    for name, count in (("make_pdfs", 3), ("make_word_file", 1), ("make_workbooks", 2)):

        def fake(*_: Any, count: int = count) -> list[bytes]:
            return [b"file"] * count

        fake.__name__ = name
        monkeypatch.setattr(making, name, fake)

    def run(words: str = "It was") -> list[str]:
        site = tmp_path / "site"
        for name in ("westminster/obesity", "westminster/poverty", "overview/all", "index"):
            path = site / f"{name}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = page.replace("It was", words) if name.endswith("obesity") else page
            path.write_text(text, encoding="utf-8")
        Direct.ran = []
        pages = ["westminster/obesity", "westminster/poverty", "overview/all"]
        notes = add_exports(
            site, pages, [AREA], register, Project(tmp_path), title="Needs", epoch=0
        )
        assert notes == ([] if not add.why_no_pdf() else notes)
        return sorted(Direct.ran)

    return run


def test_files_are_made_once_and_again_only_for_what_changed(build: Any, tmp_path: Path) -> None:
    first = build()
    assert first.count("make_word_file") == 2
    assert first.count("make_workbooks") == 1
    assert build() == []
    changed = build("It is")
    assert changed.count("make_word_file") == 1
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


def test_machine_without_pango_says_so(
    build: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add, "why_no_pdf", lambda: "the library Pango is missing on this machine")
    made = build()
    assert "make_pdfs" not in made
    text = (tmp_path / "site" / "westminster" / "obesity.html").read_text(encoding="utf-8")
    assert "This page is not offered as PDF: when this book was built, the library Pango" in text
    assert ".pdf" not in text
