"""Corrupt the data thousands of times, one cell or row each, and count what is noticed.

    python benchmarks/mutate.py [--each 25] [--sample 260] [--seed 1]

Draws the same number of mutants for every table and operator, validates each within this
process, and for a sample asks pandera (the schemas of this package alone) and frictionless
(the descriptor alone) as well. Hashes, sizes and row counts are no help: no rule that compares
a file with its descriptor runs. What no rule notices must appear in ``nmg-data diff``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import shutil
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from _timing import ROOT, circumstances, table, versions, write_result

from nmg_data._descriptor import Json, enum
from nmg_data._diff import State, _rows, compare, read_state
from nmg_data._errors import NmgDataError
from nmg_data._figure import parse_figure
from nmg_data.checks import Rule, _shapes, read_package, read_sheets, rules
from nmg_data.checks._model import File, Package, Sheet, Table
from nmg_data.checks._order import sort_key
from nmg_data.checks.read import open_package

FAMILIES = ("bytes", "structure", "types", "keys", "figures", "relations")
TOOLS = ("nmg-data", "pandera", "frictionless")
TRIES = 300
"""Draws of a row and field before a table is taken not to have what an operator changes."""

Records = list[list[str]]


@dataclass(frozen=True)
class Column:
    """One column of a table, with what its schema says of it."""

    table: Table
    name: str
    targets: Sequence[str]
    """The keys that a foreign key may name, or nothing."""

    @property
    def place(self) -> int:
        """Its position among the columns."""
        return self.table.header.index(self.name)

    @property
    def schema(self) -> Json:
        """Its entry in the schema."""
        return self.table.fields[self.name]

    @property
    def limits(self) -> Json:
        """Its constraints."""
        found: Json = self.schema.get("constraints", {})
        return found

    @property
    def is_free(self) -> bool:
        """Whether it is prose: names, titles, notes and definitions, which only eyes can judge."""
        ruled = {"enum", "pattern", "maxLength"} & self.limits.keys()
        return (
            self.schema["type"] == "string"
            and not ruled
            and not self.targets
            and self.schema.get("format") != "uri"
            and self.schema.get("evidence") not in ("key", "inline", "derived")
        )


@dataclass(frozen=True)
class Mutant:
    """The data with one change."""

    table: str
    operator: str
    field: str
    """Field of the cell; ``row`` where a whole row was changed."""
    what: str
    data: bytes
    """The new CSV."""
    free: bool = False


# Operators on one cell: the new cell, or None where there is nothing to change.

CellOperator = Callable[[Random, Column, str], str | None]


def digit_changed(random: Random, column: Column, cell: str) -> str | None:
    """Put another digit in the place of one."""
    places = [i for i, char in enumerate(cell) if char in "0123456789"]
    if not places:
        return None
    at = random.choice(places)
    return cell[:at] + random.choice("0123456789".replace(cell[at], "")) + cell[at + 1 :]


def digits_transposed(random: Random, column: Column, cell: str) -> str | None:
    """Exchange two neighbouring digits."""
    pairs = [m.start() for m in re.finditer(r"(?=([0-9])(?!\1)[0-9])", cell)]
    if not pairs:
        return None
    at = random.choice(pairs)
    return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]


def cell_blanked(random: Random, column: Column, cell: str) -> str | None:
    """Empty the cell."""
    return "" if cell else None


def cell_copied(random: Random, column: Column, cell: str) -> str | None:
    """Write what another row has in this column, empty cells apart."""
    others = sorted({one for one in column.table.columns[column.name] if one and one != cell})
    return random.choice(others) if others else None


def character_deleted(random: Random, column: Column, cell: str) -> str | None:
    """Leave one character out."""
    at = random.randrange(len(cell)) if cell else 0
    return cell[:at] + cell[at + 1 :] if cell else None


def point_moved(random: Random, column: Column, cell: str) -> str | None:
    """Move the decimal point of a number, or of a printed figure, by one digit."""
    if column.schema["type"] not in ("number", "integer") and column.name != "as_printed":
        return None
    found = list(re.finditer(r"[0-9]+(?:\.[0-9]+)?", cell))
    if not found:
        return None
    one = random.choice(found)
    moved = Decimal(one.group()).scaleb(random.choice((-1, 1))).normalize()
    return cell[: one.start()] + format(moved, "f") + cell[one.end() :]


def sign_flipped(random: Random, column: Column, cell: str) -> str | None:
    """Add or drop the minus of a number."""
    if column.schema["type"] not in ("number", "integer") or cell in ("", "0"):
        return None
    return cell[1:] if cell.startswith("-") else "-" + cell


def enum_swapped(random: Random, column: Column, cell: str) -> str | None:
    """Take another value of the closed list."""
    allowed = enum(column.schema)
    values = ["true", "false"] if column.schema["type"] == "boolean" else allowed or []
    others = [str(one) for one in values if one != cell]
    return random.choice(others) if cell and others else None


def reference_swapped(random: Random, column: Column, cell: str) -> str | None:
    """Name another row that is there."""
    others = [one for one in column.targets if one != cell]
    return random.choice(others) if cell and others else None


def date_shifted(random: Random, column: Column, cell: str) -> str | None:
    """Add or take one from the year, month or day of a date."""
    is_date = r"\d{4}" in str(column.limits.get("pattern", "")) or column.name == "year"
    parts = [m.span() for m in re.finditer(r"[0-9]+", cell)] if is_date else []
    if not parts:
        return None
    start, end = random.choice(parts)
    shifted = int(cell[start:end]) + random.choice((-1, 1))
    return f"{cell[:start]}{shifted:0{end - start}d}{cell[end:]}"


CELL_OPERATORS: dict[str, CellOperator] = {
    "digit changed": digit_changed,
    "digits transposed": digits_transposed,
    "cell blanked": cell_blanked,
    "cell copied": cell_copied,
    "character deleted": character_deleted,
    "point moved": point_moved,
    "sign flipped": sign_flipped,
    "list value swapped": enum_swapped,
    "reference swapped": reference_swapped,
    "date shifted": date_shifted,
}
IN_PROSE = ("digit changed", "cell blanked", "cell copied", "character deleted", "cells swapped")


# Operators on rows


def cells_swapped(random: Random, column: Column) -> Records | None:
    """Exchange the cells of two rows."""
    records, place = list(column.table.records), column.place
    one, two = random.randrange(len(records)), random.randrange(len(records))
    first, second = records[one][place], records[two][place]
    if first == second:
        return None
    return _with(_with(records, one, place, second), two, place, first)


def row_deleted(random: Random, table: Table) -> Records | None:
    """Leave a row out."""
    at = random.randrange(len(table.records))
    return [*table.records[:at], *table.records[at + 1 :]]


def row_duplicated(random: Random, table: Table, columns: dict[str, Column]) -> Records | None:
    """Repeat a row under a new key of sound form, in its right place."""
    record = list(random.choice(table.records))
    last = columns[table.primary_key[-1]]
    cell = record[last.place]
    known = {table.key(i) for i in range(len(table.records))}
    more = re.sub(r"[0-9]+$", lambda m: f"{int(m[0]) + 1:0{len(m[0])}d}", cell)
    new = random.sample(list(last.targets), len(last.targets)) or [
        *(more if more != cell else f"{cell}.2", f"{cell}_2"),
        *(str(n) for n in range(1, 300)),
    ]
    pattern = re.compile(str(last.limits.get("pattern", ".*")))
    for one in new:
        record[last.place] = one
        key = "/".join(record[columns[name].place] for name in table.primary_key)
        if key not in known and pattern.fullmatch(one):
            break
    else:
        return None
    places = [columns[name].place for name in table.primary_key]
    order = sort_key(table.schema)
    return sorted([*table.records, record], key=lambda one: order([one[i] for i in places]))


ROW_OPERATORS = ("row deleted", "row duplicated")
OPERATORS = (*CELL_OPERATORS, "cells swapped", *ROW_OPERATORS)


def _with(records: Sequence[list[str]], row: int, place: int, cell: str) -> Records:
    changed = [*records[row][:place], cell, *records[row][place + 1 :]]
    return [*records[:row], changed, *records[row + 1 :]]


# The data, and what can be said of a mutant


@dataclass
class Data:
    """The sound package, and what is worked out once for all mutants."""

    root: Path
    package: Package
    columns: dict[str, dict[str, Column]]
    chosen: list[Rule]
    state: State
    schemas: dict[str, object] = field(default_factory=dict)


def read(root: Path = ROOT) -> Data:
    """Read the package and see that it is sound."""
    # The same prints are read for every mutant, and a reading depends on nothing else.
    setattr(_shapes, "parse_figure", cache(parse_figure))  # noqa: B010
    folder = open_package(root)
    sheets, broken = read_sheets(folder)
    package, _ = read_package(folder, sheets, broken)
    columns = {
        name: {one: Column(table, one, _targets(package, table, one)) for one in table.header}
        for name, table in package.tables.items()
    }
    chosen = [one for one in rules() if one.family in FAMILIES and one.severity == "error"]
    data = Data(root, package, columns, chosen, read_state(str(root)))
    for name, sheet in sheets.items():
        if render(sheet.header, package.tables[name].records) != sheet.file.data:
            raise SystemExit(f"{sheet.path} is not in canonical form; run 'nmg-data format'.")
        code = caught(data, Mutant(name, "", "", "", sheet.file.data))
        if code:
            raise SystemExit(f"The data are not sound: {code} in {sheet.path}.")
    return data


def _targets(package: Package, table: Table, name: str) -> Sequence[str]:
    for reference in table.schema.get("foreignKeys", []):
        if reference["fields"] == [name]:
            other = reference["reference"]
            target = package.tables[other.get("resource") or table.name]
            return target.columns[other["fields"][0]]
    return ()


def render(header: Sequence[str], records: Iterable[Sequence[str]]) -> bytes:
    """Write records as our CSV files are written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(records)
    return text.getvalue().encode()


