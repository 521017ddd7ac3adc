"""Names on a map: each inside its own area, or a number there and a key below.

A label that lies wholly inside its own area cannot touch another's. Numbers may stick out
of areas smaller than themselves, so these are kept apart from every label already placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from needsbook.draw.lettering import clean_text, measure_text
from needsbook.draw.maps.outlines import Point

if TYPE_CHECKING:
    import numpy as np

SIZES = (16, 15)
LEADING = 1.12
STEP = 3.0
MOST_NUMBERS = 90
MOST_LINES = 3
# A few names among many areas look like a choice; below this share none is shown.
LEAST_NAMED = 0.25


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet by its middle and size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width - 1e-6
            and abs(self.y - other.y) * 2 < self.height + other.height - 1e-6
        )


@dataclass(frozen=True)
class Label:
    """The words on one area: lines of its name, its value, or a number for the key.

    ``lines`` are printed one under the other, the value last if ``valued``; a label with a
    ``number`` is that number alone, for the key below or, if ``listed``, for the table.
    """

    code: str
    lines: tuple[str, ...]
    size: float
    box: Box
    number: int = 0
    valued: bool = False
    listed: bool = False


@dataclass(frozen=True)
class LabelPlace:
    """An area to be labelled: rings and a good point on the sheet, its name and value."""

    code: str
    name: str
    value: str
    rings: Sequence[Sequence[Point]]
    middle: Point


def lay_out_labels(
    places: Sequence[LabelPlace],
    *,
    sizes: Sequence[float] = SIZES,
    values: bool = True,
    numbers: bool = True,
    pad: float = 3,
    least: float = LEAST_NAMED,
) -> tuple[list[Label], list[str]]:
    """The labels in the order of ``places``, and the codes of areas left without one.

    An area gets its name and value where both fit inside it, else a number, counted in the
    order of ``places``. With ``values`` off only names are tried; with ``numbers`` off, or
    where more than ``MOST_NUMBERS`` would be needed, areas too small stay unlabelled.
    With fewer named than the share ``least``, none is. ``pad`` is the room kept free round a
    name.
    """
    labels: dict[str, Label] = {}
    masks = {place.code: Mask(place.rings) for place in places}
    for place in places:
        label = _fit_name(place, masks[place.code], sizes, values, pad)
        if label:
            labels[place.code] = label
    small = [place for place in places if place.code not in labels]
    left: list[str] = []
    if numbers and len(small) <= MOST_NUMBERS:
        for number, place in enumerate(small, start=1):
            taken = [label.box for label in labels.values()]
            label = _fit_number(place, masks[place.code], number, taken)
            if label:
                labels[place.code] = label
            else:
                left.append(place.code)
        labels = _count_again(labels, places)
    elif len(labels) < least * len(places):
        labels, left = {}, [place.code for place in places]
    else:
        left = [place.code for place in small]
    return [labels[place.code] for place in places if place.code in labels], left


def lay_out_numbers(
    places: Sequence[LabelPlace], taken: Sequence[Box] = ()
) -> tuple[list[Label], list[str]]:
    """Each area's number in the order of ``places``, where it fits inside the area.

    The numbers are those of a table in the same order, so that none is counted again; clear
    of the boxes ``taken``. Also the codes of the areas without room for theirs.
    """
    labels: list[Label] = []
    left: list[str] = []
    for number, place in enumerate(places, start=1):
        width, height = measure_block((), SIZES[-1], str(number))
        spot = Mask(place.rings).find_room(width, height * 0.75, place.middle)
        box = Box(*spot, width, height) if spot else None
        if box is None or any(box.overlaps(box_taken) for box_taken in taken):
            left.append(place.code)
        else:
            labels.append(Label(place.code, (str(number),), SIZES[-1], box, number, listed=True))
    return labels, left


def lay_out_over(
    places: Sequence[LabelPlace], room: tuple[float, float], size: float = SIZES[-1]
) -> list[Label]:
    """A name for every area that has room for it, inside, or else beside it.

    ``room`` is the width and height of the sheet. A name beside an area is clear of the
    other names, not of what it covers: it is meant to be drawn over finer areas.
    """
    found, left = lay_out_labels(places, sizes=(size,), values=False, numbers=False, least=0)
    for place in places:
        if place.code not in left:
            continue
        width, height = measure_block((place.name,), size)
        across = [x for ring in place.rings for x, _ in ring]
        down = [y for ring in place.rings for _, y in ring]
        x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
        aside, below = (width + max(across) - min(across)) / 2, (height + max(down) - min(down)) / 2
        for spot in ((x, y + below), (x, y - below), (x + aside, y), (x - aside, y), (x, y)):
            box = Box(*spot, width + 4, height)
            inside = (
                box.width / 2 <= box.x <= room[0] - box.width / 2
                and box.height / 2 <= box.y <= room[1] - box.height / 2
            )
            if inside and not any(box.overlaps(label.box) for label in found):
                found.append(Label(place.code, (place.name,), size, box))
                break
    return found


def _count_again(labels: Mapping[str, Label], places: Sequence[LabelPlace]) -> dict[str, Label]:
    """The same labels with their numbers running without a gap."""
    number, counted = 0, {}
    for place in places:
        label = labels.get(place.code)
        if label is None:
            continue
        if label.number:
            number += 1
            label = Label(label.code, (str(number),), label.size, label.box, number)
        counted[place.code] = label
    return counted


def _fit_name(
    place: LabelPlace, mask: Mask, sizes: Sequence[float], values: bool, pad: float
) -> Label | None:
    for size in sizes:
        for lines in split_name(place.name, MOST_LINES):
            value = place.value if values else ""
            shown = (*lines, value) if value else lines
            width, height = measure_block(lines, size, value)
            spot = mask.find_room(width + pad, height + pad, place.middle)
            if spot:
                return Label(place.code, shown, size, Box(*spot, width, height), valued=bool(value))
    return None


def _fit_number(place: LabelPlace, mask: Mask, number: int, taken: Sequence[Box]) -> Label | None:
    size = SIZES[0]
    width, height = measure_block((), size, str(number))
    spot = mask.find_room(width + 2, height, place.middle)
    for x, y in ([spot] if spot else []) + list(_wander(place.middle)):
        box = Box(x, y, width, height)
        if not any(box.overlaps(box_taken) for box_taken in taken):
            return Label(place.code, (str(number),), size, box, number)
    return None


def _wander(middle: Point) -> Iterator[Point]:
    """The middle, then eight points round it, ever wider: a number must stay near its area."""
    yield middle
    around = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1))
    for away in (5, 9, 13):
        for across, down in around:
            yield middle[0] + across * away, middle[1] + down * away


def measure_block(lines: Sequence[str], size: float, value: str = "") -> tuple[float, float]:
    """Width and height of lines printed one under the other, ``value`` in bold the last."""
    widths = [measure_text(line, size) for line in lines]
    if value:
        widths.append(measure_text(value, size, True))
    return max(widths), len(widths) * size * LEADING


def split_name(name: str, most: int) -> list[tuple[str, ...]]:
    """The name in one line, then in two, up to ``most``: each split as evenly as it goes."""
    words = clean_text(name).split(" ")
    found = []
    for lines in range(1, min(most, len(words)) + 1):
        splits = (
            tuple(
                " ".join(words[start:end])
                for start, end in zip((0, *cuts), (*cuts, len(words)), strict=True)
            )
            for cuts in combinations(range(1, len(words)), lines - 1)
        )
        found.append(min(splits, key=lambda pair: max(measure_text(line, 10) for line in pair)))
    return found


class Mask:
    """Which points of a fine grid lie inside the rings, ready for many questions."""

    def __init__(self, rings: Sequence[Sequence[Point]]) -> None:
        import numpy as np

        points = [point for ring in rings for point in ring]
        self.left = min(x for x, _ in points)
        self.top = min(y for _, y in points)
        across = np.arange(self.left + STEP / 2, max(x for x, _ in points), STEP)
        down = np.arange(self.top + STEP / 2, max(y for _, y in points), STEP)
        inside = np.zeros((len(down), len(across)), dtype=bool)
        for ring in rings:
            inside ^= _cross_ring(np.asarray(ring, dtype=float), across, down)
        # Sums over every rectangle from the corner: any window is then four look-ups.
        self._sums = np.zeros((len(down) + 1, len(across) + 1), dtype=np.int64)
        self._sums[1:, 1:] = inside.cumsum(0).cumsum(1)

    def find_room(self, width: float, height: float, near: Point) -> Point | None:
        """The middle of a box of this size inside the rings, as near as can be to ``near``."""
        import numpy as np

        columns, rows = int(-(-width // STEP)), int(-(-height // STEP))
        sums = self._sums
        if rows >= sums.shape[0] or columns >= sums.shape[1]:
            return None
        full = (
            sums[rows:, columns:] - sums[:-rows, columns:]
            - sums[rows:, :-columns] + sums[:-rows, :-columns]
        ) == rows * columns  # fmt: skip
        row, column = np.nonzero(full)
        if not len(row):
            return None
        x = self.left + (column + columns / 2) * STEP
        y = self.top + (row + rows / 2) * STEP
        best = int(np.argmin((x - near[0]) ** 2 + (y - near[1]) ** 2))
        return float(x[best]), float(y[best])


def _cross_ring(ring: np.ndarray, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Inside or not, for every grid point: rays to the left, counted edge by edge."""
    import numpy as np

    inside = np.zeros((len(down), len(across)), dtype=bool)
    for (x1, y1), (x2, y2) in pairwise(ring):
        if y1 == y2:
            continue
        rows = np.nonzero((down >= min(y1, y2)) & (down < max(y1, y2)))[0]
        if not len(rows):
            continue
        crossing = x1 + (down[rows] - y1) * (x2 - x1) / (y2 - y1)
        inside[rows] ^= across[None, :] > crossing[:, None]
    return inside
