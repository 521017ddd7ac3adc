"""The JSON Schemas: current, complete, and agreeing with the models about real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from needsbook.catalogue.schemas import SCHEMAS, make_schema, print_schema, write_schemas
from needsbook.paths import Project


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_files_are_current(project: Project, name: str) -> None:
    path = project.data / "schema" / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == print_schema(SCHEMAS[name]), (
        "run needsbook.catalogue.schemas.write_schemas"
    )


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_schemas(Project(tmp_path))}
    second = {path.name: path.read_bytes() for path in write_schemas(Project(tmp_path))}
    assert first == second
    assert len(first) == len(SCHEMAS)


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema, *schema.get("$defs", {}).values()]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described_and_no_other_allowed(name: str) -> None:
    for part in _parts(make_schema(SCHEMAS[name])):
        if "properties" not in part:
            continue
        assert part["additionalProperties"] is False
        for key, described in part["properties"].items():
            assert described.get("description", "").endswith("."), (name, key)


def test_files_name_a_schema_that_is_there(project: Project) -> None:
    named = 0
    for path in [
        *project.indicators.glob("*.yml"),
        *project.sources.glob("*.yml"),
        project.corrections,
    ]:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith("# yaml-language-server: $schema="), path.name
        schema = path.parent / first.split("=", 1)[1]
        assert "properties" in json.loads(schema.read_text(encoding="utf-8"))
        named += 1
    assert named > 50
