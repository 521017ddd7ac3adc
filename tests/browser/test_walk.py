"""All kinds of pages in every setting a reader may have: no word is cut, small or faint."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests.browser.checks import find_violations
from tests.browser.conftest import KINDS, Visit
from tests.browser.walk import SETTINGS, walk_settings

pytestmark = pytest.mark.browser
WALKED = (
    *KINDS,
    "westminster/index",
    "westminster/care-and-safety",
    "westminster/ward-by-ward",
    "overview/what-changed",
    "about/changes",
    "about/accessibility",
    "data/index",
    "figures/dental_decay_age5_pct/westminster",
)
RESULTS = Path(__file__).parents[2] / "book" / "accessibility.yml"


@pytest.fixture(scope="module")
def table() -> Iterator[dict[str, tuple[int, int]]]:
    """Faults in all settings and rules broken, by page; printed, and kept where that is asked for."""
    found: dict[str, tuple[int, int]] = {}
    yield found
    print(f"\n{'page':45} settings faults")
    for name, (faults, _) in found.items():
        print(f"{name:45} {len(SETTINGS):8} {faults:6}")
    if os.environ.get("NEEDSBOOK_WALK") and set(found) == set(WALKED):
        tested = {
            "day": datetime.now(UTC).date().isoformat(),
            "pages": len(found),
            "settings": len(SETTINGS),
            "faults": sum(faults for faults, _ in found.values()),
            "rules": sum(rules for _, rules in found.values()),
        }
        # What stands before the results, remarks too, is for people and stays as they wrote it.
        kept = RESULTS.read_text(encoding="utf-8").partition("\ntested:\n")[0]
        text = yaml.safe_dump({"tested": tested}, sort_keys=False)
        RESULTS.write_bytes(f"{kept}\n{text}".encode())


@pytest.mark.parametrize("name", WALKED)
def test_a_page_keeps_its_words_in_every_setting(
    visit: Callable[..., Visit], name: str, table: dict[str, tuple[int, int]]
) -> None:
    page = visit(name).page
    faults = [
        f"{setting}: {what}: {words}"
        for setting, found in walk_settings(page)
        for what, words in found
    ]
    rules = find_violations(page) if os.environ.get("NEEDSBOOK_WALK") else []
    table[name] = (len(faults), len(rules))
    assert faults == []


def test_the_walk_sees_faults(visit: Callable[..., Visit]) -> None:
    page = visit("about/methods").page
    page.evaluate(
        """() => {
          const add = html => document.querySelector('article').insertAdjacentHTML('beforeend', html);
          add('<p style="font-size:8px">small words</p>');
          add('<div><a href="#" style="display:block;width:9px;height:9px;overflow:hidden">x</a>'
            + '<a href="#" style="display:block;width:9px;height:9px;overflow:hidden">y</a></div>');
          add('<p style="width:2000px">wide</p>');
          add('<figure class="nb-figure"><svg width="200" height="60" viewBox="0 0 200 60">'
            + '<text x="150" y="20" font-size="15" fill="#ddd">beyond the picture</text>'
            + '<text x="10" y="50" font-size="15">one</text>'
            + '<text x="12" y="50" font-size="15">another</text></svg></figure>');
        }"""
    )
    seen = {what.split()[0] for _, found in walk_settings(page) for what, _ in found}
    assert seen >= {"small", "target", "sideways", "cut", "over", "contrast"}
