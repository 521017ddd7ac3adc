"""Every page of every kind of area, as published: whole, about its own area, nothing empty.

In the ordinary suite an area of each kind; all authorities of England with ``make test-all``
(about twenty seconds an area on a free core).
"""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from needsbook.catalogue.neighbours import load_neighbours
from needsbook.catalogue.plans import load_plans
from needsbook.register.bare_numbers import BareNumbers, list_known
from needsbook.register.entries import Entry, make_figure
from needsbook.register.marks import check_marks
from needsbook.register.typed import read_allowed
from needsbook.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))
from pages import Made, make_pages

KINDS = {
    "London borough": ("westminster",),
    "unitary": ("medway",),
    "metropolitan": ("leeds",),
    "county with districts": ("worcestershire",),
    "hardly any data": ("city-of-london", "isles-of-scilly"),
    "made by a merger": ("westmorland-and-furness",),
}
STORE = open_store()
NOTES = sorted(set(STORE.table["note"]) - {""}, key=len, reverse=True)
ALL = [area.slug for area in STORE.areas.at_level("upper_tier")]
WHOLE = bool(os.environ.get("NEEDSBOOK_ALL_AREAS"))
# Asked for again by tests at the end: looked at last, while their pages are still held.
AGAIN = ("isles-of-scilly", "medway", "westminster")
CHOSEN = ALL if WHOLE else [slug for slugs in KINDS.values() for slug in slugs]
CHOSEN = [slug for slug in CHOSEN if slug not in AGAIN] + list(AGAIN)
# What speaks to those who build the book, not to those who read it.
BUILDERS = re.compile(r"\bdata/|geo/|\.yml\b|\badd it to\b|\bneedsbook [a-z]+")
# What a name with an article never follows without it: “of City of London”.
ARTICLED = [area.name for area in STORE.areas if " the " in area.place]
BARE_NAME = re.compile(
    rf"\b(?:in|of|for|if|beside|where|against) (?:{'|'.join(map(re.escape, ARTICLED))})\b"
    "(?! combined)", re.I
)  # fmt: skip
DAY = re.compile(r"(?<![\w./-])\d{4}-\d\d-\d\d(?![\w/-]|\.\w)")
# Parts that name other areas on purpose: pictures and tables of the region, neighbours.
CONTEXT = "//svg|//figure|//table|//details[contains(@class,'nb-near')]|//*[@class='nb-source']"


@pytest.fixture(scope="module")
def bare() -> BareNumbers:
    project = STORE.project
    return BareNumbers(read_allowed(project), list_known(project))


@lru_cache(maxsize=len(AGAIN))
def pages_of(slug: str) -> tuple[Made, ...]:
    return tuple(make_pages(STORE, [slug]))


def read_prose(page: Made) -> str:
    """The text of a page without its pictures and tables."""
    root = page.root
    for part in root.xpath(CONTEXT.replace("//", ".//")):
        tail, parent = part.tail, part.getparent()
        if tail and parent is not None:
            before = part.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
        if parent is not None:
            parent.remove(part)
    text = " ".join(root.text_content().split())
    # A note of the publisher on a figure of two areas together names them both.
    for note in NOTES:
        text = text.replace(f"({note})", "")
    # So does a caveat about them, on the pages of the areas it names.
    own = STORE.areas[page.page.split("/")[0]].name
    for caveat in {caveat for held in STORE.indicators.values() for caveat in held.caveats}:
        if own in caveat:
            text = text.replace(" ".join(caveat.split()), "")
    # The name of an organisation that two counties share is not the other county's.
    return text.replace("Herefordshire and Worcestershire", "")


def list_foreign(store: Store, slug: str) -> list[str]:
    """Names of authorities that an area's prose has no business with."""
    area = store.areas[slug]
    near = {store.areas[code].name for code in load_neighbours(store.project).codes_of(area.code)}
    near |= {area.name, *(ward.name for ward in store.areas.wards_of(area.code))}
    near |= {district.name for district in store.areas.districts_of(area.code)}
    names = {area.name for area in store.areas.at_level("upper_tier")} - near
    # “Reading” is a subject too, and a name inside the area's own (Bedford, Bedfordshire).
    return sorted(
        name for name in names if name != "Reading" and not any(name in other for other in near)
    )


