"""What the book is made with: every package it depends on, with its version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@cache
def list_dependencies() -> tuple[str, ...]:
    """``name==version`` of every package the book needs, directly or not, in order.

    Extras (tests, a scheduler) are left out: they do not change a byte of the book.
    """
    found: dict[str, str] = {}
    waiting = [_name_of(line) for line in _list_own()]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            held = distribution(name)
        except PackageNotFoundError:
            found[name] = ""  # needed on another system only
            continue
        found[name] = held.version
        waiting += [_name_of(line) for line in held.requires or () if "extra ==" not in line]
    return tuple(f"{name}=={version}" for name, version in sorted(found.items()) if version)


def _list_own() -> Sequence[str]:
    """What the package itself asks for: from its checkout, else from where it is installed."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if project.is_file():
        content = tomllib.loads(project.read_text(encoding="utf-8"))
        if content.get("project", {}).get("name") == "needsbook":
            return list(content["project"]["dependencies"])
    return [line for line in distribution("needsbook").requires or () if "extra ==" not in line]


def _name_of(line: str) -> str:
    """The package a requirement names, in its one written form."""
    match = _NAME.match(line)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
