"""Notebooks on their own: in JupyterLab, VS Code, papermill, outside the build of the book.

The build says that it runs a page (``NEEDSBOOK_RUN``); without it a page brings its style
and its heading along, so that it shows what the book shows.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from needsbook.draw.palette import chart_css
from needsbook.errors import unknown_name
from needsbook.paths import Project

INJECTED = "# Parameters"


def is_alone() -> bool:
    """Whether the notebook runs by itself, not in a build of the book."""
    return not os.environ.get("NEEDSBOOK_RUN")


def check_injected(cells: Iterable[str] | None = None) -> None:
    """Nothing; ``UnknownName`` for a parameter that the notebook's own cells do not set.

    Papermill writes the values it was given into a cell of their own, whatever their names:
    ``-p aera medway`` would make the page of the trial area. ``cells`` are the sources run
    so far (IPython's own list when left out).
    """
    known: set[str] = set()
    for source in _list_cells() if cells is None else cells:
        names = _list_names(source)
        if source.lstrip().startswith(INJECTED):
            for name in names:
                if name not in known:
                    raise unknown_name("parameter", name, known, "the parameters of this notebook")
        else:
            known |= set(names)


def _list_cells() -> list[str]:
    shell = _find_shell()
    return [str(cell) for cell in shell.user_ns.get("In", ())] if shell is not None else []


def _find_shell() -> Any:
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def _list_names(source: str) -> list[str]:
    """The names a cell sets at its outermost level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    targets = [
        target for part in tree.body if isinstance(part, ast.Assign) for target in part.targets
    ]
    targets += [part.target for part in tree.body if isinstance(part, ast.AnnAssign)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def prepare_alone(project: Project) -> None:
    """Where the notebook runs by itself: its style shown, and the outlines of its maps there.

    The build writes the outlines before any page; a fresh checkout has none yet.
    """
    shell = _find_shell()
    if shell is None or not is_alone():
        return
    named = [path.stem for path in sorted((project.geo / "boundaries").glob("*.yml"))]
    missing = [name for name in named if not (project.layers / f"{name}.json").exists()]
    if missing:
        from needsbook.geography.outlines import write_outlines

        write_outlines(project, missing, project.layers)
    from IPython.display import HTML, display

    display(HTML(f"<style>{make_style(project)}</style>"))  # type: ignore[no-untyped-call]


def make_style(project: Project) -> str:
    """The rules for the book's own classes, without those for the site around them."""
    path = project.root / "book" / "_static" / "needsbook.css"
    text = (
        re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        if path.exists()
        else ""
    )
    kept = [
        rule.replace(".bd-article ", "")
        for rule in re.findall(r"[^{}]+\{[^{}]*\}", text)
        if ".nb-" in rule.split("{")[0] or rule.lstrip().startswith(":root")
    ]
    return "".join(kept) + chart_css().replace(".bd-article ", "")


def make_heading(title: str) -> str:
    """The page's heading where no site puts one above it."""
    return f"<h1>{escape(title)}</h1>" if is_alone() and _find_shell() is not None else ""
