"""Re-read every printed figure and compare it with the cells of its row, once for all rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .._figure import COUNT_UNITS, canonical, interval
from .._interval import number
from ._json import brief
from ._model import Package, Table
from ._shapes import Reader, Reading
from .keys import ours

KEPT = 50_000
"""Readings kept at a time: prints repeat, but a million distinct ones need not stay in memory."""
MAX_FAULTS = 10_000
"""More faults than any rule lists, so that a file of faults stays small in memory."""
WHOLE = Decimal(1)

NEEDED = (
    "source_id",
    "measure",
    "value",
    "unit_id",
    "bound",
    "lower",
    "upper",
    "inferred",
    "replaced_by",
    "as_printed",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that its print does not bear out."""

    kind: str
    """print, value, unit, bound, interval or measure."""
    row: int
    field: str
    message: str
    expected: str


class Expected(NamedTuple):
    """What the print says, and the number cells that a row has by it."""

    said: Reading
    value: str
    lower: str
    upper: str


def faults(package: Package, *kinds: str) -> Iterator[tuple[Table, Fault]]:
    """Yield the faults of some kinds; all rows are read when the first rule asks."""
    table = ours(package, "observations", *NEEDED)
    if "prints" not in table.memo:
        table.memo["prints"] = list(_walk(table, languages(package)))
    for one in table.memo["prints"]:
        if one.kind in kinds:
            yield table, one


def languages(package: Package) -> dict[str, str]:
    """Return the language of every source."""
    sources = ours(package, "sources", "source_id", "language").columns
    return dict(zip(sources["source_id"], sources["language"], strict=True))


def _walk(table: Table, language_of: Mapping[str, str]) -> Iterator[Fault]:
    read = Reader()

    @lru_cache(maxsize=KEPT)
    def expect(text: str, language: str, measure: str, unit: str, own_bound: str) -> Expected:
        return expected_cells(read(text, language), measure, unit, own_bound)

    columns = zip(*(table.columns[name] for name in NEEDED), strict=True)
    found = 0
    for row, cells in enumerate(columns):
        source, measure, value, unit, bound, lower, upper, inferred, withdrawn, text = cells
        if withdrawn:
            continue  # a withdrawn row stays as it was, wrong as it may be
        own_bound = bound if "bound" in inferred else ""
        expected = expect(text, language_of.get(source, "zh"), measure, unit, own_bound)
        said = expected.said
        if (
            said.problem is None
            and expected.value == value
            and expected.lower == lower
            and expected.upper == upper
            and (said.unit == unit or "unit_id" in inferred)
            and (said.bound == bound or own_bound)
            and _bears(said.measure, measure, "measure" in inferred)
        ):
            continue
        for fault in _compare(row, dict(zip(NEEDED, cells, strict=True)), expected):
            found += 1
            yield fault
        if found > MAX_FAULTS:
            return


def expected_cells(said: Reading, measure: str, unit: str, own_bound: str) -> Expected:
    """Work out the cells of a row with this measure and unit from what its print says.

    ``own_bound`` is the row's bound where it is inferred, else empty.
    """
    lower, upper = said.lower, said.upper
    if said.bound != "range":
        count = (
            unit in COUNT_UNITS
            and not said.multiplied
            and said.step is not None
            and said.step >= WHOLE
        )
        bound = own_bound or said.bound
        lower, upper = interval(said.value, said.step, bound, count=count, measure=measure)
    return Expected(said, _text(said.value), _text(lower), _text(upper))


def _text(value: Decimal | None) -> str:
    return "" if value is None else canonical(value)


def _bears(said: str | None, measure: str, inferred: bool) -> bool:
    """Say whether a print can be of a measure; change and growth need their verb.

    An inferred measure was read from the wording around a print that says nothing of it.
    """
    if inferred and said is None:
        return True
    if measure in ("growth", "change"):
        return said == measure
    if said == "rank":
        return measure in ("rank", "growth_rank")
    return said is None or said == measure


def _compare(row: int, cells: Mapping[str, str], expected: Expected) -> Iterator[Fault]:
    said, shown = expected.said, brief(cells["as_printed"], 60)
    if said.problem is not None:
        message = f"The print {shown!r} cannot be read: {said.problem}"
        yield Fault("print", row, "as_printed", message, "a figure that the grammar reads")
        return

    def fault(kind: str, field: str, print_says: str) -> Fault:
        row_says = brief(cells[field], 60) or "nothing"
        message = f"The row says {row_says}, the print {shown!r} says {print_says or 'nothing'}."
        return Fault(kind, row, field, message, print_says or "an empty cell")

    inferred = cells["inferred"].split()
    if said.unit == "times" and cells["measure"] == "growth" and "measure" in inferred:
        expected = _multiple(expected, cells["value"])
    if _differ(cells["value"], expected.value):
        yield fault("value", "value", expected.value)
    sound = True
    if said.unit != cells["unit_id"] and "unit_id" not in inferred:
        sound = False
        yield fault("unit", "unit_id", said.unit or "")
    if said.bound != cells["bound"] and "bound" not in inferred:
        sound = False
        yield fault("bound", "bound", said.bound)
    if not _bears(said.measure, cells["measure"], "measure" in inferred):
        yield fault("measure", "measure", said.measure or "neither growth nor change")
    if sound:
        for field, end in (("lower", expected.lower), ("upper", expected.upper)):
            if _differ(cells[field], end):
                yield fault("interval", field, end)


def _multiple(expected: Expected, value: str) -> Expected:
    """Read 4.8倍 without its verb as growth: by so many times, or to so many times."""

    def percent(end: str, less: int) -> str:
        return canonical((Decimal(end) - less) * 100) if end else ""

    by, to = (
        Expected(
            expected.said,
            *(percent(end, less) for end in (expected.value, expected.lower, expected.upper)),
        )
        for less in (0, 1)
    )
    return to if value == to.value else by


def _differ(cell: str, expected: str) -> bool:
    """Say whether a cell is another number; one that is no number is another rule's fault."""
    if cell == expected:
        return False
    found = number(cell)
    if cell and found is None:
        return False
    return not expected or found is None or found != Decimal(expected)
