"""What every entry for Explore Education Statistics shares."""

from __future__ import annotations

from collections.abc import Callable

# A file without counts is worth taking: its figures stand lower on the ladder of evidence.
OPTIONAL = ("count", "denominator")


def find_ratios(find: Callable[..., int | None], fetch: object) -> tuple[int, ...]:
    """The columns of the entry's other ratios over the same base, where the file has them."""
    found = [find(*names) for names in getattr(fetch, "ratios", ())]
    return tuple(at for at in found if at is not None)
