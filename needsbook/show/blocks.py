"""What a page is made of: blocks that carry their figures, alt text and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from needsbook.store.figures import Figure, unique_figures

# Kinds of blocks that no section is published for: what a measure means, a remark, a gap.
ASIDES = frozenset({"title", "about", "note", "not_held"})


@dataclass(frozen=True)
class Block:
    """One piece of a page: HTML, the figures printed in it, and what describes it.

    A notebook cell returns a block; Jupyter shows its HTML, and its metadata tells the
    cleaning step the alt text, the caption, the figures, and what the page has read so
    far (kinds: ``indicators``, by id, and ``documents``, by path in the project).

    ``gaps`` are sentences about what is missing here; ``untested`` pairs of a measure and
    what of it could not be tested, and why. A published page lists both once, at its end. A block of kind ``not_held`` has nothing else to say, and one of the kinds in
    ``ASIDES`` says nothing of its own: a section of such blocks alone is not published.
    """

    html: str
    figures: tuple[Figure, ...] = ()
    kind: str = "text"
    title: str = ""
    alt: str = ""
    caption: str = ""
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    untested: tuple[tuple[str, str], ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        plain = self.title or self.caption or self.kind
        facts = {
            "kind": self.kind,
            "title": self.title,
            "alt": self.alt,
            "caption": self.caption,
            "gaps": list(self.gaps),
            "untested": [list(pair) for pair in self.untested],
            "figures": [figure_record(figure) for figure in unique_figures(self.figures)],
            "reads": {kind: sorted(names) for kind, names in self.reads.items()},
        }
        return {"text/html": self.html, "text/plain": plain}, {"needsbook": facts}


def figure_record(figure: Figure) -> dict[str, Any]:
    """A figure as plain JSON, empty fields left out."""
    record = {name: getattr(figure, name) for name in figure.__dataclass_fields__}
    record["inputs"] = list(figure.inputs)
    # By identity and type: a value of zero equals False, and zero is never missing.
    return {
        name: value
        for name, value in record.items()
        if value is not None and value is not False and value != "" and value != []
    }


def fold_block(block: Block, summary: str) -> Block:
    """``block`` behind a line that unfolds it; a block without a picture or table as it is."""
    if not block.html or block.kind in ASIDES:
        return block
    html = f'<details class="nb-near"><summary>{escape(summary)}</summary>{block.html}</details>'
    return replace(block, html=html)


def show_place(text: str) -> str:
    """The HTML of a place in a document (a section, paragraph, line or page): no statistic."""
    return f'<span class="nb-place">{escape(text)}</span>'


def show_figure(figure: Figure, text: str = "") -> str:
    """The HTML of one printed number: its value, its printed form and its id.

    ``text`` replaces the printed form where a sentence or a column needs another one
    (without the per cent sign, say); the value stays the figure's.
    """
    if figure.value is None:
        words = escape(text or figure.printed)
        title = f' title="{escape(figure.note)}"' if figure.note else ""
        return f'<span class="nb-missing" data-figure="{escape(figure.id)}"{title}>{words}</span>'
    printed = escape(text or figure.printed)
    return f'<data value="{figure.value:.12g}" data-figure="{escape(figure.id)}">{printed}</data>'
