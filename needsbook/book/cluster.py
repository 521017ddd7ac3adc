"""The work of a build on a Dask cluster: ``--scheduler ADDRESS`` (extra ``cluster``).

Nothing is shared but the scheduler: what a build reads is sent once, named by the hash of its
content; each piece of work carries its own files, and what it made comes back as bytes. A
piece whose worker is lost is given to another, by the scheduler; its result counts once.
The machines must have the same version of this package, which is checked.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from needsbook.errors import BuildError
from needsbook.exports.zips import write_zip
from needsbook.files import hash_code, replace_file
from needsbook.kept import STAMP
from needsbook.paths import Project

# What a build reads, and what this process has made of it already.
SENT = ("_config.yml", "book", "data", "editions", "geo", "notebooks", "build/layers")
STORE = ("build/store.parquet", f"build/store.parquet{STAMP}")
PAGES_AT_ONCE = 6  # pages one piece of work makes: each piece loads the store once


class Cluster:
    """A connection to a scheduler that has been sent everything a build reads."""

    def __init__(self, client: Any, project: Project, state: str, store: str, area: str) -> None:
        self.client, self.project = client, project
        names = [*SENT, *STORE]
        content = pack(project.root, [project.root / name for name in names])
        self.digest = hashlib.sha256(content).hexdigest()[:24]
        self.about = {"code": hash_code(), "state": state, "store": store, "area": area}
        self.bundle = client.scatter(content, hash=True)

    def run(
        self,
        name: str,
        tasks: Sequence[Any],
        files: Callable[[Any], Sequence[Path]],
    ) -> Iterator[tuple[int, Any]]:
        """Number and result of each task as it comes back, its files put in place.

        ``name`` is a function of ``WORK``; ``files`` gives what a task reads besides the
        project itself. A failure on a worker is raised here as it was there.
        """
        from distributed import as_completed

        futures = {}
        for number, task in enumerate(tasks):
            sent = pickle.dumps((name, str(self.project.root), task))
            own = pack(self.project.root, files(task))
            key = f"needsbook-{name}-{hashlib.sha256(sent + own).hexdigest()[:24]}"
            future = self.client.submit(
                work, self.bundle, self.digest, self.about, sent, own, key=key, pure=False
            )
            futures[future] = number
        for future, answer in as_completed(list(futures), loop=self.client.loop, with_results=True):
            result, made = pickle.loads(answer)
            if isinstance(result, BaseException):
                raise result
            unpack(made, self.project.root)
            yield futures[future], result


@contextmanager
def open_cluster(
    address: str, project: Project, state: str, store: str, area: str
) -> Iterator[Cluster]:
    """A cluster at ``address``; ``BuildError`` where there is none, or no library for it."""
    try:
        from distributed import Client
    except ImportError:
        raise BuildError(
            "the library for clusters is not installed", "--scheduler",
            "install the extra: pip install 'needsbook[cluster]'",
        ) from None  # fmt: skip
    try:
        client = Client(address, timeout=20, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BuildError(
            f"no scheduler answers at {address}: {str(error).splitlines()[0]}",
            "--scheduler",
            "start one with “dask scheduler”, and give the address it prints",
        ) from None
    try:
        cluster = Cluster(client, project, state, store, area)
        yield cluster
        client.run(forget, cluster.digest, on_error="ignore")
    finally:
        client.close()


def pack(root: Path, paths: Sequence[Path]) -> bytes:
    """Files, and all files of folders, as a zip with names below ``root``: the same bytes always."""
    parts = {}
    for path in paths:
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in found:
            if file.is_file() and not any(
                part.startswith(".") for part in file.relative_to(root).parts
            ):
                parts[file.relative_to(root).as_posix()] = file.read_bytes()
    return write_zip(parts)


def unpack(content: bytes, root: Path) -> None:
    """The files of a zip of ``pack`` below ``root``."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        for name in held.namelist():
            path = (root / name).resolve()
            if not path.is_relative_to(root.resolve()):
                raise BuildError(f"a worker sent a file that leads out of the project: {name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, held.read(name))


# From here on: on a worker.


def work(bundle: bytes, digest: str, about: Mapping[str, str], sent: bytes, own: bytes) -> bytes:
    """Do one piece of work in a process of its own and give back its result and files.

    The worker's own process has threads, which kernels must not be split off from.
    """
    if about["code"] != hash_code():
        return pickle.dumps((_other_version(), write_zip({})))
    root = _place(digest)
    if not root.exists():
        fresh = Path(tempfile.mkdtemp(prefix="needsbook-cluster-"))
        unpack(bundle, fresh)
        try:
            fresh.rename(root)
        except OSError:  # another worker of this machine was faster
            shutil.rmtree(fresh, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="piece") as folder:
        inbox, outbox = Path(folder) / "in", Path(folder) / "out"
        inbox.write_bytes(pickle.dumps((str(root), dict(about), sent, own)))
        done = subprocess.run(
            [sys.executable, "-m", "needsbook.book.piece", str(inbox), str(outbox)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0 or not outbox.exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            return pickle.dumps((BuildError(f"a worker's process failed: {last}"), write_zip({})))
        return outbox.read_bytes()


def _other_version() -> BuildError:
    return BuildError(
        "a worker has another version of this package",
        do="install the same version on every machine of the cluster",
    )


def _place(digest: str) -> Path:
    return Path(tempfile.gettempdir()) / f"needsbook-cluster-{digest}"


def forget(digest: str) -> None:
    """Remove on a worker what was sent to it."""
    shutil.rmtree(_place(digest), ignore_errors=True)


def relocate(value: Any, old: str, new: str) -> Any:
    """``value`` with every path below ``old`` as one below ``new``."""
    if isinstance(value, str):
        return new + value[len(old) :] if value == old or value.startswith(f"{old}/") else value
    if isinstance(value, tuple):
        return tuple(relocate(part, old, new) for part in value)
    if isinstance(value, list):
        return [relocate(part, old, new) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: relocate(getattr(value, field.name), old, new) for field in fields(value)
        }
        return replace(value, **changed)
    return value
