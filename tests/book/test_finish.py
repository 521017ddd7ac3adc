"""What is mended on built pages: dates, the theme's own defects, addresses of other hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from needsbook.book.finish import finish_pages, mend_theme, write_dates
from needsbook.errors import BuildError


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<td>2025-03-31</td>", "<td>31 March 2025</td>"),
        ("<desc>35.2 in 2019-03-01.</desc>", "<desc>35.2 on 1 March 2019.</desc>"),
        ('<p aria-label="At 2016-08-31">', '<p aria-label="At 31 August 2016">'),
    ],
)
def test_dates_are_written_out(before: str, after: str) -> None:
    assert write_dates(before) == after


@pytest.mark.parametrize(
    "kept",
    [
        '<data data-figure="a.b.2025-03-31" value="1">1</data>',
        '<a href="x.html#2025-03-31">1</a>',
        "<code>2025-03-31</code>",
        "<script>let day = '2025-03-31'</script>",
        "<td>2011/12-2013/14</td>",
        "<td>table_2025-03-31.csv</td>",
        "<td>2025-13-31</td>",
        "<td>2014-2016</td>",
    ],
)
def test_addresses_code_and_other_periods_are_kept(kept: str) -> None:
    assert write_dates(kept) == kept


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