def draw(data: Data, random: Random, name: str, operator: str, free: bool) -> Mutant | None:
    """Make one mutant, or return None where the table has nothing of the kind."""
    table, columns = data.package.tables[name], data.columns[name]
    if operator in ROW_OPERATORS:
        if operator == "row deleted":
            records = row_deleted(random, table)
        else:
            records = row_duplicated(random, table, columns)
        if records is None:
            return None
        return Mutant(name, operator, "row", operator, render(table.header, records))
    for _ in range(TRIES):
        fields = [one for one in columns.values() if one.is_free == free]
        if not fields:
            return None
        column = random.choice(fields)
        if operator == "cells swapped":
            changed = cells_swapped(random, column)
            what = f"{column.name}: two rows"
        else:
            row = random.randrange(len(table.records))
            cell = table.records[row][column.place]
            new = CELL_OPERATORS[operator](random, column, cell)
            if new is None or new == cell:
                continue
            changed = _with(table.records, row, column.place, new)
            what = f"{table.key(row)}, {column.name}: {cell!r} becomes {new!r}"
        if changed is not None:
            return Mutant(name, operator, column.name, what, render(table.header, changed), free)
    return None


def draw_all(data: Data, each: int, seed: int) -> Iterator[Mutant]:
    """Yield as many mutants of every table and operator, free text apart."""
    for free in (False, True):
        for operator in IN_PROSE if free else OPERATORS:
            for name in data.package.tables:
                random = Random(f"{seed} {name} {operator} {free}")
                seen: set[bytes] = set()
                for _ in range(3 * each if free is False else each):
                    mutant = draw(data, random, name, operator, free)
                    if mutant is None or len(seen) == each:
                        break
                    if mutant.data not in seen:
                        seen.add(mutant.data)
                        yield mutant


