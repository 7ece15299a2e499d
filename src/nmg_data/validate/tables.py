"""One table: from the bytes of its file to cells, with all that can be found in it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from nmg_data.core.errors import closest
from nmg_data.core.package import Table

from . import canonical
from .characters import look_alikes, meant, named
from .descriptor import header_findings
from .findings import Finding, others, shorten
from .frames import Cells
from .lines import read_lines, records
from .rules import RULES
from .schema import build, cause, is_free, tests


@dataclass
class Checked:
    """What is known of a table by itself."""

    findings: list[Finding]
    cells: Cells | None = None  # None: it could not be read
    complete: bool = False  # every row was read, so that a key that is not there is missing


def check_table(table: Table) -> Checked:
    """Check one table; needs nothing but its schema and the bytes of its file."""
    file = read_lines(table.path, table.data)
    checked = Checked(file.findings)
    if not file.readable:
        return checked
    if wrong := header_findings(file, table):
        # Where tabs separate the cells, they are no control characters to speak of.
        checked.findings = wrong if wrong[0].code == "NMG207" else [*checked.findings, *wrong]
        return checked
    before = len(checked.findings)
    rows = records(file, len(table.fields))
    header = list(table.fields)
    again = next((number for number, row in rows.items() if row == header), None)
    if again is not None:
        message = "The header is repeated here: the file was pasted in twice."
        checked.findings.append(file.at("NMG218", again, 1, message, found=file.lines[again - 1]))
        rows = {number: row for number, row in rows.items() if number < again}
    checked.complete = len(checked.findings) == before
    if rows:
        checked.cells = cells = Cells(table, canonical.canonical_frame(table, rows), file.lines)
        checked.findings += _cell_findings(cells)
        if checked.complete:
            faulty = {finding.line for finding in checked.findings}
            found = canonical.differences(file, table.data, cells)
            checked.findings += [finding for finding in found if finding.line not in faulty]
    elif checked.complete:
        checked.findings.append(file.at("NMG216", 1, 1, "The table has no rows."))
    return checked


def failures(cells: Cells) -> dict[int, dict[str, tuple[str, str, str]]]:
    """Return what pandera finds, by line and field: code, expectation and first row alike."""
    import pandera.errors

    found: dict[int, dict[str, tuple[str, str, str]]] = {}
    table, frame, columns = cells.table, cells.frame, {}
    for name, column in frame.items():
        codes, known = column.mask(column == "").factorize()  # an empty cell is missing
        columns[str(name)] = pd.Categorical.from_codes(codes, pd.Index(known))
    try:
        build(table, text=True).validate(pd.DataFrame(columns, frame.index), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            if isinstance(error.failure_cases, str):
                raise RuntimeError(error.failure_cases) from errors
            name, check = str(error.schema.name), error.check
            if error.reason_code.name == "SERIES_CONTAINS_NULLS":
                code, expected = "NMG402" if name in table.key else "NMG310", "a value"
            else:
                code, expected = check.name, check.error
            group, first = [name], pd.Series(dtype=object)
            if name not in table.fields:  # a check of rows
                group = expected.split("/")
                name = next((part for part in group if is_free(table, part)), group[-1])
            if code in ("NMG312", "NMG401", "NMG404"):
                lines = frame.index.to_series().astype(str)
                first = lines.groupby([frame[part] for part in group]).transform("first")
            for line in error.failure_cases["index"].dropna().unique():
                about = (code, expected, first.get(line, ""))
                found.setdefault(int(line), {}).setdefault(name, about)
    return dict(sorted(found.items()))


def _cell_findings(cells: Cells) -> Iterator[Finding]:
    """Turn what pandera finds into findings: one a cell, one for a row that is shifted."""
    doubled = []
    for line, wrong in failures(cells).items():
        codes = {code for code, *_ in wrong.values()}
        pairs = Counter(name[:-3] for name, (code, *_) in wrong.items() if code == "NMG322")
        shift = _shift(cells, line, list(wrong)) if len(wrong) > 1 else None
        if shift:
            yield shift
        elif "NMG401" in codes:
            doubled += [(line, first) for code, _, first in wrong.values() if code == "NMG401"]
        else:
            for name, (code, expected, first) in wrong.items():
                if code == "NMG322" and pairs[name[:-3]] == 2:
                    if name.endswith("_en"):
                        message = f"`{name}` and `{name[:-3]}_zh` are exchanged."
                        yield cells.at(line, name, message, expected=expected, code=code)
                elif not ("NMG402" in codes and code == "NMG310"):
                    # In a row without a key, `format` fills in what can be filled.
                    yield _cell_finding(cells, line, name, code, expected, first)
    if doubled:
        (line, first), *more = doubled
        key, want = cells.table.key, "a key of its own"
        message = f"The key {shorten(cells.key[line])!r} is already on line {first}."
        yield cells.at(line, key[-1], message + others(len(more)), expected=want, code="NMG401")


def _cell_finding(
    cells: Cells, line: int, name: str, code: str, expected: str, extra: str
) -> Finding:
    table, cell = cells.table, str(cells.frame.at[line, name])
    if not is_free(table, name):
        code, expected = cause(table.fields[name], cell) or (code, expected)
    if code == "NMG315":
        odd = look_alikes(str(table.fields[name].get("script", "any")), cell)
        extra, expected = f"{odd[0]} is {named(odd[0])}", meant(cell)
    message = RULES[code].message.format(field=name, cell=repr(shorten(cell, 40)), extra=extra)
    likely = suggestion(table, name, cell)
    hint = f"Did you mean {likely!r}?" if likely else None
    return cells.at(line, name, message, expected=expected, hint=hint, code=code)


def _fits(table: Table, name: str, cell: str) -> bool:
    """Say whether a cell by itself may be in a field."""
    limits, cell = table.fields[name], canonical.canonical_cell(table.fields[name]["type"], cell)
    if not cell:
        return not limits.get("constraints", {}).get("required")
    return all(test(cell) for _, _, test in tests(table, name, text=True))


def suggestion(table: Table, name: str, cell: str) -> str | None:
    """Return the code that a cell was probably meant to be, if there is one."""
    limits = table.fields[name].get("constraints", {})
    if not {"enum", "pattern"} & set(limits):
        return None
    likely = [cell.lower(), cell.upper(), *closest(cell, limits.get("enum", []))]
    return next((value for value in likely if value != cell and _fits(table, name, value)), None)


def _shift(cells: Cells, line: int, wrong: list[str]) -> Finding | None:
    """Find the place from which on a row would be right one column further left or right."""
    table, names = cells.table, list(cells.table.fields)
    row = [str(cell) for cell in cells.frame.loc[line]]
    for i in range(min(map(names.index, wrong)), -1, -1):
        trials = [("was added", [*row[:i], *row[i + 1 :], ""])]
        if not row[-1]:
            trials.append(("is missing", [*row[:i], "", *row[i:-1]]))
        for what, trial in trials:
            rest = zip(names, trial, strict=True)
            skip = names[i] if what == "is missing" else None
            if all(name == skip or _fits(table, name, cell) for name, cell in rest):
                message = f"From `{names[i]}` on the cells are one column off: a cell {what} here."
                return cells.at(line, names[i], message, code="NMG219")
    return None
