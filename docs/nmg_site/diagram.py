"""The entity diagram: the tables, and the foreign keys between them, as one inline SVG."""

from __future__ import annotations

from html import escape

from .content import Content, localized
from .html import Page, tag

# Column and row of each table. Neighbours in a column are joined top to bottom.
PLACES = {
    "citations": (0, 0),
    "sources": (0, 1),
    "passages": (0, 2),
    "excluded_figures": (0, 3),
    "relations": (1, 0),
    "observations": (1, 1),
    "lists": (1, 2),
    "list_items": (1, 3),
    "units": (2, 0),
    "indicators": (2, 1),
    "places": (2, 2),
    "events": (2, 3),
    "ports": (3, 1),
    "platforms": (3, 2),
    "routes": (3, 3),
}
WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 168, 52, 48, 40, 26


def corner(table: str) -> tuple[int, int]:
    """Return the upper left corner of a box."""
    column, row = PLACES[table]
    return EDGE + column * (WIDTH + GAP_X), 4 + row * (HEIGHT + GAP_Y)


def connection(start: str, end: str) -> str:
    """Return the path from one box to another."""
    (x1, y1), (x2, y2) = corner(start), corner(end)
    (column_1, row_1), (column_2, row_2) = PLACES[start], PLACES[end]
    if column_1 == column_2 and abs(row_1 - row_2) == 1:
        down = row_2 > row_1
        x = x1 + WIDTH // 2
        return f"M{x},{y1 + HEIGHT if down else y1}V{y2 - 2 if down else y2 + HEIGHT + 2}"
    if column_1 == column_2:
        middle_1, middle_2 = y1 + HEIGHT // 2, y2 + HEIGHT // 2 - 10
        return f"M{x1},{middle_1}C{x1 - 26},{middle_1} {x1 - 26},{middle_2} {x2 - 2},{middle_2}"
    right = column_2 > column_1
    from_x, to_x = (x1 + WIDTH, x2 - 2) if right else (x1, x2 + WIDTH + 2)
    # Lines that climb or fall leave and arrive off the middle, so that they do not coincide.
    shift = 0 if row_1 == row_2 else 10 if row_2 > row_1 else -10
    from_y, to_y = y1 + HEIGHT // 2 + shift, y2 + HEIGHT // 2 - shift
    bend = (to_x - from_x) // 2
    return f"M{from_x},{from_y}C{from_x + bend},{from_y} {to_x - bend},{to_y} {to_x},{to_y}"


def entity_diagram(content: Content, page: Page) -> str:
    """Draw the tables, each a link to its page, and an arrow for each pair that a key joins."""
    missing = content.resources.keys() - PLACES.keys()
    if missing:
        raise ValueError(f"diagram.PLACES has no place for: {', '.join(sorted(missing))}")
    pairs = sorted({(one.table, one.target) for one in content.references})
    lines = [
        tag("path", d=connection(start, end), class_="key", marker_end="url(#nmg-arrow)")
        for start, end in pairs
        if start != end
    ]
    boxes = []
    for name, resource in content.resources.items():
        x, y = corner(name)
        count = len(content.rows[name])
        rows = page.say(f"{count} rows", f"{count} 行")
        title = localized(resource, "title", page.lang)
        again = " ↺" if (name, name) in pairs else ""
        box = (
            tag("rect", x=x, y=y, width=WIDTH, height=HEIGHT, rx=4)
            + tag("text", escape(title), x=x + 10, y=y + 21, class_="title")
            + tag("text", escape(name + again), x=x + 10, y=y + 40, class_="name")
            + tag("text", str(count), x=x + WIDTH - 9, y=y + 40, text_anchor="end", class_="rows")
        )
        boxes.append(
            tag("a", box, href=page.to(f"dictionary/{name}.md"), aria_label=f"{title}, {rows}")
        )
    said = page.say(
        "An arrow leads from a table to the table that its key names.",
        "箭头从一张表指向其外键所指的表。",
    )
    marker = (
        '<defs><marker id="nmg-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>'
    )
    width = 2 * EDGE + 4 * WIDTH + 3 * GAP_X
    height = 8 + 4 * HEIGHT + 3 * GAP_Y
    # A group, not an image: the boxes are links, which an image would hide.
    drawing = tag(
        "svg",
        tag("title", escape(page.say("Tables and keys", "表与键")), id="er-t"),
        tag("desc", escape(said), id="er-d"),
        marker,
        *lines,
        *boxes,
        class_="nmg-diagram",
        role="group",
        aria_labelledby="er-t er-d",
        viewBox=f"0 0 {width} {height}",
    )
    scroll = tag(
        "div",
        drawing,
        class_="nmg-scroll",
        role="region",
        tabindex=0,
        aria_label=page.say("Diagram of the tables", "表结构图"),
    )
    caption = tag(
        "figcaption",
        escape(
            said + page.say(" ↺: also to itself. Numbers: rows.", " ↺：也指向自身。数字为行数。")
        ),
    )
    return tag("figure", scroll, caption, class_="nmg-figure")
