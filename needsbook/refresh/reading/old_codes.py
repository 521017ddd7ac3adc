"""Codes that are not the statistical service's of today, and the names beside them.

The Department's three-digit numbers are held and compared. The four signs the Office for
National Statistics gave until 2010 (00BK, 47UE) are not held; but London's run through the
alphabet as its boroughs do, so they follow from today's. Of the rest it is known that one code
is one place. What contradicts a name is refused: a name taken in spite of its code may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from needsbook.catalogue.areas import Areas
from needsbook.errors import BadInput
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.headers import HeaderFound

NUMBER = re.compile(r"[2-9]\d\d")
OLD = re.compile(r"\d\d([A-HJ-NP-Z]{2})?")
# The letters the old codes were made of, in their order; the first place is the City of London.
LETTERS = "ABCDEFGHJKLMNPQRSTUWXYZ"
BOROUGHS = 33
CALLED = re.compile(
    r"\b(la|lea|dfe|dcsf|local authority|authority)\b.*\b(codes?|numbers?|nos?|num|id)\b|^(lea|code|la)$|^dfe\b"
)
NOT_OF_THE_ROW = re.compile(
    r"\b(parent|region|country|neighbour|school|urn|ward|placing|indicator)\b"
)


def name_old_code(code: str) -> str:
    """The old code of a borough of London (00AA for the City, E09000001); "" for other places."""
    number = int(code[3:]) - 1 if code.startswith("E09") else BOROUGHS
    if number >= BOROUGHS:
        return ""
    return f"00{LETTERS[number // len(LETTERS)]}{LETTERS[number % len(LETTERS)]}"


class OldCodes:
    """Compares the codes of one table's rows with the areas they are taken for."""

    def __init__(self, numbers: Mapping[str, str], areas: Areas) -> None:
        self.numbers, self._areas = numbers, areas
        self._areas_of: dict[str, str] = {}
        self._codes_of: dict[str, str] = {}
        self._columns: tuple[int, ...] | None = None

    def check(self, text: str, code: str, name: str, place: str) -> None:
        """Nothing; ``BadInput`` where a row's own code is that of another place than its name."""
        known = self.numbers.get(text, "")
        if known and known != code:
            self._refuse(text, self._areas[known].name, name, place)
        if not OLD.fullmatch(text) or text.isdigit():
            return
        own = name_old_code(code)
        london = {name_old_code(f"E09{number:06d}"): number for number in range(1, BOROUGHS + 1)}
        if text in london and text != own:
            self._refuse(text, self._areas[f"E09{london[text]:06d}"].name, name, place)
        if own and text != own:
            self._refuse(text, f"not that of {self._areas[code].name} ({own})", name, place)
        before = self._areas_of.setdefault(text, code)
        if before != code:
            self._refuse(text, self._areas[before].name, name, place)
        if (other := self._codes_of.setdefault(code, text)) != text:
            self._refuse(text, f"a second code of it, beside {other}", name, place)

    @staticmethod
    def _refuse(text: str, is_of: str, name: str, place: str) -> None:
        raise BadInput(
            f"{text} is {is_of}, the file calls it {name}", place, "correct code or name"
        )

    def check_row(self, found: HeaderFound, cells: Sequence[object], code: str, place: str) -> None:
        """Nothing; ``BadInput`` where a column of the Department's numbers names another place."""
        if self._areas[code].level != "upper_tier":
            return
        if self._columns is None:
            self._columns = self._find_columns(found)
        for at in self._columns:
            text = text_of(cells[at]).removesuffix(".0") if at < len(cells) else ""
            if (known := self.numbers.get(text, "")) and known != code:
                self._refuse(text, self._areas[known].name, self._areas[code].name, place)

    def _find_columns(self, found: HeaderFound) -> tuple[int, ...]:
        """The columns that by name and content hold the Department's numbers."""
        called = [
            at for at, name in enumerate(found.names)
            if CALLED.search(name) and not NOT_OF_THE_ROW.search(name)
            and found.roles[at] in ("", "area_code")
        ]  # fmt: skip
        labels: dict[int, set[str]] = {at: set() for at in called}
        for line, (_, cells) in enumerate(found.rows()):
            if line >= 500:
                break
            # A line of words below the table stands in its first column alone.
            if sum(bool(text_of(cell)) for cell in cells) < 2:
                continue
            for at in called:
                if at < len(cells) and (text := text_of(cells[at]).removesuffix(".0")):
                    labels[at].add(text)
        return tuple(
            at for at, held in labels.items()
            if held & set(self.numbers) and all(NUMBER.fullmatch(text) for text in held)
        )  # fmt: skip
