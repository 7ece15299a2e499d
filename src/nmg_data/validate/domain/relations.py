"""NMG6xx: figures that are related fit each other, by the arithmetic of their intervals."""

from __future__ import annotations

from itertools import chain, count, repeat

from nmg_data.evidence.quantities import FIELDS, TABLES, Relation
from nmg_data.evidence.relations import ROLES, relate, roles_fit

from ..constraints import columns, part, pasted, shared
from ..frames import Cells, Data
from ..rules import Findings, rule
from .figures import FACTS, current


@shared
def faults(data: Data) -> list[Relation]:
    """Return the relations that are faults or cannot be computed."""
    tables = {name: data[name].rows for name in TABLES}
    found = relate(columns(related(data), FIELDS), tables)
    return [relation for relation in found if relation.is_fault or relation.problem]


@shared
def related(data: Data) -> Cells:
    """Return the observations that can be related: not withdrawn, without an error so far."""
    units, rows = data.units, current(data)
    faulty = units.unit_id[~units.sound | ~units.base_unit_id.isin(units.unit_id[units.sound])]
    return part(rows, rows.sound & ~rows.unit_id.isin(faulty))


def in_numbers(relation: Relation) -> str:
    """Return what was printed, what follows from the others, and which figures these are."""
    given = f"{relation.stated} {relation.unit.unit_id} is given, {relation.computed} follows"
    return f"{given}: {'; '.join(map(str, relation.terms))}."


@rule("NMG601", fix="sum and part: a whole and its parts; ratio: numerator, denominator, result.")
def relation_roles(data: Data) -> Findings:
    """The figures of a relation have the roles of its kind, as many of each as it needs."""
    for name, rows in data.relations.frame.groupby("relation_id", sort=False):
        kind, roles = rows.kind.iloc[0], rows.role.tolist()
        if kind in ROLES and "" not in roles and not roles_fit(kind, roles):
            line = [*rows.index[~rows.role.isin(list(ROLES[kind]))], rows.index[0]][0]
            message = f"The roles of {name} are not those of a {kind}."
            yield data.relations.at(line, "role", message, expected=", ".join(ROLES[kind]))


def stored(data: Data, what: str, field: str, want: str) -> Findings:
    """Report stored relations that have a problem or came out otherwise than expected."""
    for found in faults(data):
        if found.relation_id and what == ("problem" if found.problem else found.expected):
            line = data.relations.line_of[f"{found.relation_id}/1"]
            message = f"{found.relation_id} came out as {found.verdict}: {in_numbers(found)}"
            if found.problem:
                message = f"{found.relation_id} cannot be computed. {found.problem}"
            yield data.relations.at(line, field, message, expected=want)


def implied(data: Data, **words: str) -> Findings:
    """Report faults of some kinds that no stored relation covers, with the rows to store."""
    observations = related(data)
    for found in faults(data):
        if found.relation_id or found.kind not in words or found.problem:
            continue
        term = found.terms[-1 if found.kind in ("repeated", "running_total") else 0]
        line = int(observations.frame.index[term.row])
        field = "value" if observations.value[line] else "lower"
        formula = f" ({found.formula})" if found.formula else ""
        message = f"{words[found.kind]}{formula}. {in_numbers(found)}"
        want = f"{found.computed} {found.unit.unit_id}"
        hint = f"Correct the figure; or, if sources disagree, add to {to_store(data, found)}"
        yield observations.at(line, field, message, expected=want, hint=hint)


def to_store(data: Data, found: Relation) -> str:
    """Return the rows to paste that say that sources disagree."""
    kind, *roles = FACTS["store"]["".join(found.formula.split()[3:4]) or found.kind]
    names: dict[tuple[str, ...], str] = {}
    for term in found.terms:
        # Of the figures of one quantity, the first; a disagreement of these names them all.
        quantity = (term.role, term.observation_id.partition(".")[0])
        key = (term.observation_id,) if kind == "same_quantity" else quantity
        names.setdefault(key, term.observation_id)
    known = {"relation_id": "NAME", "kind": kind, "expected": "disagrees"}
    rows = zip(count(1), chain(roles, repeat(roles[-1])), names.values(), strict=False)
    return " and ".join(
        pasted(data.relations, **known, position=str(n), role=role, observation_id=name)
        for n, role, name in rows
    )
