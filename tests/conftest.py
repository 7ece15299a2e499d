"""What several tests share: a copy of the package to break, and the command in a process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the corpus is a module of its own

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a copy of the data package, to break."""
    folder = tmp_path / "package"
    folder.mkdir()
    shutil.copy(ROOT / "datapackage.json", folder)
    for part in ("data", "schemas"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture
def small(package: Path) -> Path:
    """Return a copy of the data package with two tables, which is checked in a moment."""
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    kept = ("units", "places")
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] in kept]
    file.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for folder in ("data", "schemas"):
        for one in (package / folder).iterdir():
            if one.stem not in kept:
                one.unlink()
    return package


@pytest.fixture
def command(tmp_path: Path) -> Run:
    """Return a function that runs ``nmg-data`` in a process of its own, in an empty folder."""

    def run(
        *args: object, cwd: Path | None = None, timeout: float = 60, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        # A session's PYTHONPATH may be what makes the package importable, so it is kept.
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "GITHUB_STEP_SUMMARY")}
        if "PYTHONPATH" in env:
            paths = env["PYTHONPATH"].split(os.pathsep)
            env["PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in paths)
        return subprocess.run(
            [sys.executable, "-m", "nmg_data", *map(str, args)],
            cwd=cwd or tmp_path,
            env=env | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=timeout,
        )

    return run
