"""How many distinct printed figures the grammar reads in a second, on one core.

    python benchmarks/figures.py [count]

Every print is a different text, so nothing is remembered from one to the next.
"""

import sys
import time
from collections.abc import Iterator
from itertools import islice, product

from nmg_data._figure import parse_figure

TARGET = 3.0  # seconds for 100,000 figures

SHAPES = (
    ("zh", "突破{n}亿吨"),
    ("zh", "同比增长{n}%"),
    ("zh", "{n}万千瓦时以上"),
    ("zh", "亩均…提高{n}斤"),
    ("zh", "约{n}多万人次"),
    ("zh", "年发电量超过{n}亿千瓦时"),
    ("zh", "降至{n}个百分点左右"),
    ("zh", "占…{n}%"),
    ("en", "more than {n} million tonnes"),
    ("en", "decrease of {n} percent"),
)


def prints() -> Iterator[tuple[str, str]]:
    """Language and print, without end and without repetition."""
    for whole, decimals in product(range(1, 10**6), range(10)):
        for lang, shape in SHAPES:
            yield lang, shape.format(n=f"{whole}.{decimals}")


def main() -> int:
    """Time the parse of as many figures as asked for; 1 when the target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    figures = list(islice(prints(), count))
    for lang in {lang for lang, _ in figures}:
        parse_figure("1", lang)  # the words of a language are put in order on first use
    start = time.perf_counter()
    read = sum(parse_figure(text, lang).ok for lang, text in figures)
    seconds = time.perf_counter() - start
    print(f"{read:,} of {count:,} figures read in {seconds:.2f} s: {count / seconds:,.0f} a second")
    return int(read < count or seconds > TARGET * count / 100_000)


if __name__ == "__main__":
    sys.exit(main())
