"""What a reader takes from a chart or a table: its figures as CSV, its picture as SVG and PNG.

The page names the place: ``<figure class="nb-figure" id="name">`` holds the picture, and
``<p class="nb-downloads" data-downloads="name">`` below it is where the links go. A table on
its own (``nb-scroll``) gets its source, its period and a link of its own after it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from html import escape, unescape
from math import ceil
from pathlib import Path

from needsbook.draw.font import STACK
from needsbook.draw.lettering import wrap_text
from needsbook.draw.style import plain_svg
from needsbook.errors import BuildError
from needsbook.exports.png_files import keep_pictures, name_kept
from needsbook.register.cite import list_sources
from needsbook.register.entries import Entry
from needsbook.register.marks import list_ids
from needsbook.show.tables import table_csv

FOLDER = "_downloads"
_AT_ONCE = 16  # pictures one process draws at a time
EDGE, TITLE_SIZE, NOTE_SIZE, LEADING = 12, 18, 13, 1.3
_SLOT = re.compile(r'<p class="nb-downloads" data-downloads(?:="[^"]*")?></p>')
_FRAME = re.compile(
    r'<figure class="nb-figure" id="(?P<name>[^"]*)"[^<>]*>(?P<body>.*?)</figure>'
    r"(?:(?!<figure\b).)*?"
    + _SLOT.pattern
    + r'(?:\s*</div>\s*<details class="nb-data">.*?</details>)?',
    re.S,
)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.S)
# Signs within a table (a quarter, a line in a cell) are no pictures to take away.
_SVG = re.compile(r"<svg\b(?![^<>]*(?:aria-hidden|nb-spark)).*?</svg>", re.S)
_TABLE = re.compile(
    r'<div class="nb-scroll"[^<>]*>\s*<table\b[^<>]*>(?:<caption>(?P<caption>.*?)</caption>)?'
    r".*?</table>\s*</div>",
    re.S,
)
_TAG = re.compile(r"<[^<>]*>")
_ANCHOR = re.compile(r"</?a\b[^<>]*>")

LookUp = Callable[[str], Entry | None]


class Downloads:
    """The files of a whole book, by address below the site; pictures are drawn at the end."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.pictures: dict[str, str] = {}  # the picture as it stands in the page, by address

    def fill_page(self, page: str, html: str, up: str, look_up: LookUp) -> str:
        """``html`` with the links in place; the files are kept for ``write``."""
        used: set[str] = set()
        parts, last, number = [], 0, 0
        places = [*_FRAME.finditer(html), *_TABLE.finditer(html)]
        for found in sorted(places, key=lambda item: item.start()):
            if found.start() < last:
                continue  # a table inside a frame that is filled already
            parts.append(html[last : found.start()])
            if found.re is _FRAME:
                caption = _plain(match[1]) if (match := _CAPTION.search(found["body"])) else ""
                name = _free_name(found["name"], used)
                links = self._offer(page, up, name, caption, found[0], look_up)
                made = f'<p class="nb-downloads">{links}</p>' if links else ""
                before, after = _SLOT.split(found[0], maxsplit=1)
                parts.append(before + made + after)
            else:
                number += 1
                parts.append(found[0] + self._close_table(page, up, number, found, used, look_up))
            last = found.end()
        return "".join(parts) + html[last:]

    def _offer(
        self, page: str, up: str, name: str, caption: str, html: str, look_up: LookUp
    ) -> str:
        """Keep the files of one frame; links to them."""
        links = []
        entries = [
            entry for figure_id in list_ids(html) if (entry := look_up(figure_id)) is not None
        ]
        base = f"{FOLDER}/{page}/{name}"
        if entries:
            names = {entry.figure.area_code: entry.area_name for entry in entries}
            self.texts[f"{base}.csv"] = table_csv([entry.figure for entry in entries], names)
            links.append(_link(up, f"{base}.csv", "Download data (CSV)", caption))
        svg = _SVG.search(html)
        if svg is not None:
            words = say_source(entries)
            self.texts[f"{base}.svg"] = stand_alone(svg[0], caption, words) + "\n"
            self.pictures[base] = bare_picture(svg[0])
            links.append(_link(up, f"{base}.svg", "Download picture (SVG)", caption))
            links.append(_link(up, f"{base}.png", "Download picture (PNG)", caption))
        return " ".join(links)

    def _close_table(
        self, page: str, up: str, number: int, found: re.Match[str], used: set[str], look_up: LookUp
    ) -> str:
        entries = [entry for name in list_ids(found[0]) if (entry := look_up(name)) is not None]
        if not entries:
            return ""
        caption = _plain(found["caption"] or "")
        links = self._offer(
            page, up, _free_name(f"table-{number}", used), caption, found[0], look_up
        )
        return f'<div class="nb-source"><p>{escape(say_source(entries))}</p><p class="nb-downloads">{links}</p></div>'

    def draw(self, kept: Path, workers: Executor) -> list[Future[set[str]]]:
        """Let ``workers`` draw the pictures into ``kept``, which keeps them from build to build.

        A future gives the names of what it used there; it raises ``BuildError`` for a picture
        that cannot be drawn.
        """
        pictures = [(name, self.texts[f"{name}.svg"], bare) for name, bare in self.pictures.items()]
        return [
            workers.submit(keep_pictures, pictures[start : start + _AT_ONCE], kept)
            for start in range(0, len(pictures), _AT_ONCE)
        ]

    def write(self, folder: Path) -> None:
        """Write the files below ``folder``, all but the drawn pictures."""
        for name, text in self.texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))

    def place(self, folder: Path, kept: Path) -> None:
        """Put the drawn pictures below ``folder``.

        A picture that was drawn under another name is a ``BuildError``: its name hangs on our
        own code, so that code was changed while the book was made.
        """
        for picture in self.pictures:
            source = kept / name_kept(self.texts[f"{picture}.svg"])
            if not source.exists():
                raise BuildError(
                    "the program was changed while the book was made",
                    f"{picture}.png",
                    "leave needsbook/ as it is while a build runs, and run needsbook build again",
                )
            shutil.copyfile(source, folder / f"{picture}.png")


