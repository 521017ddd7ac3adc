"""Charts an analyst asks for: any kind by its file, and functions of the analyst's own."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import papermill
import pytest

from needsbook.draw import charts
from needsbook.draw.kinds import find_kind, list_kinds
from needsbook.errors import BadInput, UnknownName
from needsbook.page import AreaPage, open_overview, open_page
from needsbook.store import Store

NAME = "obesity_year6_resident_pct"
KIND = '''
"""One bar an authority."""
from needsbook.draw.sheet import Sheet


def draw_stub_bars(figures, *, title, prefix=""):
    sheet = Sheet()
    for number, figure in enumerate(figures):
        sheet.bar(0, number * 20, figure.value or 0, 16, "area", figure=figure)
    return sheet.finish(400, title=title, alt="Bars.", kind="stub bars", figures=figures, prefix=prefix)


def example(sample):
    return draw_stub_bars(list(sample.areas.values()), title=f"{sample.title} as bars")
'''


@pytest.fixture
def page(store: Store) -> AreaPage:
    return open_page("westminster", store)


@pytest.fixture
def new_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A kind of chart added as one file."""
    (tmp_path / "stub_bars.py").write_text(KIND, encoding="utf-8")
    monkeypatch.setattr(charts, "__path__", [*charts.__path__, str(tmp_path)])
    list_kinds.cache_clear()
    yield "stub_bars"
    list_kinds.cache_clear()


def draw_lines(axes, data):
    for name, rows in data.groupby("area"):
        axes.plot(rows["period"], rows["value"], label=name)
    last = data[data["area"].eq("Westminster")].dropna(subset=["value"]).iloc[-1]
    axes.text(last["period"], last["value"], last["printed"])


def test_a_function_on_axes_becomes_a_framed_picture(page: AreaPage) -> None:
    block = page.figure(draw_lines, NAME, title="Drawn by hand")
    data = page.figure_data(NAME)
    last = data[data["area"].eq("Westminster")].dropna(subset=["value"]).iloc[-1]
    # The printed value carries its id; what stands along the axes says that it is an axis.
    assert re.search(
        rf'<text[^>]*data-figure="{re.escape(last["id"])}"[^>]*>{last["printed"]}', block.html
    )
    assert 'data-scale="value"' in block.html
    known = data.dropna(subset=["value"]).sort_values("value")
    assert known.iloc[0]["printed"] in block.alt
    assert known.iloc[-1]["printed"] in block.alt
    assert "Source: Office for Health Improvement" in block.caption
    assert 'data-downloads="own-own-1"' in block.html
    assert "<table" in block.html
    assert {figure.id for figure in block.figures} >= set(data["id"])


def test_wards_come_with_their_outlines(page: AreaPage) -> None:
    seen = []

    def draw_map(axes, data):
        seen.append(data)
        data.plot(ax=axes, column="value")

    block = page.figure(draw_map, "child_poverty_bhc_pct", title="Wards", shows="wards")
    assert seen[0].geometry.is_valid.all()
    assert len(seen[0]) == 18
    assert block.alt.startswith("Lowest ")


@pytest.mark.parametrize(
    ("draw", "says"),
    [(lambda axes, data: None, "drew nothing"), (lambda axes, data: data["nothing"], "KeyError")],
)
def test_a_function_that_fails_is_named(page: AreaPage, draw, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        page.figure(draw, NAME, title="Nothing")


def test_wrong_words_are_refused(page: AreaPage) -> None:
    with pytest.raises(UnknownName, match="autorities"):
        page.figure(draw_lines, NAME, title="x", shows="autorities")
    with pytest.raises(BadInput, match="no title"):
        page.figure(draw_lines, NAME, title=" ")
    with pytest.raises(UnknownName, match="rankd"):
        page.chart("rankd", title="x")


def test_a_new_kind_is_one_file(page: AreaPage, store: Store, new_kind: str) -> None:
    assert new_kind in list_kinds()
    figures = page.figures(NAME, ["E09000033", "E09000020"], "2024/25")
    block = page.chart("stub bars", figures, title="Two authorities")
    assert block.alt == "Bars."
    assert [figure.id for figure in block.figures] == [figure.id for figure in figures]
    shown = open_overview(["westminster"], store).examples(NAME)
    assert "as bars" in shown.html


def test_every_kind_draws_what_its_name_says() -> None:
    assert {"ranked", "trend", "spine", "rug", "pyramid", "distribution"} <= set(list_kinds())
    assert find_kind("ward-dots") is find_kind("ward_dots")


def test_the_notebook_of_an_own_chart_runs(tmp_path: Path) -> None:
    own = Path(__file__).with_name("own_chart.ipynb")
    papermill.execute_notebook(
        str(own), str(tmp_path / "out.ipynb"), {"area": "medway"}, progress_bar=False,
        cwd=str(own.parents[2]),
    )  # fmt: skip
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    shown = made.cells[-1].outputs[0]
    assert "Lowest" in shown.metadata["needsbook"]["alt"]
    assert "Medway" in shown.data["text/html"]
