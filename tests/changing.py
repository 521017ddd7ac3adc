"""Changing files of a project as whoever keeps it would: a passport names the new content."""

from __future__ import annotations

import hashlib
from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """``text`` in a file; where a passport beside it names its content, that one's too."""
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(text, encoding="utf-8", newline="\n")
    passport = path.with_suffix(".yml")
    if path.suffix in (".csv", ".geojson"):
        held = passport.read_text("utf-8")
        assert was in held
        now = hashlib.sha256(path.read_bytes()).hexdigest()
        passport.write_text(held.replace(was, now), encoding="utf-8", newline="\n")
