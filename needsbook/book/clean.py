"""The cleaning step between running a notebook and publishing it.

It makes the title a real heading, hides the code and the parameters, keeps of each
output only its HTML, writes alt text and captions into the cell's metadata, and strips
everything that differs from run to run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from needsbook.errors import BuildError
from needsbook.escaping import shield
from needsbook.show.blocks import ASIDES

# A heading of a section; figures of what stands under it belong to it.
HEADING = re.compile(r"## ")
GAPS_TITLE = "What this book does not hold here"
UNTESTED_TITLE = "What could not be tested here"
# How matplotlib's objects look where no window can show them.
DRAWN = re.compile(r"<Figure size|<Axes|\[?<matplotlib|array\(\[+<Axes")
HIDDEN_TAGS = {"parameters", "injected-parameters"}


@dataclass
class PageFacts:
    """What a cleaned page tells the rest of the build.

    ``reads`` are the indicators and documents the page was made from; ``gaps`` what it could
    not show and why. ``empty`` marks a page whose blocks say nothing: it is not published. The
    figures it prints are kept apart (``CleanPage``): they are most of what a page tells, and
    only the process that makes its book needs them.
    """

    page: str
    title: str
    reads: dict[str, list[str]] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    untested: list[list[str]] = field(default_factory=list)
    empty: bool = False


@dataclass
class CleanPage:
    """The notebook to publish, what the page tells, and records of the figures it prints.

    ``figures`` are by id (see ``figure_record``).
    """

    notebook: NotebookNode
    facts: PageFacts
    figures: dict[str, dict[str, Any]]


def clean_notebook(notebook: NotebookNode, page: str) -> CleanPage:
    """What is kept of an executed notebook; ``BuildError`` without a title.

    A section all of whose blocks are gaps, remarks or definitions is left out; what the page
    could not show stands once, at its end.
    """
    facts = PageFacts(page, "")
    figures: dict[str, dict[str, Any]] = {}
    sections: list[_Section] = [_Section([])]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if HEADING.match(cell.source):
                sections.append(_Section([]))
            sections[-1].cells.append(nbformat.v4.new_markdown_cell(cell.source))
        elif cell.cell_type == "code" and not HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
            kept, kinds = _clean_code_cell(cell, facts, figures)
            if kept is not None:
                sections[-1].cells.append(kept)
            sections[-1].kinds |= kinds
    facts.empty = not any(section.kinds - ASIDES for section in sections)
    cells = [
        cell
        for number, section in enumerate(sections)
        for cell in section.cells
        if number == 0 or not section.kinds or section.kinds - ASIDES
    ]
    if not facts.title:
        raise BuildError(
            f"the page {page} has no title",
            page,
            "let the template's second code cell show page.title(…)",
        )
    if facts.gaps:
        cells.append(nbformat.v4.new_markdown_cell(write_gaps(facts.gaps)))
    if facts.untested:
        cells.append(nbformat.v4.new_markdown_cell(write_untested(facts.untested)))
    cells.insert(0, nbformat.v4.new_markdown_cell(f"# {shield(facts.title)}"))
    return CleanPage(_finish(cells), facts, figures)


@dataclass
class _Section:
    """The cells under one heading, and the kinds of the blocks in them."""

    cells: list[NotebookNode]
    kinds: set[str] = field(default_factory=set)


def write_gaps(gaps: Sequence[str]) -> str:
    """The list at a page's end of what the book does not hold, and why, as Markdown: what
    several measures lack is said once, with their names."""
    by_lack: dict[str, list[str]] = {}
    for gap in gaps:
        title, found, lack = gap.partition(": ")
        by_lack.setdefault(lack if found else gap, []).append(title if found else "")
    items = "".join(f"<li>{escape(_join_gaps(lack, held))}</li>" for lack, held in by_lack.items())
    return f'## {GAPS_TITLE}\n\n<ul class="nb-gaps">{items}</ul>\n'


def _join_gaps(lack: str, titles: Sequence[str]) -> str:
    """“Figures by ward are not held in this book: A; B.”, or the one gap as it was said."""
    if len(titles) == 1:
        return f"{titles[0]}: {lack}" if titles[0] else lack
    return f"{lack[:1].upper()}{lack[1:].removesuffix('.')}: {'; '.join(titles)}."


def write_untested(pairs: Sequence[Sequence[str]]) -> str:
    """The list at a page's end of what could not be tested, by reason, as Markdown."""
    by_reason: dict[str, list[str]] = {}
    for title, reason in pairs:
        by_reason.setdefault(reason[:1].upper() + reason[1:], []).append(title)
    items = "".join(
        f"<li>{escape(reason)}: {escape('; '.join(dict.fromkeys(titles)))}.</li>"
        for reason, titles in by_reason.items()
    )
    return f'## {UNTESTED_TITLE}\n\n<ul class="nb-untested">{items}</ul>\n'


