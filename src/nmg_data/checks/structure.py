"""NMG2xx: a CSV as records and cells, before anything is known of their meaning."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from .._errors import Names
from ._json import brief
from ._model import LINE_END, MAX_COLUMNS, Hit, Sheet
from ._rule import rule

MAX_CELL = 10_000
"""No cell of a table that people read is longer than this many characters."""


def on_header(sheet: Sheet, cell: int, message: str, **more: str | None) -> Hit:
    """Build a hit on one cell of the header."""
    line, column = sheet.locate(-1, cell)
    return Hit(file=sheet.path, line=line, column=column, message=message, **more)


def header(sheet: Sheet) -> list[str] | None:
    """Return the header, or None where another rule has already refused it as a whole."""
    cells = sheet.header
    if not cells or len(cells) > MAX_COLUMNS or delimiter(sheet) or sheet.file.text is None:
        return None
    return cells


def delimiter(sheet: Sheet) -> str | None:
    """Return the character that parts the cells of the header, if it is not the comma."""
    cells = sheet.header
    if len(cells) != 1 or len(sheet.expected) < 2:
        return None
    return next((one for one in ";\t|" if cells[0].count(one) >= len(sheet.expected) // 2), None)


def pairs(sheet: Sheet) -> tuple[list[int], list[str], dict[int, str]]:
    """Split the header's faults: extra cells, missing names, and cells meant for a name."""
    cells = sheet.header
    missing = [name for name in sheet.expected if name not in cells]
    extra = [i for i, cell in enumerate(cells) if cell and cell not in sheet.expected]
    meant: dict[int, str] = {}
    for i in extra:
        same_place = sheet.expected[i] if i < len(sheet.expected) else None
        name = Names(missing).closest(cells[i])
        if name is None and same_place in missing and len(cells) == len(sheet.expected):
            name = same_place
        if name:
            meant[i] = name
            missing.remove(name)
    return [i for i in extra if i not in meant], missing, meant


@rule(
    "NMG201",
    "missing-column",
    "structure",
    summary="The header names every field of the schema.",
    mend="Add the column, empty where nothing is known, in the place that the schema gives it.",
    good="unit_id,name_en,name_zh",
    bad="unit_id,name_zh",
)
def missing_column(sheet: Sheet) -> Iterator[Hit]:
    """Name the fields that the header does not have."""
    cells = header(sheet)
    if cells is None:
        return
    for name in pairs(sheet)[1]:
        place = min(sheet.expected.index(name), len(cells) - 1)
        message = f"The column {name!r} is missing."
        yield on_header(sheet, place, message, field=name, expected=name, found=cells[place])


@rule(
    "NMG202",
    "extra-column",
    "structure",
    summary="The header names no field that the schema does not have.",
    mend="Delete the column, or describe it in the schema first.",
    good="unit_id,name_en,name_zh",
    bad="unit_id,name_en,name_zh,name_fr",
)
def extra_column(sheet: Sheet) -> Iterator[Hit]:
    """Name the columns that the schema does not know."""
    if header(sheet) is None:
        return
    for i in pairs(sheet)[0]:
        name = brief(sheet.header[i], 60)
        yield on_header(sheet, i, f"The schema has no field {name!r}.", found=name)


@rule(
    "NMG203",
    "misnamed-column",
    "structure",
    summary="A column is named exactly as the schema names the field.",
    mend="Write the name of the field as in the schema: case, underscores and no spaces.",
    good="name_en",
    bad="Name EN",
)
def misnamed_column(sheet: Sheet) -> Iterator[Hit]:
    """Say which field a misspelled column is meant to be."""
    if header(sheet) is None:
        return
    for i, name in pairs(sheet)[2].items():
        found = brief(sheet.header[i], 60)
        message = f"The column {found!r} is not a field of the schema; {name!r} is missing."
        yield on_header(
            sheet,
            i,
            message,
            field=name,
            expected=name,
            found=found,
            hint=f"Did you mean {name!r}?",
        )


