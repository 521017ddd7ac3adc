"""Suppression: an integer programme proves that nothing hidden can be worked out again."""

import random

import pytest

from needsbook.stats.suppression import (
    CountTable,
    Percentage,
    Suppression,
    Total,
    find_counts_behind,
    prove_hidden,
    suppress,
)


def borough(counts):
    """Wards that sum to their borough."""
    cells = {f"ward_{number:02}": count for number, count in enumerate(counts)}
    return CountTable({**cells, "borough": sum(counts)}, (Total("borough", tuple(cells)),))


def assert_safe(table, found: Suppression, below):
    """What a reader can work out from everything that stays published, zeros being shown."""
    shown = [percentage for percentage in table.percentages if percentage.cell not in found.hidden]
    least = 0 if any(table.counts[cell] == 0 for cell in found.hidden) else 1
    ranges = prove_hidden(table, found.hidden, shown, least)
    for cell, (low, high) in ranges.items():
        assert low <= table.counts[cell] <= high
        assert low < high
        if cell in found.primary:
            assert low <= 1
            assert high >= below - 1


def test_five_of_twelve_wards_cannot_be_recovered():
    table = borough([3, 12, 1, 25, 2, 40, 18, 4, 9, 31, 2, 14])
    found = suppress(table, 5)
    assert found.primary == ("ward_00", "ward_02", "ward_04", "ward_07", "ward_10")
    assert found.secondary == ()
    assert_safe(table, found, 5)


def test_five_wards_of_one_child_need_a_sixth():
    table = borough([1, 12, 1, 25, 1, 40, 18, 1, 9, 31, 1, 14])
    primary = [cell for cell, count in table.counts.items() if count == 1]
    # Zeros are shown, so five hidden cells that sum to five can only be one each.
    assert set(prove_hidden(table, primary).values()) == {(1, 1)}
    found = suppress(table, 5)
    assert found.secondary == ("ward_08",)
    assert_safe(table, found, 5)


def test_one_hidden_ward_comes_back_from_the_total_unless_another_goes():
    table = borough([3, 20, 30, 9])
    assert prove_hidden(table, ["ward_00"]) == {"ward_00": (3, 3)}
    found = suppress(table, 5)
    assert found.secondary == ("ward_03",)
    assert_safe(table, found, 5)


def test_percentage_with_its_base_gives_the_count_away():
    # 61 per cent of 92 can only be 56 children.
    assert find_counts_behind(61, 92) == (56, 56)
    assert find_counts_behind(50.0, 1000, 1) == (500, 500)
    assert find_counts_behind(50, 10_000) == (4950, 5050)
    low, high = find_counts_behind(61, 10)
    assert low > high
    table = CountTable(
        {"a": 3, "b": 4, "c": 80, "all": 87},
        (Total("all", ("a", "b", "c")),),
        (Percentage("a", 6.1, 49, 1), Percentage("c", 50.0, 160, 1)),
    )
    shown = prove_hidden(table, ["a", "b"], table.percentages)
    assert shown == {"a": (3, 3), "b": (4, 4)}
    found = suppress(table, 5)
    assert Percentage("a", 6.1, 49, 1) in found.percentages
    assert_safe(table, found, 5)


def test_hidden_total_must_not_come_back_from_its_percentage():
    table = CountTable(
        {"a": 3, "b": 0, "all": 3}, (Total("all", ("a", "b")),), (Percentage("all", 2.0, 150, 1),)
    )
    found = suppress(table, 5)
    assert "all" in found.hidden
    assert found.percentages == table.percentages
    assert_safe(table, found, 5)


def test_table_with_two_ways_of_summing():
    boys, girls = [3, 10, 22, 15], [12, 8, 30, 9]
    counts, totals = {}, []
    for ward, pair in enumerate(zip(boys, girls, strict=True)):
        counts[f"b{ward}"], counts[f"g{ward}"] = pair
        counts[f"w{ward}"] = sum(pair)
        totals.append(Total(f"w{ward}", (f"b{ward}", f"g{ward}")))
    counts["boys"], counts["girls"], counts["all"] = sum(boys), sum(girls), sum(boys + girls)
    totals += [
        Total("boys", tuple(f"b{ward}" for ward in range(4))),
        Total("girls", tuple(f"g{ward}" for ward in range(4))),
        Total("all", ("boys", "girls")),
    ]
    table = CountTable(counts, tuple(totals))
    # One hidden cell and one more in its row still come back through the columns.
    assert prove_hidden(table, ["b0", "g0"])["b0"] == (3, 3)
    found = suppress(table, 5)
    assert found.primary == ("b0",)
    assert_safe(table, found, 5)
    assert len(found.secondary) == 3


def test_zeros_stay_and_nothing_small_means_nothing_hidden():
    assert suppress(borough([0, 20, 30]), 5) == Suppression()
    assert suppress(borough([3, 4, 30]), 0).hidden == ()


def test_lone_cell_without_sums_is_simply_hidden():
    table = CountTable({"a": 3, "b": 9})
    found = suppress(table, 5)
    assert found.hidden == ("a",)
    low, high = prove_hidden(table, found.hidden)["a"]
    assert low == 1
    assert high > 10**6


def test_what_does_not_sum_is_refused():
    with pytest.raises(ValueError, match="parts sum to 5"):
        CountTable({"a": 2, "b": 3, "all": 6}, (Total("all", ("a", "b")),))


def test_same_choice_every_time_and_random_boroughs_are_safe():
    rng = random.Random(11)
    for _ in range(25):
        table = borough([rng.choice([0, 1, 2, 3, 4, 6, 9, 15, 40]) for _ in range(8)])
        found = suppress(table, 5)
        assert found == suppress(table, 5)
        assert_safe(table, found, 5)
