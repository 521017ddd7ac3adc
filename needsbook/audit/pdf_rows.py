"""The rows of a table on a PDF page, whatever lines their labels are broken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from needsbook.audit.pdf_lines import FIGURE, SAME_HEIGHT, PageLine, Word

# So many lines of labels may stand between two lines of figures.
MOST_BETWEEN = 10
MOST_LABELS = 3
# Labels whose left ends differ by less (points) stand in one column.
ONE_COLUMN = 25.0
# A label's next line lies within so many sizes of its print, its first line within so many of its row.
NEXT_LINE, FIRST_LINE = 1.6, 1.3


def find_rows(lines: Sequence[PageLine], at: int) -> tuple[list[PageLine], int] | None:
    """The rows of the table that begins with line ``at``, and where the lines go on after it."""
    plain = _plain_rows(lines, at)
    broken = _broken_rows(lines, at)
    if broken is not None and (plain is None or broken[1] > plain[1]):
        return broken
    return plain


def _plain_rows(lines: Sequence[PageLine], at: int) -> tuple[list[PageLine], int] | None:
    """Rows of one line each: a label, then nothing but figures."""
    stop = at
    while stop < len(lines) and lines[stop].figures and lines[stop].figures == lines[at].figures:
        stop += 1
    if stop - at >= 2 or (stop > at and lines[at].figures >= 2):
        return list(lines[at:stop]), stop
    return None


def _tail(line: PageLine) -> int:
    """How many cells at the end of a line are figures."""
    count = 0
    for cell in reversed(line.cells):
        if not FIGURE.match(cell.text):
            break
        count += 1
    return count


def _broken_rows(lines: Sequence[PageLine], at: int) -> tuple[list[PageLine], int] | None:
    """Rows whose labels and periods are broken over lines of their own."""
    first = next(
        (spot for spot in range(at, min(at + MOST_BETWEEN, len(lines))) if _tail(lines[spot]) >= 2),
        None,
    )
    if first is None or not lines[first].top:
        return None
    count, left = _figure_columns(lines, first)
    if not count or not _is_first_row(lines, at, first, left):
        return None
    spots, stop, since = [first], first + 1, 0
    for spot in range(first + 1, len(lines)):
        line = lines[spot]
        if _holds_figures(line, count, left):
            spots.append(spot)
            stop, since = spot + 1, 0
        elif (
            line.cells[-1].right < left
            and since < MOST_BETWEEN
            and line.top < lines[spots[-1]].top + line.size
        ):
            since += 1
        else:
            break
    # What follows the last figures closely, in the columns of labels, is the end of its label.
    while stop < len(lines) and lines[stop].cells[-1].right < left and _goes_on(lines, at, stop):
        stop += 1
    if len(spots) < 2:
        return None
    return _assemble(lines[at:stop], [lines[spot] for spot in spots], count, left), stop


def _figure_columns(lines: Sequence[PageLine], first: int) -> tuple[int, float]:
    """How many columns of figures a table has, and where the first of them begins."""
    near = [line for line in lines[first : first + 40] if _tail(line) >= 2]
    count = Counter(
        _tail(line) for line in near if len(line.cells) - _tail(line) <= MOST_LABELS
    ).most_common(1)
    if not count:
        return 0, 0.0
    number = count[0][0]
    alike = [line.cells[-number] for line in near if _tail(line) == number]
    # The table after this one may have its columns elsewhere.
    own = [
        cell for cell in alike
        if abs(cell.left - alike[0].left) < ONE_COLUMN or abs(cell.right - alike[0].right) < ONE_COLUMN
    ]  # fmt: skip
    return number, min(cell.left for cell in own)


def _holds_figures(line: PageLine, count: int, left: float) -> bool:
    """Whether a line holds figures of the table: in its columns, after labels alone."""
    inside = [cell for cell in line.cells if cell.left >= left - 1]
    figures = [cell for cell in inside if FIGURE.match(cell.text)]
    others = [cell for cell in line.cells if cell not in inside]
    return (
        0 < len(inside) <= count
        and 2 * len(figures) >= len(inside)
        and (len(figures) >= 2 or count == 1)
        and len(others) <= MOST_LABELS
        and all(cell.right < left for cell in others)
    )


def _is_first_row(lines: Sequence[PageLine], at: int, first: int, left: float) -> bool:
    """Whether the lines from ``at`` to the first figures are labels of their row."""
    row = lines[first]
    if at == first:
        return len(row.cells) > _tail(row) or first + 1 < len(lines)
    labels = lines[at:first]
    return (
        all(
            line.cells[-1].right < left and abs(line.top - row.top) < MOST_BETWEEN * row.size
            for line in labels
        )
        and labels[0].top - row.top < FIRST_LINE * row.size
    )


def _goes_on(lines: Sequence[PageLine], at: int, stop: int) -> bool:
    line, before = lines[stop], lines[stop - 1]
    lefts = [cell.left for above in lines[at:stop] for cell in above.cells]
    near = 0 < before.top - line.top < NEXT_LINE * line.size or abs(before.top - line.top) < 1
    return near and all(any(abs(cell.left - left) < 2 for left in lefts) for cell in line.cells)


def _assemble(
    lines: Sequence[PageLine], rows: Sequence[PageLine], count: int, left: float
) -> list[PageLine]:
    """The rows, each with its labels put together and its figures in their columns."""
    pattern = next(
        line for line in rows if len([c for c in line.cells if c.left >= left - 1]) == count
    )
    columns = [cell for cell in pattern.cells if cell.left >= left - 1]
    labels = [(line.top, cell) for line in lines for cell in line.cells if cell.left < left - 1]
    starts = _label_columns([cell.left for _, cell in labels])
    size = max(rows[0].size, 1.0)
    tops = [row.top for row in rows]
    level = all(any(abs(top - own) < SAME_HEIGHT * size for top, _ in labels) for own in tops)
    said: list[list[list[str]]] = [[[] for _ in starts] for _ in rows]
    for top, cell in sorted(labels, key=lambda label: -label[0]):
        if level:
            above = [at for at, own in enumerate(tops) if top <= own + SAME_HEIGHT * size]
            at = above[-1] if above else 0
        else:
            at = min(range(len(tops)), key=lambda row: abs(tops[row] - top))
        column = max(
            (place for place, start in enumerate(starts) if cell.left >= start - 1), default=0
        )
        said[at][column].append(cell.text)
    found = []
    for row, texts in zip(rows, said, strict=True):
        cells = [
            Word(" ".join(words), start, start) for words, start in zip(texts, starts, strict=True)
        ]
        figures = [Word("", column.left, column.right) for column in columns]
        for cell in row.cells:
            if cell.left >= left - 1:
                middle = (cell.left + cell.right) / 2
                spot = min(
                    range(count),
                    key=lambda at: abs((columns[at].left + columns[at].right) / 2 - middle),
                )
                figures[spot] = cell
        found.append(replace(row, cells=(*cells, *figures)))
    return found


def _label_columns(lefts: Sequence[float]) -> list[float]:
    """Where the columns of labels begin."""
    starts: list[float] = []
    for left in sorted(lefts):
        if not starts or left - starts[-1] > ONE_COLUMN:
            starts.append(left)
    return starts or [0.0]
