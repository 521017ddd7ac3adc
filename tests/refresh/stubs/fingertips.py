"""Fingertips as the note describes it: 27 columns, England twice under parent 15, header-only."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from stubs.server import Reply, Request

HEADER = [
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name",
    "Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value",
    "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit",
    "Count", "Denominator", "Value note", "Recent Trend",
    "Compared to England value or percentiles",
    "Compared to Regions (statistical) value or percentiles", "Time period Sortable", "New data",
    "Compared to goal", "Time period range",
]  # fmt: skip
TYPES = [
    {"Id": 502, "Name": "Counties & UAs (from Apr 2023)", "Short": "Counties & UAs"},
    {"Id": 402, "Name": "Counties & UAs (2021/22-2022/23)", "Short": "Counties & UAs"},
    {"Id": 501, "Name": "Districts & UAs (from Apr 2023)", "Short": "Districts & UAs"},
    {"Id": 15, "Name": "England", "Short": "England"},
    {"Id": 6, "Name": "Regions (statistical)", "Short": "Regions"},
]


@dataclass
class Figure:
    code: str
    period: str
    value: str
    lower: str = ""
    upper: str = ""
    count: str = ""
    denominator: str = ""
    note: str = ""


@dataclass
class Held:
    """One indicator: its name, the sex and age of its headline, figures by area type."""

    name: str
    sex: str
    age: str
    figures: dict[int, list[Figure]]
    definition: str = "What is counted."
    uploaded: str = "2026-01-15T10:00:00"


@dataclass
class FingertipsStub:
    held: dict[int, Held] = field(default_factory=dict)
    types: list[dict] = field(default_factory=lambda: list(TYPES))
    line_end: str = "\r\n"
    traps: bool = True
    districts: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply:
        match request.path:
            case "/area_types":
                return Reply.of(self.types)
            case "/parent_to_child_areas":
                return Reply.of(self.districts)
            case "/available_data":
                number = int(request.query.get("indicator_id", 0))
                held = self.held.get(number)
                types = list(held.figures) if held else []
                return Reply.of([{"IndicatorId": number, "AreaTypeId": type} for type in types])
            case "/indicator_metadata/by_indicator_id":
                return Reply.of(
                    {
                        str(_id): {
                            "IID": _id,
                            "Descriptive": {
                                "Name": self.held[_id].name,
                                "Definition": self.held[_id].definition,
                            },
                            "Unit": {"Label": "%"},
                            "DataChange": {"LastUploadedAt": self.held[_id].uploaded},
                        }
                        for _id in self._ids(request)
                        if _id in self.held
                    }
                )
            case "/all_data/csv/by_indicator_id":
                return self._data(request)
        return Reply("No such method", 500, "text/plain")

    def _ids(self, request: Request) -> list[int]:
        # Beyond a hundred the service drops ids without a word.
        return [int(word) for word in request.query["indicator_ids"].split(",")][:100]

    def _data(self, request: Request) -> Reply:
        for name in ("indicator_ids", "child_area_type_id", "parent_area_type_id"):
            if not request.query.get(name):
                return Reply(f"{name} cannot be null or empty", 400, "text/plain")
        parent = int(request.query["parent_area_type_id"])
        header = list(HEADER)
        if parent == 15:
            header[22] = "Compared to percentiles"
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=self.line_end)
        writer.writerow(header)
        for number in self._ids(request):
            held = self.held.get(number)
            if held:
                for figure in held.figures.get(int(request.query["child_area_type_id"]), ()):
                    for row in self._rows(number, held, figure, parent):
                        writer.writerow(row)
        return Reply(text.getvalue(), content_type="application/octet-stream")

    def _rows(self, number: int, held: Held, figure: Figure, parent: int):
        def row(sex=held.sex, category=("", ""), value=figure.value, parent_code=""):
            return [
                number, held.name, parent_code, "", figure.code, f"{figure.code} UA, with a suffix",
                "Counties & UAs (from Apr 2023)", sex, held.age, *category, figure.period, value,
                figure.lower, figure.upper, "", "", figure.count, figure.denominator, figure.note, "", "Similar",
                "", figure.period[:4] + "0000", "", "", "1y",
            ]  # fmt: skip

        yield row(parent_code="" if figure.code == "E92000001" else "E12000007")
        if not self.traps:
            return
        if figure.code == "E92000001":
            if parent == 15:
                yield row(parent_code="E92000001")
            yield row(
                category=("County & UA deprivation deciles in England", "Most deprived"),
                value="99.9",
            )
        yield row(sex="Male" if held.sex != "Male" else "Female", value="1.5")