@rule(
    "NMG204",
    "column-order",
    "structure",
    summary="The columns stand in the order of the schema.",
    mend="Move the columns into the order of the schema.",
    good="unit_id,name_en,name_zh",
    bad="unit_id,name_zh,name_en",
)
def column_order(sheet: Sheet) -> Iterator[Hit]:
    """Find the first column that stands in another place than in the schema."""
    cells = header(sheet)
    if cells is None or cells == sheet.expected or sorted(cells) != sorted(sheet.expected):
        return
    i = next(i for i, cell in enumerate(cells) if cell != sheet.expected[i])
    yield on_header(
        sheet,
        i,
        f"The columns are not in the order of the schema, from {cells[i]!r} on.",
        field=cells[i],
        expected=brief(",".join(sheet.expected), 300),
        found=brief(",".join(cells), 300),
    )


@rule(
    "NMG205",
    "duplicate-column",
    "structure",
    summary="No two columns have one name.",
    mend="Delete or rename one of the two columns.",
    good="unit_id,name_en,name_zh",
    bad="unit_id,name_en,name_en",
)
def duplicate_column(sheet: Sheet) -> Iterator[Hit]:
    """Find names that stand in the header a second time."""
    cells = header(sheet)
    for i, cell in enumerate(cells or []):
        if cell and cell in sheet.header[:i]:
            name = brief(cell, 60)
            yield on_header(sheet, i, f"The column {name!r} stands twice.", field=name, found=name)


@rule(
    "NMG206",
    "unnamed-column",
    "structure",
    summary="Every column has a name.",
    mend="Name the column, or delete the comma that makes it.",
    good="unit_id,name_en",
    bad="unit_id,name_en,",
)
def unnamed_column(sheet: Sheet) -> Iterator[Hit]:
    """Find empty cells in the header."""
    for i, cell in enumerate(header(sheet) or []):
        if not cell.strip():
            yield on_header(sheet, i, "A column has no name.", found="")


@rule(
    "NMG207",
    "wrong-delimiter",
    "structure",
    summary="Cells are parted by commas.",
    mend="Save the file with commas between the cells.",
    good="unit_id,name_en",
    bad="unit_id;name_en",
)
def wrong_delimiter(sheet: Sheet) -> Iterator[Hit]:
    """Recognise semicolons, tabs and bars between the cells of the header."""
    other = delimiter(sheet)
    if other:
        message = f"The cells are parted by {other!r}, not by commas."
        yield on_header(sheet, 0, message, expected=",", found=other)


