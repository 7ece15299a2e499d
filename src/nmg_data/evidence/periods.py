"""Periods: their end, the one that growth is usually against, and the one that a wording names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

YEAR_BEFORE = re.compile(r"同比|[比较](?:上年|去年)|前年同期比|(?i:year[- ]on[- ]year|yoy)")
NAMED_YEAR = re.compile(r"(?:[比较]|(?i:over|than|from|compared with) )(\d{4})(?:年|\b)")


def end(period: str) -> str:
    """Return the last day of a period; every month is given 31 days: 2024-06-31."""
    last = period.rpartition("/")[2]
    return last + "-12-31"[len(last) - 4 :]


@lru_cache(maxsize=10_000)
def year_before(period: str) -> str:
    """Return the same period, a year or span earlier: 2019/2021 is before 2022/2024."""
    ends = period.split("/")
    if not all(text[:4].isascii() and text[:4].isdigit() for text in ends):
        return ""
    years = [int(text[:4]) for text in ends]
    span = years[-1] - years[0] + 1 if all(len(text) == 4 for text in ends) else 1
    rests = ["-02-28" if text[4:] == "-02-29" else text[4:] for text in ends]
    return "/".join(f"{year - span:04d}{rest}" for year, rest in zip(years, rests, strict=True))


def contradicted_bases(observations: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str, str]]:
    """Yield rows whose wording names another base: their number, the words, that base or year."""
    fields = ("as_printed", "period", "period_kind", "base_period")
    cells = zip(*(observations[field] for field in fields), strict=True)
    for row, (text, period, kind, base) in enumerate(cells):
        if base and kind not in ("cumulative", "mean_of_years"):
            words, wanted = YEAR_BEFORE.search(text), year_before(period)
            if words and wanted not in ("", base):
                yield row, words[0], wanted
            named = NAMED_YEAR.search(text)
            if named and not base.startswith(named[1]):
                yield row, named[0], named[1]
