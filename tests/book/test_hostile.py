"""Text is text: a hostile string in every text field, looked for live in every file of the site."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree, html

from needsbook.book.policy import add_policy
from needsbook.errors import BuildError
from needsbook.escaping import close_links, disarm_text, shield, unshield
from needsbook.paths import Project
from needsbook.register.trace import read_packed
from tests.changing import replace_file
from tests.conftest import copy_project, run_command

MARKUP = (
    " <script>nblive()</script><img src=x onerror=nblive()>{{ 'nb' ~ 'evaluated' }}"
    '[x](javascript:nblive())</title></style></textarea>"\' onfocus=nblive() autofocus="\u202e'
)
# Names of areas may hold no markup at all (``catalogue.areas``): what is left to try.
NAME = " \" onfocus=nblive() autofocus x=' [x](javascript:nblive()) *a* _b_ $c$ # & (d)"
FORMULA = "=cmd|' /C nblive'!A"
# Pages that call nothing which the others do not call: left out, but for ``make test-all``.
ALIKE: tuple[str, ...] = ("04_free", "06_", "07_", "08_", "09_", "10_", "11_", "90_", "92_")
if "NEEDSBOOK_ALL_AREAS" in os.environ:
    ALIKE = ()
# Keys whose values are words for readers, wherever they stand below data/ and in geo/areas.yml.
WORDS = {
    "name", "formal_name", "title", "short_title", "short_name", "definition", "numerator",
    "caveats", "note", "why", "effect", "evidence", "publication", "table",
    "attribution", "disclosure", "document", "methods", "label", "base",
    "overlap", "what", "where", "by_words", "made_note", "start_from", "measures_note",
    "vision", "statements", "said", "unknown", "intro", "said_from", "nobody_said", "words",
    "quote", "says", "reading", "holder", "question", "summary",
}  # fmt: skip


def spoil(value: Any, change: Callable[[str], str], inside: bool = False) -> Any:
    """``value`` with every text below a key of ``WORDS`` changed."""
    if isinstance(value, dict):
        words = {key for key in value if key in WORDS and key in ("said", "said_from")}
        words |= {key for key in value if key in WORDS and not isinstance(value[key], dict)}
        return {key: spoil(part, change, inside or key in words) for key, part in value.items()}
    if isinstance(value, list):
        return [spoil(part, change, inside) for part in value]
    if isinstance(value, str) and re.search(r"\d", value):
        return value  # names with numbers are told from bare numbers by their whole text
    if isinstance(value, str) and inside and " " in value.strip() + (" " if len(value) > 3 else ""):
        return change(value)
    return value


def spoil_file(path: Path, change: Callable[[str], str]) -> None:
    content = spoil(yaml.safe_load(path.read_text(encoding="utf-8")), change)
    path.write_text(
        yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000), encoding="utf-8"
    )


def spoil_areas(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for book in content["books"]:
        book["title"] += MARKUP
    for area in content["areas"]:
        if area.get("slug") in ("westminster", "london", "england", "medway"):
            area["name"] += NAME
            if "formal_name" in area:
                area["formal_name"] += NAME
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def spoil_notes(passport: Path) -> None:
    """The note of every row of a snapshot is a formula with markup; the passport follows."""
    path = passport.with_suffix(".csv")
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    place = lines[0].index("note")
    for row in lines[1:]:
        row[place] = FORMULA + MARKUP
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    replace_file(path, text.getvalue())


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("hostile") / "project")
    spoil_all(project)
    for path in project.notebooks.glob("*/*.ipynb"):
        if path.name.startswith(ALIKE):
            path.unlink()  # of the same kind as those that stay
    done = run_command(project, "build", "--area", "westminster")
    assert done.returncode == 0, done.stderr
    return project.site


def spoil_all(project: Project) -> None:
    for path in sorted(project.data.rglob("*.yml")):
        if path.name not in ("typed_allowed.yml", "retired_ids.yml"):
            spoil_file(path, lambda text: text + MARKUP)
    spoil_areas(project.areas)
    for edition in project.editions.iterdir():  # frozen copies of what is changed here
        shutil.rmtree(edition) if edition.is_dir() else edition.unlink()
    for passport in project.snapshots.glob("*/*.yml"):
        if passport.with_suffix(".csv").stat().st_size < 400_000:
            spoil_notes(passport)


def find_live(content: bytes) -> Iterator[str]:
    """What would run in a page or picture."""
    for element in html.fromstring(content).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("script", "style") and "nblive" in (element.text or ""):
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.lower().startswith("on"):
                yield f"{element.tag} {name}"
            # The name of a heading on the page may hold any word: it leads nowhere else.
            leads = value.partition("#")[0] if value.startswith("#") else value
            if name in ("href", "src", "action") and "nblive" in leads:
                yield f"{element.tag} {name}={value[:40]}"
    if b"nbevaluated" in content:
        yield "evaluated by the template engine"


def test_nothing_is_live_in_any_page_or_picture(hostile_site: Path) -> None:
    live, seen = {}, 0
    for path in sorted(hostile_site.rglob("*")):
        if path.suffix in (".html", ".svg"):
            content = path.read_bytes()
            seen += b"nblive" in content
            if found := sorted(set(find_live(content))):
                live[path.relative_to(hostile_site).as_posix()] = found
        text = path.suffix in (".html", ".js", ".csv") or path.name.endswith(".csv.zip")
        if text and "\u202e" in read_packed(path).decode("utf-8"):
            live[path.relative_to(hostile_site).as_posix()] = ["turns direction"]
    assert seen > 50, "the hostile text reached too few pages for the test to say anything"
    assert not live


def test_no_cell_is_a_formula(hostile_site: Path) -> None:
    seen = 0
    tables = [*hostile_site.rglob("*.csv"), *hostile_site.rglob("*.csv.zip")]
    assert {path.suffix for path in tables} == {".csv", ".zip"}
    for path in sorted(tables):
        for row in csv.reader(io.StringIO(read_packed(path).decode("utf-8"))):
            for cell in row:
                seen += "cmd|" in cell
                assert not cell.startswith(("=", "@", "\t")), (path.name, cell)
    assert seen
    for path in hostile_site.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as held:
            for name in held.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert not etree.fromstring(held.read(name)).findall(".//{*}f"), path.name


def test_the_search_index_holds_no_markup(hostile_site: Path) -> None:
    text = (hostile_site / "searchindex.js").read_text(encoding="utf-8")
    assert "nblive" in text
    assert not re.search(r"<(script|img)", text)


def test_a_title_is_shown_as_it_was_written(hostile_site: Path) -> None:
    page = html.fromstring((hostile_site / "westminster" / "obesity.html").read_bytes())
    heading = page.xpath("//article//h1")[0].text_content()
    assert NAME.strip() in heading


def test_every_page_tells_the_browser_what_it_may_run(built_book: Path) -> None:
    for path in built_book.rglob("*.html"):
        policies = html.fromstring(path.read_bytes()).xpath(
            "//head/meta[@http-equiv='Content-Security-Policy']/@content"
        )
        assert len(policies) == 1, path
        assert "default-src 'none'" in policies[0]
        scripts = re.search(r"script-src ([^;]*)", policies[0])
        assert scripts
        assert "unsafe" not in scripts[1]


def test_a_script_that_is_not_the_themes_stops_the_build() -> None:
    with pytest.raises(BuildError, match="not the theme's"):
        add_policy("a/b.html", "<head></head><script>nblive()</script>")
    with pytest.raises(BuildError):
        add_policy(
            "a/b.html",
            "<head></head><script>DOCUMENTATION_OPTIONS.pagename = 'a';nblive()//';</script>",
        )


@pytest.mark.parametrize(
    "text", ["<b>", "{{ x }}", "{% x %}", "a & b", "“it’s”", "[x](y)", "`$x$`"]
)
def test_text_comes_through_the_shield_as_it_went_in(text: str) -> None:
    carried = shield(text)
    assert not set(carried) & set("<>&{}[]()`$")
    assert html.fromstring(f"<p>{unshield(carried)}</p>").text == text


@pytest.mark.parametrize("kept", ["-0.3 percentage points", "-1.5%", "a=b", "Westminster"])
def test_signed_numbers_stay_as_they_are_printed(kept: str) -> None:
    assert disarm_text(kept) == kept


def test_addresses_that_run_are_closed() -> None:
    assert close_links('<a href="javascript:x()">y</a>') == '<a href="#">y</a>'
    assert close_links("<a href=' JavaScript:x()'>y</a>") == "<a href='#'>y</a>"
    assert close_links('<a href="https://a.b/">y</a>') == '<a href="https://a.b/">y</a>'
