"""Figures by quantity, as intervals in base units: what all tests of relations look up.

A quantity is what several sources may each give a figure for; it has one vintage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..core.package import read_toml
from .interval import ANY, Interval, Verdict, between, common, divide, hull, multiply, number, point

Columns = Mapping[str, Sequence[str]]
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
Terms = tuple["Term", ...]

FIELDS = ["observation_id", "indicator_id", "place_id", "period", "period_kind", "vintage"]
FIELDS += ["status", "measure", "base_period", "scope", "break_before", "source_id", "replaced_by"]
FIELDS += ["unit_id", "lower", "upper", "as_printed"]
"""The columns of ``observations`` that are read."""
TABLES = ("units", "indicators", "places", "list_items", "relations")
"""The other tables that are read."""

LIMITS: dict[str, tuple[str, str]] = read_toml(__package__, "relations.toml")["natural"]
NATURAL = {measure: between(*ends) for measure, ends in LIMITS.items()}
# What was intended is another quantity than what came of it.
INTENDED = ("expected", "planned", "target")
MAX_TERMS = 8  # figures of one quantity that a relation names, so that all of them stay linear


class Unit(NamedTuple):
    """A unit that figures can be converted from."""

    unit_id: str
    dimension: str  # a difference of percentages is added to percentages
    factor: Decimal  # how many of the base unit it is


class Term(NamedTuple):
    """One figure in its role, with the interval of its row in the unit of its row."""

    role: str
    observation_id: str
    row: int
    measure: str
    interval: Interval
    unit: Unit

    @property
    def base(self) -> Interval:
        """The interval in the base unit."""
        factor = self.unit.factor
        return self.interval if factor == 1 else multiply(self.interval, point(factor))

    def __str__(self) -> str:
        return f"{self.role} {self.observation_id} ({self.interval} {self.unit.unit_id})"


class Relation(NamedTuple):
    """One relation between figures, tested; a fault belongs to the first term."""

    kind: str
    terms: Terms
    verdict: Verdict
    unit: Unit  # of what is stated and computed
    stated_base: Interval = ANY  # in the base unit
    computed_base: Interval = ANY
    relation_id: str = ""  # empty where the relation is implied
    expected: str = "holds"
    reason_en: str = ""
    reason_zh: str = ""
    covered_by: str = ""  # the stored relation that explains the failure of an implied one
    problem: str = ""  # why a stored relation cannot be computed at all
    formula: str = ""  # the line of an identity

    @property
    def stated(self) -> Interval:
        """The interval of the whole or result as printed, in the unit."""
        return divide(self.stated_base, point(self.unit.factor))

    @property
    def computed(self) -> Interval:
        """The interval that follows from the other terms, in the unit."""
        return divide(self.computed_base, point(self.unit.factor))

    @property
    def is_fault(self) -> bool:
        """Whether it came out otherwise than the data expect; a problem is a fault of its own."""
        if self.problem or self.covered_by:
            return False
        return (self.verdict == "fails") != (self.expected == "disagrees")


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
    """The rows of ``observations`` by quantity, but for replaced ones and unknown units."""

    def __init__(self, observations: Columns, tables: Tables) -> None:
        self.columns = observations
        self.units: dict[str, Unit] = {}
        for unit in tables.get("units", ()):
            if factor := number(unit["factor"]):
                dimension = unit["dimension"].replace("ratio_difference", "ratio")
                self.units[unit["unit_id"]] = Unit(unit["unit_id"], dimension, factor)
        self.indicators = {row["indicator_id"]: row for row in tables.get("indicators", ())}
        self.rows: dict[Quantity, list[int]] = {}
        self.row_of: dict[str, int] = {}
        self._breaks: dict[tuple[str, str, str], set[str]] = {}
        self._known: dict[tuple[Quantity, str, str], Known | None] = {}  # of several rows
        cells = zip(*(observations[name] for name in FIELDS), strict=True)
        for row, (name, indicator, place, period, kind, vintage, status, *rest) in enumerate(cells):
            measure, base, scope, breaks, source, replaced, unit_id, *_ = rest
            if replaced or unit_id not in self.units:
                continue
            self.row_of[name] = row
            if breaks == "true":
                self._breaks.setdefault((indicator, place, vintage), set()).add(period)
            intended = status if status in INTENDED else ""
            # Undated figures are of one time only where one source gives them.
            time = period or source
            key = Quantity(indicator, place, time, kind, vintage, intended, measure, base, scope)
            self.rows.setdefault(key, []).append(row)

    def term(self, role: str, row: int) -> Term:
        """Return a row in a role."""
        cells = self.columns
        name, measure = cells["observation_id"][row], cells["measure"][row]
        interval = between(cells["lower"][row], cells["upper"][row])
        return Term(role, name, row, measure, interval, self.units[cells["unit_id"][row]])

    def known(self, key: Quantity, role: str, source: str = "") -> Known | None:
        """Return what is known of a quantity, from all sources or one; None where nothing is."""
        rows, name = self.rows.get(key), (key, role, source)
        if not rows or name in self._known:
            return self._known.get(name)
        sources = self.columns["source_id"]
        terms = [self.term(role, row) for row in rows if source in ("", sources[row])]
        intervals = [term.base for term in terms]
        # Where the sources disagree, all that they give is possible.
        base = common(intervals) or hull(intervals)
        known = Known(tuple(terms[:MAX_TERMS]), base) if terms else None
        if len(rows) > 1:
            self._known[name] = known
        return known

    def fact(self, key: Quantity, field: str) -> str:
        """Return a cell of the indicator of a quantity; empty where the indicator is unknown."""
        return self.indicators.get(key.indicator, {}).get(field, "")

    def broken(self, key: Quantity, earlier: str) -> bool:
        """Return whether a break of the series lies between an earlier period and this one."""
        breaks = self._breaks.get((key.indicator, key.place, key.vintage), ())
        return any(earlier < period <= key.period for period in breaks)


def columns_of(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Turn rows into the columns that are read here."""
    return {name: [row[name] for row in rows] for name in FIELDS}
