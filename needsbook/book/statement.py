"""The accessibility statement, in the form public sector bodies have to publish.

The form is the model statement of the Public Sector Bodies (Websites and Mobile Applications)
(No. 2) Accessibility Regulations 2018. What it says of tests comes from the results of their
last run, which the browser tests write to ``book/accessibility.yml``.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from pydantic import Field

from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.file_checks import DAY
from needsbook.catalogue.periods import say_day
from needsbook.errors import BadInput

MARK = "<!-- needsbook: accessibility -->"
PAGE = "about/accessibility"
FACTS = "accessibility.yml"
_FOOTER = re.compile(r'<p class="last-updated">')
_CARD_FOOTER = re.compile(r"<footer>(?=<p>)")


class KnownLimit(Document):
    """What does not meet WCAG 2.2 AA yet."""

    what: str
    """What it is, as a sentence."""
    criterion: str
    """The success criterion it fails: number and name."""
    instead: str
    """What there is instead, as a sentence."""


class WalkResult(Document):
    """What the last walk of the browser tests found; no pages: it was never made."""

    day: str = Field(pattern=DAY)
    pages: int = Field(ge=0)
    settings: int = Field(ge=0)
    faults: int = Field(ge=0)
    rules: int = Field(ge=0)


class StatementFacts(Document):
    """The whole of ``book/accessibility.yml``."""

    organisation: str
    """Who publishes the book; for them to fill in."""
    contact: str
    """Where readers tell of problems; for the publisher to fill in."""
    prepared: str = Field(pattern=DAY)
    """The day the statement was prepared."""
    limits: tuple[KnownLimit, ...] = ()
    tested: WalkResult
    """Written by the browser tests."""


def place_statement(book: Path, staging: Path, title: str) -> None:
    """Write the statement into the page that asks for it; nothing where there is none."""
    page = staging / f"{PAGE}.md"
    (staging / FACTS).unlink(missing_ok=True)
    if not page.is_file() or MARK not in (text := page.read_text(encoding="utf-8")):
        return
    made = write_statement(read_facts(book / FACTS), title)
    page.write_bytes(text.replace(MARK, made).encode("utf-8"))


def read_facts(path: Path) -> dict[str, Any]:
    """The facts of the statement; ``BadInput`` where they are not as the file says."""
    if not path.is_file():
        raise BadInput(
            "there is nothing to make the accessibility statement of",
            f"book/{path.name}",
            "put the file back, or take the page about/accessibility.md out of the book",
        )
    return read_document(path, StatementFacts).model_dump()


def write_statement(facts: dict[str, Any], title: str) -> str:
    """The statement as HTML."""
    tested, limits = facts["tested"], facts["limits"] or []
    faults = int(tested["faults"]) + int(tested["rules"])
    status = (
        "not tested yet, so that nothing is claimed of it"
        if not tested["pages"]
        else "fully compliant"
        if not faults and not limits
        else "partially compliant"
    )
    run_by = (
        f"<p>It is published by {escape(facts['organisation'])}.</p>"
        if facts["organisation"]
        else "<p>Who publishes this copy of the book is named where it is published.</p>"
    )
    contact = (
        f"<p>Tell us of any problem not listed here, or ask for the content in another form: "
        f"{escape(facts['contact'])}.</p>"
        if facts["contact"]
        else "<p>This copy of the book names no contact. Ask who publishes it, and name the page "
        "and what you need: the figures stand in CSV, Excel, OpenDocument, Word and PDF files too.</p>"
    )
    items = "".join(
        f"<li>{escape(limit['what'])} This fails WCAG 2.2 success criterion "
        f"{_number(limit['criterion'])}. {escape(limit['instead'])}</li>"
        for limit in limits
    )
    rest = f"<ul>{items}</ul>" if items else "<p>Nothing is known that does not comply.</p>"
    if faults:
        rest += (
            f"<p>The last test found {_number(faults)} faults that are not mended yet, on "
            "the pages named by the test.</p>"
        )
    return (
        f"<p>This statement applies to {escape(title)}, a web book of figures about children's "
        f"needs.</p>{run_by}"
        "<p>We want as many people as possible to be able to use it. You should be able to:</p><ul>"
        "<li>change colours between light, dark and those of your system, and set your own font "
        "and spacing</li>"
        f"<li>zoom in up to {_number('400%')} without scrolling sideways, but for wide tables, "
        "which scroll by themselves</li>"
        "<li>go through the whole book with a keyboard: each chart and map is one stop, and arrow "
        "keys walk its marks</li>"
        "<li>listen to it with a screen reader: each picture has a description and a table made "
        "from the same figures</li>"
        "<li>read it without scripts, on paper, and in an easy-read edition</li></ul>"
        "<h2>Feedback and contact information</h2>"
        f"{contact}"
        "<h2>Enforcement procedure</h2>"
        "<p>The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public "
        f"Sector Bodies (Websites and Mobile Applications) (No. {_number('2')}) Accessibility "
        "Regulations 2018 (the accessibility regulations). If you are not happy with how your "
        'complaint was answered, contact the <a href="https://www.equalityadvisoryservice.com/">'
        "Equality Advisory and Support Service (EASS)</a>.</p>"
        "<h2>Technical information about this website's accessibility</h2>"
        "<p>The publisher is committed to making the book accessible, in accordance with the "
        "accessibility regulations.</p>"
        "<h3>Compliance status</h3>"
        f"<p>This website is <strong>{status}</strong> with the "
        '<a href="https://www.w3.org/TR/WCAG22/">Web Content Accessibility Guidelines</a> '
        f"version {_number('2.2')}, standard AA"
        + (", due to the non-compliances listed below." if status.startswith("partially") else ".")
        + "</p><h2>Non-accessible content</h2>"
        f"<h3>Non-compliance with the accessibility regulations</h3>{rest}"
        "<h3>Content that is not within the scope of the accessibility regulations</h3>"
        "<p>Plans and reports the book links to are published by others.</p>"
        "<h2>What we are doing to improve accessibility</h2>"
        "<p>The pages are tested again with every change of the book; a change that breaks a rule "
        "is not published. Row headers in PDF files will be tagged as soon as the typesetter can.</p>"
        "<h2>Preparation of this accessibility statement</h2>"
        f"<p>This statement was prepared on {say_day(str(facts['prepared']))}. It was last made anew "
        f"from the results of the test of {say_day(str(tested['day']))}.</p>"
        f"<p>That test walked {_number(tested['pages'])} pages, at least one of every kind, in "
        f"{_number(tested['settings'])} settings each (windows of {_number('320')}, "
        f"{_number('390')} and {_number('1280')} pixels; the font of the book and another; light, "
        f"dark and forced colours). It found {_number(tested['faults'])} words cut, overlapping, "
        f"small or faint, targets too small or pages that scroll sideways, and "
        f"{_number(tested['rules'])} breaches of the rules of axe-core for WCAG "
        f"{_number('2.2')} A and AA. It was carried out by the project's own browser tests.</p>"
    )


def link_statement(folder: Path, *, elsewhere: bool = False) -> None:
    """A link to the statement in the footer of every page of the site in ``folder``.

    ``elsewhere``: the statement itself is made apart, as that of a portal is.
    """
    if not elsewhere and not (folder / f"{PAGE}.html").is_file():
        return
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        link = f'<a href="{up}{PAGE}.html">Accessibility statement</a>'
        new = _FOOTER.sub(f'<p class="nb-statement">{link}</p><p class="last-updated">', text, 1)
        new = _CARD_FOOTER.sub(f"<footer><p>{link}</p>", new, 1)
        if new != text:
            path.write_bytes(new.encode("utf-8"))


def _number(words: object) -> str:
    """A number that is no figure of the book's."""
    return f'<span class="nb-period">{escape(str(words))}</span>'
