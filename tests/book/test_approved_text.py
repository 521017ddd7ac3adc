"""The words and numbers of three whole pages, as they were last read and approved.

How large a file to take away is hangs on other pages than the one that offers it: left out.

After a change that is meant: ``NEEDSBOOK_APPROVE=1 .venv/bin/python -m pytest
tests/book/test_approved_text.py``, then read the difference git shows before committing it.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from needsbook.paths import Project

PAGES = ("westminster/obesity", "westminster/free-school-meals", "about/methods")
FOLDER = Path(__file__).with_name("approved")
# Pictures say in their words what their tables and sentences say.
SIZE_OF_FILE = re.compile(r", \d[\d.,]* [KM]B\)")
NOT_READ = ("script", "style", "svg", "nav", "button")


def read_text(html: str) -> str:
    """The words of a page's article, a line a paragraph, cell or heading."""
    article = BeautifulSoup(html, "lxml").find("article")
    assert article is not None
    for element in article.find_all(NOT_READ):
        element.decompose()
    for element in article.find_all(
        ["p", "li", "td", "th", "h1", "h2", "h3", "dt", "dd", "caption"]
    ):
        element.insert_after("\n")
    lines = (" ".join(line.split()) for line in article.get_text().splitlines())
    return "\n".join(SIZE_OF_FILE.sub(")", line) for line in lines if line) + "\n"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_says_what_was_approved(built_project: Project, page: str) -> None:
    path = built_project.site / f"{page}.html"
    text = read_text(path.read_text(encoding="utf-8"))
    approved = FOLDER / f"{page.replace('/', '-')}.txt"
    if os.environ.get("NEEDSBOOK_APPROVE"):
        FOLDER.mkdir(exist_ok=True)
        approved.write_text(text, encoding="utf-8", newline="\n")
    wanted = approved.read_text(encoding="utf-8")
    changes = difflib.unified_diff(wanted.splitlines(), text.splitlines(), "approved", "now", n=1)
    assert text == wanted, "\n".join(list(changes)[:40])
