"""The text of a Word file, paragraph by paragraph and row by row."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from needsbook.audit.lines import Line, make_row, tidy
from needsbook.errors import BadInput

LARGEST_UNPACKED = 400 * 1024 * 1024


def read_word(path: Path, content: bytes) -> list[Line]:
    """The paragraphs and table rows of a Word file, headings by their style."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInput(
            f"{path.name} is locked with a password, or is an old .doc", path.as_posix(),
            "open it in Word and save a copy as .docx without a password",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > LARGEST_UNPACKED:
                raise BadInput(
                    f"{path.name} unpacks to {unpacked / 1048576:.0f} MB", path.as_posix(),
                    "save a copy without its pictures",
                )  # fmt: skip
        from docx import Document as open_word
        from docx.table import Table

        document = open_word(io.BytesIO(content))
        lines: list[Line] = []
        tables = 0
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                tables += 1
                for row in part.rows:
                    cells = [cell.text for cell in row.cells]
                    lines.append(make_row(cells, len(lines) + 1, tables))
            else:
                lines.append(Line(tidy(part.text), len(lines) + 1, level=_level(part)))
    except BadInput:
        raise
    except Exception as error:
        raise BadInput(
            f"{path.name} is not a Word file that can be read ({type(error).__name__})", path.as_posix(),
            "open it in Word and save it again as .docx",
        ) from None  # fmt: skip
    return lines


def _level(paragraph: Any) -> int:
    """The level of a heading by its style: 1 for a title, 0 for no heading."""
    name = paragraph.style.name if paragraph.style is not None else ""
    if name == "Title":
        return 1
    found = re.fullmatch(r"Heading ([1-9])", name or "")
    return int(found[1]) if found else 0
