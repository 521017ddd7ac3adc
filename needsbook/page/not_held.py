"""What readers ask for and the book does not hold, with who publishes it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from needsbook.catalogue.everyday_words import load_everyday_words
from needsbook.show.blocks import Block

if TYPE_CHECKING:
    from needsbook.page.base import Page


def make_not_held(page: Page) -> Block:
    """One entry each: what is not held, the words it is asked for by, and its publisher."""
    page.read("data/everyday_words.yml")
    items = []
    for everyday_word in load_everyday_words(page.store.project):
        if not everyday_word.nothing:
            continue
        words = ", ".join(everyday_word.words)
        items.append(
            f'<dt id="{everyday_word.id}">{escape(everyday_word.nothing)}</dt><dd>Not held in this book. Publisher: '
            f'<a href="{escape(everyday_word.page)}">{escape(everyday_word.publisher)}</a>. {escape(everyday_word.reason)} '
            f'<span class="nb-quiet">Found by: {escape(words)}.</span></dd>'
        )
    if not items:
        return page.show_note("Nothing is recorded that readers ask for and the book lacks.")
    return page.emit(
        Block(f'<dl class="nb-not-held">{"".join(items)}</dl>', (), "text", "Not in this book")
    )
