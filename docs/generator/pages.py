"""Write the pages of one language as Markdown: templates filled from the view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from nmg_data.export.cite import cite_in

from . import charts, maps, reference
from .disagreements import Disagreements
from .model import latest, link
from .views import View
from .words import TEMPLATES

# Long HTML that Markdown need not read: MkDocs' hooks put it back.
BLOCK = re.compile(
    r'<figure class="nmg-chart">.*?</figure>|<table class="nmg-(?:figures|fields)".*?</table>', re.S
)

# Of the build that is running: MkDocs' hooks take no arguments.
VIEWS: dict[str, View] = {}
KEPT: list[str] = []


def keep(html: re.Match[str]) -> str:
    """Keep a block of HTML away from Markdown; return the comment in its place."""
    KEPT.append(html[0])
    return f"<!--nmg:{len(KEPT) - 1}-->"


def restore(html: str) -> str:
    """Put back the blocks of a page."""
    return re.sub(r"<!--nmg:(\d+)-->", lambda match: KEPT[int(match[1])], html)


def environment(view: View) -> jinja2.Environment:
    """Return the templates of a language, with the view at hand as `v` and its words as `w`."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES / view.lang, TEMPLATES / "shared"]),
        autoescape=True,
        # `{#name}` is an anchor in Markdown.
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters["thousands"] = "{:,}".format
    env.globals |= {
        **{"v": view, "w": view.w, "site": view.site, "lang": view.lang, "package": view.package},
        "up": "../" if view.lang == "zh" else "",
        "overview": overview(view),
        "latest": latest,
        "plan": partial(maps.draw, view.site),
        "nearest": maps.nearest,
        "reference": reference,
        "tests": Disagreements(view),
        "example": lambda name: example(view, *reference.examples()[name]),
        "citation": lambda form, *ids: cite_in(view.package, ids, form),
        "changelog": (TEMPLATES.parents[1] / "CHANGELOG.md").read_text("utf-8"),
    }
    return env


def example(view: View, code: str, output: str) -> Markup:
    """Return an example as Markdown: the code, to be copied, and separately what it prints."""
    title = view.w["output"]
    shown = f'\n```text title="{title}"\n{output}\n```\n' if output else ""
    return Markup(f"```python\n{code}\n```\n{shown}")


def overview(view: View) -> dict[str, Any]:
    """Return the counts that the prose gives."""
    rows = view.site.observations
    years = sorted(row["year"] for row in rows if row["year"] and row["status"] == "actual")
    return {
        "figures": len(rows),
        "checked": sum(1 for row in rows if row["passage_id"]),
        "indicators": len(view.site.by_indicator),
        "sources": len({row["source_id"] for row in rows}),
        "tables": len(view.package.resources),
        "first": years[0],
        "last": years[-1],
        "linked": sum(1 for row in rows if link(view.site.source(row))),
        "excluded": len(view.package.rows("excluded_figures")),
    }


def generate(view: View) -> Iterator[tuple[str, str]]:
    """Return every page of a language: its path and its Markdown."""
    env, package = environment(view), view.package
    wanted: list[tuple[str, str, dict[str, Any]]] = [
        ("ports.md.j2", "ports/index.md", {}),
        *((path.relative_to(TEMPLATES / view.lang).as_posix(), "", {})
          for path in sorted((TEMPLATES / view.lang).rglob("*.md.j2"))),
        *(("indicator.md.j2", f"indicators/{id_}.md", {"indicator": package.row("indicators", id_)})
          for id_ in view.site.own_pages),
        *(("topic.md.j2", f"topics/{topic}.md",
           {"topic": topic, "indicators": [package.row("indicators", id_) for id_ in ids]})
          for topic, ids in view.site.topics.items()),
        *(("port.md.j2", f"ports/{port['port_id']}.md", {"port": port})
          for port in package.rows("ports")),
        *(("table.md.j2", f"tables/{table.name}.md", {"table": table})
          for table in package.tables()),
    ]  # fmt: skip
    for template, path, values in wanted:
        path = path or template.removesuffix(".j2")
        text = env.get_template(template).render(root="../" * path.count("/"), **values)
        yield path, re.sub(r"\n{3,}", "\n\n", text)


def write(view: View, folder: Path) -> None:
    """Write the pages of a language, and its drawings as files, into a folder."""
    for path, text in generate(view):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(BLOCK.sub(keep, text), "utf-8")
    (folder / "charts").mkdir()
    for drawing in (drawing for group in view.drawn.values() for drawing in group):
        svg = charts.standalone(view.svg(drawing), view.title(drawing), view.credit(drawing))
        (folder / view.file(drawing)).write_text(svg, "utf-8")
