"""Build the whole site into `site/`: English at its root, Chinese below `zh/`.

    python docs/build.py [--out FOLDER] [--url ADDRESS]

Strict: a broken link stops it. Offline: nothing is fetched. Deterministic: the same checkout
gives the same bytes.
"""

from __future__ import annotations

import argparse
import calendar
import json
import logging
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def settle_clock() -> None:
    """Make MkDocs write the date of the release instead of the clock's."""
    created = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["created"]
    seconds = calendar.timegm(time.strptime(created, "%Y-%m-%dT%H:%M:%SZ"))
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(seconds))


def build(out: Path, url: str | None = None) -> None:
    """Build both languages; the English build empties the folder, so it goes first."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    settle_clock()
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    for name, folder in (("mkdocs.yml", out), ("mkdocs.zh.yml", out / "zh")):
        options = {"site_url": url} if url else {}
        config = load_config(str(ROOT / name), strict=True, site_dir=str(folder), **options)
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()


def main() -> int:
    """Read the command line, build, and say where the site is."""
    parser = argparse.ArgumentParser(description="Build the site in both languages.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="folder (default: site)")
    parser.add_argument("--url", help="address it will be published at, ending in /")
    args = parser.parse_args()
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    try:
        from mkdocs.exceptions import Abort
    except ImportError:
        print("The site needs MkDocs: pip install -e '.[docs]'", file=sys.stderr)
        return 2
    start = time.monotonic()
    try:
        build(args.out.resolve(), args.url)
    except Abort as error:
        print(f"docs: {error}", file=sys.stderr)
        return 1
    print(f"docs: built in {time.monotonic() - start:.1f} s; open index.html in the folder site/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
