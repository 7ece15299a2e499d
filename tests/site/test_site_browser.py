"""The built site in a real browser: Debian's chromium, driven by playwright."""

from __future__ import annotations

import functools
import io
import itertools
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
if not CHROMIUM:
    needed = "chromium is missing; on Debian: sudo apt-get install chromium fonts-noto-cjk"
    if os.environ.get("CI"):
        raise RuntimeError(needed)
    pytest.skip(needed, allow_module_level=True)

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

# One page of every kind.
KINDS = (
    "index.html",
    "start.html",
    "explorer.html",
    "tables/ports.html",
    "indicators/index.html",
    "indicators/port_freight.html",
    "topics/coal.html",
    "ports/index.html",
    "ports/manzhouli_road.html",
    "disagreements.html",
    "coverage.html",
    "reference/rules.html",
    "code.html",
)
COAL = "coal_output.inner_mongolia.2024.level.xinhua_2025"


class Handler(SimpleHTTPRequestHandler):
    """Serve the site below /nmg-data/, as its address on the web has it; missing pages too."""

    def translate_path(self, path: str) -> str:
        if not path.startswith("/nmg-data/"):
            return str(Path(self.directory) / "outside")
        return super().translate_path(path.removeprefix("/nmg-data"))

    def send_error(self, code: int, *_: object) -> None:  # type: ignore[override]
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A server that ignores a page that was left before it was read."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="module")
def http(site: Path) -> Iterator[str]:
    """Serve the site under a sub-path."""
    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/nmg-data/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        # In containers chromium runs as root, and with little shared memory.
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


class Visit:
    """A page of the browser that remembers what went wrong."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        # Leaving a page ends what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure}: {request.url}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"outside: {request.url}")

    def go(self, path: str) -> Page:
        """Open a page from nothing: an address that differs after # alone loads nothing."""
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        if "explorer.html" in path:
            self.page.wait_for_selector("#nmg-explorer[data-ready]")
        return self.page


