"""Put a table into canonical form, and fill the cells that follow from the print.

The form: UTF-8 without a byte order mark, NFC, LF, quotes only where needed, plain
numbers, rows in the order of their key. No value changes; only `preferred` is chosen anew,
since a new row may come before an old one. A file that cannot be read for certain is
refused with its line and left as it is.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from ._descriptor import Json, fields, table_schema
from ._errors import NmgDataError
from ._figure import COUNT_UNITS, Figure, canonical, interval, parse_figure
from ._preferred import CELLS, KEY, pick
from ._relations import year_before
from .checks import sound_sheets
from .checks._model import Sheet
from .checks._order import sort_key
from .checks.read import Folder

Row = dict[str, str]

LONGEST = 40
"""Characters of a number; a longer one is left for `validate` to refuse."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_BOOLEAN = {"true": "true", "false": "false"}


def format_package(folder: Folder) -> dict[str, bytes]:
    """Return the canonical bytes of every table of a folder, by path.

    Raises
    ------
    NmgDataError
        A file cannot be read for certain: file, line and what to do.
    """
    sheets = sound_sheets(folder)
    tables = {name: _read(one.path, one.file.data, one.schema) for name, one in sheets.items()}
    ours = {name: tables[name] for name, one in sheets.items() if _is_ours(one)}
    if "observations" in ours:
        _derive(ours)
    return {
        one.path: _format(tables[name], one.schema)
        for name, one in sheets.items()
        if folder.only in (None, one.path)
    }


def _is_ours(sheet: Sheet) -> bool:
    """Whether a table has the fields of ours; that of another package may have its name."""
    if sheet.name not in ("observations", "sources", "units"):
        return False
    return set(sheet.expected) >= {one["name"] for one in fields(table_schema(sheet.name))}


def _derive(tables: dict[str, list[Row]]) -> None:
    """Fill the cells of the observations that follow from others, and choose the preferred ones."""
    rows, sources = tables["observations"], tables.get("sources", [])
    fill(rows, {row["source_id"]: row["language"] for row in sources})
    if sources and "units" in tables:
        columns = {name: [row[name] for row in rows] for name in (*KEY, *CELLS, "replaced_by")}
        for index, best in pick(columns, sources, tables["units"]).items():
            rows[index]["preferred"] = "true" if best else "false"


def _format(rows: list[Row], schema: Json) -> bytes:
    key = schema["primaryKey"]
    order = sort_key(schema)
    rows.sort(key=lambda row: order([row[name] for name in key]))
    return write_rows([str(field["name"]) for field in fields(schema)], rows)


def write_rows(header: list[str], rows: Iterable[Row]) -> bytes:
    """Write rows as the package has them: LF, quotes only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row[name] for name in header] for row in rows)
    return out.getvalue().encode("utf-8")


def _read(path: str, data: bytes, schema: Json) -> list[Row]:
    """Read the records of a file, every cell in canonical form."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NmgDataError(
            f"{path}:{line}: this is not UTF-8 and is not guessed at. Save it as UTF-8 first."
        ) from error
    described = fields(schema)
    header = [str(field["name"]) for field in described]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        found = [cell.strip() for cell in next(reader, [])]
        if found != header:
            raise NmgDataError(
                f"{path}:1: the header is not that of the schema, so the cells cannot be told. "
                f"Expected {','.join(header)}."
            )
        for record in reader:
            if not any(cell.strip() for cell in record):
                continue
            if len(record) != len(header):
                raise NmgDataError(
                    f"{path}:{reader.line_num}: expected {len(header)} cells, found {len(record)}. "
                    "Quote a cell that holds a comma."
                )
            cells = zip(described, record, strict=True)
            rows.append({str(one["name"]): canonical_cell(one, cell) for one, cell in cells})
    except csv.Error as error:
        raise NmgDataError(f"{path}:{reader.line_num}: {error}. Mend the quotes.") from error
    return rows


