"""NMG40x: keys within a table and references across tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ._json import brief
from ._model import Absent, Hit, Package, Table, at
from ._near import Suggest
from ._order import SortKey, sort_key
from ._rule import rule
from .types import failed


@rule(
    "NMG401",
    "duplicate-key",
    "keys",
    summary="No two rows of a table have one primary key.",
    mend="Delete one of the two rows, or give it a key of its own.",
    good="road_ports,1 … road_ports,2",
    bad="road_ports,1 … road_ports,1",
)
def duplicate_key(package: Package) -> Iterator[Hit]:
    """Turn pandera's failures of unique keys into findings on the later rows."""
    for table in package.tables.values():
        names = table.primary_key
        kind = "unique" if len(names) == 1 else "multiple_fields_uniqueness"
        first: dict[str, int] = {}
        for index, name, _, _ in failed(table, kind):
            if name != names[0]:
                continue
            key = table.key(index)
            before = first.setdefault(key, index)
            if before != index:
                yield at(
                    table,
                    index,
                    names[-1],
                    f"The key {brief(key, 80)!r} stands already on line {table.starts[before]}.",
                    expected="a key of its own",
                )


@rule(
    "NMG402",
    "empty-key",
    "keys",
    summary="No required part of a primary key is empty.",
    mend="Fill the key in: without it nothing can refer to the row.",
    good="road_ports,1",
    bad="road_ports,",
)
def empty_key(package: Package) -> Iterator[Hit]:
    """Turn pandera's ``not_nullable`` failures of key fields into findings."""
    for table in package.tables.values():
        for index, name, cell, _ in failed(table, "not_nullable"):
            if name in table.primary_key and not cell:
                message = f"{name} is empty, and it is part of the primary key."
                yield at(table, index, name, message, expected="a value")


@rule(
    "NMG403",
    "unknown-reference",
    "keys",
    summary="A foreign key names a row that is there.",
    mend="Correct the code, or add the row that it names to the other table.",
    good="division_id = ejin_banner",
    bad="division_id = ejin_baner",
)
def unknown_reference(package: Package) -> Iterator[Hit]:
    """Look every foreign key up in its table; a key with an empty part refers to nothing."""
    for table in package.tables.values():
        for reference in table.schema.get("foreignKeys", []):
            other = reference["reference"]
            target_name = other.get("resource") or table.name
            target = package.tables.get(target_name)
            own, theirs = reference["fields"], other["fields"]
            if (
                target is None
                or not set(theirs) <= set(target.header)
                or not set(own) <= set(table.header)
            ):
                continue
            used = {values for values in table.distinct(own) if all(values)}
            wrong = used - target.known(theirs, used) if used else used
            if not wrong:
                continue
            suggest = Suggest([values[-1] for values in target.distinct(theirs)])
            cells = zip(*(table.columns[name] for name in own), strict=True)
            for index, values in enumerate(cells):
                if values in wrong:
                    shown = "/".join(values)
                    message = f"{target_name} has no row {brief(shown, 60)!r}."
                    expected = f"a {'/'.join(theirs)} of {target_name}"
                    hint = suggest(values[-1])
                    yield at(table, index, own[-1], message, expected=expected, hint=hint)


@rule(
    "NMG404",
    "duplicate-together",
    "keys",
    summary="No two rows share the values of fields that are unique together.",
    mend="Change or delete one of the two rows.",
    good="nmgrb_2025,14 … nmgrb_2025,15",
    bad="nmgrb_2025,14 … nmgrb_2025,14",
)
def duplicate_together(package: Package) -> Iterator[Hit]:
    """Check the unique keys of the schemas, which no library looks at."""
    for table in package.tables.values():
        for names in [] if table.proven else table.schema.get("uniqueKeys", []):
            if not set(names) <= set(table.header):
                continue
            first: dict[tuple[str, ...], int] = {}
            for index, values in enumerate(
                zip(*(table.columns[name] for name in names), strict=True)
            ):
                before = first.setdefault(values, index)
                if before != index and all(values):
                    line = table.starts[before]
                    both = ", ".join(names)
                    message = f"The values of {both} stand together already on line {line}."
                    yield at(table, index, names[-1], message, expected="values of its own")


@rule(
    "NMG405",
    "row-order",
    "keys",
    summary="Rows are sorted by primary key: numbers as numbers, text by code point.",
    mend="Move the row to its place; 'nmg-data format' does it.",
    good="air_ports … rail_ports",
    bad="rail_ports … air_ports",
)
def row_order(package: Package) -> Iterator[Hit]:
    """Find the rows that stand above a row with a smaller key."""
    for table in package.tables.values():
        if table.proven or not set(table.primary_key) <= set(table.header):
            continue
        key = sort_key(table.schema)
        cells = zip(*(table.columns[name] for name in table.primary_key), strict=True)
        keys = [key(parts) for parts in cells]
        if all(keys[i] <= keys[i + 1] for i in range(len(keys) - 1)):
            continue
        ordered = sorted(range(len(keys)), key=keys.__getitem__)
        in_order = [keys[i] for i in ordered]
        for index in misplaced(keys):
            before = bisect_left(in_order, keys[index])
            last = table.key(ordered[before - 1]) if before else None
            where = "in front of all others" if last is None else f"after {last}"
            yield at(
                table,
                index,
                table.primary_key[0],
                f"The row {brief(table.key(index), 80)!r} is not in its place.",
                expected=f"its place {where}",
            )


def misplaced(keys: list[SortKey]) -> list[int]:
    """Return the fewest rows that would have to move for the others to be in order."""
    tails: list[SortKey] = []
    ends: list[int] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        place = bisect_right(tails, key)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [key]
        ends[place : place + 1] = [index]
    kept = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return [index for index in range(len(keys)) if index not in kept]


def ours(package: Package, name: str, *needed: str) -> Table:
    """Return a table that has some fields of our own, or skip the rule."""
    table = package.table(name)
    lacking = [field for field in needed if field not in table.header]
    if lacking:
        raise Absent(f"{name}: it has no field {lacking[0]}")
    return table
