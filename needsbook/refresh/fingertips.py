"""OHID Fingertips: the CSV of one indicator, its metadata and value notes.

The interface has no versions and answers unknown questions with an empty table, so every
answer is compared with what was asked. Area types are found by name, the newest first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from needsbook.catalogue.fetches import FingertipsFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.periods import MONTHS
from needsbook.errors import SourceError
from needsbook.paths import Project
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.live import (
    demand_columns,
    find_column,
    find_fetched,
    read_found,
)  # fmt: skip
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client, HttpAnswer

REGIONS = 6
DEFINING = (
    "Name", "Definition", "IndMethod", "DataSource", "CountDefinition", "DenomDefinition",
    "DiscControl", "Caveats", "Notes",
)  # fmt: skip


def read_figures(
    body: bytes, indicator: Indicator, fetch: FingertipsFetch, place: str, project: Project
) -> FileReading:
    """The headline figures of the indicator: no category, the entry's sex and age.

    ``SourceError`` when the answer holds no row of the indicator asked for.
    """
    table = find_fetched(body, fetch, place, project)
    demand_columns(table, ("lower", "upper", "count", "denominator", "note"))
    at = find_column(table, "Indicator ID")
    if not any(len(cells) > at and str(cells[at]) == str(fetch.id) for _, cells in table.rows()):
        raise SourceError(
            f"Fingertips answered without figures for {fetch.id}", place,
            "the indicator may be retired or not held for this area type",
        )  # fmt: skip
    labels = {"Indicator ID": str(fetch.id), "Sex": fetch.sex, "Age": fetch.age}
    # An entry without an age is of an indicator that has one alone.
    asked = {column: label for column, label in labels.items() if label}
    return read_found(table, indicator, fetch, project, asked)


def fetch_figures(
    client: Client, indicator: Indicator, fetch: FingertipsFetch, project: Project
) -> Fetched:
    """The indicator's figures at every level its entry asks for."""
    base = service_url("fingertips")
    kinds = _area_types(client, base, fetch)
    found: list[Published] = []
    left_out: Counter[str] = Counter()
    answers: list[HttpAnswer] = []
    place = f"Fingertips {fetch.id}"
    for kind in kinds:
        answer = client.get(
            f"{base}/all_data/csv/by_indicator_id",
            {"indicator_ids": fetch.id, "child_area_type_id": kind, "parent_area_type_id": REGIONS},
        )
        answers.append(answer)
        reading = read_figures(answer.body, indicator, fetch, place, project)
        found += reading.published
        left_out += reading.areas_left
    metadata = _read_metadata(client, base, fetch)
    rows, _ = make_rows(indicator, fetch, found, project, place)
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
        left_out=dict(sorted(left_out.items())),
        remarks=_list_notes(found),
    )


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
