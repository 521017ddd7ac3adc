"""The one way from rows and cells to a table's HTML.

What a table says belongs to whoever makes it; here stands what every table needs to be read
by everyone: a caption, heads that name what they head, a frame that scrolls by itself, and
explicit roles where the style sheet lays rows out as cards on a narrow page (some browsers
drop a table's meaning then). Cells come as HTML; captions and labels are escaped here.

    write_markup("Wards", [RowMarkup([CellMarkup("Ward", "col")])], [[RowMarkup(...)]])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Scope = Literal["", "col", "colgroup", "row", "rowgroup"]
ROLES: dict[Scope, str] = {
    "": "cell",
    "col": "columnheader",
    "colgroup": "columnheader",
    "row": "rowheader",
    "rowgroup": "rowheader",
}


@dataclass(frozen=True)
class CellMarkup:
    """One cell: its HTML and, for a head, what it heads (``scope``).

    ``look`` is its class, ``span`` over how many columns it goes. The page's script sorts by
    ``sort`` (a number) or ``sort_text`` (words), else by what stands in the cell. ``label``
    is shown before the cell where a narrow page lays its row out as a card.
    """

    html: str
    scope: Scope = ""
    look: str = ""
    span: int = 1
    sort: str = ""
    sort_text: str = ""
    label: str = ""

    def write(self, stacks: bool) -> str:
        """The cell's HTML; with its role where rows may be laid out as cards (``stacks``)."""
        tag = "th" if self.scope else "td"
        attributes = write_attributes(
            scope=self.scope,
            role=ROLES[self.scope] if stacks else "",
            colspan=str(self.span) if self.span > 1 else "",
            class_=self.look,
            data_sort=self.sort,
            data_sort_text=self.sort_text,
            data_label=self.label,
        )
        return f"<{tag}{attributes}>{self.html}</{tag}>"


@dataclass(frozen=True)
class RowMarkup:
    """One row: its cells, its class (``look``) and its address on the page (``name``)."""

    cells: Sequence[CellMarkup]
    look: str = ""
    name: str = ""

    def write(self, stacks: bool) -> str:
        """The row's HTML (see ``CellMarkup.write``)."""
        row = write_attributes(id=self.name, role="row" if stacks else "", class_=self.look)
        return f"<tr{row}>{''.join(cell.write(stacks) for cell in self.cells)}</tr>"


def write_markup(
    caption: str,
    heads: Iterable[RowMarkup],
    bodies: Iterable[Iterable[RowMarkup]],
    look: str = "",
    *,
    stacks: bool = False,
    sortable: bool = False,
    framed: bool = True,
) -> str:
    """A whole table as HTML: rows of heads, then groups of rows.

    ``look`` is its class; ``stacks`` as above; ``sortable`` lets the page's script sort it.
    ``framed`` puts it into a frame that scrolls by itself and is reached by the keyboard.
    """
    group = write_attributes(role="rowgroup" if stacks else "")
    top = "".join(row.write(stacks) for row in heads)
    head = f"<thead{group}>{top}</thead>" if top else ""
    body = "".join(
        f"<tbody{group}>{''.join(row.write(stacks) for row in rows)}</tbody>" for rows in bodies
    )
    whole = write_attributes(
        class_=look, role="table" if stacks else "", data_sortable="true" if sortable else ""
    )
    words = escape(caption)
    table = f"<table{whole}><caption>{words}</caption>{head}{body}</table>"
    if not framed:
        return table
    return f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{words}">{table}</div>'


def write_attributes(**values: str) -> str:
    """Attributes as they stand in a tag, a blank before each; empty ones are left out.

    ``data_sort`` is written ``data-sort``, ``class_`` is ``class``.
    """
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in values.items()
        if value
    )
