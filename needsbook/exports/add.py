"""Adding to a built site what people take away: Word, PDF and workbooks, and links to them.

Files are made in processes of their own, from the finished pages. What was made of the same
page by the same code is taken from ``build/exports``; it can always be deleted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from needsbook.catalogue import Area
from needsbook.catalogue.periods import say_day
from needsbook.escaping import UNSEEN
from needsbook.exports import making
from needsbook.exports.articles import find_title
from needsbook.exports.datasets import INDEX, WARDS, make_datasets
from needsbook.exports.imprint import Imprint
from needsbook.exports.making import name_files, name_workbooks
from needsbook.exports.table_sheets import make_workbook
from needsbook.exports.takeaway import DataFile, Offer, add_block, list_all, list_data, list_files
from needsbook.files import hash_code
from needsbook.kept import find_kept, keep
from needsbook.paths import Project
from needsbook.register.edition import read_edition
from needsbook.register.entries import data_address
from needsbook.register.register import Register

FOLDER = "_downloads"
# A page of more measures than this leads to the list of all.
MOST_MEASURES = 12
LIBRARIES = (
    "typst", "pypdfium2", "pillow", "pypandoc_binary", "gptables", "XlsxWriter", "python-docx", "segno",
)  # fmt: skip


@dataclass(frozen=True)
class FileTask:
    """Something to make: the function, its arguments, the files it gives, by address."""

    make: str
    key: str
    arguments: tuple[object, ...]
    files: tuple[str, ...]


@dataclass
class Exports:
    """The files of a site while processes make them."""

    folder: Path
    cache: Path
    tasks: Sequence[FileTask]
    workers: Executor
    making: dict[str, Future[list[bytes]]]
    areas: Sequence[Area]
    chapters: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    others: Sequence[str]
    writing: Future[list[DataFile]] | None
    measures: Mapping[str, Sequence[str]]
    data: dict[str, DataFile] = field(default_factory=dict)

    def start(self, *makers: str) -> None:
        """Let the workers make what these functions make and the cache does not hold."""
        for task in self.tasks:
            if task.make in makers and find_kept(self._places(task), task.key) is None:
                make = getattr(making, task.make)
                self.making[task.key] = self.workers.submit(make, *task.arguments)

    def finish(self) -> None:
        """Wait for every file, put it in its place, and link to it from every page.

        The pictures of the pages are drawn by now: Word files take those.
        """
        self.start("make_chapter_files")
        if self.writing is not None:
            self.data = {file.address: file for file in self.writing.result()}
        for task in self.tasks:
            places = self._places(task)
            if task.key in self.making:
                keep(places, task.key, self.making.pop(task.key).result())
            for place, name in zip(places, task.files, strict=True):
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(place, target)
        for old in set(os.listdir(self.cache)) - {task.key for task in self.tasks}:
            shutil.rmtree(self.cache / old, ignore_errors=True)
        self._add_links()

    def _places(self, task: FileTask) -> list[Path]:
        """Where the files of a task are kept."""
        return [self.cache / task.key / str(number) for number in range(len(task.files))]

    def _add_links(self) -> None:
        names = {area.slug: area.formal_name for area in self.areas}
        whole: list[Offer] = []
        for slug, held in self.chapters.items():
            area = list_all(self.folder, FOLDER, slug, names[slug])
            whole.append(area)
            for page in held:
                own = list_files(self.folder, FOLDER, page, self.titles[page])
                self._add_block(page, [own, area, self._offer_data(page)])
        for page in ("index", *self.others):
            if (self.folder / f"{page}.html").exists():
                own = list_files(self.folder, FOLDER, page, self.titles.get(page, page))
                offers = [own, *whole, self._offer_data(page)]
                self._add_block(page, [offer for offer in offers if offer.files or offer.explained])

    def _offer_data(self, page: str) -> Offer:
        """The data of the page's measures; of all wards and all printed where there are many."""
        held = [
            self.data[measure] for measure in self.measures.get(page, ()) if measure in self.data
        ]
        if not held or len(held) > MOST_MEASURES:
            held = [self.data[WARDS]] if WARDS in self.data else []
            printed = self.folder / "figures.csv"
            if printed.exists():
                words = "Figures this book prints"
                held.append(DataFile("figures.csv", words, printed.stat().st_size, 0))
        return list_data(held, "Data", INDEX if self.data else "")

    def _add_block(self, page: str, offers: Sequence[Offer]) -> None:
        path = self.folder / f"{page}.html"
        text = add_block(path.read_text(encoding="utf-8"), "../" * page.count("/"), offers)
        path.write_bytes(UNSEEN.sub("", text).encode("utf-8"))


