"""The pages of an area: nothing blank, every number a figure, the same twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import escape, unescape

import pytest

from needsbook.catalogue.framework_files import load_frameworks
from needsbook.catalogue.promises import load_promises
from needsbook.findings.movements import STATUS_WORDS
from needsbook.outcomes import (
    crosswalk_blocks,
    easy_read_blocks,
    engagement_blocks,
    framework_blocks,
    performance_blocks,
    promise_blocks,
)
from needsbook.outcomes.board_block import board_block, find_share
from needsbook.outcomes.framework import outcome_rows
from needsbook.outcomes.local import LocalRow, Sender, store_rows
from needsbook.outcomes.measure_rows import HEADS
from needsbook.outcomes.measure_states import join_states
from needsbook.outcomes.performance import collect_rows, list_own_rows
from needsbook.outcomes.promises import track_promises
from needsbook.paths import Project
from needsbook.show.blocks import Block
from needsbook.store import Figure, Store

AREAS = ("westminster", "kensington-and-chelsea", "medway", "worcestershire")

Maker = Callable[[Project, Store, str], list[Block]]
PAGES: tuple[Maker, ...] = (
    framework_blocks, performance_blocks, crosswalk_blocks, promise_blocks, engagement_blocks,
    easy_read_blocks,
)  # fmt: skip


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("make", PAGES, ids=lambda item: item.__name__)
def test_every_number_marked_is_a_figure_of_its_block(
    project: Project,
    store: Store,
    check_blocks: Callable[[list[Block]], None],
    make: Maker,
    area: str,
) -> None:
    blocks = make(project, store, area)
    assert blocks
    check_blocks(blocks)
    assert [block.html for block in blocks] == [block.html for block in make(project, store, area)]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("make", PAGES, ids=lambda item: item.__name__)
def test_a_value_with_decimals_never_stands_outside_a_figure(
    project: Project, store: Store, visible_text: Callable[[str], str], make: Maker, area: str
) -> None:
    for block in make(project, store, area):
        rest = re.sub(
            r"<(data|tspan)\b[^>]*data-figure.*?</\1>|<code>.*?</code>", " ", block.html, flags=re.S
        )
        text = re.sub(r"paragraph \d\.\d", "", visible_text(rest))
        assert not re.search(r"\d\.\d|\d%", text), block.title


@pytest.mark.parametrize("area", AREAS)
def test_no_cell_of_a_framework_is_blank(
    project: Project, store: Store, visible_text: Callable[[str], str], area: str
) -> None:
    place = store.areas[area]
    for framework in load_frameworks(project).values():
        if area not in framework.areas:
            continue
        names: list[str] = []
        for outcome in framework.outcomes_for(area):
            measured, beside = outcome_rows(store, framework, outcome, place)
            for row in (*measured, *beside):
                assert len(row.cells) == len(HEADS)
                assert all(visible_text(cell) for cell in row.cells), row.name
                names.append(row.name)
        assert len(names) >= len(framework.parts())


@pytest.mark.parametrize("make", PAGES, ids=lambda item: item.__name__)
def test_an_area_without_a_plan_still_gets_every_page(
    project: Project, store: Store, check_blocks: Callable[[list[Block]], None], make: Maker
) -> None:
    blocks = make(project, store, "camden")
    check_blocks(blocks)
    if make in (framework_blocks, performance_blocks, crosswalk_blocks):
        assert "No outcomes framework of Camden is held" in blocks[0].html
    else:
        assert blocks[0].html


def test_performance_counts_each_measure_once_at_the_plans_end(
    project: Project, store: Store
) -> None:
    block = performance_blocks(project, store, "westminster")[0]
    framework = load_frameworks(project)["bi-borough-2019"]
    area = store.areas["westminster"]
    rows = list_own_rows(store, framework, area)
    counts = {f.id.rsplit(".", 1)[1]: f for f in block.figures if f.indicator == "measures"}
    prefix = "bi-borough-2019-report"
    states = {name: f.value for name, f in counts.items() if name.startswith(f"{prefix}-sum-")}
    # The document's Annex B has 41 measures; each is in one state.
    assert counts[f"{prefix}-measures"].value == sum(v or 0 for v in states.values()) == 41
    assert counts[f"{prefix}-all"].value == len(rows)
    silent = [
        measure
        for measure in framework.measures
        if all(row.progress.latest is None for row in rows if row.measure == measure.id)
    ]
    assert states[f"{prefix}-sum-no-data-yet"] == len(silent)
    assert "judged at the plan’s end on 31 March 2022" in block.html
    worse = [row for row in rows if row.progress.ending.status == "worse"]
    assert states[f"{prefix}-sum-worse"] == len({row.measure for row in worse})


def test_performance_files_each_row_under_its_own_state(project: Project, store: Store) -> None:
    for area, name, ended in (
        ("westminster", "bi-borough-2019", True),
        ("westminster", "bi-borough-2023", False),
        ("worcestershire", "worcestershire-2017", True),
    ):
        framework = load_frameworks(project)[name]
        rows = [row.row for row in collect_rows(store, framework, store.areas[area])]
        rows = [row for row in rows if row.measure]
        blocks = performance_blocks(project, store, area)
        html = next(b.html for b in blocks if b.caption == framework.document)
        for group in re.findall(r"<tbody.*?</tbody>", html, re.S):
            head = re.search(r'aria-label="([^"]+)"', group)
            assert head is not None
            named = [unescape(text) for text in re.findall(r'nb-of-name">([^<]+)<', group)]
            wanted = [
                row.name
                for row in rows
                if STATUS_WORDS[row.progress.judged(ended).status] == head[1]
            ]
            assert named == wanted


def test_what_is_missing_stands_once_and_is_closed(project: Project, store: Store) -> None:
    blocks = performance_blocks(project, store, "westminster")
    page = "".join(block.html for block in blocks)
    folded = re.findall(r"<details>.*?</details>", page, re.S)
    assert len(folded) == 1
    framework = load_frameworks(project)["bi-borough-2019"]
    silent = [
        row
        for row in list_own_rows(store, framework, store.areas["westminster"])
        if row.progress.latest is None
    ]
    assert silent
    for row in silent:
        assert escape(row.name) in folded[0]
        assert escape(row.holder) in folded[0]
        assert escape(row.progress.judgement.reason) in folded[0]


@pytest.mark.parametrize("area", AREAS)
def test_performance_is_read_in_a_few_minutes(
    project: Project, store: Store, visible_text: Callable[[str], str], area: str
) -> None:
    blocks = performance_blocks(project, store, area)
    assert sum(len(visible_text(block.html).split()) for block in blocks) <= 1500


def test_a_measure_of_several_parts_is_as_bad_as_the_worst_tested() -> None:
    assert join_states(["no data yet", "not tested", "same", "improved", "worse"]) == "worse"
    assert join_states(["same", "not comparable", "improved"]) == "improved"
    assert join_states(["no data yet", "not comparable", "same"]) == "same"
    assert join_states(["no data yet", "no data yet"]) == "no data yet"


def test_performance_reports_a_series_once(project: Project, store: Store) -> None:
    for area in AREAS:
        for framework in load_frameworks(project).values():
            if area in framework.areas:
                rows = collect_rows(store, framework, store.areas[area])
                latest = [o.row.progress.latest.indicator for o in rows if o.row.progress.latest]
                assert len(latest) == len(set(latest))


def test_local_figures_reach_the_page(desk: Project, desk_store: Store) -> None:
    area = desk_store.areas["westminster"]
    rows = [LocalRow("bb19_03a", area.code, "Apr 2026-Jun 2026", "12", "12")]
    store_rows(desk, area, rows)
    blocks = framework_blocks(desk, desk_store, "westminster")
    ids = {figure.id for block in blocks for figure in block.figures}
    assert "bb19_03a.westminster.apr-2026-jun-2026" in ids
    page = performance_blocks(desk, desk_store, "westminster")[-1]
    assert "bb19_03a.westminster.apr-2026-jun-2026" in page.html
    other = framework_blocks(desk, desk_store, "kensington-and-chelsea")
    assert not any("bb19_03a." in block.html for block in other)


def test_quarters_stand_in_columns_with_target_and_sender(desk: Project, desk_store: Store) -> None:
    area = desk_store.areas["leeds"]
    own = {
        "own_01": {
            "id": "own_01", "name": "Visits in time", "counts": "Visits in time, of all",
            "unit": "percent", "direction": "higher", "target": "90", "held_by": "Early help",
        }
    }  # fmt: skip
    rows = [
        LocalRow("own_01", area.code, "Jan 2026-Mar 2026", "80.0", "80", "100"),
        LocalRow("own_01", area.code, "Apr 2026-Jun 2026", "85.0", "85", "100"),
    ]
    store_rows(desk, area, rows, own, Sender("A. Clerk", "2026-07-02", "leeds.xlsx"))
    (block,) = performance_blocks(desk, desk_store, "leeds")
    heads = re.findall(r"<th scope=.col.[^>]*>([^<]+)<", block.html)
    assert heads == [
        "Measure", "Wanted", "Target", "Jan 2026-Mar 2026", "Apr 2026-Jun 2026", "Holder",
    ]  # fmt: skip
    assert "own_01.leeds.apr-2026-jun-2026.target" in block.html
    assert "A. Clerk, 2 July 2026 (leeds.xlsx)" in block.html


def find_count(blocks: list[Block], what: str) -> Figure:
    return next(f for block in blocks for f in block.figures if f.id.endswith(f".{what}"))


def test_promises_are_judged_by_the_day_given(project: Project, store: Store) -> None:
    early = promise_blocks(project, store, "westminster", date(2019, 4, 2))
    late = promise_blocks(project, store, "westminster", date(2027, 6, 1))
    assert find_count(early, "overdue").value == 0
    assert "Past due by the evidence recorded</th>" not in "".join(b.html for b in early)
    tracked = track_promises(project, "westminster", date(2027, 6, 1))
    assert find_count(late, "overdue").value == sum(promise.overdue for promise in tracked) > 0
    assert find_count(late, "all").value == len(tracked)


def test_promises_by_default_ask_no_clock(
    project: Project, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(date):
        @classmethod
        def today(cls) -> date:
            raise AssertionError("the clock was asked")

    monkeypatch.setattr("needsbook.outcomes.promises.date", Broken)
    monkeypatch.setattr("needsbook.outcomes.review_dates.date", Broken)
    newest = max(passport.obtained.on[:10] for passport in store.passports.values())
    assert find_count(promise_blocks(project, store, "medway"), "all").period == newest


def test_promises_say_that_no_evidence_is_held_and_stop_with_their_plan(
    project: Project, store: Store
) -> None:
    day = date(2026, 6, 1)
    page = "".join(block.html for block in promise_blocks(project, store, "worcestershire", day))
    assert "Past due</span>" not in page
    assert "No evidence held" in page
    rows = re.findall(r'<tr role="row"><th.*?</tr>', page, re.S)
    (awards,) = [row for row in rows if "awards" in row]
    assert "None to come" in awards
    (monthly,) = [row for row in rows if "agenda of each strategic group" in row]
    assert "The plan has ended" in monthly
    assert "None to come" in monthly


def test_where_only_meetings_were_counted_the_six_outcomes_are_shown_as_such(
    project: Project, store: Store
) -> None:
    for area in ("westminster", "kensington-and-chelsea"):
        (block,) = [
            b
            for b in engagement_blocks(project, store, area)
            if b.title.startswith("What the auth")
        ]
        assert block.html.count("<li>") == 6
        assert "It holds no answers" in block.html
        assert "Grenfell" not in block.html


def test_worcestershires_gap_analysis_says_whether_three_needs_moved(
    project: Project, store: Store
) -> None:
    blocks = crosswalk_blocks(project, store, "worcestershire")
    (block,) = [b for b in blocks if b.title.startswith("Have they moved?")]
    for need in ("Obesity", "Mental health and wellbeing", "Children in low income families"):
        assert f"<strong>{need}</strong>: " in block.html
    assert "no measure of the plan shows it" in block.html
    assert not any(
        b.title.startswith("Have they") for b in crosswalk_blocks(project, store, "medway")
    )


@pytest.mark.parametrize("area", AREAS)
def test_outcomes_open_with_links_and_have_a_line_a_measure(
    project: Project, store: Store, area: str
) -> None:
    page = "".join(block.html for block in framework_blocks(project, store, area))
    for framework in load_frameworks(project).values():
        if area not in framework.areas:
            continue
        for outcome in framework.outcomes_for(area):
            anchor = f"outcome-{framework.short}-{outcome.id}"
            assert page.index(f'href="#{anchor}"') < page.index(f'id="{anchor}"')
        for measure in framework.measures:
            line = f'<summary><span class="nb-of-name">{escape(measure.title)}</span>'
            assert f'<details class="nb-of-measure">{line}' in page


def test_the_board_shows_each_measure_at_its_standing(project: Project, store: Store) -> None:
    area = store.areas["medway"]
    framework = load_frameworks(project)["medway-2023"]
    rows = list_own_rows(store, framework, area)
    block = board_block(store, framework, area, rows)
    assert block is not None
    drawn = {figure.indicator for figure in block.figures}
    assert drawn
    for row in rows:
        share = find_share(store, area, row)
        if share is None or row.part is None or row.part.indicator not in drawn:
            continue
        latest = row.progress.latest
        assert latest is not None
        others = [
            store.figure(latest.indicator, other.code, latest.period).value
            for other in store.areas.at_level("upper_tier")
            if other.code != area.code
        ]
        sign = 1 if row.part.polarity == "higher_is_better" else -1
        gaps = [sign * (value - (latest.value or 0.0)) for value in others if value is not None]
        ahead, behind = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
        assert (share >= 0.5) == (behind >= ahead), row.name


def test_one_boroughs_promises_are_not_shown_for_the_other(project: Project, store: Store) -> None:
    own = [p for plan in load_promises(project).values() for p in plan.promises
           if p.areas == ("kensington-and-chelsea",)]  # fmt: skip
    assert own
    page = "".join(block.html for block in promise_blocks(project, store, "westminster"))
    assert not any(promise.what in page for promise in own)


def test_crosswalk_marks_what_is_new_and_what_carries_on(project: Project, store: Store) -> None:
    westminster = crosswalk_blocks(project, store, "westminster")[1].html
    kensington = crosswalk_blocks(project, store, "kensington-and-chelsea")[1].html
    assert "Carried on" in westminster
    assert "New" in westminster
    assert "Grenfell" not in westminster
    assert "Grenfell" in kensington


def test_engagement_flags_what_does_not_fit(project: Project, store: Store) -> None:
    blocks = {block.title: block for block in engagement_blocks(project, store, "worcestershire")}
    clashes = [title for title, block in blocks.items() if "Does not fit" in block.html]
    # 372 and 1,010 are more than the 1,144 who answered online, where alone it was asked.
    assert clashes == ["Answers by gender"]
    for title in ("Answers by who gave them", "Answers by district"):
        assert "Base:" in blocks[title].html
        assert "Overlaps:" in blocks[title].html
    total = next(f for f in blocks["Answers by gender"].figures if f.id.endswith("gender-sum"))
    parts = [f for f in blocks["Answers by gender"].figures if f.id in total.inputs]
    assert total.value == sum(f.value or 0 for f in parts)
    assert len(parts) == 2


def test_a_question_not_worked_through_is_not_shown_as_no(project: Project, store: Store) -> None:
    block = engagement_blocks(project, store, "worcestershire")[-1]
    assert block.title == "What would make life better"
    assert block.html.count("not worked through") == 6


def test_performance_sets_each_measure_beside_its_neighbours(
    project: Project, store: Store
) -> None:
    block = performance_blocks(project, store, "medway")[0]
    named = {figure.id.split(".", 3)[-1] for figure in block.figures}
    assert {"neighbours-median", "place-in-england"} <= named
    assert any(text.startswith("change-since-") for text in named)
    assert "proposed by this book, as the plan held names none" in block.html
    assert "proposed by" not in performance_blocks(project, store, "worcestershire")[0].html


@pytest.mark.parametrize("area", ["worcestershire", "westminster", "kensington-and-chelsea"])
def test_what_this_book_lacks_is_not_said_to_be_unpublished(
    project: Project, store: Store, area: str
) -> None:
    """A measure without data has no figure in this book; who publishes what is for its reason."""
    said = " ".join(
        lead
        for block in performance_blocks(project, store, area)
        for lead in re.findall(
            r'<p class="nb-lead">.*?</p>|<p>Parts of measures.*?</p>', block.html
        )
    )
    assert "in this book" in said
    assert "published" not in said
    assert "<code>" not in said


def test_one_framework_is_set_beside_none(project: Project, store: Store) -> None:
    """A table of frameworks side by side stands where the area has two, not over one column."""
    titles = {
        area: [block.title for block in crosswalk_blocks(project, store, area)]
        for area in ("worcestershire", "medway", "westminster")
    }
    sides = {area: any("by theme" in title for title in held) for area, held in titles.items()}
    assert sides == {"worcestershire": False, "medway": False, "westminster": True}
    assert all(any(title.startswith("Gaps: ") for title in held) for held in titles.values())
