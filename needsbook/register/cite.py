"""How to cite a figure: a sentence, Harvard style, BibTeX, a line for Markdown or Word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from needsbook.catalogue import Passport, Period
from needsbook.catalogue.periods import say_day
from needsbook.catalogue.sources import name_publications
from needsbook.errors import unknown_name
from needsbook.register.entries import Entry
from needsbook.register.origins import Origin
from needsbook.show.words import word_clause
from needsbook.store.figures import is_number

_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[/–-](\d\d))?(?!\d)")


@dataclass(frozen=True)
class Edition:
    """The book a figure is cited from: its title, and its address if it has one.

    The files of all figures of a portal are ``packed``: too large to be kept as they are.
    """

    title: str
    base: str = ""
    packed: bool = False

    def locate(self, entry: Entry) -> str:
        """The permanent address of the figure's card (below the book where it has no base)."""
        return f"{self.base}{entry.address}"

    def say_where(self, entry: Entry) -> str:
        """Where a reader finds the card: its address, or what to look for where there is none."""
        if self.base:
            return self.locate(entry)
        return f"under its id in “All figures” of the book (page {entry.address})"


def find_year(passport: Passport, period: Period | None = None) -> str:
    """The year of a release: of its date, else in its name, else that of the data's last day.

    A release named for a school or financial year (2024/25) appeared in its second at the
    earliest. A release without any of them is cited by the year it was obtained in: there
    always is one.
    """
    if found := re.match(r"\d{4}", passport.release_date):
        return found[0]
    named = [_last_year(*found) for found in _YEARS.findall(passport.release)]
    if named:
        return str(max(named))
    if period is not None:
        return str(period.end.year)
    return passport.obtained.on[:4]


def _last_year(first: str, after: str) -> int:
    """2025 for “2024” and “25”; the year itself where what follows is no next year."""
    year = int(first)
    return year + 1 if after and (year + 1) % 100 == int(after) else year


def say_interval(entry: Entry) -> str:
    """The interval with its level: “95% confidence interval 24.7% to 35.9%”; else empty."""
    figure = entry.figure
    if not (is_number(figure.lower_ci) and is_number(figure.upper_ci)):
        return ""
    level = next((passport.confidence for passport in entry.passports if passport.confidence), 0.95)
    ends = f"{entry.print(figure.lower_ci)} to {entry.print(figure.upper_ci)}"
    return f"{level:.0%} confidence interval {ends}"


def name_figure(entry: Entry) -> str:
    """The figure in a few words: what it measures, where, when, and what its id adds."""
    parts = (entry.title, entry.area_name, entry.period_words, entry.kind)
    return ", ".join(part for part in parts if part)


def list_sources(entry: Entry) -> list[str]:
    """Publisher, publication and releases of everything the figure rests on, a line each."""
    names = name_publications(
        (entry.sources[passport.source].name, passport.publication, passport.release)
        for passport in entry.passports
    )
    return names + [name_origin(origin) for origin in entry.origins]


def name_sources(entry: Entry) -> str:
    """Everything the figure rests on, in one line."""
    return "; ".join(list_sources(entry))


def name_origin(origin: Origin) -> str:
    """A document with its publisher, where it has one."""
    return f"{origin.publisher}, {origin.title}" if origin.publisher else origin.title


def say_figure(entry: Entry) -> str:
    """What the figure says, as a sentence without its source."""
    figure, indicator, area = entry.figure, entry.indicator, entry.area
    when = f" {entry.period.adverb}" if entry.period else ""
    if entry.kind or entry.documentary or figure.value is None or not indicator or not area:
        text = f"{name_figure(entry)}: {figure.printed}"
    else:
        clause = word_clause(indicator, figure.printed).replace(
            "{place}", area.place or f"in {area.name}"
        )
        text = clause.replace("{value}", figure.printed) + when
    interval = say_interval(entry)
    return (text[:1].upper() + text[1:]) + (f" ({interval})" if interval else "") + "."


def cite_sentence(entry: Entry, edition: Edition) -> str:
    """A sentence to paste: the figure, its interval, its source and its id."""
    sources = name_sources(entry)
    verb = "Computed from" if entry.derived else "Source"
    source = f" {verb}: {sources}." if sources else ""
    where = f", {edition.locate(entry)}" if edition.base else ""
    return f"{say_figure(entry)}{source} Figure {entry.id}, {edition.title}{where}."


def cite_harvard(entry: Entry, edition: Edition) -> str:
    """Harvard style: one reference per publication, then the figure's place in this book."""
    parts = []
    when = f", data for {entry.period.words}" if entry.period else ""
    for passport in entry.passports:
        publisher = entry.sources[passport.source].name
        parts.append(_refer_harvard(passport, publisher, find_year(passport, entry.period), when))
    parts += [f"{name_origin(origin)}." for origin in entry.origins]
    made = "Computed" if entry.derived else "Figure"
    parts.append(
        f"{made}: {entry.id} ({entry.figure.printed}), in {edition.title}, {edition.say_where(entry)}."
    )
    return " ".join(parts)


def _refer_harvard(passport: Passport, publisher: str, year: str, when: str = "") -> str:
    return (
        f"{publisher} ({year}) {passport.publication}, {passport.release}, {passport.table}{when}. "
        f"Available at: {passport.page} (Accessed: {say_day(passport.obtained.on)})."
    )


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


