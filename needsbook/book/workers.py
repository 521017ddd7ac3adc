"""Processes beside the build's own, for what can be made at the same time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from needsbook.book.parents import become_worker, die_with_parent, ended_by_system, run_apart


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


class HereExecutor(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what has been done already."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class ApartExecutor(Executor):
    """Does what it is given in order, each piece in a process of its own."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what will be done."""
        return self._pool.submit(run_apart, partial(fn, *args, **kwargs))


@contextmanager
def open_helper() -> Iterator[Executor]:
    """A process beside this one, as large as this is now, that splits off one for each piece.

    So what a piece takes of memory is added to what this process holds now, not to what it
    holds by then. It ends with this one. A process that the system ended is a ``BuildError``.
    Where processes cannot be split off, the work is done here.
    """
    if sys.platform != "linux":
        yield HereExecutor()
        return
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(1, context, die_with_parent, (os.getpid(),))
    try:
        pool.submit(os.getpid).result()  # split off now, while this process is small
        yield ApartExecutor(pool)
    except BrokenExecutor:
        raise ended_by_system("the pictures and files of a book") from None
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
def warm_workers(
    project: Path, state: str, store: str, area: str, *, books: bool = False
) -> Iterator[None]:
    """Let the processes of this build be split off from one that has read what pages read.

    ``state`` names the state of all files, ``store`` that of the tidy table; ``area`` is the
    one to warm up on. ``books``: the processes make whole books, not pages alone. A server that was warmed for another state is ended first.
    """
    wanted = (str(project), state, store)
    told = {
        "NEEDSBOOK_PROJECT": str(project), "NEEDSBOOK_STORE": store, "NEEDSBOOK_WARM": area,
        "NEEDSBOOK_BOOKS": "1" if books else "",
    }  # fmt: skip
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
