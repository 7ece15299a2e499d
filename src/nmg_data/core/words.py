"""The words of tables, traces and descriptions in Chinese, and the labels of intervals."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from .package import Lang


@cache
def chinese() -> dict[str, str]:
    """Return the words and sentences with their Chinese, from ``words.toml``."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def say(word: str, lang: Lang) -> str:
    """Return a word in a language.

    >>> say("rows", "zh")
    '行'
    """
    return chinese()[word] if lang == "zh" else word


def labelled(word: str, text: str, lang: Lang) -> str:
    """Return ``word: text`` with the punctuation of a language."""
    return f"{say(word, lang)}：{text}" if lang == "zh" else f"{word}: {text}"


def listed(words: list[str], lang: Lang) -> str:
    """Join words as a language does."""
    return ("、" if lang == "zh" else ", ").join(words)


def interval_words(lower: str, upper: str, lang: Lang) -> str:
    """Return an interval in words; an empty side is open.

    >>> interval_words("3000", "", "en"), interval_words("1.5", "2.5", "zh")
    ('3000 or more', '1.5 至 2.5')
    """
    if lower and lower == upper:
        return lower
    if lower and upper:
        return f"{lower} 至 {upper}" if lang == "zh" else f"{lower} to {upper}"
    if lower:
        return f"不低于 {lower}" if lang == "zh" else f"{lower} or more"
    if upper:
        return f"不高于 {upper}" if lang == "zh" else f"{upper} or less"
    return "未知" if lang == "zh" else "unknown"
