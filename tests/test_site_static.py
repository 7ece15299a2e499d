"""The built site, read as files: links, languages, machine-readable parts, weight.

What needs a browser is in `test_site_browser.py`.
"""

from __future__ import annotations

import csv
import doctest
import gzip
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BASE = "https://nmg-data.github.io/nmg-data/"
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TABLES = [one["name"] for one in DESCRIPTOR["resources"]]

if not (DOCS / "build.py").is_file():
    pytest.skip("the docs are not part of this copy", allow_module_level=True)
if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
    if os.environ.get("CI"):
        raise RuntimeError("the tests of the site need the extra docs: pip install -e '.[docs]'")
    pytest.skip("needs MkDocs: pip install -e '.[docs]'", allow_module_level=True)


class Reader(HTMLParser):
    """Collect what the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.head: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.jsonld: list[str] = []
        self.lang = ""
        self._script = False
        self._article = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if found.get("id"):
            self.ids[found["id"]] += 1
        if tag == "html":
            self.lang = found["lang"]
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link":
            self.head.append(found)
            if "stylesheet" in found["rel"] or "icon" in found["rel"]:
                self.loaded.append(found["href"])
        if tag in ("script", "img", "iframe") and found.get("src"):
            self.loaded.append(found["src"])
        self._article += tag == "article"
        if self._article and re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self._script = found.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._article -= tag == "article"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.jsonld.append(data)
            self._script = False


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Reader]:
    """Return all pages by path; the page of missing addresses stands apart."""
    return {
        path.relative_to(site).as_posix(): Reader(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def schema(table: str) -> dict[str, object]:
    return json.loads((ROOT / f"schemas/{table}.json").read_text("utf-8"))


# Pages and languages ---------------------------------------------------------------------------


def test_both_languages_have_the_same_pages(pages: dict[str, Reader]) -> None:
    english = {path for path in pages if not path.startswith("zh/")}
    chinese = {path.removeprefix("zh/") for path in pages if path.startswith("zh/")}
    assert english == chinese
    for name in (
        "index",
        "start",
        "explorer",
        "pictures",
        "ports",
        "cookbook",
        "figures",
        "provenance",
    ):
        assert f"{name}.html" in english
    for name in ("glossary", "contributing", "cite", "licence", "changelog"):
        assert f"{name}.html" in english
    assert {f"dictionary/{name}.html" for name in TABLES} < english
    indicators = {f"indicators/{row['indicator_id']}.html" for row in rows("indicators")}
    assert indicators < english


def test_every_page_says_its_language(pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        assert page.lang == ("zh" if path.startswith("zh/") else "en"), path


def test_prose_exists_in_both_languages() -> None:
    english = {path.name for path in (DOCS / "en").glob("*.md")}
    chinese = {path.name for path in (DOCS / "zh").glob("*.md")}
    # The English page on contributing is CONTRIBUTING.md.
    assert english | {"contributing.md"} == chinese


def test_the_switch_keeps_the_page(site: Path, pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        other = path.removeprefix("zh/") if path.startswith("zh/") else f"zh/{path}"
        wanted = os.path.relpath(other, Path(path).parent)
        assert wanted in page.links, f"{path} has no link to {wanted}"


def test_languages_are_named_to_search_engines(pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        bare = path.removeprefix("zh/").removesuffix("index.html")
        named = {one["hreflang"]: one["href"] for one in page.head if "hreflang" in one}
        assert named == {
            "en": BASE + bare,
            "zh": f"{BASE}zh/{bare}",
            "x-default": BASE + bare,
        }, path
        (canonical,) = [one["href"] for one in page.head if one["rel"] == "canonical"]
        english_only = bare.startswith("reference/") or bare == "changelog.html"
        chinese = path.startswith("zh/") and not english_only
        assert canonical == named["zh" if chinese else "en"], path


def test_headings_are_in_order(pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        assert page.headings.count(1) == 1, path
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after <= before + 1, f"{path}: h{before} is followed by h{after}"


def test_ids_are_unique(pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        assert [one for one, count in page.ids.items() if count > 1] == [], path


# Links -----------------------------------------------------------------------------------------


def test_links_lead_somewhere(site: Path, pages: dict[str, Reader]) -> None:
    keys = {
        table: {"/".join(row[name] for name in schema(table)["primaryKey"]) for row in rows(table)}
        for table in TABLES
    }
    broken = []
    for path, page in pages.items():
        for link in [*page.links, *page.loaded]:
            address = urlsplit(link)
            if address.scheme or link.startswith("//"):
                continue
            target = os.path.normpath(Path(path).parent / unquote(address.path or Path(path).name))
            if not (site / target).is_file():
                broken.append(f"{path}: {link}")
            elif address.fragment.startswith("table=") and target.endswith("explorer.html"):
                asked = {key: one[0] for key, one in parse_qs(address.fragment).items()}
                known = keys.get(asked["table"], set())
                if not known or asked.get("row", next(iter(known))) not in known:
                    broken.append(f"{path}: {link}")
            elif address.fragment and unquote(address.fragment) not in pages[target].ids:
                broken.append(f"{path}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[str, Reader]) -> None:
    for path, page in pages.items():
        assert [one for one in page.loaded if re.match("[a-z]+:|//", one)] == [], path
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", style.read_text("utf-8")), style.name


def test_no_path_of_a_machine(site: Path) -> None:
    here = str(ROOT)
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".xml", ".txt", ".css"):
            text = path.read_text("utf-8")
            assert here not in text, path.name
            assert "file:///" not in text, path.name


# Dictionary and reference ----------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_dictionary_says_all_of_a_table(site: Path, table: str) -> None:
    described = schema(table)
    (resource,) = [one for one in DESCRIPTOR["resources"] if one["name"] == table]
    for folder, ending in (("", ""), ("zh/", "_zh")):
        text = (site / f"{folder}dictionary/{table}.html").read_text("utf-8")
        page = Reader(text)
        assert resource[f"title{ending}"] in text
        for field in described["fields"]:
            assert f"field-{field['name']}" in page.ids
            assert field[f"title{ending}"].replace("&", "&amp;") in text
            for label in field.get("labels_zh", {}).values():
                assert label in text
            for one in field.get("categories", []):
                assert one["label"].replace("&", "&amp;").replace("'", "&#x27;") in text


def test_every_rule_command_and_name_has_an_entry(pages: dict[str, Reader]) -> None:
    import nmg_data
    from nmg_data import cli
    from nmg_data.checks import rules

    for folder in ("", "zh/"):
        assert {one.code.lower() for one in rules()} <= set(
            pages[f"{folder}reference/rules.html"].ids
        )
        assert {name.lower() for name in nmg_data.__all__} <= set(
            pages[f"{folder}reference/api.html"].ids
        )
        assert set(cli.COMMANDS) <= set(pages[f"{folder}reference/cli.html"].ids)


def test_command_line_page_is_the_real_help(site: Path) -> None:
    from nmg_data import cli

    page = (site / "reference/cli.html").read_text("utf-8")
    text = unescape(re.sub(r"<[^>]+>", "", page))
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}
    for arguments in ([], *([name] for name in cli.COMMANDS)):
        done = subprocess.run(
            [sys.executable, "-m", "nmg_data", *arguments, "--help"],
            capture_output=True,
            text=True,
            env=environment,
        )
        help_text = done.stdout.rstrip().replace("__main__.py", "nmg-data")
        assert help_text in text, arguments


# For machines ----------------------------------------------------------------------------------


def dataset(page: Reader) -> dict[str, object]:
    (text,) = page.jsonld
    return json.loads(text)


def test_dataset_descriptions(site: Path, pages: dict[str, Reader]) -> None:
    described = ["index.html", *(f"dictionary/{name}.html" for name in TABLES)]
    for path in [*described, *(f"zh/{path}" for path in described)]:
        thing = dataset(pages[path])
        assert thing["@context"] == "https://schema.org/", path
        assert thing["@type"] == "Dataset", path
        assert 50 <= len(thing["description"]) <= 5000, path
        for key in (
            "name",
            "alternateName",
            "creator",
            "citation" if path.endswith("index.html") else "isPartOf",
            "identifier",
            "isAccessibleForFree",
            "keywords",
            "license",
            "spatialCoverage",
            "temporalCoverage",
            "url",
            "variableMeasured",
            "version",
        ):
            assert thing[key], f"{path}: {key}"
        assert thing["version"] == DESCRIPTOR["version"]
        assert thing["distribution"], path
        for one in thing["distribution"]:
            assert one["@type"] == "DataDownload"
            assert one["encodingFormat"]
            data = (site / one["contentUrl"].removeprefix(BASE)).read_bytes()
            assert hashlib.sha256(data).hexdigest() == one["sha256"], path
    parts = [one["url"] for one in dataset(pages["index.html"])["hasPart"]]
    assert parts == [f"{BASE}dictionary/{name}.html" for name in TABLES]


def test_package_is_served_as_it_is(site: Path) -> None:
    for path in ("datapackage.json", *(one["path"] for one in DESCRIPTOR["resources"])):
        assert (site / path).read_bytes() == (ROOT / path).read_bytes()
    for name in TABLES:
        assert (site / f"schemas/{name}.json").read_bytes() == (
            ROOT / f"schemas/{name}.json"
        ).read_bytes()


def test_site_maps_name_every_page(site: Path, pages: dict[str, Reader]) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = set()
    for path in ("sitemap.xml", "zh/sitemap.xml"):
        for one in ElementTree.parse(site / path).iter(f"{space}loc"):
            listed.add(one.text.removeprefix(BASE))
    english_only = {
        path for path in pages if path.startswith("zh/reference/") or path == "zh/changelog.html"
    }
    assert listed == {path.removesuffix("index.html") for path in pages if path not in english_only}
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_explorer_carries_the_cells_of_the_file(site: Path, table: str) -> None:
    text = (site / f"data/{table}.js").read_text("utf-8")
    head, _, tail = text.partition("=")
    assert head == f"NMG.rows.{table}"
    names = [field["name"] for field in schema(table)["fields"]]
    assert [dict(zip(names, one, strict=True)) for one in json.loads(tail.rstrip(";\n"))] == rows(
        table
    )


def test_search_knows_numbers_and_both_scripts(site: Path) -> None:
    for folder in ("", "zh/"):
        index = json.loads((site / f"{folder}search/search_index.json").read_text("utf-8"))
        text = " ".join(f"{one['title']} {one['text']}" for one in index["docs"])
        for word in ("口岸", "班列", "4000", "coal"):
            assert word in text, (folder, word)
        # jieba was at work: words are apart.
        assert "\u200b" in text


# Weight, sameness ------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_home_page_is_light(site: Path, pages: dict[str, Reader], folder: str) -> None:
    page = pages[f"{folder}index.html"]
    files = [site / folder / "index.html", site / folder / "search/search_index.json"]
    files += [site / os.path.normpath(Path(folder) / one) for one in page.loaded]
    files += (site / folder / "assets/javascripts/workers").glob("*.js")
    weight = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert weight < 300_000


def test_two_builds_are_the_same(
    site: Path, build_site: Callable[[Path], Path], tmp_path: Path
) -> None:
    again = build_site(tmp_path / "again")
    for folder in (site, again):
        assert (folder / "zh/index.html").is_file()
    hashes = [
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (site, again)
    ]
    assert hashes[0] == hashes[1]


def test_vendored_files_have_a_licence() -> None:
    said = (DOCS / "LICENSES.md").read_text("utf-8")
    for folder in (DOCS / "assets/vendor").iterdir():
        assert (folder / "LICENSE").is_file()
        for path in folder.iterdir():
            if path.name != "LICENSE":
                assert path.relative_to(DOCS).as_posix() in said


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], str]:
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("publish").arrange


def test_published_versions_stay(publish: Callable[[Path, Path], str], tmp_path: Path) -> None:
    branch = tmp_path / "branch"
    (branch / ".git").mkdir(parents=True)
    for version, name in (("0.9.0", "old.html"), ("0.10.0", "new.html"), ("0.10.0", "last.html")):
        site = tmp_path / name
        site.mkdir()
        (site / "datapackage.json").write_text(json.dumps({"version": version}))
        (site / name).touch()
        assert publish(site, branch) == version
    names = {path.relative_to(branch).as_posix() for path in branch.rglob("*") if path.is_file()}
    assert names == {
        ".nojekyll",
        "datapackage.json",
        "last.html",
        "v/0.10.0/datapackage.json",
        "v/0.10.0/last.html",
        "v/0.9.0/datapackage.json",
        "v/0.9.0/old.html",
        "v/index.html",
    }
    assert (branch / ".git").is_dir()
    text = (branch / "v/index.html").read_text("utf-8")
    assert text.index("0.10.0") < text.index("0.9.0")


# The generator itself --------------------------------------------------------------------------


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))


@pytest.mark.usefixtures("generator")
@pytest.mark.parametrize("name", ["numbers", "series"])
def test_examples_of_the_generator(name: str) -> None:
    module = importlib.import_module(f"nmg_site.{name}")
    assert doctest.testmod(module).attempted
    assert not doctest.testmod(module).failed


@pytest.mark.parametrize("path", ["en/index.md", "en/start.md", "zh/index.md", "zh/start.md"])
def test_examples_of_the_first_pages(path: str) -> None:
    text = (DOCS / path).read_text("utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, re.DOTALL)
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, path, path, 0)
    assert example.examples
    assert not doctest.DocTestRunner(verbose=False).run(example).failed


@pytest.mark.usefixtures("generator")
def test_marks_say_what_the_print_says() -> None:
    svg = importlib.import_module("nmg_site.svg")
    axis = svg.Axis(0, 100)

    def drawn(lower: float | None, upper: float | None, value: float | None) -> str:
        return svg.draw_mark(svg.Mark("", "", lower, upper, value), axis)

    over, nearly = drawn(40, None, 40), drawn(0, 40, 40)
    for arrow in (over, nearly):
        assert "head" in arrow
        assert "circle" not in arrow
    assert 'x1="40.00%"' in over
    assert 'x2="40.00%"' in nearly
    exact = drawn(39, 41, 40)
    assert "head" not in exact
    assert "circle" in exact
    assert "circle" not in drawn(5, 6, None)


@pytest.mark.usefixtures("generator")
@pytest.mark.parametrize(
    ("ends", "log", "ticks"),
    [
        ((4000, 3000), False, [0, 2000, 4000]),
        ((2e6, 2.6e12), True, [1e6, 1e8, 1e10, 1e12]),
        ((-5.8, 3), False, [-5, 0, 5]),
    ],
)
def test_axes_have_round_ticks(ends: tuple[float, float], log: bool, ticks: list[float]) -> None:
    svg = importlib.import_module("nmg_site.svg")
    axis = svg.axis_for([svg.Mark("", "", one, one, one) for one in ends])
    assert axis.log is log
    assert axis.ticks() == pytest.approx(ticks)
    assert all(0 <= axis(one) <= 100 for one in ends)


@pytest.mark.usefixtures("generator")
def test_an_unknown_block_is_named() -> None:
    blocks = importlib.import_module("nmg_site.blocks")
    with pytest.raises(KeyError, match=r"asks for the block 'nonsense'"):
        blocks.block("nonsense", "en", "index.md")


@pytest.mark.usefixtures("generator")
def test_every_table_has_a_caution_and_columns() -> None:
    cautions = importlib.import_module("nmg_site.cautions")
    explorer = importlib.import_module("nmg_site.explorer")
    assert set(cautions.CAUTIONS) == set(explorer.SHOW) == set(TABLES)
    for table, columns in explorer.SHOW.items():
        assert set(columns) <= {field["name"] for field in schema(table)["fields"]}


# Series over time ------------------------------------------------------------------------------

Series = tuple[Any, Any, Any]


@pytest.fixture
def over_time(generator: None) -> Series:
    """Return the rows of the package, and the modules that find and draw series."""
    del generator
    names = ("content", "series", "time_chart")
    content, series, chart = (importlib.import_module(f"nmg_site.{name}") for name in names)
    return content.content(), series, chart


def figure(period: str, value: str, **changes: str) -> dict[str, str]:
    """Return a figure of foreign trade in yuan: exact, preferred, of a calendar period."""
    row = dict.fromkeys((field["name"] for field in schema("observations")["fields"]), "")
    cells = {
        "observation_id": f"{period} {value} {changes}",
        "indicator_id": "foreign_trade",
        "place_id": "inner_mongolia",
        "source_id": "xinhua_2025",
        "period": period,
        "period_kind": "calendar",
        "measure": "level",
        "value": value,
        "unit_id": "cny",
        "bound": "exact",
        "lower": value,
        "upper": value,
        "status": "actual",
        "preferred": "true",
        "as_printed": value,
    }
    return row | cells | changes


def lines(over_time: Series, group: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of periods that a line joins."""
    content, series, _ = over_time
    pairs = series.joined(series.points(content, group), series.breaks(content, group))
    return [(one.row["period"], other.row["period"]) for one, other in pairs]


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_every_figure_of_a_series_is_drawn_once(site: Path, over_time: Series, folder: str) -> None:
    content, series, chart = over_time
    groups = series.series(content, rows("observations"))
    lang = "zh" if folder else "en"
    for row in rows("indicators"):
        page = (site / f"{folder}indicators/{row['indicator_id']}.html").read_text("utf-8")
        mine = [group for group in groups if group[0]["indicator_id"] == row["indicator_id"]]
        titles = re.findall(r'<g class="fig [^"]*"><title>(.*?) · ', page)
        wanted = [chart.said(content, one, lang) for group in mine for one in group]
        assert Counter(map(unescape, titles)) == Counter(wanted), row["indicator_id"]


