"""The grammar of printed figures: `突破1.2亿吨` is over 120,000,000 tonnes.

A text is cut into words and quantities (`lexicon`, `figure_words.toml`), each of them a token with
a letter, and the letters must have a shape ::

    B A qualifier before, after   V T verb before, after    S superlative     P per what (日均)
    Q quantity   E each   N sign   c to   x times   D date   G gap (…)
    s p l i words that may be skipped: at the start, a place, a link, an aside

No reading is a guess: all that is skipped is known, no qualifier or verb is part of another word,
and what cannot be read for certain is a problem, told in a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext

from .interval import Interval, Precision, stated
from .lexicon import EXACT, ONE, Lexicon, Quantity, UnreadError, lexicon, read_number, tables

LIMIT = 200  # characters; `as_printed` has at most 40
_HUNDRED, _FIFTEEN = Decimal(100), Context(prec=15, traps=[])
_PERCENT = ("percent", "per_mille")
_UNRATED = (*_PERCENT, "percentage_point", "times", "rank")
_LETTERS = {"start": "s", "place": "p", "link": "l", "aside": "i", "to": "c", "times": "x"}
_OPPOSITES = {"falls": "grows", "rate_falls": "rate", "below": "above"}
_SHAPE = re.compile(
    r"[sDGPpli]*(?:V[Gpli]*|[BSPD][Gli]*)*N?"
    r"(?P<core>Q(?:(?P<join>[cx])Q)?|(?P<each>E)Q[VGli]*Q)(?:l?T|[APDGi])*"
    r"|[sDGpli]*(?P<record>S)"
)
_COUNTED = "〇零一二两三四五六七八九十百千万亿双半首"
_NUMBERS = re.compile(rf"\d+(?:\.\d+)?|(?<![\d{_COUNTED}])[{_COUNTED}]+")
_USUAL = re.compile("[ -~…\u4e00-\u9fff]*")
_BY_ONE, _EXACT = Precision(), Precision(step=Decimal(0))

_Token = tuple[str, str, str]  # letter, key in its list, the word


@dataclass(frozen=True, slots=True)
class Figure:
    """What a printed figure means, or the problem why it was not read."""

    text: str
    value: Decimal | None = None  # 万, 亿 and the like expanded; falls negative; none for a range
    unit: str | None = None  # unit_id; none where none is printed: 破亿, 4,000
    bound: str = "exact"  # or over, at_least, nearly, at_most, about, range
    lower: Decimal | None = None  # ends of the closed interval that the figure stands for
    upper: Decimal | None = None
    measure: str | None = None  # where the wording gives it: 增至71条 is a level
    problem: str | None = None
    skipped: tuple[str, ...] = ()  # known words that were passed over: 同比, 2024年
    precision: Precision = _BY_ONE
    multiplied: bool = False  # whether 万, 亿, million round it, so that a count is not exact

    @property
    def ok(self) -> bool:
        """Whether the text was read."""
        return self.problem is None

    def ends(self, bound: str = "", measure: str = "", unit: str = "") -> Interval:
        """Both ends of the interval, with the bound, measure or unit of a row where given."""
        bound, unit = bound or self.bound, unit or self.unit or ""
        if self.value is None or bound == "range":
            return Interval(self.lower, self.upper)
        whole = self.precision.step >= ONE and not self.multiplied
        counted = whole and bound == "exact" and (not unit or is_count(unit))
        precision = _EXACT if counted else self.precision
        return stated(self.value, bound, measure or self.measure, precision)


def parse_figure(text: str, lang: str = "zh") -> Figure:
    """Read one printed figure; any text gives a `Figure`, and one that was not read tells why.

    Parameters
    ----------
    text : str
        The figure as printed, with its qualifier and unit; pieces joined by `…`.
    lang : str, default "zh"
        Language of the source, which decides what `3.132` and `16,4` are: zh, ja, en or ru whole;
        de, it, pt, tr and mn as far as figures in them need it; in any other, plain digits. A
        region or script behind it is ignored (`zh-Hant`).

    Returns
    -------
    Figure
        value, unit, bound, lower, upper and measure as far as the text gives them; `ok` is false
        where it was not read, and `problem` tells why.

    Raises
    ------
    TypeError
        The language is no text.

    Notes
    -----
    Source: the words of `figure_words.toml`; a word that is not listed is never guessed.

    Examples
    --------
    >>> figure = parse_figure("突破1.2亿吨")
    >>> f"{figure.value:f}", figure.unit, figure.bound
    ('120000000', 't', 'over')
    """
    if not isinstance(lang, str):
        raise TypeError(f"lang is a code such as 'zh' or 'en', not {lang!r}.")
    words = lexicon(lang) or lexicon("en" if re.fullmatch(r"[1-9][0-9]*%?", text) else "")
    try:
        if words is None:
            raise UnreadError("In a language without words here, only plain digits are read.")
        with localcontext(EXACT):  # no precision or trap of the caller reaches in
            return _read(text, words)
    except UnreadError as problem:
        return Figure(text, problem=str(problem))


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, which `number_positions` counts: 850 and 万 in 850余万吨."""
    return _NUMBERS.findall(unicodedata.normalize("NFKC", text))


