"""Validate a package: read it safely, run every rule that can be run, say what was not.

A rule is a function with a code, entered by the decorator `rule` in the module of its family.
What it is given depends on the family: a `File` (bytes), a `Sheet` (structure), a `Table`
(types), the `Package` of all tables (keys, figures, relations), the `Folder` as it was read
(descriptor), or the findings so far (the second opinions, NMG79x).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any

from .._descriptor import Json
from .._errors import NmgDataError, missing_extra
from .._findings import Finding, worst_first
from ._model import RAGGED, Absent, File, Hit, Package, Sheet, Table, Unavailable
from ._report import Report, Skipped
from ._rule import RULES, Rule
from .read import Folder, open_package

MODULES = (
    "bytes",
    "structure",
    "types",
    "keys",
    "citations",
    "catalogue",
    "mirrored",
    "classes",
    "figures",
    "preferred",
    "relations",
    "descriptor",
    "opinions",
)
MAX_HITS = 200
"""Findings of one rule in one file; a thousand more of the same say nothing new."""
UNFORESEEN = "NMG000"

__all__ = ["Report", "Rule", "Skipped", "rules", "validate"]


def rules() -> list[Rule]:
    """Return all rules, by code."""
    for module in MODULES:
        import_module(f".{module}", __name__)
    return sorted(RULES, key=lambda one: one.code)


def validate(
    path: Path | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    opinions: bool = True,
    debug: bool = False,
) -> Report:
    """Validate a folder, a CSV, a wheel or a zip; without a path, the installed package.

    Parameters
    ----------
    path
        Folder with a ``datapackage.json``, one CSV of such a folder (or one named like a
        table of ours), or a ``.whl`` or ``.zip``.
    select, ignore
        Codes, or beginnings of codes (``NMG3``), of the rules to run or to leave out.
    opinions
        Whether frictionless and the published profile are asked as well.
    debug
        Whether an exception that no rule foresaw is raised and not reported as NMG000.

    Returns
    -------
    Report
        All findings, the worst first, and what was not looked at.

    Raises
    ------
    NmgDataError
        The path cannot be read at all, no rule is left to run, or a library of the extra
        ``validate`` is missing.
    """
    from .descriptor import refuse_unknown_code

    known = rules()
    for code in (*select, *ignore):
        refuse_unknown_code(code, [one.code for one in known])
    if find_spec("pandera") is None:
        raise missing_extra("pandera", "validate", "nmg-data validate")
    if opinions and find_spec("frictionless") is None:
        raise missing_extra("frictionless", "validate", "nmg-data validate (or use --no-opinions)")
    chosen = [
        one
        for one in known
        if (not select or one.code.startswith(tuple(select)))
        and not one.code.startswith(tuple(ignore))
        and (opinions or not one.code.startswith("NMG79"))
    ]
    if not chosen:
        raise NmgDataError(
            "No rule is left to run. Select more rules, or ignore fewer: "
            f"selected {', '.join(select) or 'all'}, ignored {', '.join(ignore) or 'none'}"
            f"{'' if opinions else ', without second opinions (NMG79)'}."
        )
    return Run(chosen, debug).all(open_package(path))


class Run:
    """One pass over one folder: collects findings and what was skipped."""

    def __init__(self, chosen: list[Rule], debug: bool) -> None:
        self.chosen, self.debug = chosen, debug
        self.own = True
        self.findings: list[Finding] = []
        self.skipped: list[Skipped] = []
        self.ran: set[str] = set()

    def all(self, folder: Folder) -> Report:
        """Run everything."""
        self.own = folder.own
        sheets, broken = read_sheets(folder)
        package, schemas = read_package(folder, sheets, broken)
        with self.second_opinion(sheets, schemas) as finish:
            self.rules("descriptor", folder)
            known = {table.path: table for table in package.tables.values()}
            self.each("bytes", folder.files.values(), known)
            self.each("structure", sheets.values(), known)
            self.each("types", (*known.values(), *package.partial.values()), known)
            for name, reason in package.broken.items():
                if name in package.partial:
                    continue  # the rules that miss the table say so themselves
                path = sheets[name].path if name in sheets else name
                self.skipped.append(Skipped("NMG3", path, reason))
            for family in ("keys", "figures", "relations"):
                self.rules(family, package)
            finish(folder)
        found = worst_first(list(self.distinct()))
        about = folder.descriptor.value if folder.descriptor else {}
        return Report(
            name=folder.name,
            package=text_of(about, "name"),
            version=text_of(about, "version"),
            findings=[one for one in found if folder.only in (None, one.file)],
            elsewhere=[one for one in found if folder.only not in (None, one.file)],
            tables={name: len(table.records) for name, table in package.tables.items()},
            rules=sorted(self.ran),
            skipped=self.skipped,
        )

    @contextmanager
    def second_opinion(
        self, sheets: dict[str, Sheet], schemas: dict[str, Json]
    ) -> Iterator[Callable[[Folder], None]]:
        """Start what takes long in another process; the function yielded compares at the end."""
        if not any(one.code.startswith("NMG79") for one in self.chosen):
            yield lambda folder: None
            return
        from .opinions import MAX_BYTES, Opinions, ask

        size = sum(len(sheet.file.data) for sheet in sheets.values())
        readable = {
            name: sheet
            for name, sheet in sheets.items()
            if size > MAX_BYTES
            or (sheet.header and sheet.file.text is not None and not sheet.broken_off)
        }
        with ask(readable, schemas) as asked:
            yield lambda folder: self.rules(
                "opinions", Opinions(folder, readable, list(self.findings), asked, {})
            )

    def each(
        self,
        family: str,
        subjects: Iterable[File | Sheet | Table],
        known: Mapping[str, Table],
    ) -> None:
        """Run the rules of a family on every file, sheet or table not yet known to pass them."""
        codes = {rule.code for rule in self.chosen if rule.family == family}
        for one in subjects if codes else ():
            table = known.get(one.path)
            if table is not None and table.proves(family):
                self.ran |= codes
            elif not isinstance(one, Sheet) or (one.file.text is not None and not one.file.blank):
                self.rules(family, one, one.path)

    def rules(self, family: str, subject: Any, what: str = "") -> None:
        """Run the rules of a family on a subject."""
        for one in self.chosen:
            if family_of(one) != family:
                continue
            try:
                self.findings += capped(one, subject)
                self.ran.add(one.code)
            except Unavailable as reason:
                foreign = isinstance(reason, Absent) and not self.own
                self.skipped.append(Skipped(one.code, what, str(reason), foreign))
            except NmgDataError:
                raise
            except Exception as error:
                if self.debug:
                    raise
                self.findings.append(unforeseen(one, what, error))

    def distinct(self) -> Iterator[Finding]:
        """Yield what to report: each fault once.

        Whatever else a cell contradicts, that is not even of its type, follows from that.
        """
        seen: set[Finding] = set()
        malformed = {
            (one.file, one.line, one.column)
            for one in self.findings
            if one.code.startswith("NMG3") and one.severity == "error"
        }
        for one in self.findings:
            follows = one.code.startswith(("NMG4", "NMG5", "NMG6"))
            if one in seen:
                continue
            if follows and (one.file, one.line, one.column) in malformed:
                continue
            seen.add(one)
            yield one


def text_of(descriptor: Json, key: str) -> str:
    """Return a text of a stranger's descriptor, or nothing where it has none."""
    value = descriptor.get(key)
    return value if isinstance(value, str) else ""


