"""Relations between figures, and whether their intervals hold them.

Stored relations are rows of the table ``relations``. Others nobody has to write down: a growth
belongs to two levels, a share to a part and a whole, and two prints of one quantity must meet.
Text cells in, plain records out; the checks, `nmg_data.trace` and the docs share it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ._interval import (
    ANY,
    VERDICTS,
    Interval,
    Verdict,
    add,
    common,
    divide,
    hull,
    meet,
    multiply,
    no_larger,
    number,
    point,
    scale,
    subtract,
)

Columns = Mapping[str, Sequence[str]]
"""The text cells of a table by field."""

FIELDS = (
    "observation_id",
    "indicator_id",
    "place_id",
    "period",
    "period_kind",
    "measure",
    "unit_id",
    "lower",
    "upper",
    "base_period",
    "scope",
    "status",
    "replaced_by",
)

# Role → how many figures take it: exactly one, or at least so many.
ROLES: dict[str, dict[str, tuple[int, int | None]]] = {
    "sum": {"whole": (1, 1), "part": (2, None)},
    "part": {"whole": (1, 1), "part": (1, None)},
    "ratio": {"numerator": (1, 1), "denominator": (1, 1), "result": (1, 1)},
    "same_quantity": {"member": (2, None)},
    "count": {"whole": (1, 1), "member": (1, None)},
    "trend": {"numerator": (1, 1), "denominator": (1, 1)},
}

# The place whose level is the whole that a share or gap of this scope is taken against.
SCOPE_PLACES = {"china": "china", "world": "world", "region": "inner_mongolia"}
# What was intended is another quantity than what came of it.
INTENDED = ("expected", "planned", "target")

_HUNDRED = Decimal(100)
_PERCENT = point(100)
_NATURAL = {
    "growth": Interval(Decimal(-100), None),
    "share": Interval(Decimal(0), _HUNDRED),
    "saving": Interval(Decimal(0), _HUNDRED),
    "level": Interval(Decimal(0), None),
    "rank": Interval(Decimal(1), None),
    "growth_rank": Interval(Decimal(1), None),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the table ``units``, as the arithmetic needs it."""

    unit_id: str
    dimension: str
    factor: Decimal
    base: str


@dataclass(frozen=True, slots=True)
class Term:
    """One figure in its role, with the interval of its row in the unit of its row."""

    role: str
    observation_id: str
    row: int
    interval: Interval
    unit_id: str

    def __str__(self) -> str:
        return f"{self.role} {self.observation_id} ({self.interval} {self.unit_id})"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation between figures, tested.

    ``stated`` is the interval that is printed for the whole or result, ``computed`` the one that
    follows from the other terms, both in ``unit_id``. ``relation_id`` is empty where nobody wrote
    the relation down; ``covered_by`` then names the stored relation that explains a failure.
    """

    kind: str
    terms: tuple[Term, ...]
    verdict: Verdict
    stated: Interval = ANY
    computed: Interval = ANY
    unit_id: str = ""
    relation_id: str = ""
    expected: str = "holds"
    reason: str = ""
    covered_by: str = ""
    problem: str = ""
    """Why a stored relation cannot be computed at all, such as units that do not go together."""

    @property
    def is_fault(self) -> bool:
        """Whether it came out otherwise than the data expect."""
        if self.problem:
            return False  # a fault of its own
        if self.expected == "disagrees":
            return self.verdict != "fails"
        return self.verdict == "fails" and not self.covered_by


def read_units(rows: Iterable[Mapping[str, str]]) -> dict[str, Unit]:
    """Return the units by their id, without those whose factor is no number."""
    units = {}
    for row in rows:
        factor = number(row["factor"])
        if factor is not None and factor > 0:
            units[row["unit_id"]] = Unit(
                row["unit_id"],
                # A difference of percentages is added to percentages.
                row["dimension"].replace("ratio_difference", "ratio"),
                factor,
                row["base_unit_id"],
            )
    return units


def columns_of(rows: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Turn rows into the columns that are needed here."""
    return {name: [row[name] for row in rows] for name in FIELDS}


