"""JSON Schemas of the catalogue's YAML files, for editors and for people.

Made from the models that read the files, so the two cannot differ; what each key means is
said once, in ``MEANINGS``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needsbook.catalogue.areas import AreasFile
from needsbook.catalogue.corrections import CorrectionsFile
from needsbook.catalogue.documents import Document
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.outcome_meanings import OUTCOME_MEANINGS, OUTCOME_SCHEMAS
from needsbook.catalogue.passports import Passport
from needsbook.catalogue.sources import Source
from needsbook.paths import Project

SCHEMAS: Mapping[str, type[Document]] = {
    "areas": AreasFile,
    "corrections": CorrectionsFile,
    "indicator": Indicator,
    "passport": Passport,
    "source": Source,
    **OUTCOME_SCHEMAS,
}

_FETCH = {
    "connector": "The kind of service it is read from.",
    "dataset": "The snapshot that takes the figures.",
    "periods": "How the publisher writes periods.",
    "first": "First period to take; earlier ones belong to other snapshots.",
    "levels": "The levels to take.",
    "series": "For a snapshot that is new and must not continue a line.",
}
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "AreaEntry": {
        "code": "Government Statistical Service code, such as E09000033.",
        "slug": "Its address and the middle part of figure ids: lower case and hyphens.",
        "name": "The name readers see.",
        "formal_name": "The council’s full name, where it differs.",
        "place": "How a sentence puts it after a verb; left out: “in” and the name.",
        "level": "What kind of area it is.",
        "parent": "Code of the area it is a part of, where that is not its region.",
        "region": "Code of the region it lies in.",
        "parts": "What maps show it by; empty where no parts are held.",
        "layer": "Boundary layer that draws its parts.",
        "wards": "The ward lists it has had, oldest first.",
    },
    "AreasFile": {
        "books": "Areas published together.",
        "areas": "Every area but the wards.",
    },
    "Book": {
        "slug": "Its name on the command line.",
        "title": "The title readers see.",
        "areas": "Slugs of its areas, in the order shown.",
    },
    "WardVintage": {
        "vintage": "The year the list is known by.",
        "first": "First day in force.",
        "last": "Last day in force; left out where it still is.",
        "layer": "Boundary layer that draws it; empty where none is held.",
    },
    "CorrectionsFile": {"corrections": "Figures known to be wrong upstream."},
    "Correction": {
        "id": "A short name, used in messages.",
        "dataset": "The snapshot it concerns.",
        "indicator": "The indicator it concerns.",
        "areas": "Area codes; empty for all in the snapshot.",
        "periods": "Periods as they stand in the snapshot; empty for all.",
        "action": "keep_missing: is blank and must stay so. replace_with_missing: the store "
        "blanks it. keep_apart: right figures under a wrong label, kept under the true one.",
        "reason": "Why the cell is blank; none for keep_apart.",
        "why": "What is wrong upstream.",
        "effect": "What readers see because of it.",
        "evidence": "How it is known.",
        "status": "Whether the publisher knows.",
        "expect": "What will show that it has been mended.",
    },
    "Coverage": {
        "level": "The level the promise is about.",
        "first": "First period with a figure.",
        "last": "Last period, where the run has ended; left out where it goes on.",
        "areas": "Fewest areas with a figure in the last period.",
        "extent": "Which areas, where not all of the level.",
    },
    "Break": {
        "first": "First period that cannot be compared with those before.",
        "reason": "Why, in a sentence for readers.",
    },
    "Official": {
        "publication": "The publication it officially comes from.",
        "identifier": "The publisher’s own ids, tables and columns.",
        "cadence": "How often, and when, it is published.",
        "page": "The publication’s page.",
        "next_release": "When the next release is due, if announced.",
    },
    "Words": {
        "name": "A singular noun phrase for comparisons: “Year 6 obesity”.",
        "clause": "A clause with {value} and {place}.",
    },
    "Disclosure": {
        "below": "Counts from one to one less than this are hidden in our own tables.",
        "reason": "Why, in a sentence for readers.",
    },
    "Indicator": {
        "id": "The file’s name without .yml.",
        "title": "The full title.",
        "short_title": "The title where space is short.",
        "topic": "The page it belongs to.",
        "definition": "Who is counted, in a sentence or two, without figures.",
        "unit": "The unit values are published in.",
        "decimals": "Decimals printed.",
        "method": "What kind of measure it is: decides which statistics apply.",
        "ages": "Ages covered, in words.",
        "numerator": "What is counted.",
        "denominator": "What it is set against, or “not applicable”.",
        "basis": "By residence, by school, or otherwise.",
        "polarity": "Which way is better, if either is.",
        "source": "The publisher: a file in data/sources.",
        "official": "Where the publisher puts the figures.",
        "levels": "Promises of coverage, looked at by needsbook check.",
        "datasets": "Every snapshot that holds it, the one to prefer first.",
        "minimum": "Smallest plausible value; a smaller one is an error.",
        "maximum": "Largest plausible value; a larger one is an error.",
        "breaks": "Where figures stop being comparable; lines are cut there.",
        "caveats": "What a reader must know, one sentence or two each.",
        "words": "How sentences name it.",
        "synonyms": "Phrases a plan may use for it.",
        "disclosure": "Small counts to hide in tables of our own.",
        "fetch": "Where needsbook refresh takes its figures from, one entry per snapshot.",
    },
    "FingertipsFetch": {
        **_FETCH,
        "id": "The indicator’s number in Fingertips.",
        "name": "Words its name there must hold.",
        "sex": "The sex to take, as Fingertips writes it.",
        "age": "The ages to take, as Fingertips writes them.",
    },
    "EesFetch": {
        **_FETCH,
        "data_set": "The data set’s id.",
        "version": "The pinned version to begin with.",
        "title": "A regular expression its title fits.",
        "value": "The column of the values.",
        "lower": "The column of the lower limits, if any.",
        "upper": "The column of the upper limits, if any.",
        "count": "The column of the counts, if any.",
        "denominator": "The column of the denominators, if any.",
        "filters": "Filter columns and the label to keep; one not named takes its total.",
    },
    "EesFileFetch": {
        **_FETCH,
        "publication": "The publication’s name in its address.",
        "title": "A regular expression its title fits.",
        "filename": "A regular expression the file’s name fits.",
        "value": "Names the value column has had, the newest first.",
        "lower": "Names the column of the lower limits has had, the newest first.",
        "upper": "Names the column of the upper limits has had, the newest first.",
        "count": "Names the count column has had, the newest first.",
        "denominator": "Names the denominator column has had, the newest first.",
        "filters": "Per concept, the names of its column with the label to keep.",
    },
    "DwpFetch": {
        **_FETCH,
        "costs": "After (AHC) or before (BHC) housing costs.",
        "measure": "Relative or absolute low income.",
    },
    "NomisFetch": {
        **_FETCH,
        "data_set": "The data set’s id in Nomis.",
        "ages": "First and last age, such as 0-19.",
        "share": "Whether the share of all residents is meant.",
    },
    "Obtained": {
        "on": "The day the figures were read.",
        "address": "Where they, or the copy of them, were read from.",
        "method": "How they came from there into this file.",
        "raw_sha256": "Checksum of the file as received, where it was kept.",
    },
    "Passport": {
        "dataset": "The file’s name without .yml.",
        "source": "The publisher: a file in data/sources.",
        "publication": "The publication’s title.",
        "release": "Which release of it.",
        "release_date": "The day of release, where known.",
        "table": "The table, sheet or file within it.",
        "page": "The publication’s page.",
        "obtained": "How the figures came here.",
        "series": "Rows of one series may share a line over time; rows of two never do.",
        "edition": "Empty for the figures to use; a slug for a superseded edition.",
        "indicators": "Exactly the indicators in the file.",
        "basis": "By residence, by school, or otherwise, and who is counted.",
        "ward_vintage": "Which ward list is used, by authority.",
        "denominator_vintage": "Which edition of the denominators is used.",
        "confidence": "Confidence of the limits, such as 0.95; none where none are published.",
        "intervals": "Where the limits come from.",
        "disclosure": "How the publisher hides small numbers.",
        "rounding": "Decimals and rounding as published.",
        "recovered": "Counts and bases the publisher does not print, and how they were found.",
        "counts_rounded_to": "What the publisher rounds its counts to: 5, or 1 for exact ones.",
        "licence": "The licence of the figures.",
        "attribution": "The sentence to print.",
        "caveats": "What a reader of these figures must know.",
        "checks": "What was compared, and with what result.",
        "rows": "Rows in the file, the header not counted.",
        "sha256": "Checksum of the file’s bytes.",
    },
    "Recovery": {
        "of": "Which number was found: count, base, or both.",
        "words": "How cards and tables say it.",
        "how": "How it was found.",
        "levels": "The levels it holds for; empty for all.",
        "areas": "Codes of further areas it holds for.",
        "not_for": "Codes of areas it does not hold for.",
    },
    "Source": {
        "id": "The file’s name without .yml.",
        "name": "The publisher’s name.",
        "short_name": "Its name where space is short.",
        "home": "Its home page.",
        "licence": "The licence of its figures.",
        "licence_url": "Where the licence stands.",
        "attribution": "The sentence to print.",
        "contact": "Where to report an error.",
        "note": "What a reader should know about it.",
    },
    **OUTCOME_MEANINGS,
}  # fmt: skip


def make_schema(model: type[Document]) -> dict[str, Any]:
    """The JSON Schema of one model with the meaning of every key."""
    schema = model.model_json_schema()
    parts = {model.__name__: schema, **schema.get("$defs", {})}
    for name, part in parts.items():
        part.pop("title", None)
        for key, described in part.get("properties", {}).items():
            described.pop("title", None)
            if meaning := MEANINGS.get(name, {}).get(key):
                described["description"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def print_schema(model: type[Document]) -> str:
    """The JSON Schema of one model as the file holds it."""
    return json.dumps(make_schema(model), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(project: Project) -> list[Path]:
    """The files written, ``data/schema/<name>.schema.json``, in order of name."""
    folder = project.data / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in sorted(SCHEMAS.items()):
        path = folder / f"{name}.schema.json"
        path.write_text(print_schema(model), encoding="utf-8", newline="\n")
        written.append(path)
    return written
