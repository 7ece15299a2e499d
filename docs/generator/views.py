"""What templates ask for: the words of one language for the parts of the model."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from nmg_data.core.package import Lang, Row, localized
from nmg_data.query.points import HOME

from . import charts, words
from .charts import Drawing
from .model import Series, Site, link


class View:
    """The site in one language."""

    def __init__(self, site: Site, lang: Lang, drawn: dict[tuple[str, str], list[Drawing]]) -> None:
        self.site, self.lang, self.drawn, self.package = site, lang, drawn, site.package
        self.w = words.of(lang)
        self.rules = words.of(lang, "rules")
        self.version = site.package.version
        self.updated = words.date(str(site.package.descriptor["created"])[:10], lang)
        self.name = partial(site.package.name, lang=lang)
        self.label = partial(site.package.label, lang=lang)
        self.own = partial(localized, lang=lang)
        self.quantity = partial(words.quantity, units=site.units, lang=lang)
        self.period = partial(words.period, lang=lang)
        self.number = partial(words.number, lang=lang)

    def text(self, row: Row, field: str) -> str:
        """Return a field that exists in both languages; the other one where this is empty."""
        return row.get(f"{field}_{self.lang}") or row.get(f"{field}_en") or ""

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of this language with its values filled in."""
        return str(self.w[key]).format(**values)

    def heading(self, series: Series) -> str:
        """Name a series on the page of its indicator: Inner Mongolia · share (China)."""
        parts = [self.label("observations", "measure", series.measure)]
        if series.scope not in ("", "whole", "unstated"):
            parts.append(self.label("observations", "scope", series.scope))
        return " · ".join([self.name("places", series.place_id), *parts])

    def years(self, rows: list[Row]) -> str:
        """Write the first and the last year of some figures."""
        found = sorted(row["period"].rpartition("/")[2][:4] for row in rows if row["period"])
        found = found or [self.w["periods"]["undated"]]
        return "–".join(dict.fromkeys((found[0], found[-1])))

    def source_name(self, source: Row) -> str:
        """Name a source by its publisher, and its date where it has one."""
        publisher = self.text(source, "publisher") or source["title"]
        date = source["published"] and words.date(source["published"], self.lang)
        return (", " if self.lang == "en" else "，").join(filter(None, (publisher, date)))

    def where(self, row: Row) -> Markup:
        """Name where a figure was published, linked to its address if it has one."""
        source = self.site.source(row)
        text = self.source_name(source)
        if row["passage_id"]:
            paragraph = self.package.row("passages", row["passage_id"])["paragraph"]
            text = self.say("paragraph", publisher=self.text(source, "publisher"), number=paragraph)
        title = (self.lang == "en" and source["title_en"]) or source["title"]
        return self.anchor(link(source), text, title)

    @staticmethod
    def anchor(url: str, text: str, title: str = "") -> Markup:
        """Return a link out of the site, or the text alone where there is no address."""
        form = '<a href="{2}" title="{0}">{1}</a>' if url else '<span title="{0}">{1}</span>'
        return Markup(form).format(title, text, url)

    def tags(self, row: Row) -> list[tuple[str, str]]:
        """Return what a reader must know of a figure, as (kind, words)."""
        actual = row["status"] == "actual"
        other = actual and row["period"] and row["preferred"] != "true"
        found = [
            ("ahead", "" if actual else self.label("observations", "status", row["status"])),
            ("vintage", row["vintage"] and self.label("observations", "vintage", row["vintage"])),
            ("break", self.w["break"] if row["break_before"] == "true" else ""),
            ("other", self.w["not_preferred"] if other else ""),
        ]
        return [(kind, text) for kind, text in found if text]

    def tip(self, row: Row) -> str:
        """Say a figure in one line: for a mark of a drawing."""
        place, source = self.name("places", row["place_id"]), self.site.source(row)
        parts = [self.quantity(row), self.period(row), place, self.source_name(source)]
        return " · ".join(parts + [text for _, text in self.tags(row)])

    def drawings(self, series: Series) -> list[Drawing]:
        """Return the drawings of a series."""
        return self.drawn.get((series.indicator_id, series.slug), [])

    def title(self, drawing: Drawing) -> str:
        """Return the title of a drawing when it is alone."""
        series = drawing.series
        parts = [self.name("indicators", series.indicator_id), self.heading(series)]
        return " · ".join(parts + [self.w["since_january"]] * (drawing.kind == "months"))

    def svg(self, drawing: Drawing) -> Markup:
        """Return a drawing with its words, for a page."""
        title = self.title(drawing)
        return Markup(charts.localised(drawing, self.site, self.lang, self.tip, title))

    def file(self, drawing: Drawing) -> str:
        """Return the path of a drawing as a file."""
        series = drawing.series
        return f"charts/{series.indicator_id}.{series.slug}.{drawing.kind}.{self.lang}.svg"

    def credit(self, drawing: Drawing) -> str:
        """Return the line below a drawing that is alone: its sources, version and licence."""
        rows = drawing.rows.values()
        first, *others = dict.fromkeys(self.source_name(self.site.source(row)) for row in rows)
        count = len(others) + (self.lang == "zh")
        sources = self.say("and_others", first=first, n=count) if others else first
        return self.say("source_of_chart", sources=sources, version=self.version)

    def legend(self, drawing: Drawing) -> list[tuple[str, str]]:
        """Return what a drawing's marks mean: only those that occur, and nothing for one kind."""
        found = {
            key for p in drawing.points for key in (p.get("key"), *(k for k in p if p[k] is True))
        }
        found -= {"year"} if drawing.kind == "months" or found <= {"year"} else set()
        keys = [(key, text) for key, text in self.w["legend"].items() if key in found]
        vintages = [
            (f"hue-{at}", self.label("observations", "vintage", name) or self.w["no_vintage"])
            for at, name in enumerate(drawing.vintages, 1)
        ]
        return keys + (vintages if len(vintages) > 1 else [])

    def call(self, series: Series) -> str:
        """Return the line of Python that gives a series."""
        group = self.site.by_indicator[series.indicator_id]
        alike = [s for s in group if (s.place_id, s.measure) == (series.place_id, series.measure)]
        rows = [row for row in series.rows if row["status"] == "actual"] or series.rows
        kinds = Counter(row["period_kind"] for row in rows)
        kind = "year" if "year" in kinds else kinds.most_common(1)[0][0]
        vintages = Counter(row["vintage"] for row in rows if row["period_kind"] == kind)
        default = self.package.row("indicators", series.indicator_id)["default_vintage"]
        vintage = default if default in vintages else vintages.most_common(1)[0][0]
        scope = series.scope if len({s.scope for s in alike}) > 1 else ""
        options = [("place", series.place_id, HOME), ("kind", kind, "year")]
        options += [("measure", series.measure, "level"), ("status", rows[0]["status"], "actual")]
        options += [("scope", scope, ""), ("vintage", vintage, default)]
        given = [f'{key}="{value}"' for key, value, usual in options if value != usual]
        return f"series({', '.join([json.dumps(series.indicator_id), *given])})"

    def rule(self, rule: Any) -> Markup:
        """Return what a rule asks and how to fix what it finds."""
        return self.code(self.rules.get(rule.code) or f"{rule.summary} {rule.fix}")

    @staticmethod
    def code(text: str) -> Markup:
        """Return a text with the names in backticks as code."""
        return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))

    def cell(self, table: str, field: str, row: Row) -> Markup:
        """Return a cell as readers see it: a name for a code, a link for an address."""
        text = row[field]
        name = self.label(table, field, text) if text else ""
        if re.match(r"https?://", text):
            return self.anchor(text, self.w["open"])
        return escape(text) if name == text else self.anchor("", name, text)
