"""When a row is: a period of the series' own kind, in any of its written forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from needsbook.catalogue.areas import Areas
from needsbook.catalogue.periods import Period, parse_period
from needsbook.errors import BadInput
from needsbook.refresh.reading.grid import Odd
from needsbook.refresh.reading.surroundings import KINDS_OF_YEAR, kind_said
from needsbook.refresh.times import name_period

Kind = tuple[str, int]
FORM_KINDS: Mapping[str, str] = {
    "calendar": "year", "academic": "academic_year", "financial": "financial_year",
    "31 march": "day", "31 august": "day", "30 september": "day", "dec to feb": "months", "mid-year": "mid_year",
}  # fmt: skip
DAYS = {"31 march": (3, 31), "31 august": (8, 31), "30 september": (9, 30)}
MONTHS = {"march": 3, "mar": 3, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9}
KIND_WORDS = {
    "year": "a calendar year", "academic_year": "a school year", "financial_year": "a financial year",
    "day": "a day", "months": "an average of months", "mid_year": "the middle of a year",
    "pooled_years": "years pooled", "pooled_academic_years": "school years pooled",
}  # fmt: skip


def kind_of(period: Period) -> Kind:
    """What kind of period it is, and how many years it spans."""
    years = round((period.end - period.start).days / 365.25) if "pooled" in period.kind else 0
    return period.kind, years


def check_length(said: str, written: str, place: str) -> None:
    """``BadInput`` where a column says another length (“3y”) than the period it stands beside."""
    match = re.fullmatch(r"(\d{1,2}) ?(y|q|m)\w*", said.strip().casefold())
    period = parse_period(written)
    if match is None or period.kind in ("day", "months"):
        return
    years = kind_of(period)[1] or 1
    said_years = int(match[1]) / {"y": 1, "q": 4, "m": 12}[match[2]]
    # More years than the period, or a part of one: “1y” is also left beside years pooled.
    if said_years > years or said_years < 1:
        raise BadInput(
            f"{written} stands beside “{said}”: the figure is of another stretch of time", place,
            "correct the period, or import the rows of the series’ own periods",
        )  # fmt: skip


class Periods:
    """Reads periods of one indicator; ``kinds`` gives those its series has at each level."""

    def __init__(self, form: str, areas: Areas, kinds: Callable[[str], frozenset[Kind]]) -> None:
        self.form, self._areas, self._kinds = form, areas, kinds
        self.wrong: dict[str, str] = {}

    def read(self, cell: object, code: str, place: str) -> str | None:
        """The period in the book's form; None for one of a kind the series does not have."""
        if isinstance(cell, Odd):
            return self._read_odd(cell, place)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        said = kind_said(str(cell))
        if self.form in KINDS_OF_YEAR and said not in ("", self.form):
            self.wrong.setdefault(
                str(cell), f"{cell} is a {said} year, the series has {self.form} years"
            )
            return None
        text = plain_period(str(cell), self.form)
        try:
            written = name_period(text, self.form, place)
        except BadInput as error:
            if re.search(r"[A-Za-z]{3}-\d\d|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d 00", text):
                raise BadInput(
                    f"“{text}” is a date where a period belongs: a spreadsheet may have made it "
                    "of a year such as 2010/11",
                    place, "write the period as text in the file the table came from",
                ) from None  # fmt: skip
            raise error
        period = parse_period(written)
        if self.form == "dec to feb" and not re.fullmatch(r"Dec \d{4}-Feb \d{4}", written):
            self.wrong.setdefault(written, f"{written} is not December to February")
            return None
        allowed = self._kinds(self._areas[code].level)
        if kind_of(period) not in allowed:
            wanted = " or ".join(sorted({KIND_WORDS[kind] for kind, _ in allowed}))
            self.wrong.setdefault(
                written, f"{written} is {KIND_WORDS[period.kind]}, the series has {wanted}"
            )
            return None
        return written

    def _read_odd(self, cell: Odd, place: str) -> str:
        if cell.kind == "date" and self.form in DAYS:
            day = date.fromisoformat(cell.text[:10])
            if (day.month, day.day) == DAYS[self.form]:
                return day.isoformat()
        if cell.kind == "date":
            raise BadInput(
                f"the cell holds the date {cell.text} where a period belongs: a spreadsheet may "
                "have made it of a year such as 2010/11",
                place, "write the period as text (2010/11) and save the file again",
            )  # fmt: skip
        raise BadInput(
            f"the cell of the period is {cell.text or 'a formula without a result'}", place,
            "mend the cell and save the file again",
        )  # fmt: skip


