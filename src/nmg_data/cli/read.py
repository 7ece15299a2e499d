"""The commands that read: list, show, find, series, describe, trace and cite."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..core.errors import UnknownNameError, did_you_mean, fold
from ..core.package import LANGS, Lang, Row, Table, localized, name_field, package
from ..core.text import GAP, grouped, plain_number, printable, table, terminal_width
from ..core.words import listed, say
from .options import names, print_records, printable_lines

if TYPE_CHECKING:
    from ..query.find import SeriesInfo
    from ..query.points import Point


def run_list(args: argparse.Namespace) -> int:
    """List the tables with their titles and row counts."""
    rows = [
        (part.name, localized(part.resource, "title", args.lang), part.count)
        for part in package().tables()
    ]
    if args.format == "json":
        print_records("json", ("name", "title", "rows"), rows)
        return 0
    header = [say(word, args.lang) for word in ("table", "title", "rows")]
    cells = [[name, title, str(count)] for name, title, count in rows]
    print(table(header, cells, terminal_width(), numeric=(2,)))
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Show the rows of a table."""
    part = package().table(args.table)
    chosen = names("columns", args.columns, part.fields)
    rows = part.rows
    for condition in args.where:
        rows = matching_rows(part, rows, condition, args.lang)
    total = len(rows)
    rows = rows if args.rows is None else rows[: args.rows]
    if args.format != "text":
        header = chosen or list(part.fields)
        print_records(args.format, header, ([row[name] for name in header] for row in rows))
        return 0
    if chosen:
        cells = [[printable(row[name]) for name in chosen] for row in rows]
        print(table(chosen, cells, terminal_width(), whole=range(len(chosen))))
    else:
        print(named_rows(part, rows, args.lang))
    print(counted(len(rows), total, args.lang))
    return 0


def matching_rows(part: Table, rows: list[Row], condition: str, lang: Lang) -> list[Row]:
    """Keep the rows that fit ``FIELD=TEXT``; one of the allowed values fits before a part of it."""
    field, equals, text = condition.partition("=")
    if not equals:
        raise UnknownNameError(f"--where {condition!r} is not FIELD=TEXT, such as mode=road.")
    names("where", field, part.fields)
    wanted = fold(text)
    forms = {
        code: {fold(code), *(fold(part.labels(field, other).get(code, "")) for other in LANGS)}
        if part.enum(field)
        else {fold(code), fold(package().label(part.name, field, code, lang))}
        for code in {row[field] for row in rows}
    }
    equal = {code for code, known in forms.items() if wanted in known}
    parts = {code for code, known in forms.items() if any(wanted in form for form in known)}
    if not parts and part.enum(field):
        allowed = part.enum(field) or []
        if wanted not in allowed:
            near = did_you_mean(text, [*allowed, *part.labels(field, lang).values()])
            raise UnknownNameError(
                f"{field} has no value like {text!r}.{near} Use one of: {', '.join(allowed)}."
            )
    fits = equal if equal and part.enum(field) else parts
    return (
        [row for row in rows if row[field] in fits]
        if text
        else [row for row in rows if not row[field]]
    )


def named_rows(part: Table, rows: list[Row], lang: Lang) -> str:
    """Lay out rows with names for codes; a key that does not fit is on a line of its own."""
    other: Lang = "en" if lang == "zh" else "zh"
    hidden = {name_field(part.name, other), f"publisher_{other}"}
    shown = [name for name, field in part.fields.items() if field.get("show")]
    others = [name for name in shown if name not in hidden and [name] != part.key]
    header = [localized(part.fields[name], "title", lang) for name in others]
    numeric = [i for i, name in enumerate(others) if part.fields[name]["type"] == "number"]
    cells = [[cell_text(part, row, name, lang) for name in others] for row in rows]
    columns = terminal_width()
    if len(part.key) > 1:
        ids_of_figures = [i for i, name in enumerate(others) if name == "observation_id"]
        return table(header, cells, columns, numeric=numeric, whole=ids_of_figures)
    ids = [row[part.key[0]] for row in rows]
    if max(map(len, ids), default=0) <= 24:
        title = localized(part.fields[part.key[0]], "title", lang)
        rows_of_cells = [[key, *row] for key, row in zip(ids, cells, strict=True)]
        places = [i + 1 for i in numeric]
        return table([title, *header], rows_of_cells, columns, numeric=places, whole=(0,))
    lines = table(header, cells, columns, numeric=numeric).split("\n")
    body = [f"{line}\n{GAP}{key}" for line, key in zip(lines[2:], ids, strict=True)]
    return "\n".join([*lines[:2], *body])


def cell_text(part: Table, row: Row, name: str, lang: Lang) -> str:
    """Return a cell as people read it: a name for a code, a number with its unit."""
    cell = row[name]
    if name == name_field(part.name, lang):
        return printable(package().name(part.name, "/".join(row[key] for key in part.key), lang))
    if name == "value" and "unit_id" in row:
        unit = package().row("units", row["unit_id"])
        symbol = unit["name_zh"] if lang == "zh" else unit["symbol"] or unit["name_en"]
        number = grouped(cell) if cell else f"{grouped(row['lower'])}–{grouped(row['upper'])}"
        bounds = {"over": ">", "at_least": "≥", "at_most": "≤", "nearly": "<", "about": "≈"}
        return f"{bounds.get(row['bound'], '')}{number} {symbol}"
    if part.fields[name]["type"] == "number":
        return grouped(cell) if cell else ""
    return printable(package().label(part.name, name, cell, lang)) if cell else ""


