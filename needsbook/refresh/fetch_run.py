"""One refresh: choose the entries, fetch, compare; and, once accepted, replace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from needsbook.catalogue.areas import load_areas
from needsbook.catalogue.fetches import (
    DwpFetch,
    EesFetch,
    EesFileFetch,
    Fetch,
    FileFetch,
    FingertipsFetch,
    NomisFetch,
)
from needsbook.catalogue.indicators import Indicator, load_indicators
from needsbook.catalogue.sources import load_sources
from needsbook.errors import BadInput, NeedsbookError, SourceError, UnknownName, unknown_name
from needsbook.paths import Project
from needsbook.refresh import dwp, ees, ees_files, fingertips, nomis
from needsbook.refresh.accept import Held, accept_differences
from needsbook.refresh.differences import Difference, compare
from needsbook.refresh.doubts import list_doubts
from needsbook.refresh.online import CONNECTORS, check_online
from needsbook.refresh.rows import Fetched
from needsbook.refresh.transport import Client

MOST_LOST = 0.1


@dataclass(frozen=True)
class FetchTask:
    """One fetch entry of one indicator."""

    indicator: Indicator
    fetch: Fetch | FileFetch

    @property
    def service(self) -> str:
        """The service asked."""
        return CONNECTORS.get(self.fetch.connector, "")


@dataclass
class Report:
    """What a refresh found: differences, and the error of each entry that failed."""

    differences: list[Difference] = field(default_factory=list)
    failures: list[tuple[str, NeedsbookError]] = field(default_factory=list)
    replaced: list[Path] = field(default_factory=list)


def choose_tasks(
    project: Project, *, source: str = "", indicators: Sequence[str] = ()
) -> list[FetchTask]:
    """The entries to fetch, in order of service and dataset.

    ``source`` is a publisher's id or a service's name. A snapshot is refreshed whole: naming
    one indicator brings along the others of its snapshots. ``UnknownName`` for a wrong name.
    """
    catalogue = load_indicators(project)
    tasks = [
        FetchTask(indicator, fetch) for indicator in catalogue.values() for fetch in indicator.fetch
    ]
    for indicator in catalogue.values():
        datasets = [fetch.dataset for fetch in indicator.fetch]
        if len(datasets) != len(set(datasets)):
            raise BadInput(
                f"{indicator.id} has two fetch entries for one dataset", f"data/indicators/{indicator.id}.yml",
                "give each entry a dataset of its own",
            )  # fmt: skip
    if source:
        known = {task.indicator.source for task in tasks} | set(CONNECTORS)
        if source not in known | set(load_sources(project)):
            raise unknown_name("source", source, known)
        tasks = [task for task in tasks if source in (task.indicator.source, task.fetch.connector)]
    if indicators:
        for name in indicators:
            if not catalogue[name].fetch:
                raise UnknownName(
                    f"{name} is not fetched from a service", f"data/indicators/{name}.yml",
                    "bring its figures in with needsbook import, or give it a fetch entry",
                )  # fmt: skip
        chosen = {task.fetch.dataset for task in tasks if task.indicator.id in indicators}
        tasks = [task for task in tasks if task.fetch.dataset in chosen]
    if not tasks:
        raise UnknownName(
            "nothing to refresh", source or "data/indicators",
            "give the indicators a fetch entry, or use needsbook import",
        )  # fmt: skip
    return sorted(
        tasks,
        key=lambda fetch_task: (
            fetch_task.service,
            fetch_task.fetch.dataset,
            fetch_task.indicator.id,
        ),
    )


def fetch_one(client: Client, task: FetchTask, project: Project, held: Held) -> Fetched:
    """What the publisher has for one entry."""
    indicator, fetch = task.indicator, task.fetch
    match fetch:
        case FingertipsFetch():
            return fingertips.fetch_figures(client, indicator, fetch, project)
        case EesFetch():
            state = held.states.get((fetch.dataset, indicator.id))
            return ees.fetch_figures(
                client, indicator, fetch, project, state.version if state else ""
            )
        case EesFileFetch():
            based = held.based(indicator) if fetch.ratios else None
            return ees_files.fetch_figures(client, indicator, fetch, project, based)
        case DwpFetch():
            return dwp.fetch_figures(client, indicator, fetch, project)
        case NomisFetch():
            return nomis.fetch_figures(client, indicator, fetch, project)
    raise BadInput(
        f"{fetch.dataset} is brought in from a file", indicator.id, "use needsbook import"
    )


def compare_fetched(
    held: Held,
    task: FetchTask,
    fetched: Fetched,
    *,
    only: frozenset[str] | None = None,
    allow_losses: bool = False,
    add_only: bool = False,
) -> Difference:
    """The difference of one entry; ``SourceError`` when much of what is held would go.

    An answer cut short in silence looks like figures withdrawn, so a loss of more than a
    tenth is taken only when the analyst says so. ``add_only``: what the file does not hold
    stays (a file of one's own is seldom the whole series).
    """
    project, indicator = held.project, task.indicator.id
    state = held.states.get((fetched.dataset, indicator))
    passport = held.passports.get(fetched.dataset)
    difference = compare(
        held.of_indicator(fetched.dataset, indicator),
        fetched,
        task.fetch,
        load_areas(project),
        elsewhere=held.elsewhere(fetched.dataset, indicator),
        only=only,
        add_only=add_only,
        definition_before=state.definition_sha256 if state else "",
        release_before=state.release if state else (passport.release if passport else ""),
    )
    lost = len(difference.removed) + len(difference.now_missing)
    if not allow_losses and lost > MOST_LOST * max(difference.held, 1):
        raise SourceError(
            f"{indicator}: {lost:,} of {difference.held:,} figures held would be lost",
            fetched.address,
            "the answer may be cut short; if the publisher withdrew them, add --accept-losses",
        )
    return difference


def find_differences(
    client: Client,
    project: Project,
    tasks: Sequence[FetchTask],
    held: Held,
    *,
    go_on: bool = False,
    area: str = "",
    allow_losses: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> Report:
    """Every entry fetched and compared, one thread a service; nothing is written.

    With ``go_on`` a failure is noted and the rest goes on, else the first one is raised.
    """
    only = None
    if area:
        areas = load_areas(project)
        chosen = areas.find(area)
        parts = {ward.code for ward in areas.wards_of(chosen.code)} | {
            district.code for district in areas.districts_of(chosen.code)
        }
        only = frozenset(parts | {chosen.code})
    by_service: dict[str, list[FetchTask]] = {}
    for task in tasks:
        by_service.setdefault(task.service, []).append(task)
    check_online(client, by_service)

    def work(mine: list[FetchTask]) -> Report:
        report = Report()
        for task in mine:
            name = f"{task.indicator.id} ({task.fetch.dataset})"
            try:
                tell(f"fetching {name}")
                fetched = replace(fetch_one(client, task, project, held), series=task.fetch.series)
                doubts = list_doubts(
                    task.indicator, fetched.rows, held.everywhere(task.indicator.id),
                    held.passports.get(fetched.dataset),
                )  # fmt: skip
                fetched = replace(fetched, remarks=(*fetched.remarks, *doubts))
                report.differences.append(
                    compare_fetched(held, task, fetched, only=only, allow_losses=allow_losses)
                )
            except NeedsbookError as error:
                report.failures.append((name, error))
                if not go_on:
                    break
        return report

    # The rows held are read before the threads start: one reader, then only looking.
    for task in tasks:
        held.rows(task.fetch.dataset)
        held.elsewhere(task.fetch.dataset, task.indicator.id)
        held.everywhere(task.indicator.id)
        if getattr(task.fetch, "ratios", ()):
            held.based(task.indicator)
    with ThreadPoolExecutor(max_workers=len(by_service)) as pool:
        reports = list(pool.map(work, by_service.values()))
    whole = Report()
    for done in reports:
        whole.differences += done.differences
        whole.failures += done.failures
    if whole.failures and not go_on:
        raise whole.failures[0][1]
    # A snapshot of which one indicator failed is left as it was.
    failed = {name.rpartition("(")[2].rstrip(")") for name, _ in whole.failures}
    whole.differences = [
        difference for difference in whole.differences if difference.fetched.dataset not in failed
    ]
    return whole


def accept(held: Held, report: Report, on: date | None = None) -> Report:
    """The report with the files replaced, all in one step."""
    day = on or datetime.now(UTC).date()
    report.replaced = accept_differences(held, report.differences, day)
    return report
