"""Processes beside the build's own, for what can be made at the same time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path

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
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        # Started here, in the main thread: it ends with the thread that starts it.
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before
    return context


_warmed: list[tuple[str, ...]] = []


@contextmanager
def warm_workers(project: Path, state: str, store: str, area: str) -> Iterator[None]:
    """Let the processes of this build be split off from one that has read what pages read.

    ``state`` names the state of all files, ``store`` that of the tidy table; ``area`` is the
    one to warm up on. A server that was warmed for another state is ended first.
    """
    wanted = (str(project), state, store)
    told = {"NEEDSBOOK_PROJECT": str(project), "NEEDSBOOK_STORE": store, "NEEDSBOOK_WARM": area}
    before = {name: os.environ.get(name) for name in told}
    if _warmed and _warmed[-1] != wanted and sys.platform != "win32":
        from multiprocessing import forkserver

        forkserver._forkserver._stop()  # type: ignore[attr-defined]
    _warmed[:] = [wanted]
    os.environ.update(told)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
