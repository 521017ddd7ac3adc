"""Two editions in memory, alike until a test changes one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from needsbook.editions.frozen import COLUMNS, FrozenEdition

Make = Callable[..., FrozenEdition]


def make_row(name: str, **parts: str) -> dict[str, str]:
    """A row of figures.csv; the id is made of indicator, area and period."""
    indicator, area, period = name.split(" ")
    row = dict.fromkeys(COLUMNS, "")
    row |= {"indicator": indicator, "area_code": area, "period": period, "value": "10"}
    row |= {"dataset": "survey", "known_by": "held"}
    row |= parts
    edition = f"~{row['edition']}" if row["edition"] else ""
    row["id"] = f"{indicator}.{area.lower()}.{period.replace('/', '-')}{edition}"
    return row


CATALOGUE: dict[str, Any] = {
    "indicators": {
        name: {
            "title": name, "definition": "Children measured.", "unit": "percent", "decimals": 1,
            "method": "proportion", "ages": "10", "numerator": "obese", "denominator": "measured",
            "basis": "by school", "polarity": "neutral", "breaks": [],
        }
        for name in ("obesity", "decay")
    },
    "datasets": {"survey": {"release": "2019", "obtained_on": "2026-11-22", "sha256": "0" * 64}},
    "areas": {
        code: {
            "slug": code.lower(), "name": code, "level": level, "parent": "", "valid_from": "",
            "valid_to": "", "ward_lists": [{"vintage": "2002", "first": "2002-05-02"}],
        }
        for code, level in (("E09000033", "upper_tier"), ("E05000001", "ward"))
    },
    "corrections": [],
}  # fmt: skip
ROWS = (
    "obesity E09000033 2016/17", "obesity E09000033 2017/18", "obesity E05000001 2017/18",
    "decay E09000033 2016/17",
)  # fmt: skip


@pytest.fixture
def make() -> Make:
    """Makes an edition: the usual rows (or those given) and catalogue, both free to change."""

    def build(name: str, rows: list[dict[str, str]] | None = None) -> FrozenEdition:
        held = [make_row(row) for row in ROWS] if rows is None else rows
        return FrozenEdition(name, held, copy.deepcopy(CATALOGUE), {"held_on": f"{name}-01-01"})

    return build
