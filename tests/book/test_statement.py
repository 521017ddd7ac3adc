"""The accessibility statement says what the last test found, and every page leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from needsbook.book.statement import (
    FACTS,
    MARK,
    link_statement,
    place_statement,
    read_facts,
    write_statement,
)
from needsbook.errors import BadInput

FACTS_HELD = {
    "organisation": "Anytown Council",
    "contact": "needs@example.org",
    "prepared": "2026-11-01",
    "limits": [],
    "tested": {"day": "2026-11-20", "pages": 30, "settings": 18, "faults": 0, "rules": 0},
}


@pytest.mark.parametrize(
    ("faults", "limits", "status"),
    [
        (0, [], "fully compliant"),
        (3, [], "partially compliant"),
        (0, [{"what": "A.", "criterion": "1.3.1 Info", "instead": "B."}], "partially compliant"),
    ],
)
def test_status_follows_the_results(faults: int, limits: list[object], status: str) -> None:
    tested = {**FACTS_HELD["tested"], "faults": faults}  # type: ignore[dict-item]
    text = write_statement({**FACTS_HELD, "tested": tested, "limits": limits}, "The <book>")
    assert f"<strong>{status}</strong>" in text
    assert "The &lt;book&gt;" in text
    assert "20 November 2026" in text
    assert "Anytown Council" in text


def test_a_book_that_was_not_tested_claims_nothing() -> None:
    tested = {**FACTS_HELD["tested"], "pages": 0}  # type: ignore[dict-item]
    assert "compliant</strong>" not in write_statement({**FACTS_HELD, "tested": tested}, "Book")


def test_form_of_a_public_body_is_kept() -> None:
    text = write_statement(FACTS_HELD, "Book")
    heads = [
        "Feedback and contact information", "Enforcement procedure", "Technical information",
        "Compliance status", "Non-accessible content", "Preparation of this accessibility statement",
    ]  # fmt: skip
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


def test_page_is_filled_and_its_facts_are_not_published(tmp_path: Path) -> None:
    for name in ("book", "staging/about"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "book" / FACTS).write_text(yaml.safe_dump(FACTS_HELD), encoding="utf-8")
    page = tmp_path / "staging" / "about" / "accessibility.md"
    page.write_text(f"# Accessibility statement\n\n{MARK}\n", encoding="utf-8")
    place_statement(tmp_path / "book", tmp_path / "staging", "Book")
    assert MARK not in page.read_text(encoding="utf-8")
    (tmp_path / "book" / FACTS).write_text("organisation: x\n", encoding="utf-8")
    with pytest.raises(BadInput, match="key"):
        read_facts(tmp_path / "book" / FACTS)
    with pytest.raises(BadInput, match="nothing to make"):
        read_facts(tmp_path / "none" / FACTS)


def test_every_page_links_to_it(tmp_path: Path) -> None:
    for name in ("index", "about/accessibility", "westminster/poverty"):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text('<footer><p class="last-updated">x</p></footer>', encoding="utf-8")
    card = tmp_path / "figures" / "a" / "b.html"
    card.parent.mkdir(parents=True)
    card.write_text("<footer><p>Figures</p></footer>", encoding="utf-8")
    link_statement(tmp_path)
    read = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}
    assert 'href="about/accessibility.html"' in read["index"]
    assert 'href="../about/accessibility.html"' in read["poverty"]
    assert 'href="../../about/accessibility.html"' in read["b"]
