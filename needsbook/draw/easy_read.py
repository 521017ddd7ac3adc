"""Picture charts for the easy-read edition: so many out of ten, a hundred or a thousand.

Children counted are filled, the others are outlines, so that the picture reads in black
and white too. Both the number and the base come from a derived figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from needsbook.catalogue import Area, Indicator
from needsbook.store import Figure

BASE_WORDS = {10: "in-ten", 100: "in-hundred", 1000: "in-thousand"}
BASE_PRINTED = {10: "10", 100: "100", 1000: "1,000"}
# For files and programs that do not know the page's style sheet.
LOOKS = {
    "nb-er-in": 'fill="#1f5578" stroke="#1f5578" stroke-width="1.6"',
    "nb-er-out": 'fill="#ffffff" stroke="#5b6470" stroke-width="1.6"',
}
FINE_LOOKS = {"nb-er-in": 'fill="#1f5578"', "nb-er-out": 'fill="#cdd3da"'}
HEAD = "M12 1.5a5.4 5.4 0 1 1 0 10.8a5.4 5.4 0 0 1 0 -10.8z"
BODY = "M3.5 33v-10.5a8.5 8.5 0 0 1 17 0v10.5z"


@dataclass(frozen=True)
class Share:
    """A published figure as so many out of a round number.

    ``figure`` is the derived figure (its value is the count out of ``base``), ``exact``
    the one it comes from. ``below_one`` marks a share that rounds to none and is not zero.
    """

    figure: Figure
    exact: Figure
    base: int
    below_one: bool

    @property
    def number(self) -> int:
        """How many out of the base."""
        return int(self.figure.value or 0)


def round_share(indicator: Indicator, area: Area, exact: Figure) -> Share | None:
    """The share a figure stands for, rounded to whole children (None when it has none).

    Out of ten from one in ten up, out of a hundred from one in a hundred up, else out of a
    thousand; a share that would round to everyone without being so goes one step finer,
    and nobody at all is “none”, out of ten.
    Scores and plain counts are no shares.
    """
    if exact.value is None or indicator.method not in ("proportion", "rate"):
        return None
    part = exact.value / indicator.multiplier
    if not 0 <= part <= 1:
        return None
    for base in (10, 100, 1000):
        number = int(part * base + 0.5)
        whole = number == base and part < 1
        if base == 1000 or (part >= 1 / base and not whole):
            break
    below = number == 0 and exact.value > 0
    if not part:  # nobody at all: ten outlines say it as well as a thousand
        base = 10
    printed = f"{number} in {BASE_PRINTED[base]}" if number else "none"
    if below:
        printed = f"fewer than 1 in {BASE_PRINTED[base]}"
    figure = exact.derive(
        BASE_WORDS[base],
        float(number),
        "rounded to a whole number of children",
        (exact.id,),
        unit=BASE_WORDS[base].replace("-", "_"),
        printed=printed,
    )
    return Share(figure, exact, base, below)


def draw_share(share: Share, who: str, key: str) -> str:
    """The share as an SVG: figures of children for ten, squares for more."""
    title = f"{share.figure.printed}{'' if share.number or share.below_one else ' of the'} {who}"
    desc = (
        f"{share.number} of {BASE_PRINTED[share.base]} are filled in."
        if not share.below_one
        else f"None of {BASE_PRINTED[share.base]} is filled in, as it is fewer than one."
    )
    shapes, width, height = _children(share) if share.base == 10 else _squares(share)
    return (
        f'<svg class="nb-er-picture" viewBox="0 0 {width} {height}" role="img" preserveAspectRatio="xMinYMid meet" '
        f'aria-labelledby="er-{key}-t er-{key}-d" data-figure="{escape(share.figure.id)}">'
        f'<title id="er-{key}-t">{escape(title)}</title>'
        f'<desc id="er-{key}-d">{escape(desc)}</desc>{shapes}</svg>'
    )


def _children(share: Share) -> tuple[str, int, int]:
    shapes = ""
    for place in range(share.base):
        x, y = place % 5 * 30 + 3, place // 5 * 42 + 3
        kind = "nb-er-in" if place < share.number else "nb-er-out"
        shapes += (
            f'<g class="{kind}" {LOOKS[kind]} transform="translate({x} {y})">'
            f'<path d="{HEAD}"/><path d="{BODY}"/></g>'
        )
    return shapes, 150, 84


def _squares(share: Share) -> tuple[str, int, int]:
    """Two paths, one of the filled squares and one of the others: small even for a thousand."""
    across, size, step = (20, 6, 8) if share.base == 100 else (40, 3, 4)
    paths = {"nb-er-in": "", "nb-er-out": ""}
    for place in range(share.base):
        x, y = place % across * step + 1, place // across * step + 1
        kind = "nb-er-in" if place < share.number else "nb-er-out"
        paths[kind] += f"M{x} {y}h{size}v{size}h-{size}z"
    shapes = "".join(
        f'<path class="{kind} nb-er-fine" {FINE_LOOKS[kind]} d="{d}"/>'
        for kind, d in paths.items()
        if d
    )
    rows = share.base // across
    return shapes, across * step, rows * step
