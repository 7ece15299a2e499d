"""The words that figures are printed with, by language, and how their numbers are written.

The words are data: `figure_words.toml`, which tells what its lists mean. Here the lists of a
language become one pattern that cuts a text into words and quantities, and numbers are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

from ..core.package import read_toml

ONE, TEN = Decimal(1), Decimal(10)
EXACT = Context(prec=60, traps=[])  # all arithmetic with printed numbers is in it
LETTERS = "a-z\u00df-\u024f\u0400-\u04ff"


class UnreadError(Exception):
    """Why a text is no figure, in one sentence."""


@dataclass(slots=True)
class Quantity:
    """A number as it is printed, and its unit, before the words around it are considered."""

    value: Decimal
    step: Decimal = ONE  # one unit of the last printed digit, times its multipliers
    significant: Decimal = ONE  # one unit of the last digit that is no filling zero: 100 in `400`
    scale: Decimal = ONE  # the multipliers behind the last digit
    multiplied: bool = False  # whether they round the number: 3千 and 三万, not 三千
    bare: bool = False  # multipliers alone: 百万
    plain: bool = False  # a number alone, which can be the end of a range
    unit: str | None = None  # multiple, doubling and the like until the verb is known
    factor: Decimal = ONE  # of the unit: 成 is ten percent
    measure: str | None = None
    bound: str | None = None
    top: Decimal | None = None  # the far end of a range
    one_in: Decimal | None = None  # N of one in N

    def times(self, factor: Decimal) -> None:
        """Multiply the number and its precision."""
        self.value *= factor
        self.step *= abs(factor)
        self.significant *= abs(factor)
        if self.top is not None:
            self.top *= factor


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language."""

    settings: dict[str, Any]  # its table, and those that it builds on
    characters: dict[int, str]
    words: dict[str, tuple[str, str]]  # form → letter of its tokens, key in its list
    after: dict[str, tuple[str, str]]  # what it is behind the figure
    units: dict[str, str]  # form → factor and unit_id
    units_before: dict[str, str]
    numerals: dict[str, Decimal]
    scales: dict[str, Decimal]  # the largest first
    digits: re.Pattern[str]
    tokens: re.Pattern[str]


def tables() -> dict[str, dict[str, Any]]:
    """Return the words of all languages."""
    return read_toml(__package__, "figure_words.toml")


@lru_cache(maxsize=64)
def lexicon(lang: str) -> Lexicon | None:
    """The words of a language, or None; a region or script behind it is ignored (`zh-Hant`)."""
    lang = lang.replace("_", "-").partition("-")[0].lower()
    if lang not in tables() or lang == "any":
        return None
    chain = [tables()[name] for name in ("any", tables()[lang].get("like", lang), lang)]
    settings = {key: value for table in chain for key, value in table.items()}
    same = settings.get("characters", [])
    characters = dict(zip(map(ord, "".join(same[::2])), "".join(same[1::2]), strict=True))
    characters |= {ord(form): read for form, read in settings.get("expanded", {}).items()}

    def forms(section: str) -> dict[str, str]:
        """Every form of a list → its key; a later table replaces what an earlier one has."""
        lists = [listed for table in chain for listed in table.get(section, {}).items()]
        return {form.translate(characters): key for key, listed in lists for form in listed}

    words, after = (
        {form: (letter, key) for name, letter in lists.items() for form, key in forms(name).items()}
        for lists in (settings["letters_before"], settings["letters_after"])
    )
    for form in [form for form, (_, key) in words.items() if key in ("grows", "falls", "saving")]:
        for ending in settings.get("reached", []):
            words.setdefault(form + ending, ("V", "to"))
    numerals, scales, alone = (
        {form: Decimal(key) for form, key in forms(section).items()}
        for section in ("numerals", "scales", "alone")
    )
    units, before, parts = forms("units"), forms("units_before"), forms("parts")
    of = {key: _any(part for part in parts if parts[part] == key) for key in settings["all_parts"]}
    of |= {"unit": _any(units), "before": _any(before), "alone": _any(alone), "scale": _any(scales)}
    of |= {"numeral": _any([*numerals, *scales]), "word": _any(after | words)}
    # 千 of 千瓦 and 百 of 百分点 are no numerals, though they look like one.
    of["named"] = _any(form for form in [*units, *before] if form.startswith((*numerals, *scales)))
    of["date"] = "|".join(settings.get("dates", ["(?!)"]))
    of |= {mark: re.escape(settings[mark]) for mark in ("thousands", "decimal")}
    of["letters"] = LETTERS
    for name, pattern in settings["patterns"].items():
        of[name] = pattern.format_map(of)
    largest_first = sorted(scales.items(), key=lambda item: (item[1], len(item[0])), reverse=True)
    patterns = (re.compile(of["digits"]), re.compile(of["tokens"], re.X))
    numbers = (numerals | alone, dict(largest_first))
    return Lexicon(settings, characters, words, after, units, before, *numbers, *patterns)


