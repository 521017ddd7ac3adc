"""The chapters of the whole profile: what one reads through, not all there is to look up.

Pictures that show the same figures a second time, in order or as a distribution, and what
the measures mean stay with the chapter's own file, which the profile names.
"""

from __future__ import annotations

from typing import Any

from lxml import html

Element = Any
# Kinds of pictures, and names, of which the chapter has another picture.
_KINDS = ("distribution", "ward_dots", "spine")
_NAMES = ("compare-",)


def condense(body: Element, page: str) -> None:
    """Leave out of ``body`` what only the chapter's own file has room for, and say so."""
    left_out = 0
    for frame in body.xpath(".//figure[contains(@class,'nb-figure')]"):
        kind, name = frame.get("data-kind", ""), frame.get("id", "")
        if kind in _KINDS or name.startswith(_NAMES):
            _leave_out(frame)
            left_out += 1
    for folded in body.xpath(".//details[contains(@class,'nb-about')]"):
        folded.drop_tree()
        left_out += 1
    if left_out:
        note = html.Element("p", {"class": "nb-see"})
        note.text = (
            f"Further pictures, and what each measure means: in the file of this chapter, on the "
            f"page {page}.html of the book."
        )
        sections = body.xpath(".//section[contains(@class,'nb-print-sources')]")
        if sections:
            sections[0].addprevious(note)
        else:
            body.append(note)


def _leave_out(frame: Element) -> None:
    """The picture with its source and its table."""
    for element in list(frame.itersiblings()):
        name = element.get("class", "") if isinstance(element.tag, str) else ""
        if "nb-source" in name or (element.tag == "details" and "nb-data" in name):
            element.drop_tree()
        else:
            break
    frame.drop_tree()