def say_source(entries: Sequence[Entry]) -> str:
    """The sources of the figures and the stretch of time they cover, as plain words."""
    sources = dict.fromkeys(line for entry in entries for line in list_sources(entry))
    periods = sorted(
        {entry.period for entry in entries if entry.period and not entry.figure.missing}
    )
    parts = []
    if sources:
        parts.append(f"Source: {'; '.join(sources)}.")
    if periods:
        first, last = periods[0], periods[-1]
        between = first.words if first == last else f"{first.label} to {last.label}"
        parts.append(f"Period: {between}.")
    return " ".join(parts)


def bare_picture(svg: str) -> str:
    """The picture of a page without what only the page knows: variables and links."""
    return _ANCHOR.sub("", plain_svg(svg))


def stand_alone(svg: str, title: str, source: str) -> str:
    """The picture as a file of its own: title above, source below, no variables, no links.

    ``svg`` is one element with a view box that starts at the origin, else it is kept as it is.
    """
    drawn = bare_picture(svg)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    if size is None:
        return drawn
    width, height = float(size[1]), float(size[2])
    head = wrap_text(title, TITLE_SIZE, width - 2 * EDGE, bold=True) if title else []
    foot = wrap_text(source, NOTE_SIZE, width - 2 * EDGE) if source else []
    top = 2 * ceil((EDGE + len(head) * TITLE_SIZE * LEADING) / 2)  # whole pixels in a PNG too
    bottom = EDGE + len(foot) * NOTE_SIZE * LEADING
    inner = re.sub(r"<svg\b", f'<svg x="{EDGE}" y="{top}"', drawn, count=1)
    # A percentage or a limit in the style belongs to the page, not to a file.
    inner = re.sub(r"max-width:[^;\"]*;?|height:auto;?", "", inner, count=2)
    if 'width="100%"' in inner or not re.search(r'<svg[^<>]* height="', inner):
        inner = re.sub(r' width="100%"', "", inner, count=1)
        inner = inner.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1)
    words = [
        f'<text x="{EDGE}" y="{EDGE + (number + 0.8) * TITLE_SIZE * LEADING:.1f}" '
        f'font-size="{TITLE_SIZE}" font-weight="700">{escape(line)}</text>'
        for number, line in enumerate(head)
    ]
    words += [
        f'<text x="{EDGE}" y="{top + height + (number + 1) * NOTE_SIZE * LEADING:.1f}" '
        f'font-size="{NOTE_SIZE}" fill="#505a5f">{escape(line)}</text>'
        for number, line in enumerate(foot)
    ]
    whole_width, whole_height = width + 2 * EDGE, top + height + bottom
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole_width:g}" '
        f'height="{whole_height:.1f}" viewBox="0 0 {whole_width:g} {whole_height:.1f}" '
        f'font-family="{STACK}" fill="#0b0c0c">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(words)}{inner}</svg>'
    )


def _free_name(wanted: str, used: set[str]) -> str:
    """A file name of letters, digits and hyphens that the page has not used yet."""
    plain = re.sub(r"[^a-z0-9]+", "-", unescape(wanted).lower()).strip("-")[:80] or "figure"
    name, number = plain, 1
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    used.add(name)
    return name


def _link(up: str, address: str, words: str, caption: str) -> str:
    label = f' aria-label="{escape(f"{words}: {caption}")}"' if caption else ""
    return f'<a href="{up}{escape(address)}" download{label}>{words}</a>'


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