def widths(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are neither blank nor as wide as the header."""
    cells = header(sheet)
    if cells is None:
        return
    for i, record in enumerate(sheet.records):
        if len(record) != len(cells) and any(record):
            yield i, record


@rule(
    "NMG208",
    "record-too-long",
    "structure",
    summary="A record has no more cells than the header.",
    mend="Put a text that holds a comma in double quotes, or delete the surplus comma.",
    good='cny,yuan,元,"CNY, RMB"',
    bad="cny,yuan,元,CNY, RMB",
)
def record_too_long(sheet: Sheet) -> Iterator[Hit]:
    """Find records with cells beyond the last column."""
    for i, record in widths(sheet):
        if len(record) > len(sheet.header):
            line, column = sheet.locate(i, len(sheet.header))
            yield Hit(
                file=sheet.path,
                line=line,
                column=column,
                message=f"The record has {len(record):,} cells.",
                expected=f"{len(sheet.header)} cells",
                found=brief(record[len(sheet.header)], 60),
            )


@rule(
    "NMG209",
    "record-too-short",
    "structure",
    summary="A record has as many cells as the header, empty ones included.",
    mend="Write a comma for every column, also where the cells are empty.",
    good="cny,yuan,元,",
    bad="cny,yuan,元",
)
def record_too_short(sheet: Sheet) -> Iterator[Hit]:
    """Find records that end before the last column."""
    for i, record in widths(sheet):
        if len(record) < len(sheet.header):
            line, column = sheet.locate(i, len(record) - 1)
            yield Hit(
                file=sheet.path,
                line=line,
                column=column,
                message=f"The record has {len(record)} cells.",
                expected=f"{len(sheet.header)} cells",
                found=f"{len(record)} cells; none for {sheet.header[len(record)]!r}",
            )


@rule(
    "NMG210",
    "blank-row",
    "structure",
    summary="Every row says something.",
    mend="Delete the blank row.",
    good="cny,yuan,元\\nday,day,天",
    bad="cny,yuan,元\\n,,\\nday,day,天",
)
def blank_row(sheet: Sheet) -> Iterator[Hit]:
    """Find blank lines between rows, and rows of empty cells."""
    if header(sheet) is None:
        return
    last = max((i for i, record in enumerate(sheet.records) if any(record)), default=-1)
    for i, record in enumerate(sheet.records):
        if any(map(str.strip, record)) or (not record and i > last):
            continue  # blank lines at the end of the file are NMG112's
        message = "The row is blank."
        yield Hit(file=sheet.path, line=sheet.starts[i], column=1, message=message, found="")


@rule(
    "NMG211",
    "stray-quote",
    "structure",
    summary="A double quote stands around a cell or doubled within one, nowhere else.",
    mend="Put the cell in double quotes and write the quote in it twice.",
    good='"the ""new three"""',
    bad='the "new three"',
)
def stray_quote(sheet: Sheet) -> Iterator[Hit]:
    """Find quotes inside cells that are not quoted, and text after a closing quote."""
    if '"' not in (sheet.file.text or ""):
        return
    for offset, problem in quotes(sheet.file.text or ""):
        if problem != "open":
            line, column = sheet.file.place(offset)
            yield Hit(file=sheet.path, line=line, column=column, message=problem, found='"')


@rule(
    "NMG212",
    "unclosed-quote",
    "structure",
    summary="Every quote that opens a cell is closed.",
    mend="Write the closing quote: from here on the file cannot be split into rows.",
    good='"Demchok, Ladakh"',
    bad='"Demchok, Ladakh',
)
def unclosed_quote(sheet: Sheet) -> Iterator[Hit]:
    """Find the cell whose quote is still open at the end of the file."""
    text = sheet.file.text or ""
    if '"' not in text:
        return
    for offset, problem in quotes(text):
        if problem == "open":
            line, column = sheet.file.place(offset)
            message = "The quote that opens this cell is never closed."
            yield Hit(file=sheet.path, line=line, column=column, message=message, found='"')


CELL = re.compile(
    r'"(?P<quoted>[^"]*(?:""[^"]*)*)(?P<close>"?)(?P<after>[^,\r\n]*)|(?P<plain>[^,\r\n]*)'
)


def cells(text: str) -> Iterator[re.Match[str]]:
    """Yield the cells of the lines that hold a quote, one after the other."""
    at = 0
    while (quote := text.find('"', at)) >= 0:
        at = max(text.rfind("\n", at, quote), text.rfind("\r", at, quote), at - 1) + 1
        while at < len(text):
            cell = CELL.match(text, at)
            assert cell is not None
            yield cell
            at = cell.end() + 1
            if text[cell.end() : at] != ",":
                break


def quotes(text: str) -> Iterator[tuple[int, str]]:
    """Yield where quotes are wrong: the offset, and ``open`` or what to say."""
    for cell in cells(text):
        if cell["plain"] is not None:
            inner = cell["plain"].find('"')
            if inner >= 0:
                yield cell.start() + inner, "A quote stands inside a cell that is not quoted."
        elif not cell["close"]:
            yield cell.start(), "open"
        elif cell["after"]:
            yield cell.start("after") - 1, "Text follows the quote that closes the cell."


@rule(
    "NMG213",
    "needless-quotes",
    "structure",
    summary="A cell is quoted only where it must be, so that equal tables are equal files.",
    mend="Delete the quotes around the cell; 'nmg-data format' does it.",
    good="cny,yuan",
    bad='cny,"yuan"',
)
def needless_quotes(sheet: Sheet) -> Iterator[Hit]:
    """Find quoted cells that hold no comma, quote or line break."""
    text = sheet.file.text or ""
    if '"' not in text or sheet.broken_off:
        return
    for cell in cells(text):
        inner = cell["quoted"]
        if inner is not None and cell["close"] and not cell["after"] and _plain(inner):
            line, column = sheet.file.place(cell.start())
            yield Hit(
                file=sheet.path,
                line=line,
                column=column,
                message="The quotes around this cell are not needed.",
                expected=brief(inner, 60),
                found=brief(cell.group(), 60),
            )


