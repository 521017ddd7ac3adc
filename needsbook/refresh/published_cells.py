"""One published cell: a plain decimal, or the reason there is none, and a note.

Symbols are those of the Department for Education (c, x, z, k, low, u), of government
spreadsheets ([c], [x], [z], [low], [u], [p], [r]) and the older dots, colons and dashes.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from needsbook.errors import BadInput

SYMBOLS = {
    "c": "suppressed",
    "s": "suppressed",
    "*": "suppressed",
    "suppressed": "suppressed",
    "supp": "suppressed",
    "x": "not_available",
    "": "not_available",
    ":": "not_available",
    ".": "not_available",
    "..": "not_available",
    "...": "not_available",
    "n/a": "not_available",
    "na": "not_available",
    "not available": "not_available",
    "nan": "not_available",
    "null": "not_available",
    "none": "not_available",
    "z": "not_applicable",
    "not applicable": "not_applicable",
    "k": "low",
    "low": "low",
    "~": "low",
    "u": "not_available",
    "w": "not_available",
}
NOTES = {"u": "of low reliability, not shown by the publisher", "w": "withdrawn by the publisher"}
REMARKS = {"p": "provisional", "r": "revised", "e": "estimated", "b": "break in the series"}
_NUMBER = re.compile(r"[-−–]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[-−–]?\.\d+")
_EXPONENT = re.compile(r"-?\d+(\.\d+)?[eE][-+]?\d{1,3}")
_REMARK = re.compile(r"\s*\[([a-z]+)\]$", re.IGNORECASE)
_MARK = re.compile(r"\s*\[(?:notes? )?(\d{1,2}(?:, ?\d{1,2})*)\]$", re.IGNORECASE)
# What stands for a small number, so that nobody can be told from it.
_SMALL = re.compile(
    r"(?i)(<|less than|fewer than|under)\s?(\d|10)|1\s?(-|–|to)\s?[2-9]|(\d|10) or (fewer|less)"
)


@dataclass(frozen=True)
class Cell:
    """``number`` is a plain decimal or ""; then ``reason`` says why. ``percent``: had a % sign."""

    number: str
    reason: str = ""
    note: str = ""
    percent: bool = False


def plain(number: Decimal) -> str:
    """``number`` as a plain decimal with the digits it has."""
    text = format(number, "f")
    return "0" if re.fullmatch(r"-0", text) else text


def read_cell(content: object, where: str = "") -> Cell:
    """The cell as published; ``BadInput`` if it is neither a number nor a known symbol."""
    if content is None:
        return Cell("", "not_available")
    if isinstance(content, bool):
        raise BadInput(
            f"“{content}” is not a number", where, "expected a number or a symbol such as c"
        )
    if isinstance(content, (int, float)):
        if isinstance(content, float) and not math.isfinite(content):
            return Cell("", "not_available")
        # Spreadsheets hold 15 digits; what a float has beyond them is binary noise.
        number = Decimal(f"{content:.15g}") if isinstance(content, float) else Decimal(content)
        if number == number.to_integral_value() and isinstance(content, float):
            number = number.quantize(Decimal(1)) if abs(number) < Decimal(10) ** 20 else number
        return Cell(plain(number))
    text = str(content).replace("\u00a0", " ").replace("\u202f", " ").strip()
    remark = ""
    inner = re.fullmatch(r"\[\s*([^\]]*?)\s*\]", text)
    if inner:
        text = inner[1]
    elif match := _REMARK.search(text):
        remark = REMARKS.get(match[1].lower(), "")
        if not remark:
            raise BadInput(
                f"“{text}” carries an unknown mark", where, "expected [p], [r], [e] or [b]"
            )
        text = text[: match.start()].strip()
    elif match := _MARK.search(text):
        remark = f"note {match[1]} of the publisher’s table"
        text = text[: match.start()].strip()
    if _SMALL.fullmatch(text):
        return Cell("", "suppressed", f"printed as “{text}”")
    symbol = text.lower()
    if symbol in SYMBOLS:
        return Cell("", SYMBOLS[symbol], NOTES.get(symbol, remark))
    percent = text.endswith("%")
    body = text.removesuffix("%").strip()
    if re.fullmatch(r"\d{1,3}( \d{3})+(\.\d+)?", body):
        body = body.replace(" ", "")
    if body in ("-", "–", "—") and not percent:
        return Cell("", "not_available", remark)
    if _NUMBER.fullmatch(body):
        # A comma between groups of three is a thousands mark; any other is not a number.
        number = Decimal(body.replace(",", "").replace("−", "-").replace("–", "-"))
        return Cell(plain(number), "", remark, percent)
    if _EXPONENT.fullmatch(body):
        return Cell(plain(Decimal(body)), "", remark, percent)
    shown = text if len(text) <= 40 else text[:40] + "…"
    raise BadInput(
        f"“{shown}” is not a number", where, "expected a number or a symbol such as c, x, z, [low]"
    )


def as_percentage(fraction: str) -> str:
    """A fraction as a percentage, the point moved and nothing rounded; "" stays ""."""
    return plain(Decimal(fraction).scaleb(2)) if fraction else ""


def read_note(note: str, has_value: bool) -> str:
    """The reason a value note stands for; a note beside a value is no reason to hide it."""
    text = note.casefold()
    if re.search(r"\bvalues? for .* combined\b|\bcombined with\b", text):
        return "combined_with_neighbour"
    if has_value:
        return ""
    if re.search(r"suppress|disclosure", text):
        return "suppressed"
    if re.search(r"not applicable", text):
        return "not_applicable"
    return "not_available"
