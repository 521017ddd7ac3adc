"""Draws SVG files as PNG in a process of its own: ``python draw_pictures.py < jobs.json``.

Run as a script, not as a module: it needs one library and none of ours, so it starts at once.
``jobs``: fonts (files), zoom, shrink (of every font size), pictures (SVG file, PNG file),
kept (a folder that keeps what was drawn before, by the hash of what it was drawn from).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

FONT_SIZE = re.compile(r'(font-size[:=]"?\s*)([\d.]+)')
DEFAULT_SIZE = 16


def draw_png(svg: str, jobs: dict[str, Any]) -> bytes:
    """``svg`` as PNG, the same bytes on every machine: no font of the machine is used."""
    import resvg_py

    shrink = float(jobs["shrink"])
    drawn = resvg_py.svg_to_bytes(
        svg_string=FONT_SIZE.sub(lambda one: f"{one[1]}{float(one[2]) * shrink:.2f}", svg),
        background="#ffffff",
        zoom=float(jobs["zoom"]),
        skip_system_fonts=True,
        font_files=list(jobs["fonts"]),
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        font_size=DEFAULT_SIZE * shrink,
    )
    return bytes(drawn)


def main() -> None:
    """Draw every picture of the jobs on standard input."""
    jobs = json.load(sys.stdin)
    kept = Path(jobs["kept"])
    kept.mkdir(parents=True, exist_ok=True)
    how = f"{jobs['zoom']} {jobs['shrink']} {[Path(one).name for one in jobs['fonts']]}\n"
    for source, target in jobs["pictures"]:
        svg = Path(source).read_text(encoding="utf-8")
        before = kept / f"{hashlib.sha256((how + svg).encode()).hexdigest()}.png"
        try:
            drawn = before.read_bytes() if before.exists() else draw_png(svg, jobs)
        except ValueError as error:
            sys.exit(f"{source}: {error}")
        if not before.exists():
            part = before.with_suffix(f".{os.getpid()}")
            part.write_bytes(drawn)
            os.replace(part, before)
        Path(target).write_bytes(drawn)


if __name__ == "__main__":
    main()
