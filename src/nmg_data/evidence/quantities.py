"""Figures by quantity, as intervals in units: what all tests of relations look up.

Text cells in, plain records out. A quantity is what several sources may each give a figure for;
it has one vintage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .interval import ANY, Interval, Verdict, common, hull, number, scale

Columns = Mapping[str, Sequence[str]]
Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

FIELDS = (
    *("observation_id", "indicator_id", "place_id", "period", "period_kind", "vintage", "status"),
    *("measure", "base_period", "scope", "break_before", "source_id", "replaced_by"),
    *("unit_id", "lower", "upper", "as_printed"),
)
"""The columns of ``observations`` that are read."""
TABLES = ("units", "indicators", "places", "list_items", "relations")
"""The other tables that are read."""

# What was intended is another quantity than what came of it.
INTENDED = ("expected", "planned", "target")
# The place whose figure is the whole that a share, gap or rank of this scope is taken against.
SCOPE_PLACES = {"china": "china", "world": "world", "region": "inner_mongolia"}
MAX_TERMS = 8
"""Figures of one quantity that a relation names."""


class Unit(NamedTuple):
    """One row of the table ``units``, as the arithmetic needs it."""

    dimension: str
    factor: Decimal
    base: str


class Term(NamedTuple):
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
    """One relation between figures, tested; a fault belongs to the first term.

    ``stated`` is the interval of the whole or result as printed, ``computed`` the one that
    follows from the other terms, both in ``unit_id``. ``relation_id`` is empty where the relation
    is implied; ``covered_by`` then names a stored relation that explains a failure. ``problem``
    says why a stored one cannot be computed at all; ``formula`` is the line of an identity.
    """

    kind: str
    terms: tuple[Term, ...]
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
    """What all figures of one quantity give together."""

    terms: tuple[Term, ...]
    interval: Interval
    unit_id: str

    def named(self, role: str) -> tuple[Term, ...]:
        """Return the first figures in a role."""
        return tuple(term._replace(role=role) for term in self.terms[:MAX_TERMS])


class Figures:
    """The rows of ``observations`` by quantity; intervals are read when they are asked for."""

    def __init__(self, observations: Columns, tables: Tables) -> None:
        self.columns = observations
        self.units = read_units(tables.get("units", ()))
        self.indicators = {row["indicator_id"]: row for row in tables.get("indicators", ())}
        self.rows: dict[Quantity, list[int]] = {}
        self._breaks: dict[tuple[str, str, str], list[str]] = {}
        self._known: dict[tuple[Quantity, str], Known | None] = {}
        cells = zip(*(observations[name] for name in FIELDS[1:13]), strict=True)
        for row, (indicator, place, period, kind, vintage, status, *rest) in enumerate(cells):
            measure, base, scope, breaks, source, replaced = rest
            if replaced:
                continue
            if breaks == "true":
                self._breaks.setdefault((indicator, place, vintage), []).append(begin(period))
            intended = status if status in INTENDED else ""
            # Undated figures are of one time only where one source gives them.
            time = period or source
            key = Quantity(indicator, place, time, kind, vintage, intended, measure, base, scope)
            self.rows.setdefault(key, []).append(row)
        for begins in self._breaks.values():
            begins.sort()

    def term(self, role: str, row: int) -> Term | None:
        """Return a row in a role, or None where it has no interval or no known unit."""
        texts = [self.columns[name][row] for name in ("lower", "upper")]
        lower, upper = (number(text) if text else None for text in texts)
        unit = self.columns["unit_id"][row]
        if unit not in self.units or [lower is None, upper is None] != [not text for text in texts]:
            return None
        if lower is not None and upper is not None and lower > upper:
            return None
        return Term(role, self.columns["observation_id"][row], row, Interval(lower, upper), unit)

    def known(self, key: Quantity, source: str = "") -> Known | None:
        """Return what is known of a quantity, from all sources or one; None where nothing is."""
        if key not in self.rows:
            return None
        if (key, source) not in self._known:
            printed = self.columns["source_id"]
            rows = [row for row in self.rows[key] if not source or printed[row] == source]
            terms = [term for row in rows if (term := self.term("figure", row))]
            self._known[key, source] = self._together(terms) if terms else None
        return self._known[key, source]

    def _together(self, terms: list[Term]) -> Known:
        if len(terms) == 1:
            return Known(tuple(terms), terms[0].interval, terms[0].unit_id)
        first = self.units[terms[0].unit_id].dimension
        terms = [term for term in terms if self.units[term.unit_id].dimension == first]
        intervals, unit = self.shared(terms)
        # Where the sources disagree, all that they give is possible.
        return Known(tuple(terms), common(intervals) or hull(intervals), unit)

    def alike(self, terms: Iterable[Term | Known]) -> bool:
        """Return whether all units of the terms are of one dimension."""
        return len({self.units[term.unit_id].dimension for term in terms}) == 1

    def shared(self, terms: Sequence[Term | Known]) -> tuple[list[Interval], str]:
        """Return the intervals in the unit of all terms, or else in the base unit of each.

        The unit that is named is that of the first.
        """
        if len({term.unit_id for term in terms}) == 1:
            return [term.interval for term in terms], terms[0].unit_id
        return [self.in_base(term) for term in terms], self.units[terms[0].unit_id].base

    def in_base(self, term: Term | Known) -> Interval:
        """Return the interval of a term in its base unit."""
        return scale(term.interval, self.units[term.unit_id].factor)

    def size(self, key: Quantity) -> float:
        """Return the middle of the first figure of a quantity in base units, or its one end."""
        row = self.rows[key][0]
        unit = self.units.get(self.columns["unit_id"][row])
        ends = [text for name in ("lower", "upper") if (text := self.columns[name][row])]
        try:
            return sum(map(float, ends)) / len(ends) * float(unit.factor) if unit and ends else 0
        except ValueError:
            return 0

    def fact(self, key: Quantity, field: str) -> str:
        """Return a cell of the indicator of a quantity; empty where the indicator is unknown."""
        return self.indicators.get(key.indicator, {}).get(field, "")

    def broken(self, key: Quantity, earlier: str) -> bool:
        """Return whether a break of the series lies between an earlier period and this one."""
        begins = self._breaks.get((key.indicator, key.place, key.vintage), [])
        return bisect_right(begins, begin(earlier)) < bisect_right(begins, begin(key.period))


def read_units(rows: Iterable[Row]) -> dict[str, Unit]:
    """Return the units by their id, without those whose factor is no number."""
    units = {}
    for row in rows:
        factor = number(row["factor"])
        if factor is not None and factor > 0:
            # A difference of percentages is added to percentages.
            dimension = row["dimension"].replace("ratio_difference", "ratio")
            units[row["unit_id"]] = Unit(dimension, factor, row["base_unit_id"])
    for unit in list(units.values()):
        units.setdefault(unit.base, Unit(unit.dimension, Decimal(1), unit.base))
    return units


def columns_of(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Turn rows into the columns that are read here."""
    return {name: [row[name] for row in rows] for name in FIELDS}


