"""What people call indicators and places, and which of ours they mean by it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from itertools import chain

from ..core.errors import UnknownNameError, fold, unknown
from ..core.package import LANGS, Lang, package


@cache
def names_of(table: str) -> dict[str, list[str]]:
    """Return the key and the names of every place or indicator, in both languages."""
    found = {
        key: [key, row["name_en"], row["name_zh"]]
        for key, row in package().table(table).by_key.items()
    }
    if table == "places":
        for port in package().rows("ports"):
            found[port["port_id"]] += [name.strip() for name in port["aliases"].split(";") if name]
    return found


@cache
def labels_of(table: str, field: str) -> dict[str, list[str]]:
    """Return every allowed value of a field with its labels in both languages."""
    labels = [package().table(table).labels(field, lang) for lang in LANGS]
    return {code: [code, *(names[code] for names in labels)] for code in labels[0]}


def code_of(kind: str, text: str, known: dict[str, list[str]]) -> str:
    """Return the code that a text means: the code itself or one of its labels."""
    codes = {fold(name): code for code, names in known.items() for name in names}
    if fold(text) not in codes:
        raise unknown(kind, text, codes, f"Use one of: {', '.join(known)}.")
    return codes[fold(text)]


def language_of(*texts: str | None) -> Lang:
    """Return the language that texts are in, judged by their characters."""
    characters = "".join(text or "" for text in texts)
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in characters) else "en"


def matching(table: str, text: str, among: Iterable[str] | None = None) -> list[str]:
    """Return the keys of a table that a text means: its key or name, else a part of these.

    Those among some keys come first; where there are none, all others are looked through.
    """
    wanted = fold(text)
    names = names_of(table)
    keys = list(names if among is None else (key for key in among if key in names))
    equal = [key for key in keys if wanted in map(fold, names[key])]
    found = equal or [key for key in keys if any(wanted in fold(name) for name in names[key])]
    return found if found or among is None else matching(table, text)


def resolve(table: str, text: str, among: Iterable[str] | None = None) -> str:
    """Return the one key that a text means, or say which ones it may mean."""
    known = names_of(table)
    if text in known:
        return text
    found = matching(table, text, among)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(found[:12]) + (", …" if len(found) > 12 else "")
        raise UnknownNameError(f"{text!r} may mean several of {table}: {listed}. Use one of these.")
    everything = chain.from_iterable(known.values())
    raise unknown(table.removesuffix("s"), text, everything, "find() lists all.")


def score(text: str, names: Iterable[str], prose: Iterable[str]) -> int:
    """Return how well a text fits a thing: 4 its name, 3 a word of it, 2 a part, 1 its prose, 0."""
    wanted = fold(text)
    folded = [fold(name) for name in names]
    if wanted in folded:
        return 4
    if any(f"_{wanted}_" in f"_{name}_" for name in folded):
        return 3
    if any(wanted in name for name in folded):
        return 2
    return 1 if any(wanted.replace("_", " ") in part.casefold() for part in prose) else 0


def nearest_word(text: str, names: Iterable[str]) -> str:
    """Return the word of names that a misspelt one may be meant to be, else the word itself."""
    words = {word for name in names for word in fold(name).split("_") if len(word) > 2}
    return next(iter(get_close_matches(fold(text), sorted(words), 1, 0.75)), text)
