"""Names of the package that nothing but tests reaches: ``python tools/reach.py``; exit code 1.

A function, class or constant counts as reached when its name stands anywhere in the package,
the notebooks or the benchmarks beside its own definition, in a text too (some are called by
name). Methods of pydantic models that a decorator hands to the library are reached by it.
What is kept all the same stands in ``KEPT`` with its reason.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = {
    "_get_layout": "matplotlib calls it",
    "launch_kernel": "jupyter_client calls it",
    "find_bare_alt": "the tests hold the words of every picture to it",
    "_repr_mimebundle_": "Jupyter calls it",
    "list_directory": "http.server calls it",
    "log_message": "http.server calls it",
    "terminate": "jupyter_client calls it",
}
HANDED_ON = ("validator", "callback", "command", "fixture", "overload", "setter")


def list_names(path: Path) -> Iterator[tuple[str, int]]:
    """The functions, classes, methods and constants a file defines, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            handed = any(
                word in ast.unparse(mark) for mark in node.decorator_list for word in HANDED_ON
            )
            if not handed and not node.name.startswith("__"):
                yield node.name, node.lineno
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id.isupper():
                    yield target.id, node.lineno


def find_unreached(root: Path) -> list[tuple[str, str, int]]:
    """Name, file and line of everything only tests reach."""
    package = sorted((root / "needsbook").rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in package]
    for folder, ending in (("notebooks", "*.ipynb"), ("benchmarks", "*.py")):
        texts += [path.read_text(encoding="utf-8") for path in (root / folder).rglob(ending)]
    seen = Counter(word for text in texts for word in re.findall(r"\w+", text))
    defined: Counter[str] = Counter()
    places: list[tuple[str, str, int]] = []
    for path in package:
        for name, line in list_names(path):
            defined[name] += 1
            places.append((name, path.relative_to(root).as_posix(), line))
    return [
        place
        for place in places
        if seen[place[0]] <= defined[place[0]] and place[0] not in KEPT and place[0][:2] != "__"
    ]


def main() -> int:
    """Print what only tests reach; the exit code says whether there is any."""
    found = find_unreached(ROOT)
    for name, path, line in found:
        print(f"{path}:{line}: only tests reach {name}: delete it, or say in KEPT why it stays")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
