"""Processes beside the build's own, for what can be made at the same time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import BaseContext


@contextmanager
def open_workers(jobs: int = 0) -> Iterator[Executor]:
    """A pool of ``jobs`` processes (0: one per core); an error leaves nothing waiting."""
    pool = ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=choose_context())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def choose_context() -> BaseContext:
    """How processes start: split off from one that has loaded what they need, where possible."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["needsbook.book.warm"])
    return context
