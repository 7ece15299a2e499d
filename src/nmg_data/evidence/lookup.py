"""Which figures an id, or a beginning of it, may mean."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..core.errors import UnknownNameError, closest, fold
from ..core.package import Package, Row
from ..core.text import printable


def matching(known: Package, text: str) -> list[Row]:
    """Return the figures that a text may mean, the preferred one first.

    An id, a beginning of ids up to a dot, or any beginning. Anything else raises an error that
    names what comes near, or says what the text is the id of.
    """
    rows = known.rows("observations")
    by_key = known.table("observations").by_key
    if text in by_key:
        return [by_key[text]]
    for beginning in (f"{text}.", text):
        found = [row for row in rows if text and row["observation_id"].startswith(beginning)]
        if found:
            return sorted(found, key=_by_use(found))
    raise UnknownNameError(_unknown(known, text))


def _by_use(rows: list[Row]) -> Any:
    """Return the order in which figures are most useful; of equal ones the id decides."""
    places = Counter(row["place_id"] for row in rows)

    def order(row: Row) -> tuple[object, ...]:
        return (
            row["preferred"] != "true",
            row["measure"] != "level",
            row["period_kind"] != "year",
            -places[row["place_id"]],
            -int(row["year"] or 0),
            row["observation_id"],
        )

    return order


def _unknown(known: Package, text: str) -> str:
    """Say what a text is that is the id of no figure, or what comes near."""
    message = f"There is no figure {printable(text)!r}."
    targets = {table: own for own, (table, _) in known.table("observations").references.items()}
    for table in known.tables():
        if text in table.by_key:
            what = f"It is a row of {table.name} ({known.name(table.name, text, 'en')})"
            if text in known.table("places").by_key:
                return f"{message} {what}; list its figures with: nmg-data find {text}."
            if table.name in targets:
                where = f"nmg-data show observations --where {targets[table.name]}={text}"
                return f"{message} {what}; list its figures with: {where}."
            where = f"nmg-data show {table.name} --where {table.key[0]}={text}"
            return f"{message} {what}; show it with: {where}."
    ids = list(known.table("observations").by_key)
    parts = [name for name in ids if text and fold(text) in name]
    if parts:
        message += f" It is a part of {len(parts)} ids, such as {', '.join(parts[:3])}."
    else:
        indicators = dict.fromkeys(name.partition(".")[0] for name in ids)
        near = closest(text, [*indicators, *ids], 3)
        message += f" Did you mean {', '.join(map(repr, near))}?" if near else ""
    return f"{message} Search with: nmg-data find TEXT."
