"""All relations between figures, tested: the stored ones, and those that follow from the rows.

A relation is stored in the table ``relations``, implied (a growth belongs to two levels, sources
of one quantity must meet), true by definition (``identities.toml``), or asked of every series
(`consistency`). Nothing is compared across vintages or a break.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from .consistency import consistency
from .interval import ANY, Interval, add, common, divide, meet, multiply, no_larger, point, subtract
from .periods import year_before
from .quantities import Columns, Figures, Known, Quantity, Relation, Tables, Term, Terms

# The place whose figure is the whole that a share, gap or rank of this scope is taken against.
SCOPE_PLACES = {"china": "china", "world": "world", "region": "inner_mongolia"}
# Role → how many figures take it; of those in MANY, so many at least.
ROLES: dict[str, dict[str, int]] = {
    "sum": {"whole": 1, "part": 2},
    "part": {"whole": 1, "part": 1},
    "ratio": {"numerator": 1, "denominator": 1, "result": 1},
    "same_quantity": {"member": 2},
    "count": {"whole": 1, "member": 1},
}
MANY = ("part", "member")
HUNDRED = point(100)
# Where a measure lies by its nature: an end there excludes nothing.
NATURAL = {
    "growth": Interval(Decimal(-100), None),
    **dict.fromkeys(("level", "index"), Interval(Decimal(0), None)),
    **dict.fromkeys(("share", "saving"), Interval(Decimal(0), Decimal(100))),
    **dict.fromkeys(("rank", "growth_rank"), Interval(Decimal(1), None)),
}
# The mean of two ends of a year is that of the year to one in a thousand.
HALF = Interval(Decimal("0.4995"), Decimal("0.5005"))
OPERATORS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": lambda left, right: add((left, right)),
    "-": subtract,
    "*": multiply,
    "/": divide,
}


def relate(observations: Columns, tables: Tables) -> Iterator[Relation]:
    """Test all relations, in a time that grows with the rows: the stored by id, then the others.

    ``observations`` are text cells by column, at least those of `quantities.FIELDS`; ``tables``
    the rows of `quantities.TABLES`, one that is missing counts as empty. Replaced rows, rows in an
    unknown unit and stored relations with unknown figures or unfit roles are left out.
    """
    figures = Figures(observations, tables)
    names: dict[int, set[str]] = {}
    for relation in stored(figures, tables):
        yield relation
        if relation.expected == "disagrees" and relation.reason_en:
            for term in relation.terms:
                names.setdefault(term.row, set()).add(relation.relation_id)
    for relation in chain(implied(figures), consistency(figures, tables)):
        yield _covered(relation, names)


def _covered(relation: Relation, names: Mapping[int, set[str]]) -> Relation:
    """Name the stored disagreement that explains a failure.

    It has a figure in each role. Of several sources of one quantity, every figure is in a
    disagreement or meets one that is.
    """
    if relation.verdict != "fails":
        return relation
    known = [term.base for term in relation.terms if term.row in names]
    if relation.kind == "repeated" and not all(
        any(common((term.base, interval)) for interval in known) for term in relation.terms
    ):
        return relation
    found: dict[str, set[str]] = {}
    for term in relation.terms:
        found.setdefault(term.role, set()).update(names.get(term.row, ()))
    return relation._replace(covered_by=min(set.intersection(*found.values()), default=""))


# Stored relations


def stored(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test the relations that are written down."""
    by_id = itemgetter("relation_id")
    for name, members in groupby(sorted(tables.get("relations", ()), key=by_id), by_id):
        rows = list(members)
        kind, roles = rows[0]["kind"], [row["role"] for row in rows]
        numbers = [figures.row_of.get(row["observation_id"], -1) for row in rows]
        if -1 not in numbers and roles_fit(kind, roles):
            yield _tested(figures, kind, tuple(map(figures.term, roles, numbers)))._replace(
                relation_id=name,
                expected=rows[0]["expected"],
                reason_en=rows[0]["reason_en"],
                reason_zh=rows[0]["reason_zh"],
            )


