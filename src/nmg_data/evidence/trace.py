"""``trace``: where a figure comes from, how it reads, and what it is compared with."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Context, Decimal
from html import escape
from typing import Any, Literal, get_args

from ..core.errors import one_of
from ..core.package import Lang, Package, Row, localized, package, read_toml
from ..core.text import grouped, html_table, pad, plain_number, printable, terminal_width, wrap
from ..core.words import interval_words, listed, say, with_unit
from .interval import ANY, Interval, Verdict, between
from .lookup import matching
from .periods import year_before
from .preferred import QUANTITY
from .quantities import TABLES, Relation, columns_of
from .reading import differences, read_row
from .relations import relate

INDENT = 13
MAX_OTHERS = 20  # figures that are named; the rest are counted


@dataclass(frozen=True, repr=False)
class Trace:
    """What is known about one figure: text in a terminal, a table in a notebook."""

    query: str
    lang: Lang
    observation_id: str
    evidence: Literal["checked", "transcribed"]
    row: dict[str, str | None]
    facts: dict[str, str]  # what is known, by `core.words` of it
    relations: tuple[dict[str, Any], ...]  # kind, result and figures of each comparison
    disagreements: tuple[str, ...]  # what does not hold, a sentence each
    others: tuple[tuple[str, str], ...]  # further figures that the text may mean: id, wording

    def __repr__(self) -> str:
        return self.text(terminal_width())

    def text(self, columns: int) -> str:
        """Lay the trace out for a number of columns."""
        lines = [self.observation_id]
        for label, text in self._rows():
            first, *more = wrap(text, columns - INDENT)
            lines += [pad(label, INDENT) + first, *(" " * INDENT + line for line in more)]
        return "\n".join(map(printable, [*lines, *self._others()]))

    def _rows(self) -> list[tuple[str, str]]:
        facts = [(say(word, self.lang), text) for word, text in self.facts.items()]
        return [*facts, *(("", sentence) for sentence in self.disagreements)]

    def _others(self) -> list[str]:
        count, named = len(self.others), self.others[:MAX_OTHERS]
        lines = ["", sentence("several", self.lang, count + 1, self.query)] if named else []
        lines += [f"  {name}  {wording}" for name, wording in named]
        if count > MAX_OTHERS:
            lines.append("  " + sentence("more", self.lang, count - MAX_OTHERS))
        return lines

    def _repr_html_(self) -> str:
        table = html_table([self.observation_id, ""], self._rows())
        linked = re.sub(r"(https?://[^\s<]+)", r'<a href="\1">\1</a>', table)
        return f"{linked}<p>{'<br>'.join(map(escape, self._others()))}</p>"

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data, for programs."""
        return asdict(self)


def trace(text: str, *, lang: Lang = "en") -> Trace:
    """Show where a figure comes from, how it reads and what it is compared with.

    Parameters
    ----------
    text
        The id of an observation or a beginning of it. Of several figures the preferred one is
        traced (a level of a whole year before others, the latest first), and the others are named.
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    Trace
        Readable text in a terminal, a table in a notebook; ``to_dict`` gives plain data.

    Raises
    ------
    ValueError
        No figure has such an id, or the language does not exist.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> coal = trace("coal_output.inner_mongolia.2024.rank.xinhua")
    >>> coal.observation_id, coal.evidence
    ('coal_output.inner_mongolia.2024.rank.xinhua_2025', 'checked')
    >>> coal.facts["value"]
    'No. 1'
    """
    one_of("lang", lang, ("en", "zh"))
    known = package()
    row, *others = matching(known, str(text))
    relations = related(known, row)
    failed = (relation for relation in relations if relation.verdict == "fails")
    return Trace(
        query=str(text),
        lang=lang,
        observation_id=row["observation_id"],
        evidence="checked" if row["passage_id"] else "transcribed",
        row={name: cell or None for name, cell in row.items()},
        facts=facts_of(known, row, relations, lang),
        relations=tuple(
            {"kind": r.kind, "result": r.verdict, "figures": [t.observation_id for t in r.terms]}
            for r in relations
        ),
        disagreements=tuple(relation_words(relation, lang) for relation in failed),
        others=tuple((other["observation_id"], wording(known, other, lang)) for other in others),
    )


def wording(known: Package, row: Row, lang: Lang) -> str:
    """Return the wording of a figure, with its status where it did not happen."""
    if row["status"] == "actual":
        return row["as_printed"]
    status = known.label("observations", "status", row["status"], lang)
    return say("{} ({})", lang, row["as_printed"], status)


def sentence(word: str, lang: Lang, *parts: object) -> str:
    """Return a sentence of the templates with its parts."""
    return str(read_toml(__package__, "trace.toml")["words"][word][lang]).format(*parts)


