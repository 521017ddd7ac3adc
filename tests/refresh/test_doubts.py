"""Counts and bases that would mislead a test are refused in a file, remarked on in a service."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from stubs.small import ROOT

from needsbook.catalogue import load_areas, load_indicators, load_passports
from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.refresh import fetch_run as run
from needsbook.refresh.accept import Held
from needsbook.refresh.doubts import list_doubts, refuse_doubts
from needsbook.refresh.imports import read_as
from needsbook.refresh.raw import RawStore
from needsbook.refresh.reading.choice import Choice
from needsbook.refresh.rows import Published
from needsbook.store.snapshots import COLUMNS

BOOK = Project(ROOT)
NAME = "good_level_of_development_pct"
AREAS = [area.code for area in load_areas(BOOK).at_level("upper_tier")][:80]
NOTHING = pd.DataFrame(columns=list(COLUMNS), dtype=str)
PASSPORT = load_passports(BOOK)["dfe_eyfsp_2022_2025"]


def make(
    bases: Sequence[int],
    counts: Sequence[int] | None = None,
    period: str = "2025/26",
    note: str = "",
) -> list[Published]:
    found = []
    for at, (code, base) in enumerate(zip(AREAS, bases, strict=False)):
        count = counts[at] if counts else None
        value = f"{100 * (count if count is not None else round(base * 0.7)) / base:.1f}"
        found.append(
            Published(
                code, period, value, None, None, count, base, "", note, f"mine.csv, row {at + 2}"
            )
        )
    return found


def tidy(rows: list[Published]) -> pd.DataFrame:
    cells = [
        (NAME, row.area, row.period, "", "", row.value, "", "",
         "" if row.count is None else str(row.count), str(row.denominator), "", row.note)
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(cells, columns=list(COLUMNS), dtype=str)


def refuse(rows, held=NOTHING, passport=PASSPORT) -> None:
    refuse_doubts(load_indicators(BOOK)[NAME], rows, held, passport)


def test_a_percentage_no_base_can_give_is_refused_with_its_row() -> None:
    wrong = [Published(AREAS[0], "2025/26", "71.3", denominator=7, place="mine.csv, row 2")]
    with pytest.raises(BadInput, match=r"no number of people out of 7 is 71.3%") as caught:
        refuse(wrong)
    assert caught.value.where == "mine.csv, row 2"
    assert "leave the column out" in caught.value.do
    refuse(make([1_003 + at for at in range(40)]))


def test_bases_of_another_period_need_their_mark() -> None:
    bases = [1_001 + 7 * at for at in range(60)]
    before = tidy(make(bases, period="2024/25"))
    with pytest.raises(BadInput, match="60 of 60 bases of 2025/26 are those of 2024/25") as caught:
        refuse(make(bases), before)
    assert caught.value.where == "mine.csv, row 2"
    assert "base of 2024/25" in caught.value.do
    refuse(make(bases, note="base of 2024/25"), before)
    refuse(make([base + 3 for base in bases]), before)


def test_counts_rounded_to_five_do_not_join_exact_ones() -> None:
    bases = [1_000 + 15 * at for at in range(60)]
    counts = [5 * round(base * 0.14) for base in bases]
    with pytest.raises(BadInput, match="all counts are multiples of 5") as caught:
        refuse(make(bases, counts))
    assert "--dataset" in caught.value.do
    refuse(make(bases, counts), passport=None)
    refuse(make(bases, counts), passport=PASSPORT.model_copy(update={"counts_rounded_to": 5}))
    refuse(make(bases, [count + at % 3 for at, count in enumerate(counts)]))


def test_what_a_service_brings_is_remarked_on() -> None:
    indicator = load_indicators(BOOK)[NAME]
    bases = [1_001 + 7 * at for at in range(60)]
    rows, before = tidy(make(bases)), tidy(make(bases, period="2024/25"))
    (remark,) = list_doubts(indicator, rows, before, PASSPORT)
    assert remark.startswith("60 of 60 bases of 2025/26 are those of 2024/25 (")
    assert list_doubts(indicator, rows, NOTHING, PASSPORT) == ()


def test_a_snapshot_of_its_own_says_that_counts_are_rounded(small, tmp_path) -> None:
    rows = make([1_000 + 15 * at for at in range(60)], [5 * (140 + at) for at in range(60)])
    path = tmp_path / "mine.csv"
    lines = [f"{row.area},{row.period},{row.value},{row.count},{row.denominator}" for row in rows]
    path.write_text("area code,period,value,count,denominator\n" + "\n".join(lines) + "\n")
    held = Held(small)
    found = read_as(
        path, "obesity_year6", small, held, RawStore(tmp_path / "raw"), Choice(dataset="ohid_own")
    ).differences
    run.accept(held, run.Report(found))
    load_passports.cache_clear()
    assert load_passports(small)["ohid_own"].counts_rounded_to == 5
