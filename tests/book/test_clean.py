"""The cleaning step: what is kept, what is hidden, and the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from needsbook.book.clean import clean_notebook, make_notice, write_gaps, write_notebook
from needsbook.errors import BuildError
from needsbook.escaping import shield, unshield
from needsbook.show.blocks import Block
from needsbook.store.figures import Figure

FIGURE = Figure(
    id="obesity_year6_pct.westminster.2017-18",
    indicator="obesity_year6_pct",
    area_code="E09000033",
    period="2017/18",
    value=22.88,
    printed="22.9%",
    unit="percent",
    dataset="some_dataset",
)


def executed(*blocks: Block, stamp: str = "2026-01-01") -> nbformat.NotebookNode:
    """A notebook as papermill leaves it: parameters, times, ids, streams, outputs."""
    cells = [
        nbformat.v4.new_code_cell('area = "a"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(
            'area = "westminster"', metadata={"tags": ["injected-parameters"]}
        ),
    ]
    for block in blocks:
        data, metadata = block._repr_mimebundle_()
        cell = nbformat.v4.new_code_cell(
            "page.call()", metadata={"papermill": {"start_time": stamp}}
        )
        cell.outputs = [
            nbformat.v4.new_output("stream", name="stderr", text="a warning"),
            nbformat.v4.new_output("execute_result", data, execution_count=3, metadata=metadata),
        ]
        cells.append(cell)
    cells.append(nbformat.v4.new_markdown_cell("## A heading"))
    return nbformat.v4.new_notebook(cells=cells, metadata={"papermill": {"end_time": stamp}})


TITLE = Block("", (), "title", "Obesity in Westminster")
CHART = Block("<figure>chart</figure>", (FIGURE,), "trend", "T", "alt text of the chart", "caption")


def test_title_becomes_a_heading_and_code_is_hidden() -> None:
    made = clean_notebook(executed(TITLE, CHART), "westminster/obesity")
    assert made.notebook.cells[0].source == "# Obesity in Westminster"
    assert made.facts.title == "Obesity in Westminster"
    sources = [cell.source for cell in made.notebook.cells]
    assert not any("area =" in source for source in sources)
    chart = next(cell for cell in made.notebook.cells if cell.cell_type == "code")
    assert chart.metadata["tags"] == ["remove-input"]
    assert made.notebook.cells[-1].source == "## A heading"


def test_alt_text_caption_and_figures_are_recorded() -> None:
    made = clean_notebook(executed(TITLE, CHART), "westminster/obesity")
    chart = next(cell for cell in made.notebook.cells if cell.cell_type == "code")
    assert chart.metadata["mystnb"]["image"]["alt"] == "alt text of the chart"
    assert chart.metadata["needsbook"]["captions"] == ["caption"]
    assert made.figures[FIGURE.id]["printed"] == "22.9%"


def test_warnings_and_plain_outputs_do_not_reach_the_page() -> None:
    made = clean_notebook(executed(TITLE, CHART), "p")
    text = nbformat.writes(made.notebook)
    assert "a warning" not in text
    assert "text/plain" not in text


def test_nothing_that_differs_from_run_to_run_is_left(tmp_path: Path) -> None:
    texts = set()
    for stamp in ("2026-01-01", "2027-02-02"):
        made = clean_notebook(executed(TITLE, CHART, stamp=stamp), "p")
        write_notebook(made.notebook, tmp_path / "out.ipynb")
        texts.add((tmp_path / "out.ipynb").read_bytes())
    assert len(texts) == 1
    assert b"papermill" not in texts.pop()


def test_a_page_without_title_is_refused() -> None:
    with pytest.raises(BuildError, match="has no title"):
        clean_notebook(executed(CHART), "p")


def test_notice_shows_the_failure_as_text() -> None:
    notice = make_notice("p", "Obesity", 7, "ValueError: <script>alert(1)</script>")
    text = notice.cells[0].source
    assert "could not be made" in text
    assert "in cell 7" in text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("hostile", ["<b>x</b>", "*x*", "[a](b)", "`x`", "$x$"])
def test_titles_are_shown_as_they_are(hostile: str) -> None:
    from markdown_it import MarkdownIt

    html = unshield(MarkdownIt().render(f"# {shield(hostile)}"))
    import html as entities

    assert entities.unescape(html).strip() == f"<h1>{hostile}</h1>"


def _page_with(*outputs):
    cells = [
        nbformat.v4.new_code_cell(
            'page.title("T")',
            outputs=[
                nbformat.v4.new_output(
                    "display_data",
                    {"text/html": ""},
                    metadata={
                        "needsbook": {
                            "kind": "title", "title": "T", "alt": "", "caption": "",
                            "figures": [], "reads": {},
                        }
                    },
                )
            ],
        ),
        nbformat.v4.new_code_cell("mine()", outputs=list(outputs)),
    ]  # fmt: skip
    return nbformat.v4.new_notebook(cells=cells)


def test_printed_text_is_shown_as_it_was_printed():
    printed = nbformat.v4.new_output("stream", name="stdout", text="a <b> line\n")
    notebook = _page_with(printed)
    made = clean_notebook(notebook, "page")
    assert '<pre class="nb-printed">a &lt;b&gt; line</pre>' in str(made.notebook)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        ({"image/png": "iVBO", "text/plain": "<Figure size 640x480 with 1 Axes>"}, "a picture"),
        ({"text/plain": "[<matplotlib.lines.Line2D at 0x7f>]"}, "a picture"),
        ({"text/html": "<div><table><tr><td>1</td></tr></table></div>"}, "a table"),
        ({"text/html": "<b>own</b>"}, "HTML that no block"),
    ],
)
def test_what_no_block_made_is_refused_with_the_way_on(data, match):
    notebook = _page_with(nbformat.v4.new_output("display_data", data))
    with pytest.raises(BuildError, match=match) as caught:
        clean_notebook(notebook, "page")
    assert "mine()" in caught.value.what


def test_what_several_measures_lack_is_said_once() -> None:
    said = write_gaps([
        "Obesity: figures by ward are not held in this book.",
        "Nothing is held at all.",
        "Poverty: figures by ward are not held in this book.",
        "Age: figures by ward are not published (the office: a letter).",
    ])  # fmt: skip
    assert said.count("<li>") == 3
    assert "<li>Figures by ward are not held in this book: Obesity; Poverty.</li>" in said
    assert "<li>Nothing is held at all.</li>" in said
    assert "<li>Age: figures by ward are not published (the office: a letter).</li>" in said
