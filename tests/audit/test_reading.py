"""Documents of every kind are read, and a bad one gets one clear answer."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from needsbook.audit.reading import read_lines
from needsbook.errors import BadInput
from tests.audit.conftest import write_pdf

SENTENCE = "In Westminster, 71.9 per cent of children achieved a good level of development."


def test_text_and_markdown_lose_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        f"# Key facts\n\n- **{SENTENCE}**\n\n[a link](https://example.org/1)\n", encoding="utf-8"
    )
    lines = read_lines(path)
    assert [(line.text, line.number, bool(line.level)) for line in lines] == [
        ("Key facts", 1, True), (SENTENCE, 3, False), ("a link", 5, False),
    ]  # fmt: skip


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_codings_offices_write(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("the children’s plan – 20 %".encode(coding))
    assert read_lines(path)[0].text == "the children’s plan – 20 %"


def test_nothing_in_a_web_page_is_run_or_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a document must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><title>t</title></head><body><script>document.write('9%')</script>"
        f"<img src='https://example.org/x.png'><iframe src='https://example.org'></iframe>"
        f"<h2>Key facts</h2><p>{SENTENCE}</p><ul><li>one</li></ul></body></html>"
    )
    assert [line.text for line in read_lines(path)] == ["Key facts", SENTENCE, "one"]


def test_word_is_read_with_its_tables(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.save(str(tmp_path / "a.docx"))
    assert [line.text for line in read_lines(tmp_path / "a.docx")] == [SENTENCE, "left\tright"]


def test_a_pdf_of_three_hundred_pages_is_read_quickly(tmp_path: Path) -> None:
    pages = [["Plain words that wrap", "over two lines.", SENTENCE] for _ in range(300)]
    path = write_pdf(tmp_path / "a.pdf", pages)
    start = time.perf_counter()
    lines = read_lines(path)
    assert time.perf_counter() - start < 20
    assert len(lines) == 600
    assert (lines[-1].text, lines[-1].page) == (SENTENCE, 300)
    assert lines[0].text == "Plain words that wrap over two lines."


def test_a_locked_pdf_is_said_to_be_locked(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(tmp_path / "a.pdf", [[SENTENCE] * 4])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(str(tmp_path / "locked.pdf"))
    with pytest.raises(BadInput, match="locked with a password"):
        read_lines(tmp_path / "locked.pdf")


def test_a_pdf_locked_only_against_changes_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(tmp_path / "a.pdf", [[SENTENCE] * 4])))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    writer.write(str(tmp_path / "open.pdf"))
    assert read_lines(tmp_path / "open.pdf")[0].text.startswith("In Westminster")


def test_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    writer.write(str(tmp_path / "scan.pdf"))
    with pytest.raises(BadInput, match="is a scan") as caught:
        read_lines(tmp_path / "scan.pdf")
    assert "text recognition" in caught.value.do


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7\nthis is no PDF", "is broken"),
        ("a.pdf", b"\x00\x01\x02\x03", "is broken"),
        ("a.docx", b"PK\x03\x04 no archive", "not a Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "locked with a password"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b"a\x00b\x00\xff", "binary data"),
        ("a.html", b"<html><script>1</script></html>", "holds no text"),
        ("a.xlsx", b"PK", "not a kind of document"),
    ],
)
def test_a_bad_file_gets_one_clear_answer(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words) as caught:
        read_lines(path)
    assert caught.value.do
    assert name in str(caught.value)


def test_a_word_file_that_unpacks_to_a_flood_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (450 * 1024 * 1024))
    path = tmp_path / "bomb.docx"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(BadInput, match="unpacks to"):
        read_lines(path)


def test_rows_of_a_pdf_page_are_cells_under_the_words_over_them() -> None:
    from needsbook.audit.pdf_layout import PdfTable, part_page
    from needsbook.audit.pdf_lines import PageLine, Word

    def line(*cells: tuple[str, float]) -> PageLine:
        words = [Word(text, left, left + 6.0 * len(text)) for text, left in cells]
        return PageLine(tuple(words), tuple(words), 10.0)

    head = PageLine(
        (Word("Measure Devon England", 20.0, 320.0),),
        (Word("Measure", 20.0, 62.0), Word("Devon", 200.0, 230.0), Word("England", 280.0, 322.0)),
        10.0,
    )
    page = [
        line(("Absence in the county.", 20.0)),
        head,
        line(("Overall absence (%)", 20.0), ("7.2", 200.0), ("6.8", 280.0)),
        line(("Severe absence (%)", 20.0), ("3.2", 200.0), ("2.4", 280.0)),
        line(("The rate fell.", 20.0)),
    ]
    before, table, after = part_page(page, None)
    assert before == "Absence in the county."
    assert after == "The rate fell."
    assert isinstance(table, PdfTable)
    assert table.head == ("Measure", "Devon", "England")
    assert table.rows[1] == ("Severe absence (%)", "3.2", "2.4")
    # On the next page the table goes on without its head.
    (more,) = part_page(
        [line(("Absence of pupils (%)", 20.0), ("9.1", 200.0), ("8.0", 280.0))], table
    )
    assert isinstance(more, PdfTable)
    assert more.head == table.head
