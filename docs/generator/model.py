"""What the pages are about: the package's figures grouped into series, each with its page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from nmg_data.core.package import Lang, Package, Row, package

OWN_PAGE = 4
"""An indicator with so many figures has a page of its own; the others are on their topic's."""

MEASURES = ("level", "share", "growth", "change", "index", "contribution", "gap", "saving")


def first_day(row: Row) -> str:
    """Return the date at which a period begins, as text that sorts."""
    return f"{row['period'].partition('/')[0]:0<4}"


def last_day(row: Row) -> str:
    """Return the date at which a period ends, as text that sorts: a year ends after its months."""
    return row["period"].rpartition("/")[2].ljust(10, "~")


@dataclass(frozen=True, eq=False)
class Series:
    """The figures of one quantity: same indicator, place, measure, scope and kind of unit."""

    indicator_id: str
    place_id: str
    measure: str
    scope: str
    unit: str = ""
    """The base unit, where the quantity is also given in units of another kind."""
    rows: list[Row] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The anchor of the series on its page, and the name of its files."""
        return ".".join(part for part in (self.place_id, self.measure, self.scope, self.unit) if part)

    @cached_property
    def years(self) -> list[int]:
        """The whole years that actual figures are given for, in order."""
        whole = {
            int(row["period"])
            for row in self.rows
            if row["period_kind"] == "year" and row["status"] == "actual"
        }
        return sorted(whole)

    @cached_property
    def chart(self) -> bool:
        """Whether a drawing says more than the table: two periods at least, and no ranks."""
        dated = {row["period"] for row in self.rows if row["period"] and row["value"]}
        return "rank" not in self.measure and len(dated) > 1


class Site:
    """The package as the site needs it. Each part is computed once."""

    def __init__(self, source: Package | None = None) -> None:
        self.package = source or package()

    @cached_property
    def observations(self) -> list[Row]:
        """The figures that are not replaced by others."""
        return [row for row in self.package.rows("observations") if not row["replaced_by"]]

    @cached_property
    def units(self) -> dict[str, Row]:
        """The units by id."""
        return self.package.table("units").by_key

    @cached_property
    def by_indicator(self) -> dict[str, list[Series]]:
        """The series of each indicator, the one that readers look for first."""
        groups: dict[tuple[str, ...], dict[str, Series]] = defaultdict(dict)
        for row in self.observations:
            base = self.units[row["unit_id"]]["base_unit_id"]
            names = [row[name] for name in ("indicator_id", "place_id", "measure", "scope")]
            units = groups[tuple(names)]
            units.setdefault(base, Series(*names, unit=base if units else "")).rows.append(row)
        found: dict[str, list[Series]] = defaultdict(list)
        for series in (series for units in groups.values() for series in units.values()):
            series.rows.sort(key=lambda row: (last_day(row), row["observation_id"]))
            found[series.indicator_id].append(series)
        for group in found.values():
            group.sort(key=self._rank)
        return dict(found)

    def _rank(self, series: Series) -> tuple[object, ...]:
        places = Counter(
            {"inner_mongolia": 2, "inner_mongolia_ports": 1, "inner_mongolia_land_ports": 1}
        )
        order = MEASURES.index(series.measure) if series.measure in MEASURES else 99
        size = len(series.years) * 3 + len(series.rows)
        return order, -places[series.place_id], -size, series.place_id, series.scope

    @cached_property
    def topics(self) -> dict[str, list[str]]:
        """The indicators of each topic that has some, the longest first."""
        found: dict[str, list[str]] = {}
        indicators = self.package.rows("indicators")
        for topic in self.package.table("indicators").enum("topic") or []:
            mine = [row["indicator_id"] for row in indicators if row["topic"] == topic]
            mine.sort(key=lambda id_: (-self.count(id_), id_))
            if mine:
                found[topic] = mine
        return found

    def count(self, indicator_id: str) -> int:
        """Return the number of figures of an indicator."""
        return sum(len(series.rows) for series in self.by_indicator.get(indicator_id, []))

    @cached_property
    def own_pages(self) -> list[str]:
        """The indicators that have pages of their own, by topic."""
        known = (id_ for group in self.topics.values() for id_ in group)
        return [id_ for id_ in known if self.count(id_) >= OWN_PAGE]

    def leading(self, count: int = 6) -> list[str]:
        """Return the indicators that stand for the topics with most figures, one for each."""
        sums = {topic: sum(map(self.count, ids)) for topic, ids in self.topics.items()}
        chosen = sorted(sums, key=lambda topic: -sums[topic])[:count]

        def whole(indicator_id: str) -> bool:
            row = self.latest(indicator_id)
            return row is not None and row["period_kind"] in ("year", "as_of")

        return [next(filter(whole, self.topics[topic])) for topic in chosen]

    def address(self, indicator_id: str) -> str:
        """Return where an indicator is: its page, or the anchor on its topic's."""
        if self.count(indicator_id) >= OWN_PAGE:
            return f"indicators/{indicator_id}.html"
        topic = self.package.row("indicators", indicator_id)["topic"]
        return f"topics/{topic}.html#{indicator_id}"

    def row_address(self, row: Row) -> str:
        """Return where a figure is."""
        page = self.address(row["indicator_id"]).partition("#")[0]
        return f"{page}#{row['observation_id']}"

    def latest(self, indicator_id: str) -> Row | None:
        """Return the figure that readers look for: the latest actual one of the main series."""
        series = self.by_indicator.get(indicator_id, [])
        return latest(series[0].rows) if series else None

    def growth_of(self, row: Row) -> Row | None:
        """Return the growth that belongs to a level: same place and period, preferred."""
        return next(
            (
                other
                for series in self.by_indicator[row["indicator_id"]]
                if series.measure == "growth" and series.place_id == row["place_id"]
                for other in series.rows
                if other["period"] == row["period"]
                and other["preferred"] == "true"
                and other["status"] == row["status"]
            ),
            None,
        )

    @cached_property
    def places_of_port(self) -> dict[str, list[str]]:
        """The places that figures of a port are filed under: itself, its town's, its parts."""
        places = self.package.rows("places")
        found = {}
        for port in self.package.rows("ports"):
            stem = port["port_id"].rpartition("_")[0]
            whole = [row["place_id"] for row in places if row["place_id"] == f"{stem}_port"]
            found[port["port_id"]] = [port["port_id"], *whole]
        return found

    def source(self, row: Row) -> Row:
        """Return the source of a figure."""
        return self.package.table("sources").by_key[row["source_id"]]

    def parents(self, place_id: str) -> list[str]:
        """Return the places that a place lies in, the nearest first."""
        places, found = self.package.table("places").by_key, []
        while (place_id := places[place_id]["parent_id"] if place_id in places else "") and (
            place_id not in found
        ):
            found.append(place_id)
        return found

    def point(self, port: Row) -> tuple[float, float, str]:
        """Return where a port is drawn, and whose point it is: its own, or that of a place near."""
        if port["lat"]:
            return float(port["lat"]), float(port["lon"]), ""
        places = self.package.table("places").by_key
        for place_id in (port["division_id"], *self.parents(port["division_id"])):
            place = places.get(place_id)
            if place and place["lat"]:
                return float(place["lat"]), float(place["lon"]), place_id
        raise ValueError(f"no point for {port['port_id']}, not even of a place that it lies in")


def link(source: Row) -> str:
    """Return the address of a source, unless it is a mirror, which is never linked."""
    return source["url"] if source["host"] != "mirror" else ""


def latest(rows: Iterable[Row]) -> Row | None:
    """Return the latest actual figure: of whole years or at a date before all others."""
    rows = [row for row in rows if row["period"]] or list(rows)
    order = {"year": 3, "as_of": 2, "year_to_date": 1}

    def rank(row: Row) -> tuple[object, ...]:
        return (
            row["status"] == "actual",
            row["period_kind"] in ("year", "as_of"),
            last_day(row)[:4],
            row["preferred"] == "true",
            order.get(row["period_kind"], 0),
            last_day(row),
            row["bound"] == "exact",
        )

    return max(rows, key=rank, default=None)


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


def name(site: Site, table: str, key: str, lang: Lang) -> str:
    """Return the name of a row in a language."""
    return site.package.name(table, key, lang)