def test_no_whole_year_with_another_beside_it_is_left_out(over_time: Series) -> None:
    content, series, _ = over_time
    found = series.series(content, rows("observations"))
    drawn = {one["observation_id"] for group in found for one in group}
    names = ("indicator_id", "place_id", "measure", "scope", "unit_id")
    by_quantity: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows("observations"):
        if re.fullmatch(r"\d{4}", row["period"]) and "rank" not in row["measure"]:
            by_quantity.setdefault(tuple(row[one] for one in names), []).append(row)
    several = [group for group in by_quantity.values() if len({row["period"] for row in group}) > 1]
    assert len(several) > 30
    assert {row["observation_id"] for group in several for row in group} <= drawn
    assert all("rank" not in group[0]["measure"] for group in found)


def test_a_series_needs_dates_two_years_and_one_quantity(over_time: Series) -> None:
    content, series, _ = over_time
    year, next_year = figure("2023", "5"), figure("2024", "7")
    assert series.series(content, [year, next_year]) == [[year, next_year]]
    for other in (
        figure("2023-12", "7"),
        figure("", "7", period_kind="undated"),
        figure("2024", "7", place_id="china"),
        figure("2024", "7", unit_id="usd"),
        figure("2013/2024", "70", period_kind="cumulative"),
    ):
        assert series.series(content, [year, other]) == [], other["observation_id"]
    tonnes, jin = (
        figure(*one, indicator_id="grain_output") for one in (("2023", "4"), ("2024", "6"))
    )
    group = [tonnes | {"unit_id": "t"}, jin | {"unit_id": "jin"}]
    assert series.series(content, group) == [group]
    assert [one.value for one in series.points(content, group)] == [8000, 6]


