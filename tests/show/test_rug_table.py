"""The tartan rug as a table: what a cell says of the evidence."""

from __future__ import annotations

from dataclasses import replace

from needsbook.draw.charts.rug import RugCell, RugRow
from needsbook.show.rug_table import make_rug_table
from needsbook.stats.ladder import BASE, NO_BASE


def make_table(store, **more):
    figure = store.figure("persistent_absence_pct", "medway")
    above = figure.derive("holds-above-from-england", 310.0, "smallest number of pupils",
                          (figure.id,), unit="persons")  # fmt: skip
    cell = RugCell(figure, "worse", NO_BASE, above)
    return make_rug_table([RugRow("Absence", [replace(cell, **more)])], ["Medway"], "A rug"), above


def test_a_verdict_without_a_base_says_above_how_many_people_it_holds(store):
    html, above = make_table(store)
    cell = html[html.index("<sub>") : html.index("</sub>")]
    assert f'data-figure="{above.id}"' in cell
    assert "310" in cell
    assert "N any base; the number after it says above how many people" in html


def test_other_steps_carry_no_number(store):
    html, above = make_table(store, step=BASE, above=None)
    assert above.id not in html
    assert "the number after it" not in html