def relate(
    observations: Columns,
    units: Mapping[str, Unit],
    relations: Sequence[Mapping[str, str]] = (),
) -> list[Relation]:
    """Test all relations, stored and implied.

    Parameters
    ----------
    observations
        Cells of the table ``observations``, by column; at least `FIELDS`.
    units
        What `read_units` returns.
    relations
        Rows of the table ``relations``.

    Returns
    -------
    list of Relation
        The stored ones by their id, then the implied ones in the order of the rows. Withdrawn
        rows, rows without an interval and stored relations with unknown figures are left out.
    """
    return list(each_relation(observations, units, relations))


def each_relation(
    observations: Columns,
    units: Mapping[str, Unit],
    relations: Sequence[Mapping[str, str]] = (),
) -> Iterator[Relation]:
    """Yield what `relate` returns, one by one: a million rows need not be kept."""
    figures = Figures(observations, units)
    written = list(stored(figures, relations))
    yield from written
    disagreeing = {
        one.relation_id: {term.row for term in one.terms}
        for one in written
        if one.expected == "disagrees" and one.reason
    }
    for one in implied(figures):
        if one.verdict == "fails" and disagreeing:
            one = replace(one, covered_by=_cover(figures, one, disagreeing))
        yield one


def counts(relations: Iterable[Relation]) -> dict[str, int]:
    """Count what came out, with all three results.

    >>> counts([])
    {'holds': 0, 'fails': 0, 'untestable': 0}
    """
    found = Counter(one.verdict for one in relations if not one.problem)
    return {verdict: found[verdict] for verdict in VERDICTS}


class Figures:
    """The rows of ``observations`` as intervals, read when they are asked for."""

    def __init__(self, columns: Columns, units: Mapping[str, Unit]) -> None:
        self.columns, self.units = columns, units

    def cell(self, row: int, name: str) -> str:
        """Return one text cell."""
        return self.columns[name][row]

    def interval(self, row: int) -> Interval | None:
        """Return the interval of a row in its own unit; None where its cells are no numbers."""
        ends = []
        for name in ("lower", "upper"):
            text = self.columns[name][row]
            end = number(text) if text else None
            if text and end is None:
                return None
            ends.append(end)
        lower, upper = ends
        if lower is not None and upper is not None and lower > upper:
            return None
        return Interval(lower, upper)

    def unit(self, row: int) -> Unit | None:
        """Return the unit of a row, if it is known."""
        return self.units.get(self.columns["unit_id"][row])

    def term(self, role: str, row: int) -> Term | None:
        """Return a row in a role, or None where it has no interval or no known unit."""
        interval = self.interval(row)
        if interval is None or self.unit(row) is None:
            return None
        identity, unit = self.columns["observation_id"][row], self.columns["unit_id"][row]
        return Term(role, identity, row, interval, unit)

    def terms(self, role: str, rows: Iterable[int]) -> list[Term]:
        """Return the rows that have an interval, in a role."""
        return [term for row in rows if (term := self.term(role, row))]

    def alike(self, terms: Iterable[Term]) -> bool:
        """Say whether all units of the terms are of one dimension."""
        return len({self.units[term.unit_id].dimension for term in terms}) == 1

    def shared_unit(self, terms: Sequence[Term]) -> tuple[list[Interval], str]:
        """Return the intervals of terms of one dimension in one unit, and that unit."""
        names = {term.unit_id for term in terms}
        if len(names) == 1:
            return [term.interval for term in terms], terms[0].unit_id
        intervals = [scale(term.interval, self.units[term.unit_id].factor) for term in terms]
        return intervals, self.units[terms[0].unit_id].base


# Stored relations


def stored(figures: Figures, rows: Sequence[Mapping[str, str]]) -> Iterator[Relation]:
    """Test the relations that are written down."""
    row_of = {identity: row for row, identity in enumerate(figures.columns["observation_id"])}
    groups: dict[str, list[Mapping[str, str]]] = {}
    for one in rows:
        groups.setdefault(one["relation_id"], []).append(one)
    for relation_id, members in sorted(groups.items()):
        kind = members[0]["kind"]
        terms = [
            figures.term(one["role"], row_of[one["observation_id"]])
            for one in members
            if one["observation_id"] in row_of
        ]
        known = tuple(term for term in terms if term is not None)
        fitting = roles_fit(kind, [one["role"] for one in members])
        if len(known) < len(members) or not fitting:
            continue
        yield replace(
            _TESTS[kind](figures, known),
            relation_id=relation_id,
            expected=members[0]["expected"],
            reason=members[0]["reason"],
        )