def family_of(one: Rule) -> str:
    """Return the family by which a rule is run; second opinions come after all others."""
    return "opinions" if one.code.startswith("NMG79") else one.family


def capped(one: Rule, subject: Any) -> list[Finding]:
    """Run a rule, and cut what it finds in one file to a number that can be read."""
    counts: dict[str, int] = {}
    kept: list[Finding] = []
    for hit in islice(one.check(subject), 20 * MAX_HITS):
        counts[hit.file] = counts.get(hit.file, 0) + 1
        if counts[hit.file] <= MAX_HITS:
            kept.append(one.finding(hit))
        elif isinstance(subject, File | Sheet | Table):
            break  # there is no other file to come
    for file, count in counts.items():
        if count > MAX_HITS:
            message = f"There is more of this in the file; the first {MAX_HITS} are listed."
            kept.append(one.finding(Hit(file=file, message=message)))
    return kept


def unforeseen(one: Rule, what: str, error: Exception) -> Finding:
    """Build the finding for an exception that the rule did not foresee."""
    return Finding(
        code=UNFORESEEN,
        severity="error",
        file=what or "datapackage.json",
        message=f"The rule {one.code} failed with {type(error).__name__}: {str(error)[:200]}.",
        hint="This is our fault: please report it; --debug before the command shows where.",
    )


