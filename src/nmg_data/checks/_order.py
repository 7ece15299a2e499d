"""The order of the rows of a table: what `format` makes and the rule row-order asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .._descriptor import Json

SortKey = tuple[tuple[object, ...], ...]


def sort_key(schema: Json) -> Callable[[Sequence[str]], SortKey]:
    """Return the key by which the rows of a table are sorted, from the cells of its key fields.

    Integers and lists of ordinals (``1 2``) are compared as numbers, all else by code
    point; a cell that is no number, though its field says so, comes last.

    >>> key = sort_key({"fields": [{"name": "n", "type": "integer"}], "primaryKey": ["n"]})
    >>> sorted([["10"], ["9"], ["x"]], key=key)
    [['9'], ['10'], ['x']]
    """
    described = {one["name"]: one for one in schema["fields"]}
    names = schema["primaryKey"]
    names = [names] if isinstance(names, str) else names
    numeric = [is_numeric(described[name]) for name in names]

    def key(cells: Sequence[str]) -> SortKey:
        return tuple(
            (0, *map(int, cell.split()))
            if number and re.fullmatch(r"-?[0-9]{1,18}(?: [0-9]{1,18})*", cell)
            else (1, cell)
            for number, cell in zip(numeric, cells, strict=True)
        )

    return key


def is_numeric(field: Json) -> bool:
    """Say whether the cells of a key field are compared as numbers."""
    if field["type"] in ("integer", "year"):
        return True
    pattern = str(field.get("constraints", {}).get("pattern", ""))
    return pattern.startswith("(?:[1-9][0-9]*(?: ")
