"""A mixed list of wards as it should read: each ward found again in one list, with shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from needsbook.catalogue.areas import Area, load_areas
from needsbook.errors import BadInput, UnknownName
from needsbook.geography.code_changes import Link, find_links
from needsbook.geography.vintages import NamedWard, WardListReading, read_ward_list
from needsbook.paths import Project


@dataclass(frozen=True)
class Piece:
    """A ward of the list proposed, and how much the two wards have in common (0 to 1).

    ``residents`` and ``under18`` are shares of the ward named; ``of_ward`` is the share of
    this ward's residents that come from it.
    """

    ward: Area
    residents: float
    under18: float
    of_ward: float


@dataclass(frozen=True)
class Proposal:
    """One ward named, and the wards of the proposed list it corresponds to, largest first.

    ``kept``: it stands in that list under its own name, as ``pieces[0]``; ``source`` is the
    ward list it was found in otherwise.
    """

    given: str
    kept: bool
    source: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class WardProposal:
    """The list of wards to use instead: ``wards`` in order of name, and how each was found."""

    authority: Area
    vintage: str
    proposals: tuple[Proposal, ...]
    wards: tuple[Area, ...]


def check_ward_list(
    project: Project, wards: str | Iterable[str], authority: str
) -> WardListReading:
    """The reading of a list of ward names or codes that keeps to one ward list.

    A mixed list is an error: it names the wards each list lacks and the lists every ward
    named stands in, and gives the same wards in the latest list, with shares.
    """
    reading = read_ward_list(load_areas(project), wards, authority)
    if not reading.mixed:
        return reading
    try:
        do = explain_proposal(
            propose_wards(project, [ward.given for ward in reading.named], authority)
        )
    except UnknownName:
        do = "name the wards of one list"
    raise BadInput(
        f"the wards named mix ward lists of {reading.authority.name}: {reading.explain()}",
        ", ".join(f"{ward.given} (list of {' or '.join(ward.vintages)})" for ward in reading.named),
        do,
    )


def explain_proposal(proposal: WardProposal) -> str:
    """The proposal in words: “use the list of 2014: Colville; Cremorne → Chelsea Riverside 100%”."""
    parts = []
    for proposed in proposal.proposals:
        names = ", ".join(f"{piece.ward.name} {piece.residents:.0%}" for piece in proposed.pieces)
        parts.append(
            proposed.given if proposed.kept else f"{proposed.given} → {names} of its residents"
        )
    return f"use the list of {proposal.vintage}: {'; '.join(parts)}"


def propose_wards(
    project: Project, wards: str | Iterable[str], authority: str, vintage: str = ""
) -> WardProposal:
    """The wards of one list (the latest, or ``vintage``) that stand for those named.

    A name that stands in the list is kept, although its edges may have moved since an
    older one. Any other is replaced by every ward that took over a part of it, with the
    shares of its residents and under-18s.
    """
    areas = load_areas(project)
    reading = read_ward_list(areas, wards, authority)
    target = vintage or reading.authority.wards[-1].vintage
    proposals = tuple(
        _propose(project, named_ward, reading.authority, target) for named_ward in reading.named
    )
    chosen = {piece.ward.code: piece.ward for proposal in proposals for piece in proposal.pieces}
    in_order = tuple(sorted(chosen.values(), key=lambda ward: (ward.name.casefold(), ward.code)))
    return WardProposal(reading.authority, target, proposals, in_order)


def _propose(project: Project, named: NamedWard, authority: Area, target: str) -> Proposal:
    own = named.ward(target)
    if own is not None:
        return Proposal(named.given, True, target, (Piece(own, 1.0, 1.0, 1.0),))
    # Found in several other lists: the nearest in time shares the most with the target.
    order = [vintage.vintage for vintage in authority.wards]
    source = min(named.vintages, key=lambda name: abs(order.index(name) - order.index(target)))
    ward = named.ward(source)
    assert ward is not None  # the list was chosen among those it stands in
    links = find_links(project, authority.code, source, target)
    pieces = sorted(
        (
            _make_piece(project, link, ward.code)
            for link in links
            if ward.code in (link.old, link.new)
        ),
        key=lambda piece: (-piece.residents, piece.ward.code),
    )
    return Proposal(named.given, False, source, tuple(pieces))


def _make_piece(project: Project, link: Link, code: str) -> Piece:
    areas = load_areas(project)
    if link.old == code:
        own, other, ward = link.of_old, link.of_new, link.new
    else:
        own, other, ward = link.of_new, link.of_old, link.old
    return Piece(areas[ward], own["residents"], own["under18"], other["residents"])
