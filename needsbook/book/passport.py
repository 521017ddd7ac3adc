"""The passport of a built site: what it was made from, and what was counted and checked in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from needsbook import __version__
from needsbook.editions import list_editions, read_edition
from needsbook.files import hash_code
from needsbook.paths import Project

NAME = "passport.json"
# What every build checks before anything is published; a site that failed one is not there.
CHECKS = (
    "every number on every page is a figure with an id",
    "every figure has a source: a row of a snapshot, or a document",
    "no id means two things, and none that was published is gone",
    "every snapshot and boundary is the file its passport describes",
    "no page loads anything from another host",
    "no page holds a script that is not the theme's",
    "no file of the project changed while the pages were made",
    "the book builds without a warning",
)


def make_passport(
    project: Project,
    *,
    title: str,
    epoch: int,
    areas: Sequence[str],
    pages: Sequence[str],
    failed: Mapping[str, str],
    figures: Mapping[str, int],
) -> bytes:
    """``passport.json``: code version, data date, editions, counts of figures and pages, checks.

    ``failed`` tells for each page that could not be made its last line; ``figures`` counts
    figures by kind: printed, published, derived, missing, suppressed.
    """
    content: dict[str, Any] = {
        "title": title,
        "code": {"version": __version__, "sha256": hash_code()},
        "data_date": datetime.fromtimestamp(epoch, UTC).date().isoformat(),
        "editions": {name: read_edition(project, name).day for name in list_editions(project)},
        "areas": list(areas),
        "counts": {
            "areas": len(areas),
            "pages": len(pages),
            "pages_failed": len(failed),
            **figures,
        },
        "failed_pages": dict(sorted(failed.items())),
        "checks_passed": list(CHECKS),
    }
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def count_figures(entries: Sequence[Any]) -> dict[str, int]:
    """Figures of the register by kind."""
    return {
        "figures": len(entries),
        "figures_printed": sum(bool(entry.pages) for entry in entries),
        "figures_derived": sum(entry.derived for entry in entries),
        "figures_missing": sum(entry.figure.value is None for entry in entries),
        "figures_suppressed": sum(
            entry.figure.value is None and entry.figure.reason == "suppressed" for entry in entries
        ),
    }
