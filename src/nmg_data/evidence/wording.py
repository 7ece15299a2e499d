"""The relations of a figure and amounts in words, for `nmg_data.trace` and the site."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from ..core.package import Lang, Package, Row
from ..core.text import grouped, plain_number
from ..core.words import interval_words, listed, say
from .interval import Interval
from .quantities import TABLES, Relation, columns_of, year_before
from .relations import identities, relate

MAX_NAMES = 8
"""Figures of a relation that are named."""
KINDS = {
    **{kind: kind for kind in ("sum", "ratio", "count", "growth", "change", "index", "share")},
    **{kind: kind for kind in ("gap", "rank", "magnitude")},
    "part": "part of a whole",
    "same_quantity": "same quantity",
    "repeated": "several sources",
    "growth_gap": "gap in growth",
    "identity": "definition",
    "running_total": "running total",
    "place_part": "part of a region",
}


def related(known: Package, row: Row) -> list[Relation]:
    """Return the relations that a figure takes part in.

    Only the figures that may meet it are looked at: those of its indicator, those of its stored
    relations, and those that an identity joins to it, in its year and the next.
    """
    name, own, period = (row[field] for field in ("observation_id", "indicator_id", "period"))
    formulas = [set(re.findall(r"[a-z_]+", f)) for one in identities().values() for f in one]
    joined = set().union(*(names for names in formulas if own in names))
    near = {period, year_before(period), row["base_period"]}
    stored = known.rows("relations")
    mine = {one["relation_id"] for one in stored if one["observation_id"] == name}
    members = {one["observation_id"] for one in stored if one["relation_id"] in mine}
    rows = [
        other
        for other in known.rows("observations")
        if other["indicator_id"] == own
        or other["observation_id"] in members
        or (
            other["indicator_id"] in joined
            and other["place_id"] == row["place_id"]
            and (other["period"] in near or year_before(other["period"]) == period)
        )
    ]
    tables = {table: known.rows(table) for table in TABLES}
    return [
        relation
        for relation in relate(columns_of(rows), tables)
        if not relation.covered_by  # the stored relation says it
        and any(term.observation_id == name for term in relation.terms)
    ]


def relation_words(known: Package, relation: Relation, lang: Lang) -> str:
    """Put a relation into one sentence: what is printed, what follows, from which figures."""
    stated, computed = (
        amount(known, ends, relation.unit_id, lang) for ends in (relation.stated, relation.computed)
    )
    words, values = "printed {}, computed {}", (stated, computed)
    if relation.kind in ("repeated", "same_quantity"):
        words = "{} and {} cannot both be right"
    elif relation.kind in ("part", "place_part", "running_total"):
        words, values = "a part of {}, a whole of {}", (computed, stated)
    elif relation.kind == "magnitude":
        words = "{} next to neighbours that suggest {}"
    colon, joint = ("：", "；") if lang == "zh" else (": ", "; ")
    names = [term.observation_id for term in relation.terms[:MAX_NAMES]]
    parts = [say(words, lang).format(*values), say("with {}", lang).format(listed(names, lang))]
    if relation.expected == "disagrees" or relation.covered_by:
        parts.append(say("known to disagree", lang))
    reason = (relation.reason_zh if lang == "zh" else "") or relation.reason_en
    return say(KINDS[relation.kind], lang) + colon + joint.join(filter(None, [*parts, reason]))


def amount(known: Package, interval: Interval, unit_id: str, lang: Lang) -> str:
    """Write an interval with its unit, as the language does; long fractions to six digits.

    >>> from nmg_data.core.package import package
    >>> amount(package(), Interval(Decimal(1), Decimal(1)), "rank", "zh")
    '第 1 位'
    """
    low, high = ("" if e is None else grouped(_short(e)) for e in (interval.lower, interval.upper))
    if unit_id == "rank":
        words = interval_words(low, high, lang)
        return f"第 {words} 位" if lang == "zh" else f"No. {words}"
    unit = known.table("units").by_key.get(unit_id, {})
    symbol = unit.get("symbol", "")
    name = (symbol if lang == "en" else "") or unit.get(f"name_{lang}", "") or unit_id
    suffix = symbol if symbol in ("%", "‰") else f" {name}"
    one_sided = low == high or not (low and high)
    return interval_words(low and low + suffix * one_sided, high and high + suffix, lang)


def _short(end: Decimal) -> str:
    return plain_number(end if len(end.as_tuple().digits) <= 15 else Context(prec=6).plus(end))
