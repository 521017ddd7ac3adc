"""Choosing the figures of an edition: what was published by a day, and how we know."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from needsbook.editions import compare_editions, freeze_edition, read_edition
from needsbook.editions.diff import KINDS, count_kinds
from needsbook.editions.freeze import EditionRule, add_months, find_publication, judge_row
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project
from needsbook.register.ledger import Ledger
from needsbook.store import Store
from tests.conftest import run_command

DAY = date(2019, 7, 31)


def row(store: Store, name: str) -> Any:
    """The row of the table behind an id."""
    figure = Ledger(store).figure(name)
    found = store.source_rows(figure)
    return next(
        change for change in found.itertuples(index=False) if change.edition == figure.edition
    )


@pytest.mark.parametrize(
    ("cadence", "end", "out"),
    [
        ("yearly, November", date(2018, 8, 31), date(2018, 11, 30)),
        ("yearly, January", date(2017, 12, 31), date(2019, 1, 31)),
        ("yearly, October provisional, February revised", date(2018, 8, 31), date(2019, 2, 28)),
        ("yearly, June", date(2018, 8, 31), date(2019, 6, 30)),
        ("about every two years", date(2017, 12, 31), date(2019, 6, 30)),
    ],
)
def test_month_of_publication(cadence: str, end: date, out: date) -> None:
    indicator: Any = SimpleNamespace(official=SimpleNamespace(cadence=cadence))
    assert find_publication(indicator, end) == out


def test_months_end_on_their_last_day() -> None:
    assert add_months(date(2019, 12, 1), 2) == date(2020, 2, 29)
    assert add_months(date(2019, 12, 31), 0) == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("name", "known_by"),
    [
        ("dental_decay_age5_pct.westminster.2016-17", "month of publication"),
        ("population_0_19.westminster.mid-2016~first-release", "first release"),
        ("population_0_19.westminster.mid-2016", ""),  # recalculated after the 2021 Census
        ("child_poverty_bhc_pct.westminster.fye-2015", ""),  # released in March 2022
        ("dental_decay_age5_pct.westminster.2023-24", ""),
        ("idaci_2019_score.westminster.2015", ""),  # came out in September 2019
    ],
)
def test_what_was_published_by_july_2019(
    project: Project, store: Store, name: str, known_by: str
) -> None:
    from needsbook.editions.freeze import read_rule

    rule = read_rule(project, store, "2019")
    assert rule.as_published_by == DAY
    assert judge_row(store, row(store, name), rule, DAY) == known_by


def test_ward_that_came_later_is_left_out(store: Store) -> None:
    ward = store.areas["e05013792"]
    assert ward.valid_from is not None
    assert ward.valid_from > DAY
    name = f"population_0_19.{ward.slug}.mid-2017~first-release"
    assert judge_row(store, row(store, name), EditionRule(), DAY) == ""


def test_without_a_day_everything_is_held(store: Store) -> None:
    name = "dental_decay_age5_pct.westminster.2023-24"
    assert judge_row(store, row(store, name), EditionRule(), None) == "held"


@pytest.fixture
def frozen(project_copy: Project, store: Store) -> Callable[[str], bytes]:
    """Freezes an edition of a copy and gives its bytes."""

    def freeze(name: str) -> bytes:
        folder = freeze_edition(project_copy, store, name)
        return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))

    return freeze


def test_freezing_twice_gives_the_same_figures(
    project_copy: Project, store: Store, frozen: Callable[[str], bytes]
) -> None:
    assert frozen("one").replace(b'"one"', b'"two"') == frozen("two")
    with pytest.raises(BadInput, match="frozen already"):
        freeze_edition(project_copy, store, "one")
    with pytest.raises(BadInput, match="cannot name an edition"):
        freeze_edition(project_copy, store, "../x")


def test_rule_that_names_an_unknown_dataset_is_refused(project_copy: Project, store: Store) -> None:
    (project_copy.editions / "then.yml").write_text(
        "left_out: [{dataset: ohid_dental_decays, why: a slip}]\n", encoding="utf-8"
    )
    with pytest.raises(UnknownName) as caught:
        freeze_edition(project_copy, store, "then")
    assert "ohid_dental_decay" in caught.value.do
    assert not (project_copy.editions / "then").exists()


def test_2019_holds_the_plan_s_own_figure_and_2026_holds_it_too(project: Project) -> None:
    old, new = read_edition(project, "2019"), read_edition(project, "2026")
    name = "dental_decay_age5_pct.westminster.2016-17"
    assert [row["value"] for row in old.rows if row["id"] == name] == ["30.3"]
    assert {row["id"] for row in old.rows} < {row["id"] for row in new.rows}
    assert old.day == "2019-07-31"


def test_at_least_four_kinds_of_change_from_2019_to_2026(project: Project) -> None:
    counts = count_kinds(
        compare_editions(read_edition(project, "2019"), read_edition(project, "2026"))
    )
    assert set(counts) == set(KINDS)
    assert sum(count > 0 for count in counts.values()) >= 4
    assert counts["revised value"] > 0
    assert counts["boundary change"] > 0


def run(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_command(project, *arguments)


def test_diff_on_the_command_line(project: Project) -> None:
    shown = run(project, "diff", "2019", "2026")
    assert shown.returncode == 0, shown.stderr
    assert "changes from 2019 to 2026" in shown.stdout
    assert all(f"  {kind}: " in shown.stdout for kind in KINDS)
    found = json.loads(
        run(project, "diff", "2019", "2026", "--kind", "revised value", "--format", "json").stdout
    )
    assert {change["kind"] for change in found} == {"revised value"}
    assert "mid-2016" in {change["period"] for change in found}
    table = run(
        project, "diff", "2019", "2026", "--indicator", "dental_decay_age5_pct", "--format", "csv"
    ).stdout.splitlines()
    assert table[0].startswith("kind,indicator,area_code,period,before,after")
    assert len(table) > 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("diff", "2019", "2062"), "unknown edition “2062”"),
        (("diff", "2019", "2026", "--kind", "revised"), "did you mean revised value?"),
        (("diff", "2019", "2026", "--indicator", "decay"), "unknown indicator “decay”"),
        (("diff", "2019", "2026", "--format", "xml"), "unknown format “xml”"),
        (("freeze", "2026"), "frozen already"),
        (("freeze", "x", "--as-published-by", "July"), "“July” is not a day"),
    ],
)
def test_wrong_words_are_one_clear_error(
    project: Project, arguments: tuple[str, ...], words: str
) -> None:
    done = run(project, *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
