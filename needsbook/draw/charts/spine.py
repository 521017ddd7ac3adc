"""Spine chart: many indicators of one area, each beside England and all authorities.

Every row has its own scale: England stands on the line in the middle, the worst
authority towards the left and the best towards the right, so that rows of different
units can be read down the page. Where neither direction is better, low is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from needsbook.catalogue.periods import label_period
from needsbook.catalogue.units import find_unit
from needsbook.draw.alt import count_words, describe_missing, join_alt, reason_words, say_others
from needsbook.draw.charts.spine_rows import SpineRow, find_ends, place_spine
from needsbook.draw.lettering import measure_text, wrap_text
from needsbook.draw.picture import Picture
from needsbook.draw.scales import Scale
from needsbook.draw.sheet import Sheet, SheetText
from needsbook.draw.style import VERDICTS, find_verdict
from needsbook.stats.steps import PLACED, STEP_MARKS, STEP_WORDS, STEPS

WIDE = 720
NARROW = 360
BODY = 15
QUIET = 14
LINE = 18
STEP = 12
BAR = 14
MARK = 21
# Where the columns of the wide form end, and where its bars begin.
NAME_END = 212
COLUMNS = (302, 368, 434)
BARS_START = 456


def draw_spine(
    rows: Sequence[SpineRow],
    names: tuple[str, str, str],
    *,
    title: str,
    authorities: str = "authorities in England",
    narrow: bool = False,
    prefix: str = "",
) -> Picture:
    """The spine chart of one area; ``names`` are those of the area, its region and England.

    The wide form has the values in columns; ``narrow`` gives each row its own block, for
    phones. Rows keep their order within their topic; topics stand as they first appear.
    The picture's figures are those printed and, of each row, the two ends of its range.
    """
    sheet = Sheet(NARROW if narrow else WIDE)
    topics = list(dict.fromkeys(row.topic for row in rows))
    ordered = [row for topic in topics for row in rows if row.topic == topic]
    y = 0.0 if narrow else _draw_heads(sheet, names)
    start, end = (MARK / 2 + 2, NARROW - MARK / 2 - 2) if narrow else (BARS_START, WIDE - MARK / 2)
    xs = Scale(0, 1, start, end)
    topic, cuts = "", []
    for row in ordered:
        if row.topic != topic:
            topic = row.topic
            cuts.append(y)
            y += 30 if y > 60 or narrow else 26
            sheet.text(0, y, topic, size=17, bold=True)
            y += 8
        y = _draw_narrow(sheet, row, names, xs, y) if narrow else _draw_wide(sheet, row, xs, y)
    y = _draw_key(sheet, ordered, names, authorities, y + 14)
    figures = [
        figure
        for row in ordered
        for figure in (row.area, row.region, row.country, *find_ends(row))
        if figure is not None
    ]
    alt = _describe(ordered, names)
    return sheet.finish(
        y + 8,
        title=title,
        alt=alt,
        kind="spine",
        figures=figures,
        prefix=prefix,
        cuts=() if narrow else cuts,
    )


def _draw_heads(sheet: Sheet, names: tuple[str, str, str]) -> float:
    wrapped = [
        wrap_text(name, QUIET, 130 if number == 0 else 64, bold=number == 0, most=3)
        for number, name in enumerate(names)
    ]
    tallest = max(len(lines) for lines in wrapped)
    for number, (lines, right) in enumerate(zip(wrapped, COLUMNS, strict=True)):
        for line_number, line in enumerate(lines):
            y = LINE * (tallest - len(lines) + line_number + 1)
            sheet.text(right, y, line, size=QUIET, bold=number == 0, anchor="end")
    y = LINE * tallest
    sheet.text(BARS_START, y, "◄ Worst", size=QUIET, colour="muted")
    sheet.text(WIDE, y, "Best ►", size=QUIET, colour="muted", anchor="end")
    sheet.text((BARS_START + WIDE - MARK / 2) / 2, y, names[2], size=QUIET, anchor="middle")
    sheet.line([0, WIDE], [y + 8, y + 8], "axis")
    return y + 8.0


def _detail(row: SpineRow) -> str:
    unit = find_unit(row.area.unit).words
    when = label_period(row.area.period)
    return f"{when}, {unit}" if row.area.unit.startswith("per_") else when


def _draw_wide(sheet: Sheet, row: SpineRow, xs: Scale, top: float) -> float:
    lines = wrap_text(row.title, BODY, NAME_END, most=3)
    height = LINE * (len(lines) + 1) + 12.0
    middle = top + height / 2
    for number, line in enumerate(lines):
        sheet.text(0, top + 6 + LINE * (number + 1) - 4, line, size=BODY)
    base = top + 6 + LINE * (len(lines) + 1) - 4
    sheet.text(0, base, _detail(row), size=QUIET, colour="muted", scale="period")
    for number, (figure, right) in enumerate(
        zip((row.area, row.region, row.country), COLUMNS, strict=True)
    ):
        if figure is None:
            sheet.text(right, middle + 5, "–", size=BODY, colour="muted", anchor="end")
        elif figure.missing:
            told = wrap_text(reason_words(figure), 13, 64 if number else 84)
            for place, line in enumerate(told):
                at = middle + 5 + 15 * (place - (len(told) - 1) / 2)
                # Only a whole reason is the figure’s printed form; a part of one is words.
                words = [SheetText(line, figure if len(told) == 1 else None)]
                sheet.text(right, at, words, size=13, colour="muted", anchor="end")
        else:
            sheet.text(right, middle + 5, figure, size=BODY, bold=number == 0, anchor="end")
            if number == 0 and 0 < row.step < PLACED:
                sheet.text(right + 3, middle, STEP_MARKS[row.step], size=STEP, colour="muted")
    _draw_bars(sheet, row, xs, top, middle, top + height)
    sheet.line([0, sheet.width], [top + height] * 2, "grid", width=0.6)
    return top + height


def _draw_narrow(
    sheet: Sheet, row: SpineRow, names: tuple[str, str, str], xs: Scale, top: float
) -> float:
    y = top + 6
    for line in wrap_text(row.title, BODY, NARROW, bold=True):
        y += LINE
        sheet.text(0, y, line, size=BODY, bold=True)
    y += LINE
    sheet.text(0, y, _detail(row), size=QUIET, colour="muted", scale="period")
    x, first = 0.0, True
    y += LINE + 2
    for figure, name in zip((row.area, row.region, row.country), names, strict=True):
        if figure is None:
            continue
        shown = reason_words(figure) if figure.missing else figure.printed
        room = measure_text(f"{name} {shown}", QUIET, bold=first) + 14
        if x and x + room > NARROW + 10:
            x, y = 0.0, y + LINE
        sheet.text(x, y, [SheetText(f"{name} "), SheetText(shown, figure)], size=QUIET, bold=first)
        if first and 0 < row.step < PLACED and not figure.missing:
            mark = f"{STEP_MARKS[row.step]} ({STEP_WORDS[row.step]})"
            sheet.text(x + room - 6, y, mark, size=STEP, colour="muted")
        # The area has the first line for itself, so that it stands the same in each row.
        x, y = (0.0, y + LINE) if first else (x + room, y)
        first = False
    if x == 0:
        y -= LINE
    middle = y + 10 + MARK / 2
    bottom = middle + MARK / 2 + 8
    _draw_bars(sheet, row, xs, y + 8, middle, bottom - 4)
    sheet.line([0, NARROW], [bottom, bottom], "grid", width=0.6)
    return bottom


def _draw_bars(
    sheet: Sheet, row: SpineRow, xs: Scale, top: float, middle: float, bottom: float
) -> None:
    places = place_spine(row)
    if places is None:
        sheet.text(
            xs.start,
            middle + 5,
            "a count: depends on the area’s size"
            if find_unit(row.area.unit).counted
            else "no other values to compare with",
            size=QUIET,
            colour="muted",
        )
        return
    upper = middle - BAR / 2
    low, high = xs(places.low), xs(places.high)
    sheet.bar(low, upper, high - low, BAR, "range", edge="axis", name="range")
    low, high = xs(places.lower_quartile), xs(places.upper_quartile)
    sheet.bar(low, upper, high - low, BAR, "middle", name="middle half")
    if row.country is not None and not row.country.missing:
        sheet.line([xs(0.5)] * 2, [top, bottom], "country", width=1.5, name="England")
    if places.region is not None:
        x = xs(places.region)
        sheet.line([x, x], [middle - 14, middle + 14], "region", width=4, name="region")
    if places.area is not None:
        sheet.verdict(xs(places.area), middle, row.verdict, MARK)


def _draw_key(
    sheet: Sheet,
    rows: Sequence[SpineRow],
    names: tuple[str, str, str],
    authorities: str,
    top: float,
) -> float:
    x, y = 0.0, top + 12
    looks = [find_verdict(row.verdict) for row in rows if not row.area.missing]

    def make_room(words: str, sign: float) -> float:
        """Where the next entry starts; ``sign`` is the width of its mark."""
        nonlocal x, y
        room = measure_text(words, QUIET) + sign + 22
        if x and x + room - 16 > sheet.width:
            x, y = 0.0, y + 26
        at, x = x, x + room
        return at

    for name, look in VERDICTS.items():
        if look in looks:
            words = look.words if name == "not_compared" else f"{look.words} than {names[2]}"
            words = f"similar to {names[2]}" if name == "similar" else words
            at = make_room(words, MARK)
            sheet.verdict(at + MARK / 2, y, name, MARK)
            sheet.text(at + MARK + 5, y + 5, words, size=QUIET)
    for words, role in ((f"All {authorities}", "range"), ("Middle half of them", "middle")):
        at = make_room(words, 28)
        sheet.bar(at, y - BAR / 2, 28, BAR, role, edge="axis")
        sheet.text(at + 33, y + 5, words, size=QUIET)
    for name, role, width in ((names[1], "region", 4.0), (names[2], "country", 1.5)):
        held = [row.region if role == "region" else row.country for row in rows]
        if any(figure is not None and not figure.missing for figure in held):
            at = make_room(name, 6)
            sheet.line([at + 3, at + 3], [y - 11, y + 11], role, width=width)
            sheet.text(at + 12, y + 5, name, size=QUIET)
    notes = []
    used = {row.step for row in rows if not row.area.missing}
    steps = [f"{STEP_MARKS[step]} {STEP_WORDS[step]}" for step in STEPS if step in used - {PLACED}]
    if steps:
        notes.append(f"What a verdict rests on: {', '.join(steps)}.")
    if any(row.polarity == "neutral" for row in rows):
        notes.append("Where neither direction is better, the lowest value is on the left.")
    if sheet.width == NARROW:
        notes.insert(0, "Worst on the left, best on the right.")
    return sheet.notes(y + 12, notes, size=QUIET)


def _describe(rows: Sequence[SpineRow], names: tuple[str, str, str]) -> str:
    sentences = [f"{count_words(len(rows), 'indicator', 'indicators')}, {names[0]}"]
    told = [row for row in rows if not row.area.missing]
    counts = []
    for look in VERDICTS.values():
        number = sum(find_verdict(row.verdict) is look for row in told)
        if number:
            counts.append(f"{number} {look.words}")
    if counts:
        sentences[0] += f" against {names[2]}: {', '.join(counts)}"
    rests = [
        f"{number} on {STEP_WORDS[step]}"
        for step in STEPS
        if (number := sum(row.step == step for row in told))
    ]
    if rests:
        sentences.append(f"they rest: {', '.join(rests)}")
    for verdict in ("worse", "better", "higher", "lower"):
        titles = [
            f"{row.title} ({row.area.printed})"
            for row in told
            if find_verdict(row.verdict) is VERDICTS[verdict]
        ]
        if titles:
            sentences.append(f"{verdict}: {titles[0]}" + say_others(len(titles) - 1))
    sentences.insert(1, describe_missing([row.area for row in rows], "value", "values"))
    return join_alt(sentences)
