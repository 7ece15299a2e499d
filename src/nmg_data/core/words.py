"""The words of tables, traces and descriptions in English and Chinese."""

from __future__ import annotations

from .package import Lang, package, read_toml

PER_CENT = ("%", "‰")


def say(words: str, lang: Lang, *parts: object) -> str:
    """Return a word, or a sentence with its parts, in a language."""
    known = read_toml(__package__, "words.toml")[words]
    known = {"en": words, "zh": known} if isinstance(known, str) else known
    return str(known[lang]).format(*parts)


def unit_name(unit_id: str, lang: Lang) -> str:
    """Return what people write for a unit; in English nothing where numbers need none."""
    unit = package().row("units", unit_id)
    if lang == "zh" and unit["symbol"] not in PER_CENT:
        return unit["name_zh"]
    return "" if unit_id in ("item", "rank") else unit["symbol"] or unit["name_en"].split(" (")[0]


def with_unit(number: str, unit_id: str, lang: Lang) -> str:
    """Write a number, or an interval in words, with its unit as a language does."""
    if unit_id == "rank":
        return say("No. {}", lang, number)
    name = unit_name(unit_id, lang)
    return number + name if name in PER_CENT else f"{number} {name}".rstrip()


def listed(words: list[str], lang: Lang) -> str:
    """Join words as a language does."""
    return say(", ", lang).join(words)


def interval_words(lower: str, upper: str, lang: Lang) -> str:
    """Return an interval in words; an empty side is open."""
    if lower == upper:
        return lower or say("unknown", lang)
    if lower and upper:
        return say("{} to {}", lang, lower, upper)
    return say("{} or more", lang, lower) if lower else say("{} or less", lang, upper)
