"""Citations: each style says value, place, time, publisher, release and id."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needsbook.catalogue import parse_period
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project
from needsbook.register.cite import STYLES, Edition, cite, escape_latex, find_year
from needsbook.register.edition import read_edition
from needsbook.register.ledger import Ledger
from needsbook.register.register import Register
from tests.small_site import DECAY

BOOK = Edition("A book of needs")
OBESITY = "obesity_year6_pct.westminster.2017-18"


@pytest.mark.parametrize("style", STYLES)
def test_every_style_says_what_matters(ledger: Ledger, style: str) -> None:
    entry = Register(ledger).entry(DECAY)
    text = cite(entry, style, BOOK).replace("\\", "")
    for words in ("30.3%", "Office for Health Improvement and Disparities", "2023/24", DECAY):
        assert words in text
    if style in ("sentence", "bibtex"):
        assert "2016/17" in text
        assert "Westminster" in text
    if style != "sentence":
        assert "https://fingertips.phe.org.uk/search/93563" in text
    assert ("\n" in text) == (style == "bibtex")


@pytest.mark.parametrize(
    ("release", "year"),
    [
        ("2024/25", "2025"),
        ("2018/19 to 2024/25", "2025"),
        ("1999–00", "2000"),
        ("2024", "2024"),
        ("published 2024-03-31", "2024"),
        ("table of 8 April 2026", "2026"),
        ("2016 to 2021", "2021"),
    ],
)
def test_a_release_is_cited_by_the_last_year_in_its_name(
    ledger: Ledger, release: str, year: str
) -> None:
    passport = next(iter(ledger.store.passports.values()))
    held = passport.model_copy(update={"release": release, "release_date": ""})
    assert find_year(held) == year


def test_sentence_carries_the_interval(ledger: Ledger) -> None:
    text = cite(Register(ledger).entry(OBESITY), "sentence", BOOK)
    assert text.startswith(
        "22.9% of Year 6 pupils in Westminster were obese in 2017/18 "
        "(95% confidence interval 20.7% to 25.2%). Source: NHS England"
    )


def test_missing_value_is_cited_as_missing(ledger: Ledger) -> None:
    name = next(
        ledger.figure_at(int(at)).id
        for at in np.flatnonzero(ledger.store.table["reason"].eq("suppressed"))
    )
    assert "suppressed" in cite(Register(ledger).entry(name), "sentence", BOOK)


def test_address_is_whole_where_the_book_has_one(ledger: Ledger) -> None:
    entry = Register(ledger).entry(DECAY)
    here = Edition("A book", "https://example.org/book/")
    whole = "https://example.org/book/figures/dental_decay_age5_pct/westminster.html#2016-17"
    assert whole in cite(entry, "harvard", here)
    assert f"[`{DECAY}`]({whole})" in cite(entry, "markdown", here)


def test_unknown_style_offers_the_nearest(ledger: Ledger) -> None:
    with pytest.raises(UnknownName) as caught:
        cite(Register(ledger).entry(DECAY), "havard", BOOK)
    assert "harvard" in caught.value.do


@given(st.text(max_size=60))
def test_latex_keeps_no_live_character(text: str) -> None:
    bare = re.sub(
        r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\[&%$#_{}]",
        "",
        escape_latex(text),
    )
    assert not set(bare) & set("\\&%$#_{}~^")


def test_markdown_shows_hostile_names_as_text(ledger: Ledger) -> None:
    entry = Register(ledger).entry(DECAY)
    entry.figure = replace(entry.figure, printed="[x](javascript:1)")
    assert cite(entry, "markdown", BOOK).startswith(r"\[x\](javascript:1) (")


def test_edition_comes_from_the_settings(project_copy: Project) -> None:
    assert read_edition(project_copy).base == ""
    text = project_copy.config.read_text(encoding="utf-8")
    project_copy.config.write_text(
        text.replace('baseurl: ""', "baseurl: https://x.org/b", 1), encoding="utf-8"
    )
    assert read_edition(project_copy).base == "https://x.org/b/"
    project_copy.config.write_text(
        text.replace('baseurl: ""', "baseurl: ftp://x", 1), encoding="utf-8"
    )
    with pytest.raises(BadInput, match="https"):
        read_edition(project_copy)


def test_a_release_without_a_year_is_cited_by_its_data_else_by_the_day_it_was_taken(
    ledger: Ledger,
) -> None:
    passport = next(iter(ledger.store.passports.values()))
    bare = passport.model_copy(update={"release": "latest", "release_date": ""})
    assert find_year(bare, parse_period("2018/19")) == "2019"
    assert find_year(bare) == passport.obtained.on[:4]
    assert find_year(bare.model_copy(update={"release_date": "2021-02-03"})) == "2021"
