"""NMG6xx: figures that belong together go together, by the arithmetic of their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .._relations import FIELDS, ROLES, Relation, each_relation, read_units, roles_fit
from ._json import brief
from ._model import Hit, Package, Table, at
from ._rule import rule
from .keys import ours

STORED = ("relation_id", "kind", "role", "observation_id", "expected", "reason")
MAX_KEPT = 10_000
"""More faults than any rule lists, so that a file of faults stays small in memory."""
MAX_SHOWN = 8
"""Figures that one message names."""


def groups(table: Table) -> dict[str, list[int]]:
    """Return the rows of every stored relation."""
    found: dict[str, list[int]] = {}
    for index, name in enumerate(table.columns["relation_id"]):
        found.setdefault(name, []).append(index)
    return found


@rule(
    "NMG601",
    "relation-roles",
    "relations",
    summary="The figures of a relation have the roles of its kind, as many of each as it needs.",
    mend="sum: a whole and two parts or more; part: a whole and its parts; ratio: numerator, "
    "denominator, result; same_quantity: members; count: a whole and its members.",
    good="sum: whole, part, part",
    bad="sum: whole, part",
)
def relation_roles(package: Package) -> Iterator[Hit]:
    """Compare the roles of each relation with its kind."""
    table = ours(package, "relations", *STORED)
    for name, rows in groups(table).items():
        kind = table.columns["kind"][rows[0]]
        roles = [table.columns["role"][row] for row in rows]
        if kind not in ROLES or roles_fit(kind, roles):
            continue
        wrong = next((row for row in rows if table.columns["role"][row] not in ROLES[kind]), None)
        message = f"The roles of {brief(name, 60)!r} are not those of a {kind}."
        yield at(
            table,
            rows[0] if wrong is None else wrong,
            "role",
            message,
            expected="; ".join(_wanted(*one) for one in ROLES[kind].items()),
        )


def _wanted(role: str, limits: tuple[int, int | None]) -> str:
    low, high = limits
    return f"{low} {role}" if low == high else f"{low} {role} or more"


@rule(
    "NMG602",
    "relation-mixed",
    "relations",
    summary="All rows of a relation have one kind, one expectation and one reason.",
    mend="Write kind, expected and reason alike in all rows of the relation.",
    good="expected = holds in all three rows",
    bad="expected = holds in two rows, disagrees in the third",
)
def relation_mixed(package: Package) -> Iterator[Hit]:
    """Compare the rows of each relation with its first."""
    table = ours(package, "relations", *STORED)
    for name, rows in groups(table).items():
        for field in ("kind", "expected", "reason"):
            cells = table.columns[field]
            odd = next((row for row in rows if cells[row] != cells[rows[0]]), None)
            if odd is not None:
                first = table.starts[rows[0]]
                message = f"{brief(name, 60)!r} has another {field} on line {first}."
                yield at(table, odd, field, message, expected=brief(cells[rows[0]], 200))


@rule(
    "NMG603",
    "relation-units",
    "relations",
    summary="The figures of a relation are of units, and measures, that can be computed together.",
    mend="Correct the figure that is named, or delete the relation.",
    good="numerator in t, denominator in mu, result in t_per_mu",
    bad="numerator in t, denominator in mu, result in percent",
)
def relation_units(package: Package) -> Iterator[Hit]:
    """Report what cannot be computed."""
    for one in _kept(package):
        if one.problem:
            message = f"{brief(one.relation_id, 60)!r} cannot be computed. {one.problem}"
            yield _stored_hit(package, one, message, "units of one dimension, or of a rate")


@rule(
    "NMG604",
    "withdrawn-figure",
    "relations",
    summary="A relation is between figures that were not withdrawn.",
    mend="Name the row that replaces it.",
    good="a row whose replaced_by is empty",
    bad="a row that replaced_by says was replaced",
)
def withdrawn_figure(package: Package) -> Iterator[Hit]:
    """Look up whether the figures still stand."""
    table = ours(package, "relations", *STORED)
    columns = ours(package, "observations", *FIELDS).columns
    replaced = {
        identity: by
        for identity, by in zip(columns["observation_id"], columns["replaced_by"], strict=True)
        if by
    }
    for index, identity in enumerate(table.columns["observation_id"]):
        if identity in replaced:
            message = f"{brief(identity, 100)!r} was withdrawn."
            yield at(table, index, "observation_id", message, expected=replaced[identity])


@rule(
    "NMG611",
    "relation-fails",
    "relations",
    summary="A relation that is expected to hold can hold: its intervals leave room for it.",
    mend="Correct the figure that is wrong; if the sources disagree, say expected = disagrees and "
    "give the reason.",
    good="12 + 2 + 6 = 20",
    bad="12 + 2 + 6 = 21, expected = holds",
)
def relation_fails(package: Package) -> Iterator[Hit]:
    """Report stored relations that fail."""
    for one in _kept(package):
        if one.is_fault and one.relation_id and one.expected != "disagrees":
            message = f"{brief(one.relation_id, 60)!r} does not hold: {_in_numbers(one)}"
            yield _stored_hit(package, one, message, "intervals that leave room for it")


@rule(
    "NMG612",
    "no-disagreement",
    "relations",
    summary="A relation that is expected to disagree does: no numbers of its intervals fit.",
    mend="Say expected = holds, or delete the relation.",
    good="5 to 6 and 12, expected = disagrees",
    bad="5 to 6 and 6, expected = disagrees",
)
def no_disagreement(package: Package) -> Iterator[Hit]:
    """Report stored disagreements that are none."""
    for one in _kept(package):
        if one.is_fault and one.expected == "disagrees":
            came = "holds" if one.verdict == "holds" else "cannot be tested"
            message = f"{brief(one.relation_id, 60)!r} {came}: {_in_numbers(one)}"
            yield _stored_hit(package, one, message, "expected = holds", "expected")


@rule(
    "NMG613",
    "figures-disagree",
    "relations",
    summary="Growth, change, share and gap fit the figures that they follow from, "
    "wherever the data have those.",
    mend="Correct the figure that is wrong; if the sources disagree, store the relation with "
    "expected = disagrees and the reason.",
    good="growth 50 from 100 to 150",
    bad="growth 50 from 100 to 120",
)
def figures_disagree(package: Package) -> Iterator[Hit]:
    """Report implied relations that fail and that no stored disagreement covers."""
    for one in _kept(package):
        if one.is_fault and not one.relation_id and one.kind != "repeated":
            message = f"The {one.kind} does not fit: {_in_numbers(one)}"
            yield _row_hit(package, one.terms[0].row, one, message)


@rule(
    "NMG614",
    "prints-disagree",
    "relations",
    summary="Figures of one indicator, place, period and measure meet, whoever printed them.",
    mend="Correct the figure that is wrong; if the sources disagree, store a same_quantity "
    "with expected = disagrees and the reason.",
    good="over 120 million t and 123.4 million t",
    bad="over 130 million t and 123.4 million t",
)
def prints_disagree(package: Package) -> Iterator[Hit]:
    """Report repeated quantities that cannot be the same and that no disagreement covers."""
    for one in _kept(package):
        if one.is_fault and one.kind == "repeated":
            message = f"One quantity is printed with figures that cannot meet: {_in_numbers(one)}"
            yield _row_hit(package, one.terms[-1].row, one, message)


def _kept(package: Package) -> list[Relation]:
    """Return the relations that are faults or cannot be computed, worked out once."""
    table = ours(package, "observations", *FIELDS)
    if "relations" not in table.memo:
        units = ours(package, "units", "unit_id", "dimension", "factor", "base_unit_id")
        rows = package.rows("relations")
        if rows:
            ours(package, "relations", *STORED)
        found = each_relation(table.columns, read_units(units.rows), rows)
        faults = (one for one in found if one.is_fault or one.problem)
        table.memo["relations"] = list(islice(faults, MAX_KEPT))
    kept: list[Relation] = table.memo["relations"]
    return kept


def _in_numbers(one: Relation) -> str:
    """Say what was printed, what follows, and from which figures."""
    shown = "; ".join(map(str, one.terms[:MAX_SHOWN]))
    more = len(one.terms) - MAX_SHOWN
    if more > 0:
        shown += f"; and {more} more"
    if one.kind in ("repeated", "same_quantity"):
        return f"{one.stated} beside {one.computed}, in {one.unit_id}. {shown}."
    return f"{one.stated} is printed and {one.computed} follows, in {one.unit_id}. {shown}."


def _stored_hit(
    package: Package, one: Relation, message: str, expected: str, field: str = "relation_id"
) -> Hit:
    table = package.table("relations")
    return at(table, groups(table)[one.relation_id][0], field, message, expected=expected)


def _row_hit(package: Package, row: int, one: Relation, message: str) -> Hit:
    table = package.table("observations")
    field = "value" if table.columns["value"][row] else "lower"
    return at(table, row, field, message, expected=f"{one.computed} {one.unit_id}")
