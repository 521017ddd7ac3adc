"""The ward map: what is drawn, counted, said and kept apart."""

from __future__ import annotations

import random
import re
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from needsbook.draw.lettering import measure_text
from needsbook.draw.maps.classes import MapClasses, set_classes
from needsbook.draw.maps.drawing import place_districts
from needsbook.draw.maps.labels import (
    LabelPlace,
    lay_out_labels,
    lay_out_numbers,
    lay_out_over,
)
from needsbook.draw.maps.map_style import COLOURS, map_css
from needsbook.draw.maps.outlines import fit_frame, read_outlines, select_outlines
from needsbook.draw.maps.ward_map import draw_area_map, draw_ward_map
from needsbook.draw.style import plain_svg
from needsbook.errors import BadInput
from needsbook.geography.outlines import write_outlines
from needsbook.paths import Project
from needsbook.store.figures import MISSING_WORDS, Figure, figure_id, print_value

SVG = "{http://www.w3.org/2000/svg}"
LAYERS = (
    "westminster_wards_2002", "westminster_wards_2022", "kensington_chelsea_wards_2002",
    "kensington_chelsea_wards_2014", "medway_wards_2023", "london_boroughs",
    "worcestershire_districts", "worcestershire_wards_2025", "england_authorities_2023",
    "london_wards_2022",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("layers")
    write_outlines(project, LAYERS, made)
    return made


@pytest.fixture(scope="module")
def wards(folder: Path) -> dict[str, Any]:
    return read_outlines(folder / "westminster_wards_2022.json")


def make_figure(code: str, value: float | None, reason: str = "") -> Figure:
    printed = MISSING_WORDS[reason] if value is None else print_value(value, "percent", 1)
    return Figure(
        figure_id("poverty_pct", code.lower(), "fye-2025"), "poverty_pct", code, "FYE 2025",
        value, printed, "percent", reason=reason,
    )  # fmt: skip


def make_figures(outlines: dict[str, Any], missing: dict[str, str] | None = None) -> list[Figure]:
    """A value for every area, drawn by lot with a fixed seed, but those missing."""
    chance = random.Random(7)
    figures = []
    for code in outlines["areas"]:
        value = round(chance.triangular(3, 46, 15), 1)
        reason = (missing or {}).get(code, "")
        figures.append(make_figure(code, None if reason else value, reason))
    return figures


def classes_of(figures: list[Figure]) -> MapClasses:
    return set_classes([figure.value for figure in figures], 1, "percent")


def draw(outlines: dict[str, Any], figures: list[Figure], **more: Any) -> Any:
    more = {"title": "Child poverty by ward", "classes": classes_of(figures), **more}
    return draw_ward_map(outlines, figures, **more)


def list_words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


MISSING = {
    "E05013794": "suppressed",
    "E05013795": "suppressed",
    "E05013796": "not_available",
    "E05013797": "low",
}


def test_every_ward_is_drawn_named_and_reached(wards: dict[str, Any]) -> None:
    figures = make_figures(wards, MISSING)
    picture = draw(wards, figures)
    drawn = [
        element
        for element in ET.fromstring(picture.svg).iter(f"{SVG}path")
        if element.get("tabindex")
    ]
    assert {element.get("data-figure") for element in drawn} == {figure.id for figure in figures}
    said = [element.findtext(f"{SVG}title") or "" for element in drawn]
    assert "Church Street: suppressed, FYE 2025" in said
    assert said == sorted(said)
    abbey_road = next(figure for figure in figures if figure.area_code == "E05013792")
    assert said[0] == f"Abbey Road: {abbey_road.printed}, FYE 2025"
    assert all(element.get("role") == "img" and element.get("tabindex") == "0" for element in drawn)
    assert {figure.id for figure in picture.figures} == {figure.id for figure in figures}


def test_the_legend_counts_every_ward_once(wards: dict[str, Any]) -> None:
    figures = make_figures(wards, MISSING)[:-1]
    root = ET.fromstring(draw(wards, figures).svg)
    counts = [
        int((element.text or "").split()[0])
        for element in root.iter(f"{SVG}text")
        if element.get("data-scale") == "count"
    ]
    assert sum(counts) == 18
    words = list_words(draw(wards, figures).svg)
    assert "Suppressed" in words
    assert words[words.index("Suppressed") + 1] == "2 wards"
    assert words[words.index("Too low to show") + 1] == "1 ward"
    assert words[words.index("No data: not available") + 1] == "1 ward"
    assert words[words.index("No data: not held in this book") + 1] == "1 ward"


def test_the_value_decides_the_fill(wards: dict[str, Any]) -> None:
    figures = make_figures(wards)
    classes = classes_of(figures)
    fills = {
        element.get("data-figure"): element.get("style")
        for element in ET.fromstring(draw(wards, figures).svg).iter(f"{SVG}path")
        if element.get("tabindex")
    }
    names = ("one", "two", "three", "four", "five")
    assert len(classes) == 5
    for figure in figures:
        assert figure.value is not None
        assert f"--nb-map-{names[classes.place(figure.value)]}," in fills[figure.id]


def test_suppressed_low_and_no_data_have_patterns_of_their_own(wards: dict[str, Any]) -> None:
    root = ET.fromstring(draw(wards, make_figures(wards, MISSING), prefix="m1").svg)
    patterns = {element.get("id"): ET.tostring(element) for element in root.iter(f"{SVG}pattern")}
    assert set(patterns) == {"m1-suppressed", "m1-low", "m1-none"}
    assert len({content.split(b">", 1)[1] for content in patterns.values()}) == 3
    used = set(re.findall(r"url\(#(m1-\w+)\)", ET.tostring(root, encoding="unicode")))
    assert used == set(patterns)
    assert not list(ET.fromstring(draw(wards, make_figures(wards)).svg).iter(f"{SVG}pattern"))


@pytest.mark.parametrize(
    "layer",
    ["westminster_wards_2002", "westminster_wards_2022", "kensington_chelsea_wards_2002",
     "kensington_chelsea_wards_2014", "medway_wards_2023", "worcestershire_districts"],
)  # fmt: skip
def test_labels_stay_apart_and_on_the_sheet(folder: Path, layer: str) -> None:
    outlines = read_outlines(folder / f"{layer}.json")
    frame = fit_frame(outlines["bbox"], 520, 560, 18)
    places = [
        LabelPlace(code, area["name"], "44.0%", [frame.place_ring(ring) for ring in area["rings"]],
              frame.place(area["label"]))
        for code, area in outlines["areas"].items()
    ]  # fmt: skip
    labels, left = lay_out_labels(places)
    assert len(labels) + len(left) == len(places)
    assert not left
    for first, second in combinations(labels, 2):
        assert not first.box.overlaps(second.box), f"{first.lines} on {second.lines}"
    numbers = [label.number for label in labels if label.number]
    assert numbers == list(range(1, len(numbers) + 1))
    for label in labels:
        assert label.box.width / 2 <= label.box.x <= 520 - label.box.width / 2
        assert label.box.height / 2 <= label.box.y <= frame.height - label.box.height / 2


def test_printed_words_do_not_touch(folder: Path) -> None:
    """Measured in the SVG itself: names on the map, around it, legend, key and notes."""
    outlines = read_outlines(folder / "kensington_chelsea_wards_2014.json")
    around = read_outlines(folder / "london_boroughs.json")
    missing = {"E05009388": "suppressed", "E05009393": "not_available"}
    picture = draw(outlines, make_figures(outlines, missing), context=around)
    boxes = []
    for text in ET.fromstring(picture.svg).iter(f"{SVG}text"):
        size = float(text.get("font-size") or 0)
        lines = [line for line in text if line.get("x")] or [text]
        anchor = "middle" if lines[0] is not text else text.get("text-anchor", "start")
        for line in lines:
            words = "".join(line.itertext())
            width = measure_text(words, size) / 1.05
            x, y = float(line.get("x") or 0), float(line.get("y") or 0)
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            boxes.append((words, left, left + width, y - 0.7 * size, y))
    assert len(boxes) > 40
    assert "Westminster" in {box[0] for box in boxes}
    for first, second in combinations(boxes, 2):
        apart = (
            first[2] <= second[1] + 1
            or second[2] <= first[1] + 1
            or first[4] <= second[3] + 1
            or second[4] <= first[3] + 1
        )
        assert apart, f"{first} touches {second}"
    assert max(box[2] for box in boxes) <= 520 + 1


def test_alt_names_highest_lowest_ties_and_the_missing(wards: dict[str, Any]) -> None:
    figures = [make_figure(code, 20.0) for code in wards["areas"]]
    by_code = {figure.area_code: number for number, figure in enumerate(figures)}
    figures[by_code["E05013794"]] = make_figure("E05013794", 44.0)
    figures[by_code["E05013792"]] = make_figure("E05013792", 9.7)
    figures[by_code["E05013798"]] = make_figure("E05013798", 9.7)
    figures[by_code["E05013799"]] = make_figure("E05013799", None, "suppressed")
    picture = draw(wards, figures)
    assert picture.alt == (
        "Highest: Church Street, 44.0%; lowest: Abbey Road and Lancaster Gate, 9.7%. "
        "1 ward suppressed."
    )
    assert picture.title not in picture.alt
    assert f">{picture.alt}</desc>" in picture.svg


def test_alt_when_all_are_alike_or_none_is_there(wards: dict[str, Any]) -> None:
    alike = [make_figure(code, 5.0) for code in wards["areas"]]
    assert draw(wards, alike).alt.startswith("18 wards: 5.0%.")
    none = [make_figure(code, None, "suppressed") for code in wards["areas"]]
    assert draw(wards, none).alt == "No value for any of 18 wards. 18 wards suppressed."


def test_every_printed_value_names_its_figure(wards: dict[str, Any]) -> None:
    figures = make_figures(wards, MISSING)
    root = ET.fromstring(draw(wards, figures).svg)
    printed = {figure.id: figure.printed for figure in figures}
    found = {}
    for element in root.iter():
        text = (element.text or "").strip()
        if element.tag in (f"{SVG}text", f"{SVG}tspan") and re.search(r"\d", text):
            name, scale = element.get("data-figure"), element.get("data-scale")
            assert name or scale, text
            if name:
                assert printed[name] == text
                found[name] = text
    # Each value is printed on the map or in the key.
    assert set(found) == {figure.id for figure in figures if not figure.missing}


def test_bounds_vintage_and_attribution_are_printed(wards: dict[str, Any]) -> None:
    words = " ".join(list_words(draw(wards, make_figures(wards), unit="Per cent of children").svg))
    assert "Per cent of children" in words
    assert "Boundaries: Wards of Westminster in force since 5 May 2022." in words
    assert (
        "Office for National Statistics licensed under the Open Government Licence v.3.0" in words
    )
    assert "Contains OS data © Crown copyright and database right" in words
    assert "North is up" in words
    assert re.search(r"\b\d+ km\b", words)
    own = draw(wards, make_figures(wards), vintage="wards of May 2022", attribution="Source: us")
    assert "Boundaries: wards of May 2022." in list_words(own.svg)
    assert "Source: us" in list_words(own.svg)


def test_the_scale_bar_is_as_long_as_it_says(wards: dict[str, Any]) -> None:
    svg = draw(wards, make_figures(wards)).svg
    match = re.search(r'd="M[\d.]+,[\d.]+v8h([\d.]+)v-8"', svg)
    assert match
    west, _, east, _ = wards["bbox"]
    frame = fit_frame(wards["bbox"], 450, 560, 18)
    said = re.search(r">(\d+) km<", svg)
    assert said
    assert float(match[1]) / frame.scale == pytest.approx(1000 * int(said[1]), rel=0.01)
    assert (east - west) * frame.scale == pytest.approx(450 - 36)


def test_neighbours_are_context_and_never_the_area_itself(
    folder: Path, wards: dict[str, Any]
) -> None:
    around = read_outlines(folder / "london_boroughs.json")
    picture = draw(wards, make_figures(wards), context=around, area_name="Westminster")
    words = list_words(picture.svg)
    assert {"Camden", "Brent"} <= set(words)
    assert "Westminster" not in words
    assert 'clip-path="url(#' in picture.svg
    assert "Havering" not in picture.svg


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", 'A" onload="x', "Tom & Jerry's <b>", "x\x00\x07y", "‮gnp", "W" * 90],
)  # fmt: skip
def test_hostile_names_are_shown_as_text(wards: dict[str, Any], name: str) -> None:
    code = "E05013794"
    outlines = {**wards, "areas": {**wards["areas"], code: {**wards["areas"][code], "name": name}}}
    figures = make_figures(outlines)
    picture = draw(outlines, figures, title=name, unit=name, vintage=name, attribution=name,
                   notes=[name], context={**wards, "areas": {"X": {**wards["areas"][code], "name": name}}})  # fmt: skip
    root = ET.fromstring(picture.svg)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "rect", "circle", "g", "path",
                    "text", "tspan", "clipPath"}  # fmt: skip
    assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)
    assert not re.search(r"[\x00-\x08]", picture.svg)


