"""Corrupt the data hundreds of times, one cell or row each, and count what is noticed.

    python benchmarks/mutate.py [--each 4] [--seed 1]

Draws the same number of mutants for every table and operator outside free text, validates each
in this process, and writes results/mutate.md. Fields whose schema says ``evidence: own`` are our
choice of a value, of which every one is possible; they are counted apart.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the memory of the tests makes this feasible

from memory import remember  # type: ignore[import-not-found]  # noqa: E402

from nmg_data.core.package import Package, Row, Table  # noqa: E402
from nmg_data.validate.canonical import sort_key  # noqa: E402
from nmg_data.validate.run import check  # noqa: E402

TRIES = 100
"""Draws of a cell before a table is taken not to have what an operator changes."""


@dataclass(frozen=True)
class Mutant:
    """One change of one table."""

    table: str
    operator: str
    field: str
    key: str
    what: str
    data: bytes
    own: bool = False
    """Whether the field is our own choice of a value."""


def digit_changed(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Put another digit in the place of one."""
    places = [match.start() for match in re.finditer("[0-9]", cell)]
    if not places:
        return None
    at = random.choice(places)
    return cell[:at] + random.choice("0123456789".replace(cell[at], "")) + cell[at + 1 :]


def digits_exchanged(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Exchange two neighbouring digits."""
    pairs = [match.start() for match in re.finditer(r"(?=([0-9])(?!\1)[0-9])", cell)]
    if not pairs:
        return None
    at = random.choice(pairs)
    return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]


def point_moved(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Move the decimal point of a number by one digit."""
    found = re.search(r"[0-9]+(?:\.[0-9]+)?", cell)
    if not found or (table.fields[field]["type"] == "string" and field != "as_printed"):
        return None
    moved = Decimal(found.group()).scaleb(random.choice((-1, 1))).normalize()
    return cell[: found.start()] + format(moved, "f") + cell[found.end() :]


def character_lost(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Leave one character out."""
    at = random.randrange(len(cell)) if cell else 0
    return cell[:at] + cell[at + 1 :] if cell else None


def cell_emptied(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Empty the cell."""
    return "" if cell else None


def cell_copied(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Write what another row has, or another allowed value."""
    others = {*(table.enum(field) or ()), *(row[field] for row in table.rows)} - {cell, ""}
    return random.choice(sorted(others)) if cell and others else None


def year_shifted(random: Random, table: Table, field: str, cell: str) -> str | None:
    """Add a year to a date, or take one from it."""
    dated = r"\d{4}" in str(table.fields[field].get("constraints", {}).get("pattern", ""))
    if not re.match(r"\d{4}", cell) or not dated:
        return None
    return f"{int(cell[:4]) + random.choice((-1, 1))}{cell[4:]}"


CELL_OPERATORS: dict[str, Callable[[Random, Table, str, str], str | None]] = {
    "digit changed": digit_changed,
    "digits exchanged": digits_exchanged,
    "point moved": point_moved,
    "character lost": character_lost,
    "cell emptied": cell_emptied,
    "cell copied": cell_copied,
    "year shifted": year_shifted,
}
OPERATORS = [*CELL_OPERATORS, "row deleted"]


def is_free(table: Table, name: str) -> bool:
    """Say whether a field is prose, which only a reader can judge."""
    return "script" in table.fields[name]


def written(table: Table, rows: list[Row]) -> bytes:
    """Write rows as our CSV files are written."""
    rows = sorted(rows, key=lambda row: sort_key([row[name] for name in table.key]))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def draw(random: Random, table: Table, operator: str) -> Mutant | None:
    """Make one mutant, or return None where the table has nothing of the kind."""
    if operator == "row deleted":
        row = random.choice(table.rows)
        rows = [other for other in table.rows if other is not row]
        return Mutant(table.name, operator, "row", key_of(table, row), "", written(table, rows))
    fields = [name for name in table.fields if not is_free(table, name)]
    for _ in range(TRIES):
        row, name = random.choice(table.rows), random.choice(fields)
        new = CELL_OPERATORS[operator](random, table, name, row[name])
        if new is not None and new != row[name]:
            rows = [other | {name: new} if other is row else other for other in table.rows]
            own = table.fields[name].get("evidence") == "own"
            what = f"{row[name]} → {new}"
            data = written(table, rows)
            return Mutant(table.name, operator, name, key_of(table, row), what, data, own)
    return None


def key_of(table: Table, row: Row) -> str:
    """Return the key of a row."""
    return "/".join(row[name] for name in table.key)


def mutants(package: Package, each: int, seed: int) -> Iterator[Mutant]:
    """Yield as many mutants of every table and operator."""
    for table in package.tables():
        for operator in OPERATORS:
            random = Random(f"{seed} {table.name} {operator}")
            for _ in range(each):
                mutant = draw(random, table, operator)
                if mutant is not None:
                    yield mutant


def main() -> None:
    """Run, and write results/mutate.md."""
    parser = argparse.ArgumentParser(description="Count which random corruptions are noticed.")
    parser.add_argument("--each", type=int, default=4, help="mutants of a table and operator")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    names = [ROOT / "datapackage.json", *(ROOT / "data").iterdir(), *(ROOT / "schemas").iterdir()]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in names}
    scores: dict[tuple[str, bool], Counter[bool]] = defaultdict(Counter)
    missed = []
    with remember(files):
        for mutant in mutants(Package.of_folder(ROOT), args.each, args.seed):
            found = check({**files, f"data/{mutant.table}.csv": mutant.data}).findings
            scores[mutant.operator, mutant.own][bool(found)] += 1
            if not found and not mutant.own:
                missed.append(mutant)
    lines = [
        "# Mutations",
        "",
        "| operator | from sources | our own choice |",
        "| --- | --- | --- |",
    ]
    for operator in [*OPERATORS, ""]:
        cells = []
        for own in (False, True):
            chosen = [s for (o, w), s in scores.items() if w == own and operator in ("", o)]
            caught, drawn = sum(s[True] for s in chosen), sum(s.total() for s in chosen)
            cells.append(f"{caught} of {drawn}, {caught / drawn:.1%}" if drawn else "")
        lines.append(f"| {operator or 'all'} | {' | '.join(cells)} |")
    lines += ["", "## Missed, of what sources say", ""]
    lines += [f"- {m.table}.{m.field}, {m.operator}: `{m.key}` {m.what}" for m in missed]
    (ROOT / "benchmarks/results").mkdir(exist_ok=True)
    (ROOT / "benchmarks/results/mutate.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
