"""The explanation of one figure names every step and every row."""

import pytest

from needsbook.errors import BadInput, UnknownName
from needsbook.show.explain import explain


def test_every_part_of_a_tested_figure(store):
    text = explain(store, "looked_after_rate_per_10k", "Westminster", "2019-03-31")
    assert text.startswith(
        "Looked-after children per 10,000 children, Westminster, 31 March 2019\n"
    )
    for part in (
        "figure      looked_after_rate_per_10k.westminster.2019-03-31",
        "210 children looked after, out of 33,326",
        "interval    55 to 72",
        "Byar's interval (Breslow and Day 1987)",
        "benchmark   52 in London",
        "verdict     higher",
        "by: two-rate test",
        "no comparison possible: there is only one comparable point",
        "11 of 33 authorities in London",
        "range: 4 to 16",
        "list of 2025: 10 of 10",
        "the verdict changes with the choice of mean or median",
        "sentence    On 31 March 2019, 63 in every 10,000 children in Westminster",
    ):
        assert part in text
    assert text.endswith("\n")
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_every_input_row_is_named_with_dataset_release_and_line(store, project):
    text = explain(store, "looked_after_rate_per_10k", "westminster", "2019-03-31")
    rows = text.split("input rows\n")[1].splitlines()
    # The area, its region, England, and the 33 authorities ranked; neighbours outside London.
    assert len(rows) >= 35
    own = next(row for row in rows if ".westminster." in row)
    assert "dfe_looked_after_2019_2020.csv line " in own
    assert "Department for Education, Children looked after in England" in own
    line = int(own.split(" line ")[1].split(";")[0])
    path = project.snapshots / "dfe" / "dfe_looked_after_2019_2020.csv"
    raw = path.read_text(encoding="utf-8").splitlines()[line - 1]
    assert raw.startswith("looked_after_rate_per_10k,E09000033,2019-03-31,")


def test_figure_that_cannot_be_tested_says_so(store):
    text = explain(store, "dental_decay_age5_pct", "kensington-and-chelsea")
    assert "interval    none: the figures at hand come with neither counts nor an interval" in text
    assert "verdict     not compared" in text
    assert "step 6, placed only" in text
    assert "no range: the figure has no interval" in text


def test_verdict_without_a_base_prints_its_number(store):
    text = explain(store, "fsm_primary_pct", "westminster")
    assert "step 5, any base: for any number of pupils above 42" in text
    assert "people of that age living there: about" in text
    base = explain(store, "ks2_rwm_expected_pct", "westminster")
    assert "step 4, base from elsewhere: pupils of" in base


def test_missing_figure_has_its_reason(store):
    text = explain(store, "ks2_rwm_expected_pct", "westminster", "2019/20")
    assert "value       not available (no assessments were held this year" in text
    assert "verdict" not in text


def test_what_is_unknown_is_one_clear_error(store):
    with pytest.raises(UnknownName, match="obesity_year_6"):
        explain(store, "obesity_year_6", "westminster")
    with pytest.raises(UnknownName, match="westminter"):
        explain(store, "obesity_year6_pct", "westminter")
    with pytest.raises(BadInput, match="not a period"):
        explain(store, "obesity_year6_pct", "westminster", "last year")
