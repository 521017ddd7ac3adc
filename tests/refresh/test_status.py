"""needsbook status: what is held, how old, reachable or not."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from stubs.small import ENGLAND, ROOT, WESTMINSTER, clear_caches, hold

from needsbook.catalogue import load_indicators
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh.status import _find_lag, _find_latest_due, describe_standings, read_standings


@pytest.fixture
def standing(small, publishers, client):
    hold(
        small, "ohid_obesity",
        [("obesity_year6", ENGLAND, "2022/23", "22.7"), ("obesity_year6", ENGLAND, "2023/24", "22.1"),
         ("obesity_year6", WESTMINSTER, "2023/24", "", "suppressed")],
    )  # fmt: skip

    def read(today=date(2025, 6, 1), next_release="", ask=True):
        path = small.indicators / "obesity_year6.yml"
        content = yaml.safe_load(path.read_text())
        content["official"]["next_release"] = next_release
        path.write_text(yaml.safe_dump(content))
        clear_caches()
        found = read_standings(small, today, client if ask else None)
        return {status.indicator: status for status in found}

    return read


def test_latest_period_date_and_value_notes(standing):
    item = standing()["obesity_year6"]
    assert (item.latest, item.dataset, item.fetched_on) == ("2023/24", "ohid_obesity", "2025-01-01")
    assert item.notes == (("suppressed", 1),)
    assert item.reachable is True
    assert not item.stale


@pytest.mark.parametrize(
    ("today", "next_release", "why"),
    [
        (date(2025, 6, 1), "2025-05-30", "a release was due on 2025-05-30"),
        (date(2025, 6, 1), "2025-07", ""),
        (date(2025, 8, 1), "2025-07", "a release was due on 2025-07"),
        (date(2025, 6, 1), "2024-11-01", ""),
        (date(2026, 6, 1), "", "fetched more than 400 days ago"),
    ],
)
def test_stale_or_fresh(standing, today, next_release, why):
    item = standing(today, next_release)["obesity_year6"]
    assert item.why == why
    assert item.stale == bool(why)


@pytest.mark.parametrize(
    ("cadence", "latest", "behind"),
    [
        ("yearly, November", "2023/24", False),
        ("yearly, November", "2020/21", True),
        ("yearly, 31 August; ended in 2016", "2020/21", False),
        ("every four to six years", "2020/21", False),
    ],
)
def test_yearly_series_that_fell_behind(cadence, latest, behind):
    why = _find_lag(parse_period(latest), cadence, date(2025, 6, 1))
    assert bool(why) == behind
    assert not behind or "46 months ago" in why


def test_nothing_held_is_stale(standing):
    item = standing()["ks2"]
    assert (item.latest, item.stale, item.why) == ("", True, "no figures held")


def test_source_that_cannot_be_reached(standing, monkeypatch):
    monkeypatch.setenv("NEEDSBOOK_URL_NOMIS", "http://127.0.0.1:9")
    found = standing()
    assert found["population"].reachable is False
    assert found["obesity_year6"].reachable is True
    text = "\n".join(describe_standings(list(found.values())))
    assert "nomis (not reached)" in text
    assert "fingertips (reached)" in text


def test_without_asking_no_source_is_touched(standing, publishers):
    assert standing(ask=False)["obesity_year6"].reachable is None
    assert publishers.server.requests == []


@pytest.mark.parametrize(
    ("cadence", "latest", "due"),
    [
        ("yearly", "FYE 2025", "by September 2027"),
        ("yearly, 31 August; ended in 2016", "2016-08-31", ""),
        ("every four to six years", "2019", ""),
    ],
)
def test_a_yearly_series_without_a_month_is_due_by_its_lag(cadence, latest, due):
    assert _find_latest_due(parse_period(latest), cadence) == due


def test_status_says_why_there_are_no_counts_and_which_layout_reads(standing):
    text = "\n".join(describe_standings(list(standing(ask=False).values())))
    assert "none: only the rate is printed" in text
    assert "fingertips" in text


def test_every_indicator_is_asked_for_or_says_why_not():
    """A source that answers, the department's table, two other indicators, or a reason."""
    silent = [
        indicator.id for indicator in load_indicators(Project(ROOT)).values()
        if not (indicator.fetch or indicator.lait or indicator.derive or indicator.by_hand)
    ]  # fmt: skip
    assert silent == []


def test_a_reason_beside_a_source_is_refused(small):
    path = small.indicators / "obesity_year6.yml"
    content = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(content | {"by_hand": "No file."}))
    clear_caches()
    with pytest.raises(BadInput, match="it is fetched or derived"):
        load_indicators(small)


def test_status_says_why_nothing_is_asked(small):
    path = small.indicators / "obesity_year6.yml"
    content = yaml.safe_load(path.read_text())
    for by_hand, said in (
        ("The series ended.", "by hand: The series ended."),
        ("", "no reason is recorded"),
    ):
        content.pop("fetch", None)
        path.write_text(yaml.safe_dump(content | {"by_hand": by_hand}))
        clear_caches()
        text = "\n".join(describe_standings(read_standings(small, date(2025, 6, 1))))
        (line,) = [line for line in text.splitlines() if line.startswith("obesity_year6 ")]
        assert "import only" in line
        assert said in line
