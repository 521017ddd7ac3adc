"""Tables of our own: small counts and what would give them away are hidden, and say so."""

from needsbook.catalogue import load_indicators
from needsbook.findings.protect import HIDDEN_NOTE, protect_parts
from needsbook.paths import find_project
from needsbook.store.figures import Figure

INDICATORS = load_indicators(find_project())
ASYLUM = INDICATORS["uasc_count"]
OBESITY = INDICATORS["obesity_year6_pct"].model_copy(update={"disclosure": ASYLUM.disclosure})


def counts(values):
    return [
        Figure(f"uasc_count.ward-{number:02}.2025", "uasc_count", f"E0500000{number}", "2025",
               float(value), str(value), "children")
        for number, value in enumerate(values)
    ]  # fmt: skip


def whole(value):
    return Figure(
        "uasc_count.all.2025",
        "uasc_count",
        "E09000033",
        "2025",
        float(value),
        str(value),
        "children",
    )


def test_small_count_takes_a_second_with_it():
    parts, total = protect_parts(ASYLUM, counts([3, 20, 30, 9]), whole(62))
    assert [part.value for part in parts] == [None, 20, 30, None]
    assert total.value == 62
    assert {part.reason for part in parts if part.value is None} == {"suppressed"}
    assert {part.note for part in parts if part.value is None} == {HIDDEN_NOTE}
    assert parts[0].printed == parts[3].printed == "suppressed"


def test_zero_is_shown_and_large_counts_stay():
    parts, total = protect_parts(ASYLUM, counts([0, 20, 30]), whole(50))
    assert [part.value for part in parts] == [0, 20, 30]
    assert total.value == 50


def test_counts_that_do_not_sum_give_nothing_away_exactly():
    parts, _ = protect_parts(ASYLUM, counts([3, 20, 30]), whole(60))
    assert [part.value for part in parts] == [None, 20, 30]


def test_percentage_and_base_go_with_the_count():
    ward = Figure("obesity_year6_pct.ward.2018", "obesity_year6_pct", "E05000001", "2018", 5.0, "5.0%",
                  "percent", 1.0, 20.0, 3.0, 60.0, interval_method="wilson")  # fmt: skip
    other = Figure("obesity_year6_pct.other.2018", "obesity_year6_pct", "E05000002", "2018", 20.0, "20.0%",
                   "percent", 15.0, 26.0, 40.0, 200.0)  # fmt: skip
    (hidden, shown), total = protect_parts(OBESITY, [ward, other])
    assert (hidden.value, hidden.count, hidden.denominator, hidden.lower_ci) == (None,) * 4
    assert shown == other
    assert total is None


def test_no_rule_no_change():
    parts = counts([1, 2, 3])
    open_rule = ASYLUM.model_copy(
        update={"disclosure": INDICATORS["looked_after_rate_per_10k"].disclosure}
    )
    assert open_rule.disclosure.below == 0
    assert protect_parts(open_rule, parts, None) == (parts, None)
