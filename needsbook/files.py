"""Files as wholes: replaced together or not at all, hashed, and our own code's hash.

Everything below stands on this room: it knows paths and errors, and nothing of what the files
say. Several files are replaced as one step, so that a kill at any moment leaves all or none.

The new bytes are written and flushed to ``data/.incoming/``; then a journal naming every
move is put there by one atomic rename, which is the moment of commitment; then each file is
moved into place and the journal removed. Whoever reads the data folder next calls
``finish_interrupted`` first: with a journal the remaining moves are done, without one the
folder holds only what was there before. A lock, which the system drops with its process, keeps two
replacements apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from needsbook.errors import IntegrityError
from needsbook.paths import Project

INCOMING = ".incoming"
JOURNAL = "journal.json"
LOCK = "lock"


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def hash_code(*rooms: str) -> str:
    """The sha256 of our own code: every file of the package, or of its folders ``rooms``.

    Whatever is kept from one build to the next hangs on it, and on the fonts, which come with
    matplotlib: a line changed anywhere a file is made from makes that file anew.
    """
    package = Path(__file__).resolve().parent
    digest = hashlib.sha256(version("matplotlib").encode())
    folders = [package / room for room in rooms] or [package]
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in sorted(paths, key=lambda other: other.relative_to(package).as_posix()):
        if "__pycache__" not in path.parts:
            name = path.relative_to(package).as_posix()
            digest.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def incoming_folder(project: Project) -> Path:
    """Where new files wait; beside the data, so that moves stay on one file system."""
    return project.data / INCOMING


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; released by the system when the process ends, however it ends."""
    with (folder / LOCK).open("ab") as handle:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _flush(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # Windows opens no folders; the order of renames still holds
    try:
        os.fsync(handle)
    except OSError:
        pass  # folders cannot be flushed on every system
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move_ready(ready: Path, place: Path) -> None:
    """Put a finished file, or a folder where none stands, at ``place`` in one step."""
    os.replace(ready, place)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in place of one file in one step; its folder is there.

    Another process that does the same at once does no harm: the last one stays.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        move_ready(Path(name), path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def replace_files(project: Project, contents: Mapping[Path, bytes]) -> None:
    """Put ``contents`` (by path inside the project) in place, all of them or none.

    An earlier replacement that was interrupted is finished first.
    """
    if not contents:
        return
    folder = incoming_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    # The folder keeps itself out of git.
    (folder / ".gitignore").write_bytes(b"*\n")
    with _lock(folder):
        _finish(project)
        _sweep(folder)
        batch = Path(tempfile.mkdtemp(prefix="batch-", dir=folder))
        root = project.root.resolve()
        moves: list[list[str]] = []
        try:
            for number, target in enumerate(sorted(contents)):
                waiting = batch / f"{number:04d}"
                _write(waiting, contents[target])
                moves.append(
                    [path.resolve().relative_to(root).as_posix() for path in (waiting, target)]
                )
            draft = batch / JOURNAL
            _write(draft, json.dumps({"moves": moves}, indent=1).encode("utf-8"))
            _flush(batch)
            move_ready(draft, folder / JOURNAL)
        except BaseException:
            shutil.rmtree(batch, ignore_errors=True)
            raise
        _flush(folder)
        _finish(project)
        _sweep(folder)


def finish_interrupted(project: Project) -> bool:
    """Whether a committed replacement had to be finished; the data are whole afterwards.

    Everything that reads the data folder calls this first; without a journal it costs one
    look at the folder.
    """
    folder = incoming_folder(project)
    if not (folder / JOURNAL).exists():
        return False
    with _lock(folder):
        return _finish(project)


def _finish(project: Project) -> bool:
    journal = incoming_folder(project) / JOURNAL
    restore = "restore data/ from git, then remove the folder data/.incoming"
    where = project.relative(journal)
    try:
        moves = json.loads(journal.read_bytes())["moves"]
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError):
        raise IntegrityError(
            "the journal of an interrupted refresh cannot be read", where, restore
        ) from None
    folders: set[Path] = set()
    for source, target in moves:
        place = project.root / target
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            move_ready(project.root / source, place)
        except FileNotFoundError:
            # Already moved before the interruption.
            if not place.exists():
                raise IntegrityError(
                    f"an interrupted refresh cannot be finished: {source} is gone",
                    where,
                    restore,
                ) from None
        folders.add(place.parent)
    for folder in sorted(folders):
        _flush(folder)
    journal.unlink(missing_ok=True)
    return True


def _sweep(folder: Path) -> None:
    """Remove what uncommitted replacements left waiting (nothing ever reads it)."""
    for batch in folder.glob("batch-*"):
        shutil.rmtree(batch, ignore_errors=True)