@pytest.fixture
def visit(browser: Browser, http: str) -> Iterator[Any]:
    """Open visits; at the end none of them may have seen a fault."""
    opened = []

    def start(width: int = 1280, base: str | None = None, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        one = Visit(context.new_page(), base or http)
        opened.append((context, one))
        return one

    yield start
    faults = [fault for _, one in opened for fault in one.faults]
    for context, _ in opened:
        context.close()
    assert faults == []


def axe(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    import axe_playwright_python

    source = Path(axe_playwright_python.__file__).with_name("axe.min.js")
    page.evaluate(source.read_text("utf-8"))
    # What fades in has its colours when it is there, not before.
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize(
    ("folder", "scheme", "width"),
    [("", "light", 1280), ("zh/", "dark", 1280), ("zh/", "light", 390), ("", "dark", 390)],
)
def test_pages_load_quietly_fit_and_are_accessible(
    visit: Any, folder: str, scheme: str, width: int
) -> None:
    one = visit(width, color_scheme=scheme)
    half = (width == 390) != (scheme == "dark")
    for number, path in enumerate(KINDS):
        page = one.go(folder + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not one.faults, path
        if number % 2 == half:
            continue  # axe sees each page in two of the four ways: both schemes, both widths
        # Of long tables and pages the beginning stands for all: their entries are of one form.
        page.evaluate(
            "for (const [some, most] of [['article > *', 25], ['tbody > *', 6], ['svg a', 4]])"
            "    for (const e of document.querySelectorAll(some))"
            "        if ([...e.parentNode.children].indexOf(e) > most) e.remove()"
        )
        assert axe(page) == [], path


def test_the_number_comes_first(visit: Any) -> None:
    for width in (1280, 390):
        page = visit(width).go("indicators/coal_output.html")
        for part in (".nmg-headline strong", ".nmg-chart svg"):
            box = page.locator(part).first.bounding_box()
            assert box, part
            assert box["y"] < 600, part
            assert box["x"] + box["width"] <= width, part
        value = page.locator(".nmg-figures td").first.bounding_box()
        assert value
        assert value["x"] + value["width"] <= width


def search(page: Page, text: str) -> str:
    """Type into the search; return the first hit."""
    page.click("input.md-search__input")
    page.keyboard.insert_text(text)
    page.keyboard.press("End")  # the theme listens to keys
    first = page.locator(".md-search-result__item").first
    expect(first).to_be_visible(timeout=10_000)
    assert first.bounding_box()["height"] < 700
    return str(first.inner_text()).replace("\u200b", "")


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_search_puts_the_thing_itself_first(visit: Any, folder: str) -> None:
    names = {"12.9亿吨": "Raw coal output", "GDP": "Gross domestic product"}
    names |= {"甘其毛都": "Ganqimaodu (road)", "地区生产总值": "Gross domestic product"}
    if folder:
        names = {"12.9亿吨": "原煤产量", "GDP": "地区生产总值", "Ganqmod": "甘其毛都口岸"}
        names |= {"满洲里": "满洲里", "原煤产量": "原煤产量\n"}
    for text, expected in names.items():
        assert expected in search(visit().go(f"{folder}index.html"), text), text


def test_pages_work_from_files(visit: Any, site: Path) -> None:
    one = visit(base=site.as_uri() + "/")
    for path in KINDS:
        one.go(path)
    assert "12.9亿吨" in search(one.go("zh/index.html"), "12.9亿吨")
    one.page.keyboard.press("Escape")
    one.page.click("a.nmg-language")
    expect(one.page.locator("h1")).to_contain_text("Inner Mongolia in figures")


def overlaps(page: Page, selector: str) -> list[list[str]]:
    """Return the pairs of elements that cover each other."""
    return page.evaluate(
        """(selector) => {
            const boxes = [...document.querySelectorAll(selector)].map((one) => {
                const box = one.getBoundingClientRect();
                return [one.textContent, box.left, box.top + 2, box.right, box.bottom - 2];
            });
            const meet = (a, b) => a[1] < b[3] && b[1] < a[3] && a[2] < b[4] && b[2] < a[4];
            return boxes.flatMap((one, at) =>
                boxes.slice(at + 1).filter((other) => meet(one, other)).map((o) => [one[0], o[0]]));
        }""",
        selector,
    )


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_names_in_drawings_do_not_overlap(visit: Any, folder: str) -> None:
    page = visit().go(f"{folder}ports/index.html")
    assert overlaps(page, ".nmg-map.wide :is(.label, .country, .region-name, a circle)") == []
    expect(page.locator(".nmg-map.wide .port.near circle").last).to_be_visible()
    page.goto(page.url.replace("ports/index.html", "indicators/gdp.html"))
    assert overlaps(page, ".nmg-chart text") == []


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_cells_of_wide_tables_can_be_read(visit: Any, folder: str) -> None:
    narrow = """[...document.querySelectorAll("article td")].filter((cell) =>
        cell.clientWidth && cell.clientWidth < 40 && cell.clientHeight > 60).length"""
    for width in (1280, 390):
        for path in ("coverage.html", "tables/observations.html"):
            page = visit(width).go(folder + path)
            assert page.evaluate(narrow) == 0, (width, path)
            assert "`" not in page.locator(".nmg-cover, .nmg-fields").first.inner_text(), path


def test_explorer_keeps_its_filters(visit: Any) -> None:
    page = visit().go("explorer.html")
    page.select_option("#ex-topic", "coal")
    page.select_option("#ex-year", "2024")
    page.fill("#ex-find", "12.9亿吨")
    expect(page.locator("#ex-count")).to_contain_text("1 of")
    assert "topic=coal&year=2024" in page.url
    page.click(".ex-open")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(f'trace("{COAL}")')
    expect(dialog).to_contain_text("no public address known")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.click("a.nmg-language")
    page.wait_for_selector("#nmg-explorer[data-ready]")
    expect(page.locator("#ex-count")).to_contain_text("显示 1 条")
    page.go_back()
    page.wait_for_selector("#nmg-explorer[data-ready]")
    page.evaluate("history.back()")  # each choice is a step
    expect(page.locator("dialog[open]")).to_contain_text(COAL)


def test_explorer_sorts_within_a_unit_and_shows_every_table(visit: Any) -> None:
    page = visit().go("explorer.html#indicator=gdp&year=2023")
    notes = page.locator(".tabulator-cell[tabulator-field=notes]")
    expect(notes.get_by_text("after the fifth economic census").first).to_be_visible()
    expect(notes.get_by_text("another source is preferred").first).to_be_visible()
    page = visit().go("explorer.html#indicator=grain_output&sort=figure.desc")
    units = page.evaluate(
        "Tabulator.findTable('#ex-grid')[0].getData('active')"
        ".map((row) => NMG.meta.names.units[row.unit_id][3])"
    )
    assert len(set(units)) > 1
    assert [unit for unit, _ in itertools.groupby(units)] == sorted(set(units), reverse=True)
    for name in page.eval_on_selector_all("#ex-table option", "list => list.map((o) => o.value)"):
        page.select_option("#ex-table", name)
        page.wait_for_selector(f"#nmg-explorer[data-ready={name}]")
        assert page.locator("#ex-grid .tabulator-row").count(), name


def test_explorer_saves_what_it_shows(visit: Any) -> None:
    import openpyxl

    page = visit().go("explorer.html#indicator=coal_output&year=2024")
    shown = page.evaluate("document.querySelector('#ex-count').textContent.split(' ')[0]")
    files = {}
    for name in ("CSV", "Excel"):
        with page.expect_download() as saved:
            page.click(f"#nmg-explorer button:text-is('{name}')")
        files[name] = Path(saved.value.path()).read_bytes()
        assert "coal_output" in saved.value.suggested_filename
    lines = files["CSV"].decode("utf-8-sig").splitlines()
    assert len(lines) == int(shown) + 1
    assert lines[0].startswith("observation_id,indicator_id,place_id")
    assert "Xinhua Daily Telegraph" in files["CSV"].decode()
    assert "CC-BY-4.0" in lines[1]
    sheet = openpyxl.load_workbook(io.BytesIO(files["Excel"])).active
    header, *rows = sheet.values
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["observation_id"]: row["value"] for row in table}[COAL] == 1290000000
    assert {row["indicator_name"] for row in table} == {"Raw coal output"}


def test_marks_of_charts_answer_to_keyboard_and_touch(visit: Any) -> None:
    page = visit().go("indicators/coal_output.html")
    mark = page.locator(".nmg-chart svg a").last
    mark.focus()
    tip = page.locator(".nmg-tip")
    expect(tip).to_contain_text("billion tonnes")
    page.keyboard.press("Enter")
    page.wait_for_function("!!document.querySelector('tr:target')")
    page = visit(390, has_touch=True, is_mobile=True).go("zh/indicators/coal_output.html")
    page.locator(".nmg-chart svg a").last.tap()
    expect(page.locator(".nmg-tip")).to_contain_text("亿吨")
    assert "#" not in page.url


def test_what_is_copied_runs(visit: Any) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).go("cookbook.html")
    block = page.locator(".highlight").first
    block.hover()
    block.locator(".md-code__button[data-clipboard-target], .md-clipboard").first.click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.length > 0)")
    text = page.evaluate("navigator.clipboard.readText()")
    compile(text, "copied", "exec")
    assert ">>>" not in text