def begin(period: str) -> str:
    """Return the beginning of a period as it is written: ``2024`` or ``2024-01`` or a day."""
    return period.partition("/")[0]


def end(period: str) -> str:
    """Return the last day of a period; every month is given 31 days.

    >>> end("2024"), end("2024-01/2024-06"), end("2024-02-17")
    ('2024-12-31', '2024-06-31', '2024-02-17')
    """
    last = period.rpartition("/")[2]
    return last + "-12-31"[len(last) - 4 :]


@lru_cache(maxsize=10_000)
def year_before(period: str) -> str:
    """Return the period that growth is usually against: the same one, a year or span earlier.

    >>> year_before("2024"), year_before("2024-02"), year_before("2024-01/2024-06")
    ('2023', '2023-02', '2023-01/2023-06')
    >>> year_before("2022/2024"), year_before("2024-02-29"), year_before("undated")
    ('2019/2021', '2023-02-28', '')
    """
    ends = period.split("/")
    if not all(text[:4].isascii() and text[:4].isdigit() for text in ends):
        return ""
    years = [int(text[:4]) for text in ends]
    span = years[-1] - years[0] + 1 if all(len(text) == 4 for text in ends) else 1
    rests = ["-02-28" if text[4:] == "-02-29" else text[4:] for text in ends]
    return "/".join(f"{year - span:04d}{rest}" for year, rest in zip(years, rests, strict=True))
