"""Downloads: the files of a chart and a table, their names, their sameness."""

from __future__ import annotations

import csv
import io
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import html as lxml_html

from needsbook.errors import BuildError
from needsbook.exports.downloads import Downloads, stand_alone
from needsbook.exports.png_files import ZOOM
from needsbook.show.blocks import show_figure
from needsbook.store import Figure
from tests.small_site import DECAY, SmallSite

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100%" '
    'style="max-width:120px;height:auto;fill:var(--nb-ink,#0b0c0c)"><text x="1" y="9">A</text></svg>'
)


def test_a_chart_offers_its_figures_and_its_picture(full_site: SmallSite) -> None:
    full_site.publish()
    page = full_site.folder / "westminster/oral-health.html"
    links = lxml_html.parse(str(page)).xpath("//p[@class='nb-downloads']/a")
    files = [(page.parent / link.get("href")).resolve() for link in links]
    assert [path.suffix for path in files] == [".csv", ".svg", ".png", ".csv"]
    for link in links:
        assert link.get("aria-label").startswith(link.text)
    rows = list(csv.DictReader(io.StringIO(files[0].read_text(encoding="utf-8"))))
    assert [row["id"] for row in rows] == [DECAY, "dental_decay_age5_pct.westminster.2018-19"]
    assert rows[0]["value"] == "30.3"
    assert rows[0]["area_name"] == "Westminster"
    root = ET.fromstring(files[1].read_text(encoding="utf-8"))
    words = " ".join(root.itertext())
    assert "Tooth & decay" in words
    assert "Office for Health Improvement and Disparities" in words
    assert "var(" not in files[1].read_text(encoding="utf-8")
    header = files[2].read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24])[0] == ZOOM * float(root.get("width", "0"))


def test_a_table_of_its_own_gets_source_period_and_csv(full_site: SmallSite) -> None:
    full_site.publish()
    page = lxml_html.fromstring(full_site.read("westminster/oral-health.html"))
    (source,) = page.xpath(
        "//div[@class='nb-scroll'][@role]/following-sibling::*[1][@class='nb-source']"
    )
    assert "NHS England, National Child Measurement Programme" in source.text_content()
    assert "Period: 2017/18." in source.text_content()
    assert source.xpath(".//a/text()") == ["Download data (CSV)"]


def write(downloads: Downloads, folder: Path, kept: Path) -> None:
    downloads.write(folder)
    with ThreadPoolExecutor(1) as workers:
        for job in downloads.draw(kept, workers):
            job.result()
    downloads.place(folder, kept)


def test_pictures_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    drawn = []
    for name in ("a", "b"):
        downloads = Downloads()
        frame = (
            f'<figure class="nb-figure" id="x">{CHART}</figure>'
            '<p class="nb-downloads" data-downloads="x"></p>'
        )
        downloads.fill_page("p", frame, "", lambda _: None)
        write(downloads, tmp_path / name, tmp_path / f"kept {name}")
        drawn.append((tmp_path / name / "_downloads/p/x.png").read_bytes())
    assert drawn[0] == drawn[1]


def test_a_picture_drawn_by_other_code_is_one_clear_error(tmp_path: Path) -> None:
    downloads = Downloads()
    downloads.fill_page(
        "p",
        f'<figure class="nb-figure" id="x">{CHART}</figure>'
        '<p class="nb-downloads" data-downloads="x"></p>',
        "",
        lambda _: None,
    )
    with pytest.raises(BuildError, match="the program was changed while the book was made"):
        downloads.place(tmp_path, tmp_path / "kept by nobody")


@pytest.mark.parametrize("name", ["../../evil", "&lt;script&gt;", "=cmd()", "a" * 300, "", "ÄÖ"])
def test_names_from_a_page_are_harmless(tmp_path: Path, name: str) -> None:
    downloads = Downloads()
    frame = (
        f'<figure class="nb-figure" id="{name}">{CHART}</figure>'
        f'<div><p class="nb-downloads" data-downloads="{name}"></p></div>'
    )
    html = downloads.fill_page("page", frame * 2, "../", lambda _: None)
    assert html.count("<a ") == 4
    assert len(downloads.texts) == 2
    for path in downloads.texts:
        assert path.startswith("_downloads/page/")
        assert set(path.removeprefix("_downloads/page/")) <= set(
            "abcdefghijklmnopqrstuvwxyz0123456789-."
        )


def test_a_page_without_the_place_stays_as_it_is() -> None:
    html = f'<figure class="nb-figure" id="x">{CHART}</figure><p>No place for links.</p>'
    assert Downloads().fill_page("p", html, "", lambda _: None) == html


def test_a_picture_alone_has_title_and_source_as_text() -> None:
    picture = stand_alone(CHART, "A <title> & more", "Source: “x”")
    root = ET.fromstring(picture)
    words = " ".join(element.text or "" for element in root if element.tag.endswith("text"))
    assert words.split() == ["A", "<title>", "&", "more", "Source:", "“x”"]
    assert root.get("width") == "124"
    assert "100%" not in picture.replace('width="100%" height="100%" fill', "")


def test_a_picture_that_cannot_be_drawn_is_one_clear_error(tmp_path: Path) -> None:
    downloads = Downloads()
    downloads.texts["_downloads/p/x.svg"] = "<svg"
    downloads.pictures["_downloads/p/x"] = "<svg"
    with pytest.raises(BuildError, match="p/x cannot be set"):
        write(downloads, tmp_path, tmp_path / "kept")


def test_formulas_in_names_are_disarmed(site: SmallSite, decay: Figure) -> None:
    evil = replace(decay, id=f"{decay.id}.x", note="=1+1", inputs=(decay.id,))
    table = f'<div class="nb-scroll"><table><tr><td>{show_figure(evil)}</td></tr></table></div>'
    site.put("one", table, [evil])
    site.publish()
    (row,) = csv.DictReader(io.StringIO(site.read("_downloads/one/table-1.csv")))
    assert row["note"] == "'=1+1"
