"""Which ward list a code or a name belongs to, and what is wrong with a list that mixes two.

A ward has a vintage, and the same name is not the same place: Golborne of 2002 and
Golborne of 2014 have different codes and different edges. Needs no geometry library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from needsbook.catalogue.areas import Area, Areas, WardVintage, slugify
from needsbook.errors import BadInput, UnknownName, unknown_name

_CODE = re.compile(r"^E05\d{6}$", re.IGNORECASE)


@dataclass(frozen=True)
class NamedWard:
    """A ward as a list names it, with every ward that may be meant, by name of ward list."""

    given: str
    wards: tuple[tuple[str, Area], ...]

    @property
    def vintages(self) -> tuple[str, ...]:
        """The ward lists it stands in, oldest first."""
        return tuple(vintage for vintage, _ in self.wards)

    def ward(self, vintage: str) -> Area | None:
        """The ward of that list, if it stands in it."""
        return dict(self.wards).get(vintage)


@dataclass(frozen=True)
class WardListReading:
    """What a list of wards turned out to be.

    ``vintages``: the ward lists that hold every ward named; none if the list is ``mixed``.
    """

    authority: Area
    named: tuple[NamedWard, ...]
    vintages: tuple[WardVintage, ...]

    @property
    def mixed(self) -> bool:
        """Whether no single ward list holds all of them."""
        return not self.vintages

    def missing_from(self, vintage: str) -> tuple[NamedWard, ...]:
        """Those named that the ward list ``vintage`` does not hold."""
        return tuple(ward for ward in self.named if vintage not in ward.vintages)

    def explain(self) -> str:
        """Which list lacks which wards: “2002 lacks Notting Dale; 2014 lacks Cremorne”."""
        return "; ".join(
            f"the list of {ward.vintage} lacks "
            + " and ".join(named.given for named in self.missing_from(ward.vintage))
            for ward in self.authority.wards
            if self.missing_from(ward.vintage)
        )


def list_authorities(areas: Areas, authority: str) -> list[Area]:
    """The areas whose ward lists count for ``authority``: itself, or a county's districts."""
    area = areas[authority]
    return (
        [area]
        if area.wards
        else [district for district in areas.districts_of(area.code) if district.wards]
    )


def list_ward_layers(areas: Areas, authority: str) -> list[str]:
    """The boundary layers that draw the authority's ward lists, newest list first."""
    dated = [
        (vintage.first, vintage.layer)
        for area in list_authorities(areas, authority)
        for vintage in area.wards
        if vintage.layer
    ]
    return list(dict.fromkeys(layer for _, layer in sorted(dated, reverse=True)))


def wards_of_vintage(areas: Areas, authority: str, vintage: str) -> list[str]:
    """The codes of the ward list ``vintage`` of an authority, in order."""
    area = areas[authority]
    chosen = next((ward for ward in area.wards if ward.vintage == vintage), None)
    if chosen is None:
        raise unknown_name(
            "ward list",
            vintage,
            [ward.vintage for ward in area.wards],
            f"ward lists of {area.name}",
        )
    return [ward.code for ward in areas.wards_of(area.code) if _belongs(ward, chosen)]


def find_vintage(areas: Areas, code: str) -> WardVintage:
    """The (latest) ward list that the ward ``code`` stands in."""
    ward = areas[code]
    fitting = [vintage for vintage in areas[ward.parent].wards if _belongs(ward, vintage)]
    if ward.level != "ward" or not fitting:
        raise UnknownName(
            f"{code} stands in no ward list we hold", "", "add the list to geo/areas.yml"
        )
    return fitting[-1]


def find_vintages(
    areas: Areas, wards: str | Iterable[str], authority: str
) -> tuple[WardVintage, ...]:
    """The ward lists of ``authority`` that hold every one of ``wards`` (codes or names).

    ``wards`` may be one text as prose has it: “Golborne, Colville and Notting Dale”.
    None: the list is mixed (see ``proposals.check_ward_list``). Several: the names stand in each, so
    the text alone does not say which is meant. Unknown names are an error.
    """
    return read_ward_list(areas, wards, authority).vintages


def read_ward_list(areas: Areas, wards: str | Iterable[str], authority: str) -> WardListReading:
    """What a list of codes or names of wards says, mixed or not; unknown ones are an error."""
    area = areas[authority]
    if not area.wards:
        districts = ", ".join(district.slug for district in areas.districts_of(area.code))
        raise UnknownName(
            f"{area.name} has no ward list",
            "geo/areas.yml",
            f"ask for one of its districts: {districts}" if districts else "add its ward lists",
        )
    parts = _split_text(areas, wards, area) if isinstance(wards, str) else list(wards)
    named = tuple(_find_named(areas, part, area) for part in parts)
    if not named:
        raise BadInput("the list names no ward", area.name, "name at least one")
    common = tuple(
        vintage for vintage in area.wards if all(vintage.vintage in ward.vintages for ward in named)
    )
    return WardListReading(area, named, common)


def name_ward(areas: Areas, code: str) -> str:
    """“Cremorne (E05000387, list of 2002)”, or the code where it is unknown."""
    if code not in areas or areas[code].level != "ward":
        return code
    return f"{areas[code].name} ({code}, list of {find_vintage(areas, code).vintage})"


def _belongs(ward: Area, vintage: WardVintage) -> bool:
    return (ward.valid_from is None or ward.valid_from <= vintage.first) and (
        ward.valid_to is None or ward.valid_to >= (vintage.last or vintage.first)
    )


def _key(name: str) -> str:
    """A ward's name without what writers vary: “&”, dots, apostrophes, case, “ward”."""
    return re.sub(r"-(ward|wards)$", "", slugify(name.replace("&", " and ")))


def _find_named(areas: Areas, text: str, authority: Area) -> NamedWard:
    wards = areas.wards_of(authority.code)
    text = text.strip()
    if _CODE.match(text):
        chosen = [ward for ward in wards if ward.code == text.upper()]
    else:
        chosen = [ward for ward in wards if _key(ward.name) == _key(text)]
    if not chosen:
        known = {_key(ward.name): ward.name for ward in wards}
        near = get_close_matches(_key(text), known, n=3, cutoff=0.6)
        raise UnknownName(
            f"unknown ward “{text}”",
            f"ward lists of {authority.name}",
            "did you mean " + " or ".join(known[name] for name in near) + "?"
            if near
            else "use a name or code of one of its ward lists",
        )
    found = [
        (vintage.vintage, ward)
        for vintage in authority.wards
        for ward in chosen
        if _belongs(ward, vintage)
    ]
    return NamedWard(text, tuple(found))


def _split_text(areas: Areas, text: str, authority: Area) -> list[str]:
    """The names in a sentence's list; “and” parts names unless it stands in one."""
    known = {_key(ward.name) for ward in areas.wards_of(authority.code)}
    parts: list[str] = []
    for piece in re.split(r"[,;\n]", text):
        piece = re.sub(r"^\s*and\s+", "", piece).strip()
        if piece:
            parts.extend(_split_and(piece, known))
    return parts


def _split_and(piece: str, known: set[str]) -> Sequence[str]:
    words = re.split(r"\s+and\s+", piece)
    parts: list[str] = []
    while words:
        # The longest run of words that is a name goes first.
        for length in range(len(words), 0, -1):
            candidate = " and ".join(words[:length])
            if length == 1 or _key(candidate) in known:
                parts.append(candidate)
                words = words[length:]
                break
    return parts
