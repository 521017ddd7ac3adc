"""What a person may say where neither the file nor its layout can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """The options of ``needsbook import``: names of columns are the file's own.

    ``where`` keeps the rows whose column holds the label; ``columns`` (measure to column) says
    which columns to read; ``sheet`` names one sheet of a workbook.
    """

    dataset: str = ""
    fractions: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    gap: bool = False
    jumps: bool = False
    losses: bool = False
    decimal: str = ""
    schools: bool = False
