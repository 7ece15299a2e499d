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
from .findings import Finding, Report, Skipped, causes_first, shorten
from .frames import Cells, Data, Unavailable
from .rules import RULES, Rule, rules
from .schema import is_free
from .source import DESCRIPTOR, WHAT, open_source

MOST = 200
"""Findings of one rule in one file; a thousand more of the same add nothing."""
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
    checked = {name: tables.check_table(table) for name, table in described.tables.items()}
    findings = [*found, *described.findings]
    findings += (finding for table in checked.values() for finding in table.findings)
    unknown = references(checked)
    findings += map(_unknown_reference, unknown.items())
    findings = [finding for finding in findings if finding.code != "NMG718" or not found]
    data = sound_data(described, checked, findings, unknown)
    unsound = {(cells.path, line) for cells in data.values() for line in cells.unsound}
    wanted = [rule for rule in known if rule.check and _chosen(rule.code, select, ignore)]
    later, skipped = run_rules(wanted, data, debug=debug)
    findings += (finding for finding in later if (finding.file, finding.line) not in unsound)
    chosen = (
        finding
        for finding in without_consequences(findings)
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


def references(checked: Mapping[str, tables.Checked]) -> Unknown:
    """Look every reference up in its table, where all of that could be read."""
    missing: Unknown = {}
    for table in checked.values():
        for name, (target, other) in table.cells.table.references.items() if table.cells else ():
            there = checked.get(target)
            if table.cells is None or not there or not there.cells or not _trusted(there, other):
                continue
            column, keys = table.cells.frame[name], there.cells.frame[other]
            unknown = set(column.unique()) - set(keys.unique()) - {""}
            wrong = column[column.isin(unknown)]
            for line, cell in zip(wrong.index.tolist(), wrong, strict=True):
                near = None if (target, cell) in missing else _typo(cell, keys)
                missing.setdefault((target, cell), []).append((table.cells, line, name, near))
    return missing


def _unknown_reference(
    item: tuple[tuple[str, str], list[tuple[Cells, int, str, str | None]]],
) -> Finding:
    """Build one finding for all cells that name the same missing row."""
    (target, cell), places = item
    cells, line, name, near = places[0]
    message = f"{target} has no row {shorten(cell)!r}"
    if len(places) > 1:
        tables_named = ", ".join(sorted({place[0].name for place in places}))
        message += f", to which {len(places):,} cells refer (in {tables_named})"
    hint = f"Did you mean {near!r}?" if near and len(places) == 1 else None
    expected = f"a key of {target}"
    return cells.at(line, name, f"{message}.", expected=expected, hint=hint, code="NMG403")


def _trusted(table: tables.Checked, key: str) -> bool:
    """Say whether all keys of a table could be read, so that one not there is missing."""
    return table.complete and not any(
        finding.field in (key, None) and finding.code not in ("NMG217", "NMG401")
        for finding in table.findings
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
            # A copy: what follows writes to it, and the caller may keep the table.
            cells = table.cells
            kept[cells.path] = Cells(cells.table, cells.frame.copy(), cells.lines)
    faults = [(f.file, f.line, f.field) for f in findings if f.code != "NMG217" and f.line]
    faults += [(c.path, line, name) for places in unknown.values() for c, line, name, _ in places]
    for path, line, field in faults:
        found = kept.get(path)
        if found is not None and line in found.frame.index:
            found.unsound.add(line)
            if field and field not in found.table.key and not is_free(found.table, field):
                found.frame.at[line, field] = ""
    for cells in kept.values():
        empty = (cells.frame[cells.table.key] == "").any(axis=1)
        left_out = empty | cells.frame.duplicated(cells.table.key)
        if left_out.any():
            cells.frame = cells.frame[~left_out]
    return Data(kept.values(), described.descriptor, broken)


def run_rules(
    wanted: Iterable[Rule], data: Data, *, debug: bool = False
) -> tuple[list[Finding], list[Skipped]]:
    """Run rules in order; what was found before makes a row unsound for those that come later."""
    found: list[Finding] = []
    reasons: dict[str, list[str]] = {}
    by_path = {cells.path: cells for cells in data.values()}
    for rule in wanted:
        try:
            new = run_rule(rule, data)
        except Unavailable as reason:
            reasons.setdefault(str(reason), []).append(rule.code)
            continue
        except Exception as error:
            if debug:
                raise
            message = (
                f"The rule {rule.code} failed with {type(error).__name__}: {shorten(error, 200)}."
            )
            new = [Finding(code="NMG000", file=DESCRIPTOR, message=message)]
        for finding in new:
            if finding.file in by_path and finding.line and rule.severity == "error":
                by_path[finding.file].unsound.add(finding.line)
        found += new
    return found, [Skipped(codes, reason) for reason, codes in reasons.items()]


def run_rule(rule: Rule, data: Data) -> list[Finding]:
    """Run one rule and put its code on what it finds."""
    assert rule.check is not None
    found = rule.check(data[rule.table] if rule.table else data)
    return [replace(finding, code=rule.code) for finding in islice(found, 10 * MOST)]


def without_consequences(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what follows from another finding on the same cell or row."""
    distinct = list(dict.fromkeys(findings))
    worst: dict[tuple[str, int | None], int] = {}
    cells = set()
    for finding in distinct:
        if RULES[finding.code].severity == "error":
            row = (finding.file, finding.line)
            worst[row] = min(worst.get(row, 9), _stage(finding.code))
            if _stage(finding.code) <= 2:
                cells.add((*row, finding.field))
    return [
        finding for finding in distinct if finding.line is None or _is_cause(finding, worst, cells)
    ]


def _stage(code: str) -> int:
    """Return how late in the pipeline a rule is: lines, cells, references, meaning, relations."""
    if code == "NMG217":
        return 8
    if code.startswith(("NMG0", "NMG1", "NMG2", "NMG7")):
        return 1
    if code.startswith(("NMG3", "NMG40")):
        return 3 if code == "NMG403" else 2
    return 5 if code.startswith("NMG6") else 4


def _is_cause(
    finding: Finding,
    worst: Mapping[tuple[str, int | None], int],
    cells: set[tuple[str, int | None, str | None]],
) -> bool:
    row = (finding.file, finding.line)
    stage, first = _stage(finding.code), worst.get(row, 9)
    if stage == 8:
        return first > 3
    if stage == 3:
        return first > 1 and (*row, finding.field) not in cells
    return stage <= first or (stage == 2 and first == 3) or (stage == 4 and first > 3)
