"""Processes that end when the process that started them is gone, however it went.

On Linux the system itself sends the signal; elsewhere a thread waits for the main process.
Also the folder for temporary files of one build, which the next one removes where a build
was killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar

from needsbook.errors import BuildError

Made = TypeVar("Made")
# The folder of the running build, for its workers and their kernels.
SCRATCH = "NEEDSBOOK_SCRATCH"
# Bytes the name of the folder for temporary files may have, and folders that stand in for it.
LONGEST = 45
SHORT = ("/tmp", "/var/tmp")
_NAME = re.compile(r"needsbook-(\d+)-\w+")
_PR_SET_PDEATHSIG = 1
# The process that workers are split off from; it says so itself (``needsbook.book.warm``).
_server = 0


def die_with_parent(parent: int = 0) -> None:
    """Let this process be killed when its parent ends.

    ``parent`` is the process that should be it: where that is gone already, this one ends
    at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if parent and os.getppid() != parent:
            os._exit(1)
        return
    main = multiprocessing.parent_process()
    if main is not None:
        threading.Thread(target=_watch, args=(main.sentinel,), daemon=True).start()


def become_server() -> None:
    """In the process that workers are split off from: end with the build, and be known to them."""
    global _server
    die_with_parent()
    _server = os.getpid()


def become_worker() -> None:
    """In a worker: end with the process it was split off from."""
    die_with_parent(_server)


def run_apart(work: Callable[..., Made], *arguments: Any) -> Made:
    """What ``work`` gives in a process split off from this one, whose memory goes with it.

    An error of ours is raised here as it was there; a process that is ended is a
    ``BuildError``. Where the system cannot split processes off, the work is done here.
    """
    if sys.platform != "linux":
        return work(*arguments)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(os.getpid(), sender, work, arguments))
    process.start()
    sender.close()
    try:
        made, error = receiver.recv()
    except EOFError:
        made = None
        error = ended_by_system(getattr(work, "__name__", "a piece of the book"))
    process.join()
    if error is not None:
        raise error
    return made


def ended_by_system(where: str) -> BuildError:
    """The error for a process of the build that is gone without a word."""
    return BuildError(
        "the system ended a process of the build, most likely for want of memory",
        where,
        "build with fewer processes at a time: --jobs 1",
    )


def _report(parent: int, sender: Any, work: Callable[..., Any], arguments: Sequence[Any]) -> None:
    """In the process split off: do the work and tell how it went."""
    die_with_parent(parent)
    told: tuple[Any, Exception | None]
    try:
        told = work(*arguments), None
    except Exception as error:
        told = None, error
    sender.send(told)


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def open_scratch() -> Iterator[Path]:
    """A folder for this build's temporary files; those that killed builds left are removed.

    It stands in the system's folder for such files, or in a shorter one (``find_short_base``).
    """
    base = find_short_base()
    for old in base.glob("needsbook-*"):
        found = _NAME.fullmatch(old.name)
        if found and not is_running(int(found[1])):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"needsbook-{os.getpid()}-", dir=base))
    told = {SCRATCH: str(folder), "TMPDIR": str(base)}
    before = {name: os.environ.get(name) for name in told}
    held = tempfile.tempdir
    os.environ |= told
    tempfile.tempdir = str(base)
    try:
        yield folder
    finally:
        tempfile.tempdir = held
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)


def find_short_base() -> Path:
    """The system's folder for temporary files, or a shorter one where its name is too long.

    Processes talk over sockets whose whole names systems limit to about a hundred bytes.
    ``BuildError`` where there is no short one to write to.
    """
    base = tempfile.gettempdir()
    if sys.platform == "win32":
        return Path(base)
    for folder in (base, os.environ.get("XDG_RUNTIME_DIR", ""), *SHORT):
        fits = folder and len(os.fsencode(folder)) <= LONGEST
        if fits and os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK):
            return Path(folder)
    raise BuildError(
        f"the name of the folder for temporary files is longer than {LONGEST} bytes, too long "
        "for the sockets of a build",
        base,
        "set TMPDIR to a folder with a shorter name",
    )


def is_running(process: int) -> bool:
    """Whether a process of this number is there."""
    if sys.platform == "win32":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(process: int) -> bool:
    # os.kill would end it there: ask for a handle instead.
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, process)
    if not handle:
        return False
    kernel.CloseHandle(handle)
    return True