def _any(forms: Iterable[str]) -> str:
    """A pattern of any of the forms, the longest first; those in letters are whole words."""
    ordered = sorted(map(re.escape, forms), key=len, reverse=True)
    lettered = [form for form in ordered if re.search(f"[{LETTERS}]", form)]
    found = [form for form in ordered if form not in lettered]
    if lettered:
        found.append(rf"(?<![{LETTERS}])(?:{'|'.join(lettered)})(?![{LETTERS}])")
    return f"(?:{'|'.join(found) or '(?!)'})"


def read_number(text: str, words: Lexicon) -> Quantity:
    """Read a number with its multipliers: 1亿2千万, 11万2600, two hundred thousand."""
    number = _spelled(text, words, first=True)
    number.plain = True
    # 3千 is rounded to a thousand; 三千 is how 3000 is written.
    rounded = text[0].isdigit() or any(word in text for word in words.settings["rounding"])
    number.multiplied = rounded and number.scale > ONE
    digits = number.value.normalize().as_tuple().digits
    if number.value.adjusted() > 24 or len(digits) > 15:  # more would be lost in a float
        raise UnreadError("The number is larger than any figure, or has over 15 digits.")
    return number


def _spelled(text: str, words: Lexicon, first: bool = False) -> Quantity:
    """A number, cut at the last of its largest multipliers: 11万2600 is 11 of 万, and 2600."""
    text = text.strip()
    if words.digits.fullmatch(text):
        whole, _, decimals = text.partition(words.settings["decimal"])
        whole, step = "".join(filter(str.isdigit, whole)), ONE.scaleb(-len(decimals))
        filled = 0 if decimals else len(whole) - len(whole.rstrip("0"))
        return Quantity(Decimal(f"{whole}.{decimals}"), step, step.scaleb(filled))
    for point in words.settings.get("parts", {}).get("point", []):
        whole, _, spoken = text.partition(point)
        if spoken and set(spoken) <= set(words.settings["decimals"]):  # 十点五
            digits = "".join(str(words.numerals[digit]) for digit in spoken)
            value, step = _spelled(whole, words, first).value, ONE.scaleb(-len(digits))
            return Quantity(value + Decimal(f"0.{digits}"), step, step)
    for word, scale in words.scales.items():
        head, found, tail = text.rpartition(word)
        if found:
            return _scaled(head.strip(), scale, tail.strip(), words, first)
    value, place = Decimal(0), Decimal("Infinity")
    for word in re.split(r"[\s-]+", text):  # 五, twenty-five, сто двенадцать
        numeral = words.numerals.get(word)
        if numeral is None or numeral >= place or (value and not numeral):
            raise UnreadError(f"'{text[:20]}' is not how a number is written in this language.")
        value, place = value + numeral, ONE.scaleb(numeral.adjusted())
        place = min(numeral or ONE, ONE) if numeral < 20 else place
    return Quantity(value, place, place)


def _scaled(head: str, scale: Decimal, tail: str, words: Lexicon, first: bool) -> Quantity:
    """A number from what is before and after its largest multiplier."""
    if not head and scale > TEN and (tail or not first):  # 百 alone, but no 百八十
        raise UnreadError("A multiplier of the number has no number before it.")
    number = _spelled(head, words, first) if head else Quantity(ONE, bare=scale > TEN)
    zeros = words.settings.get("zeros", "")
    single = scale < 1000 or (zeros and scale == 1000)  # 十, 百 and 千 take one digit
    most = TEN if single else Decimal("1e15")
    if not 0 < number.value < most or number.scale >= min(scale, Decimal(10000)):
        raise UnreadError("The multipliers of the number do not descend.")
    number.times(scale)
    number.scale *= scale
    if not tail:
        return number
    tail = tail.removeprefix("and ")
    zero = tail[0] in zeros
    rest = _spelled(tail[zero:] or tail, words)
    skips = rest.value * 10 < scale  # a place, so that a zero is said: 一百零五
    ends = number.value % (scale * 10) == 0
    # 一百五 may be 150, and 1十2 and 十零二 are no numbers.
    spoken = zeros and skips and not zero and rest.value < TEN and rest.scale == ONE
    spoken = spoken or (single and words.digits.fullmatch(tail)) or (zero and not (skips or ends))
    if rest.value >= scale or not rest.value or number.step < scale or spoken:
        raise UnreadError("The end of the number lacks its multiplier, or has a needless zero.")
    rest.value += number.value
    return rest
