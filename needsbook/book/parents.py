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
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

# The folder of the running build, for its workers and their kernels.
SCRATCH = "NEEDSBOOK_SCRATCH"
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


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def open_scratch() -> Iterator[Path]:
    """A folder for this build's temporary files; those that killed builds left are removed.

    It stands in the system's folder for such files: the names of sockets in it must be short.
    """
    base = Path(tempfile.gettempdir())
    for old in base.glob("needsbook-*"):
        found = _NAME.fullmatch(old.name)
        if found and not is_running(int(found[1])):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"needsbook-{os.getpid()}-", dir=base))
    before = os.environ.get(SCRATCH)
    os.environ[SCRATCH] = str(folder)
    try:
        yield folder
    finally:
        os.environ.pop(SCRATCH, None)
        if before is not None:
            os.environ[SCRATCH] = before
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)


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
