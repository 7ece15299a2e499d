"""Which of several figures for one quantity is the preferred one: the first in a written order.

A replaced row, a target, a plan or an expectation never competes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from .interval import between, number

Row = Mapping[str, str]

QUANTITY = ["indicator_id", "place_id", "period", "period_kind", "measure", "base_period"]
QUANTITY += ["scope", "vintage"]
"""What competing figures agree in."""
# The order: what happened, a primary source, its host, an exact figure, a narrow interval, a late
# publication, the observation_id.
STATUS = ("actual", "estimate")
LEVEL = ("primary", "reprint", "secondary")
HOST = ("publisher", "official", "repository", "mirror")
RANK = {name: rank for names in (STATUS, LEVEL, HOST) for rank, name in enumerate(names)}
OPEN = Decimal("Infinity")  # wider than any other interval
LATER_FIRST = str.maketrans("0123456789", "9876543210")


def preferred_rows(
    observations: Mapping[str, Sequence[str]], sources: Iterable[Row], units: Iterable[Row]
) -> set[str]:
    """Return the ids of the preferred figures, one for every quantity that has happened."""
    source_of = {row["source_id"]: row for row in sources}
    factors = {row["unit_id"]: number(row["factor"]) for row in units}

    def order(row: int) -> tuple[object, ...]:
        cells = {name: column[row] for name, column in observations.items()}
        source = source_of.get(cells["source_id"], {})
        ranked = (cells["status"], source.get("level", ""), source.get("host", ""))
        lower, upper = between(cells["lower"], cells["upper"])
        width = OPEN if lower is None or upper is None else upper - lower
        # A year or month alone counts as its beginning.
        published = source.get("published", "").replace("-", "").ljust(8, "0")
        return (
            *(RANK.get(name, len(RANK)) for name in ranked),
            cells["bound"] != "exact",
            width * (factors.get(cells["unit_id"]) or 1),  # the narrower first
            published.translate(LATER_FIRST),  # without a date last
            cells["observation_id"],
        )

    first: dict[tuple[str, ...], int] = {}
    replaced, status = observations["replaced_by"], observations["status"]
    read = list(map(any, zip(observations["lower"], observations["upper"], strict=True)))
    for row, key in enumerate(zip(*(observations[name] for name in QUANTITY), strict=True)):
        if not replaced[row] and status[row] in STATUS and read[row]:
            first[key] = min(first[key], row, key=order) if key in first else row
    return {observations["observation_id"][row] for row in first.values()}
