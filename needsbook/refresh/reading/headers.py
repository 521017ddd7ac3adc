"""Finding the header of a table, one row or two, and the years that stand in its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from needsbook.errors import BadInput
from needsbook.refresh.reading.grid import SAMPLE, Grid, Odd, Row
from needsbook.refresh.reading.layouts import BASE, Layout, choose_layout, simplify
from needsbook.refresh.reading.merged import carry_down

YEAR = r"(?:19|20)\d\d"
IN_NAME = re.compile(
    rf"\b(?:fye ?{YEAR}|mid-? ?{YEAR}|{YEAR}-\d\d-\d\d|{YEAR}/\d\d\s*-\s*(?:{YEAR}|\d\d)/\d\d|"
    rf"{YEAR}\s*[/-]\s*(?:{YEAR}|\d\d)(?!\d)|{YEAR}\d\d(?!\d)|{YEAR})(?!\d)"
)
PLACES = ("area_code", "area_name")


@dataclass(frozen=True)
class HeaderFound:
    """A table found in a grid: its header (as printed and simplified), layout, and rows."""

    grid: Grid
    layout: Layout
    base: Layout
    printed: tuple[str, ...]
    names: tuple[str, ...]
    first: int
    above: str
    roles: tuple[str, ...]
    years: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """The rows below the header."""
        hidden = self.grid.hidden_rows()
        for line, cells in carry_down(self.grid.rows(), self.grid.spans()):
            if line >= self.first and line not in hidden:
                yield line, cells

    def count_hidden(self) -> int:
        """How many rows below the header nobody sees who opens the workbook."""
        hidden = self.grid.hidden_rows()
        return sum(
            line >= self.first and line in hidden and any(str(cell).strip() for cell in cells)
            for line, cells in (self.grid.rows() if hidden else ())
        )

    def at(self, role: str) -> int | None:
        """The column with a role: the last of several columns of codes or names."""
        found = [at for at, name in enumerate(self.roles) if name == role]
        if not found:
            return None
        return found[-1] if role in PLACES else found[0]

    def repeats(self, cells: Sequence[object]) -> bool:
        """Whether a row is the header once more."""
        width = len(self.names)
        # Of nearly every row the first named cell tells that it is not.
        at = self._first_named
        if at >= len(cells) or simplify(cells[at]) != self.names[at]:
            return False
        return len(cells) >= width and all(
            simplify(text) == name
            for text, name in zip(_printed(cells[:width]) + ("",) * width, self.names, strict=False)
        )

    @cached_property
    def _first_named(self) -> int:
        return next((at for at, name in enumerate(self.names) if name), 0)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The columns of codes, names and periods."""
        named = ("area_code", "area_name", "period")
        return tuple(at for at, role in enumerate(self.roles) if role in named)

    def column(self, *names: str) -> int | None:
        """The column with the first of these names there is."""
        for name in names:
            plain = simplify(name)
            if self.names.count(plain) > 1:
                raise BadInput(
                    f"the column “{name}” stands twice", self.grid.place,
                    "give the columns names of their own",
                )  # fmt: skip
            if plain in self.names:
                return self.names.index(plain)
        squeezed = [name.replace(" ", "") for name in self.names]
        for name in names:
            plain = simplify(name).replace(" ", "")
            if len(plain) > 5 and squeezed.count(plain) == 1:
                return squeezed.index(plain)
        return None


@lru_cache(maxsize=4096)
def split_year(name: str) -> tuple[str, str] | None:
    """The period in a column's (simplified) name and the rest of the name; None without one."""
    found = list(IN_NAME.finditer(name))
    if not found:
        return None
    period = found[0][0]
    if len(found) == 2 and re.fullmatch(r"\s*(to|-)\s*", name[found[0].end() : found[1].start()]):
        period = f"{found[0][0]} - {found[1][0]}"
    rest = IN_NAME.sub(" ", name)
    rest = re.sub(
        r"\b(academic|school|financial|calendar) year\b|\byear ending\b|\bin\b|\bto\b", " ", rest
    )
    rest = re.sub(r"[()\-:,]", " ", rest)
    return period, " ".join(rest.split())


