"""One table: from the bytes of its file to cells, with all that can be found in it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from nmg_data.core.errors import closest
from nmg_data.core.package import Table

from . import canonical
from .characters import look_alikes, meant, named
from .descriptor import header_findings
from .findings import Finding, shorten
from .frames import Cells
from .lines import read_lines, records
from .rules import RULES
from .schema import build, cause, is_free, tests

BOOLEANS = {"yes": "true", "no": "false", "1": "true", "0": "false", "是": "true", "否": "false"}
FACTORS = {"千": 3, "万": 4, "亿": 8, "万亿": 12}
LOSS = ("NMG1", "NMG20", "NMG211", "NMG218", "NMG219", "NMG319", "NMG320", "NMG321")


@dataclass
class Checked:
    """What is known of a table by itself."""

    path: str
    findings: list[Finding]
    cells: Cells | None = None
    """None: it could not be read."""
    complete: bool = False
    """Whether every row could be read, so that a key that is not there is really missing."""
    lines: dict[int, str] = field(default_factory=dict)
    """The canonical form of every row, by its line."""

    @property
    def losses(self) -> list[Finding]:
        """The findings that speak of something lost, which writing the file would hide."""
        return [finding for finding in self.findings if finding.code.startswith(LOSS)]


def check_table(table: Table) -> Checked:
    """Check one table; needs nothing but its schema and the bytes of its file."""
    file = read_lines(table.path, table.data)
    checked = Checked(table.path, file.findings)
    if not file.readable:
        return checked
    wrong = header_findings(file, table)
    if wrong:
        # Where tabs separate the cells, they are no control characters to speak of.
        earlier = [] if wrong[0].code == "NMG207" else checked.findings
        checked.findings = [*earlier, *wrong]
        return checked
    before = len(checked.findings)
    rows = records(file, len(table.fields))
    again = next((number for number, row in rows.items() if row == list(table.fields)), None)
    if again is not None:
        message = "The header is repeated here: the file was pasted in twice."
        checked.findings.append(
            file.at("NMG218", again, 1, message, found=shorten(file.lines[again - 1]))
        )
        rows = {number: row for number, row in rows.items() if number < again}
    checked.complete = len(checked.findings) == before
    if not rows:
        if checked.complete:
            checked.findings.append(file.at("NMG216", 1, 1, "The table has no rows."))
        return checked
    frame, categories, changed = columns_of(table, rows)
    checked.cells = cells = Cells(table, frame, file.lines)
    checked.findings += _cell_findings(cells, categories)
    if checked.complete:
        checked.lines = canonical.canonical_lines(cells, changed | file.doubtful)
        found = canonical.differences(file, table.data, cells, checked.lines)
        skip = {finding.line for finding in checked.findings}
        checked.findings += [finding for finding in found if finding.line not in skip]
    return checked


def columns_of(
    table: Table, rows: dict[int, list[str]]
) -> tuple[pd.DataFrame, pd.DataFrame, set[int]]:
    """Return canonical cells as text and as categories, and the lines of cells that changed."""
    index = pd.Index(list(rows))
    text: dict[str, Any] = {}
    categories: dict[str, Any] = {}
    changed: set[int] = set()
    for (name, described), column in zip(
        table.fields.items(), zip(*rows.values(), strict=True), strict=True
    ):
        codes, distinct = pd.factorize(np.array(column, dtype=object))
        kind = described["type"]
        cells = [canonical.canonical_cell(kind, cell) for cell in distinct]
        other = [i for i, cell in enumerate(distinct) if cell != cells[i]]
        if other:
            changed |= set(index[np.isin(codes, other)])
        text[name] = np.array(cells, dtype=object)[codes]
        if other:
            codes, distinct = pd.factorize(text[name])
            cells = list(distinct)
        # An empty cell is a missing one, and no category.
        filled = np.array([bool(cell) for cell in cells], dtype=bool)
        codes = np.where(filled, np.cumsum(filled) - 1, -1)[codes]
        cells = [cell for cell in cells if cell]
        categories[name] = pd.Categorical.from_codes(codes, pd.Index(cells, dtype=object))
    return pd.DataFrame(text, index, dtype=object), pd.DataFrame(categories, index), changed


def failures(table: Table, categories: pd.DataFrame) -> dict[int, dict[str, tuple[str, str]]]:
    """Return what pandera finds, by line and field: code and expectation of the first check."""
    import pandera.errors

    found: dict[int, dict[str, tuple[str, str]]] = {}
    try:
        build(table, text=True).validate(categories, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            if isinstance(error.failure_cases, str):
                raise RuntimeError(error.failure_cases) from errors
            code, expected = _meaning(table, error)
            name = str(error.schema.name)
            if name not in table.fields:
                group = expected.split("/")
                name = next((part for part in group if is_free(table, part)), group[-1])
            for line in error.failure_cases["index"].dropna().unique():
                found.setdefault(int(line), {}).setdefault(name, (code, expected))
    return dict(sorted(found.items()))


def _meaning(table: Table, error: Any) -> tuple[str, str]:
    check = error.check
    if error.reason_code.name == "SERIES_CONTAINS_NULLS":
        return ("NMG402" if error.schema.name in table.key else "NMG310"), "a value"
    code = getattr(check, "name", None)
    return (code, str(check.error)) if code in RULES else ("NMG318", str(check))


def _cell_findings(cells: Cells, categories: pd.DataFrame) -> Iterator[Finding]:
    """Turn what pandera finds into findings: one a cell, one for a row that is shifted."""
    table = cells.table
    found = failures(table, categories)
    shifted = _shifted(cells, [line for line, wrong in found.items() if len(wrong) > 1])
    doubled: list[int] = []
    firsts = First(cells)
    for line, wrong in found.items():
        if line in shifted:
            yield shifted[line]
            continue
        codes = {code for code, _ in wrong.values()}
        for name, (code, expected) in wrong.items():
            if "NMG401" in codes:
                doubled += [line] if code == "NMG401" else []
            elif code == "NMG322" and wrong.get(_other(name), ("",))[0] == code:
                if name.endswith("_en"):
                    message = f"`{name}` and `{_other(name)}` are exchanged."
                    yield cells.at(line, name, message, expected=expected, code=code)
            elif not ("NMG402" in codes and code == "NMG310"):
                # In a row without a key, `format` fills in what can be filled.
                yield _cell_finding(cells, line, name, code, expected, firsts)
    yield from _doubled(cells, doubled, firsts)


def _other(name: str) -> str:
    """Return the field that has the same text in the other language."""
    return name[:-2] + {"en": "zh", "zh": "en"}.get(name[-2:], "")


class First:
    """The first line on which some fields have the values of a line; worked out once."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.known = cells, dict[tuple[str, ...], dict[int, int]]()

    def __call__(self, names: list[str], line: int) -> int:
        """Return the first line that has the values of this one."""
        group = tuple(names)
        if group not in self.known:
            columns = [self.cells.frame[name].tolist() for name in names]
            seen: dict[tuple[str, ...], int] = {}
            self.known[group] = {
                number: seen.setdefault(values, number)
                for number, values in zip(
                    self.cells.frame.index.tolist(), zip(*columns, strict=True), strict=True
                )
            }
        return self.known[group][line]


