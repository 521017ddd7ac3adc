"""DfE Explore Education Statistics, catalogue files: for data sets the API does not hold.

The content API is the website's own, unversioned. A file's id changes at every release, so
the file is found anew by publication, title and file name; two that fit are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from needsbook.catalogue.fetches import EesFileFetch
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.passports import Recovery
from needsbook.errors import SourceError
from needsbook.paths import Project
from needsbook.refresh.json_answers import read_json
from needsbook.refresh.reading.live import read_fetched
from needsbook.refresh.recovering import fill_counts
from needsbook.refresh.rows import Fetched, Published, make_rows
from needsbook.refresh.services import service_url
from needsbook.refresh.transport import Client

PAGE_SIZE = 40
MOST_PAGES = 50


def find_file(client: Client, fetch: EesFileFetch) -> Mapping[str, Any]:
    """The one file of the latest release that fits the entry's title and file name."""
    base = service_url("ees_content")
    answer = client.get(f"{base}/publications/{fetch.publication}", accept=(200, 404))
    if answer.status == 404:
        raise SourceError(
            f"the publication “{fetch.publication}” is unknown to the service", answer.address,
            "look up its address on Explore education statistics",
        )  # fmt: skip
    publication = str(read_json(answer, dict).get("id") or "")
    if not publication:
        raise SourceError("the publication has no id", answer.address, "the layout has changed")
    files: list[Mapping[str, Any]] = []
    for page in range(1, MOST_PAGES + 1):
        answer = client.get(
            f"{base}/data-set-files",
            {
                "publicationId": publication,
                "latestOnly": "true",
                "page": page,
                "pageSize": PAGE_SIZE,
            },
        )
        content = read_json(answer, dict)
        results, paging = content.get("results"), content.get("paging") or {}
        if not isinstance(results, list):
            raise SourceError(
                "the list of files has no results", answer.address, "the layout has changed"
            )
        files += results
        if page >= int(paging.get("totalPages", 1)):
            break
    fitting = [
        file
        for file in files
        if re.search(fetch.title, str(file.get("title", "")), re.IGNORECASE)
        and re.search(fetch.filename, str(file.get("filename", "")), re.IGNORECASE)
        and file.get("latestData", True)
        and not file.get("isSuperseded", False)
    ]
    if len(fitting) != 1:
        shown = fitting or files
        listed = "; ".join(
            f"{record.get('title')} ({record.get('filename')})" for record in shown[:8]
        )
        number = "no file fits" if not fitting else f"{len(fitting)} files fit"
        raise SourceError(
            f"{number} “{fetch.title}” and “{fetch.filename}”: {listed or 'the release has no files'}",
            answer.address,
            "make title and filename in the indicator's fetch entry fit exactly one",
        )
    return fitting[0]


def fetch_figures(
    client: Client,
    indicator: Indicator,
    fetch: EesFileFetch,
    project: Project,
    held: pd.DataFrame | None = None,
) -> Fetched:
    """The indicator's figures from the file of the latest release.

    ``held`` are the rows over the same base that the book has, by which counts are recovered
    where the file prints none.
    """
    base = service_url("ees_content")
    file = find_file(client, fetch)
    identifier = str(file.get("fileId") or file.get("id") or "")
    answer = client.download(f"{base}/data-set-files/{identifier}/download")
    title = str(file.get("title"))
    release = str((file.get("release") or {}).get("title") or "")
    published = str(file.get("published") or "")[:10]
    place = f"{title} ({file.get('filename')})"
    reading = read_fetched(answer.body, indicator, fetch, place, project)
    found: Iterable[Published] = reading.published
    recovered: tuple[Recovery, ...] = ()
    if held is not None and fetch.ratios:
        found, recovered = fill_counts(indicator, found, held, project)
    rows, _ = make_rows(indicator, fetch, found, project, place)
    remarks: tuple[str, ...] = ()
    if (file.get("api") or {}).get("id"):
        remarks = (f"this file is an API data set now: {file['api']['id']}",)
    return Fetched(
        indicator=indicator.id,
        dataset=fetch.dataset,
        rows=rows,
        # A release is corrected under its own name: the day tells which one this is.
        release=", ".join(
            part for part in (release, f"published {published}" if published else "") if part
        ),
        release_date=published,
        table=f"{file.get('filename')}, {fetch.value[0]}",
        address=answer.address,
        method="Explore Education Statistics catalogue file",
        raw_sha256=answer.raw.sha256,
        definition=f"{title}\n{file.get('summary') or ''}".strip(),
        left_out=dict(sorted(reading.areas_left.items())),
        remarks=(*remarks, *(recovery.words for recovery in recovered)),
        recovered=recovered,
    )