def roles_fit(kind: str, roles: Sequence[str]) -> bool:
    """Say whether the figures of a relation have the roles that its kind asks for."""
    wanted = ROLES.get(kind)
    if wanted is None or set(roles) - set(wanted):
        return False
    found = Counter(roles)
    return all(
        low <= found[role] and (high is None or found[role] <= high)
        for role, (low, high) in wanted.items()
    )


def _by_role(terms: Iterable[Term], role: str) -> list[Term]:
    return [term for term in terms if term.role == role]


def _no_common_unit(kind: str, terms: tuple[Term, ...]) -> Relation:
    names = ", ".join(sorted({term.unit_id for term in terms}))
    return Relation(kind, terms, "untestable", problem=f"The units do not go together: {names}.")


def _parts(figures: Figures, terms: tuple[Term, ...], kind: str) -> Relation:
    if not figures.alike(terms):
        return _no_common_unit(kind, terms)
    ordered = [*_by_role(terms, "whole"), *_by_role(terms, "part")]
    (whole, *parts), unit = figures.shared_unit(ordered)
    together = add(parts)
    test = no_larger if kind == "part" else _equal_levels
    return Relation(kind, terms, test(together, whole), whole, together, unit)


def _equal_levels(computed: Interval, stated: Interval) -> Verdict:
    return meet((stated, computed), _NATURAL["level"])


def _sum(figures: Figures, terms: tuple[Term, ...]) -> Relation:
    return _parts(figures, terms, "sum")


def _part(figures: Figures, terms: tuple[Term, ...]) -> Relation:
    return _parts(figures, terms, "part")


def _ratio(figures: Figures, terms: tuple[Term, ...]) -> Relation:
    above, below, result = (
        _by_role(terms, role)[0] for role in ("numerator", "denominator", "result")
    )
    measure = figures.cell(result.row, "measure")
    unit = figures.units[result.unit_id]
    first, _, per = result.unit_id.partition("_per_")
    if unit.dimension == "ratio" or result.unit_id == "times":
        if not figures.alike((above, below)):
            return _no_common_unit("ratio", terms)
        (upper, lower), _ = figures.shared_unit((above, below))
        quotient = divide(upper, lower)
        if unit.dimension == "ratio":
            quotient = _in_percent(quotient, measure)
        stated, shown = scale(result.interval, unit.factor), unit.base
    elif per in figures.units and first in figures.units:
        rate = figures.units[first], figures.units[per]
        if any(
            figures.units[term.unit_id].dimension != one.dimension
            for term, one in zip((above, below), rate, strict=True)
        ):
            return _no_common_unit("ratio", terms)
        upper, lower = (
            divide(scale(term.interval, figures.units[term.unit_id].factor), point(one.factor))
            for term, one in zip((above, below), rate, strict=True)
        )
        quotient, stated, shown = divide(upper, lower), result.interval, result.unit_id
    elif figures.units[below.unit_id].dimension == "count" and figures.alike((above, result)):
        (upper, stated), shown = figures.shared_unit((above, result))
        quotient = divide(upper, below.interval)
    else:
        return _no_common_unit("ratio", terms)
    verdict = meet((stated, quotient), _NATURAL.get(measure, ANY))
    return Relation("ratio", terms, verdict, stated, quotient, shown)


def _trend(figures: Figures, terms: tuple[Term, ...]) -> Relation:
    """Work out the growth that two levels leave room for; nothing printed can be held to it."""
    if not figures.alike(terms):
        return _no_common_unit("trend", terms)
    order = [_by_role(terms, role)[0] for role in ("numerator", "denominator")]
    (later, earlier), _ = figures.shared_unit(tuple(order))
    computed = _in_percent(divide(later, earlier), "growth")
    return Relation("trend", terms, "untestable", ANY, computed, "percent")


def _in_percent(quotient: Interval, measure: str) -> Interval:
    """Return a quotient as the percentage that a measure makes of it."""
    percent = multiply(quotient, _PERCENT)
    if measure == "growth":
        return subtract(percent, _PERCENT)
    return subtract(_PERCENT, percent) if measure == "saving" else percent


