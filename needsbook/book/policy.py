"""What a browser may run and load on a page, told to it by the page (Content Security Policy).

Only the few scripts the theme writes into every page may run, each by its hash, and files of
the site itself. A script that is none of them stops the build: it came from some text.
"""

from __future__ import annotations

import base64
import hashlib
import re

from needsbook.errors import BuildError

_SCRIPT = re.compile(r"<script\b(?P<about>[^>]*)>(?P<text>.*?)</script\s*>", re.S | re.I)
# Scripts that stand in the pages themselves: written by the theme, word for word.
_KNOWN = tuple(
    re.compile(pattern, re.S)
    for pattern in (
        r"\s*document\.documentElement\.dataset\.mode = localStorage\.getItem\(\"mode\"\) \|\| "
        r"\"\w*\";\s*document\.documentElement\.dataset\.theme = localStorage\.getItem\(\"theme\"\)"
        r" \|\| \"\w*\";\s*",
        r"let toggle(?:HintShow|HintHide|OpenOnPrint) = '[\w ]*';",
        r"var togglebuttonSelector = '\.toggle, \.admonition\.dropdown';",
        r"DOCUMENTATION_OPTIONS\.pagename = '[\w/.-]*';",
        r"DOCUMENTATION_OPTIONS\.search_as_you_type = false;",
        r"\s*// Activate the search field on page load\s*let searchInput = "
        r"document\.querySelector\(\"form\.bd-search input\"\);\s*if \(searchInput\) \{\s*"
        r"searchInput\.focus\(\);\s*searchInput\.select\(\);\s*console\.log\([^()\n]*\);\s*\}\s*",
    )
)
_REST = (
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.I)


def add_policy(page: str, html: str) -> str:
    """``html`` with its policy; ``BuildError`` for a script that is not one of the theme's."""
    hashes = []
    for found in _SCRIPT.finditer(html):
        if re.search(r"\bsrc\s*=", found["about"]):
            continue  # a file: of this site, or the policy stops it
        text = found["text"]
        if not any(known.fullmatch(text) for known in _KNOWN):
            raise BuildError(
                f"{page} holds a script that is not the theme's: {' '.join(text.split())[:80]}",
                page,
                "text of the data must reach pages as text: look where it came from",
            )
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
        hashes.append(f"'sha256-{digest}'")
    scripts = " ".join(["'self'", *sorted(set(hashes))])
    policy = f"default-src 'none'; script-src {scripts}; {_REST}"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return _HEAD.sub(lambda head: head[0] + meta, html, count=1)
