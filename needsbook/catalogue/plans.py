"""Plans: what a council's document says in figures, claim by claim, in our words.

``data/plans/<plan>/claims.yml`` holds the claims of one plan; ``data/plans/definitions.yml``
says what each indicator measures in the few attributes a claim and a series must share.
Nothing here looks at data: verdicts are the audit's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import Field, field_validator, model_validator

from needsbook.catalogue.areas import SLUG_PATTERN
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.periods import Period, parse_period
from needsbook.catalogue.sources import ID_PATTERN
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project

CLAIM_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Kind = Literal[
    "value",
    "rank",
    "change",
    "gap",
    "ratio",
    "range",
    "direction",
    "comparison",
    "wards",
    "statement",
]
Qualifier = Literal["exact", "about", "less_than", "more_than", "up_to", "none"]
Relation = Literal["", "higher", "lower", "comparable", "better", "worse", "first"]


class Where(Document):
    """Where a claim stands: the section as headed, the line of the text version."""

    section: str
    line: int = Field(ge=1)


class Definition(Document):
    """What is counted, in the attributes a claim and a series must share.

    An empty attribute says nothing: a claim silent on an attribute agrees with any series.
    ``ages`` is ``0-19``; ``time`` is snapshot, month, average or year.
    """

    ages: str = ""
    numerator: str = ""
    school_type: str = ""
    housing_costs: Literal["", "before", "after", "not_deducted"] = ""
    place: Literal["", "residence", "school"] = ""
    time: Literal["", "snapshot", "month", "average", "year", "pooled"] = ""

    def stated(self) -> dict[str, str]:
        """The attributes that say something, in the order of the schema."""
        return {name: value for name, value in self.model_dump().items() if value}


class NotHeld(Document):
    """A figure the publisher prints beside the series and the book does not hold."""

    what: str
    areas: tuple[str, ...] = ()


class SeriesDefinition(Definition):
    """An indicator's definition, and the ``family`` of indicators it may be mistaken for.

    ``per_population`` marks a rate per child of a count: the indicator of the count, or
    ``count`` where its rows carry it. Such a rate changes when the population is revised.
    ``says`` are patterns of words that must all stand about a number that means the
    indicator, the subject first; ``never`` a pattern that tells it is another one. Without
    ``says`` the catalogue's own names decide; ``silent``: no sentence names it.
    ``said_ages`` are other ages a sentence may name and still mean it.
    """

    family: str = ""
    per_population: str = ""
    says: tuple[str, ...] = ()
    never: str = ""
    silent: bool = False
    said_ages: tuple[str, ...] = ()
    not_held: tuple[NotHeld, ...] = ()


class Releases(Document):
    """When a publication's figures came out.

    ``usual``: months after the end of a period. ``first`` and ``revised``: the months
    (``2024-11``) in which the figures of the period ending in that year did.
    """

    usual: int = Field(ge=0, le=60)
    first: Mapping[int, str] = {}
    revised: Mapping[int, str] = {}

    @field_validator("first", "revised")
    @classmethod
    def _months(cls, months: Mapping[int, str]) -> Mapping[int, str]:
        for text in months.values():
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
                raise ValueError(f"“{text}” is not a month such as 2024-11")
        return months

    def first_of(self, period: Period) -> str:
        """The month in which the first figures of a period came out."""
        end = period.end
        at = end.year * 12 + end.month - 1 + self.usual
        return self.first.get(end.year, f"{at // 12}-{at % 12 + 1:02d}")


class DefinitionsFile(Document):
    """The whole of ``data/plans/definitions.yml``.

    ``revised`` is the month from which a document could know the revised populations;
    ``releases`` are by publication, as the indicators name it; ``districts`` are names of places a document may mean and the book holds no figures of.
    """

    revised: str = Field(default="", pattern=r"^(\d{4}-\d{2})?$")
    districts: tuple[str, ...] = ()
    releases: Mapping[str, Releases] = {}
    definitions: Mapping[str, SeriesDefinition]


class Comparator(Document):
    """An area the claim is set beside, with the value printed for it, if any.

    ``relation`` is the word the document uses for the claim's area against this one.
    ``area`` is a slug; empty where the document does not say which places it means.
    """

    area: str = ""
    printed: str = ""
    value: float | None = None
    relation: Relation = ""


class Match(Document):
    """The published figure of the same definition and period.

    ``over`` makes a percentage of two counts; ``plus`` adds percentages of one base.
    ``override`` is the reason to set them side by side although an attribute differs or
    the document is silent on it.
    """

    indicator: str = Field(pattern=ID_PATTERN)
    period: str
    edition: str = ""
    over: str = ""
    plus: tuple[str, ...] = ()
    override: str = ""

    @field_validator("period")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text


class ToolFigure(Document):
    """A figure of the table behind the Department's tool: a measure, and its years as written there.

    ``since``: earlier years the figure is set against, where the claim says which way it went.
    """

    measure: str
    years: str
    since: str = ""


class Claim(Document):
    """One statement of a plan that data could bear out or not.

    ``value`` is what ``printed`` says, in ``unit``; None where the statement has no number.
    ``fact`` names the thing stated: claims of one fact and area must agree with each other.
    ``share_of`` is the claim whose value is the base of this percentage; ``parts`` are the
    claims that should add up to this one. ``needs`` says what data would decide a claim
    that no indicator covers. For a change, ``since`` is the period it is counted from; for
    a rank, ``scope`` is the area (a country, a region) whose authorities are ranked.
    ``counted``: the number is the count behind the indicator's rate. ``role`` says what a
    number of a document is beside the others of its sentence; ``word`` the way of a
    movement (up, down, better, worse) or the end a rank counts from (highest, lowest).
    ``tool`` is a figure of the Department's tool that no indicator holds, ``tools`` several that
    a comparison without a number speaks of all at once; ``count_of`` an indicator whose rate of many decimals the printed count must give.
    """

    id: str = Field(pattern=CLAIM_PATTERN)
    where: Where
    area: str = Field(pattern=SLUG_PATTERN)
    says: str
    kind: Kind = "value"
    key_fact: int | None = Field(default=None, ge=1, le=14)
    fact: str = ""
    indicator: str = ""
    printed: str = ""
    value: float | None = None
    unit: str = ""
    qualifier: Qualifier = "exact"
    comparators: tuple[Comparator, ...] = ()
    period: str = ""
    since: str = ""
    definition: Definition = Definition()
    over: str = ""
    plus: tuple[str, ...] = ()
    scope: str = ""
    wards: tuple[str, ...] = ()
    share_of: str = ""
    parts: tuple[str, ...] = ()
    needs: str = ""
    override: str = ""
    match: Match | None = None
    counted: bool = False
    role: str = ""
    word: str = ""
    tool: ToolFigure | None = None
    tools: tuple[ToolFigure, ...] = ()
    count_of: str = ""

    @field_validator("period", "since")
    @classmethod
    def _period(cls, text: str) -> str:
        return parse_period(text).text if text else ""

    @model_validator(mode="after")
    def _sensible(self) -> Claim:
        if self.kind in ("value", "rank", "change") and self.value is None:
            raise ValueError(f"{self.id}: a {self.kind} needs a value")
        if self.kind == "wards" and not self.wards:
            raise ValueError(f"{self.id}: a ward list needs wards")
        if not self.indicator and not self.needs and self.kind != "statement":
            raise ValueError(f"{self.id}: say in ‘needs’ what would decide it")
        if (self.over or self.plus) and not self.indicator:
            raise ValueError(f"{self.id}: ‘over’ and ‘plus’ belong to an indicator")
        return self

    @property
    def decimals(self) -> int:
        """Decimals the document prints: 1 for “22.9 per cent”, 0 for “29,801”."""
        return printed_decimals(self.printed)


@cache
def printed_decimals(printed: str) -> int:
    """Decimals of the first number in ``printed`` (0 if it has none)."""
    found = re.search(r"\d[\d,]*(?:\.(\d+))?", printed)
    return len(found[1] or "") if found else 0


class Plan(Document):
    """A plan and its claims, in the order of the document.

    ``published`` is the month it appeared (``2019-07``): figures first released later
    cannot be what its authors saw. ``combined`` names areas the document adds up.
    """

    slug: str = Field(pattern=SLUG_PATTERN)
    title: str
    publisher: str
    published: str = Field(pattern=r"^\d{4}-\d{2}$")
    covers: str
    areas: tuple[str, ...] = Field(min_length=1)
    combined: Mapping[str, tuple[str, ...]] = {}
    note: str = ""
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        seen: set[str] = set()
        for claim in self.claims:
            if claim.id in seen:
                raise ValueError(f"the claim {claim.id} stands twice")
            seen.add(claim.id)
        for claim in self.claims:
            for name in (claim.share_of, *claim.parts):
                if name and name not in seen:
                    raise ValueError(f"{claim.id} names the unknown claim {name}")
        return self

    def key_facts(self, area_slug: str) -> tuple[Claim, ...]:
        """The key facts of one area, by number (a fact in two parts gives two claims)."""
        found = [c for c in self.claims if c.key_fact and c.area == area_slug]
        return tuple(sorted(found, key=lambda claim: claim.key_fact or 0))

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise unknown_name("claim", claim_id, (c.id for c in self.claims), self.slug)


@cache
def load_plans(project: Project) -> Mapping[str, Plan]:
    """Every plan by slug, in order of slug (empty where the project holds none)."""
    found: dict[str, Plan] = {}
    for path in sorted(project.plans.glob("*/claims.yml")):
        plan = read_document(path, Plan)
        if plan.slug != path.parent.name.replace("_", "-"):
            raise BadInput(
                f"slug “{plan.slug}” is not the folder's name",
                project.relative(path),
                f"write slug: {path.parent.name.replace('_', '-')}",
            )
        found[plan.slug] = plan
    return found


def load_plan(project: Project, slug: str) -> Plan:
    """The plan with this slug; an unknown one offers the nearest."""
    plans = load_plans(project)
    key = slug.replace("_", "-")
    if key not in plans:
        raise unknown_name("plan", slug, plans, project.relative(project.plans))
    return plans[key]


@cache
def load_definitions(project: Project) -> DefinitionsFile:
    """What each indicator measures (nothing where the file is absent)."""
    path = project.plans / "definitions.yml"
    if not path.exists():
        return DefinitionsFile(definitions={})
    return read_document(path, DefinitionsFile)