def test_a_line_joins_preferred_whole_years_that_follow(over_time: Series) -> None:
    whole = [figure(year, "5") for year in ("2019", "2020", "2022", "2023", "2024")]
    pairs = [("2019", "2020"), ("2022", "2023"), ("2023", "2024")]
    assert lines(over_time, whole) == pairs
    for change in (
        {"preferred": "false"},
        {"status": "target"},
        {"upper": "", "bound": "over"},
        {"lower": "0", "bound": "nearly"},
        {"period_kind": "as_of"},
        {"period": "2023-01/2023-11", "period_kind": "year_to_date"},
    ):
        group = [row | change if row["period"] == "2023" else row for row in whole]
        assert lines(over_time, group) == pairs[:1], change
    before = whole[3] | {"note": "Before the later revision."}
    assert lines(over_time, [*whole[:3], before, whole[4]]) == pairs[:2]


def test_breaks_are_those_that_the_data_document(over_time: Series) -> None:
    content, series, _ = over_time
    found = {}
    for group in series.series(content, rows("observations")):
        if cuts := series.breaks(content, group):
            key = group[0]["indicator_id"], group[0]["measure"]
            found[key] = [(one.at, one.line, one.periods) for one in cuts]
    assert found["milk_output", "level"] == [(2017, True, ("2016",))]
    assert found["foreign_trade", "level"] == [(2023, True, ("2022", "2023"))]
    assert found["gdp", "growth"] == [(2022.5, False, ("2022",))]
    assert ("foreign_trade", "growth") not in found
    assert ("coal_output", "level") not in found
    assert series.siblings(content, "coal_output") == ["coal_output_above_size"]
    assert series.siblings(content, "coal_output_above_size") == ["coal_output"]