def _plain(cell: str) -> bool:
    return not (set(cell) & set(',"\r\n'))


@rule(
    "NMG214",
    "outer-space",
    "structure",
    summary="No cell begins or ends with a space.",
    mend="Delete the space; 'nmg-data format' does it.",
    good="cny,yuan",
    bad="cny, yuan",
)
def outer_space(sheet: Sheet) -> Iterator[Hit]:
    """Find white space at the ends of cells, the header's included."""
    text = sheet.file.text
    if text is None or sheet.broken_off or len(sheet.header) > MAX_COLUMNS:
        return
    if not re.search(r'(?:^|[,"\r\n])[^\S\r\n]|\s(?:[,"\r\n]|$)|"[\r\n]', text):
        return
    for i, record in enumerate([sheet.header, *sheet.records]):
        for j, cell in enumerate(record):
            if cell and cell != cell.strip():
                line, column = sheet.locate(i - 1, j)
                yield Hit(
                    file=sheet.path,
                    line=line,
                    column=column,
                    field=sheet.header[j] if j < len(sheet.header) else None,
                    message="The cell begins or ends with a space.",
                    expected=repr(brief(cell.strip(), 60)),
                    found=repr(brief(cell, 60)),
                )


@rule(
    "NMG215",
    "oversize",
    "structure",
    summary=f"A cell has at most {MAX_CELL:,} characters, a table at most {MAX_COLUMNS:,} columns.",
    mend="Look for a quote that is not closed or a line end that is missing.",
    good="unit_id,name_en",
    bad="a header of 100,000 columns",
)
def oversize(sheet: Sheet) -> Iterator[Hit]:
    """Refuse absurd cells and headers."""
    if len(sheet.header) > MAX_COLUMNS:
        yield Hit(
            file=sheet.path,
            line=1,
            column=1,
            message=f"The header has {len(sheet.header):,} columns.",
            expected=f"{len(sheet.expected)} columns",
        )
    if sheet.broken_off and "field larger" in sheet.broken_off[1]:
        yield Hit(
            file=sheet.path,
            line=sheet.broken_off[0],
            column=1,
            message=f"A cell of this record has more than {csv.field_size_limit():,} characters.",
            expected=f"at most {MAX_CELL:,} characters",
        )
    if max(map(len, sheet.lines), default=0) <= MAX_CELL and '"' not in (sheet.file.text or ""):
        return
    # The limit of the csv module, which other libraries raise, may have let a header pass too.
    for i, record in enumerate([sheet.header, *sheet.records], -1):
        for j, cell in enumerate(record):
            if len(cell) > MAX_CELL:
                line, column = sheet.locate(i, j)
                yield Hit(
                    file=sheet.path,
                    line=line,
                    column=column,
                    field=sheet.header[j] if i >= 0 and j < len(sheet.header) else None,
                    message=f"The cell has {len(cell):,} characters.",
                    expected=f"at most {MAX_CELL:,} characters",
                    found=brief(cell, 40),
                )


@rule(
    "NMG216",
    "no-rows",
    "structure",
    summary="A table has rows below its header.",
    mend="Restore the rows from the last version.",
    good="unit_id,name_en\\ncny,yuan",
    bad="unit_id,name_en",
)
def no_rows(sheet: Sheet) -> Iterator[Hit]:
    """Find tables that are a header and nothing else."""
    if sheet.header and not any(map(any, sheet.records)) and not sheet.broken_off:
        line = len(LINE_END.split((sheet.file.text or "").rstrip("\r\n")))
        yield Hit(file=sheet.path, line=line, column=1, message="The table has no rows.")
