"""Layouts as data: one file of ``data/layouts`` a kind of table, and how one is recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput
from needsbook.paths import Project

ROLES = (
    "area_code", "area_name", "level", "period", "period_kind", "sex", "age", "unit",
    "indicator_number", "indicator_name", "value", "lower", "upper", "count", "denominator", "note",
)  # fmt: skip
BASE = "table"


def simplify(name: object) -> str:
    """A column's name or a label for comparing: camel and snake case, notes, case, blanks."""
    return _simplify(str(name))


@lru_cache(maxsize=1 << 16)
def _simplify(name: str) -> str:
    text = re.sub(r"\[[^\]]*\]|\(%\)", " ", name.replace("\ufeff", ""))
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    text = text.replace("_", " ").replace("\u00a0", " ").replace("–", "-").replace("—", "-")
    return " ".join(text.replace(".", " ").split()).casefold()


class Names(Document):
    """How one indicator stands in a layout: its columns, its labels, what must surround it.

    ``context`` are expressions that must all be found in the sheet's name, the rows above the
    header or the file's name; ``without`` those that must not.
    """

    value: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    upper: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = {}
    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @field_validator("context", "without")
    @classmethod
    def _expressions(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            try:
                re.compile(text)
            except re.error as error:
                raise ValueError(f"“{text}” is not a regular expression: {error}") from None
        return texts


class Layout(Document):
    """One kind of table (``data/layouts/<id>.yml``).

    ``needs`` lists the columns it is known by, each by the names it has had. ``columns`` gives
    each role's names, ``levels`` the column of codes for each label of the level column (empty:
    rows not taken), ``filters`` the total's labels of columns that narrow a row,
    ``identifiers`` what only names a row (exact, or an expression between slashes).
    """

    id: str = Field(pattern=ID_PATTERN)
    publisher: str = ""
    title: str
    years: str = ""
    note: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    columns: Mapping[str, tuple[str, ...]] = {}
    levels: Mapping[str, str] = {}
    identifiers: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = {}
    fractions: bool = False
    indicators: Mapping[str, Names] = {}

    @field_validator("columns")
    @classmethod
    def _roles(cls, columns: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for role in columns:
            if role not in ROLES:
                raise ValueError(f"“{role}” is not a role; use {', '.join(ROLES)}")
        return columns

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header (simplified names) has every column the layout is known by."""
        return bool(self.needs) and all(
            any(_stands(name, header) for name in names) for names in self.needs
        )

    def role_of(self, name: str) -> str:
        """The role of a column (simplified name), or ""."""
        for role, names in self.columns.items():
            if name in _simple(names) or name.replace(" ", "") in _squeezed(names):
                return role
        return ""

    def identifies(self, name: str) -> bool:
        """Whether the column only names a row."""
        for identifier in self.identifiers:
            if identifier.startswith("/") and identifier.endswith("/"):
                if re.search(identifier[1:-1], name):
                    return True
            elif simplify(identifier) == name:
                return True
        return False

    def totals_of(self, name: str) -> tuple[str, ...] | None:
        """The labels of the total of a filter column, or None."""
        for column, labels in self.filters.items():
            if simplify(column) == name:
                return labels
        return None


def _stands(name: str, header: Sequence[str]) -> bool:
    if len(name) > 2 and name.startswith("/") and name.endswith("/"):
        return any(re.search(name[1:-1], cell) for cell in header)
    plain = simplify(name)
    return plain in header or plain.replace(" ", "") in {cell.replace(" ", "") for cell in header}


@cache
def _simple(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(simplify(name) for name in names)


@cache
def _squeezed(names: tuple[str, ...]) -> frozenset[str]:
    """The names without blanks: “NewLACode” is new_la_code. Short ones would fit by chance."""
    return frozenset(plain for name in names if len(plain := simplify(name).replace(" ", "")) > 5)


@cache
def load_layouts(project: Project) -> Mapping[str, Layout]:
    """Every layout by id, in order of id; the base vocabulary is ``table``."""
    found: dict[str, Layout] = {}
    folder = project.data / "layouts"
    for path in sorted(folder.glob("*.yml")):
        layout = read_document(path, Layout)
        where = project.relative(path)
        if layout.id != path.stem:
            raise BadInput(
                f"id “{layout.id}” is not the file's name", where, f"write id: {path.stem}"
            )
        if layout.id != BASE and not layout.needs:
            raise BadInput(
                "the layout has no columns it is known by", where, "list them under needs"
            )
        found[layout.id] = layout
    if BASE not in found:
        raise BadInput(
            f"the layout of plain tables ({BASE}.yml) is missing", project.relative(folder),
            "restore the file",
        )  # fmt: skip
    return found


def choose_layout(header: Sequence[str], layouts: Mapping[str, Layout]) -> Layout:
    """The layout that knows most columns of the header; the plain table where none fits."""
    fitting = [layout for layout in layouts.values() if layout.fits(header)]
    return max(fitting, key=lambda layout: len(layout.needs), default=layouts[BASE])
