"""Numbers on a built page that carry no id: the check on everything upstream.

Each run of text outside a figure is looked at. Periods, dates and codes are no statistics;
nor is what the catalogue itself says (titles, definitions, caveats), which is checked at its
source (``needsbook.register.typed``); axis ticks, class bounds and names of releases are
marked as such by the elements they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml
from lxml import html as lxml_html

from needsbook.catalogue import load_indicators
from needsbook.catalogue.periods import MONTH_NAMES, MONTHS
from needsbook.catalogue.units import UNITS
from needsbook.errors import BuildError, NeedsbookError
from needsbook.escaping import UNSEEN
from needsbook.paths import Project
from needsbook.register.typed import Allowed

_MONTH = "|".join((*MONTH_NAMES, *MONTHS))
# What is written with digits and is no statistic.
PLAIN = re.compile(
    rf"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?\b|\b(?:{_MONTH}) \d{{4}}\b"
    r"|\bFYE (?:19|20)\d\d\b|\bmid-(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d(?:/\d\d|-\d\d-\d\d)?(?:\s?[-–]\s?(?:19|20)\d\d(?:/\d\d)?)?\b"
    # Codes, checksums, versions of a licence, sizes of files. Places in a document are not
    # guessed from words: they are marked where they are made (``show_place``).
    r"|\b[EK]\d{8}\b|\b(?:SHA|sha)-?256\b|\b[0-9a-f]{12,64}\b|\bv\.?3\.0\b"
    r"|\b[\d.]+ [KM]B\b"
    # What a table or a list says of its own length, and the level of an interval.
    r"|\(\d+(?: rows?)?\)|\band \d+ more\b|\b(?:95|99\.8)% (?:confidence )?(?:interval|limits|CI)\b"
)
# Elements whose numbers belong to something else than figures.
SKIPPED_TAGS = {
    "script",
    "style",
    "code",
    "pre",
    "nav",
    "title",
    "head",
    "desc",
    "footer",
    "header",
}
SKIPPED_CLASSES = {
    "nb-print-sources", "nb-source", "nb-downloads", "nb-period", "bd-sidebar-primary",
    "bd-sidebar-secondary", "bd-header", "bd-footer", "prev-next-area", "headerlink",
}  # fmt: skip
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Bare:
    """A number without an id: the digits, and the words around it."""

    number: str
    context: str


class BareNumbers:
    """What looks for numbers without an id, made once for many pages.

    ``known`` are sentences and names that were checked where they are written.
    """

    def __init__(self, allowed: Iterable[Allowed] = (), known: Iterable[str] = ()) -> None:
        self.patterns = [
            PLAIN,
            *(re.compile(rule.pattern) for rule in allowed if rule.where == "*"),
        ]
        self.names = {" ".join(text.split()) for text in known if _DIGIT.search(text)}
        # A short name (“16 to 17”) stands for itself only where it is the whole text.
        # Plain words go first from both sides: “March 2022” is no phrase inside “31 March 2022”.
        # A name may open a sentence with a capital letter.
        begun = {name[:1].upper() + name[1:] for name in self.names}
        bared = {_drop(name, self.patterns) for name in self.names | begun}
        self.phrases = sorted(
            (name for name in bared if len(name) >= 10 and _DIGIT.search(name)),
            key=lambda name: (-len(name), name),
        )

    def find(self, html: str) -> list[Bare]:
        """The numbers of the page's article that are neither figures nor allowed, in order."""
        root = lxml_html.document_fromstring(html)
        article = root.xpath("//article") or [root]
        found = []
        for text in _texts(article[0]):
            if not _DIGIT.search(text):
                continue
            left = " ".join(text.split())
            if left in self.names or self._is_cut_name(left):
                continue
            left = _drop(left, self.patterns)
            if not _DIGIT.search(left):
                continue
            for phrase in self.phrases:
                left = left.replace(phrase, " ")
            for number in re.finditer(r"[\d][\d.,]*", left):
                found.append(Bare(number[0].rstrip(".,"), " ".join(text.split())[:120]))
        return found

    def _is_cut_name(self, text: str) -> bool:
        """Whether ``text`` is the beginning of a long name, cut off where a picture has no room."""
        start = text.removesuffix("…").rstrip()
        return (
            text.endswith("…")
            and len(start) >= 10
            and any(name.startswith(start) for name in self.names)
        )

    def check(self, page: str, html: str) -> None:
        """Refuse a page that shows a number without an id: a ``BuildError`` quotes the first."""
        for bare in self.find(html):
            raise BuildError(
                f"the page shows {bare.number} without an id, in “{bare.context}”",
                page,
                "print it with show_figure; or allow the words in data/typed_allowed.yml and say why",
            )


