"""All relations between figures, tested: the stored ones, and those that follow from the rows.

These are implied (sources of one quantity must meet), true by definition (``relations.toml``), or
asked of every series. Nothing is compared across vintages or a break.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain, groupby, pairwise, product
from operator import itemgetter
from typing import Any

from ..core.package import read_toml
from .interval import ANY, Interval, add, common, divide, meet, multiply, no_larger, point, subtract
from .periods import end, year_before
from .quantities import NATURAL, Columns, Figures, Known, Quantity, Relation, Tables, Term, Terms

DEFINED = read_toml(__package__, "relations.toml")
ROLES: dict[str, dict[str, int]] = DEFINED["roles"]
WRITTEN = ("relation_id", "expected", "reason_en", "reason_zh")
HUNDRED = point(100)
# The mean of two ends of a year is that of the year to one in a thousand.
HALF = Interval(Decimal("0.4995"), Decimal("0.5005"))
OPERATIONS: tuple[Callable[..., Interval], ...] = (add, subtract, multiply, divide)
OPERATORS = dict(zip("+-*/", OPERATIONS, strict=True))
TOTALS = ("year_to_date", "year")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = 8  # times larger or smaller than both neighbours: unlikely
NEAR_YEARS = 3  # between two figures that are still neighbours


def relate(observations: Columns, tables: Tables) -> Iterator[Relation]:
    """Test all relations, from `quantities.FIELDS` and `TABLES`: the stored by id, then the others.

    Stored relations with unknown figures or unfit roles are left out.
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
    """Name the stored disagreement that explains a failure: it has a figure in each role."""
    if relation.verdict != "fails":
        return relation
    known = [term.base for term in relation.terms if term.row in names]
    # Of several sources of one quantity, each is in a disagreement or meets one that is.
    if relation.kind == "repeated" and not all(
        any(common((term.base, interval)) for interval in known) for term in relation.terms
    ):
        return relation
    found: dict[str, set[str]] = {}
    for term in relation.terms:
        found.setdefault(term.role, set()).update(names.get(term.row, ()))
    return relation._replace(covered_by=min(set.intersection(*found.values()), default=""))


