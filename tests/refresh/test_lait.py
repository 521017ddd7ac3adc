"""``needsbook lait list | add | check``: one file is all a measure takes; nothing wrong is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
import yaml
from click.testing import Result
from typer.testing import CliRunner

from needsbook.catalogue import load_indicators
from needsbook.catalogue.corrections import load_corrections
from needsbook.catalogue.framework_files import load_frameworks
from needsbook.commands.lait import register
from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.register.bare_numbers import BareNumbers, list_known
from needsbook.store.lait import read_rows_of

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("corrections.yml", "snapshots", "lait", "sources", "frameworks", "topics.yml")
ENGLAND = "E92000001"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with this checkout's data whose indicators a test may add to."""
    (tmp_path / "data" / "indicators").mkdir(parents=True)
    (tmp_path / "_config.yml").write_text("title: x\n")
    for name in LINKED:
        (tmp_path / "data" / name).symlink_to(ROOT / "data" / name)
    (tmp_path / "geo").symlink_to(ROOT / "geo")
    for path in (ROOT / "data" / "indicators").glob("*.yml"):
        (tmp_path / "data" / "indicators" / path.name).symlink_to(path)
    monkeypatch.setenv("NEEDSBOOK_PROJECT", str(tmp_path))
    return Project(tmp_path)


@pytest.fixture
def run(desk: Project) -> Callable[..., Result]:
    app = typer.Typer()
    register(app)
    return lambda *arguments: CliRunner().invoke(app, ["lait", *arguments])


def test_list_finds_by_all_words_and_says_what_is_held(run: Callable[..., Result]) -> None:
    done = run("list", "EHC", "20")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert any(line.startswith("SEN_EHC_Excpt_20wks ") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} measure(s)"
    assert all("ehc" in line.casefold() for line in lines[:-1])
    assert run("list", "nothingiscalledthis").output.strip() == "0 measure(s)"
    held = load_indicators(Project(ROOT))["care_leavers_eet_pct"].lait
    assert held is not None
    assert "[care_leavers_eet_pct]" in run("list", held.measure).output


def test_one_file_is_all_a_measure_takes(desk: Project, run: Callable[..., Result]) -> None:
    before = sorted(path.name for path in desk.indicators.iterdir())
    done = run("add", "SEN_EHC_Excpt_20wks", "--as", "ehc_tried_pct", "--shown", "vulnerable")
    assert done.exit_code == 0, done.output
    assert "data/indicators/ehc_tried_pct.yml" in done.output
    after = sorted(path.name for path in desk.indicators.iterdir())
    assert set(after) - set(before) == {"ehc_tried_pct.yml"}
    written = yaml.safe_load((desk.indicators / "ehc_tried_pct.yml").read_text(encoding="utf-8"))
    assert written["lait"]["measure"] == "SEN_EHC_Excpt_20wks"
    indicator = load_indicators(desk)["ehc_tried_pct"]
    assert (indicator.topic, indicator.unit, indicator.polarity) == (
        "vulnerable", "percent", "higher_is_better",
    )  # fmt: skip
    assert (indicator.minimum, indicator.maximum) == (0.0, 100.0)
    rows = read_rows_of(desk, indicator)
    assert rows["value"].dropna().between(0, 100).all()
    assert ENGLAND in set(rows["area_code"])


def test_answers_fill_a_part_of_a_framework(desk: Project, run: Callable[..., Result]) -> None:
    empty = next(
        part
        for part in load_frameworks(desk)["bi-borough-2019"].parts()
        if not part.indicator and part.direction == "higher"
    )
    done = run(
        "add", "SEN_EHC_Excpt_20wks", "--as", "ehc_tried_pct",
        "--answers", f"bi-borough-2019:{empty.id}",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    load_frameworks.cache_clear()
    filled = {part.id: part for part in load_frameworks(desk)["bi-borough-2019"].parts()}
    assert filled[empty.id].indicator == "ehc_tried_pct"
    load_frameworks.cache_clear()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("SEN_EHC_Excpt_20wk", "--as", "tried_pct"), "SEN_EHC_Excpt_20wks"),
        (("SEN_EHC_Excpt_20wks", "--as", "Tried-Pct"), "not an id"),
        (("SEN_EHC_Excpt_20wks", "--as", "obesity_year6_pct"), "there already"),
        (("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--shown", "vulnerabel"), "vulnerable"),
        (("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--count", "Nowhere_N"), "Nowhere_N"),
        (("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--period", "lunar"), "period"),
        (("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--answers", "bi-borough-2019:99z"), "99z"),
        (("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--answers", "leeds-2030:1"), "leeds-2030"),
        # In time is better; the part wishes for fewer.
        (
            ("SEN_EHC_Excpt_20wks", "--as", "tried_pct", "--answers", "bi-borough-2019:13c"),
            "wishes for a lower figure",
        ),
    ],
)
def test_what_is_wrong_is_one_error_and_writes_nothing(
    desk: Project, run: Callable[..., Result], arguments: tuple[str, ...], what: str
) -> None:
    before = sorted(path.name for path in desk.indicators.iterdir())
    done = run("add", *arguments)
    assert isinstance(done.exception, NeedsbookError)
    assert what in str(done.exception)
    assert sorted(path.name for path in desk.indicators.iterdir()) == before


def test_what_the_dictionary_says_may_stand_on_a_page(
    desk: Project, run: Callable[..., Result]
) -> None:
    """Its numbers are the dictionary's words, not figures typed on a page."""
    run("add", "SEN_EHC_Excpt_20wks", "--as", "ehc_tried_pct", "--shown", "vulnerable")
    said = load_indicators(desk)["ehc_tried_pct"].definition
    page = f"<article><p>{said}</p></article>"
    assert BareNumbers(known=list_known(desk)).find(page) == []
    assert BareNumbers(known=()).find(page)


def test_check_names_each_fault_nobody_recorded(desk: Project, run: Callable[..., Result]) -> None:
    """The faults the table really has are found again once their corrections are taken out."""
    sound = run("check", "care_leavers_eet_pct")
    assert (sound.exit_code, sound.output.strip()) == (0, "1 measure(s) looked at")

    corrections = desk.corrections.read_text(encoding="utf-8")
    desk.corrections.unlink()  # a link to the checkout's own
    held = yaml.safe_load(corrections)["corrections"]
    kept = [entry for entry in held if entry["action"] != "replace_with_missing"]
    taken_out = {
        entry["indicator"] for entry in held if entry not in kept and entry["dataset"] == "dfe_lait"
    }
    assert len(taken_out) >= 2
    desk.corrections.write_text(yaml.safe_dump({"corrections": kept}), encoding="utf-8")
    load_corrections.cache_clear()
    done = run("check", *sorted(taken_out), "care_leavers_eet_pct")
    assert done.exit_code == 1, done.output
    lines = done.output.splitlines()
    assert {line.split(":")[0] for line in lines if ": " in line} == taken_out
    assert f"{len(taken_out) + 1} measure(s) looked at" in lines

    unknown = run("check", "care_leaver_eet_pct")
    assert isinstance(unknown.exception, NeedsbookError)
    assert "did you mean care_leavers_eet_pct" in str(unknown.exception)
    both = run("check", "care_leavers_eet_pct", "--all")
    assert isinstance(both.exception, NeedsbookError)
