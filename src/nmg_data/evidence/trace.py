"""``trace``: where a figure comes from, how it reads, and what it is compared with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from ..core.errors import one_of
from ..core.package import Lang, Package, Row, localized, package
from ..core.text import pad, printable, terminal_width, width, wrap
from ..core.words import listed, say
from .interval import Interval, number
from .lookup import matching
from .preferred import QUANTITY
from .quantities import Relation
from .reading import differences, read_row
from .wording import amount, related, relation_words

Evidence = Literal["checked", "transcribed"]
MAX_OTHERS = 20
"""Figures that are named; the rest are counted."""
EVIDENCE: dict[Evidence, str] = {
    "checked": "checked against the text: its paragraph is hashed and every number in it "
    "accounted for",
    "transcribed": "transcribed from the source, whose text is not kept here",
}


@dataclass(frozen=True, repr=False)
class Trace:
    """What is known about one figure: text in a terminal, a table in a notebook.

    ``others`` are the further figures that the text may mean, as id and wording.
    """

    query: str
    lang: Lang
    observation_id: str
    evidence: Evidence
    row: Row
    facts: dict[str, str]
    """What is known, by `core.words` of it."""
    relations: tuple[Relation, ...]
    disagreements: tuple[str, ...]
    """What does not hold, a sentence each."""
    others: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text(80)

    def __repr__(self) -> str:
        return self.text(terminal_width())

    def text(self, columns: int) -> str:
        """Lay the trace out for a number of columns."""
        facts = [(say(word, self.lang), text) for word, text in self.facts.items()]
        indent = max(width(label) for label, _ in facts) + 2
        lines = [printable(self.observation_id)]
        for label, text in [*facts, *(("", sentence) for sentence in self.disagreements)]:
            first, *more = wrap(printable(text), columns - indent)
            lines += [pad(label, indent) + first, *(" " * indent + line for line in more)]
        if self.others:
            lines += ["", *wrap(self._several(), columns)]
            named = self.others[:MAX_OTHERS]
            lines += [f"  {printable(name)}  {printable(wording)}" for name, wording in named]
            if left := len(self.others) - len(named):
                lines.append("  " + say("and {} more", self.lang).format(left))
        return "\n".join(lines)

    def _several(self) -> str:
        words = say("{} figures match {}; the preferred one is above. The others:", self.lang)
        return words.format(len(self.others) + 1, printable(self.query))

    def _repr_html_(self) -> str:
        rows = [(say(word, self.lang), _linked(text)) for word, text in self.facts.items()]
        rows += [("", escape(sentence)) for sentence in self.disagreements]
        body = "".join(f"<tr><th>{escape(head)}</th><td>{cell}</td></tr>" for head, cell in rows)
        html = f"<h4><code>{escape(self.observation_id)}</code></h4><table>{body}</table>"
        if self.others:
            items = "".join(
                f"<li><code>{escape(name)}</code> {escape(wording)}</li>"
                for name, wording in self.others[:MAX_OTHERS]
            )
            html += f"<p>{escape(self._several())}</p><ul>{items}</ul>"
        return html

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data, for programs."""
        return {
            "observation_id": self.observation_id,
            "evidence": self.evidence,
            "row": {name: cell or None for name, cell in self.row.items()},
            "facts": self.facts,
            "relations": [
                {
                    **{"kind": one.kind, "result": one.verdict, "unit_id": one.unit_id},
                    **{"stated": str(one.stated), "computed": str(one.computed)},
                    "relation_id": one.relation_id or one.covered_by or None,
                    "figures": [[term.role, term.observation_id] for term in one.terms],
                }
                for one in self.relations
            ],
            "disagreements": list(self.disagreements),
            "others": [name for name, _ in self.others],
        }


def _linked(text: str) -> str:
    return re.sub(r"(https?://[^\s；;，]+)", r'<a href="\1">\1</a>', escape(text))


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
    return trace_in(package(), str(text), lang)


def trace_in(known: Package, text: str, lang: Lang) -> Trace:
    """Trace a figure of a package: see `trace`."""
    row, *others = matching(known, text)
    found = related(known, row)
    passage = known.table("passages").by_key.get(row["passage_id"], {})
    evidence: Evidence = "checked" if passage.get("sha256") else "transcribed"
    facts = [*_facts(known, row, passage, evidence, lang), ("relations", _counted(found, lang))]
    failed = [relation for relation in found if relation.verdict == "fails"]
    return Trace(
        query=text,
        lang=lang,
        observation_id=row["observation_id"],
        evidence=evidence,
        row=row,
        facts={word: text for word, text in facts if text},
        relations=tuple(found),
        disagreements=tuple(relation_words(known, one, lang) for one in failed),
        others=tuple((one["observation_id"], one["as_printed"]) for one in others),
    )


