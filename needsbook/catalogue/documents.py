"""Reading the catalogue's YAML files: one strict reader, errors with file and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from needsbook.errors import BadInput, NeedsbookError, unknown_name

ROOMS = ("data", "geo", "editions", "notebooks", "book")
_TYPES = {
    "string_type": "text", "int_type": "a whole number", "int_parsing": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "bool_type": "true or false",
    "bool_parsing": "true or false", "tuple_type": "a list", "list_type": "a list",
    "mapping_type": "keys with values", "dict_type": "keys with values",
    "model_type": "keys with values", "model_attributes_type": "keys with values",
    "date_type": "a day such as 2025-03-31", "date_parsing": "a day such as 2025-03-31",
    "date_from_datetime_parsing": "a day such as 2025-03-31",
}  # fmt: skip


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
            mark = key_node.start_mark
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a list or has keys of its own", mark
                )
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key}” stands twice", mark
                )
            seen.add(key)
        result: dict[Any, Any] = super().construct_mapping(node, deep)
        return result


def name_file(path: Path) -> str:
    """``path`` as it is printed: from the project's own folder on, never the machine's."""
    parts = path.parts
    for at in range(len(parts) - 2, -1, -1):
        if parts[at] in ROOMS:
            return "/".join(parts[at:])
    return path.name


def _load(path: Path) -> tuple[str, Any]:
    """The text of a YAML file and its content."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path.name} is missing", name_file(path), "restore the file") from None
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be read ({error.strerror or type(error).__name__})",
            name_file(path), "restore the file",
        ) from None  # fmt: skip
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path.name} is not UTF-8 (byte {error.start})",
            name_file(path),
            "save the file as UTF-8",
        ) from None
    try:
        return text, yaml.load(text, Loader=_UniqueKeyLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise BadInput(
            f"{path.name} is not valid YAML: {problem}",
            f"{name_file(path)}{line}",
            "mend that line",
        ) from None
    except (ValueError, TypeError, OverflowError) as error:  # a number or day that is none
        raise BadInput(
            f"{path.name} holds a value that cannot be read ({type(error).__name__})",
            name_file(path), "look for a number of very many digits, or a day that does not exist",
        ) from None  # fmt: skip
    except RecursionError:
        raise BadInput(f"{path.name} is nested too deeply", name_file(path), "mend it") from None


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; ``BadInput`` names file and line."""
    return _load(path)[1]


def read_document(path: Path, model: type[Model], content: Any = None) -> Model:
    """``path`` read and validated as ``model``; ``BadInput`` names the first fault with its line."""
    text = ""
    if content is None:
        text, content = _load(path)
    found, faults = _validate(path, model, text, content)
    if found is None:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise BadInput(f"{first.what}{more}", first.where, first.do) from None
    return found


def find_faults(
    path: Path, model: type[Document], complete: Callable[[Any], Any] | None = None
) -> list[NeedsbookError]:
    """Every fault of a file, each with its line and how to mend it.

    ``complete`` fills in what the file may leave out.
    """
    try:
        text, content = _load(path)
    except BadInput as error:
        return [error]
    try:
        filled = complete(content) if complete else content
    except NeedsbookError as error:
        # What would be filled in cannot be told; what stands there can.
        faults = _validate(path, model, text, content)[1]
        return [error, *(fault for fault in faults if "is missing" not in fault.what)]
    return list(_validate(path, model, text, filled)[1])


def _validate(
    path: Path, model: type[Model], text: str, content: Any
) -> tuple[Model | None, list[BadInput]]:
    where = name_file(path)
    if not isinstance(content, dict):
        return None, [
            BadInput(f"{path.name} holds no keys", where, "write the keys its schema asks for")
        ]
    try:
        return model.model_validate(content), []
    except BadInput as error:  # raised by a field of its own, which knows no file
        return None, [BadInput(f"{path.name}: {error.what}", error.where or where, error.do)]
    except RecursionError:
        return None, [BadInput(f"{path.name} refers to itself", where, "write the values out")]
    except ValidationError as error:
        return None, list(_name_faults(error, model, path, text))


def _name_faults(
    error: ValidationError, model: type[Document], path: Path, text: str
) -> Iterator[BadInput]:
    """The faults in the words of the file: unknown keys first, with the nearest right one."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader) if text else None
    except yaml.YAMLError:
        tree = None
    details = error.errors(include_url=False)
    missing = {detail["loc"] for detail in details if detail["type"] == "missing"}
    meant: set[tuple[int | str, ...]] = set()
    found = []
    for detail in details:
        if detail["type"] != "extra_forbidden":
            continue
        loc = detail["loc"]
        lacking = [str(key[-1]) for key in missing if key[:-1] == loc[:-1]]
        known = _keys_of(model, loc[:-1])
        near = get_close_matches(str(loc[-1]), lacking, 1, 0.5) or get_close_matches(
            str(loc[-1]), known, 1, 0.5
        )
        if near and near[0] in lacking:
            meant.add((*loc[:-1], near[0]))
        do = f"did you mean “{near[0]}”?" if near else f"remove it; the keys are {', '.join(known[:14])}"  # fmt: skip
        found.append((detail, f"unknown key “{loc[-1]}”", do))
    for detail in details:
        if detail["type"] != "extra_forbidden" and detail["loc"] not in meant:
            found.append((detail, *_say_fault(detail)))
    for place, what, do in found:
        line = _find_line(tree, place["loc"])
        about_key = place["type"] in ("extra_forbidden", "missing")
        at = _name_loc(place["loc"][:-1] if about_key else place["loc"])
        inside = f" (in {at})" if len(place["loc"]) > 1 else ""
        yield BadInput(
            f"{path.name}: {what}{inside}", name_file(path) + (f", line {line}" if line else ""), do
        )


def _say_fault(details: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to do, without the library's words."""
    kind, key, context = (
        details["type"],
        details["loc"][-1] if details["loc"] else "",
        details.get("ctx", {}),
    )
    shown = (
        repr(details["input"]) if not isinstance(details["input"], str) else f"“{details['input']}”"
    )
    shown = shown if len(shown) <= 60 else shown[:60] + "…"
    if kind == "missing":
        return f"the key “{key}” is missing", f"write {key}"
    if kind == "literal_error":
        listed = str(context.get("expected", "")).replace("'", "")
        near = get_close_matches(
            str(details["input"]), listed.replace(" or ", ", ").split(", "), 1, 0.5
        )
        return f"{shown} cannot stand under “{key}”", (
            f"did you mean “{near[0]}”?" if near else f"write one of {listed}"
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        listed = str(context.get("expected_tags", "")).replace("'", "")
        return f"the kind of the entry is not known: {context.get('tag', 'none given')}", f"write one of {listed}"  # fmt: skip
    if kind in _TYPES:
        return f"{shown} under “{key}” is not {_TYPES[kind]}", f"write {_TYPES[kind]}"
    if kind == "string_pattern_mismatch":
        return f"{shown} has not the form “{key}” needs", f"it must fit {context.get('pattern')}"
    if kind == "value_error":
        return f"“{key}”: {details['msg'].removeprefix('Value error, ')}" if key != "" else details["msg"].removeprefix("Value error, "), "correct it"  # fmt: skip
    return f"{shown} cannot stand under “{key}”: {details['msg'][:1].lower()}{details['msg'][1:]}", "correct it"  # fmt: skip


def _keys_of(model: Any, loc: Sequence[int | str]) -> list[str]:
    """The keys the part of a model at ``loc`` may have."""
    schema = model.model_json_schema()
    part = schema
    for step in loc:
        part = _resolve(part, schema)
        options = [
            part,
            *(_resolve(choice, schema) for choice in part.get("anyOf", part.get("oneOf", ()))),
        ]
        for option in options:
            mapping = option.get("discriminator", {}).get("mapping", {})
            if step in mapping:
                part = _resolve({"$ref": mapping[step]}, schema)
                break
            if isinstance(step, int) and "items" in option:
                part = option["items"]
                break
            if step in option.get("properties", {}):
                part = option["properties"][step]
                break
            if isinstance(option.get("additionalProperties"), Mapping):
                part = option["additionalProperties"]
                break
        else:
            return []
    part = _resolve(part, schema)
    keys = dict.fromkeys(part.get("properties", {}))
    for choice in part.get("anyOf", ()):
        keys |= dict.fromkeys(_resolve(choice, schema).get("properties", {}))
    return list(keys)


def _resolve(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]]
    return part


def _name_loc(loc: Sequence[int | str]) -> str:
    text = ""
    for step in loc:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _find_line(tree: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line the key or value at ``loc`` stands on; 0 where it cannot be told."""
    node, line = tree, tree.start_mark.line + 1 if tree is not None else 0
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if str(key.value) == str(step):
                    node, line = value, key.start_mark.line + 1
                    break
            else:
                continue  # the kind of a union, which no key names
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
