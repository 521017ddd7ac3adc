"""Promises: overdue from the calendar and the state alone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.catalogue.promises import (
    CLOSED,
    Promise,
    PromisesFile,
    add_months,
    due_date,
    has_stopped,
    is_overdue,
    load_promises,
    next_review,
)
from needsbook.paths import Project

DAYS = st.dates(date(2017, 1, 1), date(2035, 12, 31))


def make_plan(**fields: object) -> tuple[Promise, PromisesFile]:
    """A plan of one promise, made on 1 April 2019 and ending on 31 March 2022."""
    promise = {
        "id": "p-1", "areas": ["westminster"], "where": "here", "what": "do it",
        "by_words": "soon", "by_from": "plan", **fields,
    }  # fmt: skip
    plan = PromisesFile.model_validate(
        {
            "plan": "p",
            "title": "P",
            "made": date(2019, 4, 1),
            "ends": date(2022, 3, 31),
            "promises": [promise],
        }
    )
    return plan.promises[0], plan


EVIDENCE = [{"what": "seen", "source": "a report"}]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2019, 12, 1), 12, date(2020, 12, 1)),
        (date(2020, 3, 1), -3, date(2019, 12, 1)),
    ],
)
def test_add_months_keeps_to_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


LOOKED = [{"what": "no trace of it", "source": "the minutes of 2020", "absent": True}]


def test_a_promise_is_overdue_from_the_day_after_where_its_lack_was_recorded() -> None:
    promise, plan = make_plan(by=date(2019, 12, 31), evidence=LOOKED)
    assert not is_overdue(promise, plan, date(2019, 12, 31))
    assert is_overdue(promise, plan, date(2020, 1, 1))


def test_without_evidence_nothing_is_past_due() -> None:
    for fields in ({"by": date(2019, 12, 31)}, {"every": "year"}):
        promise, plan = make_plan(**fields)
        assert not is_overdue(promise, plan, date(2021, 6, 1))


@pytest.mark.parametrize("state", CLOSED)
def test_a_closed_promise_is_never_overdue(state: str) -> None:
    promise, plan = make_plan(by=date(2019, 12, 31), state=state, evidence=EVIDENCE)
    assert not is_overdue(promise, plan, date(2030, 1, 1))
    assert next_review(promise, plan, date(2030, 1, 1)) is None


def test_a_promise_kept_in_part_can_be_overdue() -> None:
    promise, plan = make_plan(by=date(2019, 12, 31), state="part_kept", evidence=EVIDENCE)
    assert is_overdue(promise, plan, date(2020, 1, 1))


def test_one_that_comes_round_is_due_an_interval_after_it_was_last_kept() -> None:
    promise, plan = make_plan(every="year")
    assert due_date(promise, plan) == date(2020, 4, 1)
    promise, plan = make_plan(
        every="year", kept_until=date(2020, 3, 31), state="part_kept", evidence=EVIDENCE
    )
    assert due_date(promise, plan) == date(2021, 3, 31)
    assert not is_overdue(promise, plan, date(2021, 3, 31))
    assert is_overdue(promise, plan, date(2021, 4, 1))


def test_one_that_comes_round_ends_with_its_plan() -> None:
    promise, plan = make_plan(every="year", state="part_kept", evidence=EVIDENCE)
    assert is_overdue(promise, plan, date(2022, 3, 31))
    assert not is_overdue(promise, plan, date(2022, 4, 1))
    assert has_stopped(promise, plan, date(2022, 4, 1))
    assert next_review(promise, plan, date(2022, 4, 1)) is None


def test_a_single_event_has_no_next_review_once_it_is_past() -> None:
    promise, plan = make_plan(by=date(2019, 12, 31))
    assert next_review(promise, plan, date(2019, 12, 30)) == date(2019, 12, 31)
    assert next_review(promise, plan, date(2019, 12, 31)) is None


@given(by=DAYS, first=DAYS, second=DAYS)
def test_overdue_stays_overdue(by: date, first: date, second: date) -> None:
    promise, plan = make_plan(by=by, evidence=LOOKED)
    early, late = sorted((first, second))
    if is_overdue(promise, plan, early):
        assert is_overdue(promise, plan, late)


@given(by=DAYS, day=DAYS, every=st.sampled_from([None, "month", "quarter", "year"]))
def test_a_next_review_lies_ahead_and_within_the_plan(
    by: date, day: date, every: str | None
) -> None:
    promise, plan = make_plan(**({"every": every} if every else {"by": by}))
    review = next_review(promise, plan, day)
    if review is None:
        assert by <= day if every is None else day >= add_months(plan.ends, -12)
    else:
        assert review > day
        assert every is None or review <= plan.ends


def test_a_written_review_comes_first_while_it_lies_ahead() -> None:
    promise, plan = make_plan(by=date(2019, 12, 31), review=date(2026, 6, 1))
    assert next_review(promise, plan, date(2026, 1, 1)) == date(2026, 6, 1)
    assert next_review(promise, plan, date(2026, 7, 1)) is None


def test_a_state_needs_evidence_and_a_date_is_one_or_the_other() -> None:
    with pytest.raises(ValueError, match="needs its evidence"):
        make_plan(by=date(2019, 12, 31), state="kept")
    with pytest.raises(ValueError, match="absent: true"):
        make_plan(by=date(2019, 12, 31), evidence=EVIDENCE)
    with pytest.raises(ValueError, match="either"):
        make_plan(by=date(2019, 12, 31), every="year")
    with pytest.raises(ValueError, match="either"):
        make_plan()


def test_every_promise_of_the_documents_is_held(project: Project, shared: Path) -> None:
    with (shared / "plan" / "plan_figures.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["statement_summary"].startswith(("PROMISE", "REQUEST", "ACTION"))
            or row["indicator"].startswith("promise")
        ]
    expected = {"002": 0, "000": 0, "001": 0, "003": 0, "004": 0}
    for row in rows:
        expected[row["seed"]] += 1
    plans = load_promises(project)
    held = {name: len(plan.promises) for name, plan in plans.items()}
    assert held["bi-borough-2019"] == expected["002"]
    assert held["bi-borough-2023"] == expected["000"]
    assert held["medway-2023"] == expected["001"]
    # The minutes' resolution on an action plan is tracked too; the table has no row of it.
    assert held["worcestershire-2017"] == expected["003"] + expected["004"] + 1


def test_dates_the_plans_name_are_those_held(project: Project) -> None:
    by_id = {
        promise.id: promise for plan in load_promises(project).values() for promise in plan.promises
    }
    assert by_id["bb19-16"].by == date(2019, 12, 31)
    assert by_id["wo17-02"].by == date(2017, 7, 31)
    assert by_id["wo17-06"].by == date(2017, 11, 15)
    assert by_id["bb19-10"].by == date(2019, 9, 30)
