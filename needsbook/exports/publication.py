"""Adding the register to a freshly built site, before it is published.

Every page is checked before anything is written: a number without a figure, a figure
without a source or an id with two meanings leaves the built folder as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from needsbook.catalogue import Passport
from needsbook.catalogue.sources import name_publications
from needsbook.draw.font import font_css
from needsbook.errors import IntegrityError
from needsbook.escaping import UNSEEN
from needsbook.exports.datafiles import (
    make_datapackage,
    make_rows,
    make_schema,
    write_csv,
    write_json,
)
from needsbook.exports.downloads import Downloads
from needsbook.exports.slim import slim_page
from needsbook.files import hash_code
from needsbook.kept import drop_others
from needsbook.paths import Project
from needsbook.register.bare_numbers import BareNumbers, list_known
from needsbook.register.cards import METHODS_PAGE, CardWriter
from needsbook.register.cite import Edition, name_origin
from needsbook.register.edition import read_edition
from needsbook.register.entries import Entry
from needsbook.register.ids import (
    check_ids,
    ids_path,
    list_gone,
    read_ids,
    read_retired,
    retired_path,
)
from needsbook.register.ledger import open_ledger
from needsbook.register.lists import write_pages
from needsbook.register.marks import check_marks, link_marks
from needsbook.register.origins import Origin
from needsbook.register.register import Register
from needsbook.register.typed import read_allowed
from needsbook.store import Store
from needsbook.store.tidy import hash_inputs

Records = Iterable[Mapping[str, Any]]
_ARTICLE_END = "</article>"
_TITLE = re.compile(r"<h1[^<>]*>(.*?)</h1>", re.S)


@dataclass
class Publication:
    """A built site whose pages have their figures and downloads, but not yet their cards."""

    register: Register
    project: Project
    folder: Path
    texts: Mapping[str, str]  # the pages with every picture whole, before they are slimmed
    titles: Mapping[str, str]
    edition: Edition
    areas: Sequence[str]
    downloads: Downloads
    drawing: Sequence[Future[set[str]]]
    kept: Path

    def finish(self) -> Register:
        """Write the cards and the files of all figures, and wait for the pictures."""
        register, folder, project = self.register, self.folder, self.project
        gone = list_gone(read_ids(project), register.ledger, read_retired(project))
        methods = (folder / METHODS_PAGE).exists()
        writer = CardWriter(register, self.edition, self.titles, methods, gone)
        write_pages(folder, writer.write_pages(list_pairs(register, self.areas)))
        write_pages(folder, _write_data(register, self.edition))
        write_styles(folder)
        self.place_pictures()
        return register

    def place_pictures(self) -> None:
        """Wait for the pictures and put them in their places."""
        used = set().union(*(future.result() for future in self.drawing))
        self.downloads.place(self.folder, self.kept / "pictures")
        drop_others(self.kept / "pictures", used)


def write_styles(folder: Path) -> None:
    """What the cards need, into the site's static files."""
    static = folder / "_static"
    static.mkdir(exist_ok=True)
    for name in ("cards.css", "copy.js"):
        text = files("needsbook.register").joinpath(name).read_text(encoding="utf-8")
        text = font_css() + text if name == "cards.css" else text
        (static / name).write_bytes(text.encode("utf-8"))


def open_register(
    folder: Path,
    pages: Mapping[str, Records],
    store: Store,
    project: Project,
    workers: Executor,
    *,
    title: str = "",
    areas: Iterable[str] = (),
    default: bool = False,
    own: Collection[str] = (),
    kept: Path | None = None,
    ids_checked: bool = False,
) -> Publication:
    """Check the book in ``folder`` and give its pages their figures; pictures are being drawn.

    ``pages`` gives, for each page (its address without ending), the records of the figures
    it was made from. ``title`` is the book's; ``areas`` are the slugs of its areas, whose
    figures all keep a card, printed or not; ``own`` are the slugs of all areas with cards of
    their own, where those are more (a portal's). ``default`` says that this is the project's
    own book: then the kinds of its derived figures must be those of the committed register.
    ``ids_checked``: that no id is gone is checked elsewhere (once for all books of a portal).

    Raises ``BuildError`` for the first number a page prints without an id or a figure, for an id
    that means two things, for a figure without a source; ``IntegrityError`` for an id that
    vanished.
    """
    ledger = open_ledger(store)
    areas = list(areas)
    register = Register(ledger, own or store.areas.assign_parts(areas).keys())
    held: dict[str, set[str]] = {}
    for page, records in sorted(pages.items()):
        listed = list(records)
        held[page] = {str(record.get("id", "")) for record in listed}
        register.add_records(page, listed)
    register.resolve()
    texts = _read_pages(folder, held)
    downloads = Downloads()
    filled = {
        page: downloads.fill_page(page, text, _lead_up(page), register.entries.get)
        for page, text in texts.items()
    }
    # Drawn while the pages are being checked, and kept beside the site until they are.
    kept = kept or project.build
    drawing = downloads.draw(kept / "pictures", workers)
    if not ids_checked:
        _check_register(project, register, default)
    _check_pages(texts, register, held)
    titles = {page: _find_title(text, page) for page, text in texts.items()}
    texts = {page: _finish_page(page, text, register) for page, text in filled.items()}
    write_pages(folder, {f"{page}.html": slim_page(text) for page, text in texts.items()})
    downloads.write(folder)
    edition = read_edition(project, title)
    return Publication(
        register, project, folder, texts, titles, edition, areas, downloads, drawing, kept
    )