def read_sheets(folder: Folder) -> tuple[dict[str, Sheet], dict[str, str]]:
    """Split the CSV files whose schema is sound; name the others with the reason."""
    from ._shape import normal

    refused = {hit.file for hit in schema_faults(folder)}
    sheets: dict[str, Sheet] = {}
    broken: dict[str, str] = {}
    for one in folder.resources:
        if one.csv is None:
            broken[one.name] = "its file could not be read"
        elif one.schema is None:
            broken[one.name] = "its schema could not be read"
        elif one.schema.file.path in refused:
            broken[one.name] = "its schema has errors"
        else:
            sheets[one.name] = Sheet(one.name, one.csv, normal(one.schema.value))
    return sheets, broken


def schema_faults(folder: Folder) -> Iterator[Hit]:
    """Yield what keeps the schemas of a folder from being used."""
    from ._shape import problems
    from .descriptor import unknown_part, unsafe_pattern

    for one in folder.resources:
        if one.schema:
            yield from problems(one.schema)
    yield from unknown_part(folder)
    yield from unsafe_pattern(folder)


def sound_sheets(folder: Folder) -> dict[str, Sheet]:
    """Return the CSV files of a folder whose descriptor and schemas are sound.

    Raises
    ------
    NmgDataError
        They are not: the first fault, with file and line.
    """
    for hit in chain((hit for _, hit in folder.faults), schema_faults(folder)):
        parts = (hit.file, hit.line, hit.column)
        place = ":".join(str(part) for part in parts if part is not None)
        raise NmgDataError(
            f"{folder.name} cannot be used: {place}: {hit.message} "
            "Run 'nmg-data validate' on it to see all."
        )
    return read_sheets(folder)[0]


def read_package(
    folder: Folder, sheets: dict[str, Sheet], broken: dict[str, str]
) -> tuple[Package, dict[str, Json]]:
    """Return the tables of sound form, and all schemas without the patterns that are not safe."""
    from .patterns import too_slow
    from .screen import screen

    tables: dict[str, Table] = {}
    partial: dict[str, Table] = {}
    broken = dict(broken)
    for name, sheet in sheets.items():
        shown = screen(sheet)
        if shown is not None:
            tables[name] = shown
        elif sheet.fault is None:
            tables[name] = sheet.table()
        else:
            broken[name] = sheet.fault
            if sheet.fault == RAGGED:
                partial[name] = sheet.table()
    schemas = {name: sheet.schema for name, sheet in sheets.items()}
    known = {one.name: one.schema for one in folder.resources if one.schema}
    for name, field in too_slow([*tables.values(), *partial.values()]):
        document = known[name]
        names = [one["name"] for one in document.value["fields"]]
        place = ("fields", names.index(field), "constraints", "pattern")
        message = f"The pattern of {field} takes too long on the cells of {name}; it is not used."
        folder.faults.append(("NMG709", document.hit(place, message, field=field)))
        schemas[name] = without_pattern(schemas[name], field)
        for found in (tables, partial):
            if name in found:
                found[name] = replace(found[name], schema=schemas[name])
    for name in set(schemas) - set(tables) - set(partial):
        # Nothing was tried on these, so a library gets none of their patterns.
        for one in schemas[name]["fields"]:
            schemas[name] = without_pattern(schemas[name], one["name"])
    descriptor = folder.descriptor.value if folder.descriptor else {}
    return Package(descriptor, tables, broken, partial), schemas


def without_pattern(schema: Json, name: str) -> Json:
    """Return a schema whose one field has no pattern."""
    return schema | {
        "fields": [
            one | {"constraints": {k: v for k, v in one["constraints"].items() if k != "pattern"}}
            if one["name"] == name and "constraints" in one
            else one
            for one in schema["fields"]
        ]
    }


def explain(code: str) -> Iterable[Rule]:
    """Return the rules whose code begins with a text, ``all`` for all."""
    return [one for one in rules() if code.lower() == "all" or one.code.startswith(code.upper())]
