"""The numbers of a table: symbols, decimal commas, percentages, noise; and their sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.published_cells import plain, read_cell
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.reading.columns import Measures
from needsbook.refresh.reading.grid import Odd, Percent
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.marks import MARKED, list_marks, read_marked
from needsbook.refresh.reading.workbooks import ERRORS

if TYPE_CHECKING:
    from needsbook.refresh.reading.file_reading import FileReading

COMMA = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),\d+ ?%?")
SURE_COMMA = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,}) ?%?|0,\d+ ?%?")
POINT = re.compile(r"-?\d+\.\d+ ?%?|-?\d{1,3}(,\d{3})+\.\d+ ?%?")


@dataclass
class Numbers:
    """Reads the number cells of one table."""

    comma: bool
    percents: bool = False
    found: HeaderFound | None = None
    said: str = ""
    """What the file says of the mark at the value last read; "" where it has none."""

    @classmethod
    def of(cls, found: HeaderFound, measures: Measures, choice: Choice) -> Numbers:
        """After looking at every number: is the comma the decimal mark?"""
        if choice.decimal == "comma":
            return cls(comma=True, found=found)
        if found.grid.delimiter in ("", ",") or choice.decimal == "point":
            return cls(comma=False, found=found)
        comma = point = unsure = False
        for _, cells in found.rows():
            for at in measures.used:
                text = str(cells[at]).strip() if at < len(cells) else ""
                if SURE_COMMA.fullmatch(text):
                    comma = True
                elif COMMA.fullmatch(text):
                    unsure = True
                elif POINT.fullmatch(text) and not re.fullmatch(r"-?\d{1,3}(\.\d{3})+", text):
                    point = True
        if comma and point:
            raise BadInput(
                "numbers are written with a decimal comma and with a decimal point",
                found.grid.place, "write all of them one way",
            )  # fmt: skip
        if unsure and not comma and not point and found.grid.delimiter == ";":
            raise BadInput(
                "is the comma in numbers such as 1,205 the decimal mark or the thousands’?",
                found.grid.place, "add --decimal comma or --decimal point",
            )  # fmt: skip
        return cls(comma=comma, found=found)

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        return dict(list_marks(self.found)) if self.found is not None else {}

    def read(self, cell: object, measure: str, place: str, column: str) -> object:
        """The cell for ``Published``: text or a number; ``BadInput`` for one that is spoilt."""
        if measure == "value":
            self.said = ""
        if isinstance(cell, Odd):
            what = {
                "error": f"holds the error {cell.text}",
                "formula": "holds a formula without a stored result",
                "date": f"holds the date {cell.text}",
            }[cell.kind]
            do = {
                "error": "mend the cell",
                "formula": "open the file in a spreadsheet, save it, and import it again",
                "date": "a spreadsheet made a date of the number: write the number",
            }[cell.kind]
            raise BadInput(f"the cell of “{column}” {what}", place, do)
        if isinstance(cell, str):
            text = " ".join(cell.replace("\u00a0", " ").replace("\u202f", " ").split())
            if text.upper() in ERRORS:
                raise BadInput(
                    f"the cell of “{column}” holds the error {text}", place, "mend the cell"
                )
            if text.startswith(("=", "@")):
                raise BadInput(
                    f"the cell of “{column}” holds a formula ({text[:40]})",
                    place,
                    "write its result",
                )
            # A sign of a change, or the apostrophe that keeps a number text in a spreadsheet.
            if re.fullmatch(r"[+'’]\d.*", text):
                text = text[1:]
            if self.found is not None and MARKED.fullmatch(text):
                text, note = read_marked(text, self._meanings, place, column)
                if measure == "value":
                    self.said = note
            if self.comma:
                text = text.replace(".", "").replace(",", ".") if re.search(r"\d", text) else text
            if measure in ("value", "lower", "upper") and re.search(r"%( \[\w\])?$", text):
                self.percents = True
            number = _cut_noise(text)
            if not self.comma and SURE_COMMA.fullmatch(text):
                raise BadInput(
                    f"“{text}” is not a number as the others are written",
                    f"{place}, column “{column}”",
                    "write the point for the comma; if all of the file's commas are decimal marks, "
                    "add --decimal comma",
                )  # fmt: skip
            read_cell(number, f"{place}, column “{column}”")
            return number
        if isinstance(cell, Percent):
            self.percents = True
            shown = Decimal(f"{float(cell):.15g}").scaleb(2)
            return plain(shown.normalize() if shown else Decimal(0))
        if isinstance(cell, float):
            return _cut_noise(f"{cell:.15g}" if abs(cell) < 1e15 else repr(cell))
        return cell


def _cut_noise(text: str) -> str:
    """The number without what binary arithmetic left behind its digits (7.100000000000001)."""
    if re.fullmatch(r"-?\d+\.\d{10,}", text) and re.search(r"(0{6,}\d{1,3}|9{6,}\d{0,3})$", text):
        for digits in range(1, 10):
            cut = Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
            if abs(cut - Decimal(text)) < Decimal("1e-9"):
                return plain(cut.normalize()) if cut else "0"
    # Six places whatever the number (65.200000) are a program's, not the publisher's.
    if re.fullmatch(r"-?\d+\.\d*0{4,}", text) and len(text.partition(".")[2]) >= 5:
        return plain(Decimal(text).normalize()) if Decimal(text) else "0"
    return text


def check_cell(reading: FileReading, indicator: Indicator) -> None:
    """Nothing; ``BadInput`` for a row whose numbers contradict each other."""
    for held in reading.published:
        value, lower, upper, count, base = (
            _number(part)
            for part in (held.value, held.lower, held.upper, held.count, held.denominator)
        )
        if indicator.method == "count" and value is not None and value != value.to_integral_value():
            raise BadInput(
                f"{value} is no count: it has decimals", held.place, "take the column of the counts"
            )
        if value is not None and indicator.method == "count" and value < 0:
            raise BadInput(f"{value} is no count", held.place, "correct the row")
        if (
            count is not None
            and base is not None
            and count > base
            and indicator.method == "proportion"
        ):
            raise BadInput(
                f"the count {count} is above its base {base}", held.place,
                "check which column is which (--count, --denominator)",
            )  # fmt: skip
        if value is None or reading.percents:
            continue
        for limit, wrong in ((lower, lower is not None and lower > value), (upper, upper is not None and upper < value)):  # fmt: skip
            if wrong and limit is not None and not _same(limit, value):
                raise BadInput(
                    f"the value {value} lies outside its own limits ({held.lower} to {held.upper})",
                    held.place, "check the columns of the limits",
                )  # fmt: skip


def _number(content: object) -> Decimal | None:
    if content is None or content == "":
        return None
    number = read_cell(content).number
    return Decimal(number) if number else None


def _same(first: Decimal, second: Decimal) -> bool:
    places = min(max(0, -int(number.as_tuple().exponent)) for number in (first, second))
    return abs(first - second) <= Decimal(1).scaleb(-places)
