"""Whether a site is what its manifest says, and whether building it again gives the same bytes."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from needsbook.book.build import build_book
from needsbook.book.publish import list_differences
from needsbook.book.serve import NAMES
from needsbook.errors import BadInput, BuildError
from needsbook.paths import Project

# What a build reads: the only things copied into the fresh folder.
INPUTS = ("_config.yml", "book", "data", "editions", "geo", "notebooks")
# What cannot be made the same everywhere, each with its reason.
MAY_DIFFER: Mapping[str, str] = {
    "sbom.cdx.json": "it lists the packages of the machine: other versions of Python need others",
    "manifest.json": "it holds the checksum of sbom.cdx.json, and its key hangs on those packages",
}


def verify_site(place: str) -> list[str]:
    """Each file of a folder (or of an address on loopback) that is not what its manifest says.

    At an address only the files the manifest names can be asked for; files that are too many
    are seen in folders alone.
    """
    if place.startswith(("http://", "https://")):
        return _verify_address(place)
    folder = Path(place)
    if not (folder / "manifest.json").is_file():
        raise BadInput(
            "there is no manifest.json", folder.as_posix(), "name the folder of a built site"
        )
    return list_differences(folder)


def verify_build(project: Project, jobs: int = 0) -> list[str]:
    """Each file in which a build in a fresh folder differs from the published site.

    The same areas and pages are built; the site's own files are held against its manifest
    first, so a file that was changed since is named too.
    """
    manifest = read_manifest(project)
    found = list_differences(project.site)
    with tempfile.TemporaryDirectory(prefix="verify") as folder:
        fresh = copy_inputs(project, Path(folder) / "project")
        build_book(
            fresh,
            areas=() if manifest["group"] else manifest["areas"],
            pages=manifest["only"],
            jobs=jobs,
            group=manifest["group"],
        )
        other = read_manifest(fresh)
    for name in sorted(manifest["files"].keys() | other["files"].keys()):
        mine, theirs = manifest["files"].get(name), other["files"].get(name)
        if mine != theirs:
            how = "differs" if mine and theirs else "was not made again" if mine else "is new"
            found.append(f"{name}: {how} in the fresh build")
    for name in ("key", "areas", "pages", "book", "version"):
        if manifest.get(name) != other.get(name):
            found.append(f"manifest.json: {name} differs in the fresh build")
    return found


def read_manifest(project: Project) -> dict[str, Any]:
    """The manifest of the published site; ``BuildError`` where there is none."""
    try:
        content: dict[str, Any] = json.loads(
            (project.site / "manifest.json").read_text(encoding="utf-8")
        )
        content["files"].keys()
    except (OSError, ValueError, KeyError, AttributeError):
        raise BuildError(
            "there is no built book to verify",
            project.relative(project.site),
            "run: needsbook build",
        ) from None
    return content


def copy_inputs(project: Project, target: Path) -> Project:
    """A copy of everything a build reads, and of nothing it made, in ``target``."""
    target.mkdir(parents=True)
    for name in INPUTS:
        source = project.root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".*"))
        elif source.exists():
            shutil.copy2(source, target / name)
    return Project(target)


def _verify_address(address: str) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme != "http" or (parts.hostname or "") not in (*NAMES, "::1"):
        raise BadInput(
            f"{address} is not on this machine",
            do="download the site and verify its folder, or serve it: needsbook serve",
        )
    base = parts.path.rstrip("/")
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)

    def fetch(name: str) -> bytes | None:
        connection.request("GET", f"{base}/{quote(name)}")
        answer = connection.getresponse()
        content = answer.read()
        return content if answer.status == 200 else None

    try:
        said = fetch("manifest.json")
        try:
            files = json.loads(said or b"")["files"]
        except (ValueError, KeyError, TypeError):
            raise BadInput("there is no manifest.json", address, "name a built site") from None
        found = []
        for name, digest in sorted(files.items()):
            content = fetch(name)
            if content is None:
                found.append(f"{name}: missing")
            elif hashlib.sha256(content).hexdigest() != digest:
                found.append(f"{name}: differs")
        return found
    finally:
        connection.close()
