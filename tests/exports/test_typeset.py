"""Setting a PDF: what stands in a source is text, and nothing is left out unseen."""

from __future__ import annotations

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needsbook.errors import BuildError
from needsbook.exports.typeset import (
    fit_letters,
    place_picture,
    quote,
    set_halos,
    set_pdf,
    set_pdf_apart,
)

HEAD = (
    '#set document(title: "T")\n#set text(font: "DejaVu Sans", lang: "en")\n#heading(level: 1)[H]\n'
)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">'
    '<text x="10" y="20" font-size="14">Londinium</text></svg>'
)


def read(source: str) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(set_pdf(source, "page"))).pages
    return page.extract_text()


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from('ab #[]{}()$*_`\\"@<>/=-+~;:&\n'), min_size=1, max_size=40))
def test_no_text_is_a_command(text: str) -> None:
    content = read(f'#set text(font: "DejaVu Sans")\n#{quote("x" + text + "y")};')
    assert "".join(content.split()) == "".join(f"x{text}y".split())


def test_control_characters_are_left_out() -> None:
    assert quote("a\x00b\x1fc") == '"abc"'


def test_same_source_gives_the_same_bytes() -> None:
    assert set_pdf(HEAD, "page", accessible=True, epoch=1) == set_pdf(
        HEAD, "page", accessible=True, epoch=1
    )
    assert set_pdf(HEAD, "page", epoch=1) != set_pdf(HEAD, "page", epoch=2)


def test_words_of_pictures_are_words() -> None:
    assert "Londinium" in read(f"#{place_picture(PICTURE, '90mm')}")


def test_process_of_its_own_gives_the_same_bytes_and_errors() -> None:
    apart = set_pdf_apart(HEAD, "page", accessible=True, epoch=1)
    assert apart == set_pdf(HEAD, "page", accessible=True, epoch=1)
    with pytest.raises(BuildError, match="expected expression") as error:
        set_pdf_apart("#let x = ", "westminster/obesity")
    assert error.value.where == "westminster/obesity"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("#let x = ", "expected expression"),
        (HEAD + '#text(font: "No Such Face")[words]', "unknown font family"),
        (f"#{place_picture('<svg', '10mm')}", "SVG"),
        (HEAD + f"#{place_picture(PICTURE, '10mm')}", "missing alt text"),
        (HEAD + "#heading(level: 3)[skipped a level]", "level"),
    ],
)
def test_what_cannot_be_set_is_one_clear_error(source: str, message: str) -> None:
    with pytest.raises(BuildError, match=message) as error:
        set_pdf(source, "westminster/obesity", accessible=True)
    assert error.value.where == "westminster/obesity"
    assert error.value.do


def test_letters_of_pictures_are_in_one_face() -> None:
    svg = '<g style="font-family:&quot;GDS Transport&quot;, arial;fill:#fff"><text font-family="arial" font-size="14" textLength="9.1" lengthAdjust="spacingAndGlyphs">'
    assert fit_letters(svg) == (
        '<g style="font-family:Arimo;fill:#fff"><text font-family="Arimo" font-size="14">'
    )


def test_word_with_a_halo_is_drawn_on_top_of_it() -> None:
    halo = (
        '<text x="1" paint-order="stroke" stroke="#ffffff" stroke-width="4"><tspan>Abbey</tspan>'
        '</text><text style="fill:#000000;paint-order:stroke;stroke:#ffffff;stroke-width:3">B</text>'
        "<text>C</text>"
    )
    assert set_halos(halo) == (
        '<text x="1" paint-order="stroke" stroke="#ffffff" stroke-width="4"><tspan>Abbey</tspan>'
        '</text><text x="1"><tspan>Abbey</tspan></text>'
        '<text style="fill:#000000;paint-order:stroke;stroke:#ffffff;stroke-width:3">B</text>'
        '<text style="fill:#000000;">B</text><text>C</text>'
    )
    group = '<g paint-order="stroke"><text style="fill:#ffffff;stroke:#092135">1</text></g>'
    assert set_halos(group) == (
        '<g paint-order="stroke"><text style="fill:#ffffff;stroke:#092135">1</text>'
        '<text style="fill:#ffffff;">1</text></g>'
    )
