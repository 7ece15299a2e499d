"""The words of tables, traces and descriptions in English and Chinese."""

from __future__ import annotations

from .package import Lang, read_toml


def say(words: str, lang: Lang, *parts: object) -> str:
    """Return a word, or a sentence with its parts, in a language."""
    chosen = read_toml(__package__, "words.toml")[words] if lang == "zh" else words
    return str(chosen).format(*parts)


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
