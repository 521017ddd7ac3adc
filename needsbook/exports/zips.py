"""Zip files (Word, Excel, OpenDocument, packed tables) with the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

# The earliest moment a zip file can hold.
FIXED = (1980, 1, 1, 0, 0, 0)
# An OpenDocument reader looks for the kind of file in the first bytes: uncompressed, first.
FIRST = ("mimetype", "[Content_Types].xml")

Change = Callable[[str, bytes], bytes]

# What an archive takes is bytes, though its mode has no “b”.
BYTES_IN: Literal["w"] = "w"


def fix_zip(content: bytes, change: Change = lambda name, data: data) -> bytes:
    """``content`` with its entries in a fixed order and of a fixed date.

    ``change`` may rewrite an entry: it is given its name and its bytes.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return write_zip({name: change(name, old.read(name)) for name in old.namelist()})


def write_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of ``parts`` (bytes by name), in a fixed order and of a fixed date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        for name in sorted(parts, key=lambda name: (name not in FIRST, name)):
            entry = _describe(name)
            if name == "mimetype":
                entry.compress_type = zipfile.ZIP_STORED
            new.writestr(entry, parts[name])
    return buffer.getvalue()


def _describe(name: str) -> zipfile.ZipInfo:
    """An entry of a fixed date, of whichever system."""
    entry = zipfile.ZipInfo(name, FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


@contextmanager
def pack_file(path: Path) -> Iterator[IO[bytes]]:
    """What is written goes into ``path``, a zip of one file that has its name without “.zip”.

    Nothing is held in memory, and the file may have any size.
    """
    with (
        zipfile.ZipFile(path, "w") as new,
        new.open(_describe(path.stem), mode=BYTES_IN, force_zip64=True) as file,
    ):
        yield file
