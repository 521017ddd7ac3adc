"""Ten measures of every unit, in files of a hundred forms: read right, or refused where a fault is planted."""

from __future__ import annotations

import pytest
from fuzzing_measures import FAULTS, KINDS, make_measure

from needsbook.errors import NeedsbookError
from needsbook.refresh.reading.choice import Choice


@pytest.fixture(scope="module")
def find_latest(held):
    known = {}
    for measure in KINDS:
        for row in held.everywhere(measure).itertuples():
            if row.value:
                known[measure, row.area_code] = float(row.value)
    return lambda measure, code: known.get((measure, code))


def test_seeds_reach_every_measure_and_fault(find_latest):
    made = [make_measure(seed, find_latest)[:2] for seed in range(400)]
    assert {measure for measure, _ in made} == set(KINDS)
    assert {fault for _, fault in made} == {"", *FAULTS}


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_each_file_is_right_or_refused_for_its_fault(import_file, list_values, find_latest, start):
    for seed in range(start, start + 40):
        measure, fault, content, figures = make_measure(seed, find_latest)
        read, refusal = None, None
        try:
            found = list_values(import_file(content, "table.csv", measure, Choice()))
            read = {key: float(value) for key, value in found.items()}
        except NeedsbookError as error:
            refusal = error
        assert read == figures, (seed, measure, fault, refusal)
