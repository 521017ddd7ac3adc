"""Names in the templates that nothing has: calls of the page, indicators, topics, kinds.

Read without running a notebook, so that ``needsbook check`` names a slip with its cell before
a build of an hour stumbles over it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Container, Iterable, Iterator, Mapping

from needsbook.book.templates import find_templates, list_cells
from needsbook.draw.kinds import list_kinds
from needsbook.errors import BadInput, NeedsbookError, unknown_name
from needsbook.page import AreaPage, OverviewPage
from needsbook.page.gallery import EXAMPLES
from needsbook.paths import Project

PAGES = {"open_page": AreaPage, "open_overview": OverviewPage}
# What the parameters of the pages' calls name.
_MEANT = {"indicator": "indicator", "indicators": "indicator", "topics": "topic"}


def find_template_faults(
    project: Project, known: Mapping[str, Iterable[str]]
) -> Iterator[NeedsbookError]:
    """Every fault of every template; ``known`` holds the names of indicators and topics."""
    for path in sorted(project.notebooks.rglob("*.ipynb")):
        where = project.relative(path)
        try:
            cells = list_cells(path, where)
        except BadInput as error:
            yield error
            continue
        kinds: dict[str, type] = {}
        for number, source in cells:
            place = f"{where}, cell {number}"
            try:
                tree = ast.parse(source)
            except SyntaxError as error:
                yield BadInput(
                    f"the cell is not Python ({error.msg})",
                    f"{place}, line {error.lineno}",
                    "mend it",
                )
                continue
            kinds |= _find_pages(tree)
            yield from _find_unknown(tree, kinds, place, known)
    try:
        find_templates(project)
    except NeedsbookError as error:
        yield error


def _find_pages(tree: ast.Module) -> dict[str, type]:
    """By name: the kind of page that a cell opens."""
    found: dict[str, type] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        opener = node.value.func
        if isinstance(opener, ast.Name) and opener.id in PAGES:
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found |= dict.fromkeys(names, PAGES[opener.id])
    return found


def _find_unknown(
    tree: ast.Module, kinds: Mapping[str, type], place: str, known: Mapping[str, Iterable[str]]
) -> Iterator[NeedsbookError]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        kind = kinds.get(node.value.id)
        if kind is None or isinstance(node.ctx, ast.Store):
            continue
        if not hasattr(kind, node.attr) and node.attr not in _attributes(kind):
            calls = [name for name in dir(kind) if not name.startswith("_")]
            yield unknown_name("call of a page", node.attr, calls, f"{place}, line {node.lineno}")
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        opened = node.func.value
        kind = kinds.get(opened.id) if isinstance(opened, ast.Name) else None
        if kind is not None and hasattr(kind, node.func.attr):
            yield from _check_call(node, getattr(kind, node.func.attr), place, known)


def _attributes(kind: type) -> Container[str]:
    """What a page has beside its calls: set as it is opened."""
    return {
        node.attr
        for base in kind.__mro__[:-1]
        for node in ast.walk(ast.parse(inspect.getsource(base)))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def _check_call(
    node: ast.Call, call: object, place: str, known: Mapping[str, Iterable[str]]
) -> Iterator[NeedsbookError]:
    """Names an argument gives that nothing has, and arguments the call does not take."""
    assert isinstance(node.func, ast.Attribute)
    if not callable(call) or any(isinstance(argument, ast.Starred) for argument in node.args):
        return
    signature = inspect.signature(call)
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    at = f"{place}, line {node.lineno}"
    try:
        bound = signature.bind(None, *node.args, **named)
    except TypeError as error:
        yield BadInput(f"page.{node.func.attr}: {error}", at, f"it takes {signature}".replace("(self, ", "("))  # fmt: skip
        return
    for name, given in bound.arguments.items():
        kind = _MEANT.get(name, "kind of picture" if name == "kind" else "")
        if not kind:
            continue
        if kind == "kind of picture":
            names: Iterable[str] = EXAMPLES if node.func.attr == "example" else list_kinds()
        else:
            names = known[kind]
        listed = given if isinstance(given, tuple) else (given,)
        for argument in listed:
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                continue
            text = argument.value
            if kind == "kind of picture" and node.func.attr != "example":
                text = text.replace("-", "_").replace(" ", "_")
            if text not in names:
                yield unknown_name(kind, argument.value, names, at)
