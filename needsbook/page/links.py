"""Where in an area's pages an indicator is told: found in the templates themselves."""

from __future__ import annotations

import json
import re
from functools import cache

from needsbook.paths import Project

_NAME = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")
_CALL = re.compile(r"\bpage\.(?:say|section|topic)\(([^)]*)\)")
_QUOTED = re.compile(r"[\"']([a-z][a-z0-9_]*)[\"']")
_HEADING = re.compile(r"^#{2,3} +(.+?)\s*$", re.M)


@cache
def find_sections(project: Project) -> dict[str, str]:
    """By indicator, the address of its section below the area’s folder: the first template
    that says it, and the heading above (``vulnerable-groups.html#persistent-absence``)."""
    found: dict[str, str] = {}
    for path in sorted((project.notebooks / "area").glob("*.ipynb")):
        match = _NAME.fullmatch(path.stem)
        if not match:
            continue
        page, anchor = match[2].replace("_", "-"), ""
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heads = _HEADING.findall(text)
                anchor = _slug(heads[-1]) if heads else anchor
                continue
            for call in _CALL.findall(text):
                for name in _QUOTED.findall(call):
                    found.setdefault(name, f"{page}.html#{anchor}" if anchor else f"{page}.html")
    return found


def _slug(heading: str) -> str:
    """The id that the book gives a heading: lower case, hyphens, letters and digits."""
    text = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    return re.sub(r"^[0-9-]+", "", text)