def roles_fit(kind: str, roles: Sequence[str]) -> bool:
    """Return whether the figures of a relation have the roles that its kind asks for."""
    found, wanted = Counter(roles), ROLES.get(kind, {})
    return found.keys() == wanted.keys() and all(
        found[role] == count or (found[role] > count and role in MANY)
        for role, count in wanted.items()
    )


def _tested(figures: Figures, kind: str, terms: Terms) -> Relation:
    """Compute one stored relation whose roles are known to fit."""
    units = ", ".join(sorted({term.unit.unit_id for term in terms}))
    problem = f"The units cannot be compared: {units}."
    wrong = Relation(kind, terms, "untestable", terms[0].unit, problem=problem)
    if kind == "ratio":
        return _ratio(figures, terms) or wrong
    if kind != "count" and len({term.unit.dimension for term in terms}) > 1:
        return wrong
    if kind == "same_quantity":
        measures = sorted({term.measure for term in terms})
        if len(measures) > 1:
            return wrong._replace(problem=f"The measures differ: {', '.join(measures)}.")
        return _meeting(kind, terms)
    whole = next(term for term in terms if term.role == "whole")
    total = add(term.base for term in terms if term.role == "part")
    if kind == "count":
        total = point(len(terms) - 1)
    return _compared(kind, terms, whole, total, ">=" if kind == "part" else "=")


def _ratio(figures: Figures, terms: Terms) -> Relation | None:
    """Test a percentage, a multiple, a rate, or so much for each of a count."""
    by_role = {term.role: term for term in terms}
    above, below, result = (by_role[role] for role in ROLES["ratio"])
    of, per, to = (term.unit.dimension for term in (above, below, result))
    names = result.unit.unit_id.split("_per_")
    rate = [figures.units[name] for name in names if name in figures.units]
    quotient = divide(above.base, below.base)
    if to == "ratio" and of == per:
        percent = multiply(quotient, HUNDRED)
        of_measure = {"growth": subtract(percent, HUNDRED), "saving": subtract(HUNDRED, percent)}
        quotient = of_measure.get(result.measure, percent)
    elif [unit.dimension for unit in rate] == [of, per]:
        # The base unit of a rate need not be the rate of the base units.
        over, under = rate
        quotient = multiply(quotient, point(result.unit.factor * under.factor / over.factor))
    elif (to, of) != ("multiple", per) and (per, to) != ("count", of):
        return None
    return _compared("ratio", terms, result, quotient)


def _compared(
    kind: str, terms: Terms, result: Term, computed: Interval, sign: str = "="
) -> Relation:
    """Compare what is computed, in base units, with a result, which is equal to it, >= or <=."""
    stated = result.base
    if sign == "=":
        verdict = meet((stated, computed), NATURAL.get(result.measure, ANY))
    else:
        verdict = no_larger(stated, computed) if sign == "<=" else no_larger(computed, stated)
    return Relation(kind, terms, verdict, result.unit, stated, computed)


def _meeting(kind: str, terms: Terms) -> Relation:
    """Test whether figures can mean one number; the two that are farthest apart are named."""
    intervals = [term.base for term in terms]
    verdict = meet(intervals, NATURAL.get(terms[0].measure, ANY))
    highest = max(intervals, key=lambda ends: (ends.lower is not None, ends.lower or 0))
    lowest = min(intervals, key=lambda ends: (ends.upper is None, ends.upper or 0))
    return Relation(kind, terms, verdict, terms[0].unit, highest, lowest)


# Implied relations


def implied(figures: Figures) -> Iterator[Relation]:
    """Test all sources of one quantity, and what is true by definition."""
    for key, rows in figures.rows.items():
        if len(rows) > 1:
            terms = tuple([figures.term("figure", row) for row in rows])
            if "rank" in key.measure:  # a rank among the first ten says nothing of another
                terms = tuple(term for term in terms if term.interval.is_point)
            if len(terms) > 1:
                yield _meeting("repeated", terms)
        for name, formula in identities(key.indicator, key.measure):
            yield from _defined(figures, key, name, formula)


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """Return what ``identities.toml`` holds."""
    return tomllib.loads(files(__package__).joinpath("identities.toml").read_text("utf-8"))


