"""Run all checks in the order of causes: descriptor, tables, references, what the data mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from nmg_data.core.errors import NmgDataError, did_you_mean, unknown

from . import descriptor, tables
from .constraints import pasted
from .findings import Finding, Report, shorten
from .frames import Cells, Data, Unavailable
from .rules import CELLS, RULES, Rule, causes_first, rules, stage
from .schema import is_free
from .source import DESCRIPTOR, WHAT, open_source

MOST = 200  # findings of one rule in one file: a thousand more of the same add nothing
MANY = 5_000  # among so many keys none is looked for that could be meant


def validate(
    path: Path | str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    debug: bool = False,
) -> Report:
    """Validate a checkout, one CSV of it, a wheel or a zip; without a path, what is installed.

    `select` and `ignore` are codes or beginnings of codes (``NMG3``). With `debug`, an exception
    that no rule foresaw is raised and not reported as NMG000.
    """
    source = open_source(None if path is None else Path(path))
    report = check(source.files, found=source.findings, select=select, ignore=ignore, debug=debug)
    here = [found for found in report.findings if source.only in (None, found.file)]
    elsewhere = [found for found in report.findings if source.only not in (None, found.file)]
    return replace(report, name=source.name, findings=here, elsewhere=elsewhere)


def check(
    files: Mapping[str, bytes],
    *,
    found: Iterable[Finding] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    debug: bool = False,
) -> Report:
    """Check the files of a package, given by their relative paths."""
    known = {rule.code: rule for rule in rules()}
    for part in (*select, *ignore):
        if not any(code.startswith(part) for code in known):
            raise unknown("rule", part, known, "List them with: nmg-data validate --explain all")
    chosen = [code for code in known if code.startswith(tuple(select) or "")]
    chosen = [code for code in chosen if not code.startswith(tuple(ignore))]
    if DESCRIPTOR not in files:
        raise NmgDataError(f"There is no {DESCRIPTOR}. {WHAT}")
    described = descriptor.check_descriptor(files)
    name = described.descriptor.get("name")
    if described.descriptor and name != "nmg-data" and "observations" not in described.tables:
        raise NmgDataError(f"This is the package {name!r}; only nmg-data can be validated.")
    findings = [*found, *described.findings]
    checked: dict[str, tables.Checked] = {}
    for name, table in described.tables.items():
        with _guarded(f"The check of {name}", findings, debug, table.path):
            checked[name] = tables.check_table(table)
            findings += checked[name].findings
    data = sound_data(described, checked, findings)
    skipped = run_rules([known[code] for code in chosen], data, findings, debug=debug)
    kept = [found for found in without_consequences(findings) if found.code in chosen]
    return Report(
        name="",
        version=str(described.descriptor.get("version", "")),
        findings=list(capped(causes_first(kept))),
        tables={n: len(table.cells.frame) for n, table in checked.items() if table.cells},
        rules=chosen,
        skipped=skipped,
    )


@contextmanager
def _guarded(what: str, findings: list[Finding], debug: bool, file: str) -> Iterator[None]:
    """Report an exception that no rule foresaw."""
    try:
        yield
    except Exception as error:
        if debug or isinstance(error, Unavailable):
            raise
        message = f"{what} failed with {type(error).__name__}: {shorten(error, 200)}."
        findings.append(Finding(code="NMG000", file=file, message=message))


def capped(findings: list[Finding]) -> Iterator[Finding]:
    """Cut the findings of one rule in one file to a number that can be read."""
    total = Counter((finding.code, finding.file) for finding in findings)
    seen = Counter[tuple[str, str]]()
    for finding in findings:
        kind = finding.code, finding.file
        seen[kind] += 1
        more = total[kind] - MOST
        if seen[kind] == MOST and more > 0:
            text = f"{finding.message} There are {more:,} more findings like this in the file."
            yield replace(finding, message=text)
        elif seen[kind] <= MOST:
            yield finding


def sound_data(
    described: descriptor.Described, checked: Mapping[str, tables.Checked], findings: list[Finding]
) -> Data:
    """Return what domain rules look at: no malformed cell, row without a key or wrong reference."""
    whole = [table.cells for table in checked.values() if table.cells and table.complete]
    unread = {name: f"not all rows of {name} could be read" for name in described.tables}
    # Copies, since the caller may keep the tables.
    copies = [Cells(cells.table, cells.frame.copy(), cells.lines) for cells in whole]
    data = Data(copies, unread | described.broken)
    for finding in findings:
        if finding.file in data.by_path and finding.line and stage(finding) <= CELLS:
            _empty(data.by_path[finding.file], finding.line, finding.field)
    findings += list(_references(data, findings))
    for cells in copies:
        empty = (cells.frame[cells.table.key] == "").any(axis=1)
        cells.frame = cells.frame[~(empty | cells.frame.duplicated(cells.table.key))]
    return data


def _empty(cells: Cells, line: int, field: str | None) -> None:
    """Note an error of a row, and empty the cell unless it is text or the whole key."""
    cells.unsound.add(line)
    key = cells.table.key
    if field is None or line not in cells.frame.index:
        return
    if len(key) > 1 if field in key else not is_free(cells.table, field):
        cells.frame.at[line, field] = ""


def _references(data: Data, findings: list[Finding]) -> Iterator[Finding]:
    """Look every reference up in its table: one finding for all cells that name a missing row."""
    missing: dict[tuple[str, str], list[tuple[Cells, int, str]]] = {}
    faulty = {(found.file, found.field) for found in findings if found.code != "NMG217"}
    files = {file for file, _ in faulty}
    for cells in data.values():
        for name, (target, other) in cells.table.references.items():
            there = data.get(target)
            wrong_schema = cells.table.resource.get("schema") in files
            if wrong_schema or not there or faulty & {(there.path, other), (there.path, None)}:
                continue
            wrong = cells[name][~cells[name].isin({*there[other], ""})]
            for line, cell in zip(wrong.index.tolist(), wrong, strict=True):
                missing.setdefault((target, cell), []).append((cells, line, name))
    for (target, cell), places in missing.items():
        cells, line, name = places[0]
        message, hint = f"{target} has no row {shorten(cell)!r}.", None
        keys = data[target].key.tolist()
        if name in cells.table.key:
            row = {**cells.frame.loc[line], data[target].table.key[0]: cell}
            hint = f"Add to {pasted(data[target], **row)}"
        elif len(places) == 1 and len(keys) < MANY:
            hint = did_you_mean(cell, [key for key in keys if key[:2] == cell[:2]]).strip() or None
        if len(places) > 1:
            named = ", ".join(sorted({place[0].name for place in places}))
            message = f"{message[:-1]}, to which {len(places):,} cells refer (in {named})."
        expected = f"a key of {target}"
        yield cells.at(line, name, message, expected=expected, hint=hint, code="NMG403")
    for cells, line, name in (place for places in missing.values() for place in places):
        _empty(cells, line, name)


def run_rules(
    wanted: Iterable[Rule], data: Data, findings: list[Finding], *, debug: bool = False
) -> dict[str, list[str]]:
    """Run rules in order; leave out what may follow from an error in a table that they ask for."""
    reasons: dict[str, dict[str, None]] = {}
    wrong = {path: set(cells.unsound) for path, cells in data.by_path.items()}
    files = {finding.file for finding in findings if finding.code.startswith("NMG7")}
    faulty = {
        cells.name
        for cells in data.values()
        if cells.unsound or cells.table.resource.get("schema") in files
    }
    for rule in wanted:
        data.asked, new = set(), list[Finding]()
        try:
            with _guarded(f"The rule {rule.code}", new, debug, DESCRIPTOR):
                new += run_rule(rule, data)
        except Unavailable as reason:
            reasons.setdefault(str(reason), {})[rule.code] = None
        for finding in new:
            cells = data.by_path.get(finding.file)
            if cells and (others := data.asked & faulty - {cells.name}):
                first = f"what they find may follow from the errors in {', '.join(sorted(others))}"
                reasons.setdefault(first, {})[rule.code] = None
            elif not cells or finding.line not in wrong[finding.file]:
                findings.append(finding)
                if cells and finding.line and rule.severity == "error":
                    cells.unsound.add(finding.line)
    return {reason: list(codes) for reason, codes in reasons.items()}


def run_rule(rule: Rule, data: Data) -> list[Finding]:
    """Run one rule and put its code on what it finds."""
    found = rule.check(data[rule.table] if rule.table else data)
    return [replace(finding, code=rule.code) for finding in islice(found, 10 * MOST)]


def without_consequences(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what follows from an error at an earlier stage of the row, or on the same cell."""
    rows: dict[tuple[str, int | None], int] = {}
    cells: set[tuple[str, int | None, str | None]] = set()
    for finding in sorted(dict.fromkeys(findings), key=lambda found: (stage(found), found.code)):
        row, cell = (finding.file, finding.line), (finding.file, finding.line, finding.field)
        alone = rows.get(row, stage(finding)) == stage(finding) and cell not in cells
        if alone or finding.line is None:
            yield finding
            if RULES[finding.code].severity == "error":
                rows.setdefault(row, stage(finding))
                cells |= {cell} if finding.field else set()
