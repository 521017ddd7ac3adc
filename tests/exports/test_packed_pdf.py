"""PDFs with their small objects packed say and show what they did before."""

from __future__ import annotations

import io
import re
import zlib

import pypdf
import pypdfium2
import pytest

from needsbook.errors import BuildError
from needsbook.exports import packed_pdf
from needsbook.exports.packed_pdf import pack_pdf

LINES = "\n\n".join(f"= Part {n}\nWords of part {n}, and #strong[more]." for n in range(60))


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A tagged document of several pages as the setter writes it."""
    import typst

    source = f'#set document(title: "Parts")\n#set text(lang: "en")\n{LINES}'
    return bytes(
        typst.Compiler(source.encode()).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    )


def list_tags(reader: pypdf.PdfReader) -> list[str]:
    """The kinds of all tags, in reading order."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if not isinstance(element, pypdf.generic.DictionaryObject):
            continue
        found.append(str(element.get("/S", "")))
        inside = element.get("/K", [])
        inside = inside if isinstance(inside, list) else [inside]
        waiting += [other for other in reversed(inside) if not isinstance(other, int)]
    return found


@pytest.mark.parametrize("most", [7, packed_pdf.MOST_OBJECTS])
def test_same_words_tags_and_looks_in_half_the_bytes(
    plain: bytes, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_pdf, "MOST_OBJECTS", most)
    packed = pack_pdf(plain)
    assert packed == pack_pdf(plain)
    assert len(packed) < (0.6 if most > 7 else 1) * len(plain)
    before = pypdf.PdfReader(io.BytesIO(plain), strict=True)
    after = pypdf.PdfReader(io.BytesIO(packed), strict=True)
    assert after.trailer["/ID"] == before.trailer["/ID"]
    assert after.trailer["/Root"]["/Lang"] == "en"
    assert [page.extract_text() for page in after.pages] == [
        page.extract_text() for page in before.pages
    ]
    assert list_tags(after) == list_tags(before)
    assert len(list_tags(after)) > 100
    assert after.metadata == before.metadata
    pages = [
        [page.render(scale=0.5).to_numpy().tobytes() for page in pypdfium2.PdfDocument(content)]
        for content in (plain, packed)
    ]
    assert pages[0] == pages[1]


def test_every_place_is_right(plain: bytes) -> None:
    packed = pack_pdf(plain)
    place = int(re.findall(rb"startxref\n(\d+)", packed)[0])
    assert re.match(rb"\d+ 0 obj\n<</Type/XRef", packed[place:])
    for found in re.finditer(rb"/Type/ObjStm/N (\d+)/First (\d+)[^>]*/Length (\d+)>>\n", packed):
        many, first, length = map(int, found.groups())
        start = found.end() + len(b"stream\n")
        inside = zlib.decompress(packed[start : start + length])
        assert len(inside[:first].split()) == 2 * many


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nstartxref\n9\n%%EOF", b"%PDF-1.7 cut short"])
def test_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(BuildError, match="another form"):
        pack_pdf(content)
