"""Areas: codes, slugs, levels, parts, the ward lists each authority has had, the books."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import (
    AREA_CODE,
    DAY,
    FileColumn,
    TableForm,
    optional,
    read_table,
)
from needsbook.errors import BadInput, unknown_name
from needsbook.files import finish_interrupted
from needsbook.paths import Project

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CODE_PATTERN = r"^E\d{8}$"
WARDS = TableForm(
    (
        FileColumn("ward_code", r"E05\d{6}", "a ward's code such as E05000001"),
        FileColumn("ward_name"),
        FileColumn("authority_code", AREA_CODE, "a code such as E09000033", "area"),
        optional(FileColumn("valid_from", DAY, "a day such as 2022-05-05")),
        optional(FileColumn("valid_to", DAY, "a day such as 2022-05-05")),
    ),
    key=("ward_code",),
)


class WardVintage(Document):
    """A ward list of one authority: in force ``first`` to ``last`` (empty: still is).

    ``layer`` names the boundary layer in ``geo/boundaries``; empty where we hold none.
    """

    vintage: str
    """The year the list is known by."""
    first: date
    """First day in force."""
    last: date | None = None
    """Last day in force; left out where it still is."""
    layer: str = ""
    """Boundary layer that draws it; empty where none is held."""


class AreaEntry(Document):
    """One entry of ``geo/areas.yml``."""

    code: str = Field(pattern=CODE_PATTERN)
    """Government Statistical Service code, such as E09000033."""
    slug: str = Field(pattern=SLUG_PATTERN)
    """Its address and the middle part of figure ids: lower case and hyphens."""
    name: str
    """The name readers see."""
    formal_name: str = ""
    """The council’s full name, where it differs."""
    place: str = ""
    """How a sentence puts it after a verb; left out: “in” and the name."""
    level: Literal["country", "region", "sub_region", "upper_tier", "district"]
    """What kind of area it is."""
    parent: str = ""
    """Code of the area it is a part of, where that is not its region."""
    region: str = ""
    """Code of the region it lies in."""
    parts: Literal["wards", "districts", ""] = ""
    """What maps show it by; empty where no parts are held."""
    layer: str = ""
    """Boundary layer that draws its parts."""
    called: tuple[str, str] | None = None
    """What a region calls one of its authorities and several; left out: authority, authorities."""
    members: tuple[str, ...] = ()
    """Slugs of the authorities a sub-region is made of."""
    wards: tuple[WardVintage, ...] = ()
    """The ward lists it has had, oldest first."""

    @field_validator("name")
    @classmethod
    def _name(cls, name: str) -> str:
        return _check_name(name)

    @model_validator(mode="after")
    def _vintages_in_order(self) -> AreaEntry:
        for before, after in zip(self.wards, self.wards[1:], strict=False):
            if before.last is None or before.last >= after.first:
                raise ValueError(f"ward lists {before.vintage} and {after.vintage} overlap")
        return self


class Book(Document):
    """A set of areas published together."""

    slug: str = Field(pattern=SLUG_PATTERN)
    """Its name on the command line."""
    title: str
    """The title readers see."""
    areas: tuple[str, ...] = Field(min_length=1)
    """Slugs of its areas, in the order shown."""


def _check_name(name: str) -> str:
    """A name that is a name: no markup, formula, line break or mark that turns the writing."""
    if not name.strip():
        raise ValueError("is empty")
    if any(unicodedata.category(char) in ("Cc", "Cf") for char in name):
        raise ValueError("holds a line break, a control or a direction mark")
    if re.search(r"[<>{}`|\\]|&\w+;", name):
        raise ValueError("holds markup")
    if name[0] in "=+@-" or not any(char.isalpha() for char in name):
        raise ValueError("begins like a formula, or has no letter")
    return name


class AreasFile(Document):
    """The whole of ``geo/areas.yml``."""

    books: tuple[Book, ...] = Field(min_length=1)
    """Areas published together."""
    areas: tuple[AreaEntry, ...] = Field(min_length=1)
    """Every area but the wards."""


@dataclass(frozen=True)
class Area:
    """A place with figures: a country, region, authority, district or ward.

    ``slug`` stands in ids and addresses (a ward's is its code in lower case).
    ``place`` is how prose puts it after a verb: “in Westminster”.
    ``valid_from`` and ``valid_to`` are set for wards only.
    """

    code: str
    slug: str
    name: str
    level: str
    parent: str = ""
    region: str = ""
    formal_name: str = ""
    place: str = ""
    parts: str = ""
    layer: str = ""
    called: tuple[str, str] = ("authority", "authorities")
    members: tuple[str, ...] = ()
    wards: tuple[WardVintage, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def in_prose(self) -> str:
        """The name with its article: “the City of London”, as in “in the City of London”."""
        return self.place.partition(" ")[2] or self.name


def slugify(name: str) -> str:
    """``name`` as a slug: lower case, letters, digits and hyphens."""
    text = name.lower().replace("&", "and").replace("'", "").replace("’", "").replace(".", "")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


class Areas:
    """All areas by code or slug; unknown ones offer the nearest names."""

    def __init__(self, areas: Mapping[str, Area], books: Mapping[str, Book]) -> None:
        self._by_code = dict(areas)
        self._by_slug = {area.slug: area for area in areas.values()}
        self.books = dict(books)

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, key: object) -> bool:
        return key in self._by_code or key in self._by_slug

    def __getitem__(self, key: str) -> Area:
        """The area with this code or slug."""
        area = self._by_code.get(key) or self._by_slug.get(key)
        if area is None:
            named = [area.slug for area in self if area.level != "ward"]
            raise unknown_name("area", key, named)
        return area

    @cached_property
    def spoken(self) -> tuple[tuple[str, str], ...]:
        """Slug (hyphens as spaces) and name of every area but the wards, the longest slug first."""
        named = [area for area in self if area.level != "ward"]
        longest = sorted(named, key=lambda area: -len(area.slug))
        return tuple((area.slug.replace("-", " "), area.name) for area in longest)

    def find(self, text: str) -> Area:
        """The area called ``text``: a code, a slug or a name (not a ward's name)."""
        if text in self:
            return self[text]
        return self[slugify(text)]

    def at_level(self, level: str, region: str = "") -> list[Area]:
        """Areas of one level in order of code; ``region`` keeps those of one region."""
        return sorted(
            (a for a in self if a.level == level and (not region or a.region == region)),
            key=lambda area: area.code,
        )

    def around(self, area: Area) -> Area:
        """The region whose authorities an authority stands among; the country where none is."""
        if area.region in self:
            return self[area.region]
        return next(held for held in self if held.level == "country")

    def wards_of(self, code: str) -> list[Area]:
        """Every ward any of the authority's lists has held, in order of code.

        For an authority made of districts: the wards of its districts.
        """
        parents = {code} | {
            area.code for area in self if area.parent == code and area.level == "district"
        }
        return sorted(
            (a for a in self if a.level == "ward" and a.parent in parents), key=lambda a: a.code
        )

    def districts_of(self, code: str) -> list[Area]:
        """The districts of a county, in order of code."""
        return [a for a in self.at_level("district") if a.parent == code]

    def assign_parts(self, slugs: Iterable[str]) -> dict[str, str]:
        """For each of these authorities, its districts and its wards (slugs): the authority."""
        found: dict[str, str] = {}
        for slug in slugs:
            area = self[slug]
            parts = [area, *self.districts_of(area.code), *self.wards_of(area.code)]
            found |= {part.slug: slug for part in parts}
        return found


def _read_wards(project: Project) -> Iterator[Area]:
    path = project.wards
    if not path.exists():
        return
    where = project.relative(path)
    for number, row in enumerate(read_table(path, WARDS, where), start=2):
        try:
            yield Area(
                code=row["ward_code"],
                slug=row["ward_code"].lower(),
                name=row["ward_name"],
                level="ward",
                parent=row["authority_code"],
                place=f"in {row['ward_name']} ward",
                valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
        except ValueError as error:
            raise BadInput(f"wards.csv: {error}", f"{where}, row {number}", "correct it") from None


@cache
def load_areas(project: Project) -> Areas:
    """Every area of ``geo/areas.yml`` and every ward of ``geo/wards.csv``."""
    finish_interrupted(project)
    content = read_document(project.areas, AreasFile)
    found: dict[str, Area] = {}
    where = project.relative(project.areas)
    entries = [
        Area(
            code=entry.code,
            slug=entry.slug,
            name=entry.name,
            level=entry.level,
            parent=entry.parent or entry.region,
            region=entry.region,
            formal_name=entry.formal_name or entry.name,
            place=entry.place or f"in {entry.name}",
            parts=entry.parts,
            layer=entry.layer,
            called=entry.called or ("authority", "authorities"),
            members=entry.members,
            wards=entry.wards,
        )
        for entry in content.areas
    ]
    slugs: set[str] = set()
    for area in (*entries, *_read_wards(project)):
        if area.code in found or area.slug in slugs:
            raise BadInput(f"the area {area.code} ({area.name}) stands twice", where, "remove one")
        found[area.code] = area
        slugs.add(area.slug)
    for area in found.values():
        if area.parent and area.parent not in found:
            raise unknown_name("parent area", area.parent, found, f"{where}: {area.name}")
    for area in entries:
        for slug in area.members:
            if slug not in slugs:
                raise unknown_name("area", slug, slugs, f"{where}: members of {area.name}")
    for book in content.books:
        for slug in book.areas:
            if slug not in slugs:
                raise unknown_name("area", slug, slugs, f"{where}: book {book.slug}")
    return Areas(found, {book.slug: book for book in content.books})
