"""The search index: the thing itself first, found by its names and by figures as printed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from .model import link
from .views import View

HAN = re.compile(r"[\u3400-\u9fff]+")


def segmented(text: str) -> str:
    """Return a text with Chinese words parted by zero-width spaces, as the search expects."""
    import jieba

    return HAN.sub(lambda match: "\u200b" + "\u200b".join(jieba.cut(match[0])) + "\u200b", text)


def entries(view: View) -> Iterator[dict[str, Any]]:
    """Return an entry for each indicator and each port."""
    site = view.site
    for id_, series in site.by_indicator.items():
        row = site.package.row("indicators", id_)
        names = {row["name_en"], row["name_zh"], id_} - {view.name("indicators", id_)}
        figures = []
        for figure in (figure for one in series for figure in one.rows):
            where = [view.period(figure), view.name("places", figure["place_id"])]
            text = f"{view.quantity(figure)} · {' · '.join(where)}"
            # Figures as printed stay whole: that is how they are typed.
            figures.append(f"<li>{escape(figure['as_printed'])} = {segmented(escape(text))}</li>")
        text = segmented(escape(f"{' · '.join(sorted(names))} · {view.text(row, 'definition')}"))
        yield {
            "location": site.address(id_),
            "title": segmented(view.name("indicators", id_)),
            "text": f"<p>{text}</p><ul>{''.join(dict.fromkeys(figures))}</ul>",
            "boost": round(1 + math.log2(1 + len(figures)), 2),
        }
    for port in site.package.rows("ports"):
        names = {port["name_en"], port["name_zh"], *port["aliases"].split(";"), port["un_locode"]}
        facts = [view.label("ports", "mode", port["mode"]), view.text(port, "counterpart")]
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


__all__ = ["entries", "finish", "link", "segmented"]
