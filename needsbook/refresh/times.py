"""Publishers' periods in the book's written forms."""

from __future__ import annotations

import re
from functools import lru_cache

from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput

_SPAN = r"(\d{4})\s*[/\-–]\s*(\d{4}|\d{2})"


@lru_cache(maxsize=4096)
def name_period(text: str, form: str, where: str = "") -> str:
    """``text`` (2016, 2016/17, 201617, 2016/2017, 2014 - 16, 2021/22 - 23/24, …) as a period.

    ``form`` says what a year or a span of two years means for the indicator. A text that
    is one of the book's forms already is kept if ``form`` allows it. ``BadInput`` otherwise.
    """
    plain = " ".join(text.split())
    pooled = re.fullmatch(r"(\d{4})/(\d{2})\s*[-–]\s*(\d{2}|\d{4})/(\d{2})", plain)
    if pooled:
        last = pooled[3] if len(pooled[3]) == 4 else pooled[1][:2] + pooled[3]
        return parse_period(f"{pooled[1]}/{pooled[2]}-{last}/{pooled[4]}").text
    if form == "calendar" and (match := re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4}|\d{2})", plain)):
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        return parse_period(f"{match[1]}-{last}").text
    years = _read_years(plain)
    if years is None:
        try:
            period = parse_period(plain)
        except BadInput:
            raise BadInput(
                f"“{text}” is not a period of the kind “{form}”", where, _expect(form)
            ) from None
        return period.text
    first, last_year = years
    if form == "academic" and last_year == first + 1:
        return f"{first}/{last_year % 100:02d}"
    if form == "financial" and last_year == first + 1:
        return f"FYE {last_year}"
    if form == "dec to feb":
        end = last_year
        return f"Dec {end - 1}-Feb {end}"
    if first == last_year:
        if form == "calendar":
            return str(first)
        if form == "31 march":
            return f"{first}-03-31"
        if form == "31 august":
            return f"{first}-08-31"
        if form == "30 september":
            return f"{first}-09-30"
        if form == "mid-year":
            return f"mid-{first}"
    raise BadInput(f"“{text}” is not a period of the kind “{form}”", where, _expect(form))


def _read_years(text: str) -> tuple[int, int] | None:
    """The first and last year of a span, the same twice for one year."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return int(text), int(text)
    if match := re.fullmatch(r"((?:19|20)\d\d)(\d\d)", text):
        first, last = int(match[1]), int(match[1][:2] + match[2])
    elif match := re.fullmatch(_SPAN, text):
        first = int(match[1])
        last = int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
    else:
        return None
    if last < first:
        last += 100  # 1999/00
    return (first, last) if last - first <= 1 else None


def _expect(form: str) -> str:
    return {
        "calendar": "expected a year, or years pooled such as 2014 - 16",
        "academic": "expected a school year such as 2017/18",
        "financial": "expected a financial year such as 2017/18",
        "31 march": "expected the year of the 31 March",
        "31 august": "expected the year of the 31 August",
        "30 september": "expected the year of the 30 September",
        "dec to feb": "expected the year of the February",
        "mid-year": "expected a year",
    }[form]
