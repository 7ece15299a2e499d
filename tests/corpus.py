"""The corpus of corruptions: small edits of the frozen package, each with the place of its finding.

`tests/data/corruptions_*.toml` holds ``CODE = [edit, …]``. Where a finding must be is worked out
here from the edited files, by other means than in the package: no CSV reader, no JSON map.

An edit changes a table (``table`` with ``key``, ``field``, ``new`` …), a part of a JSON file
(``file`` with ``pointer``) or a text (``file`` with ``sub`` …); ``also`` lists further edits.
The finding is on the place of the first edit, or where ``at``, ``find`` or ``place`` says.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
ROOT = DATA.parents[1]
CELL = re.compile(r'(?:^|(?<=,))(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)')

Files = dict[str, bytes]
Edit = dict[str, Any]
Place = tuple[str, int | None, int | None]
"""File, line and column, both from 1; None where a whole file is at fault."""
Locate = Callable[[Files], Place]
"""Returns a place in the files when all edits are made."""


@dataclass(frozen=True)
class Case:
    """One corruption, and the code of the rule that must find it."""

    code: str
    number: int
    edit: Edit

    @property
    def name(self) -> str:
        """The name of its test."""
        where = self.edit.get("table") or self.edit["file"]
        part = self.edit.get("field") or self.edit.get("pointer", [""])[-1]
        what = self.edit.get("what") or self.edit.get("new", self.edit.get("value", ""))
        return f"{self.code}-{self.number} {where} {part} {what}"[:80]

    def apply(self, files: Files) -> tuple[Files, Place]:
        """Return the files after the edits, and the place in them that is at fault."""
        edited = dict(files)
        locate, *_ = [make(edited, step) for step in (self.edit, *self.edit.get("also", []))]
        assert edited != files, f"{self.name}: nothing changed"
        file, line, column = _wanted(self.edit, locate)(edited)
        return edited, (file, line, column and column + self.edit.get("offset", 0))


@cache
def cases() -> list[Case]:
    """Return all corruptions, in the order of their files."""
    return [
        Case(code, number, edit)
        for path in sorted(DATA.glob("corruptions_*.toml"))
        for code, edits in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for number, edit in enumerate(edits, 1)
    ]


@cache
def frozen_files() -> Files:
    """Return the frozen package: its own data, the descriptor and schemas of the repository."""
    folders = [DATA / "package/data", ROOT / "schemas"]
    files = {f"{path.parent.name}/{path.name}": path for f in folders for path in f.iterdir()}
    files["datapackage.json"] = ROOT / "datapackage.json"
    return {name: path.read_bytes() for name, path in sorted(files.items())}


def make(files: Files, step: Edit) -> Locate:
    """Make one edit; return what locates it in the end."""
    if "pointer" in step:
        return _edit_json(files, step)
    return _edit_table(files, step) if "table" in step else _edit_text(files, step)


def _wanted(edit: Edit, default: Locate) -> Locate:
    file = edit.get("in") or edit.get("file") or f"data/{edit['table']}.csv"
    if "place" in edit:
        line, column = edit["place"] or (None, None)
        return lambda files: (file, line, column)
    if "find" in edit:
        return lambda files: (file, *_position(files[file].decode(), edit["find"]))
    if "at" in edit:
        return lambda files: Table(files, edit["at"][0]).place(*edit["at"][1:])
    return default


def _position(text: str, needle: str | int) -> tuple[int, int]:
    """Return line and column of a text within a text, or of its end (-1)."""
    before = text[: len(text) if needle == -1 else text.index(str(needle))]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# Texts


def _edit_text(files: Files, step: Edit) -> Locate:
    file = step["file"]
    text = step.get("content", files.get(file, b"").decode())
    place: tuple[int | None, int | None] = (1, 1)
    if step.get("delete"):
        del files[file]
        return lambda _: (file, None, None)
    if "encode" in step:
        files[file] = text.encode(step["encode"])
        place = _position(_decodable(files[file]), -1)
    elif "sub" in step:
        place = _position(text, step["sub"][0])
        files[file] = text.replace(*step["sub"], -1 if step.get("all") else 1).encode()
    elif "cut" in step:
        files[file] = text[: -step["cut"]].encode()
        place = _position(text[: -step["cut"]], -1)
    elif "content" in step:
        files[file] = text.encode()
    elif step.get("rows") == "delete":
        files[file] = text.partition("\n")[0].encode() + b"\n"
    elif "rows" in step:  # pasted in again, with or without the header
        again = text if step["rows"] == "double" else text.partition("\n")[2]
        files[file], place = (text + again).encode(), _position(text, -1)
    else:
        place = (1, 1) if "before" in step else _position(text, -1)
        files[file] = (step.get("before", "") + text + step.get("behind", "")).encode()
    return lambda _: (file, *place)


def _decodable(data: bytes) -> str:
    """Return what comes before the first byte that is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].decode()