def add_register(
    folder: Path, pages: Mapping[str, Records], store: Store, project: Project, **options: Any
) -> Register:
    """``open_register`` and what follows, one after the other in this process."""
    with ThreadPoolExecutor(1) as workers:
        return open_register(folder, pages, store, project, workers, **options).finish()


def hash_register(project: Project) -> str:
    """The sha256 of everything the register adds to a site besides the pages' own content.

    A build that compares only its pages would miss a changed passport, history or id.
    """
    digest = hashlib.sha256(hash_inputs(project).encode())
    for path in (ids_path(project), retired_path(project)):
        digest.update(path.read_bytes() if path.exists() else b"-")
    digest.update(hash_code().encode())
    return digest.hexdigest()


def list_pairs(register: Register, areas: Iterable[str]) -> list[tuple[str, str]]:
    """Indicator and area of everything published for ``areas`` and their parts."""
    slugs = register.store.areas.assign_parts(areas)
    return [pair for pair in register.ledger.pairs() if pair[1] in slugs]


def list_kinds(register: Register) -> dict[str, set[str]]:
    """The kinds of derived figures (the fourth part of their ids) by indicator."""
    kinds: dict[str, set[str]] = {}
    for entry in register.entries.values():
        _, point, kind = entry.stamp.partition(".")
        if point and entry.derived and entry.pair[0] in register.store.indicators:
            kinds.setdefault(entry.pair[0], set()).add(kind)
    return kinds


def _check_register(project: Project, register: Register, default: bool) -> None:
    """Refuse a book that drops an id; a new id is for ``needsbook check`` to point out."""
    kinds = list_kinds(register) if default else None
    problems = [
        name for name in check_ids(project, register.ledger, kinds) if "--update" not in name
    ]
    if problems:
        what, _, rest = problems[0].partition("\n")
        lines = dict(part.strip().split(": ", 1) for part in rest.splitlines())
        raise IntegrityError(what, lines.get("where", ""), lines.get("what to do", ""))


def _read_pages(folder: Path, held: Mapping[str, set[str]]) -> dict[str, str]:
    """The text of every page with numbers, by address."""
    texts = {}
    for path in sorted(folder.rglob("*.html")):
        page = path.relative_to(folder).with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        if page in held or "data-figure=" in text:
            texts[page] = text
    return texts


def _check_pages(
    texts: Mapping[str, str], register: Register, held: Mapping[str, set[str]]
) -> None:
    """Refuse a page with a number that is no figure; note where each figure is printed."""
    project = register.store.project
    names = list_known(project)
    names += [area.name for area in register.store.areas if re.search(r"\d", area.name)]
    bare = BareNumbers(read_allowed(project), names)
    for page, text in texts.items():
        known = held.get(page, set())

        def look_up(name: str, known: set[str] = known) -> Entry | None:
            return register.entries[name] if name in known else None

        if page in held:
            bare.check(page, text)
        printed = dict.fromkeys(mark.id for mark in check_marks(page, text, look_up))
        for name in printed:
            register.entries[name].pages.append(page)


def _lead_up(page: str) -> str:
    return "../" * page.count("/")


def _finish_page(page: str, text: str, register: Register) -> str:
    """The page with links to the cards, and its sources as it is printed."""
    notes: dict[str, int] = {}
    sources: dict[str, Passport | Origin] = {}

    def note(entry: Entry) -> int:
        found: list[Passport | Origin] = [*entry.passports, *entry.origins]
        # A figure made from many releases is sourced under its card, not by ten footnotes.
        for passport in found[:1]:
            name = passport.dataset if isinstance(passport, Passport) else passport.path
            sources.setdefault(name, passport)
            return notes.setdefault(name, len(notes) + 1)
        return 0

    text = UNSEEN.sub("", link_marks(text, _lead_up(page), register.entries.get, note))
    if not sources or _ARTICLE_END not in text:
        return text
    items = "".join(f"<li>{_say_note(source, register)}</li>" for source in sources.values())
    section = (
        '<section class="nb-print-sources" aria-labelledby="nb-print-sources">'
        '<h2 id="nb-print-sources">Sources of the figures on this page</h2>'
        f"<ol>{items}</ol></section>"
    )
    before, end, after = text.rpartition(_ARTICLE_END)
    return before + section + end + after


def _say_note(passport: Passport | Origin, register: Register) -> str:
    if isinstance(passport, Passport):
        publisher = register.sources[passport.source].name
        name = name_publications([(publisher, passport.publication, passport.release)])[0]
        text = f"{name}. {passport.page}. {passport.licence}."
        return escape(UNSEEN.sub("", text))
    return escape(f"{name_origin(passport)}.")


def _find_title(text: str, page: str) -> str:
    found = _TITLE.search(text)
    if found is None:
        return page
    # Without the theme's “#” link to the heading.
    words = re.sub(r"<a class=\"headerlink\".*?</a>", "", found[1], flags=re.S)
    return " ".join(re.sub(r"<[^<>]*>", "", words).split()) or page


def _write_data(register: Register, edition: Any) -> dict[str, str]:
    entries = register.list_rows()
    rows = make_rows(entries, register.ledger)
    table = write_csv(rows)
    content = table.encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    package = make_datapackage(entries, edition, len(content), digest)

    def dump(content: Mapping[str, Any]) -> str:
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    return {
        "figures.csv": table,
        "figures.json": write_json(rows, edition),
        "figures.schema.json": dump(make_schema()),
        "datapackage.json": dump(package),
    }
