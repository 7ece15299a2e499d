"""The workflows: what they may do, and what the gate says of a contribution."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_pinned_and_nothing_is_allowed_beyond_a_job(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        for step in job["steps"]:
            used = step.get("uses", "")
            assert not used or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)
            if used.startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_the_gate_may_only_read_and_installs_the_base_alone() -> None:
    path = ROOT / ".github/workflows/data.yml"
    text = path.read_text("utf-8")
    (job,) = load(path)["jobs"].values()
    assert not re.search(r"pull_request_target|secrets\.|pull_request\.head", text)
    assert job["permissions"] == {"contents": "read"}
    installs = [step["run"] for step in job["steps"] if "pip" in step.get("run", "")]
    assert installs == ['python -m pip install --quiet "./base[validate]"']


class Gate:
    """A base branch and a contribution to it, in a local repository, and the steps of the gate."""

    def __init__(self, package: Path, folder: Path) -> None:
        self.folder, self.contribution = folder, folder / "contribution"
        shutil.copytree(package, self.contribution)
        (self.contribution / "tools").mkdir()
        shutil.copy(ROOT / "tools/diff.py", self.contribution / "tools")
        (self.contribution / "CHANGELOG.md").write_text("# Changelog\n\n## [0.1.0]\n", "utf-8")
        self.git("init", "--quiet")
        self.commit()

    def git(self, *words: str) -> None:
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run([*git, *words], cwd=self.contribution, check=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", "One")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.contribution / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def run(self) -> tuple[dict[str, int], str, str]:
        """Run the steps; return the exit code by step, what was printed, and the summary."""
        self.commit()
        summary = self.folder / "summary.md"
        bin_folder = Path(sys.executable).parent
        env = os.environ | {
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        codes, printed = {}, []
        (job,) = load(ROOT / ".github/workflows/data.yml")["jobs"].values()
        for step in job["steps"]:
            if "run" not in step or "pip" in step["run"]:
                continue
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=self.folder / step.get("working-directory", "."),
                env=env,
                capture_output=True,
                text=True,
            )
            codes[step["name"]] = done.returncode
            printed += [done.stdout, done.stderr]
        return codes, "".join(printed), summary.read_text("utf-8")


@pytest.fixture
def gate(package: Path, tmp_path: Path) -> Gate:
    folder = tmp_path / "gate"
    folder.mkdir()
    return Gate(package, folder)


def test_a_good_correction_passes(gate: Gate) -> None:
    gate.edit("data/units.csv", "gw,gigawatt,", "gw,gigawatts,")
    gate.edit("CHANGELOG.md", "## [0.1.0]", "## [Unreleased]\n\n- A unit.\n\n## [0.1.0]")
    codes, printed, summary = gate.run()
    assert set(codes.values()) == {0}, printed
    assert "### Data: patch" in summary


def test_a_wrong_figure_fails_at_its_line_and_says_no_command(gate: Gate) -> None:
    path = gate.contribution / "data/observations.csv"
    lines = path.read_text("utf-8").splitlines()
    number = next(
        i for i, line in enumerate(lines, 1) if line.startswith("exports.") and "2023" in line
    )
    gate.edit("data/observations.csv", "78570000000", "78580000000")
    codes, printed, summary = gate.run()
    assert codes["Every fault at its line"] == 1
    assert f"::error file=data/observations.csv,line={number}" in printed
    assert codes["What changes, and the version it asks for"] == 1  # no line in the changelog
    assert "78570000000 → 78580000000" in summary


def test_a_loosened_schema_is_seen_and_the_old_one_still_asked(gate: Gate) -> None:
    gate.edit("schemas/observations.json", '"maxLength": 40', '"maxLength": 4000')
    _, _, summary = gate.run()
    assert "**The schemas now accept more than before:**" in summary
    assert "### Schemas changed: the data under those of the base branch" in summary


def test_attributes_come_without_data(gate: Gate) -> None:
    (gate.contribution / ".gitattributes").write_text("*.csv -text\n", "utf-8")
    codes, printed, _ = gate.run()
    assert codes["The files are those that git holds"] == 1
    assert "::error::a change of .gitattributes" in printed