def counted(shown: int, total: int, lang: Lang) -> str:
    """Return how many rows are shown of how many."""
    if lang == "zh":
        return f"共 {total} 行" if shown == total else f"{total} 行中的前 {shown} 行"
    rows = "row" if total == 1 else "rows"
    return f"{total} {rows}" if shown == total else f"first {shown} of {total} {rows}"


def run_find(args: argparse.Namespace) -> int:
    """Find the series that there are, by words, topic or place."""
    from ..query.find import SeriesInfo, find_series, language_of

    text = " ".join(args.text) or None
    found = find_series(text, topic=args.topic, place=args.place, lang=args.lang)
    if args.format != "text":
        print_records(args.format, SeriesInfo._fields, found)
        return 0
    lang: Lang = args.lang or language_of(text, args.topic, args.place)
    header = ("place", "measure", "kind", "vintage", "unit", "years", "points")
    for indicator, group in groupby(found, key=lambda info: info.indicator_id):
        infos = list(group)
        print(f"{infos[0].indicator} ({indicator})")
        print(without_empty(header, [find_row(info, lang) for info in infos], lang) + "\n")
    print(counted(len(found), len(found), lang))
    return 0


def find_row(info: SeriesInfo, lang: Lang) -> list[str]:
    """Return the cells of one series in a list of what was found."""

    def label(field: str, code: str) -> str:
        return package().label("observations", field, code, lang) if code else ""

    measure = label("measure", info.measure)
    if info.status != "actual":
        measure += f" ({label('status', info.status)})"
    years = "" if info.first is None else f"{info.first}–{info.last}"
    years = str(info.first) if info.first is not None and info.first == info.last else years
    kind = label("period_kind", info.kind)
    vintage, unit = info.vintage, info.unit
    if lang == "zh":
        vintage, unit = label("vintage", vintage), package().name("units", unit, lang)
    return [info.place, measure, kind, vintage, unit, years, str(info.points)]


def run_series(args: argparse.Namespace) -> int:
    """Print one or several series: one unit, one vintage, in order of time."""
    from ..query.select import Query, select_all

    query = Query(args.kind, args.measure, args.status, args.vintage, args.scope)
    selections = select_all(args.indicator, [args.place], query)
    for selection in selections:
        if selection.later:
            print(f"nmg-data: {printable(selection.later)}", file=sys.stderr)
    points = [point for selection in selections for point in selection.points]
    if args.format != "text":
        print_records(args.format, points[0]._fields, points)
        return 0
    for selection in selections:
        print(series_block(selection.points, args.lang) + "\n")
    return 0


def series_block(points: list[Point], lang: Lang) -> str:
    """Lay out one series below its name, place and unit."""
    first = points[0]
    name = package().name("indicators", first.indicator_id, lang)
    place = package().name("places", first.place_id, lang)
    unit = package().name("units", first.unit, lang)
    header = ["period", "value", "lower", "upper", "bound", "vintage", "break", "source"]
    rows = []
    for point in points:
        # The interval of an exact figure is half a unit of its last digit: --format csv has it.
        exact = point.bound == "exact"
        ends = [None, None] if exact else [point.lower, point.upper]
        numbers = [
            "" if number is None else grouped(plain_number(number))
            for number in (point.value, *ends)
        ]
        bound = "" if exact else package().label("observations", "bound", point.bound, lang)
        broken = "*" if point.break_before else ""
        vintage = package().label("observations", "vintage", point.vintage, "zh")
        state = vintage if lang == "zh" else point.vintage
        rows.append([point.period, *numbers, bound, state, broken, point.source_id])
    title = f"{name} — {listed([place, unit], lang)} ({first.indicator_id})"
    return title + "\n" + without_empty(header, rows, lang)


def without_empty(header: Sequence[str], rows: list[list[str]], lang: Lang) -> str:
    """Lay out rows without the columns in which nothing is filled."""
    kept = [i for i in range(len(header)) if any(row[i] for row in rows)]
    numeric = [j for j, i in enumerate(kept) if header[i] in ("value", "lower", "upper")]
    words = [say(header[i], lang) for i in kept]
    return table(words, [[row[i] for i in kept] for row in rows], terminal_width(), numeric=numeric)


def run_describe(args: argparse.Namespace) -> int:
    """Describe a table: its fields, units, constraints and sources."""
    from ..core.describe import describe

    print(printable_lines(describe(args.table, lang=args.lang).text(terminal_width())))
    return 0


def run_trace(args: argparse.Namespace) -> int:
    """Show where a figure comes from, how it was read and what it was checked against."""
    from ..evidence.trace import trace

    found = trace(args.id, lang=args.lang)
    if args.format == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(printable_lines(found.text(terminal_width())))
    return 0


def run_cite(args: argparse.Namespace) -> int:
    """Cite the package, a table, or figures with their sources."""
    from ..export.cite import cite

    print(cite(args.id or None, format=args.format))
    return 0
