"""The areas of one map: outline on the sheet, figure, class, and the map in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from needsbook.draw.alt import count_words, describe_missing, join_alt, reason_words
from needsbook.draw.lettering import clean_text
from needsbook.draw.maps.classes import MapClasses
from needsbook.draw.maps.outlines import Frame, Point
from needsbook.errors import BadInput
from needsbook.store.figures import MISSING_WORDS, Figure, is_number


@dataclass(frozen=True, eq=False)
class Part:
    """One drawn area: its outline on the sheet and in metres, its figure and class.

    ``step`` is the class of its value, None where it has none; ``middle`` is a point well
    inside it.
    """

    code: str
    name: str
    rings: Sequence[Sequence[Point]]
    source: Sequence[Sequence[Sequence[float]]]
    middle: Point
    figure: Figure | None
    step: int | None

    @property
    def reason(self) -> str:
        """Why there is no value; a ward without any figure is not held."""
        return (self.figure.reason if self.figure else "") or "not_held"

    @property
    def printed(self) -> str:
        """The value as printed, or the words for its absence."""
        return self.figure.printed if self.figure else MISSING_WORDS["not_held"]


def make_parts(
    outlines: Mapping[str, Any],
    figures: Mapping[str, Figure],
    classes: MapClasses,
    frame: Frame,
    detail: str,
) -> list[Part]:
    """The areas in order of name, as in the table beside the map.

    ``detail`` is “rings” or “coarse” (see ``geography.outlines``).
    """
    parts = []
    for code, area in outlines["areas"].items():
        figure = figures.get(code)
        value = figure.value if figure else None
        source = area[detail] or area["rings"]
        parts.append(
            Part(
                code,
                area["name"],
                [frame.place_ring(ring) for ring in source],
                source,
                frame.place(area["label"]),
                figure,
                classes.place(value) if value is not None and is_number(value) else None,
            )
        )
    return sorted(parts, key=lambda part: (part.name.casefold(), part.code))


def check_figures(
    outlines: Mapping[str, Any], figures: Sequence[Figure], words: tuple[str, str]
) -> dict[str, Figure]:
    """The figures by area code; an error where they do not make one map of these areas."""
    layer = str(outlines.get("layer", ""))
    if not figures:
        raise BadInput("a map needs at least one figure", layer, "leave the map out")
    kinds = sorted({f"{figure.indicator}, {figure.period}" for figure in figures})
    if len(kinds) > 1:
        raise BadInput(
            f"a map shows one indicator and period, not {' and '.join(kinds[:3])}",
            layer,
            "draw one map for each",
        )
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.area_code in found:
            raise BadInput(
                f"two figures for {figure.area_code} on one map: "
                f"{found[figure.area_code].id} and {figure.id}",
                layer,
                "keep one edition",
            )
        found[figure.area_code] = figure
    strange = sorted(set(found) - set(outlines["areas"]))
    if strange:
        raise BadInput(
            f"{count_words(len(strange), *words)} with figures not on the map: "
            f"{', '.join(strange[:5])}",
            layer,
            "draw the layer of the ward list the figures belong to (geography.vintages)",
        )
    return found


def say_part(part: Part, period: str, marked: bool) -> str:
    """“Church Street: 44.0%, FYE 2025”, and what else must be known of the value."""
    more = ""
    if part.figure and part.figure.estimated:
        more = ", estimated"
    if part.figure and not part.figure.missing and part.figure.reason:
        more += f", {reason_words(part.figure)}"
    mark = ", marked" if marked else ""
    return clean_text(f"{part.name}: {part.printed}, {period}{more}{mark}")


def describe_parts(parts: Sequence[Part], words: tuple[str, str], marked: str = "") -> str:
    """The map in words: highest and lowest (all that tie), how many have no value and why."""
    sentences = [f"{part.name}: {part.printed}" for part in parts if part.code == marked]
    known = {
        part: part.figure.value
        for part in parts
        if part.step is not None and part.figure and part.figure.value is not None
    }
    if not known:
        sentences.append(f"No value for any of {count_words(len(parts), *words)}")
    elif len(set(known.values())) == 1:
        first = next(iter(known))
        sentences.append(f"{_join_names(list(known), words)}: {first.printed}")
    else:
        high = [part for part, value in known.items() if value == max(known.values())]
        low = [part for part, value in known.items() if value == min(known.values())]
        sentences.append(
            f"Highest: {_join_names(high, words)}, {high[0].printed}; "
            f"lowest: {_join_names(low, words)}, {low[0].printed}"
        )
    missing = describe_missing(
        [part.figure or _stand_in(part) for part in parts if part.step is None], *words
    )
    sentences.append(missing or f"All {count_words(len(parts), *words)} have a value")
    return join_alt(sentences)


def _join_names(parts: Sequence[Part], words: tuple[str, str]) -> str:
    names = [part.name for part in parts]
    if len(names) > 3:
        return count_words(len(names), *words)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _stand_in(part: Part) -> Figure:
    return Figure("", "", part.code, "", None, part.printed, "", reason=part.reason)
