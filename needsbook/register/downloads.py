"""What a reader takes from a chart or a table: its figures as CSV, its picture as SVG and PNG.

The page names the place: ``<figure class="nb-figure" id="name">`` holds the picture, and
``<p class="nb-downloads" data-downloads="name">`` below it is where the links go. A table on
its own (``nb-scroll``) gets its source, its period and a link of its own after it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape, unescape
from importlib.resources import files
from pathlib import Path

from needsbook.register.cite import name_sources
from needsbook.register.entries import Entry
from needsbook.register.marks import list_ids
from needsbook.show.charts.style import plain_svg
from needsbook.show.tables import table_csv

FOLDER = "_downloads"
PNG_ZOOM = 2
# The layout is made for Arial; the face that comes with matplotlib runs this much wider.
WIDER = 1.12
_SLOT = re.compile(r'<p class="nb-downloads" data-downloads(?:="[^"]*")?></p>')
_FRAME = re.compile(
    r'<figure class="nb-figure" id="(?P<name>[^"]*)"[^<>]*>(?P<body>.*?)</figure>'
    r"(?:(?!<figure\b).)*?"
    + _SLOT.pattern
    + r'(?:\s*</div>\s*<details class="nb-data">.*?</details>)?',
    re.S,
)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.S)
_SVG = re.compile(r"<svg\b.*?</svg>", re.S)
_TABLE = re.compile(
    r'<div class="nb-scroll"[^<>]*>\s*<table\b[^<>]*>(?:<caption>(?P<caption>.*?)</caption>)?'
    r".*?</table>\s*</div>",
    re.S,
)
_TAG = re.compile(r"<[^<>]*>")
_ANCHOR = re.compile(r"</?a\b[^<>]*>")
_FONT_SIZE = re.compile(r'(font-size[:=]"?)([\d.]+)')

LookUp = Callable[[str], Entry | None]


class Downloads:
    """The files of a whole book, by address below the site; pictures are drawn at the end."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.pictures: dict[str, str] = {}

    def fill_page(self, page: str, html: str, up: str, look_up: LookUp) -> str:
        """``html`` with the links in place; the files are kept for ``write``."""
        used: set[str] = set()
        parts, last, number = [], 0, 0
        places = [*_FRAME.finditer(html), *_TABLE.finditer(html)]
        for found in sorted(places, key=lambda one: one.start()):
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
        entries = [entry for one in list_ids(html) if (entry := look_up(one)) is not None]
        base = f"{FOLDER}/{page}/{name}"
        if entries:
            names = {one.figure.area_code: one.area_name for one in entries}
            self.texts[f"{base}.csv"] = table_csv([one.figure for one in entries], names)
            links.append(_link(up, f"{base}.csv", "Download data (CSV)", caption))
        svg = _SVG.search(html)
        if svg is not None:
            picture = stand_alone(svg[0])
            self.texts[f"{base}.svg"] = picture + "\n"
            self.pictures[f"{base}.png"] = picture
            links.append(_link(up, f"{base}.svg", "Download picture (SVG)", caption))
            links.append(_link(up, f"{base}.png", "Download picture (PNG)", caption))
        return " ".join(links)

    def _close_table(
        self, page: str, up: str, number: int, found: re.Match[str], used: set[str], look_up: LookUp
    ) -> str:
        entries = [entry for one in list_ids(found[0]) if (entry := look_up(one)) is not None]
        if not entries:
            return ""
        caption = _plain(found["caption"] or "")
        links = self._offer(
            page, up, _free_name(f"table-{number}", used), caption, found[0], look_up
        )
        return (
            f'<div class="nb-source">{say_source(entries)}<p class="nb-downloads">{links}</p></div>'
        )

    def write(self, folder: Path) -> None:
        """Write every file below ``folder``; pictures are drawn in parallel."""
        for name, text in self.texts.items():
            _write(folder / name, text.encode("utf-8"))
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for name, drawn in zip(
                self.pictures, pool.map(draw_png, self.pictures.values()), strict=True
            ):
                _write(folder / name, drawn)


def say_source(entries: Sequence[Entry]) -> str:
    """HTML: the sources of the figures and the stretch of time they cover."""
    sources = dict.fromkeys(
        part for entry in entries if (words := name_sources(entry)) for part in words.split("; ")
    )
    periods = sorted(
        {entry.period for entry in entries if entry.period and not entry.figure.missing}
    )
    parts = []
    if sources:
        parts.append(f"Source: {'; '.join(sources)}.")
    if periods:
        ends = (periods[0].text, periods[-1].text)
        parts.append(f"Period: {periods[0].words if ends[0] == ends[1] else ' to '.join(ends)}.")
    return f"<p>{escape(' '.join(parts))}</p>" if parts else ""


def stand_alone(svg: str) -> str:
    """The picture as a file of its own: no variables, no links, a white ground."""
    return _ANCHOR.sub("", plain_svg(svg))


def draw_png(svg: str) -> bytes:
    """``svg`` as PNG, the same bytes on every machine: no font of the machine is used."""
    import resvg_py

    def shrink(found: re.Match[str]) -> str:
        return f"{found[1]}{float(found[2]) / WIDER:.2f}"

    drawn = resvg_py.svg_to_bytes(
        svg_string=_FONT_SIZE.sub(shrink, svg),
        background="#ffffff",
        zoom=PNG_ZOOM,
        skip_system_fonts=True,
        font_files=list(_font_files()),
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        font_size=16 / WIDER,
    )
    return bytes(drawn)


def _font_files() -> tuple[str, ...]:
    fonts = files("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return tuple(str(fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))


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


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
