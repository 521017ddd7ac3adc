"""Processes beside the build's own, for what can be made at the same time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import BaseContext

from needsbook.book.parents import become_worker


@contextmanager
def open_workers(jobs: int = 0, once: bool = False) -> Iterator[Executor]:
    """A pool of ``jobs`` processes (0: one per core); an error leaves nothing waiting.

    ``once`` gives every task a process of its own. The processes end with this one.
    """
    pool = ProcessPoolExecutor(
        jobs or os.cpu_count() or 1,
        mp_context=choose_context(),
        initializer=become_worker,
        max_tasks_per_child=1 if once else None,
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def choose_context() -> BaseContext:
    """How processes start: split off from one that has loaded what they need, where possible."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["needsbook.book.warm"])
    # Started here, in the main thread: it ends with the thread that starts it.
    forkserver.ensure_running()
    return context
