"""A light first view: few icons drawn in the page, one style sheet, scripts where they are used.

The theme sends 1.4 MB of icons for a dozen glyphs, style sheets of 540 KB of which a quarter is
used, and the search index with every page. Here the glyphs are drawn in the page, the style
sheets become one that holds only rules whose classes the book's pages or scripts name, and the
search index loads with the page of results alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

SHEET = "book.css"
SEARCH_PAGE = "search.html"
# Drawn in a box of 16 by 16, in the colour of the words around.
ICONS = {
    "magnifying-glass": '<circle cx="6.5" cy="6.5" r="4.5"/><path d="m10 10 5 5"/>',
    "bars": '<path d="M1 3h14M1 8h14M1 13h14"/>',
    "list": '<path d="M5 3h10M5 8h10M5 13h10M1 3h1M1 8h1M1 13h1"/>',
    "sun": '<circle cx="8" cy="8" r="3"/><path d="M8 0v3m0 10v3M0 8h3m10 0h3M2 2l2 2m8 8 2 2'
    'm0-12-2 2M4 12l-2 2"/>',
    "moon": '<path d="M13 10A6 6 0 1 1 6 3a5 5 0 0 0 7 7z"/>',
    "circle-half-stroke": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12z" '
    'fill="currentColor"/>',
    "arrow-up": '<path d="M8 15V1M2 7l6-6 6 6"/>',
    "angle-right": '<path d="m5 2 6 6-6 6"/>',
    "angle-left": '<path d="m11 2-6 6 6 6"/>',
    "chevron-down": '<path d="m2 5 6 6 6-6"/>',
    "xmark": '<path d="m3 3 10 10M13 3 3 13"/>',
}
# What every page of the theme links to; cards have a style of their own.
_THEME = "_static/styles/theme.css"
_ICON = re.compile(r'(<(?P<tag>i|span)\b[^<>]*\bclass="[^"]*\bfa-solid\b[^"]*"[^<>]*>)</(?P=tag)>')
_GLYPH = re.compile(r"\bfa-([a-z-]+)")
_LINK = re.compile(
    r'\s*<link\b(?=[^<>]*\brel="stylesheet")[^<>]*\bhref="(?P<up>(?:\.\./)*)_static/'
    r'(?P<name>[^"?]+)(?:\?[^"]*)?"[^<>]*>'
)
_SCRIPT = re.compile(
    r'\s*<script\b[^<>]*\bsrc="(?:\.\./)*(?:_static/)?(?P<name>[^"?]+)(?:\?[^"]*)?"[^<>]*></script>'
)
_PRELOAD = re.compile(r'\s*<link\b(?=[^<>]*\brel="preload")[^<>]*>')
_SETTING = re.compile(r"\s*<script>(?:let toggle|var togglebuttonSelector)[^<]*</script>")
# Scripts of the theme, and what a page must hold for them to be of use.
_NEEDED = {
    "scripts/fontawesome.js": None,
    "scripts/bootstrap.js": None,  # for tooltips alone; ``walk.js`` stands in for it
    "clipboard.min.js": r'class="[^"]*\bhighlight\b',
    "copybutton.js": r'class="[^"]*\bhighlight\b',
    "togglebutton.js": r'class="(?:[^"]* )?(?:toggle|dropdown)[ "]',
    "design-tabs.js": r'class="[^"]*\bsd-tab',
}
_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js", "sphinx_highlight.js",
           "find-words.js", "everyday-words.js")  # fmt: skip
_CLASS = re.compile(r"[.#]((?:[\w-]|\\.)+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
# Names of one plain word that scripts set; other plain words they quote are no classes.
_SET = {"active", "current", "dark", "fade", "hidden", "light", "open", "show", "shown"}
_QUOTED = re.compile(r"\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|`[^`\n]{1,200}`")
_CLASSES = re.compile(r'\b(?:class|id)="([^"]*)"')
_INSIDE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
_IMPORT = re.compile(r"""@import\s+(?:url\()?["']?(?P<name>[^"')]+)["']?\)?\s*;""")
_GLYPHS = re.compile(r"\.fa[srlbd]?(?![a-zA-Z])")
_FROM_ICONS = re.compile(r"Font ?Awesome", re.I)
# Ours stay whole: pages get blocks after this, and scripts make others.
_OWN = ("nb-",)


def lighten_site(folder: Path) -> None:
    """Make every page of the built HTML in ``folder`` light; the files no page names are dropped."""
    lean = lighten_pages(folder)
    static = folder / "_static"
    sheets = list(
        dict.fromkeys(found["name"] for html in lean.values() for found in _LINK.finditer(html))
    )
    sheets = [name for name in sheets if (static / name).is_file()]
    scripts = [path.read_text(encoding="utf-8") for path in sorted(static.rglob("*.js"))
               if path.name != "fontawesome.js"]  # fmt: skip
    used = find_names([*lean.values()], scripts)
    joined = join_sheets((read_sheet(static / name) for name in sheets), used)
    (static / SHEET).write_bytes(joined.encode("utf-8"))
    version = hashlib.sha256(joined.encode("utf-8")).hexdigest()[:8]
    for path, html in lean.items():
        path.write_bytes(link_sheet(html, sheets, version).encode("utf-8"))
    for name in [*sheets, "basic.css", "scripts/bootstrap.js", "scripts/bootstrap.js.LICENSE.txt"]:
        (static / name).unlink(missing_ok=True)
    drop_unread(static)
    for path in sorted((static / "vendor").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def drop_unread(static: Path) -> None:
    """Remove what no light page loads: maps of the theme's sources, its 1.4 MB of icons."""
    for path in {*static.rglob("*.map"), *static.rglob("fontawesome.js*")}:
        path.unlink()


