"""What the pages are about: the package's figures grouped into series, each with its page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from nmg_data.core.package import Package, Row, package

OWN_PAGE = 4  # An indicator with so many figures has a page; the others are on their topic's.
MEASURES = ("level", "share", "growth", "change", "index", "contribution", "gap", "saving")
MAIN_PLACES = ("inner_mongolia_land_ports", "inner_mongolia_ports", "inner_mongolia")


@dataclass(frozen=True, eq=False)
class Series:
    """The figures of one quantity: same indicator, place, measure, scope and kind of unit."""

    indicator_id: str
    place_id: str
    measure: str
    scope: str
    unit: str = ""  # the base unit, where the quantity is also given in units of another kind
    rows: list[Row] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The anchor of the series on its page, and the name of its files."""
        return ".".join(filter(None, (self.place_id, self.measure, self.scope, self.unit)))

    @cached_property
    def years(self) -> list[int]:
        """The whole years that actual figures are given for, in order."""
        whole = (r for r in self.rows if r["period_kind"] == "year" and r["status"] == "actual")
        return sorted({int(row["period"]) for row in whole})


class Site:
    """The package as the site needs it. Each part is computed once."""

    def __init__(self, source: Package | None = None) -> None:
        self.package = source or package()
        self.units = self.package.table("units").by_key
        rows = self.package.rows("observations")
        self.observations = [row for row in rows if not row["replaced_by"]]

    @cached_property
    def by_indicator(self) -> dict[str, list[Series]]:
        """The series of each indicator, the one that readers look for first."""
        groups: dict[tuple[str, str, str, str], dict[str, Series]] = defaultdict(dict)
        for row in self.observations:
            base = self.units[row["unit_id"]]["base_unit_id"]
            names = (row["indicator_id"], row["place_id"], row["measure"], row["scope"])
            units = groups[names]
            units.setdefault(base, Series(*names, base if units else "")).rows.append(row)
        found: dict[str, list[Series]] = defaultdict(list)
        for series in sorted((s for units in groups.values() for s in units.values()), key=rank):
            series.rows.sort(key=lambda row: (last_day(row), row["observation_id"]))
            found[series.indicator_id].append(series)
        return dict(found)

    @cached_property
    def topics(self) -> dict[str, list[str]]:
        """The indicators of each topic that have figures, those with most first."""
        row_of = self.package.row
        found: dict[str, list[str]] = {}
        for topic in self.package.table("indicators").enum("topic") or []:
            ids = [id_ for id_ in self.by_indicator if row_of("indicators", id_)["topic"] == topic]
            found[topic] = sorted(ids, key=lambda id_: (-self.count(id_), id_))
        return {topic: ids for topic, ids in found.items() if ids}

    def count(self, indicator_id: str) -> int:
        """Return the number of figures of an indicator."""
        return sum(len(series.rows) for series in self.by_indicator[indicator_id])

    @cached_property
    def own_pages(self) -> list[str]:
        """The indicators that have pages of their own, by topic."""
        known = (id_ for group in self.topics.values() for id_ in group)
        return [id_ for id_ in known if self.count(id_) >= OWN_PAGE]

    def address(self, indicator_id: str) -> str:
        """Return where an indicator is: its page, or the anchor on its topic's."""
        if indicator_id in self.own_pages:
            return f"indicators/{indicator_id}.html"
        topic = self.package.row("indicators", indicator_id)["topic"]
        return f"topics/{topic}.html#{indicator_id}"

    def row_address(self, row: Row) -> str:
        """Return where a figure is."""
        return f"{self.address(row['indicator_id']).partition('#')[0]}#{row['observation_id']}"

    def latest(self, indicator_id: str) -> Row:
        """Return the figure that readers look for: the latest actual one of the main series."""
        return latest(self.by_indicator[indicator_id][0].rows)

    def of_port(self, port_id: str) -> list[Series]:
        """Return the series of a port, and of the whole port that it is a part of."""
        wanted = (port_id, f"{port_id.rpartition('_')[0]}_port")
        found = [s for group in self.by_indicator.values() for s in group if s.place_id in wanted]
        found.sort(key=lambda s: (wanted.index(s.place_id), -self.count(s.indicator_id), rank(s)))
        return found

    def source(self, row: Row) -> Row:
        """Return the source of a figure."""
        return self.package.table("sources").by_key[row["source_id"]]

    def point(self, port: Row) -> tuple[float, float, str]:
        """Return where a port is drawn, and the place whose point that is if it has none."""
        place, places = port, self.package.table("places").by_key
        while not place["lat"]:
            place = places[place.get("division_id") or place["parent_id"]]
        near = "" if place is port else place["place_id"]
        return float(place["lat"]), float(place["lon"]), near


def rank(series: Series) -> tuple[object, ...]:
    """Return the order of a series among those of its indicator."""
    order = MEASURES.index(series.measure) if series.measure in MEASURES else 99
    place = MAIN_PLACES.index(series.place_id) if series.place_id in MAIN_PLACES else -1
    size = len(series.years) * 3 + len(series.rows)
    return order, not series.years, -place, -size, series.place_id, series.scope


def last_day(row: Row) -> str:
    """Return the date at which a period ends, as text that sorts: a year ends after its months."""
    return row["period"].rpartition("/")[2].ljust(10, "~")


def link(source: Row) -> str:
    """Return the address of a source, unless it is a mirror, which is never linked."""
    return source["url"] if source["host"] != "mirror" else ""


def latest(rows: Iterable[Row]) -> Row:
    """Return the latest actual figure: of whole years or at a date before all others."""
    order = {"year": 3, "as_of": 2, "year_to_date": 1}

    def worth(row: Row) -> tuple[object, ...]:
        kind, year = order.get(row["period_kind"], 0), last_day(row)[:4]
        actual, preferred = row["status"] == "actual", row["preferred"] == "true"
        return bool(row["period"]), actual, kind > 1, year, preferred, kind, last_day(row)

    return max(rows, key=worth)


def converted(site: Site, row: Row, cell: str, unit_id: str) -> float | None:
    """Return a number of a figure in another unit of the same kind."""
    if not row[cell]:
        return None
    own, wanted = site.units[row["unit_id"]], site.units[unit_id]
    return float(Decimal(row[cell]) * Decimal(own["factor"]) / Decimal(wanted["factor"]))


def unit_of(site: Site, series: Series) -> str:
    """Return the unit to draw a series in: that of the indicator, else the most frequent one."""
    own = site.package.row("indicators", series.indicator_id)["unit_id"]
    first = series.rows[0]["unit_id"]
    if site.units[own]["base_unit_id"] == site.units[first]["base_unit_id"]:
        return own
    return Counter(row["unit_id"] for row in series.rows).most_common(1)[0][0]
