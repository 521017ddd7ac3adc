"""Imported once, in the process that all workers and kernels are split off from.

What is loaded here no page loads again: every module, the tidy table, the catalogue, the
outlines, the fonts. The processes share that memory until they write to it.
"""

# ruff: noqa: E402
from needsbook.book.parents import become_server

become_server()  # first of all: what follows takes a while

import contextlib
import gc
import os
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import nbformat

import needsbook
from needsbook.book.sphinx import load_engine
from needsbook.book.summaries import AREAS
from needsbook.draw.maps.outlines import read_outlines
from needsbook.exports.making import prepare
from needsbook.memory import give_back
from needsbook.page import open_page
from needsbook.page.summary import find_summary
from needsbook.paths import Project
from needsbook.register.ledger import open_ledger
from needsbook.register.pair_sums import open_pair_sums
from needsbook.store.opening import keep_store, shared_store

# The project to warm up on, and whether whole books will be made.
PROJECT, BOOKS = "NEEDSBOOK_PROJECT", "NEEDSBOOK_BOOKS"
_SKIPPED = ("needsbook.cli", "needsbook.commands", "needsbook.refresh", "needsbook.book.warm")


# What kernels, papermill and pictures load when they are first asked for something.
_FOREIGN = (
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger",
    "IPython.extensions.storemagic", "ipykernel.debugger", "ipykernel.kernelapp",
    "matplotlib.backends.backend_svg", "matplotlib.figure", "papermill", "pyarrow.parquet",
    "tornado.platform.asyncio", "zmq.utils.garbage",
)  # fmt: skip


def import_all() -> None:
    """Every module that a page, a book or its files may need."""
    # No page is looked into while it is made: a debugger of a hundred modules stays away.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in _FOREIGN:
        import_module(name)
    for found in pkgutil.walk_packages(needsbook.__path__, "needsbook."):
        if not found.name.startswith(_SKIPPED):
            import_module(found.name)


def warm_up(root: Path, area: str) -> None:
    """Read what pages read, and draw a picture of each common kind.

    ``area`` is the slug of the area to do it on, then those of which several pages are made.
    """
    prepare()
    # Notebooks are held against a schema, which is compiled when it is first asked for.
    nbformat.validate(nbformat.v4.new_notebook())
    first, *summaries = area.split()
    store = keep_store(Project(root))
    assert next(open_ledger(store).stamps(), None) is not None
    for path in sorted(Project(root).layers.glob("*.json")):
        read_outlines(path)
    # The first summary looks up much that those of other areas need too.
    for slug in summaries[:1]:
        find_summary(open_page(slug, store))
    page = open_page(first, store)
    for indicator in list(store.indicators)[:40]:
        if store.latest(indicator, [page.area.code]):
            for make in (page.say, page.trend, page.compare, page.map, page.about):
                with contextlib.suppress(Exception):  # the page itself will say what is wrong
                    make(indicator)
            break


def warm_up_books(project: Project) -> None:
    """What the books of a portal need besides: the engine, and digests of what they look up."""
    load_engine(project)
    open_pair_sums(shared_store(project)).digest(())


import_all()
if os.environ.get(AREAS) and os.environ.get("NEEDSBOOK_STORE"):
    with contextlib.suppress(Exception):
        warm_up(Path(os.environ[PROJECT]), os.environ[AREAS])
    if os.environ.get(BOOKS):
        with contextlib.suppress(Exception):
            warm_up_books(Project(Path(os.environ[PROJECT])))
give_back()
gc.freeze()  # what is shared is never looked through again, and so stays shared