def stored(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test the relations that are written down."""
    by_id = itemgetter("relation_id")
    for _, members in groupby(sorted(tables.get("relations", ()), key=by_id), by_id):
        rows = list(members)
        kind, roles = rows[0]["kind"], [row["role"] for row in rows]
        numbers = [figures.row_of.get(row["observation_id"], -1) for row in rows]
        if -1 not in numbers and roles_fit(kind, roles):
            facts: dict[str, Any] = {field: rows[0][field] for field in WRITTEN}
            terms = tuple(map(figures.term, roles, numbers))
            yield _tested(figures, kind, terms)._replace(**facts)


def roles_fit(kind: str, roles: Sequence[str]) -> bool:
    """Return whether the figures of a relation have the roles that its kind asks for."""
    found, wanted = Counter(roles), ROLES.get(kind, {})
    return found.keys() == wanted.keys() and all(
        found[role] == count or (found[role] > count and role in ("part", "member"))
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
    total = add(*(term.base for term in terms if term.role == "part"))
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
def identities(indicator: str, measure: str) -> list[tuple[str, str]]:
    """Return the name and formula of what is true by definition of a measure of an indicator."""
    suffix = f".{measure}" if measure != "level" else ""
    known = DEFINED["identities"]
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
        of = of._replace(place=DEFINED["scopes"].get(key.scope, ""))
        return figures.known(of, "whole") if of.place != key.place else None
    if function == "base":
        return _base(figures, key, of._replace(period=key.base), source)
    companions = DEFINED["companions"].get(indicator, {}).get(key.vintage, ())
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
    mean = multiply(add(last.base, first.base), HALF)
    return Known((*last.terms, *first.terms), mean)


def consistency(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test running totals, parts of regions and magnitudes."""
    series: dict[tuple[str, ...], list[Quantity]] = {}
    for key in figures.rows:
        if key.measure == "level" and not key.scope:
            series.setdefault((key.place, key.indicator, key.vintage, key.status), []).append(key)
    wholes = _wholes(tables)
    for (place, *rest), keys in series.items():
        additive = figures.fact(keys[0], "additive") == "true"
        held = [name for name in wholes.get(place, ()) if additive and (name, *rest) in series]
        for key, name in product(keys, held):
            part = figures.known(key, "part")
            whole = figures.known(key._replace(place=name), "whole")
            if whole and part:
                yield _part_of("place_part", part, whole)
        dated = [key for key in keys if key.period[:4].isdigit()]
        dated.sort(key=lambda key: (end(key.period), key.kind in TOTALS))
        unit = figures.units.get(figures.fact(keys[0], "unit_id"))
        ratio = unit is None or re.search("ratio|_per_", unit.dimension)
        summed = figures.fact(keys[0], "nature") == "flow" and not ratio
        if summed:
            yield from _running_totals(figures, dated)
        yield from _magnitudes(figures, dated, summed)


def _wholes(tables: Tables) -> dict[str, list[str]]:
    """Return the places that hold each place: those above it, and groups that hold its members."""
    parents = {row["place_id"]: row["parent_id"] for row in tables.get("places", ())}
    groups: dict[str, set[str]] = {}
    for row in tables.get("list_items", ()):
        group = row["list_id"].removesuffix("_members")
        if group in parents:
            groups.setdefault(group, set()).add(row["place_id"])
    found = {}
    for place, above in parents.items():
        own = groups.get(place, {place})
        found[place] = [name for name, held in groups.items() if own <= held and name != place]
        while above and above not in found[place]:
            found[place].append(above)
            above = parents.get(above, "")
    return found


def _running_totals(figures: Figures, dated: list[Quantity]) -> Iterator[Relation]:
    """Test each part of a year against the smallest running total that holds it."""
    smallest: dict[str, tuple[Decimal, Known]] = {}
    for key in reversed(dated):
        year, part = key.period[:4], figures.known(key, "part")
        if not part or year != end(key.period)[:4] or key.kind == "as_of":
            continue
        if year in smallest:
            yield _part_of("running_total", part, smallest[year][1])
        whole = figures.known(key, "whole") if key.kind in TOTALS else None
        upper = whole.base.upper if whole else None
        if whole and upper is not None and (year not in smallest or upper < smallest[year][0]):
            smallest[year] = upper, whole


def _part_of(kind: str, part: Known, whole: Known) -> Relation:
    """Test that a quantity is no larger than another; a fault belongs to the part."""
    verdict, terms = no_larger(part.base, whole.base), (*part.terms, *whole.terms)
    return Relation(kind, terms, verdict, whole.terms[0].unit, whole.base, part.base)


def _magnitudes(figures: Figures, dated: list[Quantity], summed: bool) -> Iterator[Relation]:
    """Name the values that are far from those before and after, or from the two next to an end."""
    sizes = {key: size for key in dated if (size := _size(figures, key, summed)) > 0}
    run, values = list(sizes), list(sizes.values())
    for index, (key, size) in enumerate(sizes.items()):
        # A value that is far from two others is far from one of the two next to it.
        beside = values[max(0, index - 1) : index + 2]
        if max(beside) < FAR * min(beside):
            continue
        windows = (run[start : start + 3] for start in (index - 1, index - 2, index) if start >= 0)
        window = next((three for three in windows if _is_connected(figures, three)), [])
        others = [other for other in window if other != key]
        near = sorted(sizes[other] for other in others)
        if near and not near[0] / FAR < size < near[-1] * FAR:
            value = figures.term("value", figures.rows[key][0])
            terms = (value, *(figures.term("neighbour", figures.rows[one][0]) for one in others))
            usual = Interval(Decimal(near[0]) / FAR, Decimal(near[-1]) * FAR)
            yield Relation("magnitude", terms, "fails", value.unit, point(Decimal(size)), usual)


def _size(figures: Figures, key: Quantity, summed: bool) -> float:
    """Return the middle of a figure in its base unit, of a flow by the month; 0 without one."""
    months = MONTHS.get(key.kind, 0) if summed else int(key.kind in ("year", "as_of"))
    if summed and key.kind == "year_to_date":
        months = int(end(key.period)[5:7])
    ends = figures.term("value", figures.rows[key][0]).base if months else ANY
    known = [float(value) for value in ends if value is not None]
    return sum(known) / len(known) / months if known else 0


def _is_connected(figures: Figures, window: list[Quantity]) -> bool:
    """Whether three figures follow one another without a gap of years or a break."""
    return len(window) == 3 and all(
        int(later.period[:4]) - int(end(earlier.period)[:4]) <= NEAR_YEARS
        and not figures.broken(later, earlier.period)
        for earlier, later in pairwise(window)
    )
