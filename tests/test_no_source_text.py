"""Where the articles are at hand: no file of ours carries a piece of their text."""

import re
import subprocess
from pathlib import Path

import pytest

RUN = 16
"""Characters in a row that count as text; names of places and titles of sources may be longer."""
NAMES = re.compile(r"(?:tests/data/package/)?data/(?:places|platforms|sources)\.csv")


def runs(line: str) -> set[str]:
    return {line[i : i + RUN] for i in range(len(line) - RUN + 1)}


def test_no_tracked_file_shares_text_with_the_articles(real: Path) -> None:
    articles = real.parent / "shared/source/articles.txt"
    if not articles.is_file():
        pytest.skip("the articles are not at hand; they are not redistributed")
    text = set().union(*(runs(line.strip()) for line in articles.read_text("utf-8").split("\n")))
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=real, capture_output=True, text=True, check=True
    )
    shared = []
    for name in filter(None, listed.stdout.split("\0")):
        path = real / name
        if NAMES.fullmatch(name) or not path.is_file():
            continue
        lines = path.read_bytes().decode("utf-8", "ignore").split("\n")
        shared += [
            f"{name}:{number}"
            for number, line in enumerate(lines, 1)
            if re.search("[\u4e00-\u9fff]{4}", line) and runs(line) & text
        ]
    assert shared == []
