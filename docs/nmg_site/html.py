"""Small pieces of HTML: escaping, tables that scroll by keyboard, links that know their page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from .content import Lang


def attributes(pairs: dict[str, object]) -> str:
    """Write attributes; `class_` is class, `_` is a hyphen, None and False are left out."""
    out = []
    for name, value in pairs.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        out.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(out)


def tag(name: str, *inside: str, **pairs: object) -> str:
    """Write an element around HTML that is already escaped."""
    return f"<{name}{attributes(pairs)}>{''.join(inside)}</{name}>"


def code(text: str) -> str:
    """Write a piece of code; codes are never translated by a browser."""
    return f'<code translate="no">{escape(text)}</code>'


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    label: str,
    ids: Sequence[str] | None = None,
    numeric: Sequence[int] = (),
    row_heads: bool = True,
    class_: str = "",
) -> str:
    """Write a table in a region that scrolls sideways, also by keyboard.

    Cells are HTML. The first cell of a row is its heading.
    """
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            kind = "num" if column in numeric else None
            if column == 0 and row_heads:
                cells.append(tag("th", cell, scope="row", class_=kind))
            else:
                cells.append(tag("td", cell, class_=kind))
        lines.append(tag("tr", *cells, id=ids[number] if ids else None))
    heads = [
        tag("th", cell, scope="col", class_="num" if column in numeric else None)
        for column, cell in enumerate(head)
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", *heads)),
            tag("tbody", "\n".join(lines)),
            class_=f"nmg-table {class_}".strip(),
        ),
        class_="nmg-scroll",
        role="region",
        tabindex=0,
        aria_label=label,
    )


@dataclass(frozen=True)
class Page:
    """A page being written: its language and its path, such as `dictionary/ports.md`."""

    lang: Lang
    path: str

    def say(self, en: str, zh: str) -> str:
        """Return the text of this page's language."""
        return zh if self.lang == "zh" else en

    def to(self, path: str, anchor: str = "") -> str:
        """Return the address of another page of the same language."""
        html = posixpath.splitext(path)[0] + ".html"
        here = posixpath.dirname(self.path) or "."
        return posixpath.relpath(html, here) + (f"#{anchor}" if anchor else "")

    def file(self, path: str) -> str:
        """Return the address of a file that is served once, at the root of the site."""
        here = posixpath.dirname(self.path) or "."
        up = posixpath.relpath(".", here)
        if self.lang == "zh":
            up = posixpath.join(up, "..")
        return posixpath.normpath(posixpath.join(up, path))

    def link(self, text: str, path: str, anchor: str = "") -> str:
        """Write a link to another page around HTML."""
        return tag("a", text, href=self.to(path, anchor))

    def explore(self, text: str, table_name: str, key: str | None = None) -> str:
        """Write a link into the explorer: to a table, or to one of its rows."""
        from urllib.parse import quote

        anchor = f"table={table_name}" + (f"&row={quote(key, safe='')}" if key else "")
        return tag("a", text, href=self.to("explorer.md", anchor))


def unbroken(text: str) -> str:
    """Keep dates in one piece."""
    return re.sub(r"\d{4}(-\d\d)+", r'<span class="nmg-nowrap">\g<0></span>', text)


def front_matter(**pairs: str) -> str:
    """Write the head of a Markdown page."""
    import json

    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in pairs.items()]
    return "\n".join(["---", *lines, "---", "", ""])
