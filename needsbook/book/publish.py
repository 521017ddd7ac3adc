"""Publishing: the finished site takes its place whole, or the old one stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from needsbook import __version__
from needsbook.files import hash_file, move_ready
from needsbook.paths import Project


def recover_site(project: Project) -> None:
    """Undo a publishing that was cut short: put the previous site back, drop the rest."""
    old, new = _beside(project, "old"), _beside(project, "new")
    if old.exists() and not project.site.exists():
        move_ready(old, project.site)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def publish_site(project: Project, finished: Path) -> Path:
    """The published folder ``build/site``, after ``finished`` took its place."""
    old, new = _beside(project, "old"), _beside(project, "new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    move_ready(finished, new)
    if project.site.exists():
        move_ready(project.site, old)
    move_ready(new, project.site)
    shutil.rmtree(old, ignore_errors=True)
    return project.site


def _beside(project: Project, suffix: str) -> Path:
    return project.build / f"site.{suffix}"


def write_manifest(
    folder: Path,
    key: str,
    book: str,
    areas: list[str],
    pages: list[str],
    only: Sequence[str] = (),
    group: str = "",
    take_sum: Callable[[Path], str] = hash_file,
) -> None:
    """``manifest.json``: every file of the site with its sha256, and what it was built from.

    ``only`` names the templates a build was limited to.
    """
    files = {
        path.relative_to(folder).as_posix(): take_sum(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    content = {
        "version": __version__,
        "key": key,
        "book": book,
        "areas": areas,
        "pages": pages,
        "only": list(only),
        "group": group,
        "files": files,
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_bytes(text.encode("utf-8"))


def list_differences(folder: Path, take_sum: Callable[[Path], str] = hash_file) -> list[str]:
    """Each file that differs from the site's manifest, is missing, or is too many: one line."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files: dict[str, str] = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return ["manifest.json: missing, or not a manifest"]
    found: list[str] = []
    held = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    held.pop("manifest.json", None)
    found += [
        f"{name}: differs"
        for name in sorted(files.keys() & held.keys())
        if take_sum(held[name]) != files[name]
    ]
    found += [f"{name}: missing" for name in sorted(files.keys() - held.keys())]
    found += [f"{name}: not in the manifest" for name in sorted(held.keys() - files.keys())]
    return sorted(found)


def read_key(project: Project) -> str:
    """The key of the published site; empty when there is none."""
    try:
        content = json.loads((project.site / "manifest.json").read_text(encoding="utf-8"))
        return str(content["key"])
    except (OSError, ValueError, KeyError):
        return ""