def is_count(unit: str) -> bool:
    """Whether a unit counts things one by one, so that a whole number of it is exact."""
    return unit in tables()["any"]["counted"]


def _read(text: str, words: Lexicon) -> Figure:
    """The reading of a text, from its shape and from the words around its core."""
    tokens, quantities = _tokens(_clean(text, words), words)
    shape = _SHAPE.fullmatch("".join([letter for letter, _, _ in tokens]))
    if shape is None:
        raise UnreadError(_complaint(tokens))
    start, end = shape.span("record" if shape["record"] else "core")
    if shape["record"]:
        quantity = _whole("rank 1")
    elif shape["each"]:
        quantity = _share(quantities[1], quantities[0])
    elif shape["join"]:
        quantity = _join(quantities[0], quantities[1], shape["join"])
    else:
        (quantity,) = quantities
    around = tokens[:start] + tokens[end:]
    roles: dict[str, Decimal] = {}
    for letter, key, word in around:
        sign = -ONE if key in _OPPOSITES or key == "minus" else ONE
        if letter in "VTN" and roles.setdefault(_OPPOSITES.get(key, key), sign) != sign:
            raise UnreadError(f"'{word}' contradicts the rest of the text.")
    measure, sign = _measure(quantity, roles, words)
    bound = _bound(quantity, around, roles)
    if bound == "nearly" and quantity.unit == "year" and "recent" in words.settings:
        raise UnreadError("Whether these years are recent or nearly so many is not certain.")
    quantity.times(quantity.factor * sign)
    value = quantity.value if quantity.top is None else None
    unit, rates = quantity.unit, [key for letter, key, _ in around if letter == "P"]
    if len(rates) > 1:
        raise UnreadError("The text names two rates.")
    if rates and unit and unit not in _UNRATED:
        unit += f"_per_{'s' if rates == ['second'] else rates[0]}"  # jin_per_mu, flop_per_s
    low, high = sorted((quantity.value, quantity.top or quantity.value))
    skipped = tuple([word for letter, _, word in tokens if letter in "splDi"])
    precision = Precision(quantity.step, quantity.significant, quantity.one_in)
    rest = (measure, None, skipped, precision, quantity.multiplied)
    figure = Figure(text, value, unit, bound, low, high, *rest)
    lower, upper = figure.ends()
    return replace(figure, lower=lower, upper=upper)


def _clean(text: str, words: Lexicon) -> str:
    """The text in one form: half-width, lower case, simplified, nothing invisible."""
    if len(text) > LIMIT:
        raise UnreadError(f"The text is longer than {LIMIT} characters.")
    if not _USUAL.fullmatch(text):
        text = re.sub("(?<=[mM])[²³]", lambda raised: "2" if raised[0] == "²" else "3", text)
        if any(unicodedata.category(char) in ("No", "Nl") and char != "〇" for char in text):
            raise UnreadError("The text holds raised digits, fractions, Roman or circled numbers.")
        text = unicodedata.normalize("NFKC", text)
        if len(text) > LIMIT or not text.isprintable():
            raise UnreadError("The text holds control, invisible or compound characters.")
    return text.lower().translate(words.characters)


