"""Where a paper copy leads back to: the page's address as words and as a QR code.

Only of a book that has an address (``html: baseurl:`` in ``_config.yml``): a code that leads
nowhere is worse than none.
"""

from __future__ import annotations

import io

import segno

EDGE = 4  # white modules around the code, as ISO/IEC 18004 asks
SIDE_MM = 16  # printed: a module of a long address stays above a third of a millimetre


def tell_code(address: str) -> str:
    """The words for who does not see the code."""
    return f"QR code that leads to {address}"


def draw_code(address: str) -> str:
    """The QR code of ``address`` as an SVG, black on white on any ground."""
    look = {"dark": "#000", "light": "#fff", "omitsize": True, "svgclass": None}
    return str(_encode(address).svg_inline(border=EDGE, **look))


def write_code(address: str) -> bytes:
    """The QR code of ``address`` as a PNG."""
    file = io.BytesIO()
    _encode(address).save(file, kind="png", scale=8, border=EDGE)
    return file.getvalue()


def _encode(address: str) -> segno.QRCode:
    return segno.make(address, micro=False, error="m")
