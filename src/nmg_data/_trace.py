"""``trace``: where a figure comes from, how its print was read, and what it was checked against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any, Literal

from ._describe import Lang, read_records
from ._descriptor import table_schema
from ._errors import UnknownNameError, did_you_mean, one_of
from ._figure import Figure, canonical, parse_figure
from ._interval import Interval, number, plain
from ._json_schema import value_labels
from ._preferred import KEY
from ._relations import Relation, columns_of, read_units, relate
from ._terminal import pad, printable, width, wrap

Row = Mapping[str, str]
Evidence = Literal["audited", "transcribed"]

SHOWN = 12
"""Figures of one relation that are named; the rest are counted."""

WORDS: dict[str, tuple[str, str]] = {
    "indicator": ("indicator", "指标"),
    "place": ("place", "地点"),
    "period": ("period", "时期"),
    "measure": ("measure", "计量方式"),
    "printed": ("printed", "印作"),
    "read": ("read as", "读作"),
    "interval": ("interval", "区间"),
    "source": ("source", "来源"),
    "paragraph": ("paragraph", "段落"),
    "evidence": ("evidence", "证据"),
    "status": ("status", "状态"),
    "note": ("note", "备注"),
    "preferred": ("preferred", "首选"),
    "withdrawn": ("withdrawn", "已撤回"),
    "relations": ("relations", "关系"),
    "inferred": ("inferred, not printed", "推断，未印出"),
    "against": ("against {}", "对比 {}"),
    "said_by": ("said by {}", "据{}"),
    "not_preferred": (
        "not this one but {}, for the same quantity",
        "同一量以 {} 为首选",
    ),
    "replaced": ("replaced by {}", "由 {} 替代"),
    "none": ("none", "无"),
    "unread": ("not read: {}", "未能读出：{}"),
    "differs": ("the row says otherwise: {}", "与本行不符：{}"),
    "agrees": ("as the row says", "与本行一致"),
    "in_row": ("the row, by inference: {}", "本行据推断：{}"),
    "no_unit": ("no unit", "无单位"),
    "exactly": ("exactly {}", "恰为 {}"),
    "at_least": ("{} or more, no upper end", "不少于 {}，无上限"),
    "at_most": ("{} or less, no lower end", "不多于 {}，无下限"),
    "between": ("{} to {}", "{} 至 {}"),
    "open": ("open on both sides", "两端皆无界"),
    "no_numbers": ("no numeral in the print", "所印文字不含数字"),
    "numbers": ("number {}", "第 {} 个数"),
    "article": ("article {}, paragraph {} ({})", "第 {} 篇第 {} 段（{}）"),
    "not_indexed": ("not indexed", "未编段落"),
    "audited": (
        "audited: the paragraph is hashed and all its numbers are accounted for; whoever holds "
        "the text can run nmg-data audit",
        "经核对：该段已存哈希值，段内每个数都有交代；持有原文者可运行 nmg-data audit",
    ),
    "transcribed": (
        "transcribed: copied from a text that is not indexed here",
        "转录：抄自未在此编段的文本",
    ),
    "claim": (
        "A claim printed by its source, not an audited statistic.",
        "这是来源所印的说法，并非经审计的统计数据。",
    ),
    "several": (
        "{} figures begin with {!r}; give one of them:",
        "有 {} 个数字以 {!r} 开头，请指定其一：",
    ),
    "more": ("and {} more", "另有 {} 个"),
    "holds": ("holds", "成立"),
    "fails": ("does not hold", "不成立"),
    "untestable": (
        "cannot be tested: an open side would let any figure pass",
        "无法检验：一端无界，任何数字都能通过",
    ),
    "expected": ("a disagreement of the sources, kept as it is", "来源之间不一致，如实保留"),
    "covered": ("explained by {}", "由 {} 说明"),
    "implied": ("not written down; follows from the rows", "未写明，由各行推出"),
    "room": ("the levels leave room for {}", "由两个数值推出的增速：{}"),
    "unprinted": ("cannot be tested: no growth is printed", "无法检验：未印增速"),
    "follows": ("printed {}, computed {}", "所印 {}，算得 {}"),
    "part_of": ("parts {}, whole {}", "部分 {}，整体 {}"),
    "meets": ("{} beside {}", "{} 与 {}"),
}
KINDS: dict[str, tuple[str, str]] = {
    "sum": ("sum", "合计"),
    "part": ("part of a whole", "部分与整体"),
    "ratio": ("ratio", "比率"),
    "same_quantity": ("same quantity", "同一量"),
    "count": ("count", "计数"),
    "trend": ("growth that nobody prints", "未印出的增速"),
    "repeated": ("printed again", "重复所印"),
    "growth": ("growth and levels", "增速与水平"),
    "change": ("change and levels", "增量与水平"),
    "share": ("share and levels", "占比与水平"),
    "gap": ("gap and levels", "差距与水平"),
    "growth_gap": ("gap in growth", "增速差"),
}
ROLE_NAMES: dict[str, tuple[str, str]] = {
    "whole": ("whole", "整体"),
    "part": ("part", "部分"),
    "numerator": ("numerator", "分子"),
    "denominator": ("denominator", "分母"),
    "result": ("result", "结果"),
    "member": ("member", "成员"),
    "print": ("printed", "所印"),
    "of": ("of", "本项"),
    "against": ("against", "对照"),
    "growth": ("growth", "增速"),
    "change": ("change", "增量"),
    "share": ("share", "占比"),
    "gap": ("gap", "差距"),
    "growth_gap": ("gap", "增速差"),
}


def _say(word: str, lang: Lang, *values: object) -> str:
    return WORDS[word][lang == "zh"].format(*values)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a trace: what it is about, under a fixed key, and the text."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TracedRelation:
    """A relation that the figure takes part in, in words."""

    relation_id: str
    """Empty where nobody wrote it down."""
    kind: str
    verdict: str
    expected: str
    head: str
    """Kind, name and verdict."""
    numbers: str
    reason: str
    terms: tuple[str, ...]
    """Role, figure and interval of every term."""


@dataclass(frozen=True)
class Trace:
    """What is known about one figure; prints as text, shows as a table in a notebook.

    ``matches`` lists ids and prints where several figures begin with what was asked for; all else
    is empty then.
    """

    prefix: str
    lang: Lang
    observation_id: str = ""
    evidence: Evidence | None = None
    row: Mapping[str, str] | None = None
    facts: tuple[Fact, ...] = ()
    relations: tuple[TracedRelation, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text(80)

    def text(self, columns: int) -> str:
        """Lay the trace out for a number of columns."""
        lines = self._matched(columns) if self.matches else list(self._single(columns))
        return "\n".join(lines)

    def _matched(self, columns: int) -> list[str]:
        lines = wrap(_say("several", self.lang, len(self.matches), self.prefix), columns)
        for identity, shown in self.matches:
            lines += [f"  {printable(identity)}", f"      {printable(shown)}"]
        return lines

    def _single(self, columns: int) -> Iterator[str]:
        yield printable(self.observation_id)
        indent = max(width(fact.label) for fact in self.facts) + 2
        for fact in self.facts:
            first, *others = wrap(printable(fact.text), columns - indent)
            yield pad(fact.label, indent) + first
            yield from (" " * indent + line for line in others)
        label = _say("relations", self.lang)
        if not self.relations:
            yield pad(label, indent) + _say("none", self.lang)
            return
        yield label
        for one in self.relations:
            for text, depth in (
                (one.head, 2),
                (one.numbers, 4),
                *((term, 4) for term in one.terms),
                (one.reason, 4),
            ):
                lines = wrap(printable(text), columns - depth) if text else []
                yield from (" " * depth + line for line in lines)

    def _repr_html_(self) -> str:
        if self.matches:
            rows = [(f"<code>{escape(name)}</code>", escape(shown)) for name, shown in self.matches]
            title = escape(_say("several", self.lang, len(self.matches), self.prefix))
            return f"<p>{title}</p>{_html_table(rows)}"
        rows = [(escape(fact.label), escape(fact.text)) for fact in self.facts]
        related = "".join(
            f"<li>{escape(one.head)}<br>{escape(one.numbers)}"
            + "".join(f"<br><code>{escape(term)}</code>" for term in one.terms)
            + (f"<br>{escape(one.reason)}" if one.reason else "")
            + "</li>"
            for one in self.relations
        )
        listed = f"<ul>{related}</ul>" if related else escape(_say("none", self.lang))
        rows.append((escape(_say("relations", self.lang)), listed))
        return f"<h4><code>{escape(self.observation_id)}</code></h4>{_html_table(rows)}"

    def as_dict(self) -> dict[str, Any]:
        """Return the trace as plain data, for programs."""
        if self.matches:
            return {"prefix": self.prefix, "matches": [name for name, _ in self.matches]}
        return {
            "observation_id": self.observation_id,
            "evidence": self.evidence,
            "row": {name: cell or None for name, cell in (self.row or {}).items()},
            "facts": {fact.key: fact.text for fact in self.facts},
            "relations": [
                {
                    "relation_id": one.relation_id or None,
                    "kind": one.kind,
                    "verdict": one.verdict,
                    "expected": one.expected,
                    "numbers": one.numbers,
                    "reason": one.reason or None,
                    "terms": list(one.terms),
                }
                for one in self.relations
            ],
        }


def _html_table(rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th scope='row'>{head}</th><td>{cell}</td></tr>" for head, cell in rows)
    return f"<table><tbody>{body}</tbody></table>"


def trace(prefix: str, *, lang: Lang = "en") -> Trace:
    """Say where a figure comes from, how it was read and what it was checked against.

    Parameters
    ----------
    prefix
        The id of an observation, or any beginning of it.
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    Trace
        Prints as text of 80 columns: source, paragraph, printed form, how it was read, interval,
        period, place, note, and the relations it takes part in with whether they hold. Where
        several figures begin so, it lists them: see ``matches``.

    Raises
    ------
    ValueError
        No figure begins so, or the language does not exist.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> coal = trace("coal_output.inner_mongolia.2024.rank.xinhua")
    >>> coal.observation_id, coal.evidence
    ('coal_output.inner_mongolia.2024.rank.xinhua_2025', 'audited')
    >>> print(coal)  # doctest: +ELLIPSIS
    coal_output.inner_mongolia.2024.rank.xinhua_2025
    indicator  ...
    printed    全国首位 (number 3)
    read as    exact: No. 1; as the row says
    interval   exactly No. 1
    ...
    >>> {fact.key: fact.text for fact in trace(coal.observation_id, lang="zh").facts}["printed"]
    '全国首位（第 3 个数）'
    >>> len(trace("ports_road").matches) > 1
    True
    """
    one_of("lang", lang, ("en", "zh"))
    prefix = str(prefix)
    rows = read_records("observations")
    found = matching([row["observation_id"] for row in rows], prefix)
    if not found:
        names = dict.fromkeys(row["indicator_id"] for row in rows)
        ids = [row["observation_id"] for row in rows]
        raise UnknownNameError(
            f"There is no figure {printable(prefix)!r}."
            f"{did_you_mean(prefix, [*names, *ids])} "
            "List them with: nmg-data show observations --columns observation_id,as_printed."
        )
    if len(found) > 1:
        return Trace(
            prefix,
            lang,
            matches=tuple((rows[i]["observation_id"], _shown(rows[i], lang)) for i in found),
        )
    return _trace_row(prefix, rows, found[0], lang)


def matching(ids: Sequence[str], prefix: str) -> list[int]:
    """Return which ids a text means: the one it is, those it begins up to a dot, or all it begins.

    >>> matching(["gdp.china.2024", "gdp.world.2024", "gdp_rank.china.2024"], "gdp")
    [0, 1]
    >>> matching(["gdp.china.2024", "gdp.china.2024.2"], "gdp.china.2024")
    [0]
    """
    if prefix in ids:
        return [ids.index(prefix)]
    for beginning in (f"{prefix}.", prefix):
        found = [i for i, one in enumerate(ids) if one.startswith(beginning)]
        if found:
            return found
    return []


def _shown(row: Row, lang: Lang) -> str:
    withdrawn = f" ({_say('withdrawn', lang)})" if row["replaced_by"] else ""
    return row["as_printed"] + withdrawn


def _trace_row(prefix: str, rows: Sequence[Row], index: int, lang: Lang) -> Trace:
    row = rows[index]
    units = {one["unit_id"]: one for one in read_records("units")}
    passage = next(
        (one for one in read_records("passages") if one["passage_id"] == row["passage_id"]), None
    )
    source = _row("sources", "source_id", row["source_id"])
    evidence: Evidence = "audited" if passage and passage["sha256"] else "transcribed"
    told = [*_facts(row, units, source, passage, evidence, lang), ("preferred", "")]
    if row.get("preferred") == "false":
        told[-1] = ("preferred", _better(rows, row, lang))
    facts = tuple(Fact(key, _say(key, lang), text) for key, text in told if text)
    found = relate(columns_of(rows), read_units(units.values()), read_records("relations"))
    related = tuple(
        _related(one, units, lang) for one in found if any(term.row == index for term in one.terms)
    )
    return Trace(prefix, lang, row["observation_id"], evidence, row, facts, related)


def _better(rows: Sequence[Row], row: Row, lang: Lang) -> str:
    """Name the figure that is preferred for the same quantity."""
    quantity = [row[name] for name in KEY]
    for one in rows:
        if one["preferred"] == "true" and [one[name] for name in KEY] == quantity:
            return _say("not_preferred", lang, one["observation_id"])
    return ""


def _row(table: str, key: str, code: str) -> Row:
    return next((row for row in read_records(table) if row[key] == code), {})


def _name(row: Row, code: str, lang: Lang) -> str:
    name = row.get(f"name_{lang}") or row.get("title" if lang == "zh" else "title_en")
    name = name or row.get("title", "")
    return f"{name} [{code}]" if name else code


def _facts(
    row: Row,
    units: Mapping[str, Row],
    source: Row,
    passage: Row | None,
    evidence: Evidence,
    lang: Lang,
) -> Iterator[tuple[str, str]]:
    labels = {
        str(field["name"]): value_labels(field, lang)
        for field in table_schema("observations")["fields"]
        if "categories" in field
    }
    joint = "；" if lang == "zh" else "; "
    inferred = row["inferred"].split()
    indicator = _row("indicators", "indicator_id", row["indicator_id"])
    definition = indicator.get(f"definition_{lang}", "")
    yield (
        "indicator",
        joint.join(
            part for part in (_name(indicator, row["indicator_id"], lang), definition) if part
        ),
    )
    place = _name(_row("places", "place_id", row["place_id"]), row["place_id"], lang)
    yield "place", _marked(place, "place_id" in inferred, lang)
    kind = labels["period_kind"].get(row["period_kind"], row["period_kind"])
    period = _aside(row["period"], kind, lang) if row["period"] else kind
    yield "period", _marked(period, "period" in inferred, lang)
    measure = [labels["measure"].get(row["measure"], row["measure"])]
    if row["base_period"]:
        base = _say("against", lang, row["base_period"])
        measure.append(_marked(base, "base_period" in inferred, lang))
    if row["scope"]:
        measure.append(labels["scope"].get(row["scope"], row["scope"]))
    yield "measure", joint.join(measure)
    yield "printed", _printed(row, lang)
    figure = parse_figure(row["as_printed"], source.get("language", "zh"))
    yield "read", _reading(row, figure, units, labels["bound"], lang)
    ends = [number(row[name]) if row[name] else None for name in ("lower", "upper")]
    yield "interval", _interval(Interval(*ends), row["unit_id"], units, lang)
    status = [labels["status"].get(row["status"], row["status"])]
    if row["attributed_to"]:
        status.append(_say("said_by", lang, row["attributed_to"]))
    yield "status", joint.join(status)
    published = ", ".join(
        part for part in (source.get("publisher", ""), source.get("published", "")) if part
    )
    yield (
        "source",
        joint.join(
            part
            for part in (_name(source, row["source_id"], lang), published, _link(source))
            if part
        ),
    )
    yield "paragraph", _paragraph(passage, row["passage_id"], lang)
    yield "evidence", f"{_say(evidence, lang)}{'。' if lang == 'zh' else '. '}{_say('claim', lang)}"
    yield "note", row["note"]
    if row["replaced_by"]:
        yield "withdrawn", _say("replaced", lang, row["replaced_by"])


def _marked(text: str, inferred: bool, lang: Lang) -> str:
    return _aside(text, _say("inferred", lang), lang) if inferred else text


def _aside(text: str, told: str, lang: Lang) -> str:
    return f"{text}（{told}）" if lang == "zh" else f"{text} ({told})"


def _printed(row: Row, lang: Lang) -> str:
    told = _say("no_numbers", lang)
    if row["nth"]:
        told = _say("numbers", lang, ("、" if lang == "zh" else ", ").join(row["nth"].split()))
    elif not row["passage_id"]:
        return row["as_printed"]
    return _aside(row["as_printed"], told, lang)


def _reading(
    row: Row, figure: Figure, units: Mapping[str, Row], bounds: Mapping[str, str], lang: Lang
) -> str:
    """Say what the grammar makes of the print, and whether the row says the same."""
    joint = "；" if lang == "zh" else "; "
    if not figure.ok:
        return _say("unread", lang, figure.problem)
    if figure.value is None:
        shown = _interval(Interval(figure.lower, figure.upper), figure.unit or "", units, lang)
    else:
        amount, unit = _grouped(figure.value), figure.unit
        without = _aside(amount, _say("no_unit", lang), lang)
        shown = _with_unit(amount, unit, units, lang) if unit else without
    colon = "：" if lang == "zh" else ": "
    parts = [f"{bounds.get(figure.bound, figure.bound)}{colon}{shown}"]
    inferred = row["inferred"].split()
    if figure.unit == "times" and "measure" in inferred:
        inferred.append("value")  # 4.8倍, read as growth
    value = "" if figure.value is None else canonical(figure.value)
    pairs = (("value", value), ("unit_id", figure.unit or ""), ("bound", figure.bound))
    other = [(name, row[name]) for name, read in pairs if row[name] != read]
    for word, wanted in (("in_row", True), ("differs", False)):
        told = [f"{name} = {cell}" for name, cell in other if (name in inferred) == wanted]
        if told:
            parts.append(_say(word, lang, ", ".join(told)))
    if not other:
        parts.append(_say("agrees", lang))
    return joint.join(parts)


def _with_unit(amount: str, unit: str, units: Mapping[str, Row], lang: Lang) -> str:
    """Set an amount before its unit, as the language does."""
    row = units.get(unit, {})
    if unit == "rank":
        return f"第 {amount} 位" if lang == "zh" else f"No. {amount}"
    symbol = row.get("symbol", "")
    if symbol in ("%", "‰"):
        return amount + symbol
    return f"{amount} {(symbol if lang == 'en' else '') or row.get(f'name_{lang}', '') or unit}"


def _grouped(value: Decimal) -> str:
    """Write a number with thousands separators.

    >>> _grouped(Decimal("1290000000")), _grouped(Decimal("-5.80"))
    ('1,290,000,000', '-5.8')
    """
    whole, point, rest = plain(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if not whole.startswith("-0") else plain(value)


def _interval(one: Interval, unit: str, units: Mapping[str, Row], lang: Lang) -> str:
    """Say an interval in words."""
    low, high = ("" if end is None else _grouped(end) for end in (one.lower, one.upper))
    if not low and not high:
        return _say("open", lang)
    if one.is_point:
        return _say("exactly", lang, _with_unit(low, unit, units, lang))
    if not low or not high:
        word = "at_least" if low else "at_most"
        return _say(word, lang, _with_unit(low or high, unit, units, lang))
    return _with_unit(_say("between", lang, low, high), unit, units, lang)


def _link(source: Row) -> str:
    return "" if source.get("host") == "mirror" else source.get("url", "")


def _paragraph(passage: Row | None, passage_id: str, lang: Lang) -> str:
    if passage is None:
        return passage_id or _say("not_indexed", lang)
    article = passage_id.partition("p")[0].removeprefix("a")
    return _say("article", lang, article, passage["paragraph"], passage_id)


def _related(one: Relation, units: Mapping[str, Row], lang: Lang) -> TracedRelation:
    """Put a relation into words."""
    at = lang == "zh"
    told = [_say("unprinted" if one.kind == "trend" else one.verdict, lang)]
    if one.problem:
        told = [one.problem]
    elif one.expected == "disagrees":
        told.append(_say("expected", lang))
    elif one.covered_by:
        told.append(_say("covered", lang, one.covered_by))
    kind = KINDS[one.kind][at]
    name = _aside(one.relation_id, kind, lang) if one.relation_id else kind
    stated, computed = (
        _interval(side, one.unit_id, units, lang) for side in (one.stated, one.computed)
    )
    if one.kind in ("same_quantity", "repeated"):
        numbers = _say("meets", lang, stated, computed) if one.verdict == "fails" else ""
    elif one.kind == "part":
        numbers = _say("part_of", lang, computed, stated)
    elif one.kind == "trend":
        numbers = _say("room", lang, computed)
    else:
        numbers = _say("follows", lang, stated, computed)
    colon = "：" if at else ": "
    terms = [
        f"{ROLE_NAMES[term.role][at]} {term.observation_id}{colon}"
        f"{_interval(term.interval, term.unit_id, units, lang)}"
        for term in one.terms[:SHOWN]
    ]
    if len(one.terms) > SHOWN:
        terms.append(_say("more", lang, len(one.terms) - SHOWN))
    return TracedRelation(
        one.relation_id,
        one.kind,
        one.verdict,
        one.expected,
        f"{name}{colon}{('，' if at else ', ').join(told)}",
        "" if one.problem else numbers,
        one.reason or ("" if one.relation_id else _say("implied", lang)),
        tuple(terms),
    )
