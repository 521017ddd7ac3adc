"""Progress of long work: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Advance(Protocol):
    """Called once for each finished piece, with its name."""

    def __call__(self, name: str) -> None: ...


@contextmanager
def show_progress(title: str, total: int, console: Console | None = None) -> Iterator[Advance]:
    """A function to call after each of ``total`` pieces."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        done = 0

        def line(name: str) -> None:
            nonlocal done
            done += 1
            console.print(f"{title} {done}/{total}: {name}", highlight=False, soft_wrap=True)

        yield line
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=f"{title}: {name}")

        yield step
