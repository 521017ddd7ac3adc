"""OHID Fingertips: the CSV of one indicator, its metadata and value notes.

The interface has no versions and answers unknown questions with an empty table, so every
answer is compared with what was asked. Area types are found by name, the newest first.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import MONTHS
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.raw_tables import RawTable, read_table, simplify, unknown_layout
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.times import name_period
from needsbook.refresh.transport import Client, HttpAnswer

MOST_IDS = 100
COLUMNS = (
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name",
    "Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value",
    "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit",
    "Count", "Denominator", "Value note", "Recent Trend",
    "Compared to England value or percentiles", "Time period Sortable", "New data",
    "Compared to goal", "Time period range",
)  # fmt: skip
RENAMED = {"Compared to goal": ("Target data",), "New data": ()}
COMPARED = re.compile(r"^compared to .*percentiles$")
REGIONS = 6
DEFINING = (
    "Name", "Definition", "IndMethod", "DataSource", "CountDefinition", "DenomDefinition",
    "DiscControl", "Caveats", "Notes",
)  # fmt: skip


def is_fingertips(header: Sequence[str]) -> bool:
    """Whether a header (simplified names) is that of a Fingertips data CSV."""
    return {"indicator id", "area code", "time period", "value"} <= set(header)


def check_columns(table: RawTable) -> None:
    """Nothing; ``BadInput`` unless the 27 columns are there, whatever their order."""
    missing = [name for name in COLUMNS if table.find(name, *RENAMED.get(name, ())) is None]
    if missing:
        raise unknown_layout(table.header, missing[:3], table.place)
    known = {simplify(name) for name in COLUMNS} | {"target data"}
    extra = [name for name in table.header if simplify(name) not in known]
    strange = [name for name in extra if not COMPARED.match(simplify(name))]
    if strange:
        raise unknown_layout(strange, ["Compared to … value or percentiles"], table.place)


def read_figures(table: RawTable, fetch: FingertipsFetch) -> Iterator[Published]:
    """The headline figures of the indicator: no category, the entry's sex and age."""
    at = {name: table.column(name, *RENAMED.get(name, ())) for name in COLUMNS[:13]}
    at |= {name: table.column(name) for name in ("Count", "Denominator", "Value note")}
    lower, upper = table.column("Lower CI 95.0 limit"), table.column("Upper CI 95.0 limit")
    mine = [
        (line, row) for line, row in table
        if row[at["Indicator ID"]] == str(fetch.id) and not row[at["Category Type"]]
    ]  # fmt: skip
    seen = {(row[at["Sex"]], row[at["Age"]]) for _, row in mine}
    ages = {age for sex, age in seen if sex == fetch.sex}
    # An entry without an age is of an indicator that has one alone.
    wanted = fetch.age or (ages.pop() if len(ages) == 1 else "")
    taken = False
    for line, row in mine:
        if (row[at["Sex"]], row[at["Age"]]) != (fetch.sex, wanted):
            continue
        taken = True
        where = f"{table.place}, row {line}"
        note = row[at["Value note"]]
        yield Published(
            area=row[at["Area Code"]],
            period=name_period(row[at["Time period"]], fetch.periods, where),
            value=row[at["Value"]],
            lower=row[lower],
            upper=row[upper],
            count=row[at["Count"]],
            denominator=row[at["Denominator"]],
            reason=read_note(note, bool(row[at["Value"]])),
            note=note,
            place=where,
        )
    if seen and not taken:
        listed = "; ".join(f"{sex}, {age}" for sex, age in sorted(seen))
        raise BadInput(
            f"indicator {fetch.id} has no rows for {fetch.sex}, {fetch.age or 'one age'}; it has {listed}",
            table.place,
            "correct sex and age in the indicator's fetch entry",
        )


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


def fetch_figures(
    client: Client, indicator: Indicator, fetch: FingertipsFetch, project: Project
) -> Fetched:
    """The indicator's figures at every level its entry asks for."""
    base = service_url("fingertips")
    kinds = _area_types(client, base, fetch)
    found: list[Published] = []
    answers: list[HttpAnswer] = []
    place = f"Fingertips {fetch.id}"
    for kind in kinds:
        answer = client.get(
            f"{base}/all_data/csv/by_indicator_id",
            {"indicator_ids": fetch.id, "child_area_type_id": kind, "parent_area_type_id": REGIONS},
        )
        answers.append(answer)
        table = read_answer(answer, (fetch.id,), place)
        found += read_figures(table, fetch)
    metadata = _read_metadata(client, base, fetch)
    rows, left_out = make_rows(indicator, fetch, found, project, place)
    uploaded = str((metadata.get("DataChange") or {}).get("LastUploadedAt") or "")[:10]
    texts = metadata.get("Descriptive") or {}
    definition = "\n".join(f"{name}: {texts[name]}" for name in DEFINING if texts.get(name))
    return Fetched(
        indicator=indicator.id,
        dataset=fetch.dataset,
        rows=rows,
        release=f"uploaded {uploaded}" if uploaded else "no release number",
        release_date=uploaded,
        table=", ".join(filter(None, (f"indicator {fetch.id}", fetch.sex, fetch.age))),
        address=answers[0].address,
        method="Fingertips CSV by indicator id",
        raw_sha256=answers[0].raw.sha256,
        definition=definition,
        left_out=left_out,
        remarks=_list_notes(found),
    )


