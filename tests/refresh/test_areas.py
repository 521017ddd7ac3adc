"""add-area: entry, ward list and boundaries of any authority in England, all or nothing."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest
import shapely
from shapely.geometry import box, mapping, shape
from stubs.arcgis import Layer, error
from stubs.server import Reply
from stubs.small import ROOT, clear_caches, read_bytes

from needsbook.catalogue import load_areas
from needsbook.errors import BadInput, NeedsbookError, SourceError
from needsbook.geography.layers import load_layer
from needsbook.refresh import geoportal
from needsbook.refresh.areas import add_authority

MANCHESTER, TRAFFORD = "E08000003", "E08000009"
NEWEST, OLDER = "Wards_December_2024_Boundaries_UK_BGC", "Wards_December_2023_Boundaries_UK_BGC"


def outline_of(code):
    """The authority's outline from the published copy where it is at hand, else a square."""
    path = ROOT.parent / "shared" / "geo" / "england_lad_2024.geojson"
    if path.exists():
        for feature in json.loads(path.read_text())["features"]:
            if feature["properties"]["lad_code"] == code:
                return shapely.set_precision(shape(feature["geometry"]).buffer(0), 0.1)
    return box(380_000, 387_000, 392_000, 405_000)


@lru_cache
def cut_wards(code, start=1, number=4):
    """A grid over the outline: neighbouring parts with shared edges, as wards have."""
    outline = outline_of(code)
    west, south, east, north = (round(bound) for bound in outline.bounds)
    xs = [west + (east - west) * n // number for n in range(number)] + [east + 1]
    ys = [south + (north - south) * n // number for n in range(number)] + [north + 1]
    lines = shapely.union_all(
        [shapely.linestrings([(x, south - 9), (x, north + 9)]) for x in xs[1:-1]]
        + [shapely.linestrings([(west - 9, y), (east + 9, y)]) for y in ys[1:-1]]
        + [outline.boundary]
    )
    faces = [
        part
        for part in shapely.get_parts(shapely.polygonize([shapely.node(lines)]))
        if outline.contains(part.representative_point())
    ]
    cells: dict[tuple[int, int], list] = {}
    for face in faces:
        point = face.representative_point()
        place = (sum(point.x > x for x in xs), sum(point.y > y for y in ys))
        cells.setdefault(place, []).append(face)
    parts = [shapely.union_all(found) for _, found in sorted(cells.items())]
    return [
        (f"E05{900000 + start + n}", f"Ward {chr(65 + n)}", part) for n, part in enumerate(parts)
    ]


def make_layer(year, wards, most=2000):
    features = [
        ({f"WD{year}CD": code, f"WD{year}NM": name, f"LAD{year}CD": authority}, mapping(outline))
        for authority, found in wards.items() for code, name, outline in found
    ]  # fmt: skip
    return Layer(features, most)


@pytest.fixture
def served(publishers):
    wards = cut_wards(MANCHESTER)
    publishers.arcgis.layers = {
        OLDER: make_layer(23, {MANCHESTER: wards}),
        NEWEST: make_layer(24, {MANCHESTER: wards, TRAFFORD: cut_wards(TRAFFORD, 50)}, most=5),
    }
    publishers.wards = wards
    return publishers


def test_manchester_is_added_whole(client, served, small):
    before = small.areas.read_text()
    added = add_authority(client, small, MANCHESTER)
    assert added.slug == "manchester"
    clear_caches()
    areas = load_areas(small)
    manchester = areas[MANCHESTER]
    assert (manchester.parts, manchester.layer) == ("wards", "manchester_wards_2024")
    assert [(ward.vintage, str(ward.first), ward.last) for ward in manchester.wards] == [
        ("2024", "2024-12-01", None)
    ]
    assert [area.code for area in areas.wards_of(MANCHESTER)] == [code for code, *_ in served.wards]
    layer = load_layer(small, "manchester_wards_2024")
    assert sorted(layer["code"]) == [code for code, *_ in served.wards]
    whole = sum(request.area for *_, request in served.wards)
    assert abs(layer.geometry.area.sum() - whole) / whole < 0.01
    # Every line that is not Manchester's own is as it was.
    after = small.areas.read_text()
    entry = "  - code: E08000003\n    slug: manchester\n    name: Manchester\n    level: upper_tier\n    region: E12000002\n"
    new = (
        entry
        + '    parts: wards\n    layer: manchester_wards_2024\n    wards:\n      - {vintage: "2024", first: 2024-12-01, layer: manchester_wards_2024}\n'
    )
    assert after == before.replace(entry, new)


def test_adding_twice_changes_nothing_more(client, served, small):
    add_authority(client, small, MANCHESTER)
    before = read_bytes(small)
    clear_caches()
    add_authority(client, small, MANCHESTER)
    assert read_bytes(small) == before


def test_ward_list_of_another_year(client, served, small):
    add_authority(client, small, MANCHESTER, year=2023)
    assert load_areas(small)[MANCHESTER].layer == "manchester_wards_2023"
    assert served.server.asked(OLDER)


def test_a_new_list_ends_the_one_before(client, served, small):
    add_authority(client, small, MANCHESTER, year=2023)
    new = [(f"E05{910000 + n}", name, outline) for n, (_, name, outline) in enumerate(served.wards)]
    served.arcgis.layers[NEWEST] = make_layer(24, {MANCHESTER: new})
    add_authority(client, small, MANCHESTER)
    areas = load_areas(small)
    assert [(ward.vintage, str(ward.last)) for ward in areas[MANCHESTER].wards] == [
        ("2023", "2024-11-30"),
        ("2024", "None"),
    ]
    wards = areas.wards_of(MANCHESTER)
    assert {str(ward.valid_to) for ward in wards if ward.code < "E05910000"} == {"2024-11-30"}
    assert {ward.valid_to for ward in wards if ward.code >= "E05910000"} == {None}


def test_exact_questions_and_pages(client, served, small):
    add_authority(client, small, MANCHESTER)
    queries = [request.query for request in served.server.asked("/query$")]
    where = {"where": f"LAD24CD IN ('{MANCHESTER}')"}
    assert queries[0] == {**where, "returnCountOnly": "true", "f": "json"}
    assert queries[1] == {
        **where, "outFields": "WD24CD,WD24NM,LAD24CD", "orderByFields": "WD24CD", "returnGeometry": "true",
        "outSR": "27700", "geometryPrecision": "1", "f": "geojson", "resultRecordCount": "1000", "resultOffset": "0",
    }  # fmt: skip
    # The service lowers the page to five without a word: the flag is what counts.
    assert [int(query["resultOffset"]) for query in queries[1:]] == list(
        range(0, len(served.wards), 5)
    )


def test_flag_on_the_last_full_page_leads_to_an_empty_one(client, served, small):
    served.arcgis.flag_at_exact_end = True
    add_authority(client, small, MANCHESTER)
    assert len(load_layer(small, "manchester_wards_2024")) == len(served.wards)


def test_short_answer_without_a_flag_is_refused(client, served, small):
    before = read_bytes(small)
    served.server.plan("geojson", Reply.of({"type": "FeatureCollection", "features": []}))
    with pytest.raises(SourceError, match=r"counts \d+ features and sent 0"):
        add_authority(client, small, MANCHESTER)
    assert read_bytes(small) == before


@pytest.mark.parametrize(
    "trouble",
    [
        error(504, "Your request has timed out."),
        error(503, "An error occurred."),
        error(400, "Cannot perform query. Invalid query parameters."),
    ],
)
def test_passing_errors_with_status_200_are_asked_again(client, served, small, trouble):
    served.server.plan("geojson", trouble)
    add_authority(client, small, MANCHESTER)


def test_lasting_error_with_status_200_is_an_error(client, served, small):
    before = read_bytes(small)
    served.server.plan(
        "geojson",
        error(400, "Cannot perform query.", "'Invalid field: WD24CD' parameter is invalid"),
    )
    with pytest.raises(SourceError, match=r"400 Cannot perform query\. 'Invalid field: WD24CD'"):
        add_authority(client, small, MANCHESTER)
    assert read_bytes(small) == before


def test_renamed_layer_is_found(client, served, small):
    served.arcgis.layers["WD_MAY_2026_UK_BGC_V2"] = make_layer(26, {MANCHESTER: served.wards})
    add_authority(client, small, MANCHESTER)
    assert load_areas(small)[MANCHESTER].layer == "manchester_wards_2026"


def test_layer_that_is_listed_and_gone_is_passed_over(client, served, small):
    served.server.plan(
        f"{NEWEST}/FeatureServer/0\\?f=json", error(400, "Invalid URL", "Invalid URL")
    )
    add_authority(client, small, MANCHESTER)
    assert load_areas(small)[MANCHESTER].layer == "manchester_wards_2023"


def test_candidates_are_tried_when_nothing_is_listed(client, served, small):
    served.server.plan("services|geoportal\\?f=json", Reply.of({"services": []}))
    served.server.plan("geoportal\\?f=json", Reply.of({"services": []}))
    assert geoportal.find_layer(client, "ward").service == NEWEST


def test_outlines_in_degrees_are_projected(client, served, small):
    from pyproj import Transformer

    change = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    layer = served.arcgis.layers[NEWEST]
    layer.features = [
        (
            properties,
            mapping(shapely.transform(shape(geometry), change.transform, interleaved=False)),
        )
        for properties, geometry in layer.features
    ]
    add_authority(client, small, MANCHESTER)
    west, south, *_ = load_layer(small, "manchester_wards_2024").total_bounds
    expected = shapely.union_all([request for *_, request in served.wards]).bounds
    assert abs(west - expected[0]) < 20
    assert abs(south - expected[1]) < 20


def test_outlines_that_overlap_are_refused(client, served, small):
    before = read_bytes(small)
    item = served.wards[0][2]
    layer = served.arcgis.layers[NEWEST]
    layer.features[0] = (layer.features[0][0], mapping(item.buffer(300)))
    with pytest.raises(SourceError, match="do not fit together"):
        add_authority(client, small, MANCHESTER)
    assert read_bytes(small) == before


@pytest.mark.parametrize(
    "code", ["E0800000", "W06000001", "manchester", "E05013792", "E12000007", ""]
)
def test_what_is_not_an_authority_is_refused(client, served, small, code):
    with pytest.raises(BadInput, match="is not the code of an authority in England"):
        add_authority(client, small, code)


def test_unknown_authority(client, served, small):
    with pytest.raises(NeedsbookError, match="has no ward of E08000099"):
        add_authority(client, small, "E08000099")


def test_later_code_of_an_authority_is_understood(client, served, small):
    served.arcgis.layers[NEWEST] = make_layer(24, {"E08000038": cut_wards("E08000016", 200)})
    added = add_authority(client, small, "E08000038")
    assert added.slug == "barnsley"
    assert load_areas(small)["E08000016"].layer == "barnsley_wards_2024"


GLOUCESTERSHIRE, CHELTENHAM, COTSWOLD = "E10000013", "E07000078", "E07000079"


@pytest.fixture
def county(served):
    wards = {CHELTENHAM: cut_wards(CHELTENHAM, 300, 2), COTSWOLD: cut_wards(COTSWOLD, 320, 2)}
    served.arcgis.layers[NEWEST] = make_layer(24, wards)
    served.arcgis.layers["LAD_MAY_2025_UK_BGC_V2"] = Layer(
        [
            (
                {"LAD25CD": code, "LAD25NM": name},
                mapping(shapely.union_all([ward for *_, ward in wards[code]])),
            )
            for code, name in ((CHELTENHAM, "Cheltenham"), (COTSWOLD, "Cotswold"))
        ]
    )
    served.fingertips.districts = {GLOUCESTERSHIRE: [COTSWOLD, CHELTENHAM]}
    return served


def test_a_county_is_added_with_its_districts(client, county, small):
    if not (ROOT.parent / "shared" / "geo" / "england_lad_2024.geojson").exists():
        pytest.skip("two districts that fit together need the published outlines")
    added = add_authority(client, small, GLOUCESTERSHIRE)
    assert added.slug == "gloucestershire"
    areas = load_areas(small)
    assert (areas[GLOUCESTERSHIRE].parts, areas[GLOUCESTERSHIRE].layer) == (
        "districts",
        "gloucestershire_districts_2025",
    )
    assert [district.name for district in areas.districts_of(GLOUCESTERSHIRE)] == [
        "Cheltenham",
        "Cotswold",
    ]
    assert areas[CHELTENHAM].region == areas[GLOUCESTERSHIRE].region
    assert len(areas.wards_of(GLOUCESTERSHIRE)) == len(county.arcgis.layers[NEWEST].features)
    assert list(load_layer(small, "gloucestershire_districts_2025")["code"]) == [
        CHELTENHAM,
        COTSWOLD,
    ]
    assert len(load_layer(small, "cheltenham_wards_2024")) >= 2


def test_a_district_finds_its_county(client, county, small):
    add_authority(client, small, CHELTENHAM)
    assert load_areas(small)[CHELTENHAM].parent == GLOUCESTERSHIRE


def test_a_county_nobody_lists_is_one_error(client, county, small):
    county.fingertips.districts = {}
    before = read_bytes(small)
    with pytest.raises(SourceError, match="no districts of E10000013"):
        add_authority(client, small, GLOUCESTERSHIRE)
    assert read_bytes(small) == before
