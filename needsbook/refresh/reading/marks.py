"""Marks that stand stuck to a number: “20.5*”, “20.5r”, “20.5 (p)”, and what the file says they mean.

A letter every publisher uses for revised, provisional, estimated or a break is known without a
word. A star or a dagger is a footnote's: it is read where the file says what it means and that
is no reason to doubt the number, and kept with the figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from needsbook.errors import BadInput
from needsbook.refresh.published_cells import REMARKS, SYMBOLS, read_cell
from needsbook.refresh.reading.columns import text_of
from needsbook.refresh.reading.headers import HeaderFound

_SIGNS = r"\*{1,4}|†{1,2}|‡|#|\^|§|¹|²|³|⁴|⁵"
MARKED = re.compile(
    rf"(?P<number>[-−–]?[\d,]*\.?\d+ ?%?) ?\(?(?P<mark>{_SIGNS}|[prebuRPEBU]|prov(?:isional)?|rev(?:ised)?|"
    r"est(?:imated?)?|[a-zA-Z]|(?<=\()\d{1,2}(?=\)))\)?"
)
# The letters of government spreadsheets; read_cell keeps them as notes.
LETTERS: Mapping[str, str] = {
    "p": "p", "r": "r", "e": "e", "b": "b", "prov": "p", "provisional": "p", "rev": "r",
    "revised": "r", "est": "e", "estimate": "e", "estimated": "e",
}  # fmt: skip
_MEANT: tuple[tuple[str, str], ...] = (
    (r"\bprovisional|preliminary|subject to (change|revision)", "p"), (r"\brevis|\bamended|\bupdated", "r"),
    (r"\bestimated?\b|\bimputed", "e"), (r"\bbreak in\b", "b"),
)  # fmt: skip
_DOUBTED = re.compile(
    r"(?i)suppress|unreliab|reliab|disclos|small (number|sample|base|cohort)|fewer than|less than|"
    r"withheld|caution|not (shown|available|applicable|comparable|published|representative)|"
    r"incomplete|missing|exclud|error|incorrect|\bonly\b|data quality|low (response|coverage|numbers)|"
    r"combined with|partial|different|another|significan"
)
_EXPLAINS = re.compile(
    rf"^\W*?(?P<mark>{_SIGNS}|\(?[a-z]{{1,4}}\)?|\(\d{{1,2}}\)|\[[a-z]{{1,4}}\])\s*(?P<sign>[=:\-–.]|means|denotes|indicates|shows)?\s*"
    r"(?P<words>[^\W\d_].*)$",
    re.IGNORECASE,
)


def read_marked(text: str, meanings: Mapping[str, str], place: str, column: str) -> tuple[str, str]:
    """A marked number as ``read_cell`` has it, and a note; the text itself where no mark is known.

    ``BadInput`` for a mark that the file does not explain, or by which the number is in doubt.
    """
    hit = MARKED.fullmatch(text)
    if hit is None:
        return text, ""
    mark = hit["mark"]
    sign = not mark.isalpha()
    explained = meanings.get(mark.casefold(), "")
    letter = next((to for words, to in _MEANT if re.search(f"(?i){words}", explained)), "")
    if not explained and mark.isdigit():
        return text, ""
    if not explained and not sign:
        letter = LETTERS.get(mark.casefold(), "")
        if not letter:
            return text, ""
    where = f"{place}, column “{column}”"
    if not explained and sign:
        raise BadInput(
            f"“{text}” carries the mark {mark}, and nothing in the file says what it means", where,
            f"write a line “{mark} …” below the table that says it, or take the mark off",
        )  # fmt: skip
    if explained and _DOUBTED.search(explained):
        raise BadInput(
            f"“{text}” carries the mark {mark}, which means “{explained[:120]}”", where,
            "take the row out, or take the mark off if the figure is the whole and holds",
        )  # fmt: skip
    if letter:
        return f"{hit['number'].strip()} [{letter}]", ""
    return hit["number"].strip(), f"marked {mark} in the file: {explained[:200]}"


def list_marks(found: HeaderFound) -> Iterator[tuple[str, str]]:
    """Each mark the file explains, with the words."""
    for text in _list_words(found):
        for part in re.split(r"\s*;\s*|\s{2,}|\n", text):
            hit = _EXPLAINS.match(part)
            if hit is None:
                continue
            mark = hit["mark"].strip("()[]")
            # A letter needs a sign after it: “a pupil is …” explains no mark.
            if not mark.isalpha() or hit["sign"] or hit["mark"] != mark:
                yield mark.casefold(), hit["words"]


def _list_words(found: HeaderFound) -> Iterator[str]:
    """The lines that may explain a mark: above, below and beside the table."""
    yield from found.above.split("\n")
    for _, cells in found.grid.rows():
        filled = [text for cell in cells if (text := text_of(cell))]
        if len(filled) == 1:
            yield filled[0]
        elif len(filled) == 2 and len(filled[0]) <= 12:
            yield f"{filled[0]}: {filled[1]}"
    for _, _, lines in found.grid.beside:
        for _, text in lines:
            yield text


FLAGS = re.compile(r"^((value|data|obs|status|figure) )?(flags?|markers?|symbols?|qualifiers?)$")
_NO_DOUBT = {
    **{letter: letter for letter in "preb"},
    **LETTERS,
    "a": "",
    "ok": "",
    "f": "",
    "final": "",
    "n": "",
}


def find_flag(found: HeaderFound) -> int | None:
    """The column of marks that stand beside the figures, in a column of their own."""
    named = [at for at, name in enumerate(found.names) if FLAGS.match(name)]
    return named[0] if len(named) == 1 else None


def read_flag(text: str, value: object, place: str) -> str:
    """The note of a mark in a column of its own; ``BadInput`` where it is a reason to have no figure."""
    plain = text.strip(" []()").casefold()
    if not plain or not read_cell(value).number:
        return ""
    if plain in _NO_DOUBT:
        return REMARKS.get(_NO_DOUBT[plain], "")
    if plain in SYMBOLS or _DOUBTED.search(plain):
        raise BadInput(
            f"{value} stands beside the mark “{text}”, which says that there is no figure to rely on",
            place, "take the row or the value out",
        )  # fmt: skip
    return f"marked “{text[:80]}” in the file"
