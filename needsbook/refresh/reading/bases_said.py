"""Where children are counted, as a table says it: where they live, or where they are taught."""

from __future__ import annotations

import re

from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput
from needsbook.refresh.reading.headers import HeaderFound

RESIDENCE = re.compile(
    r"(?i)pupil residen|by residence|residen(ce|t)[ -]based|code[_ ]pupil|home postcode|"
    r"resident pupils|pupils? (who are |who )?(resident|living|lives?) in|"
    r"postcode of (the )?(child|pupil)|(child|pupil)(’s|'s)? (home )?postcode|where (the )?(child|pupil)(ren|s)? lives?\b"
)


SCHOOL = re.compile(
    r"(?i)by (authority of the )?school|school location|location of (the )?(school|provider)|"
    r"postcode of (the )?school|school postcode|where (the )?(child|pupil)(ren|s)? (goes?|attends?)\b"
)


def check_basis(found: HeaderFound, indicator: Indicator) -> None:
    """Refuse figures by residence for a series by school, and the other way round."""
    text = "\n".join((found.grid.sheet.replace("_", " "), found.above, *found.printed))
    basis = indicator.basis.casefold()
    for expression, wrong in ((RESIDENCE, "school" in basis), (SCHOOL, basis == "by residence")):
        hit = expression.search(text)
        if hit and wrong:
            raise BadInput(
                f"“{hit[0]}” says that the figures are of another basis; {indicator.id} is {indicator.basis}",
                found.grid.place, "import the table of the series' own basis",
            )  # fmt: skip


def is_other_basis(note: str, indicator: Indicator) -> bool:
    """Whether a note names the one basis the series does not have, and not its own."""
    home, taught = bool(RESIDENCE.search(note)), bool(SCHOOL.search(note))
    by_home = indicator.basis.casefold() == "by residence"
    return home != taught and (taught if by_home else home and "school" in indicator.basis.casefold())  # fmt: skip
