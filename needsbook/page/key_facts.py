"""The key facts: as they stand now, beside the region and England; for the areas of a plan
also as the plan prints them and as published for the same definition and period."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area, Indicator
from needsbook.catalogue.periods import label_period
from needsbook.catalogue.plans import Claim, Match, Plan, load_plans
from needsbook.findings.printed import claim_figure, derive_share, derive_sum
from needsbook.page.base import PlacePage
from needsbook.show.blocks import Block, show_figure
from needsbook.show.frame import list_sources, write_sources
from needsbook.show.table_markup import CellMarkup, RowMarkup, write_markup
from needsbook.store import Figure, Store

NUMBER = "nb-number"
NO_SERIES = "No figure of this is held in this book."


def make_key_facts(page: PlacePage) -> Block:
    """One table, one row a fact, named by what its indicator measures.

    An area whose plan prints key facts gets the plan's own words and figures beside the
    published ones. Any other area gets the same facts without them: nothing of one council
    stands in another's pages. A fact without any figure is left out.
    """
    store, area = page.store, page.area
    page.read("data/plans")
    plans = [plan for plan in load_plans(store.project).values() if _has_facts(plan)]
    own = next((plan for plan in plans if plan.key_facts(area.slug)), None)
    plan = own or next(iter(plans), None)
    claims = plan.key_facts(area.slug if own else plan.areas[0]) if plan else ()
    figures: list[Figure] = []
    rows: list[RowMarkup] = []
    named: set[int] = set()
    for claim in claims:
        cells = _describe_fact(page, own, claim, figures)
        if cells:
            number = claim.key_fact or 0
            rows.append(RowMarkup(cells, name="" if number in named else f"fact-{number}"))
            named.add(number)
    if not rows:
        return page.show_gap(
            f"None of the key facts has a figure for {area.in_prose} in this book."
        )
    heads = ["Fact", *(["Printed in the plan", "Published for the same measure"] if own else [])]
    heads += [
        f"Latest, {area.name}",
        *(f"The same, {benchmark.name}" for benchmark in page.benchmarks),
    ]
    top = RowMarkup(
        [
            CellMarkup(escape(head), "col", NUMBER if number else "")
            for number, head in enumerate(heads)
        ]
    )
    caption = f"Key facts of {area.in_prose}"
    note = ""
    if own:
        caption = f"The facts of the plan, {area.name}"
        note = (
            f"<p>{escape(f'The facts that “{own.title}” prints. Where plan and publication differ, both are ')}"
            "shown: the audit of the plan says why.</p>"
        )
    table = write_markup(caption, [top], [rows], "nb-table nb-plan-facts")
    sources = list_sources(
        store, [figure for figure in figures if figure.dataset in store.passports]
    )
    html = f'{note}{table}<div class="nb-source">{write_sources(sources)}</div>'
    return page.emit(Block(html, tuple(figures), "key_facts", "Key facts"))


def _has_facts(plan: Plan) -> bool:
    return any(claim.key_fact for claim in plan.claims)


def _describe_fact(
    page: PlacePage, own: Plan | None, claim: Claim, figures: list[Figure]
) -> list[CellMarkup]:
    """The cells of one fact (or of one part of one); nothing where no figure is held.

    ``own`` is the plan whose words and figures the area's pages may show.
    """
    store, area = page.store, page.area
    cells: list[CellMarkup] = []
    if own:
        printed = claim_figure(own, claim, store.areas)
        figures.append(printed)
        cells.append(CellMarkup(show_figure(printed), look=NUMBER))
        then = find_match(store, claim.match, area.code) if claim.match else None
        cells.append(_cell(then))
        figures += [then] if then else []
    source = claim.match or (
        Match(indicator=claim.indicator, period="2018", over=claim.over, plus=claim.plus)
        if claim.indicator
        else None
    )
    heading = (
        title_fact(store, source, source.indicator if own else "")
        if source
        else claim.says.rstrip(".")
    )
    reason = f"{NO_SERIES} {claim.needs}".strip() if own and source is None else ""
    now = find_latest(store, source, area) if source else None
    if source is not None and now is not None and not (now.missing and now.reason == "not_held"):
        figures.append(now)
        cells.append(_cell(now))
        for place in page.benchmarks:
            beside = find_beside(store, source, place, now)
            # A benchmark stands here for the same period and series, or not at all.
            if beside is None or store.indicators[now.indicator].counted:
                cells.append(CellMarkup(""))
                continue
            figures.append(beside)
            cells.append(_cell(beside))
    elif cells:
        wide = 1 + len(page.benchmarks)
        cells.append(CellMarkup(escape(reason), look="nb-missing", span=wide))
    if not cells:
        return []
    notes = [f"The plan says: “{claim.says}”" if own else ""]
    notes += [claim.match.override if own and claim.match else ""]
    if own and source is not None and now is not None and now.indicator != source.indicator:
        notes.append(f"Latest, as: {store.indicators[now.indicator].short_title}")
    small = "".join(f'<span class="nb-period">{escape(note)}</span>' for note in notes if note)
    return [CellMarkup(f"{escape(heading)} {small}", "row"), *cells]


def title_fact(store: Store, match: Match, name: str = "") -> str:
    """What a fact measures, from the indicators it is made of; ``name`` instead of the newest."""
    indicator = store.indicators[name] if name else _newest(store, match)
    title = indicator.short_title
    if match.plus:
        more = " and ".join(
            _lower(store.indicators[indicator_name].short_title) for indicator_name in match.plus
        )
        return f"{title} and {more}, together"
    if match.over:
        return f"{title}, as a share of {_lower(store.indicators[match.over].short_title)}"
    return title


def _lower(words: str) -> str:
    """A title inside a sentence; an abbreviation keeps its capitals."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _newest(store: Store, match: Match) -> Indicator:
    """The series a fact is told by today: its own, or the last that carries it on."""
    if match.over or match.plus:
        return store.indicators[match.indicator]
    after = store.indicators.find_successors(match.indicator)
    return after[-1] if after else store.indicators[match.indicator]


