"""One piece of a build's work on a machine of a cluster: ``python -m needsbook.book.piece``."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from needsbook.book.area_book import make_book
from needsbook.book.card_book import make_cards
from needsbook.book.cluster import pack, relocate, unpack
from needsbook.book.kernel import name_figures, run_template
from needsbook.book.parents import die_with_parent, open_scratch
from needsbook.book.workers import open_workers, warm_workers


def run_pages(tasks: Sequence[Any]) -> tuple[Any, list[Path]]:
    """The outcomes of several pages, and the notebooks and figures they left."""
    with open_workers(1, once=True) as pool:
        outcomes = [
            future.result() for future in [pool.submit(run_template, *task) for task in tasks]
        ]
    notebooks = [Path(outcome.output) for outcome in outcomes if not outcome.failed]
    return outcomes, [*notebooks, *(name_figures(path) for path in notebooks)]


def run_book(task: Any) -> tuple[Any, list[Path]]:
    """A finished book, and its files."""
    with open_workers(1, once=True) as pool:
        place = Path(pool.submit(make_book, task).result())
    kept = ("site", "figures", "searchindex.js", "titles.json", "done.json")
    return str(place), [place / name for name in kept if (place / name).exists()]


def run_cards(task: Any) -> tuple[Any, list[Path]]:
    """The finished cards of a bucket, and their files."""
    with open_workers(1, once=True) as pool:
        place = Path(pool.submit(make_cards, task).result())
    return str(place), [place]


WORK = {"pages": run_pages, "book": run_book, "cards": run_cards}


def do_piece(root: str, about: Mapping[str, str], sent: bytes, own: bytes) -> bytes:
    """Result and files of one piece, as they are sent back."""
    name, home, task = pickle.loads(sent)
    unpack(own, Path(root))
    told = (about["state"], about["store"], about["area"])
    with open_scratch(), warm_workers(Path(root), *told, books=name == "book"):
        try:
            result, made = WORK[name](relocate(task, home, root))
        except Exception as error:
            return pickle.dumps((error, pack(Path(root), [])))
    return pickle.dumps((relocate(result, root, home), pack(Path(root), made)))


def main(inbox: Path, outbox: Path) -> None:
    """Read a piece from ``inbox``, write what came of it to ``outbox``."""
    die_with_parent()
    answer = do_piece(*pickle.loads(inbox.read_bytes()))
    outbox.write_bytes(answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
