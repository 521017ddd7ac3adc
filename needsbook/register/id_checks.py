"""The register's part of ``needsbook check``: ids that vanished, numbers that were typed."""

from __future__ import annotations

from collections.abc import Callable

from needsbook.errors import NeedsbookError
from needsbook.paths import Project
from needsbook.register.ids import check_ids, read_ids
from needsbook.register.ledger import open_ledger
from needsbook.register.typed import check_typed
from needsbook.store import open_store


def check_numbers(project: Project, report: Callable[[str], None]) -> list[str]:
    """Every problem found, as printed text; ``report`` is told what was in order."""
    try:
        problems = check_ids(project, open_ledger(open_store(project)))
        if not problems:
            report(f"{len(read_ids(project)):,} ids, every one published or retired")
        typed = check_typed(project)
    except NeedsbookError as error:
        return [str(error)]
    if not typed:
        report("no number is typed in templates, pages and sentences")
    return problems + [str(problem) for problem in typed]
