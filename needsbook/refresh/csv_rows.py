"""The rows of a text table with the line each begins in; a broken quote is one clear error."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from needsbook.errors import BadInput


def read_csv_rows(
    text: Iterable[str], delimiter: str, place: str, do: str
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line, from 1; ``BadInput`` says ``do``."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise BadInput(
                f"the file cannot be read as CSV: {problem}", f"{place}, row {line}", do
            ) from None
        yield line, cells
        line = reader.line_num + 1