_LATEX_TABLE = str.maketrans(_LATEX)


def escape_latex(text: str) -> str:
    """``text`` so that LaTeX prints it as it is."""
    return text.translate(_LATEX_TABLE)


def cite_bibtex(entry: Entry, edition: Edition) -> str:
    """A BibTeX entry (``@misc``) whose key is the figure's id."""
    authors = dict.fromkeys(entry.sources[passport.source].name for passport in entry.passports)
    authors |= dict.fromkeys(origin.publisher for origin in entry.origins if origin.publisher)
    names = " and ".join(f"{{{escape_latex(name)}}}" for name in authors)
    fields = [("author", names)] if names else []
    fields += [
        ("title", f"{{{escape_latex(f'{name_figure(entry)}: {entry.figure.printed}')}}}"),
    ]
    if len(entry.passports) == 1:
        passport = entry.passports[0]
        fields.append(("year", find_year(passport, entry.period)))
        fields.append(("howpublished", escape_latex(_name_table(passport))))
        fields += _list_address(passport)
    elif entry.traced:
        fields.append(("howpublished", escape_latex(name_sources(entry))))
    fields.append(
        ("note", escape_latex(f"Figure {entry.id}, {edition.title}, {edition.say_where(entry)}"))
    )
    return _write_bibtex(entry.id, fields)


def _name_table(passport: Passport) -> str:
    return f"{passport.publication}, {passport.release}, {passport.table}"


def _list_address(passport: Passport) -> list[tuple[str, str]]:
    return [("url", passport.page), ("urldate", passport.obtained.on)]


def _write_bibtex(name: str, fields: Iterable[tuple[str, str]]) -> str:
    key = re.sub(r"[^A-Za-z0-9_.:-]", "-", name)
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@misc{{{key},\n{body}\n}}"


def refer_to_release(
    passport: Passport, publisher: str, period: Period | None, book: str
) -> list[tuple[str, str]]:
    """A release as a list of references names it, once for all its figures: style and text.

    ``period`` is the last one taken from it (``find_year``); ``book`` says where its figures
    stand here.
    """
    year = find_year(passport, period)
    fields = [
        ("author", f"{{{escape_latex(publisher)}}}"),
        ("title", f"{{{escape_latex(_name_table(passport))}}}"),
        ("year", year),
        *_list_address(passport),
        ("note", escape_latex(f"Figures in {book}")),
    ]
    harvard = f"{_refer_harvard(passport, publisher, year)} Figures in {book}."
    return [
        (STYLE_NAMES["harvard"], harvard),
        (STYLE_NAMES["bibtex"], _write_bibtex(passport.dataset, fields)),
    ]


def refer_to_document(origin: Origin, book: str) -> list[tuple[str, str]]:
    """A document as a list of references names it: style and text."""
    fields = [("author", f"{{{escape_latex(origin.publisher)}}}")] if origin.publisher else []
    fields += [
        ("title", f"{{{escape_latex(origin.title)}}}"),
        ("note", escape_latex(f"Figures in {book}")),
    ]
    key = origin.path.rpartition("/")[2]
    return [
        (STYLE_NAMES["harvard"], f"{name_origin(origin)}. Figures in {book}."),
        (STYLE_NAMES["bibtex"], _write_bibtex(key, fields)),
    ]


def cite_markdown(entry: Entry, edition: Edition) -> str:
    """One line with links, for Markdown and for editors that read it (Word pastes it plain)."""
    links: dict[str, str] = {}
    for passport in entry.passports:
        publisher = entry.sources[passport.source].name
        name = name_publications([(publisher, passport.publication, passport.release)])[0]
        links.setdefault(name, passport.page)
    parts = [f"[{_escape_markdown(name)}]({page})" for name, page in links.items()]
    parts += [_escape_markdown(name_origin(origin)) for origin in entry.origins]
    sources = "; ".join(parts)
    figure = f"`{entry.id}`"
    if edition.base:
        figure = f"[{figure}]({edition.locate(entry)})"
    source = f"{sources}; " if sources else ""
    return f"{_escape_markdown(entry.figure.printed)} ({source}figure {figure})"


def _escape_markdown(text: str) -> str:
    return re.sub(r"([\\\[\]`*_<>|])", r"\\\1", text)


STYLES: Mapping[str, Callable[[Entry, Edition], str]] = {
    "sentence": cite_sentence,
    "harvard": cite_harvard,
    "bibtex": cite_bibtex,
    "markdown": cite_markdown,
}
STYLE_NAMES: Mapping[str, str] = {
    "sentence": "Sentence",
    "harvard": "Harvard",
    "bibtex": "BibTeX",
    "markdown": "Markdown or Word",
}


# What stands with each figure of a card: of the others, its sources are named once, at its foot.
CARD_STYLES = ("sentence", "markdown")


def cite(entry: Entry, style: str, edition: Edition) -> str:
    """The citation of ``entry`` in ``style``; ``UnknownName`` for a style we do not have."""
    if style not in STYLES:
        raise unknown_name("style", style, STYLES)
    return STYLES[style](entry, edition)