def test_the_same_figures_give_the_same_bytes_in_any_order(wards: dict[str, Any]) -> None:
    figures = make_figures(wards, MISSING)
    assert draw(wards, figures).svg == draw(wards, list(reversed(figures))).svg


def test_ids_are_unique_on_a_page_of_two_maps(wards: dict[str, Any]) -> None:
    item = draw(wards, make_figures(wards, MISSING), context=wards)
    two = draw(wards, make_figures(wards, MISSING), title="Another", context=wards)
    ids = re.findall(r' id="([^"]+)"', item.svg + two.svg)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("mine-") for name in re.findall(
        r' id="([^"]+)"', draw(wards, make_figures(wards), prefix="mine").svg
    ))  # fmt: skip


def test_a_map_is_light(folder: Path) -> None:
    for layer in ("westminster_wards_2002", "kensington_chelsea_wards_2014"):
        outlines = read_outlines(folder / f"{layer}.json")
        around = read_outlines(folder / "london_boroughs.json")
        svg = draw(outlines, make_figures(outlines), context=around).svg
        assert len(svg) < 27_000 * max(1, len(outlines["areas"]) / 20)


def test_figures_of_another_ward_list_are_refused(folder: Path, wards: dict[str, Any]) -> None:
    old = make_figures(read_outlines(folder / "westminster_wards_2002.json"))
    with pytest.raises(BadInput, match="20 wards with figures not on the map: E05000630") as caught:
        draw(wards, old)
    assert "ward list" in caught.value.do


