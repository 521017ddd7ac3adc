"""What stands out in an area, found once a build and lent to the processes of its pages.

Half of an area's pages ask for it, each in a process of its own. The first of them to start
finds it and leaves it in the folder of this build's temporary files, which no other build
reads and which goes with the build.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from pathlib import Path

from needsbook.book.parents import SCRATCH
from needsbook.files import replace_file
from needsbook.page import open_page
from needsbook.page.summary import find_summary
from needsbook.paths import Project
from needsbook.store.opening import shared_store

# The area to warm up on, then the slugs of those of which several pages are made.
AREAS = "NEEDSBOOK_WARM"


def share_summary(project: Project, slug: str) -> None:
    """Let the pages of ``slug`` that are split off from this process find its summary made.

    Nothing happens for an area of which one page is made. What it was made from counts as read by
    the page that asks (``Store.remember``). Only where processes can be split off.
    """
    folder = os.environ.get(SCRATCH, "")
    if not folder or slug not in os.environ.get(AREAS, "").split()[1:]:
        return
    # Where it cannot be made, the page itself will say what is wrong.
    with contextlib.suppress(Exception):
        _share(project, slug, Path(folder))


def _share(project: Project, slug: str, folder: Path) -> None:
    import fcntl

    store = shared_store(project)
    if ("summary", store.areas[slug].code) in store.remembered:
        return
    path = folder / f"{slug}.summary"
    with (folder / f"{slug}.lock").open("wb") as lock:
        # Two pages of one area that start together do not both look for it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            store.remembered.update(pickle.loads(path.read_bytes()))
            return
        before = set(store.remembered)
        find_summary(open_page(slug, store))
        made = {key: held for key, held in store.remembered.items() if key not in before}
        replace_file(path, pickle.dumps(made))
