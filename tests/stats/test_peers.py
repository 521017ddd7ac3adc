"""Neighbours' mean and median, and a verdict that hangs on the choice."""

import numpy as np

from needsbook.stats.evidence import Evidence
from needsbook.stats.peers import judge_neighbours, summarise_neighbours


def test_mean_and_median_of_the_values_that_are_there():
    summary = summarise_neighbours([10.0, 20.0, 60.0, np.nan])
    assert (summary.mean, summary.median) == (30.0, 20.0)
    assert (summary.used, summary.listed) == (3, 4)
    empty = summarise_neighbours([np.nan, np.nan])
    assert (empty.mean, empty.median, empty.used) == (None, None, 0)


def test_verdict_that_changes_with_the_choice_is_marked():
    summary = summarise_neighbours([10.0, 20.0, 60.0])
    verdicts = judge_neighbours(Evidence(24.0, 21.0, 27.0), summary, "lower_is_better")
    assert verdicts.against_mean.outcome == "better"
    assert verdicts.against_median.outcome == "worse"
    assert verdicts.sensitive
    same = judge_neighbours(Evidence(90.0, 80.0, 95.0), summary, "lower_is_better")
    assert not same.sensitive
    assert not judge_neighbours(Evidence(None), summary).against_mean.tested
