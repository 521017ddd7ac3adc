"""Opening the store: anew, or the one held for the processes split off from this one."""

from __future__ import annotations

import os

from needsbook.paths import Project, find_project
from needsbook.store.store import Store
from needsbook.store.tidy import load_table


def open_store(project: Project | None = None) -> Store:
    """The store of ``project`` (or of the one the working folder is in)."""
    project = project or find_project()
    key = os.environ.get("NEEDSBOOK_STORE", "")
    if (project, key) in _kept:
        return _kept[(project, key)].share()
    return Store(project, load_table(project))


# Stores that are held for the processes split off from this one, by project and state.
_kept: dict[tuple[Project, str], Store] = {}


def keep_store(project: Project) -> Store:
    """The store of ``project``, whose table every process split off from this one will share.

    Only for the state of the data that the environment names (see ``load_table``).
    """
    store = open_store(project)
    if key := os.environ.get("NEEDSBOOK_STORE", ""):
        _kept[(project, key)] = store
    return store


def shared_store(project: Project) -> Store:
    """The store held for this process, with all that hangs on it; else one opened anew.

    Not for pages, which note in a store of their own what they read.
    """
    key = os.environ.get("NEEDSBOOK_STORE", "")
    return _kept.get((project, key)) or open_store(project)
