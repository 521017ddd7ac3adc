"""Publishing: the finished site takes its place whole, or the old one stays."""

from __future__ import annotations

import json
import os
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
    files = {name: take_sum(path) for name, path in sorted(list_files(folder).items())}
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


def list_files(folder: Path) -> dict[str, Path]:
    """Every file of a site by its address, without its manifest, which does not name itself."""
    found = {}
    for base, _, names in os.walk(folder):
        lead = Path(base).relative_to(folder).as_posix()
        for name in names:
            found[name if lead == "." else f"{lead}/{name}"] = Path(base, name)
    found.pop("manifest.json", None)
    return found


def list_differences(folder: Path, take_sum: Callable[[Path], str] = hash_file) -> list[str]:
    """Each file that differs from the site's manifest, is missing, or is too many: one line."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files: dict[str, str] = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return ["manifest.json: missing, or not a manifest"]
    held = list_files(folder)
    found = []
    for name in sorted(files.keys() & held.keys()):
        try:
            same = take_sum(held[name]) == files[name]
        except OSError:  # a link that leads nowhere, a file that may not be read
            same = False
        if not same:
            found.append(f"{name}: differs")
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
