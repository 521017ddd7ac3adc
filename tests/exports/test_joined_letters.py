"""Letters a setter draws one by one are joined, and look as they did."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pypdf
import pypdfium2

from needsbook.exports.joined_letters import join_all, join_letters, shorten_numbers
from needsbook.exports.packed_pdf import pack_pdf
from needsbook.exports.typeset import place_picture

LETTER = (
    "q 0.5 0 0 -0.5 {x} 400.123456 cm/c0 cs 0.043137256 0.5 0.25 scn\n"
    "BT 0 Tr/f1 15 Tf 1 0 0 -1 0 0 Tm({word})Tj\nET\nQ\n"
)
SVG = (
    '<svg viewBox="0 0 200 60" font-size="15"><text x="10" y="20">Many words in one line</text>'
    '<text x="10" y="45" style="fill:#12436d">another (one) 12.5%</text>'
    '<circle cx="150" cy="40" r="5" fill="#f46a25"/></svg>'
)


def test_letters_of_one_line_and_look_are_one_piece() -> None:
    drawn = "".join(
        LETTER.format(x=x, word=word) for x, word in ((10, "a"), (14.2, "\\)"), (18, "c"))
    )
    joined = join_all(drawn.encode())
    assert joined.count(b"BT") == joined.count(b"ET") == joined.count(b"Q") == 1
    assert b"Tm(a)Tj 8.4 0 Td(\\))Tj 7.6 0 Td(c)Tj\nET" in joined


def test_what_looks_otherwise_or_stands_apart_is_not_joined() -> None:
    first, second = LETTER.format(x=10, word="a"), LETTER.format(x=14, word="b")
    for apart in (second.replace("400.1", "390.1"), second.replace("0.25 scn", "0.3 scn"),
                  second.replace("f1", "f2"), "0 0 m 9 9 l S\n" + second):  # fmt: skip
        drawn = (first + apart).encode()
        assert join_all(drawn) == drawn


def test_numbers_are_shortened_but_not_scales() -> None:
    said = shorten_numbers(
        b"q 1.0488189 0 0 -1.0488189 51.023622 784.15174 cm 0.00000000000000027554554 -4.5671 m "
        b"0.043137256 scn 3.1 w -0.00000000000003 2.71828 l"
    )
    assert said == (
        b"q 1.0488189 0 0 -1.0488189 51.02 784.15 cm 0 -4.56 m 0.04313 scn 3.1 w 0 2.71 l"
    )


def test_an_object_that_draws_nothing_stays_as_it_is() -> None:
    font = b"7 0 obj\n<</Length 9/Filter/FlateDecode>>\nstream\n" + zlib.compress(b"glyphs")
    for body in (font + b"\nendstream\nendobj\n", b"8 0 obj\n<</Type/Page>>\nendobj\n"):
        assert join_letters(body) == body


def test_a_picture_looks_as_before_in_fewer_bytes_and_its_words_can_be_copied() -> None:
    import typst

    source = f'#set document(title: "P")\n#figure({place_picture(SVG, "150mm", "Words")})'
    plain = bytes(
        typst.Compiler(source.encode()).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    )
    packed = pack_pdf(plain)
    before, after = (
        np.asarray(pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().convert("L"), int)
        for content in (plain, packed)
    )
    assert (before < 128).sum() > 1000
    assert np.abs(before - after).mean() < 0.05
    words = pypdf.PdfReader(io.BytesIO(packed), strict=True).pages[0].extract_text()
    assert "Many words in one line" in words
    assert "another (one) 12.5%" in words
    raw = pypdf.PdfReader(io.BytesIO(packed)).pages[0].get_contents()
    assert raw is not None
    assert raw.get_data().count(b"BT") == 2