def _tokens(clean: str, words: Lexicon) -> tuple[list[_Token], list[Quantity]]:
    """The words of a text, each quantity as one of them, and the quantities."""
    tokens: list[_Token] = []
    quantities: list[Quantity] = []
    for match in words.tokens.finditer(clean):
        letter, word, key = match.lastgroup or "?", match.group(), ""
        if letter == "word":
            sides = (words.after, words.words) if quantities else (words.words, words.after)
            letter, key = sides[0].get(word) or sides[1][word]
            letter = _LETTERS[key] if letter in "KJ" else letter
        elif letter == "P":
            key = words.units[match["per"]]
            if key not in tables()["any"]["rated_by"]:
                raise UnreadError(f"'{word[:20]}' is not a rate that the grammar knows.")
        elif word == words.settings.get("yearly") and (not tokens or tokens[-1][0] in "Gs"):
            letter, key = "P", "year"  # 年…超1亿吨: tonnes per year
        if letter in "QRW":
            quantities.append(_whole(key) if letter == "W" else _quantity(match, words))
            letter = "Q"
        tokens.append((letter, key, word))
    return tokens, quantities


def _complaint(tokens: list[_Token]) -> str:
    """Why tokens have no shape of a figure."""
    letters = "".join([letter for letter, _, _ in tokens])
    word = tokens[letters.find("?")][2][:20] if tokens else ""
    if "?" in letters.partition("Q")[0]:
        return f"'{word}' is not a known word: leave it out, or write … in its place."
    if letters.count("Q") > 1:
        return "The text holds more than one figure: a row takes one."
    if "?" in letters:
        return f"'{word}' is not a known unit or qualifier: the figure ends at its unit."
    if "Q" in letters or "S" in letters:
        return "The words around the figure are not in an order that is certain."
    return "The text holds no number and no superlative."


def _quantity(match: re.Match[str], words: Lexicon) -> Quantity:
    """The quantity that the pattern found: a rank, a fraction, or a number and its unit."""
    names = ("before", "number", "part", "odd", "rest", "unit", "more")
    before, number, part, odd, rest, unit, more = match.group(*names)
    if match["rank"]:  # 前8位 is at most 8
        value, bound = read_number(match["rank"], words).value, match["first"] and "at_most"
        return Quantity(value, unit="rank", measure="rank", bound=bound)
    quantity = read_number(number + (rest or ""), words)
    keys = {words.units_before[before]} if before else set()
    keys |= {words.units[unit]} if unit else set()
    paired = not (before and unit) and "times_as_much" in keys  # в 2,5 раза
    if len(keys) > 1 or paired or (keys and part) or (odd and more):
        raise UnreadError("The figure has two units, or half of one, or two words for more.")
    if part:
        return _share(read_number(part, words), quantity)
    factor, _, quantity.unit = keys.pop().rpartition(" ") if keys else ("", "", None)
    quantity.factor = Decimal(factor or 1)
    if quantity.unit in ("rank", "share"):
        quantity.measure = quantity.unit
        quantity.unit = "rank" if quantity.unit == "rank" else "percent"
    quantity.bound = "over" if odd or more else None
    return quantity


def _whole(key: str) -> Quantity:
    """A figure in one word: 一半 is 1/2, 首位 is rank 1, 翻番 is growth of 100 percent."""
    kind, _, number = key.rpartition(" ")
    if kind == "digits":  # 两位数
        return Quantity(Decimal(10), unit="percent", measure=kind, top=Decimal(number))
    if kind == "rank":
        return Quantity(Decimal(number), unit=kind, measure=kind)
    if kind == "growth":
        growth, step = Decimal(number), (Decimal(number) + _HUNDRED) / 2
        return Quantity(growth, step, step, unit="percent", measure=kind)
    part, whole = map(Decimal, number.split("/"))
    return _share(Quantity(part, bound=kind or None), Quantity(whole))


def _share(part: Quantity, whole: Quantity) -> Quantity:
    """五分之一, 每30头…1头."""
    same_unit = (part.unit or whole.unit) == (whole.unit or part.unit)
    if not (same_unit and 0 < part.value <= whole.value) or whole.bound:
        raise UnreadError("The part of the share is larger than the whole, or has another unit.")
    hundredth = whole.value / _HUNDRED
    value, step = _FIFTEEN.divide(part.value, hundredth), _FIFTEEN.divide(part.step, hundredth)
    one_in = whole.value if part.value == ONE < whole.value else None
    share = Quantity(value, step, step, unit="percent", measure="share", one_in=one_in)
    share.bound = part.bound
    return share