def facts_of(known: Package, row: Row, relations: list[Relation], lang: Lang) -> dict[str, str]:
    """Return what is known of a figure, by the templates."""
    cells = dict(row)
    for field, cell in row.items():
        cells[field.removesuffix("_id")] = known.label("observations", field, cell, lang)
    source = known.row("sources", row["source_id"])
    passage: Row = known.table("passages").by_key.get(row["passage_id"], {})
    ends, unit = between(row["lower"], row["upper"]), row["unit_id"]
    fields = known.table("observations").fields
    inferred = [localized(fields[name], "title", lang) for name in row["inferred"].split()]
    counts = Counter(relation.verdict for relation in relations)
    cells |= {verdict: str(counts[verdict] or "") for verdict in get_args(Verdict)}
    cells |= {
        "value": amount(between(row["value"], row["value"]), unit, lang),
        "bound": "" if row["bound"] == "exact" else cells["bound"],
        "interval": "" if ends.is_point else amount(ends, unit, lang),
        "positions": listed(row["number_positions"].split(), lang),
        "wording": _reading(row, source["language"], lang),
        "inferred": listed(inferred, lang),
        "publisher": source[f"publisher_{lang}"] or source["publisher_en"],
        "published": source["published"],
        "url": "" if source["host"] == "mirror" else source["url"],
        "paragraph": passage.get("paragraph", ""),
        "evidence": sentence("checked" if passage else "transcribed", lang),
        "note": row[f"note_{lang}"] or row["note_en"],
        "better": _better(known, row),
    }
    joint = "；" if lang == "zh" else "; "
    facts = {}
    for word, template in read_toml(__package__, "trace.toml")["facts"][lang].items():
        parts = template.split(joint)
        full = [part for part in parts if all(cells[name] for name in re.findall(r"{(\w+)}", part))]
        if full:
            facts[word] = joint.join(full).format_map(cells)
    return facts


def _reading(row: Row, language: str, lang: Lang) -> str:
    """Say what the grammar reads in the wording, against the cells of the row."""
    reading = read_row(row, language)
    if reading.problem:
        return sentence("unreadable", lang, reading.problem)
    found = [f"{field} = {cell}" for field, cell in differences(row, reading)]
    return sentence("differs", lang, listed(found, lang)) if found else sentence("agrees", lang)


def _better(known: Package, row: Row) -> str:
    """Return the figure that is preferred for the same quantity, where it is another."""
    for other in known.rows("observations") if row["preferred"] != "true" else ():
        if other["preferred"] == "true" and all(other[name] == row[name] for name in QUANTITY):
            return other["observation_id"]
    return ""


def related(known: Package, row: Row) -> list[Relation]:
    """Return the relations that a figure takes part in, but for what a stored one explains."""
    name, period = row["observation_id"], row["period"]
    near = {period, year_before(period), row["base_period"]}
    tables = {table: known.rows(table) for table in TABLES}
    mine = {one["relation_id"] for one in tables["relations"] if one["observation_id"] == name}
    members = {one["observation_id"] for one in tables["relations"] if one["relation_id"] in mine}
    # Others can meet it in no relation, so that they need not be looked at.
    rows = [
        other
        for other in known.rows("observations")
        if other["indicator_id"] == row["indicator_id"]
        or other["observation_id"] in members
        or (other["place_id"] == row["place_id"] and other["period"] in near)
        or (other["place_id"] == row["place_id"] and year_before(other["period"]) == period)
    ]
    found = relate(columns_of(rows), tables)
    return [r for r in found if not r.covered_by and name in [t.observation_id for t in r.terms]]


def relation_words(relation: Relation, lang: Lang) -> str:
    """Put a relation into one sentence: what is printed, what follows, from which figures."""
    stated = amount(relation.stated, relation.unit.unit_id, lang)
    computed = amount(relation.computed, relation.unit.unit_id, lang)
    template = read_toml(__package__, "trace.toml")["relations"][relation.kind][lang]
    names = listed([term.observation_id for term in relation.terms], lang)
    parts = [template.format(stated=stated, computed=computed), sentence("figures", lang, names)]
    if relation.expected == "disagrees":
        parts.append(sentence("disagree", lang))
    parts.append(getattr(relation, f"reason_{lang}") or relation.reason_en)
    return ("；" if lang == "zh" else "; ").join(filter(None, parts))


def amount(interval: Interval, unit_id: str, lang: Lang) -> str:
    """Write an interval with its unit, as the language does; long fractions to six digits."""
    if interval == ANY:
        return ""
    low, high = ("" if e is None else grouped(_short(e)) for e in interval)
    if unit_id == "rank":
        return with_unit(interval_words(low, high, lang), unit_id, lang)
    if low and (low == high or not high):
        low = with_unit(low, unit_id, lang)
    return interval_words(low, high and with_unit(high, unit_id, lang), lang)


def _short(end: Decimal) -> str:
    return plain_number(end if len(end.as_tuple().digits) <= 15 else Context(prec=6).plus(end))
