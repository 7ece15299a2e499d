"""The files of the built site: links, rows, heads, words; no browser."""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from nmg_data import series
from nmg_data.core.package import Package
from nmg_data.validate.rules import rules

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "docs/templates"
ENGLISH_ONLY = {"reference/python.html", "reference/commands.html", "changelog.html"}
PAGES = 245  # that a language may have


class Page(HTMLParser):
    """The ids, links, resources and head of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.doubled: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.meta: dict[str, str] = {}
        self.lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if found.get("id"):
            (self.doubled.append if found["id"] in self.ids else self.ids.add)(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe") and found.get("src"):
            self.loads.append(found["src"])
        if tag == "link" and found.get("rel") in ("stylesheet", "icon"):
            self.loads.append(found["href"])
        if tag == "meta":
            self.meta[found.get("property") or found.get("name", "")] = found.get("content", "")
        if tag == "html":
            self.lang = found.get("lang", "")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Return every page of the site by its path."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


@cache
def package() -> Package:
    return Package.of_folder(ROOT)


def of(pages: dict[str, Page], lang: str) -> dict[str, Page]:
    """Return the pages of a language by their path in it."""
    if lang == "zh":
        return {path[3:]: page for path, page in pages.items() if path.startswith("zh/")}
    return {path: page for path, page in pages.items() if not path.startswith("zh/")}


def test_links_lead_somewhere(site: Path, pages: dict[str, Page]) -> None:
    lost = []
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(unquote(link))
            if re.match(r"[a-z]+:", address) or "explorer.html" in address:
                continue
            target = (site / path).parent / address if address else site / path
            target = (target / "index.html" if target.is_dir() else target).resolve()
            other = pages.get(target.relative_to(site).as_posix()) if target.exists() else None
            if not target.exists() or (anchor and other and anchor not in other.ids):
                lost.append(f"{path}: {link}")
    assert lost == []


def test_nothing_is_loaded_from_elsewhere_and_no_id_is_doubled(
    site: Path, pages: dict[str, Page]
) -> None:
    for path, page in pages.items():
        for load in page.loads:
            assert not re.match(r"[a-z]+:|//", load), path
            assert ((site / path).parent / load).exists(), f"{path}: {load}"
        assert page.doubled == [], path


def test_pages_are_few_and_the_same_in_both_languages(pages: dict[str, Page]) -> None:
    english, chinese = set(of(pages, "en")), set(of(pages, "zh"))
    assert english - chinese == ENGLISH_ONLY
    assert chinese < english
    assert len(english) <= PAGES
    ports = {f"ports/{row['port_id']}.html" for row in package().rows("ports")}
    assert ports < english


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_has_its_row(pages: dict[str, Page], lang: str) -> None:
    indicators = {row["indicator_id"]: row["topic"] for row in package().rows("indicators")}
    known = of(pages, lang)
    for row in package().rows("observations"):
        if row["replaced_by"]:
            continue
        own = known.get(f"indicators/{row['indicator_id']}.html")
        page = own or known[f"topics/{indicators[row['indicator_id']]}.html"]
        assert row["observation_id"] in page.ids
        assert own or row["indicator_id"] in page.ids


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sources_are_linked_but_for_mirrors(pages: dict[str, Page], lang: str) -> None:
    linked = {link for page in of(pages, lang).values() for link in page.links}
    used = {row["source_id"] for row in package().rows("observations") if not row["replaced_by"]}
    for source in package().rows("sources"):
        if source["host"] == "mirror":
            assert source["url"] not in linked or not source["url"]
        elif source["url"] and source["source_id"] in used:
            assert source["url"] in linked, source["source_id"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_heads_describe_their_pages(pages: dict[str, Page], lang: str) -> None:
    described = [page.meta["og:url"] for page in of(pages, lang).values()]
    assert len(set(described)) == len(described)
    for path, page in of(pages, lang).items():
        assert page.lang == ("zh-Hans" if lang == "zh" else "en"), path
        for name in ("og:title", "og:image", "description"):
            assert page.meta[name], path


def test_structured_data_give_the_true_coverage(site: Path) -> None:
    def linked(path: str) -> dict[str, object]:
        html = (site / path).read_text("utf-8")
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert found, path
        return json.loads(found[1])

    rows = [row for row in package().rows("observations") if row["year"]]
    first = min(row["year"] for row in rows)
    assert str(linked("index.html")["temporalCoverage"]).startswith(first)
    mine = sorted(row["year"] for row in rows if row["indicator_id"] == "gdp")
    gdp = linked("zh/indicators/gdp.html")
    assert gdp["temporalCoverage"] == f"{mine[0]}/{mine[-1]}"
    assert gdp["inLanguage"] == "zh-Hans"
    assert len(linked("tables/ports.html")["distribution"]) == 1


def test_drawings_show_rows_of_their_page_and_stand_alone(site: Path) -> None:
    for path in ("indicators/gdp.html", "zh/ports/ganqimaodu_road.html"):
        html = (site / path).read_text("utf-8")
        marks = re.findall(r'<a href="#([^"]+)" aria-label="([^"]+)"><circle', html)
        assert marks
        ids = set(re.findall(r'<tr id="([^"]+)"', html))
        assert {mark for mark, _ in marks} <= ids
    for file in (site / "charts").iterdir():
        svg = file.read_text("utf-8")
        assert "<a " not in svg
        assert "CC BY 4.0" in svg


def test_files_of_indicators_have_names_sources_and_licence(site: Path) -> None:
    with (site / "indicators/gdp.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(r["indicator_id"] == "gdp" for r in package().rows("observations"))
    assert {row["indicator_zh"] for row in rows} == {"地区生产总值"}
    assert all(row["source_en"] and row["licence"].startswith("CC-BY-4.0") for row in rows)


@pytest.mark.filterwarnings("ignore")
def test_the_line_of_code_on_a_page_gives_its_series(site: Path) -> None:
    for path in sorted((site / "indicators").glob("*.html")):
        text = re.sub("<[^>]+>", "", path.read_text("utf-8"))
        call = re.search(r"^series\(.*\)$", text.replace("&quot;", '"'), re.MULTILINE)
        if path.stem != "index":
            assert call, path.stem
            assert len(eval(call[0], {"series": series})) > 0, path.stem


def test_both_languages_have_the_same_words_and_examples() -> None:
    def keys(value: object) -> object:
        return {k: keys(v) for k, v in value.items()} if isinstance(value, dict) else None

    english, chinese = (
        tomllib.loads((TEMPLATES / lang / "words.toml").read_text("utf-8")) for lang in ("en", "zh")
    )
    del english["scales"], chinese["scales"]
    assert keys(english) == keys(chinese)
    for name in ("cookbook", "start", "cite"):
        texts = [(TEMPLATES / lang / f"{name}.md.j2").read_text("utf-8") for lang in ("en", "zh")]
        one, other = (re.findall(r'example\("(\w+)"\)', text) for text in texts)
        assert one == [each.removesuffix("_zh") for each in other if each != "wide_characters"]
    codes = tomllib.loads((TEMPLATES / "zh/rules.toml").read_text("utf-8")).keys()
    assert codes == {rule.code for rule in rules()}


def test_chinese_pages_are_chinese(site: Path) -> None:
    for path in sorted((site / "zh").glob("*.html")):
        html = re.search(r"<article.*?</article>", path.read_text("utf-8"), re.DOTALL)
        assert html
        text = re.sub(r"<(pre|code|svg|script)\b.*?</\1>|<[^>]+>", "", html[0], flags=re.DOTALL)
        han, latin = len(re.findall(r"[\u4e00-\u9fff]", text)), len(re.findall("[A-Za-z]", text))
        assert han > latin or path.stem in ("glossary", "licence", "explorer"), path.name


@pytest.mark.usefixtures("site")
def test_numbers_and_periods_in_words() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    from generator import words

    assert words.number("561530000000", "en") == "561.53 billion"
    assert words.number("561530000000", "zh") == "5615.3亿"
    assert words.number("14.5", "zh", sign=True) == "+14.5"
    assert words.span("2024-01/2024-03", "en") == "January–March 2024"
    assert words.span("2024-01/2024-03", "zh") == "2024年1—3月"
    assert words.date("2025-02-22", "zh") == "2025年2月22日"


@pytest.mark.nightly
def test_two_builds_are_equal(
    site: Path, build_site: Callable[[Path], Path], tmp_path: Path
) -> None:
    again = build_site(tmp_path / "again")
    one, other = (
        {path.relative_to(base): path.read_bytes() for path in base.rglob("*") if path.is_file()}
        for base in (site, again)
    )
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []
