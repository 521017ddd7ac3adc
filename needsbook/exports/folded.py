"""What a reader unfolds on the screen, on paper.

The table of a picture stands right below it, on the same page where both fit. Long tables,
every period of a measure and series that have ended stay with the book: the paper says where.
What the measures mean moves to the end of the chapter.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from needsbook.exports.end_notes import (
    add_told,
    drop_repeated_notes,
    gather_sources,
    read_words,
)

Element = Any
# Rows a table on paper may have: more of them are looked up, not read.
MOST_ROWS = 45
_FEW = 6  # rows: fewer stand beside their picture, repeated or not
_HISTORY = re.compile(r"Every period\b")
_FILES = ".//*[contains(concat(' ',@class,' '),' nb-downloads ')]//a[contains(@href,'.csv')]"


def place_folded(body: Element, page: str) -> None:
    """Put every folded part of ``body`` where paper has it; ``page`` is the page's address."""
    drop_second_rankings(body)
    for near in body.xpath(".//details[contains(@class,'nb-near')]"):
        # A picture with a table of its own: on paper it stands unfolded where it is.
        _drop_summary(near)
        near.drop_tag()
    leave_measures(body, page)
    leave_earlier(body, page)
    leave_histories(body, page)
    number_figures(body, page)
    about = html.Element("section", {"class": "nb-measures"})
    head = etree.SubElement(about, "h2")
    head.text = "What the measures mean"
    publications = gather_sources(body)
    drop_repeated_notes(body)
    for folded in body.xpath(".//details"):
        words = _drop_summary(folded)
        name = folded.get("class", "")
        if "nb-sources" in name and not (folded.tail or "").strip():
            publications |= dict.fromkeys(read_words(line) for line in folded.iter("li"))
            folded.getparent().remove(folded)
            continue
        if "nb-data" in name or (folded.tail and folded.tail.strip()):
            # A table without a picture, or what stands within words: leave it where it is.
            folded.tag = "div"
            if folded.tail and folded.tail.strip():
                folded.drop_tag()
            continue
        folded.getparent().remove(folded)
        add_told(about, words.removesuffix(", and what to watch for"), folded)
    if publications:
        part = etree.SubElement(about, "div")
        if len(about) > 2:
            etree.SubElement(part, "h3").text = "Publications used"
        else:
            head.text = "Publications used"
        listed = etree.SubElement(part, "ul")
        for words in publications:
            etree.SubElement(listed, "li").text = words
    last = body.xpath(".//section[contains(@class,'nb-print-sources')]")
    for note in (*([about] if len(about) > 1 else []), *last):
        body.append(note)  # moves it to the end


def drop_second_rankings(body: Element) -> None:
    """The authorities in order, where a map with its table gives the same figures."""
    for near in body.xpath(".//details[contains(@class,'nb-near')]"):
        for ranked in near.xpath(".//figure[@data-kind='ranked']/@id"):
            name, _, _ = ranked.removeprefix("compare-").rpartition("-")
            same = f"starts-with(@id,'map-{name}-')"
            if name and body.xpath(f".//figure[@data-kind='area-map' and {same}]"):
                near.drop_tree()
                break


def leave_measures(body: Element, page: str) -> None:
    """Measures of a framework by their line alone: name, state and gist; the rest is looked up."""
    said = False
    for folded in body.xpath(".//details[contains(@class,'nb-of-measure')]"):
        summary = folded.find("summary")
        if not summary.xpath(".//*[contains(@class,'nb-of-status')]"):
            folded.drop_tree()  # series beside the measures: nothing of them stands in the line
            continue
        for gist in summary.xpath(".//*[contains(@class,'nb-of-gist')]"):
            _join_gist(gist)
        line = html.Element("p")
        line.text = summary.text
        line.extend(list(summary))
        if not said:
            said = True
            note = html.Element("p")
            note.text = (
                "What each measure counts, its baseline, what it is compared with and its target "
                f"stand on the page {page}.html of the book."
            )
            folded.addprevious(note)
        line.tail = folded.tail
        folded.getparent().replace(folded, line)


def _join_gist(gist: Element) -> None:
    """The gist of a measure behind its state, on one line: its own mark would say that twice."""
    for mark in gist.xpath("./*[contains(@class,'nb-of-mark')]"):
        mark.drop_tree()
    before = gist.getprevious()
    if before is not None and read_words(gist):
        before.tail = ": "


def leave_earlier(body: Element, page: str) -> None:
    """Series that have ended: named, with where they are shown."""
    for folded in body.xpath(
        ".//details[contains(@class,'nb-earlier') and not(ancestor::details[contains(@class,'nb-earlier')])]"
    ):
        words = _drop_summary(folded).rstrip(".")
        _say_instead(
            folded, f"{words}. Shown on the page {page}.html of the book, and in its data."
        )


def leave_histories(body: Element, page: str) -> None:
    """Every period of each measure: on its card; said once, where the first would stand."""
    said = False
    for folded in body.xpath(".//details"):
        summary = folded.find("summary")
        if summary is None or not _HISTORY.match(read_words(summary)):
            continue
        if not said:
            said = True
            block = next(
                (
                    element
                    for element in folded.iterancestors("table")
                    if element.getparent() is not None
                ),
                folded,
            )
            note = _note(
                f"Every period of a measure: on the page {page}.html of the book, on the card of "
                "its figure and in the data files."
            )
            block.addprevious(note)
        folded.drop_tree()


def find_repeated(body: Element) -> dict[Element, int]:
    """Tables whose rows all stand in another picture's table, and the number of that picture.

    A map of the wards and the wards in order have the same figures: one table is enough.
    """
    held: dict[int, tuple[Element, frozenset[str]]] = {}
    for number, frame in enumerate(body.xpath(".//figure"), start=1):
        folded = _next_table(frame)
        if folded is not None:
            rows = frozenset(read_words(row) for row in folded.xpath(".//tr"))
            held[number] = (folded, rows)
    repeated: dict[Element, int] = {}
    for number, (folded, rows) in held.items():
        for element, (_, more) in held.items():
            bigger = rows < more or (rows == more and element < number)
            if element != number and len(rows) > _FEW and bigger and len(more) <= MOST_ROWS:
                repeated[folded] = element
    return repeated


def is_printed(frame: Element, folded: Element) -> bool:
    """Whether a picture prints all its table holds, each name with its value alone: areas in
    order, or a map with a list of its areas."""
    rows = [row.xpath("./td | ./th") for row in folded.xpath(".//tr")]
    if {len(cells) for cells in rows} != {2}:
        return False
    words = " ".join(frame.xpath(".//img/@data-words"))
    told = [" ".join(map(read_words, cells)) for cells in rows if cells[-1].tag == "td"]
    return frame.get("data-kind") == "ranked" or all(line in words for line in told)


def number_figures(body: Element, page: str) -> None:
    """Number the pictures; each stands with its table, or says where that is."""
    repeated = find_repeated(body)
    for number, frame in enumerate(body.xpath(".//figure"), start=1):
        caption = frame.find("figcaption")
        if caption is None:
            continue
        caption.text = f"Figure {number}. {caption.text or ''}"
        folded = _next_table(frame)
        if folded is None:
            continue
        source = frame.getnext()
        with_source = source is not None and "nb-source" in source.get("class", "")
        rows = len(folded.xpath(".//tbody/tr")) or len(folded.xpath(".//tr"))
        printed = is_printed(frame, folded)
        if rows > MOST_ROWS or folded in repeated or printed:
            words = _name_file(source if with_source else None, page)
            note = _note(
                f"Its figures stand in the table of figure {repeated[folded]}."
                if folded in repeated
                else "It prints each of its figures."
                if printed
                else f"Its table has {rows} rows: {words}."
            )
            if with_source:
                source.append(note)
            else:
                frame.addnext(note)
            folded.getparent().remove(folded)
            continue
        _drop_summary(folded)
        told = folded.find(".//caption")
        if told is not None:
            for inner in list(told):
                told.remove(inner)
            told.text = f"The figures of figure {number}"
        folded.tag = "div"
        pair = html.Element("div", {"class": "nb-pair"})
        frame.addprevious(pair)
        tail, frame.tail = frame.tail, None
        pair.append(frame)
        pair.append(folded)
        folded.tail = None
        if with_source:
            source.tail = None
            pair.append(source)
        pair.tail = tail


def _name_file(source: Element | None, page: str) -> str:
    """Where a table is that paper leaves out: its data file, or the page."""
    for link in source.xpath(_FILES) if source is not None else ():
        return f"the file {link.get('href').replace('../', '')} of the book has it whole"
    return f"the page {page}.html of the book has it whole"


def _next_table(frame: Element) -> Element | None:
    """The folded table that belongs to a picture: before the next one, in the same block."""
    for element in frame.itersiblings():
        if element.tag == "figure":
            return None
        if element.tag == "details" and "nb-data" in element.get("class", ""):
            return element
    return None


def _drop_summary(folded: Element) -> str:
    summary = folded.find("summary")
    if summary is None:
        return ""
    words = read_words(summary)
    summary.drop_tree()
    return words


def _say_instead(folded: Element, words: str) -> None:
    note = _note(words)
    note.tail = folded.tail
    folded.getparent().replace(folded, note)


def _note(words: str) -> Element:
    note = html.Element("p", {"class": "nb-see"})
    note.text = words
    return note
