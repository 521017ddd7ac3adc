"""The table behind DfE's Local Authority Interactive Tool: its dictionary, and what an indicator
takes from it.

``data/lait`` holds the table once (``table.parquet``: measure, years, area_code, value), its
passport (``table.yml``), its dictionary of measures (``dictionary.csv``) and the names it has
for areas that are called otherwise here (``names.yml``). An indicator that says
``lait: {measure: …}`` needs no snapshot: what its file leaves out is taken from the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import NUMBER, FileColumn, TableForm, read_table
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

DATASET = "dfe_lait"
COLUMNS = ("measure", "years", "area_code", "value")
Form = Literal[
    "academic", "financial", "calendar", "31 march", "30 september", "january", "31 august"
]  # fmt: skip
FORMS: Mapping[str, Form] = {
    "Academic Year": "academic", "Financial Year": "financial", "Calendar Year": "calendar",
    "Annual (end of Sept)": "30 september", "Annual - January": "academic", "Annual": "calendar",
}  # fmt: skip
TOPICS: Mapping[str, str] = {
    "Key Stage 2": "attainment", "Key Stage 4": "attainment", "Foundation Stage": "attainment",
    "Key Stage 1 and Phonics": "attainment", "Early Years": "attainment",
    "Attainment by age 19": "post_16", "Key Stage 5": "post_16",
    "Further & Higher Education": "post_16", "Children with SEN": "vulnerable",
    "All Pupil Absence & Exclusions": "vulnerable", "Health and Wellbeing": "health",
    "Economic Factors": "poverty", "Contextual\\Other": "population",
}  # fmt: skip


class LaitEntry(Document):
    """What an indicator takes from the table: a measure, and its counts where it prints them."""

    measure: str
    """The measure’s short name in the table."""
    count: str = ""
    """The measure that holds the numerators, if the table has one."""
    denominator: str = ""
    """The measure that holds the denominators, if the table has one."""
    period: Literal[
        "", "academic", "financial", "calendar", "31 march", "30 september", "january", "31 august"
    ] = ""
    """What its years mean, where the dictionary says it otherwise or not closely enough."""
    series: str = Field(default="", pattern=r"^([a-z][a-z0-9_]*)?$")
    """The run its figures belong to; left out: that of the snapshot they continue."""


class DeriveEntry(Document):
    """A figure computed from two others of the same area and period."""

    difference: tuple[str, str]
    """Two indicators: the first less the second."""


class LaitNames(Document):
    """The whole of ``data/lait/names.yml``."""

    names: Mapping[str, str] = {}
    """The table's name of an area that is called otherwise here, and the area's code."""
    abolished: tuple[str, ...] = ()
    """Authorities the table still lists that are no more; their rows are left out."""

    @field_validator("names")
    @classmethod
    def _codes(cls, names: Mapping[str, str]) -> Mapping[str, str]:
        for name, code in names.items():
            if not re.fullmatch(r"[A-Z]\d{8}", code):
                raise ValueError(f"“{code}” ({name}) is no code of an area, such as E09000033")
        return names


class LaitMeasure(Document):
    """One measure of the dictionary, with what its rows say of it."""

    measure: str
    topic: str
    title: str
    polarity: str
    axis: str
    description: str
    link: str
    year_type: str
    updated: str
    decimals: int
    first: str
    last: str
    authorities: int
    regions: int
    england: int
    largest: float
    smallest: float


# The dictionary's columns: what the model has, in its order.
_FORMS = {
    "int": (r"\d+", "a whole number"), "float": (NUMBER, "a number"), "str": (r".*", "text"),
}  # fmt: skip
DICTIONARY = TableForm(
    tuple(
        FileColumn(name, *_FORMS[field.annotation.__name__ if field.annotation else "str"])
        for name, field in LaitMeasure.model_fields.items()
    ),
    key=("measure",),
)


def lait_folder(project: Project) -> Path:
    """The folder of the table."""
    return project.data / "lait"


@cache
def load_dictionary(project: Project) -> Mapping[str, LaitMeasure]:
    """The measures by short name, in the order of the dictionary; none where it is not held."""
    path = lait_folder(project) / "dictionary.csv"
    if not path.exists():
        return {}
    rows = read_table(path, DICTIONARY, project.relative(path))
    return {row["measure"]: LaitMeasure.model_validate(row) for row in rows}


def find_measure(project: Project, name: str, where: str = "") -> LaitMeasure:
    """The measure called ``name``; one that is gone or renamed offers the nearest."""
    measures = load_dictionary(project)
    if name not in measures:
        raise unknown_name("measure of the table", name, measures, where)
    return measures[name]


def name_years(years: str, form: str) -> str:
    """The period that ``years`` of the table mean; ``BadInput`` for years that are none."""
    text = re.sub(r"\s*\(.*\)$", "", years.strip())
    found = ""
    if match := re.fullmatch(r"(\d{4})/(\d{2})-(\d{2})/(\d{2})", text):
        found = f"{match[1]}/{match[2]}-{match[1][:2]}{match[3]}/{match[4]}"
    elif match := re.fullmatch(r"(\d{4})[/-](\d{2})", text):
        first, last = int(match[1]), int(match[1][:2] + match[2])
        if last - first != 1:
            found = f"{first}-{last}"
        elif form == "financial":
            found = f"FYE {last}"
        elif form == "31 march":
            found = f"{last}-03-31"
        else:
            found = f"{first}/{match[2]}"
    elif re.fullmatch(r"(19|20)\d{2}", text):
        year = int(text)
        found = {
            "academic": f"{year - 1}/{year % 100:02d}", "january": f"{year - 1}/{year % 100:02d}",
            "financial": f"FYE {year}", "31 march": f"{year}-03-31",
            "30 september": f"{year}-09-30", "31 august": f"{year}-08-31",
        }.get(form, text)  # fmt: skip
    if not found:
        raise BadInput(f"“{years}” names no year", do="record it in data/corrections.yml")
    return parse_period(found).text


def find_form(measure: LaitMeasure, entry: LaitEntry | None = None) -> str:
    """What the years of a measure mean: as the indicator says, else as the dictionary does."""
    return (entry.period if entry else "") or FORMS.get(measure.year_type, "calendar")


def _clean_title(title: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\s*\((?:%|rate)\)\s*$|\s*-\s*rate$", "", title)).strip()


def guess_unit(measure: LaitMeasure) -> tuple[str, str]:
    """Unit and kind of a measure, from its title and axis."""
    text = f"{measure.title} {measure.axis}".lower().replace(",", "")
    for word, unit in (
        ("per 100000", "per_100k"), ("per 10000", "per_10k"), ("per 1000", "per_1000"),
    ):  # fmt: skip
        if word in text:
            return unit, "rate"
    # A gap between two shares may be negative, and is no share.
    if re.search(r"\bgap\b|difference", text):
        return "points", "score"
    if "%" in text or "percent" in text:
        return "percent", "proportion"
    if "spend" in text or "cost" in text or "score" in text or "average" in text:
        return "score", "score"
    if "rate" in text:
        return "per_10k", "rate"
    if "number" in text and measure.decimals == 0:
        return "children", "count"
    return "score", "score"


def _first_sentences(text: str, limit: int = 320) -> str:
    text = re.sub(r"[#*_`]+", "", re.sub(r"\s+", " ", text)).strip()
    if len(text) <= limit:
        return text
    cut = text[:limit].rsplit(". ", 1)
    return (cut[0] + ".") if len(cut) > 1 else text[:limit].rsplit(" ", 1)[0] + " …"


def complete_indicator(raw: Mapping[str, Any], project: Project, where: str) -> dict[str, Any]:
    """What an indicator file with ``lait`` leaves out, filled in from the dictionary."""
    entry = raw.get("lait") if isinstance(raw, dict) else None
    if not isinstance(entry, dict) or "measure" not in entry:
        return raw  # type: ignore[return-value]
    measure = find_measure(project, str(entry["measure"]), where)
    for name in ("count", "denominator"):
        if entry.get(name):
            find_measure(project, str(entry[name]), where)
    title = _clean_title(measure.title)
    unit, method = guess_unit(measure)
    if "unit" in raw:
        unit = str(raw["unit"])
        method = {
            "percent": "proportion", "points": "score", "score": "score", "persons": "count",
            "children": "count",
        }.get(unit, "rate")  # fmt: skip
    share = {"proportion": "share", "rate": "rate", "count": "number"}.get(method, "figure")
    form = str(entry.get("period") or FORMS.get(measure.year_type, "calendar"))
    first = name_years(measure.first, form)
    levels = [
        {"level": level, "first": first, "areas": areas}
        for level, areas in (
            ("country", measure.england), ("region", measure.regions),
            ("upper_tier", measure.authorities),
        )
        if areas
    ]  # fmt: skip
    name = str(raw.get("words", {}).get("name", "")) or f"the {share} for “{title}”"
    filled: dict[str, Any] = {
        "title": title,
        "short_title": title if len(title) <= 60 else title[:57].rsplit(" ", 1)[0] + " …",
        "topic": raw.get("shown") or TOPICS.get(measure.topic, "care"),
        "definition": _first_sentences(measure.description) or title,
        "unit": unit, "decimals": min(measure.decimals, 2), "method": method,
        "ages": "as the measure says",
        "numerator": title[:1].lower() + title[1:],
        "denominator": "not applicable" if method in ("count", "score") else "as the measure says",
        "basis": "as in the department’s Local Authority Interactive Tool",
        "polarity": {"High": "higher_is_better", "Low": "lower_is_better"}.get(
            measure.polarity, "neutral"
        ),
        "source": "dfe",
        "official": {
            "publication": "Local Authority Interactive Tool",
            "identifier": f"LAIT {measure.measure}",
            "cadence": "yearly",
            "page": measure.link or "https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
        },
        "levels": levels,
        "datasets": [DATASET],
        "words": {"name": name, "clause": f"{name} {{place}} was {{value}}"},
    }  # fmt: skip
    # What a figure of its kind can be: a share lies between nought and a hundred, a rate and a
    # number are nought or more. A gap or a score has no such range.
    kind = str(raw.get("method", method))
    if kind in ("proportion", "rate", "count"):
        filled["minimum"] = 0.0
    if kind == "proportion":
        filled["maximum"] = 100.0
    return filled | dict(raw)


def read_names(project: Project) -> tuple[dict[str, str], frozenset[str]]:
    """The table's names of areas called otherwise here, and those that are no more."""
    content = read_document(lait_folder(project) / "names.yml", LaitNames)
    return dict(content.names), frozenset(content.abolished)
