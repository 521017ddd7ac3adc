"""The block “Take away”."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.exports.takeaway import Offer, add_block, list_all, list_files, say_size, write_block


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, size in {
        "westminster/obesity.docx": 2048,
        "westminster/obesity.pdf": 10,
        "westminster/figures.xlsx": 3 * 1024 * 1024,
    }.items():
        path = tmp_path / "_downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    return tmp_path


def test_name_format_and_size_of_every_file(site: Path) -> None:
    own = list_files(site, "_downloads", "westminster/obesity", "Obesity <b>")
    html = write_block("../", [own])
    assert 'href="../_downloads/westminster/obesity.docx" download>Obesity &lt;b&gt;</a>' in html
    assert "(Word, 2 KB)" in html
    assert "(PDF, 1 KB)" in html
    every = list_all(site, "_downloads", "westminster", "City of Westminster")
    assert [kind for kind, _, _ in every.files] == ["_downloads/westminster/figures.xlsx"]
    assert "(Excel, 3.0 MB)" in write_block("", [every])


def test_block_stands_before_the_sources_else_at_the_end() -> None:
    offers = [Offer("This page", ())]
    page = '<article>text<section class="nb-print-sources">s</section></article>'
    assert add_block(page, "", offers).index("Take away") < page.index("<section") + 200
    assert add_block(page, "", offers).endswith(
        '<section class="nb-print-sources">s</section></article>'
    )
    assert add_block("<article>text</article>", "", offers).endswith("</section></article>")
    assert add_block("no article", "", offers) == "no article"


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (86_000, "84 KB"), (1_400_000, "1.3 MB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert say_size(size) == words