# Tables


class Table:
    """A CSV as lines whose cells have places; every record of ours is one line."""

    def __init__(self, files: Files, name: str) -> None:
        self.files, self.file = files, f"data/{name}.csv"
        key = json.loads(files[f"schemas/{name}.json"])["primaryKey"]
        self.key = [key] if isinstance(key, str) else key
        self.lines = files[self.file].decode().removesuffix("\n").split("\n")
        self.names = self.lines[0].split(",")

    def spans(self, line: int) -> list[tuple[int, int]]:
        """Return where the cells of a line begin and end."""
        return [match.span() for match in CELL.finditer(self.lines[line])]

    def raw(self, line: int, field: str) -> str:
        """Return a cell as it is written."""
        start, end = self.spans(line)[self.names.index(field)]
        return self.lines[line][start:end]

    def line(self, key: str) -> int:
        """Return the index of the line of a row; of the header for an empty key."""
        for line in range(1, len(self.lines)):
            if "/".join(self.raw(line, name) for name in self.key) == key:
                return line
        raise KeyError(key)

    def place(self, key: str, field: str) -> Place:
        """Return file, physical line and column of a cell."""
        return self.place_on(self.line(key), field)

    def place_on(self, line: int, field: str | int) -> Place:
        """Return file, physical line and column of a cell of a line, named or counted from 0."""
        number = self.names.index(field) if isinstance(field, str) else field
        return self.file, line + 1, self.spans(line)[number][0] + 1

    def set(self, line: int, field: str, new: str) -> None:
        """Write a cell."""
        start, end = self.spans(line)[self.names.index(field)]
        self.lines[line] = self.lines[line][:start] + new + self.lines[line][end:]

    def save(self) -> None:
        """Write the lines back."""
        self.files[self.file] = ("\n".join(self.lines) + "\n").encode()


def _edit_table(files: Files, step: Edit) -> Locate:
    table = Table(files, step["table"])
    if "column" in step:
        place = _edit_column(table, **step["column"])
    elif "row" in step:
        place = _edit_row(table, step)
    else:
        place = _edit_cells(table, step)
    table.save()
    return lambda _: place


def _edit_cells(table: Table, step: Edit) -> Place:
    """Write one cell or several of a row; cells are given as they are written in the file."""
    line = table.line(step["key"])
    field: str = step.get("field") or next(iter(step["cells"]))
    new = table.raw(line, field)
    new = new.replace(*step["replace"]) if "replace" in step else step.get("new", new)
    new = new * step.get("repeat", 1)
    new = f'"{new}"' if step.get("quote") else new
    place = table.place_on(line, field)
    for name, cell in (step.get("cells") or {field: new}).items():
        table.set(line, name, cell)
    return (
        table.place_on(line, step.get("cell") or field) if set(step) & {"cells", "cell"} else place
    )


