"""Sums of files by what the system says of them, so that what nobody touched is not read again.

A file is taken as it was when its size, its number and the times of its last changes are: every
way of writing to a file sets the time of its change (``ctime``), which no program can put back
(on Windows it is the time at which it was made: there the time of writing must do). A sum taken
within ``GRAIN`` of a change is not kept, since a second change may fall into the same tick of
the clock. ``needsbook verify`` reads every file all the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path

from needsbook.files import hash_file, replace_file

# Nanoseconds between two times that every file system tells apart.
GRAIN = 2_000_000_000


class KnownSums:
    """The sha256 of files, kept in the file ``place`` from one build to the next.

    They are kept by the file's number: one that was moved, or has a second name, is the same.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._held = self._read()
        self._used: dict[str, list[int | str]] = {}

    def sum(self, path: Path) -> str:
        """The sha256 of a file's bytes, in hexadecimal; ``OSError`` where there is no file."""
        found = os.stat(path)
        state = [found.st_size, found.st_mtime_ns, found.st_ctime_ns]
        number = str(found.st_ino)
        known = self._held.get(number)
        if known is None or known[:3] != state:
            began = time.time_ns()
            known = [*state, hash_file(path)]
            if began - max(state[1:]) <= GRAIN:
                return str(known[3])
            self._held[number] = known
        self._used[number] = known
        return str(known[3])

    def keep(self) -> None:
        """Write down the sums of every file that was asked for; a full disk does no harm."""
        content = json.dumps({"held": self._used, "sum": _sum(self._used)})
        with contextlib.suppress(OSError):
            if self._place.parent.is_dir():
                replace_file(self._place, content.encode("utf-8"))

    def _read(self) -> dict[str, list[int | str]]:
        """What was kept; nothing where that is not as it was written."""
        try:
            content = json.loads(self._place.read_bytes())
            held: dict[str, list[int | str]] = content["held"]
            return held if content["sum"] == _sum(held) else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def _sum(held: dict[str, list[int | str]]) -> str:
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()