def find_tables(
    grid: Grid, layouts: Mapping[str, Layout], extra: Mapping[str, str] | None = None
) -> HeaderFound | None:
    """The table of a grid, or None: the row among the first that names most columns."""
    head = grid.head()
    best: tuple[int, HeaderFound] | None = None
    for number, (line, cells) in enumerate(head):
        printed = _printed(cells)
        if sum(bool(name) for name in printed) < 2:
            continue
        above = "\n".join(" ".join(filter(None, _printed(row))) for _, row in head[:number])
        candidates = [(printed, line + 1)]
        if number + 1 < len(head):
            below = _printed(head[number + 1][1])
            candidates.append((_join_two(printed, below), head[number + 1][0] + 1))
        for names, first in candidates:
            found = _make_found(grid, names, first, above, layouts, extra or {})
            score = _score(found)
            if score and (best is None or score > best[0]):
                best = (score, found)
    return best[1] if best else None


def _printed(cells: Sequence[object]) -> tuple[str, ...]:
    found = []
    for cell in cells:
        text = cell.text if isinstance(cell, Odd) else str(cell)
        found.append(" ".join(text.replace("\ufeff", "").replace("\u00a0", " ").split())[:300])
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _join_two(top: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Two header rows as one: a merged heading stands before each of its columns."""
    width = max(len(top), len(below))
    joined, last = [], ""
    for at in range(width):
        upper = top[at] if at < len(top) else ""
        lower = below[at] if at < len(below) else ""
        if upper:
            last = upper
        if upper and not lower:
            joined.append(upper)
        elif lower and not upper:
            alike = below.count(lower) > 1 and top.count(last) == 1
            joined.append(
                f"{last} {lower}" if alike or _is_year(lower) or _is_year(last) else lower
            )
        else:
            joined.append(f"{upper} {lower}".strip())
    return tuple(joined)


def _is_year(text: str) -> bool:
    return split_year(simplify(text)) is not None


def _make_found(
    grid: Grid, printed: tuple[str, ...], first: int, above: str,
    layouts: Mapping[str, Layout], extra: Mapping[str, str],
) -> HeaderFound:  # fmt: skip
    names = tuple(simplify(head) for head in printed)
    layout = choose_layout(names, layouts)
    base = layouts[BASE]
    roles = []
    for name in names:
        role = extra.get(name, "") or layout.role_of(name)
        if not role and not layout.identifies(name):
            role = base.role_of(name)
            if role in layout.columns and layout.id not in (BASE,) and role not in PLACES:
                role = ""  # the layout names the column of this role itself
        roles.append(role)
    years = {
        at: year
        for at, name in enumerate(names)
        if not roles[at] and (year := split_year(name)) is not None
    }
    return HeaderFound(grid, layout, base, printed, names, first, above, tuple(roles), years)


def _score(found: HeaderFound) -> int:
    """How surely a row is the header; 0 when it is not one."""
    has = set(found.roles) - {""}
    levels = set(found.names) & {simplify(level) for level in found.layout.levels.values() if level}
    place = has & set(PLACES) or levels
    aged = (
        sum(bool(re.fullmatch(r"(?:[fmp]\s?|age\s?)?\d{1,2}\+?", name)) for name in found.names)
        >= 18
    )
    time = "period" in has or found.years or (aged and found.above)
    if not place or not time:
        return 0
    known = sum(bool(role) for role in found.roles) + len(levels) + len(found.years)
    # “Number, Prevalence, Number, Prevalence”: the row above says of what.
    again = len([name for name in found.names if name]) - len(set(found.names) - {""})
    known = max(1, known - again)
    # Words of a real header are short; a row of data has numbers and codes in it.
    data = sum(
        bool(re.fullmatch(r"[A-Z]\d{8}|-?[\d,]+\.\d+%?", name.upper())) for name in found.names
    )
    return max(0, known * 2 + 3 * (found.layout.id != BASE) - 4 * data)


__all__ = ["SAMPLE", "HeaderFound", "find_tables", "split_year"]
