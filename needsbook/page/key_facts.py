"""The key facts: as the plan prints them, as published for the same definition and period,
and as they stand now, beside the region and England."""

from __future__ import annotations

from html import escape

from needsbook.catalogue import Area, parse_period
from needsbook.catalogue.plans import Claim, Match, Plan, load_plan
from needsbook.findings.printed import claim_figure, derive_share, derive_sum
from needsbook.page.base import PlacePage
from needsbook.show.blocks import Block, show_figure
from needsbook.show.frame import list_sources, write_sources
from needsbook.store import Figure, Store

NO_SERIES = "No published figure is at hand for this."


def make_key_facts(page: PlacePage, plan_slug: str) -> Block:
    """One card a fact. An area that is not in the plan gets the same facts without the
    plan's figures, chosen from the plan's first area."""
    store, area = page.store, page.area
    page.read("data/plans")
    plan = load_plan(store.project, plan_slug)
    own = area.slug in plan.areas
    claims = plan.key_facts(area.slug if own else plan.areas[0])
    figures: list[Figure] = []
    cards: dict[int, list[str]] = {}
    for claim in claims:
        html = _describe_fact(page, plan, claim, own, figures)
        cards.setdefault(claim.key_fact or 0, []).append(html)
    parts = ['<ol class="nb-facts">']
    for number in sorted(cards):
        parts.append(f'<li class="nb-fact" id="fact-{number}">{"".join(cards[number])}</li>')
    parts.append("</ol>")
    sources = list_sources(store, [one for one in figures if one.dataset in store.passports])
    parts.append(f'<div class="nb-source">{write_sources(sources)}</div>')
    return Block("".join(parts), tuple(figures), "key_facts", plan.title)


def _describe_fact(
    page: PlacePage, plan: Plan, claim: Claim, own: bool, figures: list[Figure]
) -> str:
    """One fact (or one part of one): a heading and a small table of figures."""
    store, area = page.store, page.area
    rows: list[str] = []
    if own:
        printed = claim_figure(plan, claim, store.areas)
        figures.append(printed)
        rows.append(_row("Printed in the plan", show_figure(printed), "year not stated"))
        if claim.match:
            then = find_match(store, claim.match, area.code)
            figures.append(then)
            rows.append(_row("Published for the same measure", show_figure(then), _when(then)))
    source = claim.match or (
        Match(indicator=claim.indicator, period="2018", over=claim.over, plus=claim.plus)
        if claim.indicator
        else None
    )
    if source is None:
        reason = f"{NO_SERIES} {claim.needs}".strip()
        rows.append(f'<tr><td colspan="3" class="nb-missing">{escape(reason)}</td></tr>')
    else:
        for place in (area, *page.benchmarks):
            now = find_latest(store, source, place)
            figures.append(now)
            label = "Latest" if place == area else f"Latest, {place.name}"
            rows.append(_row(label, show_figure(now), _when(now), place == area))
    note = claim.match.override if own and claim.match else ""
    small = f'<p class="nb-quiet">{escape(note)}</p>' if note else ""
    return (
        f'<table class="nb-table nb-fact-table"><caption>{escape(claim.says.rstrip("."))}</caption>'
        '<thead><tr><th scope="col">Which</th><th scope="col" class="nb-number">Figure</th>'
        '<th scope="col">Period</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{small}"
    )


def _row(label: str, value: str, period: str, own: bool = False) -> str:
    mark = ' class="nb-own"' if own else ""
    return (
        f'<tr{mark}><th scope="row">{escape(label)}</th>'
        f'<td class="nb-number">{value}</td><td>{escape(period)}</td></tr>'
    )


def _when(figure: Figure) -> str:
    return parse_period(figure.period).text if figure.period else ""


def find_match(store: Store, match: Match, area: str) -> Figure:
    """The published figure of the claim's own definition and period."""
    return _combine(store, match, area, match.period, match.edition or None)


def find_latest(store: Store, match: Match, area: Area) -> Figure:
    """The latest figure of the same measure for ``area``."""
    period = store.figure(match.indicator, area.code).period
    if not period:
        return store.absent(match.indicator, area)
    return _combine(store, match, area.code, period, None)


def _combine(store: Store, match: Match, area: str, period: str, edition: str | None) -> Figure:
    figure = store.figure(match.indicator, area, period, edition)
    indicator = store.indicators[match.indicator]
    if match.plus:
        parts = [figure, *(store.figure(one, area, period, edition) for one in match.plus)]
        return derive_sum(
            parts, "with-" + "-and-".join(_slug(one) for one in match.plus), indicator.decimals
        )
    if match.over:
        base = store.figure(match.over, area, period, edition)
        return derive_share(figure, base, f"share-of-{_slug(match.over)}", 0)
    return figure


def _slug(indicator: str) -> str:
    return indicator.replace("_", "-")
