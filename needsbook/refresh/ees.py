"""DfE Explore Education Statistics, public API: one pinned version of a data set.

Ids of filters and options are resolved by column and label at each refresh. Each filter
stands in a condition of its own (ids of different columns in one list are OR-ed by the
service), places are asked for by every id they have, and any warning is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from needsbook.catalogue.fetches import EesFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.errors import BadInput, SourceError
from needsbook.paths import Project
from needsbook.refresh.ees_layout import OPTIONAL
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.reading.layouts import simplify
from needsbook.refresh.reading.live import read_fetched
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.times import name_period
from needsbook.refresh.transport import Client, HttpAnswer

PAGE_SIZE = 10_000
SMALLEST_PAGE = 500
TOTALS = (
    "total", "all pupils", "all schools", "all", "total (all pupils)", "state-funded total",
    "all state-funded", "all state funded", "state-funded primary, secondary and special schools",
)  # fmt: skip
# Columns that tell the edition a figure is of: one edition a period, so that none is chosen.
EDITIONS = ("version", "release", "data_type")
API_LEVELS = {"country": "NAT", "region": "REG", "upper_tier": "LA", "district": "LAD"}


@dataclass(frozen=True)
class DataSet:
    """A data set's state: the newest version and what to tell the analyst."""

    title: str
    newest: str
    published: str
    remarks: tuple[str, ...]


def read_data_set(client: Client, fetch: EesFetch) -> DataSet:
    """The data set's newest version; ``SourceError`` when withdrawn or not the one meant."""
    address = f"{service_url('ees')}/data-sets/{fetch.data_set}"
    answer = client.get(address, accept=(200, 403, 404))
    if answer.status != 200:
        why = "withdrawn or not published" if answer.status == 403 else "unknown to the service"
        raise SourceError(
            f"the data set {fetch.data_set} is {why}", answer.address,
            "search the publication for its successor and put its id in the fetch entry",
        )  # fmt: skip
    content = read_json(answer, dict)
    title, latest = str(content.get("title") or ""), content.get("latestVersion")
    if not re.search(fetch.title, title, re.IGNORECASE):
        raise SourceError(
            f"the data set is called “{title}”, expected “{fetch.title}” in it", answer.address,
            "check the id in the fetch entry",
        )  # fmt: skip
    if not isinstance(latest, dict) or not latest.get("version"):
        raise SourceError(
            "the data set has no published version", answer.address, "try again later"
        )
    status = content.get("status")
    if status == "Withdrawn":
        raise SourceError(
            f"the data set “{title}” was withdrawn", answer.address, "look for its successor"
        )
    remarks = []
    if status == "Deprecated":
        successor = content.get("supersedingDataSetId") or "not named"
        remarks.append(f"the data set is deprecated; its successor is {successor}")
    return DataSet(
        title, str(latest["version"]), str(latest.get("published") or "")[:10], tuple(remarks)
    )


def list_changes(client: Client, fetch: EesFetch, held: str, newest: str) -> tuple[str, ...]:
    """One remark per change the publisher lists between the versions; none if the same."""
    if not held or held == newest:
        return ()
    address = f"{service_url('ees')}/data-sets/{fetch.data_set}/versions/{newest}/changes"
    answer = client.get(address, {"includePatchHistory": "true"}, accept=(200, 403, 404))
    if answer.status != 200:
        return (f"version {held} → {newest}: the publisher lists no changes",)
    content = read_json(answer, dict)
    found = [f"version {held} → {newest}"]
    for kind, word in (("majorChanges", "breaking"), ("minorChanges", "minor")):
        for part, changes in (content.get(kind) or {}).items():
            number = len(changes) if isinstance(changes, (list, dict)) else 1
            if number:
                found.append(f"{word} change: {number} in {part}")
    return tuple(found)


