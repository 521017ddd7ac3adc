"""Hidden rows of XLS workbooks, read from their records: no reader at hand tells them.

The container is a file system of sectors ([MS-CFB]); its stream “Workbook” is a list of records
([MS-XLS]), of which those of sheets and rows are enough here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET, _ROW, _END = 0x0085, 0x0208, 0x000A
_HIDDEN = 0x20
_LAST = 0xFFFFFFF0  # sector numbers from here on mark an end or nothing
_SMALL = 4096  # shorter streams lie elsewhere; a workbook's never is


def find_hidden_of_old(body: bytes, sheet: str) -> frozenset[int]:
    """The lines (from 1) of a sheet that are hidden; none where the file cannot tell.

    Raises what a damaged file raises (``struct.error``, ``IndexError``).
    """
    stream = _read_stream(body)
    start = next((at for name, at in _list_sheets(stream) if name == sheet), None)
    if start is None:
        return frozenset()
    hidden = set()
    for kind, data in _records(stream, start):
        if kind == _ROW and len(data) >= 16 and data[12] & _HIDDEN:
            hidden.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _END:
            break
    return frozenset(hidden)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _list_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Each sheet's name and where its records begin."""
    for kind, data in _records(stream, 0):
        if kind == _END:
            return
        if kind == _SHEET and len(data) > 8:
            wide = data[7] & 1
            text = data[8 : 8 + data[6] * (2 if wide else 1)]
            yield text.decode("utf-16-le" if wide else "latin-1"), struct.unpack_from("<I", data)[0]


def _read_stream(body: bytes) -> bytes:
    """The stream “Workbook” (“Book” in the oldest files); nothing where there is none."""
    size = 1 << struct.unpack_from("<H", body, 30)[0]
    per = size // 4

    def sector(number: int) -> bytes:
        return body[(number + 1) * size : (number + 2) * size]

    listed = list(struct.unpack_from("<109I", body, 76))
    more = struct.unpack_from("<I", body, 68)[0]
    while more < _LAST and len(listed) < len(body) // size:
        *part, more = struct.unpack(f"<{per}I", sector(more))
        listed += part
    table: list[int] = []
    for number in listed:
        if number < _LAST:
            table += struct.unpack(f"<{per}I", sector(number))

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < _LAST and len(parts) <= len(table):
            parts.append(sector(number))
            number = table[number]
        return b"".join(parts)

    entries = chain(struct.unpack_from("<I", body, 48)[0])
    for at in range(0, len(entries), 128):
        entry = entries[at : at + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")
        length = struct.unpack_from("<I", entry, 120)[0]
        if name in ("Workbook", "Book") and length >= _SMALL:
            return chain(struct.unpack_from("<I", entry, 116)[0])[:length]
    return b""
