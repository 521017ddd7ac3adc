"""Words of pictures in a PDF joined again, and numbers said as short as they are seen.

The setter draws each letter of an SVG by itself, in a content stream with its own place,
colour and font: some 120 bytes each. Letters that follow each other on one line and look the same become one piece of text whose
letters are moved to their places (ISO 32000-1, 9.4.2): the page looks the same, and a reader that
copies text finds words.
"""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"<<([^<>]*)>>\s*stream\r?\n(.*)\r?\nendstream\s*endobj\s*$", re.S)
_LENGTH = re.compile(rb"/Length \d+")
_NUMBER = rb"-?[\d.]+"
_LETTER = re.compile(
    rb"q (?P<across>%(n)s) 0 0 (?P<down>%(n)s) (?P<x>%(n)s) (?P<y>%(n)s) cm(?P<look>[^\n]*\n)"
    rb"BT (?P<font>[^\n()]* Tf 1 0 0 -1 0 0 Tm)(?P<word>\((?:\\.|[^\\()])*\)Tj)\nET\nQ\n"
    % {b"n": _NUMBER},
    re.S,
)
_LIKE = ("across", "down", "y", "look", "font")
# Numbers of three decimals and more; the four that a picture is scaled by stay as they are.
_LONG = re.compile(rb"(\bq(?: %(n)s){4} )|(-?)(\d+)\.(\d{3,})" % {b"n": _NUMBER})


def join_letters(body: bytes) -> bytes:
    """An object of a PDF (from its dictionary to ``endobj``), its letters joined if it has any.

    Anything but a packed stream comes back as it is; what is joined is packed as well as can be.
    """
    found = _STREAM.search(body)
    if found is None or b"/FlateDecode" not in found[1] or b"DecodeParms" in found[1]:
        return body
    drawn = zlib.decompress(found[2])
    if b"BT" not in drawn:
        return body
    packed = zlib.compress(shorten_numbers(join_all(drawn)), 9)
    said = _LENGTH.sub(b"/Length %d" % len(packed), found[1])
    return (
        body[: found.start()] + b"<<" + said + b">>\nstream\n" + packed + b"\nendstream\nendobj\n"
    )


def join_all(drawn: bytes) -> bytes:
    """The content ``drawn`` with letters that follow each other alike in one piece of text."""
    made: list[bytes] = []
    like: tuple[bytes, ...] = ()
    last = 0
    start = place = 0.0  # where the piece begins, and its last letter, in its own units
    for letter in _LETTER.finditer(drawn):
        look = letter.group(*_LIKE)
        across = float(letter["across"])
        if letter.start() == last and look == like and across:
            wanted = float(letter["x"]) / across - start
            step = round(wanted - place, 2)
            place += step
            made[-1] = b" %s 0 Td" % _say(step)
            made += [letter["word"], b"\nET\nQ\n"]
        else:
            made.append(drawn[last : letter.start()])
            head = drawn[letter.start() : letter.start("word")]
            made += [head, letter["word"], b"\nET\nQ\n"]
            start, place = (float(letter["x"]) / across if across else 0.0), 0.0
            like = look
        last = letter.end()
    return b"".join([*made, drawn[last:]])


def shorten_numbers(drawn: bytes) -> bytes:
    """The content ``drawn`` with no number longer than an eye or a printer can tell."""
    return _LONG.sub(_shorten, drawn)


def _shorten(found: re.Match[bytes]) -> bytes:
    """Places to a hundredth of a point, shares (scales, colours) to five digits.

    Circles have coordinates such as 0.0000000000000002755: nothing, and without a sign.
    """
    if found[1]:
        return found[1]
    sign, whole, decimals = found.group(2, 3, 4)
    if whole[:1] != b"0":
        return sign + whole + b"." + decimals[:2]
    if len(decimals) > 5 and decimals.startswith(b"00000"):
        before = found.string[found.start(3) - 1 : found.start(3)]
        if before in (b"-", b" ", b")", b"["):
            return b"0"
    return sign + b"0." + decimals[:5]


def _say(number: float) -> bytes:
    return f"{number:.2f}".rstrip("0").rstrip(".").encode() or b"0"
