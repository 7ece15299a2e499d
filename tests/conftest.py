"""What several tests share: a copy of the package to break, and the command in a process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the corpus is a module of its own

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests in a browser: they are slow, and no process is left alone with them."""
    items.sort(key=lambda one: one.path.stem != "test_site_browser")


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


@pytest.fixture(scope="session")
def build_site() -> Callable[[Path], Path]:
    """Return a function that builds the site with the one command that people use."""

    def build(out: Path) -> Path:
        command = [sys.executable, str(ROOT / "docs/build.py"), "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        return out

    return build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, build_site: Callable[[Path], Path]) -> Path:
    """Return the folder of the built site; one build serves all files and processes of a run."""
    from filelock import FileLock

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each process has a folder in that of the run
    whole = folder / "nmg-site.whole"
    with FileLock(folder / "nmg-site.lock"):
        if not whole.exists():
            build_site(folder / "nmg-site")
            whole.touch()
    return folder / "nmg-site"


@pytest.fixture(scope="module")
def remembered() -> Iterator[None]:
    """Look at each file and table once: a corruption leaves all others as they are."""
    from nmg_data import checks
    from nmg_data.checks import types
    from nmg_data.checks._model import File, Sheet, Table

    known: dict[tuple[object, ...], object] = {}
    run_pandera, run_rule = types._run_pandera, checks.capped

    def identity(table: Table) -> str:
        if "identity" not in table.memo:
            table.memo["identity"] = "\n".join((table.path, json.dumps(table.schema), *table.lines))
        return str(table.memo["identity"])

    def pandera(table: Table) -> object:
        key = ("pandera", identity(table))
        if key not in known:
            known[key] = run_pandera(table)
        return known[key]

    def rule(one: checks.Rule, subject: object) -> object:
        if isinstance(subject, File):
            key: tuple[object, ...] = (one.code, subject.path, subject.data)
        elif isinstance(subject, Sheet):
            key = (one.code, subject.path, subject.file.data, *subject.expected)
        elif isinstance(subject, Table):
            key = (one.code, identity(subject))
        else:
            return run_rule(one, subject)
        if key not in known:
            known[key] = run_rule(one, subject)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(types, "_run_pandera", pandera)
        patch.setattr(checks, "capped", rule)
        yield


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
