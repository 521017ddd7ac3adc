"""Adding to a built site what people take away: Word, PDF and workbooks, and links to them.

Files are made in processes of their own, from the finished pages. What was made of the same
page by the same code is taken from ``build/exports``; it can always be deleted.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from needsbook.catalogue import Area
from needsbook.exports import making
from needsbook.exports.articles import find_title
from needsbook.exports.imprint import Imprint
from needsbook.exports.pdf import why_no_pdf
from needsbook.exports.tables import make_workbook
from needsbook.exports.takeaway import Offer, add_block, list_all, list_files
from needsbook.paths import Project
from needsbook.register.cite import say_date
from needsbook.register.register import Register

FOLDER = "_downloads"
LIBRARIES = ("weasyprint", "pydyf", "pypandoc_binary", "gptables", "XlsxWriter", "python-docx")


@dataclass(frozen=True)
class Task:
    """Something to make: the function, its arguments, the files it gives, by address."""

    make: str
    key: str
    arguments: tuple[object, ...]
    files: tuple[str, ...]


def add_exports(
    folder: Path,
    pages: Sequence[str],
    areas: Sequence[Area],
    register: Register,
    project: Project,
    *,
    title: str,
    epoch: int,
    jobs: int = 0,
) -> list[str]:
    """Sentences about what could not be made (none: everything was).

    ``folder`` holds the finished pages; ``pages`` are the addresses (without ending) of
    those made from notebooks. Each page of an area gets a Word file and a PDF, each area a
    profile (PDF) and two workbooks; every page and the first one link to them. ``epoch`` is
    the only clock. ``BuildError`` names a page that cannot be set.
    """
    day = say_date(datetime.fromtimestamp(epoch, UTC).date().isoformat())
    lacking = why_no_pdf()
    chapters = {
        area.slug: [page for page in pages if page.split("/")[0] == area.slug] for area in areas
    }
    chapters = {slug: held for slug, held in chapters.items() if held}
    texts = {
        page: (folder / f"{page}.html").read_text(encoding="utf-8")
        for held in chapters.values()
        for page in held
    }
    titles = {page: find_title(text, page) for page, text in texts.items()}
    code = _hash_code(epoch, title)
    tasks: list[Task] = []
    for area in areas:
        held = chapters.get(area.slug, [])
        if not held:
            continue
        imprint = Imprint(title, area.formal_name, day)
        base = f"{FOLDER}/{area.slug}"
        if not lacking:
            key = _hash(code, "pdf", area.formal_name, *(texts[page] for page in held))
            files = (f"{base}/profile.pdf", *(f"{FOLDER}/{page}.pdf" for page in held))
            tasks.append(Task("make_pdfs", key, (imprint, folder, held, epoch), files))
        tasks += [
            Task(
                "make_word_file",
                _hash(code, "word", page, area.formal_name, texts[page]),
                (imprint, folder, page, epoch),
                (f"{FOLDER}/{page}.docx",),
            )
            for page in held
        ]
        book = make_workbook(
            imprint, [(page, titles[page]) for page in held], register.entries.values()
        )
        if book.sheets:
            files = (f"{base}/figures.xlsx", f"{base}/figures.ods")
            key = _hash(code, "workbook", area.slug, repr(book))
            tasks.append(Task("make_workbooks", key, (book, epoch), files))
    _make_all(tasks, folder, project.build / "exports", jobs)
    notes = [f"no PDFs were made: {lacking}"] if lacking else []
    others = [page for page in pages if page not in texts]
    _add_links(folder, areas, chapters, texts, titles, others, lacking)
    return notes


def _make_all(tasks: Iterable[Task], folder: Path, cache: Path, jobs: int) -> None:
    """Write the files of every task below ``folder``; new ones are kept in ``cache``."""
    tasks = list(tasks)
    missing = [task for task in tasks if not (cache / task.key).is_dir()]
    if missing:
        cache.mkdir(parents=True, exist_ok=True)
        context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
        workers = min(jobs or os.cpu_count() or 1, len(missing))
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            # The longest first, so that no process is left with a whole profile at the end.
            waiting = [
                (task, pool.submit(getattr(making, task.make), *task.arguments))
                for task in sorted(missing, key=lambda one: one.make != "make_pdfs")
            ]
            for task, future in waiting:
                _keep(cache / task.key, future.result())
    for task in tasks:
        for number, name in enumerate(task.files):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(cache / task.key / str(number), target)
    for old in set(os.listdir(cache)) - {task.key for task in tasks} if cache.is_dir() else ():
        shutil.rmtree(cache / old, ignore_errors=True)


def _keep(place: Path, contents: Sequence[bytes]) -> None:
    part = place.with_name(f".{place.name}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for number, content in enumerate(contents):
        (part / str(number)).write_bytes(content)
    os.replace(part, place)


def _add_links(
    folder: Path,
    areas: Sequence[Area],
    chapters: Mapping[str, Sequence[str]],
    texts: Mapping[str, str],
    titles: Mapping[str, str],
    others: Sequence[str],
    lacking: str,
) -> None:
    names = {area.slug: area.formal_name for area in areas}
    whole: list[Offer] = []
    for slug, held in chapters.items():
        area = list_all(folder, FOLDER, slug, names[slug], lacking)
        whole.append(area)
        for page in held:
            own = list_files(folder, FOLDER, page, titles[page], lacking)
            text = add_block(texts[page], "../" * page.count("/"), [own, area])
            (folder / f"{page}.html").write_bytes(text.encode("utf-8"))
    for page in ("index", *others):
        path = folder / f"{page}.html"
        if whole and path.exists():
            text = add_block(path.read_text(encoding="utf-8"), "../" * page.count("/"), whole)
            path.write_bytes(text.encode("utf-8"))


def _hash_code(epoch: int, title: str) -> str:
    """A digest of everything but the pages that the files are made from."""
    digest = hashlib.sha256(f"{epoch} {title}".encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}".encode())
    own = Path(__file__).parent
    for path in sorted([*own.glob("*.py"), *own.glob("*.css")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _hash(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode("utf-8")).digest())
    return digest.hexdigest()
