"""What is mended on built pages: the theme's own defects, addresses of other hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.book.finish import finish_pages, mend_theme
from needsbook.errors import BuildError


def test_theme_is_mended_once_for_all() -> None:
    page = (
        '<head><meta name="viewport" content="a"><title>t</title>'
        '<meta name="viewport" content="b">\n<meta name="viewport" content="c"></head>'
        '<body data-default-mode=""><details><summary><span class="toctree-toggle"></span>'
        "</summary></details></body>"
    )
    mended = mend_theme(page)
    assert mended.count("viewport") == 1
    assert 'data-default-mode="auto"' in mended
    assert "<summary aria-label=" in mended
    assert mend_theme(mended) == mended


def test_page_that_loads_from_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<script src="https://example.org/a.js"></script>')
    with pytest.raises(BuildError, match="another host"):
        finish_pages(tmp_path)
