"""Templates: names, parameters, choosing pages and areas."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from needsbook.book.templates import (
    check_parameters,
    choose_areas,
    choose_templates,
    find_templates,
    plan_runs,
)
from needsbook.catalogue import load_areas
from needsbook.errors import BadInput, UnknownName
from needsbook.paths import Project, find_project

PROJECT = find_project(Path(__file__).parent)


def write_template(
    root: Path, name: str, source: str = 'area = "westminster"', tagged: bool = True
) -> Project:
    cell = nbformat.v4.new_code_cell(source)
    if tagged:
        cell.metadata["tags"] = ["parameters"]
    path = root / "notebooks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return Project(root)


def test_every_template_of_the_book_declares_its_parameters() -> None:
    for template in find_templates(PROJECT):
        expected = {"area"} if template.scope == "area" else {"areas"}
        assert set(template.parameters) == expected, template.name


def test_area_templates_run_once_per_area_and_overviews_once() -> None:
    templates = find_templates(PROJECT)
    areas = choose_areas(load_areas(PROJECT), [])
    runs = plan_runs(templates, areas)
    per_area = [template for template in templates if template.scope == "area"]
    once = [template for template in templates if template.scope == "overview"]
    assert len(runs) == len(per_area) * 2 + len(once)
    assert "westminster/obesity" in {run.page for run in runs}
    assert len({run.page for run in runs}) == len(runs)


def test_a_template_without_a_parameters_cell_is_refused(tmp_path: Path) -> None:
    project = write_template(tmp_path, "area/01_page.ipynb", tagged=False)
    with pytest.raises(BadInput, match="no cell tagged") as caught:
        find_templates(project)
    assert caught.value.where == "notebooks/area/01_page.ipynb"


def test_a_template_with_an_odd_name_is_refused(tmp_path: Path) -> None:
    project = write_template(tmp_path, "area/Page One.ipynb")
    with pytest.raises(BadInput, match="not a template's name"):
        find_templates(project)


def test_two_templates_for_one_page_are_refused(tmp_path: Path) -> None:
    write_template(tmp_path, "area/01_page.ipynb")
    project = write_template(tmp_path, "area/02_page.ipynb")
    with pytest.raises(BadInput, match="two templates make the page"):
        find_templates(project)


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notebooks" / "area" / "01_page.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("not a notebook")
    with pytest.raises(BadInput, match="is not a notebook"):
        find_templates(Project(tmp_path))


def test_unknown_missing_and_mistyped_parameters_are_refused(tmp_path: Path) -> None:
    project = write_template(tmp_path, "area/01_page.ipynb", 'area = "westminster"\nyear = 2019')
    template = find_templates(project)[0]
    check_parameters(template, {"area": "medway", "year": 2020})
    with pytest.raises(UnknownName, match="unknown parameter “aera”") as caught:
        check_parameters(template, {"aera": "medway", "year": 2020})
    assert "did you mean area" in caught.value.do
    with pytest.raises(BadInput, match="parameter year has no value"):
        check_parameters(template, {"area": "medway"})
    with pytest.raises(BadInput, match="must be a int"):
        check_parameters(template, {"area": "medway", "year": "2020"})


def test_pages_are_chosen_by_number_slug_or_name() -> None:
    templates = find_templates(PROJECT)
    obesity = next(template for template in templates if template.slug == "obesity")
    for name in ("obesity", obesity.path.stem, obesity.name):
        assert choose_templates(templates, [name]) == [obesity]
    assert obesity in choose_templates(templates, [obesity.number])
    with pytest.raises(UnknownName, match="obesty") as caught:
        choose_templates(templates, ["obesty"])
    assert "did you mean obesity" in caught.value.do


def test_areas_are_chosen_by_slug_code_or_name_and_wards_refused() -> None:
    areas = load_areas(PROJECT)
    for name in ("westminster", "E09000033", "Westminster"):
        assert [choose_area.code for choose_area in choose_areas(areas, [name])] == ["E09000033"]
    with pytest.raises(UnknownName) as caught:
        choose_areas(areas, ["westminter"])
    assert "westminster" in caught.value.do
    with pytest.raises(BadInput, match="no book is made"):
        choose_areas(areas, ["e05013794"])
    with pytest.raises(BadInput, match="no book is made"):
        choose_areas(areas, ["london"])
