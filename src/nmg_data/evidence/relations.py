"""All relations between figures, tested: the stored ones, and those that follow from the rows.

A relation is stored in the table ``relations``, implied (a growth belongs to two levels, sources
of one quantity must meet), true by definition (``identities.toml``), or asked of every series
(`consistency`). Nothing is compared across vintages or a break.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from .consistency import consistency
from .interval import (
    ANY,
    Interval,
    add,
    common,
    divide,
    meet,
    multiply,
    no_larger,
    point,
    subtract,
)
from .quantities import (
    MAX_TERMS,
    SCOPE_PLACES,
    Columns,
    Figures,
    Known,
    Quantity,
    Relation,
    Row,
    Tables,
    Term,
    year_before,
)

# Role → how many figures take it: exactly one, or at least so many.
ROLES: dict[str, dict[str, tuple[int, int | None]]] = {
    "sum": {"whole": (1, 1), "part": (2, None)},
    "part": {"whole": (1, 1), "part": (1, None)},
    "ratio": {"numerator": (1, 1), "denominator": (1, 1), "result": (1, 1)},
    "same_quantity": {"member": (2, None)},
    "count": {"whole": (1, 1), "member": (1, None)},
}
NOT_NEGATIVE = Interval(Decimal(0), None)
FROM_ONE = Interval(Decimal(1), None)
PERCENT = Interval(Decimal(0), Decimal(100))
# Where a measure lies by its nature: an end there excludes nothing.
NATURAL = {
    "growth": Interval(Decimal(-100), None),
    **{"share": PERCENT, "saving": PERCENT, "level": NOT_NEGATIVE, "index": NOT_NEGATIVE},
    **{"rank": FROM_ONE, "growth_rank": FROM_ONE},
}
# The mean of two ends of a year is that of the year to one in a thousand.
HALF = Interval(Decimal("0.4995"), Decimal("0.5005"))
OPERATORS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": lambda left, right: add((left, right)),
    "-": subtract,
    "*": multiply,
    "/": divide,
}


def relate(observations: Columns, tables: Tables) -> list[Relation]:
    """Test all relations, in a time that grows with the rows.

    Parameters
    ----------
    observations
        Text cells of the table ``observations``, by column; at least `quantities.FIELDS`.
    tables
        Rows of the tables `quantities.TABLES`; one that is missing counts as empty.

    Returns
    -------
    list of Relation
        The stored ones by their id, then the others. Replaced rows, rows without an interval and
        stored relations with unknown figures or other roles than their kind has are left out.
    """
    figures = Figures(observations, tables)
    written = list(stored(figures, tables.get("relations", ())))
    names: dict[int, set[str]] = {}
    for relation in written:
        if relation.expected == "disagrees" and relation.reason_en:
            for term in relation.terms:
                names.setdefault(term.row, set()).add(relation.relation_id)
    found = [
        replace(relation, covered_by=_cover(figures, relation, names))
        if relation.verdict == "fails" and names
        else relation
        for relation in (*implied(figures), *consistency(figures, tables))
    ]
    return [*written, *found]


def _cover(figures: Figures, failed: Relation, names: Mapping[int, set[str]]) -> str:
    """Return a stored disagreement that explains a failed relation, or an empty string.

    It names a figure in each role. Of several sources of one quantity, every figure is in a
    disagreement or meets one that is.
    """
    if failed.kind != "repeated":
        found = [
            set().union(*(names.get(term.row, ()) for term in _in_role(failed.terms, role)))
            for role in {term.role for term in failed.terms}
        ]
        return min(set.intersection(*found), default="")
    pairs = list(zip(failed.terms, figures.shared(failed.terms)[0], strict=True))
    named = {interval for term, interval in pairs if term.row in names}
    others = {interval for term, interval in pairs if term.row not in names}
    if all(any(common((interval, one)) for one in named) for interval in others):
        return min(name for term in failed.terms for name in names.get(term.row, ()))
    return ""


# Stored relations


def stored(figures: Figures, rows: Sequence[Row]) -> Iterator[Relation]:
    """Test the relations that are written down."""
    row_of = {name: row for row, name in enumerate(figures.columns["observation_id"])}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["relation_id"], []).append(row)
    for relation_id, members in sorted(groups.items()):
        first = members[0]
        known = [row for row in members if row["observation_id"] in row_of]
        terms = [figures.term(row["role"], row_of[row["observation_id"]]) for row in known]
        found = [term for term in terms if term]
        if len(found) == len(members) and roles_fit(first["kind"], [t.role for t in found]):
            yield replace(
                _tested(figures, first["kind"], found),
                relation_id=relation_id,
                expected=first["expected"],
                reason_en=first["reason_en"],
                reason_zh=first["reason_zh"],
            )


def roles_fit(kind: str, roles: Sequence[str]) -> bool:
    """Return whether the figures of a relation have the roles that its kind asks for."""
    wanted = ROLES.get(kind)
    if wanted is None or set(roles) - set(wanted):
        return False
    found = Counter(roles)
    return all(
        low <= found[role] and (high is None or found[role] <= high)
        for role, (low, high) in wanted.items()
    )


def _in_role(terms: Iterable[Term], *roles: str) -> list[Term]:
    return [term for role in roles for term in terms if term.role == role]


def _tested(figures: Figures, kind: str, terms: list[Term]) -> Relation:
    """Compute one stored relation whose roles are known to fit."""
    every = tuple(terms)
    problem = f"The units cannot be compared: {', '.join(sorted({t.unit_id for t in terms}))}."
    wrong = Relation(kind, every, "untestable", problem=problem)
    if kind == "ratio":
        return _ratio(figures, every) or wrong
    if kind != "count" and not figures.alike(terms):
        return wrong
    if kind == "same_quantity":
        measures = sorted({figures.columns["measure"][term.row] for term in terms})
        if len(measures) == 1:
            return _meeting(figures, kind, every, measures[0])
        return replace(wrong, problem=f"The measures differ: {', '.join(measures)}.")
    (whole, *parts), unit = figures.shared(_in_role(terms, "whole", "part"))
    total = add(parts) if parts else point(len(terms) - 1)
    test = no_larger(total, whole) if kind == "part" else meet((whole, total), NOT_NEGATIVE)
    return Relation(kind, every, test, whole, total, unit)


def _ratio(figures: Figures, terms: tuple[Term, ...]) -> Relation | None:
    """Test a percentage, a multiple, a rate, or so much for each of a count."""
    above, below, result = _in_role(terms, "numerator", "denominator", "result")
    of, per, to = (figures.units[term.unit_id] for term in (above, below, result))
    rate = [figures.units.get(name) for name in result.unit_id.split("_per_")]
    measure = figures.columns["measure"][result.row]
    quotient = divide(figures.in_base(above), figures.in_base(below))
    if to.dimension == "ratio" and of.dimension == per.dimension:
        quotient = in_percent(quotient, measure)
    elif len(rate) == 2 and rate[0] and rate[1]:
        if (rate[0].dimension, rate[1].dimension) != (of.dimension, per.dimension):
            return None
        # The base unit of a rate need not be the rate of the base units.
        quotient = multiply(quotient, point(to.factor * rate[1].factor / rate[0].factor))
    elif (to.dimension, of.dimension) != ("multiple", per.dimension) and (
        (per.dimension, to.dimension) != ("count", of.dimension)
    ):
        return None
    return _held(figures, "ratio", measure, terms, result, quotient)


def _held(
    figures: Figures,
    kind: str,
    measure: str,
    terms: tuple[Term, ...],
    result: Term | Known,
    computed: Interval,
) -> Relation:
    """Hold what is computed, in base units, against a result."""
    unit = figures.units[result.unit_id]
    verdict = meet((figures.in_base(result), computed), NATURAL.get(measure, ANY))
    scaled = computed if unit.factor == 1 else divide(computed, point(unit.factor))
    return Relation(kind, terms, verdict, result.interval, scaled, result.unit_id)


def _meeting(figures: Figures, kind: str, terms: tuple[Term, ...], measure: str) -> Relation:
    """Test whether figures can mean one number; the two that are farthest apart are named."""
    intervals, unit = figures.shared(terms)
    verdict = meet(intervals, NATURAL.get(measure, ANY))
    highest = max(intervals, key=lambda one: (one.lower is not None, one.lower or 0))
    lowest = min(intervals, key=lambda one: (one.upper is None, one.upper or 0))
    return Relation(kind, terms, verdict, highest, lowest, unit)


def in_percent(quotient: Interval, measure: str) -> Interval:
    """Return a quotient as the percentage that a measure makes of it.

    >>> print(in_percent(point(Decimal("1.5")), "growth"))
    50
    """
    percent, all_ = multiply(quotient, point(100)), point(100)
    if measure == "growth":
        return subtract(percent, all_)
    return subtract(all_, percent) if measure == "saving" else percent


# Implied relations


def implied(figures: Figures) -> Iterator[Relation]:
    """Test all sources of one quantity, and what is true by definition."""
    for key, rows in figures.rows.items():
        if len(rows) > 1:
            known = figures.known(key)
            terms = known.terms if known else ()
            if "rank" in key.measure:  # a rank among the first ten says nothing of another
                terms = tuple(term for term in terms if term.interval.is_point)
            if len(terms) > 1:
                yield _meeting(figures, "repeated", terms, key.measure)
        if key.measure == "rank" and key.scope in SCOPE_PLACES:
            yield from _ranked(figures, key)
        for indicator in (key.indicator, "*"):
            for formula in identities().get((indicator, key.measure), ()):
                yield from _defined(figures, key, formula)


def _ranked(figures: Figures, key: Quantity) -> Iterator[Relation]:
    """Test that a whole leaves room for a rank: those ranked before are each no smaller."""
    of = key._replace(measure="level", scope="")
    rank, level = figures.known(key), figures.known(of)
    whole = figures.known(of._replace(place=SCOPE_PLACES[key.scope]))
    if rank and level and whole and figures.fact(key, "additive") == "true":
        (one, total), unit = figures.shared((level, whole))
        computed = multiply(rank.interval, one)
        terms = (*rank.named("rank"), *level.named("of"), *whole.named("whole"))
        yield Relation("rank", terms, no_larger(computed, total), total, computed, unit)


@cache
def _definitions() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("identities.toml").read_text("utf-8"))


@cache
def identities() -> dict[tuple[str, str], list[str]]:
    """Return the identities by indicator (or ``*``) and measure of their result."""
    found: dict[tuple[str, str], list[str]] = {}
    for formula in _definitions()["identities"].values():
        found.setdefault(_named(formula.split()[0]), []).append(formula)
    return found


def _named(name: str) -> tuple[str, str]:
    indicator, _, measure = name.partition(".")
    return indicator, measure or "level"


def _defined(figures: Figures, key: Quantity, formula: str) -> Iterator[Relation]:
    """Test the figures of a quantity against what it is by definition, in base units."""
    words = formula.replace("=", "+", 1).split()[1:]
    # Growth as first published is over a revised base, which only its own source may give.
    first = key.vintage == "first_print" and "base(" in formula
    by_source: dict[str, list[int]] = {}
    for row in figures.rows[key]:
        source = figures.columns["source_id"][row] if first else ""
        by_source.setdefault(source, []).append(row)
    for source, rows in by_source.items():
        operands = [_operand(figures, key, name, source) for name in words[1::2]]
        known = [operand for operand in operands if operand]
        complete = len(known) == len(operands)
        used = [operand for operand in known if operand.terms]
        if not used or not (complete or set(words[::2]) == {"+"}):
            continue
        computed = point(0)
        for operator, operand in zip(words[::2], operands, strict=True):
            if operand:
                value = figures.in_base(operand) if operand.terms else operand.interval
                computed = OPERATORS[operator](computed, value)
        kind = key.measure if formula.startswith("*") else "identity"
        # A sum or difference of figures, without a number, is of one dimension.
        plain = used == known and not {"*", "/"} & set(words)
        for row in rows:
            result = figures.term("result", row)
            if result is None or (plain and not figures.alike((result, *used))):
                continue
            ratio = figures.units[result.unit_id].dimension in ("ratio", "index")
            value = multiply(computed, point(100)) if ratio and "/" in words else computed
            terms = (result, *(term for operand in used for term in operand.terms[:MAX_TERMS]))
            found = _held(figures, kind, key.measure, terms, result, value)
            verdict = found.verdict if complete else no_larger(value, figures.in_base(result))
            yield replace(found, formula=formula, verdict=verdict)


def _operand(figures: Figures, key: Quantity, name: str, source: str) -> Known | None:
    """Return what is known of one operand of an identity; a number has no terms."""
    if name.isdigit():
        return Known((), point(int(name)), "")
    function, _, inner = name.rpartition("(")
    indicator, measure = _named(inner.removesuffix(")"))
    indicator = key.indicator if indicator == "*" else indicator
    base = (key.base or year_before(key.period)) if measure == "growth" else ""
    of = key._replace(indicator=indicator, measure=measure, base=base, scope="")
    if function == "whole":
        of = of._replace(place=SCOPE_PLACES.get(key.scope, ""))
        return None if of.place == key.place else _with_role("whole", figures.known(of))
    if function == "base":
        if figures.broken(key, key.base) or not key.base:
            return None
        of = of._replace(period=key.base)
        # What was intended is compared with what was.
        known = figures.known(of, source) or figures.known(of._replace(status=""), source)
        money = known and figures.units[known.unit_id].dimension.startswith("currency")
        real = money and figures.fact(key, "growth_basis") == "comparable"
        return None if real and measure == "level" else _with_role("base", known)
    for vintage in (key.vintage, *_companions(indicator, key.vintage)):
        now = of._replace(vintage=vintage)
        before = now._replace(period=year_before(key.period))
        last = figures.known(now, source)
        if last and function != "mean":
            return _with_role("of", last)
        known = figures.known(before)
        if last and known and not figures.broken(now, before.period):
            intervals, unit = figures.shared((last, known))
            mean = Known((*last.terms, *known.terms), multiply(add(intervals), HALF), unit)
            return _with_role("mean", mean)
    return None


def _companions(indicator: str, vintage: str) -> list[str]:
    found: list[str] = _definitions()["companions"].get(indicator, {}).get(vintage, [])
    return found


def _with_role(role: str, known: Known | None) -> Known | None:
    return known._replace(terms=known.named(role)) if known else None
