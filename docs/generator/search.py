"""The search index: the thing itself first, found by its names and by figures as printed."""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from .views import View

HAN = re.compile(r"[\u3400-\u9fff]+")


def learn_names(view: View) -> None:
    """Teach the splitting of Chinese text the names of places, so that they stay whole."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for table in ("places", "ports"):
        for row in view.site.package.rows(table):
            jieba.add_word(row["name_zh"].removesuffix("口岸"))


def segmented(text: str) -> str:
    """Return a text with Chinese words parted by zero-width spaces, as the search expects."""
    import jieba

    return HAN.sub(lambda match: "\u200b" + "\u200b".join(jieba.cut(match[0])) + "\u200b", text)


def printed(text: str) -> str:
    """Return a figure as printed, whole, as it is typed; and once more without what precedes it."""
    bare = re.sub(r"^\D+", "", text)
    again = f" <i hidden>{escape(bare)}</i>" if bare and bare != text else ""
    return escape(text) + again


def entries(view: View) -> Iterator[dict[str, Any]]:
    """Return an entry for each indicator and each port."""
    site = view.site
    for id_, series in site.by_indicator.items():
        row = site.package.row("indicators", id_)
        other = row["name_zh" if view.lang == "en" else "name_en"]
        figures = []
        for figure in (figure for one in series for figure in one.rows):
            where = [view.period(figure), view.name("places", figure["place_id"])]
            text = f"{view.quantity(figure)} · {' · '.join(where)}"
            figures.append(f"<p>{printed(figure['as_printed'])} = {segmented(escape(text))}</p>")
        text = segmented(escape(view.text(row, "definition")))
        yield {
            "location": site.address(id_),
            "title": segmented(view.name("indicators", id_)),
            "text": f"<p>{text}</p>{''.join(dict.fromkeys(figures))}",
            "tags": [id_, segmented(other)],
            "boost": round(1 + math.log2(1 + len(figures)), 2),
        }
    for port in site.package.rows("ports"):
        names = {port["name_en"], port["name_zh"], *port["aliases"].split(";"), port["un_locode"]}
        facts = [view.label("ports", "mode", port["mode"]), port["counterpart_en"], port["counterpart_zh"]]
        text = " · ".join(part.strip() for part in [*sorted(names), *facts] if part.strip())
        yield {
            "location": f"ports/{port['port_id']}.html",
            "title": segmented(view.name("ports", port["port_id"])),
            "text": f"<p>{segmented(escape(text))}</p>",
            "boost": 8,
        }


def finish(site: Path, view: View) -> None:
    """Add the entries to the index that MkDocs wrote; as a script too, for file://."""
    path = site / "search/search_index.json"
    index = json.loads(path.read_text("utf-8"))
    index["docs"] = [*entries(view), *index["docs"]]
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, "utf-8")
    path.with_suffix(".js").write_text(f"var __index={text};", "utf-8")