def _counted(relations: list[Relation], lang: Lang) -> str:
    found = Counter(relation.verdict for relation in relations)
    words = ("hold: {}", "cannot be tested: {}", "do not hold: {}")
    numbers = (found["holds"], found["untestable"], found["fails"])
    parts = [say(w, lang).format(n) for w, n in zip(words, numbers, strict=True) if n]
    return listed(parts, lang) or say("none", lang)


# Facts


def _facts(
    known: Package, row: Row, passage: Row, evidence: Evidence, lang: Lang
) -> Iterator[tuple[str, str]]:
    joint = "；" if lang == "zh" else "; "

    def label(field: str) -> str:
        return known.label("observations", field, row[field], lang)

    def own(source: Row, field: str) -> str:
        return (source.get(f"{field}_zh", "") if lang == "zh" else "") or source[f"{field}_en"]

    yield "indicator", _named(label("indicator_id"), row["indicator_id"])
    yield "place", _named(label("place_id"), row["place_id"])
    yield "period", joint.join(filter(None, (row["period"], label("period_kind"))))
    base = say("against {}", lang).format(row["base_period"]) if row["base_period"] else ""
    scope = label("scope") if row["scope"] else ""
    yield "measure", joint.join(filter(None, (label("measure"), base, scope)))
    value, bound = number(row["value"]), "" if row["bound"] == "exact" else label("bound")
    text = amount(known, Interval(value, value), row["unit_id"], lang) if value is not None else ""
    yield "value", joint.join(filter(None, (text, bound)))
    ends = Interval(number(row["lower"]), number(row["upper"]))
    yield "interval", "" if ends.is_point else amount(known, ends, row["unit_id"], lang)
    positions = listed(row["number_positions"].split(), lang)
    where = say("number {} of the paragraph", lang).format(positions) if positions else ""
    yield "as printed", joint.join(filter(None, (row["as_printed"], where)))
    source = known.table("sources").by_key.get(row["source_id"], {})
    yield "wording", _wording(row, source.get("language", "zh"), lang)
    fields = known.table("observations").fields
    names = [localized(fields[name], "title", lang) for name in row["inferred"].split()]
    inferred = say("our reading, not printed: {}", lang).format(listed(names, lang))
    yield "inferred", inferred if names else ""
    speaker = row["attributed_to"]
    attributed = say("according to {}", lang).format(speaker) if speaker else ""
    yield "status", joint.join(filter(None, (label("status"), attributed)))
    yield "vintage", label("vintage") if row["vintage"] else ""
    if source:
        link = "" if source["host"] == "mirror" else source["url"]
        title = _named(label("source_id"), row["source_id"])
        parts = (title, own(source, "publisher"), source["published"], link)
        yield "source", joint.join(filter(None, parts))
    if passage:
        words = say("paragraph {} ({})", lang)
        yield "paragraph", words.format(passage["paragraph"], passage["passage_id"])
    yield "evidence", say(EVIDENCE[evidence], lang)
    yield "note", own(row, "note")
    yield "preferred", _better(known, row, lang)
    replaced = row["replaced_by"]
    yield "replaced", say("replaced by {}", lang).format(replaced) if replaced else ""


def _named(name: str, code: str) -> str:
    return f"{name} [{code}]"


def _wording(row: Row, language: str, lang: Lang) -> str:
    """Say what the grammar reads in the wording, against the cells of the row."""
    reading = read_row(row, language)
    if reading.problem:
        return say("cannot be read: {}", lang).format(reading.problem)
    found = [f"{one.field} = {one.expected}" for one in differences(row, reading)]
    if found:
        return say("gives {}", lang).format(listed(found, lang))
    return say("gives the same value, unit and interval", lang)


def _better(known: Package, row: Row, lang: Lang) -> str:
    """Name the figure that is preferred for the same quantity, where it is another."""
    if row["preferred"] == "true":
        return ""
    for other in known.rows("observations"):
        if other["preferred"] == "true" and all(other[name] == row[name] for name in QUANTITY):
            return say("not this figure but {}", lang).format(other["observation_id"])
    return ""
