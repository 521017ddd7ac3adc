"""Memory that is free, given back to the system: what a process held once it need not keep."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys


def give_back(*, cycles: bool = True) -> None:
    """Let the system have what this process no longer uses; nothing where it cannot be asked.

    The C library and pyarrow keep what was freed for later; processes split off from this one
    would carry it too. ``cycles``: first free what only holds itself, which takes a look at
    every object there is.
    """
    if cycles:
        gc.collect()
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)
