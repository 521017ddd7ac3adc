"""What a notebook may not do while its page is made, refused where it happens.

A page is made from the project alone, so its kernel opens no internet socket, starts no
program, and writes nowhere but in its own folder. Memory and printed output have limits.
Each refusal is an error of the cell, so the build names page and cell. What is written past
Python (by a compiled library) is seen afterwards: the build compares the project's files.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits of one page: seconds in all, MB of memory, MB of output (0: none)."""

    seconds: int = 300
    memory: int = 2000
    output: int = 5


class Refused(PermissionError):
    """Something a notebook may not do."""


USUAL = Limits()


def guard_kernel(folder: Path, limits: Limits) -> None:
    """Refuse from now on, in this process, what no page needs; ``folder`` is the kernel's own."""
    if limits.memory:
        limit_memory(limits.memory)
    if limits.output:
        _limit_output(limits.output * MEGABYTE)
    sys.addaudithook(make_hook(folder))


def make_hook(folder: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """The function that is told of everything Python is about to do (PEP 578)."""
    allowed = (os.path.realpath(folder) + os.sep, os.devnull)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def is_own(path: Any) -> bool:
        if isinstance(path, int):
            return True  # a descriptor that is open already
        name = os.path.realpath(os.fsdecode(path))
        return name.startswith(allowed[0]) or name == os.path.realpath(os.devnull)

    def refuse(what: str) -> None:
        raise Refused(f"a notebook may not {what}")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            wants = isinstance(mode, str) and bool(set(mode) & set("wax+"))
            wants = wants or (isinstance(flags, int) and bool(flags & writing))
            if wants and path is not None and not is_own(path):
                refuse(f"write outside its own folder: {os.fsdecode(path)}")
        elif event in _CHANGING:
            for path in args[: _CHANGING[event]]:
                if path is not None and not is_own(path):
                    refuse(f"change files outside its own folder: {os.fsdecode(path)}")
        elif event == "socket.__new__":
            if args[1] in (socket.AF_INET, socket.AF_INET6):
                refuse("open a socket: pages are made without the network")
        elif event in _STARTING:
            refuse(f"start another program ({event})")

    return hook


# Events that change the file system, with how many of their first arguments are paths.
_CHANGING = {
    "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2,
    "os.symlink": 2, "os.truncate": 1, "os.chmod": 1, "os.chown": 1, "os.utime": 1,
    "shutil.rmtree": 1, "shutil.move": 2,
}  # fmt: skip
_STARTING = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
    "os.forkpty", "os.startfile", "pty.spawn",
}  # fmt: skip


def limit_memory(megabytes: int) -> None:
    """Let this process ask for at most ``megabytes`` more than it has; only where that can be."""
    with contextlib.suppress(ImportError, OSError, ValueError, IndexError, StopIteration):
        import resource

        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        held = int(next(line for line in lines if line.startswith("VmData:")).split()[1]) * 1024
        most = held + megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _limit_output(most: int) -> None:
    """Count what is printed; beyond ``most`` bytes printing is an error of the cell."""
    from ipykernel.iostream import OutStream

    write = OutStream.write
    printed = 0

    def count(stream: Any, text: str) -> Any:
        nonlocal printed
        printed += len(text)
        if printed > most:
            raise Refused(f"a notebook may not print more than {most // MEGABYTE} MB")
        return write(stream, text)

    OutStream.write = count  # type: ignore