def start_exports(
    folder: Path,
    pages: Mapping[str, str],
    areas: Sequence[Area],
    register: Register,
    project: Project,
    workers: Executor,
    *,
    title: str,
    epoch: int,
    kept: Path | None = None,
) -> Exports:
    """Let ``workers`` make the files of every area; ``finish`` of what comes back adds them.

    ``folder`` holds the finished pages; ``pages`` gives the HTML of those made from notebooks,
    with every picture whole, by address (without ending). Each page gets a Word file and a PDF, each area a
    profile (PDF) and two workbooks; every page and the first one link to them. ``epoch`` is
    the only clock; ``kept`` holds what was made before (else the build folder). ``BuildError`` names a page that cannot be set.
    """
    day = say_day(datetime.fromtimestamp(epoch, UTC).date())
    chapters = {
        area.slug: [page for page in pages if page.split("/")[0] == area.slug] for area in areas
    }
    chapters = {slug: held for slug, held in chapters.items() if held}
    texts = {page: pages[page] for held in chapters.values() for page in held}
    titles = {page: find_title(text, page) for page, text in pages.items()}
    edition = read_edition(project, title)
    code = _hash_code(epoch, title, edition.base)
    tasks: list[FileTask] = []
    for area in areas:
        held = chapters.get(area.slug, [])
        if not held:
            continue
        imprint = Imprint(title, area.formal_name, day, edition.base)
        base = f"{FOLDER}/{area.slug}"
        parts = [(page, texts[page]) for page in held]
        key = _hash(code, "profile", area.formal_name, *(texts[page] for page in held))
        tasks.append(
            FileTask("make_profile_file", key, (imprint, parts, epoch), (f"{base}/profile.pdf",))
        )
        tasks += [
            FileTask(
                "make_chapter_files",
                _hash(code, "chapter", page, area.formal_name, texts[page]),
                (imprint, page, texts[page], epoch, (kept or project.build) / "pictures"),
                name_files(FOLDER, page),
            )
            for page in held
        ]
        book = make_workbook(
            imprint, [(page, titles[page]) for page in held], register.entries.values()
        )
        if book.sheets:
            files = name_workbooks(FOLDER, area.slug)
            key = _hash(code, "workbook", area.slug, repr(book))
            tasks.append(FileTask("make_workbooks", key, (book, epoch), files))
    others = [page for page in pages if page not in texts]
    named = ", ".join(area.formal_name for area in areas)
    tasks += [
        FileTask(
            "make_chapter_files",
            _hash(code, "chapter", page, named, pages[page]),
            (Imprint(title, named, day, edition.base), page, pages[page], epoch,
             (kept or project.build) / "pictures"),
            name_files(FOLDER, page),
        )
        for page in others
    ]  # fmt: skip
    # A book that is one of many leaves its data to the portal: they are the same for all.
    writing = None
    if not kept:
        writing = workers.submit(make_datasets, folder, project, edition)
    measures: dict[str, list[str]] = {}
    for entry in register.entries.values():
        for page in entry.pages:
            held_there = measures.setdefault(page, [])
            if (address := data_address(entry.figure.indicator)) not in held_there:
                held_there.append(address)
    cache = (kept or project.build) / "exports"
    cache.mkdir(parents=True, exist_ok=True)
    exports = Exports(folder, cache, tasks, workers, {}, areas, chapters, titles, others, writing,
                      measures)  # fmt: skip
    exports.start("make_profile_file", "make_workbooks")
    return exports


def _hash_code(epoch: int, title: str, site: str) -> str:
    """A digest of everything but the pages that the files are made from."""
    digest = hashlib.sha256(f"{epoch} {title} {site}".encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}".encode())
    digest.update(hash_code().encode())
    return digest.hexdigest()


def _hash(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode("utf-8")).digest())
    return digest.hexdigest()