def canonical_cell(field: Json, cell: str) -> str:
    """Return a cell in canonical form; one that is not of its type stays for `validate` to say.

    >>> canonical_cell({"type": "number"}, " +1.50e3 ")
    '1500'
    >>> canonical_cell({"type": "boolean"}, "TRUE")
    'true'
    >>> canonical_cell({"type": "number"}, "1,234")
    '1,234'
    """
    cell = unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if field["type"] in ("integer", "number"):
        plain = unicodedata.normalize("NFKC", cell)
        if _NUMBER.fullmatch(plain) and len(plain) <= LONGEST:
            number = canonical(Decimal(plain))
            return number if len(number) <= LONGEST else cell
    if field["type"] == "boolean":
        return _BOOLEAN.get(cell.casefold(), cell)
    return cell


def fill(rows: list[Row], languages: dict[str, str]) -> None:
    """Fill the empty cells of observations that follow from the others of their row."""
    taken = {row["observation_id"] for row in rows}
    for row in rows:
        if not row["year"]:
            row["year"] = year_of(row["period"])
        if _from_print_missing(row):
            figure = parse_figure(row["as_printed"], languages.get(row["source_id"], "zh"))
            if not figure.ok:
                name = row["observation_id"] or row["indicator_id"]
                raise NmgDataError(
                    f"data/observations.csv: the print {row['as_printed']!r} of {name} cannot be "
                    f"read, so its cells cannot be filled. {figure.problem}"
                )
            fill_from_print(row, figure)
        if not row["observation_id"]:
            row["observation_id"] = mint(row, taken)
            taken.add(row["observation_id"])


def _from_print_missing(row: Row) -> bool:
    """Whether cells are empty that only the print can fill."""
    if not row["as_printed"]:
        return False
    unread = not row["value"] and row["bound"] != "range"
    # Both ends are empty only in a row that nobody has filled yet.
    return unread or not row["unit_id"] or not row["bound"] or not (row["lower"] or row["upper"])


def fill_from_print(row: Row, figure: Figure) -> None:
    """Fill the empty cells of one row from the reading of its print."""
    row["bound"] = row["bound"] or figure.bound
    row["unit_id"] = row["unit_id"] or figure.unit or ""
    if not row["value"] and figure.value is not None:
        row["value"] = canonical(figure.value)
    if row["lower"] or row["upper"]:
        return
    if row["bound"] == "range":
        ends = (figure.lower, figure.upper)
    else:
        counted = row["unit_id"] in COUNT_UNITS and not figure.multiplied
        measure = row["measure"] or figure.measure
        ends = interval(figure.value, figure.step, row["bound"], count=counted, measure=measure)
    row["lower"], row["upper"] = ("" if end is None else canonical(end) for end in ends)


def year_of(period: str) -> str:
    """Return the calendar year in which a period lies, or nothing where it spans several.

    >>> year_of("2024-02"), year_of("2024-01/2024-06"), year_of("2023/2024"), year_of("")
    ('2024', '2024', '', '')
    """
    years = {part[:4] for part in period.split("/")}
    return years.pop() if len(years) == 1 and period else ""


def mint(row: Row, taken: set[str]) -> str:
    """Make the id of a new row from its parts; ``.2`` and so on where one source prints it again.

    >>> mint({"indicator_id": "gdp", "place_id": "china", "period": "2023/2024",
    ...       "measure": "level", "base_period": "", "source_id": "s"}, set())
    'gdp.china.2023_2024.level.s'
    """
    parts = [
        row["indicator_id"],
        row["place_id"],
        row["period"].replace("/", "_") or "undated",
        row["measure"],
    ]
    base = row["base_period"]
    if base and base != year_before(row["period"]):
        parts.append(f"vs{base.replace('/', '_')}")
    first = ".".join([*parts, row["source_id"]])
    again = 2
    name = first
    while name in taken:
        name = f"{first}.{again}"
        again += 1
    return name