@cache
def identities(indicator: str, measure: str) -> list[tuple[str, str]]:
    """Return the name and formula of what is true by definition of a measure of an indicator."""
    suffix = f".{measure}" if measure != "level" else ""
    known = definitions()["identities"]
    names = (indicator + suffix, f"*{suffix}")
    return [(name, formula) for name in names for formula in known.get(name, ())]


def _defined(figures: Figures, key: Quantity, name: str, formula: str) -> Iterator[Relation]:
    """Test the figures of a quantity against what it is by definition, in base units."""
    sign, *words = formula.split()
    if sign == "<=" and figures.fact(key, "additive") != "true":
        return
    operators, names = ["+", *words[1::2]], words[::2]
    # Growth as first published is over a revised base, which only its own source may give.
    own_source = key.vintage == "first_print" and "base(" in formula
    kind = key.measure if key.measure != "level" else "identity"
    for row in figures.rows[key]:
        source = figures.columns["source_id"][row] if own_source else ""
        operands = [_operand(figures, key, operand, source) for operand in names]
        known = [operand for operand in operands if operand]
        terms = [term for operand in known for term in operand.terms]
        partial = len(known) < len(operands)
        if not terms or (partial and set(operators) != {"+"}):
            continue
        computed = point(0)
        for operator, operand in zip(operators, operands, strict=True):
            if operand:
                computed = OPERATORS[operator](computed, operand.base)
        result = figures.term("result", row)
        if "/" in operators and result.unit.dimension in ("ratio", "index"):
            computed = multiply(computed, HUNDRED)
        relation = _compared(kind, (result, *terms), result, computed, ">=" if partial else sign)
        yield relation._replace(formula=f"{name} {formula}")


def _operand(figures: Figures, key: Quantity, name: str, source: str) -> Known | None:
    """Return what is known of one operand of an identity; a number has no terms."""
    if name.isdigit():
        return Known((), point(int(name)))
    function, _, inner = name.rpartition("(")
    indicator, _, measure = inner.removesuffix(")").partition(".")
    indicator = key.indicator if indicator == "*" else indicator
    measure = measure or "level"
    base = (key.base or year_before(key.period)) if measure == "growth" else ""
    of = key._replace(indicator=indicator, measure=measure, base=base, scope="")
    if function == "whole":
        of = of._replace(place=SCOPE_PLACES.get(key.scope, ""))
        return figures.known(of, "whole") if of.place != key.place else None
    if function == "base":
        return _base(figures, key, of._replace(period=key.base), source)
    companions = definitions()["companions"].get(indicator, {}).get(key.vintage, ())
    for vintage in (key.vintage, *companions):
        of = of._replace(vintage=vintage)
        if found := _mean(figures, of) if function else figures.known(of, "of", source):
            return found
    return None


def _base(figures: Figures, key: Quantity, of: Quantity, source: str) -> Known | None:
    """Return what is known of the base period; growth in constant prices has no current base."""
    if not key.base or figures.broken(key, key.base):
        return None
    # What was intended is compared with what was.
    was = of._replace(status="")
    found = figures.known(of, "base", source) or figures.known(was, "base", source)
    money = found and found.terms[0].unit.dimension.startswith("currency")
    real = money and figures.fact(key, "growth_basis") == "comparable"
    return None if real and of.measure == "level" else found


def _mean(figures: Figures, now: Quantity) -> Known | None:
    """Return the mean of a quantity and itself a year earlier."""
    before = now._replace(period=year_before(now.period))
    last, first = figures.known(now, "mean"), figures.known(before, "mean")
    if not last or not first or figures.broken(now, before.period):
        return None
    mean = multiply(add((last.base, first.base)), HALF)
    return Known((*last.terms, *first.terms), mean)