def _cell_finding(
    cells: Cells, line: int, name: str, code: str, expected: str, first: First
) -> Finding:
    table, cell = cells.table, str(cells.frame.at[line, name])
    script = str(table.fields[name].get("script", "any"))
    if not is_free(table, name):
        code, expected = cause(table.fields[name], cell) or (code, expected)
    extra = ""
    if code == "NMG312":
        extra = str(first([name], line))
    elif code == "NMG404":
        extra = str(first(expected.split("/"), line))
    elif code == "NMG315":
        odd = look_alikes(script, cell)
        extra, expected = f"{odd[0]} is {named(odd[0])}", meant(cell)
    message = RULES[code].message.format(field=name, cell=repr(shorten(cell, 40)), extra=extra)
    likely = suggestion(table, name, cell)
    hint = f"Did you mean {likely!r}?" if likely else None
    return cells.at(line, name, message, expected=expected, hint=hint, code=code)


def suggestion(table: Table, name: str, cell: str) -> str | None:
    """Return the valid value that a cell was probably meant to be, if there is one."""
    limits = table.fields[name].get("constraints", {})
    digits = re.findall(r"\d+", cell)
    chinese = re.fullmatch(r"([\d.]+)(万亿|亿|万|千)", cell)
    candidates = [
        BOOLEANS.get(cell.casefold(), ""),
        f"{chinese[1]}E{FACTORS[chinese[2]]}" if chinese else "",
        cell.casefold(),
        cell.upper(),
        re.sub(r"\W+", "_", cell.casefold()).strip("_"),
        "-".join(part.zfill(2) for part in digits) if digits and len(digits[0]) == 4 else "",
        *(cell.zfill(width) for width in range(len(cell) + 1, len(cell) + 4)),
        *closest(cell, limits.get("enum", [])),
    ]
    kind = table.fields[name]["type"]
    if kind == "string" and not {"enum", "pattern"} & set(limits):
        return None
    checks = list(tests(table, name, text=True))
    for candidate in (canonical.canonical_cell(kind, candidate) for candidate in candidates):
        if candidate and candidate != cell and all(test(candidate) for _, _, test in checks):
            return candidate
    return None


def _doubled(cells: Cells, lines: list[int], first: First) -> Iterator[Finding]:
    """Report duplicate keys, those of consecutive lines together."""
    runs: list[list[tuple[int, int]]] = []
    for line in lines:
        pair = (line, first(cells.table.key, line))
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    for run in runs:
        (line, other), (last, other_last) = run[0], run[-1]
        message = f"The key {shorten(cells.key[line])!r} is already on line {other}."
        if len(run) > 1:
            message = f"Lines {line} to {last} have the keys of lines {other} to {other_last}."
        expected = "a key of its own"
        yield cells.at(line, cells.table.key[-1], message, expected=expected, code="NMG401")


def _shifted(cells: Cells, lines: list[int]) -> dict[int, Finding]:
    """Find rows of which a part is right one column further on: a cell was lost or added."""
    names = [str(name) for name in cells.frame]
    width, table = len(names), cells.table
    trials: list[list[str]] = []
    places: list[tuple[int, int, bool]] = []
    for line in lines[:50]:
        row = [str(cell) for cell in cells.frame.loc[line]]
        for i in range(width - 1):
            places += [(line, i, True), (line, i, False)]
            trials += [[*row[:i], "", *row[i:-1]], [*row[:i], *row[i + 1 :], ""]]
    if not trials:
        return {}
    rows = dict(enumerate(trials))
    _, categories, _ = columns_of(table, rows)
    wrong = failures(table, categories)
    found: dict[int, Finding] = {}
    for number, (line, i, lost) in enumerate(places):
        faults = {
            name
            for name, (code, _) in wrong.get(number, {}).items()
            if code not in ("NMG312", "NMG401", "NMG404") and not (lost and name == names[i])
        }
        edge = trials[number][i] if not lost else cells.frame.at[line, names[-1]]
        if not faults and (edge == "" if lost else True):
            what = "a cell is missing" if lost else "a cell was added"
            message = f"From `{names[i]}` on the cells are one column off: {what} here."
            found[line] = cells.at(line, names[i], message, code="NMG219")
    return found