def test_figures_that_make_no_single_map_are_refused(wards: dict[str, Any]) -> None:
    item = make_figure("E05013794", 4.0)
    with pytest.raises(BadInput, match="at least one figure"):
        draw_ward_map(wards, [], title="x", classes=MapClasses((), "percent", 1))
    with pytest.raises(BadInput, match="two figures for E05013794"):
        draw(wards, [item, item])
    other = Figure("b", "poverty_pct", "E05013795", "FYE 2024", 3.0, "3.0%", "percent")
    with pytest.raises(BadInput, match="one indicator and period"):
        draw(wards, [item, other])


def test_an_estimate_and_a_combined_value_say_so(wards: dict[str, Any]) -> None:
    plain = make_figure("E05013794", 4.0)
    estimate = Figure(**{**plain.__dict__, "estimated": True})
    assert "Church Street: 4.0%, FYE 2025, estimated" in draw(wards, [estimate]).svg
    combined = Figure(**{**plain.__dict__, "reason": "combined_with_neighbour"})
    assert "4.0%, FYE 2025, combined with a neighbour" in draw(wards, [combined]).svg


def test_the_marked_borough_stands_out_and_is_named(folder: Path) -> None:
    london = read_outlines(folder / "london_boroughs.json")
    figures = make_figures(london)
    own = next(figure for figure in figures if figure.area_code == "E09000020")
    picture = draw_area_map(
        london, figures, title="Boroughs", classes=classes_of(figures), marked="E09000020"
    )
    words = list_words(picture.svg)
    assert words.index(own.printed) == words.index("Kensington and Chelsea:") + 1
    assert picture.alt.startswith(f"Kensington and Chelsea: {own.printed}. Highest: ")
    assert f"Kensington and Chelsea: {own.printed}, FYE 2025, marked" in picture.svg
    # Every borough is named or numbered, and the key says which number is whose.
    assert not any("The map has no room" in word for word in words)
    said = " ".join(words)
    assert [area["name"] for area in london["areas"].values() if area["name"] not in said] == []
    assert picture.svg.count("--nb-map-edge") == 3
    with pytest.raises(BadInput, match="E06000035"):
        draw_area_map(london, figures, title="x", classes=classes_of(figures), marked="E06000035")


