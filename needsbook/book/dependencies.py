"""What the book is made with: every package it depends on, with its version."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@cache
def list_dependencies(root: str = "needsbook") -> tuple[str, ...]:
    """``name==version`` of every package ``root`` needs, directly or not, in order.

    Extras (tests, a scheduler) are left out: they do not change a byte of the book.
    """
    found: dict[str, str] = {}
    waiting = [root]
    while waiting:
        name = plain_name(waiting.pop())
        if name in found:
            continue
        try:
            held = distribution(name)
        except PackageNotFoundError:
            found[name] = ""  # needed on another system only
            continue
        found[name] = held.version
        waiting += [
            match[0]
            for line in held.requires or ()
            if "extra ==" not in line and (match := _NAME.match(line))
        ]
    return tuple(
        f"{name}=={version}"
        for name, version in sorted(found.items())
        if version and name != plain_name(root)
    )


def plain_name(name: str) -> str:
    """A package's name in its one written form."""
    return re.sub(r"[-_.]+", "-", name).lower()
