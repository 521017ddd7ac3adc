"""JSON Schemas of the catalogue's YAML files, for editors and for people.

Made from the models that read the files, so the two cannot differ; what a key means is said
once, in the line below it in its model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from needsbook.catalogue.areas import AreasFile
from needsbook.catalogue.corrections import CorrectionsFile
from needsbook.catalogue.crosswalks import Crosswalk
from needsbook.catalogue.documents import Document
from needsbook.catalogue.engagement import Consultation, EasyRead
from needsbook.catalogue.frameworks import Framework
from needsbook.catalogue.indicators import Indicator
from needsbook.catalogue.passports import Passport
from needsbook.catalogue.promises import PromisesFile
from needsbook.catalogue.sources import Source
from needsbook.catalogue.topics import TopicsFile
from needsbook.paths import Project

SCHEMAS: Mapping[str, type[Document]] = {
    "areas": AreasFile,
    "corrections": CorrectionsFile,
    "indicator": Indicator,
    "passport": Passport,
    "source": Source,
    "topics": TopicsFile,
    "consultation": Consultation,
    "crosswalk": Crosswalk,
    "easy_read": EasyRead,
    "framework": Framework,
    "promises": PromisesFile,
}


def make_schema(model: type[Document]) -> dict[str, Any]:
    """The JSON Schema of one model with the meaning of every key."""
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("title", None)
        for described in part.get("properties", {}).values():
            described.pop("title", None)
            if "description" in described:
                described["description"] = " ".join(described["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def print_schema(model: type[Document]) -> str:
    """The JSON Schema of one model as the file holds it."""
    return json.dumps(make_schema(model), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(project: Project, models: Mapping[str, type[Document]] = SCHEMAS) -> list[Path]:
    """The files written, ``data/schema/<name>.schema.json``, in order of name."""
    folder = project.data / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in sorted(models.items()):
        path = folder / f"{name}.schema.json"
        path.write_text(print_schema(model), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def schema_line(name: str, depth: int, room: str = "data") -> str:
    """The comment that names a file's schema to editors, for a file ``depth`` folders deep."""
    folder = "../" * (depth - 1) if room == "data" else "../" * depth + "data/"
    return f"# yaml-language-server: $schema={folder}schema/{name}.schema.json\n"
