"""Small corruptions of the real data, each with the code, line and column that must be found.

A change is described by the key of a row and the name of a field, and the place is worked out
from the edited file, so that new rows leave the corpus as it is. The place is computed here, by
other means than in the package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[int | None, int | None]
Change = str | Callable[[str], str]

DELETED = object()


@dataclass(frozen=True)
class Corruption:
    """One change to one file, and what must be found there."""

    code: str
    file: str
    what: str
    """What is done, without the row: no two corruptions agree in code, file and what."""
    apply: Callable[[Path], Place]
    found_in: str
    """The file that the finding is on, mostly the one that was changed."""


CORPUS: list[Corruption] = []


# Tables


class Csv:
    """A CSV as lines whose cells have places; every record of ours is one line."""

    def __init__(self, text: str, key: list[str]) -> None:
        self.lines = text.removesuffix("\n").split("\n")
        self.names = self.lines[0].split(",")
        self.key = key

    def spans(self, line: int) -> list[tuple[int, int]]:
        """Return where the cells of a line begin and end."""
        text = self.lines[line]
        spans = [
            m.span() for m in re.finditer(r'(?:^|(?<=,))(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)', text)
        ]
        assert len(spans) == len(self.names), text
        return spans

    def raw(self, line: int, field: str) -> str:
        """Return a cell as it is written."""
        start, end = self.spans(line)[self.names.index(field)]
        return self.lines[line][start:end]

    def line(self, key: str) -> int:
        """Return the index of the line of a row."""
        for line in range(1, len(self.lines)):
            if "/".join(self.raw(line, name) for name in self.key) == key:
                return line
        raise KeyError(key)

    def place(self, line: int, field: str) -> tuple[int, int]:
        """Return physical line and column of a cell."""
        return line + 1, self.spans(line)[self.names.index(field)][0] + 1

    def set(self, line: int, field: str, new: str) -> None:
        """Write a cell."""
        start, end = self.spans(line)[self.names.index(field)]
        self.lines[line] = self.lines[line][:start] + new + self.lines[line][end:]


def load(folder: Path, table: str) -> Csv:
    """Read a table of the folder to change."""
    schema = json.loads((folder / f"schemas/{table}.json").read_text(encoding="utf-8"))
    text = (folder / f"data/{table}.csv").read_bytes().decode("utf-8")
    return Csv(text, schema["primaryKey"])


def save(folder: Path, table: str, csv: Csv) -> None:
    """Write a table back."""
    (folder / f"data/{table}.csv").write_bytes(("\n".join(csv.lines) + "\n").encode("utf-8"))


def add(
    code: str, file: str, what: str, apply: Callable[[Path], Place], found_in: str = ""
) -> None:
    """Enter a corruption."""
    CORPUS.append(Corruption(code, file, what, apply, found_in or file))


def cell(
    code: str,
    table: str,
    key: str,
    field: str,
    new: Change,
    *,
    offset: int = 0,
    at: tuple[str, str, str] | None = None,
    what: str = "",
) -> None:
    """Write one cell; the finding is on it, or on the cell ``at`` (table, key, field)."""

    def apply(folder: Path) -> Place:
        csv = load(folder, table)
        line = csv.line(key)
        place = csv.place(line, field)
        old = csv.raw(line, field)
        csv.set(line, field, new(old) if callable(new) else new)
        assert csv.lines[line] != load(folder, table).lines[line], "nothing changed"
        save(folder, table, csv)
        if at:
            other = load(folder, at[0])
            return other.place(other.line(at[1]), at[2])
        return place[0], place[1] + offset

    said = what or (new if isinstance(new, str) else f"change {field}")
    found_in = f"data/{at[0]}.csv" if at else ""
    add(code, f"data/{table}.csv", f"{field}: {said}", apply, found_in)


def rows(
    code: str, table: str, what: str, change: Callable[[Csv], Place], found_in: str = ""
) -> None:
    """Change lines of a table."""

    def apply(folder: Path) -> Place:
        csv = load(folder, table)
        place = change(csv)
        save(folder, table, csv)
        return place

    add(code, f"data/{table}.csv", what, apply, found_in)


def raw(code: str, file: str, what: str, change: Callable[[bytes], tuple[bytes, Place]]) -> None:
    """Change the bytes of a file."""

    def apply(folder: Path) -> Place:
        old = (folder / file).read_bytes()
        new, place = change(old)
        assert new != old
        (folder / file).write_bytes(new)
        return place

    add(code, file, what, apply)


# Descriptor and schemas


def part(
    code: str, file: str, pointer: tuple[str | int, ...], value: object, *, at: int = 0
) -> None:
    """Write, or delete, one part of a JSON file; a text in the pointer may name a list's element.

    The finding is on the part, or on the one ``at`` levels around it.
    """

    def apply(folder: Path) -> Place:
        whole = json.loads((folder / file).read_text(encoding="utf-8"))
        path = resolve(whole, pointer)
        parent = follow(whole, path[:-1])
        if value is DELETED:
            del parent[path[-1]]
            path = path[:-1]
        else:
            parent[path[-1]] = value
        write_json(folder / file, whole)
        return json_place(whole, path[: len(path) - at] if at else path)

    name = ".".join(map(str, pointer))
    said = "deleted" if value is DELETED else json.dumps(value, ensure_ascii=False)
    add(code, file, f"{name}: {said}", apply)


def resolve(whole: Any, pointer: tuple[str | int, ...]) -> list[str | int]:
    """Replace names of fields and resources by their numbers."""
    path: list[str | int] = []
    for step in pointer:
        if isinstance(whole, list) and isinstance(step, str):
            step = next(i for i, one in enumerate(whole) if one["name"] == step)
        path.append(step)
        whole = whole[step] if not isinstance(whole, dict) else whole.get(step)
    return path


def follow(whole: Any, path: list[str | int]) -> Any:
    """Return the part of a JSON value at a path."""
    for step in path:
        whole = whole[step]
    return whole


def dump(whole: Any) -> str:
    """Write JSON as our files are written."""
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def write_json(file: Path, whole: Any) -> None:
    """Write a JSON file."""
    file.write_text(dump(whole), encoding="utf-8", newline="\n")


def json_place(whole: Any, path: list[str | int]) -> Place:
    """Find a part by putting a mark in its place and looking where the mark stands."""
    if not path:
        return 1, 1
    mark = "\u2020here\u2020"
    copy = json.loads(json.dumps(whole))
    parent = follow(copy, path[:-1])
    if isinstance(parent, list):
        parent[path[-1]] = mark
    else:
        parent = follow(copy, path[:-2]) if len(path) > 1 else None
        around = follow(copy, path[:-1])
        renamed = {mark if key == path[-1] else key: value for key, value in around.items()}
        if parent is None:
            copy = renamed
        else:
            parent[path[-2]] = renamed
    for number, line in enumerate(dump(copy).split("\n"), 1):
        if mark in line:
            return number, line.index(f'"{mark}"') + 1
    raise AssertionError("the mark is not in the file")


def text_of(new: str, needle: str) -> Place:
    """Return line and column of a text in a file."""
    before = new[: new.index(needle)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# NMG1xx: bytes


def encoded(encoding: str) -> Callable[[bytes], tuple[bytes, Place]]:
    """Save a file in another encoding; the finding is on the first byte that is not UTF-8."""

    def change(old: bytes) -> tuple[bytes, Place]:
        new = old.decode("utf-8").encode(encoding)
        try:
            new.decode("utf-8")
        except UnicodeDecodeError as error:
            before = new[: error.start].decode("utf-8")
            return new, (before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise AssertionError

    return change


raw("NMG101", "data/routes.csv", "saved as GBK", encoded("gb18030"))
raw("NMG101", "data/units.csv", "saved as UTF-16", encoded("utf-16"))
raw("NMG101", "schemas/ports.json", "saved as GBK", encoded("gb18030"))
raw("NMG102", "data/events.csv", "BOM", lambda old: (b"\xef\xbb\xbf" + old, (1, 1)))
raw("NMG102", "datapackage.json", "BOM", lambda old: (b"\xef\xbb\xbf" + old, (1, 1)))
raw(
    "NMG103",
    "data/lists.csv",
    "CRLF",
    lambda old: (old.replace(b"\n", b"\r\n"), (1, old.index(b"\n") + 1)),
)
raw(
    "NMG103",
    "data/list_items.csv",
    "CR",
    lambda old: (old.replace(b"\n", b"\r"), (1, old.index(b"\n") + 1)),
)
raw(
    "NMG103",
    "data/relations.csv",
    "CRLF on one line",
    lambda old: (old.replace(b"\n", b"\r\n", 1), (1, old.index(b"\n") + 1)),
)


def without_end(old: bytes) -> tuple[bytes, Place]:
    text = old.decode("utf-8").rstrip("\n")
    return text.encode("utf-8"), (text.count("\n") + 1, len(text) - text.rfind("\n"))


raw("NMG104", "data/passages.csv", "no final newline", without_end)
raw("NMG104", "schemas/lists.json", "no final newline", without_end)
cell("NMG105", "indicators", "gdp", "definition_en", "a\0b", offset=1)
cell("NMG105", "sources", "nmgrb_2025", "publisher", "\0", what="NUL alone")
cell("NMG106", "ports", "ordos_air", "name_en", "Ordos\tEjin Horo", offset=5, what="tab")
cell("NMG106", "platforms", "ordos_cbz", "name_en", "Ordos\x0bZone", offset=5, what="vertical tab")
cell("NMG106", "places", "wuhai", "name_zh", "乌海\u2028市", offset=2, what="line separator")
cell("NMG106", "units", "t", "symbol", "t\x85", offset=1, what="C1 control")
cell("NMG107", "ports", "ordos_air", "name_en", "Ordos\u202e", offset=5, what="override")
cell("NMG107", "citations", "ports/hohhot_air/iata/airportsdata_20260905", "note", "\u200ex")
cell("NMG108", "places", "ordos", "name_zh", "鄂尔\u200b多斯市", offset=2, what="zero-width space")
cell("NMG108", "lists", "road_ports", "name_en", "Road\u00adports", offset=4, what="soft hyphen")
cell(
    "NMG108",
    "routes",
    "china_russia_express",
    "name_zh",
    "中俄快线\ufe0f",
    offset=4,
    what="selector",
)
cell("NMG109", "events", "gdp_rank_20_2024", "name_zh", "\ue000位", what="private use")
cell(
    "NMG109", "units", "mu", "name_zh", "亩\U000f0001", offset=1, what="private use beyond the BMP"
)
cell(
    "NMG110",
    "indicators",
    "gdp",
    "name_en",
    "Produit inte\u0301rieur",
    offset=11,
    what="e and accent",
)
cell("NMG110", "sources", "xinhua_2025", "publisher", "\uf900", what="compatibility ideograph")
raw("NMG111", "data/routes.csv", "emptied", lambda old: (b"", (1, 1)))
raw("NMG111", "data/relations.csv", "line ends alone", lambda old: (b"\n\n", (1, 1)))
raw(
    "NMG112",
    "data/units.csv",
    "two blank lines at the end",
    lambda old: (old + b"\n\n", (old.count(b"\n") + 1, 1)),
)
raw(
    "NMG112",
    "datapackage.json",
    "a blank line at the end",
    lambda old: (old + b"\n", (old.count(b"\n") + 1, 1)),
)
cell("NMG113", "places", "baotou", "name_en", "Bao\u00a0tou", offset=3, what="no-break space")
cell(
    "NMG113",
    "list_items",
    "road_ports/1",
    "name_zh",
    "满洲里\u3000口岸",
    offset=3,
    what="wide space",
)
cell(
    "NMG114",
    "places",
    "manzhouli",
    "name_zh",
    "满洲里市".encode().decode("latin-1"),
    what="Latin-1",
)
cell(
    "NMG114", "events", "gdp_rank_20_2024", "name_zh", "第\ufffd位", offset=1, what="lost character"
)
cell(
    "NMG114",
    "lists",
    "rail_ports",
    "name_zh",
    "铁路口岸".encode().decode("gbk", "replace"),
    what="GBK",
)


# NMG2xx: structure


def heading(
    code: str, table: str, what: str, change: Callable[[list[str]], tuple[list[str], int]]
) -> None:
    """Change the cells of a header; the finding is on the cell whose number is given."""

    def apply(csv: Csv) -> Place:
        cells, number = change(list(csv.names))
        csv.lines[0] = ",".join(cells)
        return 1, len("".join(f"{one}," for one in cells[:number])) + 1

    rows(code, table, what, apply)


def column(csv: Csv, name: str) -> int:
    return csv.names.index(name)


def drop_column(table: str, name: str) -> None:
    def apply(csv: Csv) -> Place:
        number = column(csv, name)
        for line in range(len(csv.lines)):
            start, end = csv.spans(line)[number]
            csv.lines[line] = csv.lines[line][: max(start - 1, 0)] + csv.lines[line][end:]
        cells = csv.lines[0].split(",")
        number = min(number, len(cells) - 1)
        return 1, len("".join(f"{one}," for one in cells[:number])) + 1

    rows("NMG201", table, f"column {name} deleted", apply)


def add_column(table: str, name: str, code: str) -> None:
    def apply(csv: Csv) -> Place:
        csv.lines = [csv.lines[0] + "," + name, *[line + "," for line in csv.lines[1:]]]
        return 1, len(csv.lines[0]) - len(name) + 1

    rows(code, table, f"column {name!r} added", apply)


drop_column("ports", "icao")
drop_column("lists", "complete")
add_column("routes", "length_km", "NMG202")
add_column("events", "quarter", "NMG202")
add_column("units", "", "NMG206")
add_column("lists", " ", "NMG206")
heading("NMG203", "platforms", "misspelled", lambda n: ([*n[:4], "divison_id", *n[5:]], 4))
heading("NMG203", "observations", "in capitals", lambda n: ([*n[:1], "Indicator ID", *n[2:]], 1))
heading("NMG203", "citations", "space after a name", lambda n: ([n[0] + " ", *n[1:]], 0))


def swap_columns(csv: Csv) -> Place:
    for line in range(len(csv.lines)):
        (a, b), (c, d) = csv.spans(line)[1:3]
        text = csv.lines[line]
        csv.lines[line] = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
    return 1, len(csv.names[0]) + 2


rows("NMG204", "places", "second and third column swapped", swap_columns)
rows("NMG204", "list_items", "second and third column swapped", swap_columns)
heading("NMG205", "sources", "name twice", lambda n: ([*n[:2], n[1], *n[3:]], 2))
heading("NMG205", "passages", "key twice", lambda n: ([*n[:1], n[0], *n[2:]], 1))
raw("NMG207", "data/units.csv", "semicolons", lambda old: (old.replace(b",", b";"), (1, 1)))
raw("NMG207", "data/excluded_figures.csv", "tabs", lambda old: (old.replace(b",", b"\t"), (1, 1)))
raw("NMG207", "data/passages.csv", "bars", lambda old: (old.replace(b",", b"|"), (1, 1)))


def comma_at_end(key: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        line = csv.line(key)
        csv.lines[line] += ","
        return line + 1, len(csv.lines[line]) + 1

    return apply


def comma_in_text(csv: Csv) -> Place:
    line = csv.line("gdp_rank_20_2024")
    last = csv.place(line, csv.names[-1])[1] + len("Rank, in China") - len(csv.raw(line, "name_en"))
    csv.set(line, "name_en", "Rank, in China")
    return line + 1, last


def cut_last(key: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        line = csv.line(key)
        spans = csv.spans(line)
        csv.lines[line] = csv.lines[line][: spans[-1][0] - 1]
        return line + 1, spans[-2][0] + 1

    return apply


rows("NMG208", "units", "comma at the end of a row", comma_at_end("kg"))
rows("NMG208", "events", "comma in a text without quotes", comma_in_text)
rows("NMG209", "places", "last comma of a row deleted", cut_last("wuhai"))
rows(
    "NMG209",
    "observations",
    "last cell of a row deleted",
    cut_last("gdp.inner_mongolia.2024.rank.xinhua_2025"),
)


def insert(text: str, after: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        line = csv.line(after) + 1
        csv.lines.insert(line, text)
        return line + 1, 1

    return apply


rows("NMG210", "units", "a blank line between rows", insert("", "kg"))
rows("NMG210", "lists", "a row of commas", insert(",,,,,", "rail_ports"))
cell("NMG211", "places", "ordos", "name_en", 'The "Ordos"', offset=4, what="quotes inside a cell")
cell(
    "NMG211",
    "sources",
    "xinhua_2025",
    "publisher",
    '"Xinhua" daily',
    offset=7,
    what="text after a quote",
)
cell("NMG212", "excluded_figures", "a1p01/1", "as_printed", '"一版', what="quote not closed")
cell("NMG212", "lists", "winter_tourism_offers", "name_en", '"', what="a lone quote")
cell("NMG213", "ports", "hailar_air", "name_zh", lambda old: f'"{old}"', what="needless quotes")
cell("NMG213", "units", "t", "name_en", lambda old: f'"{old}"', what="needless quotes")
cell("NMG214", "platforms", "ordos_cbz", "division_id", "ordos ", what="space at the end")
cell("NMG214", "places", "wuhai", "name_en", " Wuhai", what="space at the start")
cell("NMG214", "indicators", "gdp", "topic", "  ", what="spaces alone")
cell("NMG215", "events", "gdp_rank_20_2024", "note", "x" * 20_000, what="20,000 characters")
cell("NMG215", "sources", "xinhua_2025", "note", '"' + 'x""' * 6_000 + '"', what="6,000 quotes")
rows(
    "NMG216",
    "routes",
    "rows deleted",
    lambda csv: (setattr(csv, "lines", csv.lines[:1]), (1, 1))[1],
)
rows(
    "NMG216",
    "relations",
    "rows deleted",
    lambda csv: (setattr(csv, "lines", csv.lines[:1]), (1, 1))[1],
)


# NMG3xx: types

cell("NMG301", "passages", "a1p05", "paragraph", "5.5")
cell("NMG301", "list_items", "road_ports/3", "position", "three")
cell("NMG301", "observations", "gdp.inner_mongolia.2024.rank.xinhua_2025", "year", "2024?")
cell("NMG302", "units", "kg", "factor", "a thousandth")
cell("NMG302", "places", "ordos", "lat", "39°36'")
cell("NMG302", "ports", "hohhot_air", "lon", "111.824E")
cell("NMG303", "units", "kwh", "factor", "3.6e6")
cell("NMG303", "places", "ordos", "lon", "109.7815700")
cell("NMG303", "passages", "a1p05", "paragraph", "05")
cell("NMG303", "units", "t_per_mu", "factor", '"15,000"')
cell("NMG303", "units", "km2", "factor", "１００")
cell("NMG303", "list_items", "road_ports/2", "position", "+2")
cell("NMG304", "units", "mu", "factor", "0.06666666666666666667")
cell("NMG304", "passages", "a1p05", "paragraph", "99999999999999999999")
cell("NMG305", "indicators", "gdp", "additive", "True")
cell("NMG305", "lists", "road_ports", "complete", "yes")
cell("NMG305", "ports", "ordos_air", "in_articles", "0")
cell("NMG307", "events", "hohhot_cbz_linked_clearance_2024", "date", "2024-02-30")
cell("NMG307", "observations", "gdp.inner_mongolia.2024.rank.xinhua_2025", "period", "2024-13")
cell("NMG308", "ports", "ordos_air", "mode", "plane")
cell("NMG308", "ports", "ordos_air", "coordinate_precision", "Airport")
cell("NMG308", "sources", "xinhua_2025", "licence", "CC-BY")
cell("NMG308", "observations", "gdp.inner_mongolia.2024.rank.xinhua_2025", "measure", "ranking")
cell("NMG308", "excluded_figures", "a1p01/1", "reason", "sections")
cell("NMG308", "relations", "approved_of_new_projects/1", "kind", "ratios")
cell("NMG308", "citations", "ports/hohhot_air/iata/airportsdata_20260905", "resource", "port")
cell("NMG309", "places", "wuhai", "gb2260", "15030")
cell("NMG309", "ports", "ordos_air", "iata", "dsn")
cell("NMG309", "passages", "a1p05", "sha256", lambda old: old[:-1], what="last digit deleted")
cell("NMG309", "excluded_figures", "a1p01/1", "nth", "first")
cell("NMG309", "sources", "xinhua_2025", "language", "Chinese")
cell("NMG309", "routes", "hohhot_ulaanbaatar_istanbul_air", "via", "Ulaanbaatar")
cell("NMG310", "indicators", "gdp", "name_zh", "", what="emptied")
cell("NMG310", "relations", "approved_of_new_projects/1", "reason", "", what="emptied")
cell("NMG310", "events", "gdp_rank_20_2024", "kind", "", what="emptied")
cell("NMG310", "excluded_figures", "a1p01/1", "as_printed", "", what="emptied")
cell("NMG311", "ports", "hohhot_air", "lat", "408.514")
cell("NMG311", "places", "ordos", "lat", "-390.6086")
cell("NMG311", "units", "kg", "factor", "0")
cell("NMG312", "ports", "ordos_air", "iata", "HET", what="that of another port")
cell("NMG312", "places", "wuhai", "gb2260", "150200", what="that of another place")


def same_hash(csv: Csv) -> Place:
    line = csv.line("a1p06")
    csv.set(line, "sha256", csv.raw(csv.line("a1p05"), "sha256"))
    return csv.place(line, "sha256")


rows("NMG312", "passages", "hash of the paragraph above", same_hash)
LONG = "突破一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
cell("NMG313", "excluded_figures", "a1p01/1", "as_printed", LONG, what="too long")
cell(
    "NMG313",
    "observations",
    "gdp.inner_mongolia.2024.rank.xinhua_2025",
    "as_printed",
    LONG,
    what="too long",
)
cell("NMG314", "lists", "road_ports", "name_en", "=1+1")
cell("NMG314", "platforms", "ordos_cbz", "note", "@SUM(A1:A9)")
cell("NMG314", "sources", "xinhua_2025", "note", "+cmd|' /C calc'!A0")
cell("NMG315", "places", "ordos", "name_en", "\u041erdos", what="Cyrillic letter")
cell("NMG315", "indicators", "gdp", "name_en", "Gross d\u03bfmestic product", what="Greek letter")
cell("NMG316", "sources", "areacodes_2024", "url", "github.com/yescallop/areacodes")
cell("NMG316", "sources", "geonames_cities500", "url", "https://www.geo names.org/")
cell("NMG317", "events", "gdp_rank_20_2024", "note", "N/A")
cell("NMG317", "ports", "manzhouli_road", "counterpart_zh", "未知")


# NMG40x: keys


def repeat(key: str, field: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        line = csv.line(key)
        csv.lines.insert(line + 1, csv.lines[line])
        return csv.place(line + 1, field)

    return apply


rows("NMG401", "units", "row doubled", repeat("kg", "unit_id"))
rows("NMG401", "list_items", "row doubled", repeat("road_ports/3", "position"))
rows("NMG401", "excluded_figures", "row doubled", repeat("a1p01/1", "nth"))
rows("NMG401", "relations", "row doubled", repeat("approved_of_new_projects/2", "position"))
cell("NMG402", "units", "kg", "unit_id", "", what="emptied")
cell("NMG402", "list_items", "road_ports/12", "position", "", what="emptied")
cell("NMG402", "excluded_figures", "a1p01/1", "passage_id", "", what="emptied")
cell("NMG403", "ports", "ordos_air", "division_id", "ordoss")
cell("NMG403", "observations", "gdp.inner_mongolia.2024.rank.xinhua_2025", "indicator_id", "gpd")
cell("NMG403", "events", "gdp_rank_20_2024", "observation_id", "gdp.inner_mongolia.2024.rank")
cell(
    "NMG403",
    "citations",
    "ports/hohhot_air/iata/airportsdata_20260905",
    "source_id",
    "airportsdata",
)
cell("NMG403", "indicators", "gdp", "unit_id", "yuan")
cell("NMG403", "routes", "china_russia_express", "origin", "peking")
cell("NMG403", "passages", "a1p14", "continues", "a1p99")
cell("NMG404", "passages", "a1p06", "paragraph", "5", what="that of another paragraph")
cell(
    "NMG404",
    "relations",
    "approved_of_new_projects/2",
    "observation_id",
    "new_projects_approved.inner_mongolia.2025.level.xinhua_2025",
    what="that of another member",
)


def move_down(key: str, field: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        csv.lines.append(csv.lines.pop(csv.line(key)))
        return csv.place(len(csv.lines) - 1, field)

    return apply


def move_up(csv: Csv) -> Place:
    csv.lines.insert(1, csv.lines.pop())
    return csv.place(1, csv.key[0])


rows("NMG405", "units", "a row moved to the end", move_down("kg", "unit_id"))
rows("NMG405", "list_items", "a row moved to the end", move_down("rail_ports/1", "list_id"))
rows("NMG405", "sources", "the last row moved to the top", move_up)
rows("NMG405", "citations", "the last row moved to the top", move_up)


# NMG41x: citations

CITED = "ports/hohhot_air/iata/airportsdata_20260905"
cell("NMG411", "citations", CITED, "key", "hohhot_airport")
cell("NMG411", "citations", CITED, "field", "iata_code")
cell("NMG412", "citations", CITED, "field", "counterpart_en", what="an empty cell")
cell("NMG412", "citations", CITED, "field", "name_en", what="our own wording")
cell("NMG413", "ports", "ordos_air", "counterpart_zh", "对方", what="filled without a source")
cell("NMG413", "places", "wuhai", "iso3166", "CN-WH", what="filled without a source")
cell(
    "NMG413",
    "citations",
    CITED,
    "field",
    "icao",
    at=("ports", "hohhot_air", "iata"),
    what="other field",
)
cell("NMG414", "sources", "areacodes_2024", "licence", "ODbL-1.0", at=("places", "alxa", "gb2260"))
cell(
    "NMG414",
    "sources",
    "airportsdata_20260905",
    "licence",
    "CC-BY-SA-4.0",
    at=("ports", "hohhot_air", "iata"),
)
cell("NMG415", "sources", "cns_2016_wuliji", "url", "https://mirror.example/a")
cell(
    "NMG415", "sources", "areacodes_2024", "host", "mirror", at=("sources", "areacodes_2024", "url")
)
cell("NMG416", "observations", "gdp.inner_mongolia.2024.rank.xinhua_2025", "passage_id", "a2p05")
cell(
    "NMG416", "citations", "events/gdp_rank_20_2024//xinhua_2025", "passage_id", "", what="emptied"
)
cell("NMG417", "ports", "ordos_air", "in_articles", "true")
cell("NMG417", "platforms", "ordos_cbz", "in_articles", "false")


def new_source(csv: Csv) -> Place:
    csv.lines.append(csv.lines[-1])
    line = len(csv.lines) - 1
    csv.set(line, "source_id", "zzz_2024")
    return csv.place(line, "source_id")


rows("NMG418", "sources", "a source that nothing names", new_source)


def last_citation(folder: Path) -> Place:
    """Delete the few rows that name one source."""
    csv = load(folder, "citations")
    named = [csv.raw(line, "source_id") for line in range(1, len(csv.lines))]
    others = "".join(
        (folder / f"data/{n}.csv").read_text("utf-8") for n in ("observations", "passages")
    )
    source = min((one for one in named if f",{one}," not in others), key=named.count)
    csv.lines = [line for line in csv.lines if f",{source}," not in line]
    save(folder, "citations", csv)
    sources = load(folder, "sources")
    return sources.place(sources.line(source), "source_id")


add("NMG418", "data/citations.csv", "a source cited no more", last_citation, "data/sources.csv")


# NMG42x and NMG43x: the catalogue

cell("NMG421", "ports", "ordos_air", "lat", "39.94", what="digits swapped")
cell(
    "NMG421",
    "places",
    "ordos_cbz",
    "name_en",
    "Ordos Zone",
    at=("platforms", "ordos_cbz", "name_en"),
)
cell("NMG421", "platforms", "ordos_cbz", "division_id", "baotou", what="another place")
cell("NMG422", "places", "ordos_air", "kind", "platform")
cell("NMG422", "places", "wuhai", "kind", "port")
cell("NMG423", "places", "dalad_banner", "parent_id", "jungar_banner", what="a county")
cell("NMG423", "places", "wuhai", "parent_id", "", what="emptied")
cell("NMG424", "places", "haolibao_town", "parent_id", "haolibao_town", what="itself")


def circle(csv: Csv) -> Place:
    csv.set(csv.line("china"), "parent_id", "ordos")
    return csv.place(csv.line("china"), "parent_id")


rows("NMG424", "places", "country in a league of its own", circle)
cell("NMG425", "places", "dalad_banner", "gb2260", "150721", what="code of another league")
cell("NMG425", "places", "ordos", "gb2260", "150601", what="code of a county")
cell("NMG426", "places", "ordos", "lon", "", what="emptied")
cell("NMG426", "ports", "hohhot_air", "coordinate_precision", "", what="emptied")
cell("NMG426", "ports", "arxan_road", "coordinate_precision", "town", what="without a point")
cell("NMG427", "ports", "ordos_air", "mode", "rail", what="another mode")
cell("NMG427", "ports", "ordos_air", "neighbour", "MN", what="neighbour of an airport")
cell("NMG428", "lists", "road_ports", "complete", "false", what="all are named")
cell("NMG428", "lists", "computing_hubs", "complete", "true", what="one of eight is named")


def one_less(csv: Csv) -> None:
    csv.lines.pop(csv.line("road_ports/12"))


def fewer_members(folder: Path) -> Place:
    csv = load(folder, "list_items")
    one_less(csv)
    save(folder, "list_items", csv)
    lists = load(folder, "lists")
    return lists.place(lists.line("road_ports"), "complete")


add("NMG428", "data/list_items.csv", "the last member deleted", fewer_members, "data/lists.csv")
cell("NMG429", "lists", "road_ports", "passage_id", "a2p24")
cell(
    "NMG429",
    "observations",
    "ports_air.inner_mongolia.2025.level.nmgrb_2025",
    "passage_id",
    "a2p24",
    at=("lists", "air_ports", "passage_id"),
)
cell("NMG430", "list_items", "road_ports/12", "position", "13")
cell("NMG430", "relations", "approved_of_new_projects/3", "position", "4")
cell("NMG431", "list_items", "air_ports/2", "place_id", "hohhot_air", what="that of another member")
cell(
    "NMG431",
    "list_items",
    "air_ports/3",
    "name_zh",
    "呼和浩特航空口岸",
    what="that of another member",
)
cell("NMG432", "passages", "a1p05", "paragraph", "55")
cell("NMG432", "passages", "a1p14", "continues", "a2p13", what="a paragraph of another source")
cell("NMG432", "passages", "a1p14", "continues", "a1p15", what="a paragraph below")
cell("NMG433", "units", "t", "factor", "1000", what="factor of a base unit")
cell("NMG433", "units", "jin", "dimension", "area", what="another dimension")
cell("NMG433", "units", "kg", "base_unit_id", "jin", what="no base unit")


def own_base(key: str) -> Callable[[Csv], Place]:
    def apply(csv: Csv) -> Place:
        line = csv.line(key)
        csv.set(line, "base_unit_id", key)
        csv.set(line, "factor", "1")
        return csv.place(line, "base_unit_id")

    return apply


rows("NMG434", "units", "a second base unit of mass", own_base("jin"))
rows("NMG434", "units", "a second base unit of area", own_base("mu"))
cell("NMG435", "routes", "hohhot_ulaanbaatar_istanbul_air", "via", "ulanbator", what="misspelled")
cell(
    "NMG435",
    "routes",
    "hohhot_ulaanbaatar_istanbul_air",
    "via",
    "ulaanbaatar;moskow",
    what="second stop",
)
cell("NMG436", "events", "gdp_rank_20_2024", "date", "2023")
cell("NMG436", "events", "arxan_btz_opened_2024", "date", "", what="emptied")
cell("NMG437", "events", "gdp_rank_20_2024", "place_id", "ordos", what="another place")
cell(
    "NMG437", "events", "hohhot_cbz_linked_clearance_2024", "date", "2024-04", what="another month"
)


def same_names(table: str, key: str, other: str) -> None:
    def apply(csv: Csv) -> Place:
        line = csv.line(key)
        for name in ("name_en", "name_zh"):
            csv.set(line, name, csv.raw(csv.line(other), name))
        return csv.place(line, "name_en")

    rows("NMG438", table, f"both names of another row ({table})", apply)


same_names("lists", "road_ports", "rail_ports")
same_names("units", "kg", "jin")


# NMG7xx: descriptor

raw(
    "NMG701",
    "schemas/routes.json",
    "key twice",
    lambda old: (b'{\n  "fields": 1,\n' + old.split(b"\n", 1)[1], (4, 3)),
)
raw(
    "NMG701",
    "datapackage.json",
    "comma deleted",
    lambda old: (
        old.replace(b'"name": "nmg-data",', b'"name": "nmg-data"'),
        text_of(old.decode(), '"version"'),
    ),
)
PACKAGE = "datapackage.json"
PORTS = "schemas/ports.json"
part("NMG702", PACKAGE, ("resources", "ports", "path"), "../ports.csv")
part("NMG702", PACKAGE, ("resources", "ports", "schema"), "https://example.org/ports.json")
part("NMG702", PACKAGE, ("resources", "ports", "path"), "/etc/passwd")
for one in ("data/ports.csv", "schemas/events.json"):

    def deleted(folder: Path, file: str = one) -> Place:
        (folder / file).unlink()
        return None, None

    add("NMG704", one, "file deleted", deleted)
part("NMG707", PORTS, ("primaryKey",), 1)
part("NMG707", PORTS, ("fields", "lat", "type"), "float")
part("NMG707", PORTS, ("fields", "lat", "constraints", "minimum"), "37")
part("NMG707", PORTS, ("fields", "lat", "constraints", "multipleOf"), 2)
part("NMG707", "schemas/units.json", ("fields", "factor", "name"), "unit id")
part("NMG708", PORTS, ("primaryKey",), ["port"])
part("NMG708", PORTS, ("foreignKeys", 0, "reference", "resource"), "place")
part("NMG708", "schemas/passages.json", ("uniqueKeys", 0), ["source_id", "paragraf"])
part("NMG709", PORTS, ("fields", "iata", "constraints", "pattern"), "(?:[A-Z]{3}")
part("NMG709", "schemas/units.json", ("fields", "unit_id", "constraints", "pattern"), "(?:x{2,1})")
part("NMG710", PORTS, ("fields", "iata", "constraints", "pattern"), "[A-Z]{3}")
part(
    "NMG710",
    "schemas/units.json",
    ("fields", "unit_id", "constraints", "pattern"),
    "(?:a)|(?:[a-z0-9_]+)",
)
part("NMG711", PACKAGE, ("$schema",), "https://example.org/profile.json")
part("NMG711", PORTS, ("$schema",), DELETED)
part("NMG712", PORTS, ("fields", "iata", "description_zh"), DELETED)
part("NMG712", PACKAGE, ("resources", "ports", "title"), "")
part("NMG712", PACKAGE, ("description_zh",), "Ports")
part("NMG713", PORTS, ("fields", "iata", "evidence"), "seen")
part("NMG713", "schemas/units.json", ("fields", "symbol", "evidence"), DELETED)
part("NMG714", PORTS, ("fields", "mode", "categories"), [{"value": "road", "label": "road"}])
part("NMG714", PORTS, ("fields", "mode", "labels_zh"), {"road": "公路"})
part("NMG715", PORTS, ("missingValues",), ["", "NA"])
part("NMG715", "schemas/lists.json", ("fields", "complete", "trueValues"), ["true", "yes"])
part("NMG716", PACKAGE, ("resources", "ports", "encoding"), "gbk")
part("NMG716", PACKAGE, ("resources", "units", "dialect"), {"delimiter": ";"})
part("NMG716", PACKAGE, ("resources", "lists", "dialect"), DELETED)
part("NMG717", PORTS, ("fields", "port_id", "constraints", "required"), False, at=1)
part(
    "NMG717",
    "schemas/citations.json",
    ("fields", "resource", "constraints", "required"),
    False,
    at=1,
)


def stray(name: str) -> None:
    def apply(folder: Path) -> Place:
        (folder / name).write_text("x\n")
        return None, None

    add("NMG718", name, "a file that nothing names", apply)


stray("data/ports (copy).csv")
stray("schemas/old.json")


def drop_resource(folder: Path) -> Place:
    whole = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    whole["resources"] = [one for one in whole["resources"] if one["name"] != "routes"]
    write_json(folder / PACKAGE, whole)
    return json_place(whole, ["resources"])


def reorder_resources(folder: Path) -> Place:
    whole = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    whole["resources"].reverse()
    write_json(folder / PACKAGE, whole)
    return json_place(whole, ["resources"])


add("NMG719", PACKAGE, "resource deleted", drop_resource)
add("NMG719", PACKAGE, "resources in another order", reorder_resources)
part("NMG720", PACKAGE, ("version",), "1.0")
part("NMG720", PACKAGE, ("version",), DELETED)
part("NMG721", PACKAGE, ("licenses",), [])
part("NMG721", PACKAGE, ("licenses", 0, "path"), DELETED)
raw(
    "NMG722",
    "datapackage.json",
    "override in a title",
    lambda old: (
        old.replace(b'"title": "Ports"', b'"title": "\\u202estroP"'),
        text_of(old.decode(), '"title": "Ports"'),
    ),
)
raw(
    "NMG722",
    "schemas/ports.json",
    "zero-width space in a title",
    lambda old: (
        old.replace(b'"title": "Mode"', b'"title": "Mo\\u200bde"'),
        text_of(old.decode(), '"title": "Mode"'),
    ),
)
part("NMG723", PACKAGE, ("resources", "ports", "bytes"), 7)
part("NMG723", PACKAGE, ("resources", "ports", "hash"), "sha256:" + "0" * 64)
part("NMG724", PORTS, ("foreignKeys", 0, "reference", "fields"), ["kind"])
part("NMG724", "schemas/routes.json", ("foreignKeys", 0, "reference", "fields"), ["name_en"])


# NMG5xx: figures

COAL = "coal_output.inner_mongolia.2024.level.xinhua_2025"
RANK = "gdp.inner_mongolia.2024.rank.xinhua_2025"
SHARE = "coal_output.inner_mongolia.2024.share.xinhua_2025"
GROWTH = "port_freight.inner_mongolia_ports.2024.growth.xinhua_2025"
FREIGHT = "port_freight.inner_mongolia_ports.2024.level.xinhua_2025"
PROJECTS = "new_projects.inner_mongolia.undated.level.xinhua_2025"
cell("NMG501", "observations", COAL, "as_printed", "12.9亿吨和3亿元")
cell("NMG501", "observations", RANK, "as_printed", "中游")
cell("NMG502", "observations", COAL, "value", "129000000", what="a digit less")
cell("NMG502", "observations", GROWTH, "value", "15.4", what="digits swapped")
cell("NMG502", "observations", SHARE, "value", "", what="emptied")
cell("NMG503", "observations", COAL, "unit_id", "kg", what="another unit of mass")
cell("NMG503", "observations", "grain_output.inner_mongolia.2024.level.xinhua_2025", "unit_id", "t")
cell("NMG504", "observations", FREIGHT, "bound", "exact")
cell("NMG504", "observations", COAL, "bound", "over")
cell("NMG505", "observations", COAL, "lower", "1290000000")
cell("NMG505", "observations", SHARE, "upper", "27.4")
cell("NMG506", "observations", GROWTH, "measure", "level")
cell("NMG506", "observations", COAL, "measure", "growth")
cell("NMG507", "observations", COAL, "as_printed", "12.9亿吨，")
cell("NMG507", "excluded_figures", "a1p06/1", "as_printed", "2024年。")
cell("NMG507", "observations", COAL, "as_printed", "…12.9亿吨")
cell("NMG511", "observations", COAL, "unit_id", "kwh", what="a unit of energy")
cell("NMG511", "observations", RANK, "unit_id", "percent")
cell("NMG511", "indicators", "coal_output", "unit_id", "kwh", at=("observations", COAL, "unit_id"))
cell("NMG512", "observations", GROWTH, "base_period", "", what="emptied")
cell("NMG512", "observations", COAL, "base_period", "2023", what="for a level")
cell("NMG512", "observations", GROWTH, "base_period", "2025", what="after the period")
cell("NMG513", "observations", RANK, "scope", "", what="emptied")
cell("NMG513", "observations", COAL, "scope", "china", what="for a level")
cell("NMG514", "observations", COAL, "period_kind", "undated")
cell("NMG514", "observations", PROJECTS, "period_kind", "calendar")
cell("NMG528", "observations", SHARE, "period_kind", "as_of", what="unlike the level")
cell(
    "NMG528",
    "observations",
    "pig_stock.inner_mongolia.2022-06.growth.chinadaily_20220719",
    "period_kind",
    "calendar",
    at=(
        "observations",
        "pig_stock.inner_mongolia.2022-06.level.chinadaily_20220719",
        "period_kind",
    ),
    what="of a count at one time",
)
cell("NMG515", "observations", COAL, "year", "2023")
cell("NMG515", "observations", COAL, "year", "", what="emptied")
cell("NMG516", "observations", COAL, "period", "2023", at=("observations", COAL, "observation_id"))
cell(
    "NMG516", "observations", COAL, "place_id", "ordos", at=("observations", COAL, "observation_id")
)
cell("NMG516", "observations", COAL, "observation_id", COAL + ".3")
cell("NMG517", "observations", SHARE, "value", "273", what="point lost")
cell("NMG517", "observations", RANK, "value", "20.5", what="half a place")
cell("NMG518", "observations", COAL, "inferred", "base_period")
cell("NMG518", "observations", COAL, "inferred", "period period")
FACETS = ("nature", "product", "flow", "partner_id", "mode", "coverage", "unit_id")


def copy_facets(csv: Csv) -> Place:
    first, second = csv.line("coal_output"), csv.line("gdp")
    for name in FACETS:
        csv.set(second, name, csv.raw(first, name))
    return csv.place(second, "indicator_id")


def last_facet(csv: Csv) -> Place:
    """Make two indicators equal that differ in one facet alone."""
    for second in range(2, len(csv.lines)):
        for first in range(1, second):
            odd = [name for name in FACETS if csv.raw(first, name) != csv.raw(second, name)]
            if odd == ["flow"]:
                csv.set(second, "flow", csv.raw(first, "flow"))
                return csv.place(second, "indicator_id")
    raise AssertionError


rows("NMG519", "indicators", "all facets of another", copy_facets)
rows("NMG519", "indicators", "the one facet that differs made equal", last_facet)
cell("NMG521", "observations", COAL, "nth", "2 3", what="one number too many")
cell("NMG521", "observations", COAL, "nth", "", what="emptied")
cell("NMG521", "excluded_figures", "a1p06/1", "nth", "1 2", what="one number too many")
cell(
    "NMG522",
    "passages",
    "a1p09",
    "numbers",
    lambda old: old + " 7",
    what="one more than there are",
)


def excluded_no_more(folder: Path) -> Place:
    csv = load(folder, "excluded_figures")
    csv.lines.pop(csv.line("a1p09/1"))
    save(folder, "excluded_figures", csv)
    passages = load(folder, "passages")
    return passages.place(passages.line("a1p09"), "numbers")


add("NMG522", "data/excluded_figures.csv", "row deleted", excluded_no_more, "data/passages.csv")


def observed_no_more(folder: Path) -> Place:
    csv = load(folder, "observations")
    csv.lines.pop(csv.line(COAL))
    save(folder, "observations", csv)
    passages = load(folder, "passages")
    return passages.place(passages.line("a1p09"), "numbers")


add("NMG522", "data/observations.csv", "row deleted", observed_no_more, "data/passages.csv")
cell(
    "NMG526",
    "passages",
    "a1p09",
    "numbers",
    lambda old: old.replace("12.9", "12.8"),
    at=("observations", COAL, "as_printed"),
)
cell("NMG526", "observations", COAL, "nth", "4", what="that of another number")
cell("NMG526", "excluded_figures", "a1p09/1", "as_printed", lambda old: old.replace("2024", "2023"))
cell("NMG523", "observations", RANK, "nth", "3", what="that of another print")
cell("NMG523", "excluded_figures", "a1p09/1", "nth", "2", what="that of an observation")
cell("NMG524", "excluded_figures", "a1p06/5", "reason", "idiom", what="a span of years")
cell("NMG524", "excluded_figures", "a1p30/3", "reason", "name", what="a threshold in yuan")
cell("NMG525", "observations", COAL, "preferred", "false", what="the only one")
cell("NMG525", "observations", FREIGHT, "preferred", "true", what="the weaker of two")


# NMG6xx: relations

PARTS = "approved_of_new_projects"
PARTED = "border_trade_2024_parts"
cell("NMG601", "relations", f"{PARTS}/1", "role", "part", what="a role of another kind")
cell(
    "NMG601",
    "relations",
    f"{PARTED}/1",
    "role",
    "part",
    what="no whole is left",
)
cell("NMG602", "relations", f"{PARTS}/2", "expected", "disagrees", what="on one row of three")
cell("NMG602", "relations", f"{PARTS}/3", "reason", "Another.", what="on one row of three")
cell("NMG602", "relations", f"{PARTS}/2", "kind", "sum", what="on one row of three")
cell(
    "NMG603",
    "relations",
    f"{PARTS}/3",
    "observation_id",
    COAL,
    what="tonnes for percent",
    at=("relations", f"{PARTS}/1", "relation_id"),
)
cell(
    "NMG603",
    "relations",
    f"{PARTED}/2",
    "observation_id",
    RANK,
    what="a rank for yuan",
    at=("relations", f"{PARTED}/1", "relation_id"),
)
cell(
    "NMG604",
    "observations",
    PROJECTS,
    "replaced_by",
    COAL,
    what="withdrawn",
    at=("relations", f"{PARTS}/2", "observation_id"),
)


def point_to_withdrawn(folder: Path) -> Place:
    csv = load(folder, "observations")
    csv.set(csv.line(COAL), "replaced_by", SHARE)
    save(folder, "observations", csv)
    relations = load(folder, "relations")
    line = relations.line(f"{PARTED}/3")
    relations.set(line, "observation_id", COAL)
    save(folder, "relations", relations)
    return relations.place(line, "observation_id")


add("NMG604", "data/relations.csv", "a withdrawn figure named", point_to_withdrawn)


def swap_terms(csv: Csv) -> Place:
    first, second = csv.line(f"{PARTS}/1"), csv.line(f"{PARTS}/2")
    one, two = csv.raw(first, "observation_id"), csv.raw(second, "observation_id")
    csv.set(first, "observation_id", two)
    csv.set(second, "observation_id", one)
    return csv.place(first, "relation_id")


rows("NMG611", "relations", "numerator and denominator swapped", swap_terms)


def figure(key: str, **cells: str) -> Callable[[Path], None]:
    """Return a function that writes several cells of an observation, each fitting the others."""

    def apply(folder: Path) -> None:
        csv = load(folder, "observations")
        for name, new in cells.items():
            csv.set(csv.line(key), name, new)
        save(folder, "observations", csv)

    return apply


def sibling(
    change: Callable[[Path], None], table: str, key: str, field: str
) -> Callable[[Path], Place]:
    def apply(folder: Path) -> Place:
        change(folder)
        csv = load(folder, table)
        return csv.place(csv.line(key), field)

    return apply


add(
    "NMG611",
    "data/observations.csv",
    "a rate that does not follow from both counts, printed and valued alike",
    sibling(
        figure(
            "new_projects_approved.inner_mongolia.2025.share.xinhua_2025",
            value="59.3",
            lower="59.25",
            upper="59.35",
            as_printed="59.3%",
        ),
        "relations",
        f"{PARTS}/1",
        "relation_id",
    ),
    "data/relations.csv",
)


def disagree(name: str, what: str) -> None:
    def apply(csv: Csv) -> Place:
        chosen = [i for i in range(1, len(csv.lines)) if csv.raw(i, "relation_id") == name]
        for line in chosen:
            csv.set(line, "expected", "disagrees")
        return csv.place(chosen[0], "expected")

    rows("NMG612", "relations", f"{what} that holds said to disagree", apply)


disagree(PARTS, "a ratio")
disagree(PARTED, "a whole and parts")
add(
    "NMG613",
    "data/observations.csv",
    "growth in per cent that does not follow from two years",
    sibling(
        figure(
            "foreign_trade_mongolia.inner_mongolia.2023.growth.people_20240123",
            value="57",
            lower="56.5",
            upper="57.5",
            as_printed="57 percent",
        ),
        "observations",
        "foreign_trade_mongolia.inner_mongolia.2023.growth.people_20240123",
        "value",
    ),
)
add(
    "NMG613",
    "data/observations.csv",
    "a change in tonnage that does not follow from two years",
    sibling(
        figure(
            "grain_output.inner_mongolia.2023.change.nmgstats_pc2023",
            value="1410000000",
            lower="1405000000",
            upper="1415000000",
        ),
        "observations",
        "grain_output.inner_mongolia.2023.change.nmgstats_pc2023",
        "value",
    ),
)
add(
    "NMG614",
    "data/observations.csv",
    "a floor above the figure of another source",
    sibling(
        figure(FREIGHT, value="130000000", lower="130000000", as_printed="突破1.3亿吨"),
        "observations",
        FREIGHT,
        "value",
    ),
)
add(
    "NMG614",
    "data/observations.csv",
    "a figure beside a floor that it does not reach",
    sibling(
        figure(
            "port_freight.inner_mongolia_ports.2024.level.nmgrb_2025",
            value="113400000",
            lower="113350000",
            upper="113450000",
            as_printed="1.134亿吨",
        ),
        "observations",
        FREIGHT,
        "value",
    ),
)


# NMG419 and NMG439 to NMG442: what two cells say in different words

cell(
    "NMG419",
    "sources",
    "bfxb_20240619",
    "published",
    "2024-06-09",
    what="not the day of the address",
)
cell(
    "NMG419", "sources", "app_coal_2021", "published", "2024-01-07", what="not the year of the key"
)
cell("NMG439", "units", "jin_per_mu", "factor", "75", what="a slip of the point in a rate")
cell("NMG439", "units", "t_per_month", "factor", "30", what="days for months")
cell(
    "NMG440",
    "places",
    "hailar_district",
    "lon",
    lambda old: f"1{int(old[1]) + 2}{old[2:]}",
    at=("places", "hailar_district", "lat"),
    what="twenty degrees off",
)
cell(
    "NMG440",
    "places",
    "jalaid_banner",
    "lat",
    lambda old: old[1] + old[0] + old[2:],
    what="digits exchanged",
)
cell("NMG441", "platforms", "arxan_btz", "opened", "2022", what="not the year of its event")
cell("NMG441", "platforms", "tongliao_blc", "approved", "", what="empty beside its event")
cell("NMG442", "list_items", "air_ports/1", "place_id", "", what="a port without its code")
cell("NMG442", "list_items", "air_ports/2", "place_id", "china", what="another place")


# NMG420 and NMG443: what the sources state

ZONE = "platforms/manzhouli_cbz/area_km2/cns_2016_manzhouli_cbz"
cell("NMG420", "platforms", "manzhouli_cbz", "area_km2", "14.4", what="a slip of the point")
cell("NMG420", "platforms", "hohhot_ecz", "approved", "2017-08", what="not the year of a source")
cell("NMG420", "places", "ordos", "lat", "39.6068", what="digits exchanged, near by")
cell("NMG420", "routes", "hohhot_russia_air", "destination", "mongolia", what="another country")
cell(
    "NMG420",
    "citations",
    "ports/hohhot_air/icao/airportsdata_20260905",
    "stated",
    "ZBHO",
    at=("ports", "hohhot_air", "icao"),
    what="a slip in the citation",
)
cell(
    "NMG420",
    "citations",
    "places/hohhot_ecz//nmg_gov_2018_hohhot_ecz",
    "stated",
    "2018",
    what="a citation of the whole row",
)
cell("NMG443", "citations", ZONE, "stated", "", at=("platforms", "manzhouli_cbz", "area_km2"))
cell("NMG443", "platforms", "hohhot_ecz", "approved", "2018-07-13", what="more exact than stated")


# NMG444 to NMG456 and NMG527: how things are classed

cell("NMG444", "indicators", "coal_import_value", "flow", "export", what="against the name")
cell("NMG444", "indicators", "foreign_trade_usa", "partner_id", "russia", what="against the name")
cell("NMG445", "indicators", "grain_yield", "additive", "true", what="a sum of yields")
cell("NMG445", "indicators", "energy_approval_time", "additive", "true", what="a sum of times")
cell("NMG446", "indicators", "coal_output", "unit_id", "kg", what="levels in another unit")
cell("NMG446", "indicators", "resident_population", "unit_id", "head", what="levels of persons")
cell("NMG447", "platforms", "hohhot_cbz", "kind", "border_trade_zone", what="not as its list")
cell(
    "NMG447",
    "platforms",
    "ordos_ecz",
    "kind",
    "economic_technological_zone",
    what="nor is this one",
)
cell("NMG448", "platforms", "hohhot_cbz", "membership", "", what="one of three, unsaid")
cell("NMG448", "platforms", "ceke_edz", "membership", "stated", what="in no list")
cell("NMG449", "sources", "chinadaily_20210616", "confidence", "primary", what="a newspaper")
cell("NMG449", "sources", "communique2022_ce", "confidence", "reprint", what="an official text")
cell("NMG450", "lists", "ai_application_fields", "passage_id", "a1p19", what="not of its members")
cell("NMG450", "lists", "arxan_investor_regions", "passage_id", "a2p31", what="nor are these")
cell("NMG527", "excluded_figures", "a1p06/1", "reason", "name", what="a year")
cell("NMG527", "excluded_figures", "a1p05/1", "reason", "date", what="an idiom")
cell("NMG451", "events", "arxan_btz_opened_2024", "place_id", "ordos", what="another place")
cell("NMG451", "events", "ganqimaodu_expressway_2024", "place_id", "inner_mongolia", what="wider")
cell("NMG452", "routes", "hohhot_russia_air", "mode", "rail", what="not the mode of the key")
cell("NMG452", "routes", "ordos_fruit_cold_chain_air", "mode", "road", what="nor this one")
cell("NMG453", "sources", "bfxb_20240619", "licence", "CC-BY-4.0", what="a newspaper")
cell(
    "NMG453",
    "sources",
    "geonames_cities500",
    "kind",
    "web",
    at=("sources", "geonames_cities500", "licence"),
    what="a free dataset",
)
cell("NMG454", "passages", "a1p09", "topic", "tourism", what="not that of its figures")
cell(
    "NMG454",
    "indicators",
    "prefecture_divisions",
    "topic",
    "retail",
    at=("passages", "a1p05", "topic"),
    what="not that of its paragraph",
)
cell(
    "NMG455", "indicators", "energy_approval_time", "nature", "distance", what="a distance in days"
)
cell("NMG455", "indicators", "grain_yield", "nature", "count", what="a count of jin per mu")
cell("NMG456", "events", "tongliao_blc_approved_2024", "kind", "opened", what="approved by name")
cell("NMG456", "events", "gdp_rank_20_2024", "kind", "completed", what="a milestone by name")
