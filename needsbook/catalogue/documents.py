"""Reading the catalogue's YAML files: one strict reader, errors with file and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from needsbook.errors import BadInput, unknown_name


class Document(BaseModel):
    """Base of everything read from YAML: unknown keys are errors, values are fixed.

    The line below a key says what it means, in the file's JSON Schema too.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True
    )


Model = TypeVar("Model", bound=Document)
Entry = TypeVar("Entry")


class ByName(Mapping[str, Entry]):
    """Entries by id, in the order given; an unknown id offers the nearest ones.

    ``kind`` is what messages call an entry.
    """

    kind = "name"

    def __init__(self, found: Mapping[str, Entry]) -> None:
        self._found = dict(found)

    def __getitem__(self, key: str) -> Entry:
        if key not in self._found:
            raise unknown_name(self.kind, key, self._found)
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _UniqueKeyLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """A safe loader that refuses a key written twice instead of keeping the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                mark = key_node.start_mark
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key}” stands twice", mark
                )
            seen.add(key)
        result: dict[Any, Any] = super().construct_mapping(node, deep)
        return result


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; ``BadInput`` names file and line."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path.name} is missing", path.as_posix(), "restore the file") from None
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path.name} is not UTF-8 (byte {error.start})",
            path.as_posix(),
            "save the file as UTF-8",
        ) from None
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise BadInput(
            f"{path.name} is not valid YAML: {problem}",
            f"{path.as_posix()}{line}",
            "mend that line",
        ) from None


def read_document(path: Path, model: type[Model], content: Any = None) -> Model:
    """``path`` read and validated as ``model``; ``BadInput`` names the first wrong field."""
    raw = read_yaml(path) if content is None else content
    if not isinstance(raw, dict):
        raise BadInput(
            f"{path.name} holds no keys", path.as_posix(), "write the keys its schema asks for"
        )
    try:
        return model.model_validate(raw)
    except BadInput as error:  # raised by a field of its own, which knows no file
        raise BadInput(
            f"{path.name}: {error.what}", error.where or path.as_posix(), error.do
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise BadInput(
            f"{path.name}: {field}: {first['msg']}{more}",
            path.as_posix(),
            "correct the field; the JSON Schema in data/schema describes each key",
        ) from None