def test_a_figure_over_time_looks_like_what_it_is(over_time: Series) -> None:
    content, series, chart = over_time

    def drawn(**changes: str) -> str:
        (point,) = series.points(content, [figure("2024", "40") | changes])
        return chart.draw(point, chart.Time(2020, (1.0,) * 5), chart.Axis(0, 100), "")

    exact = drawn(lower="39", upper="41")
    assert 'class="fig year preferred"' in exact
    assert "<circle" in exact
    assert 'x="90.00%" y="60.00%"' in exact
    assert 'y1="61.00%" y2="59.00%"' in exact.replace('x2="90.00%" ', "")
    assert 'class="fig year other"' in drawn(preferred="false")
    over, nearly = drawn(upper="", bound="over"), drawn(lower="0", bound="nearly")
    for arrow in (
        over,
        nearly,
        drawn(upper="100", bound="at_least"),
        drawn(lower="", bound="at_most"),
    ):
        assert "<circle" not in arrow
        assert "span" not in arrow
        assert arrow.count('class="open"') == 2
    assert "V-20" in over
    assert "V20" in nearly
    span = drawn(value="", lower="10", upper="90")
    assert "<circle" not in span
    assert 'y1="90.00%"' in span
    target = drawn(status="target")
    assert "ahead" in target
    assert "<circle" not in target
    part = drawn(period="2024-01/2024-06", period_kind="year_to_date")
    assert 'class="fig part preferred"' in part
    assert "<circle" not in part
    assert 'x1="80.00%" y1="60.00%" x2="90.00%"' in part
    assert "<circle" not in drawn(period_kind="as_of")


