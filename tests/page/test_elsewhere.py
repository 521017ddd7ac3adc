"""A template run by itself from a folder of one's own shows what the book shows."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]


def run(template: str, folder: Path, area: str) -> list[str]:
    """The HTML of every output of a template run from ``folder`` for an area."""
    notebook = nbformat.read(ROOT / "notebooks" / "area" / template, 4)
    at = next(
        number for number, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", ())
    )  # fmt: skip
    given = nbformat.v4.new_code_cell(
        f'area = "{area}"', metadata={"tags": ["injected-parameters"]}
    )
    notebook.cells.insert(at + 1, given)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [
        "".join(output.data["text/html"]) for cell in notebook.cells
        for output in cell.get("outputs", ()) if "text/html" in output.get("data", {})
    ]  # fmt: skip


def test_the_obesity_page_has_title_caption_source_and_one_drawing(tmp_path, monkeypatch):
    monkeypatch.setenv("NEEDSBOOK_PROJECT", str(ROOT))
    shown = run("05_obesity.ipynb", tmp_path, "medway")
    whole = "".join(shown)
    assert "<h1>Childhood obesity in Medway</h1>" in whole
    trend = next(html for html in shown if '<figure class="nb-figure" id="trend-' in html)
    assert "<figcaption>" in trend
    assert "Source: " in trend
    # The switch between the drawings for wide and narrow screens comes with the page's own style.
    assert re.search(r"<style>.*@media", whole, re.DOTALL)
