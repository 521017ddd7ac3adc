"""The numbers of a built page: found by their ids, compared with the register, linked.

Pages are read with one regular expression, not parsed: what ``show_figure`` and the
charts write has one form, and a book has thousands of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape, unescape

from needsbook.errors import BuildError
from needsbook.register.entries import Entry

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
    """A number as a page prints it: the id it carries, its text, its ``value`` attribute.

    ``part`` marks one that prints another part of the figure: interval, count, base.
    """

    id: str
    text: str
    value: str | None = None
    part: bool = False


def find_marks(html: str) -> Iterator[Mark]:
    """Every printed number of ``html`` that carries an id, in order."""
    for found in _SHOWN.finditer(html):
        text = " ".join(unescape(_TAG.sub("", found["inner"])).split())
        value = _VALUE.search(found["attributes"]) if found["tag"] == "data" else None
        part = 'class="nb-part"' in found["attributes"]
        yield Mark(unescape(found["id"]), text, unescape(value[1]) if value else None, part)


def list_ids(html: str) -> list[str]:
    """Every id the page carries, on a number or on a drawn mark: each once, in order."""
    return list(dict.fromkeys(unescape(found_text) for found_text in _ANY.findall(html)))


def agrees(mark: Mark, entry: Entry) -> bool:
    """Whether a mark prints its entry.

    The printed form itself does; so does one number that is the value at some rounding (a
    column may leave out the per cent sign, a sentence that says “lower by” the minus
    sign). Words agree only with the printed form. Of a part, every number must be an end
    of the interval, the count or the base.
    """
    figure = entry.figure
    numbers = [found_text.replace(",", "") for found_text in _NUMBER.findall(mark.text)]
    if mark.part:
        parts = (figure.lower_ci, figure.upper_ci, figure.count, figure.denominator)
        held = [part for part in parts if part is not None]
        return bool(numbers) and all(
            any(_rounds_to(value, text) for value in held) for text in numbers
        )
    if mark.text.casefold() == figure.printed.casefold():
        return True
    if figure.value is None or len(numbers) != 1:
        return False
    own = [found_text.replace(",", "") for found_text in _NUMBER.findall(figure.printed)]
    return own == numbers or _rounds_to(figure.value, numbers[0])


def _rounds_to(value: float, digits: str) -> bool:
    """Whether ``digits`` is the size of ``value``, rounded to as many decimals as it has."""
    decimals = len(digits.partition(".")[2])
    rounded = abs(Decimal(repr(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded == Decimal(digits)


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
        if not agrees(mark, entry):
            raise BuildError(
                f"the page prints “{mark.text}” as {mark.id}, whose printed form is "
                f"“{entry.figure.printed}”",
                page,
                "print the figure with show_figure, or give the number its own figure",
            )
    known = {mark.id for mark in marks}
    for name in list_ids(html):
        if name not in known and look_up(name) is None:
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
        linked = found["tag"] == "data" or 'class="nb-missing"' in found["attributes"]
        if entry is None or not entry.address or not linked:
            return found[0]
        number = 0 if depth["table"] else note(entry)
        foot = f' data-n="{number}"' if number else ""
        return f'<a class="nb-link"{foot} href="{up}{escape(entry.address)}">{found[0]}</a>'

    return _STEP.sub(step, html)
