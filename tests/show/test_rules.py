"""The methods page states every rule the code uses, with the constants it uses."""

from __future__ import annotations

import re

import pytest

from needsbook.errors import BadInput
from needsbook.paths import Project
from needsbook.show.rules import RULES, fill_rules, write_rule
from needsbook.stats import ladder, ranks, trends, verdicts


@pytest.fixture(scope="module")
def page(project: Project) -> str:
    text = (project.book / "about" / "methods.md").read_text(encoding="utf-8")
    return re.sub(r"<[^>]*>", "", fill_rules(text))


def test_every_rule_stands_on_the_page(project: Project, page: str) -> None:
    raw = (project.book / "about" / "methods.md").read_text(encoding="utf-8")
    for name in RULES:
        assert f"{{{{ rule: {name} }}}}" in raw, name
    assert "{{" not in page


@pytest.mark.parametrize(
    "constant",
    [
        f"p = {trends.SIGNIFICANCE}", f"{trends.THRESHOLD:.4f}",
        f"latest {trends.POINTS} comparable points", f"{ladder.SHARE_OF_LIVING}",
        ranks.TIE_RULE, ranks.RANGE_RULE,
        verdicts.INTERVAL_TEST, verdicts.OVERLAP_TEST,
        verdicts.PROPORTIONS_TEST, verdicts.RATES_TEST,
    ],
)  # fmt: skip
def test_every_constant_stands_on_the_page(page: str, constant: str) -> None:
    assert constant.replace("'", "&#x27;") in page or constant in page


def test_a_constant_changed_in_the_code_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "points", ("The latest @ points.", "7"))
    assert "7" in write_rule("points")


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(BadInput):
        fill_rules("{{ rule: guess }}")
