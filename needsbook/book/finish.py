"""After the HTML is built: drop what is not ours, and refuse what must not be there."""

from __future__ import annotations

import re
from pathlib import Path

from needsbook.book.policy import add_policy
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


def finish_pages(folder: Path) -> None:
    """Clean every page of ``folder`` in place; ``BuildError`` names one that loads from elsewhere."""
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        new = text
        for pattern in LEFT_BEHIND:
            new = pattern.sub("", new)
        new = mend_theme(new)
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
