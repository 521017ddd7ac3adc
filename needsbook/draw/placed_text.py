"""Words of a picture as matplotlib draws them, without measuring them letter by letter.

A sheet knows where each line stands: one line, on its base line, anchored at its place. To
measure it with the font's hinted outlines, as matplotlib does to place it, took a fifth of what
a page's pictures took, and moved nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def placed_text() -> Any:
    """The class of such words: ``matplotlib.text.Text`` of one line, at its own place."""
    from matplotlib.text import Text

    class PlacedText(Text):
        def _get_layout(self, renderer: Any) -> Any:
            return None, [(self.get_text(), (0, 0), (0.0, 0.0))], 0.0

    return PlacedText
