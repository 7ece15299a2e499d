"""What disagrees or cannot be tested, by topic; real growth against nominal levels apart."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from nmg_data.core.package import Row
from nmg_data.evidence.quantities import TABLES, Relation, columns_of
from nmg_data.evidence.relations import relate

from . import words
from .views import View


class Case(NamedTuple):
    """One relation between figures, and how far its two sides are apart, in words."""

    relation: Relation
    rows: list[Row]
    apart: str


class Disagreements:
    """All tested relations, sorted for readers."""

    def __init__(self, view: View) -> None:
        self.view, rows = view, view.package.rows
        tables = {name: rows(name) for name in TABLES}
        self.relations = list(relate(columns_of(rows("observations")), tables))

    def count(self, verdict: str) -> int:
        """Return how many relations came out so."""
        return sum(1 for relation in self.relations if relation.verdict == verdict)

    def cases(self, kind: str) -> dict[str, list[Case]]:
        """Return the relations that are ``failing``, ``real`` or ``untestable``, by topic."""
        row_of = self.view.package.row
        found: dict[str, list[Case]] = defaultdict(list)
        for relation in self.relations:
            rows = [row_of("observations", term.observation_id) for term in relation.terms]
            indicator = row_of("indicators", rows[0]["indicator_id"])
            own = "untestable" if relation.verdict == "untestable" else ""
            certain = not relation.covered_by and relation.kind != "magnitude"
            if relation.verdict == "fails" and certain:
                # Growth at comparable prices does not follow from levels at current prices.
                mixed = {row["measure"] for row in rows} == {"growth", "level"}
                real = mixed and indicator["growth_basis"] == "comparable"
                own = "real" if real else "failing"
            if own == kind:
                found[indicator["topic"]].append(Case(relation, rows, self.apart(relation)))
        return {topic: found[topic] for topic in self.view.site.topics if topic in found}

    def apart(self, relation: Relation) -> str:
        """Say how far two intervals are apart: in points for percents, else in percent."""
        sides = (relation.stated, relation.computed)
        ends = [end for side in sides for end in (side.lower, side.upper) if end is not None]
        if len(ends) < 4 or relation.verdict != "fails":
            return ""
        gap, middle = max(ends[2] - ends[1], ends[0] - ends[3]), (ends[2] + ends[3]) / 2
        points = relation.unit.unit_id in ("percent", "per_mille", "percentage_point")
        if gap <= 0 or not middle:
            return ""
        share = gap if points else 100 * gap / abs(middle)
        number = words.number(f"{share:.2f}" if share < 10 else f"{share:.0f}", self.view.lang)
        return self.view.say("points_apart" if points else "percent_apart", n=number)
