"""Neighbours' mean and median, and a verdict that hangs on the choice."""

import numpy as np

from needsbook.stats.evidence import Evidence, weigh
from needsbook.stats.peers import judge_neighbours, summarise_neighbours


def test_mean_and_median_of_the_values_that_are_there():
    summary = summarise_neighbours([10.0, 20.0, 60.0, np.nan])
    assert (summary.mean, summary.median) == (30.0, 20.0)
    assert (summary.used, summary.listed) == (3, 4)
    empty = summarise_neighbours([np.nan, np.nan])
    assert (empty.mean, empty.median, empty.used, empty.listed) == (None, None, 0, 2)
    # A missing value may come as none at all.
    assert summarise_neighbours([10.0, None, 30.0]).mean == 20.0


def test_verdict_that_changes_with_the_choice_is_marked():
    summary = summarise_neighbours([10.0, 20.0, 60.0])
    verdicts = judge_neighbours(Evidence(24.0, 21.0, 27.0), summary, "lower_is_better")
    assert verdicts.against_mean.outcome == "better"
    assert verdicts.against_median.outcome == "worse"
    assert verdicts.sensitive
    same = judge_neighbours(Evidence(90.0, 80.0, 95.0), summary, "lower_is_better")
    assert not same.sensitive
    assert not judge_neighbours(Evidence(None), summary).against_mean.tested


def test_how_it_is_judged_hangs_on_what_it_is_told():
    summary = summarise_neighbours([10.0, 20.0, 60.0])
    area = Evidence(24.0, 21.0, 27.0)
    told = [weigh(area, Evidence(held, half=area.half)) for held in (summary.mean, summary.median)]
    verdicts = judge_neighbours(area, summary)
    assert [verdicts.against_mean, verdicts.against_median] == told
    assert verdicts.against_mean.outcome == "lower"
    # A count and its base decide where there are no limits: what is multiplied, how, how surely.
    rate = Evidence(24.0, count=24, base=1000)
    for method, multiplier, confidence in (("rate", 1000, 0.95), ("rate", 1000, 0.2)):
        found = judge_neighbours(
            rate, summary, "higher_is_better", method, multiplier, confidence
        ).against_median
        wanted = weigh(
            rate, Evidence(20.0, half=rate.half), "higher_is_better", method, multiplier, confidence
        )
        assert found == wanted
    sure, unsure = (
        judge_neighbours(rate, summary, "higher_is_better", "rate", 1000, confidence)
        for confidence in (0.95, 0.2)
    )
    assert sure.against_median.outcome != unsure.against_median.outcome
    # What neighbours' figures were rounded to is the area's own: 21.0 may be 20.5.
    rounded = Evidence(20.0, base=200_000, half=0.5)
    near = summarise_neighbours([21.0])
    found = judge_neighbours(rounded, near, multiplier=100.0).against_mean
    assert found == weigh(rounded, Evidence(21.0, half=0.5), multiplier=100.0)
    assert found != weigh(rounded, Evidence(21.0), multiplier=100.0)
