"""JSON from strangers: limited in size and depth, no key twice, and every part has a line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NoReturn

from ._model import File, Hit

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32

Pointer = tuple[str | int, ...]
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


class _Refused(ValueError):
    """What the hooks of the JSON reader raise."""


@dataclass(frozen=True)
class Document:
    """One JSON object of the package with its file."""

    file: File
    value: dict[str, Any]

    @cached_property
    def places(self) -> dict[Pointer, int]:
        """Offset in the text of every member and element."""
        return _offsets(self.file.text or "")

    def hit(
        self,
        pointer: Pointer,
        message: str,
        *,
        expected: str | None = None,
        found: object = None,
        hint: str | None = None,
        field: str | None = None,
    ) -> Hit:
        """Build a hit on one part, or on the nearest part around it that is there."""
        while pointer and pointer not in self.places:
            pointer = pointer[:-1]
        line, column = self.file.place(self.places.get(pointer, 0))
        return Hit(
            file=self.file.path,
            line=line,
            column=column,
            field=field,
            message=message,
            expected=expected,
            found=None if found is None else brief(found),
            hint=hint,
        )


def brief(value: object, limit: int = 120) -> str:
    """Write a value of JSON on one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def parse(file: File) -> Document | Hit:
    """Read one JSON object, or say why it is refused."""
    if len(file.data) > MAX_BYTES:
        return Hit(
            file=file.path,
            message=f"The file has {len(file.data):,} bytes.",
            expected=f"at most {MAX_BYTES:,} bytes of JSON",
        )
    text = file.text
    if text is None:
        return Hit(file=file.path, message="The file is not UTF-8, so it is not JSON.")
    deep = _too_deep(text)
    if deep is not None:
        line, column = file.place(deep)
        return Hit(
            file=file.path,
            line=line,
            column=column,
            message=f"Objects and lists are nested deeper than {MAX_DEPTH} levels.",
            expected=f"at most {MAX_DEPTH} levels",
        )
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        return Hit(
            file=file.path,
            line=error.lineno,
            column=error.colno,
            message=f"This is not JSON: {error.msg}.",
        )
    except UnicodeEncodeError:
        return Hit(file=file.path, message="A string holds half of a surrogate pair.")
    except (ValueError, RecursionError) as error:
        twice = _second(text, error.args[1]) if len(error.args) > 1 else None
        where = (None, None) if twice is None else file.place(twice)
        return Hit(file=file.path, line=where[0], column=where[1], message=str(error.args[0]))
    if not isinstance(value, dict):
        return Hit(
            file=file.path,
            line=1,
            column=1,
            message="The file does not hold a JSON object.",
            expected="an object in braces",
            found=type(value).__name__,
        )
    return Document(file, value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _Refused(f"The key {brief(key, 40)!r} stands twice in one object.", key)
        made[key] = value
    return made


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON.")


def _too_deep(text: str) -> int | None:
    """Return where the nesting passes the limit; the JSON reader itself would recurse."""
    depth = 0
    for token in TOKEN.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return token.start()
        elif first in "]}":
            depth -= 1
    return None


def _second(text: str, key: str) -> int | None:
    """Return where a key stands for the second time in one object."""
    open_objects: list[set[str]] = []
    tokens = list(TOKEN.finditer(text))
    for token, after in pairwise(tokens):
        found = token.group()
        if found in "[{":
            open_objects.append(set())
        elif found in "]}":
            if open_objects:
                open_objects.pop()
        elif after.group() == ":" and found[0] == '"' and open_objects and _is(found, key):
            if key in open_objects[-1]:
                return token.start()
            open_objects[-1].add(key)
    return None


def _is(token: str, key: str) -> bool:
    try:
        return bool(json.loads(token) == key)
    except ValueError:
        return False


def _offsets(text: str) -> dict[Pointer, int]:
    """Return where every member and element of a sound JSON text begins."""
    places: dict[Pointer, int] = {(): 0}
    path: list[str | int] = []
    lists: list[bool] = []
    tokens = list(TOKEN.finditer(text))
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        found = token.group()
        if lists and lists[-1] and found not in ",]":
            places.setdefault(tuple(path), token.start())
        if found == "{":
            lists.append(False)
            path.append("")
        elif found == "[":
            lists.append(True)
            path.append(0)
        elif found in "]}":
            lists.pop()
            path.pop()
        elif found == ",":
            if lists[-1]:
                path[-1] = int(path[-1]) + 1
        elif after is not None and after.group() == ":":
            path[-1] = json.loads(found)
            places[tuple(path)] = token.start()
    return places