def lighten_pages(folder: Path) -> dict[Path, str]:
    """Draw the icons of every page of the theme in it and drop scripts it has no use for.

    The pages' new text comes back; the style sheets stay as they are.
    """
    lean: dict[Path, str] = {}
    for path in sorted(folder.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if _THEME in html:
            results = path.relative_to(folder).as_posix() == SEARCH_PAGE
            lean[path] = inline_icons(drop_scripts(html, results))
            path.write_bytes(lean[path].encode("utf-8"))
    return lean


def inline_icons(html: str) -> str:
    """``html`` with its icons drawn in place; one we have no drawing for is left empty."""

    def draw(found: re.Match[str]) -> str:
        names = [name for name in _GLYPH.findall(found[1]) if name in ICONS]
        if not names:
            return found[0]
        return (
            f'{found[1]}<svg class="nb-icon" viewBox="0 0 16 16" width="16" height="16" '
            'fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">'
            f"{ICONS[names[0]]}</svg></{found['tag']}>"
        )

    return _ICON.sub(draw, html)


def drop_scripts(html: str, search: bool) -> str:
    """``html`` without scripts it has no use for; ``search`` says it is the page of results."""

    def keep(found: re.Match[str]) -> str:
        name = found["name"]
        if name in _SEARCH:
            return found[0] if search else ""
        if name in _NEEDED:
            needed = _NEEDED[name]
            return found[0] if needed and re.search(needed, html) else ""
        return found[0]

    kept = _PRELOAD.sub("", _SCRIPT.sub(keep, html))
    return kept if "togglebutton.js" in kept else _SETTING.sub("", kept)


def link_sheet(html: str, sheets: Sequence[str], version: str) -> str:
    """``html`` with one link in place of the first of ``sheets``, and none to the others."""
    linked = False

    def swap(found: re.Match[str]) -> str:
        nonlocal linked
        if found["name"] not in sheets:
            return found[0]
        if linked:
            return ""
        linked = True
        address = f"{found['up']}_static/{SHEET}?v={version}"
        return f'\n<link rel="stylesheet" href="{address}" />'

    return _LINK.sub(swap, html)


def find_names(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Every class and id of the pages, and every name a script quotes."""
    names: set[str] = set()
    for html in pages:
        for found in _CLASSES.findall(html):
            names.update(found.split())
    for script in scripts:
        for quoted in _QUOTED.findall(script):
            words = _WORD.findall(quoted)
            names.update(word for word in words if "-" in word or word in _SET)
    return names


def read_sheet(path: Path) -> str:
    """A style sheet with those it imports from beside it in their place."""
    text = path.read_text(encoding="utf-8")

    def bring(found: re.Match[str]) -> str:
        other = (path.parent / found["name"].partition("?")[0]).resolve()
        return read_sheet(other) if other.is_file() else ""

    return _IMPORT.sub(bring, text)


def join_sheets(sheets: Iterable[str], used: set[str]) -> str:
    """The style sheets as one, with only the rules that can match something ``used``."""
    import tinycss2

    made = []
    for text in sheets:
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        made.append(_write_rules(rules, used))
    return "".join(made)


def _write_rules(rules: Iterable[object], used: set[str]) -> str:
    import tinycss2

    made = []
    for rule in rules:
        kind = getattr(rule, "type", "")
        if kind == "qualified-rule":
            kept = _keep_selectors(tinycss2.serialize(rule.prelude), used)  # type: ignore[attr-defined]
            body = _squeeze(tinycss2.serialize(rule.content))  # type: ignore[attr-defined]
            if kept and body:
                made.append(f"{kept}{{{body}}}\n")
        elif kind == "at-rule":
            made.append(_write_at_rule(rule, used))
    return "".join(made)


def _write_at_rule(rule: object, used: set[str]) -> str:
    import tinycss2

    name = str(rule.lower_at_keyword)  # type: ignore[attr-defined]
    prelude = tinycss2.serialize(rule.prelude).strip()  # type: ignore[attr-defined]
    content = rule.content  # type: ignore[attr-defined]
    if name == "charset":
        return ""
    if content is None:
        return f"@{name} {prelude};\n"
    if name in ("media", "supports", "layer", "container"):
        inside = _write_rules(
            tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True), used
        )
        return f"@{name} {prelude}{{{inside}}}\n" if inside else ""
    body = _squeeze(tinycss2.serialize(content))
    if name == "font-face" and _FROM_ICONS.search(body):
        return ""
    return f"@{name} {prelude}{{{body}}}\n"


def _keep_selectors(prelude: str, used: set[str]) -> str:
    """The selectors of a rule whose classes and ids are all used; what is in :not() is not asked."""
    kept = []
    for selector in _split(prelude):
        if _GLYPHS.search(selector):
            continue
        asked = [name.replace("\\", "") for name in _CLASS.findall(_INSIDE.sub("", selector))]
        if all(name in used or name.startswith(_OWN) for name in asked):
            kept.append(_squeeze(selector))
    return ",".join(kept)


def _split(prelude: str) -> list[str]:
    """A list of selectors, parted at its outer commas."""
    parts, depth, last = [], 0, 0
    for place, letter in enumerate(prelude):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append(prelude[last:place])
            last = place + 1
    return [*parts, prelude[last:]]


def _squeeze(text: str) -> str:
    return " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.S).split())