def _same(figures: Figures, terms: tuple[Term, ...], kind: str = "same_quantity") -> Relation:
    if not figures.alike(terms):
        return _no_common_unit(kind, terms)
    measures = {figures.cell(term.row, "measure") for term in terms}
    if len(measures) > 1:
        problem = f"The measures differ: {', '.join(sorted(measures))}."
        return Relation(kind, terms, "untestable", problem=problem)
    intervals, unit = figures.shared_unit(terms)
    verdict = meet(intervals, _NATURAL.get(measures.pop(), ANY))
    highest = max(intervals, key=lambda one: (one.lower is not None, one.lower or 0))
    lowest = min(intervals, key=lambda one: (one.upper is None, one.upper or 0))
    return Relation(kind, terms, verdict, highest, lowest, unit)


def _count(figures: Figures, terms: tuple[Term, ...]) -> Relation:
    whole = _by_role(terms, "whole")[0]
    members = point(len(_by_role(terms, "member")))
    verdict = _equal_levels(members, whole.interval)
    return Relation("count", terms, verdict, whole.interval, members, whole.unit_id)


_TESTS: dict[str, Callable[[Figures, tuple[Term, ...]], Relation]] = {
    "sum": _sum,
    "part": _part,
    "ratio": _ratio,
    "same_quantity": _same,
    "count": _count,
    "trend": _trend,
}


# Relations that nobody has to write down

Key = tuple[str, str, str, str, str, str, str]
"""Indicator, place, period, measure, base period, scope and standing of a figure."""


@dataclass(frozen=True, slots=True)
class Join:
    """How a figure of one measure follows from two others."""

    of: str
    """Measure of both others."""
    against: str
    """Whether the second is of the base_period or of the place that the scope names."""
    rule: Callable[[Interval, Interval], Interval]


JOINS = {
    "growth": Join("level", "base_period", lambda a, b: _in_percent(divide(a, b), "growth")),
    "change": Join("level", "base_period", subtract),
    "share": Join("level", "scope", lambda a, b: _in_percent(divide(a, b), "share")),
    "gap": Join("level", "scope", subtract),
    "growth_gap": Join("growth", "scope", subtract),
}


def implied(figures: Figures) -> Iterator[Relation]:
    """Test all prints of one quantity against each other, and what follows from two others."""
    groups, derived = _groups(figures)
    for rows in groups.values():
        if isinstance(rows, list):
            yield from _repeated(figures, rows)
    for row, key in derived:
        found = _joined(figures, row, key, groups)
        if found is not None:
            yield found


def _groups(figures: Figures) -> tuple[dict[Key, int | list[int]], list[tuple[int, Key]]]:
    """Return the rows of every quantity, and the rows that follow from others."""
    names = ("indicator_id", "place_id", "period", "measure", "base_period", "scope")
    others = ("status", "period_kind", "replaced_by")
    cells = zip(*(figures.columns[name] for name in (*names, *others)), strict=True)
    standing: dict[tuple[str, str], str] = {}
    groups: dict[Key, int | list[int]] = {}
    derived = []
    for row, (indicator, place, period, measure, base, scope, *rest) in enumerate(cells):
        status, kind, withdrawn = rest
        if withdrawn:
            continue
        stands = standing.get((status, kind))
        if stands is None:
            stands = standing[status, kind] = _standing(status, kind)
        key = (indicator, place, period, measure, base, scope, stands)
        before = groups.setdefault(key, row)
        if before is not row:
            if isinstance(before, int):
                groups[key] = [before, row]
            else:
                before.append(row)
        if measure in JOINS:
            derived.append((row, key))
    return groups, derived


def _standing(status: str, period_kind: str) -> str:
    """Return what sets figures of one period apart: what was intended, or summed over years."""
    if status in INTENDED:
        return status
    return "cumulative" if period_kind == "cumulative" else ""


def _repeated(figures: Figures, rows: list[int]) -> Iterator[Relation]:
    """Compare the rows of one quantity; ranks only where they name one place."""
    by_dimension: dict[str, list[Term]] = {}
    for term in figures.terms("print", rows):
        ranked = figures.units[term.unit_id].dimension == "rank"
        if not ranked or term.interval.is_point:
            by_dimension.setdefault(figures.units[term.unit_id].dimension, []).append(term)
    for terms in by_dimension.values():
        if len(terms) > 1:
            yield _same(figures, tuple(terms), "repeated")


