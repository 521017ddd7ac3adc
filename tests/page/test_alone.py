"""Notebooks on their own: wrong parameters stop them, pages bring heading and style."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.errors import UnknownName
from needsbook.page.alone import check_injected, make_style
from needsbook.paths import Project

ROOT = Path(__file__).resolve().parents[2]
TRIAL = '# Values for trying out.\narea = "westminster"'


def test_a_parameter_the_notebook_does_not_set_stops_it():
    with pytest.raises(UnknownName) as caught:
        check_injected([TRIAL, '# Parameters\naera = "medway"\n', "page = open_page(area)"])
    assert "did you mean area?" in caught.value.do


def test_right_parameters_and_none_pass():
    check_injected([TRIAL, '# Parameters\narea = "medway"\n'])
    check_injected([TRIAL, "x = 1"])


def test_the_style_hides_the_second_drawing_and_leaves_the_rest_of_jupyter_alone():
    style = make_style(Project(ROOT))
    assert ".nb-narrow { display: none; }" in style
    assert ".bd-" not in style.replace(".bd-article", "") or "body:has" not in style
