"""Build the whole site: English at the root of a folder, Chinese below `zh/`.

    python docs/build.py [--out FOLDER] [--url ADDRESS]

Strict: a broken link stops it. Offline: nothing is fetched. The same checkout gives the same bytes.
"""

from __future__ import annotations

import argparse
import calendar
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "docs")]


def draw() -> None:
    """Read the package, render all drawings, and keep both views for the languages' processes."""
    from generator import charts
    from generator.model import Site
    from generator.pages import VIEWS
    from generator.views import View

    site = Site()
    made = {
        (series.indicator_id, series.slug): charts.drawings(site, series)
        for group in site.by_indicator.values()
        for series in group
    }
    charts.render([drawing for group in made.values() for drawing in group])
    VIEWS.update({lang: View(site, lang, made) for lang in ("en", "zh")})


def build_language(lang: str, out: Path, url: str | None) -> None:
    """Write the pages of a language and build its site; runs in a process of its own."""
    from generator import explorer, pages
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    view = pages.VIEWS[lang]
    with tempfile.TemporaryDirectory() as folder:
        pages.write(view, Path(folder))
        if lang == "en":
            for source in ("docs/assets", "data", "schemas"):
                shutil.copytree(ROOT / source, Path(folder) / Path(source).name)
            shutil.copy(ROOT / "datapackage.json", folder)
            explorer.write(view.site, Path(folder))
        options = {"docs_dir": folder, "site_dir": str(out)} | ({"site_url": url} if url else {})
        name = "mkdocs.yml" if lang == "en" else "mkdocs.zh.yml"
        config = load_config(str(ROOT / name), strict=True, **options)
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()


def build(out: Path, url: str | None = None) -> bool:
    """Build both languages at once, and put the Chinese site below the English one."""
    # MkDocs writes the date of the release, not the clock's.
    created = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["created"]
    seconds = calendar.timegm(time.strptime(created, "%Y-%m-%dT%H:%M:%SZ"))
    os.environ |= {"SOURCE_DATE_EPOCH": str(seconds), "NO_MKDOCS_2_WARNING": "1"}
    draw()
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as chinese:
        folders = {"en": out, "zh": Path(chinese) / "zh"}
        process = get_context("fork").Process
        runs = [process(target=build_language, args=(*pair, url)) for pair in folders.items()]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        if any(run.exitcode for run in runs):
            return False
        shutil.move(folders["zh"], out / "zh")
    return True


def main() -> int:
    """Read the command line, build, and say where the site is."""
    parser = argparse.ArgumentParser(description="Build the site in both languages.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="folder (default: site)")
    parser.add_argument("--url", help="address it will be published at, ending in /")
    args = parser.parse_args()
    start = time.monotonic()
    if not build(args.out.resolve(), args.url):
        return 1
    print(f"docs: built in {time.monotonic() - start:.1f} s; open {args.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
