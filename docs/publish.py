"""Arrange a built site for publishing: the newest release at the root, every release below `v/`.

    python docs/publish.py site BRANCH_FOLDER

Links in the site are relative, so one build serves both places; its canonical addresses are
those of the root, so that search engines find the newest release alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from html import escape
from pathlib import Path

KEPT = {".git", "v"}


def arrange(site: Path, branch: Path) -> str:
    """Replace the root of a folder by the site, and keep a copy of it below `v/`."""
    version = str(json.loads((site / "datapackage.json").read_text("utf-8"))["version"])
    for path in branch.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(site, branch, dirs_exist_ok=True)
    shutil.rmtree(branch / "v" / version, ignore_errors=True)
    shutil.copytree(site, branch / "v" / version)
    (branch / ".nojekyll").touch()
    versions = [path.name for path in (branch / "v").iterdir() if path.is_dir()]
    versions.sort(key=lambda name: [int(part) for part in name.split(".")], reverse=True)
    links = "".join(f'<li><a href="{escape(v)}/index.html">{escape(v)}</a></li>' for v in versions)
    (branch / "v/index.html").write_text(
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>nmg-data: versions</title>\n'
        f"<h1>Versions</h1>\n<ul>{links}</ul>\n",
        "utf-8",
    )
    return version


def main() -> int:
    """Read the command line and arrange."""
    parser = argparse.ArgumentParser(description="Arrange a built site for publishing.")
    parser.add_argument("site", type=Path, help="folder that docs/build.py made")
    parser.add_argument("branch", type=Path, help="checkout of the branch that is served")
    args = parser.parse_args()
    for folder, name in ((args.site, "datapackage.json"), (args.branch, "")):
        if not (folder / name).exists():
            print(f"publish: {folder / name} does not exist", file=sys.stderr)
            return 2
    print(f"publish: arranged version {arrange(args.site, args.branch)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