def caught(data: Data, mutant: Mutant) -> str | None:
    """Return the code of the first rule that notices a mutant.

    The rules of the first three families look at one file, so they see the changed one alone.
    """
    sound = data.package.tables[mutant.table]
    sheet = Sheet(sound.name, File(sound.path, mutant.data), sound.schema)
    subjects: dict[str, object] = {"bytes": sheet.file, "structure": sheet}
    if sheet.fault is None:
        changed = sheet.table()
        tables = data.package.tables | {mutant.table: changed}
        for one in tables.values():
            # What was worked out across tables is not that of this mutant.
            for name in one.memo.keys() - {"pandera"}:
                del one.memo[name]
        whole = replace(data.package, tables=tables)
        subjects |= {"types": changed} | dict.fromkeys(("keys", "figures", "relations"), whole)
    for family in FAMILIES:
        for rule in data.chosen:
            if rule.family != family or family not in subjects:
                continue
            if next(iter(rule.check(subjects[family])), None) is not None:
                return rule.code
    return None


def pandera_objects(data: Data, mutant: Mutant) -> bool:
    """Say whether pandera refuses the frame, or pandas the types of the schema."""
    import pandas as pd
    import pandera.errors
    import pandera.pandas as pa

    from nmg_data._loader import dtypes
    from nmg_data._pandera import build

    described = data.package.tables[mutant.table].schema
    schema = data.schemas.setdefault(mutant.table, build(described, mutant.table))
    assert isinstance(schema, pa.DataFrameSchema)
    try:
        with warnings.catch_warnings():
            # A value outside a category becomes missing, which pandas is about to refuse.
            warnings.simplefilter("ignore")
            frame = pd.read_csv(
                io.BytesIO(mutant.data),
                dtype=dtypes(described),
                keep_default_na=False,
                na_values=[""],
                index_col=False,
            )
        schema.validate(frame)
    except (ValueError, TypeError, pandera.errors.SchemaError):
        return True
    return False


