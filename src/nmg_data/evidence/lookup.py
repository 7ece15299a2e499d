"""Which figures an id, or a beginning of it, may mean."""

from __future__ import annotations

from collections import Counter

from ..core.errors import UnknownNameError, closest, fold
from ..core.package import Package, Row
from ..core.text import printable


def matching(known: Package, text: str) -> list[Row]:
    """Return the figures that an id or a beginning of ids may mean, the most useful one first."""
    observations = known.table("observations")
    if text in observations.by_key:
        return [observations.by_key[text]]
    rows = [row for row in observations.rows if text and row["observation_id"].startswith(text)]
    found = [row for row in rows if row["observation_id"].startswith(f"{text}.")] or rows
    if not found:
        raise UnknownNameError(f"There is no figure {printable(text)!r}.{_advice(known, text)}")
    places = Counter(row["place_id"] for row in found)

    def order(row: Row) -> tuple[object, ...]:
        usual = {"preferred": "true", "measure": "level", "period_kind": "year"}
        unusual = [row[field] != cell for field, cell in usual.items()]
        year = int(row["year"] or 0)
        return (*unusual, -places[row["place_id"]], -year, row["observation_id"])

    return sorted(found, key=order)


def _advice(known: Package, text: str) -> str:
    """Say what a text is that is the id of no figure, or what comes near."""
    observations = known.table("observations")
    if text in known.resources:
        return f" It is a table; show it with: nmg-data show {text}."
    columns = {table: own for own, (table, _) in observations.references.items()}
    for table in known.tables():
        if text in table.by_key:
            way = f"show it with: nmg-data show {table.name} --where {table.key[0]}={text}."
            if table.name in columns:
                where = f"observations --where {columns[table.name]}={text}"
                way = f"list its figures with: nmg-data show {where}."
            if text in known.table("places").by_key:
                way = f"list its figures with: nmg-data find {text}."
            return f" It is a row of {table.name} ({known.name(table.name, text, 'en')}); {way}"
    ids = list(observations.by_key)
    parts = [name for name in ids if text and fold(text) in name]
    indicators = dict.fromkeys(name.partition(".")[0] for name in ids)
    near = closest(text, [*indicators, *known.resources, *ids], 3) if not parts else []
    what = f" It is a part of {len(parts)} ids, such as {', '.join(parts[:3])}." if parts else ""
    what += f" Did you mean {', '.join(map(repr, near))}?" if near else ""
    return f"{what} Search with: nmg-data find TEXT."
