"""The search index: the thing itself first, found by its names and by figures as printed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import jieba

from nmg_data.core.package import Row

from .views import View

jieba.setLogLevel("WARNING")
HAN = re.compile(r"[\u3400-\u9fff]+")


def segmented(text: str) -> str:
    """Return a text with Chinese words parted by zero-width spaces, as the search expects."""
    return HAN.sub(lambda match: "\u200b" + "\u200b".join(jieba.cut(match[0])) + "\u200b", text)


def figure(view: View, row: Row) -> str:
    """Return a figure: as printed, as it is typed, once more without its qualifier; in words."""
    where = f"{view.period(row)} · {view.name('places', row['place_id'])}"
    printed, bare = escape(row["as_printed"]), re.sub(r"^\D+", "", row["as_printed"])
    again = f" <i hidden>{escape(bare)}</i>" if bare else ""
    return f"<p>{printed}{again} = {segmented(escape(f'{view.quantity(row)} · {where}'))}</p>"


def entries(view: View) -> Iterator[dict[str, Any]]:
    """Return an entry for each indicator and each port."""
    for id_, group in view.site.by_indicator.items():
        row = view.package.row("indicators", id_)
        figures = dict.fromkeys(figure(view, one) for series in group for one in series.rows)
        name = view.name("indicators", id_)
        definition = segmented(escape(view.text(row, "definition")))
        yield {
            "location": view.site.address(id_),
            "title": segmented(name),
            "text": f"<p>{definition}</p>{''.join(figures)}",
            "tags": [id_, segmented(row["name_zh" if view.lang == "en" else "name_en"])],
            "boost": round(4 * (1 + math.log2(1 + len(figures))) / len(name) ** 0.5, 2),
        }
    for port in view.package.rows("ports"):
        names = ("name_en", "name_zh", "aliases", "un_locode", "counterpart_en", "counterpart_zh")
        text = " · ".join(filter(None, (port[name] for name in names)))
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
