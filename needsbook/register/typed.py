"""Typed numbers refused: what a reader sees as a number comes from the data, never from a key.

Read are the templates (Markdown, and the words in code), the hand-written pages, and the
sentences of the catalogue that a page prints. Every digit counts, and fractions in words
(“one in five”), unless ``data/typed_allowed.yml`` lets it stand and says why. Passports and
the files of documents under audit are not read: their numbers are the data.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import yaml
from pydantic import Field, field_validator

from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput
from needsbook.paths import Project

_COUNT = r"two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|a hundred|\d+"
KINDS = {
    "period": re.compile(
        r"\b(?:FYE\s*)?(?:19|20)\d\d\s*[/–-]\s*\d\d(?:\d\d)?\b|\bFYE \d{4}\b|\bmid-(?:19|20)\d\d\b"
        r"|\b(?:19|20)\d\d\b"
    ),
    "share": re.compile(
        rf"\b(?:one|two|three|four|\d+)[ -](?:in|out of)[ -](?:every )?(?:{_COUNT})\b"
        r"|\b(?:a|one|two|three|four)[ -](?:third|quarter|fifth|sixth|tenth)s?\b(?! of the way)"
        r"|\bhalf (?:of|the)\b|\b(?:twice|double|treble) (?:the|that)\b",
        re.I,
    ),
    "percentage": re.compile(r"[\d,.]*\d\s*(?:%|per cent\b|percent\b)", re.I),
    "number": re.compile(r"[£]?\d[\d,]*(?:\.\d+)?"),
}
INSTEAD = {
    "period": "let the page find the period (page.latest), or name it in words without a year",
    "share": "let the page write the share: page.say(indicator)",
    "percentage": "let the page write the figure: page.say(indicator)",
    "number": "let the page write the figure: page.say(indicator); or allow the pattern in "
    "data/typed_allowed.yml with a reason",
}
# Fields of data/indicators that pages print as sentences, names or headings.
PRINTED = re.compile(
    r"title|short_title|definition|numerator|denominator|basis|caveats|words\.(?:name|clause)"
    r"|breaks\.reason|disclosure\.reason|official\.cadence|levels\.extent"
)
NAME = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_BEFORE_CHECK = re.compile(
    r"<!--.*?-->|`[^`\n]*`|\]\([^)\s]*\)|https?://\S+|<[^<>\n]*>|&#?\w+;", re.S
)
_FENCE = re.compile(r"^(?P<mark>```+|~~~+).*?^(?P=mark)", re.S | re.M)


class Allowed(Document):
    """A pattern of words with numbers that may be typed, where, and why."""

    pattern: str
    reason: str = Field(min_length=15)
    where: str = "*"

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from None
        return text


class AllowedFile(Document):
    """The whole of ``data/typed_allowed.yml``."""

    allowed: tuple[Allowed, ...]


@dataclass(frozen=True)
class Problem:
    """A typed number: file, line, the words, and what to write instead."""

    file: str
    line: int
    text: str
    kind: str

    def __str__(self) -> str:
        return (
            f"a {self.kind} is typed: “{self.text}”\n  where: {self.file}, line {self.line}\n"
            f"  what to do: {INSTEAD[self.kind]}"
        )


@dataclass(frozen=True)
class TypedPassage:
    """A piece of text to check: where it stands (``field`` within a file, from ``line``)."""

    file: str
    field: str
    line: int
    text: str


def allowed_path(project: Project) -> Path:
    """The short list of what may be typed."""
    return project.data / "typed_allowed.yml"


def read_allowed(project: Project) -> tuple[Allowed, ...]:
    """The list, in order; empty where the file is missing."""
    path = allowed_path(project)
    return read_document(path, AllowedFile).allowed if path.exists() else ()


def check_typed(project: Project) -> list[Problem]:
    """Every typed number of the project, by file and line."""
    allowed = read_allowed(project)
    found: dict[Problem, None] = {}
    for passage in list_passages(project):
        for problem in check_passage(passage, allowed):
            found[problem] = None
    return sorted(found, key=lambda other: (other.file, other.line, other.text))


def check_passage(passage: TypedPassage, allowed: Iterable[Allowed]) -> Iterator[Problem]:
    """The typed numbers of one passage."""
    text = passage.text
    for rule in allowed:
        if fnmatch(f"{passage.file}#{passage.field}", rule.where) or fnmatch(
            passage.file, rule.where
        ):
            text = re.sub(rule.pattern, _blank, text)
    taken: list[tuple[int, int]] = []
    for kind, pattern in KINDS.items():
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            line = passage.line + text.count("\n", 0, found.start())
            yield Problem(passage.file, line, " ".join(found[0].split()), kind)


def _blank(found: re.Match[str]) -> str:
    """What takes the place of an allowed match: as many lines, no words."""
    return " " + "\n" * found[0].count("\n")


def list_passages(project: Project) -> Iterator[TypedPassage]:
    """Everything that is read, piece by piece."""
    for path in sorted(project.notebooks.rglob("*.ipynb")):
        yield from read_template(path, project.relative(path))
    for path in sorted(project.book.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        yield TypedPassage(project.relative(path), "text", 1, strip_markup(text))
    for path in sorted(project.indicators.glob("*.yml")):
        yield from read_sentences(path, project.relative(path), PRINTED)
    for path in sorted(project.frameworks.glob("*.yml")):
        yield from read_sentences(path, project.relative(path), re.compile(r"(?:.*\.)?title"))


def strip_markup(text: str) -> str:
    """``text`` with code, comments, addresses and tags blanked, line for line."""
    return _BEFORE_CHECK.sub(_blank, _FENCE.sub(_blank, text))


def read_template(path: Path, file: str) -> Iterator[TypedPassage]:
    """The Markdown of a notebook, and the words (not the names) and decimals in its code.

    Lines are counted in the notebook's cells, which is what its author sees.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise BadInput(f"{path.name} is not a notebook", file, "restore it") from None
    for number, cell in enumerate(cells, start=1):
        source = "".join(cell["source"])
        field = f"cell {number}"
        if cell["cell_type"] == "markdown":
            yield TypedPassage(f"{file}, {field}", "text", 1, strip_markup(source))
        elif cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", ()):
            for node in ast.walk(ast.parse(source)):
                if not isinstance(node, ast.Constant):
                    continue
                if isinstance(node.value, str) and not NAME.fullmatch(node.value):
                    yield TypedPassage(f"{file}, {field}", "code", node.lineno, node.value)
                elif isinstance(node.value, float):
                    yield TypedPassage(f"{file}, {field}", "code", node.lineno, repr(node.value))


def read_sentences(path: Path, file: str, fields: re.Pattern[str]) -> Iterator[TypedPassage]:
    """The texts of a YAML file whose field (names joined by dots) is among ``fields``."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for field, node in _walk(root, ""):
        if fields.fullmatch(field):
            yield TypedPassage(file, field, node.start_mark.line + 1, node.value)


def _walk(node: yaml.Node | None, field: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, f"{field}.{key.value}".lstrip("."))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _walk(value, field)
    elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        yield field, node