def _clean_code_cell(
    cell: NotebookNode, facts: PageFacts, figures: dict[str, dict[str, Any]]
) -> tuple[NotebookNode | None, set[str]]:
    """The cell to publish (None for nothing) and the kinds of its blocks."""
    outputs, alts, captions = [], [], []
    kinds: set[str] = set()
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stdout" and output.text.strip():
                outputs.append(_show_printed(output.text))
                kinds.add("printed")
            elif "non-interactive, and thus cannot be shown" in output.text:
                _take_foreign({"image/": ""}, facts.page, cell.source)
            continue
        if output.output_type not in ("display_data", "execute_result"):
            continue
        data, about = output.get("data", {}), output.get("metadata", {}).get("needsbook")
        if about is None or "text/html" not in data:
            printed = _take_foreign(data, facts.page, cell.source)
            outputs += printed
            kinds |= {"printed"} if printed else set()
            continue
        facts.gaps += [gap for gap in about.get("gaps", []) if gap not in facts.gaps]
        facts.untested += [
            untested for untested in about.get("untested", []) if untested not in facts.untested
        ]
        kinds.add(about["kind"])
        for record in () if about["kind"] == "not_held" else about["figures"]:
            # One block may print the bare value, another its interval too: keep all fields.
            figures[record["id"]] = {**figures.get(record["id"], {}), **record}
        for kind, names in about.get("reads", {}).items():
            facts.reads[kind] = sorted(set(facts.reads.get(kind, [])) | set(names))
        if about["kind"] == "title":
            facts.title = about["title"]
        if not data["text/html"] or about["kind"] == "not_held":
            continue
        alts += [about["alt"]] if about["alt"] else []
        captions += [about["caption"]] if about["caption"] else []
        outputs.append(nbformat.v4.new_output("display_data", {"text/html": data["text/html"]}))
    if not outputs:
        return None, kinds
    kept = nbformat.v4.new_code_cell(cell.source, outputs=outputs)
    kept.metadata["tags"] = ["remove-input"]
    if alts:
        kept.metadata["mystnb"] = {"image": {"alt": " ".join(alts)}}
    if captions:
        kept.metadata["needsbook"] = {"captions": captions}
    return kept, kinds


def _show_printed(text: str) -> NotebookNode:
    """Printed text as a plain block, as it was printed."""
    html = f'<pre class="nb-printed">{escape(text.rstrip())}</pre>'
    return nbformat.v4.new_output("display_data", {"text/html": html})


def _take_foreign(data: Mapping[str, Any], page: str, source: str) -> list[NotebookNode]:
    """What a cell shows that is no block of the book: text is kept, the rest refused.

    A picture or a table without title, source and words for readers who do not see it
    cannot be published; that it was left out must not go unnoticed either.
    """
    plain = "".join(data.get("text/plain", ""))
    pictures = any(kind.startswith("image/") for kind in data) or DRAWN.match(plain)
    first = next((line for line in source.splitlines() if line.strip()), "")
    if pictures or "<table" in "".join(data.get("text/html", "")):
        what = "a picture" if pictures else "a table"
        raise BuildError(
            f"the cell “{first[:60]}” shows {what} without title, source and table: "
            "hand it to page.figure(function, indicator, title=…)",
            page, "or end the cell with a semicolon, if it is only for trying out",
        )  # fmt: skip
    html = "".join(data.get("text/html", ""))
    if html and not html.lstrip().startswith("<style"):
        raise BuildError(
            f"the cell “{first[:60]}” shows HTML that no block of the book made", page,
            "show it with a call of page, such as page.figure(…)",
        )  # fmt: skip
    if html or not plain.strip() or re.fullmatch(r"<[\w. ]+( object)? at 0x[0-9a-f]+>", plain):
        return []
    return [_show_printed(plain)]


def _finish(cells: list[NotebookNode]) -> NotebookNode:
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number:03d}"
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    return notebook


def make_notice(page: str, title: str, cell: int, last_line: str) -> NotebookNode:
    """The page that stands in for one whose notebook failed: what happened, plainly."""
    where = f" in cell {cell}" if cell else ""
    text = (
        f"# {shield(title)}\n\n"
        '<div class="nb-notice" role="note">'
        "<p><strong>This page could not be made.</strong> "
        f"Its notebook stopped{where}; the rest of the book is complete.</p>"
        f"<p><code>{escape(last_line)}</code></p></div>\n"
    )
    return _finish([nbformat.v4.new_markdown_cell(text)])


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """``notebook`` as JSON with sorted keys and LF: the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_bytes(text.encode("utf-8"))


def write_records(figures: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Records of figures as lines of JSON, in order of their ids."""
    lines = [
        json.dumps(figures[name], sort_keys=True, ensure_ascii=False) for name in sorted(figures)
    ]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of ``write_records``, one by one."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
