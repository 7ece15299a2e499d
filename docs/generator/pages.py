"""Write the pages of one language as Markdown: templates filled from the view."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from nmg_data.core.package import Lang, Row
from nmg_data.export.cite import cite_in

from . import charts, coverage, current, examples, maps, reference
from .disagreements import Disagreements
from .model import MEASURES, Series, Site, link
from .views import TEMPLATES, View

ROOT = Path(__file__).resolve().parents[2]
SMALL = 60
"""A table with so many rows at most is shown whole."""

# Long HTML that Markdown need not read: MkDocs' hooks put it back.
BLOCK = re.compile(
    r'<figure class="nmg-chart">.*?</figure>|<table class="nmg-(?:figures|fields)".*?</table>', re.S
)

COLUMNS = (
    "observation_id", "indicator_en", "indicator_zh", "place_en", "place_zh", "period",
    "period_kind", "measure", "value", "unit", "bound", "lower", "upper", "status", "vintage",
    "break_before", "preferred", "as_printed", "source_en", "source_zh", "url", "licence",
)  # fmt: skip


def environment(view: View) -> jinja2.Environment:
    """Return the templates of a language, with the view at hand as `v` and its words as `w`."""
    folders = [TEMPLATES / view.lang, TEMPLATES / "shared"]
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.globals |= {"v": view, "w": view.w, "site": view.site, "lang": view.lang, "up": "../" if view.lang == "zh" else "", "package": view.site.package}
    env.filters["thousands"] = lambda value: f"{value:,}"
    return env


def generate(view: View) -> Iterator[tuple[str, str]]:
    """Return every page of a language: its path and its Markdown."""
    env, site = environment(view), view.site
    env.globals |= {"overview": overview(view), "coverage": coverage, "reference": reference}
    env.globals["example"] = lambda name, file="cookbook": shown(view, *examples.cells(file)[name])
    env.globals["home_map"] = maps.region_map(view, maps.layout(site), "", small=True)
    env.globals["changelog"] = (ROOT / "CHANGELOG.md").read_text("utf-8") if view.lang == "en" else ""
    env.globals["citation"] = lambda form: cite_in(site.package, (), form)
    env.globals["tests"] = Disagreements(view)
    for path in sorted((TEMPLATES / view.lang).rglob("*.md.j2")):
        name = path.relative_to(TEMPLATES / view.lang).as_posix()
        root = "../" * name.count("/")
        page = env.get_template(name).render(root=root)
        yield name.removesuffix(".j2"), page

    def page(template: str, path: str, **values: Any) -> tuple[str, str]:
        text = env.get_template(template).render(root="../" * path.count("/"), path=path, **values)
        return path, re.sub(r"\n{3,}", "\n\n", text)

    for id_ in site.own_pages:
        row = site.package.row("indicators", id_)
        yield page("indicator.md.j2", f"indicators/{id_}.md", indicator=row, series=site.by_indicator[id_])
    for topic, ids in site.topics.items():
        rows = [site.package.row("indicators", id_) for id_ in ids]
        yield page("topic.md.j2", f"topics/{topic}.md", topic=topic, indicators=rows)
    drawn = maps.layout(site)
    for row in site.package.rows("ports"):
        mine = figures_of_port(site, row["port_id"])
        near = maps.nearest(drawn, row["port_id"])
        picture = maps.port_map(view, drawn, row["port_id"])
        yield page("port.md.j2", f"ports/{row['port_id']}.md", port=row, series=mine, near=near, map=picture)
    whole, small = maps.region_map(view, drawn, "../"), maps.region_map(view, drawn, "../", small=True)
    yield page("ports.md.j2", "ports/index.md", map=whole, small_map=small, ports=drawn, port_counts={row["port_id"]: sum(len(s.rows) for s in figures_of_port(site, row["port_id"])) for row in site.package.rows("ports")})
    for table in site.package.tables():
        rows = table.rows if len(table.rows) <= SMALL else table.rows[:5]
        yield page("table.md.j2", f"tables/{table.name}.md", table=table, rows=rows, small=len(table.rows) <= SMALL)


def shown(view: View, code: str, output: str) -> Markup:
    """Return an example as Markdown: the code, to be copied, and apart from it what it prints."""
    block = f"```python\n{code}\n```\n"
    if output:
        block += f"\n```text title=\"{view.w['output']}\"\n{output}\n```\n"
    return Markup(block)  # noqa: S704 - Markdown escapes what is in a block


def figures_of_port(site: Site, port_id: str) -> list[Series]:
    """Return the series of a port, and of the port that it is a part of."""
    wanted = site.places_of_port[port_id]
    found = [s for group in site.by_indicator.values() for s in group if s.place_id in wanted]
    rank = {name: at for at, name in enumerate(MEASURES)}
    found.sort(key=lambda s: (wanted.index(s.place_id), -site.count(s.indicator_id), s.indicator_id,
                              rank.get(s.measure, 99), s.scope))  # fmt: skip
    return found


def overview(view: View) -> dict[str, Any]:
    """Return the counts that the prose gives."""
    site = view.site
    rows = site.observations
    years = sorted(row["year"] for row in rows if row["year"] and row["status"] == "actual")
    sources = {row["source_id"] for row in rows}
    return {
        "figures": len(rows),
        "checked": sum(1 for row in rows if row["passage_id"]),
        "indicators": len(site.by_indicator),
        "sources": len(sources),
        "tables": len(site.package.resources),
        "first": years[0],
        "last": years[-1],
        "linked": sum(1 for row in rows if link(site.source(row))),
        "excluded": len(site.package.rows("excluded_figures")),
    }


def indicator_csv(site: Site, id_: str) -> str:
    """Return the figures of an indicator as CSV, with names, sources and licence."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for series in site.by_indicator[id_]:
        writer.writerows(_record(site, row) for row in series.rows)
    return text.getvalue()


def _record(site: Site, row: Row) -> dict[str, str]:
    source, name = site.source(row), site.package.name
    record = dict(row) | {"unit": site.units[row["unit_id"]]["symbol"], "url": link(source)}
    languages: tuple[Lang, ...] = ("en", "zh")
    for lang in languages:
        record[f"indicator_{lang}"] = name("indicators", row["indicator_id"], lang)
        record[f"place_{lang}"] = name("places", row["place_id"], lang)
        record[f"source_{lang}"] = source.get(f"publisher_{lang}") or source["publisher_en"]
    return record | {"licence": "CC-BY-4.0, nmg-data contributors"}


def write(view: View, folder: Path) -> None:
    """Write the pages of a language, and its drawings as files, into a folder."""
    for path, text in generate(view):
        target = folder / path
        text = BLOCK.sub(lambda match: current.keep(match[0]), text)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (folder / "charts").mkdir()
    for group in view.drawn.values():
        for drawing in group:
            names = list(dict.fromkeys(view.source_name(view.site.source(row)) for row in drawing.rows.values()))
            sources = names[0] if len(names) == 1 else view.say("and_others", first=names[0], n=len(names) - (view.lang == "en"))
            credit = view.say("source_of_chart", sources=sources, version=view.version)
            svg = charts.standalone(view.svg(drawing), view.title(drawing), credit)
            (folder / view.file(drawing)).write_text(svg, "utf-8")
