"""Where text of the data becomes part of a page, a table or a file: as text, never as more.

A title passes Markdown, substitutions, the theme's templates and a parser of HTML before it
stands on a page, and some of these undo what another escaped. So every character that could
mean something to any of them travels as a character of the private use area, which means
nothing to all of them; the finished page gets it back, escaped for HTML.
"""

from __future__ import annotations

import re
from html import escape

_BASE = 0xE100
# Everything but letters, digits, spaces and the marks that no reader of text acts on.
_ACTIVE = "<>&\"'{}[]()*_#|\\`$~^@=+!/%:"
_OUT = {ord(mark): chr(_BASE + ord(mark)) for mark in _ACTIVE}
_BACK = re.compile(f"[{chr(_BASE)}-{chr(_BASE + 127)}]")
# Marks that turn the direction of what follows, and characters that show nothing.
UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def shield(text: str) -> str:
    """``text`` on one line, with every active character as one that means nothing."""
    return UNSEEN.sub("", " ".join(text.split())).translate(_OUT)


def unshield(content: str) -> str:
    """A finished page, or the search index, with the characters back, escaped for HTML."""
    return _BACK.sub(lambda found: escape(chr(ord(found[0]) - _BASE)), content)


_LINK = re.compile(
    r"""(\b(?:href|src|action|xlink:href)=)(["'])\s*(?:javascript|vbscript|data:text)[^"']*\2""",
    re.I,
)


def close_links(html: str) -> str:
    """``html`` without addresses that would run something, and without unseen marks."""
    return _LINK.sub(r"\1\2#\2", UNSEEN.sub("", html))


# A signed number with its unit is what a table is for: no spreadsheet takes it for a formula.
_SIGNED = re.compile(r"[-+]\d[\d,.]*(?:%| [a-z ]+)")


def disarm_text(text: str) -> str:
    """``text`` of a cell that no spreadsheet runs as a formula, without unseen marks."""
    text = UNSEEN.sub("", text)
    opens = text.lstrip(" \ufeff\u00a0").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    )
    return f"'{text}" if opens and not _SIGNED.fullmatch(text) else text
