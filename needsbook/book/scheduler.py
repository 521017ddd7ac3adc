"""Where the work of a build is done: in processes of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from pathlib import Path
from typing import TypeVar

from needsbook.book.cluster import Cluster
from needsbook.book.workers import open_workers

Task = TypeVar("Task")
Done = TypeVar("Done")


def run_tasks(
    make: Callable[[Task], Done],
    tasks: Sequence[Task],
    jobs: int = 0,
    cluster: Cluster | None = None,
    name: str = "",
    files: Callable[[Task], Sequence[Path]] = lambda task: (),
) -> Iterator[Done]:
    """What ``make`` gives for each task, as it is done, each in a process of its own.

    On a ``cluster`` the work is known by its ``name``, and ``files`` gives what a task reads
    besides the project.
    """
    if not tasks:
        return
    if cluster is not None:
        for _, done in cluster.run(name, tasks, files):
            yield done
        return
    with open_workers(jobs, once=True) as pool:
        for future in as_completed([pool.submit(make, task) for task in tasks]):
            yield future.result()
