"""The commands that read: list, show, find, series, describe, trace and cite."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING

from ..core.errors import UnknownNameError, did_you_mean, fold, unknown
from ..core.package import LANGS, Lang, Row, Table, localized, name_field, package
from ..core.text import GAP, grouped, plain_number, printable, table, terminal_width, wrap
from ..core.words import listed, say, unit_name, with_unit
from .options import as_options, names, print_records, print_result

if TYPE_CHECKING:
    from ..query.find import SeriesInfo
    from ..query.select import Query, Selection


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
    print(table(header, [list(map(str, row)) for row in rows], terminal_width(), numeric=(2,)))
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
    """Keep the rows that fit ``FIELD=TEXT``: a code or name itself, else a part of these."""
    field, equals, text = condition.partition("=")
    if not equals:
        raise UnknownNameError(f"--where {condition!r} is not FIELD=TEXT, such as mode=road.")
    names("fields", field, part.fields)
    if not text:
        return [row for row in rows if not row[field]]
    wanted, allowed = fold(text), part.enum(field) or []
    forms = {
        code: [fold(code), *(fold(package().label(part.name, field, code, of)) for of in LANGS)]
        for code in {row[field] for row in rows}
    }
    equal = {code for code, known in forms.items() if wanted in known}
    fits = equal or {code for code, known in forms.items() if any(wanted in form for form in known)}
    if allowed and not fits and wanted not in allowed:
        near = did_you_mean(text, [*allowed, *part.labels(field, lang).values()])
        raise UnknownNameError(
            f"{field} has no value like {text!r}.{near} Use one of: {', '.join(allowed)}."
        )
    return [row for row in rows if row[field] in fits]


def named_rows(part: Table, rows: list[Row], lang: Lang) -> str:
    """Lay out rows with names for codes; an id that does not fit is on a line of its own."""
    other: Lang = "en" if lang == "zh" else "zh"
    key = part.key[0] if len(part.key) == 1 else "observation_id"
    hidden = {name_field(part.name, other), f"publisher_{other}", key}
    shown = [name for name, field in part.fields.items() if field.get("show")]
    fields = [name for name in shown if name not in hidden]
    cells = [[cell_text(part, row, name, lang) for name in fields] for row in rows]
    ids = [[row[key]] for row in rows if key in row]
    short = ids and all(len(name) <= 24 for (name,) in ids)
    if short:
        fields = [key, *fields]
        cells = [[*own, *others] for own, others in zip(ids, cells, strict=True)]
    header = [localized(part.fields[name], "title", lang) for name in fields]
    numeric = [i for i, name in enumerate(fields) if part.fields[name]["type"] == "number"]
    below = [] if short else [[GAP + name] for (name,) in ids]
    whole = [i for i, name in enumerate(fields) if name in (key, "period")]
    return table(header, cells, terminal_width(), numeric=numeric, whole=whole, below=below)


def cell_text(part: Table, row: Row, name: str, lang: Lang) -> str:
    """Return a cell as people read it: a name for a code, a number with its unit."""
    cell = row[name]
    if name == name_field(part.name, lang):
        return printable(package().name(part.name, "/".join(row[key] for key in part.key), lang))
    if name == "value" and "unit_id" in row:
        number = grouped(cell) if cell else f"{grouped(row['lower'])}–{grouped(row['upper'])}"
        bounds = {"over": ">", "at_least": "≥", "at_most": "≤", "nearly": "<", "about": "≈"}
        return bounds.get(row["bound"], "") + with_unit(number, row["unit_id"], lang)
    if part.fields[name]["type"] == "number":
        return grouped(cell)
    return printable(package().label(part.name, name, cell, lang))


def counted(shown: int, total: int, lang: Lang) -> str:
    """Return how many rows are shown of how many."""
    words = "first {} of {} rows" if shown < total else "{} row" if total == 1 else "{} rows"
    return say(words, lang, shown, total)


def run_find(args: argparse.Namespace) -> int:
    """Find the series that there are, by words, topic or place."""
    from ..query.find import SeriesInfo, find_series
    from ..query.names import language_of, names_of

    text = " ".join(args.text) or None
    found = find_series(text, args.topic, args.place, args.lang)
    if not found:
        wanted = " ".join(filter(None, (text, args.topic, args.place)))
        known = chain.from_iterable((names_of("indicators") | names_of("places")).values())
        raise unknown("series", wanted, known, "find() lists all.")
    if args.format != "text":
        print_records(args.format, SeriesInfo._fields, found)
        return 0
    lang: Lang = args.lang or language_of(text, args.topic, args.place)
    header = ("place", "measure", "kind", "vintage", "unit", "years", "points")
    for (name, indicator), group in groupby(found, lambda one: (one.indicator, one.indicator_id)):
        rows = [find_row(info, lang) for info in group]
        places = {place for place, *_ in rows}
        if len(places) == 1:
            # It stands in the heading, and leaves the table its width.
            name = f"{name} — {places.pop()}"
            rows = [["", *others] for _, *others in rows]
        print(f"{name} ({indicator})\n{without_empty(header, rows, lang)}\n")
    print(counted(len(found), len(found), lang))
    return 0


def find_row(info: SeriesInfo, lang: Lang) -> list[str]:
    """Return the cells of one series in a list of what was found."""
    label = partial(package().label, "observations", lang=lang)
    measure = label("measure", info.measure)
    if info.status != "actual":
        measure += f" ({label('status', info.status)})"
    years = dict.fromkeys(str(year) for year in (info.first, info.last) if year is not None)
    vintage, unit = info.vintage, info.unit
    if lang == "zh":
        vintage, unit = label("vintage", vintage), package().name("units", unit, lang)
    kind = label("period_kind", info.kind)
    return [info.place, measure, kind, vintage, unit, "–".join(years), str(info.points)]


def run_series(args: argparse.Namespace) -> int:
    """Print one or several series: one unit, one vintage, in order of time."""
    from ..query.names import language_of
    from ..query.select import Query, coded, select_all

    lang = args.lang or language_of(*args.indicator, args.place)
    options = {name: getattr(args, name) for name in Query._fields if name != "lang"}
    query = coded(Query(**options, lang=lang))
    selections = select_all(args.indicator, [args.place], query)
    for note in chain.from_iterable(selection.notes for selection in selections):
        print(f"nmg-data: {printable(as_options(note))}", file=sys.stderr)
    points = [point for selection in selections for point in selection.points]
    if args.format != "text":
        print_records(args.format, points[0]._fields, points)
        return 0
    for selection in selections:
        print(series_block(selection, query) + "\n")
    return 0


def series_block(selection: Selection, query: Query) -> str:
    """Lay out one series below its name, place and unit, and above what it lacks."""
    lang, label = query.lang, partial(package().label, "observations", lang=query.lang)
    first, measure = selection.points[0], query.derive or query.measure
    name = package().name("indicators", first.indicator_id, lang)
    place = package().name("places", first.place_id, lang)
    what = "" if measure == "level" else label("measure", measure)
    header = ["period", "value", "lower", "upper", "bound", "vintage", "break", "source"]
    rows, form = [], "{:.6g}" if query.derive else "{!r}"
    for point in selection.points:
        if point.bound == "exact":
            # The interval is half a unit of the last digit: --format csv has it.
            point = point._replace(lower=None, upper=None, bound="")
        numbers = [
            "" if number is None else grouped(plain_number(form.format(number)))
            for number in (point.value, point.lower, point.upper)
        ]
        bound = label("bound", point.bound)
        vintage = label("vintage", point.vintage) if lang == "zh" else point.vintage
        broken = "*" if point.break_before else ""
        rows.append([point.period, *numbers, bound, vintage, broken, point.source_id])
    where = listed(list(filter(None, (place, what, unit_name(first.unit, lang)))), lang)
    title = f"{name} — {where} ({first.indicator_id})"
    parts = [say("{} ({})", lang, say(why, lang), n) for why, n in selection.left_out.items()]
    lines = [say("No figure for: {}.", lang, listed(selection.gaps, lang))] * bool(selection.gaps)
    lines += [say("Left out: {}.", lang, listed(parts, lang))] * bool(parts)
    notes = [part for line in lines for part in wrap(line, terminal_width())]
    return "\n".join([title, without_empty(header, rows, lang), *notes])


def without_empty(header: Sequence[str], rows: list[list[str]], lang: Lang) -> str:
    """Lay out rows without the columns in which nothing is filled."""
    kept = [i for i in range(len(header)) if any(row[i] for row in rows)]
    numeric = [j for j, i in enumerate(kept) if header[i] in ("value", "lower", "upper")]
    codes = ("period", "years") if lang == "zh" else ("period", "years", "vintage")
    whole = [j for j, i in enumerate(kept) if header[i] in codes]
    words, cells = [say(header[i], lang) for i in kept], [[row[i] for i in kept] for row in rows]
    return table(words, cells, terminal_width(), numeric=numeric, whole=whole)


def run_describe(args: argparse.Namespace) -> int:
    """Describe a table: its fields, units, constraints and sources."""
    from ..core.describe import describe

    print_result("text", describe(args.table, lang=args.lang))
    return 0


def run_trace(args: argparse.Namespace) -> int:
    """Show where a figure comes from, how it was read and what it was checked against."""
    from ..evidence.trace import trace

    print_result(args.format, trace(args.id, lang=args.lang))
    return 0


def run_cite(args: argparse.Namespace) -> int:
    """Cite the package, a table, or figures with their sources."""
    from ..export.cite import cite

    print(cite(args.id or None, format=args.format))
    return 0
