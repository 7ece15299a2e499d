"""Figures by quantity, as intervals in base units: what all tests of relations look up.

Text cells in, plain records out. A quantity is what several sources may each give a figure for;
it has one vintage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .interval import ANY, Interval, Verdict, common, divide, hull, no_larger, number, point, scale

Columns = Mapping[str, Sequence[str]]
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

FIELDS = (
    *("observation_id", "indicator_id", "place_id", "period", "period_kind", "vintage", "status"),
    *("measure", "base_period", "scope", "break_before", "source_id", "replaced_by", "unit_id"),
    *("lower", "upper", "as_printed"),
)
"""The columns of ``observations`` that are read."""
TABLES = ("units", "indicators", "places", "list_items", "relations")
"""The other tables that are read."""

# What was intended is another quantity than what came of it.
INTENDED = ("expected", "planned", "target")
MAX_TERMS = 8
"""Figures of one quantity that a relation names, so that all of them stay linear."""


class Term(NamedTuple):
    """One figure in its role, with the interval of its row in the unit of its row."""

    role: str
    observation_id: str
    row: int
    measure: str
    interval: Interval
    unit: Row

    @property
    def base(self) -> Interval:
        """The interval in the base unit."""
        return scale(self.interval, Decimal(self.unit["factor"]))

    @property
    def dimension(self) -> str:
        """The dimension of the unit; a difference of percentages is added to percentages."""
        return self.unit["dimension"].replace("ratio_difference", "ratio")

    def __str__(self) -> str:
        return f"{self.role} {self.observation_id} ({self.interval} {self.unit['unit_id']})"


Terms = tuple[Term, ...]
Ends = tuple[Interval, Interval]


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation between figures, tested; a fault belongs to the first term.

    ``stated`` is the interval of the whole or result as printed, ``computed`` the one that
    follows from the other terms, both in ``unit_id``. ``relation_id`` is empty where the relation
    is implied; ``covered_by`` then names a stored relation that explains a failure. ``problem``
    says why a stored one cannot be computed at all; ``formula`` is the line of an identity.
    """

    kind: str
    terms: Terms
    verdict: Verdict
    stated: Interval = ANY
    computed: Interval = ANY
    unit_id: str = ""
    relation_id: str = ""
    expected: str = "holds"
    reason_en: str = ""
    reason_zh: str = ""
    covered_by: str = ""
    problem: str = ""
    formula: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether it came out otherwise than the data expect; a problem is a fault of its own."""
        if self.problem or self.covered_by:
            return False
        return (self.verdict == "fails") != (self.expected == "disagrees")

    @property
    def is_warning(self) -> bool:
        """Whether a failure is only unlikely, and not impossible."""
        return self.kind == "magnitude"


class Quantity(NamedTuple):
    """What figures must agree in to be figures of one quantity."""

    indicator: str
    place: str
    period: str
    kind: str
    vintage: str
    status: str
    measure: str
    base: str
    scope: str


class Known(NamedTuple):
    """What the figures of one quantity give together, in its base unit."""

    terms: Terms
    base: Interval


class Figures:
    """The rows of ``observations`` by quantity; intervals are read when they are asked for.

    Replaced rows and rows in an unknown unit are left out.
    """

    def __init__(self, observations: Columns, tables: Tables) -> None:
        self.columns = observations
        units = (row for row in tables.get("units", ()) if number(row["factor"]))
        self.units = {row["unit_id"]: row for row in units}
        self.indicators = {row["indicator_id"]: row for row in tables.get("indicators", ())}
        self.rows: dict[Quantity, list[int]] = {}
        self.row_of: dict[str, int] = {}
        self._breaks: dict[tuple[str, str, str], set[str]] = {}
        self._known: dict[tuple[Quantity, str], Known] = {}
        for row, cells in enumerate(zip(*(observations[name] for name in FIELDS), strict=True)):
            name, indicator, place, period, kind, vintage, status, *rest = cells
            measure, base, scope, breaks, source, replaced, unit, *_ = rest
            if replaced or unit not in self.units:
                continue
            self.row_of[name] = row
            if breaks == "true":
                self._breaks.setdefault((indicator, place, vintage), set()).add(period)
            intended = status if status in INTENDED else ""
            # Undated figures are of one time only where one source gives them.
            time = period or source
            key = Quantity(indicator, place, time, kind, vintage, intended, measure, base, scope)
            self.rows.setdefault(key, []).append(row)

    def cell(self, row: int, field: str) -> str:
        """Return a cell of ``observations``."""
        return self.columns[field][row]

    def term(self, role: str, row: int) -> Term:
        """Return a row in a role."""
        interval = Interval(number(self.cell(row, "lower")), number(self.cell(row, "upper")))
        name, measure, unit = (
            self.cell(row, field) for field in ("observation_id", "measure", "unit_id")
        )
        return Term(role, name, row, measure, interval, self.units[unit])

    def known(self, key: Quantity, role: str, source: str = "") -> Known | None:
        """Return what is known of a quantity, from all sources or one; None where nothing is."""
        if key not in self.rows:
            return None
        if (key, source) not in self._known:
            rows = [r for r in self.rows[key] if source in ("", self.cell(r, "source_id"))]
            every = [self.term("", row) for row in rows]
            intervals = [term.base for term in every]
            # Where the sources disagree, all that they give is possible.
            together = common(intervals) or hull(intervals)
            self._known[key, source] = Known(tuple(every[:MAX_TERMS]), together)
        terms, base = self._known[key, source]
        return Known(tuple(term._replace(role=role) for term in terms), base) if terms else None

    def fact(self, key: Quantity, field: str) -> str:
        """Return a cell of the indicator of a quantity; empty where the indicator is unknown."""
        return self.indicators.get(key.indicator, {}).get(field, "")

    def broken(self, key: Quantity, earlier: str) -> bool:
        """Return whether a break of the series lies between an earlier period and this one."""
        breaks = self._breaks.get((key.indicator, key.place, key.vintage), ())
        return any(earlier < period <= key.period for period in breaks)


def tested(kind: str, terms: Terms, verdict: Verdict, ends: Ends, unit: Row) -> Relation:
    """Return a relation with what is stated and computed: base units are put into a unit."""
    factor = point(Decimal(unit["factor"]))
    stated, computed = (divide(interval, factor) for interval in ends)
    return Relation(kind, terms, verdict, stated, computed, unit["unit_id"])


def part_of(kind: str, part: Known, whole: Known) -> Relation:
    """Test that a quantity is no larger than another; a fault belongs to the part."""
    verdict, terms = no_larger(part.base, whole.base), (*part.terms, *whole.terms)
    return tested(kind, terms, verdict, (whole.base, part.base), whole.terms[0].unit)


def columns_of(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Turn rows into the columns that are read here."""
    return {name: [row[name] for row in rows] for name in FIELDS}