def _joined(
    figures: Figures, row: int, key: Key, groups: Mapping[Key, int | list[int]]
) -> Relation | None:
    """Test a figure against the two that it follows from, where the data have both."""
    indicator, place, period, measure, base, scope, standing = key
    join = JOINS[measure]
    if join.against == "base_period":
        own, other = (indicator, place, period), (indicator, place, base)
    else:
        own, other = (indicator, place, period), (indicator, SCOPE_PLACES.get(scope, ""), period)
    if own == other or not all(other):
        return None
    found = []
    for role, operand in zip(("of", "against"), (own, other), strict=True):
        terms = _operand(figures, role, operand, join, standing, groups)
        if not terms:
            return None
        found.append(terms)
    result = figures.term(measure, row)
    compared = [*found[0], *found[1]]
    if result is None or not figures.alike(compared):
        return None
    if measure in ("change", "gap", "growth_gap"):
        if not figures.alike([result, *compared]):
            return None
        intervals, unit = figures.shared_unit([result, *compared])
        stated, *intervals = intervals
    else:
        intervals, _ = figures.shared_unit(compared)
        unit = figures.units[result.unit_id].base
        stated = scale(result.interval, figures.units[result.unit_id].factor)
    first, second = intervals[: len(found[0])], intervals[len(found[0]) :]
    computed = join.rule(_together(first), _together(second))
    verdict = meet((stated, computed), _NATURAL.get(measure, ANY))
    return Relation(measure, (result, *compared), verdict, stated, computed, unit)


def _operand(
    figures: Figures,
    role: str,
    whose: tuple[str, str, str],
    join: Join,
    standing: str,
    groups: Mapping[Key, int | list[int]],
) -> list[Term]:
    """Return the rows that another figure follows from, by indicator, place and period."""
    base = (year_before(whose[2]) or "") if join.of == "growth" else ""
    rows = groups.get((*whose, join.of, base, "", standing))
    if rows is None and standing and role == "against" and join.against == "base_period":
        # What was intended is set against what was.
        rows = groups.get((*whose, join.of, base, "", ""))
    if rows is None:
        return []
    return figures.terms(role, [rows] if isinstance(rows, int) else rows)


def _together(intervals: Sequence[Interval]) -> Interval:
    """Return what several prints of one quantity say together; all of it where they disagree."""
    met = common(intervals)
    return hull(intervals) if met is None else met


def year_before(period: str) -> str | None:
    """Return the period that growth is usually against: the same one, a year or span earlier.

    >>> year_before("2024"), year_before("2024-02"), year_before("2024-01/2024-06")
    ('2023', '2023-02', '2023-01/2023-06')
    >>> year_before("2022/2024")
    '2019/2021'
    """
    ends = period.split("/")
    if len(ends) > 2 or not all(end[:4].isascii() and end[:4].isdigit() for end in ends):
        return None
    years = [int(end[:4]) for end in ends]
    whole_years = all(len(end) == 4 for end in ends)
    span = years[-1] - years[0] + 1 if whole_years else 1
    earlier = (
        f"{year - span:04d}{_day(year - span, end[4:])}"
        for year, end in zip(years, ends, strict=True)
    )
    return "/".join(earlier)


def _day(year: int, rest: str) -> str:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return "-02-28" if rest == "-02-29" and not leap else rest


def _cover(figures: Figures, failed: Relation, disagreeing: Mapping[str, set[int]]) -> str:
    """Return the stored relations that explain a failed one, or an empty string.

    One names the derived figure and one figure of each kind that it follows from; of several
    prints of one quantity, every two that cannot meet stand together in one.
    """
    if failed.kind == "repeated":
        return _cover_repeated(figures, failed, disagreeing)
    roles = {term.role for term in failed.terms}
    for name, rows in disagreeing.items():
        if roles == {term.role for term in failed.terms if term.row in rows}:
            return name
    return ""


def _cover_repeated(figures: Figures, failed: Relation, disagreeing: Mapping[str, set[int]]) -> str:
    intervals, _ = figures.shared_unit(failed.terms)
    mentioned = set().union(*disagreeing.values())
    pairs = list(zip(failed.terms, intervals, strict=True))
    named = [(term.row, one) for term, one in pairs if term.row in mentioned]
    rest = common(one for term, one in pairs if term.row not in mentioned)
    if rest is None or any(common((rest, one)) is None for _, one in named):
        return ""
    found = set()
    for i, (row, one) in enumerate(named):
        for other_row, other in named[i + 1 :]:
            if common((one, other)) is not None:
                continue
            names = [name for name, rows in disagreeing.items() if {row, other_row} <= rows]
            if not names:
                return ""
            found.add(names[0])
    return ", ".join(sorted(found))