def _join(low: Quantity, high: Quantity, by: str) -> Quantity:
    """2×100万千瓦; 5到6万吨, where the first number shares multiplier and unit of the second."""
    plain = low.plain and high.plain and not (low.bare or high.bare or low.bound or high.bound)
    same_unit = (low.unit, low.factor) == (high.unit, high.factor)
    if not plain or (low.unit and (by == "x" or not same_unit)):
        raise UnreadError("The two numbers differ in unit, or are no plain numbers.")
    if by == "x":
        high.times(low.value)
        return high
    bottom, shared = low.value, low.value * high.scale
    if low.unit is None and low.scale < high.scale:
        if low.scale == ONE and shared < high.value:
            bottom = shared
        elif bottom * 1000 < high.value:
            raise UnreadError("Whether both ends of the range have a multiplier is not certain.")
    if bottom >= high.value or (high.unit is None and bottom >= 1900 and high.value < 2100):
        raise UnreadError("The range does not ascend, or is a span of years.")
    return replace(high, value=bottom, top=high.value)


def _measure(
    quantity: Quantity, roles: dict[str, Decimal], words: Lexicon
) -> tuple[str | None, Decimal]:
    """What the verbs make of a quantity, and its sign; settles units that depend on them."""
    level, minus = "to" in roles, roles.get("minus", ONE)
    verb = None if level else roles.get("grows")
    to, by = quantity.unit == "times_as_much", quantity.unit == "multiple"
    if (to or by) and verb:
        if verb < 0 or not (to or words.settings.get("multiples")):
            raise UnreadError("Whether it grew or fell to or by so many times is not certain.")
        quantity.value -= int(to)
        quantity.unit, quantity.factor = "percent", _HUNDRED
    elif to or by:
        quantity.unit = "times"
    measure, sign, unit = quantity.measure, ONE, quantity.unit
    if measure in ("rank", "growth"):
        if verb and (measure == "rank" or verb < 0):
            raise UnreadError("What the verb does to this figure is not certain.")
    elif unit == "percentage_point":
        if verb and roles.get("rate") == -ONE:
            raise UnreadError("Which way a fall that itself changes goes is not certain.")
        measure, sign = "change" if verb else None, verb or roles.get("above", ONE)
    elif unit not in _PERCENT:
        measure, sign = ("change" if verb else "level" if level else None), verb or ONE
        measure = measure if unit else None
    elif "contribution" in roles:
        measure = "contribution"
    elif verb or "rate" in roles:
        if "share" in roles or (verb and "rate" in roles):
            raise UnreadError("The percentage may be more than one thing.")
        measure, sign = "growth", verb or roles["rate"]
    elif measure == "digits":
        raise UnreadError("A number of two digits is a figure of growth only.")
    elif "share" in roles:
        measure = "share"
    elif "saving" in roles and not level:
        measure = "saving"
    if minus < 0 and (sign < 0 or quantity.top is not None or measure in ("rank", "share")):
        raise UnreadError("What the minus sign belongs to is not certain.")
    return measure, sign * minus


def _bound(quantity: Quantity, tokens: list[_Token], roles: dict[str, Decimal]) -> str:
    """The one bound that the qualifiers make together: 约…以上 is at_least, 超…以上 is over."""
    bounds = {key for letter, key, _ in tokens if letter in "ABS"}
    bounds |= {quantity.bound} if quantity.bound else set()
    if "above" in roles and quantity.unit != "percentage_point":
        bounds.add("over" if roles["above"] > 0 else "at_most")
    if quantity.bare and not bounds:
        raise UnreadError("The figure has multipliers, but no number before them.")
    ranged = quantity.top is not None
    if len(bounds) > 1 or ranged:
        bounds.discard("about")
    if bounds == {"over", "at_least"}:
        return "over"
    if len(bounds) > 1 or "record" in bounds or (bounds and ranged):
        raise UnreadError("The qualifiers contradict each other or the figure.")
    return "range" if ranged else bounds.pop() if bounds else "exact"
