"""Shares of old and new wards, and counts re-expressed by them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.catalogue.areas import load_areas
from needsbook.errors import BadInput, IntegrityError, NeedsbookError, UnknownName
from needsbook.geography.code_changes import (
    find_links,
    load_changes,
    reexpress_counts,
    reexpress_percentages,
)
from needsbook.geography.vintages import wards_of_vintage
from needsbook.paths import Project

ROOT = Project(Path(__file__).resolve().parents[2])
OLD = wards_of_vintage(load_areas(ROOT), "westminster", "2002")
NEW = wards_of_vintage(load_areas(ROOT), "westminster", "2022")
COUNTS = st.lists(
    st.one_of(
        st.floats(0, 1e6, allow_nan=False, allow_subnormal=False),
        st.integers(0, 20_000).map(float),
    ),
    min_size=len(OLD),
    max_size=len(OLD),
)

# Per cent of the OLD ward's residents (Census 2011), as the published note on the ward
# changes of Westminster and of Kensington and Chelsea prints them.
SHARES = {
    ("E05000630", "E05013792"): 82, ("E05000630", "E05013805"): 18,
    ("E05000632", "E05013801"): 56, ("E05000632", "E05013805"): 34,
    ("E05000632", "E05013796"): 8, ("E05000632", "E05013808"): 2,
    ("E05000633", "E05013803"): 56, ("E05000633", "E05013797"): 44,
    ("E05000634", "E05013794"): 100, ("E05000643", "E05013805"): 60,
    ("E05000643", "E05013792"): 40, ("E05000645", "E05013803"): 54,
    ("E05000647", "E05013802"): 80, ("E05000649", "E05013808"): 98,
    ("E05000383", "E05009389"): 64, ("E05000387", "E05009391"): 100,
    ("E05000389", "E05009396"): 94, ("E05000393", "E05009399"): 62,
    ("E05000398", "E05009394"): 68, ("E05000398", "E05009404"): 32,
}  # fmt: skip


def test_shares_are_the_published_ones() -> None:
    links = {(link.old, link.new): link for link in load_changes(ROOT)}
    for pair, per_cent in SHARES.items():
        assert round(100 * links[pair].of_old["residents"]) == per_cent


def test_church_street_is_the_same_place() -> None:
    [link] = [link for link in load_changes(ROOT) if link.old == "E05000634"]
    assert link.new == "E05013794"
    assert link.of_new == {"residents": 1.0, "under18": 1.0}


def test_counts_of_children_land_where_children_live() -> None:
    counts = dict.fromkeys(OLD, 0.0) | {"E05000630": 1000.0}
    by_children = reexpress_counts(ROOT, counts, "westminster", "2002", "2022")
    by_people = reexpress_counts(
        ROOT, counts, "westminster", "2002", "2022", weight="residents", unit="persons"
    )
    assert by_children.counts["E05013792"] == pytest.approx(831.1)
    assert by_people.counts["E05013792"] == pytest.approx(824.3)
    assert by_children.estimated
    assert "estimated" in by_children.method
    assert list(by_children.counts) == NEW


@settings(max_examples=80, deadline=None)
@given(COUNTS, st.sampled_from(["residents", "under18"]))
def test_the_total_is_kept_both_ways(values: list[float], weight: str) -> None:
    counts = dict(zip(OLD, values, strict=True))
    forth = reexpress_counts(ROOT, counts, "westminster", "2002", "2022", weight=weight)  # type: ignore[arg-type]
    assert sum(forth.counts.values()) == pytest.approx(sum(values), rel=1e-9, abs=1e-9)
    assert min(forth.counts.values()) >= 0
    back = reexpress_counts(ROOT, forth.counts, "westminster", "2022", "2002", weight=weight)  # type: ignore[arg-type]
    assert sum(back.counts.values()) == pytest.approx(sum(values), rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_counts_add_up_before_or_after(first: list[float], second: list[float]) -> None:
    def change(values: list[float]) -> dict[str, float]:
        counts = dict(zip(OLD, values, strict=True))
        return dict(reexpress_counts(ROOT, counts, "westminster", "2002", "2022").counts)

    apart, together = (
        (change(first), change(second)),
        change([a + b for a, b in zip(first, second, strict=True)]),
    )
    for ward, total in together.items():
        assert apart[0][ward] + apart[1][ward] == pytest.approx(total, rel=1e-9, abs=1e-6)


def test_every_change_held_keeps_totals() -> None:
    areas = load_areas(ROOT)
    changes = {(link.authority, link.old_vintage, link.new_vintage) for link in load_changes(ROOT)}
    assert len(changes) == 36
    for authority, old, new in sorted(changes):
        counts = dict.fromkeys(wards_of_vintage(areas, authority, old), 100.0)
        result = reexpress_counts(ROOT, counts, authority, old, new)
        assert sum(result.counts.values()) == pytest.approx(100 * len(counts), rel=1e-9)


def test_equal_percentages_stay_equal() -> None:
    above = {ward: 30.0 + number for number, ward in enumerate(OLD)}
    below = {ward: 4 * value for ward, value in above.items()}
    shares = reexpress_percentages(ROOT, above, below, "westminster", "2002", "2022")
    assert all(value == pytest.approx(25) for value in shares.counts.values())
    assert "then divided" in shares.method


def test_a_ward_without_children_has_no_percentage() -> None:
    above = dict.fromkeys(OLD, 1.0) | {"E05000634": 0.0}
    below = dict.fromkeys(OLD, 10.0) | {"E05000634": 0.0}
    shares = reexpress_percentages(ROOT, above, below, "westminster", "2002", "2022")
    assert set(NEW) - set(shares.counts) == {"E05013794"}


def whole() -> dict[str, float | None]:
    return dict.fromkeys(OLD, 5.0)


@pytest.mark.parametrize(
    ("counts", "unit", "words"),
    [
        (whole(), "percent", "cannot be shared out"),
        (whole(), "per_10k", "cannot be shared out"),
        (whole() | {"E05000634": None}, "children", r"no count for Church Street \(E05000634"),
        ({"E05000634": 4.0}, "children", "no count for Abbey Road"),
        (whole() | {"E05013794": 5.0}, "children", r"Church Street \(E05013794, list of 2022\)"),
        (whole() | {"E05999999": 5.0}, "children", "not wards of the list 2002: E05999999"),
        (whole() | {"E05000634": -1.0}, "children", "-1 is not a count"),
        (whole() | {"E05000634": float("nan")}, "children", "nan is not a count"),
    ],
)
def test_bad_counts_are_refused(counts: dict[str, float | None], unit: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        reexpress_counts(ROOT, counts, "westminster", "2002", "2022", unit=unit)
    assert caught.value.do


def test_lists_without_shares_and_unknown_lists_are_refused() -> None:
    with pytest.raises(UnknownName, match="no shares are held"):
        find_links(ROOT, "medway", "2003", "2023")
    with pytest.raises(UnknownName, match="unknown ward list “1998”"):
        find_links(ROOT, "westminster", "1998", "2022")


@pytest.fixture
def spoilt(tmp_path: Path) -> Project:
    copy = Project(tmp_path)
    copy.geo.mkdir()
    for path in (ROOT.areas, ROOT.wards, ROOT.ward_changes, ROOT.ward_changes.with_suffix(".yml")):
        shutil.copy2(path, copy.geo / path.name)
    return copy


def vouch(project: Project) -> None:
    """Let the passport agree with the bytes, so that only the content is wrong."""
    path = project.ward_changes.with_suffix(".yml")
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    words["sha256"] = hashlib.sha256(project.ward_changes.read_bytes()).hexdigest()
    words["rows"] = len(project.ward_changes.read_text().splitlines()) - 1
    path.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")


def test_a_changed_byte_is_noticed(spoilt: Project) -> None:
    content = spoilt.ward_changes.read_bytes()
    spoilt.ward_changes.write_bytes(content.replace(b"0.8243", b"0.8244", 1))
    with pytest.raises(IntegrityError, match="sha256"):
        load_changes(spoilt)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("E05000630,E05013792,0.8243", "E05000630,E05013792,0.7243", "shares of Abbey Road"),
        ("E05000630,E05013792,0.8243", "E05000630,E05013792,1.8243", "is not a share from 0 to 1"),
        ("E05000630,E05013792,0.8243", "E05000630,E05013792,O.8243", "is not a share from 0 to 1"),
        ("E05000634,E05013794", "E05000634,E05013999", "differ in E05013794, E05013999"),
        ("authority_code,", "authority,", "lacks the column authority_code"),
    ],
)
def test_a_wrong_table_is_one_clear_error(spoilt: Project, old: str, new: str, words: str) -> None:
    text = spoilt.ward_changes.read_text(encoding="utf-8")
    assert old in text
    spoilt.ward_changes.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    vouch(spoilt)
    with pytest.raises(NeedsbookError, match=words) as caught:
        load_changes(spoilt)
    assert caught.value.where.startswith("geo/ward_changes.csv")
