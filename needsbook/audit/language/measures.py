"""Which indicators the words about a number may mean: patterns of the catalogue, clause first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.numbers import Number
from needsbook.audit.language.stems import stems
from needsbook.audit.language.unit_fit import unit_fits
from needsbook.catalogue import Indicator
from needsbook.catalogue.plans import SeriesDefinition

# How near a pattern's match lies: in the number's own clause, its sentence, what it carries on.
CLAUSE, SENTENCE, CARRIED = 9, 5, 2
LEAST_STRONG = 2
COMMON_SHARE = 0.12
# Of so many texts it is remembered which words they say.
MOST_TEXTS = 300


@dataclass(frozen=True)
class Scopes:
    """The words about one number, from near to far: its clause, its sentence, what they carry on.

    ``label`` is what a table's row and column say: as near as a clause. ``above`` is the part of
    ``carried`` that stands over the sentence: its heading, its caption; ``opening`` the words
    before the sentence's first number, which hold for all of its numbers; ``around`` what lies
    between the numbers before and after, to the nearest semicolon.
    """

    clause: str
    sentence: str
    carried: str = ""
    label: str = ""
    above: str = ""
    opening: str | None = None
    around: str | None = None


@dataclass(frozen=True)
class MeasureCandidate:
    """An indicator the words may mean; ``counted``: the count behind its rate is meant.

    ``weak``: its subject is only carried on; ``far``: a word of it stands in the sentence before alone.
    """

    indicator: str
    score: int
    counted: bool = False
    weak: bool = False
    far: bool = False


# Nearly any sentence names people.
BROAD = ("population_0_17", "population_0_19", "population_0_19_pct", "population_by_age")
GROUPED = ("cla_", "cin_", "cpp_")


class Lexicon:
    """The words of every indicator of one catalogue."""

    def __init__(self, evidence: HeldEvidence) -> None:
        self.evidence = evidence
        self._said: dict[str, tuple[re.Pattern[str], ...]] = {}
        self._never: dict[str, re.Pattern[str]] = {}
        self._names: dict[str, list[frozenset[str]]] = {}
        self._held: dict[str, frozenset[str]] = {}
        self._answers: dict[str, dict[str, bool]] = {}
        self._subjects: dict[re.Pattern[str], list[str]] = {}
        common = self._common()
        for name, indicator in evidence.indicators.items():
            definition = evidence.definitions.get(name, SeriesDefinition())
            if definition.never:
                self._never[name] = re.compile(definition.never, re.I)
            if definition.says:
                self._said[name] = tuple(_compile(phrase) for phrase in definition.says)
                self._subjects.setdefault(self._said[name][0], []).append(name)
            elif not definition.silent:
                self._names[name] = _strong_names(indicator, common)

    def _common(self) -> frozenset[str]:
        """Stems that many indicators' names hold: they tell little apart."""
        counts: dict[str, int] = {}
        for indicator in self.evidence.indicators.values():
            for word in frozenset().union(*(stems(name) for name in names_of(indicator))):
                counts[word] = counts.get(word, 0) + 1
        most = max(4, COMMON_SHARE * len(self.evidence.indicators))
        return frozenset(word for word, number in counts.items() if number > most)

    def propose(
        self, scopes: Scopes, number: Number | None, rate_said: bool = False
    ) -> list[MeasureCandidate]:
        """The indicators whose words are all said, best first."""
        found = self._find(scopes, number, rate_said)
        near = f"{scopes.label} | {scopes.clause}"
        if scopes.around is not None and not any(
            self._core(candidate.indicator, near) or self._told_apart(candidate.indicator, near)
            for candidate in found
        ):
            # “the vacancy rate was 5.2%, the agency rate 6.3%”: the first one's word rules out none
            # that the second's own words tell apart.
            found = self._find(scopes, number, rate_said, lenient=True)
        found = self._drop_namesakes(found)
        # What a sentence says whole is not narrowed to a part that only the one before it names.
        if any(not candidate.weak for candidate in found):
            found = [candidate for candidate in found if not candidate.far]
        found = self._level(found, scopes)
        whole = [candidate for candidate in found if not candidate.counted]
        # The count behind a rate is meant only where no indicator counts the same thing.
        found = whole or found
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.indicator))

    def _find(
        self, scopes: Scopes, number: Number | None, rate_said: bool, lenient: bool = False
    ) -> list[MeasureCandidate]:
        found = []
        near = f"{scopes.label} | {scopes.clause}" if scopes.label else scopes.clause
        texts = (scopes.sentence, near, scopes.carried)
        for name in self._spoken_of(texts):
            indicator = self.evidence.indicators[name]
            counted = False
            if number is not None:
                fit = unit_fits(indicator, number, rate_said)
                if fit == "":
                    continue
                counted = fit == "count"
            score, weak = self._score(name, scopes, lenient)
            if score:
                carried, far = self._carries(name, scopes)
                found.append(MeasureCandidate(name, score, counted, weak or carried, far))
        return found

    def _spoken_of(self, texts: Sequence[str]) -> Iterator[str]:
        """The indicators whose words are all said somewhere; most subjects are said nowhere."""
        yield from self._names
        for subject, names in self._subjects.items():
            if self._is_said(subject, texts):
                for name in names:
                    if all(self._is_said(pattern, texts) for pattern in self._said[name][1:]):
                        yield name

    def _level(self, found: list[MeasureCandidate], scopes: Scopes) -> list[MeasureCandidate]:
        """A word of another number's clause does not outweigh what this number's own clause says whole.

        “10.0 in 2023/24; the rate in secondary schools was 21.2”: the first is of all schools.
        """
        if scopes.opening is None:
            return found
        reach = f"{scopes.label} | {scopes.clause} | {scopes.opening} | {scopes.around}"
        whole = [candidate for candidate in found if self._core(candidate.indicator, reach)]
        if not whole:
            return found
        most = max(candidate.score for candidate in whole)
        return [
            replace(candidate, score=most)
            if candidate.score > most
            and candidate not in whole
            and not self._core(candidate.indicator, reach)
            else candidate
            for candidate in found
        ]

    def _carries(self, name: str, scopes: Scopes) -> tuple[bool, bool]:
        """Whether a word of the indicator stands over the sentence only, or only before it."""
        if not scopes.carried:
            return False, False
        here = f"{scopes.label} | {scopes.clause} | {scopes.sentence}"
        missing = [pattern for pattern in self._said.get(name, ()) if not pattern.search(here)]
        return bool(missing), any(not pattern.search(scopes.above) for pattern in missing)

    def places_said(self, text: str, number: Number) -> dict[str, tuple[tuple[int, int], ...]]:
        """The indicators all of whose words ``text`` says, in the unit of ``number``, and where it says them."""
        found: dict[str, tuple[tuple[int, int], ...]] = {}
        for name, patterns in self._said.items():
            if unit_fits(self.evidence.indicators[name], number, True) != "value":
                continue
            matches = [pattern.search(text) for pattern in patterns]
            if all(matches):
                spans = {match.span() for match in matches if match is not None and match.group(0)}
                found[name] = tuple(sorted(spans))
        return found

    def says_any(self, options: Sequence[MeasureCandidate], text: str) -> bool:
        """Whether ``text`` holds a word that one of the indicators must be told by."""
        return any(
            pattern.search(text)
            for option in options
            for pattern in self._said.get(option.indicator, ())
            if not pattern.search("a 5 a")
        )

    def leads_elsewhere(self, name: str, text: str) -> bool:
        """Whether ``text`` names the subject of other measures and none of what tells this one."""
        patterns = self._said.get(name, ())
        if not patterns or any(
            pattern.search(text) for pattern in patterns if not pattern.search("a 5 a")
        ):
            return False
        siblings = [sibling for sibling in self._subjects[patterns[0]] if sibling != name]
        return any(self._told_apart(sibling, text) for sibling in siblings) or any(
            subject.search(text)
            for subject, names in self._subjects.items()
            if not all(sibling in BROAD for sibling in names)
        )

    def told_by_name(self, name: str) -> bool:
        """Whether only the indicator's names tell it: no pattern says what must be said."""
        return name not in self._said

    def _drop_namesakes(self, found: list[MeasureCandidate]) -> list[MeasureCandidate]:
        """Without the indicators known by name alone whose words another one's names hold too.

        “Other children with a good level of development” shares every word with the measure
        of all children: its longer name must not outrank the plain sentence.
        """
        said = [candidate for candidate in found if candidate.indicator in self._said]
        if not said:
            return found
        if not any(candidate.indicator in self._names for candidate in found):
            return found
        held = frozenset().union(*(self._stems_of(candidate.indicator) for candidate in said))
        return [
            candidate
            for candidate in found
            if candidate in said or self._tells_more(candidate.indicator, held)
        ]

    def _stems_of(self, name: str) -> frozenset[str]:
        if name not in self._held:
            names = names_of(self.evidence.indicators[name])
            self._held[name] = frozenset().union(*(stems(name) for name in names))
        return self._held[name]

    def _tells_more(self, name: str, held: frozenset[str]) -> bool:
        return all(words - held for words in self._names.get(name, ()))

    def subjects(self, scopes: Scopes, number: Number) -> list[str]:
        """The indicators whose subject is said, though not which of them is meant."""
        near = f"{scopes.label} | {scopes.clause} | {scopes.sentence}"
        return [
            name for name, patterns in self._said.items()
            if len(patterns) > 1 and patterns[0].search(near)
            and not (name in self._never and self._never[name].search(near))
            and unit_fits(self.evidence.indicators[name], number, False) == "value"
        ]  # fmt: skip

    def _score(self, name: str, scopes: Scopes, lenient: bool) -> tuple[int, bool]:
        near = f"{scopes.label} | {scopes.clause}" if scopes.label else scopes.clause
        never = self._never.get(name)
        around = scopes.sentence if scopes.around is None else f"{scopes.opening} | {scopes.around}"
        if never is not None and (
            never.search(near)
            or (
                never.search(around)
                and not self._core(name, near)
                and not (lenient and self._told_apart(name, near))
            )
        ):
            return 0, False
        if name in self._said:
            total, core = 0, False
            for at, pattern in enumerate(self._said[name]):
                if pattern.search(near):
                    total += CLAUSE
                    core = core or at == 0
                elif pattern.search(scopes.sentence):
                    total += SENTENCE
                    core = core or at == 0
                elif pattern.search(scopes.carried):
                    if never is not None and never.search(scopes.carried):
                        return 0, False
                    total += CARRIED
                else:
                    return 0, False
            return total, not core
        return self._score_names(name, scopes, near)

    def _is_said(self, pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
        """Whether the words match in one of the texts; the same are asked of for many indicators."""
        for text in texts:
            answers = self._answers.get(text)
            if answers is None:
                if len(self._answers) > MOST_TEXTS:
                    self._answers.clear()
                answers = self._answers[text] = {}
            found = answers.get(pattern.pattern)
            if found is None:
                found = answers[pattern.pattern] = bool(text) and bool(pattern.search(text))
            if found:
                return True
        return False

    def _told_apart(self, name: str, near: str) -> bool:
        """Whether the number's own words hold all that tells the indicator from others of its subject."""
        said = self._said.get(name, ())
        # Of children in care it is the outcome, named first, that tells one from another.
        apart = (*said[:1], *said[2:]) if name.startswith(GROUPED) else said[1:]
        telling = [pattern for pattern in apart if not pattern.search("a 5 a")]
        return bool(telling) and all(pattern.search(near) for pattern in telling)

    def _core(self, name: str, near: str) -> bool:
        patterns = self._said.get(name)
        return bool(patterns) and all(pattern.search(near) for pattern in patterns or ())

    def _score_names(self, name: str, scopes: Scopes, near: str) -> tuple[int, bool]:
        here, there, far = _cached(near), _cached(scopes.sentence), _cached(scopes.carried)
        best, weak = 0, False
        for words in self._names.get(name, ()):
            if not words <= here | there | far:
                continue
            score = sum(CLAUSE if w in here else SENTENCE if w in there else CARRIED for w in words)
            if score > best:
                best, weak = score, not words & (here | there)
        return best, weak


@lru_cache(maxsize=1024)
def _cached(text: str) -> frozenset[str]:
    return stems(text)


def _compile(pattern: str) -> re.Pattern[str]:
    # A capitalised abbreviation is no common word: “LAC”, “SEN”.
    return re.compile(pattern, re.I)


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """Every wording the catalogue has for the indicator."""
    clause = indicator.words.clause.replace("{value}", " ").replace("{place}", " ")
    return (
        indicator.title,
        indicator.short_title,
        indicator.words.name,
        clause,
        *indicator.synonyms,
    )


def _strong_names(indicator: Indicator, common: frozenset[str]) -> list[frozenset[str]]:
    """The wordings with two telling words at least, each as its words (common ones included)."""
    found = []
    for name in names_of(indicator):
        words = stems(name)
        if len(words - common) >= LEAST_STRONG or (len(words) > 3 and words - common):
            found.append(words)
    return found