class Frictionless:
    """A copy of the package in which one file at a time is changed."""

    def __init__(self, data: Data, folder: Path) -> None:
        self.folder = folder
        self.files = {name: folder / one.path for name, one in data.package.tables.items()}
        shutil.copy(data.root / "datapackage.json", folder)
        for part in ("data", "schemas"):
            shutil.copytree(data.root / part, folder / part)
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for one in descriptor["resources"]:
            one.pop("hash", None)
            one.pop("bytes", None)
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")

    def objects(self, mutant: Mutant) -> bool:
        """Say whether frictionless finds anything in the package with this change."""
        from frictionless import Package as Described

        file = self.files[mutant.table]
        sound = file.read_bytes()
        file.write_bytes(mutant.data)
        try:
            report = Described(str(self.folder / "datapackage.json")).validate()
        finally:
            file.write_bytes(sound)
        return not report.valid


def in_diff(data: Data, mutant: Mutant) -> bool:
    """Say whether a mutant appears in ``nmg-data diff`` against the sound data."""
    table = data.package.tables[mutant.table]
    try:
        sheet = Sheet(mutant.table, File(table.path, mutant.data), table.schema)
        header, rows = _rows("mutant", sheet)
    except NmgDataError:
        return True  # two rows of one key: it is refused, and the line is named
    new = replace(
        data.state,
        headers=data.state.headers | {mutant.table: header},
        rows=data.state.rows | {mutant.table: rows},
    )
    return mutant.table in compare(data.state, new)["tables"]


# The run and its report


@dataclass
class Score:
    """How many mutants there were, and how many of them were noticed."""

    drawn: int = 0
    caught: int = 0

    def add(self, noticed: bool) -> None:
        """Count one."""
        self.drawn += 1
        self.caught += noticed

    @property
    def share(self) -> float:
        """The share caught."""
        return self.caught / self.drawn if self.drawn else 0.0

    def __str__(self) -> str:
        return f"{self.caught}/{self.drawn}" if self.drawn else ""


@dataclass
class Result:
    """All scores of a run."""

    ours: dict[tuple[str, str], Score]
    prose: dict[str, Score]
    sample: dict[str, dict[str, Score]]
    """By tool and operator, on the same mutants."""
    codes: Counter[str]
    missed: Counter[tuple[str, str]]
    drawn: Counter[tuple[str, str]]
    examples: dict[tuple[str, str], str]
    seconds: float


