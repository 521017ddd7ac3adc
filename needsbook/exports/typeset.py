"""Typst as a function: a source in its language gives the bytes of a PDF.

Text and pictures stand in the source as string literals, so nothing in them can be taken for
a command, and no file is read. The only fonts are our own and, for letters it lacks, those
that come with matplotlib: the same source gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from needsbook.draw.font import FAMILY, font_folder
from needsbook.errors import BuildError
from needsbook.exports.packed_pdf import pack_pdf

_WIDTHS = re.compile(r' (?:textLength|lengthAdjust)="[^"]*"')
_FAMILY = re.compile(r'(font-family(?:="|:))(?:&quot;|[^;"])*')
_HALOED = re.compile(r"(<text\b[^<>]*\bpaint-order[^<>]*>)((?:(?!</text>).)*</text>)", re.S)
# A map gives the halo of its names to the group they stand in.
_GROUP = re.compile(r'<g\b[^<>]*\bpaint-order="stroke"[^<>]*>(?:(?!<g\b|</g>).)*</g>', re.S)
_WORD = re.compile(r"(<text\b[^<>]*>)((?:(?!</text>).)*</text>)", re.S)
_HALO = re.compile(
    r'\s(?:paint-order|stroke|stroke-width|stroke-linejoin)="[^"]*"'
    r"|(?<=[\";])(?:paint-order|stroke|stroke-width|stroke-linejoin):[^;\"]*;?"
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def quote(text: str) -> str:
    """``text`` as a string literal of Typst."""
    text = _UNPRINTABLE.sub("", text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r") + '"'


def place_picture(svg: str, width: str, alt: str = "") -> str:
    """The call that draws ``svg`` at ``width`` (a length); without ``alt`` nobody hears of it."""
    told = f", alt: {quote(alt)}" if alt else ""
    return (
        f'image(bytes({quote(set_halos(fit_letters(svg)))}), format: "svg", width: {width}{told})'
    )


def fit_letters(svg: str) -> str:
    """``svg`` with its words in our face, which they were laid out in."""
    svg = _FAMILY.sub(rf"\g<1>{FAMILY}", _WIDTHS.sub("", svg))
    if "font-family" not in svg.partition(">")[0]:  # words without a face are not drawn
        svg = svg.replace("<svg ", f'<svg font-family="{FAMILY}" ', 1)
    return svg


def set_halos(svg: str) -> str:
    """``svg`` with each word that has a halo drawn twice: its halo, then the word on top.

    A PDF draws letter by letter: the halo of one would cover a part of the letter before it.
    """

    def twice(found: re.Match[str]) -> str:
        return found[0] + _HALO.sub("", found[1]) + found[2]

    svg = _GROUP.sub(lambda found: _WORD.sub(twice, found[0]), svg)
    return _HALOED.sub(twice, svg)


def set_pdf(source: str, where: str, *, accessible: bool = False, epoch: int = 0) -> bytes:
    """The PDF of ``source``; ``accessible`` holds it to PDF/UA-1; ``epoch`` is its only clock.

    ``BuildError`` names ``where`` when the source cannot be set, or only with a warning: a
    picture left out or a letter no font has.
    """
    import typst

    try:
        make: Any = typst.Compiler
        compiler = make(source.encode("utf-8"), font_paths=read_fonts())
        made, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=["ua-1"] if accessible else [], timestamp=epoch
        )
    except typst.TypstError as error:
        raise _refuse(where, str(error.message), error.hints) from error
    if warnings:
        raise _refuse(where, str(warnings[0].message), warnings[0].hints)
    return pack_pdf(bytes(made)) if accessible else bytes(made)


def set_pdf_apart(source: str, where: str, *, accessible: bool = False, epoch: int = 0) -> bytes:
    """As ``set_pdf``, in a process of its own that gives its memory back: for long documents."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps([source, where, accessible, epoch]).encode("utf-8"),
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    try:
        error = BuildError(*json.loads(done.stderr))
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        error = BuildError(
            f"{where} cannot be set: {(last or ['the process was ended'])[0]}", where
        )
    raise error


def main() -> None:
    """Set the document on standard input; ``set_pdf_apart`` says in which form."""
    source, where, accessible, epoch = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(set_pdf(source, where, accessible=accessible, epoch=epoch))
    except BuildError as error:
        sys.stderr.write(json.dumps([error.what, error.where, error.do]))
        sys.exit(1)


def _refuse(where: str, what: str, hints: Iterable[str]) -> BuildError:
    hint = next(iter(hints), "")
    return BuildError(
        f"{where} cannot be set: {what}", where, hint or "mend the picture or the page named"
    )


@cache
def read_fonts() -> Any:
    """The fonts a document may use, read once."""
    import typst

    others = files("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(font_folder()), str(others)],
    )


if __name__ == "__main__":
    main()