def _drop(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def find_bare_alt(html: str, printed: Iterable[str], allowed: Iterable[Allowed] = ()) -> list[Bare]:
    """Percentages and decimals in the alt texts of pictures that are no figure's printed form.

    ``printed`` are the printed forms of the page's figures. Whole numbers are left out: an
    alt text counts what it describes (“two of nine wards”).
    """
    digits = {
        found_text for text in printed for found_text in re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    }
    patterns = [PLAIN, *(re.compile(rule.pattern) for rule in allowed if rule.where == "*")]
    found = []
    for text in re.findall(r"<desc\b[^<>]*>([^<]*)</desc>", html):
        left = text
        for pattern in patterns:
            left = pattern.sub(" ", left)
        for number in re.findall(r"\d[\d,]*\.\d+|\d[\d,]*(?=%)", left):
            if number not in digits:
                found.append(Bare(number, text[:120]))
    return found


def list_known(project: Project) -> list[str]:
    """Every text of the catalogue that holds a digit: names, sentences, releases, areas."""
    folders = (project.data, project.geo)
    found = [text for unit in UNITS.values() for text in (unit.title, unit.words)]
    for path in sorted(path for folder in folders for path in folder.rglob("*.yml")):
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.YAMLError:
            continue  # the catalogue's own readers say what is wrong with it
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.ScalarNode):
                found.append(node.value)
            elif isinstance(node, yaml.MappingNode):
                waiting += [value for _, value in node.value]
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value
    found += _list_taken(project)
    return sorted({UNSEEN.sub("", text) for text in found if _DIGIT.search(text)})


def _list_taken(project: Project) -> Iterator[str]:
    """The texts that indicators of the department's tool take from its dictionary: they stand
    in no file of theirs."""
    try:
        indicators = load_indicators(project)
    except NeedsbookError:
        return  # the catalogue's own readers say what is wrong with it
    for indicator in indicators.values():
        if indicator.lait is not None:
            yield from (
                indicator.title,
                indicator.short_title,
                indicator.definition,
                indicator.numerator,
                indicator.words.name,
            )


def _texts(element: lxml_html.HtmlElement) -> Iterator[str]:
    """The text of ``element`` in runs, figures cut out; a block ends a run."""
    run: list[str] = []
    for piece in _pieces(element):
        if piece is None:
            yield "".join(run)
            run = []
        else:
            run.append(piece)
    yield "".join(run)


_INLINE = {"a", "b", "em", "i", "strong", "span", "data", "sup", "sub", "tspan", "small", "abbr"}


def _pieces(element: lxml_html.HtmlElement) -> Iterator[str | None]:
    if not isinstance(element.tag, str):
        return
    classes = set((element.get("class") or "").split())
    inline = element.tag in _INLINE
    if element.tag in SKIPPED_TAGS or classes & SKIPPED_CLASSES or element.get("data-scale"):
        yield None
        return
    if element.get("data-figure") or classes & {"nb-part", "nb-place", "nb-setting"}:
        yield " · "
        return
    # A wrapped label is many texts, a span with a class may be shown as a line of its own.
    apart = " " if inline and element.get("class") else "" if inline else None
    drawn = element.tag in ("text", "tspan")
    yield " " if drawn else apart
    if element.text:
        yield element.text
    for child in element:
        yield from _pieces(child)
        if child.tail:
            yield child.tail
    yield " " if drawn else apart
