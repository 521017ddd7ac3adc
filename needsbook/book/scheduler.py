"""Where the work of a build is done: in processes of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from typing import TypeVar

from needsbook.book.workers import open_workers

Task = TypeVar("Task")
Done = TypeVar("Done")


def run_tasks(make: Callable[[Task], Done], tasks: Sequence[Task], jobs: int = 0) -> Iterator[Done]:
    """What ``make`` gives for each task, as it is done, each in a process of its own."""
    if not tasks:
        return
    with open_workers(jobs, once=True) as pool:
        for future in as_completed([pool.submit(make, task) for task in tasks]):
            yield future.result()
