"""One writer at a time: a lock on the project that the system drops with its process.

Everything that writes into a project (build, refresh, import, freeze …) holds it. The lock
is the system's own on a file of the project's folder, so it ends with its process however
that ends; what stands in the file only tells people who holds it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from needsbook.errors import NeedsbookError
from needsbook.paths import Project, find_project

NAME = ".needsbook.lock"
# Seconds to wait for another writer; set by ``needsbook --wait SECONDS``.
WAIT = "NEEDSBOOK_WAIT"
_FAR = 1 << 30  # Windows locks bytes: one far behind the text, which stays readable
_held: dict[Path, int] = {}

Command = TypeVar("Command", bound=Callable[..., Any])


class ProjectInUse(NeedsbookError):
    """Another process is writing to the project."""


@contextmanager
def hold_project(project: Project, doing: str, wait: float | None = None) -> Iterator[None]:
    """Be the only writer of ``project`` while ``doing`` something; may be nested.

    Waits up to ``wait`` seconds (None: what the environment says, else not at all) for
    another process; then ``ProjectInUse`` tells who holds the project, and since when.
    """
    path = project.root.resolve() / NAME
    if path in _held:
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    patience = _read_patience() if wait is None else wait
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        _acquire(handle, path, patience)
        note = {"doing": doing, "process": os.getpid(), "since": _now()}
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(note).encode("utf-8"))
        _held[path] = 1
        try:
            yield
        finally:
            del _held[path]
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def writes_project(command: Command, unless: str = "", only_with: str = "") -> Command:
    """``command`` of the command line, holding the project it is called in.

    ``unless`` and ``only_with`` name a switch (such as ``dry_run``) with which it writes
    nothing, or without which it does not.
    """

    @wraps(command)
    def held(*args: Any, **options: Any) -> Any:
        if options.get(unless) or (only_with and not options.get(only_with)):
            return command(*args, **options)
        with hold_project(find_project(), command.__name__.replace("_", " ")):
            return command(*args, **options)

    return held  # type: ignore[return-value]


def _acquire(handle: int, path: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while not _try_lock(handle):
        if time.monotonic() >= end:
            raise ProjectInUse(
                f"the project is in use: {_describe(path)}",
                path.parent.as_posix(),
                "wait until it has ended, or let this one wait for it: needsbook --wait 600 …",
            )
        time.sleep(min(0.2, max(0.01, end - time.monotonic())))


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _describe(path: Path) -> str:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return f"needsbook {note['doing']} is writing (process {note['process']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another needsbook is writing"


def _read_patience() -> float:
    try:
        return max(0.0, float(os.environ.get(WAIT, "0")))
    except ValueError:
        return 0.0


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