def _cell(figure: Figure | None) -> CellMarkup:
    if figure is None:
        return CellMarkup("")
    when = _when(figure)
    period = f' <span class="nb-period">{escape(when)}</span>' if when else ""
    return CellMarkup(f"{show_figure(figure)}{period}", look=NUMBER)


def _when(figure: Figure) -> str:
    return label_period(figure.period)


def find_match(store: Store, match: Match, area: str) -> Figure:
    """The published figure of the claim's own definition and period."""
    if match.edition:
        return _combine(store, match, area, match.period, match.edition)
    held = store.printed_figure(match.indicator, area, match.period).edition
    return _combine(store, match, area, match.period, held or None)


def find_latest(store: Store, match: Match, area: Area) -> Figure:
    """The latest figure of the fact for ``area``, by the series that goes on."""
    series = _newest(store, match)
    for name in (series.id, match.indicator):
        period = store.figure(name, area.code).period
        if period:
            now = match.model_copy(update={"indicator": name})
            return _combine(store, now, area.code, period, None)
    return store.absent(match.indicator, area)


def find_beside(store: Store, match: Match, place: Area, now: Figure) -> Figure | None:
    """The benchmark's figure of the same indicator, period and series; None where it has none."""
    wanted = match.model_copy(update={"indicator": now.indicator})
    found = _combine(store, wanted, place.code, now.period, None)
    return None if found.missing or found.series != now.series else found


def _combine(store: Store, match: Match, area: str, period: str, edition: str | None) -> Figure:
    figure = store.figure(match.indicator, area, period, edition)
    indicator = store.indicators[match.indicator]
    if match.plus:
        parts = [figure, *(store.figure(name, area, period, edition) for name in match.plus)]
        return derive_sum(
            parts, "with-" + "-and-".join(_slug(name) for name in match.plus), indicator.decimals
        )
    if match.over:
        base = store.figure(match.over, area, period, edition)
        return derive_share(figure, base, f"share-of-{_slug(match.over)}", 0)
    return figure


def _slug(indicator: str) -> str:
    return indicator.replace("_", "-")
