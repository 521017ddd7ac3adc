"""Errors a person can act on: what is wrong, where, and what to do.

Every failure that input can cause is raised as a ``NeedsbookError``; the command
prints it as at most three lines and exits 1. Anything else is a defect of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class NeedsbookError(Exception):
    """One clear error: ``what`` is wrong, ``where`` it stands, what to ``do``."""

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.do:
            lines.append(f"  what to do: {self.do}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type[NeedsbookError], tuple[str, str, str]]:
        return type(self), (self.what, self.where, self.do)


class BadInput(NeedsbookError):
    """A file or a parameter does not hold what its contract says."""


class UnknownName(NeedsbookError):
    """A name, slug, code or id that the catalogue does not hold."""


class IntegrityError(NeedsbookError):
    """Something that must agree does not: a checksum, a key, a coverage promise."""


class BuildError(NeedsbookError):
    """The book could not be run, assembled or published."""


class SourceError(NeedsbookError):
    """A publisher's service failed or answered in a form we do not know."""


def unknown_name(kind: str, name: str, known: Iterable[str], where: str = "") -> UnknownName:
    """An ``UnknownName`` that offers the nearest known names (at most three)."""
    known = sorted(set(known))
    near = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    if near:
        do = "did you mean " + " or ".join(near) + "?"
    else:
        shown = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
        do = f"use one of: {shown}" if known else ""
    return UnknownName(f"unknown {kind} “{name}”", where, do)
