"""The register as a whole: what a site holds after it, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from needsbook.errors import BadInput, BuildError, IntegrityError
from needsbook.exports.publication import hash_register, list_kinds
from needsbook.paths import Project
from needsbook.register.entries import ELSEWHERE
from needsbook.register.input_names import unfold_inputs
from needsbook.register.ledger import Ledger
from needsbook.register.trace import Built, list_built_kinds
from needsbook.show.blocks import show_figure
from needsbook.store import Figure
from tests.small_site import DECAY, SmallSite


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_each_number_leads_to_its_own_place_on_its_card(full_site: SmallSite) -> None:
    full_site.publish()
    page = full_site.folder / "westminster/oral-health.html"
    links = lxml_html.parse(str(page)).xpath("//a[@class='nb-link']")
    assert len(links) >= 6
    for link in links:
        target, _, anchor = link.get("href").partition("#")
        card = (page.parent / target).resolve()
        named = lxml_html.parse(str(card)).xpath(f"//*[@id='{anchor}']")
        assert len(named) == 1
        (figure,) = link.xpath(".//*[@data-figure]")
        assert figure.get("data-figure").split(".", 2)[2] == anchor
        assert figure.text in named[0].text_content()


def test_derived_figure_has_a_card_that_links_its_inputs(full_site: SmallSite) -> None:
    full_site.publish()
    card = lxml_html.fromstring(full_site.read("figures/dental_decay_age5_pct/westminster.html"))
    (section,) = card.xpath("//section[@id='2016-17.sum-of-two']")
    targets = {link.get("href") for link in section.xpath(".//ul//a")}
    assert f"westminster.html#{DECAY.rsplit('.', 1)[1]}" in targets
    assert len(targets) == 2


def test_card_shows_the_whole_lineage(full_site: SmallSite, ledger: Ledger) -> None:
    full_site.publish()
    card = full_site.read("figures/dental_decay_age5_pct/westminster.html")
    passport = full_site.store.passports["ohid_dental_decay"]
    for words in (
        passport.page, passport.release, "../../figures/sources/ohid_dental_decay.html", f"row {ledger.row(DECAY)} of",
        "History of values", "../../westminster/oral-health.html", "../../overview/all.html",
        "Harvard", "BibTeX", f"<code>{DECAY}</code>",
    ):  # fmt: skip
        assert words in card, words
    source = full_site.read("figures/sources/ohid_dental_decay.html")
    for words in (passport.sha256, passport.page, passport.release, passport.licence):
        assert words in source, words


def test_a_list_of_references_names_each_source_once_for_all_figures(full_site: SmallSite) -> None:
    full_site.publish()
    card = lxml_html.fromstring(full_site.read("figures/dental_decay_age5_pct/westminster.html"))
    sections = card.xpath("//section[@class='card']")
    assert len(sections) > 2
    for section in sections:
        (details,) = section.xpath(".//details[@class='cite']")
        assert details.xpath(".//h3/text()") == ["Sentence", "Markdown or Word"]
        (link,) = details.xpath(".//a/@href")
        assert card.xpath(f"//section[@id='{link.removeprefix('#')}']//h4/text()") == [
            "Harvard", "BibTeX",
        ]  # fmt: skip
    passport = full_site.store.passports["ohid_dental_decay"]
    words = card.xpath("//section[@id='nb-ohid_dental_decay']")[0].text_content()
    for part in (passport.table, passport.page, passport.obtained.on, "@misc{ohid_dental_decay,"):
        assert words.count(part) >= 1, part
    assert "page figures/dental_decay_age5_pct/westminster.html" in words


def test_data_files_agree_with_the_pages(full_site: SmallSite) -> None:
    full_site.publish()
    rows = {
        figure["id"]: figure
        for figure in csv.DictReader(io.StringIO(full_site.read("figures.csv")))
    }
    same = {
        figure["id"]: figure for figure in json.loads(full_site.read("figures.json"))["figures"]
    }
    assert rows.keys() == same.keys()
    page = full_site.read("westminster/oral-health.html")
    shown = set(re.findall(r'data-figure="([^"]*)"', page))
    assert shown <= rows.keys()
    row = rows[DECAY]
    assert (row["printed"], float(row["value"])) == ("30.3%", 30.3)
    assert row["sha256"] == full_site.store.passports["ohid_dental_decay"].sha256
    assert row["pages"].split(" ") == ["overview/all.html", "westminster/oral-health.html"]
    assert same[DECAY]["pages"] == row["pages"].split(" ")


def test_printed_page_ends_with_its_sources(full_site: SmallSite) -> None:
    full_site.publish()
    page = lxml_html.fromstring(full_site.read("westminster/oral-health.html"))
    (section,) = page.xpath("//article/section[@class='nb-print-sources']")
    notes = section.xpath(".//li")
    numbers = page.xpath("//a[@data-n]/@data-n")
    assert set(numbers) == {str(n + 1) for n in range(len(notes))}
    assert "fingertips.phe.org.uk" in notes[0].text_content()
    assert not page.xpath("//table//a[@data-n]")


def test_same_bytes_twice(full_site: SmallSite, tmp_path: Path) -> None:
    before = snapshot(full_site.folder)
    full_site.publish()
    first = snapshot(full_site.folder)
    for name in first:
        (full_site.folder / name).unlink()
    for name, content in before.items():
        (full_site.folder / name).write_bytes(content)
    full_site.publish()
    assert snapshot(full_site.folder) == first
    assert not any(str(tmp_path).encode() in content for content in first.values())


def test_areas_of_the_book_keep_cards_they_do_not_print(site: SmallSite, decay: Figure) -> None:
    site.put("westminster/one", show_figure(decay), [decay])
    site.publish(areas=["westminster"])
    card = site.read("figures/obesity_year6_pct/westminster.html")
    assert 'id="2017-18"' in card
    assert "22.9%" in card
    assert (site.folder / "figures/index.html").exists()


def test_areas_of_other_books_share_a_page_of_values(site: SmallSite, ledger: Ledger) -> None:
    names = [f"persistent_absence_pct.{area}.2023-24" for area in ("westminster", "hackney")]
    names += [f"persistent_absence_pct.{area}.2023-24" for area in ("england", "london")]
    figures = [ledger.figure(name) for name in names]
    site.put("westminster/one", "".join(map(show_figure, figures)), figures)
    site.publish(areas=["westminster"])
    folder = site.folder / "figures/persistent_absence_pct"
    assert {path.stem for path in folder.iterdir()} == {
        "index", "westminster", "england", "london", ELSEWHERE
    }  # fmt: skip
    address = f"figures/persistent_absence_pct/{ELSEWHERE}.html#hackney.2023-24"
    page = lxml_html.fromstring(site.read("westminster/one.html"))
    assert f"../{address}" in page.xpath("//a[@class='nb-link']/@href")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(site.read("figures.csv")))}
    assert rows[names[1]]["card"] == address
    others = lxml_html.fromstring(site.read(address.partition("#")[0]))
    (row,) = others.xpath("//tr[@id='hackney.2023-24']")
    line = ledger.row(names[1])
    assert figures[1].printed in row.text_content()
    assert f"dfe_absence, row {line}" in row.text_content()
    assert row.xpath(".//a/@href") == ["#hackney.2023-24"]
    assert "BibTeX" in others.text_content()
    index = lxml_html.fromstring(site.read("figures/persistent_absence_pct/index.html"))
    assert f"{ELSEWHERE}.html" in index.xpath("//a/@href")


def test_many_inputs_are_counted_with_where_they_stand(site: SmallSite, ledger: Ledger) -> None:
    inputs = [
        name
        for area in ledger.store.areas.at_level("upper_tier")
        if (name := f"persistent_absence_pct.{area.slug}.2023-24") in ledger
    ]
    place = replace(
        ledger.figure("persistent_absence_pct.westminster.2023-24"),
        id="persistent_absence_pct.westminster.2023-24.place", inputs=tuple(inputs), dataset="",
        method="place among authorities",
    )  # fmt: skip
    site.put("westminster/one", show_figure(place), [place])
    site.publish(areas=["westminster"])
    card = lxml_html.fromstring(site.read("figures/persistent_absence_pct/westminster.html"))
    (section,) = card.xpath("//section[@id='2023-24.place']")
    assert f"{len(inputs)} figures: Persistent absence, 2023/24" in section.text_content()
    assert "index.html" in section.xpath(".//a/@href")
    others = lxml_html.fromstring(site.read(f"figures/persistent_absence_pct/{ELSEWHERE}.html"))
    assert len(others.xpath("//tbody/tr")) == len(inputs) - 1
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(site.read("figures.csv")))}
    assert list(rows) == [place.id]
    assert set(unfold_inputs(rows[place.id]["inputs"].split(" "), ledger)) == set(inputs)


def wrong_sites(
    site: SmallSite, decay: Figure, ledger: Ledger
) -> dict[str, tuple[str, list[Figure]]]:
    made_up = replace(decay, id="dental_decay_age5_pct.westminster.2016-17.made-up", dataset="")
    return {
        "shows 22.9 without an id": ("<p>It was 22.9% once</p>", []),
        "which it was not made from": (show_figure(decay), []),
        "whose printed form is": (show_figure(decay).replace("30.3%", "31.3%"), [decay]),
        "gives dental": (show_figure(decay).replace('value="30.3"', 'value="30.4"'), [decay]),
        "has no source": (show_figure(made_up), [made_up]),
        "is used twice": ("", [decay, replace(decay, value=30.4)]),
        "disagrees with the store": ("", [replace(decay, value=30.4)]),
        "which is not in the book": (
            "",
            [replace(made_up, inputs=("dental_decay_age5_pct.westminster.1066",))],
        ),
        "made from itself": ("", [replace(made_up, inputs=(made_up.id,))]),
        "draws the figure": (f'<svg><use data-figure="{decay.id}"/></svg>', []),
    }


@pytest.mark.parametrize(
    "words",
    [
        "shows 22.9 without an id",
        "which it was not made from", "whose printed form is", "gives dental", "has no source",
        "is used twice", "disagrees with the store", "which is not in the book",
        "made from itself", "draws the figure",
    ],
)  # fmt: skip
def test_wrong_numbers_are_refused_and_nothing_is_written(
    site: SmallSite, decay: Figure, ledger: Ledger, words: str
) -> None:
    body, figures = wrong_sites(site, decay, ledger)[words]
    site.put("westminster/one", body, figures)
    before = snapshot(site.folder)
    with pytest.raises(BuildError) as caught:
        site.publish()
    assert words in caught.value.what
    assert "\n" not in caught.value.what
    assert "westminster/one" in caught.value.where or words == "made from itself"
    assert caught.value.do
    assert snapshot(site.folder) == before


def test_one_id_on_two_pages_with_two_values_names_both(site: SmallSite, decay: Figure) -> None:
    derived = replace(decay, id=f"{decay.id}.mine", inputs=(decay.id,))
    site.put("a", "", [derived])
    site.put("b", "", [replace(derived, value=1.0)])
    with pytest.raises(BuildError) as caught:
        site.publish()
    assert caught.value.where == "a and b"


@pytest.mark.parametrize(
    "name", ["../../etc.westminster.2016-17", "x.y", "a.b.<script>", "", "a.b.c/../d"]
)
def test_ids_that_could_leave_the_folder_are_refused(
    site: SmallSite, decay: Figure, name: str
) -> None:
    site.put("one", "", [replace(decay, id=name)])
    with pytest.raises(BadInput, match="not a figure id"):
        site.publish()


def test_missing_figure_without_source_is_printed_unlinked(site: SmallSite) -> None:
    absent = site.store.absent("dental_decay_age5_pct", "london", "2016/17")
    site.put("one", show_figure(absent), [absent])
    site.publish()
    page = site.read("one.html")
    assert 'class="nb-link"' not in page
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(site.read("figures.csv")))}
    assert rows[absent.id]["missing_reason"] == "not_held"
    assert rows[absent.id]["card"] == ""


def test_zero_is_a_value_and_not_missing(site: SmallSite, decay: Figure) -> None:
    zero = replace(decay, id=f"{decay.id}.nothing", value=0.0, printed="0.0%", inputs=(decay.id,))
    site.put("one", show_figure(zero), [zero])
    site.publish()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(site.read("figures.csv")))}
    assert rows[zero.id]["value"] == "0"
    assert rows[zero.id]["missing_reason"] == ""


def test_words_from_outside_are_shown_as_words(site: SmallSite, decay: Figure) -> None:
    evil = replace(
        decay, id=f"{decay.id}.evil", note='<script>alert("x")</script>', method="<img src=x>",
        inputs=(decay.id,),
    )  # fmt: skip
    site.put("one", show_figure(evil), [evil])
    site.publish()
    card = site.read("figures/dental_decay_age5_pct/westminster.html")
    assert "<script>alert" not in card
    assert "&lt;script&gt;alert" in card
    assert "<img" not in card


def test_an_interval_seen_on_one_page_stands_on_the_card(
    site: SmallSite, decay: Figure, make_sum: Callable[..., Figure]
) -> None:
    wide = replace(decay, lower_ci=25.0, upper_ci=36.0, interval_method="wilson")
    site.put("a", show_figure(decay), [decay])
    site.put("b", show_figure(wide), [wide])
    site.publish()
    card = site.read("figures/dental_decay_age5_pct/westminster.html")
    assert "95% confidence interval 25.0% to 36.0%" in card


def test_vanished_id_stops_the_book(project_copy: object, site: SmallSite, decay: Figure) -> None:
    copy = replace_project(site, project_copy)
    path = copy.data / "ids.csv"
    path.write_text(path.read_text() + "zz_gone,westminster,2001\n", encoding="utf-8")
    site.put("one", show_figure(decay), [decay])
    with pytest.raises(IntegrityError, match=r"zz_gone\.westminster\.2001 is in the register"):
        site.publish()


def replace_project(site: SmallSite, copy: object) -> object:
    site.project = copy  # type: ignore[assignment]
    return copy


def test_retired_id_keeps_a_page_that_says_what_replaced_it(
    project_copy: object, site: SmallSite, decay: Figure
) -> None:
    copy = replace_project(site, project_copy)
    path = copy.data / "ids.csv"
    path.write_text(
        path.read_text() + "old_decay_pct,westminster,2016-17 2018-19\n", encoding="utf-8"
    )
    (copy.data / "retired_ids.yml").write_text(
        "retired:\n  - id: old_decay_pct.*.*\n    replaced_by: dental_decay_age5_pct.*.*\n"
        "    why: The measure was renamed to say the age it counts.\n",
        encoding="utf-8",
    )
    site.put("one", show_figure(decay), [decay])
    site.publish()
    page = lxml_html.fromstring(site.read("figures/old_decay_pct/westminster.html"))
    (item,) = page.xpath("//li[@id='2016-17']")
    assert "renamed to say the age" in item.text_content()
    (link,) = item.xpath(".//a/@href")
    assert link.endswith("figures/dental_decay_age5_pct/westminster.html#2016-17")


def test_key_of_the_register_knows_ids_and_data(project_copy: object) -> None:
    first = hash_register(project_copy)  # type: ignore[arg-type]
    retired = project_copy.data / "retired_ids.yml"  # type: ignore[attr-defined]
    retired.write_text(retired.read_text() + "# more\n", encoding="utf-8")
    assert hash_register(project_copy) != first  # type: ignore[arg-type]


def test_what_a_plan_prints_is_cited_as_the_plans(site: SmallSite, decay: Figure) -> None:
    claim = replace(
        decay, id="plan.bi-borough-2019.kf-x", dataset="plan:bi-borough-2019", value=31.0,
        printed="31%", method="printed in the plan", note="Five-year-olds with decay.",
    )  # fmt: skip
    site.put("one", show_figure(claim), [claim])
    register = site.publish()
    card = lxml_html.fromstring(site.read("figures/plan/bi-borough-2019.html"))
    (section,) = card.xpath("//section[@id='kf-x']")
    words = " ".join(section.text_content().split())
    assert "Five-year-olds with decay, Westminster, 2016/17: 31%." in words
    assert "data/plans/bi_borough_2019/claims.yml" in card.text_content()
    assert register.entries[claim.id].passports == []
    assert "had visible tooth decay" not in words


def test_a_document_that_is_not_kept_is_no_source(site: SmallSite, decay: Figure) -> None:
    claim = replace(decay, id="plan.nowhere.x", dataset="plan:nowhere")
    site.put("one", show_figure(claim), [claim])
    with pytest.raises(BuildError, match="has no source"):
        site.publish()


def test_default_book_must_keep_the_kinds_it_registered(
    project_copy: Project, site: SmallSite, decay: Figure, make_sum: Callable[..., Figure]
) -> None:
    site.project = project_copy
    path = project_copy.data / "ids.csv"
    # The kinds of the real book are not printed by this small site.
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if ",*,*." not in line]
    lines = [*kept, "dental_decay_age5_pct,*,*.sum-of-two", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    both = make_sum(decay.id, "dental_decay_age5_pct.westminster.2018-19")
    site.put("one", show_figure(decay), [decay])
    with pytest.raises(IntegrityError, match="no page prints such figures"):
        site.publish(default=True)
    site.publish(default=False)
    site.put("one", show_figure(both), [both])
    register = site.publish(default=True)
    assert list_kinds(register) == {"dental_decay_age5_pct": {"sum-of-two"}}
    built = Built(
        {figure["id"]: figure for figure in json.loads(site.read("figures.json"))["figures"]}
    )
    assert list_built_kinds(built, site.store.indicators) == list_kinds(register)
