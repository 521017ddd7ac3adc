"""Where a row is: codes mended and compared with names, successors followed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from needsbook.catalogue.areas import Areas, slugify
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.codes import code_reader, load_la_numbers
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.old_codes import OldCodes
from needsbook.refresh.reading.own_tables import area_of

if TYPE_CHECKING:
    from needsbook.refresh.reading.file_reading import FileReading

CODE = re.compile(r"[A-Z]\d{8}")
WITHIN = re.compile(r"\b[Ee]\d{8}\b")
DISTRICT = "local authority district"
# Levels whose rows carry the code of an authority they lie in, or of one with their name.
OTHER_LEVEL = re.compile(
    r"(?i)\b(schools?|institutions?|providers?|trusts?|colleges?|practices?|constituenc\w*|"
    r"[lm]soas?|super output areas?|postcodes?)\b"
)
# What levels of the book's areas are called; a network of practices may be called “Westminster”.
OWN_LEVEL = re.compile(
    r"(?i)countr|nation|region|authorit|borough|district|count(y|ies)|unitary|\bUAs?\b|\b[ul]t?las?\b|"
    r"\bLADs?\b|ward|england|wales|london|council|city|cities|tier|metropolitan|total|all\b"
)


class Places:
    """The areas of the book by code and, where a table has no codes, by name."""

    def __init__(
        self, project: Project, areas: Areas, levels: Callable[[], frozenset[str]] | None
    ) -> None:
        self.areas, self._find_levels = areas, levels
        self._read = code_reader(project)
        self._old = OldCodes(load_la_numbers(project), areas)
        self._names, self._slugs = _list_names(areas)

    @cached_property
    def levels(self) -> frozenset[str] | None:
        """The levels a series has; None where every level will do."""
        return None if self._find_levels is None else self._find_levels()

    def knows(self, text: str) -> bool:
        """Whether a text is the name or the code of an area of the book."""
        code = mend_code(text)
        return bool(self._names.get(plain_name(text))) or bool(
            CODE.fullmatch(code) and self._read(code)
        )

    def find(
        self, found: HeaderFound, cells: list[object], place: str, reading: FileReading, line: int
    ) -> str | None:
        """The book's code of a row; None after the row was counted as left."""
        code = self._find(found, cells, place, reading, line)
        if code is not None:
            self._compare_within(found, cells, code, place)
            self._old.check_row(found, cells, code, place)
        return code

    def _find(
        self, found: HeaderFound, cells: list[object], place: str, reading: FileReading, line: int
    ) -> str | None:
        text = self._code_text(found, cells, reading, line)
        if text is None:
            return None
        at_name = found.at("area_name")
        name = str(cells[at_name]).strip() if at_name is not None else ""
        if not text and name:
            return self._by_name(name, reading, line)
        number = text.removesuffix(".0")
        code = self._read(text) or ("" if name else self._old.numbers.get(number, ""))
        if not code and name and not CODE.fullmatch(text):
            compared = number in self._old.numbers or re.fullmatch("00[AB][A-Z]", text)
            remark = (
                f"codes such as {text} are not the statistical service’s: areas are taken by name"
            ) + ("" if compared else ", which could not be compared with them")
            if not any(known.startswith("codes such as") for known in reading.remarks):
                reading.remarks.append(remark)
            named = self._by_name(name, reading, line)
            if named is not None:
                self._old.check(number, named, name, place)
            return named
        if not code:
            reading.left["areas the book does not hold"] += 1
            reading.areas_left[text or "(blank)"] += 1
            reading.explain(line, f"left: area not held ({text or 'blank'})")
            return None
        if code != text and number not in self._old.numbers:
            remark = f"{text} is read as {code} ({self.areas[code].name}): the same place, re-coded"
            if remark not in reading.remarks:
                reading.remarks.append(remark)
        if name:
            self._compare(code, name, place)
        if self.areas[code].level == "ward":
            self._compare_ward(found, cells, code, place)
        if self._stands_above(found, cells, code):
            reading.leave(line, "rows of districts: an authority’s own row is taken", code)
            return None
        return self._at_level(code, reading, line)

    def _stands_above(self, found: HeaderFound, cells: list[object], code: str) -> bool:
        """Whether a row of districts is that of an authority with rows of its own.

        Figures by district count children where they live, those by authority where they are
        taught: the two are not the same for one place.
        """
        at = found.at("level")
        if at is None or simplify(cells[at]) != DISTRICT or DISTRICT not in map(simplify, found.layout.levels):  # fmt: skip
            return False
        return self.areas[code].level != "district" and found.column("new_la_code") is not None

    def _at_level(self, code: str, reading: FileReading, line: int) -> str | None:
        level = self.areas[code].level
        if self.levels is not None and level not in self.levels:
            reading.leave(line, f"level {level.replace('_', ' ')} not taken for this series", code)
            return None
        return code

    def _code_text(
        self, found: HeaderFound, cells: list[object], reading: FileReading, line: int
    ) -> str | None:
        """The code as written, mended; "" where the table has none; None: the row is left."""
        at_level = found.at("level")
        if found.layout.levels:
            label = simplify(cells[at_level]) if at_level is not None else "local authority"
            by_label = {simplify(label_of): name for label_of, name in found.layout.levels.items()}
            if label not in by_label or not by_label[label]:
                reading.leave(line, f"level “{label or 'blank'}”")
                return None
            at = found.column(by_label[label])
            if at is None and not any(found.column(name) for name in by_label.values() if name):
                # A table made with the table tool has one column of codes for all levels.
                at = found.at("area_code")
            if at is None and found.at("area_name") is not None:
                return ""  # made with the table tool and saved without codes
            if at is None:
                reading.leave(line, f"no code column for level “{label}”")
                return None
            return mend_code(cells[at])
        label = text_of(cells[at_level]) if at_level is not None else ""
        named = re.search(r"[A-Za-z]{3}", label) and not re.fullmatch(r"(?i)type ?\d+", label)
        if OTHER_LEVEL.search(label) or (named and not OWN_LEVEL.search(label)):
            reading.leave(line, f"level “{label}”")
            return None
        at = found.at("area_code")
        if at is None and (own := area_of(found, cells)):
            return self._slugs.get(own, own.upper())
        return "" if at is None else mend_code(cells[at])

    def _by_name(self, name: str, reading: FileReading, line: int) -> str | None:
        codes = self._names.get(plain_name(name), set())
        if len(codes) != 1:
            reading.left["areas the book does not know by name"] += 1
            reading.areas_left[name] += 1
            reading.explain(line, f"left: area not known by name ({name})")
            return None
        (code,) = codes
        return self._at_level(code, reading, line)

    def _compare(self, code: str, name: str, place: str) -> None:
        """Refuse a name that is another area's."""
        area = self.areas[code]
        plain = plain_name(name)
        if plain in (plain_name(area.name), plain_name(area.formal_name)):
            return
        if area.level == "ward":
            # Wards of several places share names: only one of the same authority tells.
            others = _list_wards(self.areas).get((area.parent, plain), set())
        else:
            others = self._names.get(plain, set())
        if others and code not in others:
            other = self.areas[sorted(others)[0]]
            # A district's row may name the county it lies in.
            if not (area.level in ("ward", "district") and self._list_above(code) & others):
                raise BadInput(
                    f"{code} is {area.name}, the file calls it {name}", place,
                    f"correct code or name ({other.name} is {other.code})",
                )  # fmt: skip

    def _compare_within(
        self, found: HeaderFound, cells: list[object], code: str, place: str
    ) -> None:
        """Refuse a name with another area's code in it: “Medway (E09000012)”."""
        at = found.at("area_name")
        if at is None or at >= len(cells):
            return
        for written in WITHIN.findall(text_of(cells[at])):
            if (other := self._read(written.upper())) and other != code:
                raise BadInput(
                    f"“{text_of(cells[at])}” holds the code of {self.areas[other].name}", place,
                    "correct code or name",
                )  # fmt: skip

    def _list_above(self, code: str) -> frozenset[str]:
        """The codes of what an area lies in."""
        found: set[str] = set()
        area = self.areas[code]
        for above in (area.parent, area.region):
            if above and above not in found:
                found |= {above, *self._list_above(above)}
        return frozenset(found)

    def _compare_ward(self, found: HeaderFound, cells: list[object], code: str, place: str) -> None:
        """Refuse a ward that its row puts into another authority, or calls by another ward's name."""
        ward = self.areas[code]
        parent = self.areas[ward.parent]
        above = self._list_above(code)
        for at, role in enumerate(found.roles):
            name = text_of(cells[at]) if role == "area_name" and at < len(cells) else ""
            plain = plain_name(name) if name else ""
            if not plain or plain == plain_name(ward.name):
                continue
            if re.search(r"\b(ward|wd)", found.names[at]):
                wrong = not set(plain.split("-")) & set(plain_name(ward.name).split("-"))
                wrong = wrong and plain in _list_ward_names(self.areas)
            else:
                codes = self._names.get(plain, set())
                wrong = bool(codes) and not codes & above
                wrong = wrong and (parent.code, plain) not in _list_wards(self.areas)
            if wrong:
                raise BadInput(
                    f"{code} is {ward.name} in {parent.name}, the file says {name}", place,
                    "correct code or name",
                )  # fmt: skip


