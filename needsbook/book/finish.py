"""After the HTML is built: drop what is not ours, and refuse what must not be there."""

from __future__ import annotations

import re
from pathlib import Path

from needsbook.errors import BuildError

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
REMOVED_FILES = ("_sources", ".buildinfo", ".buildinfo.bak", "objects.inv", ".doctrees")


def finish_pages(folder: Path) -> None:
    """Clean every page of ``folder`` in place; ``BuildError`` names one that loads from elsewhere."""
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        new = text
        for pattern in LEFT_BEHIND:
            new = pattern.sub("", new)
        if found := LOADED.search(new):
            raise BuildError(
                f"{path.relative_to(folder).as_posix()} would load from another host: {found[0]}",
                path.relative_to(folder).as_posix(),
                "keep every file the page needs in the book",
            )
        if new != text:
            path.write_bytes(new.encode("utf-8"))
