"""Fewer bytes for the same page: what is said twice is said once.

A page is checked with every id in place (``needsbook.register.marks``); only then are the
ids dropped that stand beside the same id again, and outlines drawn twice.
"""

from __future__ import annotations

import re

_ID = re.compile(
    r'<(?P<tag>data|span|text|tspan)\b(?P<before>[^<>]*?) data-figure="(?P<id>[^"]*)"(?P<after>[^<>]*)>|<tr\b'
)
_MARK = re.compile(r'(<(?:use|path|rect|circle)\b[^<>]*?) data-figure="[^"]*"')
# What a line or a part of a drawing is called: for those who test drawings, not for readers.
_CALLED = re.compile(r' data-(?:line|part)="[^"<>]*"')
_COLOUR = re.compile(r"\bvar\((--nb-[a-z0-9-]+),\s?#[0-9a-f]{3,6}\)")
_PATH = re.compile(
    r'<path (?P<before>(?:(?!\bd=|\bid=)[a-z-]+="[^"]*" ?)*)d="(?P<d>[^"]{120,})"'
    r'(?P<after>(?: (?!id=)[a-z-]+="[^"]*")*)(?:/>|>(?P<inner>(?:(?!</?path).)*?)</path>)',
    re.DOTALL,
)


def slim_page(html: str) -> str:
    """``html`` without the ids of parts beside their value, ids of bare marks, names of lines, twin outlines.

    Colours stand by name alone: the site's style sheet gives their values.
    """
    html = _CALLED.sub("", _COLOUR.sub(r"var(\1)", html))
    return share_outlines(_MARK.sub(r"\1", drop_part_ids(html)))


def drop_part_ids(html: str) -> str:
    """Intervals, counts and bases without an id where their row's value carries it."""
    last = ""

    def step(found: re.Match[str]) -> str:
        nonlocal last
        if found["tag"] is None:
            last = ""
            return found[0]
        if found["tag"] == "span" and 'class="nb-part"' in found["before"] and found["id"] == last:
            return f"<span{found['before']}{found['after']}>"
        last = found["id"]
        return found[0]

    return _ID.sub(step, html)


def share_outlines(html: str) -> str:
    """Long outlines that maps of the page share are kept once; each map colours its own use."""
    counts: dict[str, int] = {}
    for found in _PATH.finditer(html):
        counts[found["d"]] = counts.get(found["d"], 0) + 1
    names: dict[str, str] = {}

    def step(found: re.Match[str]) -> str:
        outline = found["d"]
        if counts[outline] < 2:
            return found[0]
        kept = ""
        if outline not in names:
            names[outline] = f"nb-o{len(names) + 1}"
            kept = f'<defs><path id="{names[outline]}" d="{outline}"/></defs>'
        look = f"{found['before'].strip()} {found['after'].strip()}".strip()
        start = f'<use href="#{names[outline]}"{" " if look else ""}{look}'
        inner = found["inner"]
        return f"{kept}{start}/>" if not inner else f"{kept}{start}>{inner}</use>"

    return _PATH.sub(step, html)
