"""One table read for one indicator: each row taken, or left for a counted cause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from needsbook.catalogue.lait import name_years
from needsbook.catalogue.periods import parse_period
from needsbook.errors import BadInput
from needsbook.refresh.ees_layout import find_ratios
from needsbook.refresh.published_cells import read_cell, read_note
from needsbook.refresh.reading.ages import add_up_rows
from needsbook.refresh.reading.bases import Bases
from needsbook.refresh.reading.bases_said import check_basis
from needsbook.refresh.reading.cells import Numbers, check_cell
from needsbook.refresh.reading.column_filters import Filter
from needsbook.refresh.reading.columns import (
    Measures,
    choose_measures,
    is_unsaid,
    names_for,
    text_of,
)
from needsbook.refresh.reading.file_reading import FileReading
from needsbook.refresh.reading.filtering import choose_filters, profile_columns
from needsbook.refresh.reading.grid import Odd
from needsbook.refresh.reading.headers import HeaderFound
from needsbook.refresh.reading.layouts import BASE, simplify
from needsbook.refresh.reading.marks import find_flag, read_flag
from needsbook.refresh.reading.meaning import ADDED_UP
from needsbook.refresh.reading.notes_beside import check_beside, check_file_name
from needsbook.refresh.reading.numbers_called import check_kind_of_number
from needsbook.refresh.reading.other_measures import check_other_measure, check_part_said
from needsbook.refresh.reading.other_rows import is_header_again, is_note, refuse_gap, say_once
from needsbook.refresh.reading.own_tables import drop_workings, find_id, tell_cause
from needsbook.refresh.reading.shares_told import TOOL, WholeColumns, list_whole, note_whole
from needsbook.refresh.reading.spans import check_length
from needsbook.refresh.reading.spoken import find_spoken
from needsbook.refresh.reading.surroundings import (
    CELLS_APART,
    PROVISIONAL,
    check_above,
    check_context,
    check_heading,
    check_kind_of_year,
    check_notes,
    check_several,
    check_title_words,
    check_titles,
    check_value_name,
)
from needsbook.refresh.reading.taken import Context
from needsbook.refresh.rows import Published

PROVISIONAL_PERIODS = "the file calls some of its periods provisional"


def read_for(found: HeaderFound, context: Context) -> FileReading:
    """The figures of the context's indicator; ``BadInput`` names what forbids to take them."""
    indicator, choice = context.indicator, context.choice
    reading = FileReading(found)
    names = names_for(found, indicator, context.entry)
    check_context(found, names, indicator)
    check_basis(found, indicator)
    check_above(found, indicator)
    if find_id(found) is None:
        check_titles(found, indicator, known=any(name.context for name in names))
        check_beside(found, indicator, context.areas)
    check_kind_of_year(found, context.periods.form)
    measures = choose_measures(found, indicator, names, choice)
    reading.identified = (measures.named and not choice.columns) or find_id(found) is not None
    if found.layout.id != "table" and any(name.context for name in names):
        reading.identified = True
    (_, first), *_ = measures.sets
    reading.value_name = found.printed[first["value"]]
    if not reading.identified and "value" not in choice.columns:
        check_title_words(found, indicator, context.areas)
    if "value" not in choice.columns and find_id(found) is None and found.layout.id in (BASE, TOOL):
        check_file_name(found, indicator)
    unnamed = "value" not in choice.columns and find_id(found) is None
    unnamed = unnamed and not any(name.value for name in names)
    if not measures.named:
        for _, columns in measures.sets:
            check_value_name(found, columns["value"], indicator, context.areas)
        if is_unsaid(found, first["value"]):
            check_kind_of_number(found, indicator)
        if find_id(found) is None and len(measures.sets) == 1 and not find_spoken(found, indicator):
            check_several(found, indicator)
    profiles = profile_columns(found, measures, names, context)
    filters = choose_filters(found, measures, names, profiles, context, reading)
    if unnamed:
        for _, columns in measures.sets:
            check_other_measure(found, columns["value"], indicator, context.catalogue, filters)
        check_part_said(found, first["value"], indicator, filters)
    whole = list_whole(found, measures, profiles, filters)
    _read_rows(found, measures, filters, context, reading, whole)
    return reading