def test_maps_of_many_areas_give_up_names_and_say_so(folder: Path) -> None:
    county = read_outlines(folder / "worcestershire_wards_2025.json")
    picture = draw(county, make_figures(county))
    assert "Numbers are those of the table" in " ".join(list_words(picture.svg))
    city = select_outlines(county, parents={"E07000237"})
    drawn = draw(city, make_figures(city))
    assert len(drawn.figures) == 16
    assert len(picture.svg) < 60_000


def test_the_smallest_wards_get_a_number_inside(folder: Path) -> None:
    city = select_outlines(read_outlines(folder / "london_wards_2022.json"), parents={"E09000001"})
    words = list_words(draw(city, make_figures(city)).svg)
    assert "The map has no room for names: see the table." not in words
    assert len(draw(city, make_figures(city)).figures) == 25


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1])
def test_names_are_legible_on_every_class(mode: int) -> None:
    for step in ("one", "two", "three", "four", "five"):
        ground, ink = COLOURS[f"map-{step}"][mode], COLOURS[f"on-map-{step}"][mode]
        assert contrast(ground, ink) >= 4.5
    assert contrast(COLOURS["map-none"][mode], COLOURS["map-hatch"][mode]) >= 4.5


def test_colours_are_variables_with_a_fallback(wards: dict[str, Any]) -> None:
    svg = draw(wards, make_figures(wards, MISSING)).svg
    roles = set(re.findall(r"var\(--nb-([a-z-]+),", svg))
    sheet = map_css()
    for role in roles:
        assert f"--nb-{role}:" in sheet or role in ("ink", "muted", "paper")
    # Programs without CSS variables (Word, PDF, PNG) get plain colours.
    assert "var(" not in plain_svg(svg)
    ET.fromstring(plain_svg(svg))


