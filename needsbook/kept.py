"""What was made once and is kept on disk: valid only while its key and its bytes still hold.

A key names all that a thing is made from (``needsbook.files.hash_code`` the code); the stamp
beside the files says it with the sha256 of each. What was edited, cut short or made from
something else is made anew. Everything kept lies below ``build/`` and may be deleted.

    table = get_kept(project.store, key, lambda: write_table(project))
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from needsbook.files import replace_file

STAMP = ".stamp"
# Reading is no less right in a folder that may not be written to.
_READ_ONLY = (errno.EACCES, errno.EROFS, errno.EPERM)


def find_kept(paths: Sequence[Path], key: str) -> list[bytes] | None:
    """The bytes kept at ``paths`` under ``key``; None where there are none, or others."""
    try:
        stamp = json.loads(_place_stamp(paths).read_bytes())
        if stamp["key"] != key:
            return None
        contents = [path.read_bytes() for path in paths]
        return contents if stamp["sums"] == _sum(contents) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(paths: Sequence[Path], key: str, contents: Sequence[bytes]) -> None:
    """Put ``contents`` at ``paths``, which lie in one folder, valid for ``key``.

    The stamp goes last: files without one, or with an older one, are never trusted.
    """
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for path, content in zip(paths, contents, strict=True):
        replace_file(path, content)
    stamp = {"key": key, "sums": _sum(contents)}
    replace_file(_place_stamp(paths), json.dumps(stamp).encode("utf-8"))


def get_kept(path: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of ``path`` for ``key``, made by ``make`` where none are kept.

    In a folder that may not be written to they are made each time. ``OSError`` for a full
    disk, and whatever ``make`` raises.
    """
    held = find_kept([path], key)
    if held is not None:
        return held[0]
    content = make()
    try:
        keep([path], key, [content])
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise
    return content


def drop_others(folder: Path, used: set[str]) -> None:
    """Remove from ``folder`` every file but those of the names ``used`` and their stamps."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.removesuffix(STAMP) not in used:
            path.unlink(missing_ok=True)


def _place_stamp(paths: Sequence[Path]) -> Path:
    return paths[0].with_name(paths[0].name + STAMP)


def _sum(contents: Sequence[bytes]) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for content in contents]
