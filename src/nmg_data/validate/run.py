"""Run all checks in the order of causes: descriptor, tables, references, what the data mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from nmg_data.core.errors import NmgDataError, UnknownNameError, closest, missing_extra

from . import descriptor, tables
from .canonical import canonical_line
from .findings import Finding, Report, Skipped, causes_first, shorten
from .frames import Cells, Data, Unavailable
from .rules import RULES, Rule, rules
from .schema import is_free
from .source import DESCRIPTOR, WHAT, open_source

MOST = 200
"""Findings of one rule in one file; a thousand more of the same add nothing."""
OBSERVATIONS = "data/observations.csv"
FILLED = ("value", "unit_id", "bound", "lower", "upper", "year", "preferred")
"""What `nmg-data format` fills in, if the wording can be read; if not, that is the cause."""
NEEDED = ("pandera", "frictionless", "jsonschema", "dplib", "charset_normalizer")


def validate(
    path: Path | str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    debug: bool = False,
) -> Report:
    """Validate a checkout, one CSV of it, a wheel or a zip; without a path, what is installed.

    Parameters
    ----------
    path
        Folder with a ``datapackage.json``, one CSV of it, or a ``.whl`` or ``.zip``.
    select, ignore
        Codes, or beginnings of codes (``NMG3``), of the findings to keep or to leave out.
    debug
        Whether an exception that no rule foresaw is raised and not reported as NMG000.

    Returns
    -------
    Report
        All findings, causes first, and which rules were not run.

    Raises
    ------
    NmgDataError
        The path cannot be read or is no package of ours, or a library of the extra
        ``validate`` is missing.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise missing_extra(", ".join(missing), "validate", "nmg-data validate")
    source = open_source(None if path is None else Path(path))
    report = check(source.files, found=source.findings, select=select, ignore=ignore, debug=debug)
    only = source.only
    return replace(
        report,
        name=source.name,
        findings=[finding for finding in report.findings if only in (None, finding.file)],
        elsewhere=[finding for finding in report.findings if only not in (None, finding.file)],
    )


def check(
    files: Mapping[str, bytes],
    *,
    found: Iterable[Finding] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    debug: bool = False,
) -> Report:
    """Check the files of a package, given by their relative paths."""
    known = rules()
    for code in (*select, *ignore):
        if not any(rule.code.startswith(code) for rule in known):
            raise UnknownNameError(
                f"There is no rule {code!r}. Codes look like NMG308, families like NMG3; "
                "list them with: nmg-data validate --explain all"
            )
    if DESCRIPTOR not in files:
        raise NmgDataError(f"There is no {DESCRIPTOR}. {WHAT}")
    described = descriptor.check_descriptor(files)
    name = described.descriptor.get("name")
    if described.descriptor and name != "nmg-data" and "observations" not in described.tables:
        raise NmgDataError(f"This is the package {name!r}; only nmg-data can be validated.")
    checked, failed = check_tables(described, debug=debug)
    findings = [*found, *described.findings, *failed]
    findings += (finding for table in checked.values() for finding in table.findings)
    unknown = references(checked, described)
    findings += (_unknown_reference(*item, described) for item in unknown.items())
    data = sound_data(described, checked, findings, unknown)
    wanted = [rule for rule in known if rule.check and _chosen(rule.code, select, ignore)]
    later, skipped = run_rules(wanted, data, debug=debug)
    chosen = (
        finding
        for finding in without_consequences([*findings, *later])
        if _chosen(finding.code, select, ignore)
    )
    return Report(
        name="",
        version=str(described.descriptor.get("version", "")),
        findings=capped(causes_first(map(completed, chosen))),
        tables={
            name: len(table.cells.frame)
            for name, table in checked.items()
            if table.cells is not None
        },
        rules=[rule.code for rule in known if _chosen(rule.code, select, ignore)],
        skipped=skipped,
    )


def check_tables(
    described: descriptor.Described, *, debug: bool = False
) -> tuple[dict[str, tables.Checked], list[Finding]]:
    """Check every table by itself; what fails for no known reason is NMG000."""
    checked, failed = {}, []
    for name, table in described.tables.items():
        try:
            checked[name] = tables.check_table(table)
        except Exception as error:
            if debug:
                raise
            failed.append(_internal(f"The check of {name}", error, table.path))
            described.broken[name] = f"the check of {name} failed"
    return checked, failed