def fetch_figures(
    client: Client, indicator: Indicator, fetch: EesFetch, project: Project, held_version: str = ""
) -> Fetched:
    """The indicator's figures from the newest version, asked for by its full number."""
    state = read_data_set(client, fetch)
    version = state.newest
    remarks = [*state.remarks, *list_changes(client, fetch, held_version or fetch.version, version)]
    address = f"{service_url('ees')}/data-sets/{fetch.data_set}"
    meta_answer = client.get(f"{address}/meta", {"dataSetVersion": version})
    meta = read_json(meta_answer, dict)
    place = f"{state.title}, version {version}"
    question = build_question(meta, fetch, place)
    try:
        answers = list(_ask_pages(client, f"{address}/query", version, question, place))
        published = list(read_results(answers, meta, fetch, place))
        method = "Explore Education Statistics API, query"
    except _TooSlow:
        answer = client.get(f"{address}/csv", {"dataSetVersion": version})
        answers = [answer]
        labels = _total_labels(meta, fetch, place)
        published = read_fetched(answer.body, indicator, fetch, place, project, labels).published
        method = "Explore Education Statistics API, CSV"
    rows, left_out = make_rows(indicator, fetch, published, project, place)
    return Fetched(
        indicator=indicator.id,
        dataset=fetch.dataset,
        rows=rows,
        release=f"version {version}",
        release_date=state.published,
        table=f"data set {fetch.data_set}, version {version}, {fetch.value}",
        address=f"{address}/csv?dataSetVersion={version}",
        method=method,
        raw_sha256=answers[0].raw.sha256,
        definition=_describe(meta, fetch),
        left_out=left_out,
        remarks=tuple(remarks),
    )


class _TooSlow(Exception):
    """The query takes the service longer than it allows itself, however small the page."""


def build_question(meta: Mapping[str, Any], fetch: EesFetch, place: str) -> dict[str, Any]:
    """The JSON of the query, from the data set's own metadata."""
    columns = _list_measures(meta, fetch)
    indicators = [
        _find_column(meta, "indicators", column, place)["id"] for column in columns.values()
    ]
    wanted = [API_LEVELS[level] for level in fetch.levels if level in API_LEVELS]
    given = {
        str(geographiclevel.get("code")) for geographiclevel in meta.get("geographicLevels", ())
    }
    levels = [level for level in wanted if level in given]
    if not levels:
        raise SourceError(
            f"the data set has none of the levels {', '.join(wanted)}; it has {', '.join(sorted(given))}",
            place, "correct the levels of the fetch entry",
        )  # fmt: skip
    conditions: list[dict[str, Any]] = [{"geographicLevels": {"in": levels}}]
    conditions += [
        {"filters": {"eq": option["id"]}} for _, option in _choose_options(meta, fetch, place)
    ]
    return {
        "criteria": {"and": conditions},
        "indicators": indicators,
        "sorts": [{"field": "timePeriod", "direction": "Desc"}],
        "debug": False,
    }


def _list_measures(meta: Mapping[str, Any], fetch: EesFetch) -> dict[str, str]:
    """The column of each measure asked for; counts and bases only where the data set has them."""
    given = {str(indicator.get("column")) for indicator in meta.get("indicators", ())}
    return {
        measure: name
        for measure, (name,) in fetch.columns.items()
        if measure not in OPTIONAL or name in given
    }


def _find_column(meta: Mapping[str, Any], kind: str, name: str, place: str) -> Mapping[str, Any]:
    columns = [column for column in meta.get(kind, ()) if column.get("column") == name]
    if len(columns) != 1:
        found = ", ".join(str(column.get("column")) for column in meta.get(kind, ())) or "none"
        raise BadInput(
            f"unknown layout: no column “{name}” among the {kind}; found {found}", place,
            "if the publisher renamed it, correct the indicator's fetch entry",
        )  # fmt: skip
    column: Mapping[str, Any] = columns[0]
    return column