@pytest.mark.parametrize("slug", CHOSEN)
def test_pages_are_whole_and_about_their_own_area(slug: str, bare: BareNumbers) -> None:
    pages = pages_of(slug)
    assert pages, "an area has a first page whatever is held"
    foreign = re.compile(rf"\b(?:{'|'.join(map(re.escape, list_foreign(STORE, slug)))})\b")
    for page in pages:
        bare.check(page.page, f"<html><body><article>{page.html}</article></body></html>")
        check_numbers_are_their_figures(page)
        whole = " ".join(page.root.text_content().split())
        assert not (said := BARE_NAME.search(whole)), f"{page.page}: …{said[0]}…"
        prose = read_prose(page)
        assert not BUILDERS.search(prose), page.page
        found = foreign.search(prose)
        assert not found, f"{page.page}: …{prose[max(0, found.start() - 80) : found.end() + 40]}…"
        check_days_are_said(page)
        check_nothing_is_empty(page)
        check_unpublished_has_a_source(page)


def check_numbers_are_their_figures(page: Made) -> None:
    """Every number is printed as the figure it names, which the page was made from."""
    held = page.figures
    check_marks(
        page.page,
        page.html,
        lambda name: Entry(make_figure(held[name]), None, None) if name in held else None,
    )


def check_days_are_said(page: Made) -> None:
    """No day stands in the form of the data (2025-03-31) where it is read or heard."""
    root = page.root
    texts = [str(text) for text in root.xpath(".//text()[not(ancestor::code)]")]
    texts += [str(text) for text in root.xpath(".//@aria-label|.//@alt")]
    for text in texts:
        assert not DAY.search(text), f"{page.page}: {text[:120]}"


def check_nothing_is_empty(page: Made) -> None:
    """No heading stands over nothing, no table has a head and no row."""
    root = page.root
    for table in root.iter("table"):
        assert table.xpath(".//tbody/tr"), f"{page.page}: an empty table"
    children = [element for element in root if isinstance(element.tag, str)]
    for child, after in zip(children, [*children[1:], None], strict=True):
        if child.tag == "h2":
            title = child.text_content()
            assert after is not None, f"{page.page}: nothing under “{title}”"
            assert after.tag not in ("h1", "h2"), f"{page.page}: nothing under “{title}”"


def check_unpublished_has_a_source(page: Made) -> None:
    """A sentence about a publisher comes from a source: none is a default."""
    said = {
        text
        for indicator in STORE.indicators.values()
        for text in (
            *indicator.caveats, *(u.source for u in indicator.unpublished), indicator.definition,
            *(cut.reason for cut in indicator.breaks),
        )
    }  # fmt: skip
    # What the matching of a plan's figure rests on is written down with the plan.
    said |= {
        claim.match.override
        for plan in load_plans(STORE.project).values()
        for claim in plan.claims
        if claim.match and claim.match.override
    }
    text = " ".join(page.root.text_content().split())
    for known in sorted(said, key=len, reverse=True):
        text = text.replace(" ".join(known.split()), " ")
    found = re.search(
        r"not published|none published|(?:no|without a) published|no figure [^.]* is published",
        text, re.I,
    )  # fmt: skip
    assert not found, f"{page.page}: …{text[max(0, found.start() - 90) : found.end() + 60]}…"


def test_what_is_not_held_stands_once_at_the_end() -> None:
    """An area without ward figures is told so once, and no section is left empty."""
    pages = {made.page: made for made in pages_of("isles-of-scilly")}
    for page in pages.values():
        if not page.facts.gaps:
            continue
        lists = page.root.xpath(".//ul[@class='nb-gaps']")
        assert len(lists) == 1
        items = [element.text_content() for element in lists[0]]
        assert items == list(dict.fromkeys(items))
        after = [element.get("class") or element.tag for element in lists[0].itersiblings()]
        assert after in ([], ["h2", "nb-untested"]), page.page


def test_a_template_without_anything_to_say_makes_no_page() -> None:
    made = {made.page.split("/")[1] for made in pages_of("medway")}
    assert "crosswalk" not in made
    assert "what-people-said" not in made
    assert "index" in made


def test_key_facts_of_another_council_do_not_name_the_plan() -> None:
    """Medway's facts are headed by indicators; Westminster's also show the plan's words."""
    own = next(made for made in pages_of("westminster") if made.page.endswith("key-facts"))
    other = next(made for made in pages_of("medway") if made.page.endswith("key-facts"))
    assert "Bi-Borough" in own.html
    assert "Printed in the plan" in own.html
    text = other.root.text_content()
    assert "Bi-Borough" not in text
    assert "Printed in the plan" not in text
    assert "below the London and national averages" not in text
    (facts,) = other.root.xpath(".//table[caption='Key facts of Medway']")
    heads = [element.text_content() for element in facts.xpath("./tbody/tr/th")]
    assert len(heads) >= 8
    assert any("Year 6 obesity, by residence" in head for head in heads)