def _internal(what: str, error: Exception, file: str = DESCRIPTOR) -> Finding:
    message = f"{what} failed with {type(error).__name__}: {shorten(error, 200)}."
    return Finding(code="NMG000", file=file, message=message)


def _chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))


def completed(finding: Finding) -> Finding:
    """Fill in the severity and the hint of the finding's rule."""
    rule = RULES[finding.code]
    return replace(finding, severity=rule.severity, hint=finding.hint or rule.fix)


def capped(findings: list[Finding]) -> list[Finding]:
    """Cut the findings of one rule in one file to a number that can be read."""
    total = Counter((finding.code, finding.file) for finding in findings)
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for finding in findings:
        kind = (finding.code, finding.file)
        seen[kind] += 1
        # A file that lost its characters lost them everywhere.
        most = 1 if finding.code == "NMG114" and total[kind] > 20 else MOST
        if seen[kind] == most and total[kind] > most:
            more = f" There are {total[kind] - most:,} more findings like this in the file."
            finding = replace(finding, message=finding.message + more)
        if seen[kind] <= most:
            kept.append(finding)
    return kept


# References across tables -------------------------------------------------------------------------


Unknown = dict[tuple[str, str], list[tuple[Cells, int, str, str | None]]]
"""Table and key that are missing: cells, line and field that name them, and what was meant."""


def references(checked: Mapping[str, tables.Checked], described: descriptor.Described) -> Unknown:
    """Look every reference up in its table, where all of that could be read."""
    missing: Unknown = {}
    wrong_schemas = {finding.file for finding in described.findings}
    for table in checked.values():
        if table.cells is None or table.cells.table.resource.get("schema") in wrong_schemas:
            continue
        for name, (target, other) in table.cells.table.references.items():
            there = checked.get(target)
            if there is None or there.cells is None or not _trusted(there, other):
                continue
            column, keys = table.cells.frame[name], there.cells.frame[other]
            unknown = set(column.unique()) - set(keys.unique()) - {""}
            wrong = column[column.isin(unknown)]
            for line, cell in zip(wrong.index.tolist(), wrong, strict=True):
                near = None if (target, cell) in missing else _typo(cell, keys)
                missing.setdefault((target, cell), []).append((table.cells, line, name, near))
    return missing


def _unknown_reference(
    missing: tuple[str, str],
    places: list[tuple[Cells, int, str, str | None]],
    described: descriptor.Described,
) -> Finding:
    """Build one finding for all cells that name the same missing row."""
    target, cell = missing
    cells, line, name, near = places[0]
    message = f"{target} has no row {shorten(cell)!r}"
    if len(places) > 1:
        tables_named = ", ".join(sorted({place[0].name for place in places}))
        message += f", to which {len(places):,} cells refer (in {tables_named})"
    hint = f"Did you mean {near!r}?" if near and len(places) == 1 else None
    if name in cells.table.key:
        row = cells.frame.loc[line]
        columns = described.tables[target].fields
        pasted = [cell if i == 0 else str(row.get(field, "")) for i, field in enumerate(columns)]
        hint = f"Add to data/{target}.csv: {canonical_line(pasted)}"
    expected = f"a key of {target}"
    return cells.at(line, name, f"{message}.", expected=expected, hint=hint, code="NMG403")


def _trusted(table: tables.Checked, key: str) -> bool:
    """Say whether all keys of a table could be read, so that one not there is missing."""
    return table.complete and not any(
        finding.field in (key, None) and finding.code != "NMG217" for finding in table.findings
    )


def _typo(cell: str, known: Iterable[str]) -> str | None:
    near = closest(cell, islice((key for key in known if key[:1] == cell[:1]), 5_000))
    if near and (
        SequenceMatcher(None, cell, near[0]).ratio() > 0.8 or sorted(cell) == sorted(near[0])
    ):
        return near[0]
    return None


# What the data mean -------------------------------------------------------------------------------