def plain_period(text: str, form: str = "") -> str:
    """A period without the words around it: “Academic year 2025/26”, “2018-09-01/P1Y”, “25/26”."""
    plain = " ".join(text.replace("\u00a0", " ").replace("–", "-").replace("—", "-").split())
    # An apostrophe keeps a spreadsheet from taking a text for a date.
    plain = re.sub(r"^['’](?=\d{2,4}\b)(?=\S{4})", "", plain)
    plain = re.sub(r"(?<=\d) ?[*†‡#]{1,3}$", "", plain)
    plain = _name_months(_name_end(plain, form), form)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T[\d:]+)?/P1Y", plain):
        return {
            "09": f"{match[1]}/{(int(match[1]) + 1) % 100:02d}",
            "04": f"FYE {int(match[1]) + 1}",
            "01": match[1],
        }.get(match[2], plain)
    plain = re.sub(r"^(\d{4}|\d{6})\.0$", r"\1", plain)  # a number to pandas
    plain = re.sub(
        r"(?i)^(academic|school|financial|calendar|reporting)( year)?( ending)?:?\s*(?=\S*\d)",
        "",
        plain,
    )
    plain = re.sub(
        r"(?i)^(fye|financial year ending|year ending march|year ending 31 march)\s*", "FYE ", plain
    )
    plain = re.sub(r"(?i)\s*\(?(academic|school|financial|calendar) year\)?$", "", plain)
    plain = re.sub(r"(?i)\s*\((academic|school|financial|calendar)\)$", "", plain)
    plain = re.sub(r"(?i)^mid[- ]?(\d{4})( estimates?)?$", r"mid-\1", plain)
    plain = re.sub(r"(?i)\s*[\[(]?\b(p|r|prov|provisional|revised|final)\b[\])]?$", "", plain)
    plain = re.sub(r"(?i)(?<=\d)[pr]$", "", plain)
    if form in DAYS:
        return _plain_day(plain, form)
    said = {"academic": "AY|SY", "financial": "FY"}.get(form)
    if said:
        plain = re.sub(rf"(?i)^({said})\s*(?=\d)", "", plain)
        plain = re.sub(r"^(\d{4}) to (\d{4})$", r"\1/\2", plain)
        short = re.fullmatch(r"(\d\d)\s*[/-]\s*(\d\d)", plain)
        if short and (int(short[1]) + 1) % 100 == int(short[2]):
            plain = f"{'19' if int(short[1]) > 60 else '20'}{short[1]}/{short[2]}"
    return plain


WINTER = re.compile(
    r"(?i)dec(?:ember)?(?: '?(?:20)?(\d\d))? ?(?:-|to) ?feb(?:ruary)? (?:(?:20)?\d\d/(\d\d)|'?(?:20)?(\d\d))"
)
MONTH_SPAN = re.compile(
    r"(?i)(?:1(?:st)? )?([a-z]{3})[a-z]*\.?(?: '?(\d{4}|\d\d))? ?(?:-|to) ?(?:3[01](?:st)? )?([a-z]{3})[a-z]*\.? '?(\d{4}|\d\d)"
)
# The first and last month of a year of each kind.
WHOLE_YEARS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "academic": (("sep", "aug"), ("sep", "jul")), "financial": (("apr", "mar"),),
    "calendar": (("jan", "dec"),),
}  # fmt: skip


YEAR_TO = re.compile(
    r"(?i)(?:(?:12|twelve) months|year|y/?e|year[- ]end)(?: ?(?:to|ending|ended|end))?:? (?:(?:3[01](?:st)?|end of) )?([a-z]{3})[a-z]*\.?,? (\d{4})"
)
ENDS: Mapping[str, tuple[str, ...]] = {
    "academic": ("aug", "jul"), "financial": ("mar",), "calendar": ("dec",),
}  # fmt: skip


def _name_end(text: str, form: str) -> str:
    """A year written by its last month (“12 months to March 2026”); other texts as they are."""
    hit = YEAR_TO.fullmatch(text)
    if hit is None or hit[1].casefold() not in ENDS.get(form, ()):
        return text
    year = int(hit[2])
    return str(year) if form == "calendar" else f"{year - 1}/{year % 100:02d}"


def _name_months(text: str, form: str) -> str:
    """A year written by its first and last month (“Sept 25 - Aug 26”); other texts as they are."""
    if form == "dec to feb" and (winter := WINTER.fullmatch(text)):
        last = int(winter[2] or winter[3])
        return f"Dec {2000 + last % 100 - 1}-Feb {2000 + last % 100}"
    hit = MONTH_SPAN.fullmatch(text)
    if hit is None or (hit[1].casefold(), hit[3].casefold()) not in WHOLE_YEARS.get(form, ()):
        return text
    if hit[2] is None:
        # “Jan-Dec 2025”: of one year; a span of two has to say both.
        return hit[4] if form == "calendar" and len(hit[4]) == 4 else text
    first, last = (
        int(year[-2:]) + 100 * int(year[:2] if len(year) == 4 else 20) for year in (hit[2], hit[4])
    )
    if last - first != (0 if form == "calendar" else 1):
        return text
    return str(first) if form == "calendar" else f"{first}/{last % 100:02d}"


def _plain_day(text: str, form: str) -> str:
    """The day of a yearly count however it is written: 31/03/2026, 31 March 2026, 2026-03-31."""
    month, day = DAYS[form]
    written = re.sub(r"(?i)^(as )?at ", "", text)
    year = 0
    if match := re.fullmatch(r"(?i)(\d{1,2})(?:st|nd|rd|th)? ([a-z]+),? (\d{4})", written):
        if (MONTHS.get(match[2].casefold()), int(match[1])) == (month, day):
            year = int(match[3])
    elif match := re.fullmatch(r"(?i)(\d{1,2})[ -]([a-z]{3})[ -](\d{2}|\d{4})", written):
        if (MONTHS.get(match[2].casefold()), int(match[1])) == (month, day):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)", written):
        if (int(match[2]), int(match[1])) == (month, day):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    elif (match := re.fullmatch(r"(?i)([a-z]+)(?:[ -](\d{4})|(?:-| ?['’])(\d\d))", written)) and (
        MONTHS.get(match[1].casefold()) == month
    ):
        year = int(match[2] or f"20{match[3]}")
    return f"{year}-{month:02d}-{day:02d}" if year else text
