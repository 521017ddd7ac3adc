"""Running the templates: in parallel, each alone, unchanged pages not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import BrokenExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from needsbook.book.cache import State
from needsbook.book.clean import PageFacts
from needsbook.book.cluster import PAGES_AT_ONCE, Cluster
from needsbook.book.guard import USUAL, Limits
from needsbook.book.kernel import RunOutcome, name_figures, run_template
from needsbook.book.progress_lines import show_progress
from needsbook.book.templates import Run
from needsbook.book.workers import open_workers
from needsbook.paths import Project


@dataclass(frozen=True)
class Result:
    """One page after the runs: its cleaned notebook and facts, or why there is none.

    ``sums`` are the sha256 of the notebook and of the figures beside it.
    """

    run: Run
    notebook: Path | None
    facts: PageFacts | None
    ran: bool
    failure: RunOutcome | None = None
    sums: tuple[str, str] = ("", "")

    @property
    def figures(self) -> Path | None:
        """Where the figures stand that the page prints (``read_records``)."""
        return None if self.notebook is None else name_figures(self.notebook)


@dataclass(frozen=True)
class BuildReport:
    """What a build did: the published folder, results per page, whether the site changed."""

    site: Path
    results: list[Result]
    published: bool

    @property
    def failures(self) -> list[Result]:
        return [result for result in self.results if result.failure is not None]

    @property
    def ran(self) -> int:
        return sum(result.ran for result in self.results)


def run_all(
    project: Project,
    runs: Sequence[Run],
    state: State,
    jobs: int = 0,
    force: bool = False,
    wanted: Collection[str] = (),
    limits: Limits = USUAL,
    cluster: Cluster | None = None,
) -> list[Result]:
    """One result per run, in the order given.

    ``wanted`` names the templates that may be run (all, when empty): other pages come from
    the cache, and have no result where that is out of date.

    ``jobs`` 0 means one per core. A failing notebook leaves its page's last good copy in
    the cache untouched but is reported as failed.
    """
    may_run = {run.page for run in runs if not wanted or run.template.name in wanted}
    fresh = {
        run.page: found
        for run in runs
        if not (force and run.page in may_run) and (found := _cached(project, run, state))
    }
    todo = [run for run in runs if run.page not in fresh and run.page in may_run]
    done: dict[str, Result] = dict(fresh)
    if todo and cluster is not None:
        done |= _run_elsewhere(project, todo, state, limits, cluster)
    elif todo:
        jobs = min(jobs or os.cpu_count() or 1, len(todo))
        lost: list[Run] = []
        with (
            open_workers(jobs, once=True) as pool,
            show_progress("Running notebooks", len(todo)) as advance,
        ):
            waiting = {
                pool.submit(run_template, *_say_task(project, run, state, limits)): run
                for run in todo
            }
            for future in as_completed(waiting):
                run = waiting[future]
                try:
                    outcome = future.result()
                except BrokenExecutor:  # one process was ended by the system: which, see below
                    lost.append(run)
                    continue
                done[run.page] = _keep(run, state, outcome)
                advance(run.page + (" failed" if outcome.failed else ""))
        for run in lost:
            outcome = _run_alone(project, run, state, limits)
            done[run.page] = _keep(run, state, outcome)
    return [done[run.page] for run in runs if run.page in done]


def _run_elsewhere(
    project: Project, todo: Sequence[Run], state: State, limits: Limits, cluster: Cluster
) -> dict[str, Result]:
    """The results of pages made on a cluster, by page; each counts once."""
    found: dict[str, Result] = {}
    chunks = [todo[start : start + PAGES_AT_ONCE] for start in range(0, len(todo), PAGES_AT_ONCE)]
    tasks = [[_say_task(project, run, state, limits) for run in chunk] for chunk in chunks]
    with show_progress("Running notebooks", len(todo)) as advance:
        for number, outcomes in cluster.run("pages", tasks, lambda task: ()):
            for run, outcome in zip(chunks[number], outcomes, strict=True):
                found[run.page] = _keep(run, state, outcome)
                advance(run.page + (" failed" if outcome.failed else ""))
    return found


def _say_task(project: Project, run: Run, state: State, limits: Limits) -> tuple[Any, ...]:
    """The arguments of ``run_template``."""
    return (
        run.page, str(run.template.path), str(_cleaned(project, run)), dict(run.values),
        str(project.root), state.table, limits,
    )  # fmt: skip


def _run_alone(project: Project, run: Run, state: State, limits: Limits) -> RunOutcome:
    """Run a page whose pool broke: now it is this page's fault, or it is none."""
    with open_workers(1, once=True) as pool:
        try:
            return pool.submit(run_template, *_say_task(project, run, state, limits)).result()
        except BrokenExecutor:
            words = "the system ended the page's process, most likely for want of memory"
            return RunOutcome(run.page, "", True, 0, words)


def _cleaned(project: Project, run: Run) -> Path:
    return project.runs / f"{run.page}.ipynb"


def _stamp(project: Project, run: Run) -> Path:
    return project.runs / f"{run.page}.json"


def _cached(project: Project, run: Run, state: State) -> Result | None:
    """The page as it stands in the cache, if its key still holds.

    Kept apart from ``needsbook.kept``: the key hangs on what the page read, which its stamp
    alone tells.
    """
    path = _cleaned(project, run)
    try:
        content = json.loads(_stamp(project, run).read_bytes())
        facts = PageFacts(**content["facts"])
        sums = _take_sums(path, state)
        if (
            content["sum"] == _sum(content)
            and content["made"] == list(sums)
            and content["key"] == state.key(run, facts.reads)
        ):
            return Result(run, path, facts, False, sums=sums)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no cache, or one of another version: run again
    return None


def _take_sums(path: Path, state: State) -> tuple[str, str]:
    """The sums of a cleaned notebook and of its figures."""
    return state.sums.sum(path), state.sums.sum(name_figures(path))


def _sum(content: Mapping[str, Any]) -> str:
    """The digest of a stamp's own content: what was edited or cut short is not trusted."""
    kept = {name: content[name] for name in ("key", "facts", "made")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _keep(run: Run, state: State, outcome: RunOutcome) -> Result:
    """Remember the key of what a run left; a failure is passed on."""
    if outcome.failed or outcome.facts is None:
        return Result(run, None, None, True, outcome)
    path, facts = _cleaned(state.project, run), outcome.facts
    key, sums = state.key(run, facts.reads), _take_sums(path, state)
    content: dict[str, Any] = {"key": key, "facts": vars(facts), "made": list(sums)}
    content["sum"] = _sum(content)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    _stamp(state.project, run).write_bytes(text.encode("utf-8"))
    return Result(run, path, facts, True, sums=sums)