def sound_data(
    described: descriptor.Described,
    checked: Mapping[str, tables.Checked],
    findings: Iterable[Finding],
    unknown: Unknown,
) -> Data:
    """Return what domain rules look at: rows with a key of their own, no cell that is malformed."""
    broken = dict(described.broken)
    kept: dict[str, Cells] = {}
    for name, table in checked.items():
        if table.cells is None or not table.complete:
            broken[name] = f"not all rows of {name} could be read"
        else:
            cells = table.cells
            kept[cells.path] = Cells(cells.table, cells.frame, cells.lines)
    faults = [(f.file, f.line, f.field) for f in findings if f.line and _stage(f) <= 3]
    faults += [
        (cells.path, line, name) for places in unknown.values() for cells, line, name, _ in places
    ]
    for path, line, field in faults:
        found = kept.get(path)
        if found is not None and line in found.frame.index:
            if not found.unsound:
                # A copy, since the caller may keep the table.
                found.frame = found.frame.copy()
            found.unsound.add(line)
            key = found.table.key
            if field and (len(key) > 1 if field in key else not is_free(found.table, field)):
                found.frame.at[line, field] = ""
    schemas = {finding.file for finding in described.findings}
    for cells in kept.values():
        cells.faulty = bool(cells.unsound) or cells.table.resource.get("schema") in schemas
        empty = (cells.frame[cells.table.key] == "").any(axis=1)
        left_out = empty | cells.frame.duplicated(cells.table.key)
        if left_out.any():
            cells.frame = cells.frame[~left_out]
    return Data(kept.values(), described.descriptor, broken)


def run_rules(
    wanted: Iterable[Rule], data: Data, *, debug: bool = False
) -> tuple[list[Finding], list[Skipped]]:
    """Run rules in order; leave out what may follow from an error in a table that they ask for."""
    found: list[Finding] = []
    reasons: dict[str, list[str]] = {}
    by_path = {cells.path: cells for cells in dict.values(data)}
    wrong = {cells.path: set(cells.unsound) for cells in by_path.values()}
    faulty = {cells.name for cells in by_path.values() if cells.faulty}
    for rule in wanted:
        data.asked = set()
        try:
            new = run_rule(rule, data)
        except Unavailable as reason:
            reasons.setdefault(str(reason), []).append(rule.code)
            continue
        except Exception as error:
            if debug:
                raise
            new = [_internal(f"The rule {rule.code}", error)]
        for finding in new:
            cells = by_path.get(finding.file)
            others = data.asked & faulty - {cells.name if cells else ""}
            if others and cells:
                first = f"what they find may follow from the errors in {', '.join(sorted(others))}"
                reasons.setdefault(first, []).append(rule.code)
            elif not cells or finding.line not in wrong[finding.file]:
                found.append(finding)
                if cells and finding.line and rule.severity == "error":
                    cells.unsound.add(finding.line)
    return found, [Skipped(list(dict.fromkeys(codes)), reason) for reason, codes in reasons.items()]


def run_rule(rule: Rule, data: Data) -> list[Finding]:
    """Run one rule and put its code on what it finds."""
    assert rule.check is not None
    found = rule.check(data[rule.table] if rule.table else data)
    return [replace(finding, code=rule.code) for finding in islice(found, 10 * MOST)]


def without_consequences(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what follows from another finding on the same cell or row: the first one counts."""
    distinct = sorted(dict.fromkeys(findings), key=lambda found: (_stage(found), found.code))
    rows: dict[tuple[str, int | None], int] = {}
    cells: set[tuple[str, int | None, str | None]] = set()
    kept = []
    for finding in distinct:
        row, cell = (finding.file, finding.line), (finding.file, finding.line, finding.field)
        stage, first = _stage(finding), rows.get((finding.file, finding.line), 9)
        if finding.line is None or (_goes_with(stage, first) and cell not in cells):
            kept.append(finding)
            if RULES[finding.code].severity == "error" and finding.field:
                cells.add(cell)
            if RULES[finding.code].severity == "error":
                rows[row] = min(first, stage)
    return kept


def _stage(finding: Finding) -> int:
    """Return how late in the pipeline a finding is: lines, cells, references, meaning, form."""
    code = finding.code
    if code.startswith(("NMG0", "NMG1", "NMG2", "NMG7")):
        return 7 if code == "NMG217" else 1
    if code == "NMG310" and finding.file == OBSERVATIONS and finding.field in FILLED:
        return 6
    if code.startswith(("NMG3", "NMG40")):
        return 3 if code == "NMG403" else 2
    return 7 if code == "NMG525" else 5 if code.startswith("NMG6") else 4


def _goes_with(stage: int, first: int) -> bool:
    """Say whether a finding is one of its own beside an earlier one on the row."""
    return stage <= first or (stage, first) == (3, 2) or (stage == 7 and first > 3)