def test_menu_and_search_of_a_phone_by_keyboard(visit: Any) -> None:
    page = visit(390).go("start.html")
    menu = page.locator("button.nmg-toggle--drawer")
    menu.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.wait_for_function("document.activeElement.closest('.md-sidebar--primary')")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.locator("button.nmg-toggle--search").focus()
    page.keyboard.press("Enter")
    expect(page.locator("input.md-search__input")).to_be_focused()


def test_without_scripts_everything_but_the_explorer_is_there(visit: Any) -> None:
    one = visit(java_script_enabled=False)
    page = one.page
    page.goto(one.base + "indicators/coal_output.html")
    expect(page.locator(".nmg-headline strong")).to_be_visible()
    expect(page.locator(".nmg-chart svg").first).to_be_visible()
    page.goto(one.base + "zh/explorer.html")
    expect(page.locator("noscript a").first).to_be_visible()
    assert page.locator("#nmg-explorer > *").count() == 0


def test_print_loses_no_column_and_names_its_page(visit: Any) -> None:
    for path in ("indicators/port_freight.html", "tables/ports.html", "zh/disagreements.html"):
        page = visit(794).go(path)  # A4 at 96 dots an inch
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 794, path
        cut = "e => e.scrollWidth > e.clientWidth + 1"
        assert not page.evaluate(f"[...document.querySelectorAll('.nmg-scroll')].some({cut})"), path
        footer = page.locator(".nmg-printed")
        expect(footer).to_be_visible()
        expect(footer).to_contain_text(path.split("/")[-1])
        expect(footer).to_contain_text("nmg-data")


def test_a_missing_page_says_so_in_both_languages(visit: Any) -> None:
    one = visit()
    page = one.go("some/where/nothing.html")
    expect(page.locator("h1")).to_have_text("Page not found")
    expect(page.locator("h2")).to_have_text("页面不存在")
    one.faults.clear()  # the browser reports the status 404 itself
    page.click("text=返回首页")
    expect(page.locator("h1")).to_contain_text("数说内蒙古")