def test_figures_of_one_year_stay_in_it_side_by_side(over_time: Series) -> None:
    content, series, _ = over_time
    group = [figure("2024", str(one), preferred=str(one == 3).lower()) for one in range(1, 6)]
    found = [one.at for one in series.points(content, group)]
    assert len(set(found)) == 5
    assert found[2] == 2024.5
    assert all(2024 < at < 2025 for at in found)


def test_long_stretches_without_a_figure_are_narrow_and_named(over_time: Series) -> None:
    content, series, chart = over_time
    group = [figure(year, "5") for year in ("1978", "2013", "2017", "2018")]
    axis = chart.time_axis(series.points(content, group))
    assert axis.years == [1978, *range(2013, 2019)]
    assert axis.left_out == [(1979, 2013)]
    assert (axis(1978), axis(2019)) == (0, 100)
    assert axis(2013) - axis(1979) == pytest.approx((axis(2019) - axis(2018)) / 2)
    drawing = chart.drawing(content, group, "en", title="")
    assert drawing.count('class="empty"') == 1
    assert "⋯" in drawing


def test_axes_of_levels_hold_zero_unless_levels_differ_widely(over_time: Series) -> None:
    content, series, chart = over_time

    def axis(*values: str) -> Any:
        group = [figure(str(2020 + at), value) for at, value in enumerate(values)]
        return chart.value_axis(series.points(content, group))

    assert (axis("95", "100").low, axis("95", "100").log) == (0, False)
    assert axis("-6", "-2").low < -6 < 0 < axis("-6", "-2").high
    assert not axis("1", "900").log
    assert axis("1", "5000").log


def test_charts_over_time_say_every_figure_in_words(over_time: Series) -> None:
    content, series, chart = over_time
    for group in series.series(content, rows("observations")):
        for lang in ("en", "zh"):
            text = unescape(chart.drawing(content, group, lang, title="Title"))
            (words,) = re.findall('aria-label="(.*?)">', text)
            assert words.startswith("Title. ")
            for row in group:
                assert chart.said(content, row, lang) in words


def test_every_port_has_a_place_on_the_page_of_ports(pages: dict[str, Reader]) -> None:
    ports = {row["port_id"] for row in rows("ports")}
    drawn = {f"ports.html#{row['port_id']}" for row in rows("ports") if row["lat"]}
    for folder in ("", "zh/"):
        assert ports | {"erenhot_port", "manzhouli_port"} <= set(pages[f"{folder}ports.html"].ids)
        links = Counter(pages[f"{folder}pictures.html"].links)
        assert {f"ports.html#{port}" for port in ports} <= set(links)
        assert all(links[one] == 2 for one in drawn), "the map and the table"
