"""The numbers of a built page: found by their ids, compared with the register, linked.

Pages are read with one regular expression, not parsed: what ``show_figure`` and the
charts write has one form, and a book has thousands of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from html import escape, unescape

from needsbook.errors import BuildError
from needsbook.register.entries import Entry
from needsbook.store import print_value

_SHOWN = re.compile(
    r'<(?P<tag>data|span|text|tspan)\b(?P<attributes>[^<>]*?\bdata-figure="(?P<id>[^"]*)"[^<>]*)>'
    r"(?P<inner>.*?)</(?P=tag)>",
    re.S,
)
_ANY = re.compile(r'\bdata-figure="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r'\bvalue="([^"]*)"')
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Where a link may not stand, and where footnote numbers would be noise.
_STEP = re.compile(
    r"<(?P<open>a|table|svg|button|summary)\b[^<>]*>|</(?P<close>a|table|svg|button|summary)>|"
    + _SHOWN.pattern,
    re.S,
)


@dataclass(frozen=True)
class Mark:
    """A number as a page prints it: the id it carries, its text, its ``value`` attribute."""

    id: str
    text: str
    value: str | None


def find_marks(html: str) -> Iterator[Mark]:
    """Every printed number of ``html`` that carries an id, in order."""
    for found in _SHOWN.finditer(html):
        text = " ".join(unescape(_TAG.sub("", found["inner"])).split())
        value = _VALUE.search(found["attributes"]) if found["tag"] == "data" else None
        yield Mark(unescape(found["id"]), text, unescape(value[1]) if value else None)


def find_ids(html: str) -> set[str]:
    """Every id the page carries anywhere, on a number or on a drawn mark."""
    return {unescape(one) for one in _ANY.findall(html)}


def agrees(text: str, entry: Entry) -> bool:
    """Whether ``text`` prints the entry's value.

    The printed form itself does; so does one number in ``text`` that is the value at some
    rounding (a column may leave out the per cent sign; a sentence that says “lower by”
    leaves out the minus sign). Words agree only with the printed form.
    """
    figure = entry.figure
    if text.casefold() == figure.printed.casefold():
        return True
    numbers = _NUMBER.findall(text)
    if figure.value is None or len(numbers) != 1:
        return False
    digits = numbers[0].replace(",", "")
    decimals = len(digits.partition(".")[2])
    own = _NUMBER.findall(figure.printed)
    if own and own[0].replace(",", "") == digits:
        return True
    try:
        exact = abs(Decimal(repr(figure.value)))
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) == Decimal(digits)
    except InvalidOperation:
        return False


def check_marks(page: str, html: str, look_up: Callable[[str], Entry | None]) -> list[Mark]:
    """The page's numbers; the first that the register does not bear out is a ``BuildError``.

    ``look_up`` gives the entry of an id this page was made from, or None.
    """
    marks = list(find_marks(html))
    for mark in marks:
        entry = look_up(mark.id)
        if entry is None:
            raise BuildError(
                f"the page prints “{mark.text}” as the figure {mark.id or '(no id)'}, "
                "which it was not made from",
                page,
                "let the block that prints it list the figure among its figures",
            )
        if mark.value is not None and (
            entry.figure.value is None or mark.value != f"{entry.figure.value:.12g}"
        ):
            raise BuildError(
                f"the page gives {mark.id} the value {mark.value}, the register has "
                f"{entry.figure.value}",
                page,
                "run the page again: needsbook build --force",
            )
        if not agrees(mark.text, entry):
            raise BuildError(
                f"the page prints “{mark.text}” as {mark.id}, whose printed form is "
                f"“{entry.figure.printed}”",
                page,
                "print the figure with show_figure, or give the number its own figure",
            )
    known = {mark.id for mark in marks}
    for name in sorted(find_ids(html) - known):
        if look_up(name) is None:
            raise BuildError(
                f"the page draws the figure {name}, which it was not made from",
                page,
                "let the block that draws it list the figure among its figures",
            )
    return marks


def link_marks(
    html: str,
    up: str,
    look_up: Callable[[str], Entry | None],
    note: Callable[[Entry], int] = lambda entry: 0,
) -> str:
    """``html`` with each number a quiet link to its card.

    ``up`` leads from the page to the top of the site (``../``). Numbers that stand in a
    link, a button, a summary or a picture stay as they are. ``note`` gives the number of
    the footnote a reader of the printed page finds the source under (0: none); it is set
    outside tables only, which print their own source line.
    """
    depth = {"a": 0, "table": 0, "svg": 0, "button": 0, "summary": 0}

    def step(found: re.Match[str]) -> str:
        if opened := found["open"]:
            depth[opened] += not found[0].endswith("/>")
            return found[0]
        if closed := found["close"]:
            depth[closed] = max(0, depth[closed] - 1)
            return found[0]
        if depth["a"] or depth["svg"] or depth["button"] or depth["summary"]:
            return found[0]
        entry = look_up(unescape(found["id"]))
        if entry is None or not entry.address or found["tag"] in ("text", "tspan"):
            return found[0]
        number = 0 if depth["table"] else note(entry)
        foot = f' data-n="{number}"' if number else ""
        return f'<a class="nb-link"{foot} href="{up}{escape(entry.address)}">{found[0]}</a>'

    return _STEP.sub(step, html)


def print_entry_value(entry: Entry, value: float | None) -> str:
    """A number in the unit and decimals of the entry's indicator; empty for none."""
    if value is None:
        return ""
    return print_value(value, entry.figure.unit, entry.indicator.decimals)
