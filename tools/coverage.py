"""Write the coverage table of README.md and README.zh.md from the data; --check only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from nmg_data.core.package import Lang, package
from nmg_data.query.find import find_series

ROOT = Path(__file__).resolve().parents[1]
PAGES: dict[str, Lang] = {"README.md": "en", "README.zh.md": "zh"}
HEADS = {
    "en": "| topic | indicators | yearly series | of ten years or more | years |",
    "zh": "| 主题 | 指标 | 年度序列 | 其中十年及以上 | 年份 |",
}


def table(lang: Lang) -> str:
    """Return the coverage by topic as a table in Markdown."""
    topic_of = {row["indicator_id"]: row["topic"] for row in package().rows("indicators")}
    found = [info for info in find_series() if info.status == "actual"]
    lines = [HEADS[lang], "| --- | ---: | ---: | ---: | --- |"]
    for topic, label in package().table("indicators").labels("topic", lang).items():
        infos = [info for info in found if topic_of[info.indicator_id] == topic]
        yearly = [info for info in infos if info.kind == "year" and info.measure == "level"]
        years = [year for info in infos for year in (info.first, info.last) if year]
        if not years:
            continue
        long = sum(info.points >= 10 for info in yearly)
        count = len({info.indicator_id for info in infos})
        lines.append(f"| {label} | {count} | {len(yearly)} | {long} | {min(years)}–{max(years)} |")
    return "\n".join(lines)


def with_table(text: str, lang: Lang) -> str:
    """Return a page with the table between its two marks."""
    start, end = "<!-- coverage -->", "<!-- /coverage -->"
    return re.sub(f"(?s){start}.*{end}", f"{start}\n{table(lang)}\n{end}", text)


def main() -> int:
    """Write the pages, or with --check return 1 where one is out of date."""
    late = []
    for name, lang in PAGES.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        if with_table(text, lang) != text:
            late.append(name)
            if "--check" not in sys.argv:
                path.write_text(with_table(text, lang), encoding="utf-8")
    state = "out of date" if "--check" in sys.argv else "written"
    print(f"coverage {state}: {', '.join(late) or 'none'}")
    return 1 if late and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
