"""What publishers sent, byte for byte: a store outside git, addressed by content.

``<folder>/<first two of sha256>/<sha256>`` holds the bytes, ``index.jsonl`` one line a
retrieval: address, date, sha256, size. The folder is ``NEEDSBOOK_RAW`` or the user's data
folder; when it grows past the cap (``NEEDSBOOK_RAW_CAP`` bytes) the oldest files go.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from needsbook.errors import BadInput
from needsbook.files import replace_file

CAP = 2_000_000_000
SECRETS = re.compile(r"(?i)([?&](?:uid|key|apikey|api_key|token|signature)=)[^&]*")


@dataclass(frozen=True)
class Raw:
    """One retrieval: where from, on which day, and the bytes' sha256 and size."""

    address: str
    on: str
    sha256: str
    size: int


def hide_secrets(address: str) -> str:
    """``address`` without the values of parameters that may be keys, or a user's password."""
    address = re.sub(r"//[^/@\s]+@", "//", address)
    return SECRETS.sub(r"\1…", address)


def raw_folder() -> Path:
    """The folder of the store."""
    given = os.environ.get("NEEDSBOOK_RAW")
    return Path(given) if given else user_data_path("needsbook", appauthor=False) / "raw"


def raw_cap() -> int:
    """How many bytes the store may hold."""
    given = os.environ.get("NEEDSBOOK_RAW_CAP", "")
    if given and not given.isdigit():
        raise BadInput(
            "NEEDSBOOK_RAW_CAP is not a number of bytes", "environment", "write digits only"
        )
    return int(given) if given else CAP


class RawStore:
    """Keeps bytes; safe to share between threads."""

    def __init__(self, folder: Path | None = None, cap: int | None = None) -> None:
        self.folder = folder or raw_folder()
        self.cap = raw_cap() if cap is None else cap
        self._lock = threading.Lock()
        self._size: int | None = None

    def keep(self, content: bytes, address: str) -> Raw:
        """The retrieval, after its bytes were written (once) and its line added."""
        digest = hashlib.sha256(content).hexdigest()
        raw = Raw(hide_secrets(address), datetime.now(UTC).date().isoformat(), digest, len(content))
        path = self.path(digest)
        with self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                if self._size is None:
                    self._size = sum(size for _, size, _ in self._files())
                replace_file(path, content)
                self._size += len(content)
            with (self.folder / "index.jsonl").open("a", encoding="utf-8", newline="\n") as index:
                index.write(json.dumps(asdict(raw), ensure_ascii=False) + "\n")
            if self._size is not None and self._size > self.cap:
                self._shrink(keep=digest)
        return raw

    def path(self, sha256: str) -> Path:
        """Where the bytes with this sha256 are, if they are held."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes | None:
        """The bytes, or None when they are not held (or not whole)."""
        with contextlib.suppress(OSError):
            content = self.path(sha256).read_bytes()
            if hashlib.sha256(content).hexdigest() == sha256:
                return content
        return None

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        return sorted(found)

    def _shrink(self, keep: str) -> None:
        """Remove the oldest files until four fifths of the cap are left."""
        size = sum(number for _, number, _ in self._files())
        for _, number, path in self._files():
            if size <= self.cap * 0.8:
                break
            if path.name != keep:
                path.unlink(missing_ok=True)
                size -= number
        self._size = size