def run(data: Data, each: int, sample: int, seed: int) -> Result:
    """Draw and judge all mutants."""
    begun = time.perf_counter()
    sampled: dict[str, dict[str, Score]] = {one: defaultdict(Score) for one in TOOLS}
    result = Result(
        ours=defaultdict(Score),
        prose=defaultdict(Score),
        sample=sampled,
        codes=Counter(),
        missed=Counter(),
        drawn=Counter(),
        examples={},
        seconds=0.0,
    )
    mutants = list(draw_all(data, each, seed))
    scored = [i for i, one in enumerate(mutants) if not one.free]
    asked = set(Random(seed).sample(scored, min(sample, len(scored))))
    with tempfile.TemporaryDirectory() as folder:
        frictionless = Frictionless(data, Path(folder))
        for number, one in enumerate(mutants):
            code = caught(data, one)
            if code is None and not in_diff(data, one):
                raise SystemExit(f"Neither validate nor diff show {one.table}: {one.what}")
            if one.free:
                result.prose[one.table].add(bool(code))
                continue
            result.ours[one.table, one.operator].add(bool(code))
            if number in asked:
                objects = (bool(code), pandera_objects(data, one), frictionless.objects(one))
                for tool, noticed in zip(TOOLS, objects, strict=True):
                    sampled[tool][one.operator].add(noticed)
            place = (one.table, one.field)
            result.drawn[place] += 1
            if code:
                result.codes[code] += 1
            else:
                result.missed[place] += 1
                result.examples.setdefault(place, f"{one.operator}: {one.what}")
    result.seconds = time.perf_counter() - begun
    return result


def together(scores: Iterable[Score]) -> Score:
    """Add scores up."""
    found = list(scores)
    return Score(sum(one.drawn for one in found), sum(one.caught for one in found))


def is_own(data: Data, name: str, field: str) -> bool:
    """Say whether a column is our own choice of words or values, as its schema says."""
    column = data.columns[name].get(field)
    return column is not None and column.schema.get("evidence") == "own"


def shares(data: Data, result: Result, own: bool) -> tuple[float, float]:
    """Return the share caught, each mutant alike and with tables weighted by filled cells.

    Free text is left out, and without ``own`` all columns that are our own choice.
    """
    scores: dict[str, Score] = defaultdict(Score)
    weight: Counter[str] = Counter()
    for place, drawn in result.drawn.items():
        if own or not is_own(data, *place):
            scores[place[0]].drawn += drawn
            scores[place[0]].caught += drawn - result.missed[place]
    for name, columns in data.columns.items():
        for column in columns.values():
            if not column.is_free and (own or not is_own(data, name, column.name)):
                weight[name] += sum(map(bool, column.table.columns[column.name]))
    cells = sum(weight[name] * score.share for name, score in scores.items())
    return together(scores.values()).share, cells / sum(weight.values())


def report(data: Data, result: Result, each: int, seed: int) -> list[str]:
    """Return the lines of the result."""
    total = together(result.ours.values())
    names = list(data.package.tables)
    header = ["table", *OPERATORS, "all", "share"]
    rows = []
    for name in names:
        scores = [result.ours.get((name, one), Score()) for one in OPERATORS]
        all_of = together(scores)
        rows.append([name, *map(str, scores), str(all_of), percent(all_of)])
    rows.append(
        [
            "all",
            *(
                str(together(result.ours.get((n, one), Score()) for n in names))
                for one in OPERATORS
            ),
            str(total),
            percent(total),
        ]
    )
    by_operator = []
    for one in (*OPERATORS, "all"):
        scores = [
            together(found.values()) if one == "all" else found.get(one, Score())
            for found in result.sample.values()
        ]
        by_operator.append([one, *map(percent, scores), str(scores[0].drawn)])
    prose = together(result.prose.values())
    missed = sorted(result.missed.items(), key=lambda one: (-one[1], one[0]))
    return [
        "# Mutations",
        "",
        *circumstances(
            {"nmg-data": data.state.version} | versions(["pandera", "pandas", "frictionless"])
        ),
        f"- {total.drawn + prose.drawn} mutants, {each} of each table and operator at most,"
        f" seed {seed}, in {result.seconds:.0f} s",
        "- No rule compares a file with a hash, a size or a count of rows; second opinions are off",
        "- Every mutant that no rule notices appears in `nmg-data diff` (asserted for each)",
        "",
        "The aim is nine in ten, outside free text. Weighted: every filled cell is as likely to"
        " be hit. Our own choice are the columns whose schema says `evidence: own`, such as a topic"
        " or what kind of event it is: every value of their list is possible.",
        "",
        *table(
            ["caught", "tables and operators alike", "weighted by filled cells"],
            [
                [
                    "what sources say: figures, codes, dates, rows",
                    *map(share, shares(data, result, False)),
                ],
                ["and our own choice", *map(share, shares(data, result, True))],
            ],
        ),
        "",
        "## By table and operator: caught / drawn",
        "",
        *table(header, rows),
        "",
        "## Beside other tools: share caught by operator",
        "",
        "On the same sample. pandera: the schemas of this package on a frame that was read with"
        " their types. frictionless: the descriptor of this package.",
        "",
        *table(["operator", *TOOLS, "mutants"], by_operator),
        "",
        "## Free text",
        "",
        f"Names, titles, notes, definitions and reasons: {percent(prose)} of {prose.drawn}."
        " What is missing or malformed is caught; what is worded wrongly is for the reviewer's"
        " eyes, to whom `diff` shows it.",
        "",
        "## What is missed, and why",
        "",
        *table(
            ["table, field", "missed", "drawn", "why", "example"],
            [
                [
                    f"{name}.{one}",
                    str(count),
                    str(result.drawn[name, one]),
                    REASONS.get((name, one)) or REASONS.get(("", one), ONCE),
                    "`" + result.examples[name, one].replace("|", "/")[:110] + "`",
                ]
                for (name, one), count in missed
            ],
        ),
    ]


