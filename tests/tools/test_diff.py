"""What changes in a contribution, which version it asks for, and whether it loosens the gate."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

KEY = "exports.inner_mongolia.2023.level.people_20240123"


@pytest.fixture(scope="module")
def diff() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "tools/diff.py"
    spec = importlib.util.spec_from_file_location("diff", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pair(package: Path, tmp_path: Path) -> tuple[Path, Path]:
    (package / "CHANGELOG.md").write_text("# Changelog\n\n## [0.1.0]\n\n- First.\n", "utf-8")
    return package, Path(shutil.copytree(package, tmp_path / "new"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def run(diff: ModuleType, pair: tuple[Path, Path], *more: str) -> int:
    return int(diff.main([str(pair[0]), str(pair[1]), *more]))


def test_nothing_changed(
    diff: ModuleType, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(diff, pair, "--check-version") == 0
    assert capsys.readouterr().out.strip() == "0.1.0 → 0.1.0: none"


def test_a_correction_is_a_patch_and_asks_for_a_line(
    diff: ModuleType, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(pair[1], "data/observations.csv", "78570000000", "78580000000")
    assert run(diff, pair, "--check-version") == 1
    out, err = capsys.readouterr()
    assert f"~ observations: {KEY} | value: 78570000000 → 78580000000" in out
    assert "no new line under '## [Unreleased]'" in err
    edit(pair[1], "CHANGELOG.md", "## [0.1.0]", "## [Unreleased]\n\n- Exports.\n\n## [0.1.0]")
    assert run(diff, pair, "--check-version") == 0
    # at the end of the file it is no section of what comes next
    text = "# Changelog\n\n## [0.1.0]\n\n- First.\n\n## [Unreleased]\n\n- Exports.\n"
    (pair[1] / "CHANGELOG.md").write_text(text, "utf-8")
    assert run(diff, pair, "--check-version") == 1


def test_an_added_figure_is_shown_in_full(
    diff: ModuleType, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = pair[0] / "data/observations.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith(KEY)), "utf-8")
    assert run(diff, pair, "--format", "markdown") == 0
    out = capsys.readouterr().out
    assert "### Data: minor, next version 0.1.1 or later" in out
    for part in (
        "Inner Mongolia",
        "2023 (year)",
        "level exact 78570000000 cny",
        "78.57 billion yuan",
    ):
        assert part in out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"maxLength": 40', '"maxLength": 400', "as_printed: constraint maxLength loosened"),
        ('"minimum": 1900', '"minimum": 1000', "year: constraint minimum loosened"),
        ('"type": "integer"', '"type": "string"', "year: type 'integer' → 'string'"),
        ('"evidence": "inline"', '"evidence": "own"', "evidence 'inline' → 'own'"),
        ('"pattern": "(?:\\\\d', '"pattern": "(?:.*|\\\\d', "constraint pattern changed"),
    ],
)
def test_a_loosened_schema_comes_first(
    diff: ModuleType,
    pair: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    words: str,
) -> None:
    edit(pair[1], "schemas/observations.json", old, new)
    assert run(diff, pair, "--format", "markdown") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "**The schemas now accept more than before:**"
    assert any(words in line.replace("\\", "") for line in lines[3:6])


def test_version_games(
    diff: ModuleType, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(pair[1], "datapackage.json", '"version": "0.1.0"', '"version": "0.2.0"')
    assert run(diff, pair, "--check-version") == 1
    assert "no data changed" in capsys.readouterr().err
    edit(pair[1], "datapackage.json", '"version": "0.2.0"', '"version": "0.0.9"')
    assert run(diff, pair, "--check-version") == 1
    assert "falls from 0.1.0 to 0.0.9" in capsys.readouterr().err


def test_no_cell_is_markup(
    diff: ModuleType, pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(pair[1], "data/observations.csv", "78.57 billion yuan", "::error::<img src=x> | a\x1b[2J")
    run(diff, pair, "--format", "markdown")
    out = capsys.readouterr().out
    assert "\\<img src=x\\> \\| a\\\\x1b" in out
    assert not any(line.startswith("::") for line in out.splitlines())


def test_revisions_of_a_local_repository(
    diff: ModuleType,
    pair: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = pair[1]
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "One"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    edit(folder, "data/observations.csv", "78570000000", "78580000000")
    monkeypatch.chdir(folder)
    assert diff.main(["HEAD", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "patch"
    assert diff.main(["--no-such"[2:]]) == 2
    assert "is no folder, and git has no such data" in capsys.readouterr().err
