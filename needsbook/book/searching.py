"""One search over several books: their search indexes made into one, as Sphinx reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_BEFORE, _AFTER = "Search.setIndex(", ")"


def read_index(text: str) -> dict[str, Any]:
    """The content of a ``searchindex.js``."""
    body = text.strip().removeprefix(_BEFORE).removesuffix(_AFTER)
    content: dict[str, Any] = json.loads(body)
    return content


def write_index(content: dict[str, Any]) -> str:
    """A ``searchindex.js`` of ``content``, short and in one order."""
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{_BEFORE}{body}{_AFTER}"


def join_indexes(indexes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One index over the documents of all ``indexes``, in their order."""
    joined: dict[str, Any] = {
        "docnames": [], "filenames": [], "titles": [], "alltitles": {}, "indexentries": {},
        "terms": {}, "titleterms": {}, "objects": {}, "objtypes": {}, "objnames": {},
    }  # fmt: skip
    for index in indexes:
        first = len(joined["docnames"])
        for name in ("docnames", "filenames", "titles"):
            joined[name] += index[name]
        for name in ("terms", "titleterms"):
            for term, found in index[name].items():
                held = joined[name].setdefault(term, [])
                held += [
                    position + first for position in (found if isinstance(found, list) else [found])
                ]
        for name in ("alltitles", "indexentries"):
            for title, places in index.get(name, {}).items():
                joined[name].setdefault(title, []).extend(
                    [place[0] + first, *place[1:]] for place in places
                )
        for name in ("envversion", "objtypes", "objnames"):
            if name in index:
                joined[name] = index[name]
    for name in ("terms", "titleterms"):
        joined[name] = {
            term: found[0] if len(found) == 1 else found for term, found in joined[name].items()
        }
    return joined