ONCE = "stands here alone; only its source knows"
JUDGEMENT = "our classification; every value of the list is possible"
MAY_BE_EMPTY = "may be empty, and nothing else says that it is not"
REASONS = {
    ("excluded_figures", "as_printed"): "the words around the number stand in the text: `audit`",
    ("excluded_figures", "reason"): JUDGEMENT,
    ("sources", "published"): "no date in the address, or a slip within the week it allows",
    ("sources", "url"): "no date in the address; nothing is fetched",
    ("lists", "passage_id"): "no figure counts the list, and its members are cited elsewhere too",
    ("lists", "complete"): "no figure counts the list",
    ("list_items", "place_id"): "the member is not named as a place is",
    ("citations", "row"): "another citation covers the cell as well",
    ("citations", "source_id"): "another source for the same cell, as good as the first",
    ("citations", "passage_id"): "another paragraph of the same source",
    ("observations", "row"): "from a text that is not indexed, and in no relation",
    ("observations", "status"): JUDGEMENT,
    ("relations", "row"): "the last part of an inequality: the rest still holds",
    ("units", "factor"): "a base of the scale that no rate is made of",
    ("units", "row"): "nothing refers to it yet",
    ("passages", "sha256"): "the text of the paragraph is not in the package: `audit`",
    ("routes", "origin"): "another place whose name begins alike",
    ("events", "observation_id"): MAY_BE_EMPTY,
    ("lists", "observation_id"): MAY_BE_EMPTY,
    ("passages", "continues"): MAY_BE_EMPTY,
    ("citations", "field"): "then the citation is of the whole row, which is sound",
    ("relations", "observation_id"): "another figure for which the relation holds as well",
    ("observations", "period_kind"): JUDGEMENT,
    ("indicators", "unit_id"): "another unit of the same dimension",
    ("indicators", "partner_id"): JUDGEMENT,
    ("units", "base_unit_id"): "a unit of the same dimension, or a dimension with one unit",
    ("units", "dimension"): "a dimension with one unit, which no figure is compared in",
    ("ports", "coordinate_precision"): JUDGEMENT,
    ("", "topic"): JUDGEMENT,
    ("", "kind"): JUDGEMENT,
    ("", "mode"): JUDGEMENT,
    ("", "membership"): JUDGEMENT,
    ("", "status"): JUDGEMENT,
    ("", "licence"): JUDGEMENT,
    ("", "host"): JUDGEMENT,
    ("", "confidence"): JUDGEMENT,
    ("", "nature"): JUDGEMENT,
    ("", "coverage"): JUDGEMENT,
    ("", "additive"): JUDGEMENT,
    ("", "flow"): JUDGEMENT,
    ("", "product"): JUDGEMENT,
}


def share(number: float) -> str:
    """Write a number in percent."""
    return f"{number:.1%}"


def percent(score: Score) -> str:
    """Write a share in percent."""
    return f"{score.share:.1%}" if score.drawn else ""


def main() -> None:
    """Run and write benchmarks/results/mutate.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--each", type=int, default=25, help="mutants of a table and operator")
    parser.add_argument("--sample", type=int, default=260, help="mutants for all three tools")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    data = read()
    result = run(data, args.each, args.sample, args.seed)
    write_result("mutate", report(data, result, args.each, args.seed))


if __name__ == "__main__":
    main()