def read_answer(answer: HttpAnswer, ids: tuple[int, ...], place: str) -> RawTable:
    """The table of a data answer, after comparing the ids asked for with those returned."""
    if len(ids) > MOST_IDS:
        raise BadInput(
            f"{len(ids)} indicators asked for at once", place, f"ask for at most {MOST_IDS}"
        )
    table = read_table(answer.body, place, is_fingertips, COLUMNS[:5])
    check_columns(table)
    at = table.column("Indicator ID")
    missing = [str(number) for number in ids if str(number) not in {row[at] for row in table.rows}]
    if missing:
        raise SourceError(
            f"Fingertips answered without figures for {', '.join(missing)}",
            answer.address,
            "the indicator may be retired or not held for this area type",
        )
    return table


def _area_types(client: Client, base: str, fetch: FingertipsFetch) -> list[int]:
    """The area types to ask for: the newest list of each level that holds the indicator."""
    held = {
        int(offered["AreaTypeId"])
        for offered in read_json(
            client.get(f"{base}/available_data", {"indicator_id": fetch.id}), list
        )
        if int(offered.get("IndicatorId", fetch.id)) == fetch.id
    }
    types = read_json(client.get(f"{base}/area_types"), list)
    chosen = []
    wanted = [
        ("upper_tier", r"^counties & uas"),
        ("district", r"^districts & uas"),
        ("ward", r"^electoral wards"),
    ]
    for level, pattern in wanted:
        if level != "upper_tier" and level not in fetch.levels:
            continue
        found = [
            (_since(kind["Name"]), int(kind["Id"]))
            for kind in types
            if re.match(pattern, str(kind["Name"]).casefold()) and int(kind["Id"]) in held
        ]
        if found:
            chosen.append(max(found)[1])
        elif level in fetch.levels:
            raise SourceError(
                f"Fingertips does not hold indicator {fetch.id} for {level.replace('_', ' ')} areas",
                f"{base}/available_data?indicator_id={fetch.id}",
                "the indicator may be retired: look for its successor",
            )
    return chosen


def _since(name: str) -> tuple[int, int]:
    """When a list of areas came into force, from its name; older lists have no date."""
    match = re.search(r"\((?:from )?(?:(\w{3})\w* )?(\d{4})", name)
    if not match:
        return (0, 0)
    month = (match[1] or "").capitalize()
    return (int(match[2]), MONTHS.index(month) + 1 if month in MONTHS else 0)


def _read_metadata(client: Client, base: str, fetch: FingertipsFetch) -> Mapping[str, Any]:
    answer = client.get(f"{base}/indicator_metadata/by_indicator_id", {"indicator_ids": fetch.id})
    content = read_json(answer, dict)
    metadata = content.get(str(fetch.id))
    name = str(((metadata or {}).get("Descriptive") or {}).get("Name") or "")
    if fetch.name.casefold() not in name.casefold():
        raise SourceError(
            f"Fingertips {fetch.id} is called “{name or 'nothing'}”, expected “{fetch.name}” in it",
            answer.address,
            "the number may have been given to another indicator: check before refreshing",
        )
    return dict(metadata or {})


def _list_notes(figures: list[Published]) -> tuple[str, ...]:
    counts = Counter(note for _, _, note in {(o.area, o.period, o.note) for o in figures} if note)
    return tuple(
        f"value note on {number} figures: {note}" for note, number in sorted(counts.items())
    )


def read_json(answer: HttpAnswer, kind: type) -> Any:
    """The JSON of an answer, which must be a list or an object as ``kind`` says."""
    try:
        content = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError(
            f"the service answered with something that is not JSON: {answer.text()}",
            answer.address, "try again later; the address may have changed",
        ) from None  # fmt: skip
    if not isinstance(content, kind):
        raise SourceError(
            f"the service answered with an unknown layout: {answer.text()}", answer.address,
            f"expected a JSON {'list' if kind is list else 'object'}",
        )  # fmt: skip
    return content