def _edit_row(table: Table, step: Edit) -> Place:
    """Delete, move, double, insert, lengthen, cut or shift a line."""
    line, row = table.line(step["key"]), step["row"]
    if row in ("shift", "lose"):
        cells = [table.lines[line][slice(*span)] for span in table.spans(line)]
        at = table.names.index(step["field"])
        cells = [*cells[:at], "", *cells[at:-1]] if row == "shift" else [*cells, ""]
        del cells[at : at + (row == "lose")]
        table.lines[line] = ",".join(cells)
        return table.place_on(line, at)
    if row == "comma":
        table.lines[line] += ","
        return table.place_on(line, len(table.names))
    if row == "cut":
        table.lines[line] = table.lines[line][: table.spans(line)[-1][0] - 1]
        return table.place_on(line, len(table.names) - 2)
    if row in ("delete", "first", "last"):
        moved = table.lines.pop(line)
        line = {"delete": line, "first": 1, "last": len(table.lines)}[row]
        table.lines[line:line] = [] if row == "delete" else [moved]
    else:
        line += 1
        table.lines.insert(line, table.lines[line - 1] if row == "double" else step["line"])
    for name, cell in step.get("cells", {}).items():
        table.set(line, name, cell)
    field: Any = step.get("field", table.key[0])
    field = step.get("cell", 0) if row in ("delete", "insert") else field
    return table.place_on(min(line, len(table.lines) - 1), field)


def _edit_column(table: Table, **change: Any) -> Place:
    """Delete, swap or add columns; the place is in the header."""
    if "add" in change:
        at_start = change.get("first", False)
        for index, line in enumerate(table.lines):
            cell = str(index - 1) if index and change.get("count") else ""
            cell = cell if index else change["add"]
            table.lines[index] = f"{cell},{line}" if at_start else f"{line},{cell}"
        return table.file, 1, 1 if at_start else len(table.lines[0]) - len(change["add"]) + 1
    numbers = [table.names.index(name) for name in change.get("swap", [change.get("delete")])]
    for index in range(len(table.lines)):
        cells = [table.lines[index][slice(*span)] for span in table.spans(index)]
        if "delete" in change:
            del cells[numbers[0]]
        else:
            first, second = numbers
            cells[first], cells[second] = cells[second], cells[first]
        table.lines[index] = ",".join(cells)
    cells = table.lines[0].split(",")
    return (
        table.file,
        1,
        len("".join(f"{cell}," for cell in cells[: min(numbers[0], len(cells) - 1)])) + 1,
    )


# JSON


def _edit_json(files: Files, step: Edit) -> Locate:
    """Write or delete a part; a text in the pointer may name an element of a list."""
    file = step["file"]
    whole = json.loads(files[file])
    path: list[str | int] = []
    part = whole
    for key in step["pointer"]:
        if isinstance(part, list) and isinstance(key, str):
            key = next(i for i, element in enumerate(part) if element["name"] == key)
        path.append(key)
        parent, part = part, part.get(key) if isinstance(part, dict) else part[key]
    if step.get("delete"):
        del parent[path.pop()]
    elif step.get("reverse"):
        part.reverse()
    else:
        parent[path[-1]] = step["value"]
    files[file] = _dump(whole).encode()
    up = step.get("up", 0)
    return lambda files: (file, *_part(json.loads(files[file]), path[: len(path) - up]))


def _dump(whole: Any) -> str:
    """Write JSON as our files are written."""
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _part(whole: Any, path: list[str | int]) -> tuple[int, int]:
    """Find a part by putting a mark in its place and looking where the mark is."""
    if not path:
        return 1, 1
    mark = "\u2020here\u2020"
    parent = whole
    for key in path[:-1]:
        parent = parent[key]
    if isinstance(parent, list):
        parent[int(path[-1])] = mark
    else:
        renamed = {mark if key == path[-1] else key: value for key, value in parent.items()}
        parent.clear()
        parent.update(renamed)
    return _position(_dump(whole), f'"{mark}"')
