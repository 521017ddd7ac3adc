"""A PDF with its small objects packed: a tagged document is half the size, and says the same.

The setter writes each of some twenty thousand tags of a profile as an object of its own, plain,
with a line in the table of places. Here they stand together in object streams with a
cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8); what pages draw is said shorter
(``joined_letters``), fonts stay as they are.
"""

from __future__ import annotations

import re
import zlib

import numpy as np

from needsbook.errors import BuildError
from needsbook.exports.joined_letters import join_letters

MOST_OBJECTS = 2000  # in one stream: a reader unpacks it whole
_OBJECT = re.compile(rb"\s*(\d+) 0 obj\s(.*)endobj\s*", re.S)
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*$", re.S)
_SIZE = re.compile(rb"/Size \d+")
_ROW = 20  # bytes of a line of the table of places


def pack_pdf(content: bytes) -> bytes:
    """``content``, a PDF with one plain table of places, with its small objects packed.

    The same input gives the same bytes. ``BuildError`` for a file of another form.
    """
    end = _END.search(content)
    if end is None:
        raise _refuse()
    place = int(end[1])
    table = _TABLE.match(content, place)
    trailer = _TRAILER.search(content, place, end.start())
    if table is None or trailer is None:
        raise _refuse()
    size = int(table[1])
    lines = [content[table.end() + _ROW * n :][:_ROW] for n in range(size)]
    offsets = {n: int(line[:10]) for n, line in enumerate(lines) if line[17:18] == b"n"}
    order = sorted(offsets, key=offsets.__getitem__)
    ends = [*(offsets[number] for number in order[1:]), place]
    made = bytearray(content[: offsets[order[0]]])
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    small: list[tuple[int, bytes]] = []
    for number, last in zip(order, ends, strict=True):
        found = _OBJECT.fullmatch(content[offsets[number] : last])
        if found is None or int(found[1]) != number:
            raise _refuse()
        if b"stream" in found[2] and b"endstream" in found[2]:
            rows[number] = (1, len(made), 0)
            made += join_letters(content[offsets[number] : last])
        else:
            small.append((number, found[2].strip()))
    for start in range(0, len(small), MOST_OBJECTS):
        some = small[start : start + MOST_OBJECTS]
        rows[size] = (1, len(made), 0)
        rows |= {number: (2, size, at) for at, (number, _) in enumerate(some)}
        made += _write_stream(size, some)
        size += 1
    rows[size] = (1, len(made), 0)
    kept = _SIZE.sub(b"", trailer[1])
    start = len(made)
    made += _write_places(size, rows, kept)
    return bytes(made) + b"startxref\n%d\n%%%%EOF\n" % start


def _write_stream(number: int, objects: list[tuple[int, bytes]]) -> bytes:
    """An object stream: numbers and places of its objects, then the objects."""
    places, parts, at = [], [], 0
    for name, body in objects:
        places.append(b"%d %d" % (name, at))
        parts.append(body)
        at += len(body) + 1
    head = b" ".join(places) + b"\n"
    packed = zlib.compress(head + b"\n".join(parts), 9)
    return (
        b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
        % (number, len(objects), len(head), len(packed))
        + packed
        + b"\nendstream\nendobj\n"
    )


def _write_places(number: int, rows: dict[int, tuple[int, int, int]], kept: bytes) -> bytes:
    """The cross-reference stream; ``kept`` is what the trailer says besides the size."""
    free = (0, 0, 0)
    table = np.array([rows.get(n, free) for n in range(number + 1)], dtype=np.uint32)
    cells = np.empty((len(table), 7), dtype=np.uint8)
    cells[:, 0] = table[:, 0]
    for at in range(4):
        cells[:, 1 + at] = table[:, 1] >> (8 * (3 - at)) & 255
    cells[:, 5], cells[:, 6] = table[:, 2] >> 8 & 255, table[:, 2] & 255
    # Each row as its difference from the one above (PNG's “up”): most are small numbers.
    differences = np.diff(cells, axis=0, prepend=np.zeros((1, 7), dtype=np.uint8))
    marked = np.concatenate([np.full((len(cells), 1), 2, dtype=np.uint8), differences], axis=1)
    packed = zlib.compress(marked.tobytes(), 9)
    return (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]%s/Filter/FlateDecode"
        b"/DecodeParms<</Predictor 12/Columns 7>>/Length %d>>\nstream\n"
        % (number, number + 1, kept, len(packed))
        + packed
        + b"\nendstream\nendobj\n"
    )


def _refuse() -> BuildError:
    return BuildError(
        "the setter of PDFs writes files of another form than before",
        "needsbook/exports/packed_pdf.py",
        "install the locked version of typst, or let the module read its form",
    )