@lru_cache(maxsize=4)
def _list_names(areas: Areas) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The codes of each plain name, and of each slug: found once for the areas of a book."""
    names: dict[str, set[str]] = {}
    for area in areas:
        if area.level != "ward":
            for name in (area.name, area.formal_name, area.slug):
                names.setdefault(plain_name(name), set()).add(area.code)
    return names, {area.slug: area.code for area in areas if area.slug}


@lru_cache(maxsize=4)
def _list_wards(areas: Areas) -> dict[tuple[str, str], set[str]]:
    """The codes of each ward's plain name within its authority, those of former wards too."""
    wards: dict[tuple[str, str], set[str]] = {}
    for area in areas:
        if area.level == "ward":
            wards.setdefault((area.parent, plain_name(area.name)), set()).add(area.code)
    return wards


@lru_cache(maxsize=4)
def _list_ward_names(areas: Areas) -> frozenset[str]:
    """The plain names of all wards."""
    return frozenset(plain_name(area.name) for area in areas if area.level == "ward")


def mend_code(cell: object) -> str:
    """A code as it should be: upper case, no blanks of any kind."""
    # An apostrophe keeps a spreadsheet from taking a text for a number.
    text = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", str(cell)).strip().removeprefix("'")
    upper = text.upper()
    return upper if CODE.fullmatch(upper) else text


def plain_name(name: str) -> str:
    """An area's name for comparing: no notes, no “City of”, no kind of council."""
    text = re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", name.replace("\u00a0", " "))
    slug = slugify(" ".join(text.split()))
    slug = re.sub(
        r"^(london-borough-of|royal-borough-of|city-of(?!-london)|county-of|borough-of)-", "", slug
    )
    slug = re.sub(
        r"-(ua|county|cc|lb|mbc|county-ua|council|city-council|county-council)$", "", slug
    )
    slug = re.sub(r"-(region|london-borough)$", "", slug)
    return re.sub(r"^(the)-", "", slug.replace("-and-", "-").replace("saint-", "st-")) or slugify(
        name
    )
