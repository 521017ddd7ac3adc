"""Keys of pages: changed by what a page reads, and by nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from needsbook.book.cache import State
from needsbook.book.templates import Run, find_templates
from needsbook.outcomes import DOCUMENTS
from needsbook.outcomes.review_dates import DATA_DATE
from needsbook.paths import Project
from needsbook.store import Store

DENTAL, OBESITY = "dental_decay_age5_pct", "obesity_year6_pct"


@pytest.fixture
def run(project: Project) -> Run:
    template = next(area for area in find_templates(project) if area.slug == "oral-health")
    return Run(template, "westminster", {"area": "westminster"})


def test_a_new_figure_changes_only_the_keys_of_pages_that_read_it(
    project: Project, store: Store, run: Run
) -> None:
    before = State(project, store)
    table = store.table.copy()
    row = table.index[table["indicator"].eq(DENTAL) & table["value"].notna()][0]
    table.loc[row, "value"] += 0.1
    after = State(project, Store(project, table))
    for reads, same in (
        ({"indicators": [DENTAL]}, False),
        ({"indicators": [DENTAL, OBESITY]}, False),
        ({"indicators": [OBESITY]}, True),
        ({"documents": ["data/plans"]}, True),
    ):
        assert (before.key(run, reads) == after.key(run, reads)) is same, reads


def test_a_changed_document_changes_the_keys_of_pages_that_read_it(
    project_copy: Project, store: Store, run: Run
) -> None:
    state = State(project_copy, store)
    reads = [{"documents": ["data/plans"]}, {"documents": ["data/frameworks"]}]
    before = [state.key(run, read) for read in reads]
    path = next((project_copy.data / "plans").glob("*/claims.yml"))
    path.write_text(path.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
    after = [State(project_copy, store).key(run, read) for read in reads]
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_parameters_and_templates_belong_to_the_key(
    project: Project, store: Store, run: Run
) -> None:
    state = State(project, store)
    other = Run(run.template, "medway", {"area": "medway"})
    assert state.key(run, {}) != state.key(other, {})
    another = next(template for template in find_templates(project) if template.slug == "obesity")
    assert state.key(run, {}) != state.key(Run(another, run.folder, run.values), {})


def test_data_date_is_the_newest_day_and_no_more(project: Project, store: Store) -> None:
    def key(**changes: object) -> str:
        first, *others = store.passports.values()
        obtained = first.obtained.model_copy(update=changes.pop("obtained", {}))
        passports = [first.model_copy(update={"obtained": obtained, **changes}), *others]
        held: Any = SimpleNamespace(
            passports={passport.dataset: passport for passport in passports},
            remember=lambda _, make: make(),
        )
        return State(project, held).document(DATA_DATE)

    assert key(publication="renamed") == key()
    assert key(obtained={"on": "2001-01-01"}) == key()
    assert key(obtained={"on": "2099-01-01"}) != key()


def test_outcomes_pages_do_not_hang_on_all_snapshots() -> None:
    assert not [name for names in DOCUMENTS.values() for name in names if "snapshots" in name]


def test_a_list_of_everything_counts_as_read(project_copy: Project, store: Store, run: Run) -> None:
    overview = next(
        template for template in find_templates(project_copy) if template.scope == "overview"
    )
    listing = Run(overview, "overview", {"areas": ["westminster"]})
    before = State(project_copy, store)
    path = project_copy.indicators / f"{DENTAL}.yml"
    twin = path.with_name("another_pct.yml")
    twin.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    more = State(project_copy, store)
    assert before.key(run, {}) != more.key(run, {})
    twin.unlink()
    table = store.table.copy()
    row = table.index[table["indicator"].eq(DENTAL) & table["value"].notna()][0]
    table.loc[row, "value"] += 0.1
    changed = State(project_copy, Store(project_copy, table))
    assert before.key(listing, {}) != changed.key(listing, {})
    assert before.key(run, {}) == changed.key(run, {})
