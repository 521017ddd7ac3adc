"""The promise tracker: every dated commitment, its state, and what the calendar says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

from needsbook.catalogue import Area
from needsbook.catalogue.periods import say_day
from needsbook.catalogue.promises import (
    CLOSED,
    STATE_WORDS,
    Promise,
    PromisesFile,
    due_date,
    has_stopped,
    is_overdue,
    load_promises,
    next_review,
)
from needsbook.outcomes.framework import find_area
from needsbook.outcomes.measure_tables import (
    count_things,
    make_block,
    make_gap,
    write_note,
    write_table,
)
from needsbook.outcomes.review_dates import find_data_date
from needsbook.paths import Project
from needsbook.show.blocks import Block, show_figure, show_place
from needsbook.store import Figure, Store

EVERY_WORDS = {"month": "every month", "quarter": "every quarter", "year": "every year"}
FROM_WORDS = {
    "plan": "",
    "reading": "This book's date for the plan's words.",
    "plan_end": "The plan gives no date; its last day stands for one.",
}
HEADS = ("Promise", "Due", "State", "Evidence", "Calendar", "Next review")


@dataclass(frozen=True)
class Tracked:
    """A promise on a given day: when it is due, whether that is past, when to look again."""

    promise: Promise
    plan: PromisesFile
    due: date
    overdue: bool
    review: date | None
    past: bool = False
    stopped: bool = False

    @property
    def closed(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.promise.state in CLOSED


def track_promises(project: Project, area_slug: str, as_of: date) -> list[Tracked]:
    """Every promise that holds for an area, on ``as_of``; overdue ones first, oldest first.

    Only the calendar and the recorded state decide; no clock is read here.
    """
    tracked = [
        Tracked(
            promise,
            plan,
            due_date(promise, plan),
            is_overdue(promise, plan, as_of),
            next_review(promise, plan, as_of),
            due_date(promise, plan) < as_of,
            has_stopped(promise, plan, as_of),
        )
        for plan in load_promises(project).values()
        for promise in plan.promises
        if area_slug in promise.areas
    ]
    return sorted(tracked, key=lambda item: (not item.overdue, item.due, item.promise.id))


def promise_blocks(
    project: Project, store: Store, area: str | Area, as_of: date | None = None
) -> list[Block]:
    """Blocks for the tracker page: a count of what is overdue, then one table per plan.

    ``as_of`` defaults to the book's data date, so that a page built twice is the same.
    """
    place = find_area(store, area)
    day = as_of or find_data_date(store)
    tracked = track_promises(project, place.slug, day)
    if not tracked:
        return [make_gap(f"No promise of {place.name} is held in this book.")]
    blocks = [_summary(place, day, tracked)]
    for plan in load_promises(project).values():
        found = [promise for promise in tracked if promise.plan.plan == plan.plan]
        if found:
            blocks.append(_plan_block(plan, found, place))
    return blocks


def _summary(area: Area, day: date, tracked: list[Tracked]) -> Block:
    def number(what: str, keep: list[Tracked]) -> Figure:
        return count_things("promises", area, day, what, len(keep))

    every = number("all", tracked)
    overdue = number("overdue", [promise for promise in tracked if promise.overdue])
    unseen = number(
        "without-evidence",
        [promise for promise in tracked if promise.promise.state == "no_evidence"],
    )
    html = (
        f'<p class="nb-lead">Of <strong>{show_figure(every)}</strong> promises, requests and '
        f"actions for {escape(area.name)}, <strong>{show_figure(unseen)}</strong> are without "
        f"evidence in this book. Past due by the evidence recorded, on {say_day(day)}, the day of "
        f"the newest data: <strong>{show_figure(overdue)}</strong>.</p>"
        "<p>That no evidence is held does not say that nothing was done.</p>"
    )
    return make_block(html, (overdue, every, unseen), "Promises", "", "text")


def _plan_block(plan: PromisesFile, tracked: list[Tracked], area: Area) -> Block:
    groups = []
    waiting = [p for p in tracked if not p.overdue and not p.closed]
    for title, keep in (
        ("Past due by the evidence recorded", [p for p in tracked if p.overdue]),
        ("Not due yet", [p for p in waiting if not p.past and not p.stopped]),
        (
            "The day has passed; no evidence held",
            [p for p in waiting if p.past and not p.stopped and not p.promise.evidence],
        ),
        ("The plan has ended; what came round has stopped", [p for p in waiting if p.stopped]),
        ("Closed", [p for p in tracked if p.closed]),
    ):
        if keep:
            groups.append((title, [_cells(promise) for promise in keep]))
    caption = f"{plan.title}: {area.name}"
    html = write_table(caption, HEADS, groups, "nb-of-promises")
    note = "Restated. Past due is said only where evidence, or that it is lacking, was recorded."
    return make_block(
        html + write_note(f"{note} {plan.made_note}".strip()), (), caption, plan.title
    )


def _cells(other: Tracked) -> list[str]:
    promise = other.promise
    kind = "" if promise.kind == "promise" else f' <span class="nb-of-why">({promise.kind})</span>'
    due = EVERY_WORDS[promise.every] if promise.every else say_day(other.due)
    first = (
        f'<span class="nb-of-why">First due by {say_day(other.due)}.</span>'
        if promise.every and promise.kept_until is None
        else ""
    )
    words = f'<span class="nb-of-why">In the plan: {escape(promise.by_words)}. {FROM_WORDS[promise.by_from]}</span>'
    evidence = "; ".join(
        f"{escape(proof.what)} ({escape(proof.source)}{f', {say_day(proof.on)}' if proof.on else ''})"
        for proof in promise.evidence
    )
    if other.closed:
        calendar = "Closed"
    elif other.overdue:
        calendar = '<span class="nb-of-status nb-of-overdue"><span aria-hidden="true">!</span> Past due</span>'
    elif other.stopped:
        calendar = "The plan has ended"
    elif other.past:
        calendar = "The day has passed"
    else:
        calendar = "Not due yet"
    review = "None: closed" if other.closed else "None to come"
    return [
        f'<span class="nb-of-name">{escape(promise.what)}</span>{kind}'
        f'<span class="nb-of-why">{show_place(promise.where)}</span>',
        f"{due}{first}{words}",
        STATE_WORDS[promise.state],
        evidence or "No evidence held",
        calendar,
        say_day(other.review) if other.review else review,
    ]
