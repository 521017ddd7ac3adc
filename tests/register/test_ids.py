"""The register of ids: what it holds, what it refuses to lose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.register.ids import (
    IdRegister,
    Retired,
    check_ids,
    collect_ids,
    list_gone,
    read_ids,
    read_retired,
    write_ids,
)
from needsbook.register.ledger import Ledger

SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True)


@given(
    st.sets(
        st.tuples(SLUGS.map(lambda text: text.replace("-", "_")), SLUGS, SLUGS),
        min_size=1,
        max_size=30,
    )
)
def test_written_and_read_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: set[tuple[str, str, str]]
) -> None:
    register = IdRegister()
    for name in names:
        register.add(*name)
    folder = tmp_path_factory.mktemp("ids")
    (folder / "data").mkdir()
    (folder / "data" / "ids.csv").write_text(write_ids(register), encoding="utf-8")
    again = read_ids(Project(folder))
    assert set(again) == {".".join(name) for name in names}
    assert write_ids(again) == write_ids(register)


def test_committed_register_is_complete(project: Project, ledger: Ledger) -> None:
    assert check_ids(project, ledger) == []
    ids = read_ids(project)
    assert len(ids) >= len(ledger.store.table)
    assert write_ids(collect_ids(ledger, {}, ids)) == (project.data / "ids.csv").read_text(
        encoding="utf-8"
    )


def edit(project: Project, old: str, new: str) -> None:
    path = project.data / "ids.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_renamed_id_without_entry_fails_with_both_sides(
    project_copy: Project, ledger: Ledger
) -> None:
    edit(project_copy, "dental_decay_age5_pct,barking", "dental_decay_pct,barking")
    problems = check_ids(project_copy, ledger)
    assert any(
        "dental_decay_pct." in problem and "no longer published" in problem for problem in problems
    )
    assert any(
        "dental_decay_age5_pct." in problem and "ids --update" in problem for problem in problems
    )


def test_entry_settles_a_removal(project_copy: Project, ledger: Ledger) -> None:
    path = project_copy.data / "ids.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "old_pct,westminster,2016-17\n", encoding="utf-8"
    )
    assert len(check_ids(project_copy, ledger)) == 1
    (project_copy.data / "retired_ids.yml").write_text(
        "retired:\n  - id: old_pct.*.*\n    replaced_by: dental_decay_age5_pct.*.*\n"
        "    why: The measure has a new name.\n",
        encoding="utf-8",
    )
    assert check_ids(project_copy, ledger) == []
    (gone,) = list_gone(read_ids(project_copy), ledger, read_retired(project_copy))
    assert gone.successor == "dental_decay_age5_pct.westminster.2016-17"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{id: never_there.*.*, why: It never was there.}", "never in the register"),
        (
            "{id: dental_decay_age5_pct.westminster.2016-17, why: Not true at all.}",
            "yet still published",
        ),
        (
            "{id: old_pct.*.*, replaced_by: nonsense.*.*, why: The measure has a new name.}",
            "named as successor",
        ),
    ],
)
def test_wrong_entries_are_refused(
    project_copy: Project, ledger: Ledger, entry: str, words: str
) -> None:
    path = project_copy.data / "ids.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "old_pct,westminster,2016-17\n", encoding="utf-8"
    )
    (project_copy.data / "retired_ids.yml").write_text(f"retired: [{entry}]\n", encoding="utf-8")
    assert any(words in fault for fault in check_ids(project_copy, ledger))


def test_kind_of_derived_figure_that_vanished_fails(project_copy: Project, ledger: Ledger) -> None:
    path = project_copy.data / "ids.csv"
    text = path.read_text(encoding="utf-8") + "dental_decay_age5_pct,*,*.gap-from-england\n"
    path.write_text(text, encoding="utf-8")
    assert check_ids(project_copy, ledger) == []
    held = {entry: set(kinds) for entry, kinds in read_ids(project_copy).kinds.items()}
    assert check_ids(project_copy, ledger, held) == []
    held["dental_decay_age5_pct"] -= {"gap-from-england"}
    (problem,) = check_ids(project_copy, ledger, held)
    assert "gap-from-england" in problem
    (project_copy.data / "retired_ids.yml").write_text(
        "retired:\n  - id: dental_decay_age5_pct.*.*.gap-from-england\n"
        "    replaced_by: dental_decay_age5_pct.*.*.difference-from-england\n"
        "    why: All comparisons are called differences now.\n",
        encoding="utf-8",
    )
    assert check_ids(project_copy, ledger, held) == []


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "indicator,areas,stamps\nonly,two\n", "indicator,areas,stamps\na,,c\n"]
)
def test_broken_register_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ids.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        read_ids(Project(tmp_path))


def test_pattern_takes_parts_over() -> None:
    entry = Retired(id="old.*.2018", replaced_by="new.*.2018-19", why="A new form of period.")
    assert entry.fits("old.westminster.2018")
    assert not entry.fits("old.westminster.2019")
    assert entry.successor("old.westminster.2018") == "new.westminster.2018-19"
