"""What disagrees or cannot be tested, by topic; real growth against nominal levels apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from nmg_data.core.package import Row
from nmg_data.evidence.quantities import TABLES, Relation, columns_of
from nmg_data.evidence.relations import relate

from . import words
from .model import Site
from .views import View


@dataclass(frozen=True)
class Case:
    """One relation between figures, as the page shows it."""

    relation: Relation
    rows: list[Row]
    apart: str
    """How far both sides are apart: points for percents, percent for all else."""


class Disagreements:
    """All tested relations, sorted for readers."""

    def __init__(self, view: View) -> None:
        self.view, self.site = view, view.site

    @cached_property
    def relations(self) -> list[Relation]:
        """All relations of the package, tested."""
        rows = self.site.package.rows
        tables = {name: rows(name) for name in TABLES}
        return relate(columns_of(rows("observations")), tables)

    def count(self, verdict: str) -> int:
        """Return how many relations came out so."""
        return sum(1 for relation in self.relations if relation.verdict == verdict)

    @cached_property
    def failing(self) -> dict[str, list[Case]]:
        """The relations that fail, but for growth against levels at current prices, by topic."""
        return self._by_topic(r for r in self._failing() if not self._is_real(r))

    @cached_property
    def real(self) -> dict[str, list[Case]]:
        """Growth at comparable prices that levels at current prices do not give."""
        return self._by_topic(r for r in self._failing() if self._is_real(r))

    @cached_property
    def untestable(self) -> dict[str, list[Case]]:
        """The relations that cannot be tested, by topic."""
        return self._by_topic(r for r in self.relations if r.verdict == "untestable")

    def _failing(self) -> Iterable[Relation]:
        return (
            r for r in self.relations
            if r.verdict == "fails" and not r.covered_by and not r.is_warning
        )  # fmt: skip

    def _rows(self, relation: Relation) -> list[Row]:
        known = self.site.package.table("observations").by_key
        return [known[term.observation_id] for term in relation.terms]

    def _is_real(self, relation: Relation) -> bool:
        rows = self._rows(relation)
        grows = any(row["measure"] == "growth" for row in rows)
        levels = any(row["measure"] == "level" for row in rows)
        basis = self.site.package.row("indicators", rows[0]["indicator_id"])["growth_basis"]
        return grows and levels and basis == "comparable"

    def _by_topic(self, relations: Iterable[Relation]) -> dict[str, list[Case]]:
        found: dict[str, list[Case]] = defaultdict(list)
        for relation in relations:
            rows = self._rows(relation)
            topic = self.site.package.row("indicators", rows[0]["indicator_id"])["topic"]
            found[topic].append(Case(relation, rows, self._apart(relation)))
        order = list(self.site.topics)
        return dict(sorted(found.items(), key=lambda item: order.index(item[0])))

    def _apart(self, relation: Relation) -> str:
        """Say how far two intervals are apart at least."""
        one, other = relation.stated, relation.computed
        ends = (one.lower, one.upper, other.lower, other.upper)
        if None in ends or relation.verdict != "fails":
            return ""
        low, high, floor, top = (Decimal(end or 0) for end in ends)
        gap = max(floor - high, low - top)
        lang = self.view.lang
        if relation.unit_id in ("percent", "per_mille", "percentage_point"):
            return self.view.say("points_apart", n=words.number(f"{gap:.2f}", lang))
        middle = (floor + top) / 2
        if gap <= 0 or not middle:
            return ""
        return self.view.say("percent_apart", n=words.number(f"{100 * gap / abs(middle):.1f}", lang))

    def reason(self, relation: Relation) -> str:
        """Return why both are kept."""
        return (relation.reason_zh if self.view.lang == "zh" else "") or relation.reason_en
