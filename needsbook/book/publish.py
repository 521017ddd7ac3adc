"""Publishing: the finished site takes its place whole, or the old one stays."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from needsbook import __version__
from needsbook.paths import Project


def recover_site(project: Project) -> None:
    """Undo a publishing that was cut short: put the previous site back, drop the rest."""
    old, new = _beside(project, "old"), _beside(project, "new")
    if old.exists() and not project.site.exists():
        os.replace(old, project.site)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def publish_site(project: Project, finished: Path) -> Path:
    """The published folder ``build/site``, after ``finished`` took its place."""
    old, new = _beside(project, "old"), _beside(project, "new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    os.replace(finished, new)
    if project.site.exists():
        os.replace(project.site, old)
    os.replace(new, project.site)
    shutil.rmtree(old, ignore_errors=True)
    return project.site


def _beside(project: Project, suffix: str) -> Path:
    return project.build / f"site.{suffix}"


def write_manifest(folder: Path, key: str, book: str, areas: list[str], pages: list[str]) -> None:
    """``manifest.json``: every file of the site with its sha256, and what it was built from."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    content = {
        "version": __version__,
        "key": key,
        "book": book,
        "areas": areas,
        "pages": pages,
        "files": files,
    }
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_bytes(text.encode("utf-8"))


def read_key(project: Project) -> str:
    """The key of the published site; empty when there is none."""
    try:
        content = json.loads((project.site / "manifest.json").read_text(encoding="utf-8"))
        return str(content["key"])
    except (OSError, ValueError, KeyError):
        return ""