def _choose_options(
    meta: Mapping[str, Any], fetch: EesFetch, place: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each filter column with the option to keep: the label named, else its total."""
    for name in fetch.filters:
        _find_column(meta, "filters", name, place)
    for listed_filter in meta.get("filters", ()):
        column, options = str(listed_filter.get("column")), list(listed_filter.get("options", ()))
        if column in EDITIONS and column not in fetch.filters:
            continue
        if column in fetch.filters:
            labels: tuple[str, ...] = (fetch.filters[column],)
        else:
            labels = TOTALS
        for label in labels:
            chosen = [o for o in options if simplify(str(o.get("label"))) == simplify(label)]
            if chosen:
                break
        if len(chosen) != 1:
            listed = ", ".join(str(o.get("label")) for o in options[:12])
            raise BadInput(
                f"the filter “{column}” has no single option “{labels[0]}”; it has {listed}", place,
                "name the option under filters in the indicator's fetch entry",
            )  # fmt: skip
        yield column, chosen[0]


def _total_labels(meta: Mapping[str, Any], fetch: EesFetch, place: str) -> dict[str, str]:
    return {column: str(option["label"]) for column, option in _choose_options(meta, fetch, place)}


def _ask_pages(
    client: Client, address: str, version: str, question: Mapping[str, Any], place: str
) -> Iterator[HttpAnswer]:
    """The answer pages, from first to last; a smaller page after a time-out."""
    size, page, received = PAGE_SIZE, 1, 0
    while True:
        answer = client.post(
            address, {**question, "page": page, "pageSize": size},
            params={"dataSetVersion": version}, accept=(200, 400, 504),
        )  # fmt: skip
        if answer.status == 504:
            if page > 1 or size <= SMALLEST_PAGE:
                raise _TooSlow
            size //= 4
            continue
        content = read_json(answer, dict)
        if answer.status == 400:
            raise SourceError(_first_error(content), answer.address, "the question is out of date")
        if content.get("warnings"):
            raise SourceError(
                f"the service warns: {_first_message(content['warnings'])}", answer.address,
                "a filter, place or period asked for is not in the data set: check the fetch entry",
            )  # fmt: skip
        results, paging = content.get("results"), content.get("paging")
        if not isinstance(results, list) or not isinstance(paging, dict):
            raise SourceError("the answer has no results", answer.address, "its layout has changed")
        received += len(results)
        yield answer
        if page >= int(paging.get("totalPages", 1)):
            total = int(paging.get("totalResults", received))
            if received != total:
                raise SourceError(
                    f"the service announced {total:,} rows and sent {received:,}",
                    place,
                    "try again later",
                )
            return
        page += 1


def _first_error(content: Mapping[str, Any]) -> str:
    errors = content.get("errors")
    detail = f": {_first_message(errors)}" if isinstance(errors, list) and errors else ""
    return f"the service refuses the question: {content.get('title') or 'no reason'}{detail}"


def _first_message(items: Any) -> str:
    first = items[0] if isinstance(items, list) and items else {}
    items_named = (first.get("detail") or {}).get("items") if isinstance(first, dict) else None
    text = (
        f"{first.get('code', '')} {first.get('message', '')}".strip()
        if isinstance(first, dict)
        else str(first)
    )
    return f"{text} ({json.dumps(items_named)[:120]})" if items_named else text


def read_results(
    answers: list[HttpAnswer], meta: Mapping[str, Any], fetch: EesFetch, place: str
) -> Iterator[Published]:
    """The figures of query results, place ids turned into codes by the metadata."""
    codes = {
        (group["level"]["code"], option["id"]): str(option.get("code") or "")
        for group in meta.get("locations", ())
        for option in group.get("options", ())
    }
    ids = {
        measure: _find_column(meta, "indicators", column, place)["id"]
        for measure, column in _list_measures(meta, fetch).items()
    }
    for answer in answers:
        for number, result in enumerate(json.loads(answer.body)["results"], start=1):
            where = f"{place}, result {number}"
            try:
                level, values = result["geographicLevel"], result["values"]
                area = codes[level, result["locations"][level]]
                period = str(result["timePeriod"]["period"])
                cells = {name: values[key] for name, key in ids.items()}
            except (KeyError, TypeError) as error:
                raise SourceError(
                    f"a result lacks {error}", where, "the layout of the answer has changed"
                ) from None
            yield Published(
                area=area, period=name_period(period, fetch.periods, where), place=where, **cells
            )


def _describe(meta: Mapping[str, Any], fetch: EesFetch) -> str:
    """The publisher's labels, units and hints of what is read."""
    lines = []
    for indicator in meta.get("indicators", ()):
        if (indicator.get("column"),) in fetch.columns.values():
            lines.append(
                f"{indicator.get('column')}: {indicator.get('label')} [{indicator.get('unit')}]"
            )
    for column in meta.get("filters", ()):
        if column.get("column") in fetch.filters:
            lines.append(
                f"{column.get('column')}: {column.get('label')} {column.get('hint') or ''}".rstrip()
            )
    return "\n".join(lines)


__all__ = [
    "build_question",
    "fetch_figures",
    "list_changes",
    "read_data_set",
    "read_results",
]
