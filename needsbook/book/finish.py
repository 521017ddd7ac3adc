"""After the HTML is built: drop what is not ours, and refuse what must not be there."""

from __future__ import annotations

import re
from pathlib import Path

from needsbook.book.policy import add_policy
from needsbook.catalogue.periods import MONTH_NAMES
from needsbook.errors import BuildError
from needsbook.escaping import close_links, unshield

# What the theme leaves behind when its extensions are switched off.
LEFT_BEHIND = (
    re.compile(r"<script>\s*(?:window\.)?(?:const )?thebe[^<]*</script>", re.I),
    re.compile(r'<script[^>]*src="[^"]*(?:thebe|sphinx-thebe)[^"]*"[^>]*></script>', re.I),
    re.compile(r'<link[^>]*href="[^"]*(?:thebe|sphinx-thebe)[^"]*"[^>]*/?>', re.I),
)
LOADED = re.compile(
    r"""<(?:script|img|iframe|audio|video|source|embed)\b[^>]*\bsrc=["'](?:https?:)?//[^"']+"""
    r"""|<link\b(?=[^>]*rel=["'](?:stylesheet|preload|icon)[^>]*)[^>]*href=["'](?:https?:)?//[^"']+""",
    re.I,
)
# What the theme writes that a reader meets as a defect, and what stands there instead: a
# button without a name, a mode it then complains about, the same instruction three times.
MENDED = (
    (
        re.compile(r'<summary>(?=<span class="toctree-toggle")'),
        '<summary aria-label="Show or hide the pages of this part">',
    ),
    # The theme button's name, when scripts have put a tip of their own in its place.
    (
        re.compile(r'(<button class="[^"]*theme-switch-button[^"]*")(?! title)[^<>]*>'),
        r'\1 title="Colours: light, dark or as the system" '
        r'aria-label="Colours: light, dark or as the system">',
    ),
    (re.compile(r'data-default-mode=""'), 'data-default-mode="auto"'),
    (re.compile(r'(localStorage\.getItem\("mode"\) \|\| )""'), r'\1"auto"'),
    (
        re.compile(
            r'(<meta name="viewport"[^>]*>)((?:(?!</head>).)*?)\s*<meta name="viewport"[^>]*>', re.S
        ),
        r"\1\2",
    ),
)
# A date in a page's words; what is inside code, scripts and tags is matched first and kept.
DATES = re.compile(
    r"<(?P<kept>script|style|code|pre)\b.*?</(?P=kept)>|(?P<tag><[^<>]*>)"
    r"|(?P<in>\bin )?(?<![\w./-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w/-]|\.\w)",
    re.S,
)
SPOKEN = re.compile(r'\b(?:aria-label|alt)="[^"]*"')


def finish_pages(folder: Path) -> None:
    """Clean every page of ``folder`` in place; ``BuildError`` names one that loads from elsewhere."""
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        new = text
        for pattern in LEFT_BEHIND:
            new = pattern.sub("", new)
        new = write_dates(mend_theme(new))
        if found := LOADED.search(new):
            raise BuildError(
                f"{path.relative_to(folder).as_posix()} would load from another host: {found[0]}",
                path.relative_to(folder).as_posix(),
                "keep every file the page needs in the book",
            )
        new = add_policy(path.relative_to(folder).as_posix(), close_links(unshield(new)))
        if new != text:
            path.write_bytes(new.encode("utf-8"))
    index = folder / "searchindex.js"
    if index.exists():
        index.write_bytes(unshield(index.read_text(encoding="utf-8")).encode("utf-8"))


def mend_theme(html: str) -> str:
    """``html`` without the theme's own defects (``MENDED``)."""
    for pattern, instead in MENDED:
        while (new := pattern.sub(instead, html)) != html:
            html = new
    return html


def write_dates(html: str) -> str:
    """``html`` with every date a reader sees or hears written out: 31 March 2025.

    Addresses, code and figures' ids keep the form of the data, 2025-03-31.
    """
    return DATES.sub(_write_date, html)


def _write_date(found: re.Match[str]) -> str:
    if found["tag"]:
        return SPOKEN.sub(lambda words: write_dates(words[0]), found["tag"])
    if found["kept"] or not 1 <= int(found["month"]) <= 12:
        return found[0]
    month = MONTH_NAMES[int(found["month"]) - 1]
    return f"{'on ' if found['in'] else ''}{int(found['day'])} {month} {found['year']}"
