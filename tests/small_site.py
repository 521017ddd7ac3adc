"""A small built site over the real store: two pages, a chart, a table, a derived figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from needsbook.exports.publication import add_register
from needsbook.findings.printed import derive_sum
from needsbook.paths import Project
from needsbook.register.ledger import Ledger
from needsbook.register.register import Register
from needsbook.show.blocks import figure_record, show_figure
from needsbook.store import Figure, Store

DECAY = "dental_decay_age5_pct.westminster.2016-17"


@pytest.fixture(scope="session")
def ledger(store: Store) -> Ledger:
    """Every published id of this checkout."""
    return Ledger(store)


@dataclass
class SmallSite:
    """A folder of pages, and the records each was made from."""

    folder: Path
    project: Project
    store: Store
    pages: dict[str, list[Figure]]

    def put(self, page: str, body: str, figures: list[Figure]) -> None:
        """Write a page in the theme's frame, made from ``figures``."""
        path = self.folder / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>'
            f"<article><h1>A page called {page}</h1>{body}</article></body></html>",
            encoding="utf-8",
        )
        self.pages[page] = figures

    def read(self, name: str) -> str:
        """A file of the site as text."""
        return (self.folder / name).read_text(encoding="utf-8")

    def publish(self, **more: object) -> Register:
        """Add the register to the site."""
        records = {
            page: [figure_record(figure) for figure in figures]
            for page, figures in self.pages.items()
        }
        return add_register(self.folder, records, self.store, self.project, **more)  # type: ignore[arg-type]


@pytest.fixture
def site(tmp_path: Path, project: Project, store: Store) -> SmallSite:
    """An empty site to put pages in."""
    return SmallSite(tmp_path / "site", project, store, {})


@pytest.fixture
def decay(ledger: Ledger) -> Figure:
    """Tooth decay at age five in Westminster, 2016/17: 30.3% as published."""
    return ledger.figure(DECAY)


@pytest.fixture
def make_sum(ledger: Ledger) -> Callable[..., Figure]:
    """A derived figure: the sum of published ones."""

    def make(*names: str, **changes: object) -> Figure:
        derived = derive_sum([ledger.figure(name) for name in names], "sum-of-two", 1)
        return replace(derived, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def full_site(
    site: SmallSite, ledger: Ledger, decay: Figure, make_sum: Callable[..., Figure]
) -> SmallSite:
    """A site with prose, a framed chart with its table, a table of its own, a missing value."""
    later = ledger.figure("dental_decay_age5_pct.westminster.2018-19")
    other = ledger.figure("obesity_year6_pct.westminster.2017-18")
    both = make_sum(decay.id, later.id)
    missing = next(
        ledger.figure_at(int(at))
        for at in np.flatnonzero(ledger.store.table["reason"].eq("suppressed"))
    )
    chart = (
        '<figure class="nb-figure" id="fig-1"><figcaption>Tooth &amp; decay</figcaption>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 50" width="100%" role="img">'
        f'<text x="5" y="20" font-size="10" data-figure="{decay.id}">30.3%</text>'
        f'<use data-figure="{later.id}"/><path d="M0,0l10,10" style="fill:var(--nb-area,#12436d)"/>'
        "</svg></figure>"
        '<div class="nb-source"><p>Source</p><p class="nb-downloads" data-downloads="fig-1"></p></div>'
        '<details class="nb-data"><summary>Table</summary><div class="nb-scroll" tabindex="0">'
        f'<table class="nb-table"><tr><td>{show_figure(decay)}</td><td>{show_figure(later)}</td></tr>'
        "</table></div></details>"
    )
    table = (
        '<div class="nb-scroll" role="region"><table class="nb-table"><caption>Obesity</caption>'
        f'<tr><td>{show_figure(other)}</td><td><span class="nb-part" data-figure="{other.id}">'
        f"20.7 to 25.2</span></td></tr></table></div>"
    )
    site.put(
        "westminster/oral-health",
        f"<p>In all {show_figure(decay)} and {show_figure(both)}, {show_figure(missing)}.</p>{chart}{table}",
        [decay, later, both, other, missing],
    )
    site.put("overview/all", f"<p>{show_figure(decay, '30.3')}</p>", [decay])
    return site
