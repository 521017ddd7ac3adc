"""Passages: each sentence or table cell of a document with what it stands under and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from needsbook.audit.lines import Line

BULLETS = re.compile(r"\s*[➤•■●▪◦]\s*")
ENDS = re.compile(r"(?<=[.!?])(?:[”\"’)]{0,2})\s+(?=[A-Z“\"‘(\d])|(?<=[.!?]\))\s+(?=[A-Z])")
SHORT_FORMS = re.compile(
    r"(?:\b(?:c|ca|approx|e\.g|i\.e|no|vs|St|Dr|Mr|Mrs|Fig|cf|p|pp|al|para)\.|\b[A-Z]\.)$", re.I
)
CAPTION = re.compile(
    r"^\s*(?:table|figure|fig\.?|chart|graph|map)\s+[\dA-Z]+[.\d]*\s*[:.–-]?\s", re.I
)
HEADING_LENGTH = 70
# A document that marks its headings needs none guessed.
ENOUGH_MARKED = 3
CELL_NUMBER = re.compile(
    r"^[\s<>~≈c.(]*[-−–+]?\d[\d,]*(?:\.\d+)?\s*(?:%|per\s?cent|per\s+[\d,]+)?\s*(?:[*†‡^]|\([^)]*\)|\[[^\]]*\])*\s*[▲▼↑↓→=]?\s*$", re.I
)  # fmt: skip
INTERVAL = re.compile(r"^[\s(\[]*[-−–]?[\d.,]+\s*%?\s*(?:to|-|–|,)\s*[-−–]?[\d.,]+\s*%?[\s)\]]*$")
YEARISH = re.compile(r"^\W*(?:(?:FYE?\s*)?(?:19|20)\d{2}(?:\s?[/–-]\s?\d{2,4})?|\d\d/\d\d|mid-\d{4}|\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{4})\W*$", re.I)  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """One sentence, or one number of a table, and its surroundings.

    ``headings`` the headings it stands under, the nearest last; ``before`` the sentences
    before it in its paragraph, the nearest last; ``caption`` that of its table; ``label``
    and ``column`` what its row and its column are headed; ``paragraph`` counts from 1 below
    the nearest heading.
    """

    text: str
    line: int
    page: int
    headings: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    caption: str = ""
    label: str = ""
    column: str = ""
    cell: bool = False
    paragraph: int = 0
    heading: bool = False

    @property
    def section(self) -> str:
        """The nearest heading, shortened; “document” where there is none."""
        return (self.headings[-1][:60].rstrip(" :.") if self.headings else "") or "document"


@dataclass
class _Reader:
    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraph: int = 0
    caption: str = ""
    last: str = ""

    def head(self, level: int, text: str) -> None:
        self.headings = [heading for heading in self.headings if heading[0] < level] + [
            (level, text)
        ]
        self.paragraph, self.caption, self.last = 0, "", ""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.headings)


def split_passages(lines: Sequence[Line]) -> Iterator[Passage]:
    """The passages of a document in order; headings are passages too."""
    reader, at = _Reader(), 0
    marked = sum(line.level > 0 for line in lines) >= ENOUGH_MARKED
    while at < len(lines):
        line = lines[at]
        if line.cells:
            end = at
            while end < len(lines) and lines[end].cells and lines[end].table == line.table:
                end += 1
            yield from _read_table(lines[at:end], reader)
            at = end
            continue
        level = line.level or (9 if not marked and looks_like_heading(line.text) else 0)
        if CAPTION.match(line.text) and len(line.text) < 200:
            reader.caption = line.text
        elif level:
            reader.head(level, line.text)
        else:
            reader.paragraph += 1
        yield from _read_text(line.text, line, reader, bool(level))
        at += 1


def _read_text(
    text: str,
    line: Line,
    reader: _Reader,
    heading: bool,
    label: str = "",
    column: str = "",
    caption: str = "",
) -> Iterator[Passage]:
    path = reader.path[:-1] if heading else reader.path
    for point in BULLETS.split(text):
        before: tuple[str, ...] = () if heading or not reader.last else (reader.last,)
        for piece in split_text(point):
            yield Passage(
                piece,
                line.number,
                line.page,
                path,
                before,
                paragraph=reader.paragraph,
                heading=heading,
                label=label,
                column=column,
                caption=caption,
            )
            before = (*before[-1:], piece)
    reader.last = (
        "" if heading or not text.strip() else split_text(text)[-1:][0] if split_text(text) else ""
    )


def split_text(text: str) -> list[str]:
    """The sentences of a paragraph."""
    pieces: list[str] = []
    for piece in ENDS.split(text):
        if piece is None:
            continue
        if pieces and SHORT_FORMS.search(pieces[-1]):
            pieces[-1] += " " + piece
        else:
            pieces.append(piece)
    return [piece.strip() for piece in pieces if piece.strip()]


def looks_like_heading(text: str) -> bool:
    """Whether a line without a mark of its own is a heading: short, without a full stop or a figure."""
    return (
        len(text) < HEADING_LENGTH
        and not text.rstrip().endswith((".", ";", ",", "?", "!"))
        and not re.search(
            r"\d+\s*(?:%|per cent)|\d{3}(?!\d|/|-)(?<!\b20\d)|\bwas\b|\bwere\b|\bhad\b", text
        )
        and bool(re.match(r"^(?:\d+[.\d]*\s+)?[A-Z]", text))
        and not BULLETS.match(text)
    )


def _read_table(rows: Sequence[Line], reader: _Reader) -> Iterator[Passage]:
    """The cells of a table: each number under its column's head beside its row's label."""
    width = max(len(row.cells) for row in rows)
    heads = [""] * width
    body = 0
    for body, row in enumerate(rows):
        if not _is_head(row.cells, body):
            break
        for at, cell in enumerate(row.cells):
            if cell not in heads[at]:
                heads[at] = f"{heads[at]} {cell}".strip()
    else:
        body = len(rows)
    heads = _name_bare_heads(heads)
    caption = reader.caption
    if re.search(r"\b(?:19|20)\d\d\b", heads[0]) and heads[0] not in caption:
        # The corner of a table dates it: “Measure (2024/25)”.
        caption = f"{caption} {heads[0]}".strip()
    group = ""
    dated = [at for at, head in enumerate(heads) if at and DATE_HEAD.match(head)]
    for row in rows[body:]:
        when = next((row.cells[at] for at in dated[:1] if at < len(row.cells)), "").strip()
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) == 1 and not CELL_NUMBER.match(filled[0]):
            group = filled[0]
            if len(group) > HEADING_LENGTH or re.search(r"\d", group):
                yield from _read_text(group, row, reader, False)
            continue
        labels: list[str] = []
        for at, cell in enumerate(row.cells):
            if not cell.strip() or (at in dated[:1] and cell.strip() == when):
                continue
            if (at > 0 and CELL_NUMBER.match(cell) and not YEARISH.match(cell)) or _is_year_count(
                cell, heads[at], at
            ):
                yield Passage(
                    cell.strip(), row.number, row.page, reader.path, (), caption,
                    " ".join([*([group] if group else []), *labels, *([when] if when else [])]), heads[at], True, reader.paragraph,
                )  # fmt: skip
            elif at > 0 and INTERVAL.match(cell):
                continue
            elif len(cell) > HEADING_LENGTH or (
                at > 0 and re.search(r"\d", cell) and not YEARISH.match(cell)
            ):
                reader.last = ""
                yield from _read_text(
                    cell,
                    row,
                    reader,
                    False,
                    column=heads[at],
                    label=" ".join(labels),
                    caption=caption,
                )
            else:
                labels.append(cell.strip())
    reader.caption, reader.last = "", ""


# A column that dates its rows.
DATE_HEAD = re.compile(
    r"^\W*(?:(?:data|latest|reporting|reference)\s+)?(?:date|period|year|time\s+period|as\s+at)s?(?:\s+of\s+data)?\W*$",
    re.I,
)
BARE_HEAD = re.compile(
    r"^\W*(?:(?:rate|percentage|per\s?cent|proportion|share)\b)?\W*(?:per\s+[\d,]+(?:\s+\w+){0,3}|%)?\W*$",
    re.I,
)
SUBJECT_HEAD = re.compile(
    r"\b(?:children|pupils|young\s+people|plans|referrals|assessments|suspensions|exclusions|conceptions|admissions|entrants|number)\b",
    re.I,
)


def _name_bare_heads(heads: Sequence[str]) -> list[str]:
    """A column headed “Rate per 10,000” alone is of what the column before it counts."""
    named: list[str] = []
    subject = ""
    for at, head in enumerate(heads):
        bare = bool(head.strip()) and bool(BARE_HEAD.match(head))
        if at and SUBJECT_HEAD.search(head) and not bare:
            subject = re.sub(r"\b(?:numbers?|no\.?|count)\s+(?:of\b)?", "", head, flags=re.I)
        named.append(f"{subject} {head}".strip() if bare and subject else head)
        subject = (
            "" if at and head.strip() and not bare and not SUBJECT_HEAD.search(head) else subject
        )
    return named


def _is_year_count(cell: str, head: str, at: int) -> bool:
    """A cell such as “2019” is a count where its column is headed by a number of people."""
    return (
        at > 0
        and bool(re.fullmatch(r"\s*(?:19|20)\d{2}\s*", cell))
        and bool(re.search(r"number|count|total|children", head, re.I))
    )


def _is_head(cells: Sequence[str], at: int) -> bool:
    """Whether a row heads its columns: no cell but the first holds a figure, years aside."""
    rest = [cell for cell in cells[1:] if cell.strip()]
    if not rest and at == 0:
        return False
    if any(len(cell) > 2 * HEADING_LENGTH for cell in cells):
        return False
    figures = [cell for cell in rest if CELL_NUMBER.match(cell) and not YEARISH.match(cell)]
    if at == 0:
        return not figures
    return (
        bool(rest)
        and not figures
        and all(YEARISH.match(cell) or not re.search(r"\d", cell) for cell in rest)
        and not cells[0].strip()
    )
