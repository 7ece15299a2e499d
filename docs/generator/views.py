"""What templates ask for: the words of one language for the parts of the model."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from nmg_data.core.package import Lang, Row
from nmg_data.query.points import HOME

from . import charts, words
from .charts import Drawing
from .model import Series, Site, latest, link

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
DTYPES = {
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64",
}


class View:
    """The site in one language."""

    def __init__(self, site: Site, lang: Lang, drawn: dict[tuple[str, str], list[Drawing]]) -> None:
        self.site, self.lang, self.drawn = site, lang, drawn
        self.w = tomllib.loads((TEMPLATES / lang / "words.toml").read_text("utf-8"))

    # Names and words ------------------------------------------------------------------------

    def name(self, table: str, key: str) -> str:
        """Return the name of a row."""
        return self.site.package.name(table, key, self.lang)

    def label(self, table: str, field: str, code: str) -> str:
        """Return what a code of a field means."""
        return self.site.package.label(table, field, code, self.lang)

    def text(self, row: Row, field: str) -> str:
        """Return a field that exists in both languages; the other one where this is empty."""
        return row.get(f"{field}_{self.lang}") or row.get(f"{field}_en") or ""

    def own(self, part: dict[str, Any], key: str) -> str:
        """Return a text of the descriptor or a schema in this language."""
        return str((part.get(f"{key}_zh") if self.lang == "zh" else "") or part.get(key, ""))

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of this language with its values filled in."""
        return str(self.w[key]).format(**values)

    def quantity(self, row: Row) -> str:
        """Write the figure of a row."""
        return words.quantity(row, self.site.units, self.lang)

    def interval(self, row: Row) -> str:
        """Write the range that the figure of a row implies."""
        return words.interval(row, self.site.units, self.lang)

    def period(self, row: Row) -> str:
        """Write the period of a row."""
        return words.period(row, self.lang)

    def measure(self, series: Series) -> str:
        """Name the measure of a series: growth, share of China."""
        text = self.label("observations", "measure", series.measure)
        if not series.scope or series.scope in ("whole", "unstated"):
            return text
        scope = self.label("observations", "scope", series.scope)
        return f"{text} ({scope})" if self.lang == "en" else f"{text}（{scope}）"

    def heading(self, series: Series) -> str:
        """Name a series on the page of its indicator."""
        join = " · "
        return self.name("places", series.place_id) + join + self.measure(series)

    def years(self, rows: list[Row]) -> str:
        """Write the first and the last year of some figures."""
        found = sorted(row["period"].rpartition("/")[2][:4] for row in rows if row["period"])
        if not found:
            return self.w["undated"]
        return found[0] if found[0] == found[-1] else f"{found[0]}–{found[-1]}"

    # Sources --------------------------------------------------------------------------------

    def source_name(self, source: Row) -> str:
        """Name a source by its publisher, and its date where it has one."""
        publisher = self.text(source, "publisher") or source["title"]
        parts = [publisher, words.date(source["published"], self.lang) if source["published"] else ""]
        return (", " if self.lang == "en" else "，").join(part for part in parts if part)

    def where(self, row: Row) -> Markup:
        """Name where a figure was published, linked to its address if it has one."""
        source = self.site.source(row)
        text = self.source_name(source)
        if row["passage_id"]:
            paragraph = self.site.package.row("passages", row["passage_id"])["paragraph"]
            text = self.say("paragraph", publisher=self.text(source, "publisher"), number=paragraph)
        title = source["title_en"] if self.lang == "en" else source["title"]
        return self.anchor(link(source), text, title or source["title"])

    @staticmethod
    def anchor(url: str, text: str, title: str = "") -> Markup:
        """Return a link out of the site, or the text alone where there is no address."""
        if not url:
            return Markup('<span title="{}">{}</span>').format(title, text)
        return Markup('<a href="{}" title="{}">{}</a>').format(url, title, text)

    def tags(self, row: Row) -> list[tuple[str, str]]:
        """Return what a reader must know of a figure, as (kind, words)."""
        found = []
        if row["status"] != "actual":
            found.append(("ahead", self.label("observations", "status", row["status"])))
        if row["vintage"]:
            found.append(("vintage", self.label("observations", "vintage", row["vintage"])))
        if row["break_before"] == "true":
            found.append(("break", self.w["break"]))
        if row["preferred"] != "true" and row["status"] == "actual" and row["period"]:
            found.append(("other", self.w["not_preferred"]))
        return found

    def tip(self, row: Row) -> str:
        """Say a figure in one line: for a mark of a drawing."""
        parts = [
            self.quantity(row),
            self.period(row),
            self.name("places", row["place_id"]),
            self.source_name(self.site.source(row)),
            *(words for _, words in self.tags(row)),
        ]
        return " · ".join(parts)

    # Drawings -------------------------------------------------------------------------------

    def drawings(self, series: Series) -> list[Drawing]:
        """Return the drawings of a series."""
        return self.drawn.get((series.indicator_id, series.slug), [])

    def title(self, drawing: Drawing) -> str:
        """Return the title of a drawing when it is alone."""
        series = drawing.series
        parts = [self.name("indicators", series.indicator_id), self.heading(series)]
        if drawing.kind == "months":
            parts.append(self.w["since_january"])
        return " · ".join(parts)

    def svg(self, drawing: Drawing) -> Markup:
        """Return a drawing with its words, for a page."""
        return Markup(  # noqa: S704 - made by charts, which escapes every word
            charts.localised(drawing, self.site, self.lang, self.tip, self.title(drawing))
        )

    def file(self, drawing: Drawing) -> str:
        """Return the path of a drawing as a file."""
        series = drawing.series
        return f"charts/{series.indicator_id}.{series.slug}.{drawing.kind}.{self.lang}.svg"

    def legend(self, drawing: Drawing) -> list[tuple[str, str]]:
        """Return what a drawing's marks mean: only those that occur."""
        keys = [(key, self.w["legend"][key]) for key in drawing.keys]
        if len(drawing.keys) == 1 and drawing.keys[0] == "year":
            keys = []
        vintages = [
            (f"hue-{at}", self.label("observations", "vintage", name) if name else self.w["no_vintage"])
            for at, name in enumerate(drawing.vintages, 1)
        ]
        return keys + (vintages if len(vintages) > 1 else [])

    def rule(self, rule: Any) -> Markup:
        """Return what a rule asks and how to fix what it finds; code marks become code."""
        text = self.rules.get(rule.code) or f"{rule.summary} {rule.fix}"
        return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704

    @cached_property
    def rules(self) -> dict[str, str]:
        """The rules in this language, where it is not the code's own."""
        path = TEMPLATES / self.lang / "rules.toml"
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}

    # Addresses ------------------------------------------------------------------------------

    def call(self, series: Series) -> str:
        """Return the line of Python that gives a series."""
        group = self.site.by_indicator[series.indicator_id]
        alike = [s for s in group if (s.place_id, s.measure) == (series.place_id, series.measure)]
        rows = [row for row in series.rows if row["status"] == "actual"] or series.rows
        kinds = Counter(row["period_kind"] for row in rows)
        kind = "year" if "year" in kinds else kinds.most_common(1)[0][0]
        vintages = Counter(row["vintage"] for row in rows if row["period_kind"] == kind)
        default = self.site.package.row("indicators", series.indicator_id)["default_vintage"]
        vintage = vintages.most_common(1)[0][0] if default not in vintages else default
        options = {
            "place": (series.place_id, HOME),
            "kind": (kind, "year"),
            "measure": (series.measure, "level"),
            "status": (rows[0]["status"], "actual"),
            "scope": (series.scope if len({s.scope for s in alike}) > 1 else "", ""),
            "vintage": (vintage, default),
        }
        given = [f'{key}="{value}"' for key, (value, usual) in options.items() if value != usual]
        return f"series({', '.join([json.dumps(series.indicator_id), *given])})"

    def issue(self, subject: str) -> str:
        """Return the address at which an error is reported."""
        from urllib.parse import quote

        home = self.site.package.descriptor["homepage"]
        return f"{home}/issues/new?title={quote(self.w['error_in'] + ' ' + subject)}"

    @cached_property
    def version(self) -> str:
        """The version of the data."""
        return self.site.package.version

    @cached_property
    def updated(self) -> str:
        """The date of the data."""
        return words.date(str(self.site.package.descriptor["created"])[:10], self.lang)

    # Tables ---------------------------------------------------------------------------------

    def latest(self, rows: list[Row]) -> Row | None:
        """Return the latest actual figure of some."""
        return latest(rows)

    def field(self, table: str, field: str) -> dict[str, Any]:
        """Describe a field of a table: what the schema says, and what its cells are like."""
        part = self.site.package.table(table)
        cells = [row[field] for row in part.rows if row[field]]
        counts = Counter(cells)
        described = part.fields[field]
        constraints = described.get("constraints", {})
        kind = described["type"]
        numbers = [float(cell) for cell in cells] if kind in ("integer", "number") else []
        dtype = "category" if part.enum(field) else DTYPES.get(kind, "string")
        example = counts.most_common(1)[0][0] if counts else ""
        if len(counts) == len(cells) and cells:
            example = min(cells, key=len)
        return {
            "name": field,
            "title": self.own(described, "title"),
            "description": self.own(described, "description"),
            "dtype": dtype,
            "required": constraints.get("required", False),
            "pattern": constraints.get("pattern", ""),
            "max_length": constraints.get("maxLength", ""),
            "range": (min(numbers), max(numbers)) if numbers else None,
            "filled": len(cells) / len(part.rows) if part.rows else 0,
            "distinct": len(counts),
            "example": example if len(example) <= 60 else f"{example[:57]}…",
            "target": part.references.get(field),
            "evidence": described.get("evidence", ""),
            "caution": self.own(described, "caution"),
            "values": [
                (value, label, counts[value]) for value, label in part.labels(field, self.lang).items()
            ],
        }

    def cell(self, table: str, field: str, row: Row) -> Markup:
        """Return a cell as readers see it, a code with its name as a hint."""
        text = row[field]
        name = self.label(table, field, text) if text else ""
        if re.match(r"https?://", text):
            return Markup('<a href="{}">{}</a>').format(text, self.w["open"])
        if name != text:
            return Markup('<span title="{}">{}</span>').format(text, name)
        return escape(text)