def test_more_wards_than_a_key_holds_carry_the_numbers_of_the_table(folder: Path) -> None:
    wards = read_outlines(folder / "worcestershire_wards_2025.json")
    districts = read_outlines(folder / "worcestershire_districts.json")
    figures = make_figures(wards)
    picture = draw_ward_map(
        wards,
        figures,
        title="A county",
        classes=classes_of(figures),
        districts=districts,
        prefix="p",
    )
    root = ET.fromstring(picture.svg)
    names = sorted((area["name"] for area in wards["areas"].values()), key=str.casefold)
    shown = {
        int(text.text or "") for text in root.iter(f"{SVG}tspan") if text.get("data-scale") == "key"
    }
    assert 20 < len(shown) < len(names)
    assert max(shown) <= len(names)
    words = " ".join(list_words(picture.svg))
    assert f"no room for the numbers of {len(names) - len(shown)} wards" in words
    # No key of a hundred rows, and a name for every district, also those smaller than it.
    assert names[0] not in [text.text for text in root.iter(f"{SVG}text")]
    for district in districts["areas"].values():
        assert f">{district['name']}</tspan>" in picture.svg


def test_names_of_districts_touch_neither_each_other_nor_a_number(folder: Path) -> None:
    wards = read_outlines(folder / "worcestershire_wards_2025.json")
    districts = read_outlines(folder / "worcestershire_districts.json")
    frame = fit_frame(wards["bbox"], 450, 560, 18)
    named = lay_out_over(place_districts(districts, frame, "coarse"), (450, frame.height))
    assert len(named) == len(districts["areas"])
    assert not [pair for pair in combinations(named, 2) if pair[0].box.overlaps(pair[1].box)]
    places = place_districts(wards, frame, "coarse")
    numbers, left = lay_out_numbers(places, [label.box for label in named])
    assert len(numbers) + len(left) == len(places)
    assert not [
        (number, name) for number in numbers for name in named if number.box.overlaps(name.box)
    ]
