"""The workflows: what they may do, and what the gate says of a contribution."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import nmg_data

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".github" / "workflows"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="a source distribution has no workflows"
)
FILES = sorted(FOLDER.glob("*.yml"))


def jobs(name: str) -> dict:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))["jobs"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_pinned_and_nothing_is_allowed_beyond_a_job(path):
    whole = yaml.safe_load(path.read_text("utf-8"))
    assert whole["permissions"] == {}
    for job in whole["jobs"].values():
        for step in job["steps"]:
            used = step.get("uses", "")
            assert not used or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)
            if used.startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_the_gate_may_only_read_and_installs_the_base_alone():
    text = (FOLDER / "data.yml").read_text("utf-8")
    (job,) = jobs("data.yml").values()
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert "pull_request.head" not in text
    assert job["permissions"] == {"contents": "read"}
    installs = [one["run"] for one in job["steps"] if "pip" in one.get("run", "")]
    assert installs == ['python -m pip install --quiet "./base[validate]"']


def test_the_job_that_publishes_the_site_installs_nothing():
    build, publish = jobs("site.yml")["build"], jobs("site.yml")["publish"]
    assert build["permissions"] == {"contents": "read"}
    assert publish["if"] == "${{ github.ref_type == 'tag' }}"
    assert "pip" not in json.dumps(publish["steps"])


def test_hooks_of_other_repositories_look_at_those_repositories():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [one["entry"] for one in hooks] == ["nmg-data validate .", "nmg-data format ."]
    assert "nmg-data validate .\n" in (ROOT / "Makefile").read_text("utf-8")


# The gate, run on small repositories


ROWS = "id,n\na,1\nb,2\n"
NOTES = "# Changelog\n\n## [Unreleased]\n\n### Data\n\n- Began.\n"


class Repository:
    """A repository with a base branch and a contribution to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "origin"
        self.folder.mkdir()
        resources = [{"name": "t", "path": "data/t.csv", "schema": "schemas/t.json"}]
        fields = [{"name": "id", "type": "string"}, {"name": "n", "type": "integer"}]
        self.git("init", "--quiet", "--initial-branch", "main")
        self.write(
            {
                "datapackage.json": json.dumps(
                    {"name": "small", "version": "1.0.0", "resources": resources}
                ),
                "schemas/t.json": json.dumps({"fields": fields, "primaryKey": ["id"]}),
                "data/t.csv": ROWS,
                "CHANGELOG.md": NOTES,
                ".gitattributes": "* text=auto eol=lf\n",
            }
        )
        self.git("switch", "--quiet", "--create", "contribution")

    def git(self, *words: str) -> None:
        names = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *names, *words], cwd=self.folder, check=True)

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.folder / path).parent.mkdir(exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8", newline="")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "change")

    def merge(self) -> None:
        """Merge the contribution as the host does for a pull request."""
        self.git("-c", "advice.detachedHead=false", "switch", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", "contribution")


@pytest.fixture
def repository(tmp_path):
    if os.name == "nt" or not all(map(shutil.which, ("bash", "git"))):
        pytest.skip("the scripts of the gate need bash and git")
    return Repository(tmp_path)


@pytest.fixture
def gate(repository, tmp_path):
    """Return a function that runs the steps of the gate, until one fails."""
    shim = tmp_path / "bin" / "nmg-data"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nmg_data "$@"\n')
    shim.chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(nmg_data.__file__).parents[1]),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }

    def run() -> subprocess.CompletedProcess:
        repository.merge()
        subprocess.run(["git", "clone", "--quiet", "origin", "contribution"], cwd=tmp_path)
        for step in jobs("data.yml")["gate"]["steps"]:
            script = step.get("run", "")
            if not script or "pip" in script or "validate" in script:
                continue
            done = subprocess.run(
                ["bash", "-e", "-c", script],
                cwd=tmp_path / step.get("working-directory", "."),
                env=env,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                break
        return done

    return run


def test_a_contribution_as_described_passes(repository, gate, tmp_path):
    repository.write(
        {"data/t.csv": ROWS.replace("a,1", "a,3"), "CHANGELOG.md": NOTES + "- Correct a.\n"}
    )
    done = gate()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict: patch" in done.stdout
    assert "t: 1 row changed" in (tmp_path / "summary.md").read_text("utf-8")


def test_a_contribution_without_a_line_in_the_changelog_fails(repository, gate):
    repository.write({"data/t.csv": ROWS.replace("a,1", "a,3")})
    done = gate()
    assert done.returncode == 1
    assert done.stderr.startswith("CHANGELOG.md: there is no new line under '## [Unreleased]'")


def test_what_the_base_gained_meanwhile_is_not_removed(repository, gate):
    repository.write({"CHANGELOG.md": NOTES + "- A word.\n"})
    repository.git("switch", "--quiet", "main")
    repository.write({"data/t.csv": ROWS + "c,3\n"})
    done = gate()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict: none" in done.stdout


@pytest.mark.parametrize("path", [".gitattributes", "data/.gitattributes"])
def test_attributes_do_not_change_with_data(repository, gate, path):
    repository.write({path: "*.csv ident\n"})
    done = gate()
    assert done.returncode == 1
    assert "a change of .gitattributes is a pull request of its own" in done.stdout


def test_the_data_give_the_workflow_no_commands(repository, gate):
    repository.write({"data/t.csv": ROWS.replace("a,", "##[error]pwned,3\na,")})
    done = gate()
    before, _, after = done.stdout.partition("##[error]pwned")
    token = re.match(r"::stop-commands::([0-9a-f-]{36})\n", before)
    assert token
    assert after.endswith(f"\n::{token[1]}::\n")
