"""Nomis: silent cut at the cap, empty answers to bad questions, RECORD_COUNT as text."""

from __future__ import annotations

from dataclasses import dataclass, field

from stubs.server import Reply, Request

COLUMNS = [
    "DATE",
    "GEOGRAPHY_CODE",
    "GEOGRAPHY_NAME",
    "GENDER",
    "C_AGE",
    "MEASURES",
    "OBS_VALUE",
    "OBS_STATUS",
    "OBS_STATUS_NAME",
    "RECORD_OFFSET",
    "RECORD_COUNT",
]


@dataclass
class NomisStub:
    """``population`` gives the residents by (area code, year, age number)."""

    population: dict[tuple[str, int, int], int | None] = field(default_factory=dict)
    wards: dict[str, list[str]] = field(default_factory=dict)
    cap: int = 25_000
    with_count: bool = True
    mark: bool = True

    def __call__(self, request: Request) -> Reply:
        q = request.query
        if q.get("gender") != "0" or q.get("measures") != "20100" or not q.get("geography"):
            return Reply("")
        years = sorted({year for _, year, _ in self.population})
        if q["date"] == "latest":
            years = years[-1:]
        codes: list[str] = []
        for part in q["geography"].split(","):
            if part.endswith("TYPE182"):
                codes += self.wards.get(part.removesuffix("TYPE182"), [])
            elif any(code == part for code, _, _ in self.population):
                codes.append(part)
            else:
                return Reply("")  # a code it does not know
        ages = [int(age) for age in q["c_age"].split(",")]
        rows = [
            (year, code, age, self.population[code, year, age])
            for year in years for code in codes for age in ages if (code, year, age) in self.population
        ]  # fmt: skip
        start = int(q.get("RecordOffset", 0))
        lines = [
            ",".join(f'"{name}"' for name in COLUMNS if self.with_count or "RECORD" not in name)
        ]
        for number, (year, code, age, value) in enumerate(
            rows[start : start + self.cap], start=start + 1
        ):
            status = ("A", "Normal Value") if value is not None else ("Q", "Missing")
            name = f"Name of {code} (Cheltenham)" if code.startswith("E05") else f"Name of {code}"
            cells = [
                str(year),
                code,
                name,
                "0",
                str(age),
                "20100",
                "" if value is None else str(value),
                *status,
            ]
            if self.with_count:
                cells += [str(number), str(len(rows))]
            lines.append(",".join(f'"{cell}"' for cell in cells))
        text = "\r\n".join(lines) + "\r\n"
        return Reply(text.encode("utf-8-sig" if self.mark else "utf-8"))
