"""Errors a person can act on: what is wrong, where, and what to do.

Every failure that input can cause is raised as a ``NeedsbookError``; the command
prints it as at most three lines and exits 1. Anything else is a defect of ours.
"""

from __future__ import annotations

import errno
import hashlib
import io
import traceback
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


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


def show_safely(text: str) -> str:
    """``text`` without what a terminal would obey: escapes, other control and direction marks.

    Line breaks and tabs stay; everything else of the kind is shown as its code.
    """
    return "".join(
        char if char in "\n\t" or not _obeyed(char) else f"\\u{ord(char):04x}" for char in text
    )


def _obeyed(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf") and char != "\u00ad"


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


def changed_file(name: str, content: bytes, expected: str, where: str, do: str) -> IntegrityError:
    """The error for a file whose bytes are not those its passport names by their sha256.

    Knows the commonest cause that is nobody's change: line ends rewritten by git.
    """
    digest = hashlib.sha256(content).hexdigest()
    plain = content.replace(b"\r\n", b"\n")
    if plain != content and hashlib.sha256(plain).hexdigest() == expected:
        return IntegrityError(
            f"{name} is not the file its passport describes: its line ends were changed (CRLF for "
            "LF), its content was not",
            where,
            "git did that (core.autocrlf): run “git config core.autocrlf false”, delete the "
            "folders data, geo and editions, and run “git checkout -- .”",
        )
    return IntegrityError(
        f"{name} is not the file its passport describes (sha256 {digest[:12]}…, "
        f"expected {expected[:12]}…)",
        where,
        do,
    )


def _find_path(error: OSError) -> list[str]:
    """The file in hand where the error arose: writing to an open file does not name it."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        for value in frame.f_locals.values():
            if isinstance(value, Path) or (isinstance(value, io.IOBase) and hasattr(value, "name")):
                return [
                    str(getattr(value, "name", value) if isinstance(value, io.IOBase) else value)
                ]
    return []


_WAYS_ON = {
    errno.ENOSPC: "the disk is full: free some space and run it again",
    errno.EDQUOT: "your share of the disk is used up: free some space and run it again",
    errno.EFBIG: "a limit on the size of files is set: raise it (ulimit -f) and run it again",
    errno.EACCES: "you may not do that there: give yourself the right, or work in a copy",
    errno.EPERM: "the system does not allow that there: work in a copy",
    errno.EROFS: "the place is read-only: work in a copy that may be written to",
    errno.ENOENT: "it is not there: name another, or restore it",
    errno.ENOTDIR: "a part of that path is a file, not a folder: name another",
    errno.EISDIR: "that is a folder, not a file: name a file",
    errno.EEXIST: "it is there already: remove it or name another",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n) and run it again",
    errno.ENFILE: "too many files are open on this machine: try again later",
    errno.ENOMEM: "there is not enough memory: close other programs, or use fewer --jobs",
    errno.EAGAIN: "the system has no process or memory to spare: use fewer --jobs",
    errno.ENAMETOOLONG: "the path is too long for this system: work in a folder nearer the top",
    errno.EBUSY: "another program has it open: close that and run it again",
    errno.EXDEV: "the two places are on different disks: keep the project on one",
    errno.EIO: "the disk did not answer as it should: look after it before going on",
    errno.ECONNREFUSED: "nothing answers there: look whether the service runs",
}


def describe_os_error(error: OSError) -> str:
    """An operating-system error as one line: what, the path, the way on."""
    what = error.strerror or str(error) or type(error).__name__
    paths = [str(name) for name in (error.filename, error.filename2) if name not in (None, "")]
    paths = paths or _find_path(error)
    where = f": {' to '.join(paths)}" if paths else ""
    way = _WAYS_ON.get(error.errno or 0, "mend that and run it again")
    return " ".join(f"{what[:1].lower()}{what[1:]}{where} ({way})".split())