def _read_rows(
    found: HeaderFound,
    measures: Measures,
    filters: Sequence[Filter],
    context: Context,
    reading: FileReading,
    whole: WholeColumns,
) -> None:
    width = len(found.names)
    numbers = Numbers.of(found, measures, context.choice)
    reading.percents = numbers.percents
    notes = found.at("note")
    at_reason = found.column("reason", "missing_reason")
    at_flag = find_flag(found)
    at_length = found.column("Time period range", "Period length")
    ratios = find_ratios(found.column, context.entry)
    bases = Bases(found, measures, filters, context.entry)
    blank_seen = False
    summed = next((known for known in filters if known.why == ADDED_UP), None)
    ages: dict[str, str] = {}
    outside: dict[int, str] = {}
    said_again: dict[int, str] = {}
    for line, cells in found.rows():
        filled = [at for at, cell in enumerate(cells) if str(cell).strip()]
        if not filled:
            blank_seen = True
            continue
        alone = len(filled) == 1 and not re.fullmatch(r"[A-Za-z]\d{8}", text_of(cells[filled[0]]))
        if alone:
            check_heading(found, text_of(cells[filled[0]]), line, context.indicator)
        if alone and (filled == [0] or blank_seen):
            reading.leave(line, "notes below or within the table")
            reading.notes[line] = text_of(cells[filled[0]])
            continue
        if is_header_again(found, cells, line):
            reading.leave(line, "the header again")
            continue
        place = f"{found.grid.place}, row {line}"
        if found.grid.delimiter and (len(cells) < width or filled[-1] >= width):
            if is_note(found, cells, context):
                reading.leave(line, "notes below or within the table")
                reading.notes[line] = CELLS_APART.join(text_of(cells[at]) for at in filled)
                continue
            raise BadInput(
                f"a row has {len(cells)} cells, the header {width}", place,
                "mend the row: it may be cut short, or a comma stands in a cell without quotes",
            )  # fmt: skip
        if filled[-1] >= width and (beyond := text_of(cells[filled[-1]])):
            outside[line] = beyond
            if re.search(r"[^\W\d]{3}", beyond):
                reading.notes[line] = beyond
        cells = [*cells, *[""] * (width - len(cells))]
        own = tell_cause(found, cells, context.indicator.id)
        if own:
            reading.leave(line, own)
            continue
        cause = next(
            (known for known in filters if text_of(cells[known.at]) not in known.keep), None
        )
        if cause is not None:
            what = text_of(cells[cause.at]) or "(blank)"
            reading.leave(line, f"other “{found.printed[cause.at]}”", what)
            continue
        say_once(found, filters, cells, said_again, place)
        code = context.places.find(found, cells, place, reading, line)
        if code is None:
            if is_note(found, cells, context):
                reading.leave(line, "notes below or within the table")
                reading.notes[line] = CELLS_APART.join(text_of(cells[at]) for at in filled)
                continue
            refuse_gap(found, cells, reading, place)
            continue
        note = text_of(cells[notes]) if notes is not None else ""
        reason = text_of(cells[at_reason]) if at_reason is not None else ""
        for period_text, columns in _sets(measures, cells, found):
            if PROVISIONAL.search(str(period_text)) and PROVISIONAL_PERIODS not in reading.remarks:
                reading.remarks.append(PROVISIONAL_PERIODS)
            period = context.periods.read(
                _year_meant(found, cells, period_text, context), code, place
            )
            if period is None:
                reading.leave(line, "periods of another kind", text_of(period_text))
                continue
            if at_length is not None:
                check_length(text_of(cells[at_length]), period, place)
            if parse_period(period).start > context.today:
                raise BadInput(f"{period} has not begun", place, "correct the period in the file")
            values = {name: numbers.read(cells[at], name, place, found.printed[at]) for name, at in columns.items()}  # fmt: skip
            base = bases.find(found, cells)
            # Beside a figure that is withheld the row of the whole is no base of anything.
            if base is not None and read_cell(values["value"]).number:
                values["denominator"] = numbers.read(base, "denominator", place, "the whole")
            if measures.wide and all(value == "" for value in values.values()):
                reading.leave(line, "empty cells", period)
                continue
            flag = (
                ""
                if at_flag is None
                else read_flag(text_of(cells[at_flag]), values["value"], place)
            )
            taken = Published(
                area=code, period=period, place=place,
                note="; ".join(filter(None, (note, numbers.said, flag))),
                reason=_reason(values, note, reason),
                ratios=tuple(cells[ratio] for ratio in ratios), **values,
            )  # fmt: skip
            reading.published.append(drop_workings(found, cells, taken))
            note_whole(
                reading, taken, cells, whole.get(str(period_text) if measures.wide else "", {})
            )
            reading.explain(line, f"taken: {code} {period} {values['value']}")
            if summed is not None:
                ages[place] = text_of(cells[summed.at])
    if concealed := found.count_hidden():
        reading.left["hidden rows of the sheet: show them in the workbook to have them read"] += concealed  # fmt: skip
    if summed is not None:
        reading.published = add_up_rows(reading.published, ages)
        reading.remarks.append(f"{len(summed.keep)} single years of age were added up")
    labels = [text for text in outside.values() if not re.fullmatch(r"-?[\d,.]+%?", text)]
    if len(labels) >= 2 and len(labels) * 2 >= len(reading.published):
        raise BadInput(
            f"a column without a name holds “{labels[0]}”", found.grid.place,
            "give the column a name, or take it out",
        )  # fmt: skip
    check_cell(reading, context.indicator)
    check_notes(found, reading.notes, context.indicator, context.areas)


def _sets(
    measures: Measures, cells: Sequence[object], found: HeaderFound
) -> Iterator[tuple[object, Mapping[str, int]]]:
    at = found.at("period")
    for period, columns in measures.sets:
        yield (period if period or at is None else cells[at]), columns


def _year_meant(
    found: HeaderFound, cells: Sequence[object], text: object, context: Context
) -> object:
    """A bare year as the publisher means it: a reporting year ends on 31 March."""
    at = found.at("period_kind")
    if isinstance(text, (int, float)):
        text = f"{text:g}"
    if found.layout.id == TOOL and context.lait_form:
        try:
            return name_years(str(text), context.lait_form)
        except BadInput:
            return text  # a council's table with the tool's columns, and periods of its own
    reported = at is not None and simplify(text_of(cells[at])) == "reporting year"
    if reported and context.periods.form == "financial" and re.fullmatch(r"\d{4}", str(text).strip()):  # fmt: skip
        return f"FYE {text}"
    return text


def _reason(values: Mapping[str, object], note: str, written: str) -> str:
    """The reason beside a value or instead of one: written, in the note, or in the count."""
    value = values["value"]
    if written:
        return written
    count = str(values.get("count", "")).strip(" []").casefold()
    if count == "low" and not read_cell(value).number:
        return "low"
    if not note:
        return ""
    found = read_note(note, bool(str(value).strip()))
    return "" if found == "not_available" else found


__all__ = ["Context", "FileReading", "Odd", "read_for"]
