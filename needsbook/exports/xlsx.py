"""A workbook as XLSX, by gptables (the Analysis Function's accessible tables)."""

from __future__ import annotations

import io
import warnings
from datetime import UTC, datetime
from typing import Any

from needsbook.exports.table_sheets import COLUMNS, MARKED, NUMERIC, Workbook
from needsbook.exports.zips import fix_zip

# Widths in characters: what the longest words need, without reading every cell for it.
WIDTHS = (44, 24, 16, 12, 14, 12, 12, 12, 12, 16, 30, 60, 56)
# A name must never become a formula or a link, whatever it begins with.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_xlsx(book: Workbook, epoch: int) -> bytes:
    """The workbook's bytes; the same input gives the same bytes."""
    import pandas as pd

    with warnings.catch_warnings():
        # gptables speaks the dialect of pandas 2; that is its own affair.
        warnings.simplefilter("ignore")
        from gptables import Cover, GPTable, produce_workbook

        sheets = {}
        for sheet in book.sheets:
            frame = pd.DataFrame(list(sheet.rows), columns=list(COLUMNS), dtype=object)
            # Made anew for each workbook: gptables changes the tables it writes.
            sheets[sheet.label] = GPTable(
                table=frame,
                table_name=sheet.name,
                title=sheet.title,
                instructions="This worksheet contains one table. Notes are on the notes worksheet.",
                table_notes={name: f"$${note}$$" for name, note in MARKED.items()},
                index_columns={2: 0},
                additional_formatting=[
                    {
                        "column": {
                            "columns": [COLUMNS.index(column) for column in NUMERIC],
                            "format": {"align": "right"},
                        }
                    }
                ],
            )
        notes = pd.DataFrame(
            [(name, text) for name, text in book.notes.items()], columns=["Note", "What it says"]
        )
        buffer = io.BytesIO()
        written: Any = produce_workbook(
            filename=buffer,
            sheets=sheets,
            cover=Cover(title=book.title, intro=list(book.about[:1]), about=list(book.about[1:])),
            notes_table=notes,
            auto_width=False,
            workbook_options=OPTIONS,
        )
        for label in sheets:
            written.get_worksheet_by_name(label).set_column_widths = None
            for at, width in enumerate(WIDTHS):
                written.get_worksheet_by_name(label).set_column(at, at, width)
        written.set_properties(
            {"title": book.title, "author": book.about[0],
             "created": datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)}
        )  # fmt: skip
        written.close()
    return fix_zip(buffer.getvalue())
