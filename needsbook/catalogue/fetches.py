"""Where an indicator's figures are fetched from: one entry per snapshot that takes them.

An entry stands in the indicator's own file under ``fetch``. Names, columns and labels are
the publisher's, so that a changed one is found when it is not there any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document
from needsbook.catalogue.periods import parse_period
from needsbook.catalogue.sources import ID_PATTERN

GUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
PeriodForm = Literal[
    "calendar",
    "academic",
    "financial",
    "31 march",
    "dec to feb",
    "mid-year",
    "31 august",
    "30 september",
]
FetchLevel = Literal["country", "region", "sub_region", "upper_tier", "district", "ward"]


def _check_expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from None
    return text


class _Fetch(Document):
    """What every entry says: the snapshot, the form of its periods, the first to take.

    Periods before ``first`` belong to other snapshots (another basis, another edition).
    ``series`` is needed only for a snapshot that is new and must not continue a line.
    """

    dataset: str = Field(pattern=ID_PATTERN)
    """The snapshot that takes the figures."""
    periods: PeriodForm
    """How the publisher writes periods."""
    first: str = ""
    """First period to take; earlier ones belong to other snapshots."""
    series: str = Field(default="", pattern=r"^([a-z][a-z0-9_]*)?$")
    """For a snapshot that is new and must not continue a line."""
    levels: tuple[FetchLevel, ...] = ("country", "region", "upper_tier")
    """The levels to take."""

    @field_validator("first")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text if text else ""


class FingertipsFetch(_Fetch):
    """A Fingertips indicator: its number, words its name must hold, and one sex and age."""

    connector: Literal["fingertips"]
    """The kind of service it is read from."""
    id: int = Field(ge=1)
    """The indicator’s number in Fingertips."""
    name: str
    """Words its name there must hold."""
    sex: str = "Persons"
    """The sex to take, as Fingertips writes it."""
    age: str
    """The ages to take, as Fingertips writes them; empty where the indicator has one alone."""


class EesFetch(_Fetch):
    """A data set of the Explore Education Statistics API.

    ``value`` and ``filters`` name columns; a filter column not named takes its total.
    ``title`` is a regular expression the data set's title must fit.
    ``version`` is the pinned version to begin with; a refresh moves it.
    """

    connector: Literal["ees"]
    """The kind of service it is read from."""
    data_set: str = Field(pattern=GUID_PATTERN)
    """The data set’s id."""
    version: str = Field(pattern=r"^\d+\.\d+(\.\d+)?$")
    """The pinned version to begin with."""
    title: str
    """A regular expression its title fits."""
    value: str
    """The column of the values."""
    lower: str = ""
    """The column of the lower limits, if any."""
    upper: str = ""
    """The column of the upper limits, if any."""
    count: str = ""
    """The column of the counts, if any."""
    denominator: str = ""
    """The column of the denominators, if any."""
    filters: Mapping[str, str] = {}
    """Filter columns and the label to keep; one not named takes its total."""

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names each measure's column may have; none for a measure not read."""
        names = {
            "value": self.value, "lower": self.lower, "upper": self.upper, "count": self.count,
            "denominator": self.denominator,
        }  # fmt: skip
        return {measure: (name,) for measure, name in names.items() if name}

    @field_validator("title")
    @classmethod
    def _expression(cls, text: str) -> str:
        return _check_expression(text)


class EesFileFetch(_Fetch):
    """A file of the Explore Education Statistics catalogue, found anew at each release.

    ``title`` and ``filename`` are regular expressions; ``value``, ``count`` and
    ``denominator`` list the names a column has had, the newest first; ``filters`` lists,
    per concept, the names of its column with the label to keep. ``*`` stands for a column that
    only says again what another filter says: the rows kept must hold one label of it.
    """

    connector: Literal["ees_file"]
    """The kind of service it is read from."""
    publication: str
    """The publication’s name in its address."""
    title: str
    """A regular expression its title fits."""
    filename: str
    """A regular expression the file’s name fits."""
    value: tuple[str, ...] = Field(min_length=1)
    """Names the value column has had, the newest first."""
    lower: tuple[str, ...] = ()
    """Names the column of the lower limits has had, the newest first."""
    upper: tuple[str, ...] = ()
    """Names the column of the upper limits has had, the newest first."""
    count: tuple[str, ...] = ()
    """Names the count column has had, the newest first."""
    denominator: tuple[str, ...] = ()
    """Names the denominator column has had, the newest first."""
    base_row: Mapping[str, str] = {}
    """Where no column holds the base: the filter column's names with the label whose row's
    count is the base, such as that of all pupils."""
    ratios: tuple[tuple[str, ...], ...] = ()
    """Columns of other ratios over the same base, each under the names it has had: where a file
    prints five decimals and no counts, they are recovered from all of them together."""
    filters: tuple[Mapping[str, str], ...] = ()
    """Per concept, the names of its column with the label to keep, or * for the one there is."""

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names each measure's column may have; none for a measure not read."""
        names = {
            "value": self.value, "lower": self.lower, "upper": self.upper, "count": self.count,
            "denominator": self.denominator,
        }  # fmt: skip
        return {measure: listed for measure, listed in names.items() if listed}

    @field_validator("title", "filename")
    @classmethod
    def _expression(cls, text: str) -> str:
        return _check_expression(text)


class DwpFetch(_Fetch):
    """Sheets of the workbook of children in low-income families."""

    connector: Literal["dwp"]
    """The kind of service it is read from."""
    costs: Literal["AHC", "BHC"]
    """After (AHC) or before (BHC) housing costs."""
    measure: Literal["Relative", "Absolute"]
    """Relative or absolute low income."""


class NomisFetch(_Fetch):
    """A population: residents of these ages, or their share of all residents."""

    connector: Literal["nomis"]
    """The kind of service it is read from."""
    data_set: str = Field(pattern=r"^NM_\d+_\d+$")
    """The data set’s id in Nomis."""
    ages: str = Field(pattern=r"^\d+-\d+$")
    """First and last age, such as 0-19."""
    share: bool = False
    """Whether the share of all residents is meant."""


class FileFetch(_Fetch):
    """Figures from a file of one's own; made when it is imported, never written down."""

    connector: Literal["file"]


Fetch = Annotated[
    FingertipsFetch | EesFetch | EesFileFetch | DwpFetch | NomisFetch,
    Field(discriminator="connector"),
]
